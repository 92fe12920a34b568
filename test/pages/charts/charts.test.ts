/**
 * Charts in a real browser: what the page asks for, what it draws, what mouse and keyboard do with it. Also the System
 * tab's.
 */
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { allSeries, curve, experiment, summaryOf } from '../../support/fixtures/experimentFixture';
import { eventually } from '../../support/eventually';
import { shows } from '../../support/shows';
import { showTab, usePage, type ExperimentStub } from '../../support/pages/usePage';
import type { MetricSeries } from '../../../src/shared/experiment';
import { BackendError, ready } from '../../../src/shared/problem';
import { colorOfRun } from '../../../webview/drawing/runColor';
import { firstCharts } from '../../../webview/arrangement';

const chartOf = (panel: Locator, name: string): Locator => panel.locator(`[data-metric="${name}"]`);
const drawn = async (panel: Locator): Promise<number> =>
  Number(await panel.locator('[data-charts-drawn]').getAttribute('data-charts-drawn'));
/** Questions for series; `full` asks for all points, else for a sample. */
const seriesAsked = (host: ExperimentStub) =>
  host.asked
    .filter(({ question }) => question === 'series')
    .map(({ argument }) => argument as { of: { connection?: string; key: string }; names: string[]; full: boolean });
/** How many pixels of a chart are coloured, as its line is. */
const colouredPixels = (chart: Locator): Promise<number> =>
  chart.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let index = 0; index < data.length; index += 4) {
      // Axes and labels are grey: their channels are alike.
      if (
        data[index + 3]! > 60 &&
        Math.max(data[index]!, data[index + 1]!, data[index + 2]!) -
          Math.min(data[index]!, data[index + 1]!, data[index + 2]!) >
          30
      ) {
        count += 1;
      }
    }
    return count;
  });

/** Room for all groups at once. */
const tall = { width: 1000, height: 1400 };

/** A page of many metrics, each answered when it is asked. */
function manyMetrics(count: number) {
  const series = Array.from({ length: count }, (_, index) => curve(`metric_${index}`, { points: 60 }));
  return {
    state: { metrics: ready(series.map((one) => summaryOf(one, null))) },
    answers: {
      series: ({ names }: { names: readonly string[] }) =>
        Promise.resolve(series.filter(({ name }) => names.includes(name))),
    },
  };
}

