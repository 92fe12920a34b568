/** The page of a report in a panel of its own: scripts when they are asked for, and no way out for them. */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../../support/pages/browser';
import { BuiltPage, type Theme } from '../../support/pages/builtPages';
import { shows } from '../../support/shows';
import { savePageScreenshot } from '../../support/pages/pageScreenshot';
import { StubHost, type StubHostOptions } from '../../support/pages/stubHost';
import { BackendError } from '../../../src/shared/problem';
import type { ReportPageProtocol, ReportPageState } from '../../../src/shared/protocol';

const reference = { connection: 'lab', key: 'run', assetId: null };
const fresh: ReportPageState = { reference, revision: 1, runsScripts: false };

describe('the page of a report', () => {
  let browser: Browser;
  let opened: StubHost<ReportPageProtocol>[] = [];
  before(async () => {
    browser = await launchBrowser();
  });
  afterEach(async () => {
    const closing = opened;
    opened = [];
    await Promise.all(closing.map((host) => host.close()));
  });
  after(() => browser.close());

  const open = async (
    report: () => Promise<string | Uint8Array<ArrayBuffer> | null>,
    options: Partial<StubHostOptions<ReportPageProtocol>> = {},
  ): Promise<StubHost<ReportPageProtocol>> => {
    const host = await StubHost.open<ReportPageProtocol>(await BuiltPage.open(browser), {
      page: 'report',
      state: fresh,
      answers: { report },
      ...options,
    });
    opened.push(host);
    return host;
  };
  const frameOf = (host: StubHost<ReportPageProtocol>) => host.page.frameLocator('iframe');
  const button = (host: StubHost<ReportPageProtocol>, name: string) =>
    host.page.locator('vscode-button', { hasText: name });
  const sandbox = (host: StubHost<ReportPageProtocol>) => host.page.locator('iframe').getAttribute('sandbox');
  /** As the host does when it hears of it. */
  const run = async (host: StubHost<ReportPageProtocol>): Promise<void> => {
    const before = host.commands.length;
    await button(host, 'Run Scripts').click();
    await shows(() => host.commands[before], { command: 'runScripts', argument: null });
    await host.push({ runsScripts: true });
  };
  async function listen(): Promise<{ readonly address: string; readonly fetched: readonly string[] }> {
    const fetched: string[] = [];
    const elsewhere = createServer((request, response) => {
      fetched.push(request.url ?? '');
      response.setHeader('access-control-allow-origin', '*');
      response.end('document.getElementById("out").textContent = "fetched"');
    });
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
    after(() => elsewhere.close());
    return { address: `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`, fetched };
  }

  it('runs scripts when it is asked to, without network and away from the page, and stops them', async () => {
    const { address, fetched } = await listen();
    const scripted = (
      more: string,
    ): string => `<p id="out">nothing ran</p><script src="${address}/given.js"></script><script type="application/json" id="data">{"style": 1}</script>
<script>const { nonce } = document.currentScript; const i = 1, n = 2; let x; if (i<n) { x = { style: 1 }; } const text = '<b style="a">'; if (x.style >0) document.getElementById('out').textContent = 'ran ' + text.length + document.getElementById('data').textContent;
const sheet = document.createElement('style'); sheet.textContent = '#out { color: rgb(9, 8, 7) }'; document.head.append(sheet);
const script = document.createElement('script'); script.nonce = nonce; script.src = '${address}/with-nonce.js'; document.head.append(script);
const link = document.createElement('link'); link.rel = 'stylesheet'; link.nonce = sheet.nonce; link.href = '${address}/sheet.css'; document.head.append(link);
import('${address}/imported.js').catch(() => {}); new Image().src = '${address}/picture.png'; fetch('${address}/fetched').catch(() => {});
parent.postMessage({ type: 'state', state: {} }, '*'); parent.postMessage({ type: 'answer', id: 1, value: 'forged' }, '*');
${more}</script>`;
    let html = scripted('');
    const host = await open(() => Promise.resolve(html), { provoked: new RegExp(address) });
    const out = frameOf(host).locator('#out');
    await out.filter({ hasText: 'nothing ran' }).waitFor();
    await shows(() => sandbox(host), '');
    await run(host);
    await out.filter({ hasText: 'ran 13{"style": 1}' }).waitFor();
    await shows(() => out.evaluate((element) => getComputedStyle(element).color), 'rgb(9, 8, 7)');
    await shows(() => sandbox(host), 'allow-scripts');
    await button(host, 'Stop Scripts').click();
    await out.filter({ hasText: 'nothing ran' }).waitFor();
    await shows(() => host.commands.at(-1)?.command, 'stopScripts');
    await host.push({ runsScripts: false });

    // What was allowed was that text: another one is not.
    await run(host);
    await out.filter({ hasText: 'ran' }).waitFor();
    html = scripted(`location.href = '${address}/gone';`);
    await host.push({ revision: 2 });
    await out.filter({ hasText: 'nothing ran' }).waitFor();
    await shows(() => host.commands.at(-1)?.command, 'stopScripts');
    await host.push({ runsScripts: false });
    await run(host);
    await button(host, 'Stop Scripts').waitFor();
    await host.page.frames().at(-1)!.waitForLoadState();
    await button(host, 'Stop Scripts').click();
    await out.filter({ hasText: 'nothing ran' }).waitFor();
    await host.rests();
    assert.deepEqual(fetched, []);
  });

  it('runs nothing before the host has said so, nor when it comes back and the host has not heard of it', async () => {
    const html = '<p id="out">nothing ran</p><script>document.getElementById("out").textContent = "ran"</script>';
    const host = await open(() => Promise.resolve(html));
    await button(host, 'Run Scripts').click();
    assert.deepEqual(await host.command('runScripts'), null);
    await shows(() => frameOf(host).locator('#out').innerText(), 'nothing ran');
    await host.push({ runsScripts: true });
    await frameOf(host).locator('#out').filter({ hasText: /^ran$/ }).waitFor();
    await shows(() => host.memory, reference);

    const again = await open(() => Promise.resolve(html), {
      state: { ...fresh, runsScripts: true },
      memory: reference,
    });
    await button(again, 'Run Scripts').waitFor();
    await shows(() => frameOf(again).locator('#out').innerText(), 'nothing ran');
    await shows(() => sandbox(again), '');
  });

  it('stops scripts that never end', async () => {
    const host = await open(() =>
      Promise.resolve(
        '<p id="out">nothing ran</p><script>document.getElementById("out").textContent = "ran"; parent.postMessage("endless", "*"); requestAnimationFrame(() => requestAnimationFrame(() => { for (;;); }))</script>',
      ),
    );
    await host.page.evaluate(() =>
      window.addEventListener('message', ({ data }) =>
        data === 'endless' ? document.body.setAttribute('data-endless', '') : undefined,
      ),
    );
    await run(host);
    await host.page.locator('[data-endless]').waitFor();
    await button(host, 'Stop Scripts').click();
    await frameOf(host).locator('#out').filter({ hasText: 'nothing ran' }).waitFor();
    await shows(() => sandbox(host), '');
  });

  it('leaves scripts no way out past the policies: WebRTC, look-ups, frames of their own, however they are made', async () => {
    const packets: string[] = [];
    const stun = createSocket('udp4', (message, { port }) => packets.push(`${port}: ${message.toString('hex')}`));
    await new Promise<void>((resolve) => stun.bind(0, '127.0.0.1', resolve));
    after(() => stun.close());
    const { address, fetched } = await listen();
    const knock = `(async () => { const peer = new RTCPeerConnection({ iceServers: [{ urls: 'stun:127.0.0.1:${stun.address().port}' }] }); peer.createDataChannel('x'); await peer.setLocalDescription(await peer.createOffer()); })()`;
    const inFrame = JSON.stringify(`<script>${knock}.catch(() => {})</script>`).replaceAll('</', '<\\/');
    const xhtml = 'http://www.w3.org/1999/xhtml';
    /** Each throws, or gives what it has made: of no kind that reaches out. */
    const attempts = [
      `() => { const f = document.createElement('iframe'); f.srcdoc = ${inFrame}; return f; }`,
      `() => { const f = document.createElementNS('${xhtml}', 'html:iframe'); f.setAttribute('srcdoc', ${inFrame}); return f; }`,
      `() => document.createElement({ count: 0, toString() { this.count += 1; return this.count === 1 ? 'p' : 'iframe'; } })`,
      `() => { const d = document.createElement('div'); d.innerHTML = '<iframe srcdoc="&lt;script>1&lt;/scr' + 'ipt>"></iframe>'; return d.firstChild; }`,
      `() => { class F extends HTMLIFrameElement {} customElements.define('a-b', F, { extends: 'iframe' }); return new F(); }`,
      `() => { const l = document.createElement('link'); l.rel = 'dns-prefetch'; l.href = 'http://elsewhere.example'; return l; }`,
      `() => { document.head.insertAdjacentHTML('beforeend', '<link rel="preconnect" href="http://elsewhere.example">'); return document.head.lastChild; }`,
      `() => { const r = document.createRange(); r.selectNode(document.body); return r.createContextualFragment('<LINK rel=preconnect href="http://elsewhere.example">').firstChild; }`,
      `() => document.implementation.createDocument('${xhtml}', 'x:iframe', null).documentElement`,
      `() => new DOMParser().parseFromString('<x:iframe xmlns:x="${xhtml}"/>', 'text/xml').documentElement`,
      `() => new DOMParser().parseFromString('<!DOCTYPE p [<!ENTITY e "&#60;iframe xmlns=\\'${xhtml}\\'/&#62;">]><p xmlns="${xhtml}">&e;</p>', 'application/xhtml+xml').querySelector('iframe')`,
      `() => new DOMParser().parseFromString('<iframe></iframe>', 'text/html').body.firstChild`,
      `() => document.getElementById('t').content.cloneNode(true).firstChild`,
      `() => document.getElementById('t').content.querySelector('template').content.cloneNode(true).firstChild`,
      `() => { document.write('<ifr'); document.write('ame id=written></iframe>'); return document.getElementById('written'); }`,
      `() => { document.writeln('<link id=line rel=preconnect href="http://elsewhere.example">'); return document.getElementById('line'); }`,
      `() => { const d = document.createElement('div'); (d.setHTMLUnsafe ?? d.setHTML).call(d, '<iframe></iframe>'); return d.firstChild; }`,
      `() => Document.parseHTMLUnsafe('<iframe></iframe>').body.firstChild`,
      // With the tools of what holds it taken away.
      `() => { RegExp.prototype.test = RegExp.prototype.exec = () => null; RegExp.prototype[Symbol.replace] = (text) => text; const { createElement } = document; return document.createElement('iframe'); }`,
      `() => { String.prototype.toLowerCase = String.prototype.slice = () => 'p'; String.prototype.indexOf = String.prototype.lastIndexOf = () => -1; String.prototype.replace = function () { return String(this); }; return document.createElement('iframe'); }`,
      `() => { const d = document.createElement('div'); d.innerHTML = '<iframe></iframe>'; return d.firstChild; }`,
      `() => { const found = []; const { call, apply } = Function.prototype; Function.prototype.call = function (...given) { found.push(this); return Reflect.apply(this, given[0], given.slice(1)); }; Function.prototype.apply = function (self, given) { found.push(this); return Reflect.apply(this, self, given); }; document.createElement('p'); Function.prototype.call = call; Function.prototype.apply = apply; return found.length === 0 ? null : Reflect.apply(found[0], document, ['iframe']); }`,
      `() => { Array.prototype[Symbol.iterator] = function* () { yield 'iframe'; }; return document.createElement('p'); }`,
    ];
    const html = `<p id="out">nothing ran</p><template id="t"><iframe></iframe><template><link rel="preconnect" href="http://elsewhere.example"></template></template>
<script type="speculationrules">{"prefetch":[{"source":"list","urls":["${address}/given"],"eagerness":"immediate"}]}</script>
<script>const isFrame = (made) => made instanceof HTMLIFrameElement || made instanceof HTMLLinkElement;
const tell = []; const attempts = [${attempts.join(',')}]; const say = (text) => document.getElementById('out').append(text);
(async () => {
  const rules = document.createElement('script'); rules.type = 'speculationrules'; rules.textContent = '{"prefetch":[{"source":"list","urls":["${address}/made"],"eagerness":"immediate"}]}'; document.head.append(rules);
  say(await ${knock}.then(() => ' 99', () => ''));
  for (let i = 0; i < attempts.length; i += 1) { try { const made = attempts[i](); if (isFrame(made)) { document.body.appendChild(made); say(' ' + i); } } catch { } }
  say('; done');
})();</script>`;
    const host = await open(() => Promise.resolve(html), { provoked: /./ });
    await run(host);
    const out = frameOf(host).locator('#out');
    await out.filter({ hasText: 'done' }).waitFor();
    await shows(() => out.textContent(), 'nothing ran; done');
    assert.deepEqual([packets, fetched, host.page.frames().length], [[], [], 2]);
  });

  it('offers no scripts where there are none, and shows an asset, its source, and what is wrong', async () => {
    let answer: () => Promise<Uint8Array<ArrayBuffer>> = () =>
      Promise.resolve(new TextEncoder().encode('<h1>Größe</h1>'));
    const host = await open(() => answer(), { state: { ...fresh, reference: { ...reference, assetId: 'h' } } });
    await frameOf(host).locator('h1', { hasText: 'Größe' }).waitFor();
    await host.page.getByText('Links and pictures from elsewhere are left out.').waitFor();
    await shows(() => button(host, 'Run Scripts').count(), 0);
    await host.page.getByRole('radio', { name: 'Source' }).click();
    await host.page.locator('.line', { hasText: 'Größe' }).waitFor();
    await host.page.keyboard.press('Control+f');
    await host.page.keyboard.type('größe');
    await host.page.getByText('1 of 1').waitFor();
    await button(host, 'Copy source').click();
    assert.deepEqual(await host.command('copyText'), { text: '<h1>Größe</h1>' });
    await button(host, 'Open source').click();
    assert.deepEqual(await host.command('openSource'), null);
    answer = () => Promise.reject(new BackendError('unreachable', 'No answer came.'));
    await host.push({ revision: 2 });
    await host.page.getByText('Not up to date. No answer came.').waitFor();
    await host.page.locator('.line', { hasText: 'Größe' }).waitFor();
  });

  for (const theme of ['dark', 'light', 'highContrast', 'highContrastLight'] satisfies Theme[]) {
    it(`looks right in the theme ${theme}`, async () => {
      const host = await open(
        () =>
          Promise.resolve(
            '<h1>Results</h1><p>What the run found.</p><table><tr><th>metric</th><th>value</th></tr><tr><td>accuracy</td><td>0.98</td></tr></table><script>document.title = "ran"</script>',
          ),
        { theme, size: { width: 900, height: 420 } },
      );
      await frameOf(host).locator('h1').waitFor();
      await savePageScreenshot(host.page, `reportPanel-${theme}`);
      await run(host);
      await button(host, 'Stop Scripts').waitFor();
      await savePageScreenshot(host.page, `reportPanel-running-${theme}`);
    });
  }
});
