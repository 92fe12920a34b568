/**
 * Charts taken along: pictures made by a real browser under the panels' own policy, compared with what the screen
 * shows.
 */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import type * as chartExports from '../../support/pages/chartExports';
import type { Drawing, Exhibit } from '../../support/pages/chartExports';
import { comparedExperiments, curve } from '../../support/fixtures/experimentFixture';
import { eventually } from '../../support/eventually';
import { shows } from '../../support/shows';
import { showTab, usePage, type ExperimentStub } from '../../support/pages/usePage';
import { align, bandOf } from '../../../src/shared/series/series';

const pictures = 'out/pictures';
const inks: Readonly<Record<'dark' | 'light', Exhibit['inks']>> = {
  dark: [
    ['#56b4e9', '#56b4e94d'],
    ['#e69f00', '#e69f004d'],
    ['#0da077', '#0da0774d'],
    ['#f7b0d8', '#f7b0d84d'],
    ['#f0e442', '#f0e4424d'],
  ],
  light: [
    ['#0072b2', '#0072b24d'],
    ['#d55e00', '#d55e004d'],
    ['#1a9a80', '#1a9a804d'],
    ['#c4399a', '#c4399a4d'],
    ['#6b5200', '#6b52004d'],
  ],
};
const hostile = '<img src=x onerror="window.hacked=1">&]]>';

interface Harness {
  readonly chartExports: typeof chartExports;
}

let bundle = '';

async function withHarness(host: ExperimentStub): Promise<void> {
  bundle ||= (
    await build({
      entryPoints: ['test/support/pages/chartExports.ts'],
      bundle: true,
      write: false,
      format: 'iife',
      globalName: 'chartExports',
      platform: 'browser',
      target: 'es2022',
      tsconfig: 'webview/tsconfig.json',
    })
  ).outputFiles[0]!.text;
  await host.page.evaluate(`${bundle}; window.chartExports = chartExports;`);
}

const bothWays = (host: ExperimentStub, drawing: Drawing): Promise<Compared> =>
  host.page.evaluate((drawn) => (window as unknown as Harness).chartExports.bothWays(drawn), drawing);
type Compared = Awaited<ReturnType<Harness['chartExports']['bothWays']>>;

/** What one painter paints the other paints too, but for a pixel: edges are smoothed by either in its own way. */
function assertSame(what: string, { screen, picture }: Compared): void {
  assert.equal(picture.length, screen.length);
  assert.ok(screen.filter(([top]) => top >= 0).length > 50, `${what}: nothing to be compared`);
  const strays = (painted: typeof screen, other: typeof screen): readonly string[] =>
    painted.flatMap(([top, bottom], column) => {
      if (top < 0) {
        return [];
      }
      const around = other.slice(Math.max(0, column - 1), column + 2).filter(([first]) => first >= 0);
      const [least, most] = [Math.min(...around.map(([first]) => first)), Math.max(...around.map(([, last]) => last))];
      return top >= least - 1 && bottom <= most + 1
        ? []
        : [`column ${column}: ${top}–${bottom} beside ${least}–${most}`];
    });
  assert.deepEqual(strays(screen, picture), [], `${what}: on the screen alone`);
  assert.deepEqual(strays(picture, screen), [], `${what}: in the picture alone`);
}

const bytesOf = (value: unknown): Buffer => Buffer.from(Object.values(value as Record<string, number>));