describe('charts', () => {
  const open = usePage();

  it('draws one chart per metric, in groups, with its last value, and none for the machine’s metrics', async () => {
    const host = await open({ size: tall });
    const panel = await showTab(host, 'charts');
    const ofTheModel = allSeries.filter(([{ name }]) => !name.startsWith('sys.'));
    await shows(() => drawn(panel), ofTheModel.length);
    await shows(
      () => panel.locator('.chart-group h2 bdi').allTextContents(),
      ['layer', 'train', 'validate', 'Ungrouped'],
    );
    await shows(() => panel.locator('.chart-group h2 .count').allTextContents(), ['3', '3', '2', '2']);
    await shows(() => chartOf(panel, 'validate_accuracy').locator('.last-value').textContent(), '0.94176');
    await eventually(async () => assert.ok((await colouredPixels(chartOf(panel, 'train_loss'))) > 300));
    await shows(
      async () => (await chartOf(panel, 'train_loss').locator('.plot').getAttribute('aria-label')) ?? '',
      /^Line chart of train_loss, 500 points, last 0\.15027, lowest 0\.1\d+, highest 2\.3/,
    );
    await shows(() => seriesAsked(host).filter(({ full }) => !full).length, 1, 'one question for all that are visible');
  });

  it('asks for and draws only what is visible, and more when it is scrolled to', async () => {
    const host = await open(manyMetrics(120));
    const panel = await showTab(host, 'charts');
    await eventually(async () => assert.ok((await drawn(panel)) >= 6));
    // The window shows about a dozen.
    const first = await eventually(async () => {
      const count = await drawn(panel);
      assert.ok(count <= 18, `${count} drawn at once`);
      return count;
    });
    await shows(
      () =>
        seriesAsked(host)
          .filter(({ full }) => !full)
          .flatMap(({ names }) => names).length,
      first,
    );
    await chartOf(panel, 'metric_119').scrollIntoViewIfNeeded();
    await chartOf(panel, 'metric_119').locator('canvas').waitFor();
    await eventually(async () => assert.ok((await colouredPixels(chartOf(panel, 'metric_119'))) > 50));
    await eventually(() =>
      assert.ok(
        seriesAsked(host)
          .flatMap(({ names }) => names)
          .includes('metric_119'),
      ),
    );
    const asked = seriesAsked(host)
      .filter(({ full }) => !full)
      .flatMap(({ names }) => names);
    assert.equal(new Set(asked).size, asked.length, 'nothing is asked twice');
    assert.ok(asked.length < 80, `${asked.length} asked`);
  });

  it('marks what is not a number and breaks the line there', async () => {
    const gap = curve('gappy', { points: 300, noise: 0, change: (values) => values.fill(NaN, 100, 200) });
    const infinite = curve('infinite', { points: 300, noise: 0, change: (values) => values.splice(50, 1, Infinity) });
    const whole = curve('whole', { points: 300, noise: 0 });
    const alone = curve('alone', { points: 3, noise: 0, change: (values) => values.splice(0, 3, NaN, 1, NaN) });
    const all = [gap, infinite, whole, alone];
    const host = await open({
      state: { metrics: ready(all.map((series) => summaryOf(series, null))) },
      answers: { series: () => Promise.resolve(all) },
    });
    const panel = await showTab(host, 'charts');
    await shows(() => drawn(panel), 4);
    await shows(() => chartOf(panel, 'gappy').locator('.chart-notes').innerText(), /× Not a number: 100 values/);
    await shows(() => chartOf(panel, 'infinite').locator('.chart-notes').innerText(), /⌃ Infinite: 1 value/);
    await eventually(async () =>
      assert.doesNotMatch(await chartOf(panel, 'whole').locator('.chart-notes').innerText(), /not a number|infinite/i),
    );
    /** How many pixel columns well within the middle third have a part of the line in them. */
    const columns = (name: string): Promise<number> =>
      chartOf(panel, name)
        .locator('canvas')
        .evaluate((canvas: HTMLCanvasElement) => {
          const { width, height } = canvas;
          const left = Math.round(50 + (width - 60) * 0.37),
            right = Math.round(50 + (width - 60) * 0.63);
          const { data } = canvas.getContext('2d')!.getImageData(left, 0, right - left, height);
          let count = 0;
          for (let x = 0; x < right - left; x += 1) {
            for (let y = 0; y < height; y += 1) {
              const index = (y * (right - left) + x) * 4;
              if (data[index + 3]! > 60 && data[index + 2]! - data[index]! > 25) {
                count += 1;
                break;
              }
            }
          }
          return count;
        });
    await shows(() => columns('gappy'), 0);
    await eventually(async () => assert.ok((await columns('whole')) > 50));
    await eventually(async () =>
      assert.ok((await colouredPixels(chartOf(panel, 'alone'))) > 4, 'a lone point is a dot'),
    );
  });

  it('keeps every spike of 15,000 points, and smooths them down', async () => {
    const spiky = curve('spiky', {
      points: 15_000,
      noise: 0,
      from: 1,
      to: 1,
      sampled: false,
      change: (values) => {
        for (const at of [1234, 7777, 13_579]) {
          values[at] = 50;
        }
      },
    });
    const host = await open({
      state: { metrics: ready([summaryOf(spiky, null)]) },
      answers: { series: () => Promise.resolve([spiky]) },
    });
    const panel = await showTab(host, 'charts');
    await shows(() => drawn(panel), 1);
    /** How many lines of more than this opacity (0 to 255) are crossed three tenths below the top. */
    const peaks = (opacity: number): Promise<number> =>
      chartOf(panel, 'spiky')
        .locator('canvas')
        .evaluate((canvas: HTMLCanvasElement, leastOpacity) => {
          const { width, height } = canvas;
          const { data } = canvas.getContext('2d')!.getImageData(55, Math.round(height * 0.3), width - 70, 1);
          let count = 0,
            inside = false;
          for (let index = 0; index < data.length; index += 4) {
            // The line is blue.
            const isLine = data[index + 3]! > leastOpacity && data[index + 2]! - data[index]! > 25;
            if (isLine && !inside) {
              count += 1;
            }
            inside = isLine;
          }
          return count;
        }, opacity);
    await shows(() => peaks(150), 3);
    await panel.locator('input[type=range]').evaluate((slider: HTMLInputElement) => {
      slider.value = '0.8';
      slider.dispatchEvent(new Event('input'));
    });
    await shows(
      async () => [await peaks(150), await peaks(20)],
      [0, 3],
      'the strong line is smooth, what was logged is faint behind it',
    );
  });

  it('loads all points at the press of a button where loading them unasked failed', async () => {
    let isBroken = true;
    const host = await open({
      size: tall,
      answers: {
        series: ({ names, full }) =>
          full && isBroken
            ? Promise.reject(new BackendError('timedOut', 'Too slow.'))
            : Promise.resolve(names.map((name) => curve(name, full ? { points: 15_000 } : { sampled: true }))),
      },
    });
    const panel = await showTab(host, 'charts');
    const chart = chartOf(panel, 'gradient_norm');
    await chart.getByRole('button', { name: 'Load all points' }).waitFor();
    isBroken = false;
    const before = seriesAsked(host).length;
    await chart.getByRole('button', { name: 'Load all points' }).click();
    await chart.getByText('All 15,000 points').waitFor();
    await shows(
      () => seriesAsked(host).slice(before),
      [{ of: { connection: 'c1', key: experiment.key }, names: ['gradient_norm'], full: true }],
    );
    await shows(() => chartOf(panel, 'learning_rate').getByRole('button', { name: 'Load all points' }).count(), 1);
  });

  it('zooms all charts by dragging one, and shows the whole range again after a double click', async () => {
    const host = await open({ size: tall });
    const panel = await showTab(host, 'charts');
    await eventually(async () => assert.ok((await drawn(panel)) >= 2));
    const plot = chartOf(panel, 'gradient_norm').locator('.plot');
    const other = chartOf(panel, 'learning_rate');
    const box = (await plot.boundingBox())!;
    const image = () => other.locator('canvas').evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
    const before = await image();
    await host.page.mouse.move(box.x + 100, box.y + 60);
    await host.page.mouse.down();
    await host.page.mouse.move(box.x + 180, box.y + 70, { steps: 3 });
    await plot.locator('.zoom-box:not([hidden])').waitFor();
    await host.page.mouse.up();
    await panel.getByText('Zoomed in').waitFor();
    await eventually(async () => assert.notEqual(await image(), before));
    await plot.dblclick({ position: { x: 150, y: 80 } });
    await panel.getByText('Zoomed in').waitFor({ state: 'detached' });
    await shows(image, before);
  });

  it('is read and zoomed by keyboard', async () => {
    const host = await open({ size: tall });
    const panel = await showTab(host, 'charts');
    await eventually(async () => assert.ok((await drawn(panel)) >= 2));
    const plot = chartOf(panel, 'gradient_norm').locator('.plot');
    const tooltip = chartOf(panel, 'gradient_norm').locator('.chart-tooltip');
    await plot.focus();
    await host.page.keyboard.press('End');
    await shows(() => tooltip.innerText(), /^gradient_norm\n1\.22279\nStep 14,970\nEpoch 29\n2026-/);
    await host.page.keyboard.press('Home');
    await host.page.keyboard.press('ArrowRight');
    await shows(() => tooltip.innerText(), /\nStep 30\n/);
    // The others follow with a crosshair, without a tooltip of their own.
    await chartOf(panel, 'learning_rate').locator('.crosshair:not([hidden])').waitFor();
    await shows(() => panel.locator('.chart-tooltip:not([hidden])').count(), 1);
    await host.page.keyboard.press('+');
    await panel.getByText('Zoomed in').waitFor();
    await host.page.keyboard.press('0');
    await panel.getByText('Zoomed in').waitFor({ state: 'detached' });
  });

  it('grows while the run goes on: asks for what is visible alone, keeps zoom, pointer and scroll', async () => {
    const base = manyMetrics(60);
    let points = 60;
    const host = await open({
      ...base,
      state: { ...base.state, experiment: ready({ ...experiment, state: 'running' }) },
      answers: { series: ({ names }) => Promise.resolve(names.map((name): MetricSeries => curve(name, { points }))) },
    });
    const panel = await showTab(host, 'charts');
    await chartOf(panel, 'metric_20').scrollIntoViewIfNeeded();
    const plot = chartOf(panel, 'metric_20').locator('.plot');
    await plot.locator('canvas').waitFor();
    const box = (await plot.boundingBox())!;
    await host.page.mouse.move(box.x + 90, box.y + 60);
    await host.page.mouse.down();
    await host.page.mouse.move(box.x + 200, box.y + 60, { steps: 3 });
    await host.page.mouse.up();
    await panel.getByText('Zoomed in').waitFor();
    await chartOf(panel, 'metric_20').locator('.chart-tooltip:not([hidden])').waitFor();
    const scrolled = await eventually(async () => {
      const top = await panel.evaluate((element) => element.scrollTop);
      assert.ok(top > 100);
      return top;
    });
    const before = seriesAsked(host).length;
    points = 90;
    // The even ones grew, and number 59, which is not visible.
    const grown = Array.from({ length: 60 }, (_, index) =>
      summaryOf(curve(`metric_${index}`, { points: index % 2 === 0 || index === 59 ? 90 : 60 }), null),
    );
    await host.push({ revision: 2, metrics: ready(grown) });
    await shows(
      async () => (await chartOf(panel, 'metric_20').locator('.plot').getAttribute('aria-label')) ?? '',
      /, 90 points/,
    );
    const again = seriesAsked(host)
      .slice(before)
      .flatMap(({ names }) => names);
    assert.ok(again.includes('metric_20') && again.length < 13 && !again.includes('metric_59'), again.join());
    assert.deepEqual(
      again.filter((name) => Number(name.slice('metric_'.length)) % 2 === 1),
      [],
      'only what grew',
    );
    await shows(() => panel.getByText('Zoomed in').count(), 1);
    await shows(() => chartOf(panel, 'metric_20').locator('.chart-tooltip:not([hidden])').count(), 1);
    await shows(() => panel.evaluate((element) => element.scrollTop), scrolled);
  });

  it('says why a chart cannot be drawn, tries again, and keeps it when a later question fails', async () => {
    let broken = true;
    const series = curve('loss');
    const host = await open({
      state: { metrics: ready([summaryOf(series, null)]) },
      answers: {
        series: () =>
          broken
            ? Promise.reject(new BackendError('unreachable', 'The server cannot be reached.'))
            : Promise.resolve([series]),
      },
    });
    const panel = await showTab(host, 'charts');
    await panel.getByRole('alert').getByText('The server cannot be reached.').waitFor();
    broken = false;
    await panel.locator('vscode-button', { hasText: 'Retry' }).click();
    await shows(() => drawn(panel), 1);
    broken = true;
    await host.push({ revision: 2 });
    await panel.getByText('Not up to date. The server cannot be reached.').waitFor();
    await shows(() => panel.locator('canvas').count(), 1);
  });

  it('turns into a table with every number as it is', async () => {
    const series = curve('loss', { points: 450 });
    const host = await open({
      state: { metrics: ready([summaryOf(series, null)]) },
      answers: { series: () => Promise.resolve([series]) },
    });
    const panel = await showTab(host, 'charts');
    const chart = chartOf(panel, 'loss');
    await chart.locator('canvas').waitFor();
    await chart.getByRole('button', { name: 'Table of loss' }).click();
    const rows = chart.locator('tbody tr');
    await shows(() => rows.count(), 200);
    await shows(
      async () => (await rows.nth(7).locator('td').allTextContents()).filter((_, index) => index !== 2),
      ['210', '0', String(series.values[7])],
    );
    await chart.getByRole('button', { name: 'Show more' }).click();
    await shows(() => rows.count(), 450);
    await chart.getByRole('button', { name: 'Chart of loss' }).click();
    await eventually(async () => assert.ok((await colouredPixels(chart)) > 100));
  });

  it('filters by name, folds a group, changes axis and scale, and remembers all but the filter', async () => {
    const bare: MetricSeries = {
      ...curve('bare'),
      epochs: null,
      times: null,
      values: Float64Array.from([-1, 0, 1, 2]),
      steps: Float64Array.from([0, 1, 2, NaN]),
      sampled: false,
    };
    const host = await open({
      state: {
        metrics: ready([...allSeries.map(([series, context]) => summaryOf(series, context)), summaryOf(bare, null)]),
      },
      answers: {
        series: ({ names }) =>
          Promise.resolve([...allSeries.map(([series]) => series), bare].filter(({ name }) => names.includes(name))),
      },
    });
    const panel = await showTab(host, 'charts');
    await panel.locator('vscode-text-field input').fill('LOSS train');
    await shows(() => panel.locator('.chart-name').allTextContents(), ['train_loss']);
    await panel.locator('vscode-text-field input').fill('nothing like it');
    await panel.getByText('None of 11 metrics is called “nothing like it”.').waitFor();
    await panel.locator('vscode-text-field input').fill('bare');
    const notes = chartOf(panel, 'bare').locator('.chart-notes');
    await shows(() => notes.innerText(), /Left out, without steps: 1 point/);
    await panel.locator('vscode-checkbox').click();
    await shows(() => notes.innerText(), /Left out at or below zero: 2 values/);
    await panel.getByLabel('X axis').selectOption('epoch');
    await shows(() => notes.innerText(), /In order of logging, since no epochs were logged/);
    await panel.locator('vscode-text-field input').fill('');
    await panel.getByRole('button', { name: /^layer/ }).click();
    await shows(() => chartOf(panel, 'layer/0/weight_norm').count(), 0);
    await shows(() => (host.memory as { charts: unknown }).charts, {
      ...firstCharts,
      paletteIndexes: { [`c1/${experiment.key}`]: colorOfRun(experiment.key) },
      axis: 'epoch',
      verticalScale: 'logarithmic',
      folded: ['layer'],
    });
  });

  it('draws the machine’s metrics on the System tab over time', async () => {
    const host = await open({ size: { width: 1000, height: 1200 } });
    const panel = await showTab(host, 'system');
    await shows(() => drawn(panel), 4);
    await shows(
      () =>
        seriesAsked(host)
          .flatMap(({ names }) => names)
          .sort(),
      ['sys.cpu.percent.avg', 'sys.gpu.0.gpu_utilization', 'sys.gpu.0.used_memory', 'sys.ram.used'],
    );
    await chartOf(panel, 'sys.ram.used').locator('.plot').focus();
    await host.page.keyboard.press('Home');
    await shows(
      () => chartOf(panel, 'sys.ram.used').locator('.chart-tooltip').innerText(),
      /\n2026-11-20 09:30:12\nStep 0/,
    );
  });
});
