/** What a hand and a keyboard do with charts in a real browser: zoom, move, the way back, links, pins, axes. */
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { curve, experiment, summaryOf } from '../../support/fixtures/experimentFixture';
import { eventually } from '../../support/eventually';
import { shows } from '../../support/shows';
import { showTab, usePage, type ExperimentStub } from '../../support/pages/usePage';
import type { MetricSeries } from '../../../src/shared/experiment';
import { ready } from '../../../src/shared/problem';

/** Two runs of 500 points over steps 0 to 14,970. */
const two = ['loss', 'other'] as const;
const image = (chart: Locator): Promise<string> =>
  chart.locator('canvas').evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());

describe('zoom of charts', () => {
  const open = usePage();

  async function charts(
    series: (name: string, full: boolean) => MetricSeries = (name, full) =>
      curve(name, full ? { points: 15_000, sampled: false } : {}),
    rest: Parameters<typeof open>[0] = {},
  ) {
    const host = await open({
      ...rest,
      state: { metrics: ready(two.map((name) => summaryOf(series(name, false), null))), ...rest.state },
      answers: { series: async ({ names, full }) => Promise.resolve(names.map((name) => series(name, full))) },
    });
    const panel = await showTab(host, 'charts');
    const [loss, other] = two.map((name) => panel.locator(`[data-metric="${name}"]`)) as [Locator, Locator];
    await loss.locator('canvas').waitFor();
    await other.locator('canvas').waitFor();
    return { host, panel, loss, other, plot: loss.locator('.plot') };
  }

  /** The steps at both ends of what all charts show; null when it is everything. */
  async function shown(panel: Locator): Promise<readonly [from: number, to: number] | null> {
    const note = panel.locator('.zoom-note [role=status]');
    if ((await note.count()) === 0) {
      return null;
    }
    const [from, to] = (await note.innerText())
      .match(/Step [\d,]+/g)!
      .map((words) => Number(words.slice(5).replaceAll(',', '')));
    return [from!, to!];
  }

  async function drag(
    host: ExperimentStub,
    plot: Locator,
    from: readonly [number, number],
    to: readonly [number, number],
    button: 'left' | 'middle' = 'left',
  ): Promise<void> {
    const box = (await plot.boundingBox())!;
    await host.page.mouse.move(box.x + from[0], box.y + from[1]);
    await host.page.mouse.down({ button });
    await host.page.mouse.move(box.x + to[0], box.y + to[1], { steps: 4 });
    await host.page.mouse.up({ button });
  }

  it('zooms by the wheel at the pointer once the chart has the focus, or with Ctrl', async () => {
    const { host, panel, loss, other, plot } = await charts();
    const whole = await image(other);
    const box = (await plot.boundingBox())!;
    await host.page.mouse.move(box.x + 120, box.y + 80);
    await host.page.mouse.wheel(0, -200);
    await host.page.keyboard.down('Control');
    await host.page.mouse.wheel(0, -300);
    await host.page.keyboard.up('Control');
    await panel.getByText('Zoomed in').waitFor();
    const [from, to] = (await shown(panel))!;
    // One turn, not two: the one without Ctrl was the page's. exp(-0.6) of 14,970 steps.
    assert.ok(Math.abs((to - from) / 14_970 - Math.exp(-0.6)) < 0.01, `${from} to ${to}`);
    await eventually(async () => assert.notEqual(await image(other), whole, 'the other chart follows'));
    await plot.focus();
    await host.page.mouse.wheel(0, -200);
    await eventually(async () => assert.ok((await shown(panel))![1] - (await shown(panel))![0] < to - from));
    const [before, height] = [await image(other), await image(loss)];
    await host.page.keyboard.down('Shift');
    await host.page.mouse.wheel(0, -200);
    await host.page.keyboard.up('Shift');
    await eventually(async () => assert.notEqual(await image(loss), height, 'its heights'));
    await shows(() => image(other), before, 'heights are each chart’s own');
  });

  it('zooms to a box, moves, goes back step by step and shows all', async () => {
    const { host, panel, loss, other, plot } = await charts();
    const whole = [await image(loss), await image(other)];
    await drag(host, plot, [100, 30], [180, 110]);
    await panel.getByText('Zoomed in').waitFor();
    const first = (await shown(panel))!;
    await host.page.keyboard.down('Shift');
    await drag(host, plot, [180, 80], [140, 80]);
    await host.page.keyboard.up('Shift');
    await eventually(async () => assert.ok((await shown(panel))![0] > first[0], 'moved to the right'));
    const second = (await shown(panel))!;
    assert.ok(Math.abs(second[1] - second[0] - (first[1] - first[0])) <= 2, 'as wide as before');
    await drag(host, plot, [140, 80], [160, 80], 'middle');
    await eventually(async () => assert.ok((await shown(panel))![0] < second[0], 'and back to the left'));
    for (let step = 0; step < 2; step += 1) {
      await panel.getByRole('button', { name: 'Back' }).click();
    }
    await shows(() => shown(panel), first);
    await panel.getByRole('button', { name: 'Back' }).click();
    await panel.getByText('Zoomed in').waitFor({ state: 'detached' });
    await drag(host, plot, [100, 60], [200, 62]);
    await panel.getByText('Zoomed in').waitFor();
    await plot.dblclick({ position: { x: 150, y: 80 } });
    await panel.getByText('Zoomed in').waitFor({ state: 'detached' });
    await host.rests();
    await shows(() => loss.locator('.chart-pin:not([hidden])').count(), 0, 'a double click pins nothing');
    await shows(async () => [await image(loss), await image(other)], whole);
  });

  it('asks for all points where those of a sample stand apart, and says what it has', async () => {
    let refused = true;
    const { host, loss, panel, plot } = await charts((name, full) => {
      if (full && refused) {
        throw new Error('Not now.');
      }
      return curve(name, full ? { points: 15_000 } : { sampled: true });
    });
    // They did not come by themselves.
    await loss.getByRole('button', { name: 'Load all points' }).waitFor();
    refused = false;
    await drag(host, plot, [100, 60], [125, 60]);
    await panel.getByText('Zoomed in').waitFor();
    await loss.getByText('All 15,000 points').waitFor();
    await eventually(() =>
      assert.ok(
        host.asked.some(
          ({ argument }) =>
            (argument as { full?: boolean; names?: string[] }).full === true &&
            (argument as { names: string[] }).names[0] === 'loss',
        ),
      ),
    );
    await eventually(async () => assert.ok((await shown(panel)) !== null));
  });

  it('says that a limited answer is still a sample', async () => {
    const { loss } = await charts((name, full) => curve(name, { points: full ? 15_000 : 500, sampled: true }));
    await loss.getByText('The most that the tracker gives of a metric: 15,000 points').waitFor();
  });

  it('points and zooms together until the charts are unlinked', async () => {
    const { host, panel, loss, other, plot } = await charts();
    const crosshair = other.locator('.crosshair:not([hidden])');
    await plot.hover({ position: { x: 150, y: 80 } });
    await crosshair.waitFor();
    await panel.getByText('Axes and zoom').click();
    await panel.getByLabel('Link charts').uncheck();
    await host.page.keyboard.press('Escape');
    await plot.hover({ position: { x: 160, y: 80 } });
    await loss.locator('.crosshair:not([hidden])').waitFor();
    await host.rests();
    await shows(() => crosshair.count(), 0);
    const [before, untouched] = [await image(loss), await image(other)];
    await drag(host, plot, [100, 60], [200, 60]);
    await eventually(async () => assert.notEqual(await image(loss), before));
    await host.rests();
    await shows(() => image(other), untouched);
    await plot.focus();
    await host.page.keyboard.press('Escape');
    await shows(() => image(loss), before);
    await shows(() => (host.memory as { charts: { linked: boolean } }).charts.linked, false);
  });

  it('pins what a click points at; the pin and the zoom stay while the run goes on', async () => {
    let points = 500;
    const { host, panel, loss, plot } = await charts((name) => curve(name, { points, sampled: false, noise: 0 }), {
      state: { experiment: ready({ ...experiment, state: 'running' }) },
    });
    await drag(host, plot, [70, 60], [200, 60]);
    await panel.getByText('Zoomed in').waitFor();
    const zoom = await shown(panel);
    await plot.click({ position: { x: 120, y: 80 } });
    const pin = loss.locator('.chart-pin');
    await pin.getByText(/^Step /).waitFor();
    const pinned = (await pin.innerText()).split('\n');
    assert.equal(pinned[0], 'loss');
    const step = pinned.find((line) => line.startsWith('Step '))!;
    points = 600;
    await host.push({
      revision: 2,
      metrics: ready(two.map((name) => summaryOf(curve(name, { points, sampled: false, noise: 0 }), null))),
    });
    await shows(
      () => host.asked.filter(({ argument }) => (argument as { names?: string[] }).names?.includes('loss')).length,
      2,
    );
    await shows(async () => (await plot.getAttribute('aria-label')) ?? '', /600 points/);
    await shows(() => shown(panel), zoom);
    await eventually(async () => assert.ok((await pin.innerText()).split('\n').includes(step), 'at the same step'));
    await pin.getByRole('button', { name: 'Copy this value of loss' }).click();
    const { text } = (await host.command('copyText')) as { text: string };
    assert.match(text, new RegExp(`^loss\\t[\\d.]+\\n${step}\\nEpoch \\d+\\n2026-`));
    await pin.getByRole('button', { name: 'Unpin loss' }).click();
    await pin.waitFor({ state: 'hidden' });
  });

  it('does all of it by keyboard', async () => {
    const { host, panel, loss, plot } = await charts();
    const press = (key: string): Promise<void> => host.page.keyboard.press(key);
    const whole = await image(loss);
    await plot.focus();
    await press('Home');
    for (let step = 0; step < 3; step += 1) {
      await press('Shift+ArrowRight');
    }
    await press('+');
    await panel.getByText('Zoomed in').waitFor();
    const first = (await shown(panel))!;
    await press('d');
    await eventually(async () => assert.ok((await shown(panel))![0] > first[0]));
    await press('a');
    await eventually(async () => assert.ok(Math.abs((await shown(panel))![0] - first[0]) <= 1));
    const flat = await image(loss);
    await press('ArrowUp');
    await eventually(async () => assert.notEqual(await image(loss), flat));
    await press('Backspace');
    await shows(() => image(loss), flat);
    await press('Enter');
    await loss.locator('.chart-pin:not([hidden])').waitFor();
    await press('c');
    assert.match(((await host.command('copyText')) as { text: string }).text, /^loss\t/);
    await press('Escape');
    await loss.locator('.chart-pin').waitFor({ state: 'hidden' });
    await eventually(async () => assert.notEqual(await shown(panel), null, 'the pin goes first'));
    await press('Escape');
    await panel.getByText('Zoomed in').waitFor({ state: 'detached' });
    await shows(() => image(loss), whole);
  });

  it('shows zero and less on a symmetric logarithm, and says what a plain one leaves out', async () => {
    const signed = (name: string): MetricSeries =>
      curve(name, {
        points: 400,
        noise: 0,
        sampled: false,
        change: (values) => values.forEach((_, index) => (values[index] = (index - 200) ** 3)),
      });
    const { panel, loss } = await charts(signed);
    const linear = await image(loss);
    await panel.getByText('Axes and zoom').click();
    const scale = (axis: string, kind: string): Locator =>
      panel.getByRole('radiogroup', { name: axis }).getByRole('radio', { name: kind, exact: true });
    await scale('Y scale', 'Log').click();
    await loss.getByText('Left out at or below zero: 201 values').waitFor();
    const logarithmic = await image(loss);
    await scale('Y scale', 'Symmetric log').click();
    await loss.getByText('201 values').waitFor({ state: 'detached' });
    const symmetric = await image(loss);
    await scale('X scale', 'Log').click();
    await loss.getByText('Left out at or before zero: 1 point').waitFor();
    await shows(async () => new Set([linear, logarithmic, symmetric, await image(loss)]).size, 4);
  });

  it('clips outliers and takes typed heights', async () => {
    const { host, panel, loss } = await charts((name) =>
      curve(name, { sampled: false, noise: 0, change: (values) => void values.splice(250, 1, 1e6) }),
    );
    await panel.getByText('Axes and zoom').click();
    await panel.getByLabel('Clip outliers').check();
    await loss.getByText(/^Beyond the top and the bottom: \d+ outliers$/).waitFor();
    await host.page.keyboard.press('Escape');
    const clipped = await image(loss);
    await loss.getByRole('button', { name: 'Y range of loss' }).click();
    await loss.getByLabel('Y from of loss').fill('-1');
    await loss.getByLabel('to of loss', { exact: true }).fill('5');
    await loss.getByLabel('to of loss', { exact: true }).press('Enter');
    await eventually(async () => assert.notEqual(await image(loss), clipped));
    await shows(() => (host.memory as { charts: { yRanges: unknown } }).charts.yRanges, { loss: { from: -1, to: 5 } });
    await loss.getByRole('button', { name: 'Auto' }).click();
    await shows(() => image(loss), clipped);
  });

  it('finds metrics by a regular expression and says when it is none', async () => {
    const { panel } = await charts();
    const search = panel.locator('vscode-text-field input');
    await search.fill('/^l.*S$/');
    await shows(() => panel.locator('.chart-name').allTextContents(), ['loss']);
    await search.fill('/(/');
    await panel.getByText('is not a regular expression').waitFor();
  });
});
