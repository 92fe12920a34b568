/** Lines, bands and marks as the path data of an SVG. Pure. */
import type { Band, Line, Mark, ThinnedLine } from '../../../../src/shared/series/series';

export interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Where values lie in the picture, in pixels; not finite where they have no place. */
export interface Plot {
  readonly area: Area;
  x(place: number): number;
  y(value: number): number;
}

/** Nothing so far out is seen, and longer numbers are read wrongly by some. */
const farthest = 1e5;
const within = (pixels: number): number => Math.min(farthest, Math.max(-farthest, pixels));
const hundredths = (pixels: number): number => Math.round(pixels * 100) / 100;
const point = (x: number, y: number): string => `${hundredths(within(x))} ${hundredths(within(y))}`;

/**
 * Broken where there is no number; with dashes also where these leave a gap along the horizontal axis, for lines so
 * dense that their length up and down is not seen.
 */
export function linePath({ x, y }: Line, plot: Plot, dash: readonly number[] = []): string {
  const isGap = gapsOf(dash);
  let data = '',
    joined = false;
  for (let index = 0; index < x.length; index += 1) {
    const value = y[index] ?? NaN;
    if (Number.isNaN(value) || isGap(plot.x(x[index] ?? NaN) - plot.area.left)) {
      joined = false;
      continue;
    }
    data += `${joined ? 'L' : 'M'}${point(plot.x(x[index] ?? NaN), plot.y(value))}`;
    joined = true;
  }
  return data;
}

function gapsOf(dash: readonly number[]): (along: number) => boolean {
  const lengths = dash.length % 2 === 0 ? dash : [...dash, ...dash];
  const period = lengths.reduce((sum, length) => sum + length, 0);
  return (along) => {
    if (period === 0) {
      return false;
    }
    let rest = ((along % period) + period) % period;
    const place = lengths.findIndex((length) => (rest -= length) < 0);
    return place % 2 === 1;
  };
}

/** A stroke without length for each point that has no neighbour: with round ends it is a dot. */
export function dotsPath({ x, y }: Line, plot: Plot): string {
  let data = '';
  for (let index = 0; index < x.length; index += 1) {
    const value = y[index] ?? NaN;
    if (Number.isNaN(value) || !Number.isNaN(y[index - 1] ?? NaN) || !Number.isNaN(y[index + 1] ?? NaN)) {
      continue;
    }
    data += `M${point(plot.x(x[index] ?? NaN), plot.y(value))}h0`;
  }
  return data;
}

/**
 * A closed shape for each stretch of the band that has both edges. `thinned` is given heights in pixels, which may be
 * negative.
 */
export function bandPath({ x, low, high }: Band, thinned: (line: Line) => Line, plot: Plot): string {
  const ground = plot.area.bottom + 2;
  const corners = (edge: Float64Array, begin: number, end: number): string[] => {
    // What has no place on a logarithmic axis lies below all that has.
    const heights = edge
      .subarray(begin, end)
      .map((value) => (Number.isFinite(plot.y(value)) ? within(plot.y(value)) : ground));
    const kept = thinned({ x: x.subarray(begin, end), y: heights });
    return Array.from(kept.x, (place, index) => [plot.x(place), kept.y[index] ?? NaN] as const)
      .filter(([xPixel, yPixel]) => Number.isFinite(xPixel) && Number.isFinite(yPixel))
      .map(([xPixel, yPixel]) => point(xPixel, yPixel));
  };
  let data = '';
  for (let index = 0; index < x.length; index += 1) {
    const begin = index;
    while (index < x.length && Number.isFinite(low[index] ?? NaN) && Number.isFinite(high[index] ?? NaN)) {
      index += 1;
    }
    if (index - begin === 1) {
      data += sliver(plot.x(x[begin] ?? NaN), plot.y(high[begin] ?? NaN), plot.y(low[begin] ?? NaN), ground);
    }
    const shape = [...corners(high, begin, index), ...corners(low, begin, index).reverse()];
    if (shape.length > 2) {
      data += `M${shape.join('L')}Z`;
    }
  }
  return data;
}

/** A stretch of one place is a pixel wide. */
function sliver(xPixel: number, top: number, bottom: number, ground: number): string {
  if (!Number.isFinite(xPixel) || !Number.isFinite(top)) {
    return '';
  }
  return `M${point(xPixel - 0.5, top)}h1V${hundredths(within(Number.isFinite(bottom) ? bottom : ground))}h-1Z`;
}

/** Pixels between two marks, so that each can be told from the next. */
const markDistance = 6;
const reach = 2.5;

/** Crosses on the ground for what is not a number, arrow heads at the top and on the ground for what is infinite. */
export function marksPath(marks: ThinnedLine['marks'], plot: Plot): string {
  const { area } = plot;
  const last: Record<Mark['kind'], number> = { NaN: -Infinity, Infinity: -Infinity, '-Infinity': -Infinity };
  let data = '';
  for (const { x: place, kind } of marks) {
    const xPixel = plot.x(place);
    if (!(Math.abs(xPixel - last[kind]) >= markDistance)) {
      continue;
    }
    last[kind] = xPixel;
    const middle = kind === 'Infinity' ? area.top + 5 : area.bottom - 5;
    const tip = kind === 'Infinity' ? -reach : reach;
    data +=
      kind === 'NaN'
        ? `M${point(xPixel - reach, middle - reach)}L${point(xPixel + reach, middle + reach)}M${point(xPixel + reach, middle - reach)}L${point(xPixel - reach, middle + reach)}`
        : `M${point(xPixel - reach, middle - tip)}L${point(xPixel, middle + tip)}L${point(xPixel + reach, middle - tip)}`;
  }
  return data;
}
