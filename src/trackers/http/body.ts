/**
 * Bodies on their way: content encodings undone, beginnings peeked at. Knows nothing of requests or of what the bytes
 * mean.
 */
import * as l10n from '@vscode/l10n';
import { pipeline, Transform, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

/** What `decode` can undo, as a request announces it. */
export const acceptedEncodings = 'gzip, deflate, br';

const decoders: ReadonlyMap<string, () => Transform> = new Map(
  Object.entries({
    gzip: () => createGunzip({ chunkSize: 64 * 1024 }),
    'x-gzip': () => createGunzip({ chunkSize: 64 * 1024 }),
    deflate: () => createInflate({ chunkSize: 64 * 1024 }),
    br: () => createBrotliDecompress({ chunkSize: 64 * 1024 }),
  }),
);

/** More than one is unusual, and more than two are made to wear us out. */
const mostEncodings = 2;
/**
 * How many times as much may come out of an encoding as goes in, beyond the first `freelyUnpacked` bytes: what somebody
 * logged unpacks to ten times, lines that repeat to a hundred.
 */
const mostUnpacked = 400;
const freelyUnpacked = 8 * 1024 * 1024;

/** An encoding that is wrong, or that is one to wear us out. The message completes “The server sent …”. */
export class EncodingError extends Error {}

/**
 * The body without its `Content-Encoding`; null when that is one we did not ask for. It ends with an `EncodingError`
 * when it cannot be undone.
 */
export function decode(body: Readable, contentEncoding: string | null): Readable | null {
  let decoded = body;
  const encodings = (contentEncoding ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity');
  if (encodings.length > mostEncodings) {
    return null;
  }
  for (const encoding of encodings.reverse()) {
    const decoder = decoders.get(encoding)?.();
    if (decoder === undefined) {
      return null;
    }
    decoded = unpack(decoded, decoder, encoding);
  }
  return decoded;
}

function unpack(packed: Readable, decoder: Transform, encoding: string): Readable {
  let [arrived, unpacked] = [0, 0];
  packed.on('data', (chunk: Uint8Array) => {
    arrived += chunk.length;
  });
  const measured = new Transform({
    transform: (chunk: Uint8Array, _, done) => {
      unpacked += chunk.length;
      const most = Math.max(freelyUnpacked, mostUnpacked * arrived);
      done(
        unpacked > most
          ? new EncodingError(
              l10n.t('an answer that unpacks to more than {mostUnpacked} times its size', { mostUnpacked }),
            )
          : null,
        chunk,
      );
    },
  });
  // What breaks on the way breaks the decoder too, but it is the decoder that finds fault with what it was given.
  let isBroken = false;
  packed.once('error', () => {
    isBroken = true;
  });
  decoder.once('error', (error: Error) => {
    if (!isBroken && !(error instanceof EncodingError)) {
      measured.destroy(new EncodingError(l10n.t('an answer whose packing ({encoding}) is broken', { encoding })));
    }
  });
  // The reader of the end of the chain sees the error; the callback keeps it from being thrown a second time.
  return pipeline(packed, decoder, measured, () => undefined);
}

/**
 * The first bytes of a body, and the body as if it had not been looked at. Fewer bytes than asked for mean that this is
 * all.
 */
export async function peek(
  body: AsyncIterable<Uint8Array>,
  bytes: number,
): Promise<{ readonly beginning: Uint8Array; readonly body: AsyncIterable<Uint8Array> }> {
  const iterator = body[Symbol.asyncIterator]();
  const chunks: Uint8Array[] = [];
  let length = 0;
  while (length < bytes) {
    const next = await iterator.next();
    if (next.done === true) {
      break;
    }
    chunks.push(next.value);
    length += next.value.length;
  }
  async function* whole(): AsyncGenerator<Uint8Array> {
    try {
      yield* chunks;
      yield* { [Symbol.asyncIterator]: () => iterator };
    } finally {
      await iterator.return?.();
    }
  }
  return { beginning: Buffer.concat(chunks).subarray(0, bytes), body: whole() };
}

/** At most so many bytes of a body; the rest is let go of. */
export async function beginningOf(body: AsyncIterable<Uint8Array>, bytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= bytes) {
      break;
    }
  }
  return Buffer.concat(chunks).subarray(0, bytes);
}
