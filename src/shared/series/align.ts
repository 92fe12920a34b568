/**
 * Where the points of a series stand along a horizontal axis: a column of its own, or another metric of the same run.
 */
import type { MetricSeries } from '../experiment';
import { at, type Line } from './line';

export const horizontalAxes = ['step', 'epoch', 'relative', 'wall'] as const;
export type HorizontalAxis = (typeof horizontalAxes)[number];

export interface AlignedLine extends Line {
  /** What `x` really is: `index` (0, 1, 2 …) when the asked axis was never logged. Times are milliseconds. */
  readonly axis: HorizontalAxis | 'index' | 'metric';
  /** For each point its place in the series. */
  readonly origin: Uint32Array;
  /** How many points are left out because they lack a place on this axis. */
  readonly withoutX: number;
  /** How many points stand at the very place of the point before them. */
  readonly repeated: number;
  /** How many points came after one that stands further right, as a run resumed from a checkpoint logs them. */
  readonly unsorted: number;
}

export interface JoinedLine extends AlignedLine {
  readonly axis: 'metric';
  /** How the two metrics found each other. */
  readonly joinedBy: 'step' | 'time' | 'order';
}

/**
 * A series along an axis. Points are sorted by it, equal ones staying in the order they were logged in.
 * `start` is the zero of relative time in epoch milliseconds; the first point's time when null.
 */
export function align(series: MetricSeries, axis: HorizontalAxis, start: number | null = null): AlignedLine {
  const { values } = series;
  const column = columnOf(series, axis);
  if (column === null) {
    const origin = inOrder(values.length);
    return { x: Float64Array.from(origin), y: values, origin, axis: 'index', withoutX: 0, repeated: 0, unsorted: 0 };
  }
  const rising = repeatedWhileRising(column);
  if (rising !== null) {
    const { length } = column;
    const zero = axis === 'relative' && length > 0 ? (start ?? at(column, 0)) : 0;
    // Nothing is moved or left out: the series' own arrays will do.
    const x = zero === 0 ? column : column.map((place) => place - zero);
    return {
      x,
      y: values,
      origin: inOrder(length),
      axis,
      withoutX: values.length - length,
      repeated: zero === 0 ? rising : countRepeated(x),
      unsorted: 0,
    };
  }
  const { origin, unsorted } = sortedBy(column);
  const zero = axis === 'relative' && origin.length > 0 ? (start ?? at(column, at(origin, 0))) : 0;
  const x = new Float64Array(origin.length);
  const y = new Float64Array(origin.length);
  for (let index = 0; index < origin.length; index += 1) {
    x[index] = at(column, at(origin, index)) - zero;
    y[index] = at(values, at(origin, index));
  }
  return { x, y, origin, axis, withoutX: values.length - origin.length, repeated: countRepeated(x), unsorted };
}

/**
 * A series over another metric of the same run. Where both have steps a point takes the other's value logged at its
 * step, or else the last one logged before it: many log one metric a batch and another one an epoch. Of a step logged
 * more than once the first occurrence meets the first, the second the second, and so on, the last standing in where the
 * other has fewer. Else, where both have times, it takes the other's last value logged by then. Else the first meets
 * the first, and so on. Points that meet no finite number are left out. They stay in the order of steps, times or
 * logging: where the other metric falls, the line goes back.
 */
export function alignOnMetric(series: MetricSeries, other: MetricSeries): JoinedLine {
  const joinedBy =
    series.steps !== null && other.steps !== null
      ? 'step'
      : series.times !== null && other.times !== null
        ? 'time'
        : 'order';
  const { mine, theirs } =
    joinedBy === 'step'
      ? meetAtSteps(series.steps ?? none, other.steps ?? none)
      : joinedBy === 'time'
        ? meetInTime(series.times ?? none, other.times ?? none)
        : meetInOrder(series.values.length, other.values.length);
  const x = new Float64Array(mine.length);
  const y = new Float64Array(mine.length);
  const origin = new Uint32Array(mine.length);
  let count = 0;
  for (let index = 0; index < mine.length; index += 1) {
    const place = other.values[theirs[index] ?? 0] ?? NaN;
    if (!Number.isFinite(place)) {
      continue;
    }
    x[count] = place;
    y[count] = series.values[mine[index] ?? 0] ?? NaN;
    origin[count++] = mine[index] ?? 0;
  }
  const placed = x.slice(0, count);
  const unsorted = countUnsorted(placed);
  return {
    x: placed,
    y: y.slice(0, count),
    origin: origin.slice(0, count),
    xIsUnsorted: unsorted > 0,
    axis: 'metric',
    joinedBy,
    withoutX: series.values.length - count,
    repeated: countRepeated(placed),
    unsorted,
  };
}

