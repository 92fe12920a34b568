/** What an answer may be at most, and on what a change is believed. Real servers. */
import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { readJson, JsonError } from '../../../../src/trackers/json/read';
import { defaultLimits } from '../../../../src/trackers/http/client';
import { connect, failure, never, serve, type Handler, type TestServer } from './httpServer';
import { scriptedComet } from '../comet/scriptedComet';

const read = { method: 'GET', kind: 'read', path: 'things', signal: never } as const;

describe('the bounds of answers', () => {
  const servers: TestServer[] = [];
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });
  const answering = async (body: Uint8Array | string, encoding?: string): Promise<TestServer> => {
    const server = await serve((_, response) => {
      response
        .writeHead(200, {
          'content-type': 'application/json',
          ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
        })
        .end(body);
    });
    servers.push(server);
    return server;
  };

  it('values, nesting, tokens and bytes are each refused with a sentence, once', async () => {
    const details = { bytes: 8 * 1024 * 1024, values: 1000 };
    const cases = [
      [`[${'0,'.repeat(2000)}0]`, /sends more than 1,000 values, which is more than/],
      [`[${'{"a":[]},'.repeat(600)}0]`, /more than 1,000 values/],
      [`${'['.repeat(600)}${']'.repeat(600)}`, /more than 512 lists and objects inside each other/],
      [`{"a":${'{"a":'.repeat(600)}1${'}'.repeat(600)}}`, /more than 512 lists/],
      [`[${'7'.repeat(3 * 1024 * 1024)}]`, /a number, a key or a run of blanks of more than 1 MiB/],
      [`{"${'k'.repeat(3 * 1024 * 1024)}":1}`, /more than 1 MiB/],
      [`[${' '.repeat(3 * 1024 * 1024)}1]`, /more than 1 MiB/],
      [`[1]${' '.repeat(3 * 1024 * 1024)}`, /more than 1 MiB/],
      [`["${'x'.repeat(9 * 1024 * 1024)}"]`, /sends more than 8 MiB at once/],
    ] as const;
    for (const [body, sentence] of cases) {
      const server = await answering(body);
      const error = await failure(
        connect(server.origin, { limits: { answers: { ...defaultLimits.answers, details } } }).http.json(read),
      );
      assert.match(error.message, sentence);
      assert.equal(error.kind, 'unexpected');
      assert.equal(server.asked.length, 1);
    }
  });

  it('encodings that are broken, too many or unknown are refused with a sentence, once', async () => {
    const sound = gzipSync('{"a":1}');
    const flipped = Buffer.from(sound).fill(0xff, 12);
    const cases = [
      ['not packed at all', 'gzip', /whose packing \(gzip\) is broken/],
      [flipped, 'gzip', /packing \(gzip\) is broken/],
      ['neither', 'deflate', /packing \(deflate\) is broken/],
      [brotliCompressSync('{"a":1}').fill(0xff), 'br', /packing \(br\) is broken/],
      [gzipSync(gzipSync(sound)), 'gzip, gzip, gzip', /packs its answers in a way/],
      [sound, 'zstd', /packs its answers in a way/],
      [sound, 'constructor', /packs its answers in a way/],
    ] as const;
    for (const [body, encoding, sentence] of cases) {
      const server = await answering(body, encoding);
      assert.match((await failure(connect(server.origin).http.json(read))).message, sentence);
      assert.equal(server.asked.length, 1, encoding);
    }
    assert.deepEqual(await connect((await answering(gzipSync(sound), 'gzip, gzip')).origin).http.json(read), { a: 1 });
  });

  it('what unpacks to more than 400 times its size is refused, and what people log is not', async () => {
    const brotli = (bytes: Uint8Array): Buffer =>
      brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });
    const empty = Buffer.from(`["${' '.repeat(60_000_000)}"]`);
    const bombs = [
      [gzipSync(empty), 'gzip'],
      [deflateSync(empty), 'deflate'],
      [brotli(empty), 'br'],
      [gzipSync(gzipSync(empty)), 'gzip, gzip'],
      [brotli(gzipSync(empty)), 'gzip, br'],
    ] as const;
    for (const [body, encoding] of bombs) {
      const server = await answering(body, encoding);
      const { message, kind } = await failure(connect(server.origin).http.json({ ...read, answer: 'text' }));
      assert.match(
        message,
        /^127\.0\.0\.1:\d+ sent an answer that unpacks to more than 400 times its size\.$/,
        encoding,
      );
      assert.equal(kind, 'unexpected');
      assert.equal(server.asked.length, 1, encoding);
    }
    const output = Array.from({ length: 300_000 }, (_, step) => `epoch 1 step ${step}: the loss did not improve`).join(
      '\n',
    );
    for (const [pack, encoding] of [
      [gzipSync, 'gzip'],
      [deflateSync, 'deflate'],
      [brotli, 'br'],
    ] as const) {
      const server = await answering(pack(Buffer.from(JSON.stringify([output]))), encoding);
      assert.deepEqual(await connect(server.origin).http.json({ ...read, answer: 'text' }), [output]);
    }
  });

  it('long tokens take the reader work in proportion to their length', async () => {
    const kinds: ((length: number) => string)[] = [
      (length) => `[${'7'.repeat(length)}]`,
      (length) => `{"${'k'.repeat(length)}":1}`,
      (length) => `[${' '.repeat(length)}1]`,
      (length) => `[1,${'7'.repeat(length)},2]`,
      (length) => `["${'\\"'.repeat(length / 2)}`,
      (length) => `[${'"a,",'.repeat(length / 5)}x`,
    ];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...kinds), fc.integer({ min: 20_000, max: 900_000 }), async (make, length) => {
        const bytes = Buffer.from(make(length));
        const joining = mock.method(Buffer, 'concat');
        try {
          await readJson(
            (async function* () {
              yield bytes;
              await Promise.resolve();
            })(),
          ).catch((error: unknown) => assert.ok(error instanceof JsonError));
        } finally {
          joining.mock.restore();
        }
        const copied = joining.mock.calls.reduce((sum, call) => sum + (call.result?.length ?? 0), 0);
        assert.ok(copied <= 5 * bytes.length, `${copied} bytes copied of ${bytes.length}`);
      }),
      { numRuns: 40 },
    );
  });
});

