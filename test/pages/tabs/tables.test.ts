/** Overview, parameters, system: found, sorted, copied, taken along. */
import assert from 'node:assert/strict';
import { eventually } from '../../support/eventually';
import { shows } from '../../support/shows';
import { showTab, usePage } from '../../support/pages/usePage';
import { ready } from '../../../src/shared/problem';
import type { Summary } from '../../../src/shared/experiment';

const logged = (name: string, value: string): Summary => ({
  name,
  context: null,
  ofMachine: false,
  current: { value, step: null, time: null },
  minimum: null,
  maximum: null,
});

describe('tables', () => {
  const open = usePage();

  it('sums up metrics with last, lowest and highest', async () => {
    const host = await open();
    const panel = await showTab(host, 'overview');
    const row = panel.locator('data-table tr', { hasText: 'validate_loss' });
    await shows(
      async () => (await row.locator('td').allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim()),
      ['validate_loss', '0.32439', '0.32015 step 840', '2.35586 step 0'],
    );
    await eventually(async () => {
      const facts = await panel.locator('.overview-side').innerText();
      for (const words of [
        'src/train.py',
        'wider',
        '4f1c2b9a8d7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a',
        'digits-mlp',
        'digits 1.2.0',
        '42 min',
      ]) {
        assert.ok(facts.includes(words), words);
      }
    });
    await panel.getByRole('button', { name: 'Copy Commit' }).click();
    assert.deepEqual(await host.command('copyText'), { text: '4f1c2b9a8d7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a' });
    await panel.getByRole('button', { name: 'Download the model digits-mlp' }).click();
    assert.deepEqual(await host.command('modelVerb'), { verb: 'downloadModel', model: 'digits-mlp' });
  });

  it('searches, sorts and copies parameters', async () => {
    const host = await open();
    const panel = await showTab(host, 'parameters');
    const table = panel.locator('data-table').first();
    const names = () => table.locator('td.name').allInnerTexts();
    const heading = table.locator('th', { hasText: 'Name' });
    await eventually(async () => assert.notDeepEqual(await names(), []));
    const logged = await names();
    await heading.getByRole('button').click();
    await shows(() => heading.getAttribute('aria-sort'), 'ascending');
    await shows(() => names(), [...logged].sort());
    await heading.getByRole('button').click();
    await shows(() => names(), [...logged].sort().reverse());
    await heading.getByRole('button').click();
    await shows(() => names(), logged);

    await table.locator('vscode-text-field input').fill('rate');
    await shows(() => names(), ['learning_rate']);
    await panel.getByRole('button', { name: 'Copy learning_rate' }).click();
    assert.deepEqual(await host.command('copyText'), { text: '0.003' });
    await table.locator('vscode-text-field input').fill('zzz');
    await table.getByText('Nothing holds “zzz”.').waitFor();
    await panel.locator('vscode-button', { hasText: 'Open in editor' }).click();
    assert.deepEqual(await host.command('verb'), { verb: 'openParameters' });
  });

  it('folds nested names of parameters', async () => {
    const names = [
      'lr',
      'model/encoder/width',
      'model/encoder/depth',
      'model/heads',
      'optim.beta1',
      'optim.beta2',
      'data|train|size',
      'data|test',
      'path/only.one',
      'v1.2',
    ];
    const rows = names.map((name) => ({
      name,
      context: null,
      ofMachine: false,
      current: { value: '1', step: null, time: null },
      minimum: null,
      maximum: null,
    }));
    const host = await open({ state: { parameters: ready(rows) } });
    const panel = await showTab(host, 'parameters');
    const table = panel.locator('data-table').first();
    await shows(() => table.locator('tr.group bdi').allTextContents(), ['data', 'model', 'model / encoder', 'optim']);
    await shows(
      () => table.locator('tbody').first().locator('td.name').allInnerTexts(),
      ['lr', 'path/only.one', 'v1.2'],
    );
    await table.getByRole('button', { name: /^model\s*1/ }).click();
    await shows(() => table.locator('tr.group bdi').allTextContents(), ['data', 'model', 'optim']);
    await table.locator('vscode-text-field input').fill('width');
    await shows(() => table.locator('tr.group bdi').allTextContents(), ['model / encoder']);
    await shows(() => table.locator('td.name').allInnerTexts(), ['model/encoder/width']);
  });

  it('draws thousands of rows a portion at a time', async () => {
    const rows = Array.from({ length: 3000 }, (_, index) => ({
      name: `p${index}`,
      context: null,
      ofMachine: false,
      current: { value: String(index), step: null, time: null },
      minimum: null,
      maximum: null,
    }));
    const host = await open({ state: { parameters: ready(rows) } });
    const panel = await showTab(host, 'parameters');
    const table = panel.locator('data-table').first();
    await shows(() => table.locator('tbody tr').count(), 200);
    await table.getByText('2800 parameters more').waitFor();
    await table.getByRole('button', { name: 'Show more' }).click();
    await shows(() => table.locator('tbody tr').count(), 400);
    // The headings stay while the rows scroll below them.
    const headingTop = () =>
      table
        .locator('thead th')
        .first()
        .evaluate((heading) => heading.getBoundingClientRect().top);
    const top = await headingTop();
    await eventually(async () =>
      assert.ok(
        await table.locator('.table-frame').evaluate((frame) => {
          frame.scrollTop = 2000;
          return frame.scrollTop > 1000;
        }),
      ),
    );
    await shows(() => headingTop(), top);
    await table.locator('vscode-text-field input').fill('p2999');
    await shows(() => table.locator('tbody tr').count(), 1);
  });

  it('copies and saves what is found, in every form', async () => {
    const host = await open();
    const panel = await showTab(host, 'parameters');
    const table = panel.locator('data-table').first();
    await table.locator('vscode-text-field input').fill('learning');
    await shows(() => table.locator('td.name').count(), 1);
    const take = async (label: string) => {
      await table.getByRole('button', { name: 'Copy or save parameters' }).click();
      await table.getByRole('menuitem', { name: label, exact: true }).click();
    };
    for (const [label, text] of [
      ['Copy as JSON', '{\n  "learning_rate": 0.003\n}\n'],
      ['Copy as YAML', 'learning_rate: 0.003\n'],
      ['Copy as command-line arguments', '--learning_rate 0.003'],
      ['Copy as Markdown', '| Name | Value |\n| --- | --- |\n| learning\\_rate | 0.003 |\n'],
      ['Copy as CSV', 'Name,Value\r\nlearning_rate,0.003\r\n'],
    ] as const) {
      await take(label);
      await shows(() => host.commands.at(-1), { command: 'copyText', argument: { text } });
    }
    await take('Save as CSV…');
    assert.deepEqual(await host.command('saveFile'), {
      name: 'digits-mlp lr=0.003 wide-parameters.csv',
      content: 'Name,Value\r\nlearning_rate,0.003\r\n',
    });

    const overview = await showTab(host, 'overview');
    await overview.getByRole('button', { name: 'Copy or save metrics' }).click();
    await overview.getByRole('menuitem', { name: 'Copy as CSV' }).click();
    await eventually(() => {
      const { text } = host.commands.at(-1)?.argument as { text: string };
      assert.ok(text.startsWith('Name,Last,Min,Min at step,Max,Max at step\r\nlearning_rate,'), text);
      assert.ok(!text.includes('sys.'));
    });
  });

  it('shows a long value whole, indented, and gives the focus back', async () => {
    const config =
      '{"optimizer": {"name": "adam", "betas": [0.9, 0.999], "weight_decay": 0.0001}, "layers": [128, 64]}';
    const host = await open({
      state: { parameters: ready([logged('config', config), logged('lr', '1'), logged('note', '')]) },
    });
    const panel = await showTab(host, 'parameters');
    await shows(
      () => panel.locator('data-table').first().locator('tr', { hasText: 'note' }).locator('td.value').innerText(),
      'empty',
    );
    await shows(() => panel.getByRole('button', { name: 'Show all of lr' }).count(), 0);
    await panel.getByRole('button', { name: 'Show all of config' }).focus();
    await host.page.keyboard.press('Enter');
    const dialog = host.page.getByRole('dialog', { name: 'Value of config' });
    await dialog.waitFor();
    await shows(() => dialog.locator('pre').innerText(), /^\{\n {2}"optimizer": \{"name": "adam"/);
    await dialog.getByRole('button', { name: 'Copy config' }).click();
    assert.deepEqual(await host.command('copyText'), { text: config });
    await host.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await shows(
      () => host.page.evaluate(() => document.activeElement?.getAttribute('aria-label')),
      'Show all of config',
    );
  });

  it('describes the machine and its packages', async () => {
    const host = await open();
    const panel = await showTab(host, 'system');
    await eventually(async () => {
      const facts = await panel.locator('.facts').innerText();
      for (const words of ['node-17.cluster', 'NVIDIA A10G, 24 GB', '3.11.9', 'src/train.py --rate 0.003', '64 GB']) {
        assert.ok(facts.includes(words), words);
      }
    });
    await shows(
      () =>
        panel
          .locator('data-table', { has: host.page.locator('[aria-label="Python packages"]') })
          .locator('tr', { hasText: 'numpy' })
          .locator('td')
          .allInnerTexts(),
      ['numpy', '2.3.1'],
    );
    await shows(
      () =>
        panel
          .locator('data-table', { has: host.page.locator('[aria-label=Environment]') })
          .locator('td')
          .allInnerTexts(),
      ['CUDA_VISIBLE_DEVICES', '0', 'OMP_NUM_THREADS', '8'],
    );
  });
});
