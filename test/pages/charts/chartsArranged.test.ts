/**
 * Charts of many experiments and how they are arranged: who is shown, in which colour, in which group and order, and
 * what is asked meanwhile.
 */
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { seriousViolations } from '../../support/pages/accessibility';
import {
  allSeries,
  answers,
  comparedExperiments,
  curve,
  experiment,
  summaryOf,
} from '../../support/fixtures/experimentFixture';
import { eventually } from '../../support/eventually';
import { shows } from '../../support/shows';
import { showTab, usePage, type ExperimentStub } from '../../support/pages/usePage';
import { BackendError, failed, ready } from '../../../src/shared/problem';
import type { ComparedExperiment } from '../../../src/shared/protocol';
import type { ChartArrangement } from '../../../webview/arrangement';
import { experimentId, type ExperimentRef } from '../../../src/shared/reference';
import { colorOfRun } from '../../../webview/drawing/runColor';
import { paletteSize } from '../../../webview/drawing/palette';

interface Asked {
  readonly of: ExperimentRef;
  readonly names: readonly string[];
  readonly full: boolean;
}

const asked = (host: ExperimentStub): readonly Asked[] =>
  host.asked.filter(({ question }) => question === 'series').map(({ argument }) => argument as Asked);
const remembered = (host: ExperimentStub): ChartArrangement => (host.memory as { charts: ChartArrangement }).charts;
const chartOf = (panel: Locator, name: string): Locator => panel.locator(`[data-metric="${name}"]`);
const image = (chart: Locator): Promise<string> =>
  chart.locator('canvas').evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
const idOf = (key: string, connection = 'c1'): string => experimentId({ connection, key });
const settled = (panel: Locator): Promise<void> =>
  eventually(async () => {
    assert.ok((await panel.locator('canvas').count()) > 0);
    assert.equal(await panel.locator('[aria-busy=true]').count(), 0);
  });
const titles = (panel: Locator): Promise<string[]> => panel.locator('.chart-name').allTextContents();
const groups = (panel: Locator): Promise<string[]> => panel.locator('.chart-group h2 bdi').allTextContents();
/** Colour and dashes of each experiment in the list. */
const looks = (panel: Locator): Promise<Record<string, string>> =>
  panel.locator('.list-row').evaluateAll((rows) =>
    Object.fromEntries(
      rows.map((row) => {
        const line = row.querySelector('.swatch line')!;
        return [
          row.querySelector('.list-name bdi')!.textContent,
          `${line.getAttribute('stroke')} ${line.getAttribute('stroke-dasharray') ?? ''}`,
        ];
      }),
    ),
  );
/** Whether a chart paints anything in a colour of the palette. */
const paints = (chart: Locator, color: string): Promise<boolean> =>
  chart.locator('canvas').evaluate((canvas: HTMLCanvasElement, hex) => {
    const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as [
      number,
      number,
      number,
    ];
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    for (let index = 0; index < data.length; index += 4) {
      if (
        data[index + 3]! > 200 &&
        Math.abs(data[index]! - red) + Math.abs(data[index + 1]! - green) + Math.abs(data[index + 2]! - blue) < 24
      ) {
        return true;
      }
    }
    return false;
  }, color);
const colorOf = async (panel: Locator, title: string): Promise<string> => (await looks(panel))[title]!.split(' ')[0]!;

const tall = { width: 1100, height: 1200 };

