/**
 * Parameters, others and metrics of several experiments beside each other: differences, baseline, what is missing,
 * keyboard, copying.
 */
import assert from 'node:assert/strict';
import type { Summary } from '../../../src/shared/experiment';
import { formatNumber } from '../../../src/shared/format';
import { BackendError, failed, loading, ready } from '../../../src/shared/problem';
import type { ComparedExperiment } from '../../../src/shared/protocol';
import { experimentId } from '../../../src/shared/reference';
import { seriousViolations } from '../../support/pages/accessibility';
import { eventually } from '../../support/eventually';
import { shows } from '../../support/shows';
import { comparedExperiments, pageState } from '../../support/fixtures/experimentFixture';
import { showTab, usePage, type ExperimentStub } from '../../support/pages/usePage';

const logged = (name: string, value: string): Summary => ({
  name,
  context: null,
  ofMachine: false,
  current: { value, step: null, time: null },
  minimum: null,
  maximum: null,
});
const own = [
  logged('lr', '0.001'),
  logged('batch', '64'),
  logged('note', ''),
  logged('config', '{"a": 1, "b": [1, 2]}'),
  logged('model/width', '128'),
  logged('model/depth', '2'),
];
const first = [
  logged('lr', '3e-3'),
  logged('batch', '64.0'),
  logged('config', "{'b': [1, 3], 'a': 1}"),
  logged('model/width', '128'),
  logged('model/depth', '3'),
  logged('only_there', 'yes'),
];
const second = [
  logged('lr', '0.001'),
  logged('batch', '64'),
  logged('note', ''),
  logged('config', '{"a": 1, "b": [1, 2]}'),
  logged('model/width', '128'),
  logged('model/depth', '2'),
];

function beside(...parts: readonly Partial<ComparedExperiment>[]): readonly ComparedExperiment[] {
  const all = comparedExperiments(parts.length);
  return all.map((one, index) => ({ ...one, others: ready([]), ...parts[index] }));
}

