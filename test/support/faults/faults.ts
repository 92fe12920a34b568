/**
 * What can go wrong between the extension and a server, each as the server's own behaviour: the rows of the fault
 * matrix. A fault says what it does with a request instead of answering truly, and which kinds of problem the user may
 * then read of.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { ProblemKind } from '../../../src/shared/problem';

/** What the lab would have answered. */
export interface TrueAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** How many requests of this cell came before. */
  readonly number: number;
  /** Another origin, which notes what reaches it. */
  readonly elsewhere: string;
  /** The key of the connection, as a server knows it too. */
  readonly apiKey: string;
  /** Asks the lab. */
  readonly truth: () => Promise<TrueAnswer>;
}

export interface Fault {
  readonly name: string;
  /**
   * `works`: reads come true all the same. `fails`: nothing comes of it but a sentence. `either`: what comes is true,
   * or empty where a tracker may leave things out, or there is a sentence.
   */
  readonly reads: 'works' | 'fails' | 'either';
  /** The same for changes; as `reads` unless said. A change that works must have been made once. */
  readonly changes?: 'works' | 'fails' | 'either';
  /** Kinds of problem that are right. */
  readonly kinds: readonly ProblemKind[];
  /** Text like any other: where a server sends any text or bytes, nobody can know that it is not the true one. */
  readonly isText?: boolean;
  /** It takes time by its nature: only such a fault meets short deadlines. */
  readonly slow?: boolean;
  /** It is as much as is taken into memory. */
  readonly isHuge?: boolean;
  /**
   * What stands in the document where it depends on chance which of several limits is met first, or on the deadlines of
   * the test.
   */
  readonly says?: string;
  readonly answer: (exchange: Exchange) => void | Promise<void>;
}

type Headers = Readonly<Record<string, string | string[]>>;

const jsonType: Headers = { 'content-type': 'application/json' };
const page = '<!DOCTYPE html><html><head><title>Sign in</title></head><body><form>Please sign in.</form></body></html>';

const reply =
  (status: number, headers: Headers, body: string | Buffer = ''): Fault['answer'] =>
  ({ response }) => {
    const bytes = Buffer.from(body);
    response.writeHead(status, { ...headers, 'content-length': String(bytes.length) });
    response.end(bytes);
  };
/** Bytes on the wire as they are, and the end of the connection. */
const raw =
  (text: string): Fault['answer'] =>
  ({ response }) =>
    void response.socket?.end(text, 'latin1');
const status = (
  code: number,
  kinds: readonly ProblemKind[],
  headers: Headers = {},
  body = '',
): Omit<Fault, 'name'> => ({ reads: 'fails', kinds, answer: reply(code, { ...jsonType, ...headers }, body) });
/** The true answer, whatever else is strange about how it comes. */
const truly =
  (send: (answer: TrueAnswer, exchange: Exchange) => void | Promise<void>): Fault['answer'] =>
  async (exchange) =>
    send(await exchange.truth(), exchange);
const passOn = ({ status: code, headers, body }: TrueAnswer, response: ServerResponse, more: Headers = {}): void => {
  response.writeHead(code, { ...headers, ...more, 'content-length': String(body.length) });
  response.end(body);
};
const json = (body: string | Buffer, headers: Headers = {}): Fault['answer'] =>
  reply(200, { ...jsonType, ...headers }, body);

const broken: readonly ProblemKind[] = ['unreachable', 'unexpected'];
const strange: readonly ProblemKind[] = ['unexpected'];

/** The tests have shorter deadlines than the product. */
const inTime = 'The server did not answer in time, or in full; how long was waited is said.';

