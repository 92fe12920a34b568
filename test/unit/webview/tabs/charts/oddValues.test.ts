/**
 * Pictures of values that are hard to draw: none, one, all alike, infinite, as large and as small as numbers get, a
 * rounding apart.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { MetricSeries } from '../../../../../src/shared/experiment';
import { ready } from '../../../../../src/shared/problem';
import { scaleKinds } from '../../../../../webview/arrangement';
import { LinePreparation, type ChartSettings } from '../../../../../webview/tabs/charts/data/preparedLines';
import { canBeShown, heightsOf, moved, stretched } from '../../../../../webview/tabs/charts/data/ranges';
import { Strokes } from '../../../../../webview/tabs/charts/engine/strokes';
import { pictureOf } from '../../../../../webview/tabs/charts/export/picture';
import { extentOf, shareAt, widened } from '../../../../../webview/drawing/extent';
import { areaUnder, valueAt } from '../../../../../webview/tabs/evaluation/curves/curve';
import { project, readVectors } from '../../../../../webview/tabs/evaluation/embedding/embedding';
import { edgesOf, quantile, readHistograms, rebin } from '../../../../../webview/tabs/evaluation/histogram/histogram';
import { prepare as prepareHistograms } from '../../../../../webview/tabs/evaluation/histogram/histogramDrawing';
import { boundsOf } from '../../../../../webview/tabs/evaluation/embedding/scatter';
import { readConfusionMatrix, totalsOf } from '../../../../../webview/tabs/evaluation/matrix/confusionMatrix';

const finite = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ noNaN: true, min: -5, max: 5 }),
  fc.constantFrom(
    0,
    -0,
    1,
    0.9999999999999999,
    1.0000000000000002,
    0.3,
    0.30000000000000004,
    1e308,
    -1e308,
    Number.MAX_VALUE,
    -Number.MAX_VALUE,
    5e-324,
    -5e-324,
    2 ** -1022,
    1.7e18,
    1.7e18 + 256,
  ),
);
const odd = fc.oneof(
  { weight: 8, arbitrary: finite },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity) },
);
const isNumber = (value: number): boolean => Number.isFinite(value);

function seriesOf(values: readonly number[], steps: readonly number[] | null = null): MetricSeries {
  return {
    experimentKey: 'k',
    name: 'loss',
    values: Float64Array.from(values),
    steps: Float64Array.from(steps ?? values.keys()),
    epochs: null,
    times: null,
    sampled: false,
  };
}

const colors = { line: '#000000', faint: '#0000004d' };

/** A chart of one series as it is drawn and exported: its heights, its strokes and its SVG. */
function drawn(
  series: MetricSeries,
  verticalScale: ChartSettings['verticalScale'],
  horizontalScale: ChartSettings['horizontalScale'] = 'linear',
  clipped = false,
) {
  const settings: ChartSettings = {
    axis: 'step',
    axisMetric: null,
    smoothing: 0,
    smoothingKind: 'timeWeighted',
    horizontalScale,
    verticalScale,
    clipped,
    repeats: null,
  };
  const prepared = new LinePreparation().prepare(
    [
      {
        id: 'a',
        title: 'a',
        start: null,
        held: ready(series),
        over: null,
        completeness: 'sample',
        staleBecause: null,
        colors,
        last: null,
        lowest: null,
        highest: null,
        group: null,
      },
    ],
    [],
    settings,
  );
  if (prepared === null) {
    return null;
  }
  const { xScale: acrossScale, yScale: upScale, fullRange: whole, lines } = prepared;
  const yRange = heightsOf(
    lines.map(({ raw }) => raw),
    whole,
    { xScale: acrossScale, yScale: upScale, clipped, typed: undefined },
  );
  const [line] = lines;
  assert.ok(line);
  const stroke = new Strokes().of(
    line.raw,
    { xRange: whole, columns: 300, xScale: acrossScale, yScale: upScale },
    'exactly',
  );
  const { svg } = pictureOf(
    {
      title: 'loss',
      axis: prepared.axis,
      axisTitle: 'Step',
      xRange: whole,
      yRange: yRange,
      xScale: acrossScale,
      yScale: upScale,
      colors: { grid: '#ccc', text: '#000', broken: '#f00', font: 'sans', background: '#fff' },
      size: { width: 420, height: 220 },
      lines: [{ title: 'a', series, sampled: false, raw: line.raw, smoothed: null, colors, band: null }],
      points: [],
      notes: [],
      incomplete: false,
    },
    (words, size) => words.length * size * 0.5,
  );
  return { prepared, yRange, stroke, svg, line };
}