describe('a change', () => {
  const key = 'a'.repeat(32);
  const own = { msg: 'Done', code: 200, data: null, sdk_error_code: 0 };
  const paths = [
    'write/experiment/archive',
    'write/experiment/restore',
    'write/experiment/stop',
    'write/experiment/delete',
    'write/experiment/tags',
    'write/experiment/tags/delete',
    'write/experiment/log-other',
  ];
  const strange: readonly (readonly [what: string, answer: Handler])[] = Object.entries({
    garbage: '\u0000\u0001 no',
    empty: '',
    'half a message': '{"msg":"Arch',
    'a sign-in page': '<!doctype html><title>Sign in</title>',
    'a list': '[]',
    'another object': '{"login":"/sso"}',
    'a number': '7',
  }).map(([what, body]) => [
    what,
    (_, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end(body),
  ]);

  it('is believed on the tracker’s own answer, and on no other', async () => {
    for (const [what, answer] of [['its own', own] as const, ...strange]) {
      const { comet, server } = await scriptedComet(Object.fromEntries(paths.map((path) => [path, answer])));
      const changes = [
        () => comet.edits.archive(key, never),
        () => comet.edits.restore(key, never),
        () => comet.edits.stop(key, never),
        () => comet.edits.delete(key, never),
        () => comet.edits.addTags(key, ['a'], never),
        () => comet.edits.removeTags(key, ['a'], never),
        () => comet.edits.rename(key, 'b', never),
      ];
      for (const change of changes) {
        if (what === 'its own') {
          await change();
          continue;
        }
        if (what === 'another object' && change === changes[5]) {
          continue;
        }
        const error = await failure(change());
        assert.match(error.message, /^It is not known whether the change was done: /, what);
        assert.match(error.advice, /^Refresh to see\./, what);
      }
      assert.ok(server.asked.length <= changes.length);
      await server.close();
    }
  });
});
