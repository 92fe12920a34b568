/** The Report and Graph tabs: recorded HTML and graphs, and such as mean no good. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from '../../support/eventually';
import { shows } from '../../support/shows';
import { savePageScreenshot } from '../../support/pages/pageScreenshot';
import { pageState } from '../../support/fixtures/experimentFixture';
import { generatedAsset } from '../../support/fixtures/generatedAssets';
import { recordedPage } from '../../support/fixtures/recordedPage';
import type { Theme } from '../../support/pages/builtPages';
import { showTab, usePage, type ExperimentStub } from '../../support/pages/usePage';
import { BackendError, ready } from '../../../src/shared/problem';

const hostile = (
  elsewhere: string,
): string => `<!doctype html><html><head><title>x</title><base href="${elsewhere}/"><meta http-equiv="refresh" content="0;url=${elsewhere}/">
<style>p { color: rgb(1, 2, 3); } @import url(${elsewhere}/a.css); h1 { background: url(${elsewhere}/b.png); }</style>
<link rel="stylesheet" href="${elsewhere}/c.css"><script>document.body.dataset.ran = 'script'</script></head>
<body onload="document.body.dataset.ran = 'load'"><h1>Results</h1>
<p id="styled" style="font-weight: 700; padding-left: 17px; } * { display: none }">Styled</p>
<img src="x" onerror="document.body.dataset.ran = 'error'"><img src="${elsewhere}/d.png"><svg onload="document.body.dataset.ran='svg'"><script>document.body.dataset.ran = 'svg'</script><a xlink:href="javascript:parent.hacked=1"><text y="20">t</text></a></svg>
<iframe src="${elsewhere}/" srcdoc="<script>parent.document.body.dataset.ran='inner'</script>"></iframe><object data="${elsewhere}/o"></object>
<a id="out" href="${elsewhere}/" target="_top">out</a> <a id="code" href="javascript:document.body.dataset.ran='link'">code</a> <a id="within" href="#end">within</a>
<form action="${elsewhere}/" target="_top"><input name="key"><button id="send">Send</button></form><math><mtext><table><mglyph><style><!--</style><img title="--><img src onerror=document.body.dataset.ran='mxss'>"></table></math>
<template><script>1</script></template><p id="words">about style="x"</p><p id="end">end</p></body></html>`;

const frameOf = (host: ExperimentStub) => host.page.frameLocator('#panel-report iframe');

describe('report and graph', () => {
  const open = usePage();

  for (const theme of ['dark', 'light', 'highContrast', 'highContrastLight'] satisfies Theme[]) {
    it(`shows the recorded report and graph in the theme ${theme}`, async () => {
      const host = await open({ ...(await recordedPage('wine')), theme });
      const panel = await showTab(host, 'report');
      await frameOf(host).locator('h1', { hasText: 'What matters' }).waitFor();
      await savePageScreenshot(host.page, `report-${theme}`);
      await panel.getByRole('radio', { name: 'Source' }).click();
      await panel.locator('.line', { hasText: 'scripts run here' }).waitFor();
      const vision = await open({ ...(await recordedPage('digits-sweep')), theme });
      const graph = await showTab(vision, 'graph');
      await graph.getByRole('treeitem').first().waitFor();
      await savePageScreenshot(vision.page, `graph-${theme}`);
    });
  }

  it('runs nothing of hostile HTML, fetches nothing, and keeps its looks', async () => {
    const fetched: string[] = [];
    const elsewhere = createServer((request, response) => {
      fetched.push(request.url ?? '');
      response.end();
    });
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
    after(() => elsewhere.close());
    const html = hostile(`http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`);
    const host = await open({ answers: { html: () => Promise.resolve(html) } });
    await showTab(host, 'report');
    const frame = frameOf(host);
    const styled = frame.locator('#styled');
    await styled.waitFor();
    await eventually(async () => {
      const looks = await styled.evaluate((element) => {
        const { color, fontWeight, paddingLeft, display } = getComputedStyle(element);
        return { color, fontWeight, paddingLeft, display };
      });
      assert.deepEqual(looks, { color: 'rgb(1, 2, 3)', fontWeight: '700', paddingLeft: '17px', display: 'block' });
    });
    await shows(() => frame.locator('#words').innerText(), 'about style="x"');
    // By the mouse alone: what a test library puts into the frame to click would be blocked as any other script.
    for (const id of ['out', 'code', 'send', 'within']) {
      const { x, y, width, height } = (await frame.locator(`#${id}`).boundingBox())!;
      await host.page.mouse.click(x + width / 2, y + height / 2);
    }
    await frame.locator('#end').waitFor();
    await host.rests();
    await shows(() => frame.locator('body').getAttribute('data-ran'), null);
    await shows(
      () => host.page.evaluate(() => document.body.dataset['ran'] ?? ('hacked' in window ? 'hacked' : null)),
      null,
    );
    assert.deepEqual(fetched, []);
    await shows(() => host.page.locator('iframe').getAttribute('sandbox'), '');
    // The frame has an origin of its own: it could not reach the page even if something ran.
    await shows(() => host.page.evaluate(() => document.querySelector('iframe')?.contentDocument), null);
    await savePageScreenshot(host.page, 'report-hostile');
  });

  it('says where scripts run, and opens the report there', async () => {
    const html = '<p id="out">nothing ran</p><script>document.getElementById("out").textContent = "ran"</script>';
    const file = generatedAsset('h', 'profile.html', 'dataframe', html, { type: 'dataframe-profile' });
    const host = await open({
      state: { assets: ready([file.asset]) },
      answers: { asset: () => Promise.resolve(file.bytes), html: () => Promise.resolve(html) },
    });
    const panel = await showTab(host, 'report');
    await panel.getByText('Shown without its scripts, which run in a panel of their own.').waitFor();
    await shows(() => frameOf(host).locator('#out').innerText(), 'nothing ran');
    await shows(() => panel.getByText(/Run scripts/i).count(), 0);
    await panel.locator('vscode-button', { hasText: 'Open in its own panel' }).click();
    assert.deepEqual(await host.command('openReport'), { assetId: null });
    await panel.getByRole('radio', { name: 'profile.html' }).click();
    await frameOf(host).locator('#out').filter({ hasText: 'nothing ran' }).waitFor();
    await panel.locator('vscode-button', { hasText: 'Open in its own panel' }).click();
    await shows(() => host.commands.at(-1), { command: 'openReport', argument: { assetId: 'h' } });
    await shows(() => host.page.locator('iframe').getAttribute('sandbox'), '');
  });

  it('shows no more of a line of megabytes than can be read, and finds words in the source', async () => {
    const html = `<h1>Wide</h1>\n<script>${'const wide = 1; '.repeat(200_000)}</script>\n<p>the needle</p>`;
    const host = await open({ answers: { html: () => Promise.resolve(html) } });
    const panel = await showTab(host, 'report');
    await panel.getByRole('radio', { name: 'Source' }).click();
    await panel.getByText('3,190,017 more characters').waitFor();
    await eventually(async () => assert.ok((await panel.evaluate((element) => element.textContent.length)) < 20_000));
    await panel.getByRole('textbox', { name: 'Search in the source' }).fill('NEEDLE');
    await panel.getByText('1 of 1').waitFor();
    await shows(() => panel.locator('.current-match mark').textContent(), 'needle');
  });

  it('shows reports among the assets, their source, and says when there is none', async () => {
    const file = generatedAsset('h', 'profile.html', 'dataframe', '<h1>Profile</h1>', { type: 'dataframe-profile' });
    const host = await open({
      state: { assets: ready([file.asset]) },
      answers: { asset: () => Promise.resolve(file.bytes), html: () => Promise.resolve(null) },
    });
    const panel = await showTab(host, 'report');
    await panel.getByText('No HTML report was logged.').waitFor();
    await panel.getByRole('radio', { name: 'profile.html' }).click();
    await frameOf(host).locator('h1', { hasText: 'Profile' }).waitFor();
    await panel.locator('vscode-button', { hasText: 'Copy source' }).click();
    assert.deepEqual(await host.command('copyText'), { text: '<h1>Profile</h1>' });
    await panel.locator('vscode-button', { hasText: 'Open in editor' }).click();
    assert.deepEqual(await host.command('assetVerb'), { verb: 'openAsset', of: pageState.reference, assetId: 'h' });
  });

  it('says that what is shown is not the newest only of what is shown', async () => {
    const file = generatedAsset('h', 'profile.html', 'dataframe', '<h1>Profile</h1>', { type: 'dataframe-profile' });
    let hasFailed = false;
    const host = await open({
      state: { assets: ready([file.asset]) },
      answers: {
        asset: () => new Promise(() => undefined),
        html: () =>
          hasFailed
            ? Promise.reject(new BackendError('timedOut', 'No answer came.'))
            : Promise.resolve('<h1>Results</h1>'),
      },
    });
    const panel = await showTab(host, 'report');
    await frameOf(host).locator('h1', { hasText: 'Results' }).waitFor();
    hasFailed = true;
    await host.push({ revision: 2 });
    await panel.getByText('Not up to date. No answer came.').waitFor();
    await panel.getByRole('radio', { name: 'profile.html' }).click();
    await panel.getByText('Loading the report…').waitFor();
    await shows(() => panel.getByText('Not up to date').count(), 0);
  });

  it('unfolds a Keras model by keyboard and finds a layer in it', async () => {
    const layers = ['conv', 'pool', 'dense'].map((name, index) => ({
      class_name: index === 0 ? 'Conv2D' : 'Dense',
      name,
      config: {
        name,
        filters: 32,
        kernel_size: [3, 3],
        activation: 'relu',
        kernel_initializer: { class_name: 'GlorotUniform', config: { seed: null } },
      },
      inbound_nodes: index === 0 ? [] : [[['conv', 0, 0, {}]]],
    }));
    const host = await open({
      answers: {
        graph: () => Promise.resolve(JSON.stringify({ class_name: 'Functional', config: { name: 'net', layers } })),
      },
    });
    const panel = await showTab(host, 'graph');
    const items = async () =>
      (await panel.getByRole('treeitem').allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());
    await shows(
      () => items(),
      [
        'net Functional',
        'conv Conv2D · 32, 3×3, relu',
        'pool Dense · 32, 3×3, relu · ← conv',
        'dense Dense · 32, 3×3, relu · ← conv',
      ],
    );
    await panel.getByRole('treeitem').first().focus();
    await host.page.keyboard.press('ArrowDown');
    await host.page.keyboard.press('ArrowRight');
    await eventually(async () => assert.ok((await items()).includes('activation relu')));
    await host.page.keyboard.press('ArrowLeft');
    await shows(async () => (await items()).length, 4);
    await panel.locator('vscode-text-field input').fill('glorot');
    await shows(() => panel.locator('.note').innerText(), /^6 nodes$/);
  });

  it('reads PyTorch’s print, lists of nodes, and any text', async () => {
    let graph =
      'Net(\n  (features): Sequential(\n    (0): Conv2d(3, 8, kernel_size=(3, 3))\n    (1): ReLU()\n  )\n  (head): Linear(in_features=8, out_features=2)\n)';
    let revision = 1;
    const host = await open({ answers: { graph: () => Promise.resolve(graph) } });
    const panel = await showTab(host, 'graph');
    const items = async () =>
      (await panel.getByRole('treeitem').allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());
    await shows(() => items(), ['Net', 'features Sequential', 'head Linear(in_features=8, out_features=2)']);
    const next = async (text: string): Promise<void> => {
      graph = text;
      await host.push({ revision: (revision += 1) });
    };
    await next(
      JSON.stringify({
        nodes: [
          { name: 'a/b/MatMul', op: 'MatMul', input: ['x'] },
          { name: 'a/Add', op: 'Add' },
        ],
      }),
    );
    await shows(() => items(), ['a', 'b', 'Add Add']);
    await next('<b onclick="hacked=1">a plain text</b>');
    await panel.locator('.line', { hasText: 'a plain text' }).waitFor();
    await shows(() => panel.locator('.line b').count(), 0);
    // Nested beyond all measure, it is a text as well.
    await next(`${'[['.repeat(2000)}deep${']]'.repeat(2000)}`);
    await panel.locator('.line', { hasText: 'deep' }).waitFor();
  });

  it('shows all roots of a large graph, leads from what was found to its place, and stays unfolded while the run goes on', async () => {
    const nodes = Array.from({ length: 420 }, (_, index) => ({
      name: `block${Math.floor(index / 2)}/op${index}`,
      op: 'MatMul',
    }));
    let graph = JSON.stringify({ nodes });
    const host = await open({ answers: { graph: () => Promise.resolve(graph) } });
    const panel = await showTab(host, 'graph');
    const item = (name: string) => panel.getByRole('treeitem', { name, exact: true });
    await item('block0').click();
    await item('op1 MatMul').waitFor({ state: 'detached' });
    const more = item('Show 10 more');
    await more.focus();
    await host.page.keyboard.press('Enter');
    await item('block209').waitFor();

    await panel.getByRole('textbox', { name: 'Search nodes' }).fill('op413');
    await panel.getByRole('button', { name: 'block206 / op413 MatMul' }).click();
    const focused = () => host.page.evaluate(() => document.activeElement?.textContent.replace(/\s+/g, ' ').trim());
    await shows(() => focused(), 'op413 MatMul');
    // Folded away with the reader in it, the tree is still there for the tab key.
    await host.page.keyboard.press('ArrowLeft');
    await host.page.keyboard.press('ArrowLeft');
    await shows(() => focused(), 'block206');
    await shows(() => panel.locator('[role=treeitem][tabindex="0"]').count(), 1);

    await host.push({ revision: 2 });
    await shows(() => host.asked.filter(({ question }) => question === 'graph').length, 2);
    await shows(() => item('block0').getAttribute('aria-expanded'), 'false');
    graph = JSON.stringify({ nodes: nodes.slice(0, 4) });
    await host.push({ revision: 3 });
    await shows(() => item('block206').count(), 0);
    await shows(() => panel.locator('[role=treeitem][tabindex="0"]').count(), 1);
  });
});
