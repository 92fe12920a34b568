/**
 * Lines made calmer. Every way gives a weighted mean of the line's own values at the line's own places: none adds a point,
 * leaves the range of the values, or puts a number where the line is broken.
 */
import { horizontalExtent } from './extents';
import { at, type Line } from './line';

export type Smoothing =
  /** TensorBoard's: what was before weighs `weight` (0 to 1) of what it weighed a point ago, rid of the pull towards zero at the start. */
  | { readonly kind: 'exponential'; readonly weight: number }
  /** The same by distance: what lies `halfLife` back along `x` weighs half. Right for points at uneven distances. */
  | { readonly kind: 'timeWeighted'; readonly halfLife: number }
  /** The plain mean of `window` points around each; an even window counts as the next odd one. Fewer at ends and breaks. */
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
    case 'exponential': return smoothing.weight > 0 ? { ...line, y: fade(line, () => Math.min(1, smoothing.weight)) } : line;
    case 'timeWeighted': return smoothing.halfLife > 0 ? { ...line, y: fade(line, (distance) => Math.exp((-Math.LN2 * distance) / smoothing.halfLife)) } : line;
    case 'mean': {
      const reach = Math.floor(smoothing.window / 2);
      return reach > 0 ? { ...line, y: byStretch(line.y, runningMean(reach)) } : line;
    }
    case 'gaussian': return smoothing.sigma > 0 ? { ...line, y: byStretch(line.y, gaussian(smoothing.sigma, line.y.length)) } : line;
  }
}

function sliderSmoothing(line: Line, weight: number): Smoothing {
  const decay = Math.min(Math.sqrt(Math.max(0, weight)), 0.999);
  const extent = horizontalExtent([line]);
  const width = extent === null ? 0 : extent.to - extent.from;
  return { kind: 'timeWeighted', halfLife: weight <= 0 ? 0 : width === 0 ? Infinity : width / (-1000 * Math.log2(decay)) };
}

/** Exponential mean; `keep` says how much of a weight is left after a distance along `x`. */
function fade({ x, y }: Line, keep: (distance: number) => number): Float64Array {
  const faded = new Float64Array(y.length);
  let mean = 0;
  let trust = 0;
  let previous = NaN;
  let distance = NaN, left = NaN;
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
    while (index < y.length && Number.isFinite(at(y, index))) index += 1;
    if (index > begin) smoother(y.subarray(begin, index), smoothed.subarray(begin, index));
  }
  return smoothed;
}

/**
 * Means of up to `reach` points on either side. Sums are put together from partial sums within blocks and never taken
 * apart by subtraction: after a spike of 1e30 a sliding sum would have forgotten every digit of what follows.
 */
function runningMean(reach: number): StretchSmoother {
  const window = 2 * reach + 1;
  return (values, smoothed) => {
    const { length } = values;
    const fromBlockStart = new Float64Array(length);
    const toBlockEnd = new Float64Array(length);
    for (let index = 0; index < length; index += 1) {
      fromBlockStart[index] = at(values, index) / window + (index % window === 0 ? 0 : at(fromBlockStart, index - 1));
    }
    for (let index = length - 1; index >= 0; index -= 1) {
      toBlockEnd[index] = at(values, index) / window + (index === length - 1 || (index + 1) % window === 0 ? 0 : at(toBlockEnd, index + 1));
    }
    for (let index = 0; index < length; index += 1) {
      const from = Math.max(0, index - reach);
      const to = Math.min(length - 1, index + reach);
      const atBlockStart = from % window === 0;
      const inOneBlock = Math.floor(from / window) === Math.floor(to / window);
      const sum = atBlockStart ? at(fromBlockStart, to) : inOneBlock ? at(toBlockEnd, from) : at(toBlockEnd, from) + at(fromBlockStart, to);
      smoothed[index] = sum * (window / (to - from + 1));
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
    for (let index = 0; index < length; index += 1) {
      let sum = (values[index] ?? 0) * (weights[0] ?? 0);
      if (index >= reach && index + reach < length) {
        for (let distance = 1; distance <= reach; distance += 1) {
          // Weighed one by one: the sum of two huge values would be infinite.
          const weight = weights[distance] ?? 0;
          sum += (values[index - distance] ?? 0) * weight + (values[index + distance] ?? 0) * weight;
        }
        smoothed[index] = sum;
        continue;
      }
      let weighed = at(weights, 0);
      const before = Math.min(reach, index), after = Math.min(reach, length - 1 - index);
      for (let distance = 1; distance <= before; distance += 1) {
        sum += at(values, index - distance) * at(weights, distance);
        weighed += at(weights, distance);
      }
      for (let distance = 1; distance <= after; distance += 1) {
        sum += at(values, index + distance) * at(weights, distance);
        weighed += at(weights, distance);
      }
      smoothed[index] = sum / weighed;
    }
  };
}
