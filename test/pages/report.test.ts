/** The Report and Graph tabs: recorded HTML and graphs, and such as mean no good. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from '../support/eventually';
import { pageState } from '../support/experimentFixture';
import { made } from '../support/madeAssets';
import { recordedPage } from '../support/recordedPage';
import type { Theme } from '../support/stubHost';
import { showTab, usePage, type ExperimentStub } from '../support/usePage';
import { ready } from '../../src/shared/problem';

const pictures = 'out/pictures';

const hostile = (elsewhere: string): string => `<!doctype html><html><head><title>x</title><base href="${elsewhere}/"><meta http-equiv="refresh" content="0;url=${elsewhere}/">
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
  before(() => void mkdirSync(pictures, { recursive: true }));

  for (const theme of ['dark', 'light', 'highContrast', 'highContrastLight'] satisfies Theme[]) {
    it(`shows the recorded report and graph in the theme ${theme}`, async () => {
      const host = await open({ ...await recordedPage('wine'), theme });
      const panel = await showTab(host, 'report');
      await frameOf(host).locator('h1', { hasText: 'What matters' }).waitFor();
      await host.page.screenshot({ path: `${pictures}/report-${theme}.png` });
      await panel.getByRole('radio', { name: 'Source' }).click();
      await panel.locator('.line', { hasText: 'scripts run here' }).waitFor();
      const vision = await open({ ...await recordedPage('digits-sweep'), theme });
      const graph = await showTab(vision, 'graph');
      await graph.getByRole('treeitem').first().waitFor();
      await vision.page.screenshot({ path: `${pictures}/graph-${theme}.png` });
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
    const looks = await styled.evaluate((element) => {
      const { color, fontWeight, paddingLeft, display } = getComputedStyle(element);
      return { color, fontWeight, paddingLeft, display };
    });
    assert.deepEqual(looks, { color: 'rgb(1, 2, 3)', fontWeight: '700', paddingLeft: '17px', display: 'block' });
    assert.equal(await frame.locator('#words').innerText(), 'about style="x"');
    // By the mouse alone: what a test library puts into the frame to click would be blocked as any other script.
    for (const id of ['out', 'code', 'send', 'within']) {
      const { x, y, width, height } = (await frame.locator(`#${id}`).boundingBox())!;
      await host.page.mouse.click(x + width / 2, y + height / 2);
    }
    await frame.locator('#end').waitFor();
    assert.equal(await frame.locator('body').getAttribute('data-ran'), null);
    assert.equal(await host.page.evaluate(() => document.body.dataset['ran'] ?? ('hacked' in window ? 'hacked' : null)), null);
    assert.deepEqual(fetched, []);
    assert.equal(await host.page.locator('iframe').getAttribute('sandbox'), '');
    // The frame has an origin of its own: it could not reach the page even if something ran.
    assert.equal(await host.page.evaluate(() => document.querySelector('iframe')?.contentDocument), null);
    await host.page.screenshot({ path: `${pictures}/report-hostile.png` });
  });

  it('shows reports among the assets, their source, and says when there is none', async () => {
    const file = made('h', 'profile.html', 'dataframe', '<h1>Profile</h1>', { type: 'dataframe-profile' });
    const host = await open({ state: { assets: ready([file.asset]) }, answers: { asset: () => Promise.resolve(file.bytes), html: () => Promise.resolve(null) } });
    const panel = await showTab(host, 'report');
    await panel.getByText('No HTML report was logged.').waitFor();
    await panel.getByRole('radio', { name: 'profile.html' }).click();
    await frameOf(host).locator('h1', { hasText: 'Profile' }).waitFor();
    await panel.locator('vscode-button', { hasText: 'Copy source' }).click();
    assert.deepEqual(await host.deed('copyText'), { text: '<h1>Profile</h1>' });
    await panel.locator('vscode-button', { hasText: 'Open in editor' }).click();
    assert.deepEqual(await host.deed('assetVerb'), { verb: 'openAsset', of: pageState.reference, assetId: 'h' });
  });

  it('unfolds a Keras model by keyboard and finds a layer in it', async () => {
    const layers = ['conv', 'pool', 'dense'].map((name, index) => ({
      class_name: index === 0 ? 'Conv2D' : 'Dense', name, config: { name, filters: 32, kernel_size: [3, 3], activation: 'relu', kernel_initializer: { class_name: 'GlorotUniform', config: { seed: null } } },
      inbound_nodes: index === 0 ? [] : [[['conv', 0, 0, {}]]],
    }));
    const host = await open({ answers: { graph: () => Promise.resolve(JSON.stringify({ class_name: 'Functional', config: { name: 'net', layers } })) } });
    const panel = await showTab(host, 'graph');
    const items = async () => (await panel.getByRole('treeitem').allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());
    await eventually(async () => assert.deepEqual(await items(), ['net Functional', 'conv Conv2D · 32, 3×3, relu', 'pool Dense · 32, 3×3, relu · ← conv', 'dense Dense · 32, 3×3, relu · ← conv']));
    await panel.getByRole('treeitem').first().focus();
    await host.page.keyboard.press('ArrowDown');
    await host.page.keyboard.press('ArrowRight');
    await eventually(async () => assert.ok((await items()).includes('activation relu')));
    await host.page.keyboard.press('ArrowLeft');
    await eventually(async () => assert.equal((await items()).length, 4));
    await panel.locator('vscode-text-field input').fill('glorot');
    await eventually(async () => assert.match(await panel.locator('.note').innerText(), /^6 nodes$/));
  });

  it('reads PyTorch’s print, lists of nodes, and any text', async () => {
    let graph = 'Net(\n  (features): Sequential(\n    (0): Conv2d(3, 8, kernel_size=(3, 3))\n    (1): ReLU()\n  )\n  (head): Linear(in_features=8, out_features=2)\n)';
    let revision = 1;
    const host = await open({ answers: { graph: () => Promise.resolve(graph) } });
    const panel = await showTab(host, 'graph');
    const items = async () => (await panel.getByRole('treeitem').allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());
    await eventually(async () => assert.deepEqual(await items(), ['Net', 'features Sequential', 'head Linear(in_features=8, out_features=2)']));
    const next = async (text: string): Promise<void> => {
      graph = text;
      await host.push({ revision: (revision += 1) });
    };
    await next(JSON.stringify({ nodes: [{ name: 'a/b/MatMul', op: 'MatMul', input: ['x'] }, { name: 'a/Add', op: 'Add' }] }));
    await eventually(async () => assert.deepEqual(await items(), ['a', 'b', 'Add Add']));
    await next('<b onclick="hacked=1">a plain text</b>');
    await panel.locator('pre', { hasText: 'a plain text' }).waitFor();
    assert.equal(await panel.locator('pre b').count(), 0);
  });
});
