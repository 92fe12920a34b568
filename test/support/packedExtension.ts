// The extension as it ships: packed once for all tests of a run, from a copy, so that nobody's dist is built over.
import { createVSIX } from '@vscode/vsce';
import { unzipSync } from 'fflate';
import { cp, mkdir, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { projectFolder } from './installation';

/** All that packing reads. */
const inputs = [
  'package.json',
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

/** The path of a VSIX that is newer than all that goes into it. */
export async function packedExtension(): Promise<string> {
  const packed = join(projectFolder, 'out/experiment-explorer.vsix');
  const made = await stat(packed).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
  if (made > (await newest(inputs.map((name) => join(projectFolder, name))))) {
    return packed;
  }
  const folder = join(projectFolder, `out/packing-${process.pid}`);
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

/** Puts the extension where an editor keeps those that a user has installed. */
export async function installVsix(vsix: string, extensions: string): Promise<void> {
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
