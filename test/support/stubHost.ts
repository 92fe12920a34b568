/**
 * A built page alone in a real browser, with a stub in the host's place: a real server, the panels' own content security
 * policy, VS Code's real theme variables. What the page sends is recorded; what it asks is answered by the test.
 */
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { toProblem } from '../../src/shared/problem';
import type { PageProtocol } from '../../src/shared/protocol';
import { eventually, patience } from './eventually';

export type Theme = 'dark' | 'light' | 'highContrast' | 'highContrastLight';

/** The classes that VS Code puts on a webview's body. */
const bodyClasses: Readonly<Record<Theme, string>> = {
  dark: 'vscode-dark', light: 'vscode-light', highContrast: 'vscode-high-contrast', highContrastLight: 'vscode-high-contrast-light vscode-high-contrast',
};

/** The toolkit writes one style element and one style attribute of its own; the pages look right without them. */
const knownViolations = /^style-src-(elem|attr)$/;
const knownViolationsEach = 1;

/** What the browser says when it kept something from happening, or does not know the directive yet; violations of the page's own policy are counted apart. */
const prevented = /Content Security Policy|^Unrecognized Content-Security-Policy directive 'webrtc'|^Blocked (script execution|form submission) .*sandboxed/;

export interface StubHostOptions<P extends PageProtocol> {
  /** Bundle and element: `experiment`. */
  readonly page: string;
  readonly state: P['state'];
  readonly answers: { readonly [Q in keyof P['questions'] & string]: (argument: P['questions'][Q]['ask']) => Promise<P['questions'][Q]['answer']> };
  readonly theme?: Theme;
  readonly size?: { readonly width: number; readonly height: number };
  /** What the page finds of an earlier life. */
  readonly memory?: object;
  /** Violations of the policy that foreign content of the test's own tries. */
  readonly provoked?: RegExp;
}

export interface Deed {
  readonly deed: string;
  readonly argument: unknown;
}

export class StubHost<P extends PageProtocol> {
  readonly page: Page;
  readonly #server: Server;
  readonly #options: StubHostOptions<P>;
  readonly #answers: StubHostOptions<P>['answers'];
  #state: P['state'];
  readonly deeds: Deed[] = [];
  readonly asked: { readonly question: string; readonly argument: unknown }[] = [];
  readonly #errors: string[] = [];
  readonly #violations: string[] = [];
  #theme: Theme;
  #memory: unknown;

  private constructor(page: Page, server: Server, options: StubHostOptions<P>) {
    this.page = page;
    this.#server = server;
    this.#options = options;
    this.#answers = options.answers;
    this.#state = options.state;
    this.#theme = options.theme ?? 'dark';
    this.#memory = options.memory;
  }

  static async open<P extends PageProtocol>(browser: Browser, options: StubHostOptions<P>): Promise<StubHost<P>> {
    const context = await browser.newContext({ viewport: options.size ?? { width: 1000, height: 760 }, reducedMotion: 'reduce' });
    const page = await context.newPage();
    page.setDefaultTimeout(patience);
    const server = createServer((request, response) => {
      void serve(host.#options.page, host.#theme, new URL(request.url ?? '/', 'http://localhost').pathname).then(([type, body]) => {
        response.writeHead(body === null ? 404 : 200, { 'content-type': type, ...(body === null ? {} : { 'content-security-policy': policy(address) }) });
        response.end(body ?? '');
      });
    });
    const host = new StubHost<P>(page, server, options);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

