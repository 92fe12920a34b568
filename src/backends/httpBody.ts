/** Bodies on their way: content encodings undone, beginnings peeked at. Knows nothing of requests or of what the bytes mean. */
import { pipeline, type Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

/** What `decode` can undo, as a request announces it. */
export const acceptedEncodings = 'gzip, deflate, br';

const decoders: Readonly<Record<string, () => Transform>> = {
  gzip: () => createGunzip({ chunkSize: 64 * 1024 }),
  'x-gzip': () => createGunzip({ chunkSize: 64 * 1024 }),
  deflate: () => createInflate({ chunkSize: 64 * 1024 }),
  br: () => createBrotliDecompress({ chunkSize: 64 * 1024 }),
};

/** The body without its `Content-Encoding`; null when that is one we did not ask for. */
export function decode(body: Readable, contentEncoding: string | null): Readable | null {
  let decoded = body;
  const encodings = (contentEncoding ?? '').toLowerCase().split(',').map((name) => name.trim()).filter((name) => name !== '' && name !== 'identity');
  for (const encoding of encodings.reverse()) {
    const decoder = decoders[encoding]?.();
    if (decoder === undefined) {
      return null;
    }
    // Whoever reads the end of the chain sees the error; the callback keeps it from being thrown a second time.
    decoded = pipeline(decoded, decoder, () => undefined);
  }
  return decoded;
}

/** The first bytes of a body, and the body as if nobody had looked. Fewer bytes than asked for mean that this is all. */
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