const none = new Float64Array(0);

/** Places of points that meet, in the one series and in the other; one length. */
interface Meeting {
  readonly mine: Uint32Array;
  readonly theirs: Uint32Array;
}

function meetAtSteps(steps: Float64Array, otherSteps: Float64Array): Meeting {
  const own = sortedBy(steps).origin;
  const others = sortedBy(otherSteps).origin;
  const theirs = new Uint32Array(own.length);
  let count = 0;
  /** The first of the others that has not been met and is not before the step. */
  let next = 0;
  for (let index = 0, previous = NaN; index < own.length; index += 1) {
    const place = own[index] ?? 0;
    const step = steps[place] ?? NaN;
    if (step !== previous) {
      previous = step;
      while (next < others.length && (otherSteps[others[next] ?? 0] ?? NaN) < step) {
        next += 1;
      }
    }
    if (next < others.length && otherSteps[others[next] ?? 0] === step) {
      next += 1;
    }
    if (next === 0) {
      continue;
    }
    own[count] = place;
    theirs[count++] = others[next - 1] ?? 0;
  }
  return { mine: own.subarray(0, count), theirs: theirs.subarray(0, count) };
}

function meetInTime(times: Float64Array, otherTimes: Float64Array): Meeting {
  const own = sortedBy(times).origin;
  const others = sortedBy(otherTimes).origin;
  const theirs = new Uint32Array(own.length);
  let known = 0,
    early = 0;
  own.forEach((place, index) => {
    const time = times[place] ?? NaN;
    while (known < others.length && (otherTimes[others[known] ?? 0] ?? NaN) <= time) {
      known += 1;
    }
    if (known === 0) {
      early = index + 1;
    } else {
      theirs[index] = others[known - 1] ?? 0;
    }
  });
  return { mine: own.subarray(early), theirs: theirs.subarray(early) };
}

function meetInOrder(length: number, otherLength: number): Meeting {
  const mine = Uint32Array.from({ length: Math.min(length, otherLength) }, (_, index) => index);
  return { mine, theirs: mine };
}

/** How many of a column equal the one before; null unless all are finite numbers, none less than the one before it. */
function repeatedWhileRising(column: Float64Array): number | null {
  let furthest = -Infinity,
    repeated = 0;
  for (let index = 0; index < column.length; index += 1) {
    const place = column[index] ?? NaN;
    if (!(place > furthest)) {
      if (place !== furthest || place === -Infinity) {
        return null;
      }
      repeated += 1;
    }
    furthest = place;
  }
  return furthest === Infinity ? null : repeated;
}

let counted = new Uint32Array(0);

/** 0, 1, 2 …: the same memory for all who ask. */
function inOrder(length: number): Uint32Array {
  if (counted.length < length) {
    counted = Uint32Array.from({ length: Math.max(length, counted.length * 2) }, (_, index) => index);
  }
  return counted.subarray(0, length);
}

/** The places of the finite numbers of a column, by their size, equal ones in their order. */
function sortedBy(column: Float64Array): { origin: Uint32Array; unsorted: number } {
  const placed = new Uint32Array(column.length);
  let count = 0,
    unsorted = 0;
  let furthest = -Infinity;
  for (let index = 0; index < column.length; index += 1) {
    const place = at(column, index);
    if (!Number.isFinite(place)) {
      continue;
    }
    if (place < furthest) {
      unsorted += 1;
    } else {
      furthest = place;
    }
    placed[count++] = index;
  }
  const origin = placed.slice(0, count);
  if (unsorted > 0) {
    origin.sort((one, other) => at(column, one) - at(column, other) || one - other);
  }
  return { origin, unsorted };
}

function countUnsorted(x: Float64Array): number {
  let furthest = -Infinity,
    count = 0;
  for (const place of x) {
    if (place < furthest) {
      count += 1;
    } else {
      furthest = place;
    }
  }
  return count;
}

function countRepeated(x: Float64Array): number {
  let count = 0;
  for (let index = 1; index < x.length; index += 1) {
    if (x[index] === x[index - 1]) {
      count += 1;
    }
  }
  return count;
}

function columnOf(series: MetricSeries, axis: HorizontalAxis): Float64Array | null {
  switch (axis) {
    case 'step':
      return series.steps;
    case 'epoch':
      return series.epochs;
    case 'relative':
    case 'wall':
      return series.times;
  }
}
