// `npm test -- --changed`: the test files that what was changed can break, by the imports of the code and by the paths
// that tests name in their text.
import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { projectFolder } from '../installation';

/** Paths are relative to the project, with `/` on every system. */
export interface Code {
  /** The files that import a file, by its path. */
  readonly importers: ReadonlyMap<string, readonly string[]>;
  /** The text of every file below test/, by its path: tests start programs and read files that they only name. */
  readonly testTexts: ReadonlyMap<string, string>;
}

/** A change to these can break anything. */
const everything =
  /^(package(-lock)?\.json|esbuild\.mjs|tsconfig\.json|test\/tsconfig\.json|webview\/tsconfig\.json|test\/run\.ts|test\/support\/runner\/(?!changed).*)$/;
/** What the window of an editor shows comes from these, so what changes them can break every test in a window. */
const shown = /^(src\/extension\.ts|webview\/[^/]+\.(page\.ts|css))$/;

/** @returns the test files that a change of these files can break, sorted. */
export function testsThatMayBreak(changed: readonly string[], { importers, testTexts }: Code): readonly string[] {
  const tests = [...testTexts.keys()].filter((path) => path.endsWith('.test.ts'));
  if (changed.some((path) => everything.test(path))) {
    return tests.sort();
  }
  const reached = new Set<string>();
  const waiting = [...changed];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (reached.has(path)) {
      continue;
    }
    reached.add(path);
    waiting.push(...(importers.get(path) ?? []), ...namers(path, testTexts));
    if (shown.test(path)) {
      waiting.push(...tests.filter((test) => /^test\/(host|workbench)\//.test(test)));
      if (path.startsWith('webview/')) {
        waiting.push(...tests.filter((test) => test.startsWith('test/pages/')));
      }
    }
  }
  return tests.filter((test) => reached.has(test)).sort();
}

/** Files below test/ that name a file, or the folder that it is in, in their text. */
function namers(path: string, testTexts: ReadonlyMap<string, string>): readonly string[] {
  // Code is imported, but for programs of the tests, which are started by their names.
  if (/^(src|webview)\/.*\.ts$/.test(path) || path.endsWith('.test.ts')) {
    return [];
  }
  const names = [`/${basename(path)}`, `'${basename(path)}'`];
  for (let folder = dirname(path); folder.includes('/'); folder = dirname(folder)) {
    names.push(`'${folder}'`, `/${folder}'`, `'${folder.split('/').join("', '")}'`);
  }
  return [...testTexts].filter(([, text]) => names.some((name) => text.includes(name))).map(([file]) => file);
}

/** The code as it is now. */
export async function readCode(): Promise<Code> {
  const below = (folder: string): string[] =>
    readdirSync(join(projectFolder, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`);
  const testFiles = below('test');
  const { metafile } = await build({
    absWorkingDir: projectFolder,
    entryPoints: [...testFiles, 'src/main.ts', ...below('webview').filter((name) => name.endsWith('.page.ts'))],
    bundle: true,
    platform: 'node',
    format: 'esm',
    // What many import is printed once.
    splitting: true,
    packages: 'external',
    outdir: 'out/changed',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  const importers = new Map<string, string[]>();
  for (const [file, { imports }] of Object.entries(metafile.inputs)) {
    for (const { path, external } of imports) {
      if (external !== true) {
        importers.set(path, [...(importers.get(path) ?? []), file]);
      }
    }
  }
  const testTexts = new Map(testFiles.map((file) => [file, readFileSync(join(projectFolder, file), 'utf8')]));
  return { importers, testTexts };
}

/** What differs from where this branch left `main`, committed or not, and files that git does not know yet. */
export function changedFiles(): readonly string[] {
  const git = (...parameters: string[]): string =>
    execFileSync('git', parameters, { cwd: projectFolder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  let since = 'HEAD';
  try {
    since = git('merge-base', 'HEAD', 'main').trim();
  } catch {
    // A clone may have no branch of that name.
  }
  return [
    ...new Set(
      [git('diff', '--name-only', '-z', since), git('ls-files', '--others', '--exclude-standard', '-z')]
        .join('')
        .split('\0')
        .filter((path) => path !== ''),
    ),
  ].sort();
}

/** One line for a person: what was chosen, or why nothing was. */
export function describeChoice(changed: readonly string[], chosen: readonly string[], all: readonly string[]): string {
  if (changed.length === 0) {
    return 'Nothing to run: no file differs from main.';
  }
  const some = `${changed.slice(0, 3).join(', ')}${changed.length > 3 ? ' …' : ''}`;
  const files = `${changed.length} changed ${changed.length === 1 ? 'file' : 'files'} (${some})`;
  if (chosen.length === 0) {
    return `Nothing to run: no test depends on ${files}.`;
  }
  const rings = [...new Set(all.map(ringOf))].sort();
  const count = (of: readonly string[], ring: string): number => of.filter((path) => ringOf(path) === ring).length;
  const parts = rings.map((ring) => `${ring} ${count(chosen, ring)} of ${count(all, ring)} files`);
  return `${files} can break: ${parts.join(', ')}.`;
}

const ringOf = (test: string): string => test.split('/')[1] ?? '';
