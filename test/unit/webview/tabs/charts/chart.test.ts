/**
 * The pure parts of a chart of many experiments: preparing its lines, reading them at a place, joining them to a table.
 */
import assert from 'node:assert/strict';
import type { MetricSeries } from '../../../../../src/shared/experiment';
import { BackendError, failed, loading, ready } from '../../../../../src/shared/problem';
import { smooth } from '../../../../../src/shared/series/series';
import type { ChartSeries } from '../../../../../webview/tabs/charts/data/chartSeries';
import { lengthAlike } from '../../../../../webview/elements/commonPrefix';
import { closestX, nextX } from '../../../../../webview/tabs/charts/chart/nearestPoint';
import { LinePreparation, type ChartSettings } from '../../../../../webview/tabs/charts/data/preparedLines';
import { readingAsText, readingAt, readingInWords, shownLines } from '../../../../../webview/tabs/charts/chart/reading';
import { bellWidth, meanWindow, smoothedBy } from '../../../../../webview/tabs/charts/data/smoothing';
import { joinedRows } from '../../../../../webview/tabs/charts/chart/seriesTable';

const settings: ChartSettings = {
  axis: 'step',
  axisMetric: null,
  smoothing: 0,
  smoothingKind: 'timeWeighted',
  horizontalScale: 'linear',
  verticalScale: 'linear',
  clipped: false,
  repeats: null,
};

function metric(
  values: readonly number[],
  steps: readonly number[] | null,
  rest: Partial<MetricSeries> = {},
): MetricSeries {
  return {
    experimentKey: 'k',
    name: 'loss',
    values: Float64Array.from(values),
    steps: steps === null ? null : Float64Array.from(steps),
    epochs: null,
    times: null,
    sampled: false,
    ...rest,
  };
}

function chartSeries(id: string, series: MetricSeries | null, rest: Partial<ChartSeries> = {}): ChartSeries {
  return {
    id,
    title: `experiment ${id}`,
    start: null,
    held: ready(series),
    over: null,
    completeness: 'sample',
    staleBecause: null,
    colors: { line: '#000000', faint: '#0000004d' },
    last: null,
    lowest: null,
    highest: null,
    group: null,
    ...rest,
  };
}

