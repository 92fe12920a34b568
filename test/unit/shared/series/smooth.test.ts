/** Smoothing: against direct formulas, and by the promises every way of it makes. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { smooth, type Line, type Smoothing } from '../../../../src/shared/series/series';

const line = (points: readonly (readonly [number, number])[]): Line => ({
  x: Float64Array.from(points, ([x]) => x),
  y: Float64Array.from(points, ([, y]) => y),
});
const even = (values: readonly number[]): Line => line(values.map((value, index) => [index, value]));

const value = fc.oneof(
  { weight: 8, arbitrary: fc.double({ noNaN: true, min: -1e6, max: 1e6 }) },
  { weight: 1, arbitrary: fc.constantFrom(1e30, -1e300, 0) },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity) },
);
const lines = fc
  .array(fc.tuple(fc.double({ noNaN: true, min: -1000, max: 1000 }), value), { maxLength: 200 })
  .map((points) => line(points.sort(([one], [other]) => one - other)));
const smoothings: fc.Arbitrary<Smoothing> = fc.oneof(
  fc.record({ kind: fc.constant('exponential' as const), weight: fc.double({ noNaN: true, min: 0, max: 1 }) }),
  fc.record({ kind: fc.constant('timeWeighted' as const), halfLife: fc.double({ noNaN: true, min: 0, max: 5000 }) }),
  fc.record({ kind: fc.constant('mean' as const), window: fc.integer({ min: 1, max: 500 }) }),
  fc.record({ kind: fc.constant('gaussian' as const), sigma: fc.double({ noNaN: true, min: 0, max: 60 }) }),
);

/** Sums of numbers of any size without loss worth mention. */
function weightedMean(values: readonly number[], weights: readonly number[]): number {
  const order = values.map((_, index) => index).sort((one, other) => Math.abs(values[one]!) - Math.abs(values[other]!));
  return (
    order.reduce((sum, index) => sum + values[index]! * weights[index]!, 0) /
    weights.reduce((sum, weight) => sum + weight, 0)
  );
}

/** Equal but for rounding relative to the largest number that has a say. */
function assertClose(actual: Float64Array, expected: readonly number[], sizes: readonly number[]): void {
  assert.equal(actual.length, expected.length);
  expected.forEach((wanted, index) => {
    const found = actual[index]!;
    if (!Number.isFinite(wanted)) {
      assert.ok(Object.is(found, wanted), `${found} instead of ${wanted} at ${index}`);
    } else {
      assert.ok(
        Math.abs(found - wanted) <= 1e-11 * Math.max(1e-200, sizes[index]!),
        `${found} instead of ${wanted} at ${index}`,
      );
    }
  });
}

/** Each point as the mean of those that `weightOf` gives a weight, computed one by one. */
function directly(
  { x, y }: Line,
  weightOf: (other: number, own: number) => number,
): { means: number[]; sizes: number[] } {
  const sizes: number[] = [];
  const means = Array.from(y, (own, index) => {
    const having = Array.from(y.keys()).filter((other) => Number.isFinite(y[other]!) && weightOf(other, index) > 0);
    sizes.push(Math.max(0, ...having.map((other) => Math.abs(y[other]!))));
    return Number.isFinite(own)
      ? weightedMean(
          having.map((other) => y[other]!),
          having.map((other) => weightOf(other, index)),
        )
      : own;
  });
  assert.equal(means.length, x.length);
  return { means, sizes };
}

const unbroken = (y: Float64Array, one: number, other: number): boolean =>
  y.subarray(Math.min(one, other), Math.max(one, other) + 1).every(Number.isFinite);

