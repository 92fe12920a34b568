/**
 * Built pages in a browser: a real server on loopback, the panels' own content security policy, VS Code's real theme
 * variables. A browser page that a test is done with is given to the next one: compiling the page's script again costs
 * more than most tests.
 */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { translationElement } from '../../../src/shared/protocol';
import { allSentences } from '../checks/bareSentences';
import { patience } from '../eventually';

export type Theme = 'dark' | 'light' | 'highContrast' | 'highContrastLight';

/** The classes that VS Code puts on a webview's body. */
export const bodyClasses: Readonly<Record<Theme, string>> = {
  dark: 'vscode-dark',
  light: 'vscode-light',
  highContrast: 'vscode-high-contrast',
  highContrastLight: 'vscode-high-contrast-light vscode-high-contrast',
};

/** What somebody who shows a page hears of it. */
export interface PageListener {
  received(text: string): void;
  remembered(text: string): void;
  violated(violation: string): void;
  failed(error: string): void;
}

export interface ShownDocument {
  /** Bundle and element: `experiment`. */
  readonly page: string;
  readonly theme: Theme;
  /** In a language that does not exist: every sentence that can be translated stands in brackets, ⟦so⟧. */
  readonly bracketed: boolean;
  readonly memory: object | undefined;
  readonly size: { readonly width: number; readonly height: number };
}

/**
 * What the browser says when it kept something from happening, or does not know the directive yet; violations of the
 * page's own policy are told apart.
 */
const prevented =
  /Content Security Policy|^Unrecognized Content-Security-Policy directive 'webrtc'|^Blocked (script execution|form submission) .*sandboxed/;

export class BuiltPages {
  readonly #browser: Browser;
  readonly #free: BuiltPage[] = [];

  constructor(browser: Browser) {
    this.#browser = browser;
  }

  /** A page that nobody uses. */
  async take(): Promise<BuiltPage> {
    return this.#free.pop() ?? (await BuiltPage.open(this.#browser));
  }

  /** For the next test; it must be one that has ended well, as nobody knows what another one left behind. */
  async giveBack(page: BuiltPage): Promise<void> {
    await page.leave();
    this.#free.push(page);
  }
}

export class BuiltPage {
  readonly page: Page;
  #listener: PageListener | null = null;

  private constructor(page: Page) {
    this.page = page;
  }

  static async open(browser: Browser): Promise<BuiltPage> {
    const context = await browser.newContext({ reducedMotion: 'reduce' });
    const page = await context.newPage();
    page.setDefaultTimeout(patience);
    const built = new BuiltPage(page);
    page.on('pageerror', (error) => built.#listener?.failed(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' && !prevented.test(message.text())) {
        built.#listener?.failed(message.text());
      }
    });
    await page.exposeFunction('stubReceive', (text: string) => built.#listener?.received(text));
    await page.exposeFunction('stubMemory', (text: string) => built.#listener?.remembered(text));
    await page.exposeFunction('stubViolation', (directive: string, blocked: string) =>
      built.#listener?.violated(`${directive} ${blocked}`.trim()),
    );
    await page.addInitScript({ content: stubScript });
    return built;
  }

  async show({ page, theme, bracketed, memory, size }: ShownDocument, listener: PageListener): Promise<void> {
    this.#listener = listener;
    await this.page.setViewportSize(size);
    // Behind the hash, as memories are longer than a server takes.
    await this.page.goto(
      `${await origin()}/${page}?theme=${theme}${bracketed ? '&bracketed' : ''}#${encodeURIComponent(JSON.stringify(memory ?? null))}`,
    );
  }

  /** What the page says until its document is gone is still heard. */
  async leave(): Promise<void> {
    await this.page.mouse.move(-1, -1);
    await this.page.goto(`${await origin()}/empty`);
    this.#listener = null;
  }

  async close(): Promise<void> {
    await this.page.context().close();
    this.#listener = null;
  }
}

/**
 * Stands where VS Code puts `acquireVsCodeApi`; plain text, as no compiler must touch what runs in the page. Frames of
 * the page get it too, for what they violate; what runs in them may have bent all that a script calls.
 */
