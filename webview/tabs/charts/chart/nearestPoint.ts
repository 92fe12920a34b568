/** Where on the axis lines have points: the one closest to a place, and the next to either side. Pure. */
import { linear, nearest, type Line, type Scale } from '../../../../src/shared/series/series';

interface Sorted extends Line {
  /** For each point in order of its place its index in the line. */
  readonly origin: Uint32Array;
}

const sortedLines = new WeakMap<Line, Sorted>();

/** A line that goes back and forth, in order of its places: made once. */
function sorted(line: Line): Sorted {
  let known = sortedLines.get(line);
  if (known === undefined) {
    const { x, y } = line;
    const origin = Uint32Array.from(x, (_, index) => index).sort(
      (one, other) => (x[one] ?? 0) - (x[other] ?? 0) || one - other,
    );
    sortedLines.set(line, (known = { x: Float64Array.from(origin, (index) => x[index] ?? NaN), y, origin }));
  }
  return known;
}

/** The index of the point closest to a place as seen on the scale; -1 on an empty line. */
export function closestPoint(line: Line, xValue: number, scale: Scale = linear): number {
  if (line.xIsUnsorted !== true) {
    return nearest(line, xValue, scale);
  }
  const { x, y, origin } = sorted(line);
  return origin[nearest({ x, y }, xValue, scale)] ?? -1;
}

/** The place closest to another at which any of the lines has a point; NaN when none has any. */
export function closestX(lines: readonly Line[], xValue: number, scale: Scale = linear): number {
  const here = scale.forward(xValue);
  let closest = NaN,
    distance = Infinity;
  for (const line of lines) {
    const candidate = line.x[closestPoint(line, xValue, scale)] ?? NaN;
    const far = Math.abs(scale.forward(candidate) - here);
    if (far < distance) {
      distance = far;
      closest = candidate;
    }
  }
  return closest;
}

/**
 * The next place to the right (1) or the left (-1) at which any of the lines has a point; the same when there is none.
 */
export function nextX(lines: readonly Line[], xValue: number, direction: 1 | -1): number {
  let next = NaN;
  for (const line of lines) {
    const { x } = line.xIsUnsorted === true ? sorted(line) : line;
    const candidate = x[direction > 0 ? countUpTo(x, xValue) : countBelow(x, xValue) - 1];
    if (candidate !== undefined && !(direction > 0 ? candidate >= next : candidate <= next)) {
      next = candidate;
    }
  }
  return Number.isNaN(next) ? xValue : next;
}

/** The first and the last place of a line, in order. */
export function endsOf(line: Line): readonly [first: number, last: number] {
  const { x } = line.xIsUnsorted === true ? sorted(line) : line;
  return [x[0] ?? NaN, x.at(-1) ?? NaN];
}

const countBelow = (x: Float64Array, xValue: number): number => count(x, (value) => value < xValue);
const countUpTo = (x: Float64Array, xValue: number): number => count(x, (value) => value <= xValue);

/** How many places hold, where all before one that holds do too. */
function count(x: Float64Array, holds: (value: number) => boolean): number {
  let low = 0,
    high = x.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(x[middle] ?? NaN)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
