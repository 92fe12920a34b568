/**
 * The Assets tab: ten thousand files as a tree, walked by keyboard; what one of them holds, fetched only when it is
 * chosen.
 */
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { seriousViolations } from '../../support/pages/accessibility';
import { comparedAssets } from '../../support/fixtures/comparedAssets';
import { eventually } from '../../support/eventually';
import { shows } from '../../support/shows';
import { savePageScreenshot } from '../../support/pages/pageScreenshot';
import { pageState } from '../../support/fixtures/experimentFixture';
import { blob, generatedAsset, wav, type GeneratedAsset } from '../../support/fixtures/generatedAssets';
import { recordedPage } from '../../support/fixtures/recordedPage';
import type { Theme } from '../../support/pages/builtPages';
import { showTab, usePage, type ExperimentStub } from '../../support/pages/usePage';
import type { Asset } from '../../../src/shared/experiment';
import { BackendError, failed, ready } from '../../../src/shared/problem';
import type { ExperimentPageMemory } from '../../../webview/arrangement';

const of = pageState.reference;
const hostile = '<img src=x onerror="window.hacked=1">\u202e';

const withAssets = (all: readonly GeneratedAsset[]) => ({
  state: { assets: ready(all.map(({ asset }) => asset)) },
  answers: {
    asset: ({ assetId }: { readonly assetId: string }) => {
      const found = all.find(({ asset }) => asset.id === assetId);
      return found === undefined
        ? Promise.reject(new BackendError('notFound', 'The experiment has no such asset.'))
        : Promise.resolve(found.bytes);
    },
  },
});

const names = (panel: Locator) => panel.locator('.asset-row .asset-name bdi').allTextContents();
const row = (panel: Locator, name: string | RegExp) => panel.getByRole('treeitem', { name });
const asked = (host: ExperimentStub) =>
  host.asked
    .filter(({ question }) => question === 'asset')
    .map(({ argument }) => (argument as { assetId: string }).assetId);
/** As it is read out. */
const wordsOf = async (found: Locator): Promise<string> =>
  ((await found.textContent()) ?? '').replace(/\s+/g, ' ').trim();
const chosen = (panel: Locator) => wordsOf(panel.locator('[role=treeitem][aria-selected=true]'));

const few: readonly GeneratedAsset[] = [
  generatedAsset('p10', 'predictions/epoch-10.png', 'image', blob(1000), { step: 5000 }),
  generatedAsset('p2', 'predictions/epoch-2.png', 'image', blob(200), { step: 1000, context: 'validate' }),
  generatedAsset('w', 'weights.npz', 'model', new Uint8Array(3000), { folder: 'models/digits-mlp' }),
  generatedAsset('c', 'config.json', 'model', '{"layers":[128,64],"rate":NaN}', { folder: 'models/digits-mlp' }),
  generatedAsset(
    't',
    'tables/rows.csv',
    'dataframe',
    `name,score\n${Array.from({ length: 150 }, (_, index) => `row ${index},${index / 10}`).join('\n')}`,
    { createdAt: Date.UTC(2026, 10, 20) },
  ),
  generatedAsset('n', 'notes.txt', 'file', 'first line\nsecond line', {
    tags: ['kept', hostile],
    metadata: JSON.stringify({ author: 'ada', depth: { a: 1 } }),
  }),
  generatedAsset('s', 'speech.wav', 'audio', wav(440)),
  generatedAsset('e', 'empty.txt', 'file', ''),
  generatedAsset('b', 'mystery', 'file', new Uint8Array([1, 0, 2, 0])),
  {
    asset: {
      ...generatedAsset('r', 'data/train.csv', 'dataframe', '').asset,
      size: null,
      remoteUrl: 's3://key:secret@bucket/data/train.csv?signature=1',
    },
    bytes: new Uint8Array(),
  },
];

