/**
 * Charts of many experiments in a real browser: legend, what stands out, tooltip, pin, bands, table, and what is
 * missing.
 */
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { seriousViolations } from '../../support/pages/accessibility';
import { answers, comparedExperiments, curve, experiment, summaryOf } from '../../support/fixtures/experimentFixture';
import { eventually } from '../../support/eventually';
import { shows } from '../../support/shows';
import { showTab, usePage, type ExperimentStub } from '../../support/pages/usePage';
import type { Experiment, MetricSeries } from '../../../src/shared/experiment';
import { BackendError, ready } from '../../../src/shared/problem';
import type { ComparedExperiment, ExperimentPageState } from '../../../src/shared/protocol';

type Rgb = readonly [red: number, green: number, blue: number];

/** How many pixels of the plot are painted in a colour, and how many of those are opaque. */
const inked = (chart: Locator, [red, green, blue]: Rgb): Promise<{ readonly all: number; readonly full: number }> =>
  chart.locator('canvas').evaluate(
    (canvas: HTMLCanvasElement, color) => {
      const { data } = canvas.getContext('2d')!.getImageData(55, 0, canvas.width - 65, canvas.height - 24);
      let all = 0,
        full = 0;
      for (let index = 0; index < data.length; index += 4) {
        if (data[index + 3] === 0 || color.some((channel, offset) => Math.abs(data[index + offset]! - channel) > 24)) {
          continue;
        }
        all += 1;
        if (data[index + 3]! > 230) {
          full += 1;
        }
      }
      return { all, full };
    },
    [red, green, blue] as const,
  );

/** Level lines at the given heights over steps 0 to 1000, the page's own first: nothing hides another. */
function levels(
  heights: readonly number[],
  change: (series: MetricSeries, index: number) => MetricSeries = (series) => series,
) {
  const compared = comparedExperiments(heights.length - 1);
  const keys = [experiment.key, ...compared.map(({ reference }) => reference.key)];
  const level = (key: string, name: string): MetricSeries => {
    const index = keys.indexOf(key);
    const values = new Float64Array(101).fill(heights[index] ?? 0);
    return change(
      {
        ...curve(name, { points: 101, sampled: false }),
        experimentKey: key,
        steps: Float64Array.from(values, (_, place) => place * 10),
        values,
      },
      index,
    );
  };
  const metrics = (key: string) => ready([summaryOf(level(key, 'loss'), null)]);
  return {
    state: {
      metrics: metrics(experiment.key),
      compared: compared.map((one): ComparedExperiment => ({ ...one, metrics: metrics(one.reference.key) })),
    } satisfies Partial<ExperimentPageState>,
    answers: {
      ...answers,
      series: ({ of, names }: { of: { key: string }; names: readonly string[] }) =>
        Promise.resolve(names.map((name) => level(of.key, name))),
    },
  };
}

