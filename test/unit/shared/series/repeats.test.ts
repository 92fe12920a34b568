/** Bands over repeats: against a direct reading of all runs, and textbook figures. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  bandOf,
  medianConfidenceRank,
  studentQuantile,
  type Band,
  type BandOptions,
  type Line,
} from '../../../../src/shared/series/series';

type Point = readonly [x: number, y: number];
const line = (points: readonly Point[]): Line => ({
  x: Float64Array.from(points, ([x]) => x),
  y: Float64Array.from(points, ([, y]) => y),
});
const meanOf: BandOptions = { middle: 'mean', spread: 'deviation', grid: 'union', interpolate: false };
const rounded = ({ x, middle, low, high, runs }: Band): number[][] =>
  Array.from(x, (place, index) =>
    [place, middle[index]!, low[index]!, high[index]!, runs[index]!].map((each) => Math.round(each * 1e6) / 1e6),
  );

const value = fc.oneof(
  { weight: 6, arbitrary: fc.double({ noNaN: true, min: -100, max: 100 }) },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity) },
);
const runs = fc.array(
  fc
    .array(fc.tuple(fc.oneof(fc.integer({ min: 0, max: 12 }), fc.double({ noNaN: true, min: 0, max: 12 })), value), {
      maxLength: 25,
    })
    .map((points) => points.sort(([one], [other]) => one - other)),
  { maxLength: 6 },
);
const options: fc.Arbitrary<BandOptions> = fc
  .record({
    middle: fc.constantFrom('mean', 'median'),
    spread: fc.constantFrom('deviation', 'confidence', 'extremes'),
    grid: fc.constantFrom('union', 'common', 'shared'),
    interpolate: fc.boolean(),
  })
  .map((asked) => (asked.grid === 'shared' ? { ...asked, interpolate: false } : asked));

/** What a run says at a place, read from all its points; null where it has none. */
function said(points: readonly Point[], place: number, interpolate: boolean): number | null {
  const here = points.filter(([x]) => x === place);
  if (here.length > 0) {
    return here.findLast(([, y]) => Number.isFinite(y))?.[1] ?? NaN;
  }
  const before = points.findLast(([x]) => x < place);
  const after = points.find(([x]) => x > place);
  if (!interpolate || before === undefined || after === undefined) {
    return null;
  }
  const height = before[1] + ((place - before[0]) / (after[0] - before[0])) * (after[1] - before[1]);
  return Number.isFinite(height) ? height : null;
}

/** Whether a run is alone at a place that others are on their way across, although runs meet elsewhere. */
function skipped(real: readonly (readonly Point[])[], place: number, { grid }: BandOptions): boolean {
  const repeatedAt = (at: number): number => real.filter((points) => points.some(([x]) => x === at)).length;
  const passing = real.some(
    (points) =>
      points.every(([x]) => x !== place) && points.some(([x]) => x < place) && points.some(([x]) => x > place),
  );
  return grid === 'shared' && repeatedAt(place) < 2 && passing && meets(real);
}

/** Whether two runs have a say at one place anywhere. */
const meets = (real: readonly (readonly Point[])[]): boolean => {
  const places = real.flatMap((points) => [
    ...new Set(points.filter(([x]) => points.some(([other, y]) => other === x && Number.isFinite(y))).map(([x]) => x)),
  ]);
  return new Set(places).size < places.length;
};

