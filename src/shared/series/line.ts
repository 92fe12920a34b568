/**
 * What a line is, on which scale it lies, and how a place on it is found. Knows nothing of where its numbers came from.
 */

/** Points in drawing order; `x` is finite; where `y` is not finite the line is broken. One length. */
export interface Line {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /**
   * True when `x` goes back and forth (one metric over another); otherwise it never falls and is searched by halves.
   */
  readonly xIsUnsorted?: boolean;
}

export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Values to positions along an axis, rising, and back. A value without a position gives none that is finite. */
export interface Scale {
  forward(value: number): number;
  inverse(position: number): number;
}

export const linear: Scale = { forward: (value) => value, inverse: (position) => position };

/** Beyond the largest number is the largest number: a range may reach there, and must not become infinite. */
const held = (value: number): number => Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, value));

/**
 * As linear, for values so large that the distance between two of them, or so small that a pixel's share of it, is no
 * number: a power of two times as large, which changes no digit.
 */
export function magnified(exponent: number): Scale {
  // In halves: 2 ** 1074 itself is no number.
  const half = 2 ** Math.trunc(exponent / 2),
    other = 2 ** (exponent - Math.trunc(exponent / 2));
  return { forward: (value) => value * half * other, inverse: (position) => held(position / half / other) };
}

/** Zero and less have no position. */
export const logarithmic: Scale = {
  forward: (value) => Math.log10(value),
  inverse: (position) => Math.max(Number.MIN_VALUE, held(10 ** position)),
};

/** Logarithmic on both sides of zero and almost linear within `threshold` of it (above 0), without a seam between. */
export const symmetricLog = (threshold: number): Scale => ({
  forward: (value) => Math.sign(value) * Math.log1p(Math.abs(value) / threshold),
  inverse: (position) => held(Math.sign(position) * Math.expm1(Math.abs(position)) * threshold),
});

/**
 * The index of the point closest to `place`, as seen on the scale; -1 on an empty line. Of equally close ones the
 * earliest.
 */
export function nearest({ x, xIsUnsorted = false }: Line, place: number, scale: Scale = linear): number {
  if (x.length === 0) {
    return -1;
  }
  const here = scale.forward(place);
  const distance = (index: number): number => {
    const far = Math.abs(scale.forward(at(x, index)) - here);
    return Number.isNaN(far) ? Infinity : far;
  };
  if (xIsUnsorted) {
    let found = 0;
    for (let index = 1; index < x.length; index += 1) {
      if (distance(index) < distance(found)) {
        found = index;
      }
    }
    return found;
  }
  const after = firstFrom(x, place);
  if (after === 0) {
    return 0;
  }
  const closest = after < x.length && distance(after) < distance(after - 1) ? after : after - 1;
  return firstFrom(x, at(x, closest));
}

/** The first index whose x is `place` or more, on a line in order. */
export const firstFrom = (x: Float64Array, place: number): number =>
  at(x, 0) >= place ? 0 : bisect(x, (value) => value >= place);
/** The first index whose x is more than `place`, on a line in order. */
export const firstAfter = (x: Float64Array, place: number): number =>
  at(x, x.length - 1) <= place ? x.length : bisect(x, (value) => value > place);

/** The first index whose x holds, where all after one that holds do too. */
export function bisect(x: Float64Array, holds: (value: number) => boolean): number {
  let low = 0,
    high = x.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(at(x, middle))) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

/** Within the array's length by construction; the compiler cannot know. */
export const at = (column: Float64Array | Uint32Array, index: number): number => column[index] ?? NaN;