    page.on('pageerror', (error) => host.#errors.push(String(error)));
    page.on('console', (message) => {
      const text = message.text();
      if (message.type() === 'error' && !prevented.test(text)) host.#errors.push(text);
    });
    await page.exposeFunction('stubReceive', (text: string) => void host.#receive(JSON.parse(text) as Message));
    await page.exposeFunction('stubMemory', (text: string) => void (host.#memory = JSON.parse(text)));
    await page.exposeFunction('stubViolation', (directive: string, blocked: string) => void host.#violations.push(`${directive} ${blocked}`.trim()));
    await page.addInitScript({ content: stubScript(options.memory) });
    await page.goto(`${address}/`);
    await page.locator('main').first().waitFor();
    return host;
  }

  get state(): P['state'] {
    return this.#state;
  }

  /** What the page remembers with `setState`. */
  get memory(): unknown {
    return this.#memory;
  }

  async push(change: Partial<P['state']>): Promise<void> {
    this.#state = { ...this.#state, ...change };
    await this.#send({ type: 'state', state: this.#state });
  }

  async setTheme(theme: Theme): Promise<void> {
    this.#theme = theme;
    await this.page.evaluate(async ({ classes, address }) => {
      const link = document.querySelector<HTMLLinkElement>('link[data-theme]')!;
      await new Promise((resolve) => {
        link.onload = resolve;
        link.href = address;
      });
      document.body.className = classes;
    }, { classes: bodyClasses[theme], address: `/theme.css?${theme}` });
  }

  /** The first deed of that name, once it has been done. */
  async deed(name: string): Promise<unknown> {
    return eventually(() => {
      const found = this.deeds.find(({ deed }) => deed === name);
      assert.ok(found, `The page has not done “${name}”.`);
      return found.argument;
    });
  }

  /** Fails when the page threw, or did what the policy forbids. */
  async close(): Promise<void> {
    await this.page.context().close();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    assert.deepEqual(this.#errors, [], 'The page reported errors.');
    const { provoked } = this.#options;
    const violations = this.#violations.filter((violation) => provoked?.test(violation) !== true);
    const unknown = violations.filter((violation) => !knownViolations.test(violation.split(' ')[0] ?? ''));
    assert.deepEqual(unknown, [], 'The page broke the content security policy.');
    for (const directive of ['style-src-elem', 'style-src-attr']) {
      const count = violations.filter((violation) => violation.startsWith(directive)).length;
      assert.ok(count <= knownViolationsEach, `${count} violations of ${directive}: more than the toolkit's own.`);
    }
  }

  async #receive(message: Message): Promise<void> {
    switch (message.type) {
      case 'ready':
        await this.#send({ type: 'state', state: this.#state });
        break;
      case 'do':
        this.deeds.push({ deed: message.deed, argument: message.argument });
        break;
      case 'ask': {
        const { id, question, argument } = message;
        this.asked.push({ question, argument });
        try {
          await this.#send({ type: 'answer', id, value: await this.#answers[question]!(argument) });
        } catch (error) {
          await this.#send({ type: 'refusal', id, problem: toProblem(error) });
        }
      }
    }
  }

  async #send(message: object): Promise<void> {
    const text = JSON.stringify(message, (_, value: unknown) =>
      (value instanceof Float64Array ? { float64: base64(value) } : value instanceof Uint8Array ? { bytes: base64(value) } : value));
    await this.page.evaluate((sent) => (window as unknown as { stubDeliver(text: string): void }).stubDeliver(sent), text).catch((error: unknown) => {
      // The page may close while an answer is on its way.
      if (!this.page.isClosed()) throw error;
    });
  }
}

type Message =
  | { readonly type: 'ready' }
  | { readonly type: 'ask'; readonly id: number; readonly question: string; readonly argument: unknown }
  | { readonly type: 'do'; readonly deed: string; readonly argument: unknown };

/** Stands where VS Code puts `acquireVsCodeApi`; plain text, as no compiler must touch what runs in the page. */
const stubScript = (memory: object | undefined): string => `
let state = ${JSON.stringify(memory ?? null)} ?? undefined;
window.acquireVsCodeApi = () => ({
  postMessage: (message) => {
    performance.mark(message.type);
    void stubReceive(JSON.stringify(message));
  },
  getState: () => state,
  setState: (next) => { state = next; void stubMemory(JSON.stringify(next)); },
});
const bytesOf = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
window.stubDeliver = (text) => window.postMessage(JSON.parse(text, (_, value) => {
  if (typeof value !== 'object' || value === null) return value;
  return 'float64' in value ? new Float64Array(bytesOf(value.float64).buffer) : 'bytes' in value ? bytesOf(value.bytes) : value;
}));
document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => void stubViolation(effectiveDirective, blockedURI));
`;

const base64 = (view: Float64Array | Uint8Array): string => Buffer.from(view.buffer, view.byteOffset, view.byteLength).toString('base64');

const nonce = 'c3R1Yg';
const styleNonce = 'bG9va3M';
const policy = (origin: string): string =>
  `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${origin} 'nonce-${styleNonce}'; font-src ${origin}; img-src ${origin} data: blob:; media-src blob:`;

async function serve(page: string, theme: Theme, path: string): Promise<[type: string, body: string | null]> {
  switch (path) {
    case '/': return ['text/html; charset=utf-8', `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Page</title>
<link rel="stylesheet" href="/default.css"><link rel="stylesheet" data-theme href="/theme.css"><link rel="stylesheet" nonce="${styleNonce}" href="/page.css"></head>
<body class="${bodyClasses[theme]}"><${page}-page></${page}-page><script type="module" nonce="${nonce}" src="/${page}.js"></script></body></html>`];
    // What VS Code itself puts before a webview's own sheets.
    case '/default.css': return ['text/css', `html { scrollbar-color: var(--vscode-scrollbarSlider-background) var(--vscode-editor-background); }
body { overscroll-behavior-x: none; background-color: transparent; color: var(--vscode-editor-foreground); font-family: var(--vscode-font-family); font-size: var(--vscode-font-size); margin: 0; padding: 0 20px; }
code { color: var(--vscode-textPreformat-foreground); background-color: var(--vscode-textPreformat-background); padding: 1px 3px; border-radius: 4px; }`];
    case '/theme.css': return ['text/css', await readFile(`test/support/themes/${theme}.css`, 'utf8')];
    case '/page.css': return ['text/css', await readFile('dist/webview/page.css', 'utf8')];
    // The page's script and the parts that it imports later.
    default: return /^\/[\w-]+\.js$/.test(path) ? ['text/javascript', await readFile(`dist/webview${path}`, 'utf8').catch(() => null)] : ['text/plain', null];
  }
}
