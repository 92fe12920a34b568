/** What a place of the smoothing slider means for each way of smoothing. Pure. */
import type { SmoothingKind } from '../../../arrangement';
import { smooth, type Line } from '../../../../src/shared/series/series';

/** At the slider's end the running mean spans this share of the points. */
const widestWindow = 0.2;
/** Points. What a wider bell costs grows with its width; three running means cost the same at any, and look like it. */
const widestExactBell = 4;

/**
 * `weight`: 0 for off, to just below 1. Squared where it is a width, so that little smoothing can be told apart as
 * well.
 */
export function smoothedBy<Smoothed extends Line>(kind: SmoothingKind, weight: number, line: Smoothed): Smoothed {
  if (weight <= 0) {
    return line;
  }
  switch (kind) {
    case 'timeWeighted':
      return smooth(line, weight);
    case 'exponential':
      return smooth(line, { kind, weight });
    case 'mean':
      return smooth(line, { kind, window: meanWindow(weight, line.y.length) });
    case 'gaussian':
      return bell(line, bellWidth(weight, line.y.length));
  }
}

/** Points, an odd number. */
export const meanWindow = (weight: number, points: number): number =>
  1 + 2 * Math.max(1, Math.round((widestWindow * weight ** 2 * points) / 2));

/** Sigma in points: the spread of the running mean of the same weight. */
export const bellWidth = (weight: number, points: number): number =>
  Math.max(0.5, (widestWindow * weight ** 2 * points) / Math.sqrt(12));

/**
 * Three means whose spread, (window² − 1) / 12 each, adds up to that of the bell: two neighbouring odd windows come
 * closer than one.
 */
function bell<Smoothed extends Line>(line: Smoothed, sigma: number): Smoothed {
  if (sigma <= widestExactBell) {
    return smooth(line, { kind: 'gaussian', sigma });
  }
  const narrow = 2 * Math.floor((Math.sqrt(4 * sigma ** 2 + 1) - 1) / 2) + 1;
  const narrows = Math.round((3 * (narrow + 2) ** 2 - 3 - 12 * sigma ** 2) / (4 * narrow + 4));
  return [0, 1, 2].reduce(
    (smoother, turn) => smooth(smoother, { kind: 'mean', window: turn < narrows ? narrow : narrow + 2 }),
    line,
  );
}
