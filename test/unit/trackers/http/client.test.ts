/** Our HTTP against real servers that misbehave in every way we promise to survive. */
import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { defaultLimits, type HttpCall } from '../../../../src/trackers/http/client';
import {
  apiKey,
  connect,
  everythingOf,
  failure,
  json,
  never,
  serve,
  type Handler,
  type TestServer,
} from './httpServer';

const read = (path = 'things', signal: AbortSignal = never): HttpCall => ({
  method: 'GET',
  kind: 'read',
  path,
  signal,
});

describe('HTTP', () => {
  const servers: TestServer[] = [];
  const start = async (handler: Handler, secure = false): Promise<TestServer> => {
    const server = await serve(handler, secure);
    servers.push(server);
    return server;
  };
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });

  /** Answers the first requests by the given handlers, all further ones with a small JSON. */
  const misbehaving = (...handlers: readonly Handler[]): Promise<TestServer> => {
    let count = 0;
    return start(async (request, response, asked) => {
      const wellBehaved: Handler = () => {
        json(response, { well: true });
      };
      await (handlers[count++] ?? wellBehaved)(request, response, asked);
    });
  };
  const status =
    (code: number, headers: Record<string, string> = {}): Handler =>
    (_, response) => {
      response.writeHead(code, headers).end();
    };

  describe('calls', () => {
    it('appends paths to the base URL with its prefix, escapes queries, and authenticates', async () => {
      const server = await start((_, response) => json(response, { well: true }));
      const { http } = connect(`${server.origin}/comet/api/`);
      const call = {
        ...read('/experiment/x'),
        query: { metric: 'a/b %#+é', archived: false, step: 0, none: undefined },
      };
      assert.deepEqual(await http.json(call), { well: true });
      const [asked] = server.asked;
      assert.equal(new URL(asked!.url, server.origin).pathname, '/comet/api/experiment/x');
      assert.deepEqual(
        [...new URL(asked!.url, server.origin).searchParams],
        [
          ['metric', 'a/b %#+é'],
          ['archived', 'false'],
          ['step', '0'],
        ],
      );
      assert.equal(asked!.headers.authorization, apiKey);
    });

    it('sends bodies as JSON', async () => {
      const server = await start((_, response) => json(response, {}));
      const { http } = connect(server.origin);
      await http.json({ method: 'POST', kind: 'change', path: 'tags', body: { addedTags: ['ü'] }, signal: never });
      assert.equal(server.asked[0]!.body, '{"addedTags":["ü"]}');
      assert.match(server.asked[0]!.headers['content-type']!, /^application\/json/);
    });

    it('reads an empty success as nothing', async () => {
      const server = await start(status(204));
      assert.equal(await connect(server.origin).http.json(read()), undefined);
    });

    for (const [encoding, pack] of [
      ['gzip', gzipSync],
      ['br', brotliCompressSync],
    ] as const) {
      it(`unpacks ${encoding}`, async () => {
        const rows = Array.from({ length: 20_000 }, (_, index) => ({ index }));
        const server = await start((request, response) => {
          assert.match(request.headers['accept-encoding']!, new RegExp(encoding));
          response
            .writeHead(200, { 'content-type': 'application/json', 'content-encoding': encoding })
            .end(pack(JSON.stringify(rows)));
        });
        assert.deepEqual(await connect(server.origin).http.json(read()), rows);
      });
    }

    it('refuses more than the permitted bytes, packed or not', async () => {
      const large = JSON.stringify(['x'.repeat(3 * 1024 * 1024)]);
      for (const packed of [false, true]) {
        const server = await start((_, response) => {
          response.writeHead(200, {
            'content-type': 'application/json',
            ...(packed ? { 'content-encoding': 'gzip' } : {}),
          });
          response.end(packed ? gzipSync(large) : large);
        });
        const error = await failure(
          connect(server.origin, {
            limits: { answers: { ...defaultLimits.answers, details: { bytes: 1024 * 1024, values: 10 } } },
          }).http.json(read()),
        );
        assert.equal(error.kind, 'unexpected');
        assert.match(error.message, /more than 1 MiB/);
        assert.equal(server.asked.length, 1);
      }
    });
  });

  describe('statuses', () => {
    for (const [code, kind] of [
      [400, 'refused'],
      [401, 'unauthorized'],
      [403, 'forbidden'],
      [404, 'notFound'],
      [405, 'unsupported'],
      [408, 'timedOut'],
      [429, 'rateLimited'],
      [500, 'unexpected'],
      [501, 'unsupported'],
      [503, 'unexpected'],
    ] as const) {
      it(`${code} is ${kind}`, async () => {
        const server = await start(status(code));
        const error = await failure(connect(server.origin, { limits: { attempts: 1 } }).http.json(read()));
        assert.equal(error.kind, kind);
        assert.equal(error.status, code);
        assert.match(error.message, /^127\.0\.0\.1:\d+ .+\.$/);
      });
    }

    it('lets the tracker explain its own bodies, successes included', async () => {
      const server = await start((request, response) =>
        json(response, { said: `no, ${apiKey}` }, request.url === '/fine' ? 200 : 400),
      );
      const { http } = connect(server.origin, {
        explain: (code, body) => ({
          kind: 'refused',
          message: `${code}: ${(body as { said: string }).said}`,
          trackerCode: 7,
        }),
      });
      for (const [path, code] of [
        ['fine', 200],
        ['bad', 400],
      ] as const) {
        const error = await failure(http.json(read(path)));
        assert.equal(error.message, `${code}: no, •••`);
        assert.equal(error.trackerCode, 7);
      }
    });
  });

  describe('retry', () => {
    it('repeats reads after 500, 503, 429 and a cut', async () => {
      const server = await misbehaving(status(500), status(429), (_, response) => {
        response.destroy();
      });
      const { http, log } = connect(server.origin);
      assert.deepEqual(await http.json(read()), { well: true });
      assert.equal(server.asked.length, 4);
      assert.match(log.at(-1)!, /attempt 4/);
    });

    it('repeats reads that travel as POST', async () => {
      const server = await misbehaving(status(502));
      await connect(server.origin).http.json({ method: 'POST', kind: 'read', path: 'query', body: {}, signal: never });
      assert.equal(server.asked.length, 2);
    });

    it('never repeats a change, whatever its method and whatever breaks', async () => {
      for (const method of ['GET', 'POST'] as const) {
        const cut: Handler = (_, response) => {
          response.destroy();
        };
        for (const trouble of [status(500), status(429, { 'retry-after': '0' }), cut]) {
          const server = await misbehaving(trouble, trouble, trouble);
          await failure(connect(server.origin).http.json({ method, kind: 'change', path: 'archive', signal: never }));
          assert.equal(server.asked.length, 1);
        }
      }
    });

    it('gives up after the permitted attempts, with the last error', async () => {
      const server = await start(status(503));
      const error = await failure(connect(server.origin, { limits: { attempts: 3 } }).http.json(read()));
      assert.equal(error.kind, 'unexpected');
      assert.equal(server.asked.length, 3);
    });

    it('does not repeat what would fail again', async () => {
      const server = await start(status(403));
      await failure(connect(server.origin).http.json(read()));
      assert.equal(server.asked.length, 1);
    });

    it('fails at once when Retry-After is too long, and says how long', async () => {
      const server = await start(status(429, { 'retry-after': '3600' }));
      const error = await failure(connect(server.origin).http.json(read()));
      assert.equal(error.kind, 'rateLimited');
      assert.equal(error.retryAfter, 600_000);
      assert.match(error.message, /again in 10 minutes/);
      assert.equal(server.asked.length, 1);
    });
  });

  describe('cancellation and deadlines', () => {
    const hang: Handler = () => undefined;

    it('cancels what is under way and what waits for its turn', async () => {
      const server = await start(hang);
      const { http } = connect(server.origin, { limits: { concurrentRequests: 1 } });
      const running = new AbortController();
      const waiting = new AbortController();
      const first = failure(http.json(read('running', running.signal)));
      const second = failure(http.json(read('waiting', waiting.signal)));
      waiting.abort();
      assert.equal((await second).kind, 'cancelled');
      running.abort();
      assert.equal((await first).kind, 'cancelled');
      assert.ok(server.asked.every(({ url }) => url === '/running'));
    });

    it('asks nothing for a signal that was aborted before', async () => {
      const server = await start(hang);
      assert.equal((await failure(connect(server.origin).http.json(read('x', AbortSignal.abort())))).kind, 'cancelled');
      assert.equal(server.asked.length, 0);
    });

    it('cancels during the pause before another attempt', async () => {
      const stop = new AbortController();
      const server = await start(status(500));
      const { http } = connect(server.origin, {
        limits: { firstPause: 60_000, longestPause: 60_000 },
        log: () => {
          setImmediate(() => {
            stop.abort();
          });
        },
      });
      assert.equal((await failure(http.json(read('x', stop.signal)))).kind, 'cancelled');
    });

    it('times out when no answer comes, and frees its turn', async () => {
      const server = await misbehaving(hang);
      const { http } = connect(server.origin, { limits: { answer: 50, concurrentRequests: 1 } });
      const error = await failure(http.json(read()));
      assert.equal(error.kind, 'timedOut');
      assert.match(error.message, /did not answer within 50 ms/);
      assert.deepEqual(await http.json(read()), { well: true });
    });

    it('times out when the body stops half-way', async () => {
      const server = await start((_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{"rows":[1,');
      });
      const error = await failure(connect(server.origin, { limits: { idle: 50 } }).http.json(read()));
      assert.equal(error.kind, 'timedOut');
      assert.match(error.message, /stopped in the middle/);
    });

    it('ends a drip that never stops, by the deadline of the whole', async () => {
      const server = await start((_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const drip = setInterval(() => response.write('[['), 10);
        response.on('close', () => {
          clearInterval(drip);
        });
      });
      const error = await failure(connect(server.origin, { limits: { idle: 5_000, whole: 120 } }).http.json(read()));
      assert.equal(error.kind, 'timedOut');
      assert.match(error.message, /in full within 120 ms/);
    });

    it('has at most so many requests under way', async () => {
      let under = 0;
      let most = 0;
      const held: ServerResponse[] = [];
      const server = await start((_, response) => {
        most = Math.max(most, ++under);
        held.push(response);
        if (held.length === 3) {
          setImmediate(() => {
            for (const one of held.splice(0)) {
              under -= 1;
              json(one, {});
            }
          });
        }
      });
      const { http } = connect(server.origin, { limits: { concurrentRequests: 3 } });
      await Promise.all(Array.from({ length: 12 }, () => http.json(read())));
      assert.equal(most, 3);
    });

    it('ends everything when it is closed', async () => {
      const server = await start(hang);
      const { http } = connect(server.origin, { limits: { concurrentRequests: 1 } });
      const both = [failure(http.json(read())), failure(http.json(read()))];
      await http.close();
      assert.deepEqual(
        (await Promise.all(both)).map(({ kind }) => kind),
        ['cancelled', 'cancelled'],
      );
      assert.equal((await failure(http.json(read()))).kind, 'cancelled');
    });
  });

  describe('broken answers', () => {
    const once = { attempts: 1 };

    it('says so when the connection breaks in the middle of a body', async () => {
      const server = await start((_, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
        response.write('{"rows":[');
        setImmediate(() => response.destroy());
      });
      const error = await failure(connect(server.origin, { limits: once }).http.json(read()));
      assert.equal(error.kind, 'unreachable');
      assert.match(error.message, /broke off in the middle/);
    });

    it('says so when a packed body is cut without anybody noticing', async () => {
      const packed = gzipSync(JSON.stringify({ rows: Array.from({ length: 1000 }, Math.random) }));
      const server = await start((_, response) => {
        response
          .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
          .end(packed.subarray(0, 2000));
      });
      const error = await failure(connect(server.origin).http.json(read()));
      assert.match(error.message, /sent an answer whose packing \(gzip\) is broken/);
      assert.equal(server.asked.length, 1);
    });

    it('knows a sign-in page with status 200, by its type and by its look', async () => {
      for (const type of ['text/html; charset=utf-8', 'application/json']) {
        const server = await start((_, response) => {
          response.writeHead(200, { 'content-type': type }).end('<!doctype html><title>Sign in</title>');
        });
        const error = await failure(connect(server.origin).http.json(read()));
        assert.equal(error.kind, 'unexpected');
        assert.match(error.message, /web page instead of data/);
        assert.equal(server.asked.length, 1);
      }
    });

    it('knows garbage, and does not repeat it', async () => {
      const server = await start((_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).end('\u0000\u0001 not json');
      });
      const error = await failure(connect(server.origin).http.json(read()));
      assert.equal(error.kind, 'unexpected');
      assert.match(error.message, /not JSON/);
      assert.ok(!error.message.includes('not json'));
    });

    it('knows a server that does not speak HTTP', async () => {
      const server = await start((_, response) => {
        response.socket!.end('SSH-2.0-OpenSSH_9.6\r\n');
      });
      assert.equal((await failure(connect(server.origin).http.json(read()))).kind, 'unexpected');
    });

    it('tells a refused connection and an unknown name apart', async () => {
      const server = await start(status(200));
      await server.close();
      servers.length = 0;
      const refused = await failure(connect(server.origin).http.json(read()));
      assert.equal(refused.kind, 'unreachable');
      assert.match(refused.message, new RegExp(`127.0.0.1:${server.port} refused the connection`));
      const unknown = await failure(connect('http://nowhere.invalid', { limits: { attempts: 1 } }).http.json(read()));
      assert.equal(unknown.kind, 'unreachable');
      assert.match(unknown.message, /name of nowhere\.invalid/);
    });
  });

  describe('downloads', () => {
    const content = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
    const file: Handler = (request, response) => {
      const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? Number.NaN);
      if (Number.isNaN(from)) {
        response.writeHead(200, { 'content-length': content.length, 'content-type': 'image/png' }).end(content);
      } else if (from >= content.length) {
        response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end();
      } else {
        const range = `bytes ${from}-${content.length - 1}/${content.length}`;
        response
          .writeHead(206, { 'content-range': range, 'content-length': content.length - from })
          .end(content.subarray(from));
      }
    };
    const drain = async (body: AsyncIterable<Uint8Array>): Promise<Buffer> => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of body) {
        chunks.push(chunk);
      }
      return Buffer.concat(chunks);
    };

    it('brings the bytes, their number and their type', async () => {
      const server = await start(file);
      const { http, log } = connect(server.origin);
      const { size, contentType, resumed, body } = await http.open(read());
      assert.deepEqual([size, contentType, resumed], [content.length, 'image/png', false]);
      assert.ok((await drain(body)).equals(content));
      assert.equal(log.length, 1);
      assert.match(log[0]!, /300000 bytes/);
    });

    it('continues at an offset; the size is that of the rest', async () => {
      const server = await start(file);
      const { size, resumed, body } = await connect(server.origin).http.open(read(), 100_000);
      assert.deepEqual([size, resumed], [200_000, true]);
      assert.ok((await drain(body)).equals(content.subarray(100_000)));
    });

    it('begins anew where the server cannot continue', async () => {
      const ignores = await start((request, response, asked) => {
        delete request.headers.range;
        return file(request, response, asked);
      });
      const elsewhere = await start((request, response, asked) => {
        if (request.headers.range === undefined) {
          return file(request, response, asked);
        }
        response.writeHead(206, { 'content-range': `bytes 0-${content.length - 1}/${content.length}` }).end(content);
      });
      for (const [server, from] of [
        [ignores, 10],
        [elsewhere, 10],
        [await start(file), content.length + 5],
      ] as const) {
        const { resumed, body } = await connect(server.origin).http.open(read(), from);
        assert.equal(resumed, false);
        assert.ok((await drain(body)).equals(content));
      }
    });

    it('ends with an error when it is cut, after what had arrived', async () => {
      const server = await start((_, response) => {
        response.writeHead(200, { 'content-length': content.length });
        response.write(content.subarray(0, 1000), () => response.destroy());
      });
      const { http, log } = connect(server.origin);
      const { body } = await http.open(read());
      const arrived: Uint8Array[] = [];
      const error = await failure(
        (async () => {
          for await (const chunk of body) {
            arrived.push(chunk);
          }
        })(),
      );
      assert.equal(error.kind, 'unreachable');
      assert.ok(Buffer.concat(arrived).equals(content.subarray(0, 1000)));
      assert.match(log.at(-1)!, /unreachable/);
    });

    it('has no deadline of the whole, but one for silence', async () => {
      let drips = 0;
      const server = await start((_, response) => {
        response.writeHead(200);
        const drip = setInterval(() => {
          response.write('x');
          if (++drips === 8) {
            clearInterval(drip);
          }
        }, 20);
      });
      const { body } = await connect(server.origin, { limits: { whole: 40, idle: 150 } }).http.open(read());
      assert.equal((await failure(drain(body))).kind, 'timedOut');
      assert.equal(drips, 8);
    });

    it('is cancelled while it is read', async () => {
      const server = await start((_, response) => {
        response.writeHead(200);
        response.write('x');
      });
      const stop = new AbortController();
      const { body } = await connect(server.origin).http.open(read('x', stop.signal));
      const error = failure(
        (async () => {
          for await (const chunk of body) {
            assert.equal(chunk.length, 1);
            stop.abort();
          }
        })(),
      );
      assert.equal((await error).kind, 'cancelled');
    });

    it('keeps its turn until it is read, left, or forgotten', async () => {
      const server = await start(file);
      const { http } = connect(server.origin, { limits: { concurrentRequests: 1, idle: 60 } });
      await drain((await http.open(read())).body);
      for await (const chunk of (await http.open(read())).body) {
        assert.ok(chunk.length > 0);
        break;
      }
      const forgotten = await http.open(read());
      const next = await http.open(read());
      assert.equal((await failure(drain(forgotten.body))).kind, 'timedOut');
      assert.ok((await drain(next.body)).equals(content));
    });
  });

  describe('secrets', () => {
    it('never appear in a log line or in an error', async () => {
      const smartKey = `${apiKey}*${Buffer.from('{"baseUrl":"x"}').toString('base64')}`;
      const trouble: Handler[] = [
        status(401),
        status(429, { 'retry-after': '99' }),
        status(500),
        (_, response) => {
          response.destroy();
        },
        (_, response) => json(response, { msg: `unknown key ${smartKey} (${encodeURIComponent(smartKey)})` }, 400),
        (_, response) => {
          response.writeHead(200, { 'content-type': 'text/html' }).end(smartKey);
        },
        (_, response) => {
          response.writeHead(200).end(`{"${smartKey}`);
        },
      ];
      for (const handler of trouble) {
        const server = await start(handler);
        const { http, log } = connect(server.origin, {
          authentication: () => ({ authorization: smartKey }),
          explain: (code, body) => (code === 400 ? { kind: 'refused', message: (body as { msg: string }).msg } : null),
        });
        const error = await failure(
          http.json({
            ...read(),
            query: { apiKey: smartKey, api_key: smartKey, token: 'tok-987654', other: smartKey, experimentKey: 'abc' },
          }),
        );
        assert.equal(server.asked[0]!.headers.authorization, smartKey);
        for (const text of [...log, everythingOf(error)]) {
          assert.ok(!text.includes(apiKey), text);
          assert.ok(!text.includes('tok-987654'), text);
        }
        assert.match(log[0]!, /experimentKey=abc/);
      }
    });

    it('of other people do not either: what a server quotes of a request loses the values that may open a door', async () => {
      const quoted =
        'GET https://store.example/a?X-Amz-Signature=s1gn4ture&step=3;sig=az-s1g and /project?shareCode=sh4re-c0de&projectId=p1#access_token=fr4gment failed, refresh_token=lo0se too; AUTH=b4sic, "code":1';
      const server = await start((_, response) => json(response, { msg: quoted }, 400));
      const { http, log } = connect(server.origin, {
        explain: (code, body) => (code === 400 ? { kind: 'refused', message: (body as { msg: string }).msg } : null),
      });
      const error = await failure(
        http.json({ ...read(), query: { shareCode: 'sh4re-c0de', sessionId: 's3ssion', projectId: 'p1' } }),
      );
      for (const text of [...log, everythingOf(error)]) {
        for (const secret of ['s1gn4ture', 'az-s1g', 'sh4re-c0de', 'fr4gment', 'lo0se', 'b4sic', 's3ssion']) {
          assert.ok(!text.includes(secret), `${secret}: ${text}`);
        }
        assert.match(text, /projectId=p1/);
      }
      assert.match(error.message, /X-Amz-Signature=•••&step=3;sig=•••/);
    });

    it('does not send a key that would break the request', async () => {
      const server = await start(status(200));
      const { http } = connect(server.origin, { authentication: () => ({ authorization: 'a\r\nx: y' }) });
      assert.equal((await failure(http.json(read()))).kind, 'unauthorized');
      assert.equal(server.asked.length, 0);
    });
  });

  it('reuses connections', async () => {
    const ports = new Set<number | undefined>();
    const server = await start((request, response) => {
      ports.add(request.socket.remotePort);
      json(response, {});
    });
    const { http } = connect(server.origin);
    for (let index = 0; index < 20; index += 1) {
      await http.json(read());
    }
    assert.ok(ports.size <= 2, `${ports.size} connections`);
  });
});
