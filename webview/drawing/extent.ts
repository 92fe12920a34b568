/** How far values reach, and where one lies between the ends, however far apart these are. Pure. */
import { between } from './marks';

export interface Extent {
  readonly from: number;
  readonly to: number;
}

/** How far along a value lies: 0 at the beginning, 1 at the end, however far apart these are. */
export function shareAt({ from, to }: Extent, value: number): number {
  const width = to - from;
  // The distance between the ends may be no number, that between their halves always is.
  return width < Infinity ? (value - from) / width : (value / 2 - from / 2) / (to / 2 - from / 2);
}

const held = (value: number): number => Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, value));
/** Values that differ by less than this share of their size differ by rounding alone. */
const rounding = 2 ** -48;

/** Room for everything, and for a single value. */
export function extentOf(values: Iterable<number>): Extent {
  let from = Infinity;
  let to = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) {
      continue;
    }
    from = Math.min(from, value);
    to = Math.max(to, value);
  }
  if (from > to) {
    return { from: 0, to: 1 };
  }
  const size = Math.max(Math.abs(from), Math.abs(to));
  if (to - from > size * rounding) {
    return { from, to };
  }
  // A tenth of next to nothing is nothing.
  const half = size * 0.1 > Number.MIN_VALUE ? size * 0.1 : 0.5;
  return { from: held(from - half), to: held(to + half) };
}

/** In other units. */
export const times = ({ from, to }: Extent, unit: number): Extent => ({ from: held(from * unit), to: held(to * unit) });

export const widened = ({ from, to }: Extent, by: number): Extent => ({
  from: held(between(from, to, -by)),
  to: held(between(from, to, 1 + by)),
});
