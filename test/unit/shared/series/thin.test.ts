/** Thinning: what is drawn of the few points is what all of them would draw, pixel column by pixel column. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  linear,
  logarithmic,
  symmetricLog,
  thin,
  type Line,
  type Range,
  type Scale,
} from '../../../../src/shared/series/series';

interface Drawing {
  readonly range: Range;
  readonly columns: number;
  readonly scale: Scale;
  readonly positiveOnly: boolean;
}

type Point = readonly [x: number, y: number];
const line = (points: readonly Point[], isUnsorted = false): Line => ({
  x: Float64Array.from(points, ([x]) => x),
  y: Float64Array.from(points, ([, y]) => y),
  xIsUnsorted: isUnsorted,
});
const pointsOf = ({ x, y }: Line): Point[] => Array.from(x, (place, index) => [place, y[index]!]);

/**
 * Where a place lies in pixels: below 0 left of the range, above `columns` right of it, not finite where it cannot lie.
 */
function pixelOf(place: number, { range: { from, to }, columns, scale }: Drawing): number {
  const start = scale.forward(from);
  const pixel = (scale.forward(place) - start) * (columns / (scale.forward(to) - start));
  if (!Number.isFinite(scale.forward(place))) {
    return NaN;
  }
  return place < from
    ? Math.min(pixel, -1e-12)
    : place > to
      ? Math.max(pixel, columns + 1e-12)
      : Math.min(pixel, columns);
}

/**
 * The heights a polyline covers in each pixel column, as disjoint intervals: of its points, and of the segments between
 * them.
 */
function raster(whole: Line, drawing: Drawing): number[][][] {
  const { columns } = drawing;
  const covered: [number, number][][] = Array.from({ length: columns }, () => []);
  const cover = (column: number, one: number, other: number): void =>
    void covered[column]?.push([Math.min(one, other), Math.max(one, other)]);
  const columnOf = (pixel: number): number =>
    pixel < 0 ? -1 : pixel > columns ? columns : Math.min(columns - 1, Math.floor(pixel));
  const seen = pointsOf(whole).map(([x, y]) => ({ pixel: pixelOf(x, drawing), y }));
  const drawn = ({ pixel, y }: { pixel: number; y: number }): boolean =>
    Number.isFinite(pixel) && Number.isFinite(y) && (!drawing.positiveOnly || y > 0);
  seen.forEach((point, index) => {
    if (!drawn(point)) {
      return;
    }
    cover(columnOf(point.pixel), point.y, point.y);
    const next = seen[index + 1];
    if (next === undefined || !drawn(next)) {
      return;
    }
    const [left, right] = point.pixel <= next.pixel ? [point, next] : [next, point];
    const heightAt = (pixel: number): number => {
      const share = (pixel - left.pixel) / (right.pixel - left.pixel);
      return left.y * (1 - share) + right.y * share;
    };
    const [first, last] = [columnOf(left.pixel), columnOf(right.pixel)];
    if (first === last) {
      cover(first, left.y, right.y);
    } else {
      for (let column = Math.max(0, first); column <= Math.min(columns - 1, last); column += 1) {
        // A segment that ends on the very edge of a column does not run through it.
        if (column === last && right.pixel === column) {
          continue;
        }
        cover(column, column === first ? left.y : heightAt(column), column === last ? right.y : heightAt(column + 1));
      }
    }
  });
  return covered.map((intervals) => {
    const merged: [number, number][] = [];
    for (const [low, high] of intervals.sort(([one], [other]) => one - other)) {
      const top = merged.at(-1);
      if (top !== undefined && low <= top[1]) {
        top[1] = Math.max(top[1], high);
      } else {
        merged.push([low, high]);
      }
    }
    return merged;
  });
}

