/** Owns where in a chosen folder files may go: never outside of it, whatever links are there. Knows no vscode. */
import { lstat, mkdir, realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join, relative } from 'node:path';
import { BackendError } from '../shared/problem';
import { nameWith } from '../shared/safeNames';
import { codeOf, explainDisk } from './saveFile';

/** A path as people write it; `refused` when it is not a whole one. */
export function folderFrom(text: string): string {
  const path = text.replace(/^~(?=$|[/\\])/, () => homedir());
  if (isAbsolute(path)) return path;
  throw new BackendError('refused', `The download folder “${text}” is not an absolute path.`, { advice: 'Change the setting “experiments.downloads.folder”.' });
}

export class DownloadFolder {
  readonly path: string;
  readonly #made = new Map<string, Promise<string>>();

  constructor(path: string) {
    this.path = path;
  }

  /** The real path of a folder of these safe names in this one, made where missing. Rejects when a link leads out. */
  folder(names: readonly string[]): Promise<string> {
    const id = names.join('/');
    let made = this.#made.get(id);
    if (made === undefined) this.#made.set(id, (made = this.#make(names)));
    return made;
  }

  /** Whether something is under that name already, be it a link to nowhere. */
  holds(names: readonly string[]): Promise<boolean> {
    return exists(join(this.path, ...names));
  }

  async #make(names: readonly string[]): Promise<string> {
    const [name] = names.slice(-1);
    // One by one from the outside, so that nothing is made behind a link that leads out.
    const path = name === undefined ? this.path : join(await this.folder(names.slice(0, -1)), name);
    try {
      await mkdir(path, { recursive: name === undefined }).catch((error: unknown) => {
        if (codeOf(error) !== 'EEXIST') throw error;
      });
      const real = await realpath(path);
      if (name !== undefined && !isInside(real, await this.folder([]))) {
        throw new BackendError('refused', `“${path}” is a link that leads out of the download folder.`, { advice: 'Remove the link, or choose another folder.' });
      }
      return real;
    } catch (error) {
      throw explainDisk(error, path);
    }
  }
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !/^\.\.[/\\]/.test(way) && !isAbsolute(way);
}

/** The path, or the first numbered one beside it that nothing is under and nobody has in mind. */
export async function freePath(folder: string, name: string, taken: { has(path: string): boolean }): Promise<string> {
  for (let number = 1; ; number += 1) {
    const path = join(folder, number === 1 ? name : nameWith(name, number));
    if (!taken.has(path) && !(await exists(path))) return path;
  }
}

export async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return false;
    throw explainDisk(error, path);
  }
}
