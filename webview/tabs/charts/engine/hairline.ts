/**
 * The same picture in a hairline with fewer strokes: of each pixel column one from its lowest to its highest point, and
 * the way to the next column only where it leaves what those two cover. Which ways those are is found here, once; how
 * tall a column is in pixels the painter knows. Pure.
 */
import type { Line } from '../../../../src/shared/series/series';

/**
 * The unbroken stretches of a line within a pixel column, in drawing order, each as `fields` numbers:
 * the index of its first point, of its last, lowest and highest, the number of the pixel column, and the way there.
 */
export type HairColumns = Int32Array;

export const fields = 6;
export const first = 0;
export const last = 1;
export const lowest = 2;
export const highest = 3;
export const place = 4;
export const connector = 5;

/** No way: the line is broken, or begins. */
export const broken = 0;
/** From the last point before to the first one here. */
export const drawn = 1;
/** As `drawn`, but within the heights of both columns: not seen beside strokes of a pixel's height or more. */
export const hidden = 2;

/** Reused from call to call. */
let made = new Int32Array(0);
const furthest = 2 ** 30;

/** Of a line that was thinned for pixel columns, `perUnit` to a position, number 0 of them at `start`. */
export function hairlineOf({ x, y }: Line, start: number, perUnit: number): HairColumns {
  if (made.length < x.length * fields) {
    made = new Int32Array(x.length * fields);
  }
  let at = 0;
  let joined = false;
  let least = NaN,
    most = NaN;
  for (let index = 0; index < x.length;) {
    const value = y[index] ?? NaN;
    if (value !== value) {
      joined = false;
      index += 1;
      continue;
    }
    const column = Math.floor(((x[index] ?? NaN) - start) * perUnit),
      beyond = column + 1;
    let low = value,
      high = value,
      lowAt = index,
      highAt = index,
      end = index + 1;
    for (; end < x.length; end += 1) {
      const next = y[end] ?? NaN;
      // Places never fall: what is not beyond the column is in it.
      if (next !== next || !(((x[end] ?? NaN) - start) * perUnit < beyond)) {
        break;
      }
      if (next < low) {
        low = next;
        lowAt = end;
      } else if (next > high) {
        high = next;
        highAt = end;
      }
    }
    const from = joined ? (y[index - 1] ?? NaN) : NaN;
    // Either end lies within the heights of its own column: the other column is left to be asked.
    const isCovered = from >= low && from <= high && value >= least && value <= most;
    made[at + first] = index;
    made[at + last] = end - 1;
    made[at + lowest] = lowAt;
    made[at + highest] = highAt;
    made[at + place] = Math.max(-furthest, Math.min(furthest, column));
    made[at + connector] = !joined ? broken : isCovered ? hidden : drawn;
    at += fields;
    joined = true;
    least = low;
    most = high;
    index = end;
  }
  return made.slice(0, at);
}