describe('series: smooth', () => {
  it('keeps places, breaks and bounds, whichever way', () => {
    fc.assert(
      fc.property(lines, fc.oneof(smoothings, fc.double({ noNaN: true, min: 0, max: 1 })), (whole, by) => {
        const smoothed = smooth(whole, by);
        assert.equal(smoothed.x, whole.x);
        const finite = whole.y.filter(Number.isFinite);
        const lowest = Math.min(...finite),
          highest = Math.max(...finite);
        const slack = Math.max(1e-300, 1e-12 * Math.max(Math.abs(lowest), Math.abs(highest)));
        whole.y.forEach((raw, index) => {
          const mean = smoothed.y[index]!;
          if (!Number.isFinite(raw)) {
            assert.ok(Object.is(mean, raw));
          } else {
            assert.ok(mean >= lowest - slack && mean <= highest + slack, `${mean} outside ${lowest} to ${highest}`);
          }
        });
      }),
      { numRuns: 1000 },
    );
  });

  it('leaves alone a line that never changes', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, min: -1e300, max: 1e300 }),
        fc.integer({ min: 1, max: 100 }),
        smoothings,
        (height, count, by) => {
          const smoothed = smooth(even(Array.from({ length: count }, () => height)), by);
          smoothed.y.forEach((mean) =>
            assert.ok(Math.abs(mean - height) <= Math.max(1e-300, 1e-14 * Math.abs(height))),
          );
        },
      ),
    );
  });

  it('is the line itself where nothing is to be done', () => {
    const whole = even([1, 2]);
    const ways: (Smoothing | number)[] = [
      0,
      { kind: 'exponential', weight: 0 },
      { kind: 'timeWeighted', halfLife: 0 },
      { kind: 'mean', window: 1 },
      { kind: 'gaussian', sigma: 0 },
    ];
    for (const by of ways) {
      assert.equal(smooth(whole, by), whole);
    }
  });

  it("agrees with TensorBoard's exponential mean and its correction of the start", () => {
    fc.assert(
      fc.property(
        fc.array(value, { maxLength: 200 }),
        fc.double({ noNaN: true, min: 0.01, max: 0.999 }),
        (values, weight) => {
          // As written in TensorBoard: an average that starts at zero, divided by 1 - weight^n.
          let last = 0,
            seen = 0,
            size = 0;
          const sizes: number[] = [];
          const expected = values.map((next) => {
            if (Number.isFinite(next)) {
              size = Math.max(size, Math.abs(next));
            }
            sizes.push(size);
            if (!Number.isFinite(next)) {
              return next;
            }
            last = last * weight + (1 - weight) * next;
            seen += 1;
            return last / (1 - weight ** seen);
          });
          assertClose(smooth(even(values), { kind: 'exponential', weight }).y, expected, sizes);
        },
      ),
      { numRuns: 500 },
    );
    assert.deepEqual(
      [...smooth(even([1, 2, NaN, 4]), { kind: 'exponential', weight: 0.5 }).y].map((mean) => mean.toFixed(6)),
      ['1.000000', '1.666667', 'NaN', '3.000000'],
    );
  });

  it('halves the say of a point with every half-life it lies back', () => {
    const halfLives = fc.double({ noNaN: true, min: 5, max: 5000 });
    fc.assert(
      fc.property(lines, halfLives, (whole, halfLife) => {
        const { means, sizes } = directly(whole, (other, own) =>
          other <= own ? 0.5 ** ((whole.x[own]! - whole.x[other]!) / halfLife) : 0,
        );
        assertClose(smooth(whole, { kind: 'timeWeighted', halfLife }).y, means, sizes);
      }),
      { numRuns: 300 },
    );
    const [, far] = smooth(
      line([
        [0, 0],
        [20, 1],
      ]),
      { kind: 'timeWeighted', halfLife: 10 },
    ).y;
    assert.ok(Math.abs(far! - 0.8) < 1e-15);
  });

  it('takes the mean of the points around, of one unbroken stretch', () => {
    fc.assert(
      fc.property(lines, fc.integer({ min: 2, max: 60 }), (whole, window) => {
        const reach = Math.floor(window / 2);
        const { means, sizes } = directly(whole, (other, own) =>
          Math.abs(other - own) <= reach && unbroken(whole.y, own, other) ? 1 : 0,
        );
        assertClose(smooth(whole, { kind: 'mean', window }).y, means, sizes);
      }),
      { numRuns: 300 },
    );
    assert.deepEqual(
      [...smooth(even([3, 6, 9, NaN, 100, 200]), { kind: 'mean', window: 3 }).y].map(
        (mean) => Math.round(mean * 1e9) / 1e9,
      ),
      [4.5, 6, 7.5, NaN, 150, 150],
    );
  });

  it('forgets a spike beyond its window to the last digit', () => {
    const calm = Array.from({ length: 300 }, (_, index) => (index === 10 ? 1e30 : 0.1));
    for (const by of [
      { kind: 'mean', window: 7 },
      { kind: 'gaussian', sigma: 2 },
    ] as const) {
      smooth(even(calm), by).y.forEach((mean, index) =>
        assert.ok(Math.abs(index - 10) <= 6 || Math.abs(mean - 0.1) < 1e-15, `${mean} at ${index}`),
      );
    }
  });

  it('weighs the points around by a bell of one unbroken stretch', () => {
    fc.assert(
      fc.property(lines, fc.double({ noNaN: true, min: 0.3, max: 40 }), (whole, sigma) => {
        const reach = Math.ceil(3 * sigma);
        const { means, sizes } = directly(whole, (other, own) =>
          Math.abs(other - own) <= reach && unbroken(whole.y, own, other)
            ? Math.exp(-((other - own) ** 2) / (2 * sigma ** 2))
            : 0,
        );
        assertClose(smooth(whole, { kind: 'gaussian', sigma }).y, means, sizes);
      }),
      { numRuns: 300 },
    );
  });

  it("looks the same at a slider's weight for few and for many points", () => {
    const curve = (count: number): Line =>
      line(Array.from({ length: count }, (_, index) => [index / (count - 1), index < count / 2 ? 0 : 1]));
    const [few, many] = [curve(1001), curve(100_001)].map((whole) => smooth(whole, 0.9).y);
    assert.ok(Math.abs(few![510]! - many![51_000]!) < 0.03);
    assert.ok(few![510]! > 0.2 && few![510]! < 0.9);
    assert.deepEqual(
      [
        ...smooth(
          line([
            [1, 3],
            [1, 6],
            [1, 9],
          ]),
          0.9,
        ).y,
      ],
      [3, 4.5, 6],
    );
  });
});
