// Owns the browser that shows pages and the registry's VS Code: an installed Chrome, Edge or Chromium, else one from
// npm.
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { chromium } from 'playwright-core';
import type { Browser, LaunchOptions } from 'playwright-core';
import { installOnce, npmInstall, PlainFailure } from '../installation';

const flags = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-gpu',
  '--disable-quic',
  '--disable-sync',
  '--no-first-run',
  // Containers and root have no user namespaces for the sandbox; the pages shown are our own.
  '--no-sandbox',
  // As browsers with a window have it: what other people's scripts do in a sandboxed frame keeps only that frame busy.
  '--site-per-process',
];

/**
 * What Chromium is to do without. Of Playwright's own list, whose place this one takes: what concerns pages that are
 * shown. Besides: a process in store for the next site, which is filled for each frame of a report and seldom used.
 */
const unwantedFeatures = [
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'PaintHolding',
  'SpareRendererForSitePerProcess',
  'ThirdPartyStoragePartitioning',
];

/** The candidate that worked first, so that a run searches once. */
let proven: LaunchOptions | undefined;

/**
 * A headless Chromium.
 * @param alsoUnwanted features of Chromium that only this browser is to do without
 * @throws PlainFailure when this machine has none and the npm registry carries none for it.
 */
export async function launchBrowser(alsoUnwanted: readonly string[] = []): Promise<Browser> {
  const args = [...flags, `--disable-features=${[...unwantedFeatures, ...alsoUnwanted].join(',')}`];
  if (proven !== undefined) {
    return await chromium.launch({ ...proven, args });
  }
  for (const candidate of installedBrowsers()) {
    try {
      const browser = await chromium.launch({ ...candidate, args });
      proven = candidate;
      return browser;
    } catch {
      // Not there, or there but unable to run: the next one may do.
    }
  }
  const packaged = await packagedBrowser();
  const browser = await chromium.launch({ ...packaged, args });
  proven = packaged;
  return browser;
}

function installedBrowsers(): LaunchOptions[] {
  const paths = (process.env.PATH ?? '').split(delimiter);
  const found = ['chromium', 'chromium-browser']
    .flatMap((name) => paths.map((folder) => join(folder, name)))
    .filter((path) => existsSync(path))
    .map((executablePath) => ({ executablePath }));
  return [{ channel: 'chrome' }, { channel: 'msedge' }, ...found];
}

/** The headless Chromium inside @sparticuz/chromium, with the libraries and fonts it may miss on a bare machine. */
async function packagedBrowser(): Promise<LaunchOptions> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new PlainFailure('No browser was found: install Chrome, Chromium or Edge and start again.');
  }
  const folder = await installOnce('chromium-153', async (folder) => {
    process.stderr.write('Installing a headless Chromium from the npm registry (once)…\n');
    await npmInstall(folder, '@sparticuz/chromium@153', 'dejavu-fonts-ttf@2', '@expo-google-fonts/noto-emoji@0.4');
    const bin = join(folder, 'node_modules/@sparticuz/chromium/bin');
    await writeFile(join(folder, 'chromium'), await unpack(join(bin, 'chromium.br')), { mode: 0o755 });
    await extract(await unpack(join(bin, 'al2023.tar.br')), join(folder, 'libraries'));
    await extract(await unpack(join(bin, 'fonts.tar.br')), join(folder, 'fonts'));
    await extract(await unpack(join(bin, 'swiftshader.tar.br')), folder);
    await rm(bin, { recursive: true });
  });
  await writeFile(join(folder, 'fonts.conf'), fontConfiguration(folder));
  const executablePath = join(folder, 'chromium');
  const env: Record<string, string> = { FONTCONFIG_FILE: join(folder, 'fonts.conf') };
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined) {
      env[name] ??= value;
    }
  }
  if (await lacksLibraries(executablePath)) {
    env.LD_LIBRARY_PATH = join(folder, 'libraries/lib');
  }
  return { executablePath, env };
}

async function unpack(file: string): Promise<Buffer> {
  return await promisify(brotliDecompress)(await readFile(file));
}

async function extract(archive: Buffer, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await new Promise<void>((resolve, reject) => {
    const tar = spawn('tar', ['-x', '-C', folder, '--no-same-owner'], { stdio: ['pipe', 'ignore', 'inherit'] });
    tar.once('error', reject);
    tar.once('close', (code) =>
      code === 0 ? resolve() : reject(new PlainFailure(`tar ended with code ${String(code)}.`)),
    );
    tar.stdin.end(archive);
  });
}

/** The machine's own libraries fit its C library best, so the packaged ones only step in. */
async function lacksLibraries(executable: string): Promise<boolean> {
  try {
    const { stdout } = await promisify(execFile)('ldd', [executable]);
    return stdout.includes('not found');
  } catch {
    return true;
  }
}

/** The machine's fonts and a few of our own, so that a bare machine draws text, code and emoji as others do. */
function fontConfiguration(folder: string): string {
  const packages = join(folder, 'node_modules');
  const folders = [
    join(folder, 'fonts/fonts'),
    join(packages, 'dejavu-fonts-ttf/ttf'),
    join(packages, '@expo-google-fonts/noto-emoji'),
    '/usr/share/fonts',
  ];
  const preferred = {
    'system-ui': 'Open Sans',
    'sans-serif': 'Open Sans',
    monospace: 'DejaVu Sans Mono',
  };
  const aliases = Object.entries(preferred).map(
    ([family, font]) =>
      `<match><test name="family"><string>${family}</string></test>` +
      `<edit name="family" mode="prepend" binding="strong"><string>${font}</string><string>DejaVu Sans</string><string>Noto Emoji</string></edit></match>`,
  );
  return [
    '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>',
    ...folders.map((path) => `<dir>${path}</dir>`),
    ...aliases,
    `<cachedir>${join(folder, 'fontcache')}</cachedir>`,
    '</fontconfig>',
  ].join('\n');
}
