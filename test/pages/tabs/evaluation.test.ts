/** The Evaluation tab: recorded matrices, curves, histograms and tables, and embeddings made to measure. */
import assert from 'node:assert/strict';
import { seriousViolations } from '../../support/pages/accessibility';
import { comparedAssets } from '../../support/fixtures/comparedAssets';
import { contrast } from '../../support/pages/contrast';
import { eventually } from '../../support/eventually';
import { shows } from '../../support/shows';
import { savePageScreenshot } from '../../support/pages/pageScreenshot';
import { blob, dataGrid, embedding, generatedAsset, type GeneratedAsset } from '../../support/fixtures/generatedAssets';
import { recordedPage } from '../../support/fixtures/recordedPage';
import type { Theme } from '../../support/pages/builtPages';
import { showTab, usePage, type ExperimentStub } from '../../support/pages/usePage';
import { ready } from '../../../src/shared/problem';

const hostile = '<img src=x onerror="window.hacked=1">';

const withAssets = (all: readonly GeneratedAsset[]) => ({
  state: { assets: ready(all.map(({ asset }) => asset)) },
  answers: {
    asset: ({ assetId }: { readonly assetId: string }) =>
      Promise.resolve(all.find(({ asset }) => asset.id === assetId)!.bytes),
  },
});

const settled = (host: ExperimentStub) =>
  shows(() => host.page.locator('#panel-evaluation [aria-busy=true]').count(), 0);

async function showKind(host: ExperimentStub, kind: RegExp) {
  const panel = await showTab(host, 'evaluation');
  await panel.getByRole('radiogroup', { name: 'Kind of result' }).getByRole('radio', { name: kind }).click();
  await settled(host);
  return panel;
}

const matrix = (counts: readonly (readonly number[])[], rest: object = {}): string =>
  JSON.stringify({
    version: 1,
    title: 'Pets',
    labels: ['cat', 'dog', hostile],
    matrix: counts,
    rowLabel: 'Actual',
    columnLabel: 'Predicted',
    sampleMatrix: null,
    type: null,
    ...rest,
  });