describe('arranged charts', () => {
  const open = usePage();

  async function comparing(count: number, rest: Parameters<typeof open>[0] = {}) {
    const compared = comparedExperiments(count);
    const host = await open({ size: tall, ...rest, state: { compared, ...rest.state } });
    const panel = await showTab(host, 'charts');
    await settled(panel);
    return { host, panel, compared, list: panel.locator('.experiment-list') };
  }

  describe('experiments', () => {
    it('lists them, opens and removes one, and asks for more', async () => {
      const { host, panel, list, compared } = await comparing(4);
      await shows(
        () => list.locator('.list-name > :first-child').allTextContents(),
        ['digits-mlp lr=0.003 wide', ...[1, 2, 3, 4].map((seed) => `digits-mlp seed=${seed}`)],
      );
      await shows(
        () => list.locator('.list-where').allTextContents(),
        ['ada at comet.lab.example'],
        'only where the connection is another',
      );
      await list.getByRole('button', { name: 'digits-mlp seed=2', exact: true }).click();
      assert.deepEqual(await host.command('openCompared'), { of: { connection: 'c1', key: '2'.padStart(32, '0') } });
      await list.getByRole('button', { name: 'Remove digits-mlp seed=4' }).focus();
      await host.page.keyboard.press('Enter');
      assert.deepEqual(await host.command('stopComparing'), { of: { connection: 'c2', key: '4'.padStart(32, '0') } });
      await list.getByRole('button', { name: 'Remove digits-mlp seed=1' }).focus();
      await host.page.keyboard.press('Enter');
      await host.push({ compared: compared.slice(1) });
      await shows(
        () => host.page.evaluate(() => document.activeElement?.getAttribute('aria-label')),
        'Show digits-mlp seed=2',
        'the focus goes on',
      );
      await list.getByRole('button', { name: 'Add experiment…' }).click();
      await host.command('compare');
      await host.rests();
      await shows(() => panel.getByRole('button', { name: 'Compare…' }).count(), 0);
    });

    it('offers the comparison where there is none yet', async () => {
      const host = await open();
      const panel = await showTab(host, 'charts');
      await panel.getByRole('button', { name: 'Compare…' }).click();
      await host.command('compare');
      await host.rests();
      await shows(() => panel.locator('.experiment-list').count(), 0);
    });

    it('keeps every experiment’s colour while others come and go, and after a reload', async () => {
      const { host, panel, compared } = await comparing(3);
      const first = await eventually(async () => {
        const found = await looks(panel);
        assert.equal(new Set(Object.values(found)).size, 4);
        return found;
      });
      await host.push({ compared: compared.filter((_, index) => index !== 0) });
      await shows(
        async () => Object.keys(await looks(panel)),
        ['digits-mlp lr=0.003 wide', 'digits-mlp seed=2', 'digits-mlp seed=3'],
      );
      const fewer = await looks(panel);
      for (const [title, look] of Object.entries(fewer)) {
        assert.equal(look, first[title], title);
      }
      const newcomer = comparedExperiments(5)[4]!;
      await host.push({ compared: [newcomer, ...compared.slice(1)] });
      await shows(async () => new Set(Object.values(await looks(panel))).size, 4, 'each its own');
      const fifth = (await looks(panel))['digits-mlp seed=5'];
      for (const [title, look] of Object.entries(fewer)) {
        await shows(async () => (await looks(panel))[title], look, title);
      }
      await eventually(() => {
        const { paletteIndexes } = remembered(host);
        for (const key of [experiment.key, newcomer.reference.key, '2'.padStart(32, '0'), '3'.padStart(32, '0')]) {
          assert.equal(paletteIndexes[idOf(key)]! % paletteSize, colorOfRun(key), key);
        }
      });

      const later = await open({
        size: tall,
        memory: host.memory as object,
        state: { compared: [...compared.slice(1).reverse(), newcomer] },
      });
      const again = await showTab(later, 'charts');
      await settled(again);
      await shows(async () => (await looks(again))['digits-mlp seed=5'], fifth);
      await shows(async () => (await looks(again))['digits-mlp seed=3'], first['digits-mlp seed=3']);
    });

    it('hides one everywhere and does not ask for it, and shows it again', async () => {
      const { host, panel, list } = await comparing(2);
      const chart = chartOf(panel, 'layer/0/weight_norm');
      const green = await colorOf(panel, 'digits-mlp seed=2');
      await eventually(async () => assert.ok(await paints(chart, green)));
      const all = await image(chart);
      await list.getByRole('button', { name: 'Show digits-mlp seed=2' }).click();
      await eventually(async () => assert.ok(!(await paints(chart, green))));
      await shows(
        () => list.getByRole('button', { name: 'Show digits-mlp seed=2' }).getAttribute('aria-pressed'),
        'false',
      );
      await shows(() => remembered(host).hidden, [idOf('2'.padStart(32, '0'))]);
      await list.getByRole('button', { name: 'Show all experiments' }).click();
      await list.hover();
      await host.page.mouse.move(5, 5);
      await shows(() => image(chart), all);

      const hidden = await open({
        size: tall,
        memory: { ...(host.memory as object), charts: { ...remembered(host), hidden: [idOf('2'.padStart(32, '0'))] } },
        state: { compared: comparedExperiments(2) },
      });
      await settled(await showTab(hidden, 'charts'));
      await shows(() => [...new Set(asked(hidden).map(({ of }) => of.key))], [experiment.key, '1'.padStart(32, '0')]);
    });

    it('shows all again from a chart whose lines are hidden everywhere', async () => {
      const { host, panel, list } = await comparing(2);
      await list.getByRole('button', { name: 'Hide all experiments' }).click();
      await chartOf(panel, 'train_loss').getByText('All lines are hidden.').waitFor();
      await chartOf(panel, 'train_loss').locator('vscode-button', { hasText: 'Show all here' }).click();
      await chartOf(panel, 'train_loss').locator('canvas').waitFor();
      await shows(() => remembered(host).hidden, []);
    });

    it('hides one in a single chart from its legend', async () => {
      const { host, panel } = await comparing(2);
      const green = await colorOf(panel, 'digits-mlp seed=2');
      const [chart, other] = [chartOf(panel, 'layer/0/weight_norm'), chartOf(panel, 'layer/1/weight_norm')];
      await chart.locator('.legend-entry').nth(2).click();
      await host.page.mouse.move(5, 5);
      await eventually(async () => assert.ok(!(await paints(chart, green))));
      await eventually(async () => assert.ok(await paints(other, green)));
      await shows(() => remembered(host).hiddenIn, { 'layer/0/weight_norm': [idOf('2'.padStart(32, '0'))] });
    });

    it('points out in every chart what the list is hovered over', async () => {
      const { host, panel, list } = await comparing(3);
      const [chart, other] = [chartOf(panel, 'layer/0/weight_norm'), chartOf(panel, 'layer/1/weight_norm')];
      const before = [await image(chart), await image(other)];
      await list.locator('.list-row').nth(2).hover();
      await eventually(async () => assert.notEqual(await image(chart), before[0]));
      await eventually(async () => assert.notEqual(await image(other), before[1]));
      await host.page.mouse.move(5, 5);
      await shows(async () => [await image(chart), await image(other)], before);
    });

    it('folds the list, also after a reload', async () => {
      const { host, list } = await comparing(2);
      await list.getByRole('button', { name: /^Experiments/ }).click();
      await shows(() => list.locator('.list-row').count(), 0);
      await eventually(() => assert.ok(remembered(host).listFolded));
      const later = await open({ memory: host.memory as object, state: { compared: comparedExperiments(2) } });
      const again = await showTab(later, 'charts');
      await settled(again);
      await shows(() => again.locator('.list-row').count(), 0);
      await shows(() => again.getByRole('button', { name: /^Experiments/ }).getAttribute('aria-expanded'), 'false');
    });

    it('says which could not be loaded and tries again', async () => {
      const [good, bad] = comparedExperiments(2) as [ComparedExperiment, ComparedExperiment];
      const problem = failed(new BackendError('unauthorized', 'The key was not accepted.'));
      const { host, list } = await comparing(0, {
        state: { compared: [good, { ...bad, experiment: problem, metrics: problem }] },
      });
      await list.getByRole('alert').getByText('The key was not accepted.').waitFor();
      await list.getByRole('button', { name: 'Retry' }).click();
      await host.command('refresh');
    });

    it('shows what only others logged', async () => {
      const [other] = comparedExperiments(1) as [ComparedExperiment];
      const extra = curve('only_theirs');
      const { panel } = await comparing(0, {
        state: { metrics: ready([]), compared: [{ ...other, metrics: ready([summaryOf(extra, null)]) }] },
        answers: {
          series: ({ of, names }) =>
            Promise.resolve(of.key !== experiment.key && names.includes('only_theirs') ? [extra] : []),
        },
      });
      await shows(() => titles(panel), ['only_theirs']);
    });

    it('names the only one that has a metric, whatever that is called', async () => {
      const [other] = comparedExperiments(1) as [ComparedExperiment];
      const extra = curve('__proto__');
      const { host, panel } = await comparing(0, {
        state: { metrics: ready([]), compared: [{ ...other, metrics: ready([summaryOf(extra, null)]) }] },
        answers: {
          series: ({ of, names }) =>
            Promise.resolve(of.key !== experiment.key && names.includes('__proto__') ? [extra] : []),
        },
      });
      const entry = chartOf(panel, '__proto__').locator('.legend-entry');
      await shows(() => entry.locator('.legend-title').innerText(), 'digits-mlp seed=1');
      await entry.click();
      await panel.getByText('All lines are hidden.').waitFor();
      await shows(() => Object.entries(remembered(host).hiddenIn), [['__proto__', [idOf(other.reference.key)]]]);
      await panel.getByRole('button', { name: 'Show all here' }).click();
      await settled(panel);
    });

    it('opens with 50, asks them a few at a time and scrolls', async () => {
      let underWay = 0,
        most = 0;
      const { host, panel, list } = await comparing(49, {
        answers: {
          series: async (question) => {
            most = Math.max(most, (underWay += 1));
            await new Promise((resolve) => setImmediate(resolve));
            underWay -= 1;
            return answers.series(question);
          },
        },
      });
      assert.ok(most <= 6, `${most} questions at once`);
      await shows(() => new Set(asked(host).map(({ of }) => experimentId(of))).size, 50);
      const seen = asked(host).flatMap(({ of, names }) => names.map((name) => `${of.key} ${name}`));
      assert.equal(new Set(seen).size, seen.length, 'nothing is asked twice');
      await eventually(() => assert.ok(asked(host).length <= 100, `${asked(host).length} questions`));
      await shows(async () => new Set(Object.values(await looks(panel))).size, 50, 'colours and dashes tell all apart');
      await list.locator('vscode-text-field input').fill('seed=4');
      await shows(() => list.locator('.list-row').count(), 11);
      await chartOf(panel, 'learning_rate').scrollIntoViewIfNeeded();
      await chartOf(panel, 'learning_rate').locator('canvas').waitFor();
      await settled(panel);
    });
  });

  describe('live', () => {
    const running = { ...experiment, state: 'running' } as const;
    const metrics = (points: (name: string) => number) =>
      ready(['loss', 'accuracy'].map((name) => summaryOf(curve(name, { points: points(name), noise: 0 }), null)));

    it('asks only for what grew, of the experiment that it grew in', async () => {
      const [other] = comparedExperiments(1) as [ComparedExperiment];
      let points = 100;
      const { host, panel } = await comparing(0, {
        state: {
          experiment: ready(running),
          metrics: metrics(() => 100),
          compared: [
            {
              ...other,
              experiment: ready({ ...running, key: other.reference.key, name: 'other' }),
              metrics: metrics(() => 100),
            },
          ],
        },
        answers: {
          series: ({ names }) =>
            Promise.resolve(names.map((name) => curve(name, { points, noise: 0, sampled: false }))),
        },
      });
      await shows(() => asked(host).length, 2);
      const compared = host.state.compared[0]!;
      await host.push({ revision: 2, compared: [{ ...compared, revision: 2 }] });
      points = 150;
      await host.push({
        compared: [{ ...compared, revision: 2, metrics: metrics((name) => (name === 'loss' ? 150 : 100)) }],
      });
      await shows(
        async () => (await chartOf(panel, 'loss').locator('.plot').getAttribute('aria-label')) ?? '',
        /250 points/,
      );
      await shows(() => asked(host).slice(2), [{ of: other.reference, names: ['loss'], full: false }]);
    });

    it('asks all in sight again when what has ended is refreshed', async () => {
      const { host, panel } = await comparing(0, {
        state: { metrics: metrics(() => 100), compared: [] },
        answers: {
          series: ({ names }) =>
            Promise.resolve(names.map((name) => curve(name, { points: 100, noise: 0, sampled: false }))),
        },
      });
      await host.push({ revision: 2 });
      await shows(
        () => asked(host).map(({ names }) => [...names].sort()),
        [
          ['accuracy', 'loss'],
          ['accuracy', 'loss'],
        ],
      );
      await host.push({ tags: ready(['new']) });
      await settled(panel);
      await shows(() => asked(host).length, 2, 'another part of the state is no reason');
    });

    it('asks again for what failed as soon as there is anything new', async () => {
      let broken = true;
      const host = await open({
        state: { experiment: ready(running), metrics: metrics(() => 100) },
        answers: {
          series: ({ names }) =>
            broken
              ? Promise.reject(new BackendError('unreachable', 'The server is away.'))
              : Promise.resolve(names.map((name) => curve(name, { points: 100, sampled: false }))),
        },
      });
      const panel = await showTab(host, 'charts');
      await shows(() => panel.getByText('The server is away.').count(), 2);
      broken = false;
      await host.push({ revision: 2 });
      await shows(() => panel.locator('canvas').count(), 2);
      await shows(() => asked(host).length, 2);
    });
  });

  describe('arrangement', () => {
    it('pins charts first, moves them, and remembers both', async () => {
      const { host, panel } = await comparing(0);
      const menu = async (name: string, entry: string): Promise<void> => {
        await chartOf(panel, name).hover();
        await chartOf(panel, name).getByRole('button', { name: /^More/ }).click();
        await chartOf(panel, name).getByRole('menuitem', { name: entry }).click();
      };
      await menu('train_loss', 'Pin to the top');
      await menu('layer/2/weight_norm', 'Pin to the top');
      await shows(async () => (await titles(panel)).slice(0, 2), ['train_loss', 'layer/2/weight_norm']);
      await shows(() => groups(panel), ['Pinned', 'layer', 'train', 'validate', 'Ungrouped']);
      await menu('layer/2/weight_norm', 'Move left');
      await shows(async () => (await titles(panel)).slice(0, 2), ['layer/2/weight_norm', 'train_loss']);
      await menu('layer/0/weight_norm', 'Move right');
      await shows(async () => (await titles(panel)).slice(2, 4), ['layer/1/weight_norm', 'layer/0/weight_norm']);
      await eventually(() => {
        const { pinned, order } = remembered(host);
        assert.deepEqual(
          { pinned, order },
          { pinned: ['layer/2/weight_norm', 'train_loss'], order: ['layer/1/weight_norm', 'layer/0/weight_norm'] },
        );
      });
      const later = await open({ memory: host.memory as object });
      const again = await showTab(later, 'charts');
      await settled(again);
      await shows(
        async () => (await titles(again)).slice(0, 4),
        ['layer/2/weight_norm', 'train_loss', 'layer/1/weight_norm', 'layer/0/weight_norm'],
      );
      await again.getByText('Arrange', { exact: true }).click();
      await again.getByRole('button', { name: 'Order by name' }).click();
      await shows(async () => (await titles(again)).slice(2, 4), ['layer/0/weight_norm', 'layer/1/weight_norm']);
    });

    it('groups by a regular expression, says when it is none, and folds all', async () => {
      const { panel } = await comparing(0);
      await panel.getByText('Arrange', { exact: true }).click();
      await panel.getByRole('radio', { name: 'Pattern' }).click();
      const pattern = panel.getByLabel('Regular expression that names the group');
      await pattern.fill('_(loss|accuracy|rate)$');
      await shows(() => groups(panel), ['accuracy', 'loss', 'rate', 'Ungrouped']);
      await shows(
        async () => (await titles(panel)).slice(0, 4),
        ['train_accuracy', 'validate_accuracy', 'train_loss', 'validate_loss'],
      );
      await pattern.fill('(');
      await panel
        .getByRole('alert')
        .getByText(/^This is not a regular expression: /)
        .waitFor();
      await pattern.fill('loss');
      await shows(() => groups(panel), ['loss', 'Ungrouped']);
      await panel.getByRole('button', { name: 'Collapse all groups' }).click();
      await shows(() => panel.locator('metric-chart').count(), 0);
      await panel.getByRole('button', { name: 'Expand all groups' }).click();
      await shows(() => panel.locator('metric-chart').count(), 10);
      await panel.getByRole('radio', { name: 'None' }).click();
      await shows(() => groups(panel), ['Metrics']);
    });

    it('draws charts small or large', async () => {
      const { host, panel } = await comparing(0);
      const perRow = (): Promise<number> =>
        panel
          .locator('.chart-grid')
          .first()
          .evaluate((grid) => getComputedStyle(grid).gridTemplateColumns.split(' ').length);
      const medium = await perRow();
      await panel.getByText('Arrange', { exact: true }).click();
      await panel.getByRole('radio', { name: 'Small' }).click();
      await eventually(async () => assert.ok((await perRow()) > medium));
      await panel.getByRole('radio', { name: 'Large' }).click();
      await eventually(async () => assert.ok((await perRow()) < medium));
      await shows(() => remembered(host).size, 'large');
    });

    it('fills the tab with one chart, goes to the next and comes back where it was', async () => {
      const { host, panel } = await comparing(2, { size: { width: 1000, height: 700 } });
      const chart = chartOf(panel, 'train_accuracy');
      await chart.scrollIntoViewIfNeeded();
      await chart.getByRole('button', { name: /^Enlarge/ }).hover();
      // Charts that still load would move what is below them.
      await shows(() => panel.locator('figure[aria-busy=true]').count(), 0);
      const place = async (): Promise<number> => Math.round((await chart.boundingBox())!.y);
      const before = await place();
      await eventually(async () => assert.ok((await panel.evaluate((element) => element.scrollTop)) > 50));
      await chart.getByRole('button', { name: /^Enlarge/ }).click();
      await eventually(async () => assert.ok((await chart.locator('canvas').boundingBox())!.height > 700 * 0.6));
      await shows(() => panel.locator('metric-chart:visible').count(), 1);
      await shows(() => panel.getByText('Arrange', { exact: true }).isVisible(), false);
      await panel.getByText('4 of 10 charts').waitFor();
      await panel.getByRole('button', { name: 'Next chart' }).click();
      await eventually(async () =>
        assert.ok(await chartOf(panel, 'train_learning_rate').locator('canvas').isVisible()),
      );
      await panel.getByRole('button', { name: 'Previous chart' }).click();
      await eventually(async () => assert.ok(await chart.locator('canvas').isVisible()));
      await host.page.keyboard.press('Escape');
      await eventually(async () => assert.ok(await panel.getByText('Arrange', { exact: true }).isVisible()));
      await shows(() => place(), before);
      await eventually(async () =>
        assert.ok(
          await chart.evaluate((element) => element.contains(document.activeElement)),
          'the focus is where it went in',
        ),
      );
    });

    const enlarged = async (panel: Locator, name: string): Promise<Locator> => {
      const chart = chartOf(panel, name);
      await chart.scrollIntoViewIfNeeded();
      await chart.getByRole('button', { name: /^Enlarge/ }).click();
      await panel.getByRole('toolbar', { name: 'Full view' }).waitFor();
      await settled(panel);
      return chart;
    };

    it('keeps axis, scale, smoothing and repeats at hand in the full view', async () => {
      const { host, panel } = await comparing(3);
      const chart = await enlarged(panel, 'train_loss');
      const bar = panel.getByRole('toolbar', { name: 'Full view' });
      const changes = async (change: () => Promise<unknown>): Promise<void> => {
        const before = await image(chart);
        await change();
        await host.page.mouse.move(5, 400);
        await eventually(async () => assert.notEqual(await image(chart), before));
      };
      await changes(() => bar.getByLabel('X axis').selectOption('epoch'));
      await changes(() => bar.getByRole('slider', { name: 'Smoothing' }).fill('0.9'));
      await changes(() => bar.getByLabel('Way of smoothing').selectOption('mean'));
      await changes(() => bar.getByLabel('Log scale').click());
      await bar.getByText('Repeats', { exact: true }).click();
      await changes(() => bar.getByRole('radio', { name: 'Mean' }).click());
      await host.page.keyboard.press('Escape');
      await shows(() => bar.locator('.drop-menu[open]').count(), 0);
      await eventually(async () => assert.ok(await bar.isVisible(), 'the menu went, the full view stays'));
      await chart.locator('.plot').focus();
      await host.page.keyboard.press('Home');
      await host.page.keyboard.press('+');
      await bar.getByText('Zoomed in').waitFor();
      await bar.getByRole('button', { name: 'Show all' }).click();
      await bar.getByText('Zoomed in').waitFor({ state: 'detached' });
      await eventually(() => {
        const { axis, smoothing, smoothingKind, verticalScale, repeats } = remembered(host);
        assert.deepEqual(
          [axis, smoothing, smoothingKind, verticalScale, repeats?.middle],
          ['epoch', 0.9, 'mean', 'logarithmic', 'mean'],
        );
      });
    });

    for (const size of [
      { width: 420, height: 700 },
      { width: 2560, height: 1300 },
    ]) {
      it(`gives one chart all the room of ${size.width} × ${size.height} pixels`, async () => {
        const { host, panel } = await comparing(2, { size });
        const chart = await enlarged(panel, 'train_loss');
        const boxes = async () =>
          [
            (await panel.getByRole('toolbar', { name: 'Full view' }).boundingBox())!,
            (await chart.boundingBox())!,
          ] as const;
        await eventually(async () => {
          const [bar, rest] = await boxes();
          assert.deepEqual([bar.x, bar.y, bar.width], [0, 0, size.width]);
          assert.deepEqual(
            [rest.x, rest.y, rest.width, rest.y + rest.height],
            [0, bar.height, size.width, size.height],
          );
          const plot = (await chart.locator('.plot').boundingBox())!;
          assert.ok(plot.width > size.width - 60, `${plot.width} wide`);
          assert.ok(plot.height > (size.height - bar.height) * 0.6, `${plot.height} high`);
        });
        for (const name of ['Previous chart', 'Next chart', /^Back to all charts/]) {
          const { x, width } = (await panel.getByRole('button', { name }).boundingBox())!;
          assert.ok(x >= 0 && x + width <= size.width, `${name} at ${x}`);
        }
        await shows(
          () => host.page.locator('header:visible, .tab-strip:visible').count(),
          0,
          'what is beneath takes no focus',
        );
        assert.deepEqual(await seriousViolations(host.page), []);
      });
    }

    it('leaves the full view with Escape wherever the focus is, but for what closes first', async () => {
      const { host, panel } = await comparing(1);
      const chart = await enlarged(panel, 'train_loss');
      const bar = panel.getByRole('toolbar', { name: 'Full view' });
      await chart.getByRole('button', { name: /^Y range/ }).click();
      await chart.getByLabel('Y from of train_loss').focus();
      await host.page.keyboard.press('Escape');
      await shows(() => chart.locator('.heights-form').count(), 0);
      await eventually(async () => assert.ok(await bar.isVisible()));
      await chart.click({ position: { x: 4, y: 4 } });
      await shows(() => host.page.evaluate(() => document.activeElement === document.body), true);
      await host.page.keyboard.press('PageDown');
      await panel.locator('metric-chart.whole[data-metric="validate_accuracy"]').waitFor();
      await host.page.keyboard.press('Escape');
      await bar.waitFor({ state: 'detached' });
      await host.page.locator('header').waitFor();
    });

    it('puts groups of a single chart side by side', async () => {
      const lone = ['a/x', 'b/x', 'c/x', 'd/x', 'd/y'].map((name) => summaryOf(curve(name), null));
      const { panel } = await comparing(0, {
        state: { metrics: ready(lone) },
        answers: { series: ({ names }) => Promise.resolve(names.map((name) => curve(name))) },
      });
      await eventually(async () => {
        const tops = await Promise.all(
          ['a/x', 'b/x', 'c/x', 'd/x', 'd/y'].map(async (name) =>
            Math.round((await chartOf(panel, name).boundingBox())!.y),
          ),
        );
        assert.deepEqual([tops[1], tops[2]], [tops[0], tops[0]]);
        assert.ok(tops[3]! > tops[0]! && tops[4] === tops[3]);
      });
    });

    it('says where an expression is typed that it cannot be used, and never searches for ever', async () => {
      const sentence =
        'Look-ahead, look-behind and back-references cannot be used here, since they may search for ever. Write it without them.';
      const names = [`${'a'.repeat(40)}!`, 'loss'];
      const metrics = ready(names.map((name) => summaryOf(curve(name), null)));
      const { panel } = await comparing(9, {
        state: { metrics },
        answers: { series: ({ names: wanted }) => Promise.resolve(wanted.map((name) => curve(name))) },
      });
      await panel.locator('.toolbar .search input').fill('/^(a+)+$/');
      await panel.getByText(/^None of \d+ metrics is called “\/\^\(a\+\)\+\$\/”\.$/).waitFor();
      await panel.locator('.toolbar .search input').fill('/^(?=l)/');
      await panel.getByText(sentence).waitFor();
      await panel.locator('.toolbar .search input').fill('');
      await panel.locator('.experiment-list .search input').fill('/(digits+)+\\1/');
      await panel.locator('.experiment-list').getByText(sentence).waitFor();
      await panel.getByText('Arrange', { exact: true }).click();
      await panel.getByRole('radio', { name: 'Pattern' }).click();
      await panel.getByLabel('Regular expression that names the group').fill('(?!l)');
      await panel.getByRole('alert').getByText(sentence, { exact: true }).waitFor();
    });

    it('lays the metrics over another metric, and asks for it', async () => {
      const { host, panel } = await comparing(1);
      const chart = chartOf(panel, 'train_accuracy');
      const before = await image(chart);
      await chart.locator('.plot').focus();
      await host.page.keyboard.press('Home');
      await host.page.keyboard.press('+');
      await panel.getByText('Zoomed in').waitFor();
      await panel.getByLabel('X axis').selectOption({ label: 'train_loss' });
      await panel.getByText('Zoomed in').waitFor({ state: 'detached' });
      await eventually(async () => assert.notEqual(await image(chart), before));
      await shows(() => remembered(host).axisMetric, 'train_loss');

      const small = await open({
        size: { width: 900, height: 420 },
        memory: { ...(host.memory as object), charts: { ...remembered(host), folded: ['train', 'validate', ''] } },
      });
      await settled(await showTab(small, 'charts'));
      await eventually(() =>
        assert.ok(
          asked(small)
            .flatMap(({ names }) => names)
            .includes('train_loss'),
          'though its own chart is folded away',
        ),
      );
      await (await showTab(small, 'charts')).getByLabel('X axis').selectOption('step');
      await shows(() => remembered(small).axisMetric, null);
    });

    it('draws repeats as a middle with a band, all or by a parameter', async () => {
      const { host, panel } = await comparing(4);
      const chart = chartOf(panel, 'layer/0/weight_norm');
      const each = await image(chart);
      await panel.getByText('Repeats', { exact: true }).click();
      await panel.getByRole('radio', { name: 'Mean' }).click();
      await eventually(async () => assert.notEqual(await image(chart), each));
      await chart.locator('.legend-group[title^="All shown: mean of 5 experiments"]').waitFor();
      const all = await image(chart);
      await shows(
        () => panel.getByLabel('What repeats each other').locator('option').allTextContents(),
        ['All shown', 'Same random_state', 'Same width'],
      );
      await panel.getByLabel('What repeats each other').selectOption('width');
      await eventually(async () => assert.notEqual(await image(chart), all));
      await shows(
        () =>
          chart
            .locator('.legend-group')
            .evaluateAll((headings) => headings.map((heading) => heading.getAttribute('title')?.split('\n')[0])),
        ['width = 64: mean of 2 experiments', 'width = 256: mean of 2 experiments'],
      );
      await panel.getByRole('radio', { name: 'Min–max' }).click();
      await shows(() => remembered(host).repeats, { middle: 'mean', spread: 'extremes', by: 'width' });
      await panel.getByRole('radio', { name: 'Each' }).click();
      await host.page.mouse.move(5, 5);
      await shows(() => image(chart), each);
    });

    it('smooths in the way that is chosen', async () => {
      const { host, panel } = await comparing(0);
      const chart = chartOf(panel, 'train_loss');
      await panel.getByRole('slider', { name: 'Smoothing' }).fill('0.9');
      await shows(() => panel.locator('.smoothing-value').textContent(), '0.90');
      const weighted = await image(chart);
      await panel.getByLabel('Way of smoothing').selectOption('mean');
      await eventually(async () => assert.notEqual(await image(chart), weighted));
      await shows(() => remembered(host).smoothingKind, 'mean');
    });

    it('takes of an older memory what still holds', async () => {
      const host = await open({
        memory: {
          connection: 'c1',
          key: experiment.key,
          tab: 'charts',
          charts: {
            axis: 'sideways',
            smoothing: 0.5,
            folded: ['train'],
            yRanges: { x: 'high' },
            hidden: 'all',
            hiddenIn: [1],
            paletteIndexes: { a: -1 },
            grouping: { by: 'pattern' },
            repeats: { middle: 'mode' },
            size: 'huge',
            later: 1,
          },
        },
      });
      const panel = await showTab(host, 'charts');
      await settled(panel);
      await panel.getByLabel('Log scale').click();
      await eventually(() => {
        const { smoothing, folded, axis, yRanges, hidden, hiddenIn, paletteIndexes, grouping, repeats, size } =
          remembered(host);
        assert.deepEqual(
          {
            smoothing,
            folded,
            axis,
            yRanges,
            hidden,
            hiddenIn,
            paletteIndexes,
            grouping,
            repeats,
            size,
          },
          {
            smoothing: 0.5,
            folded: ['train'],
            axis: 'step',
            yRanges: {},
            hidden: [],
            hiddenIn: {},
            paletteIndexes: { [idOf(experiment.key)]: colorOfRun(experiment.key) },
            grouping: { by: 'prefix' },
            repeats: null,
            size: 'medium',
          },
        );
      });
      await eventually(() => assert.ok(!('later' in remembered(host))));
    });

    for (const width of [480, 800, 1400]) {
      it(`fits its controls into ${width} pixels`, async () => {
        const { host, panel } = await comparing(3, { size: { width, height: 800 } });
        await shows(() => host.page.evaluate(() => document.documentElement.scrollWidth), width);
        await eventually(async () =>
          assert.ok(await panel.evaluate((element) => element.scrollWidth <= element.clientWidth)),
        );
        const yRanges = { 480: 110, 800: 76, 1400: 40 }[width]!;
        await eventually(async () =>
          assert.ok((await panel.locator('.toolbar').first().boundingBox())!.height <= yRanges),
        );
        for (const name of ['Axes and zoom', 'Arrange', 'Repeats']) {
          await panel.getByText(name, { exact: true }).click();
          await eventually(async () => {
            const { x, width: wide } = (await panel.locator('.drop-menu[open] .drop-panel').boundingBox())!;
            assert.ok(x >= 0 && x + wide <= width, `${name}: ${x} to ${x + wide}`);
          });
          await host.page.keyboard.press('Escape');
          await shows(() => panel.locator('.drop-menu[open]').count(), 0);
        }
      });
    }

    it('compares the machines from their beginnings on', async () => {
      const host = await open({ size: tall, state: { compared: comparedExperiments(2) } });
      const panel = await showTab(host, 'system');
      await settled(panel);
      await shows(() => panel.locator('.list-row').count(), 3);
      await shows(() => panel.getByRole('radio', { name: 'Relative time' }).getAttribute('aria-checked'), 'true');
      const chart = chartOf(panel, 'sys.ram.used');
      const relative = await image(chart);
      await panel.getByRole('radio', { name: 'Wall time' }).click();
      await eventually(async () => assert.notEqual(await image(chart), relative));
      await shows(
        () => [...new Set(asked(host).flatMap(({ names }) => names))].sort(),
        allSeries
          .map(([{ name }]) => name)
          .filter((name) => name.startsWith('sys.'))
          .sort(),
      );
    });
  });
});