describe('charts of many experiments', () => {
  const open = usePage();

  async function show(options: Parameters<typeof open>[0], metric = 'loss') {
    const host = await open({ size: { width: 1100, height: 900 }, ...options });
    const panel = await showTab(host, 'charts');
    const chart = panel.locator(`[data-metric="${metric}"]`);
    await chart.locator('canvas').waitFor();
    await shows(() => chart.locator('[aria-busy=true]').count(), 0);
    return {
      host,
      panel,
      chart,
      plot: chart.locator('.plot'),
      legend: chart.locator('.legend'),
      tooltip: chart.locator('.chart-tooltip'),
    };
  }
  const entry = (chart: Locator, name: string): Locator =>
    chart
      .locator('.legend-entry')
      .filter({ has: chart.page().locator('.legend-title', { hasText: new RegExp(`^${name}$`) }) });
  const titles = (entries: Locator): Promise<string[]> => entries.locator('.legend-title').allTextContents();
  const seed = (index: number): string => `digits-mlp seed=${index}`;
  /** The place of the pointer over the plot of five levels 1 to 5: the axis goes a little beyond both ends. */
  async function hover(host: ExperimentStub, plot: Locator, x: number, y: number): Promise<void> {
    const box = (await plot.boundingBox())!;
    const height = await plot.evaluate((element) => element.clientHeight);
    // Room above of 6 px, below of the axis; 6 % of margin on either side of 1 to 5.
    const top = 6,
      bottom = height - 27;
    await host.page.mouse.move(box.x + x, box.y + bottom - ((y - 0.76) / 4.48) * (bottom - top));
  }
  const rows = async (within: Locator): Promise<readonly (readonly [name: string, value: string])[]> =>
    await within
      .locator('tbody tr')
      .evaluateAll((elements) =>
        elements.map(
          (row) =>
            [
              row.querySelector('.tooltip-name')?.textContent ?? '',
              row.querySelector('.tooltip-value')?.textContent ?? '',
            ] as const,
        ),
      );
  const colorOf = (chart: Locator, name: string): Promise<Rgb> =>
    entry(chart, name)
      .locator('.swatch line')
      .evaluate((line) => {
        const probe = document.body.appendChild(document.createElement('i'));
        probe.style.color = line.getAttribute('stroke')!;
        const channels = getComputedStyle(probe).color.match(/\d+/g)!.map(Number);
        probe.remove();
        return [channels[0]!, channels[1]!, channels[2]!] as const;
      });

  it('names every line with its last value, hides one, shows one alone', async () => {
    const { host, chart, legend } = await show(levels([1, 2, 3, 4, 5]));
    await shows(() => titles(legend), [experiment.name, seed(1), seed(2), seed(3), seed(4)]);
    await shows(() => entry(chart, seed(2)).innerText(), /seed=2\s*3$/);
    await shows(() => chart.locator('.last-value').count(), 0, 'the legend says it');
    const color = await colorOf(chart, seed(2));
    await host.page.mouse.move(5, 5);
    await eventually(async () => assert.ok((await inked(chart, color)).all > 150));
    await entry(chart, seed(2)).click();
    await shows(() => entry(chart, seed(2)).getAttribute('aria-pressed'), 'false');
    await shows(async () => (await inked(chart, color)).all, 0);
    await shows(
      async () => (await chart.locator('.plot').getAttribute('aria-label')) ?? '',
      /^Line chart of loss, 4 experiments, 404 points/,
    );
    await entry(chart, seed(2)).click();
    await entry(chart, seed(2)).click({ modifiers: ['Alt'] });
    await shows(() => titles(legend.locator('[aria-pressed=true]')), [seed(2)]);
    await shows(
      async () => (await chart.locator('.plot').getAttribute('aria-label')) ?? '',
      /^Line chart of loss, 101 points/,
    );
    await entry(chart, seed(2)).click({ modifiers: ['Alt'] });
    await shows(() => legend.locator('[aria-pressed=true]').count(), 5);
    await entry(chart, seed(1)).click({ modifiers: ['Shift'] });
    await shows(() => (host.memory as { charts: { hidden: string[] } }).charts.hidden.length, 1, 'everywhere');
  });

  it('leaves room for names beside large values, and tells these in full', async () => {
    const { chart, legend } = await show({
      ...levels([7_364_674_607, 5e9, 4e9, 3e9]),
      size: { width: 1200, height: 900 },
    });
    await shows(() => legend.locator('.legend-entry').count(), 4);
    await shows(
      () =>
        legend
          .locator('.legend-title')
          .evaluateAll((names) =>
            names.filter((name) => name.scrollWidth > name.clientWidth).map((name) => name.textContent),
          ),
      [],
    );
    await shows(() => entry(chart, experiment.name).locator('.legend-last').innerText(), '7.3647G');
    await shows(async () => (await entry(chart, experiment.name).getAttribute('title')) ?? '', /: 7,364,674,607\n/);
  });

  it('cuts nothing off the numbers of its vertical axis', async () => {
    for (const heights of [
      [17.002e9, 17.017e9],
      [-1_234_567.25, -1_234_567.5],
      [1.000_000_1, 1.000_000_4],
    ]) {
      const { chart } = await show(levels(heights));
      // A number that is cut off is painted up to the very edge.
      const atEdge = () =>
        chart.locator('canvas').evaluate((canvas: HTMLCanvasElement) =>
          canvas
            .getContext('2d')!
            .getImageData(0, 0, 1, canvas.height)
            .data.some((channel) => channel > 0),
        );
      const painted = () =>
        chart.locator('canvas').evaluate((canvas: HTMLCanvasElement) =>
          canvas
            .getContext('2d')!
            .getImageData(0, 0, 40, canvas.height)
            .data.some((channel) => channel > 0),
        );
      await eventually(async () => assert.ok(await painted()));
      await eventually(async () => assert.ok(!(await atEdge()), String(heights)));
    }
  });

  it('has no legend where there is one experiment', async () => {
    const { chart, legend } = await show(levels([1]));
    await shows(() => legend.count(), 0);
    await shows(() => chart.locator('.last-value').innerText(), '1');
  });

  it('says that all lines are hidden, and shows them again', async () => {
    const { chart } = await show(levels([1, 2]));
    for (const name of [experiment.name, seed(1)]) {
      await entry(chart, name).click();
    }
    await chart.getByText('All lines are hidden.').waitFor();
    await chart.locator('vscode-button', { hasText: 'Show all here' }).click();
    await chart.locator('canvas').waitFor();
  });

  it('dims the others while one is pointed at, in the legend or by its line', async () => {
    const { host, chart, plot } = await show(levels([1, 2, 3, 4, 5]));
    const [own, other] = [await colorOf(chart, experiment.name), await colorOf(chart, seed(1))];
    await host.page.mouse.move(5, 5);
    await eventually(async () => assert.ok((await inked(chart, other)).full > 150));
    await entry(chart, experiment.name).hover();
    await eventually(async () => {
      assert.equal((await inked(chart, other)).full, 0, 'steps back');
      assert.ok((await inked(chart, own)).full > 150, 'stands out');
    });
    await host.page.mouse.move(5, 5);
    await eventually(async () => assert.ok((await inked(chart, other)).full > 150));
    await hover(host, plot, 150, 2);
    await eventually(async () => {
      assert.ok((await inked(chart, other)).full > 150);
      assert.equal((await inked(chart, own)).full, 0);
    });
    await shows(async () => (await entry(chart, seed(1)).getAttribute('class')) ?? '', /\blit\b/);
    await entry(chart, seed(3)).focus();
    await host.page.mouse.move(5, 5);
    await shows(async () => (await inked(chart, other)).full, 0, 'by keyboard as well');
  });

  it('reads all lines at a place by name, the highest first, the nearest marked', async () => {
    const { host, plot, tooltip } = await show(levels([3, 1, 5, 2, 4]));
    await hover(host, plot, 150, 4);
    await tooltip.locator('tr').first().waitFor();
    await shows(
      () => rows(tooltip),
      [
        [seed(2), '5'],
        [seed(4), '4'],
        [experiment.name, '3'],
        [seed(3), '2'],
        [seed(1), '1'],
      ],
    );
    await shows(() => tooltip.locator('.marked .tooltip-name').innerText(), seed(4));
    await shows(() => tooltip.locator('.tooltip-head').innerText(), /^Step \d+/);
    await hover(host, plot, 150, 1);
    await shows(() => tooltip.locator('.marked .tooltip-name').innerText(), seed(1));
  });

  it('shows a dozen of fifty lines, the nearest among them', async () => {
    const { host, plot, tooltip } = await show(levels(Array.from({ length: 50 }, (_, index) => 1 + index * (4 / 49))));
    for (const level of [1, 3, 5]) {
      await hover(host, plot, 150, level);
      await eventually(async () => {
        const shown = await rows(tooltip);
        assert.equal(shown.length, 12);
        const marked = Number(await tooltip.locator('.marked .tooltip-value').innerText());
        assert.ok(Math.abs(marked - level) < 0.2, `${marked} at ${level}`);
      });
    }
    await shows(() => tooltip.locator('.tooltip-more').innerText(), '… 38 more');
  });

  for (const [width, height, count, size] of [
    [420, 760, 12, 'medium'],
    [700, 760, 50, 'small'],
    [1100, 900, 50, 'small'],
    [420, 420, 50, 'small'],
  ] as const) {
    it(`reads ${count} lines in a ${size} chart of a panel of ${width} × ${height} pixels beside the crosshair, within the panel and off the legend`, async () => {
      const { host, panel, chart, plot, legend, tooltip } = await show({
        ...levels(Array.from({ length: count }, (_, index) => 1 + index * (4 / (count - 1)))),
        size: { width, height },
        memory: { charts: { size, listFolded: true } },
      });
      await plot.scrollIntoViewIfNeeded();
      await legend.scrollIntoViewIfNeeded();
      const view = (await panel.boundingBox())!,
        box = (await plot.boundingBox())!,
        names = (await legend.boundingBox())!;
      for (const share of [0.02, 0.3, 0.5, 0.7, 0.98]) {
        const x = 52 + (box.width - 64) * share;
        await hover(host, plot, x, 2);
        await eventually(async () => {
          assert.ok(await tooltip.isVisible());
          const tip = (await tooltip.boundingBox())!,
            line = (await chart.locator('.crosshair').boundingBox())!;
          assert.ok(Math.abs(line.x - box.x - x) < 8, 'the crosshair is where the hand is');
          assert.ok(
            tip.x + tip.width <= line.x || tip.x >= line.x + line.width,
            `${tip.x} to ${tip.x + tip.width} beside ${line.x}`,
          );
          assert.ok(
            tip.x >= view.x && tip.x + tip.width <= view.x + view.width,
            `${tip.x} to ${tip.x + tip.width} within the panel`,
          );
          assert.ok(
            tip.y >= view.y && tip.y + tip.height <= Math.max(names.y, view.y + 124),
            `${tip.y} to ${tip.y + tip.height} above the legend at ${names.y}`,
          );
          const marked = Number(await tooltip.locator('.marked .tooltip-value').innerText());
          assert.ok(Math.abs(marked - 2) < 0.4, `${marked} is among what is read`);
          const shown = (await rows(tooltip)).length;
          if (shown < count) {
            assert.equal(await tooltip.locator('.tooltip-more').innerText(), `… ${count - shown} more`);
          }
          const cut = await tooltip
            .locator('.tooltip-value')
            .evaluateAll((values) =>
              values.some(
                (value) =>
                  value.getBoundingClientRect().right > value.closest('.chart-tooltip')!.getBoundingClientRect().right,
              ),
            );
          assert.ok(!cut, 'no value is cut');
        });
      }
    });
  }

  it('leaves out of names what all begin with, where they are read and not where they are copied', async () => {
    const { host, plot, tooltip } = await show(levels([1, 2, 3]));
    await hover(host, plot, 150, 3);
    await tooltip.locator('tr').first().waitFor();
    await shows(async () => (await rows(tooltip)).map(([name]) => name), [seed(2), seed(1), experiment.name]);
    await shows(
      () => tooltip.locator('.left-out').allTextContents(),
      Array.from({ length: 3 }, () => 'digits-mlp '),
    );
    await plot.focus();
    await host.page.keyboard.press('c');
    assert.ok(((await host.command('copyText')) as { text: string }).text.includes(`${seed(2)}\t3`));
  });

  it('keeps a pin through new data and zoom, and copies all its lines', async () => {
    let rise = 0;
    const { state, answers: answered } = levels([3, 1, 2], (series) => ({
      ...series,
      values: series.values.map((value) => value + rise),
    }));
    const { host, panel, chart, plot } = await show({
      state: { ...state, experiment: ready({ ...experiment, state: 'running' }) },
      answers: answered,
    });
    await plot.focus();
    await host.page.keyboard.press('Home');
    for (let step = 0; step < 3; step += 1) {
      await host.page.keyboard.press('ArrowRight');
    }
    await shows(() => chart.locator('.spoken').innerText(), `${experiment.name} 3, Step 30, 1 of 3`);
    await host.page.keyboard.press('Enter');
    const pin = chart.locator('.chart-pin');
    await shows(
      () => rows(pin),
      [
        [experiment.name, '3'],
        [seed(2), '2'],
        [seed(1), '1'],
      ],
    );
    await host.page.keyboard.press('+');
    await panel.getByText('Zoomed in').waitFor();
    await shows(() => pin.innerText(), /^Step 30\n/);
    rise = 10;
    await host.push({
      revision: 2,
      metrics: ready([summaryOf({ ...curve('loss', { points: 101 }), values: new Float64Array(101).fill(13) }, null)]),
    });
    await shows(async () => (await rows(pin))[0], [experiment.name, '13']);
    await shows(() => pin.innerText(), /^Step 30\n/);
    await host.page.keyboard.press('c');
    const { text } = (await host.command('copyText')) as { text: string };
    assert.deepEqual(text.split('\n').slice(0, 2), ['loss', `${experiment.name}\t13`]);
    assert.ok(text.includes(`\n${seed(1)}\t`) && text.includes('\nStep 30'), text);
    await host.page.keyboard.press('Escape');
    await pin.waitFor({ state: 'hidden' });
    await shows(() => panel.getByText('Zoomed in').count(), 1, 'the pin goes first');
  });

  it('draws repeats as one line with a band, and says what it is', async () => {
    const { state, answers: answered } = levels([1, 3, 5]);
    const { host, chart, plot, tooltip } = await show({
      state,
      answers: answered,
      memory: { charts: { repeats: { middle: 'mean', spread: 'extremes', by: null } } },
    });
    await shows(async () => (await plot.getAttribute('aria-label')) ?? '', /3 experiments, drawn as 1 line with bands/);
    await host.page.mouse.move(5, 5);
    /** Half-transparent pixels in the middle of the plot. */
    const faint = (): Promise<number> =>
      chart.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
        const { data } = canvas.getContext('2d')!.getImageData(Math.round(canvas.width / 2), 0, 1, canvas.height - 24);
        let count = 0;
        for (let index = 3; index < data.length; index += 4) {
          if (data[index]! > 10 && data[index]! < 150) {
            count += 1;
          }
        }
        return count;
      });
    await eventually(async () => assert.ok((await faint()) > 60, `${await faint()} pixels of a band`));
    await hover(host, plot, 150, 3);
    await tooltip.locator('tr').first().waitFor();
    await shows(async () => (await rows(tooltip)).length, 1);
    await shows(() => tooltip.innerText(), /1 – 5, mean of 3/);
    await shows(
      async () => (await chart.locator('.legend-group').getAttribute('title')) ?? '',
      /^All shown: mean of 3 experiments\n/,
    );
  });

  it('hides, shows and points out repeats by their heading, by mouse and by keyboard', async () => {
    // Widths of the fixture: 128 of the page's own, then 64 and 256 in turn.
    const { host, chart, legend, plot } = await show({
      ...levels([1, 2, 3, 4, 5]),
      memory: { charts: { repeats: { middle: 'mean', spread: 'extremes', by: 'width' } } },
    });
    const heading = (width: number): Locator => legend.locator('.legend-group', { hasText: `width = ${width}` });
    const words = (): Promise<string> => plot.getAttribute('aria-label').then((label) => label ?? '');
    const hiddenHere = (): readonly string[] =>
      (host.memory as { charts: { hiddenIn: Record<string, string[]> } }).charts.hiddenIn['loss'] ?? [];
    await shows(() => words(), /5 experiments, drawn as 3 lines with bands/);
    const own = await colorOf(chart, experiment.name);
    await host.page.mouse.move(5, 5);
    await eventually(async () => assert.ok((await inked(chart, own)).full > 150));
    await heading(64).hover();
    await shows(async () => (await inked(chart, own)).full, 0, 'the others step back');
    await heading(64).click();
    await shows(() => words(), /3 experiments, drawn as 2 lines with bands/);
    await shows(() => heading(64).getAttribute('aria-pressed'), 'false');
    await shows(() => hiddenHere().length, 2);
    await shows(() => entry(chart, seed(1)).getAttribute('aria-pressed'), 'false');
    await entry(chart, seed(1)).click();
    await shows(() => heading(64).innerText(), /× 1 of 2/);
    await heading(64).click();
    await shows(() => hiddenHere().length, 2, 'what is left of them');
    await heading(64).click();
    await shows(() => words(), /5 experiments/);
    await heading(256).click({ modifiers: ['Alt'] });
    await shows(() => words(), /2 experiments, drawn as 1 line with bands/);
    await heading(256).click({ modifiers: ['Alt'] });
    await shows(() => words(), /5 experiments/);

    await plot.focus();
    await host.page.mouse.move(5, 5);
    await host.page.keyboard.press('Tab');
    await host.page.keyboard.press('Home');
    const focused = (): Promise<string | null> =>
      host.page.evaluate(() => document.activeElement?.querySelector('.legend-title')?.textContent ?? null);
    await shows(() => focused(), 'width = 64');
    await shows(async () => (await inked(chart, own)).full, 0, 'pointed out by keyboard as well');
    await host.page.keyboard.press('ArrowRight');
    await shows(() => focused(), 'width = 256');
    await host.page.keyboard.press('Space');
    await shows(() => words(), /3 experiments, drawn as 2 lines with bands/);
    await host.page.keyboard.press('Space');
    await shows(() => words(), /5 experiments/);
    await host.page.keyboard.press('Tab');
    await shows(() => legend.locator(':focus').count(), 0, 'one stop of the Tab key');
    await heading(64).click({ modifiers: ['Shift'] });
    await shows(() => (host.memory as { charts: { hidden: string[] } }).charts.hidden.length, 2, 'everywhere');
    await heading(64).click();
    await shows(() => words(), /5 experiments/);
  });

  it('turns into a table with a column for each experiment', async () => {
    const { chart } = await show(
      levels([1, 2, 3], (series, index) =>
        index === 1
          ? {
              ...series,
              values: series.values.subarray(0, 2),
              steps: Float64Array.of(5, 10),
              epochs: null,
              times: null,
            }
          : series,
      ),
    );
    await chart.getByRole('button', { name: 'Table of loss' }).click();
    await shows(() => chart.locator('thead th').allInnerTexts(), ['Step', experiment.name, seed(1), seed(2)]);
    const cells = (row: number): Promise<string[]> =>
      chart.locator('tbody tr').nth(row).locator('th, td').allInnerTexts();
    await shows(
      async () => [await cells(0), await cells(1), await cells(2)],
      [
        ['0', '1', '', '3'],
        ['5', '', '2', ''],
        ['10', '1', '2', '3'],
      ],
    );
    await shows(() => chart.locator('tbody tr').count(), 102);
  });

  it('draws what is there when one could not be loaded, names it and tries again', async () => {
    const { state, answers: answered } = levels([1, 2, 3]);
    const [broken] = state.compared;
    let away = true;
    const { chart } = await show({
      state,
      answers: {
        ...answered,
        series: (asked) =>
          away && asked.of.key === broken!.reference.key
            ? Promise.reject(new BackendError('unreachable', 'The server cannot be reached.'))
            : answered.series(asked),
      },
    });
    await chart.getByText(`Could not load ${seed(1)}. The server cannot be reached.`).waitFor();
    await shows(async () => (await chart.locator('.plot').getAttribute('aria-label')) ?? '', /2 experiments/);
    away = false;
    await chart.getByRole('button', { name: 'Retry what could not be loaded' }).click();
    await shows(async () => (await chart.locator('.plot').getAttribute('aria-label')) ?? '', /3 experiments/);
    await shows(() => chart.getByText('Could not load').count(), 0);
  });

  it('sums up what it has to say of many lines, and names the one that is concerned', async () => {
    const { chart } = await show(
      levels([1, 2, 3], (series, index) => ({
        ...series,
        sampled: true,
        values: index === 2 ? series.values.map((value, place) => (place < 3 ? NaN : value)) : series.values,
      })),
    );
    const notes = chart.locator('.chart-notes');
    await notes.getByText('The most that the tracker gives of a metric: 101 points of 3 experiments').waitFor();
    await notes.getByText(`Not a number: 3 values of ${seed(2)}`).waitFor();
  });

  it('runs nothing that an experiment is called', async () => {
    const hostile = '<img src=x onerror="document.title=1">"><script>document.title=2</script>';
    const { state, answers: answered } = levels([1, 2]);
    const named = (one: ComparedExperiment): ComparedExperiment => ({
      ...one,
      experiment: ready({ ...(one.experiment as { value: Experiment }).value, name: hostile }),
    });
    const { host, chart, plot, tooltip } = await show({
      state: { ...state, compared: state.compared.map(named) },
      answers: answered,
    });
    await chart.locator('.legend-title', { hasText: hostile }).waitFor();
    await hover(host, plot, 150, 3);
    await tooltip.getByText(hostile).waitFor();
    await plot.click({ position: { x: 150, y: 60 } });
    await chart.locator('.chart-pin').getByText(hostile).waitFor();
    await chart.getByRole('button', { name: 'Table of loss' }).click();
    await shows(() => chart.locator('thead th').last().innerText(), hostile);
    await shows(() => host.page.title(), 'Page');
    await shows(() => host.page.locator('img').count(), 0);
  });

  it('is one stop of the Tab key with all its lines', async () => {
    const { host, chart, plot } = await show(levels([1, 2, 3]));
    await plot.focus();
    await host.page.keyboard.press('Tab');
    const focused = (): Promise<string | null> =>
      host.page.evaluate(() => document.activeElement?.querySelector('.legend-title')?.textContent ?? null);
    await shows(() => focused(), experiment.name);
    await host.page.keyboard.press('ArrowRight');
    await shows(() => focused(), seed(1));
    await host.page.keyboard.press('Space');
    await shows(() => entry(chart, seed(1)).getAttribute('aria-pressed'), 'false');
    await host.page.keyboard.press('End');
    await shows(() => focused(), seed(2));
    await host.page.keyboard.press('Tab');
    await shows(() => chart.locator('.legend :focus').count(), 0);
  });

  it('is pinned and taken along from its menu', async () => {
    const { host, chart } = await show(levels([1, 2]));
    const choose = async (name: string): Promise<void> => {
      await chart.getByRole('button', { name: 'More for loss' }).click();
      await chart.getByRole('menuitem', { name }).click();
    };
    await choose('Save as CSV');
    const { name, content } = (await host.command('saveFile')) as { name: string; content: string };
    assert.match(name, /^loss.*\.csv$/);
    assert.equal(content.trim().split(/\r?\n/).length, 1 + 2 * 101);
    await choose('Copy as Markdown');
    assert.ok(((await host.command('copyText')) as { text: string }).text.includes(seed(1)));
    await choose('Pin to the top');
    await shows(() => (host.memory as { charts: { pinned: string[] } }).charts.pinned, ['loss']);
    await chart.getByRole('button', { name: 'More for loss' }).click();
    await chart.getByRole('menuitem', { name: 'Unpin from the top' }).waitFor();
  });

  for (const theme of ['dark', 'light', 'highContrast', 'highContrastLight'] as const) {
    // The same elements in other colours.
    const colorsOnly = theme !== 'dark';
    it(`has no serious violation with tooltip, pin and table in the theme ${theme}`, async () => {
      const { host, chart, plot, tooltip } = await show({ ...levels([1, 2, 3]), theme });
      await entry(chart, seed(2)).click();
      await hover(host, plot, 150, 3);
      await tooltip.locator('tr').first().waitFor();
      await plot.click({ position: { x: 150, y: 60 } });
      await chart.locator('.chart-pin tr').first().waitFor();
      assert.deepEqual(await seriousViolations(host.page, { colorsOnly }), []);
      await chart.getByRole('button', { name: 'Table of loss' }).click();
      await chart.locator('.series-table').waitFor();
      assert.deepEqual(await seriousViolations(host.page, { colorsOnly }), []);
    });
  }

  it('points at fifty lines of 15,000 points, and goes on doing so when twenty of them grow', async () => {
    const compared = comparedExperiments(49);
    let grown = 0;
    const metrics = ready([summaryOf(curve('loss', { points: 15_000, sampled: false }), null)]);
    const keys = [experiment.key, ...compared.map(({ reference }) => reference.key)];
    const { host, panel, plot, tooltip } = await show({
      state: { metrics, compared: compared.map((one) => ({ ...one, metrics })) },
      answers: {
        ...answers,
        series: ({ of, names }) =>
          Promise.resolve(
            names.map((name) => {
              const index = keys.indexOf(of.key);
              const series = curve(name, { points: 15_000 + (index < 20 ? grown : 0), sampled: false });
              return { ...series, experimentKey: of.key, values: series.values.map((value) => value + index / 20) };
            }),
          ),
      },
    });
    await shows(async () => (await plot.getAttribute('aria-label')) ?? '', /50 experiments, 750,000 points/);
    const box = (await plot.boundingBox())!;
    await host.page.mouse.move(box.x + 100, box.y + 80);
    await tooltip.locator('tr').first().waitFor();
    const here = await tooltip.innerText();
    await host.page.mouse.move(box.x + 300, box.y + 80);
    await eventually(async () => assert.notEqual(await tooltip.innerText(), here));
    grown = 100;
    await host.push({
      revision: 2,
      compared: compared.map((one, index) => ({ ...one, metrics, revision: index < 19 ? 2 : 1 })),
    });
    await shows(async () => (await plot.getAttribute('aria-label')) ?? '', /752,000 points/);
    await shows(() => panel.locator('.chart-tooltip:not([hidden])').count(), 1, 'the hover stays');
  });
});