describe('lines of a chart', () => {
  const one = chartSeries('a', metric([3, 2, 1], [0, 10, 20]));
  const two = chartSeries('b', metric([5, 4], [0, 10]));

  it('prepares what changed and nothing else', () => {
    const preparation = new LinePreparation();
    const smooth = { ...settings, smoothing: 0.5 };
    const first = preparation.prepare([one, two], [], smooth)!;
    assert.equal(
      preparation.prepare([{ ...one }, { ...two }], [], { ...smooth }),
      first,
      'the very same when nothing changed',
    );
    const grown = chartSeries('b', metric([5, 4, 3], [0, 10, 20]));
    const second = preparation.prepare([one, grown], [], smooth)!;
    assert.notEqual(second, first);
    assert.equal(second.lines[0]!.raw, first.lines[0]!.raw);
    assert.equal(second.lines[0]!.smoothed, first.lines[0]!.smoothed);
    assert.notEqual(second.lines[1]!.raw, first.lines[1]!.raw);
    const without = preparation.prepare([one, grown], ['a'], smooth)!;
    assert.deepEqual(
      without.lines.map(({ id }) => id),
      ['b'],
    );
    const again = preparation.prepare([one, grown], [], smooth)!;
    assert.equal(again.lines[0]!.smoothed, second.lines[0]!.smoothed, 'what is hidden is kept');
    const calmer = preparation.prepare([one, grown], [], { ...smooth, smoothing: 0.9 })!;
    assert.equal(calmer.lines[0]!.raw, second.lines[0]!.raw, 'smoothing does not align anew');
    assert.notEqual(calmer.lines[0]!.smoothed, second.lines[0]!.smoothed);
  });

  it('draws those that are there while others load, fail or are empty', () => {
    const prepared = new LinePreparation().prepare(
      [
        chartSeries('loading', null, { held: loading }),
        chartSeries('failed', null, { held: failed(new BackendError('unreachable', 'Away.')) }),
        chartSeries('none', null),
        chartSeries('empty', metric([], [])),
        one,
      ],
      [],
      settings,
    )!;
    assert.deepEqual(
      prepared.lines.map(({ id }) => id),
      ['a'],
    );
    assert.equal(new LinePreparation().prepare([chartSeries('loading', null, { held: loading })], [], settings), null);
  });

  it('spans all lines, on the axis that was logged', () => {
    const late = chartSeries('late', metric([1, 1], [100, 200]));
    const bare = chartSeries('bare', metric([1, 2, 3], null));
    assert.deepEqual(new LinePreparation().prepare([one, late], [], settings)!.fullRange, { from: 0, to: 200 });
    const mixed = new LinePreparation().prepare([one, bare], [], settings)!;
    assert.equal(mixed.axis, 'step');
    assert.deepEqual(
      mixed.lines.map(({ raw }) => raw.axis),
      ['step', 'index'],
      'the order of logging stands for steps',
    );
    const timed = chartSeries('timed', metric([1, 2], [0, 1], { times: Float64Array.of(1e12, 1e12 + 1000) }));
    const onTime = new LinePreparation().prepare([timed, bare], [], { ...settings, axis: 'wall' })!;
    assert.deepEqual(
      onTime.lines.map(({ id }) => id),
      ['timed'],
    );
    assert.deepEqual(onTime.seriesWithoutX, ['experiment bare']);
    assert.equal(new LinePreparation().prepare([bare], [], { ...settings, axis: 'wall' })!.axis, 'index');
  });

  it('stands over another metric once that is there', () => {
    const accuracy = metric([0.1, 0.5, 0.9], [0, 10, 20]);
    const over = { ...settings, axisMetric: 'accuracy' };
    assert.equal(new LinePreparation().prepare([{ ...one, over: loading }], [], over), null);
    assert.equal(new LinePreparation().prepare([{ ...one, over: ready(null) }], [], over), null);
    const prepared = new LinePreparation().prepare([{ ...one, over: ready(accuracy) }], [], over)!;
    assert.equal(prepared.axis, 'metric');
    assert.deepEqual([...prepared.lines[0]!.raw.x], [0.1, 0.5, 0.9]);
  });

  it('joins repeats to their middle with a band, and leaves the rest alone', () => {
    const repeats = { middle: 'mean', spread: 'extremes', by: null } as const;
    const members = [
      chartSeries('a', metric([1, 3], [0, 10]), { group: 'width = 64' }),
      two,
      chartSeries('c', metric([3, 5], [0, 10]), { group: 'width = 64' }),
      chartSeries('d', metric([9], [0]), { group: 'width = 128' }),
    ];
    const preparation = new LinePreparation();
    const prepared = preparation.prepare(members, [], { ...settings, repeats })!;
    assert.deepEqual(
      prepared.lines.map(({ title, ids }) => [title, ...ids]),
      [
        ['width = 64', 'a', 'c'],
        ['experiment b', 'b'],
        ['experiment d', 'd'],
      ],
    );
    const [joined] = prepared.lines;
    assert.deepEqual([...joined!.raw.y], [2, 4]);
    assert.deepEqual(
      joined!.repeats!.edges.map(({ y }) => [...y]),
      [
        [1, 3],
        [3, 5],
      ],
    );
    assert.equal(joined!.series, null);
    assert.equal(prepared.aligned.length, 4);
    assert.equal(preparation.prepare(members, [], { ...settings, repeats: { ...repeats } }), prepared);
    assert.deepEqual(
      preparation.prepare(members, ['c'], { ...settings, repeats })!.lines.map(({ title }) => title),
      ['experiment a', 'experiment b', 'experiment d'],
      'one alone repeats nothing',
    );
    const median = preparation.prepare(members, [], { ...settings, repeats: { ...repeats, middle: 'median' } })!;
    assert.notEqual(median.lines[0]!.repeats, joined!.repeats);
    const sparse = { ...members[2]!, held: ready(metric([3, 5, 7], [0, 5, 10])) };
    assert.deepEqual(
      [...preparation.prepare([members[0]!, sparse], [], { ...settings, repeats })!.lines[0]!.raw.x],
      [0, 10],
      'no point where only one logged',
    );
  });
});

