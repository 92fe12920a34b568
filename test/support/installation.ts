// Owns what the tests and `npm start` install for themselves under .vscode-test/: whole or not at all, kept between
// runs.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

export const projectFolder = resolve(import.meta.dirname, '../..');
const installations = join(projectFolder, '.vscode-test');

/** A failure that a person can read as it stands: shown without a stack. */
export class PlainFailure extends Error {
  override readonly name = 'PlainFailure';
}

/**
 * The folder `.vscode-test/<name>`, filled by `install` the first time.
 * The work is done in a folder beside it that takes the name only when complete, so an interrupted one is done again.
 */
export async function installOnce(name: string, install: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(installations, name);
  if (existsSync(folder)) {
    return folder;
  }
  await mkdir(installations, { recursive: true });
  await removeAbandoned(name);
  const partial = `${folder}.partial-${process.pid}`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial);
  try {
    await install(partial);
    await rename(partial, folder);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    // Another process may have finished the same installation meanwhile; a finished one is as good as ours.
    if (!existsSync(folder)) {
      throw error;
    }
  }
  return folder;
}

async function removeAbandoned(name: string): Promise<void> {
  const prefix = `${name}.partial-`;
  for (const entry of await readdir(installations)) {
    if (entry.startsWith(prefix) && !isRunning(Number(entry.slice(prefix.length)))) {
      await rm(join(installations, entry), { recursive: true, force: true });
    }
  }
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}

/** `npm install` of what the folder's package.json names, and of the packages given, without running their scripts. */
export async function npmInstall(folder: string, ...packages: string[]): Promise<void> {
  // Without a package.json of its own, npm would install into the nearest folder above that has one: this project.
  const manifest = join(folder, 'package.json');
  if (!existsSync(manifest)) {
    await writeFile(manifest, '{ "private": true }');
  }
  const flags = ['--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const { code, output } = await new Promise<{ code: number | null; output: string }>((done, failed) => {
    let output = '';
    const child = spawn('npm', ['install', ...flags, ...packages], {
      cwd: folder,
      shell: process.platform === 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, npm_config_engine_strict: 'false' },
    });
    const collect = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', failed);
    child.on('close', (code) => done({ code, output }));
  });
  if (code !== 0) {
    throw new PlainFailure(`npm could not install ${packages.join(' and ') || folder}:\n${output.trim().slice(-2000)}`);
  }
}
