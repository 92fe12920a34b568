/**
 * Redirects: where a read may be sent on to, where no change ever goes, and what is said about it. Real servers on
 * addresses of this machine.
 */
import assert from 'node:assert/strict';
import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  directNetwork,
  openFile,
  type Http,
  type HttpCall,
  type NetworkSettings,
} from '../../../../src/trackers/http/client';
import { innerAddressCode, isInnerAddress, lookupOutside } from '../../../../src/trackers/http/addresses';
import { apiKey, connect, failure, json, never, serve, type Handler, type TestServer } from './httpServer';

const read: HttpCall = { method: 'GET', kind: 'read', path: 'things', signal: never };

/** Stands for an address out in the world. */
const outside = '127.0.0.2';
const alsoOutside = '127.0.0.3';
/** All else of this machine is what it is: inside. */
const network: NetworkSettings = {
  ...directNetwork,
  strictSSL: false,
  isInner: (address) => address !== outside && address !== alsoOutside && isInnerAddress(address),
};

describe('redirects', () => {
  const open: { close(): Promise<void> }[] = [];
  const start = async (handler: Handler, host = '127.0.0.1', secure = false): Promise<TestServer> => {
    const server = await serve(handler, secure, host);
    open.push(server);
    return server;
  };
  afterEach(async () => {
    await Promise.all(open.splice(0).map((resource) => resource.close()));
  });

  const well: Handler = (_, response) => json(response, { well: true });
  const to =
    (location: string, status = 302): Handler =>
    (_, response) =>
      void response.writeHead(status, { location }).end();
  const reading = (origin: string): Http => connect(origin, { network }).http;

  describe('of reads', () => {
    it('are followed within the origin, with the key', async () => {
      const server = await start((request, response) => {
        if (request.url === '/things') {
          response.writeHead(302, { location: '/moved?x=1' }).end();
        } else {
          json(response, { at: request.url });
        }
      });
      assert.deepEqual(await reading(server.origin).json(read), { at: '/moved?x=1' });
      assert.deepEqual(
        server.asked.map(({ headers }) => headers.authorization),
        [apiKey, apiKey],
      );
    });

    it('are followed to another origin without the key', async () => {
      const other = await start(well);
      const server = await start(to(`${other.origin}/there`, 307));
      assert.deepEqual(await reading(server.origin).json(read), { well: true });
      assert.equal(other.asked[0]!.headers.authorization, undefined);
      assert.ok(!JSON.stringify(other.asked).includes(apiKey));
    });

    it('say what happened when the other origin wants a key', async () => {
      const other = await start((_, response) => void response.writeHead(401).end());
      const server = await start(to(`${other.origin}/there`));
      const error = await failure(reading(server.origin).json(read));
      assert.equal(error.kind, 'unauthorized');
      assert.ok(error.message.includes(other.origin));
    });

    it('are not followed back to where they came from, nor further than five times', async () => {
      const circle = await start(to('/things'));
      assert.equal((await failure(reading(circle.origin).json(read))).kind, 'unexpected');
      assert.equal(circle.asked.length, 1);
      const chain = await start(
        (_request, response, { url }) => void response.writeHead(302, { location: `${url}/on` }).end(),
      );
      assert.equal((await failure(reading(chain.origin).json(read))).kind, 'unexpected');
      assert.equal(chain.asked.length, 6);
    });

    it('are followed to no other scheme', async () => {
      for (const location of ['file:///etc/passwd', 'data:application/json,{}', 'ftp://127.0.0.1/x']) {
        const server = await start(to(location));
        assert.equal((await failure(reading(server.origin).json(read))).kind, 'refused');
      }
    });

    it('lead from a server inside to its store inside, to one out in the world, and among those out there', async () => {
      for (const [from, store] of [
        ['127.0.0.1', '127.0.0.1'],
        ['127.0.0.1', '127.0.0.9'],
        ['127.0.0.1', outside],
        [outside, alsoOutside],
      ] as const) {
        const other = await start(well, store);
        const server = await start(to(`${other.origin}/object`), from);
        assert.deepEqual(await reading(server.origin).json(read), { well: true }, `from ${from} to ${store}`);
        const { body } = await reading(server.origin).open(read);
        for await (const chunk of body) {
          assert.ok(chunk.length > 0);
        }
      }
    });

    it('never lead from out in the world to inside, by whatever name', async () => {
      const inner = await start(well);
      const names = [
        inner.origin,
        `http://localhost:${inner.port}`,
        `http://localhost.:${inner.port}`,
        `http://sub.localhost:${inner.port}`,
        `http://2130706433:${inner.port}`,
        `http://0x7f.1:${inner.port}`,
        `http://[::ffff:127.0.0.1]:${inner.port}`,
        `http://[::1]:${inner.port}`,
        'http://0.0.0.0/',
        'http://10.0.0.1/',
        'http://192.168.1.1/',
        'http://172.16.0.1/',
        'http://169.254.169.254/latest/meta-data',
        'http://100.64.0.1/',
        'http://[fd00::1]/',
        'http://[fe80::1]/',
        'http://[64:ff9b::7f00:1]/',
        'http://[2002:7f00:1::]/',
        `https://127.0.0.1:${inner.port}`,
      ];
      for (const name of names) {
        for (const status of [301, 302, 303, 307, 308]) {
          const server = await start(to(name, status), outside);
          const error = await failure(reading(server.origin).json(read));
          assert.equal(error.kind, 'refused', name);
          assert.match(error.message, /an address inside this network, where it was not followed\.$/, name);
          assert.ok(
            error.message.startsWith(`127.0.0.2:${server.port} sends the request on to ${new URL(name).origin}`),
            error.message,
          );
          assert.equal((await failure(reading(server.origin).open(read))).kind, 'refused');
        }
      }
      assert.equal(inner.asked.length, 0);
    });

    it('never lead inside by a chain either', async () => {
      const inner = await start(well);
      const last = await start(to(`${inner.origin}/secret`), alsoOutside);
      const second = await start(
        (request, response) =>
          void response.writeHead(302, { location: request.url === '/a' ? '/b' : `${last.origin}/c` }).end(),
        outside,
      );
      for (const first of [await start(to(`${second.origin}/a`), alsoOutside), await start(to(`${second.origin}/a`))]) {
        const error = await failure(reading(first.origin).json(read));
        assert.match(error.message, /inside this network/);
      }
      assert.equal(inner.asked.length, 0);
    });

    it('are connected to by no name that has come to lead inside since it was looked at', async () => {
      const looked = (isInner: (address: string) => boolean, all: boolean): Promise<unknown> =>
        new Promise((resolve) => {
          lookupOutside(isInner)('localhost', { all }, (error, address) => resolve(error ?? address));
        });
      for (const all of [true, false]) {
        assert.equal(((await looked(isInnerAddress, all)) as { code: string }).code, innerAddressCode);
        assert.ok(
          [await looked(() => false, all)]
            .flat()
            .every((found) =>
              /^(?:127\.0\.0\.1|::1)$/.test(typeof found === 'string' ? found : (found as { address: string }).address),
            ),
        );
      }
    });

    it('never lead from https to http, not even at the same host', async () => {
      const plain = await start(well);
      for (const host of ['127.0.0.1', outside]) {
        const secure = await start(to(`${plain.origin}/x`), host, true);
        const error = await failure(reading(secure.origin).json(read));
        assert.equal(error.kind, 'refused');
        assert.match(
          error.message,
          /from https to http:\/\/127\.0\.0\.1:\d+, where others could read along; it was not followed\.$/,
        );
      }
      assert.equal(plain.asked.length, 0);
    });

    it('of a server behind a proxy, whose name only the proxy knows, never lead to this machine', async () => {
      const inner = await start(well);
      const server = await start(to(`${inner.origin}/secret`), outside);
      const proxy = createServer((request, response) => {
        const target = new URL(request.url ?? '');
        forward({ host: outside, port: target.port, path: target.pathname }, (answer) => {
          response.writeHead(answer.statusCode ?? 500, answer.headers);
          answer.pipe(response);
        }).end();
      });
      await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening));
      const through = { ...network, proxy: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` };
      const error = await failure(
        connect(`http://tracker.invalid:${server.port}`, { network: through }).http.json(read),
      );
      proxy.close();
      proxy.closeAllConnections();
      assert.match(error.message, /inside this network/);
      assert.equal(inner.asked.length, 0);
    });
  });

  describe('of changes', () => {
    it('keep method and body within the origin, and lose nothing to a 302', async () => {
      const server = await start((request, response) => {
        if (request.url === '/keep') {
          response.writeHead(307, { location: '/kept' }).end();
        } else if (request.url === '/lose') {
          response.writeHead(302, { location: '/login' }).end();
        } else {
          json(response, {});
        }
      });
      const http = reading(server.origin);
      await http.json({ method: 'POST', kind: 'change', path: 'keep', body: { a: 1 }, signal: never });
      assert.deepEqual(server.asked.map(({ method, url, body }) => [method, url, body]).at(-1), [
        'POST',
        '/kept',
        '{"a":1}',
      ]);
      const error = await failure(
        http.json({ method: 'POST', kind: 'change', path: 'lose', body: { a: 1 }, signal: never }),
      );
      assert.equal(error.kind, 'unexpected');
      assert.equal(server.asked.at(-1)!.url, '/lose');
    });

    it('never leave their origin, whatever the status, the method and the place', async () => {
      const stranger = await start((_, response) => json(response, { msg: 'Archived', code: 200 }));
      const file = await openFile(new URL(import.meta.url).pathname);
      for (const status of [301, 302, 303, 307, 308]) {
        for (const host of ['127.0.0.1', outside]) {
          const server = await start(to(`${stranger.origin}/taken`, status), host);
          const changes: Partial<HttpCall>[] = [
            { method: 'GET', query: { experimentKey: 'x' } },
            { method: 'POST', body: { addedTags: ['a'] } },
            { method: 'PUT', body: {} },
            { method: 'POST', form: { parts: { file } } },
          ];
          for (const change of changes) {
            const http = reading(server.origin);
            for (const send of [
              (call: HttpCall) => http.json(call),
              (call: HttpCall) => http.acknowledged(call, () => true),
              (call: HttpCall) => http.bytes(call),
            ]) {
              const error = await failure(
                send({ method: 'GET', kind: 'change', path: 'change', signal: never, ...change }),
              );
              assert.equal(error.kind, 'refused');
              assert.match(error.message, /It was not sent there, and nothing is changed\.$/);
              assert.ok(error.message.includes(stranger.origin));
            }
          }
        }
      }
      assert.equal(stranger.asked.length, 0);
    });
  });
});