describe('reading lines at a place', () => {
  const lines = [
    chartSeries('low', metric([1, 1, 1], [0, 10, 20])),
    chartSeries('high', metric([9, 9, 9], [0, 10, 20])),
    chartSeries('broken', metric([5, NaN, 5], [0, 10, 20])),
    chartSeries('short', metric([4, 4], [0, 1])),
    chartSeries('sparse', metric([6, 6], [0, 24])),
  ];
  const prepared = new LinePreparation().prepare(lines, [], settings)!;
  const reading = readingAt(prepared.lines, prepared, 10, 1);

  it('sorts by value, leaves out what has ended, and says where a line is read elsewhere', () => {
    assert.deepEqual(
      reading.lines.map(({ line }) => line.id),
      ['high', 'sparse', 'low', 'broken'],
    );
    assert.equal(reading.lines[1]!.xValue, 0, 'its own closest point');
    assert.deepEqual(reading.positions, ['Step 10']);
    const look = {
      name: 'loss',
      alone: false,
      marked: 'low',
      xAxis: { axis: 'step', axisMetric: null },
      alike: 0,
    } as const;
    assert.equal(
      readingAsText(reading, look),
      'loss\nexperiment high\t9\nexperiment sparse\t6\tStep 0\nexperiment low\t1\nexperiment broken\tNaN\nStep 10',
    );
    assert.equal(readingInWords(reading, look), 'experiment low 1, Step 10, 3 of 4');
  });

  it('shows a dozen of many, the marked one among them', () => {
    const many = new LinePreparation().prepare(
      Array.from({ length: 50 }, (_, index) => chartSeries(String(index), metric([index], [0]))),
      [],
      settings,
    )!;
    const read = readingAt(many.lines, many, 0, 0);
    assert.equal(read.lines.length, 50);
    const ids = (marked: string | null): readonly string[] => shownLines(read, marked).map(({ line }) => line.id);
    assert.deepEqual([ids(null)[0], ids(null).length], ['49', 12]);
    for (const marked of ['49', '25', '0']) {
      assert.ok(ids(marked).includes(marked) && ids(marked).length === 12, marked);
    }
  });

  it('finds places of all lines, also on those that go back and forth', () => {
    const straight = { x: Float64Array.of(0, 10, 20), y: Float64Array.of(0, 0, 0) };
    const back = { x: Float64Array.of(5, 25, 15), y: Float64Array.of(0, 0, 0), xIsUnsorted: true };
    assert.deepEqual(
      [-1, 4, 12.4, 12.6, 99].map((place) => closestX([straight, back], place)),
      [0, 5, 10, 15, 25],
    );
    const walked = [0];
    for (let step = 0; step < 6; step += 1) {
      walked.push(nextX([straight, back], walked.at(-1)!, 1));
    }
    assert.deepEqual(walked, [0, 5, 10, 15, 20, 25, 25]);
    assert.equal(nextX([straight, back], 15, -1), 10);
    assert.ok(Number.isNaN(closestX([], 1)));
  });
});

describe('lines as a table', () => {
  it('has a row for each place, the second point at a place below the first', () => {
    const { aligned: placed } = new LinePreparation().prepare(
      [
        chartSeries('a', metric([1, 2, 3], [0, 10, 10])),
        chartSeries('b', metric([4, 5], [10, 20])),
        chartSeries('c', metric([6], [5])),
      ],
      [],
      settings,
    )!;
    const { xValues: places, rows } = joinedRows(placed);
    assert.deepEqual([...places], [0, 5, 10, 10, 20]);
    assert.deepEqual([...rows], [0, -1, -1, -1, -1, 0, 1, 0, -1, 2, -1, -1, -1, 1, -1]);
  });
});

describe('names in a legend', () => {
  it('lose the words that all of them begin with, and only whole words', () => {
    assert.equal(lengthAlike(['digits-mlp seed=1', 'digits-mlp seed=21']), 'digits-mlp '.length);
    assert.equal(lengthAlike(['resnet50 a', 'wide b']), 0);
    assert.equal(lengthAlike(['run 1', 'run 2']), 0, 'nothing to be won');
    assert.equal(lengthAlike(['baseline-long ', 'baseline-long x']), 0, 'a name never becomes empty');
    assert.equal(lengthAlike(['alone with words']), 0);
  });
});

describe('the smoothing slider', () => {
  const noisy = {
    x: Float64Array.from({ length: 1000 }, (_, index) => index),
    y: Float64Array.from({ length: 1000 }, (_, index) => (index % 2 === 0 ? 0 : 1)),
  };
  const spread = (y: Float64Array): number => Math.max(...y.subarray(200, 800)) - Math.min(...y.subarray(200, 800));

  it('is off at zero and calms the line more the further it goes, in every way', () => {
    for (const kind of ['timeWeighted', 'exponential', 'mean', 'gaussian'] as const) {
      assert.equal(smoothedBy(kind, 0, noisy), noisy, kind);
      const spreads = [0.2, 0.5, 0.9, 0.99].map((weight) => spread(smoothedBy(kind, weight, noisy).y));
      assert.ok(
        spreads.every((each, index) => each <= (spreads[index - 1] ?? 1) + 1e-9),
        `${kind}: ${spreads.join()}`,
      );
      assert.ok(spreads[3]! < 0.05, `${kind}: ${spreads[3]!}`);
    }
  });

  it('means a share of the points', () => {
    assert.equal(meanWindow(0.99, 1000), 197);
    assert.equal(meanWindow(0.01, 10), 3);
    assert.ok(Math.abs(bellWidth(0.5, 1000) - meanWindow(0.5, 1000) / Math.sqrt(12)) < 1);
  });

  it('draws a wide bell as good as exactly', () => {
    let seed = 1;
    const random = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
    const line = {
      x: Float64Array.from({ length: 2000 }, (_, index) => index),
      y: Float64Array.from({ length: 2000 }, (_, index) => Math.sin(index / 150) + random() - 0.5),
    };
    const exact = smooth(line, { kind: 'gaussian', sigma: bellWidth(0.8, 2000) }).y;
    const drawn = smoothedBy('gaussian', 0.8, line).y;
    const apart = Math.max(...drawn.subarray(250, 1750).map((value, index) => Math.abs(value - exact[index + 250]!)));
    assert.ok(apart < 0.01, `${apart} of a height of 3`);
  });
});
