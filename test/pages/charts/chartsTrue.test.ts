/**
 * What is drawn is true: all points by themselves, extremes that a sample hides, values that are hard to draw, single
 * values, colours and names.
 */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import type { Locator } from 'playwright-core';
import { comparedExperiments, curve, experiment, summaryOf } from '../../support/fixtures/experimentFixture';
import { eventually } from '../../support/eventually';
import { shows } from '../../support/shows';
import { showTab, usePage, type ExperimentStub } from '../../support/pages/usePage';
import type { MetricSeries, Summary } from '../../../src/shared/experiment';
import { BackendError, ready } from '../../../src/shared/problem';
import { colorOfRun } from '../../../webview/drawing/runColor';

const pictures = 'out/pictures';
const chartOf = (panel: Locator, name: string): Locator => panel.locator(`[data-metric="${name}"]`);
const drawn = async (panel: Locator): Promise<number> =>
  Number(await panel.locator('[data-charts-drawn]').getAttribute('data-charts-drawn'));
const asked = (host: ExperimentStub) =>
  host.asked
    .filter(({ question }) => question === 'series')
    .map(({ argument }) => argument as { of: { key: string }; names: string[]; full: boolean });

/** 15,000 steps with a spike that no sample of 500 holds, and what the tracker's summary says of it. */
function whole(name: string): MetricSeries {
  const known = wholes.get(name) ?? curve(name, { points: 15_000, change: (values) => (values[997] = 24.18) });
  wholes.set(name, known);
  return known;
}
const wholes = new Map<string, MetricSeries>();
const sampleOf = (series: MetricSeries): MetricSeries => {
  const every = (column: Float64Array): Float64Array => column.filter((_, index) => index % 30 === 0);
  return {
    ...series,
    values: every(series.values),
    steps: every(series.steps!),
    epochs: every(series.epochs!),
    times: every(series.times!),
    sampled: true,
  };
};

interface Gate {
  readonly promise: Promise<void>;
  open(): void;
}
function gate(): Gate {
  let open = (): void => undefined;
  const promise = new Promise<void>((resolve) => (open = resolve));
  return { promise, open: () => open() };
}

/**
 * How high in the plot, from its top in pixels, the picture reaches at all; null where nothing is painted in a colour.
 */
const highest = (chart: Locator): Promise<number | null> =>
  chart.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
    const { data, width } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    for (let index = 0; index < data.length; index += 4) {
      const [red = 0, green = 0, blue = 0, alpha = 0] = data.subarray(index, index + 4);
      if (alpha > 90 && Math.max(red, green, blue) - Math.min(red, green, blue) > 30) {
        return Math.floor(index / 4 / width);
      }
    }
    return null;
  });

