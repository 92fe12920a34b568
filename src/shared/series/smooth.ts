/**
 * Lines made calmer. Every way gives a weighted mean of the line's own values at the line's own places: none adds a
 * point, leaves the range of the values, or puts a number where the line is broken.
 */
import { horizontalExtent } from './extents';
import { at, type Line } from './line';

export type Smoothing =
  /**
   * TensorBoard's: what was before weighs `weight` (0 to 1) of what it weighed a point ago, rid of the pull towards
   * zero at the start.
   */
  | { readonly kind: 'exponential'; readonly weight: number }
  /** The same by distance: what lies `halfLife` back along `x` weighs half. Right for points at uneven distances. */
  | { readonly kind: 'timeWeighted'; readonly halfLife: number }
  /**
   * The plain mean of `window` points around each; an even window counts as the next odd one. Fewer at ends and breaks.
   */
  | { readonly kind: 'mean'; readonly window: number }
  /** A bell of `sigma` points around each, cut off at three sigma, at ends and at breaks. */
  | { readonly kind: 'gaussian'; readonly sigma: number };

/**
 * The line smoothed; the line itself where nothing is to be done (weight, sigma or half-life 0, window 1).
 * A bare number is a slider's weight, 0 to just below 1: time-weighted, with a half-life in thousandths of the line's
 * width, so that the same weight looks the same for 100 and for 100,000 points.
 * What is not a finite number stays as it is and has no say. The two exponential ways remember across a break what was
 * before it, the two others never reach across one.
 */
export function smooth<Smoothed extends Line>(line: Smoothed, by: Smoothing | number): Smoothed {
  const smoothing = typeof by === 'number' ? sliderSmoothing(line, by) : by;
  switch (smoothing.kind) {
    case 'exponential':
      return smoothing.weight > 0 ? { ...line, y: fade(line, () => Math.min(1, smoothing.weight)) } : line;
    case 'timeWeighted':
      return smoothing.halfLife > 0
        ? { ...line, y: fade(line, (distance) => Math.exp((-Math.LN2 * distance) / smoothing.halfLife)) }
        : line;
    case 'mean': {
      const reach = Math.floor(smoothing.window / 2);
      return reach > 0 ? { ...line, y: byStretch(line.y, runningMean(reach)) } : line;
    }
    case 'gaussian':
      return smoothing.sigma > 0 ? { ...line, y: byStretch(line.y, gaussian(smoothing.sigma, line.y.length)) } : line;
  }
}

function sliderSmoothing(line: Line, weight: number): Smoothing {
  const decay = Math.min(Math.sqrt(Math.max(0, weight)), 0.999);
  const extent = horizontalExtent([line]);
  const width = extent === null ? 0 : extent.to - extent.from;
  return {
    kind: 'timeWeighted',
    halfLife: weight <= 0 ? 0 : width === 0 ? Infinity : width / (-1000 * Math.log2(decay)),
  };
}

/** Exponential mean; `keep` says how much of a weight is left after a distance along `x`. */
function fade({ x, y }: Line, keep: (distance: number) => number): Float64Array {
  const faded = new Float64Array(y.length);
  let mean = 0;
  let trust = 0;
  let previous = NaN;
  let distance = NaN,
    left = NaN;
  for (let index = 0; index < y.length; index += 1) {
    const value = at(y, index);
    if (!Number.isFinite(value)) {
      faded[index] = value;
      continue;
    }
    const place = at(x, index);
    // Steps are mostly even, powers are dear.
    if (Math.abs(place - previous) !== distance) {
      distance = Math.abs(place - previous);
      left = keep(distance);
    }
    // The sum of all weights: dividing by it is TensorBoard's division by 1 - weight^n.
    trust = trust === 0 ? 1 : trust * left + 1;
    // Neither overflows between huge values nor drifts while they stay the same.
    mean += value / trust - mean / trust;
    previous = place;
    faded[index] = mean;
  }
  return faded;
}

type StretchSmoother = (values: Float64Array, smoothed: Float64Array) => void;

/** Lets `smoother` fill each unbroken stretch by itself. */
function byStretch(y: Float64Array, smoother: StretchSmoother): Float64Array {
  const smoothed = y.slice();
  for (let index = 0; index < y.length; index += 1) {
    const begin = index;
    while (index < y.length && Number.isFinite(at(y, index))) {
      index += 1;
    }
    if (index > begin) {
      smoother(y.subarray(begin, index), smoothed.subarray(begin, index));
    }
  }
  return smoothed;
}

/** Reused from call to call. */
let fromBlockStart = new Float64Array(0),
  toBlockEnd = new Float64Array(0);

