/** The scales a chart's axes may have, and which values are marked on them. Pure; knows no chart. */
import { formatNumber, formatTick } from '../../../../src/shared/format';
import type { ScaleKind } from '../../../arrangement';
import {
  factsOf,
  linear,
  logarithmic,
  magnified,
  symmetricLog,
  type AlignedLine,
  type Range,
  type Scale,
} from '../../../../src/shared/series/series';
import { yMarkCount, labelled, marksAlong, numberMarks, wholeMarks, type AxisMark } from '../../../drawing/marks';
import { clockMarks, durationLabels, durationMarks } from '../../../drawing/timeMarks';

export type { AxisMark } from '../../../drawing/marks';

export interface AxisScale {
  readonly kind: ScaleKind;
  readonly scale: Scale;
}

const linearAxis: AxisScale = { kind: 'linear', scale: linear };
const logarithmicAxis: AxisScale = { kind: 'logarithmic', scale: logarithmic };
const magnifiedAxes = new Map<number, AxisScale>();
const symmetricAxes = new Map<number, AxisScale>();
/** Orders of magnitude below the largest value at which a symmetric axis becomes linear at the latest. */
const mostDecades = 6;
/** Below it numbers lose their digits. */
const smallestThreshold = 2 ** -1022;
/** Sizes between which positions can be reckoned with as they are, as powers of two. */
const largestExponent = 900,
  smallestExponent = -900;

/**
 * The values decide how close to zero a symmetric axis is linear, and whether a linear one has to be magnified; equal
 * ones give the very same scale.
 */
export function axisScale(kind: ScaleKind, columns: () => readonly Float64Array[]): AxisScale {
  switch (kind) {
    case 'linear':
      return linearFor(mostOf(columns()));
    case 'logarithmic':
      return logarithmicAxis;
    case 'symmetricLog': {
      const threshold = linearWithin(columns());
      return kept(symmetricAxes, threshold, () => ({ kind, scale: symmetricLog(threshold) }));
    }
  }
}

function kept(axes: Map<number, AxisScale>, key: number, make: () => AxisScale): AxisScale {
  let axis = axes.get(key);
  if (axis === undefined) {
    axes.set(key, (axis = make()));
  }
  return axis;
}

function linearFor(most: number): AxisScale {
  const exponent = most === 0 ? 0 : Math.floor(Math.log2(most));
  if (exponent <= largestExponent && exponent >= smallestExponent) {
    return linearAxis;
  }
  // A few steps for all sizes, so that a line that grows keeps its scale.
  const by = exponent > 0 ? -largestExponent : -smallestExponent;
  return kept(magnifiedAxes, by, () => ({ kind: 'linear', scale: magnified(by) }));
}

/** The largest size of a finite value; zero where there is none. */
function mostOf(columns: readonly Float64Array[]): number {
  let most = 0;
  for (const column of columns) {
    const { lowest, highest } = factsOf(column);
    if (lowest <= highest) {
      most = Math.max(most, Math.abs(lowest), Math.abs(highest));
    }
  }
  return most;
}

/** A power of ten at or below the smallest size, but not many orders below the largest. */
function linearWithin(columns: readonly Float64Array[]): number {
  let least = Infinity,
    most = 0;
  for (const column of columns) {
    for (const value of column) {
      const size = Math.abs(value);
      if (!(size > 0 && size < Infinity)) {
        continue;
      }
      if (size < least) {
        least = size;
      }
      if (size > most) {
        most = size;
      }
    }
  }
  return most === 0
    ? 1
    : Math.max(10 ** Math.floor(Math.log10(Math.max(least, most / 10 ** mostDecades))), smallestThreshold);
}

/** Marks along the horizontal axis of so many pixels, as many as have room for their words. */
export function xMarks(
  { kind, scale }: AxisScale,
  range: Range,
  pixels: number,
  axis: AlignedLine['axis'],
): AxisMark[] {
  const start = scale.forward(range.from),
    width = scale.forward(range.to) - start;
  const xPixelOf = (value: number): number => (width > 0 ? ((scale.forward(value) - start) / width) * pixels : 0);
  return marksAlong(
    (count) => {
      // A date has no order of magnitude.
      const decades = kind === 'linear' || axis === 'wall' ? null : marksByDecades(scale, range, count);
      if (decades === null) {
        return marksOf(axis)(range, count);
      }
      return axis === 'relative' ? labelled(decades, durationLabels) : decades.map(markOfDecade);
    },
    pixels,
    xPixelOf,
  );
}

/** Marks along the vertical axis of so many pixels. */
export function yMarks({ kind, scale }: AxisScale, range: Range, pixels: number): AxisMark[] {
  const count = yMarkCount(pixels);
  const decades = kind === 'linear' ? null : marksByDecades(scale, range, count);
  return decades === null ? numberMarks(range, count) : decades.map(markOfDecade);
}

function marksOf(axis: AlignedLine['axis']): (range: Range, count: number) => AxisMark[] {
  switch (axis) {
    case 'step':
    case 'epoch':
    case 'index':
      return wholeMarks;
    case 'relative':
      return durationMarks;
    case 'wall':
      return clockMarks;
    case 'metric':
      return numberMarks;
  }
}

const markOfDecade = (value: number): AxisMark => ({
  value,
  label: Math.abs(value) >= 1e-4 && Math.abs(value) < 1e4 ? formatNumber(value) : formatTick(value),
});

/**
 * Zero, powers of ten, then their fives and twos where there is room for them; null where the range holds too few of
 * them.
 */
function marksByDecades(scale: Scale, { from, to }: Range, count: number): number[] | null {
  const space = (scale.forward(to) - scale.forward(from)) / (count * 1.3);
  const lowest = Math.max(decadeOf(Math.min(Math.abs(from) || Infinity, Math.abs(to) || Infinity)), -324);
  const highest = decadeOf(Math.max(Math.abs(from), Math.abs(to)));
  const zeroInside = from <= 0 && to >= 0;
  // Around zero a symmetric scale's decades end where it becomes linear.
  const first = zeroInside ? decadeOf(Math.abs(scale.inverse(1))) : lowest;
  const accepted: number[] = [];
  const accept = (value: number): void => {
    if (value < from || value > to) {
      return;
    }
    const position = scale.forward(value);
    if (accepted.every((other) => Math.abs(scale.forward(other) - position) >= space)) {
      accepted.push(value);
    }
  };
  if (zeroInside) {
    accept(0);
  }
  for (const factor of [1, 5, 2]) {
    for (let decade = highest; decade >= first; decade -= 1) {
      const value = Number(`${factor}e${decade}`);
      accept(value);
      accept(-value);
    }
  }
  return accepted.length < 3 ? null : accepted.sort((one, other) => one - other);
}

const decadeOf = (size: number): number => (size > 0 && size < Infinity ? Math.floor(Math.log10(size)) : 0);
