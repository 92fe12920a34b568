/**
 * A chart on the screen: what is drawn of it, and what lies at a point of it, in values and in pixels. Draws nothing.
 */
import { nearest, type Line, type Range } from '../../../../src/shared/series/series';
import type { ChartColors } from '../../../drawing/palette';
import type { ChartContent, ChartLine, LineChart } from '../engine/lineChart';
import type { UnseenExtreme } from '../data/unseenExtremes';
import { closestX, closestPoint } from './nearestPoint';
import type { Prepared, PreparedLine } from '../data/preparedLines';
import { readingAt, type Reading } from './reading';

export interface DrawnChart {
  readonly chart: LineChart;
  readonly prepared: Prepared;
  /** What is shown, in values. */
  readonly xRange: Range;
  readonly yRange: Range;
}

/** What the canvas is told to draw; lines other than the one that stands out are dimmed. */
export function chartContent(
  { prepared, xRange, yRange }: Pick<DrawnChart, 'prepared' | 'xRange' | 'yRange'>,
  {
    lit,
    unseen,
    colors,
  }: { readonly lit: string | null; readonly unseen: readonly UnseenExtreme[]; readonly colors: ChartColors },
): ChartContent {
  const isDimmed = (ids: readonly string[]): boolean => lit !== null && !ids.includes(lit);
  return {
    bands: prepared.lines.flatMap(({ ids, repeats, colors: of }) =>
      repeats === null ? [] : [{ band: repeats.band, colors: of, dimmed: isDimmed(ids) }],
    ),
    lines: prepared.lines.map(({ ids, raw, smoothed, grownFrom, colors: of }): ChartLine => ({
      raw,
      smoothed,
      grownFrom,
      colors: of,
      dimmed: isDimmed(ids),
    })),
    points: unseen.flatMap(({ xValue, value, color, of: { id } }) =>
      xValue === null ? [] : [{ xValue, value, color, dimmed: isDimmed([id]) }],
    ),
    axis: prepared.axis,
    xRange,
    yRange,
    xScale: prepared.xScale,
    yScale: prepared.yScale,
    colors,
  };
}

/** Pixels between two points of a sample from which on all points are worth having. */
const sparse = 2;

/** Whether the points of a sample stand so far apart in the range that what lies between them may matter. */
export function isSparse({ chart, prepared }: DrawnChart, { from, to }: Range): boolean {
  const { left, right } = chart.area;
  return prepared.aligned.some(({ series, completeness, raw }) => {
    const points = nearest(raw, to) - nearest(raw, from);
    return series.sampled && completeness === 'sample' && points > 0 && (right - left) / points > sparse;
  });
}

/** A hand that stays within so many pixels of a line means it. */
const closeBy = 12;
/** A line that begins or ends within so many pixels is read as well. */
const slackPixels = 8;

export interface ReadPosition {
  readonly reading: Reading;
  /** In pixels of the plot. */
  readonly xPixel: number;
}

/** Null when the closest point of all lines is out of view. `only`: reads but the line of that experiment. */
export function readPosition(
  { chart, prepared, xRange: shown }: DrawnChart,
  xValue: number,
  only: string | null = null,
): ReadPosition | null {
  const { scale } = prepared.xScale;
  const { left, right } = chart.area;
  const closest = closestX(
    prepared.lines.map(({ raw }) => raw),
    xValue,
    scale,
  );
  const xPixel = chart.xPixelOf(closest);
  if (!(xPixel >= left - 1 && xPixel <= right + 1)) {
    return null;
  }
  const perPixel = (scale.forward(shown.to) - scale.forward(shown.from)) / Math.max(1, right - left);
  const lines = only === null ? prepared.lines : prepared.lines.filter(({ ids }) => ids.includes(only));
  return { reading: readingAt(lines, prepared, closest, slackPixels * perPixel, scale), xPixel };
}

/** The line that passes closest to a point of the plot, and whether that is close enough to be chosen. */
export function closestLine(
  drawn: DrawnChart,
  reading: Reading,
  x: number,
  y: number,
): { readonly line: PreparedLine; readonly hoveredId: boolean } | null {
  let found: PreparedLine | null = null;
  let least = Infinity;
  for (const { line } of reading.lines) {
    const distance = Math.abs(yPixelAt(drawn, line.smoothed ?? line.raw, x) - y);
    if (distance < least) {
      least = distance;
      found = line;
    }
  }
  return found === null ? null : { line: found, hoveredId: least <= closeBy };
}

/**
 * Where a line crosses an upright through the plot; at its closest point where its x is not sorted, or where it ends.
 * In pixels.
 */
function yPixelAt({ chart, prepared: { xScale } }: DrawnChart, line: Line, x: number): number {
  const xValue = chart.xAt(x);
  const index = closestPoint(line, xValue, xScale.scale);
  const own = line.x[index] ?? NaN;
  const height = chart.yPixelOf(line.y[index] ?? NaN);
  if (line.xIsUnsorted === true || own === xValue) {
    return height;
  }
  const other = own < xValue ? index + 1 : index - 1;
  const share = (x - chart.xPixelOf(own)) / (chart.xPixelOf(line.x[other] ?? NaN) - chart.xPixelOf(own));
  const between = height * (1 - share) + chart.yPixelOf(line.y[other] ?? NaN) * share;
  return Number.isFinite(between) ? between : height;
}
