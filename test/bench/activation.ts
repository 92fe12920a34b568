/** The figures of the shipped bundle: cold activation in a real VS Code, and sizes. */
import { build } from 'esbuild';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { projectFolder } from '../support/installation';
import { obtainVsCode } from '../support/vscode/launcher';
import { pageScriptKiB } from '../support/pages/pageScript';
import { median } from './figures';
import type { Activation } from './activation.host';

/** Even, since each order of the two extensions takes its turn. */
const starts = 6;

/**
 * Milliseconds of `activate()`, and by how much they exceed those of an empty extension in the same host: medians of
 * several fresh extension hosts.
 */
export async function activationFigures(): Promise<{ activationMs: number; activationDeltaMs: number }> {
  const testsEntry = join(projectFolder, 'out/bench/activation.cjs');
  await build({
    entryPoints: [join(projectFolder, 'test/bench/activation.host.ts')],
    outfile: testsEntry,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
    logLevel: 'warning',
  });
  const vscode = await obtainVsCode('newest');
  const folder = await mkdtemp(join(tmpdir(), 'experiments-bench-'));
  const empty = await emptyExtension(folder);
  const figures: Activation[] = [];
  try {
    for (let start = 0; start < starts; start += 1) {
      const result = join(folder, `${start}.json`);
      const succeeded = await vscode.runHostTests({
        workspace: join(projectFolder, 'test/support/workspace'),
        extension: projectFolder,
        testsEntry,
        bridge: empty,
        environment: {
          EXPERIMENTS_BENCH_RESULT: result,
          ...(start % 2 === 0 ? {} : { EXPERIMENTS_BENCH_EMPTY_LAST: 'yes' }),
        },
      });
      if (!succeeded) {
        throw new Error('The extension did not activate.');
      }
      figures.push(JSON.parse(await readFile(result, 'utf8')) as Activation);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  return {
    activationMs: median(figures.map(({ own }) => own)),
    activationDeltaMs: median(figures.map(({ own, empty }) => own - empty)),
  };
}

/** @returns the folder of an extension that does nothing. */
async function emptyExtension(folder: string): Promise<string> {
  const extension = join(folder, 'empty-extension');
  await mkdir(extension);
  const manifest = {
    name: 'empty',
    publisher: 'experiment-explorer',
    version: '0.0.0',
    engines: { vscode: '^1.103.0' },
    main: './extension.cjs',
    activationEvents: [],
  };
  await writeFile(join(extension, 'package.json'), JSON.stringify(manifest));
  await writeFile(join(extension, 'extension.cjs'), 'exports.activate = () => undefined;\n');
  return extension;
}

export async function sizes(): Promise<{
  hostBundleKiB: number;
  databaseKiB: number;
  pageScriptKiB: number;
  vsixKiB: number;
}> {
  const folder = await mkdtemp(join(tmpdir(), 'experiments-bench-'));
  try {
    const dist = join(projectFolder, 'dist');
    const packagePath = join(folder, 'extension.vsix');
    await createVSIX({ cwd: projectFolder, packagePath, dependencies: false });
    const kibibytes = async (file: string): Promise<number> => (await stat(file)).size / 1024;
    return {
      hostBundleKiB:
        (
          await Promise.all(
            (await readdir(dist)).filter((file) => file.endsWith('.cjs')).map((file) => kibibytes(join(dist, file))),
          )
        ).reduce((total, size) => total + size, 0) - (await kibibytes(join(dist, 'sqlite.cjs'))),
      databaseKiB:
        (await kibibytes(join(dist, 'sqlite.cjs'))) + (await kibibytes(join(dist, 'node-sqlite3-wasm.wasm'))),
      pageScriptKiB: await pageScriptKiB(dist),
      vsixKiB: await kibibytes(packagePath),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}