const stubScript = `
let state = window === top ? JSON.parse(decodeURIComponent(location.hash.slice(1)) || 'null') ?? undefined : undefined;
window.acquireVsCodeApi = () => ({
  postMessage: (message) => {
    performance.mark(message.type);
    void stubReceive(JSON.stringify(message));
  },
  getState: () => state,
  setState: (next) => { state = next; void stubMemory(JSON.stringify(next)); },
});
const bytesOf = (text) => {
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let index = 0; index < bytes.length; index += 1) bytes[index] = letters.charCodeAt(index);
  return bytes;
};
window.stubDeliver = (text) => window.postMessage(JSON.parse(text, (_, value) => {
  if (typeof value !== 'object' || value === null) return value;
  return 'float64' in value ? new Float64Array(bytesOf(value.float64).buffer) : 'bytes' in value ? bytesOf(value.bytes) : value;
}));
document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => void stubViolation(effectiveDirective, blockedURI));
`;

let listening: Promise<string> | undefined;
/** One server for all pages of this process, so that what they load is known to the browser. */
const origin = (): Promise<string> => (listening ??= listen());

async function listen(): Promise<string> {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    void serve(pathname, searchParams).then(([type, body]) => {
      // The build does not change while tests run; a document says what it was asked to say.
      const kept = type === 'text/html' ? 'no-store' : 'max-age=3600';
      response.writeHead(body === null ? 404 : 200, {
        'content-type': `${type}; charset=utf-8`,
        'cache-control': kept,
        ...(body === null ? {} : { 'content-security-policy': policy(address) }),
      });
      response.end(body ?? '');
    });
  });
  server.unref().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return address;
}

const nonce = 'c3R1Yg';
const styleNonce = 'bG9va3M';
const policy = (address: string): string =>
  `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${address} 'nonce-${styleNonce}'; font-src ${address}; img-src ${address} data: blob:; media-src blob:`;

async function serve(path: string, query: URLSearchParams): Promise<[type: string, body: string | null]> {
  const name = path.slice(1);
  switch (name) {
    case 'empty':
      return ['text/html', '<!DOCTYPE html><html lang="en"><head><title>Empty</title></head></html>'];
    // What VS Code itself puts before a webview's own sheets.
    case 'default.css':
      return [
        'text/css',
        `html { scrollbar-color: var(--vscode-scrollbarSlider-background) var(--vscode-editor-background); }
body { overscroll-behavior-x: none; background-color: transparent; color: var(--vscode-editor-foreground); font-family: var(--vscode-font-family); font-size: var(--vscode-font-size); margin: 0; padding: 0 20px; }
code { color: var(--vscode-textPreformat-foreground); background-color: var(--vscode-textPreformat-background); padding: 1px 3px; border-radius: 4px; }`,
      ];
    case 'theme.css':
      return ['text/css', await readFile(`test/support/pages/themes/${themeOf(query)}.css`, 'utf8')];
    case 'page.css':
      return ['text/css', await readFile('dist/webview/page.css', 'utf8')];
  }
  // The page's script and the parts that it imports later.
  if (/^[\w-]+\.js$/.test(name)) {
    return ['text/javascript', await readFile(`dist/webview/${name}`, 'utf8').catch(() => null)];
  }
  if (!/^[a-z]+$/.test(name)) {
    return ['text/plain', null];
  }
  const theme = themeOf(query);
  const translation = query.has('bracketed')
    ? `<script type="application/json" id="${translationElement}">${JSON.stringify(bracketedSentences()).replaceAll('<', String.raw`\u003c`)}</script><script type="module" nonce="${nonce}" src="/localization.js"></script>`
    : '';
  return [
    'text/html',
    `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Page</title>
<link rel="stylesheet" href="/default.css"><link rel="stylesheet" data-theme href="/theme.css?theme=${theme}"><link rel="stylesheet" nonce="${styleNonce}" href="/page.css"></head>
<body class="${bodyClasses[theme]}"><${name}-page></${name}-page>${translation}<script type="module" nonce="${nonce}" src="/${name}.js"></script></body></html>`,
  ];
}

let bracketed: Readonly<Record<string, string>> | undefined;
/** Read once: they stand in all of the source. */
const bracketedSentences = (): Readonly<Record<string, string>> =>
  (bracketed ??= Object.fromEntries(allSentences().translated.map((sentence) => [sentence, `⟦${sentence}⟧`])));

function themeOf(query: URLSearchParams): Theme {
  const theme = query.get('theme') ?? '';
  if (!(theme in bodyClasses)) {
    throw new Error(`There is no theme ${theme}.`);
  }
  return theme as Theme;
}