const height = fc.oneof(
  { weight: 6, arbitrary: fc.double({ noNaN: true, min: -10, max: 10 }) },
  { weight: 2, arbitrary: fc.integer({ min: -3, max: 3 }) },
  { weight: 1, arbitrary: fc.double({ noNaN: true, min: -1e300, max: 1e300 }) },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity) },
);
const place = fc.oneof(fc.integer({ min: -30, max: 60 }), fc.double({ noNaN: true, min: -30, max: 60 }));
/** A long quiet run with single spikes, breaks and steps logged twice. */
const longRun = fc
  .record({
    length: fc.integer({ min: 200, max: 1500 }),
    stride: fc.constantFrom(1, 0.1, 7),
    seed: fc.integer({ min: 1, max: 1e6 }),
    odd: fc.array(fc.tuple(fc.nat(1499), fc.constantFrom(1e4, -1e4, NaN, Infinity, -Infinity)), { maxLength: 12 }),
    twice: fc.array(fc.nat(1499), { maxLength: 12 }),
  })
  .map(({ length, stride, seed, odd, twice }): Point[] => {
    const points = Array.from({ length }, (_, index): Point => [
      index * stride - 5,
      Math.sin(index * seed) + 1 + index / 100,
    ]);
    for (const [index, y] of odd) {
      if (index < length) {
        points[index] = [points[index]![0], y];
      }
    }
    for (const index of twice) {
      if (index > 0 && index < length) {
        points[index] = [points[index - 1]![0], points[index]![1]];
      }
    }
    return points.sort(([one], [other]) => one - other);
  });
const sorted = fc
  .oneof(
    fc.array(fc.tuple(place, height), { maxLength: 300 }).map((points) => points.sort(([one], [other]) => one - other)),
    longRun,
  )
  .map((points) => line(points));
const wandering = fc.array(fc.tuple(place, height), { maxLength: 300 }).map((points) => line(points, true));

const spanned = (least: number): fc.Arbitrary<Range> => {
  const edge = fc.oneof(
    fc.integer({ min: Math.ceil(least), max: 100 }),
    fc.double({ noNaN: true, min: least, max: 100 }),
    fc.double({ noNaN: true, min: Math.max(least, 3), max: 3.5 }),
  );
  return fc
    .tuple(edge, edge)
    .filter(([one, other]) => Math.abs(one - other) > 1e-6)
    .map(([one, other]) => ({ from: Math.min(one, other), to: Math.max(one, other) }));
};
const drawings = fc
  .oneof(
    { weight: 3, arbitrary: fc.record({ scale: fc.constant(linear), range: spanned(-40) }) },
    { weight: 1, arbitrary: fc.record({ scale: fc.constant(logarithmic), range: spanned(1e-3) }) },
    {
      weight: 1,
      arbitrary: fc.record({ scale: fc.constantFrom(symmetricLog(1), symmetricLog(0.01)), range: spanned(-40) }),
    },
  )
  .chain(({ scale, range }) =>
    fc.record({
      scale: fc.constant(scale),
      range: fc.constant(range),
      columns: fc.integer({ min: 1, max: 80 }),
      positiveOnly: fc.boolean(),
    }),
  );

