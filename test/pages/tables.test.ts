/** Overview, parameters, assets, system: found, sorted, copied, taken along. */
import assert from 'node:assert/strict';
import { eventually } from '../support/eventually';
import { showTab, usePage } from '../support/usePage';
import { ready } from '../../src/shared/problem';

describe('tables', () => {
  const open = usePage();

  it('sums up metrics with last, lowest and highest', async () => {
    const host = await open();
    const panel = await showTab(host, 'overview');
    const row = panel.locator('data-table tr', { hasText: 'validate_loss' });
    assert.deepEqual((await row.locator('td').allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim()), ['validate_loss', '0.32439', '0.32015 step 840', '2.35586 step 0']);
    const facts = await panel.locator('.overview-side').innerText();
    for (const words of ['src/train.py', 'wider', '4f1c2b9a8d7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a', 'digits-mlp', 'digits 1.2.0', '42 min']) assert.ok(facts.includes(words), words);
    await panel.getByRole('button', { name: 'Copy Commit' }).click();
    assert.deepEqual(await host.deed('copyText'), { text: '4f1c2b9a8d7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a' });
    await panel.getByRole('button', { name: 'Download the model digits-mlp' }).click();
    assert.deepEqual(await host.deed('modelVerb'), { verb: 'downloadModel', model: 'digits-mlp' });
  });

  it('searches, sorts and copies parameters', async () => {
    const host = await open();
    const panel = await showTab(host, 'parameters');
    const table = panel.locator('data-table').first();
    const names = () => table.locator('td.name').allInnerTexts();
    const heading = table.locator('th', { hasText: 'Name' });
    const logged = await names();
    await heading.getByRole('button').click();
    await eventually(async () => assert.equal(await heading.getAttribute('aria-sort'), 'ascending'));
    assert.deepEqual(await names(), [...logged].sort());
    await heading.getByRole('button').click();
    await eventually(async () => assert.deepEqual(await names(), [...logged].sort().reverse()));
    await heading.getByRole('button').click();
    await eventually(async () => assert.deepEqual(await names(), logged));

    await table.locator('vscode-text-field input').fill('rate');
    await eventually(async () => assert.deepEqual(await names(), ['learning_rate']));
    await panel.getByRole('button', { name: 'Copy learning_rate' }).click();
    assert.deepEqual(await host.deed('copyText'), { text: '0.003' });
    await table.locator('vscode-text-field input').fill('zzz');
    await table.getByText('Nothing holds “zzz”.').waitFor();
    await panel.locator('vscode-button', { hasText: 'Open in editor' }).click();
    assert.deepEqual(await host.deed('verb'), { verb: 'openParameters' });
  });

  it('folds nested names of parameters', async () => {
    const names = ['lr', 'model/encoder/width', 'model/encoder/depth', 'model/heads', 'optim.beta1', 'optim.beta2', 'data|train|size', 'data|test', 'path/only.one', 'v1.2'];
    const rows = names.map((name) => ({ name, context: null, current: { value: '1', step: null, time: null }, minimum: null, maximum: null }));
    const host = await open({ state: { parameters: ready(rows) } });
    const panel = await showTab(host, 'parameters');
    const table = panel.locator('data-table').first();
    assert.deepEqual(await table.locator('tr.group bdi').allTextContents(), ['data', 'model', 'model / encoder', 'optim']);
    assert.deepEqual(await table.locator('tbody').first().locator('td.name').allInnerTexts(), ['lr', 'path/only.one', 'v1.2']);
    await table.getByRole('button', { name: /^model\s*1/ }).click();
    await eventually(async () => assert.deepEqual(await table.locator('tr.group bdi').allTextContents(), ['data', 'model', 'optim']));
    await table.locator('vscode-text-field input').fill('width');
    await eventually(async () => assert.deepEqual(await table.locator('tr.group bdi').allTextContents(), ['model / encoder']));
    assert.deepEqual(await table.locator('td.name').allInnerTexts(), ['model/encoder/width']);
  });

  it('draws thousands of rows a portion at a time', async () => {
    const rows = Array.from({ length: 3000 }, (_, index) => ({ name: `p${index}`, context: null, current: { value: String(index), step: null, time: null }, minimum: null, maximum: null }));
    const host = await open({ state: { parameters: ready(rows) } });
    const panel = await showTab(host, 'parameters');
    const table = panel.locator('data-table').first();
    assert.equal(await table.locator('tbody tr').count(), 500);
    await table.getByText('2500 parameters more').waitFor();
    await table.locator('vscode-text-field input').fill('p2999');
    await eventually(async () => assert.equal(await table.locator('tbody tr').count(), 1));
  });

  it('lists assets by kind, numbers as numbers, and sends for them by id', async () => {
    const host = await open();
    const panel = await showTab(host, 'assets');
    assert.deepEqual(await panel.locator('tr.group bdi').allTextContents(), [
      'Images', 'Model digits-mlp', 'Confusion matrices', 'Histograms', 'Embeddings', 'Data frames', 'Source code', 'Files',
    ]);
    // Names in natural order: epoch-2 before epoch-10.
    assert.deepEqual((await panel.locator('td.name').allInnerTexts()).slice(0, 2), ['predictions/epoch-2.png', 'predictions/epoch-10.png']);
    await panel.getByRole('button', { name: 'Open weights.npz' }).click();
    await eventually(() => assert.deepEqual(host.deeds.at(-1), { deed: 'assetVerb', argument: { verb: 'openAsset', assetId: 'a4' } }));
    await panel.getByRole('button', { name: 'Download weights.npz' }).click();
    await eventually(() => assert.deepEqual(host.deeds.at(-1), { deed: 'assetVerb', argument: { verb: 'downloadAsset', assetId: 'a4' } }));
    await panel.locator('vscode-button', { hasText: 'Download all' }).click();
    assert.deepEqual(await host.deed('verb'), { verb: 'downloadAllAssets' });
    assert.ok((await panel.locator('h2').first().innerText()).includes('10 assets, 3.5 MB'));
    // What signs in to a bucket is no part of where a file is.
    assert.equal(await panel.locator('.remote').innerText(), 's3://bucket/train.csv');
    await panel.getByRole('button', { name: /^Images/ }).click();
    await eventually(async () => assert.equal(await panel.getByText('predictions/epoch-2.png').count(), 0));
    await panel.locator('th', { hasText: 'Size' }).getByRole('button').click();
    await eventually(async () => assert.deepEqual((await panel.locator('tr', { hasText: 'digits-mlp' }).locator('xpath=following-sibling::tr').locator('td.name').allInnerTexts()), ['config.json', 'weights.npz']));
  });

  it('describes the machine and its packages', async () => {
    const host = await open();
    const panel = await showTab(host, 'system');
    const facts = await panel.locator('.facts').innerText();
    for (const words of ['node-17.cluster', 'NVIDIA A10G, 24 GB', '3.11.9', 'src/train.py --rate 0.003', '64 GB']) assert.ok(facts.includes(words), words);
    assert.deepEqual(await panel.locator('data-table', { has: host.page.locator('[aria-label="Python packages"]') }).locator('tr', { hasText: 'numpy' }).locator('td').allInnerTexts(), ['numpy', '2.3.1']);
    assert.deepEqual(await panel.locator('data-table', { has: host.page.locator('[aria-label=Environment]') }).locator('td').allInnerTexts(), ['CUDA_VISIBLE_DEVICES', '0', 'OMP_NUM_THREADS', '8']);
  });
});
