// The extension as it ships: packed once for all tests of a run, from a copy, so that nobody's dist is built over. What
// `npm run package` made before is taken as it is.
import assert from 'node:assert/strict';
import { createVSIX } from '@vscode/vsce';
import { unzipSync } from 'fflate';
import { cp, mkdir, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { eventually } from '../eventually';
import { projectFolder } from '../installation';

/** Begins the name of the folder that a process packs in; its id ends it. */
const packing = 'packing-';
/** Milliseconds that packing takes at most, on a busy machine too. */
const packingDeadline = 10 * 60_000;

/** All that packing reads. */
const inputs = [
  'package.json',
  'package.nls.json',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  'SECURITY.md',
  'NOTICES.md',
  'api.d.ts',
  '.vscodeignore',
  'esbuild.mjs',
  'notices.mjs',
  'tsconfig.json',
  'src',
  'webview',
  'media',
  'docs',
];

const packed = join(projectFolder, 'out/experiment-explorer.vsix');

/** The path of a VSIX that is newer than all that goes into it. */
export async function packedExtension(): Promise<string> {
  // Lanes are processes of their own: the second waits for what the first packs.
  const found = await eventually(async () => {
    const fresh = await freshPackage();
    assert.ok(fresh !== null || !(await isPacking()), 'Another process packs the extension.');
    return fresh;
  }, packingDeadline);
  return found ?? pack();
}

async function freshPackage(): Promise<string | null> {
  const needed = await newest(inputs.map((name) => join(projectFolder, name)));
  for (const file of [join(projectFolder, 'experiment-explorer.vsix'), packed]) {
    if ((await newest([file])) > needed) {
      return file;
    }
  }
  return null;
}

async function pack(): Promise<string> {
  const folder = join(projectFolder, `out/${packing}${process.pid}`);
  try {
    await mkdir(folder, { recursive: true });
    for (const name of inputs) {
      await cp(join(projectFolder, name), join(folder, name), { recursive: true }).catch(ignoreMissing);
    }
    await symlink(join(projectFolder, 'node_modules'), join(folder, 'node_modules'), 'junction');
    const packagePath = join(folder, 'extension.vsix');
    await createVSIX({ cwd: folder, packagePath, dependencies: false, skipLicense: false });
    await rename(packagePath, packed);
    return packed;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Whether a process that is alive has a folder to pack in. */
async function isPacking(): Promise<boolean> {
  const folders = (await readdir(join(projectFolder, 'out'))).filter((name) => name.startsWith(packing));
  return folders.some((name) => {
    const id = Number(name.slice(packing.length));
    try {
      return process.kill(id, 0);
    } catch {
      return false;
    }
  });
}

/** Puts the extension where an editor keeps those that a user has installed; gives its folder. */
export async function installVsix(vsix: string, extensions: string): Promise<string> {
  const entries = unzipSync(await readFile(vsix));
  const { publisher, name, version } = JSON.parse(
    new TextDecoder().decode(entries['extension/package.json']),
  ) as Record<'publisher' | 'name' | 'version', string>;
  const folder = join(extensions, `${publisher}.${name}-${version}`);
  for (const [path, bytes] of Object.entries(entries)) {
    if (!path.startsWith('extension/') || path.endsWith('/')) {
      continue;
    }
    const file = join(folder, path.slice('extension/'.length));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes);
  }
  return folder;
}

function ignoreMissing(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
    throw error;
  }
}

async function newest(paths: readonly string[]): Promise<number> {
  const times = await Promise.all(
    paths.map(async (path): Promise<number> => {
      const found = await stat(path).catch(() => null);
      if (found === null) {
        return 0;
      }
      return found.isDirectory() ? newest((await readdir(path)).map((name) => join(path, name))) : found.mtimeMs;
    }),
  );
  return Math.max(0, ...times);
}