const list: readonly Fault[] = [
  // Connections.
  {
    name: 'connection closed without an answer',
    reads: 'fails',
    kinds: ['unreachable'],
    answer: ({ response }) => void response.socket?.end(),
  },
  {
    name: 'connection reset without an answer',
    reads: 'fails',
    kinds: ['unreachable'],
    answer: ({ request }) => void request.socket.resetAndDestroy(),
  },
  {
    name: 'connection reset once',
    reads: 'works',
    changes: 'fails',
    kinds: ['unreachable'],
    answer: async (exchange) =>
      exchange.number === 0
        ? void exchange.request.socket.resetAndDestroy()
        : passOn(await exchange.truth(), exchange.response),
  },
  { name: 'no answer at all', slow: true, says: inTime, reads: 'fails', kinds: ['timedOut'], answer: () => undefined },
  { name: 'half a status line', reads: 'fails', kinds: broken, answer: raw('HTTP/1.1 2') },
  { name: 'a status line that is none', reads: 'fails', kinds: broken, answer: raw('HTTP/1.1 abc OK\r\n\r\n') },
  { name: 'no HTTP at all', reads: 'fails', kinds: broken, answer: raw('SSH-2.0-OpenSSH_9.6\r\n') },
  {
    name: 'headers without an end',
    reads: 'fails',
    kinds: broken,
    answer: raw(`HTTP/1.1 200 OK\r\n${`X-Filler: ${'0123456789abcdef'.repeat(64)}\r\n`.repeat(240)}`),
  },
  {
    name: 'a header with a line break inside',
    reads: 'fails',
    kinds: broken,
    answer: raw('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX: a\rb\r\n\r\n{}'),
  },
  {
    name: 'two lengths that differ',
    reads: 'fails',
    kinds: broken,
    answer: raw(
      'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nContent-Length: 30\r\n\r\n{}',
    ),
  },
  {
    name: 'a length that is no number',
    reads: 'fails',
    kinds: broken,
    answer: raw('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: many\r\n\r\n{}'),
  },
  {
    name: 'a chunk whose size is no number',
    reads: 'fails',
    kinds: broken,
    answer: raw(
      'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n',
    ),
  },
  {
    name: 'body cut in the middle',
    reads: 'fails',
    kinds: ['unreachable'],
    answer: truly(({ status: code, headers, body }, { response }) => {
      response.writeHead(code, { ...headers, 'content-length': String(Math.max(2, body.length)) });
      response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.socket?.destroy());
    }),
  },
  {
    name: 'chunked body cut in the middle',
    reads: 'fails',
    kinds: ['unreachable'],
    answer: truly(({ status: code, headers, body }, { response }) => {
      response.writeHead(code, { ...headers, 'transfer-encoding': 'chunked' });
      response.write(body.subarray(0, Math.max(1, Math.floor(body.length / 2))), () => response.socket?.destroy());
    }),
  },
  {
    name: 'body that stops in the middle',
    slow: true,
    says: inTime,
    reads: 'fails',
    kinds: ['timedOut'],
    answer: truly(({ status: code, headers, body }, { response }) => {
      response.writeHead(code, { ...headers, 'content-length': String(body.length + 1) });
      response.write(body.subarray(0, Math.floor(body.length / 2)));
    }),
  },
  {
    name: 'headers and no body',
    slow: true,
    says: inTime,
    reads: 'fails',
    kinds: ['timedOut'],
    answer: ({ response }) => {
      response.writeHead(200, { ...jsonType, 'content-length': '100' });
      response.flushHeaders();
    },
  },
  {
    name: 'body of one byte at a time, and no end',
    slow: true,
    says: inTime,
    reads: 'fails',
    kinds: ['timedOut'],
    answer: ({ response }) => {
      response.writeHead(200, { ...jsonType });
      const drip = setInterval(() => response.write(' '), 100);
      response.once('close', () => clearInterval(drip));
    },
  },
  {
    name: 'early hints before the answer',
    reads: 'works',
    kinds: [],
    answer: truly((answer, { response }) => {
      response.writeEarlyHints({ link: '</style.css>; rel=preload; as=style' });
      passOn(answer, response);
    }),
  },
  {
    name: 'another protocol',
    reads: 'fails',
    kinds: broken,
    answer: raw('HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n'),
  },
  // Where it leads.
  { name: 'redirect without an address', ...status(302, [...strange, 'refused']) },
  {
    name: 'redirect to itself',
    reads: 'fails',
    kinds: [...strange, 'refused', 'unreachable'],
    answer: (exchange) => reply(302, { location: exchange.request.url ?? '/' })(exchange),
  },
  {
    name: 'redirect to another origin (302)',
    reads: 'fails',
    kinds: [...strange, 'refused', 'unauthorized', 'forbidden'],
    answer: (exchange) => reply(302, { location: `${exchange.elsewhere}/else` })(exchange),
  },
  {
    name: 'redirect to another origin (307)',
    reads: 'fails',
    kinds: [...strange, 'refused', 'unauthorized', 'forbidden'],
    answer: (exchange) => reply(307, { location: `${exchange.elsewhere}/else` })(exchange),
  },
  {
    name: 'redirect to another origin (308)',
    reads: 'fails',
    kinds: [...strange, 'refused', 'unauthorized', 'forbidden'],
    answer: (exchange) => reply(308, { location: `${exchange.elsewhere}/else` })(exchange),
  },
  {
    name: 'redirect to a file',
    reads: 'fails',
    kinds: [...strange, 'refused'],
    answer: reply(302, { location: 'file:///etc/passwd' }),
  },
  {
    name: 'redirect to a script',
    reads: 'fails',
    kinds: [...strange, 'refused'],
    answer: reply(302, { location: 'javascript:alert(1)' }),
  },
  { name: 'a choice of addresses (300)', ...status(300, [...strange, 'refused']) },
  {
    name: 'not modified, unasked (304)',
    reads: 'fails',
    kinds: [...strange, 'refused'],
    answer: ({ response }) => void response.writeHead(304).end(),
  },
  // Refusals.
  {
    name: 'bad request with the tracker’s words (400)',
    ...status(
      400,
      ['refused', 'notFound'],
      {},
      '{"msg":"The step must be a number.","code":400,"data":null,"sdk_error_code":20000}',
    ),
  },
  {
    name: 'bad request as a page (400)',
    reads: 'fails',
    kinds: ['refused', 'notFound', ...strange],
    answer: reply(400, { 'content-type': 'text/html' }, page),
  },
  { name: 'key refused (401)', ...status(401, ['unauthorized']) },
  { name: 'payment required (402)', ...status(402, ['refused', 'forbidden']) },
  { name: 'not allowed (403)', ...status(403, ['forbidden']) },
  { name: 'not there (404)', ...status(404, ['notFound', 'unsupported']) },
  {
    name: 'not there, as a page (404)',
    reads: 'fails',
    kinds: ['notFound', 'unsupported', ...strange],
    answer: reply(404, { 'content-type': 'text/html' }, page),
  },
  { name: 'method not allowed (405)', ...status(405, ['unsupported']) },
  { name: 'proxy wants a password (407)', ...status(407, ['unreachable']) },
  { name: 'server gave up waiting (408)', ...status(408, ['timedOut']) },
  { name: 'conflict (409)', ...status(409, ['refused']) },
  { name: 'gone (410)', ...status(410, ['notFound']) },
  { name: 'too large (413)', ...status(413, ['refused']) },
  { name: 'locked (423)', ...status(423, ['refused']) },
  { name: 'too many requests (429)', ...status(429, ['rateLimited']) },
  { name: 'too many requests, wait 0 s', ...status(429, ['rateLimited'], { 'retry-after': '0' }) },
  {
    name: 'too many requests, wait until 2100',
    ...status(429, ['rateLimited'], { 'retry-after': 'Fri, 01 Jan 2100 00:00:00 GMT' }),
  },
  {
    name: 'too many requests, wait as long as since 1970',
    ...status(429, ['rateLimited'], { 'retry-after': '1764460800' }),
  },
  { name: 'too many requests, wait a negative time', ...status(429, ['rateLimited'], { 'retry-after': '-5' }) },
  { name: 'too many requests, wait “soon”', ...status(429, ['rateLimited'], { 'retry-after': 'soon' }) },
  {
    name: 'too many requests once',
    reads: 'works',
    changes: 'fails',
    kinds: ['rateLimited'],
    answer: async (exchange) =>
      exchange.number === 0
        ? reply(429, { 'retry-after': '0' })(exchange)
        : passOn(await exchange.truth(), exchange.response),
  },
  { name: 'server error (500)', ...status(500, strange) },
  {
    name: 'server error as a page (500)',
    reads: 'fails',
    kinds: strange,
    answer: reply(500, { 'content-type': 'text/html' }, page),
  },
  { name: 'not implemented (501)', ...status(501, ['unsupported', ...strange]) },
  { name: 'bad gateway (502)', ...status(502, [...strange, 'unreachable']) },
  {
    name: 'not available, back in an hour (503)',
    ...status(503, [...strange, 'unreachable', 'rateLimited'], { 'retry-after': '3600' }),
  },
  { name: 'gateway timed out (504)', ...status(504, [...strange, 'timedOut', 'unreachable']) },
  { name: 'sign in to the network (511)', ...status(511, [...strange, 'unreachable']) },
  { name: 'a status nobody knows (599)', ...status(599, strange) },
  {
    name: 'a status out of range (999)',
    reads: 'fails',
    kinds: broken,
    answer: raw(
      'HTTP/1.1 999 What\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}',
    ),
  },
  // Successes that are none.
  {
    name: 'nothing, as a success (204)',
    reads: 'either',
    kinds: strange,
    answer: ({ response }) => void response.writeHead(204).end(),
  },
  { name: 'an empty body', reads: 'either', kinds: strange, answer: json('') },
  {
    name: 'garbage labelled JSON',
    isText: true,
    reads: 'fails',
    kinds: strange,
    answer: json('{"experiments":[{"experimentKey":\u0000\uFFFD'),
  },
  {
    name: 'JSON cut by its own length',
    isText: true,
    reads: 'fails',
    kinds: strange,
    answer: json('{"experiments":[{"experimentKey":"abc'),
  },
  {
    name: 'a sign-in page',
    reads: 'fails',
    kinds: [...strange, 'unauthorized'],
    answer: reply(200, { 'content-type': 'text/html; charset=utf-8' }, page),
  },
  {
    name: 'a sign-in page labelled JSON',
    isText: true,
    reads: 'fails',
    kinds: [...strange, 'unauthorized'],
    answer: json(page),
  },
  {
    name: 'the tracker’s refusal as a success',
    isText: true,
    reads: 'fails',
    kinds: ['refused', 'notFound', 'forbidden', ...strange],
    answer: json('{"msg":"Something is wrong.","code":400,"data":null,"sdk_error_code":20000}'),
  },
  { name: 'JSON null', reads: 'either', kinds: strange, answer: json('null') },
  { name: 'a JSON text', reads: 'either', kinds: strange, answer: json('"ok"') },
  { name: 'a JSON number', reads: 'either', kinds: strange, answer: json('42') },
  { name: 'an empty JSON list', reads: 'either', kinds: strange, answer: json('[]') },
  {
    name: 'a list of what is none',
    isText: true,
    reads: 'fails',
    kinds: strange,
    answer: json('[1,null,"x",{"a":[]}]'),
  },
  { name: 'words after the JSON', isText: true, reads: 'fails', kinds: strange, answer: json('{} and more') },
  {
    name: 'lists in lists, 100,000 deep',
    isText: true,
    reads: 'fails',
    kinds: strange,
    answer: json('['.repeat(100_000)),
  },
  {
    name: 'a number of 20 MB',
    isText: true,
    reads: 'fails',
    kinds: [...strange, 'unsupported'],
    answer: json(`{"experiments":${'1'.repeat(20_000_000)}}`),
  },
  {
    name: 'blanks of 20 MB',
    isText: true,
    reads: 'fails',
    kinds: [...strange, 'unsupported'],
    answer: json(' '.repeat(20_000_000)),
  },
  {
    name: 'a key of 20 MB',
    isText: true,
    reads: 'fails',
    kinds: [...strange, 'unsupported'],
    answer: json(`{"${'k'.repeat(20_000_000)}":1}`),
  },
  // Encodings.
  { name: 'gzip that is none', reads: 'fails', kinds: strange, answer: json('{}', { 'content-encoding': 'gzip' }) },
  {
    name: 'gzip cut in the middle',
    reads: 'fails',
    kinds: broken,
    answer: truly(({ body }, { response }) => {
      const packed = gzipSync(body);
      response
        .writeHead(200, { ...jsonType, 'content-encoding': 'gzip', 'content-length': String(packed.length - 6) })
        .end(packed.subarray(0, packed.length - 6));
    }),
  },
  {
    name: 'an encoding nobody asked for',
    reads: 'fails',
    kinds: strange,
    answer: json('{}', { 'content-encoding': 'x-compress-9000' }),
  },
  {
    name: 'five encodings over each other',
    reads: 'fails',
    kinds: strange,
    answer: truly(({ body }, { response }) => {
      const packed = [0, 1, 2, 3, 4].reduce((bytes) => gzipSync(bytes), body);
      response
        .writeHead(200, {
          ...jsonType,
          'content-encoding': 'gzip, gzip, gzip, gzip, gzip',
          'content-length': String(packed.length),
        })
        .end(packed);
    }),
  },
  {
    name: 'brotli, honestly',
    reads: 'works',
    kinds: [],
    answer: truly((answer, { response }) =>
      passOn({ ...answer, body: brotliCompressSync(answer.body) }, response, { 'content-encoding': 'br' }),
    ),
  },
  {
    name: 'deflate, honestly',
    reads: 'works',
    kinds: [],
    answer: truly((answer, { response }) =>
      passOn({ ...answer, body: deflateSync(answer.body) }, response, { 'content-encoding': 'deflate' }),
    ),
  },
  {
    name: 'a small gzip of a huge list',
    isHuge: true,
    says: 'The server sends more values than are taken into memory at once, or an answer that unpacks to more than 400 times its size.',
    reads: 'fails',
    kinds: [...strange, 'unsupported'],
    answer: json(gzipOfLists(), { 'content-encoding': 'gzip' }),
  },
  // What stands in it.
  {
    name: 'an error of 60,000 characters, with line breaks and links',
    ...status(
      400,
      ['refused', 'notFound'],
      {},
      JSON.stringify({
        msg: `[Open](command:workbench.action.terminal.new)\r\n2026-11-30 [info] GET /forged\n${'long '.repeat(12_000)}`,
        code: 400,
      }),
    ),
  },
  {
    name: 'an error that tells the key',
    reads: 'fails',
    kinds: ['refused', 'notFound', 'unauthorized'],
    answer: (exchange) =>
      reply(400, jsonType, JSON.stringify({ msg: `The key ${exchange.apiKey} is wrong.`, code: 400 }))(exchange),
  },
  {
    name: 'names of an object’s prototype',
    reads: 'either',
    kinds: strange,
    answer: json('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'),
  },
  {
    name: 'no content type',
    reads: 'works',
    kinds: [],
    answer: truly(
      ({ status: code, body }, { response }) =>
        void response.writeHead(code, { 'content-length': String(body.length) }).end(body),
    ),
  },
  {
    name: 'a mark before the JSON',
    reads: 'either',
    kinds: strange,
    answer: truly((answer, { response }) =>
      passOn({ ...answer, body: Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), answer.body]) }, response),
    ),
  },
  {
    name: 'a cookie of 8 KB',
    reads: 'works',
    kinds: [],
    answer: truly((answer, { response }) =>
      passOn(answer, response, { 'set-cookie': [`session=${'c'.repeat(8000)}; Path=/`] }),
    ),
  },
];

/** Half a megabyte on the wire, hundreds of megabytes of `[],` behind it; made once. */
function gzipOfLists(): Buffer {
  const piece = Buffer.from('[],'.repeat(1_000_000));
  const bytes = Buffer.concat([Buffer.from('['), ...Array.from({ length: 60 }, () => piece), Buffer.from('[]]')]);
  return gzipSync(bytes, { level: 9 });
}

export const faults: ReadonlyMap<string, Fault> = new Map(list.map((fault) => [fault.name, fault]));

/**
 * For daily tests: `unreachable`, `timedOut`, `unauthorized`, `forbidden`, `notFound`, `rateLimited`, `refused`,
 * `unsupported` and two `unexpected`.
 */
export const oneOfEachKind: readonly Fault[] = [
  'body cut in the middle',
  'server gave up waiting (408)',
  'key refused (401)',
  'not allowed (403)',
  'gone (410)',
  'too many requests, wait until 2100',
  'bad request with the tracker’s words (400)',
  'method not allowed (405)',
  'a sign-in page',
  'a list of what is none',
].flatMap((name) => faults.get(name) ?? []);