describe('series: bandOf', () => {
  it('says what a direct reading of all runs says', () => {
    fc.assert(
      fc.property(runs, options, (all, asked) => {
        const real = all.filter((points) => points.some(([, y]) => Number.isFinite(y)));
        const expected = [...new Set(real.flatMap((points) => points.map(([x]) => x)))]
          .sort((one, other) => one - other)
          .flatMap((place) => {
            const answers = real
              .map((points) => said(points, place, asked.interpolate))
              .filter((answer) => answer !== null);
            const values = answers.filter(Number.isFinite).sort((one, other) => one - other);
            if (skipped(real, place, asked)) {
              return [];
            }
            const complete = asked.grid === 'common' ? values.length === real.length : values.length > 0;
            if (!complete) {
              return answers.some(Number.isNaN)
                ? [{ place, middle: NaN, low: NaN, high: NaN, runs: values.length }]
                : [];
            }
            const count = values.length;
            const mean = values.reduce((sum, each) => sum + each, 0) / count;
            const middle =
              asked.middle === 'mean'
                ? mean
                : (values[Math.floor((count - 1) / 2)]! + values[Math.floor(count / 2)]!) / 2;
            const deviation = Math.sqrt(values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (count - 1));
            const ranked = asked.spread === 'confidence' && asked.middle === 'median';
            const reach =
              asked.spread === 'deviation' ? deviation : studentQuantile(count - 1) * (deviation / Math.sqrt(count));
            // Of up to six runs the sign test promises 95 % for six alone, and then for the extremes.
            const [low, high] =
              asked.spread === 'extremes' || (ranked && count === 6)
                ? [values[0]!, values.at(-1)!]
                : ranked
                  ? [NaN, NaN]
                  : [middle - reach, middle + reach];
            return [{ place, middle, low, high, runs: count }];
          });
        const band = bandOf(all.map(line), asked);
        assert.deepEqual(
          [[...band.x], [...band.runs]],
          [expected.map(({ place }) => place), expected.map((point) => point.runs)],
        );
        for (const edge of ['middle', 'low', 'high'] as const) {
          expected.forEach((point, index) => {
            const found = band[edge][index]!;
            assert.ok(
              Number.isNaN(point[edge]) ? Number.isNaN(found) : Math.abs(found - point[edge]) <= 1e-9 * 1e3,
              `${edge} ${found} instead of ${point[edge]} at ${point.place}`,
            );
          });
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('says the same of runs at the very same places, some of which end early, as of runs that are walked along', () => {
    const together = fc
      .array(fc.integer({ min: 1, max: 9 }), { maxLength: 40 })
      .chain((gaps) =>
        fc
          .array(fc.array(value, { maxLength: gaps.length }), { maxLength: 50 })
          .map((all) =>
            all.map((values) =>
              values.map((each, index): Point => [gaps.slice(0, index).reduce((sum, gap) => sum + gap, 0), each]),
            ),
          ),
      );
    fc.assert(
      fc.property(together, options, (all, asked) => {
        // A point logged twice says nothing new, but its run is no column any more.
        const twice = all.map((points) => [...points.slice(0, 1), ...points]);
        assert.deepEqual(bandOf(all.map(line), asked), bandOf(twice.map(line), asked));
      }),
      { numRuns: 1000 },
    );
  });

  it('takes mean and sample deviation where runs have points, and says how many', () => {
    const band = bandOf(
      [
        line([
          [0, 1],
          [1, 2],
          [2, 3],
        ]),
        line([
          [0, 3],
          [2, 5],
        ]),
        line([
          [0, 5],
          [2, NaN],
        ]),
      ],
      meanOf,
    );
    assert.deepEqual(rounded(band), [
      [0, 3, 1, 5, 3],
      [1, 2, NaN, NaN, 1],
      [2, 4, 2.585786, 5.414214, 2],
    ]);
  });

  it('keeps to the common places when asked', () => {
    const two = [
      line([
        [0, 1],
        [1, 2],
        [4, 3],
      ]),
      line([
        [0, 3],
        [2, 5],
        [4, 7],
      ]),
    ];
    assert.deepEqual([...bandOf(two, { ...meanOf, grid: 'common' }).x], [0, 4]);
    assert.deepEqual(rounded(bandOf(two, { ...meanOf, spread: 'extremes', grid: 'common', interpolate: true })), [
      [0, 2, 1, 3, 2],
      [1, 3, 2, 4, 2],
      [2, 3.666667, 2.333333, 5, 2],
      [4, 5, 3, 7, 2],
    ]);
  });

  it('invents no point between logged steps: where one run logs what others pass by, nothing is said', () => {
    const uneven = [
      line([
        [0, 0],
        [10, 10],
        [20, 20],
      ]),
      line([
        [0, 2],
        [10, 12],
        [15, 99],
        [20, 22],
      ]),
      line([
        [0, 4],
        [15, 50],
        [20, 24],
        [30, 30],
      ]),
    ];
    const band = bandOf(uneven, { ...meanOf, grid: 'shared' });
    assert.deepEqual(
      rounded(band).map(([x, middle, , , count]) => [x, middle, count]),
      [
        [0, 2, 3],
        [10, 11, 2],
        [15, 74.5, 2],
        [20, 22, 3],
        [30, 30, 1],
      ],
    );
    const never = bandOf(
      [
        line([
          [0, 1],
          [2, 3],
        ]),
        line([
          [1, 5],
          [3, 7],
        ]),
      ],
      { ...meanOf, grid: 'shared' },
    );
    assert.deepEqual(
      [[...never.x], [...never.runs]],
      [
        [0, 1, 2, 3],
        [1, 1, 1, 1],
      ],
      'runs that never meet are all there is',
    );
  });

  it('has a middle and a spread of values as large or as small as numbers get', () => {
    for (const size of [1e308, 1e200, 1, 1e-200, 1e-310]) {
      const [one, other] = [
        bandOf([line([[0, -size]]), line([[0, size]])], meanOf),
        bandOf([line([[0, size]]), line([[0, size]])], { ...meanOf, spread: 'confidence' }),
      ];
      assert.ok(Math.abs(one.middle[0]!) <= size * 1e-9, `${size}: ${one.middle[0]!}`);
      assert.ok(
        Math.abs(one.high[0]! / size - Math.SQRT2) < 1e-3 && Math.abs(one.low[0]! / size + Math.SQRT2) < 1e-3,
        `${size}: ${one.low[0]!} to ${one.high[0]!}`,
      );
      assert.deepEqual([other.low[0], other.middle[0], other.high[0]], [size, size, size]);
    }
  });

  it('invents nothing before, after or across a break', () => {
    const band = bandOf(
      [
        line([
          [1, 1],
          [2, NaN],
          [4, 1],
        ]),
        line([
          [0, 5],
          [1.5, 5],
          [3, 5],
          [6, 5],
        ]),
      ],
      { ...meanOf, interpolate: true },
    );
    assert.deepEqual(
      [...band.x].map((x, index) => [x, band.runs[index]]),
      [
        [0, 1],
        [1, 2],
        [1.5, 1],
        [2, 1],
        [3, 1],
        [4, 2],
        [6, 1],
      ],
    );
  });

  it('is broken where somebody logged a point and nobody a number', () => {
    const band = bandOf(
      [
        line([
          [0, 1],
          [1, NaN],
          [2, 1],
        ]),
        line([
          [0, 3],
          [1, Infinity],
          [2, 3],
        ]),
      ],
      meanOf,
    );
    assert.deepEqual(
      [[...band.middle], [...band.runs]],
      [
        [2, NaN, 2],
        [2, 0, 2],
      ],
    );
  });

  it('takes the last value of a place logged more than once, and puts wandering lines in order', () => {
    assert.deepEqual(
      [
        ...bandOf(
          [
            line([
              [0, 1],
              [0, 2],
              [0, NaN],
            ]),
          ],
          meanOf,
        ).middle,
      ],
      [2],
    );
    const wandering: Line = {
      ...line([
        [2, 7],
        [0, 5],
        [1, 6],
        [0, 4],
      ]),
      xIsUnsorted: true,
    };
    const band = bandOf([wandering], meanOf);
    assert.deepEqual(
      [[...band.x], [...band.middle]],
      [
        [0, 1, 2],
        [4, 6, 7],
      ],
    );
    assert.deepEqual([...bandOf([], meanOf).x, ...bandOf([line([[0, NaN]])], meanOf).x], []);
  });

  it("knows Student's t", () => {
    const textbook: [number, number][] = [
      [1, 12.7062],
      [2, 4.3027],
      [5, 2.5706],
      [10, 2.2281],
      [11, 2.201],
      [12, 2.1788],
      [15, 2.1314],
      [20, 2.086],
      [30, 2.0423],
      [49, 2.0096],
      [100, 1.984],
      [1e6, 1.96],
    ];
    for (const [freedom, quantile] of textbook) {
      assert.equal(Math.round(studentQuantile(freedom) * 1e4) / 1e4, quantile, `t of ${freedom}`);
    }
    assert.ok(Number.isNaN(studentQuantile(0)));
    const [low, high] = [
      bandOf(
        [0, 2, 4].map((y) => line([[0, y]])),
        { ...meanOf, spread: 'confidence' },
      ),
    ].flatMap((band) => [band.low[0]!, band.high[0]!]);
    assert.ok(
      Math.abs(low! - (2 - (4.302653 * 2) / Math.sqrt(3))) < 1e-6 &&
        Math.abs(high! - (2 + (4.302653 * 2) / Math.sqrt(3))) < 1e-6,
    );
  });

  it("knows the sign test's ranks", () => {
    // Conover, Practical Nonparametric Statistics: for 10 values the second from either end, for 20 the sixth, for 50
    // the eighteenth.
    assert.deepEqual([1, 5, 6, 8, 9, 10, 20, 50].map(medianConfidenceRank), [0, 0, 1, 1, 2, 2, 6, 18]);
    const band = bandOf(
      Array.from({ length: 10 }, (_, y) => line([[0, y]])),
      { ...meanOf, middle: 'median', spread: 'confidence' },
    );
    assert.deepEqual(rounded(band), [[0, 4.5, 1, 8, 10]]);
  });
});
