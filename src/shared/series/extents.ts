/** How far lines reach: along the axis, in height, and in height without their outliers. */
import { includeStretch, type Extremes } from './blocks';
import { at, bisect, firstAfter, firstFrom, linear, type Line, type Range, type Scale } from './line';

/** The first and last place of all the lines that has a position on the scale; null when there is none. */
export function horizontalExtent(lines: readonly Line[], scale: Scale = linear): Range | null {
  let from = Infinity,
    to = -Infinity;
  const hasPosition = (place: number): boolean => Number.isFinite(scale.forward(place));
  for (const { x, xIsUnsorted = false } of lines) {
    // On a line in order the ends say it all, once those without a position are passed.
    const ends = xIsUnsorted ? x : Float64Array.of(x[bisect(x, hasPosition)] ?? NaN, x.at(-1) ?? NaN);
    for (const place of ends) {
      if (!hasPosition(place)) {
        continue;
      }
      if (place < from) {
        from = place;
      }
      if (place > to) {
        to = place;
      }
    }
  }
  return from <= to ? { from, to } : null;
}

/**
 * Lowest and highest height of what is seen of a line within a range: of its finite points, and of where it crosses the
 * edges on its way to the next point beyond (the crossings of a line out of order are not looked for). Above zero alone
 * when asked, the heights then being logarithmic. Null when nothing is seen.
 */
export function verticalExtent(line: Line, range: Range, positiveOnly: boolean, scale: Scale = linear): Range | null {
  const extremes: Extremes = { lowest: Infinity, highest: -Infinity };
  const include = (value: number): void => {
    if (value < extremes.lowest) {
      extremes.lowest = value;
    }
    if (value > extremes.highest) {
      extremes.highest = value;
    }
  };
  if (line.xIsUnsorted === true) {
    forEachWithin(line, range, positiveOnly, include);
  } else {
    includeStretch(extremes, line.y, firstFrom(line.x, range.from), firstAfter(line.x, range.to), positiveOnly);
    for (const edge of [range.from, range.to]) {
      include(heightAt(line, edge, positiveOnly, scale));
    }
  }
  return extremes.lowest <= extremes.highest ? { from: extremes.lowest, to: extremes.highest } : null;
}

/** Where the line crosses a place strictly between two neighbouring points; NaN when it does not. */
function heightAt({ x, y }: Line, place: number, logarithmicHeights: boolean, scale: Scale): number {
  const after = firstFrom(x, place);
  if (after === 0 || after === x.length || at(x, after) === place) {
    return NaN;
  }
  const [start, here, end] = [at(x, after - 1), place, at(x, after)].map((each) => scale.forward(each));
  const share = ((here ?? NaN) - (start ?? NaN)) / ((end ?? NaN) - (start ?? NaN));
  const [one, other] = [at(y, after - 1), at(y, after)];
  const height = logarithmicHeights
    ? Math.exp(Math.log(one) * (1 - share) + Math.log(other) * share)
    : one * (1 - share) + other * share;
  return Number.isFinite(height) ? height : NaN;
}

export interface ClippedExtent extends Range {
  /** How many values of the visible points lie outside. */
  readonly outside: number;
}

/**
 * The height of all the lines within a range without their outliers: the `portion` (0 to below a half) of the values
 * that are lowest and as many of the highest fall outside. Percentiles are interpolated between neighbouring values.
 * Null when there is no value. Looks at each value a few times: keep the result while nothing changes.
 */
export function clippedExtent(
  lines: readonly Line[],
  range: Range,
  portion: number,
  positiveOnly: boolean,
): ClippedExtent | null {
  const values = new Float64Array(lines.reduce((sum, { x }) => sum + x.length, 0));
  let count = 0;
  for (const line of lines) {
    forEachWithin(line, range, positiveOnly, (value) => {
      values[count++] = value;
    });
  }
  if (count === 0) {
    return null;
  }
  const visible = values.subarray(0, count);
  const from = percentile(visible, portion);
  const to = percentile(visible, 1 - portion);
  let outside = 0;
  for (const value of visible) {
    if (value < from || value > to) {
      outside += 1;
    }
  }
  return { from, to, outside };
}

function forEachWithin(
  { x, y, xIsUnsorted = false }: Line,
  { from, to }: Range,
  positiveOnly: boolean,
  visit: (value: number) => void,
): void {
  const lowest = positiveOnly ? Number.MIN_VALUE : -Number.MAX_VALUE;
  for (let index = xIsUnsorted ? 0 : firstFrom(x, from); index < x.length; index += 1) {
    const place = at(x, index);
    if (place > to) {
      if (xIsUnsorted) {
        continue;
      }
      break;
    }
    const value = at(y, index);
    if (place >= from && value >= lowest && value <= Number.MAX_VALUE) {
      visit(value);
    }
  }
}

/** Of finite values, at least one; leaves them in another order. */
function percentile(values: Float64Array, portion: number): number {
  const rank = Math.min(1, Math.max(0, portion)) * (values.length - 1);
  const below = Math.floor(rank);
  const value = select(values, below);
  if (rank === below) {
    return value;
  }
  let next = Infinity;
  for (let index = below + 1; index < values.length; index += 1) {
    next = Math.min(next, at(values, index));
  }
  return value * (1 - (rank - below)) + next * (rank - below);
}

/**
 * The value that sorting would put at `rank`; afterwards none before it is greater, none after it less (Hoare's
 * selection).
 */
function select(values: Float64Array, rank: number): number {
  let low = 0,
    high = values.length - 1;
  while (low < high) {
    const [one, two, three] = [at(values, low), at(values, (low + high) >>> 1), at(values, high)];
    const pivot = Math.max(Math.min(one, two), Math.min(Math.max(one, two), three));
    let left = low,
      right = high;
    while (left <= right) {
      while (at(values, left) < pivot) {
        left += 1;
      }
      while (at(values, right) > pivot) {
        right -= 1;
      }
      if (left > right) {
        break;
      }
      const moved = at(values, left);
      values[left++] = at(values, right);
      values[right--] = moved;
    }
    if (rank <= right) {
      high = right;
    } else if (rank >= left) {
      low = left;
    } else {
      break;
    }
  }
  return at(values, rank);
}
