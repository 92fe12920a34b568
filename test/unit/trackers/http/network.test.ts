/** The way out: proxies and certificates, with real ones of both. */
import assert from 'node:assert/strict';
import { createServer, request as forward, type IncomingMessage } from 'node:http';
import { connect as dial, createServer as createSocketServer, type AddressInfo, type Socket } from 'node:net';
import { directNetwork, type HttpCall, type NetworkSettings } from '../../../../src/trackers/http/client';
import { chooseProxy } from '../../../../src/trackers/http/network';
import { apiKey, connect, everythingOf, failure, json, never, selfSigned, serve } from './httpServer';

const read: HttpCall = { method: 'GET', kind: 'read', path: 'things', signal: never };
const network = (settings: Partial<NetworkSettings>): NetworkSettings => ({ ...directNetwork, ...settings });

interface TestProxy {
  readonly address: string;
  /** `METHOD target` of each request for the proxy, and what it was given to authenticate. */
  readonly asked: { readonly what: string; readonly authorization: string | undefined }[];
  close(): Promise<void>;
}

/** A proxy that resolves every name to this machine; with a password, it insists on it. */
async function startProxy(password: string | null = null): Promise<TestProxy> {
  const asked: TestProxy['asked'] = [];
  const admits = (request: IncomingMessage): boolean => {
    const authorization = request.headers['proxy-authorization'];
    asked.push({ what: `${request.method ?? ''} ${request.url ?? ''}`, authorization });
    return password === null || authorization === `Basic ${Buffer.from(password).toString('base64')}`;
  };
  const tunnels = new Set<Socket>();
  const server = createServer((request, response) => {
    if (!admits(request)) {
      response.writeHead(407).end();
      return;
    }
    const target = new URL(request.url ?? '');
    const onward = forward({
      host: '127.0.0.1',
      port: target.port,
      path: target.pathname + target.search,
      method: request.method,
      headers: request.headers,
    });
    onward.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    request.pipe(onward);
  });
  server.on('connect', (request: IncomingMessage, client: Socket) => {
    if (!admits(request)) {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      return;
    }
    const onward = dial(Number(request.url?.split(':').at(-1)), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      onward.pipe(client).pipe(onward);
    });
    for (const socket of [client, onward]) {
      tunnels.add(socket);
      socket
        .on('error', () => undefined)
        .on('close', () => {
          client.destroy();
          onward.destroy();
        });
    }
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise((closed) => {
        for (const tunnel of tunnels) {
          tunnel.destroy();
        }
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

/** A server that does with each connection what it is told. */
async function startSocketServer(
  handle: (socket: Socket) => void,
): Promise<{ readonly origin: string; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createSocketServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    handle(socket);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((closed) => {
        for (const socket of sockets) {
          socket.destroy();
        }
        server.close(() => closed());
      }),
  };
}

describe('the way out to the network', () => {
  const open: { close(): Promise<void> }[] = [];
  const use = async <Resource extends { close(): Promise<void> }>(resource: Promise<Resource>): Promise<Resource> => {
    open.push(await resource);
    return resource;
  };
  afterEach(async () => {
    await Promise.all(open.splice(0).map((resource) => resource.close()));
  });
  const startServer = (secure = false) => use(serve((_, response) => json(response, { well: true }), secure));

  describe('proxies', () => {
    it('gives plain requests to the proxy as they are', async () => {
      const server = await startServer();
      const proxy = await use(startProxy());
      const { http } = connect(`http://tracker.test:${server.port}`, {
        network: network({ proxy: `http://${proxy.address}` }),
      });
      assert.deepEqual(await http.json(read), { well: true });
      assert.deepEqual(
        proxy.asked.map(({ what }) => what),
        [`GET http://tracker.test:${server.port}/things`],
      );
      assert.equal(server.asked[0]!.headers.authorization, apiKey);
    });

    it('digs a tunnel for secure ones, so that the proxy never sees the key', async () => {
      const server = await startServer(true);
      const proxy = await use(startProxy());
      const { cert } = await selfSigned();
      const { http } = connect(`https://tracker.test:${server.port}`, {
        network: network({ proxy: `http://${proxy.address}`, certificateAuthorities: [cert] }),
      });
      assert.deepEqual(await http.json(read), { well: true });
      assert.deepEqual([...new Set(proxy.asked.map(({ what }) => what))], [`CONNECT tracker.test:${server.port}`]);
    });

    it('takes the proxy of the environment when the setting is empty', async () => {
      const server = await startServer();
      const proxy = await use(startProxy());
      const { http } = connect(`http://tracker.test:${server.port}`, {
        network: network({ environment: { http_proxy: proxy.address } }),
      });
      assert.deepEqual(await http.json(read), { well: true });
      assert.equal(proxy.asked.length, 1);
    });

    it('authenticates with the setting or with what stands in the address', async () => {
      const server = await startServer();
      const proxy = await use(startProxy('user:hunter22'));
      const ways = [
        { proxy: `http://user:hunter22@${proxy.address}` },
        {
          proxy: `http://${proxy.address}`,
          proxyAuthorization: `Basic ${Buffer.from('user:hunter22').toString('base64')}`,
        },
      ];
      for (const way of ways) {
        assert.deepEqual(
          await connect(`http://tracker.test:${server.port}`, { network: network(way) }).http.json(read),
          { well: true },
        );
      }
    });

    it('says so when the proxy wants a password, without telling the wrong one', async () => {
      const server = await startServer(true);
      const proxy = await use(startProxy('user:hunter22'));
      for (const scheme of ['http', 'https']) {
        const { http, log } = connect(`${scheme}://tracker.test:${server.port}`, {
          network: network({ proxy: `http://user:wrong-password@${proxy.address}` }),
          limits: { attempts: 1 },
        });
        const error = await failure(http.json(read));
        assert.equal(error.kind, 'unreachable');
        assert.match(error.message, /proxy/);
        assert.match(error.advice, /http\.proxy/);
        assert.ok(![...log, everythingOf(error)].join('\n').includes('wrong-password'));
      }
    });

    it('says so when what is set is no proxy, or none of a kind that works, without telling what is in it', async () => {
      const server = await startServer();
      const wrong = [
        ['http://', /not the address of one/],
        ['http://user:hunter22@', /not the address of one/],
        ['::nonsense::', /not the address of one/],
        ['a b c', /not the address of one/],
        ['http://proxy.test:99999', /not the address of one/],
        ['socks://user:hunter22@proxy.test:1080', /kind “socks”/],
        ['socks5://proxy.test:1080', /kind “socks5”/],
        ['socks4a://proxy.test', /kind “socks4a”/],
        ['pac+https://proxy.test/x.pac', /kind “pac\+https”/],
        ['ftp://proxy.test', /kind “ftp”/],
      ] as const;
      for (const [proxy, sentence] of wrong) {
        for (const settings of [{ proxy }, { environment: { HTTPS_PROXY: proxy, HTTP_PROXY: proxy } }]) {
          for (const scheme of ['http', 'https']) {
            const { http, log } = connect(`${scheme}://tracker.test:${server.port}`, { network: network(settings) });
            const error = await failure(http.json(read));
            assert.equal(error.kind, 'unreachable');
            assert.match(error.message, sentence);
            assert.match(error.advice, /"http\.proxy"/);
            assert.ok(!error.message.includes('tracker.test'));
            assert.ok(![...log, everythingOf(error)].join('\n').includes('hunter22'));
          }
          // Whom no proxy serves is none the worse.
          assert.deepEqual(await connect(server.origin, { network: network(settings) }).http.json(read), {
            well: true,
          });
        }
      }
    });

    it('blames the proxy for what the proxy does', async () => {
      const closed = await serve(() => undefined);
      await closed.close();
      const refuses = await use(
        serve((_, response) => {
          response.writeHead(403).end('no');
        }),
      );
      const babbles = await use(startSocketServer((socket) => void socket.end('SSH-2.0-OpenSSH_9.6\r\n')));
      const hangs = await use(startSocketServer(() => undefined));
      const closes = await use(startSocketServer((socket) => void socket.end()));
      const proxies = [
        [closed.origin, /^The proxy on the way to tracker\.test refused the connection/],
        ['http://nowhere.invalid:3128', /^The name of the proxy on the way to tracker\.test was not found/],
        [babbles.origin, /^The proxy on the way to tracker\.test did not answer as a proxy does/],
        [refuses.origin, /tracker\.test, or the proxy on the way to it, (?:does not allow|closed)/],
        [hangs.origin, /tracker\.test, or the proxy on the way to it, did not answer within/],
        [closes.origin, /tracker\.test, or the proxy on the way to it, closed the connection/],
      ] as const;
      for (const [proxy, sentence] of proxies) {
        for (const scheme of ['http', 'https']) {
          const { http } = connect(`${scheme}://tracker.test`, {
            network: network({ proxy }),
            limits: { attempts: 1, answer: 500 },
          });
          const error = await failure(http.json(read));
          assert.match(error.message, sentence, `${proxy} for ${scheme}`);
          assert.match(error.advice, /"http\.proxy"/, `${proxy} for ${scheme}`);
        }
      }
    });

    it('asks a proxy that closes every connection no more often than it asks any server', async () => {
      let connections = 0;
      const closes = await use(
        startSocketServer((socket) => {
          connections += 1;
          socket.end();
        }),
      );
      const { http } = connect('https://tracker.test', {
        network: network({ proxy: closes.origin }),
        limits: { attempts: 3 },
      });
      assert.equal((await failure(http.json(read))).kind, 'unreachable');
      assert.equal(connections, 3);
    });

    it('goes past the proxy to exempt hosts and to this machine', async () => {
      const server = await startServer();
      const proxy = await use(startProxy());
      const settings = network({ proxy: `http://${proxy.address}`, noProxy: ['tracker.invalid'] });
      assert.deepEqual(await connect(server.origin, { network: settings }).http.json(read), { well: true });
      const exempt = await failure(
        connect('http://tracker.invalid', { network: settings, limits: { attempts: 1 } }).http.json(read),
      );
      assert.match(exempt.message, /name of tracker\.invalid/);
      assert.equal(proxy.asked.length, 0);
    });

    it('chooses as VS Code does: the setting first, then the environment in either case', () => {
      const environment = { HTTP_PROXY: 'plain:1', HTTPS_PROXY: 'http://secure:2', NO_PROXY: 'a.test, .b.test' };
      assert.deepEqual(chooseProxy(network({ environment, noProxy: ['c.test:81'] })), {
        http: 'http://plain:1',
        https: 'http://secure:2',
        noProxy: 'localhost,127.0.0.1,[::1],c.test:81,a.test,.b.test',
      });
      assert.equal(chooseProxy(network({ environment, proxy: 'http://set:3' })).https, 'http://set:3');
      assert.equal(chooseProxy(network({ environment: { http_proxy: 'x:1' } })).https, 'http://x:1');
      assert.deepEqual(chooseProxy(network({ environment, noProxy: ['*'] })), { http: '', https: '', noProxy: '*' });
      assert.equal(chooseProxy(directNetwork).http, '');
    });
  });

  describe('certificates', () => {
    it('refuses an unknown one, and names the settings to look at', async () => {
      const server = await startServer(true);
      const { http, log } = connect(server.origin);
      const error = await failure(http.json(read));
      assert.equal(error.kind, 'unreachable');
      assert.match(error.message, /certificate of 127\.0\.0\.1:\d+ is not trusted: it is self-signed/);
      assert.match(error.advice, /http\.proxyStrictSSL/);
      assert.equal(server.asked.length, 0);
      assert.equal(log.length, 1);
    });

    it('accepts it when strictness is off, or when it is trusted', async () => {
      const server = await startServer(true);
      const { cert } = await selfSigned();
      for (const settings of [
        { strictSSL: false },
        { certificateAuthorities: [cert] },
        { certificateAuthorities: [cert], systemCertificates: true },
      ]) {
        assert.deepEqual(await connect(server.origin, { network: network(settings) }).http.json(read), { well: true });
      }
    });

    it('refuses a trusted one for another name', async () => {
      const server = await startServer(true);
      const proxy = await use(startProxy());
      const { cert } = await selfSigned();
      const { http } = connect(`https://other.test:${server.port}`, {
        network: network({ proxy: `http://${proxy.address}`, certificateAuthorities: [cert] }),
      });
      assert.match((await failure(http.json(read))).message, /it is for another name/);
    });

    it('tells a plain server that was asked securely', async () => {
      const server = await startServer();
      const error = await failure(connect(server.origin.replace('http:', 'https:')).http.json(read));
      assert.equal(error.kind, 'unreachable');
      assert.match(error.message, /does not speak https/);
    });
  });
});
