/** The figures of the shipped bundle: cold activation in a real VS Code, and sizes. */
import { build } from 'esbuild';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { projectFolder } from '../support/installation';
import { obtainVsCode } from '../support/vscode/launcher';
import { pageScriptKiB } from '../support/pages/pageScript';
import { median } from './figures';

const starts = 3;

/** Milliseconds of `activate()`, the median of several fresh extension hosts. */
export async function activationMs(): Promise<number> {
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
  const figures: number[] = [];
  try {
    for (let start = 0; start < starts; start += 1) {
      const result = join(folder, `${start}.json`);
      const succeeded = await vscode.runHostTests({
        workspace: join(projectFolder, 'test/support/workspace'),
        extension: projectFolder,
        testsEntry,
        environment: { EXPERIMENTS_BENCH_RESULT: result },
      });
      if (!succeeded) {
        throw new Error('The extension did not activate.');
      }
      figures.push(JSON.parse(await readFile(result, 'utf8')) as number);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  return median(figures);
}

export async function sizes(): Promise<{
  hostBundleKiB: number;
  databaseKiB: number;
  pageScriptKiB: number;
  vsixKiB: number;
}> {
  const folder = await mkdtemp(join(tmpdir(), 'experiments-bench-'));
  try {
    const packagePath = join(folder, 'extension.vsix');
    await createVSIX({ cwd: projectFolder, packagePath, dependencies: false });
    const kibibytes = async (file: string): Promise<number> => (await stat(file)).size / 1024;
    return {
      hostBundleKiB:
        (await kibibytes(join(projectFolder, 'dist/extension.cjs'))) +
        (await kibibytes(join(projectFolder, 'dist/undici.cjs'))),
      databaseKiB:
        (await kibibytes(join(projectFolder, 'dist/sqlite.cjs'))) +
        (await kibibytes(join(projectFolder, 'dist/node-sqlite3-wasm.wasm'))),
      pageScriptKiB: await pageScriptKiB(join(projectFolder, 'dist')),
      vsixKiB: await kibibytes(packagePath),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}
