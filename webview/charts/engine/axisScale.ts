/** The scales a chart's axes may have, and which values are marked on the logarithmic ones. Pure; knows no chart. */
import { formatTick } from '../../../src/shared/format';
import type { ScaleKind } from '../../../src/shared/protocol';
import { linear, logarithmic, symmetricLog, type AlignedLine, type Range, type Scale } from '../../../src/shared/series';
import { levelLabel, levels, placeLabel, places } from '../../drawing/ticks';

export interface AxisScale {
  readonly kind: ScaleKind;
  readonly scale: Scale;
}

export interface AxisMark {
  readonly value: number;
  readonly label: string;
}

const linearAxis: AxisScale = { kind: 'linear', scale: linear };
const logarithmicAxis: AxisScale = { kind: 'logarithmic', scale: logarithmic };
const symmetricAxes = new Map<number, AxisScale>();
/** Orders of magnitude below the largest value at which a symmetric axis becomes linear at the latest. */
const mostDecades = 6;

/** The values decide how close to zero a symmetric axis is linear; equal thresholds give the very same scale. */
export function axisScale(kind: ScaleKind, columns: () => readonly Float64Array[]): AxisScale {
  switch (kind) {
    case 'linear': return linearAxis;
    case 'logarithmic': return logarithmicAxis;
    case 'symmetricLog': {
      const threshold = linearWithin(columns());
      let axis = symmetricAxes.get(threshold);
      if (axis === undefined) symmetricAxes.set(threshold, (axis = { kind, scale: symmetricLog(threshold) }));
      return axis;
    }
  }
}

/** A power of ten at or below the smallest size, but not many orders below the largest. */
function linearWithin(columns: readonly Float64Array[]): number {
  let least = Infinity, most = 0;
  for (const column of columns) {
    for (const value of column) {
      const size = Math.abs(value);
      if (!(size > 0 && size < Infinity)) continue;
      if (size < least) least = size;
      if (size > most) most = size;
    }
  }
  return most === 0 ? 1 : Math.max(10 ** Math.floor(Math.log10(Math.max(least, most / 10 ** mostDecades))), Number.MIN_VALUE);
}

/** Marks along the horizontal axis, `count` or a few. */
export function marksAcross({ kind, scale }: AxisScale, range: Range, count: number, axis: AlignedLine['axis']): AxisMark[] {
  if (range.from === range.to) return [{ value: range.from, label: placeLabel(range.from, 1, axis) }];
  const decades = kind === 'linear' ? null : marksByDecades(scale, range, count);
  if (decades !== null) return decades.map((value) => ({ value, label: placeLabel(value, Math.abs(value), axis) }));
  const marked = places(range, count, axis);
  return marked.map((value) => ({ value, label: placeLabel(value, gapOf(marked), axis) }));
}

/** Marks along the vertical axis, `count` or a few. */
export function marksUp({ kind, scale }: AxisScale, range: Range, count: number): AxisMark[] {
  const decades = kind === 'linear' ? null : marksByDecades(scale, range, count);
  if (decades !== null) return decades.map((value) => ({ value, label: value === 0 ? '0' : Math.abs(value) >= 1e-4 ? levelLabel(value, Math.min(1, Math.abs(value))) : formatTick(value) }));
  const marked = levels(range, count);
  return marked.map((value) => ({ value, label: levelLabel(value, Math.abs(gapOf(marked)) || 1) }));
}

const gapOf = (marked: readonly number[]): number => (marked.length < 2 ? Infinity : (marked[1] ?? 1) - (marked[0] ?? 0));

/** Zero, powers of ten, then their fives and twos where there is room for them; null where the range holds too few of them. */
function marksByDecades(scale: Scale, { from, to }: Range, count: number): number[] | null {
  const room = (scale.forward(to) - scale.forward(from)) / (count * 1.3);
  const lowest = Math.max(decadeOf(Math.min(Math.abs(from) || Infinity, Math.abs(to) || Infinity)), -324);
  const highest = decadeOf(Math.max(Math.abs(from), Math.abs(to)));
  const zeroInside = from <= 0 && to >= 0;
  // Around zero a symmetric scale's decades end where it becomes linear.
  const first = zeroInside ? decadeOf(Math.abs(scale.inverse(1))) : lowest;
  const accepted: number[] = [];
  const accept = (value: number): void => {
    if (value < from || value > to) return;
    const position = scale.forward(value);
    if (accepted.every((other) => Math.abs(scale.forward(other) - position) >= room)) accepted.push(value);
  };
  if (zeroInside) accept(0);
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
