/** Marks on axes of numbers: where they stand and what is written there. Pure; knows no chart. */
import { ticks } from 'd3-array';
import { formatNumber, formatTick } from '../../src/shared/format';
import type { Range } from '../../src/shared/series/series';

export interface AxisMark {
  readonly value: number;
  readonly label: string;
}

/** More marks than so many are never drawn, however long the axis is. */
const mostMarks = 40;
/**
 * Marks whose words would differ from their values by more than this share of the distance between two marks are
 * written longer.
 */
const tolerance = 1e-3;

/** Round numbers within the range. */
export const numberMarks = (range: Range, count: number): AxisMark[] =>
  labelled(roundValues(range, count), numberLabels);

/** Whole numbers within the range; where it holds none, as between two steps, others. */
export function wholeMarks({ from, to }: Range, count: number): AxisMark[] {
  const first = Math.ceil(from),
    last = Math.floor(to);
  if (first === last) {
    return [{ value: first, label: formatNumber(first) }];
  }
  if (!(first < last)) {
    return numberMarks({ from, to }, count);
  }
  return numberMarks({ from: first, to: last }, Math.min(count, last - first));
}

export const labelled = (
  values: readonly number[],
  write: (values: readonly number[]) => readonly string[],
): AxisMark[] => {
  const labels = write(values);
  return values.map((value, index) => ({ value, label: labels[index] ?? '' }));
};

/**
 * Round values within the range, rising, no two alike: at least one, and at most `count` and one more. A range without
 * width has its only value.
 */
export function roundValues({ from, to }: Range, count: number): readonly number[] {
  if (!(to > from)) {
    return [from];
  }
  const most = Math.max(1, Math.min(mostMarks, Math.floor(count)));
  for (let wanted = most; wanted >= 1; wanted -= 1) {
    const found = ticksWithin(from, to, wanted);
    if (found.length > 0 && found.length <= most + 1) {
      return found;
    }
  }
  return spread(from, to, Math.min(most, 3));
}

/** Beyond these d3 runs out of powers of ten. */
const hugest = 1e290,
  tiniest = 1e-290;

function ticksWithin(from: number, to: number, count: number): readonly number[] {
  const unit = Math.max(Math.abs(from), Math.abs(to)) > hugest ? 1e300 : to - from < tiniest ? 1e-300 : 1;
  const found = ticks(from / unit, to / unit, count).map((value) =>
    unit === 1 ? value : Number((value * unit).toPrecision(15)),
  );
  const within = found.filter((value) => value >= from && value <= to);
  return isRising(within) ? within : [];
}

export const isRising = (values: readonly number[]): boolean =>
  values.every((value, index) => index === 0 || value > (values[index - 1] ?? NaN));

/**
 * Where a range is so narrow, or so far from zero, that it holds no round number: numbers evenly spread, as far as
 * there are any between its ends.
 */
export function spread(from: number, to: number, count: number): readonly number[] {
  if (count < 2) {
    return [from];
  }
  const found = Array.from({ length: count }, (_, index) =>
    Math.min(to, Math.max(from, between(from, to, index / (count - 1)))),
  );
  return found.filter((value, index) => index === 0 || value > (found[index - 1] ?? NaN));
}

/** A share of the way from one number to another, however far apart they are. */
export function between(from: number, to: number, share: number): number {
  const width = to - from;
  if (!Number.isFinite(width)) {
    return from * (1 - share) + to * share;
  }
  // Reckoned from the nearer end, so that each end is itself.
  return share < 0.5 ? from + width * share : to - width * (1 - share);
}

/** The words at rising numbers: as short as they can be while no two are alike and each says where it stands. */
export function numberLabels(values: readonly number[]): readonly string[] {
  const size = Math.max(...values.map(Math.abs));
  if (values.length < 2) {
    return values.map((value) => formatNumber(value));
  }
  const slack = smallestGap(values) * tolerance;
  const says = (written: (value: number) => string): boolean =>
    values.every((value) => Math.abs(Number(written(value)) - value) <= slack);
  if (size >= 1e4 && size < 1e12 && says((value) => value.toPrecision(5))) {
    return values.map(formatTick);
  }
  const isPlain = size === 0 || (size >= 1e-4 && size < 1e15) || (size <= 2 ** 53 && values.every(Number.isInteger));
  if (isPlain) {
    const wholeDigits = Math.max(1, Math.floor(Math.log10(size)) + 1);
    for (let decimals = 0; decimals + wholeDigits <= 16; decimals += 1) {
      if (says((value) => value.toFixed(decimals))) {
        return values.map((value) => grouped((value === 0 ? 0 : value).toFixed(decimals)));
      }
    }
  } else {
    for (let digits = 0; digits < 16; digits += 1) {
      if (says((value) => value.toExponential(digits))) {
        return values.map((value) => (value === 0 ? '0' : value.toExponential(digits).replace(/\.?0*e\+?/, 'e')));
      }
    }
  }
  return values.map((value) => String(value === 0 ? 0 : value).replace('e+', 'e'));
}

function smallestGap(values: readonly number[]): number {
  let least = Infinity;
  for (let index = 1; index < values.length; index += 1) {
    least = Math.min(least, (values[index] ?? NaN) - (values[index - 1] ?? NaN));
  }
  return least;
}

/** Of digits only; `12345.5` becomes `12,345.5`. */
function grouped(text: string): string {
  const [whole = '', fraction] = text.split('.');
  const thousands = whole.replace(/\d{5,}/, (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ','));
  return fraction === undefined ? thousands : `${thousands}.${fraction}`;
}

/** Of small letters on an axis, in pixels; a little more than they are, since they are not measured. */
const letterWidth = 6.6;
const distance = 12;
/** Pixels of an axis that one mark takes at the least. */
const leastXSpacing = 60,
  leastYSpacing = 26;

/** As many marks along a horizontal axis as have room for their words. `pixelOf`: where a value lies. */
export function marksAlong(
  make: (count: number) => AxisMark[],
  pixels: number,
  xPixelOf: (value: number) => number,
): AxisMark[] {
  const most = Math.max(2, Math.min(mostMarks, Math.floor(pixels / leastXSpacing)));
  for (let count = most; count >= 1; count -= 1) {
    const marks = make(count);
    if (haveRoom(marks, xPixelOf)) {
      return marks;
    }
  }
  return make(1).slice(0, 1);
}

/** Pixels that the longest of their words takes. */
export const widestOf = (marks: readonly AxisMark[]): number =>
  Math.ceil(marks.reduce((most, { label }) => Math.max(most, label.length * letterWidth), 0));

/** How many marks there is room for upwards. */
export const yMarkCount = (pixels: number): number => Math.max(2, Math.floor(pixels / leastYSpacing));

function haveRoom(marks: readonly AxisMark[], xPixelOf: (value: number) => number): boolean {
  let end = -Infinity;
  return marks.every(({ value, label }) => {
    const middle = xPixelOf(value),
      half = (label.length * letterWidth) / 2;
    if (!(middle - half >= end)) {
      return false;
    }
    end = middle + half + distance;
    return true;
  });
}
