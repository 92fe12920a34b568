/**
 * Reads JSON of any size and shape from a stream of bytes without holding the event loop: equal to `JSON.parse`
 * of the whole, but parsed slice by slice while it arrives. Knows nothing of HTTP or of what the JSON means.
 */
import { TimeSlice } from '../../platform/eventLoop';
import { SliceParser } from './incrementalParser';
import type { Numbers } from './text';

export { JsonError, JsonLimitError } from './text';

/**
 * Measured: as fast as `JSON.parse` of the whole. Texts of larger slices leave the heap's young generation, which
 * costs.
 */
const defaultSliceBytes = 16 * 1024;

export interface JsonReading {
  /**
   * How texts come that are longer than a slice: as any other, or each as a `TextInPieces`, since to join them takes
   * long.
   */
  readonly longTexts?: 'joined' | 'inPieces';
  /** Read unless said otherwise; digits take longer. */
  readonly numbers?: Numbers;
  /**
   * How many values there may be, containers included; more is a `JsonLimitError`. As many as there are bytes unless
   * said otherwise.
   */
  readonly mostValues?: number;
  /**
   * Resolves when more than `freelyRead` values may be read, to what is to be called at the end: so that several huge
   * answers are not in memory at once.
   */
  readonly turnOfLarge?: () => Promise<() => void>;
  readonly sliceBytes?: number;
}

/** Values that are read without waiting for a turn: more than nearly all answers have. */
const freelyRead = 500_000;

/**
 * The value of a JSON body in UTF-8. Bare `NaN`, `Infinity` and `-Infinity`, which Python servers write although JSON
 * has no such thing, are read as texts of that name. An empty body is `undefined`.
 * @throws JsonError, among them `JsonLimitError` for what is beyond a limit, or whatever the body throws.
 */
export async function readJson(
  body: AsyncIterable<Uint8Array>,
  {
    longTexts = 'joined',
    numbers = 'read',
    mostValues = Infinity,
    turnOfLarge,
    sliceBytes = defaultSliceBytes,
  }: JsonReading = {},
): Promise<unknown> {
  const slice = new TimeSlice();
  const parser = new SliceParser({ sliceBytes, longTexts, numbers, mostValues });
  let endTurn: (() => void) | undefined;
  try {
    for await (const chunk of body) {
      for (let start = 0; start < chunk.length; start += sliceBytes) {
        parser.push(chunk.subarray(start, start + sliceBytes));
        if (parser.values > freelyRead) {
          endTurn ??= await turnOfLarge?.();
        }
        if (slice.expired) {
          await slice.yield();
        }
      }
    }
    return parser.finish();
  } finally {
    endTurn?.();
  }
}
