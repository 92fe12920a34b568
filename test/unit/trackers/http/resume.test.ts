/** Going on with bytes that are there in part: only with the very same, by whatever the server says of them. */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import type { ByteStream, Opening } from '../../../../src/trackers/backend';
import { connect, failure, never, serve, type Handler, type TestServer } from './httpServer';

const content = randomBytes(10_000);
const call = { kind: 'read', method: 'GET', path: 'file', signal: never } as const;
const whole =
  (headers: Record<string, string> = {}): Handler =>
  (_, response) =>
    void response.writeHead(200, { 'content-length': content.length, ...headers }).end(content);
const rest =
  (headers: Record<string, string> = {}, from = 4000): Handler =>
  (_, response) =>
    void response
      .writeHead(206, { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}`, ...headers })
      .end(content.subarray(from));

describe('going on with a download', () => {
  const servers: TestServer[] = [];
  afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));
  /** Each request is answered by the next of the handlers. */
  const open = async (
    handlers: readonly Handler[],
    from = 0,
    known: Omit<Opening, 'from'> = {},
  ): Promise<{ stream: ByteStream; bytes: Buffer; server: TestServer }> => {
    const left = [...handlers];
    const server = await serve((request, response, asked) => left.shift()?.(request, response, asked));
    servers.push(server);
    const stream = await connect(server.origin).http.open(call, from, known);
    const chunks: Uint8Array[] = [];
    for await (const chunk of stream.body) {
      chunks.push(chunk);
    }
    return { stream, bytes: Buffer.concat(chunks), server };
  };

  it('asks for the rest if it is still the same, and says of what it is the rest', async () => {
    const { stream, bytes, server } = await open([rest({ etag: '"v1"' })], 4000, {
      validator: '"v1"',
      total: content.length,
    });
    assert.deepEqual([server.asked[0]!.headers.range, server.asked[0]!.headers['if-range']], ['bytes=4000-', '"v1"']);
    assert.deepEqual(
      [stream.resumed, stream.size, stream.total, stream.validator],
      [true, null, content.length, '"v1"'],
    );
    assert.ok(bytes.equals(content.subarray(4000)));
  });

  it('takes the whole where the server has something else by now', async () => {
    const answers: readonly (readonly [string, readonly Handler[]])[] = [
      ['it sends all', [whole({ etag: '"v2"' })]],
      ['it refuses the condition', [(_, response) => void response.writeHead(412).end(), whole()]],
      ['it ignores the condition', [rest({ etag: '"v2"' }), whole()]],
      [
        'it has another size',
        [(_, response) => void response.writeHead(206, { 'content-range': 'bytes 4000-9998/9999' }).end('x'), whole()],
      ],
      ['it begins elsewhere', [rest({}, 0), whole()]],
      ['it names no range', [(_, response) => void response.writeHead(206).end('x'), whole()]],
      [
        'its range is garbage',
        [(_, response) => void response.writeHead(206, { 'content-range': 'bytes 4000-' }).end('x'), whole()],
      ],
      [
        'there is nothing beyond',
        [(_, response) => void response.writeHead(416, { 'content-range': 'bytes */4000' }).end(), whole()],
      ],
    ];
    for (const [reason, handlers] of answers) {
      const { stream, bytes, server } = await open(handlers, 4000, { validator: '"v1"', total: content.length });
      assert.equal(stream.resumed, false, reason);
      assert.ok(bytes.equals(content), reason);
      assert.equal(server.asked.length, handlers.length, reason);
    }
  });

  it('goes by the size where there is no validator, and not at all where that is not told', async () => {
    assert.equal((await open([rest()], 4000, { total: content.length })).stream.resumed, true);
    const silent: Handler = (_, response) =>
      void response.writeHead(206, { 'content-range': `bytes 4000-${content.length - 1}/*` }).end('x');
    assert.equal((await open([silent, whole()], 4000, { total: content.length })).stream.resumed, false);
  });

  it('does not take a part for the whole', async () => {
    const server = await serve(rest({}, 0));
    const part = await serve(rest());
    servers.push(server, part);
    assert.equal((await connect(server.origin).http.open(call)).resumed, false);
    assert.match(
      (await failure(connect(part.origin).http.open(call))).message,
      /a part of the file where the whole was asked for/,
    );
  });

  it('knows which words of a server can be relied on', async () => {
    const modified = 'Wed, 01 Jan 2025 00:00:00 GMT';
    const validators: readonly (readonly [Record<string, string>, string | null])[] = [
      [{ etag: '"strong"' }, '"strong"'],
      [{ etag: 'W/"weak"' }, null],
      [{ etag: 'bare' }, null],
      [{ etag: `"${'x'.repeat(2000)}"` }, null],
      [{ 'last-modified': modified, date: 'Wed, 01 Jan 2025 00:00:02 GMT' }, modified],
      // Could have been written again within the same second.
      [{ 'last-modified': modified, date: modified }, null],
      [{ 'last-modified': 'yesterday', date: 'Wed, 01 Jan 2025 00:00:02 GMT' }, null],
      [{ etag: 'W/"weak"', 'last-modified': modified }, modified],
      [{}, null],
    ];
    for (const [headers, expected] of validators) {
      assert.equal((await open([whole(headers)])).stream.validator, expected, JSON.stringify(headers));
    }

    const hash = (algorithm: string): string => createHash(algorithm).update(content).digest('base64');
    const digests: readonly (readonly [Record<string, string>, ByteStream['digest']])[] = [
      [{ 'content-md5': hash('md5') }, { algorithm: 'md5', base64: hash('md5') }],
      [{ 'x-goog-hash': `crc32c=n03x6A==, md5=${hash('md5')}` }, { algorithm: 'md5', base64: hash('md5') }],
      [{ 'x-amz-checksum-sha256': hash('sha256') }, { algorithm: 'sha256', base64: hash('sha256') }],
      // Of the parts of a file, not of the file.
      [{ 'x-amz-checksum-sha256': `${hash('sha256')}-3` }, null],
      [{ digest: `SHA-256=${hash('sha256')}` }, { algorithm: 'sha256', base64: hash('sha256') }],
      [{ 'repr-digest': `sha-256=:${hash('sha256')}:` }, { algorithm: 'sha256', base64: hash('sha256') }],
      // May be an MD5, and may be anything else.
      [{ etag: `"${createHash('md5').update(content).digest('hex')}"` }, null],
      [{ 'content-md5': 'nonsense' }, null],
    ];
    for (const [headers, expected] of digests) {
      assert.deepEqual((await open([whole(headers)])).stream.digest, expected, JSON.stringify(headers));
    }
    // The hash of a part says nothing about the whole.
    assert.equal(
      (await open([rest({ 'content-md5': hash('md5') })], 4000, { total: content.length })).stream.digest,
      null,
    );
  });
});