describe('series: thin', () => {
  const runs = { numRuns: 500 };

  it('covers in every pixel column what all points cover', () => {
    fc.assert(
      fc.property(sorted, drawings, (whole, drawing) => {
        assert.deepEqual(raster(thin(whole, drawing.range, drawing.columns, drawing), drawing), raster(whole, drawing));
      }),
      runs,
    );
  });

  it('covers the same of a line that wanders', () => {
    fc.assert(
      fc.property(wandering, drawings, (whole, drawing) => {
        assert.deepEqual(raster(thin(whole, drawing.range, drawing.columns, drawing), drawing), raster(whole, drawing));
      }),
      runs,
    );
  });

  it('gives points of the line in their order, and no more of them than it says', () => {
    fc.assert(
      fc.property(sorted, drawings, (whole, drawing) => {
        const thinned = pointsOf(thin(whole, drawing.range, drawing.columns, drawing));
        const points = pointsOf(whole);
        let from = 0;
        for (const [x, y] of thinned) {
          while (from < points.length && !(points[from]![0] === x && (Number.isNaN(y) || points[from]![1] === y))) {
            from += 1;
          }
          assert.ok(from < points.length, 'a point that is not in the line, or out of order');
          from += 1;
        }
        const breaks = thinned.filter(([, y]) => Number.isNaN(y)).length;
        assert.ok(thinned.length <= 4 * drawing.columns + 2 + 5 * breaks, `${thinned.length} points, ${breaks} breaks`);
      }),
      runs,
    );
  });

  it('marks every value within the range that is no finite number', () => {
    fc.assert(
      fc.property(fc.oneof(sorted, wandering), drawings, (whole, drawing) => {
        const { marks } = thin(whole, drawing.range, drawing.columns, drawing);
        const expected = new Map<string, { x: number; kind: string; count: number }>();
        for (const [x, y] of pointsOf(whole)) {
          const pixel = pixelOf(x, drawing);
          if (Number.isFinite(y) || !(x >= drawing.range.from && x <= drawing.range.to) || Number.isNaN(pixel)) {
            continue;
          }
          const key = `${Math.min(drawing.columns - 1, Math.floor(pixel))} ${y}`;
          expected.set(key, {
            x: expected.get(key)?.x ?? x,
            kind: String(y),
            count: (expected.get(key)?.count ?? 0) + 1,
          });
        }
        assert.deepEqual(marks, [...expected.values()]);
      }),
      runs,
    );
  });

  it('marks infinities and what is no number by pixel column', () => {
    const whole = line([
      [0, NaN],
      [1, Infinity],
      [2, NaN],
      [3, 1],
      [6, -Infinity],
      [7, NaN],
      [11, NaN],
    ]);
    assert.deepEqual(thin(whole, { from: 0, to: 10 }, 2).marks, [
      { x: 0, kind: 'NaN', count: 2 },
      { x: 1, kind: 'Infinity', count: 1 },
      { x: 6, kind: '-Infinity', count: 1 },
      { x: 7, kind: 'NaN', count: 1 },
    ]);
  });

  it('keeps every spike of a single step in a long run, at most four points a column', () => {
    const spikes = [17, 4242, 9_999, 14_998];
    const whole = line(
      Array.from({ length: 15_000 }, (_, step) => [step, spikes.includes(step) ? 1000 : Math.sin(step)]),
    );
    const thinned = thin(whole, { from: 0, to: 14_999 }, 600);
    assert.ok(thinned.x.length <= 600 * 4);
    assert.deepEqual(
      pointsOf(thinned)
        .filter(([, y]) => y === 1000)
        .map(([x]) => x),
      spikes,
    );
  });

  it('reaches for the neighbours beyond either edge', () => {
    const whole = line([
      [0, 1],
      [1, 5],
      [10, 2],
      [11, 9],
      [12, 7],
    ]);
    assert.deepEqual(pointsOf(thin(whole, { from: 4, to: 6 }, 100)), [
      [1, 5],
      [10, 2],
    ]);
    assert.deepEqual(pointsOf(thin(whole, { from: 10, to: 10 }, 100)), [
      [1, 5],
      [10, 2],
      [11, 9],
    ]);
    assert.deepEqual(pointsOf(thin(whole, { from: 20, to: 30 }, 100)), [[12, 7]]);
    assert.deepEqual(pointsOf(thin(line([]), { from: 0, to: 1 }, 100)), []);
  });

  it('breaks a logarithmic line at zero and below instead of hiding what stands beside it', () => {
    const whole = line([
      [0, 4],
      [0.1, 3],
      [0.2, -1],
      [0.3, 8],
      [0.4, 9],
      [1, 1],
    ]);
    const { x, y, marks } = thin(whole, { from: 0, to: 1 }, 2, { positiveOnly: true });
    assert.deepEqual(
      [[...x], [...y]],
      [
        [0, 0.1, 0.2, 0.3, 0.4, 1],
        [4, 3, NaN, 8, 9, 1],
      ],
    );
    assert.deepEqual(marks, []);
  });
});