describe('charts that are true', () => {
  const open = usePage();
  before(() => void mkdirSync(pictures, { recursive: true }));

  describe('all points', () => {
    const loss = whole('loss');
    const state = { metrics: ready([summaryOf(loss, null)]) };

    it('come by themselves; until then the extremes are marked, the chart says what it lacks, and nothing moves', async () => {
      const held = gate();
      const host = await open({
        state,
        answers: {
          series: async ({ full }) => {
            if (full) {
              await held.promise;
            }
            return [full ? loss : sampleOf(loss)];
          },
        },
      });
      const panel = await showTab(host, 'charts');
      const chart = chartOf(panel, 'loss');
      await chart.getByText('Not shown yet: peaks to 24.2').waitFor();
      await shows(() => asked(host).map(({ full }) => full), [false, true]);
      await eventually(async () => {
        const marked = await highest(chart);
        assert.ok(marked !== null && marked < 40, `the ring of the peak lies ${marked} pixels from the top`);
      });
      await shows(() => chart.getByRole('button', { name: 'Load all points' }).count(), 0, 'nothing to be asked for');
      const before = await chart.boundingBox();
      await host.page.screenshot({ path: `${pictures}/spike-not-yet.png` });
      /** What is taken along says and rings what the screen does. */
      const saved = async (entry: string): Promise<{ name: string; content: string }> => {
        const count = host.commands.length;
        await chart.getByRole('button', { name: 'More for loss' }).click();
        await chart.getByRole('menuitem', { name: entry, exact: true }).click();
        return eventually(() => {
          const file = host.commands.slice(count).find(({ command }) => command === 'saveFile')?.argument as
            { name: string; content: string } | undefined;
          assert.ok(file);
          return file;
        });
      };
      const early = await saved('Save as SVG');
      assert.equal(early.name, 'loss (1 experiment, not all points).svg');
      assert.match(early.content, /<circle [\s\S]*>Not shown yet: peaks to 24\.2<\/text>/);
      const table = await saved('Save as CSV');
      assert.equal(table.name, 'loss (1 experiment, not all points).csv');
      assert.match(table.content, /^[^\r\n]*,value,sampled\r\n[^\r\n]*,true\r\n/);
      const { notes } = JSON.parse((await saved('Save as JSON')).content) as { notes: string[] };
      assert.ok(notes.includes('Not shown yet: peaks to 24.2'));
      held.open();
      await chart.getByText('All 15,000 points').waitFor();
      await shows(() => chart.getByText('Not shown').count(), 0);
      await shows(() => chart.boundingBox(), before);
      const whole = await saved('Save as SVG');
      assert.equal(whole.name, 'loss (1 experiment).svg');
      const { content } = await saved('Save as CSV');
      assert.match(content, /^[^\r\n]*,value\r\n/);
      assert.doesNotMatch(whole.content, /<circle|Not shown/);
      await eventually(async () => assert.ok(((await highest(chart)) ?? Infinity) < 40));
      await host.page.screenshot({ path: `${pictures}/spike-whole.png` });
    });

    it('say nothing of a sample while none is known to be missing', async () => {
      const few = curve('loss', { points: 404 });
      const held = gate();
      const host = await open({
        state: { metrics: ready([summaryOf(few, null)]) },
        answers: {
          series: async ({ full }) => {
            if (full) {
              await held.promise;
            }
            return [{ ...few, sampled: !full }];
          },
        },
      });
      const panel = await showTab(host, 'charts');
      const chart = chartOf(panel, 'loss');
      await chart.getByText('Loading all points…').waitFor();
      await shows(() => chart.getByText('Sample').count(), 0);
      const before = await chart.boundingBox();
      held.open();
      await chart.getByText('All 404 points').waitFor();
      await shows(() => chart.boundingBox(), before);
    });

    it('stay a sample with its marks where the tracker refuses them, until somebody asks', async () => {
      const host = await open({
        state,
        answers: {
          series: ({ full }) =>
            full ? Promise.reject(new BackendError('refused', 'Too many points.')) : Promise.resolve([sampleOf(loss)]),
        },
      });
      const panel = await showTab(host, 'charts');
      const chart = chartOf(panel, 'loss');
      await chart.getByText('Not shown: peaks to 24.2', { exact: true }).waitFor();
      await chart.getByText('Sample of 500 points').waitFor();
      await shows(() => asked(host).filter(({ full }) => full).length, 1, 'refused once, asked once');
      await chart.getByRole('button', { name: 'Load all points' }).click();
      await chart.getByText('Not up to date. Too many points.').waitFor();
      await shows(() => asked(host).filter(({ full }) => full).length, 2);
    });

    it('are not loaded unasked for more lines than the tracker and the page bear, and not for what has left sight', async () => {
      const names = Array.from({ length: 40 }, (_, index) => `metric_${index}`);
      const metrics = names.map((name) => summaryOf(sampleOf(whole(name)), null));
      const compared = comparedExperiments(24).map((one) => ({ ...one, metrics: ready(metrics) }));
      const host = await open({
        size: { width: 1000, height: 700 },
        state: { metrics: ready(metrics), compared },
        answers: {
          series: ({ of, names: wanted, full }) =>
            Promise.resolve(
              wanted.map((name) => ({ ...(full ? whole(name) : sampleOf(whole(name))), experimentKey: of.key })),
            ),
        },
      });
      const panel = await showTab(host, 'charts');
      await eventually(async () => assert.ok((await drawn(panel)) >= 4));
      // Exactly: the button that loads all points bears these words too, and earlier.
      await panel.getByText('All points', { exact: true }).first().waitFor();
      await panel.getByRole('button', { name: 'Load all points' }).first().waitFor();
      const full = asked(host).filter((question) => question.full);
      assert.ok(full.length > 0 && full.length <= 60, `${full.length} asked for`);
      const inSight = new Set(
        asked(host)
          .filter((question) => !question.full)
          .flatMap((question) => question.names),
      );
      assert.ok(full.every((question) => question.names.every((name) => inSight.has(name))));
    });

    it('come again with what a running experiment adds', async () => {
      const running = ready({ ...experiment, state: 'running' as const });
      const longer = curve('loss', {
        points: 15_000,
        sampled: false,
        change: (values) => values.splice(14_000, 1000, ...Array.from({ length: 1000 }, () => 0.5)),
      });
      let series = { ...whole('loss') };
      const host = await open({
        state: { ...state, experiment: running },
        answers: { series: ({ full }) => Promise.resolve([full ? series : sampleOf(series)]) },
      });
      const panel = await showTab(host, 'charts');
      await chartOf(panel, 'loss').getByText('All 15,000 points').waitFor();
      series = longer;
      await host.push({ metrics: ready([summaryOf(longer, null)]), revision: 2 });
      await shows(() => asked(host).map(({ full }) => full), [false, true, true]);
      await chartOf(panel, 'loss').getByText('All 15,000 points').waitFor();
    });
  });

  it('draws what is constant up to rounding, near the largest number or late in a long run at once', async () => {
    const odd: readonly (readonly [name: string, values: readonly number[], steps?: readonly number[]])[] = [
      ['prob_sum', [1, 0.9999999999999999, 1, 1.0000000000000002]],
      ['schedule', [0.3, 0.30000000000000004, 0.3]],
      ['nanoseconds', [1.7e18, 1.7e18 + 256, 1.7e18 + 512]],
      ['both', [-1e308, 1e308, 0, 5e307]],
      ['constant', [1.7e308, 1.7e308]],
      ['denormal', [5e-324, 1e-323, 2e-323]],
      [
        'late',
        Array.from({ length: 41 }, (_, index) => index),
        Array.from({ length: 41 }, (_, index) => 1_234_560 + index),
      ],
      ['last_steps', [1, 2, 3], [2 ** 53 - 4, 2 ** 53 - 2, 2 ** 53]],
      ['near_100', Array.from({ length: 40 }, (_, index) => 100 + (index % 7) * 3e-6)],
      ['infinite', [NaN, Infinity, -Infinity]],
      ['__proto__', [1, 2, 3]],
      ['constructor', [3, 2, 1]],
      ['toString', [0, 0, 0]],
    ];
    const all = odd.map(([name, values, steps]): MetricSeries => ({
      experimentKey: experiment.key,
      name,
      values: Float64Array.from(values),
      steps: Float64Array.from(steps ?? values.keys()),
      epochs: null,
      times: null,
      sampled: false,
    }));
    const host = await open({
      size: { width: 1400, height: 1500 },
      state: { metrics: ready(all.map((series) => summaryOf(series, null))) },
      answers: { series: ({ names }) => Promise.resolve(all.filter(({ name }) => names.includes(name))) },
    });
    const panel = await showTab(host, 'charts');
    for (const scale of ['Linear', 'Log', 'Symmetric log']) {
      await panel.getByText('Axes and zoom').click();
      await panel.getByRole('radiogroup', { name: 'Y scale' }).getByRole('radio', { name: scale, exact: true }).click();
      await host.page.keyboard.press('Escape');
      await shows(() => drawn(panel), odd.length);
      await host.page.screenshot({ path: `${pictures}/odd-values-${scale.toLowerCase().replace(' ', '-')}.png` });
    }
    for (const name of ['both', 'constant', 'schedule', '__proto__']) {
      await eventually(async () => assert.ok((await highest(chartOf(panel, name))) !== null, `${name} is drawn`));
    }
    // The page answers, and each of them can be hidden, typed a range for and read.
    await chartOf(panel, '__proto__').locator('.plot').focus();
    await host.page.keyboard.press('End');
    await shows(() => chartOf(panel, '__proto__').locator('.chart-tooltip').innerText(), /3[\s\S]*Step 2/);
    await chartOf(panel, 'last_steps').locator('.plot').focus();
    await host.page.keyboard.press('End');
    await shows(() => chartOf(panel, 'last_steps').locator('.chart-tooltip').innerText(), /Step 9,007,199,254,740,992/);
  });

  it('says single values on tiles, of one experiment or of several, and draws the others', async () => {
    const point = (value: string, step = 7) => ({ value, step, time: 1_750_000_000_000 });
    const single = (name: string, value: string): Summary => ({
      name,
      context: null,
      ofMachine: false,
      current: point(value),
      minimum: point(value),
      maximum: point(value),
    });
    const twice: Summary = { ...single('constant', '3'), current: point('3', 8) };
    const metrics = [
      summaryOf(curve('loss'), null),
      single('process_duration', '163.2'),
      single('test_accuracy', '0.9815'),
      twice,
    ];
    const host = await open({ state: { metrics: ready(metrics) } });
    const panel = await showTab(host, 'charts');
    await chartOf(panel, 'loss').waitFor();
    await shows(
      () =>
        panel
          .locator('metric-chart')
          .evaluateAll((charts) => charts.map((chart) => (chart as HTMLElement).dataset['metric'])),
      ['constant', 'loss'],
    );
    await shows(
      () => panel.locator('.value-tile .chart-name').allTextContents(),
      ['process_duration', 'test_accuracy'],
    );
    await shows(() => panel.locator('[data-value="process_duration"]').innerText(), /163\.2\s*step 7/);
    await host.page.screenshot({ path: `${pictures}/value-tiles.png` });
    const compared = comparedExperiments(2).map((one) => ({
      ...one,
      metrics: ready([single('test_accuracy', '0.5')]),
    }));
    await host.push({ compared });
    await shows(
      () => panel.locator('[data-value="test_accuracy"]').innerText(),
      /lr=0\.003 wide\s*0\.9815\s*digits-mlp seed=1\s*0\.5\s*digits-mlp seed=2\s*0\.5/,
    );
    await host.push({ compared: [], experiment: ready({ ...experiment, state: 'running' }) });
    await chartOf(panel, 'test_accuracy').waitFor();
  });

  it('ends a legend on a whole name and says how many more there are', async () => {
    for (const width of [420, 1000, 1400]) {
      const host = await open({ size: { width, height: 900 }, state: { compared: comparedExperiments(12) } });
      const panel = await showTab(host, 'charts');
      const legend = chartOf(panel, 'layer/0/weight_norm').locator('.legend');
      const more = legend.locator('.legend-more');
      await more.waitFor();
      const names = await legend.locator('.legend-entry').count();
      await eventually(async () =>
        assert.equal(await more.innerText(), `+${13 - (await legend.locator('.legend-entry').count())} more`),
      );
      await eventually(async () => {
        const cut = await legend.evaluate(
          (element) =>
            [...element.children].filter(
              (child) => child.getBoundingClientRect().bottom > element.getBoundingClientRect().bottom + 0.5,
            ).length,
        );
        assert.equal(cut, 0, `${width}: nothing is cut`);
      });
      await eventually(async () =>
        assert.ok(names >= 1 && (await legend.evaluate((element) => element.scrollHeight <= element.clientHeight))),
      );
      await host.page.screenshot({ path: `${pictures}/legend-${width}.png` });
      await more.click();
      await shows(() => legend.locator('.legend-entry').count(), 13);
    }
  });

  it('stands the headings of the metric table over their numbers', async () => {
    const host = await open({ size: { width: 1200, height: 700 } });
    const panel = await showTab(host, 'overview');
    const table = panel.getByRole('table', { name: 'Metrics' });
    await table.locator('tbody tr').first().waitFor();
    await eventually(async () => {
      const apart = await table.evaluate((element) =>
        ['Last', 'Min', 'Max'].map((title, index) => {
          const heading = [...element.querySelectorAll('thead th')]
            .find((each) => each.textContent.trim() === title)!
            .querySelector('button')!;
          const number = element
            .querySelectorAll('tbody tr')[0]!
            .querySelectorAll('td')
            [index + 1]!.querySelector('[title]')!;
          const words = document.createRange();
          words.selectNodeContents(heading);
          return Math.abs(words.getBoundingClientRect().right - number.getBoundingClientRect().right);
        }),
      );
      assert.ok(
        apart.every((pixels) => pixels < 10),
        apart.join(),
      );
    });
    await host.page.screenshot({ path: `${pictures}/metric-table.png` });
  });

  it('gives each run one colour, alone and in any company', async () => {
    const colorIn = async (host: ExperimentStub, within: string): Promise<string> => {
      const line = (await showTab(host, 'charts')).locator(within).first().locator('svg.swatch line');
      return line.evaluate((drawing) => getComputedStyle(drawing).stroke);
    };
    const compared = comparedExperiments(6);
    const seen = new Map<string, string>();
    for (const company of [compared.slice(0, 3), compared.slice(2, 6), [...compared].reverse()]) {
      const host = await open({ state: { compared: company } });
      await (await showTab(host, 'charts')).locator('.list-row').first().waitFor();
      for (const one of company) {
        assert.ok(one.experiment.state === 'ready');
        const { name } = one.experiment.value;
        const color = await eventually(async () => {
          const found = await colorIn(host, `.list-row:has-text("${name}")`);
          assert.equal(seen.get(one.reference.key) ?? found, found, name);
          return found;
        });
        seen.set(one.reference.key, color);
      }
    }
    for (const [key, color] of seen) {
      for (const [other, same] of seen) {
        assert.equal(color === same, colorOfRun(key) === colorOfRun(other));
      }
    }
  });
});
