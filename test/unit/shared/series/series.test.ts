/** Alignment, finding, measuring and grouping, by property wherever there is one. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { MetricSeries } from '../../../../src/shared/experiment';
import {
  align,
  alignOnMetric,
  clippedExtent,
  factsOf,
  groupMetrics,
  groupOf,
  hasGrownFrom,
  horizontalExtent,
  linear,
  logarithmic,
  nearest,
  symmetricLog,
  verticalExtent,
  type Line,
} from '../../../../src/shared/series/series';

const series = (
  values: number[],
  columns: { steps?: number[]; epochs?: number[]; times?: number[] } = {},
): MetricSeries => ({
  experimentKey: 'e',
  name: 'm',
  values: Float64Array.from(values),
  sampled: false,
  steps: columns.steps === undefined ? null : Float64Array.from(columns.steps),
  epochs: columns.epochs === undefined ? null : Float64Array.from(columns.epochs),
  times: columns.times === undefined ? null : Float64Array.from(columns.times),
});
const line = (points: readonly (readonly [number, number])[]): Line => ({
  x: Float64Array.from(points, ([x]) => x),
  y: Float64Array.from(points, ([, y]) => y),
});
const pointsOf = ({ x, y }: Line): [number, number][] => Array.from(x, (place, index) => [place, y[index]!]);

const value = fc.oneof(
  { weight: 8, arbitrary: fc.double({ noNaN: true, min: -1e6, max: 1e6 }) },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity) },
);
const place = fc.double({ noNaN: true, min: -1000, max: 1000 });
const lines = fc
  .array(fc.tuple(place, value), { maxLength: 400 })
  .map((points) => line(points.sort(([one], [other]) => one - other)));

describe('series', () => {
  describe('align', () => {
    it('sorts by the axis and keeps the order of equal places', () => {
      const aligned = align(series([10, 11, 12, 13, 14], { steps: [3, 1, 2, 1, 3] }), 'step');
      assert.deepEqual(pointsOf(aligned), [
        [1, 11],
        [1, 13],
        [2, 12],
        [3, 10],
        [3, 14],
      ]);
      assert.deepEqual([...aligned.origin], [1, 3, 2, 0, 4]);
      assert.equal(aligned.axis, 'step');
    });

    it('leaves out and counts what has no place', () => {
      const aligned = align(series([1, 2, 3], { steps: [0, NaN, 2] }), 'step');
      assert.deepEqual(pointsOf(aligned), [
        [0, 1],
        [2, 3],
      ]);
      assert.equal(aligned.withoutX, 1);
    });

    it('counts what was logged twice at a place, and what was logged after something further right', () => {
      const resumed = align(series([0, 1, 2, 3, 4, 5, 6], { steps: [0, 1, 2, 3, 2, 3, 4] }), 'step');
      assert.deepEqual(pointsOf(resumed), [
        [0, 0],
        [1, 1],
        [2, 2],
        [2, 4],
        [3, 3],
        [3, 5],
        [4, 6],
      ]);
      assert.deepEqual([resumed.repeated, resumed.unsorted, resumed.withoutX], [2, 1, 0]);
    });

    it('falls back on the order of logging where the axis was never logged', () => {
      const aligned = align(series([5, NaN, 7]), 'epoch');
      assert.deepEqual(pointsOf(aligned), [
        [0, 5],
        [1, NaN],
        [2, 7],
      ]);
      assert.equal(aligned.axis, 'index');
    });

    it('counts relative time from the start of the run, or from the first point', () => {
      const timed = series([1, 2], { times: [5000, 7000] });
      assert.deepEqual([...align(timed, 'relative', 4000).x], [1000, 3000]);
      assert.deepEqual([...align(timed, 'relative').x], [0, 2000]);
      assert.deepEqual([...align(timed, 'wall', 4000).x], [5000, 7000]);
    });

    it('never falls, and loses no placed point', () => {
      const rows = fc.array(fc.record({ value, step: fc.oneof(fc.integer({ min: -50, max: 50 }), fc.constant(NaN)) }));
      fc.assert(
        fc.property(rows, (logged) => {
          const aligned = align(
            series(
              logged.map((row) => row.value),
              { steps: logged.map((row) => row.step) },
            ),
            'step',
          );
          for (let index = 1; index < aligned.x.length; index += 1) {
            assert.ok(aligned.x[index]! >= aligned.x[index - 1]!);
            if (aligned.x[index] === aligned.x[index - 1]) {
              assert.ok(aligned.origin[index]! > aligned.origin[index - 1]!);
            }
          }
          assert.equal(aligned.x.length + aligned.withoutX, logged.length);
          const steps = logged.map(({ step }) => step).filter(Number.isFinite);
          assert.equal(aligned.repeated, steps.length - new Set(steps).size);
          assert.equal(
            aligned.unsorted,
            steps.filter((step, index) => steps.slice(0, index).some((earlier) => earlier > step)).length,
          );
          assert.deepEqual(
            pointsOf(aligned),
            Array.from(aligned.origin, (origin) => [logged[origin]!.step, logged[origin]!.value]),
          );
        }),
      );
    });
  });

  describe('alignOnMetric', () => {
    it('meets at steps: occurrence by occurrence, the last standing in for those that are missing, and for later steps without one', () => {
      const loss = series([10, 11, 12, 13, 14, 15], { steps: [1, 2, 2, 2, 3, NaN] });
      const samples = series([100, 200, 201, 400], { steps: [1, 2, 2, 4] });
      const joined = alignOnMetric(loss, samples);
      assert.deepEqual(pointsOf(joined), [
        [100, 10],
        [200, 11],
        [201, 12],
        [201, 13],
        [201, 14],
      ]);
      assert.deepEqual([...joined.origin], [0, 1, 2, 3, 4]);
      assert.deepEqual(
        [joined.axis, joined.joinedBy, joined.withoutX, joined.repeated, joined.unsorted, joined.xIsUnsorted],
        ['metric', 'step', 1, 2, 0, false],
      );
    });

    it('joins a metric of every batch with one of every epoch', () => {
      const joined = alignOnMetric(
        series([9, 8, 7, 6], { steps: [10, 20, 30, 40] }),
        series([0.5, 0.7], { steps: [15, 35] }),
      );
      assert.deepEqual(pointsOf(joined), [
        [0.5, 8],
        [0.5, 7],
        [0.7, 6],
      ]);
      assert.equal(joined.withoutX, 1, 'before the other metric was logged');
    });

    it('wanders where the other metric falls, and leaves out what meets no number', () => {
      const joined = alignOnMetric(
        series([1, 2, 3, 4], { steps: [0, 1, 2, 3] }),
        series([5, 7, NaN, 6], { steps: [0, 1, 2, 3] }),
      );
      assert.deepEqual(pointsOf(joined), [
        [5, 1],
        [7, 2],
        [6, 4],
      ]);
      assert.deepEqual([joined.xIsUnsorted, joined.unsorted, joined.withoutX], [true, 1, 1]);
    });

    it('takes what was last logged by then where there are no steps, and the first with the first where there is no time', () => {
      const timed = alignOnMetric(
        series([1, 2, 3], { times: [10, 20, 30] }),
        series([7, 8, 9], { times: [15, 30, 31], steps: [0, 1, 2] }),
      );
      assert.deepEqual(pointsOf(timed), [
        [7, 2],
        [8, 3],
      ]);
      assert.deepEqual([timed.joinedBy, timed.withoutX, ...timed.origin], ['time', 1, 1, 2]);
      const bare = alignOnMetric(series([1, 2, 3]), series([4, 5]));
      assert.deepEqual(
        [pointsOf(bare), bare.joinedBy, bare.withoutX],
        [
          [
            [4, 1],
            [5, 2],
          ],
          'order',
          1,
        ],
      );
    });

    it('gives each point the other value that a search through all would find', () => {
      const rows = fc.array(fc.record({ value, step: fc.oneof(fc.integer({ min: 0, max: 12 }), fc.constant(NaN)) }), {
        maxLength: 40,
      });
      const of = (logged: { value: number; step: number }[]): MetricSeries =>
        series(
          logged.map((row) => row.value),
          { steps: logged.map(({ step }) => step) },
        );
      fc.assert(
        fc.property(rows, rows, (mine, theirs) => {
          const joined = alignOnMetric(of(mine), of(theirs));
          const expected = mine
            .map(({ value, step }, index) => {
              const occurrence = mine.slice(0, index).filter((other) => other.step === step).length;
              const others = theirs.filter((other) => other.step === step);
              const earlier = theirs.filter((other) => other.step < step).sort((one, other) => one.step - other.step);
              return {
                index,
                step,
                y: value,
                x: Number.isNaN(step) ? NaN : ((others[occurrence] ?? others.at(-1) ?? earlier.at(-1))?.value ?? NaN),
              };
            })
            .filter(({ x }) => Number.isFinite(x))
            .sort((one, other) => one.step - other.step || one.index - other.index);
          assert.deepEqual(
            pointsOf(joined),
            expected.map(({ x, y }) => [x, y]),
          );
          assert.deepEqual(
            [...joined.origin],
            expected.map(({ index }) => index),
          );
          assert.equal(joined.withoutX, mine.length - expected.length);
          assert.equal(
            joined.xIsUnsorted,
            expected.some(({ x }, index) => index > 0 && x < expected[index - 1]!.x),
          );
        }),
        { numRuns: 500 },
      );
    });
  });

  it('finds the nearest point', () => {
    const three = line([
      [0, 0],
      [10, 1],
      [10, 2],
      [20, 3],
    ]);
    assert.deepEqual(
      [-5, 4, 5, 6, 14, 16, 99].map((x) => nearest(three, x)),
      [0, 0, 0, 1, 1, 3, 3],
    );
    assert.equal(nearest(line([]), 3), -1);
    fc.assert(
      fc.property(lines, place, (whole, x) => {
        const found = nearest(whole, x);
        if (whole.x.length === 0) {
          return;
        }
        const distance = Math.abs(whole.x[found]! - x);
        assert.ok(whole.x.every((candidate) => Math.abs(candidate - x) >= distance));
      }),
    );
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 30 })), fc.integer({ min: -5, max: 35 }), (places, x) => {
        const whole = line(places.sort((one, other) => one - other).map((each) => [each, 0]));
        const distance = Math.min(...places.map((each) => Math.abs(each - x)));
        const earliest = places.findIndex((each) => Math.abs(each - x) === distance);
        assert.deepEqual([nearest(whole, x), nearest({ ...whole, xIsUnsorted: true }, x)], [earliest, earliest]);
      }),
    );
  });

  it('finds the nearest point as the scale shows it', () => {
    const decades = line([
      [1, 0],
      [100, 1],
    ]);
    assert.equal(nearest(decades, 20), 0);
    assert.equal(nearest(decades, 20, logarithmic), 1);
    assert.equal(
      nearest(
        line([
          [-5, 0],
          [0, 1],
          [100, 2],
        ]),
        1e-9,
        logarithmic,
      ),
      2,
    );
  });

  it('lays values on scales and back', () => {
    fc.assert(
      fc.property(place, place, fc.double({ noNaN: true, min: 1e-3, max: 1e3 }), (one, other, threshold) => {
        const scale = symmetricLog(threshold);
        assert.ok(Math.abs(scale.inverse(scale.forward(one)) - one) <= 1e-9 * Math.max(1, Math.abs(one)));
        if (one < other) {
          assert.ok(scale.forward(one) <= scale.forward(other));
        }
        assert.equal(scale.forward(-one), -scale.forward(one));
        assert.equal(linear.inverse(linear.forward(one)), one);
      }),
    );
    assert.deepEqual([logarithmic.forward(1000), logarithmic.inverse(-2), symmetricLog(2).forward(0)], [3, 0.01, 0]);
    assert.ok(!Number.isFinite(logarithmic.forward(0)) && !Number.isFinite(logarithmic.forward(-1)));
  });

  it('measures extents', () => {
    const whole = line([
      [0, 5],
      [1, NaN],
      [2, -3],
      [3, Infinity],
      [4, 8],
    ]);
    assert.deepEqual(horizontalExtent([whole, line([[-1, 0]]), line([])]), { from: -1, to: 4 });
    assert.equal(horizontalExtent([line([])]), null);
    assert.deepEqual(verticalExtent(whole, { from: 0, to: 3 }, false), { from: -3, to: 5 });
    assert.deepEqual(verticalExtent(whole, { from: 0, to: 4 }, true), { from: 5, to: 8 });
    assert.equal(verticalExtent(whole, { from: 1, to: 1 }, false), null);
    assert.deepEqual(
      horizontalExtent(
        [
          line([
            [-1, 0],
            [0, 0],
            [3, 0],
            [9, 0],
          ]),
        ],
        logarithmic,
      ),
      { from: 3, to: 9 },
    );
    assert.deepEqual(
      horizontalExtent(
        [
          {
            ...line([
              [4, 0],
              [-2, 0],
              [9, 0],
              [3, 0],
            ]),
            xIsUnsorted: true,
          },
        ],
        logarithmic,
      ),
      { from: 3, to: 9 },
    );
  });

  it('sees the line that crosses a range without a point in it', () => {
    const steep = line([
      [0, 0],
      [10, 100],
      [20, NaN],
      [30, 5],
    ]);
    assert.deepEqual(verticalExtent(steep, { from: 2, to: 4 }, false), { from: 20, to: 40 });
    assert.deepEqual(verticalExtent(steep, { from: 4, to: 15 }, false), { from: 40, to: 100 });
    assert.equal(verticalExtent(steep, { from: 12, to: 28 }, false), null);
    const decades = verticalExtent(
      line([
        [1, 1],
        [100, 10_000],
      ]),
      { from: 10, to: 10 },
      true,
      logarithmic,
    )!;
    assert.ok(Math.abs(decades.from - 100) < 1e-9 && decades.from === decades.to);
  });

  it('knows the heights of any stretch of a long line, as looking at each of its points would tell', () => {
    const long = fc
      .tuple(fc.array(value, { minLength: 1, maxLength: 20 }), fc.integer({ min: 1, max: 700 }))
      .map(([values, length]) =>
        line(Array.from({ length }, (_, index) => [index, values[(index * index) % values.length]! + Math.sin(index)])),
      );
    const end = fc.integer({ min: -3, max: 710 });
    fc.assert(
      fc.property(long, end, end, fc.boolean(), (whole, one, other, positiveOnly) => {
        const range = { from: Math.min(one, other), to: Math.max(one, other) };
        const seen = pointsOf(whole)
          .filter(([x, y]) => x >= range.from && x <= range.to && Number.isFinite(y) && (!positiveOnly || y > 0))
          .map(([, y]) => y);
        const expected = seen.length === 0 ? null : { from: Math.min(...seen), to: Math.max(...seen) };
        assert.deepEqual(verticalExtent(whole, range, positiveOnly), expected);
        assert.deepEqual(verticalExtent(whole, range, positiveOnly), expected, 'the second time');
        const values = [...whole.y],
          finite = values.filter(Number.isFinite);
        assert.deepEqual(
          { ...factsOf(whole.y), blocks: null, positiveBlocks: null },
          {
            notNumbers: values.filter(Number.isNaN).length,
            infinite: values.filter((each) => Math.abs(each) === Infinity).length,
            notPositive: finite.filter((each) => each <= 0).length,
            lowest: Math.min(...finite),
            highest: Math.max(...finite),
            blocks: null,
            positiveBlocks: null,
          },
        );
      }),
      { numRuns: 500 },
    );
  });

  it('knows of a line that grew what looking at all of it would tell', () => {
    const column = fc.array(
      fc.oneof(
        { weight: 20, arbitrary: fc.double({ min: -3, max: 9, noNaN: true }) },
        { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity) },
      ),
      { maxLength: 300 },
    );
    const lineOf = (values: readonly number[]): Line => ({
      x: Float64Array.from(values.keys()),
      y: Float64Array.from(values),
    });
    fc.assert(
      fc.property(
        column,
        fc.nat(300),
        fc.nat(300),
        fc.nat(300),
        fc.boolean(),
        (values, length, one, other, positiveOnly) => {
          const earlier = lineOf(values.slice(0, length)),
            now = lineOf(values),
            anew = lineOf(values);
          factsOf(earlier.y);
          assert.ok(hasGrownFrom(now, earlier));
          assert.deepEqual(factsOf(now.y), factsOf(anew.y));
          const range = { from: Math.min(one, other), to: Math.max(one, other) };
          assert.deepEqual(verticalExtent(now, range, positiveOnly), verticalExtent(anew, range, positiveOnly));
        },
      ),
      { numRuns: 500 },
    );
    const [whole, changed] = [lineOf([1, NaN, 3]), lineOf([1, NaN, 4])];
    assert.ok(
      hasGrownFrom(whole, lineOf([1, NaN])) &&
        hasGrownFrom(whole, lineOf([1, NaN, 3])) &&
        hasGrownFrom(whole, lineOf([])),
    );
    assert.ok(
      !hasGrownFrom(changed, whole) &&
        !hasGrownFrom(lineOf([1]), whole) &&
        !hasGrownFrom({ ...whole, xIsUnsorted: true }, lineOf([1])),
    );
  });

  it('leaves outliers outside', () => {
    const hundred = line(Array.from({ length: 101 }, (_, index) => [index, (index * 37) % 101]));
    assert.deepEqual(clippedExtent([hundred], { from: 0, to: 100 }, 0.05, false), { from: 5, to: 95, outside: 10 });
    assert.deepEqual(
      clippedExtent(
        [
          line([
            [0, 1],
            [1, 2],
          ]),
        ],
        { from: 0, to: 1 },
        0.25,
        false,
      ),
      { from: 1.25, to: 1.75, outside: 2 },
    );
    assert.equal(
      clippedExtent(
        [
          line([
            [0, NaN],
            [1, -1],
          ]),
        ],
        { from: 0, to: 1 },
        0.05,
        true,
      ),
      null,
    );
    fc.assert(
      fc.property(
        fc.array(lines, { maxLength: 3 }),
        fc.tuple(place, place),
        fc.double({ noNaN: true, min: 0, max: 0.49 }),
        fc.boolean(),
        (several, [one, other], portion, positiveOnly) => {
          const range = { from: Math.min(one, other), to: Math.max(one, other) };
          const seen = several
            .flatMap(pointsOf)
            .filter(([x, y]) => x >= range.from && x <= range.to && Number.isFinite(y) && (!positiveOnly || y > 0))
            .map(([, y]) => y)
            .sort((low, high) => low - high);
          const clipped = clippedExtent(several, range, portion, positiveOnly);
          if (seen.length === 0) {
            assert.equal(clipped, null);
            return;
          }
          const quantile = (rank: number): number =>
            seen[Math.floor(rank)]! * (1 - (rank % 1)) + (seen[Math.ceil(rank)] ?? 0) * (rank % 1);
          const [from, to] = [quantile(portion * (seen.length - 1)), quantile((1 - portion) * (seen.length - 1))];
          assert.deepEqual(clipped, { from, to, outside: seen.filter((y) => y < from || y > to).length });
        },
      ),
      { numRuns: 500 },
    );
  });

  it('groups metrics by prefix, machine subject and context, in natural order', () => {
    assert.equal(groupOf({ name: 'train/loss', context: null }), 'train');
    assert.equal(groupOf({ name: 'validate_epoch/loss/x', context: 'validate' }), 'validate_epoch');
    assert.equal(groupOf({ name: '/odd', context: null }), '');
    assert.equal(groupOf({ name: 'sys.gpu.0.utilization', context: null }), 'sys.gpu');
    assert.equal(groupOf({ name: 'train_sys.cpu.percent.01', context: 'train' }), 'sys.cpu');
    assert.equal(groupOf({ name: 'train_loss', context: 'train' }), 'train');
    assert.equal(groupOf({ name: 'loss', context: null }), '');

    const metric = (name: string, context: string | null = null) => ({
      name,
      context,
      ofMachine: false,
      current: null,
      minimum: null,
      maximum: null,
    });
    assert.deepEqual(
      groupMetrics(['b/layer10', 'b/layer2', 'loss', 'a/x', 'Accuracy'].map((name) => metric(name))).map((group) => [
        group.name,
        ...group.metrics.map(({ name }) => name),
      ]),
      [
        ['', 'Accuracy', 'loss'],
        ['a', 'a/x'],
        ['b', 'b/layer2', 'b/layer10'],
      ],
    );
  });
});
