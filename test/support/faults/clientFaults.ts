/**
 * What a client can do to the lab: the rows of the lab's fault matrix. Each turns a true request into bytes on the
 * wire.
 */
import { gzipSync } from 'node:zlib';

/** A request that the lab answers with success. */
export interface TrueRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Null: no body. */
  readonly type: string | null;
  readonly body: Buffer;
  /** The key of the lab. */
  readonly apiKey: string;
  /** As the lab is called. */
  readonly host: string;
}

export interface Sent {
  readonly bytes: readonly Buffer[];
  /** What the client does when all is sent: it waits for the answer unless said otherwise. */
  readonly then?: 'reset' | 'end';
}

export interface ClientFault {
  readonly name: string;
  /**
   * `either`: what was sent is taken as it was meant, or refused. `closed`: refused, or the connection ends without a
   * word.
   */
  readonly expected: 'works' | 'refused' | 'closed' | 'either';
  /** It needs a body to go wrong. */
  readonly isOfBodies?: true;
  /** It needs a JSON body to go wrong. */
  readonly isOfJson?: true;
  readonly send: (request: TrueRequest) => Sent;
}

type Headers = readonly (readonly [string, string])[];

/** A request with other parts than the true ones. `null` leaves a header out. */
function changed(
  request: TrueRequest,
  change: {
    method?: string;
    path?: string;
    headers?: Readonly<Record<string, string | null>>;
    body?: Buffer;
    length?: number;
  } = {},
): Buffer[] {
  const body = change.body ?? request.body;
  const length = change.length ?? body.length;
  const headers: Headers = [
    ['Host', request.host],
    ['Authorization', request.apiKey],
    ['Connection', 'close'],
    ...(request.type === null ? [] : [['Content-Type', request.type] as const]),
    ...(request.method === 'GET' && length === 0 ? [] : [['Content-Length', String(length)] as const]),
  ];
  const given = new Map(Object.entries(change.headers ?? {}));
  const lines = headers.flatMap(([name, value]) => {
    const other = given.get(name);
    given.delete(name);
    return other === null ? [] : [`${name}: ${other ?? value}`];
  });
  for (const [name, value] of given) {
    if (value !== null) {
      lines.push(`${name}: ${value}`);
    }
  }
  const head = `${change.method ?? request.method} ${change.path ?? request.path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
  return [Buffer.from(head, 'latin1'), body];
}

const sent =
  (send: (request: TrueRequest) => Buffer[]): ClientFault['send'] =>
  (request) => ({ bytes: send(request) });
const withHeaders = (headers: (request: TrueRequest) => Readonly<Record<string, string | null>>): ClientFault['send'] =>
  sent((request) => changed(request, { headers: headers(request) }));
const withBody = (
  body: (request: TrueRequest) => Buffer,
  headers: Readonly<Record<string, string>> = {},
): ClientFault['send'] => sent((request) => changed(request, { body: body(request), headers }));
const withJson = (text: string): ClientFault['send'] => withBody(() => Buffer.from(text));
const halfOf = (request: TrueRequest): Buffer => request.body.subarray(0, Math.floor(request.body.length / 2));
/** The key of the experiment that a request is about, replaced. */
const aboutAnother = (key: string): ClientFault['send'] =>
  sent((request) =>
    changed(request, {
      path: request.path.replace(/experimentKey=\w+/, `experimentKey=${encodeURIComponent(key)}`),
      body: Buffer.from(
        request.body
          .toString('latin1')
          .replace(/"experimentKey":"\w+"/, () => `"experimentKey":${JSON.stringify(key)}`),
        'latin1',
      ),
    }),
  );

export const clientFaults: readonly ClientFault[] = [
  // Who asks.
  { name: 'no key', expected: 'refused', send: withHeaders(() => ({ Authorization: null })) },
  {
    name: 'a wrong key',
    expected: 'refused',
    send: withHeaders(({ apiKey }) => ({ Authorization: apiKey.replace(/./, (first) => (first === 'a' ? 'b' : 'a')) })),
  },
  {
    name: 'the beginning of the key',
    expected: 'refused',
    send: withHeaders(({ apiKey }) => ({ Authorization: apiKey.slice(0, -1) })),
  },
  {
    name: 'a key of 60,000 characters',
    expected: 'closed',
    send: withHeaders(() => ({ Authorization: 'k'.repeat(60_000) })),
  },
  { name: 'another host’s name', expected: 'refused', send: withHeaders(() => ({ Host: 'comet.example.com' })) },
  { name: 'no host', expected: 'refused', send: withHeaders(() => ({ Host: null })) },
  {
    name: 'a page of another origin',
    expected: 'refused',
    send: withHeaders(() => ({ Origin: 'https://example.com' })),
  },
  // What it asks for.
  { name: 'a method nobody knows', expected: 'closed', send: sent((request) => changed(request, { method: 'BREW' })) },
  { name: 'a wrong method', expected: 'refused', send: sent((request) => changed(request, { method: 'DELETE' })) },
  // Whoever asks for anything else by GET reads what the lab is.
  {
    name: 'an address that leads out',
    expected: 'either',
    send: sent((request) => changed(request, { path: '/../../../../etc/passwd' })),
  },
  {
    name: 'an address with broken escapes',
    expected: 'refused',
    send: sent((request) => changed(request, { path: `${request.path.replace(/\?.*/, '')}/%zz%` })),
  },
  {
    name: 'an address of 60,000 characters',
    expected: 'closed',
    send: sent((request) =>
      changed(request, { path: `${request.path}${request.path.includes('?') ? '&' : '?'}x=${'y'.repeat(60_000)}` }),
    ),
  },
  { name: 'an experiment that nobody made', expected: 'refused', send: aboutAnother('0'.repeat(32)) },
  { name: 'an experiment called as an object’s prototype', expected: 'refused', send: aboutAnother('__proto__') },
  { name: 'an experiment called as what all objects have', expected: 'refused', send: aboutAnother('constructor') },
  { name: 'an experiment with a NUL in its key', expected: 'refused', send: aboutAnother('a\0b') },
  // How it says it.
  {
    name: 'no HTTP at all',
    expected: 'closed',
    send: () => ({ bytes: [Buffer.from('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03')], then: 'end' }),
  },
  { name: 'a header with a line break inside', expected: 'closed', send: withHeaders(() => ({ 'X-Filler': 'a\rb' })) },
  { name: 'headers of 200 KB', expected: 'closed', send: withHeaders(() => ({ 'X-Filler': 'f'.repeat(200_000) })) },
  {
    name: 'two lengths that differ',
    expected: 'closed',
    send: sent((request) => changed(request, { headers: { 'content-length': '3' }, length: request.body.length + 1 })),
  },
  {
    name: 'a length and chunks',
    expected: 'closed',
    isOfBodies: true,
    send: withHeaders(() => ({ 'Transfer-Encoding': 'chunked' })),
  },
  {
    name: 'a chunk whose size is no number',
    expected: 'closed',
    isOfBodies: true,
    send: sent((request) =>
      changed(request, {
        headers: { 'Content-Length': null, 'Transfer-Encoding': 'chunked' },
        body: Buffer.from('zz\r\n{}\r\n0\r\n\r\n'),
      }),
    ),
  },
  {
    name: 'a body in chunks, honestly',
    expected: 'works',
    isOfBodies: true,
    send: sent((request) =>
      changed(request, {
        headers: { 'Content-Length': null, 'Transfer-Encoding': 'chunked' },
        body: inChunks(request.body),
      }),
    ),
  },
  {
    name: 'chunks that end in the middle',
    expected: 'closed',
    isOfBodies: true,
    send: (request) => ({
      bytes: changed(request, {
        headers: { 'Content-Length': null, 'Transfer-Encoding': 'chunked' },
        body: inChunks(request.body).subarray(0, -8),
      }),
      then: 'end',
    }),
  },
  {
    name: 'a length that is negative',
    expected: 'closed',
    isOfBodies: true,
    send: withHeaders(() => ({ 'Content-Length': '-1' })),
  },
  {
    name: 'more than the lab takes, announced',
    expected: 'refused',
    isOfBodies: true,
    send: sent((request) => changed(request, { length: 300 * 1024 * 1024 })),
  },
  {
    name: 'a reset in the middle of the body',
    expected: 'closed',
    isOfBodies: true,
    send: (request) => ({
      bytes: changed(request, { body: halfOf(request), length: request.body.length }),
      then: 'reset',
    }),
  },
  {
    name: 'an end in the middle of the body',
    expected: 'closed',
    isOfBodies: true,
    send: (request) => ({
      bytes: changed(request, { body: halfOf(request), length: request.body.length }),
      then: 'end',
    }),
  },
  {
    name: 'a reset before the answer',
    expected: 'either',
    send: (request) => ({ bytes: changed(request), then: 'reset' }),
  },
  {
    name: 'one byte a packet',
    expected: 'works',
    send: sent((request) => [...Buffer.concat(changed(request))].map((byte) => Buffer.of(byte))),
  },
  {
    name: 'an honest question whether to go on',
    expected: 'works',
    isOfBodies: true,
    send: withHeaders(() => ({ Expect: '100-continue' })),
  },
  { name: 'an expectation nobody knows', expected: 'closed', send: withHeaders(() => ({ Expect: 'a miracle' })) },
  // What it brings.
  { name: 'no body', expected: 'refused', isOfBodies: true, send: withBody(() => Buffer.alloc(0)) },
  { name: 'half a body, as if it were all', expected: 'refused', isOfBodies: true, send: withBody(halfOf) },
  { name: 'JSON null', expected: 'refused', isOfJson: true, send: withJson('null') },
  { name: 'a JSON list', expected: 'refused', isOfJson: true, send: withJson('[]') },
  { name: 'a JSON text', expected: 'refused', isOfJson: true, send: withJson('"experimentKey"') },
  {
    name: 'fields of other kinds',
    expected: 'refused',
    isOfJson: true,
    send: withBody(({ body }) =>
      Buffer.from(
        JSON.stringify(
          Object.fromEntries(Object.keys(JSON.parse(body.toString()) as object).map((name) => [name, [{}]])),
        ),
      ),
    ),
  },
  {
    name: 'lists in lists, 100,000 deep',
    expected: 'refused',
    isOfJson: true,
    send: withJson(`${'['.repeat(100_000)}${']'.repeat(100_000)}`),
  },
  {
    name: 'a number of 5 MB',
    expected: 'refused',
    isOfJson: true,
    send: withBody(() => Buffer.from(`{"experimentKey":${'1'.repeat(5_000_000)}}`)),
  },
  {
    name: 'bytes that are no UTF-8',
    expected: 'refused',
    isOfJson: true,
    send: withBody(() =>
      Buffer.concat([Buffer.from('{"experimentKey":"'), Buffer.of(0xff, 0xc0, 0x80), Buffer.from('"}')]),
    ),
  },
  {
    name: 'a body packed honestly',
    expected: 'works',
    isOfJson: true,
    send: withBody(({ body }) => gzipSync(body), { 'Content-Encoding': 'gzip' }),
  },
  {
    name: 'gzip that is none',
    expected: 'refused',
    isOfJson: true,
    send: withBody(({ body }) => body, { 'Content-Encoding': 'gzip' }),
  },
  {
    name: 'gzip cut in the middle',
    expected: 'refused',
    isOfJson: true,
    send: withBody(({ body }) => gzipSync(body).subarray(0, -6), { 'Content-Encoding': 'gzip' }),
  },
  {
    name: 'a small gzip of 300 MB',
    expected: 'refused',
    isOfJson: true,
    send: withBody(() => gzipOfBlanks, { 'Content-Encoding': 'gzip' }),
  },
];

function inChunks(body: Buffer): Buffer {
  const middle = Math.floor(body.length / 2);
  return Buffer.concat(
    [body.subarray(0, middle), body.subarray(middle)]
      .flatMap((piece) => [Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')])
      .concat(Buffer.from('0\r\n\r\n')),
  );
}

/** 300 KB on the wire. */
const gzipOfBlanks = gzipSync(Buffer.alloc(300 * 1024 * 1024, ' '), { level: 9 });