describe('evaluation', () => {
  const open = usePage();

  for (const theme of ['dark', 'light', 'highContrast', 'highContrastLight'] satisfies Theme[]) {
    it(`draws what was recorded in the theme ${theme}`, async () => {
      const host = await open({ ...(await recordedPage('digits-sweep')), theme });
      const panel = await showKind(host, /Confusion/);
      await panel.locator('[role=gridcell]').first().waitFor();
      await panel.locator('[data-row="8"][data-column="1"]').click();
      await savePageScreenshot(host.page, `evaluation-${theme}-matrix`);
      // Every number can be read on its ground.
      const colors = await panel
        .locator('[role=gridcell]')
        .evaluateAll((cells) =>
          cells
            .map((cell) => getComputedStyle(cell))
            .map(({ color, backgroundColor }) => [color, backgroundColor] as const),
        );
      const contrasts = colors.map(([text, ground]) => contrast(text, ground));
      assert.ok(Math.min(...contrasts) >= 4.5, String(Math.min(...contrasts)));
      await showKind(host, /Curves/);
      await panel.locator('path.curve').first().waitFor();
      await savePageScreenshot(host.page, `evaluation-${theme}-curves`);
      await showKind(host, /Histograms/);
      await panel.locator('.ridge').first().waitFor();
      await savePageScreenshot(host.page, `evaluation-${theme}-ridges`);
      await panel.getByRole('radio', { name: 'Heat map' }).click();
      await panel.locator('canvas').first().waitFor();
      await savePageScreenshot(host.page, `evaluation-${theme}-heat`);
    });
  }

  it('reads a confusion matrix: counts, shares, recall, precision, by mouse and by keyboard', async () => {
    const host = await open(
      withAssets([
        generatedAsset(
          'm',
          'confusion-matrix.json',
          'confusionMatrix',
          matrix([
            [8, 2, 0],
            [1, 9, 0],
            [0, 0, 0],
          ]),
        ),
      ]),
    );
    const panel = await showKind(host, /Confusion/);
    const cells = () => panel.locator('[role=gridcell]').allInnerTexts();
    await shows(() => cells(), ['8', '2', '0', '1', '9', '0', '0', '0', '0']);
    await shows(
      () => panel.locator('td.matrix-rate').allInnerTexts(),
      ['80.0 %', '90.0 %', '–', '88.9 %', '81.8 %', '–', '85.0 %'],
    );
    await panel.getByRole('radio', { name: 'Row share' }).click();
    await shows(async () => (await cells()).slice(0, 3), ['80.0 %', '20.0 %', '0']);
    await panel.getByRole('radio', { name: 'Column share' }).click();
    await shows(async () => (await cells()).slice(0, 3), ['88.9 %', '18.2 %', '']);
    await panel.locator('[data-row="0"][data-column="1"]').hover();
    await shows(
      async () => (await panel.locator('.matrix-words').innerText()).replace(/\s+/g, ' '),
      '2 with Actual cat and Predicted dog: 20.0 % of the row, 18.2 % of the column',
    );
    await shows(() => panel.locator('.crossed').count(), 5);
    await panel.locator('[data-row="0"][data-column="0"]').focus();
    await host.page.keyboard.press('ArrowDown');
    await host.page.keyboard.press('ArrowRight');
    await host.page.keyboard.press('Enter');
    await panel.getByText('No samples of this cell were logged.').waitFor();
    await shows(() => panel.locator('[aria-selected=true]').getAttribute('data-row'), '1');
    await shows(() => host.page.evaluate(() => 'hacked' in window), false);
    await shows(() => panel.locator('img').count(), 0);
  });

  it('shows on which side a wide matrix goes on, and keeps its labels in sight', async () => {
    const labels = Array.from({ length: 14 }, (_, index) => `species ${index}`);
    const wide = matrix(
      labels.map((_, row) => labels.map((__, column) => row * column)),
      { labels },
    );
    const host = await open({
      ...withAssets([generatedAsset('m', 'confusion-matrix.json', 'confusionMatrix', wide)]),
      size: { width: 540, height: 800 },
    });
    const panel = await showKind(host, /Confusion/);
    const edges = panel.locator('.matrix-edges');
    const cue = (): Promise<string> => edges.evaluate((element) => getComputedStyle(element, '::before').display);
    await shows(() => edges.getAttribute('data-more'), 'right');
    await shows(() => cue(), 'block');
    const frame = (await panel.locator('.matrix-frame').boundingBox())!;
    await panel.locator('[data-row="2"][data-column="0"]').focus();
    for (let step = 0; step < 13; step += 1) {
      await host.page.keyboard.press('ArrowRight');
    }
    await shows(async () => (await edges.getAttribute('data-more')) ?? '', /left/);
    const label = panel.locator('th[scope=row]').nth(2);
    await eventually(async () => assert.ok(Math.abs((await label.boundingBox())!.x - frame.x) < 2, 'the label stays'));
    for (let step = 0; step < 9; step += 1) {
      await host.page.keyboard.press('ArrowLeft');
      const [cell, beneath] = [
        (await panel.locator('[role=gridcell]:focus').boundingBox())!,
        (await label.boundingBox())!,
      ];
      assert.ok(
        cell.x >= beneath.x + beneath.width - 1,
        `the focused cell at ${cell.x} is not beneath the label to ${beneath.x + beneath.width}`,
      );
    }
    await host.page.setViewportSize({ width: 1400, height: 800 });
    await shows(() => edges.getAttribute('data-more'), '');
    await shows(() => cue(), 'none');
  });

  it('moves over the steps of a matrix and shows the samples of a cell', async () => {
    const samples = [
      [
        null,
        [
          { index: 4, sample: 'four.png', assetId: 'p4' },
          { index: 9, sample: 'gone.png', assetId: 'nowhere' },
        ],
        null,
      ],
      [[17], null, null],
      [null, null, null],
    ];
    const host = await open(
      withAssets([
        generatedAsset(
          'm1',
          'confusion-matrix.json',
          'confusionMatrix',
          matrix([
            [1, 9, 0],
            [5, 5, 0],
            [0, 0, 3],
          ]),
          { step: 10 },
        ),
        generatedAsset(
          'm2',
          'confusion-matrix.json',
          'confusionMatrix',
          matrix(
            [
              [8, 2, 0],
              [1, 9, 0],
              [0, 0, 3],
            ],
            { sampleMatrix: samples, type: 'image' },
          ),
          { step: 20 },
        ),
        generatedAsset('p4', 'four.png', 'image', blob(400)),
      ]),
    );
    const panel = await showKind(host, /Confusion/);
    await panel.locator('[data-row="0"][data-column="1"]', { hasText: '2' }).click();
    await panel.getByAltText('four.png').waitFor();
    await panel.getByText('gone.png').waitFor();
    await savePageScreenshot(host.page, 'evaluation-samples');
    await panel.locator('[data-row="1"][data-column="0"]').click();
    await panel.getByText('Example 17').waitFor();
    await panel.locator('input[type=range]').focus();
    await host.page.keyboard.press('Home');
    await panel.locator('[data-row="0"][data-column="1"]', { hasText: '9' }).waitFor();
    await shows(() => panel.locator('.step-words').innerText(), 'step 10');
  });

  it('lays curves of a family over each other, with their areas', async () => {
    const curve = (x: readonly number[], y: readonly number[]): string => JSON.stringify({ x, y });
    const host = await open(
      withAssets([
        generatedAsset('c1', 'roc/cat', 'curve', curve([0, 0, 1], [0, 1, 1]), { step: 5 }),
        generatedAsset('c2', 'roc/dog', 'curve', curve([0, 1], [0, 1]), { step: 5 }),
        generatedAsset('c3', 'drift', 'curve', curve([10, 20, 30], [4, -3, 8]), { step: 5 }),
        generatedAsset('c4', 'drift', 'curve', curve([10, 20, 30], [5, -2, 9]), { step: 6 }),
        generatedAsset('c5', 'broken', 'curve', '{"x": [1]}'),
      ]),
    );
    const panel = await showKind(host, /Curves/);
    const card = panel.locator('curves-view', { has: host.page.locator('bdi', { hasText: /^roc$/ }) });
    await card.locator('path.curve').first().waitFor();
    const legend = async () =>
      (await card.locator('.plot-legend button').allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());
    await shows(() => legend(), ['cat area 1', 'dog area 0.5']);
    await shows(() => card.locator('.chance').count(), 1);
    await eventually(async () =>
      assert.ok((await card.locator('svg text').allTextContents()).includes('True positive rate')),
    );
    const area = (await card.locator('.plot-area').boundingBox())!;
    await host.page.mouse.move(area.x + 58 + (area.width - 72) / 2, area.y + 100);
    await shows(async () => (await legend()).join(), /cat 1,dog 0\.5/);
    await card.locator('.plot-legend button', { hasText: 'dog' }).click();
    await shows(() => card.locator('path.curve').count(), 1);
    await shows(
      () => panel.locator('curves-view', { hasText: 'drift' }).locator('.plot-legend bdi').allTextContents(),
      ['drift, step 5', 'drift, step 6'],
    );
    await panel.getByText('This is no curve that can be shown here.').waitFor();
  });

  it('draws histograms of the recorded run a step at a time, and says what is pointed at', async () => {
    const host = await open(await recordedPage('digits-sweep'));
    const panel = await showKind(host, /Histograms/);
    const card = panel.locator('histogram-view').first();
    await card.locator('.ridge').first().waitFor();
    await shows(() => card.locator('.plot-words').innerText(), /^step \d+: [\d,]+ values, median/);
    await panel.getByRole('radio', { name: 'One step' }).click();
    await card.locator('.bars rect').first().waitFor();
    await card.locator('input[type=range]').focus();
    await host.page.keyboard.press('Home');
    const first = await card.locator('.step-words').innerText();
    await eventually(async () => assert.ok((await card.locator('.plot-words').innerText()).startsWith(first)));
    await card.locator('.plot-area').hover();
    await shows(() => card.locator('.plot-words').innerText(), /about [\d,]+ of [\d,]+ values from/);
    await savePageScreenshot(host.page, 'evaluation-one-step');
  });

  it('projects an embedding so that its clouds lie apart, and colours them', async () => {
    const host = await open(withAssets(embedding(600, 32)));
    const panel = await showKind(host, /Embeddings/);
    const legend = panel.locator('.plot-legend li');
    await shows(async () => (await legend.allInnerTexts()).map((text) => text.trim()), ['cat', 'dog', 'ship']);
    await shows(() => panel.locator('figcaption').innerText(), /Test images\s+600 points of 32 dimensions/);
    await eventually(async () => {
      const ink = await panel.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        return new Set(
          Array.from({ length: data.length / 4 }, (_, index) =>
            data[index * 4 + 3]! > 200 ? `${data[index * 4]},${data[index * 4 + 1]},${data[index * 4 + 2]}` : '',
          ),
        ).size;
      });
      assert.ok(ink > 3, 'three colours are drawn');
    });
    await savePageScreenshot(host.page, 'evaluation-embedding');
    await panel.locator('.plot-area').hover();
    await shows(
      () =>
        host.asked
          .filter(({ question }) => question === 'asset')
          .map(({ argument }) => (argument as { assetId: string }).assetId)
          .sort(),
      ['e-config', 'e-labels', 'e-vectors'],
    );
  });

  it('shows the recorded table, data frames and data grids with pictures', async () => {
    const host = await open(await recordedPage('tumours'));
    const panel = await showKind(host, /Tables/);
    await panel.getByText('mean radius').waitFor();
    await panel.locator('th', { hasText: 'weight' }).getByRole('button').click();
    await eventually(async () => {
      const first = await panel.locator('tbody td.number').first().innerText();
      assert.ok(Number(first) < -0.2, first);
    });
    await savePageScreenshot(host.page, 'evaluation-table');

    const other = await open(
      withAssets([
        generatedAsset(
          'f',
          'frame.json',
          'dataframe',
          JSON.stringify({ name: { 0: hostile, 1: 'b' }, score: { 0: 1.5, 1: null } }),
        ),
        generatedAsset(
          'g',
          'grid.zip',
          'file',
          dataGrid(['picture', 'label'], [[{ type: 'IMAGE-ASSET', assetId: 'p' }, 'seven']]),
          { type: 'datagrid' },
        ),
        generatedAsset('p', 'seven.png', 'image', blob(700)),
      ]),
    );
    const tables = await showKind(other, /Tables/);
    await shows(() => tables.locator('tbody td').allInnerTexts(), [hostile, '1.5', 'b', '']);
    await tables.getByRole('radio', { name: 'grid.zip' }).click();
    await tables.getByAltText('seven.png').waitFor();
    await shows(() => other.page.evaluate(() => 'hacked' in window), false);
  });

  const roc = (id: string, bend: number, step: number, name = 'roc/cat') =>
    generatedAsset(id, name, 'curve', JSON.stringify({ x: [0, 0.5, 1], y: [0, bend, 1] }), { step });

  it('searches, sorts and copies a table of a hundred thousand rows', async () => {
    const rows = Array.from(
      { length: 100_000 },
      (_, index) => `${index},"run-${index}, kept",${(index * 7919) % 100_003}`,
    );
    const host = await open(
      withAssets([generatedAsset('t', 'scores.csv', 'dataframe', ['id,name,score', ...rows].join('\r\n'))]),
    );
    const panel = await showKind(host, /Tables/);
    await panel.getByText('100,000 rows, 3 columns').waitFor();
    await panel.getByRole('button', { name: 'score', exact: true }).click();
    await shows(() => panel.locator('tbody tr').first().locator('td').allInnerTexts(), ['0', 'run-0, kept', '0']);
    await panel.getByRole('button', { name: 'score', exact: true }).click();
    await shows(() => panel.locator('tbody tr').first().locator('td').last().innerText(), '100,002');
    await panel.getByRole('textbox', { name: 'Search rows' }).fill('run-99998, kept');
    await panel.getByText('1 of 100,000 rows').waitFor();
    await panel.locator('menu-button vscode-button').click();
    await panel.getByRole('menuitem', { name: 'Copy as CSV' }).click();
    assert.deepEqual(await host.command('copyText'), {
      text: `id,name,score\r\n99998,"run-99998, kept",${(99_998 * 7919) % 100_003}\r\n`,
    });
  });

  it('lays the newest curves of experiments over each other: colours by experiment, dashes by curve, both named', async () => {
    const host = await open(
      comparedAssets(
        [roc('a1', 0.6, 1), roc('a2', 0.9, 2), roc('d', 0.7, 2, 'roc/dog')],
        [
          [
            roc('a1', 0.5, 1),
            roc('a2', 0.75, 2),
            roc('d', 0.6, 2, 'roc/dog'),
            generatedAsset('x', 'roc/bad', 'curve', '{}', { step: 2 }),
          ],
          [roc('a1', 0.55, 7)],
          null,
        ],
      ),
    );
    const panel = await showTab(host, 'evaluation');
    await panel.locator('path.curve').first().waitFor();
    const legend = async () =>
      (await panel.locator('.plot-legend button').allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());
    await shows(
      () => legend(),
      [
        'digits-mlp lr=0.003 wide · cat, step 1 area 0.55',
        'digits-mlp lr=0.003 wide · cat, step 2 area 0.7',
        'digits-mlp lr=0.003 wide · dog area 0.6',
        'digits-mlp seed=1 · cat, step 1 area 0.5',
        'digits-mlp seed=1 · cat, step 2 area 0.625',
        'digits-mlp seed=1 · dog area 0.55',
        'digits-mlp seed=2 · cat area 0.525',
      ],
    );
    await shows(
      () => panel.locator('curves-view [role=alert]').innerText(),
      /digits-mlp seed=1, roc\/bad: This is no curve/,
    );
    await shows(() => panel.locator('.missing-assets').innerText(), /seed=3/);
    const drawn = await eventually(async () => {
      const drawn = await panel
        .locator('path.curve')
        .evaluateAll((paths) =>
          paths.map((path) => [getComputedStyle(path).stroke, path.getAttribute('stroke-dasharray')] as const),
        );
      assert.equal(drawn.length, 5, 'those of past steps are hidden');
      return drawn;
    });
    const [ownCat, ownDog, cat, dog, third] = drawn;
    assert.equal(ownCat![0], ownDog![0]);
    assert.equal(cat![0], dog![0]);
    assert.equal(new Set([ownCat![0], cat![0], third![0]]).size, 3);
    assert.deepEqual([ownCat![1], cat![1], third![1]], [ownCat![1], ownCat![1], ownCat![1]]);
    assert.notEqual(ownDog![1], ownCat![1]);
    await panel.getByRole('radio', { name: 'This experiment' }).click();
    await shows(() => legend(), ['cat, step 1 area 0.55', 'cat, step 2 area 0.7', 'dog area 0.6']);
  });

  it('shows plots as tables, and copies them as CSV', async () => {
    const host = await open(comparedAssets([roc('a', 0.9, 2)], [[roc('a', 0.75, 2)]]));
    const panel = await showTab(host, 'evaluation');
    await panel.getByRole('button', { name: 'View as table: roc' }).click();
    await shows(
      () => panel.locator('thead th').allInnerTexts(),
      ['Experiment', 'Curve', 'Step', 'False positive rate', 'True positive rate'],
    );
    await shows(() => panel.locator('tbody tr').count(), 6);
    assert.deepEqual(await seriousViolations(host.page), []);
    await panel.getByRole('button', { name: 'Copy as CSV' }).click();
    const { text } = (await host.command('copyText')) as { text: string };
    assert.deepEqual(text.split('\r\n').slice(0, 3), [
      'Experiment,Curve,Step,False positive rate,True positive rate',
      'digits-mlp lr=0.003 wide,roc/cat,2,0,0',
      'digits-mlp lr=0.003 wide,roc/cat,2,0.5,0.9',
    ]);

    const recorded = await open(await recordedPage('digits-sweep'));
    const histograms = await showKind(recorded, /Histograms/);
    await histograms.getByRole('radio', { name: 'One step' }).click();
    const card = histograms.locator('histogram-view').first();
    await card.locator('.bars rect').first().waitFor();
    const counted = async () =>
      Number(/([\d,]+) values/.exec(await card.locator('.plot-words').innerText())![1]!.replaceAll(',', ''));
    await card.getByRole('button', { name: /^View as table/ }).click();
    await card.getByRole('button', { name: 'Copy as CSV' }).click();
    const bins = ((await recorded.command('copyText')) as { text: string }).text
      .trim()
      .split('\r\n')
      .slice(1)
      .map((line) => Number(line.split(',')[2]));
    await shows(
      counted,
      bins.reduce((sum, count) => sum + count, 0),
    );
    await savePageScreenshot(recorded.page, 'evaluation-histogram-table');
  });

  it('turns between the matrices of experiments, and lays two side by side', async () => {
    const host = await open(
      comparedAssets(
        [
          generatedAsset(
            'm',
            'confusion-matrix.json',
            'confusionMatrix',
            matrix([
              [8, 2, 0],
              [1, 9, 0],
              [0, 0, 3],
            ]),
          ),
        ],
        [
          [
            generatedAsset(
              'm',
              'confusion-matrix.json',
              'confusionMatrix',
              matrix([
                [4, 6, 0],
                [5, 5, 0],
                [0, 0, 3],
              ]),
            ),
            ...embedding(12, 3),
          ],
          [
            generatedAsset(
              'h',
              'other.json',
              'confusionMatrix',
              matrix([
                [1, 0, 0],
                [0, 1, 0],
                [0, 0, 1],
              ]),
            ),
          ],
        ],
      ),
    );
    const panel = await showKind(host, /Confusion/);
    const cells = () => panel.locator('[role=gridcell]').allInnerTexts();
    await shows(async () => (await cells()).slice(0, 2), ['8', '2']);
    const choose = (label: string, name: string) =>
      panel.getByRole('combobox', { name: label }).selectOption({ label: name });
    await choose('Beside', 'digits-mlp seed=1');
    await shows(async () => (await cells()).filter((_, index) => index % 9 < 2), ['8', '2', '4', '6']);
    await panel.getByRole('radio', { name: 'Row share' }).click();
    await shows(
      async () => (await cells()).filter((_, index) => index % 9 < 2),
      ['80.0 %', '20.0 %', '40.0 %', '60.0 %'],
    );
    await savePageScreenshot(host.page, 'evaluation-matrices');
    assert.deepEqual(await seriousViolations(host.page), []);
    await panel.getByRole('button', { name: 'Copy the matrix as CSV' }).last().click();
    assert.equal(((await host.command('copyText')) as { text: string }).text.split('\r\n')[1], 'cat,0.4,0.6,0');
    await choose('Beside', 'digits-mlp seed=2');
    await panel.getByText('digits-mlp seed=2 has logged no matrix of this name.').waitFor();
    await choose('Of', 'digits-mlp seed=1');
    await shows(async () => (await cells()).slice(0, 2), ['40.0 %', '60.0 %']);
    await shows(() => host.page.evaluate(() => 'hacked' in window), false);
    // What only another experiment has is there too.
    await panel.getByRole('radio', { name: /Embeddings/ }).click();
    await panel.locator('.scatter').waitFor();
  });

  it('draws counts on a logarithmic scale, so that thin tails are seen', async () => {
    const bins = Array.from({ length: 21 }, (_, index) => (index === 0 ? 1000 : 1));
    const host = await open(
      withAssets([
        generatedAsset(
          'h',
          'weights',
          'histogram',
          JSON.stringify({
            version: 2,
            start: 1,
            stop: 1e3,
            step: 1.4,
            offset: 0,
            values: [...Array.from({ length: 22 }, () => 0), ...bins],
          }),
          { step: 1 },
        ),
      ]),
    );
    const panel = await showKind(host, /Histograms/);
    await panel.locator('.bars rect').first().waitFor();
    const heights = () =>
      panel.locator('.bars rect').evaluateAll((all) => all.map((rect) => Number(rect.getAttribute('height'))));
    const [tallest, last] = [Math.max(...(await heights())), (await heights()).at(-1)!];
    assert.ok(last < tallest / 500, `${last} of ${tallest}`);
    await panel.locator('vscode-checkbox').click();
    await eventually(async () => assert.ok((await heights()).at(-1)! > last * 5));
    await eventually(async () => {
      const labels = await panel.locator('.axes text').allTextContents();
      for (const label of ['1', '10', '100']) {
        assert.ok(labels.includes(label), labels.join());
      }
    });
    await savePageScreenshot(host.page, 'evaluation-logarithmic');
  });

  for (const theme of ['dark', 'light', 'highContrast', 'highContrastLight'] satisfies Theme[]) {
    // The same elements in other colours.
    const colorsOnly = theme !== 'dark';
    it(`draws an embedding in space without a serious violation in the theme ${theme}`, async () => {
      const host = await open({ ...withAssets(embedding(600, 32)), theme });
      const panel = await showKind(host, /Embeddings/);
      await panel.getByRole('radio', { name: '3-D' }).click();
      await panel.locator('.scatter.deep').waitFor();
      await savePageScreenshot(host.page, `evaluation-${theme}-space`);
      assert.deepEqual(await seriousViolations(host.page, { colorsOnly }), []);
      const given = comparedAssets(
        [roc('a', 0.9, 2), roc('d', 0.7, 2, 'roc/dog')],
        [[roc('a', 0.75, 2), roc('d', 0.65, 2, 'roc/dog')], [roc('a', 0.6, 2)]],
      );
      const beside = await open({ ...given, theme });
      await (await showTab(beside, 'evaluation')).locator('path.curve').first().waitFor();
      await savePageScreenshot(beside.page, `evaluation-${theme}-beside`);
      assert.deepEqual(await seriousViolations(beside.page, { colorsOnly }), []);
    });
  }

  it('turns an embedding in space, names what is pointed at, finds labels, shows its pictures', async () => {
    const host = await open(withAssets(embedding(300, 16, true)));
    const panel = await showKind(host, /Embeddings/);
    await panel.getByRole('radio', { name: '3-D' }).click();
    const area = panel.locator('.scatter.deep');
    await area.waitFor();
    /** Another number for any other picture. */
    const drawn = () =>
      area.locator('> canvas').evaluate((canvas: HTMLCanvasElement) => {
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        let sum = 0;
        for (let at = 0; at < data.length; at += 4) {
          if (data[at + 3]! > 100) {
            sum = (sum * 31 + at + data[at]!) % 1_000_003;
          }
        }
        return sum;
      });
    const before = await drawn();
    await area.focus();
    await host.page.keyboard.press('ArrowLeft');
    await eventually(async () => assert.notEqual(await drawn(), before));
    const turned = await drawn();
    const box = (await area.boundingBox())!;
    await host.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await host.page.mouse.down();
    await host.page.mouse.move(box.x + box.width / 2 + 60, box.y + box.height / 2 + 20, { steps: 4 });
    await host.page.mouse.up();
    await eventually(async () => assert.notEqual(await drawn(), turned));
    await host.page.keyboard.press('0');
    await shows(() => drawn(), before);
    await host.page.mouse.wheel(0, -200);
    await eventually(async () => assert.notEqual(await drawn(), before));
    await host.page.keyboard.press('0');

    // The label of what is pointed at and its picture agree.
    const tip = panel.locator('.scatter-tip');
    const point = await area.locator('> canvas').evaluate((canvas: HTMLCanvasElement) => {
      const { data, width } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      for (let at = 0; at < data.length; at += 4) {
        if (
          data[at + 3]! > 200 &&
          Math.max(data[at]!, data[at + 1]!, data[at + 2]!) - Math.min(data[at]!, data[at + 1]!, data[at + 2]!) > 80
        ) {
          return { x: (at / 4) % width, y: Math.floor(at / 4 / width) };
        }
      }
      return { x: 0, y: 0 };
    });
    await host.page.mouse.move(box.x + point.x, box.y + point.y);
    await tip.waitFor();
    const name = (await tip.locator('dd').first().innerText()).trim();
    await eventually(async () => {
      const color = await tip
        .locator('canvas')
        .evaluate((canvas: HTMLCanvasElement) =>
          [...canvas.getContext('2d')!.getImageData(4, 4, 1, 1).data.slice(0, 3)].join(),
        );
      assert.equal({ cat: '255,0,0', dog: '0,255,0', ship: '0,0,255' }[name], color);
    });
    await savePageScreenshot(host.page, 'evaluation-pointed');

    await panel.locator('vscode-text-field input').fill('ship');
    await panel.getByText('100 of 300 points').waitFor();
    await savePageScreenshot(host.page, 'evaluation-found');
    await panel.locator('vscode-text-field input').fill('');
    await panel.locator('vscode-checkbox').click();
    await eventually(async () => {
      const pure = await area.locator('> canvas').evaluate((canvas: HTMLCanvasElement) => {
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        const found = new Set<string>();
        for (let at = 0; at < data.length; at += 4) {
          if (data[at + 3]! > 120 && Math.max(data[at]!, data[at + 1]!, data[at + 2]!) > 250) {
            found.add([data[at]! > 250, data[at + 1]! > 250, data[at + 2]! > 250].join());
          }
        }
        return [...found];
      });
      for (const one of ['true,false,false', 'false,true,false', 'false,false,true']) {
        assert.ok(pure.includes(one), pure.join(' '));
      }
    });
    await savePageScreenshot(host.page, 'evaluation-sprites');
    await panel.getByRole('button', { name: 'View as table: Test images' }).click();
    await shows(
      () => panel.locator('thead th').allInnerTexts(),
      ['Point', 'name', 'score', 'Component 1', 'Component 2', 'Component 3'],
    );
    await panel.getByRole('radio', { name: '2-D' }).click();
    await panel.locator('.scatter').focus();
    const axis = () => panel.locator('.scatter svg text').allTextContents();
    const whole = await axis();
    await host.page.keyboard.press('+');
    await host.page.keyboard.press('+');
    await host.page.keyboard.press('+');
    await eventually(async () => assert.notDeepEqual(await axis(), whole));
  });

  it('turns 5,000 points of 64 dimensions, and back', async () => {
    const host = await open(withAssets(embedding(5000, 64)));
    const panel = await showKind(host, /Embeddings/);
    await panel.getByRole('radio', { name: '3-D' }).click();
    await panel.locator('.scatter.deep').focus();
    const area = panel.locator('.scatter.deep');
    const picture = () => area.locator('> canvas').evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
    const first = await picture();
    const seen = [first];
    for (let turn = 0; turn < 5; turn += 1) {
      await area.press('ArrowLeft');
      await eventually(async () => assert.ok(!seen.includes(await picture())));
      seen.push(await picture());
    }
    for (let turn = 0; turn < 5; turn += 1) {
      await area.press('ArrowRight');
    }
    await eventually(async () => assert.ok((await picture()) === first, 'as far back, the same picture'));
  });

  it('is usable at 300 pixels', async () => {
    const host = await open({ ...(await recordedPage('digits-sweep')), size: { width: 300, height: 700 } });
    for (const kind of [/Confusion/, /Curves/, /Histograms/]) {
      await showKind(host, kind);
      await shows(() => host.page.evaluate(() => document.documentElement.scrollWidth), 300);
      await savePageScreenshot(host.page, `evaluation-narrow-${kind.source.toLowerCase()}`);
    }
  });
});
