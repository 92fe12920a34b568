/** Strokes before they are painted: what a hairline leaves out, and when what is there already will do. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Line, Range } from '../../../../../src/shared/series/series';
import { axisScale } from '../../../../../webview/tabs/charts/engine/axisScale';
import * as stretches from '../../../../../webview/tabs/charts/engine/columnStrokes';
import { Strokes, type Window } from '../../../../../webview/tabs/charts/engine/strokes';

const linear = axisScale('linear', () => []);
const logarithmic = axisScale('logarithmic', () => []);
const windowOf = (xRange: Range, rest: Partial<Window> = {}): Window => ({
  xRange: xRange,
  columns: 500,
  xScale: linear,
  yScale: linear,
  ...rest,
});
const long = (length: number): Line => ({
  x: Float64Array.from({ length }, (_, step) => step),
  y: Float64Array.from({ length }, (_, step) => Math.sin(step * step)),
});

describe('strokes', () => {
  describe('hair columns', () => {
    const height = fc.oneof(
      { weight: 8, arbitrary: fc.integer({ min: -5, max: 5 }) },
      { weight: 1, arbitrary: fc.constant(NaN) },
    );
    const line = fc
      .array(fc.tuple(fc.double({ min: -2, max: 14, noNaN: true }), height), { maxLength: 120 })
      .map((points): Line => ({
        x: Float64Array.from(points, ([x]) => x).sort(),
        y: Float64Array.from(points, ([, y]) => y),
      }));

    it('hold every point once, by unbroken stretch and pixel column, with the heights that it reaches', () => {
      fc.assert(
        fc.property(line, (whole) => {
          const hair = stretches.columnStrokesOf(whole, 0, 1);
          const held: number[] = [];
          for (let at = 0; at < hair.length; at += stretches.fieldsPerStretch) {
            const [first, last] = [hair[at + stretches.first]!, hair[at + stretches.last]!];
            const indexes = Array.from({ length: last - first + 1 }, (_, index) => first + index);
            held.push(...indexes);
            const heights = indexes.map((index) => whole.y[index]!);
            assert.deepEqual(
              new Set(indexes.map((index) => Math.floor(whole.x[index]!))),
              new Set([hair[at + stretches.column]]),
            );
            assert.equal(whole.y[hair[at + stretches.lowest]!], Math.min(...heights));
            assert.equal(whole.y[hair[at + stretches.highest]!], Math.max(...heights));
          }
          assert.deepEqual(
            held,
            Array.from(whole.y.keys()).filter((index) => !Number.isNaN(whole.y[index]!)),
          );
        }),
        { numRuns: 500 },
      );
    });

    it('leave out no way that leaves what the columns on both its sides cover', () => {
      fc.assert(
        fc.property(line, (whole) => {
          const hair = stretches.columnStrokesOf(whole, 0, 1);
          for (let at = 0; at < hair.length; at += stretches.fieldsPerStretch) {
            const first = hair[at + stretches.first]!;
            const isJoined = at > 0 && hair[at - stretches.fieldsPerStretch + stretches.last] === first - 1;
            const ends = isJoined ? [whole.y[first - 1]!, whole.y[first]!] : [];
            const within = (column: number): boolean =>
              ends.every(
                (value) =>
                  value >= whole.y[hair[column + stretches.lowest]!]! &&
                  value <= whole.y[hair[column + stretches.highest]!]!,
              );
            const expected = !isJoined
              ? stretches.broken
              : within(at) && within(at - stretches.fieldsPerStretch)
                ? stretches.hidden
                : stretches.drawn;
            assert.equal(hair[at + stretches.connector], expected);
          }
        }),
        { numRuns: 500 },
      );
    });

    it('are only made where there is something to be left out', () => {
      const strokes = new Strokes();
      assert.equal(strokes.of(long(400), windowOf({ from: 0, to: 399 }), 'exactly').columnStrokes(), null);
      assert.equal(
        strokes.of({ ...long(9000), xIsUnsorted: true }, windowOf({ from: 0, to: 8999 }), 'exactly').columnStrokes(),
        null,
      );
      assert.ok(strokes.of(long(9000), windowOf({ from: 0, to: 8999 }), 'exactly').columnStrokes() !== null);
    });
  });

  it('are kept for the same range and width, and made anew for others', () => {
    const strokes = new Strokes();
    const line = long(9000);
    const range = { from: 0, to: 8999 };
    const made = strokes.of(line, windowOf(range), 'exactly');
    assert.equal(strokes.of(line, windowOf({ ...range }), 'exactly'), made);
    for (const other of [
      windowOf({ from: 0, to: 8000 }),
      windowOf(range, { columns: 501 }),
      windowOf(range, { yScale: logarithmic }),
    ]) {
      assert.notEqual(strokes.of(line, other, 'exactly'), made);
      strokes.of(line, windowOf(range), 'exactly');
    }
    assert.equal(strokes.takeRough(), false);
  });

  it('will do roughly while they cover what is seen at no more than a few pixels a column', () => {
    const line = long(90_000);
    const rough = (before: Range, now: Range): boolean => {
      const strokes = new Strokes();
      strokes.of(line, windowOf(before), 'exactly');
      const care = strokes.careFor([line], windowOf(now));
      strokes.of(line, windowOf(now), care);
      return strokes.takeRough();
    };
    const whole = { from: 0, to: 89_999 };
    assert.ok(rough(whole, { from: 10_000, to: 75_000 }), 'zoomed in');
    assert.ok(!rough(whole, { from: 20_000, to: 40_000 }), 'few points are thinned at once');
    assert.ok(rough({ from: 20_000, to: 80_000 }, { from: 28_000, to: 88_000 }), 'moved a little');
    assert.ok(!rough({ from: 0, to: 51_000 }, { from: 30_000, to: 85_000 }), 'moved to where nothing was thinned');
    assert.ok(rough({ from: 10_000, to: 80_000 }, whole), 'zoomed out to the ends of the line');
    assert.ok(
      rough({ from: -500_000, to: 500_000 }, { from: -400_000, to: 400_000 }),
      'beyond the ends there is nothing',
    );
    assert.ok(!rough({ from: -500_000, to: 500_000 }, whole), 'columns would be too wide');
  });

  it('of a line that grew hold, column by column, what all its points would draw', () => {
    const value = fc.oneof(
      { weight: 9, arbitrary: fc.integer({ min: -9, max: 9 }) },
      { weight: 1, arbitrary: fc.constant(NaN) },
    );
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 2, maxLength: 200 }),
        fc.nat(200),
        fc.double({ min: -20, max: 150, noNaN: true }),
        fc.double({ min: 1, max: 150, noNaN: true }),
        (values, length, from, width) => {
          const all: Line = { x: Float64Array.from(values.keys()), y: Float64Array.from(values) };
          const earlier: Line = { x: all.x.slice(0, length), y: all.y.slice(0, length) };
          const window = windowOf({ from, to: from + width }, { columns: 10 });
          const strokes = new Strokes();
          strokes.of(earlier, window, 'exactly');
          strokes.grow(all, earlier, true);
          const columnsOf = ({ x, y, start, perUnit }: ReturnType<Strokes['of']>): unknown => {
            const hair = stretches.columnStrokesOf({ x, y }, start, perUnit);
            return Array.from({ length: hair.length / stretches.fieldsPerStretch }, (_, index) => [
              ...hair.subarray(index * stretches.fieldsPerStretch, (index + 1) * stretches.fieldsPerStretch),
            ])
              .filter((fields) => fields[stretches.column]! >= 0 && fields[stretches.column]! < 14)
              .map((fields) => [
                ...[stretches.first, stretches.last].flatMap((field) => [x[fields[field]!], y[fields[field]!]]),
                y[fields[stretches.lowest]!],
                y[fields[stretches.highest]!],
                fields[stretches.connector],
              ]);
          };
          assert.deepEqual(
            columnsOf(strokes.of(all, window, 'exactly')),
            columnsOf(new Strokes().of(all, window, 'exactly')),
          );
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('of what was smoothed anew with a line that grew will do roughly, and never exactly', () => {
    const strokes = new Strokes();
    const [earlier, grown] = [long(90_000), long(90_010)];
    const window = windowOf({ from: 0, to: 89_999 });
    strokes.of(earlier, window, 'exactly');
    strokes.grow(grown, earlier, false);
    const rough = strokes.of(grown, window, strokes.careFor([grown], window));
    assert.ok(strokes.takeRough());
    assert.equal(rough.x.at(-1), 90_009);
    assert.notEqual(strokes.of(grown, window, 'exactly'), rough);
    assert.equal(strokes.takeRough(), false);
  });

  it('of few points are exact however they are asked for', () => {
    const strokes = new Strokes();
    const line = long(2000);
    strokes.of(line, windowOf({ from: 0, to: 1999 }), 'exactly');
    assert.equal(strokes.careFor([line], windowOf({ from: 100, to: 1500 })), 'exactly');
  });

  it('of a band are broken where either edge is, and reach the ground of a logarithm', () => {
    const band = {
      x: Float64Array.of(0, 1, 2, 3, 4),
      middle: new Float64Array(5),
      runs: new Uint32Array(5),
      low: Float64Array.of(1, NaN, -1, 2, 3),
      high: Float64Array.of(2, 2, 3, NaN, 4),
    };
    const range = { from: 0, to: 4 };
    const linearly = new Strokes().ofBand(band, windowOf(range), 'exactly');
    assert.deepEqual(
      [[...linearly.low.y], [...linearly.high.y]],
      [
        [1, NaN, -1, NaN, 3],
        [2, NaN, 3, NaN, 4],
      ],
    );
    const { low, high } = new Strokes().ofBand(band, windowOf(range, { yScale: logarithmic }), 'exactly');
    assert.ok(low.y[2]! < -300 && Math.abs(high.y[2]! - Math.log10(3)) < 1e-12);
  });
});