/**
 * Means of up to `reach` points on either side. Sums are put together from partial sums within blocks and never taken
 * apart by subtraction: after a spike of 1e30 a sliding sum would have forgotten every digit of what follows.
 */
function runningMean(reach: number): StretchSmoother {
  const window = 2 * reach + 1;
  return (values, smoothed) => {
    const { length } = values;
    if (fromBlockStart.length < length) {
      fromBlockStart = new Float64Array(length);
      toBlockEnd = new Float64Array(length);
    }
    for (let begin = 0; begin < length; begin += window) {
      const end = Math.min(length, begin + window);
      for (let index = begin, sum = 0; index < end; index += 1) {
        fromBlockStart[index] = sum += (values[index] ?? NaN) / window;
      }
      for (let index = end - 1, sum = 0; index >= begin; index -= 1) {
        toBlockEnd[index] = sum += (values[index] ?? NaN) / window;
      }
    }
    /** Of any window, also one that the ends cut short. */
    const meanOf = (from: number, to: number): number => {
      const inOneBlock = Math.floor(from / window) === Math.floor(to / window);
      const sum =
        from % window === 0
          ? at(fromBlockStart, to)
          : inOneBlock
            ? at(toBlockEnd, from)
            : at(toBlockEnd, from) + at(fromBlockStart, to);
      return sum * (window / (to - from + 1));
    };
    const wholeTo = length - reach;
    for (let index = 0; index < Math.min(reach, length); index += 1) {
      smoothed[index] = meanOf(0, Math.min(length - 1, index + reach));
    }
    // A whole window begins a block or lies in two.
    for (let index = reach, within = 0; index < wholeTo; index += 1, within = within + 1 === window ? 0 : within + 1) {
      const last = fromBlockStart[index + reach] ?? NaN;
      smoothed[index] = within === 0 ? last : (toBlockEnd[index - reach] ?? NaN) + last;
    }
    for (let index = Math.max(reach, wholeTo); index < length; index += 1) {
      smoothed[index] = meanOf(index - reach, length - 1);
    }
  };
}

function gaussian(sigma: number, longest: number): StretchSmoother {
  const reach = Math.min(Math.ceil(3 * sigma), longest);
  const bell = Float64Array.from({ length: reach + 1 }, (_, distance) => Math.exp(-0.5 * (distance / sigma) ** 2));
  const total = bell.reduce((sum, weight) => sum + 2 * weight, -1);
  const weights = bell.map((weight) => weight / total);
  return (values, smoothed) => {
    const { length } = values;
    const wholeTo = length - reach;
    for (let index = 0; index < Math.min(reach, length); index += 1) {
      smoothed[index] = weighedAtEnd(values, weights, index);
    }
    for (let index = reach; index < wholeTo; index += 1) {
      // Weighed one by one, as the sum of two huge values would be infinite; in four sums, so that none waits for
      // another.
      let before = (values[index] ?? NaN) * (weights[0] ?? NaN),
        after = 0,
        furtherBefore = 0,
        furtherAfter = 0;
      let distance = 1;
      for (; distance < reach; distance += 2) {
        const weight = weights[distance] ?? NaN,
          further = weights[distance + 1] ?? NaN;
        before += (values[index - distance] ?? NaN) * weight;
        after += (values[index + distance] ?? NaN) * weight;
        furtherBefore += (values[index - distance - 1] ?? NaN) * further;
        furtherAfter += (values[index + distance + 1] ?? NaN) * further;
      }
      if (distance === reach) {
        before += (values[index - reach] ?? NaN) * (weights[reach] ?? NaN);
        after += (values[index + reach] ?? NaN) * (weights[reach] ?? NaN);
      }
      smoothed[index] = before + after + (furtherBefore + furtherAfter);
    }
    for (let index = Math.max(reach, wholeTo); index < length; index += 1) {
      smoothed[index] = weighedAtEnd(values, weights, index);
    }
  };
}

/** The weighted mean where the bell reaches beyond an end. */
function weighedAtEnd(values: Float64Array, weights: Float64Array, index: number): number {
  const reach = weights.length - 1;
  let sum = at(values, index) * at(weights, 0),
    weighed = at(weights, 0);
  const before = Math.min(reach, index),
    after = Math.min(reach, values.length - 1 - index);
  for (let distance = 1; distance <= before; distance += 1) {
    sum += at(values, index - distance) * at(weights, distance);
    weighed += at(weights, distance);
  }
  for (let distance = 1; distance <= after; distance += 1) {
    sum += at(values, index + distance) * at(weights, distance);
    weighed += at(weights, distance);
  }
  return sum / weighed;
}
