/**
 * Draws a line one pixel wide with fewer strokes: in each pixel column one upright stroke from its lowest to its highest
 * point, and a connecting stroke between two columns only where their uprights do not cover it. Which are covered is
 * found here, once; whether an upright is at least a pixel tall only the painter knows. Pure.
 */
import type { Line } from '../../../../src/shared/series/series';

/**
 * The unbroken stretches of a line within a pixel column, in drawing order, each as `fieldsPerStretch` numbers: the
 * index of its first point, of its last, lowest and highest, the number of the pixel column, and how it is joined to the
 * stretch before (`broken`, `drawn`, `hidden`).
 */
export type ColumnStrokes = Int32Array;

export const fieldsPerStretch = 6;
export const first = 0;
export const last = 1;
export const lowest = 2;
export const highest = 3;
export const column = 4;
export const connector = 5;

/** No connecting stroke: the line is broken here, or begins. */
export const broken = 0;
/** From the last point before to the first one here. */
export const drawn = 1;
/** As `drawn`, but covered by both upright strokes where these are at least a pixel tall. */
export const hidden = 2;

/** Reused from call to call; what is returned is a copy. */
let buffer = new Int32Array(0);
/** Keeps the numbers of columns far outside within an Int32. */
const furthest = 2 ** 30;

/** The line is already thinned to pixel columns: `columnsPerUnit` of them to one unit of x, column 0 from x = `start`. */
export function columnStrokesOf({ x, y }: Line, start: number, columnsPerUnit: number): ColumnStrokes {
  if (buffer.length < x.length * fieldsPerStretch) {
    buffer = new Int32Array(x.length * fieldsPerStretch);
  }
  let at = 0;
  let joined = false;
  let lowBefore = NaN,
    highBefore = NaN;
  for (let index = 0; index < x.length;) {
    const value = y[index] ?? NaN;
    if (Number.isNaN(value)) {
      joined = false;
      index += 1;
      continue;
    }
    const current = Math.floor(((x[index] ?? NaN) - start) * columnsPerUnit);
    let low = value,
      high = value,
      lowAt = index,
      highAt = index,
      end = index + 1;
    for (; end < x.length; end += 1) {
      const next = y[end] ?? NaN;
      // x never falls: what has not reached the next column is in this one.
      const isInColumn = ((x[end] ?? NaN) - start) * columnsPerUnit < current + 1;
      if (Number.isNaN(next) || !isInColumn) {
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
    const valueBefore = joined ? (y[index - 1] ?? NaN) : NaN;
    // Each end lies within its own column's range anyway: only the other column's is checked.
    const isCovered = valueBefore >= low && valueBefore <= high && value >= lowBefore && value <= highBefore;
    buffer[at + first] = index;
    buffer[at + last] = end - 1;
    buffer[at + lowest] = lowAt;
    buffer[at + highest] = highAt;
    buffer[at + column] = Math.max(-furthest, Math.min(furthest, current));
    buffer[at + connector] = !joined ? broken : isCovered ? hidden : drawn;
    at += fieldsPerStretch;
    joined = true;
    lowBefore = low;
    highBefore = high;
    index = end;
  }
  return buffer.slice(0, at);
}
