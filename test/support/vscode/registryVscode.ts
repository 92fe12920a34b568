// Owns the VS Code that the npm registry carries (inside code-server): installing it, serving it on loopback, opening
// it in a browser.
import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';
import { launchBrowser } from '../pages/browser';
import { installOnce, npmInstall, PlainFailure, projectFolder } from '../installation';
import { installVsix } from './packedExtension';
import { cleanEnvironment, hostMark, writeSettings } from './vscode';
import type { HostTestOptions, VsCode, VsCodeVersion, VsCodeWindow, WindowOptions } from './vscode';

interface Release {
  /** The code-server release that carries this VS Code. */
  readonly codeServer: string;
  /** The Node major version it needs. */
  readonly node: number;
  /** Packages that a release fetches in install scripts, from where a machine may not reach. */
  readonly instead: readonly string[];
  /** The page's condition on taking extensions under development, where it has one. */
  readonly developmentCondition?: string;
  /** Where the page begins to go through its list of the extensions that VS Code brings along. */
  readonly bundledExtensions: string;
}

const releases: Readonly<Record<VsCodeVersion, Release>> = {
  newest: {
    codeServer: '4.139.1',
    node: 24,
    instead: [],
    developmentCondition: 'this.payload&&(!this.isBuilt||this.enableSmokeTestDriver)',
    bundledExtensions: 'c.map(async l=>{let u=Dm(l.packageJSON.publisher',
  },
  '1.103': {
    codeServer: '4.103.2',
    node: 22,
    instead: ['@vscode/ripgrep@npm:@vscode/ripgrep-universal@1'],
    bundledExtensions: 'l.map(async c=>{const h=zu(c.packageJSON.publisher',
  },
};

const startDeadline = 120_000;
/** The extension host outlives server and window by a moment, writing. */
const removal = { recursive: true, force: true, maxRetries: 10 } as const;

export interface VsCodeServer {
  /** `127.0.0.1:port`: the host of the page and the authority of remote URIs. */
  readonly authority: string;
  /** The address of a window with these options, for a browser; carries the connection token when there is one. */
  readonly address: string;
  readonly profile: string;
  /** Resolves when the server is gone, whoever ended it. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

export interface ServeOptions extends WindowOptions {
  /** Required of whoever connects; without it anyone on this machine may. */
  readonly connectionToken?: string;
  readonly testsEntry?: string;
}

export interface RegistryVsCode extends VsCode {
  serve(options: ServeOptions): Promise<VsCodeServer>;
}

export async function installRegistryVsCode(version: VsCodeVersion): Promise<RegistryVsCode> {
  const release = releases[version];
  const nodePackage = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const folder = await installOnce(
    `code-server-${release.codeServer}-${process.platform}-${process.arch}`,
    async (folder) => {
      process.stderr.write(`Installing VS Code ${version} from the npm registry (about half a minute, once)…\n`);
      await npmInstall(folder, `code-server@${release.codeServer}`, `${nodePackage}@${release.node}`);
      const vscode = join(folder, 'node_modules/code-server/lib/vscode');
      await npmInstall(vscode, ...release.instead);
      await npmInstall(join(vscode, 'extensions'));
      await adaptPage(vscode, release);
      await replaceNativeModule(vscode, '@vscode/spdlog', 'spdlog.mjs');
      await replaceNativeModule(vscode, '@vscode/native-watchdog', 'watchdog.mjs');
    },
  );
  const vscode = join(folder, 'node_modules/code-server/lib/vscode');
  const node = join(folder, 'node_modules', nodePackage, process.platform === 'win32' ? 'bin/node.exe' : 'bin/node');

  const serve = (options: ServeOptions): Promise<VsCodeServer> => startServer(node, vscode, options);
  return {
    description: `VS Code ${version} from the npm registry (code-server ${release.codeServer})`,
    serve,
    openWindow: (options) => openWindow(serve, options),
    runHostTests: (options) => runHostTests(serve, options),
  };
}

/**
 * A newer VS Code's page takes an extension under development only in smoke-test mode, which silences the notifications
 * that a user sees: that one condition is lifted. And the page has its own list of the extensions that VS Code brings
 * along: it would call each one that is not linked a failure, and load it for every window.
 */
