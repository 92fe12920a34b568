/** The Evaluation tab: recorded matrices, curves, histograms and tables, and embeddings made to measure. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { contrast } from '../support/contrast';
import { eventually } from '../support/eventually';
import { blob, dataGrid, embedding, made, type MadeAsset } from '../support/madeAssets';
import { recordedPage } from '../support/recordedPage';
import type { Theme } from '../support/stubHost';
import { showTab, usePage, type ExperimentStub } from '../support/usePage';
import { ready } from '../../src/shared/problem';

const pictures = 'out/pictures';
const hostile = '<img src=x onerror="window.hacked=1">';

const withAssets = (all: readonly MadeAsset[]) => ({
  state: { assets: ready(all.map(({ asset }) => asset)) },
  answers: { asset: ({ assetId }: { readonly assetId: string }) => Promise.resolve(all.find(({ asset }) => asset.id === assetId)!.bytes) },
});

const settled = (host: ExperimentStub) => eventually(async () => assert.equal(await host.page.locator('#panel-evaluation [aria-busy=true]').count(), 0));

async function showKind(host: ExperimentStub, kind: RegExp) {
  const panel = await showTab(host, 'evaluation');
  await panel.locator('[role=radiogroup]').first().getByRole('radio', { name: kind }).click();
  await settled(host);
  return panel;
}

const matrix = (counts: readonly (readonly number[])[], rest: object = {}): string =>
  JSON.stringify({ version: 1, title: 'Pets', labels: ['cat', 'dog', hostile], matrix: counts, rowLabel: 'Actual', columnLabel: 'Predicted', sampleMatrix: null, type: null, ...rest });

describe('evaluation', () => {
  const open = usePage();
  before(() => void mkdirSync(pictures, { recursive: true }));

  for (const theme of ['dark', 'light', 'highContrast', 'highContrastLight'] satisfies Theme[]) {
    it(`draws what was recorded in the theme ${theme}`, async () => {
      const host = await open({ ...await recordedPage('digits-sweep'), theme });
      const panel = await showKind(host, /Confusion/);
      await panel.locator('[role=gridcell]').first().waitFor();
      await panel.locator('[data-row="8"][data-column="1"]').click();
      await host.page.screenshot({ path: `${pictures}/evaluation-${theme}-matrix.png` });
      // Every number can be read on its ground.
      const colors = await panel.locator('[role=gridcell]').evaluateAll((cells) => cells.map((cell) => getComputedStyle(cell)).map(({ color, backgroundColor }) => [color, backgroundColor] as const));
      const contrasts = colors.map(([text, ground]) => contrast(text, ground));
      assert.ok(Math.min(...contrasts) >= 4.5, String(Math.min(...contrasts)));
      await showKind(host, /Curves/);
      await panel.locator('path.curve').first().waitFor();
      await host.page.screenshot({ path: `${pictures}/evaluation-${theme}-curves.png` });
      await showKind(host, /Histograms/);
      await panel.locator('.ridge').first().waitFor();
      await host.page.screenshot({ path: `${pictures}/evaluation-${theme}-ridges.png` });
      await panel.getByRole('radio', { name: 'Heat map' }).click();
      await panel.locator('canvas').first().waitFor();
      await host.page.screenshot({ path: `${pictures}/evaluation-${theme}-heat.png` });
    });
  }

  it('reads a confusion matrix: counts, shares, recall, precision, by mouse and by keyboard', async () => {
    const host = await open(withAssets([made('m', 'confusion-matrix.json', 'confusionMatrix', matrix([[8, 2, 0], [1, 9, 0], [0, 0, 0]]))]));
    const panel = await showKind(host, /Confusion/);
    const cells = () => panel.locator('[role=gridcell]').allInnerTexts();
    await eventually(async () => assert.deepEqual(await cells(), ['8', '2', '0', '1', '9', '0', '0', '0', '0']));
    assert.deepEqual(await panel.locator('td.matrix-rate').allInnerTexts(), ['80.0 %', '90.0 %', '–', '88.9 %', '81.8 %', '–', '85.0 %']);
    await panel.getByRole('radio', { name: 'Row share' }).click();
    await eventually(async () => assert.deepEqual((await cells()).slice(0, 3), ['80.0 %', '20.0 %', '0']));
    await panel.getByRole('radio', { name: 'Column share' }).click();
    await eventually(async () => assert.deepEqual((await cells()).slice(0, 3), ['88.9 %', '18.2 %', '']));
    await panel.locator('[data-row="0"][data-column="1"]').hover();
    await eventually(async () => assert.equal((await panel.locator('.matrix-words').innerText()).replace(/\s+/g, ' '), '2 with Actual cat and Predicted dog: 20.0 % of the row, 18.2 % of the column'));
    assert.equal(await panel.locator('.crossed').count(), 5);
    await panel.locator('[data-row="0"][data-column="0"]').focus();
    await host.page.keyboard.press('ArrowDown');
    await host.page.keyboard.press('ArrowRight');
    await host.page.keyboard.press('Enter');
    await panel.getByText('No samples of this cell were logged.').waitFor();
    assert.equal(await panel.locator('[aria-selected=true]').getAttribute('data-row'), '1');
    assert.equal(await host.page.evaluate(() => 'hacked' in window), false);
    assert.equal(await panel.locator('img').count(), 0);
  });

  it('moves over the steps of a matrix and shows the samples of a cell', async () => {
    const samples = [[null, [{ index: 4, sample: 'four.png', assetId: 'p4' }, { index: 9, sample: 'gone.png', assetId: 'nowhere' }], null], [[17], null, null], [null, null, null]];
    const host = await open(withAssets([
      made('m1', 'confusion-matrix.json', 'confusionMatrix', matrix([[1, 9, 0], [5, 5, 0], [0, 0, 3]]), { step: 10 }),
      made('m2', 'confusion-matrix.json', 'confusionMatrix', matrix([[8, 2, 0], [1, 9, 0], [0, 0, 3]], { sampleMatrix: samples, type: 'image' }), { step: 20 }),
      made('p4', 'four.png', 'image', blob(400)),
    ]));
    const panel = await showKind(host, /Confusion/);
    await panel.locator('[data-row="0"][data-column="1"]', { hasText: '2' }).click();
    await panel.getByAltText('four.png').waitFor();
    await panel.getByText('gone.png').waitFor();
    await host.page.screenshot({ path: `${pictures}/evaluation-samples.png` });
    await panel.locator('[data-row="1"][data-column="0"]').click();
    await panel.getByText('Example 17').waitFor();
    await panel.locator('input[type=range]').focus();
    await host.page.keyboard.press('Home');
    await panel.locator('[data-row="0"][data-column="1"]', { hasText: '9' }).waitFor();
    assert.equal(await panel.locator('.step-words').innerText(), 'step 10');
  });

  it('lays curves of a family over each other, with their areas', async () => {
    const curve = (x: readonly number[], y: readonly number[]): string => JSON.stringify({ x, y });
    const host = await open(withAssets([
      made('c1', 'roc/cat', 'curve', curve([0, 0, 1], [0, 1, 1]), { step: 5 }), made('c2', 'roc/dog', 'curve', curve([0, 1], [0, 1]), { step: 5 }),
      made('c3', 'drift', 'curve', curve([10, 20, 30], [4, -3, 8]), { step: 5 }), made('c4', 'drift', 'curve', curve([10, 20, 30], [5, -2, 9]), { step: 6 }),
      made('c5', 'broken', 'curve', '{"x": [1]}'),
    ]));
    const panel = await showKind(host, /Curves/);
    const card = panel.locator('curves-view', { has: host.page.locator('bdi', { hasText: /^roc$/ }) });
    await card.locator('path.curve').first().waitFor();
    const legend = async () => (await card.locator('.plot-legend button').allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());
    assert.deepEqual(await legend(), ['cat area 1', 'dog area 0.5']);
    assert.equal(await card.locator('.chance').count(), 1);
    assert.ok((await card.locator('svg text').allTextContents()).includes('True positive rate'));
    const area = (await card.locator('.plot-area').boundingBox())!;
    await host.page.mouse.move(area.x + 58 + (area.width - 72) / 2, area.y + 100);
    await eventually(async () => assert.match((await legend()).join(), /cat 1,dog 0\.5/));
    await card.locator('.plot-legend button', { hasText: 'dog' }).click();
    await eventually(async () => assert.equal(await card.locator('path.curve').count(), 1));
    assert.deepEqual((await panel.locator('curves-view', { hasText: 'drift' }).locator('.plot-legend bdi').allTextContents()), ['drift, step 5', 'drift, step 6']);
    await panel.getByText('This is no curve that can be shown here.').waitFor();
  });

  it('draws histograms of the recorded run a step at a time, and says what is pointed at', async () => {
    const host = await open(await recordedPage('digits-sweep'));
    const panel = await showKind(host, /Histograms/);
    const card = panel.locator('histogram-view').first();
    await card.locator('.ridge').first().waitFor();
    assert.match(await card.locator('.plot-words').innerText(), /^step \d+: [\d,]+ values, median/);
    await panel.getByRole('radio', { name: 'One step' }).click();
    await card.locator('.bars rect').first().waitFor();
    await card.locator('input[type=range]').focus();
    await host.page.keyboard.press('Home');
    const first = await card.locator('.step-words').innerText();
    await eventually(async () => assert.ok((await card.locator('.plot-words').innerText()).startsWith(first)));
    await card.locator('.plot-area').hover();
    await eventually(async () => assert.match(await card.locator('.plot-words').innerText(), /about [\d,]+ of [\d,]+ values from/));
    await host.page.screenshot({ path: `${pictures}/evaluation-one-step.png` });
  });

  it('projects an embedding so that its clouds lie apart, and colours them', async () => {
    const host = await open(withAssets(embedding(600, 32)));
    const panel = await showKind(host, /Embeddings/);
    const legend = panel.locator('.plot-legend li');
    await eventually(async () => assert.deepEqual((await legend.allInnerTexts()).map((text) => text.trim()), ['cat', 'dog', 'ship']));
    assert.match(await panel.locator('figcaption').innerText(), /Test images\s+600 points of 32 dimensions/);
    const ink = await panel.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      return new Set(Array.from({ length: data.length / 4 }, (_, index) => (data[index * 4 + 3]! > 200 ? `${data[index * 4]},${data[index * 4 + 1]},${data[index * 4 + 2]}` : ''))).size;
    });
    assert.ok(ink > 3, 'three colours are drawn');
    await host.page.screenshot({ path: `${pictures}/evaluation-embedding.png` });
    await panel.locator('.plot-area').hover();
    assert.deepEqual(host.asked.filter(({ question }) => question === 'asset').map(({ argument }) => (argument as { assetId: string }).assetId).sort(), ['e-config', 'e-labels', 'e-vectors']);
  });

  it('shows the recorded table, data frames and data grids with pictures', async () => {
    const host = await open(await recordedPage('tumours'));
    const panel = await showKind(host, /Tables/);
    await panel.getByText('mean radius').waitFor();
    await panel.locator('th', { hasText: 'weight' }).getByRole('button').click();
    const first = await panel.locator('tbody td.number').first().innerText();
    assert.ok(Number(first) < -0.2, first);
    await host.page.screenshot({ path: `${pictures}/evaluation-table.png` });

    const other = await open(withAssets([
      made('f', 'frame.json', 'dataframe', JSON.stringify({ name: { 0: hostile, 1: 'b' }, score: { 0: 1.5, 1: null } })),
      made('g', 'grid.zip', 'file', dataGrid(['picture', 'label'], [[{ type: 'IMAGE-ASSET', assetId: 'p' }, 'seven']]), { type: 'datagrid' }),
      made('p', 'seven.png', 'image', blob(700)),
    ]));
    const tables = await showKind(other, /Tables/);
    await eventually(async () => assert.deepEqual(await tables.locator('tbody td').allInnerTexts(), [hostile, '1.5', 'b', '']));
    await tables.getByRole('radio', { name: 'grid.zip' }).click();
    await tables.getByAltText('seven.png').waitFor();
    assert.equal(await other.page.evaluate(() => 'hacked' in window), false);
  });

  it('is usable at 300 pixels', async () => {
    const host = await open({ ...await recordedPage('digits-sweep'), size: { width: 300, height: 700 } });
    for (const kind of [/Confusion/, /Curves/, /Histograms/]) {
      await showKind(host, kind);
      assert.equal(await host.page.evaluate(() => document.documentElement.scrollWidth), 300);
      await host.page.screenshot({ path: `${pictures}/evaluation-narrow-${kind.source.toLowerCase()}.png` });
    }
  });
});