/** The words at the marks up the side of a picture. */
const heightLabels = (svg: string): string[] =>
  [...svg.matchAll(/text-anchor="end"[^>]*>([^<]*)</g)].map(([, label = '']) => label);

describe('charts of odd values', () => {
  const series = fc.array(odd, { minLength: 1, maxLength: 30 }).chain((values) =>
    fc.oneof(
      fc.constant(seriesOf(values)),
      fc
        .array(fc.oneof(fc.integer({ min: 0, max: 2 ** 53 }), finite), {
          minLength: values.length,
          maxLength: values.length,
        })
        .map((steps) => seriesOf(values, steps)),
    ),
  );

  it('have heights with a width, marks, and a place for every value that has one, on every scale', () => {
    fc.assert(
      fc.property(
        series,
        fc.constantFrom(...scaleKinds),
        fc.constantFrom(...scaleKinds),
        fc.boolean(),
        (one, vertical, horizontal, clipped) => {
          const chart = drawn(one, vertical, horizontal, clipped);
          if (chart === null) {
            return;
          }
          const {
            yRange,
            stroke,
            svg,
            prepared: { yScale: upScale, xScale: acrossScale, fullRange: whole },
          } = chart;
          const [low, high] = [upScale.scale.forward(yRange.from), upScale.scale.forward(yRange.to)];
          assert.ok(
            isNumber(low) && isNumber(high) && isNumber(high - low) && high > low,
            `${yRange.from} to ${yRange.to} lies from ${low} to ${high}`,
          );
          const [start, end] = [acrossScale.scale.forward(whole.from), acrossScale.scale.forward(whole.to)];
          assert.ok(isNumber(start) && isNumber(end) && isNumber(end - start), `${whole.from} to ${whole.to}`);
          stroke.y.forEach((position, index) => {
            if (Number.isNaN(position)) {
              return;
            }
            assert.ok(
              isNumber((position - low) / (high - low)) && isNumber(stroke.x[index]!),
              `${position} at ${stroke.x[index]!}`,
            );
          });
          assert.doesNotMatch(svg, /NaN|Infinity|undefined/);
          const labels = heightLabels(svg);
          assert.ok(labels.length > 0 && labels.length < 20 && new Set(labels).size === labels.length, labels.join());
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('are flat where values differ by rounding alone, and show each step where they differ by more', () => {
    for (const values of [
      [1, 0.9999999999999999, 1, 1.0000000000000002],
      [0.3, 0.30000000000000004, 0.3],
      [1.7e18, 1.7e18 + 256, 1.7e18 + 512],
      [5, 5, 5],
      [0, 0],
    ]) {
      for (const scale of ['linear', 'symmetricLog'] as const) {
        const {
          yRange,
          stroke,
          prepared: { yScale: upScale },
        } = drawn(seriesOf(values), scale)!;
        const [low, high] = [upScale.scale.forward(yRange.from), upScale.scale.forward(yRange.to)];
        const shares = [...stroke.y].map((position) => (position - low) / (high - low));
        assert.ok(
          Math.max(...shares) - Math.min(...shares) < 0.01,
          `${values.join()} on a ${scale} scale: ${shares.join()}`,
        );
      }
    }
    const { yRange } = drawn(seriesOf([1e15, 1e15 + 1, 1e15 + 100]), 'linear')!;
    assert.ok(yRange.to - yRange.from < 200, `${yRange.from} to ${yRange.to}`);
  });

  it('are drawn as far as numbers reach', () => {
    const both = drawn(seriesOf([-1e308, 1e308, 0, 5e307]), 'linear')!;
    assert.deepEqual(heightLabels(both.svg), ['-1e308', '-5e307', '0', '5e307', '1e308']);
    const constant = drawn(seriesOf([1.7e308, 1.7e308]), 'linear')!;
    assert.ok(
      constant.yRange.from < 1.7e308 && constant.yRange.to > 1.7e308 && heightLabels(constant.svg).length > 1,
      JSON.stringify(constant.yRange),
    );
    const tiny = drawn(seriesOf([5e-324, 1e-323, 1.5e-323]), 'linear')!;
    const shares = [...tiny.stroke.y].map((position) => position / tiny.stroke.y[2]!);
    assert.ok(Math.abs(shares[0]! - 1 / 3) < 0.01 && Math.abs(shares[1]! - 2 / 3) < 0.01, shares.join());
  });

  it('are moved and zoomed without ever losing their width', () => {
    fc.assert(
      fc.property(
        series,
        fc.constantFrom(...scaleKinds),
        fc.array(fc.tuple(fc.double({ noNaN: true, min: 0, max: 1 }), fc.constantFrom(0.5, 0.1, 2, 'move' as const)), {
          maxLength: 60,
        }),
        (one, vertical, ways) => {
          const chart = drawn(one, vertical);
          if (chart === null) {
            return;
          }
          const { scale } = chart.prepared.yScale;
          let shown: { readonly from: number; readonly to: number } = chart.yRange;
          for (const [share, way] of ways) {
            const low = scale.forward(shown.from),
              high = scale.forward(shown.to);
            const next =
              way === 'move'
                ? moved(shown, scale, share)
                : stretched(shown, scale, scale.inverse(low + (high - low) * share), way);
            if (canBeShown(next, scale)) {
              shown = next;
            }
            assert.ok(shown.from < shown.to && isNumber(scale.forward(shown.to) - scale.forward(shown.from)));
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('extents', () => {
  it('have a width, and a share for every value between their ends', () => {
    fc.assert(
      fc.property(fc.array(odd, { maxLength: 20 }), fc.double({ noNaN: true, min: 0, max: 0.2 }), (values, by) => {
        const extent = widened(extentOf(values), by);
        assert.ok(isNumber(extent.from) && isNumber(extent.to) && extent.from < extent.to, JSON.stringify(extent));
        for (const value of values) {
          if (isNumber(value)) {
            assert.ok(
              shareAt(extent, value) >= -1e-9 && shareAt(extent, value) <= 1 + 1e-9,
              `${value} at ${shareAt(extent, value)}`,
            );
          }
        }
      }),
      { numRuns: 3000 },
    );
  });
});

describe('histograms of odd weights', () => {
  const edges = '"start":1e-12,"stop":1e20,"step":1.1,"offset":0';

  it('are drawn within their edges, and tell apart what lies beyond', () => {
    const [histogram] = readHistograms(`{${edges},"index_values":[[0,5],[385,10],[770,3]]}`, 3);
    assert.ok(histogram);
    assert.deepEqual(
      [histogram.count, histogram.bins.length, histogram.below?.count, histogram.above],
      [18, 2, 5, null],
    );
    const { from, to } = prepareHistograms([histogram]);
    assert.ok(from > -14_000 && from < -12_000 && to > -1e-9 && to <= 0.001, `${from} to ${to}`);
    assert.ok(quantile(histogram, 0.5) < -11_000);
    const [both] = readHistograms(`{${edges},"index_values":[[0,1],[1549,2]]}`, null);
    assert.deepEqual(
      [both?.count, both?.bins.length, both?.below?.count, both?.above?.count],
      [3, 0, 1, 2],
      'nothing but infinite weights',
    );
    const [empty] = readHistograms(`{${edges},"index_values":[]}`, null);
    assert.deepEqual([empty?.count, empty?.bins, empty?.below, empty?.above], [0, [], null, null]);
  });

  it('have edges at once or not at all, whatever the numbers are', () => {
    fc.assert(
      fc.property(finite, finite, finite, finite, (start, stop, step, offset) => {
        const found = edgesOf(Math.abs(start), Math.abs(stop), Math.abs(step), offset);
        assert.ok(found === null || (found.length < 300_000 && found.slice(1, -1).every(isNumber)));
      }),
      { numRuns: 2000 },
    );
    assert.equal(edgesOf(1e-310, 1e-309, 1.00001, 0), null, 'a distance that does not grow');
    assert.equal(edgesOf(1, 2, 1.0001, -1e300), null, 'an offset that makes the way long');
  });

  it('keep every count when their bins change, in any range', () => {
    const bins = fc
      .array(fc.tuple(finite, finite, fc.double({ noNaN: true, min: 1e-3, max: 1e9 })), { minLength: 1, maxLength: 20 })
      .map((all) =>
        all.map(([one, other, count]) => ({ from: Math.min(one, other), to: Math.max(one, other), count })),
      );
    fc.assert(
      fc.property(bins, (all) => {
        const { from, to } = extentOf(all.flatMap((bin) => [bin.from, bin.to]));
        const sum = all.reduce((total, { count }) => total + count, 0);
        const row = rebin({ bins: all }, from, to, 64);
        assert.ok(row.every((count) => count >= 0 && isNumber(count)));
        assert.ok(Math.abs(row.reduce((total, count) => total + count, 0) - sum) <= sum * 1e-6);
        for (const share of [0, 0.05, 0.5, 1]) {
          assert.ok(isNumber(quantile({ bins: all }, share)));
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('count only what is a count', () => {
    const [histogram] = readHistograms(
      '{"start":1,"stop":1000,"step":2,"offset":0,"index_values":[[3,1e999],[3.5,2],[-1,2],["x",2],[5,-3],[6,4],null,[7]]}',
      null,
    );
    assert.deepEqual([histogram?.count, histogram?.bins.length], [4, 1]);
  });
});

describe('embeddings of odd vectors', () => {
  it('have finite places and shares, whatever the numbers are', async () => {
    const table = fc
      .integer({ min: 1, max: 5 })
      .chain((dimensions) =>
        fc.array(fc.array(finite, { minLength: dimensions, maxLength: dimensions }), { minLength: 1, maxLength: 12 }),
      );
    await fc.assert(
      fc.asyncProperty(table, async (rows) => {
        const {
          positions: places,
          explained,
          unit,
        } = await project(readVectors(rows.map((row) => row.join('\t')).join('\n')));
        assert.ok(
          places.every(isNumber) &&
            explained.every((share) => share >= 0 && share <= 1.0001) &&
            isNumber(unit) &&
            unit > 0,
          `${places.join()}, ${explained.join()}`,
        );
        const { center, half } = boundsOf(places);
        assert.ok([...center, ...half].every(isNumber) && half.every((each) => each > 0));
      }),
      { numRuns: 500 },
    );
  });

  it('tell points apart that lie close together far from zero, or where numbers end', async () => {
    for (const [size, gap] of [
      [1.7e9, 1],
      [1e308, 1e307],
      [0, 1e-300],
      [-1e300, 3e299],
    ] as const) {
      const { positions: places, unit } = await project(
        readVectors([0, 1, 2, 3].map((row) => `${size + row * gap}\t${size}`).join('\n')),
      );
      const steps = [1, 2, 3].map((row) => Math.abs((places[row * 3]! - places[row * 3 - 3]!) * (unit / gap)));
      assert.ok(
        steps.every((step) => Math.abs(step - 1) < 1e-3),
        `${size}: ${steps.join()}`,
      );
    }
  });

  it('have as many dimensions as somebody logged', async () => {
    const row = (value: number): string =>
      Array.from({ length: 150_000 }, (_, column) => value * (column % 3)).join('\t');
    const { explained } = await project(readVectors(`${row(1)}\n${row(2)}\n${row(4)}`));
    assert.ok(explained[0] > 0.999);
  });
});

describe('curves and matrices of odd values', () => {
  it('have values between points that lie between their heights', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(odd, odd), { minLength: 1, maxLength: 10 }), finite, (points, place) => {
        const curve = {
          name: '',
          x: Float64Array.from(points, ([x]) => x),
          y: Float64Array.from(points, ([, y]) => y),
        };
        const area = areaUnder(curve);
        assert.ok(area === null || isNumber(area));
        const value = valueAt(curve, place);
        const heights = points.map(([, y]) => y).filter(isNumber);
        // A rounding of the largest height is nothing.
        const slack = Math.max(0, ...heights.map(Math.abs)) * 1e-12;
        if (value !== null && isNumber(value)) {
          assert.ok(value >= Math.min(...heights) - slack && value <= Math.max(...heights) + slack, String(value));
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('have the value at a place between points that lie next to nothing apart', () => {
    assert.equal(valueAt({ name: '', x: Float64Array.of(0, 1e-200), y: Float64Array.of(1, 3) }, 5e-201), 2);
    assert.equal(valueAt({ name: '', x: Float64Array.of(0, 1e-200), y: Float64Array.of(1, 3) }, 3e-200), null);
    assert.equal(valueAt({ name: '', x: Float64Array.of(-1e308, 1e308), y: Float64Array.of(-1e308, 1e308) }, 0), 0);
  });

  it('count what is finite, and refuse a matrix too large to be counted', () => {
    const matrix = readConfusionMatrix('{"matrix":[[1,1e999],["NaN",2],[3]]}');
    assert.deepEqual([totalsOf(matrix).all, totalsOf(matrix).right], [6, 3]);
    assert.throws(
      () => readConfusionMatrix(`{"matrix":[[${Array.from({ length: 100_000 }, () => 1).join()}]]}`),
      /100,000 labels; up to 2,?000/,
    );
  });
});