async function adaptPage(vscode: string, { developmentCondition, bundledExtensions }: Release): Promise<void> {
  const file = join(vscode, 'out/vs/code/browser/workbench/workbench.js');
  let script = await readFile(file, 'utf8');
  const replace = (text: string, replacement: string): void => {
    const [before, after, ...more] = script.split(text);
    if (before === undefined || after === undefined || more.length > 0) {
      throw new PlainFailure(`${file} does not say ${text} once.`);
    }
    script = `${before}${replacement}${after}`;
  };
  if (developmentCondition !== undefined) {
    replace(developmentCondition, 'this.payload');
  }
  const isLinked = `({ extensionPath }) => ${JSON.stringify(builtInExtensions)}.includes(extensionPath)`;
  replace(bundledExtensions, bundledExtensions.replace('.map(', `.filter(${isLinked}).map(`));
  await writeFile(file, script);
}

/**
 * The extensions that VS Code brings along and this one meets: themes, the languages of documents, what edits and
 * checks JSON and Markdown, pictures and notebooks. Others (version control, debuggers, chat …) would take part of each window's
 * start.
 */
const builtInExtensions = [
  'configuration-editing',
  'css',
  'diff',
  'html',
  'ipynb',
  'javascript',
  'json',
  'json-language-features',
  'log',
  'markdown-basics',
  'markdown-language-features',
  'media-preview',
  'python',
  'r',
  'search-result',
  'shellscript',
  'theme-defaults',
  'theme-modern-icons',
  'theme-seti',
  'typescript-basics',
  'xml',
  'yaml',
];

async function linkBuiltInExtensions(vscode: string, folder: string): Promise<void> {
  await mkdir(folder);
  for (const name of builtInExtensions) {
    const extension = join(vscode, 'extensions', name);
    if (existsSync(extension)) {
      await symlink(extension, join(folder, name), 'junction');
    }
  }
}

/** Compiling them would need make, a C++ compiler and Python, for nothing but logs and an orderly exit. */
async function replaceNativeModule(vscode: string, name: string, replacement: string): Promise<void> {
  const folder = join(vscode, 'node_modules', name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await copyFile(join(import.meta.dirname, 'native', replacement), join(folder, 'index.js'));
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ name, version: '0.0.0', type: 'module', main: 'index.js' }),
  );
}

