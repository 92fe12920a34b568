/** Lines that begin with all points of an earlier one, as those of an experiment that still runs do: what is known of these is not found again. */
import { inheritFacts } from './blocks';
import type { Line } from './line';

/** Whether a line begins with all points of an earlier one. Neither may wander. Looks at each once. */
export function hasGrownFrom(line: Line, earlier: Line): boolean {
  if (line.xIsUnsorted === true || earlier.xIsUnsorted === true || !beginsWith(line.x, earlier.x) || !beginsWith(line.y, earlier.y)) return false;
  inheritFacts(line.y, earlier.y);
  return true;
}

function beginsWith(column: Float64Array, earlier: Float64Array): boolean {
  if (column.length < earlier.length) return false;
  for (let index = 0; index < earlier.length; index += 1) {
    const value = column[index] ?? NaN, was = earlier[index] ?? NaN;
    if (value !== was && !(Number.isNaN(value) && Number.isNaN(was))) return false;
  }
  return true;
}