describe('exports of a chart', () => {
  const open = usePage();
  before(() => void mkdirSync(pictures, { recursive: true }));

  const noisy = Array.from(
    { length: 15_000 },
    (_, index) =>
      0.2 +
      2 * Math.exp(-index / 3000) +
      0.1 * Math.sin(index * 12.9898) * Math.sin(index * 78.233) +
      (index === 9000 ? 1.5 : 0),
  );
  const cases: readonly (readonly [string, Drawing])[] = [
    ['15,000 points with a spike', { values: noisy, scale: 'linear', xRange: [0, 14_999], smoothed: 0 }],
    ['a part of them', { values: noisy, scale: 'linear', xRange: [8000, 10_000], smoothed: 0 }],
    [
      'few points that lie apart',
      { values: [1, 3, 2, 5, 4, 4.5, 1, 0.5, 2], scale: 'linear', xRange: [0, 8], smoothed: 0 },
    ],
    [
      'gaps and lone points',
      {
        values: Array.from({ length: 60 }, (_, index) =>
          index % 15 === 7 || index % 15 === 9 ? 'NaN' : 2 + Math.sin(index / 5),
        ),
        scale: 'linear',
        xRange: [0, 59],
        smoothed: 0,
      },
    ],
    [
      'a logarithmic axis with values below zero',
      {
        values: noisy.slice(0, 800).map((value, index) => (index % 100 === 50 ? -1 : value ** 6)),
        scale: 'logarithmic',
        xRange: [0, 799],
        smoothed: 0,
      },
    ],
    ['a line smoothed', { values: noisy, scale: 'linear', xRange: [0, 14_999], smoothed: 0.9 }],
  ];
  it('draws as SVG, pixel column by pixel column, what the screen shows', async () => {
    const host = await open();
    await withHarness(host);
    for (const [what, drawing] of cases) {
      assertSame(what, await bothWays(host, drawing));
    }
  });

  for (const theme of ['dark', 'light'] as const) {
    it(`makes pictures in the theme ${theme} that are whole, sharp and of valid XML`, async () => {
      const host = await open({ theme });
      await withHarness(host);
      await eventually(async () => {
        const made = await host.page.evaluate((shown) => (window as unknown as Harness).chartExports.exhibit(shown), {
          names: ['digits-mlp lr=0.003 wide', hostile, 'قيمة عربية', 'digits-mlp '.repeat(16)],
          background: theme === 'dark' ? '#1f1f1f' : '#ffffff',
          text: theme === 'dark' ? '#cccccc' : '#3b3b3b',
          grid: theme === 'dark' ? 'rgb(255 255 255 / 8%)' : 'rgb(0 0 0 / 9%)',
          inks: inks[theme],
          repeats: numbersOf(
            bandOf(
              [1, 2, 3].map((seed) =>
                align(curve(`seed ${seed}`, { points: 200, from: 1.5 + seed / 5, to: 0.6 }), 'step'),
              ),
              { middle: 'mean', spread: 'extremes', grid: 'union', interpolate: false },
            ),
          ),
          middle: 'Mean of 3 repeats',
        });
        writeFileSync(`${pictures}/export-${theme}.svg`, made.svg);
        writeFileSync(`${pictures}/export-${theme}.png`, Buffer.from(made.png));
        assert.equal(made.errors, 0);
        assert.equal(made.root, 'http://www.w3.org/2000/svg');
        assert.deepEqual(made.elements, ['clipPath', 'defs', 'g', 'path', 'rect', 'svg', 'text', 'title']);
        assert.ok(made.texts.join('').replace(/\s/g, '').includes(hostile.replace(/\s/g, '')));
        assert.doesNotMatch(made.svg, /style=|href|<script|url\((?!#plot\))/);
        assert.deepEqual(made.size, [made.drawn * 2, made.tall * 2]);
        assert.ok(
          made.ground > made.pixels * 0.5 && made.ground < made.pixels * 0.97,
          `${made.ground} of ${made.pixels} are ground`,
        );
        for (const [index, count] of made.inks.entries()) {
          assert.ok(count > 100, `${count} pixels of line ${index}`);
        }
        assert.equal(made.corner[3], 255);
      });
      await shows(() => host.page.evaluate(() => 'hacked' in window), false);
    });
  }

  it('is had from the menu of every chart, with all experiments that it shows', async () => {
    const host = await open({ size: { width: 1000, height: 2400 }, state: { compared: comparedExperiments(2) } });
    const panel = await showTab(host, 'charts');
    const chart = panel.locator('[data-metric="train_loss"]');
    await chart.locator('canvas').waitFor();
    const saved = async (entry: string, count: number): Promise<{ name: string; content: unknown }> => {
      await chart.getByRole('button', { name: 'More for train_loss' }).click();
      await chart.getByRole('menuitem', { name: entry, exact: true }).click();
      return eventually(() => {
        const files = host.commands.filter(({ command }) => command === 'saveFile');
        assert.equal(files.length, count);
        return files.at(-1)!.argument as { name: string; content: unknown };
      });
    };
    const svg = await saved('Save as SVG', 1);
    assert.equal(svg.name, 'train_loss (3 experiments).svg');
    for (const name of ['digits-mlp lr=0.003 wide', 'digits-mlp seed=1', 'digits-mlp seed=2']) {
      assert.ok((svg.content as string).includes(`>${name}<`), name);
    }
    const png = bytesOf((await saved('Save as PNG', 2)).content);
    assert.deepEqual(png.subarray(1, 4).toString(), 'PNG');
    const [, width, height] = /<svg [^>]*width="(\d+)" height="(\d+)"/.exec(svg.content as string)!;
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [Number(width) * 2, Number(height) * 2]);
    const csv = await saved('Save as CSV', 3);
    assert.equal((csv.content as string).split('\r\n').length, 1 + 3 * 500 + 1);
    const json = JSON.parse((await saved('Save as JSON', 4)).content as string) as {
      metric: string;
      lines: { experiment: string; values: number[] }[];
    };
    assert.equal(json.metric, 'train_loss');
    assert.deepEqual(
      json.lines.map(({ values }) => values.length),
      [500, 500, 500],
    );
    const own = json.lines.find(({ experiment }) => experiment === 'digits-mlp lr=0.003 wide')!;
    assert.deepEqual(own.values, Array.from(curve('train_loss').values));
    await chart.getByRole('button', { name: 'More for train_loss' }).click();
    await chart.getByRole('menuitem', { name: 'Copy as Markdown', exact: true }).click();
    const { text } = (await host.command('copyText')) as { text: string };
    assert.match(
      text,
      /^\| train\\_loss \| Last \| Min \| Max \| Points \|\n\| --- \| ---: \| ---: \| ---: \| ---: \|\n/,
    );
    assert.equal(text.trimEnd().split('\n').length, 5);
  });
});

/** Typed arrays do not travel to a page by themselves; neither does NaN. */
function numbersOf({ x, middle, low, high, runs }: ReturnType<typeof bandOf>) {
  const list = (column: Float64Array): (number | null)[] =>
    Array.from(column, (value) => (Number.isNaN(value) ? null : value));
  return { x: list(x), middle: list(middle), low: list(low), high: list(high), runs: Array.from(runs) };
}