async function startServer(node: string, vscode: string, options: ServeOptions): Promise<VsCodeServer> {
  const profile = await mkdtemp(join(tmpdir(), 'experiments-vscode-'));
  const extensions = join(profile, 'extensions');
  await writeSettings(join(profile, 'data/User'), options);
  await mkdir(extensions);
  const builtIn = join(profile, 'built-in');
  await linkBuiltInExtensions(vscode, builtIn);
  if (options.bridge !== undefined) {
    await installByLink(options.bridge, extensions);
  }
  if (options.vsix !== undefined) {
    await installVsix(options.vsix, extensions);
  }
  let access = ['--without-connection-token'];
  if (options.connectionToken !== undefined) {
    // In a file, because every process of this machine can read an argument.
    const file = join(profile, 'connection-token');
    await writeFile(file, options.connectionToken, { mode: 0o600 });
    access = ['--connection-token-file', file];
  }
  const server = spawn(
    node,
    [
      join(vscode, 'out/server-main.js'),
      ...['--host', '127.0.0.1', '--port', '0', ...access, '--accept-server-license-terms'],
      ...['--server-data-dir', profile, '--extensions-dir', extensions, '--builtin-extensions-dir', builtIn],
      ...[
        '--disable-telemetry',
        '--disable-workspace-trust',
        ...(options.testsEntry === undefined ? [] : ['--enable-smoke-test-driver']),
      ],
    ],
    // Without an extension gallery the server asks nobody on the network for anything.
    {
      env: cleanEnvironment({ EXTENSIONS_GALLERY: '{"serviceUrl":""}', ...options.environment }),
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const ended = new Promise<void>((resolve) => server.once('close', () => resolve()));
  const endAtOnce = (): void => {
    server.kill();
    rmSync(profile, removal);
  };
  process.once('exit', endAtOnce);
  exitOnSignals();
  const stop = async (): Promise<void> => {
    server.kill();
    await ended;
    await rm(profile, removal);
    process.off('exit', endAtOnce);
  };
  try {
    const port = await new Promise<string>((resolve, reject) => {
      let output = '';
      const deadline = setTimeout(
        () => reject(new PlainFailure(`VS Code's server did not start in two minutes:\n${output}`)),
        startDeadline,
      );
      const read = (chunk: Buffer): void => {
        output += chunk.toString();
        const listening = /Extension host agent listening on (\d+)/.exec(output);
        if (listening?.[1] === undefined) {
          return;
        }
        clearTimeout(deadline);
        output = '';
        resolve(listening[1]);
      };
      server.stdout.on('data', read);
      server.stderr.on('data', read);
      server.once('error', reject);
      server.once('close', (code) => {
        clearTimeout(deadline);
        reject(new PlainFailure(`VS Code's server ended with code ${String(code)} before it was ready:\n${output}`));
      });
    });
    const authority = `127.0.0.1:${port}`;
    return { authority, address: windowAddress(authority, options), profile, ended, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** By default a signal ends the process without its exit handlers, which would leave the server running. */
function exitOnSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    if (process.listenerCount(signal) === 0) {
      process.on(signal, () => process.exit(1));
    }
  }
}

/** The page takes only one extension under development, so a second one is installed. */
async function installByLink(extension: string, folder: string): Promise<void> {
  await symlink(extension, join(folder, basename(extension)), 'junction');
}

function windowAddress(authority: string, options: ServeOptions): string {
  const remote = (path: string): string => `vscode-remote://${authority}${pathToFileURL(path).pathname}`;
  const payload = options.vsix === undefined ? [['extensionDevelopmentPath', remote(options.extension)]] : [];
  if (options.testsEntry !== undefined) {
    payload.push(['extensionTestsPath', remote(options.testsEntry)]);
  }
  payload.push(['skipWelcome', 'true']);
  const query = new URLSearchParams({
    folder: pathToFileURL(options.workspace).pathname,
    payload: JSON.stringify(payload),
  });
  if (options.connectionToken !== undefined) {
    query.set('tkn', options.connectionToken);
  }
  return `http://${authority}/?${query.toString()}`;
}

/**
 * Each kind of panel gets a host name, and with it a site, of its own: the server answers to all names of the loopback
 * address.
 */
const panelsApart = (authority: string): string => `{
  const { getAttribute } = Element.prototype;
  Element.prototype.getAttribute = function (name) {
    const value = getAttribute.call(this, name);
    if (this.id !== 'vscode-workbench-web-configuration' || name !== 'data-settings') return value;
    const settings = JSON.parse(value);
    return JSON.stringify({ ...settings, webviewEndpoint: 'http://{{uuid}}.localhost:${new URL(`http://${authority}`).port}/' + settings.webviewEndpoint.replace(/^\\//, '') });
  };
}`;

/**
 * Icons of what is at work do not turn: a window would paint sixty pictures a second for as long as it is open, and it
 * turns them whatever it is told of motion.
 */
function stillIcons(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('.codicon, .monaco-progress-container * { animation: none !important; }');
  document.adoptedStyleSheets.push(sheet);
}

type Serve = RegistryVsCode['serve'];

async function openWindow(serve: Serve, options: WindowOptions): Promise<VsCodeWindow> {
  const server = await serve(options);
  try {
    const apart = options.panelsApart ?? false;
    const browser = await launchBrowser(apart ? ['IsolateSandboxedIframes'] : []);
    const page = await browser.newPage({
      permissions: ['clipboard-read', 'clipboard-write'],
      // What moves is painted over and over.
      reducedMotion: 'reduce',
      // The window's policy allows panels of its own origin alone.
      bypassCSP: apart,
    });
    await page.addInitScript(stillIcons);
    if (apart) {
      await page.addInitScript({ content: panelsApart(server.authority) });
    }
    await page.setViewportSize(options.size ?? { width: 1440, height: 900 });
    await page.goto(server.address, { timeout: startDeadline });
    return {
      page,
      profile: server.profile,
      async close() {
        await browser.close();
        await server.stop();
      },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}
async function runHostTests(serve: Serve, options: HostTestOptions): Promise<boolean> {
  const server = await serve(options);
  try {
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage({ reducedMotion: 'reduce' });
      await page.addInitScript(stillIcons);
      const workbenchMessages: string[] = [];
      await page.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) => {
        const message = format(...args);
        if (message.startsWith(hostMark)) {
          process.stdout.write(`${message}\n`);
        } else {
          workbenchMessages.push(message);
        }
      });
      const exit = new Promise<number>((resolve, reject) => {
        void page.exposeFunction('codeAutomationExit', (code: number) => resolve(code));
        page.once('close', () => reject(new PlainFailure('The window closed before the host tests ended.')));
        page.once('crash', () => reject(new PlainFailure('The browser crashed before the host tests ended.')));
      });
      await page.goto(server.address, { timeout: startDeadline });
      const succeeded = (await exit) === 0;
      if (!succeeded) {
        await keepMessages(workbenchMessages);
      }
      return succeeded;
    } finally {
      await browser.close();
    }
  } finally {
    await server.stop();
  }
}

/** VS Code's own messages: too many to print, but the only trace of a host that died. */
async function keepMessages(messages: readonly string[]): Promise<void> {
  const file = join(projectFolder, 'out/vscode-messages.log');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, messages.join('\n'));
  process.stderr.write(`What VS Code itself said is in ${file}\n`);
}
