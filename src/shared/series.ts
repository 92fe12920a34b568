/**
 * Series of numbers made ready to be drawn: alignment on an axis, smoothing, thinning that keeps every extreme,
 * and the grouping of metric names. Knows no chart and no page.
 */
import type { MetricSeries, Summary } from './experiment';

export const horizontalAxes = ['step', 'epoch', 'relative', 'wall'] as const;
export type HorizontalAxis = (typeof horizontalAxes)[number];

/** Points in drawing order: `x` is finite and never falls; where `y` is not finite the line is broken. One length. */
export interface Line {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

export interface AlignedLine extends Line {
  /** What `x` really is: `index` (0, 1, 2 …) when the asked axis was never logged. Times are milliseconds. */
  readonly axis: HorizontalAxis | 'index';
  /** For each point its place in the series. */
  readonly origin: Uint32Array;
  /** How many points are left out because they lack a place on this axis. */
  readonly unplaced: number;
}

export interface Range {
  readonly from: number;
  readonly to: number;
}

/**
 * A series along an axis. Points are sorted by it, equal ones staying in the order they were logged in.
 * `start` is the zero of relative time in epoch milliseconds; the first point's time when null.
 */
export function align(series: MetricSeries, axis: HorizontalAxis, start: number | null = null): AlignedLine {
  const column = columnOf(series, axis);
  const { values } = series;
  const placed = new Uint32Array(values.length);
  let count = 0;
  let sorted = true;
  let previous = -Infinity;
  for (let index = 0; index < values.length; index += 1) {
    const place = column === null ? index : at(column, index);
    if (!Number.isFinite(place)) continue;
    sorted &&= place >= previous;
    previous = place;
    placed[count] = index;
    count += 1;
  }
  const origin = placed.subarray(0, count);
  if (column !== null && !sorted) origin.sort((one, other) => at(column, one) - at(column, other) || one - other);
  const zero = column !== null && axis === 'relative' ? start ?? (count > 0 ? at(column, at(origin, 0)) : 0) : 0;
  const x = Float64Array.from(origin, (index) => (column === null ? index : at(column, index) - zero));
  const y = Float64Array.from(origin, (index) => at(values, index));
  return { x, y, origin, axis: column === null ? 'index' : axis, unplaced: values.length - count };
}

/**
 * Exponential moving average, weighted by the distance between points and free of the pull towards zero at the start.
 * `weight` is 0 (as it is) to just below 1; a thousandth of the line's width counts as one step of the average,
 * so the same weight looks the same for 100 and for 100,000 points. Broken places stay broken and have no say.
 */
export function smooth(line: Line, weight: number): Line {
  if (weight <= 0) return line;
  const decay = Math.min(Math.sqrt(weight), 0.999);
  const { x, y } = line;
  const width = x.length > 0 ? at(x, x.length - 1) - at(x, 0) : 0;
  const smoothed = new Float64Array(y.length);
  let mean = 0;
  let trust = 0;
  let previous = NaN;
  for (let index = 0; index < y.length; index += 1) {
    const value = at(y, index);
    if (!Number.isFinite(value)) {
      smoothed[index] = value;
      continue;
    }
    const place = at(x, index);
    const distance = trust === 0 || width === 0 ? 0 : ((place - previous) / width) * 1000;
    const kept = trust * decay ** distance;
    // An average of what was and what is, so that it never leaves the range of the values.
    mean += (value - mean) / (kept + 1);
    trust = kept + 1;
    previous = place;
    smoothed[index] = mean;
  }
  return { x, y: smoothed };
}

/**
 * What is needed to draw the line between `from` and `to` on `columns` pixels as all its points would draw it:
 * of each pixel column the first, lowest, highest and last finite point, its first and last break,
 * and one neighbour beyond either edge. At most 6 points a column and 2 more.
 */
export function thin(line: Line, { from, to }: Range, columns: number): Line {
  const { x, y } = line;
  const begin = Math.max(0, firstFrom(x, from) - 1);
  const end = Math.min(x.length, firstAfter(x, to) + 1);
  if (end - begin <= columns * 2) return { x: x.subarray(begin, end), y: y.subarray(begin, end) };

  const scale = to > from ? columns / (to - from) : 0;
  const columnAt = (index: number): number => {
    const place = at(x, index);
    if (place < from) return -1;
    if (place > to) return columns;
    return Math.min(columns - 1, Math.floor((place - from) * scale));
  };
  const kept: number[] = [];
  let index = begin;
  while (index < end) {
    const column = columnAt(index);
    let first = -1, lowest = -1, highest = -1, last = -1, firstBreak = -1, lastBreak = -1;
    for (; index < end && columnAt(index) === column; index += 1) {
      const value = at(y, index);
      if (!Number.isFinite(value)) {
        if (firstBreak < 0) firstBreak = index;
        lastBreak = index;
        continue;
      }
      if (first < 0) first = lowest = highest = index;
      if (value < at(y, lowest)) lowest = index;
      if (value > at(y, highest)) highest = index;
      last = index;
    }
    let latest = -1;
    for (const candidate of [first, lowest, highest, last, firstBreak, lastBreak].sort((one, other) => one - other)) {
      if (candidate > latest) kept.push((latest = candidate));
    }
  }
  return { x: Float64Array.from(kept, (place) => at(x, place)), y: Float64Array.from(kept, (place) => at(y, place)) };
}

/** The index of the point closest to `place`; -1 on an empty line. Of equally close ones the earlier. */
export function nearest(line: Line, place: number): number {
  const { x } = line;
  if (x.length === 0) return -1;
  const after = firstFrom(x, place);
  if (after === x.length) return firstFrom(x, at(x, x.length - 1));
  if (after === 0) return 0;
  return place - at(x, after - 1) <= at(x, after) - place ? firstFrom(x, at(x, after - 1)) : after;
}

/** The first and last place of all the lines; null when they have no point at all. */
export function horizontalExtent(lines: readonly Line[]): Range | null {
  let from = Infinity, to = -Infinity;
  for (const { x } of lines) {
    if (x.length === 0) continue;
    from = Math.min(from, at(x, 0));
    to = Math.max(to, at(x, x.length - 1));
  }
  return from <= to ? { from, to } : null;
}

/** Lowest and highest finite value within a range, above zero alone when asked; null when there is none. */
export function verticalExtent({ x, y }: Line, { from, to }: Range, positiveOnly: boolean): Range | null {
  let lowest = Infinity, highest = -Infinity;
  for (let index = firstFrom(x, from); index < x.length && at(x, index) <= to; index += 1) {
    const value = at(y, index);
    if (!Number.isFinite(value) || (positiveOnly && value <= 0)) continue;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  return lowest <= highest ? { from: lowest, to: highest } : null;
}

export interface MetricGroup {
  /** Empty for those that belong to no group. */
  readonly name: string;
  readonly metrics: readonly Summary[];
}

/**
 * The group of a metric: what stands before the first `/`, else for the machine's metrics their subject (`sys.gpu`),
 * else the run context (`train`); empty for the rest.
 */
export function groupOf({ name, context }: Pick<Summary, 'name' | 'context'>): string {
  const slash = name.indexOf('/');
  if (slash > 0) return name.slice(0, slash);
  const system = /(?:^|_)(sys\.[^.]+)/.exec(name);
  if (system?.[1] !== undefined) return system[1];
  return context ?? '';
}

/** Metrics by group, those without one first; groups and their metrics in natural order (`layer2` before `layer10`). */
export function groupMetrics(metrics: readonly Summary[]): MetricGroup[] {
  const groups = new Map<string, Summary[]>();
  for (const metric of metrics) {
    const name = groupOf(metric);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [metric]);
    else group.push(metric);
  }
  return [...groups]
    .sort(([one], [other]) => naturalOrder(one, other))
    .map(([name, members]) => ({ name, metrics: members.sort((one, other) => naturalOrder(one.name, other.name)) }));
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Names as people sort them: case and width of numbers do not matter, unless nothing else tells them apart. */
export const naturalOrder = (one: string, other: string): number =>
  collator.compare(one, other) || (one < other ? -1 : one > other ? 1 : 0);

function columnOf(series: MetricSeries, axis: HorizontalAxis): Float64Array | null {
  switch (axis) {
    case 'step': return series.steps;
    case 'epoch': return series.epochs;
    case 'relative':
    case 'wall': return series.times;
  }
}

/** The first index whose x is `place` or more. */
const firstFrom = (x: Float64Array, place: number): number => bisect(x, (value) => value >= place);
/** The first index whose x is more than `place`. */
const firstAfter = (x: Float64Array, place: number): number => bisect(x, (value) => value > place);

function bisect(x: Float64Array, holds: (value: number) => boolean): number {
  let low = 0, high = x.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(at(x, middle))) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Within the array's length by construction; the compiler cannot know. */
const at = (column: Float64Array | Uint32Array, index: number): number => column[index] ?? NaN;
