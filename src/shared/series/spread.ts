/** The middle of some values and how far they lie apart, as statistics has it. Pure. */
import { at } from './line';

/**
 * `deviation`: a sample standard deviation either way, of 2 runs or more.
 * `confidence`: where the true middle lies 95 times in 100; for the mean by Student's t, of 2 runs or more;
 * for the median between two of the values themselves, whatever their distribution, of 6 runs or more.
 * `extremes`: from the lowest to the highest.
 */
export const spreads = ['deviation', 'confidence', 'extremes'] as const;
export type Spread = (typeof spreads)[number];

export interface SummaryOptions {
  readonly middle: 'mean' | 'median';
  readonly spread: Spread;
}

export interface Summary {
  middle: number;
  low: number;
  high: number;
}

/** Of the first `count` of `values`, all finite, at least one; they may be left in another order. */
export type Summariser = (values: Float64Array, count: number, into: Summary) => void;

/** For places where up to `most` runs have a say. */
export function summariser(most: number, { middle: kind, spread }: SummaryOptions): Summariser {
  const byCount = (of: (count: number) => number): Float64Array =>
    Float64Array.from({ length: spread === 'confidence' ? most + 1 : 0 }, (_, count) => of(count));
  const ranks = byCount(medianConfidenceRank);
  const quantiles = byCount((count) => studentQuantile(count - 1));
  return (values, count, into) => {
    // From the first value, so that equal values have exactly that mean.
    const first = at(values, 0);
    let mean = 0;
    for (let index = 0; index < count; index += 1) {
      mean += (values[index] ?? NaN) - first;
    }
    mean = first + mean / count;
    if (!Number.isFinite(mean)) {
      mean = carefulMean(values, count);
    }
    if (kind === 'median') {
      sortFirst(values, count);
    }
    into.middle = kind === 'mean' ? mean : at(values, (count - 1) >>> 1) / 2 + at(values, count >>> 1) / 2;
    if (spread === 'extremes') {
      let low = first,
        high = first;
      for (let index = 0; index < count; index += 1) {
        const value = values[index] ?? NaN;
        if (value < low) {
          low = value;
        }
        if (value > high) {
          high = value;
        }
      }
      into.low = low;
      into.high = high;
      return;
    }
    if (spread === 'confidence' && kind === 'median') {
      const rank = at(ranks, count);
      into.low = rank === 0 ? NaN : at(values, rank - 1);
      into.high = rank === 0 ? NaN : at(values, count - rank);
      return;
    }
    let squares = 0;
    for (let index = 0; index < count; index += 1) {
      const distance = (values[index] ?? NaN) - mean;
      squares += distance * distance;
    }
    const isExact = squares > smallestSquare && squares < Infinity;
    const deviation =
      count > 1 ? (isExact ? Math.sqrt(squares / (count - 1)) : carefulDeviation(values, count, mean)) : NaN;
    const reach = spread === 'deviation' ? deviation : (at(quantiles, count) * deviation) / Math.sqrt(count);
    into.low = Math.max(-Number.MAX_VALUE, into.middle - reach);
    into.high = Math.min(Number.MAX_VALUE, into.middle + reach);
  };
}

/** Squares below it have lost their digits. */
const smallestSquare = 1e-290;

/** Of values whose distances are no numbers any more: step by step. */
function carefulMean(values: Float64Array, count: number): number {
  let mean = 0;
  for (let index = 0; index < count; index += 1) {
    mean += (values[index] ?? NaN) / (index + 1) - mean / (index + 1);
  }
  return mean;
}

/** Of values whose distances have squares that are no numbers, or nothing: as shares of the largest distance. */
function carefulDeviation(values: Float64Array, count: number, mean: number): number {
  let most = 0;
  for (let index = 0; index < count; index += 1) {
    most = Math.max(most, Math.abs((values[index] ?? NaN) / 2 - mean / 2));
  }
  if (most === 0) {
    return 0;
  }
  let squares = 0;
  for (let index = 0; index < count; index += 1) {
    squares += (((values[index] ?? NaN) / 2 - mean / 2) / most) ** 2;
  }
  return Math.min(Number.MAX_VALUE, 2 * most * Math.sqrt(squares / (count - 1)));
}

/** Up to so many values are sorted sooner by putting each into its place than by the engine's own way. */
const few = 40;

function sortFirst(values: Float64Array, count: number): void {
  if (count > few) {
    values.subarray(0, count).sort();
    return;
  }
  for (let index = 1; index < count; index += 1) {
    const value = values[index] ?? NaN;
    let place = index;
    for (; place > 0 && (values[place - 1] ?? NaN) > value; place -= 1) {
      values[place] = values[place - 1] ?? NaN;
    }
    values[place] = value;
  }
}

/**
 * The largest rank k so that the median lies between the k-th lowest and k-th highest of `count` values at least 95
 * times in 100 (the sign test's interval); 0 when even the extremes do not promise that.
 */
export function medianConfidenceRank(count: number): number {
  let rank = 0;
  let chance = 0.5 ** count;
  for (let below = chance; below <= 0.025 && rank < count; below += chance) {
    rank += 1;
    chance *= (count - rank + 1) / rank;
  }
  return rank;
}

/** The 97.5 % quantile of Student's t with that many degrees of freedom; NaN below 1. Right to four digits or more. */
export function studentQuantile(freedom: number): number {
  if (!(freedom >= 1)) {
    return NaN;
  }
  const known = studentTable[freedom - 1];
  if (known !== undefined) {
    return known;
  }
  // Cornish and Fisher's expansion around the normal quantile.
  const z = 1.959963984540054;
  return (
    z +
    (z ** 3 + z) / (4 * freedom) +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2) +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * freedom ** 3) +
    (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / (92_160 * freedom ** 4)
  );
}

const studentTable = [
  12.706205, 4.302653, 3.182446, 2.776445, 2.570582, 2.446912, 2.364624, 2.306004, 2.262157, 2.228139,
];
