/**
 * How the lab thins a series that is not asked for in full: as Comet does, to about 500 points, always the same ones.
 * Plain and blind on purpose: points evenly apart in order, first and last included. A single-step spike may fall
 * through, as it does on the real service; who wants extremes asks for everything.
 */

export const sampleSize = 500;

/** Indices of the points to send, ascending. All of them when there are no more than the sample's size. */
export function sampleIndices(length: number, size: number = sampleSize): number[] {
  const count = Math.min(length, size);
  if (count === length) {
    return Array.from({ length }, (_, index) => index);
  }
  return Array.from({ length: count }, (_, index) => Math.round((index * (length - 1)) / (count - 1)));
}
