/**
 * Charts as files: the points come back digit by digit whatever names hold, the picture keeps every extreme and stays
 * XML.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { MetricSeries } from '../../../../../src/shared/experiment';
import { align, bandOf, smooth, type Band, type HorizontalAxis } from '../../../../../src/shared/series/series';
import { axisScale } from '../../../../../webview/tabs/charts/engine/axisScale';
import { fileName } from '../../../../../webview/tabs/charts/export/exportChart';
import type { ExportedChart, ExportedLine } from '../../../../../webview/tabs/charts/export/exportedChart';
import { markdownOf } from '../../../../../webview/tabs/charts/export/markdown';
import { paintOf } from '../../../../../webview/tabs/charts/export/paint';
import { bandPath, linePath } from '../../../../../webview/tabs/charts/export/paths';
import { pictureOf } from '../../../../../webview/tabs/charts/export/picture';
import { csvOf, jsonOf } from '../../../../../webview/tabs/charts/export/points';
import { wrap } from '../../../../../webview/tabs/charts/export/wrapping';

const widthOf = (text: string, size: number): number => Array.from(text).length * size * 0.6;
const colors = { line: '#0072b2', faint: '#0072b24d' };

function series(values: readonly number[], rest: Partial<MetricSeries> = {}): MetricSeries {
  return {
    experimentKey: 'k1',
    name: 'loss',
    values: Float64Array.from(values),
    steps: Float64Array.from(values, (_, index) => index),
    epochs: null,
    times: null,
    sampled: false,
    ...rest,
  };
}

function lineOf(title: string, one: MetricSeries, axis: HorizontalAxis = 'step', smoothing = 0): ExportedLine {
  const raw = align(one, axis);
  return {
    title,
    series: one,
    sampled: one.sampled,
    raw,
    smoothed: smoothing === 0 ? null : smooth(raw, smoothing),
    colors,
    band: null,
  };
}

function chartOf(lines: readonly ExportedLine[], rest: Partial<ExportedChart> = {}): ExportedChart {
  const linear = axisScale('linear', () => []);
  return {
    title: 'train_loss',
    axis: 'step',
    axisTitle: 'Step',
    xRange: { from: 0, to: 100 },
    yRange: { from: 0, to: 1 },
    xScale: linear,
    yScale: linear,
    size: { width: 460, height: 230 },
    colors: { grid: 'rgb(0 0 0 / 9%)', text: '#333', broken: '#b00', font: 'sans-serif', background: '#ffffff' },
    lines,
    points: [],
    notes: [],
    incomplete: false,
    ...rest,
  };
}

/** An independent reader of RFC 4180. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  let index = 0;
  const field = (): string => {
    if (text[index] !== '"') {
      const end = text.slice(index).search(/,|\r\n|$/) + index;
      const plain = text.slice(index, end);
      index = end;
      return plain;
    }
    let content = '';
    for (index += 1; ; index += 1) {
      assert.ok(index < text.length, 'a quoted field ends');
      if (text[index] !== '"') {
        content += text[index]!;
      } else if (text[index + 1] === '"') {
        content += text[(index += 1)]!;
      } else {
        break;
      }
    }
    index += 1;
    return content;
  };
  while (index < text.length) {
    rows.at(-1)!.push(field());
    if (text[index] === ',') {
      index += 1;
    } else {
      assert.equal(text.slice(index, index + 2), '\r\n');
      index += 2;
      rows.push([]);
    }
  }
  rows.pop();
  return rows;
}

const unguarded = (name: string): string => (/^'+[=+\-@＝＋－＠\t\r\n]/.test(name) ? name.slice(1) : name);
const records = (text: string): Record<string, string>[] => {
  const [header = [], ...rows] = readCsv(text);
  return rows.map((row) => {
    assert.equal(row.length, header.length);
    return Object.fromEntries(header.map((name, index) => [name, row[index]!]));
  });
};

const anyNumber = fc.oneof(fc.double(), fc.constantFrom(NaN, Infinity, -Infinity, -0, 5e-324, 0.1, 1e21));
const hostileName = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc
    .tuple(fc.constantFrom('=', '+', '-', '@', "'=", "''-", "'", '\t', '\r\n', '＝', '"', ',', ';'), fc.string())
    .map(([start, rest]) => start + rest),
);
const column = fc.option(
  fc.array(fc.oneof(fc.integer({ min: -1e6, max: 1e9 }), fc.constant(NaN)), { minLength: 30, maxLength: 30 }),
  { nil: null },
);

describe('a chart exported', () => {
  it('as CSV gives back every name and every digit', async () => {
    await fc.assert(
      fc.asyncProperty(
        hostileName,
        hostileName,
        fc.array(anyNumber, { maxLength: 30 }),
        column,
        column,
        async (title, metric, values, steps, times) => {
          const cut = (one: readonly number[] | null) =>
            one === null ? null : Float64Array.from(one.slice(0, values.length));
          const one = series(values, { steps: cut(steps), times: cut(times), name: metric });
          const found = records(await csvOf(chartOf([lineOf(title, one)], { title: metric })));
          assert.equal(found.length, values.length);
          found.forEach((record, index) => {
            assert.equal(unguarded(record['experiment']!), title);
            assert.equal(unguarded(record['metric']!), metric);
            assert.doesNotMatch(record['experiment']!, /^[=+\-@＝＋－＠\t\r\n]/);
            assert.equal(Number(record['value']), values[index] === 0 ? 0 : values[index]);
            const step = one.steps?.[index] ?? NaN;
            assert.equal(record['step'], Number.isNaN(step) ? '' : String(step));
            const time = one.times?.[index] ?? NaN;
            assert.equal(record['time'], Number.isNaN(time) ? '' : new Date(time).toISOString());
            assert.equal(record['epoch'], '');
          });
        },
      ),
      { numRuns: 300 },
    );
  });

  it('as CSV has the smoothed value beside its own point, in the order of logging', async () => {
    const one = series([1, 2, 3, NaN], { steps: Float64Array.of(10, 0, NaN, 5), epochs: Float64Array.of(1, 0, 2, 0) });
    const line = lineOf('a', one, 'step', 0.9);
    assert.deepEqual(Array.from(line.raw.origin), [1, 3, 0]);
    const found = records(await csvOf(chartOf([line, lineOf('b', series([7]))])));
    assert.deepEqual(
      found.map(({ experiment, key, metric, step, epoch, value }) => [experiment, key, metric, step, epoch, value]),
      [
        ['a', 'k1', 'train_loss', '10', '1', '1'],
        ['a', 'k1', 'train_loss', '0', '0', '2'],
        ['a', 'k1', 'train_loss', '', '2', '3'],
        ['a', 'k1', 'train_loss', '5', '0', 'NaN'],
        ['b', 'k1', 'train_loss', '0', '', '7'],
      ],
    );
    assert.equal(Number(found[0]!['smoothed']), line.smoothed!.y[2]);
    assert.equal(Number(found[1]!['smoothed']), line.smoothed!.y[0]);
    assert.deepEqual([found[2]!['smoothed'], found[3]!['smoothed'], found[4]!['smoothed']], ['NaN', 'NaN', '']);
  });

  it('as CSV tells places that are in no column of a series, and bands', async () => {
    const start = Date.UTC(2026, 10, 21);
    const one = series([1, 2], { times: Float64Array.of(start, start + 1500) });
    const [, second] = records(
      await csvOf(
        chartOf([lineOf('a', one, 'relative'), lineOf('untimed', series([9]), 'relative')], {
          axis: 'relative',
          axisTitle: 'Relative time',
        }),
      ),
    );
    assert.deepEqual([second!['milliseconds'], second!['time']], ['1500', '2026-11-21T00:00:01.500Z']);
    const band = bandOf([align(series([1, 2]), 'step'), align(series([3, 6]), 'step')], {
      middle: 'mean',
      spread: 'extremes',
      grid: 'union',
      interpolate: false,
    });
    const raw = {
      x: band.x,
      y: band.middle,
      axis: 'step' as const,
      origin: Uint32Array.of(0, 1),
      withoutX: 0,
      repeated: 0,
      unsorted: 0,
    };
    const found = records(
      await csvOf(
        chartOf([
          { title: 'mean of 2', series: null, sampled: false, raw, smoothed: null, colors, band },
          lineOf('a', series([5])),
        ]),
      ),
    );
    assert.deepEqual(
      found.map(({ key, step, value, low, high, runs }) => [key, step, value, low, high, runs]),
      [
        ['', '0', '2', '1', '3', '2'],
        ['', '1', '4', '2', '6', '2'],
        ['k1', '0', '5', '', '', ''],
      ],
    );
    const { lines } = JSON.parse(
      await jsonOf(chartOf([{ title: 'mean of 2', series: null, sampled: false, raw, smoothed: null, colors, band }])),
    ) as { lines: unknown[] };
    assert.deepEqual(lines, [
      {
        experiment: 'mean of 2',
        key: null,
        axis: 'step',
        steps: [0, 1],
        epochs: null,
        times: null,
        places: null,
        values: [2, 4],
        smoothed: null,
        low: [1, 2],
        high: [3, 6],
        runs: [2, 2],
        sampled: false,
      },
    ]);
  });

  it('as CSV says of each row whether its line is a sample, where one is, and has no such column where all is there', async () => {
    const band = bandOf([align(series([1]), 'step'), align(series([3]), 'step')], {
      middle: 'mean',
      spread: 'extremes',
      grid: 'union',
      interpolate: false,
    });
    const raw = {
      x: band.x,
      y: band.middle,
      axis: 'step' as const,
      origin: Uint32Array.of(0),
      withoutX: 0,
      repeated: 0,
      unsorted: 0,
    };
    const lines = [
      lineOf('whole', series([1])),
      lineOf('thinned', series([2, 3], { sampled: true })),
      { title: 'mean of 2', series: null, sampled: true, raw, smoothed: null, colors, band },
    ];
    const found = records(await csvOf(chartOf(lines)));
    assert.deepEqual(
      found.map(({ experiment, sampled }) => [experiment, sampled]),
      [
        ['whole', 'false'],
        ['thinned', 'true'],
        ['thinned', 'true'],
        ['mean of 2', 'true'],
      ],
    );
    assert.ok(!('sampled' in records(await csvOf(chartOf([lineOf('whole', series([1]))])))[0]!));
    const json = JSON.parse(await jsonOf(chartOf(lines))) as { lines: { sampled: boolean }[] };
    assert.deepEqual(
      json.lines.map(({ sampled }) => sampled),
      [false, true, true],
    );
  });

  it('as JSON gives back every name and every number, also those that JSON lacks', async () => {
    await fc.assert(
      fc.asyncProperty(hostileName, fc.array(anyNumber, { maxLength: 30 }), column, async (title, values, steps) => {
        const one = series(values, { steps: steps === null ? null : Float64Array.from(steps.slice(0, values.length)) });
        const read = JSON.parse(await jsonOf(chartOf([lineOf(title, one)], { title }))) as {
          metric: string;
          axis: string;
          lines: { experiment: string; key: string; values: unknown[]; steps: unknown[] | null; times: unknown }[];
        };
        assert.equal(read.metric, title);
        assert.equal(read.axis, 'Step');
        const [line] = read.lines;
        assert.equal(line!.experiment, title);
        assert.deepEqual(
          line!.values.map(Number),
          values.map((value) => (value === 0 ? 0 : value)),
        );
        assert.deepEqual(
          line!.steps,
          one.steps === null ? null : Array.from(one.steps, (step) => (Number.isNaN(step) ? null : step)),
        );
        assert.equal(line!.times, null);
      }),
      { numRuns: 200 },
    );
  });

  it('as Markdown is a table of one row a line, whatever the names hold', () => {
    const rows = markdownOf(
      chartOf([
        lineOf(
          'a | b\n# no heading <img src=x> `x` [l](u)',
          series([3, 1, NaN, 20_000], { steps: Float64Array.of(0, 10, 20, 30_000) }),
        ),
        lineOf('broken', series([NaN])),
        lineOf('no steps', series([1, 2], { steps: null })),
      ]),
    )
      .trimEnd()
      .split('\n');
    assert.deepEqual(rows, [
      '| train\\_loss | Last | Min | Max | Points |',
      '| --- | ---: | ---: | ---: | ---: |',
      '| a \\| b # no heading \\<img src=x\\> \\`x\\` \\[l\\](u) | 20,000 | 1 (step 10) | 20,000 (step 30,000) | 4 |',
      '| broken | NaN |  |  | 1 |',
      '| no steps | 2 | 1 (point 1) | 2 (point 2) | 2 |',
    ]);
    fc.assert(
      fc.property(hostileName, (title) => {
        const table = markdownOf(chartOf([lineOf(title, series([1]))], { title }));
        const lines = table.split('\n');
        assert.equal(lines.length, 4);
        for (const line of lines.slice(0, 3)) {
          assert.equal(line.replace(/\\./gsu, '').split('|').length, 7);
        }
      }),
    );
  });

  it('has a name that every file system holds', () => {
    const chart = chartOf([lineOf('a', series([1]))], { title: '../train/loss<é>: 100 %' });
    assert.equal(fileName('csv', chart), '.._train_loss_é__ 100 % (1 experiment).csv');
    assert.equal(
      fileName('csv', { ...chart, title: 'loss', incomplete: true }),
      'loss (1 experiment, not all points).csv',
    );
    assert.equal(fileName('markdown', { ...chart, title: '', lines: [] }), 'chart (0 experiments).md');
    assert.match(fileName('png', { ...chart, title: 'x'.repeat(1000) }), /^x{100,}.*\.png$/);
  });

  it('says of its points what the chart says of them, and rings what they do not reach', async () => {
    const notes = ['Peaks to 24.2 not shown yet', '3 values are <infinite> & more'];
    const chart = chartOf([lineOf('a', series([0.1, 0.2]))], {
      points: [{ xValue: 50, value: 0.9, color: '#0072b2' }],
      notes,
      incomplete: true,
    });
    const { svg, height } = pictureOf(chart, widthOf);
    assert.ok(
      svg.includes('>Peaks to 24.2 not shown yet</text>') &&
        svg.includes('>3 values are &lt;infinite&gt; &amp; more</text>'),
    );
    assert.equal([...svg.matchAll(/<circle [^>]*stroke="#0072b2"/g)].length, 1);
    assert.equal(height, pictureOf({ ...chart, notes: [] }, widthOf).height + 2 * 16);
    assert.deepEqual((JSON.parse(await jsonOf(chart)) as { notes: string[] }).notes, notes);
    assert.equal(
      markdownOf(chart).split('\n').at(-2),
      'Peaks to 24.2 not shown yet · 3 values are \\<infinite\\> \\& more',
    );
    assert.equal(
      markdownOf({ ...chart, incomplete: false })
        .trimEnd()
        .split('\n').length,
      3,
    );
  });

  it('as SVG keeps each extreme within its column', () => {
    const values = Array.from({ length: 15_000 }, (_, index) =>
      index === 7777 ? 0.97 : index === 1234 ? 0.03 : 0.5 + 0.001 * Math.sin(index),
    );
    const { svg } = pictureOf(chartOf([lineOf('a', series(values))], { xRange: { from: 0, to: 14_999 } }), widthOf);
    const line = /<path d="([^"]*)" fill="none" stroke="#0072b2" stroke-width="1.5"/.exec(svg)![1]!;
    const points = [...line.matchAll(/[ML](-?[\d.]+) (-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)] as const);
    assert.ok(points.length <= 4 * 2 * 400 + 10, `${points.length} points`);
    const left = Number(/<rect x="([\d.]+)"/.exec(svg)![1]) + 1,
      top = Number(/<rect x="[\d.]+" y="([\d.]+)"/.exec(svg)![1]) + 2;
    const highest = points.reduce((one, other) => (other[1] < one[1] ? other : one)),
      lowest = points.reduce((one, other) => (other[1] > one[1] ? other : one));
    assert.ok(
      Math.abs(highest[0] - (left + (7777 / 14_999) * 400)) < 0.01 && Math.abs(highest[1] - (top + 0.03 * 200)) < 0.01,
      String(highest),
    );
    assert.ok(
      Math.abs(lowest[0] - (left + (1234 / 14_999) * 400)) < 0.01 && Math.abs(lowest[1] - (top + 0.97 * 200)) < 0.01,
      String(lowest),
    );
  });

  it('as SVG breaks where there is no number, and marks it', () => {
    const { svg } = pictureOf(
      chartOf([lineOf('a', series([0.1, 0.2, NaN, 0.4, Infinity, 0.5, 0.6]))], { xRange: { from: 0, to: 6 } }),
      widthOf,
    );
    const line = /<path d="([^"]*)" fill="none" stroke="#0072b2" stroke-width="1.5"/.exec(svg)![1]!;
    assert.equal(line.split('M').length - 1, 3);
    assert.equal(line.split('L').length - 1, 2);
    assert.equal(
      /<path d="([^"]*)"[^>]*stroke-width="4" stroke-linecap="round"/.exec(svg)![1]!.split('M').length - 1,
      1,
      'the lone point is a dot',
    );
    assert.equal(
      /<path d="([^"]*)" fill="none" stroke="#bb0000"/.exec(svg)![1]!.split('M').length - 1,
      3,
      'a cross and an arrow head',
    );
  });

  it('as SVG holds no character that XML refuses, and nothing of a name as markup', () => {
    fc.assert(
      fc.property(
        hostileName,
        fc.array(anyNumber, { maxLength: 20 }),
        fc.constantFrom('linear', 'logarithmic', 'symmetricLog' as const),
        (title, values, kind) => {
          const scale = axisScale(kind, () => [Float64Array.of(0.01, 1)]);
          const chart = chartOf(
            [lineOf(title, series(values), 'step', 0.5), lineOf(`<script>${title}</script>&"'`, series(values))],
            { title: `]]>${title}`, yScale: scale, yRange: { from: 0.01, to: 1 } },
          );
          const { svg, width, height } = pictureOf(chart, widthOf);
          assert.doesNotMatch(svg, /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u);
          assert.doesNotMatch(svg, /<script|d="[^"]*(NaN|Infinity|undefined|e-)/);
          // Every tag is one of ours, every & an entity.
          const tags = new Set([...svg.matchAll(/<\/?([^\s/>]+)/g)].map(([, name]) => name!));
          for (const tag of tags) {
            assert.ok(['?xml', 'svg', 'title', 'defs', 'clipPath', 'rect', 'path', 'text', 'g'].includes(tag), tag);
          }
          assert.equal(svg.replace(/&(amp|lt|gt|quot|apos);/g, '').includes('&'), false);
          assert.ok(width > 460 && height > 230 && width + height < 5000);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('grows the legend with its names and never beyond the width', () => {
    const names = [
      'short',
      'x'.repeat(300),
      ...Array.from({ length: 30 }, (_, index) => `digits-mlp lr=0.00${index} width=${index * 8}`),
    ];
    const few = pictureOf(chartOf(names.slice(0, 1).map((name) => lineOf(name, series([1])))), widthOf);
    const many = pictureOf(chartOf(names.map((name) => lineOf(name, series([1])))), widthOf);
    assert.ok(many.height > few.height + 200);
    for (const [, x, attributes, words] of many.svg.matchAll(/<text x="([\d.]+)" y="[\d.]+" ([^>]*)>([^<]*)</g)) {
      const wide = widthOf(words!, 11);
      const start = attributes!.includes('"end"')
        ? Number(x) - wide
        : attributes!.includes('"middle"')
          ? Number(x) - wide / 2
          : Number(x);
      assert.ok(start >= 0 && start + wide <= many.width, `${words} from ${start}, ${wide} wide`);
    }
    for (const [, y] of many.svg.matchAll(/<text x="[\d.]+" y="([\d.]+)"/g)) {
      assert.ok(Number(y) <= many.height - 4);
    }
    assert.equal((many.svg.match(/x{5,}/g) ?? []).length > 1, true, 'a long name takes several lines');
  });
});

describe('the parts of a picture', () => {
  it('writes colours as every reader of SVG knows them', () => {
    assert.deepEqual(paintOf('#56b4e94d'), { color: '#56b4e9', opacity: 0.302 });
    assert.deepEqual(paintOf(' #fff '), { color: '#ffffff', opacity: 1 });
    assert.deepEqual(paintOf('rgb(255 255 255 / 8%)'), { color: '#ffffff', opacity: 0.078 });
    assert.deepEqual(paintOf('rgba(1, 2, 3, 0.5)'), { color: '#010203', opacity: 0.502 });
    assert.deepEqual(paintOf('color(srgb 1 0.5 0 / 0.2)'), { color: '#ff8000', opacity: 0.2 });
    assert.deepEqual(paintOf('transparent'), { color: 'none', opacity: 0 });
    assert.deepEqual(paintOf('rebeccapurple'), { color: 'rebeccapurple', opacity: 1 });
    assert.deepEqual(paintOf('rgb(x y z)'), { color: 'rgb(x y z)', opacity: 1 });
  });

  it('closes a band stretch by stretch, also where its floor leaves a logarithmic axis', () => {
    const area = { left: 0, right: 100, top: 0, bottom: 100 };
    const band: Band = {
      x: Float64Array.of(0, 1, 2, 3, 4),
      middle: Float64Array.of(1, 1, 1, 1, 1),
      low: Float64Array.of(1, -1, NaN, 1, 1),
      high: Float64Array.of(10, 100, NaN, 10, 10),
      runs: Uint32Array.of(2, 2, 1, 2, 2),
    };
    const path = bandPath(band, (line) => line, {
      area,
      x: (place) => place * 10,
      y: (value) => 100 - Math.log10(value) * 10,
    });
    assert.equal(path, 'M0 90L10 80L10 102L0 100ZM30 90L40 90L40 100L30 100Z');
    const alone: Band = {
      x: Float64Array.of(2),
      middle: Float64Array.of(1),
      low: Float64Array.of(0),
      high: Float64Array.of(10),
      runs: Uint32Array.of(2),
    };
    assert.equal(
      bandPath(alone, (line) => line, { area, x: (place) => place * 10, y: (value) => 100 - Math.log10(value) * 10 }),
      'M19.5 90h1V102h-1Z',
    );
  });

  it('dashes dense lines along the axis, not along their way up and down', () => {
    const area = { left: 0, right: 8, top: 0, bottom: 10 };
    const line = { x: Float64Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8), y: Float64Array.of(0, 9, 0, 9, 0, 9, 0, 9, 0) };
    assert.equal(
      linePath(line, { area, x: (place) => place, y: (value) => value }, [3, 2]),
      'M0 0L1 9L2 0M5 9L6 0L7 9',
    );
  });

  it('breaks words behind blanks and punctuation, and long ones anywhere', () => {
    const wide = (text: string): number => text.length;
    assert.deepEqual(wrap('one two/three-four', 8, wide), ['one two/', 'three-', 'four']);
    assert.deepEqual(wrap('abcdefghij', 4, wide), ['abcd', 'efgh', 'ij']);
    assert.deepEqual(wrap(' \n ', 4, wide), []);
    assert.deepEqual(
      wrap('a'.repeat(100), 10, wide).map(({ length }) => length),
      [10, 10, 10, 10, 10, 10],
    );
    assert.equal(wrap('a'.repeat(100), 10, wide).at(-1)!.at(-1), '…');
    assert.deepEqual(wrap('🙂🙂', 1, wide), ['🙂', '🙂']);
  });
});