describe('parameters side by side', () => {
  const open = usePage();
  const opened = async (state: NonNullable<Parameters<typeof open>[0]>['state']) => {
    const host = await open({ state: { parameters: ready(own), others: ready([]), ...state } });
    const panel = await showTab(host, 'parameters');
    const grid = panel.getByRole('grid', { name: 'Parameters' });
    await grid.or(panel.locator('.part-empty, .part-failed')).first().waitFor();
    return { host, panel, grid };
  };
  /** The words of each cell of the row, marks for the ear included. */
  const rowOf = async (host: ExperimentStub, name: string) =>
    (
      await host.page
        .locator('#panel-parameters table.compared tbody tr', {
          has: host.page.locator('th.name', { hasText: new RegExp(`^${name}$`) }),
        })
        .locator('td')
        .allTextContents()
    ).map((text) => text.replace(/\s+/g, ' ').trim());
  const headings = (host: ExperimentStub) =>
    host.page.locator('#panel-parameters table.compared').first().locator('thead .sort bdi').allTextContents();

  it('offers to compare and says what it does', async () => {
    const { host, panel } = await opened({});
    await panel.getByText('Lay other experiments beside this one').waitFor();
    await panel.locator('vscode-button', { hasText: 'Compare…' }).click();
    assert.equal(await host.command('compare'), null);
  });

  it('marks what differs from the baseline, says how, and tells not logged from empty', async () => {
    const { host, grid } = await opened({
      compared: beside({ parameters: ready(first) }, { parameters: ready(second) }),
    });
    await grid.waitFor();
    await shows(() => headings(host), ['Name', 'digits-mlp lr=0.003 wide', 'digits-mlp seed=1', 'digits-mlp seed=2']);
    await shows(() => rowOf(host, 'lr'), ['≠differs: 0.001×0.333', '3e-3', '≠differs: 0.001×0.333']);
    await shows(() => grid.locator('td', { hasText: '0.001' }).first().getAttribute('title'), '3e-3 → 0.001, ×0.333');
    // One number written in two ways, one object in two orders.
    await shows(() => rowOf(host, 'batch'), ['64', '64.0', '64']);
    await shows(() => rowOf(host, 'note'), ['≠differs: empty', 'not logged', '≠differs: empty']);
    await shows(() => rowOf(host, 'only_there'), ['≠differs: not logged', 'yes', '≠differs: not logged']);
    await shows(
      () => rowOf(host, 'config'),
      ['≠differs: {"a": 1, "b": [1, 2]}', "{'b': [1, 3], 'a': 1}", '≠differs: {"a": 1, "b": [1, 2]}'],
    );
    // Not by colour alone.
    await shows(
      () =>
        grid
          .locator('td.differs bdi')
          .first()
          .evaluate((value) => getComputedStyle(value).fontWeight),
      '700',
    );
    await shows(() => grid.locator('thead', { hasText: 'baseline' }).count(), 1);
  });

  it('is measured by the experiment that the reader chooses, or by none', async () => {
    const { host, panel, grid } = await opened({
      compared: beside({ parameters: ready(first) }, { parameters: ready(second) }),
    });
    await grid.waitFor();
    const choice = panel.locator('select');
    await choice.selectOption({ label: 'digits-mlp seed=2' });
    // It comes to stand beside the page's own.
    await shows(() => headings(host), ['Name', 'digits-mlp lr=0.003 wide', 'digits-mlp seed=2', 'digits-mlp seed=1']);
    await shows(() => rowOf(host, 'lr'), ['0.001', '0.001', '≠differs: 3e-3×3']);
    await choice.selectOption({ label: 'digits-mlp lr=0.003 wide (this one)' });
    await shows(() => headings(host), ['Name', 'digits-mlp lr=0.003 wide', 'digits-mlp seed=1', 'digits-mlp seed=2']);
    await shows(() => rowOf(host, 'lr'), ['0.001', '≠differs: 3e-3×3', '0.001']);
    await choice.selectOption({ label: 'nothing' });
    await shows(() => rowOf(host, 'lr'), ['0.001', '≠differs: 3e-3', '0.001']);
    // A baseline that is taken away is one no more.
    await choice.selectOption({ label: 'digits-mlp seed=2' });
    await host.push({ compared: beside({ parameters: ready(first) }) });
    await shows(() => rowOf(host, 'lr'), ['≠differs: 0.001×0.333', '3e-3']);
  });

  it('shows only differences, or only what was changed here', async () => {
    const third = [...second.filter(({ name }) => name !== 'model/width'), logged('model/width', '256')];
    const { host, panel, grid } = await opened({
      compared: beside({ parameters: ready(first) }, { parameters: ready(third) }),
      others: ready([logged('dataset', 'digits')]),
    });
    await grid.waitFor();
    const names = () => grid.locator('tbody th.name').allInnerTexts();
    await shows(() => names(), ['lr', 'batch', 'note', 'config', 'only_there', 'model/width', 'model/depth']);
    await panel.getByRole('radio', { name: /^All/ }).focus();
    await host.page.keyboard.press('ArrowRight');
    await shows(() => names(), ['lr', 'note', 'config', 'only_there', 'model/width', 'model/depth']);
    await panel.getByText('6 of 7 parameters').waitFor();
    await host.page.keyboard.press('ArrowRight');
    await shows(() => names(), ['lr', 'note', 'config', 'only_there', 'model/depth']);
    await shows(
      () => panel.getByRole('grid', { name: 'Others' }).locator('tbody th.name').allInnerTexts(),
      ['dataset'],
    );
    await panel.locator('select').selectOption({ label: 'digits-mlp seed=2' });
    await shows(() => names(), ['model/width']);
  });

  it('remembers the rows and the baseline that were chosen, and takes of nonsense nothing', async () => {
    const compared = beside({ parameters: ready(first) }, { parameters: ready(second) });
    const { host, panel, grid } = await opened({ compared });
    await grid.waitFor();
    const choice = panel.getByRole('combobox', { name: 'Changed from' });
    await choice.selectOption({ label: 'digits-mlp seed=2' });
    await panel.getByRole('radio', { name: /^Only differences/ }).click();
    const tables = { rows: 'different', baseline: experimentId(compared[1]!.reference) };
    await shows(() => (host.memory as { tables: unknown }).tables, tables);
    const again = async (memory: object) => {
      const later = await open({ memory, state: { parameters: ready(own), others: ready([]), compared } });
      const shown = await showTab(later, 'parameters');
      await shown.getByRole('grid', { name: 'Parameters' }).waitFor();
      return [
        await shown.getByRole('combobox').locator('option:checked').innerText(),
        (await shown.getByRole('radio', { checked: true }).innerText()).replace(/\s*\d+$/, ''),
      ];
    };
    await shows(() => again(host.memory as object), ['digits-mlp seed=2', 'Only differences']);
    await shows(
      () => again({ ...(host.memory as object), tables: { rows: 'changed', baseline: '' } }),
      ['nothing', 'Only differences'],
    );
    for (const nonsense of ['all', { rows: 'some', baseline: 'c9/gone' }]) {
      await shows(() => again({ ...(host.memory as object), tables: nonsense }), ['digits-mlp seed=1', 'All']);
    }
  });

  it('says so where nothing differs', async () => {
    const { panel } = await opened({ compared: beside({ parameters: ready(own) }) });
    await panel.getByRole('radio', { name: /^Only differences/ }).click();
    await panel.getByText('There is no difference between 6 parameters.').waitFor();
    await panel.getByText('None of 2 experiments has logged any.').waitFor();
  });

  it('lets each experiment load and fail by itself', async () => {
    const problem = failed(new BackendError('unreachable', 'The server did not answer.', { advice: 'Try later.' }));
    const { host, panel, grid } = await opened({
      compared: beside(
        { parameters: problem },
        { parameters: null },
        { parameters: loading },
        { parameters: ready(second) },
      ),
    });
    await grid.waitFor();
    await shows(() => rowOf(host, 'lr'), ['0.001', 'not loaded', 'loading…', 'loading…', '0.001']);
    await shows(
      () => panel.getByRole('alert').innerText(),
      /Could not load the parameters of digits-mlp seed=1\. The server did not answer\. Try later\./,
    );
    await panel.getByRole('alert').getByRole('button', { name: 'Retry' }).click();
    await host.command('refresh');
    // What is not known differs from nothing.
    await shows(() => panel.getByRole('radio', { name: /^Only differences/ }).innerText(), /0$/);
    await host.push({
      compared: beside(
        { parameters: ready(first) },
        { parameters: ready([]) },
        { parameters: ready(own) },
        { parameters: ready(second) },
      ),
    });
    await shows(
      () => rowOf(host, 'model/depth'),
      ['≠differs: 2×0.667', '3', '≠differs: not logged', '≠differs: 2×0.667', '≠differs: 2×0.667'],
    );
    await shows(() => panel.getByRole('alert').count(), 0);
    // The page's own may fail, too.
    await host.push({ parameters: problem });
    await shows(async () => (await rowOf(host, 'lr')).slice(0, 2), ['not loaded', '3e-3']);
  });

  it('is worked by keyboard alone', async () => {
    const { host, panel, grid } = await opened({
      compared: beside({ parameters: ready(first) }, { parameters: ready(second) }),
    });
    await grid.waitFor();
    const press = (key: string) => host.page.keyboard.press(key);
    const focus = () => host.page.evaluate(() => document.activeElement?.textContent.replace(/\s+/g, ' ').trim());
    const isAt = (words: string) => shows(() => focus(), words);
    await shows(() => grid.locator('[tabindex="0"]').count(), 1);
    await panel.getByRole('button', { name: 'Copy or save parameters' }).focus();
    await press('Tab');
    await isAt('Name');
    await press('ArrowDown');
    await isAt('lr');
    await press('ArrowRight');
    await isAt('≠differs: 0.001×0.333');
    await press('ArrowRight');
    await isAt('3e-3');
    await press('Control+c');
    await shows(() => host.commands.at(-1), { command: 'copyText', argument: { text: '3e-3' } });
    await shows(() => grid.locator('[tabindex="0"]').count(), 1);
    for (let row = 0; row < 3; row += 1) {
      await press('ArrowDown');
    }
    await isAt("{'b': [1, 3], 'a': 1}");
    await press('Enter');
    const dialog = host.page.getByRole('dialog', { name: 'Value of config' });
    await dialog.waitFor();
    // Equal values stand together, and what changed is told key by key.
    await shows(
      () => dialog.locator('.value-owners').allInnerTexts(),
      ['digits-mlp lr=0.003 wide\ndigits-mlp seed=2', 'digits-mlp seed=1\nbaseline'],
    );
    await shows(async () => (await dialog.locator('.value-changes').innerText()).replace(/\s+/g, ' '), 'b[1] 3 → 2');
    await press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await isAt("{'b': [1, 3], 'a': 1}");
    await press('Control+End');
    await isAt('≠differs: 2×0.667');
    await press('Home');
    await isAt('model/depth');
    // The heading of a group is folded where it stands.
    await press('ArrowUp');
    await press('ArrowUp');
    await isAt('model2');
    await press('Enter');
    await shows(() => grid.getByRole('button', { name: /^model/ }).getAttribute('aria-expanded'), 'false');
    await press('Control+Home');
    await press('End');
    await isAt('digits-mlp seed=2');
    await press('Enter');
    await shows(() => grid.locator('thead th').last().getAttribute('aria-sort'), 'ascending');
    await press('Delete');
    assert.deepEqual(await host.command('stopComparing'), { of: { connection: 'c1', key: '2'.padStart(32, '0') } });
    await host.push({ compared: beside({ parameters: ready(first) }) });
    await isAt('digits-mlp seed=1');
  });

  it('sorts by the values of an experiment, numbers by size, what was not logged last', async () => {
    const rows = [logged('a', '10'), logged('b', '9'), logged('c', 'x')];
    const { grid } = await opened({
      parameters: ready([...rows, logged('d', '1')]),
      compared: beside({ parameters: ready(rows) }),
    });
    const names = () => grid.locator('tbody th.name').allInnerTexts();
    const button = grid.getByRole('button', { name: 'digits-mlp seed=1', exact: true });
    await button.click();
    await shows(() => names(), ['b', 'a', 'c', 'd']);
    await button.click();
    await shows(() => names(), ['c', 'a', 'b', 'd']);
    await button.click();
    await shows(() => names(), ['a', 'b', 'c', 'd']);
  });

  it('copies, saves, opens and takes away', async () => {
    const { host, panel, grid } = await opened({ compared: beside({ parameters: ready(first) }) });
    await grid.waitFor();
    await panel.locator('compared-table vscode-text-field input').first().fill('lr');
    await shows(() => grid.locator('tbody th.name').allInnerTexts(), ['lr']);
    const take = async (label: string) => {
      await panel.getByRole('button', { name: 'Copy or save parameters' }).click();
      await panel.getByRole('menuitem', { name: label, exact: true }).click();
    };
    await take('Copy as Markdown');
    await shows(() => host.commands.at(-1)?.argument, {
      text: '| Name | digits-mlp lr=0.003 wide | digits-mlp seed=1 |\n| --- | --- | --- |\n| lr | 0.001 | 3e-3 |\n',
    });
    await take('Save as JSON…');
    const { name, content } = (await host.command('saveFile')) as { name: string; content: string };
    assert.equal(name, 'digits-mlp lr=0.003 wide-compared-parameters.json');
    assert.deepEqual(
      (JSON.parse(content) as { experiment: string; parameters: object }[]).map(({ experiment, parameters }) => [
        experiment,
        parameters,
      ]),
      [
        ['digits-mlp lr=0.003 wide', { lr: 0.001 }],
        ['digits-mlp seed=1', { lr: 0.003 }],
      ],
    );
    await grid.locator('td', { hasText: '3e-3' }).click();
    await grid.getByRole('button', { name: 'Copy this value' }).click();
    await shows(() => host.commands.at(-1), { command: 'copyText', argument: { text: '3e-3' } });
    const of = { connection: 'c1', key: '1'.padStart(32, '0') };
    await grid.getByRole('button', { name: 'Open digits-mlp seed=1' }).click();
    assert.deepEqual(await host.command('openCompared'), { of });
    await grid.getByRole('button', { name: 'Take digits-mlp seed=1 away' }).click();
    assert.deepEqual(await host.command('stopComparing'), { of });
    await panel.locator('vscode-button', { hasText: 'Add experiments…' }).click();
    await host.command('compare');
    // With none beside it the page is as before, and its search is back.
    await host.push({ compared: [] });
    await panel.locator('data-table').first().waitFor();
  });

  it('lays what came of the experiments side by side on the overview: last, lowest and highest values', async () => {
    const compared = comparedExperiments(2);
    const host = await open({ state: { compared } });
    const panel = await showTab(host, 'overview');
    const grid = panel.locator('table.compared');
    const words = async (name: string) =>
      (
        await grid
          .locator('tbody tr', { has: host.page.locator('th.name', { hasText: name }) })
          .locator('td')
          .allTextContents()
      ).map((text) => text.trim());
    const expected = (kind: 'current' | 'minimum') =>
      [pageState, ...compared].map(({ metrics }) => {
        assert.equal(metrics.state, 'ready');
        return metrics.value.find(({ name }) => name === 'train_loss')![kind]!.value;
      });
    await shows(
      () => words('train_loss'),
      expected('current').map((value) => formatNumber(value)),
    );
    // Results always differ: there is nothing to mark. What the machine did is not theirs.
    await shows(() => grid.locator('.differs').count(), 0);
    await shows(() => grid.locator('th.name', { hasText: 'sys.' }).count(), 0);
    await panel.getByRole('radio', { name: 'Min' }).click();
    await shows(
      () => words('train_loss'),
      expected('minimum').map((value) => formatNumber(value)),
    );
    await panel.locator('compared-table vscode-text-field input').fill('train_loss');
    await panel.getByRole('button', { name: 'Copy or save metrics-min' }).click();
    await panel.getByRole('menuitem', { name: 'Copy as CSV' }).click();
    assert.deepEqual(await host.command('copyText'), {
      text: `Name,digits-mlp lr=0.003 wide,digits-mlp seed=1,digits-mlp seed=2\r\ntrain_loss,${expected('minimum').join(',')}\r\n`,
    });
    await host.push({
      compared: [{ ...compared[0]!, metrics: failed(new BackendError('timedOut', 'No answer came.')) }],
    });
    await shows(() => words('train_loss'), [formatNumber(expected('minimum')[0]!), 'not loaded']);
    assert.deepEqual(await seriousViolations(host.page), []);
    await host.push({ compared: [] });
    await panel.getByRole('table', { name: 'Metrics' }).waitFor();
  });

  it('takes hostile names and values for texts', async () => {
    const evil = '<img src=x onerror=alert(1)>';
    const long = 'x'.repeat(20_000);
    const rows = (value: string) => [
      logged(evil, value),
      logged('__proto__', value),
      logged('constructor', '1'),
      logged('a"]}\u202e', '['.repeat(3000)),
      logged('long', long),
    ];
    const [one] = beside({});
    assert.ok(one?.experiment.state === 'ready');
    const { host, grid, panel } = await opened({
      parameters: ready(rows(evil)),
      compared: [
        {
          ...one,
          experiment: ready({ ...one.experiment.value, name: evil }),
          parameters: ready(rows('"\'`${1}\u0000')),
        },
      ],
    });
    await grid.waitFor();
    await shows(() => host.page.locator('img').count(), 0);
    await shows(() => headings(host), ['Name', 'digits-mlp lr=0.003 wide', evil]);
    await shows(
      async () => (await grid.locator('tbody th.name').allTextContents()).slice(0, 3),
      [evil, '__proto__', 'constructor'],
    );
    await grid.locator('td').first().dblclick();
    const dialog = host.page.getByRole('dialog');
    await eventually(async () => assert.ok((await dialog.locator('pre').first().innerText()).includes(evil)));
    await dialog.getByRole('button', { name: 'Close' }).click();
    await dialog.waitFor({ state: 'detached' });
    await shows(() => panel.evaluate((element) => element.scrollWidth <= element.clientWidth), true);
  });

  it('scrolls within its frame, never the page', async () => {
    const others = Array.from({ length: 7 }, (_, index) => ({
      parameters: ready(own.map((one) => logged(one.name, String(index)))),
    }));
    const host = await open({
      size: { width: 420, height: 500 },
      state: { parameters: ready(own), others: ready([]), compared: beside(...others) },
    });
    const panel = await showTab(host, 'parameters');
    await panel.locator('td.differs').first().waitFor();
    const roomy = () =>
      host.page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]);
    await shows(() => roomy(), [420, 500]);
    await shows(() => panel.evaluate((element) => element.scrollWidth <= element.clientWidth), true);
  });

  for (const theme of ['dark', 'light', 'highContrast', 'highContrastLight'] as const) {
    // The same elements in other colours.
    const colorsOnly = theme !== 'dark';
    it(`has no serious accessibility violation in the theme ${theme}`, async () => {
      const problem = failed(new BackendError('unreachable', 'The server did not answer.', { advice: 'Try later.' }));
      const host = await open({
        theme,
        state: {
          parameters: ready(own),
          others: ready([]),
          compared: beside({ parameters: ready(first) }, { parameters: ready(second), others: problem }),
        },
      });
      const panel = await showTab(host, 'parameters');
      const grid = panel.getByRole('grid', { name: 'Parameters' });
      await grid.waitFor();
      await grid.locator('td.differs').first().click();
      assert.deepEqual(await seriousViolations(host.page, { colorsOnly }), []);
      await host.page.keyboard.press('Enter');
      await host.page.getByRole('dialog').waitFor();
      assert.deepEqual(await seriousViolations(host.page, { colorsOnly }), []);
    });
  }

  it('keeps few cells of fifty experiments with five hundred parameters, wherever it is scrolled', async () => {
    const rows = (seed: number) =>
      Array.from({ length: 500 }, (_, index) =>
        logged(`group${index % 20}/parameter${index}`, index % 7 === 0 ? String(seed) : `value ${index}`),
      );
    const parts = comparedExperiments(50).map((_, index) => ({ parameters: ready(rows(index + 1)) }));
    const { host, grid, panel } = await opened({ parameters: ready(rows(0)), compared: beside(...parts) });
    await grid.waitFor();
    await shows(() => grid.getAttribute('aria-rowcount'), '521');
    await shows(() => grid.getAttribute('aria-colcount'), '52');
    const bounded = async () => {
      await eventually(async () => {
        const counts = await grid.evaluate(
          (table) =>
            [table.querySelectorAll('tbody tr').length, table.querySelectorAll('td:not(.gap)').length] as const,
        );
        assert.ok(counts[0] < 90 && counts[1] < 1500, counts.join(' rows, '));
      });
    };
    await bounded();
    await grid.locator('thead .sort').first().focus();
    await host.page.keyboard.press('Control+End');
    await shows(() => host.page.evaluate(() => document.activeElement?.getAttribute('aria-colindex')), '52');
    await shows(
      () => host.page.evaluate(() => document.activeElement?.closest('tr')?.getAttribute('aria-rowindex')),
      '521',
    );
    await bounded();
    // Names stay at the left edge, headings at the top, and the cell is in view beside and below them.
    await eventually(async () => {
      const boxes = await panel.locator('.grid-frame').evaluate((frame) => {
        const [around, cell, name, heading] = [
          frame,
          document.activeElement!,
          document.activeElement!.closest('tr')!.querySelector('th.name')!,
          frame.querySelector('thead th.name')!,
        ].map((element) => element.getBoundingClientRect());
        return {
          left: name!.left - around!.left,
          top: heading!.top - around!.top,
          right: around!.right - cell!.right,
          under: around!.bottom - cell!.bottom,
          beside: cell!.left - name!.right,
        };
      });
      assert.ok(
        Math.abs(boxes.left) <= 2 &&
          Math.abs(boxes.top) <= 2 &&
          boxes.right >= -2 &&
          boxes.under >= -2 &&
          boxes.beside >= -2,
        JSON.stringify(boxes),
      );
    });
    // What is focused stays so while new values arrive.
    await host.push({ revision: 2, compared: beside(...parts) });
    await shows(() => host.page.evaluate(() => document.activeElement?.getAttribute('aria-colindex')), '52');
    await eventually(async () =>
      assert.ok(
        await panel.locator('.grid-frame').evaluate((frame) => frame.scrollTop > 5000 && frame.scrollLeft > 5000),
      ),
    );
    await host.page.keyboard.press('Control+Home');
    await shows(() => host.page.evaluate(() => document.activeElement?.textContent.trim()), 'Name');
  });

  it('keeps the cell that has the focus where it is when it is scrolled out of view, and goes on from there', async () => {
    const rows = Array.from({ length: 500 }, (_, index) => logged(`parameter${index}`, `value ${index}`));
    const parts = comparedExperiments(50).map(() => ({ parameters: ready(rows) }));
    const { host, grid, panel } = await opened({ parameters: ready(rows), compared: beside(...parts) });
    await grid.waitFor();
    const frame = panel.locator('.grid-frame');
    const cell = () =>
      host.page.evaluate(() => [
        document.activeElement?.closest('tr')?.getAttribute('aria-rowindex'),
        document.activeElement?.getAttribute('aria-colindex'),
      ]);
    const firstRow = () => grid.locator('tbody tr:not(.row-space)').first().getAttribute('aria-rowindex');
    const lastRow = () => grid.locator('tbody tr:not(.row-space)').last().getAttribute('aria-rowindex');
    await panel.getByRole('radio', { name: /^All/ }).click();
    const offset = () =>
      frame.evaluate((element) => {
        const row = element.querySelector('tbody tr[aria-rowindex="240"]')!.getBoundingClientRect();
        return Math.round(row.top - element.getBoundingClientRect().top + element.scrollTop);
      });
    const scrollTo = (top: number, left: number) =>
      frame.evaluate((element, [y, x]) => element.scrollTo(x, y), [top, left] as const);
    await scrollTo(6000, 0);
    await eventually(async () => assert.ok(Number(await lastRow()) > 240));
    const place = await offset();
    await scrollTo(0, 0);
    await shows(firstRow, '2');
    await grid.locator('thead .sort').first().focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowRight']) {
      await host.page.keyboard.press(key);
    }
    await shows(cell, ['3', '3']);
    const height = await frame.evaluate((element) => element.scrollHeight);
    await scrollTo(6000, 4000);
    // It is the only row before those in view, and no row is anywhere else than before.
    await eventually(async () => assert.ok(Number(await lastRow()) > 230));
    await shows(cell, ['3', '3']);
    await shows(firstRow, '3');
    await shows(() => frame.evaluate((element) => element.scrollHeight), height);
    await shows(offset, place);
    await host.page.keyboard.press('ArrowDown');
    await shows(cell, ['4', '3']);
    await shows(() => frame.evaluate((element) => element.scrollTop < 200 && element.scrollLeft < 400), true);
    await host.page.keyboard.press('Control+End');
    await shows(cell, ['501', '52']);
    await scrollTo(0, 0);
    await shows(firstRow, '2');
    await shows(cell, ['501', '52']);
    await shows(lastRow, '501');
    await host.page.keyboard.press('ArrowUp');
    await shows(cell, ['500', '52']);
    await eventually(async () => assert.ok(await frame.evaluate((element) => element.scrollTop > 10_000)));
  });
});
