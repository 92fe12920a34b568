/** Where an axis is marked and what is written there. Pure; knows no chart. */
import { formatClock, formatDuration, formatNumber, formatTick, formatTime } from '../../src/shared/format';
import type { AlignedLine, Range } from '../../src/shared/series';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const timeSteps = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((count) => count * second),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minute),
  ...[1, 2, 3, 6, 12].map((count) => count * hour),
  ...[1, 2, 7, 14, 28, 91, 182].map((count) => count * day),
];

/** Round places within the range, `count` at most (a few more of them never); numbers by 1, 2, 5, times by clock. */
export function places({ from, to }: Range, count: number, axis: AlignedLine['axis']): number[] {
  if (!(to > from)) return [from];
  const rough = (to - from) / Math.max(1, count);
  const timed = axis === 'relative' || axis === 'wall';
  const step = timed ? timeSteps.find((candidate) => candidate >= rough) ?? roundStep(rough / day) * day
    : axis === 'metric' ? roundStep(rough) : Math.max(1, rough > 10 ? roundStep(rough, [1, 2, 2.5, 5]) : roundStep(rough));
  // Days begin at local midnight, not at Greenwich's.
  const shift = axis === 'wall' ? new Date(from).getTimezoneOffset() * minute : 0;
  const found: number[] = [];
  for (let index = Math.ceil((from - shift) / step); index * step + shift <= to; index += 1) found.push(index * step + shift);
  return found.length > 0 ? found : [from];
}

/** Round values within a vertical range. */
export function levels({ from, to }: Range, count: number): number[] {
  const step = roundStep((to - from) / Math.max(1, count));
  const found: number[] = [];
  for (let index = Math.ceil(from / step - 1e-9); index * step <= to + step * 1e-9; index += 1) found.push(index * step);
  return found;
}

/** The words at a mark; `gap` is the distance between two marks. */
export function placeLabel(place: number, gap: number, axis: AlignedLine['axis']): string {
  switch (axis) {
    case 'relative': return place === 0 ? '0' : `${place < 0 ? '-' : ''}${formatDuration(Math.abs(place))}`;
    case 'wall': return gap >= day ? formatTime(place).slice(5, 10) : gap >= minute ? formatClock(place).slice(0, 5) : formatClock(place);
    case 'step':
    case 'epoch':
    case 'index': return formatTick(place);
    case 'metric': return levelLabel(place, gap);
  }
}

/** The words at a level: as many decimals as tell it from its neighbours. */
export function levelLabel(level: number, gap: number): string {
  const size = Math.abs(level);
  if (size > 0 && gap < 1e-5) return formatTick(level);
  // Short while that still tells it from its neighbours.
  if (size >= 1e4 && gap >= size * 1e-4) return formatTick(level);
  const decimals = Math.min(8, Math.max(0, -Math.floor(Math.log10(gap) + 1e-9)));
  return (Math.abs(level) < gap / 1e6 ? 0 : level).toFixed(decimals);
}

/** A place in words, for the tooltip and the table. */
export function placeInWords(place: number, axis: AlignedLine['axis'], metric: string | null = null): string {
  switch (axis) {
    case 'step': return `Step ${formatNumber(place)}`;
    case 'epoch': return `Epoch ${formatNumber(place)}`;
    case 'index': return `Point ${formatNumber(place + 1)}`;
    case 'relative': return `After ${formatDuration(Math.max(0, place))}`;
    case 'wall': return formatTime(place);
    case 'metric': return `${metric ?? 'At'} ${formatNumber(place)}`;
  }
}

/** 1, 2 or 5 times a power of ten, `rough` or a little more. */
function roundStep(rough: number, factors: readonly number[] = [1, 2, 5]): number {
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  return (factors.find((factor) => factor * magnitude >= rough * (1 - 1e-9)) ?? 10) * magnitude;
}
