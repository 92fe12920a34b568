/** Alignment, smoothing, thinning and grouping, by property wherever there is one. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { MetricSeries } from '../../src/shared/experiment';
import {
  align, groupMetrics, groupOf, horizontalExtent, nearest, smooth, thin, verticalExtent, type Line,
} from '../../src/shared/series';

const series = (values: number[], columns: { steps?: number[]; epochs?: number[]; times?: number[] } = {}): MetricSeries => ({
  experimentKey: 'e', name: 'm', values: Float64Array.from(values), sampled: false,
  steps: columns.steps === undefined ? null : Float64Array.from(columns.steps),
  epochs: columns.epochs === undefined ? null : Float64Array.from(columns.epochs),
  times: columns.times === undefined ? null : Float64Array.from(columns.times),
});
const line = (points: readonly (readonly [number, number])[]): Line => ({
  x: Float64Array.from(points, ([x]) => x), y: Float64Array.from(points, ([, y]) => y),
});
const pointsOf = ({ x, y }: Line): [number, number][] => Array.from(x, (place, index) => [place, y[index]!]);

const value = fc.oneof({ weight: 8, arbitrary: fc.double({ noNaN: true, min: -1e6, max: 1e6 }) }, { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity) });
const place = fc.double({ noNaN: true, min: -1000, max: 1000 });
const lines = fc.array(fc.tuple(place, value), { maxLength: 400 })
  .map((points) => line(points.sort(([one], [other]) => one - other)));

describe('series', () => {
  describe('align', () => {
    it('sorts by the axis and keeps the order of equal places', () => {
      const aligned = align(series([10, 11, 12, 13, 14], { steps: [3, 1, 2, 1, 3] }), 'step');
      assert.deepEqual(pointsOf(aligned), [[1, 11], [1, 13], [2, 12], [3, 10], [3, 14]]);
      assert.deepEqual([...aligned.origin], [1, 3, 2, 0, 4]);
      assert.equal(aligned.axis, 'step');
    });

    it('leaves out and counts what has no place', () => {
      const aligned = align(series([1, 2, 3], { steps: [0, NaN, 2] }), 'step');
      assert.deepEqual(pointsOf(aligned), [[0, 1], [2, 3]]);
      assert.equal(aligned.unplaced, 1);
    });

    it('falls back on the order of logging where the axis was never logged', () => {
      const aligned = align(series([5, NaN, 7]), 'epoch');
      assert.deepEqual(pointsOf(aligned), [[0, 5], [1, NaN], [2, 7]]);
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
      fc.assert(fc.property(rows, (logged) => {
        const aligned = align(series(logged.map((row) => row.value), { steps: logged.map((row) => row.step) }), 'step');
        for (let index = 1; index < aligned.x.length; index += 1) {
          assert.ok(aligned.x[index]! >= aligned.x[index - 1]!);
          if (aligned.x[index] === aligned.x[index - 1]) assert.ok(aligned.origin[index]! > aligned.origin[index - 1]!);
        }
        assert.equal(aligned.x.length + aligned.unplaced, logged.length);
        assert.deepEqual(pointsOf(aligned), Array.from(aligned.origin, (origin) => [logged[origin]!.step, logged[origin]!.value]));
      }));
    });
  });

  describe('thin', () => {
    const columns = fc.integer({ min: 1, max: 40 });
    const ranges = fc.tuple(place, place).map(([one, other]) => ({ from: Math.min(one, other), to: Math.max(one, other) }));
    const columnOf = (x: number, { from, to }: { from: number; to: number }, count: number): number =>
      x < from ? -1 : x > to ? count : to > from ? Math.min(count - 1, Math.floor((x - from) * (count / (to - from)))) : 0;

    it('keeps first, lowest, highest and last of every pixel column', () => {
      fc.assert(fc.property(lines, ranges, columns, (whole, range, count) => {
        const summary = (candidate: Line): Map<number, number[]> => {
          const found = new Map<number, number[]>();
          for (const [x, y] of pointsOf(candidate)) {
            const column = columnOf(x, range, count);
            if (!Number.isFinite(y) || column < 0 || column === count) continue;
            const [first = y, lowest = y, highest = y] = found.get(column) ?? [];
            found.set(column, [first, Math.min(lowest, y), Math.max(highest, y), y]);
          }
          return found;
        };
        assert.deepEqual(summary(thin(whole, range, count)), summary(whole));
      }), { numRuns: 500 });
    });

    it('gives points of the line in order, few of them, and reaches beyond both edges', () => {
      fc.assert(fc.property(lines, ranges, columns, (whole, range, count) => {
        const thinned = pointsOf(thin(whole, range, count));
        const points = pointsOf(whole);
        let from = 0;
        for (const [x, y] of thinned) {
          while (from < points.length && !(points[from]![0] === x && Object.is(points[from]![1], y))) from += 1;
          assert.ok(from < points.length, 'a point that is not in the line, or out of order');
          from += 1;
        }
        assert.ok(thinned.length <= 6 * count + 2);
        const before = points.findLast(([x]) => x < range.from);
        const after = points.find(([x]) => x > range.to);
        if (before !== undefined) assert.deepEqual(thinned[0], before);
        if (after !== undefined) assert.deepEqual(thinned.at(-1), after);
      }), { numRuns: 500 });
    });

    it('never draws across a break between two columns', () => {
      fc.assert(fc.property(lines, ranges, columns, (whole, range, count) => {
        /** Pairs of neighbouring columns between whose finite points the line is broken. */
        const breaks = (candidate: Line): string[] => {
          const found: string[] = [];
          let column: number | null = null;
          let broken = false;
          for (const [x, y] of pointsOf(candidate)) {
            const own = columnOf(x, range, count);
            if (own < 0 || own === count) continue;
            if (!Number.isFinite(y)) broken = true;
            else {
              if (broken && column !== null && column !== own) found.push(`${column}-${own}`);
              column = own;
              broken = false;
            }
          }
          return found;
        };
        assert.deepEqual(breaks(thin(whole, range, count)), breaks(whole));
      }), { numRuns: 500 });
    });

    it('keeps every single-step spike of a long run', () => {
      const spikes = [17, 4242, 9_999, 14_998];
      const whole = line(Array.from({ length: 15_000 }, (_, step) => [step, spikes.includes(step) ? 1000 : Math.sin(step)]));
      const thinned = thin(whole, { from: 0, to: 14_999 }, 600);
      assert.ok(thinned.x.length <= 600 * 4);
      assert.deepEqual(pointsOf(thinned).filter(([, y]) => y === 1000).map(([x]) => x), spikes);
    });
  });

  describe('smooth', () => {
    it('is the line itself without weight', () => {
      fc.assert(fc.property(lines, (whole) => assert.equal(smooth(whole, 0), whole)));
    });

    it('stays within the values seen so far, and broken where the line is broken', () => {
      fc.assert(fc.property(lines, fc.double({ min: 0.01, max: 1, noNaN: true }), (whole, weight) => {
        const smoothed = smooth(whole, weight);
        let lowest = Infinity, highest = -Infinity;
        whole.y.forEach((raw, index) => {
          const mean = smoothed.y[index]!;
          if (!Number.isFinite(raw)) {
            assert.ok(Object.is(mean, raw));
            return;
          }
          lowest = Math.min(lowest, raw);
          highest = Math.max(highest, raw);
          const slack = 1e-9 * Math.max(1, Math.abs(lowest), Math.abs(highest));
          assert.ok(mean >= lowest - slack && mean <= highest + slack, `${mean} outside ${lowest}…${highest}`);
        });
        assert.equal(smoothed.x, whole.x);
      }));
    });

    it('is a plain mean when all points share a place', () => {
      assert.deepEqual([...smooth(line([[1, 3], [1, 6], [1, 9]]), 0.9).y], [3, 4.5, 6]);
    });

    it('weighs by distance: a far point forgets more than a near one', () => {
      const near = smooth(line([[0, 0], [1, 10], [1000, 10]]), 0.9).y[1]!;
      const far = smooth(line([[0, 0], [100, 10], [1000, 10]]), 0.9).y[1]!;
      assert.ok(near < far && far <= 10, `${near} < ${far}`);
    });
  });

  it('finds the nearest point', () => {
    const three = line([[0, 0], [10, 1], [10, 2], [20, 3]]);
    assert.deepEqual([-5, 4, 5, 6, 14, 16, 99].map((x) => nearest(three, x)), [0, 0, 0, 1, 1, 3, 3]);
    assert.equal(nearest(line([]), 3), -1);
    fc.assert(fc.property(lines, place, (whole, x) => {
      const found = nearest(whole, x);
      if (whole.x.length === 0) return;
      const distance = Math.abs(whole.x[found]! - x);
      assert.ok(whole.x.every((candidate) => Math.abs(candidate - x) >= distance));
    }));
  });

  it('measures extents', () => {
    const whole = line([[0, 5], [1, NaN], [2, -3], [3, Infinity], [4, 8]]);
    assert.deepEqual(horizontalExtent([whole, line([[-1, 0]]), line([])]), { from: -1, to: 4 });
    assert.equal(horizontalExtent([line([])]), null);
    assert.deepEqual(verticalExtent(whole, { from: 0, to: 3 }, false), { from: -3, to: 5 });
    assert.deepEqual(verticalExtent(whole, { from: 0, to: 4 }, true), { from: 5, to: 8 });
    assert.equal(verticalExtent(whole, { from: 1, to: 1 }, false), null);
  });

  it('groups metrics by prefix, machine subject and context, in natural order', () => {
    assert.equal(groupOf({ name: 'train/loss', context: null }), 'train');
    assert.equal(groupOf({ name: 'validate_epoch/loss/x', context: 'validate' }), 'validate_epoch');
    assert.equal(groupOf({ name: '/odd', context: null }), '');
    assert.equal(groupOf({ name: 'sys.gpu.0.utilization', context: null }), 'sys.gpu');
    assert.equal(groupOf({ name: 'train_sys.cpu.percent.01', context: 'train' }), 'sys.cpu');
    assert.equal(groupOf({ name: 'train_loss', context: 'train' }), 'train');
    assert.equal(groupOf({ name: 'loss', context: null }), '');

    const metric = (name: string, context: string | null = null) => ({ name, context, current: null, minimum: null, maximum: null });
    assert.deepEqual(
      groupMetrics(['b/layer10', 'b/layer2', 'loss', 'a/x', 'Accuracy'].map((name) => metric(name))).map((group) => [group.name, ...group.metrics.map(({ name }) => name)]),
      [['', 'Accuracy', 'loss'], ['a', 'a/x'], ['b', 'b/layer2', 'b/layer10']],
    );
  });
});