describe('assets', () => {
  const open = usePage();

  it('stands as a tree of folders, each with its count and its size, in natural order', async () => {
    const host = await open(withAssets(few));
    const panel = await showTab(host, 'assets');
    await shows(
      () => names(panel),
      [
        'data',
        'train.csv',
        'models',
        'digits-mlp',
        'config.json',
        'weights.npz',
        'predictions',
        'epoch-2.png',
        'epoch-10.png',
        'tables',
        'rows.csv',
        'empty.txt',
        'mystery',
        'notes.txt',
        'speech.wav',
      ],
    );
    const models = row(panel, /^models 2 assets 2\.96 KB$/);
    await shows(() => models.getAttribute('aria-level'), '1');
    await shows(
      () => Promise.all(['aria-posinset', 'aria-setsize', 'aria-expanded'].map((name) => models.getAttribute(name))),
      ['2', '8', 'true'],
    );
    await shows(() => row(panel, 'config.json').getAttribute('aria-level'), '3');
    await shows(() => panel.locator('h2').innerText(), /^10 assets, /);
    await host.rests();
    await shows(() => asked(host), [], 'nothing is fetched that nobody chose');
    await models.click();
    await shows(async () => (await names(panel)).slice(0, 4), ['data', 'train.csv', 'models', 'predictions']);
    await panel.getByRole('button', { name: 'Fold all', exact: true }).click();
    await shows(
      () => names(panel),
      ['data', 'models', 'predictions', 'tables', 'empty.txt', 'mystery', 'notes.txt', 'speech.wav'],
    );
    await panel.getByRole('button', { name: 'Unfold all' }).click();
    await shows(async () => (await names(panel)).length, 15);
    await panel.locator('vscode-button', { hasText: 'Download all' }).click();
    assert.deepEqual(await host.command('downloadAllAssets'), { of });
  });

  it('is grouped by type and by step, searched and sorted', async () => {
    const host = await open(withAssets(few));
    const panel = await showTab(host, 'assets');
    await panel.getByRole('radio', { name: 'Type' }).click();
    await shows(
      () => panel.locator('.asset-folder .asset-name bdi').allTextContents(),
      ['Images', 'Audio', 'Models', 'digits-mlp', 'Data frames', 'Files'],
    );
    await eventually(async () =>
      assert.ok((await names(panel)).includes('predictions/epoch-2.png'), 'full names where there are no folders'),
    );
    await panel.getByRole('radio', { name: 'Step' }).click();
    await shows(
      () => panel.locator('.asset-folder .asset-name bdi').allTextContents(),
      ['Step 1000', 'Step 5000', 'Without step'],
    );
    await panel.locator('vscode-text-field input').fill('validate EPOCH');
    await shows(() => names(panel), ['Step 1000', 'predictions/epoch-2.png']);
    await shows(() => panel.locator('.assets-bar [role=status]').innerText(), /^1 of 10 assets, /);
    await row(panel, 'epoch-2.png').click();
    await panel.locator('vscode-text-field input').fill('nowhere');
    await panel.getByText('Nothing holds “nowhere”.').waitFor();
    await panel.locator('vscode-text-field input').fill('');
    await panel.getByRole('radio', { name: 'Folder' }).click();
    await shows(async () => (await names(panel)).length, 15);
    const size = panel.locator('.asset-heads').getByRole('button', { name: /^Size/ });
    await size.click();
    await size.click();
    await shows(() => size.getAttribute('aria-label'), 'Size, descending');
    await shows(async () => (await names(panel)).slice(0, 4), ['models', 'digits-mlp', 'weights.npz', 'config.json']);
    // What has no size comes last both ways.
    await shows(async () => (await panel.locator('.asset-folder .asset-name bdi').allTextContents()).at(-1), 'data');
  });

  it('remembers by what it is grouped, and nonsense of an earlier life does no harm', async () => {
    const host = await open(withAssets(few));
    const panel = await showTab(host, 'assets');
    await panel.getByRole('radio', { name: 'Step' }).click();
    await row(panel, /^Step 1000/).waitFor();
    await shows(() => (host.memory as ExperimentPageMemory).assets, { grouping: 'step', of: null });
    const again = await showTab(await open({ ...withAssets(few), memory: host.memory as object }), 'assets');
    await row(again, /^Step 1000/).waitFor();
    const spoilt = await showTab(
      await open({
        ...withAssets(few),
        memory: { ...(host.memory as object), assets: { grouping: '__proto__', of: 7 } },
      }),
      'assets',
    );
    await row(spoilt, /^models/).waitFor();
  });

  describe('of experiments that lie beside the page’s own', () => {
    const others: readonly GeneratedAsset[] = [
      generatedAsset('t', 'other.txt', 'file', 'of the other one'),
      generatedAsset('x', 'deep/x.bin', 'file', blob(10)),
    ];
    const whose = (panel: Locator) => panel.getByLabel('Assets of');
    const shownOnes = (host: ExperimentStub) =>
      host.commands.filter(({ command }) => command === 'show').map(({ argument }) => argument);

    it('are shown when they are chosen, one experiment at a time, and remembered', async () => {
      const beside = comparedAssets(few, [others, []]);
      const [first, second] = beside.state.compared;
      const host = await open(beside);
      const panel = await showTab(host, 'assets');
      await shows(
        () => whose(panel).locator('option').allTextContents(),
        ['digits-mlp lr=0.003 wide (this one)', 'digits-mlp seed=1', 'digits-mlp seed=2'],
      );
      await row(panel, 'notes.txt').click();
      await panel.getByText('first line').waitFor();
      await shows(() => shownOnes(host), [{ tab: 'assets' }]);
      await whose(panel).focus();
      await whose(panel).selectOption({ label: 'digits-mlp seed=1' });
      await shows(() => names(panel), ['deep', 'x.bin', 'other.txt']);
      await shows(() => panel.locator('.asset-preview').count(), 0, 'the preview of somebody else’s file is gone');
      await eventually(async () =>
        assert.ok(await whose(panel).evaluate((select) => select === document.activeElement)),
      );
      await shows(() => shownOnes(host).at(-1), { tab: 'assets', of: first!.reference });
      await row(panel, 'other.txt').click();
      await panel.getByText('of the other one').waitFor();
      await row(panel, 'other.txt').dblclick();
      assert.deepEqual(await host.command('assetVerb'), { verb: 'openAsset', of: first!.reference, assetId: 't' });
      await panel.locator('vscode-button', { hasText: 'Download all' }).click();
      assert.deepEqual(await host.command('downloadAllAssets'), { of: first!.reference });
      await whose(panel).focus();
      await whose(panel).selectOption({ label: 'digits-mlp seed=2' });
      await panel.getByText('digits-mlp seed=2 has logged no assets.').waitFor();
      await eventually(async () =>
        assert.ok(await whose(panel).evaluate((select) => select === document.activeElement)),
      );
      await showTab(host, 'overview');
      await showTab(host, 'assets');
      await shows(() => shownOnes(host).at(-1), { tab: 'assets', of: second!.reference });
      const again = await showTab(await open({ ...beside, memory: host.memory as object }), 'assets');
      await again.getByText('digits-mlp seed=2 has logged no assets.').waitFor();
      await whose(again).selectOption({ index: 0 });
      await row(again, 'notes.txt').waitFor();
    });

    it('are the page’s own again when the other one is taken away', async () => {
      const beside = comparedAssets(few, [others]);
      const host = await open(beside);
      const panel = await showTab(host, 'assets');
      await whose(panel).selectOption({ index: 1 });
      await row(panel, 'other.txt').waitFor();
      await host.push({ compared: [] });
      await row(panel, 'notes.txt').waitFor();
      await shows(() => whose(panel).count(), 0);
      await shows(() => shownOnes(host).at(-1), { tab: 'assets' });
    });

    it('say when they are loading, and why they cannot be had, and can be left then', async () => {
      const host = await open(comparedAssets([], [null, failed(new BackendError('unreachable', 'The line is cut.'))]));
      const panel = await showTab(host, 'assets');
      await panel.getByText('This experiment has logged no assets.').waitFor();
      await whose(panel).selectOption({ index: 1 });
      await panel.getByText('Loading assets…').waitFor();
      await whose(panel).selectOption({ index: 2 });
      await panel.getByText(/The line is cut\./).waitFor();
    });
  });

  it('shows what is chosen: picture, sound, text, JSON, table, and says what the rest is', async () => {
    const host = await open(withAssets(few));
    const panel = await showTab(host, 'assets');
    const preview = panel.locator('.asset-preview');
    await row(panel, 'epoch-2.png').click();
    await preview.locator('img').waitFor();
    await shows(
      () => preview.locator('img').evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth),
      28,
    );
    await shows(() => preview.innerText(), /Context\s+validate/);
    await row(panel, 'speech.wav').click();
    await preview.locator('audio').waitFor();
    await row(panel, 'notes.txt').click();
    await shows(() => preview.locator('pre').innerText(), 'first line\nsecond line');
    await shows(() => preview.innerText(), /author\s+ada\s+depth\s+\{"a":1\}/);
    await shows(() => preview.locator('.preview-tags bdi').allTextContents(), ['kept', hostile]);
    await row(panel, 'config.json').click();
    await shows(() => preview.locator('pre').innerText(), '{\n  "layers": [\n    128,\n    64\n  ],\n  "rate": NaN\n}');
    await row(panel, 'rows.csv').click();
    await shows(() => preview.locator('th').allTextContents(), ['name', 'score']);
    await shows(() => preview.locator('tbody tr').count(), 100);
    await shows(() => preview.innerText(), /The first 100 rows; open it to read on\./);
    await row(panel, 'empty.txt').click();
    await preview.getByText('The file is empty.').waitFor();
    await row(panel, 'mystery').click();
    await preview.getByText('A binary file cannot be shown here.').waitFor();
    const before = asked(host).length;
    await row(panel, 'weights.npz').click();
    await preview.getByText('NumPy arrays (.npz): open or download it to use it.').waitFor();
    await shows(() => asked(host).length, before, 'what only other programs read is not fetched');
    await preview.getByRole('button', { name: 'Open' }).click();
    assert.deepEqual(await host.command('assetVerb'), { verb: 'openAsset', of, assetId: 'w' });
    await preview.getByRole('button', { name: 'Download' }).click();
    await shows(() => host.commands.at(-1), {
      command: 'assetVerb',
      argument: { verb: 'downloadAsset', of, assetId: 'w' },
    });
    await shows(() => [...new Set(asked(host))].length, asked(host).length, 'nothing is asked twice');
  });

  it('asks before it fetches what is large, and says why something cannot be had', async () => {
    const large = { ...generatedAsset('l', 'large.log', 'file', 'log').asset, size: 30_000_000 };
    const host = await open({
      state: { assets: ready([large]) },
      answers: {
        asset: () =>
          Promise.reject(
            new BackendError('unsupported', 'This asset is larger than the 64 MB that are shown here.', {
              advice: 'Download it instead.',
            }),
          ),
      },
    });
    const panel = await showTab(host, 'assets');
    await row(panel, 'large.log').click();
    const load = panel.getByRole('button', { name: 'Load large.log, 28.6 MB' });
    await load.waitFor();
    await host.rests();
    await shows(() => asked(host), []);
    await load.click();
    await shows(
      () => panel.locator('.preview-content [role=alert]').innerText(),
      /larger than the 64 MB that are shown here\. Download it instead\./,
    );
  });

  it('tells where remote assets are kept, without what signs in there, and never asks for them', async () => {
    const host = await open(withAssets(few));
    const panel = await showTab(host, 'assets');
    await row(panel, 'train.csv').click();
    const preview = panel.locator('.asset-preview');
    await preview.getByText('s3://bucket/data/train.csv').waitFor();
    await preview.getByRole('button', { name: 'Copy Stored at' }).click();
    assert.deepEqual(await host.command('copyText'), { text: 's3://bucket/data/train.csv' });
    await shows(() => preview.getByRole('button', { name: /Open|Download/ }).count(), 0);
    await panel.locator('.asset-tree').focus();
    await host.page.keyboard.press('Enter');
    await row(panel, 'train.csv').dblclick();
    await host.rests();
    await shows(() => asked(host), []);
    await shows(() => host.commands.some(({ command }) => command === 'assetVerb'), false);
    await shows(async () => (await panel.innerText()).includes('secret'), false);
  });

  it('is walked, folded, opened and left by keyboard', async () => {
    const host = await open(withAssets(few));
    const panel = await showTab(host, 'assets');
    const tree = panel.getByRole('tree', { name: 'Assets' });
    await tree.focus();
    const press = (...keys: readonly string[]) =>
      keys.reduce((before, key) => before.then(() => host.page.keyboard.press(key)), Promise.resolve());
    const at = (label: RegExp) =>
      eventually(async () => {
        assert.match(await chosen(panel), label);
        const active = await tree.getAttribute('aria-activedescendant');
        assert.match(await wordsOf(panel.locator(`#${active ?? 'none'}`)), label);
      });
    await at(/^data 1 asset/);
    await press('ArrowRight');
    await at(/^train\.csv/);
    await press('ArrowLeft');
    await at(/^data/);
    await press('ArrowLeft');
    await shows(() => row(panel, /^data/).getAttribute('aria-expanded'), 'false');
    await press('ArrowDown', 'ArrowDown', 'ArrowDown');
    await at(/^config\.json/);
    await press('ArrowLeft');
    await at(/^digits-mlp/);
    await press('Enter');
    await shows(() => row(panel, /^digits-mlp/).getAttribute('aria-expanded'), 'false');
    await press('Enter', 'End');
    await at(/^speech\.wav/);
    await press('Home');
    await at(/^data/);
    await press('n');
    await at(/^notes\.txt/);
    await panel.locator('.asset-preview pre').waitFor();
    await press('Enter');
    assert.deepEqual(await host.command('assetVerb'), { verb: 'openAsset', of, assetId: 'n' });
    // Into the preview and back.
    await panel.getByRole('button', { name: 'Close the preview' }).focus();
    await press('Escape');
    await panel.locator('.asset-preview').waitFor({ state: 'detached' });
    await shows(() => tree.evaluate((element) => element === document.activeElement), true);
    await press('Space');
    await panel.locator('.asset-preview pre').waitFor();
  });

  it('folds, sorts, searches and groups ten thousand assets, of which it draws what is in sight', async () => {
    const all: readonly Asset[] = Array.from({ length: 10_000 }, (_, index) => ({
      ...generatedAsset(`m${index}`, `run/${index % 40}/samples/picture-${index}.png`, 'image', '').asset,
      size: 1000 + index,
      step: index % 100,
      context: index % 2 === 0 ? 'train' : null,
    }));
    const host = await open({ state: { assets: ready(all) } });
    const panel = await showTab(host, 'assets');
    await panel.locator('.asset-row').first().waitFor();
    await eventually(async () => {
      const elements = await panel.locator('.asset-row').count();
      assert.ok(elements < 100, `${elements} rows exist`);
    });
    const tree = panel.locator('.asset-tree');
    await tree.focus();
    await host.page.keyboard.press('End');
    await shows(() => chosen(panel), /^picture-9999\.png/);
    const change = (changes: object) =>
      panel.locator('assets-tab').evaluate((tab, changed) => void Object.assign(tab, changed), changes);
    const first = panel.locator('.asset-row').first();
    await panel.locator('assets-tab').evaluate((tab) => void Object.assign(tab, { folded: new Set(['/run']) }));
    await shows(() => panel.locator('.asset-row').count(), 1);
    await panel.locator('assets-tab').evaluate((tab) => void Object.assign(tab, { folded: new Set() }));
    await change({ sorting: { by: 'size', descending: true } });
    await tree.press('Home');
    await shows(
      () => panel.locator('.asset-row .asset-name bdi').filter({ hasText: 'picture-' }).first().innerText(),
      'picture-9999.png',
    );
    await change({ query: 'picture-77' });
    await shows(() => panel.locator('.assets-bar [role=status]').innerText(), /^111 of 10,000 assets/);
    await panel.getByRole('radiogroup', { name: 'Group by' }).getByRole('radio', { name: 'Step' }).click();
    await first.filter({ hasText: /^\W*Step 77\b/ }).waitFor();
    await eventually(async () => assert.ok((await panel.locator('.asset-row').count()) < 100));
    await eventually(() => assert.ok(asked(host).length <= 1));
  });

  it('keeps what was found and chosen in sight, and titles above their columns', async () => {
    const many = Array.from({ length: 300 }, (_, index) =>
      generatedAsset(`m${index}`, `file-${index}.txt`, 'file', 'words', { step: index }),
    );
    const host = await open(withAssets(many));
    const panel = await showTab(host, 'assets');
    await panel.locator('vscode-text-field input').fill('file-250');
    await row(panel, 'file-250.txt').click();
    await panel.locator('vscode-text-field input').fill('');
    await eventually(async () => {
      const [tree, found] = await Promise.all([
        panel.locator('.asset-tree').boundingBox(),
        row(panel, 'file-250.txt').boundingBox(),
      ]);
      assert.ok(
        found !== null && tree !== null && found.y >= tree.y && found.y + found.height <= tree.y + tree.height + 1,
        JSON.stringify([tree, found]),
      );
    });
    const right = async (part: Locator) => part.evaluate((element) => element.getBoundingClientRect().right);
    await eventually(async () =>
      assert.equal(
        await right(panel.locator('.asset-heads .asset-size')),
        await right(panel.locator('.asset-row .asset-size').first()),
      ),
    );
  });

  it('keeps what is chosen, folded and scrolled to when more is logged', async () => {
    const many = Array.from({ length: 300 }, (_, index) =>
      generatedAsset(`m${index}`, `folder-${index % 10}/file-${index}.txt`, 'file', `content ${index}`),
    );
    const host = await open(withAssets(many));
    const panel = await showTab(host, 'assets');
    await row(panel, /^folder-0 /).click();
    await row(panel, 'file-1.txt').click();
    await panel.locator('.asset-preview pre').waitFor();
    const tree = panel.locator('.asset-tree');
    await tree.evaluate((element) => (element.scrollTop = 2000));
    await panel.locator('#asset-row-90').waitFor();
    await host.push(withAssets([...many, generatedAsset('later', 'folder-9/later.txt', 'file', 'later')]).state);
    await shows(() => panel.locator('h2').innerText(), /^301 assets/);
    await shows(() => tree.evaluate((element) => element.scrollTop), 2000);
    await shows(() => panel.locator('.asset-preview pre').innerText(), 'content 1');
    await shows(() => asked(host).length, 1, 'what is shown is not asked for again');
    await tree.evaluate((element) => (element.scrollTop = 0));
    await shows(() => row(panel, /^folder-0 /).getAttribute('aria-expanded'), 'false');
  });

  it('shows hostile names and contents as the text they are', async () => {
    const host = await open({
      size: { width: 900, height: 1800 },
      ...withAssets([
        generatedAsset('h1', `${hostile}/../${hostile}`, 'file', hostile, {
          context: hostile,
          type: hostile,
          tags: [hostile],
          metadata: JSON.stringify({ [hostile]: hostile }),
        }),
        generatedAsset('h2', '///', 'file', 'slashes'),
        generatedAsset('h3', '../../etc/passwd', 'file', 'up'),
        generatedAsset('h4', 'x'.repeat(600), 'file', 'long'),
        generatedAsset('h5', 'page.html', 'file', '<script>window.hacked=1</script>'),
        generatedAsset('h6', 'broken.json', 'file', '{"a": '),
        generatedAsset('h7', '\ud800/half', 'file', 'half'),
        generatedAsset('h8', 'a/'.repeat(5000), 'file', 'deep'),
      ]),
    });
    const panel = await showTab(host, 'assets');
    for (const words of ['slashes', 'up', 'long', '<script>window.hacked=1</script>', '{"a": ', 'half', 'deep']) {
      const name = {
        slashes: '///',
        up: 'passwd',
        long: /^x{600}/,
        '<script>window.hacked=1</script>': 'page.html',
        '{"a": ': 'broken.json',
        half: 'half',
        deep: /^(a\/)+a /,
      }[words]!;
      await row(panel, name).click();
      await shows(() => panel.locator('.asset-preview pre').textContent(), words);
    }
    await panel.locator('vscode-text-field input').fill('onerror');
    await panel.locator('.asset-row:not(.asset-folder)', { hasText: '<img src=x' }).click();
    await shows(() => panel.locator('.asset-preview pre').textContent(), hostile);
    await shows(
      () => host.page.evaluate(() => 'hacked' in window || document.querySelector('img[src=x]') !== null),
      false,
    );
    await shows(() => host.page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), true);
  });

  for (const theme of ['dark', 'light', 'highContrast', 'highContrastLight'] satisfies Theme[]) {
    // The same elements in other colours.
    const colorsOnly = theme !== 'dark';
    it(`has no serious violation of accessibility in the theme ${theme}`, async () => {
      const recorded = await recordedPage('digits-sweep');
      const host = await open({ ...recorded, theme });
      const panel = await showTab(host, 'assets');
      assert.deepEqual(await seriousViolations(host.page, { colorsOnly }), []);
      await panel
        .locator('.asset-row:not(.asset-folder)', { hasText: '.png' })
        .or(panel.locator('.asset-row:not(.asset-folder)', { hasText: 'mistakes' }))
        .first()
        .click();
      await panel.locator('.asset-preview img').waitFor();
      assert.deepEqual(await seriousViolations(host.page, { colorsOnly }), []);
      await savePageScreenshot(host.page, `assets-${theme}-preview`);
      await panel.locator('.asset-tree').focus();
      await host.page.keyboard.press('ArrowDown');
      assert.deepEqual(await seriousViolations(host.page, { colorsOnly }), []);
    });
  }
});
