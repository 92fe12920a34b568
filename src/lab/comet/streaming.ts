/**
 * Answers made of many rows: written piece by piece, so that no list blocks the process, however long it is.
 * What fits into one piece goes out whole; longer answers are compressed when the client takes that.
 */
import { setImmediate } from 'node:timers/promises';
import type { LabContext } from './request';

const pieceLength = 64 * 1024;
const encoder = new TextEncoder();

/**
 * JSON text from its parts, made only as fast as the client takes it. Content type exactly `application/json`.
 * `packed`: compressed for clients that take that; numbers are sent sooner than they are packed, on the way inside a
 * machine.
 */
export function jsonStream(context: LabContext, parts: Iterable<string>, { packed = true } = {}): Response {
  const iterator = parts[Symbol.iterator]();
  const first = nextPiece(iterator);
  if (first.isLast) {
    return context.body(first.text, 200, { 'Content-Type': 'application/json' });
  }
  let ready: Piece | null = first;
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const piece = ready ?? nextPiece(iterator);
      ready = null;
      controller.enqueue(encoder.encode(piece.text));
      if (piece.isLast) {
        controller.close();
        return;
      }
      await setImmediate();
    },
  });
  if (!packed || !/\bgzip\b/i.test(context.req.header('accept-encoding') ?? '')) {
    return context.body(body, 200, { 'Content-Type': 'application/json' });
  }
  return context.body(body.pipeThrough(new CompressionStream('gzip')), 200, {
    'Content-Type': 'application/json',
    'Content-Encoding': 'gzip',
    Vary: 'Accept-Encoding',
  });
}

interface Piece {
  readonly text: string;
  readonly isLast: boolean;
}

function nextPiece(iterator: Iterator<string>): Piece {
  let text = '';
  while (text.length < pieceLength) {
    const next = iterator.next();
    if (next.done === true) {
      return { text, isLast: true };
    }
    text += next.value;
  }
  return { text, isLast: false };
}

/** The parts of `{"<key>":[row, row, …]}`. */
export function* listParts(key: string, rows: Iterable<unknown>): Generator<string> {
  yield `{${JSON.stringify(key)}:[`;
  let separator = '';
  for (const row of rows) {
    yield separator + JSON.stringify(row);
    separator = ',';
  }
  yield ']}';
}

/** Maps without holding the whole result. */
export function* mapped<From, To>(items: Iterable<From>, change: (item: From) => To): Generator<To> {
  for (const item of items) {
    yield change(item);
  }
}
