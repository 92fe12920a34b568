/**
 * Owns where in a chosen folder files may go: never outside of it, and never through a link below it. Knows no vscode.
 */
import * as l10n from '@vscode/l10n';
import { randomBytes } from 'node:crypto';
import { constants, copyFile, link, mkdir, open, realpath, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, isAbsolute, join } from 'node:path';
import { codeOf, explainDisk, refuseLink, whatIs } from '../platform/files';
import { endingOf, endingOfBytes, endings, tellingBytes } from '../shared/text/fileEndings';
import { BackendError } from '../shared/problem';
import { identityOf, nameWith, splitExtension } from '../shared/text/safeNames';

/** A path as people write it; `refused` when it is not a whole one. */
export function folderFrom(text: string): string {
  const path = text.replace(/^~(?=$|[/\\])/, () => homedir());
  if (isAbsolute(path)) {
    return path;
  }
  throw new BackendError('refused', l10n.t('The download folder “{text}” is not an absolute path.', { text }), {
    advice: l10n.t('Change the setting “experimentExplorer.downloads.folder”.'),
  });
}

/** What has arrived, and where it is to go. */
export interface Arrived {
  readonly path: string;
  readonly contentType: string | null;
  /** Safe names from the chosen folder inwards. */
  readonly names: readonly string[];
  /** Whether to take the place of what is there; else it gets a name of its own beside it. */
  readonly replace: boolean;
  /** Whether another file goes to that path. */
  readonly isTaken: (names: readonly string[]) => boolean;
}

export class DownloadFolder {
  readonly path: string;
  readonly #made = new Map<string, Promise<string>>();

  constructor(path: string) {
    this.path = path;
  }

  /**
   * The real path of a folder of these safe names in this one, made where missing. Rejects when one of them is a link;
   * the chosen folder itself may be one.
   */
  folder(names: readonly string[]): Promise<string> {
    const id = names.join('/');
    let made = this.#made.get(id);
    if (made === undefined) {
      this.#made.set(id, (made = this.#make(names)));
    }
    return made;
  }

  /**
   * What is under that name already, be it a link to nowhere, or under it with one of the endings that files get here;
   * null when nothing is.
   */
  async holds(names: readonly string[]): Promise<string | null> {
    const path = join(this.path, ...names);
    if ((await whatIs(path)) !== null) {
      return path;
    }
    if (splitExtension(names.at(-1) ?? '').extension !== '') {
      return null;
    }
    for (const ending of endings) {
      if ((await whatIs(path + ending)) === 'file') {
        return path + ending;
      }
    }
    return null;
  }

  /** Moves what has arrived to its place; resolves to that path. */
  async place(arrived: Arrived): Promise<string> {
    const folder = await this.folder(arrived.names.slice(0, -1));
    // A folder may have been replaced by a link since it was made.
    if ((await realpath(folder)) !== folder) {
      throw throughLink(folder);
    }
    try {
      return await this.#move(arrived, folder);
    } catch (error) {
      if (!(error instanceof Error) || codeOf(error.cause) !== 'EXDEV') {
        throw error;
      }
    }
    // A folder of another disk: first beside its place, so that it gets its name when it is whole.
    const near = join(folder, `.${basename(arrived.path)}-${randomBytes(4).toString('hex')}`);
    try {
      await copyFile(arrived.path, near, constants.COPYFILE_EXCL);
      const target = await this.#move({ ...arrived, path: near }, folder);
      await rm(arrived.path);
      return target;
    } catch (error) {
      await rm(near, { force: true }).catch(() => undefined);
      throw explainDisk(error, folder);
    }
  }

  async #move({ path, contentType, names, replace, isTaken }: Arrived, folder: string): Promise<string> {
    const outer = names.slice(0, -1);
    const requestedName = names.at(-1) ?? '';
    const ended =
      splitExtension(requestedName).extension === ''
        ? requestedName + (endingOf(contentType) || endingOfBytes(await beginningOf(path)))
        : requestedName;
    for (let number = 1; ; number += 1) {
      const name = number === 1 ? ended : nameWith(ended, number);
      const target = join(folder, name);
      if (name !== requestedName && isTaken([...outer, name])) {
        continue;
      }
      if (replace) {
        await refuseLink(target);
        try {
          await rename(path, target);
        } catch (error) {
          throw explainDisk(error, target);
        }
        return target;
      }
      if (await moveIfFree(path, target)) {
        return target;
      }
    }
  }

  async #make(names: readonly string[]): Promise<string> {
    const [name] = names.slice(-1);
    // One by one from the outside, so that nothing is made behind a link.
    const path = name === undefined ? this.path : join(await this.folder(names.slice(0, -1)), name);
    try {
      await mkdir(path, { recursive: name === undefined }).catch((error: unknown) => {
        if (codeOf(error) !== 'EEXIST') {
          throw error;
        }
      });
      if (name === undefined) {
        return await realpath(path);
      }
      const found = await whatIs(path);
      if (found === 'link') {
        throw throughLink(path);
      }
      if (found === 'file') {
        throw new BackendError(
          'refused',
          l10n.t('“{path}” cannot be written: There is a file where a folder should be.', { path }),
        );
      }
      return path;
    } catch (error) {
      throw explainDisk(error, path);
    }
  }
}

async function beginningOf(path: string): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(tellingBytes), 0, tellingBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

const throughLink = (path: string): BackendError =>
  new BackendError(
    'refused',
    l10n.t('“{path}” is a link, and nothing is written through links below the download folder.', { path }),
    {
      advice: l10n.t('Remove the link, or choose another folder.'),
    },
  );

/** Codes of file systems that give a file one name only. */
const withoutSecondNames: readonly (string | null)[] = [
  'EPERM',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EMLINK',
  'EINVAL',
  'EACCES',
];

/** Never over something that is there, be it put there at this moment. */
async function moveIfFree(path: string, target: string): Promise<boolean> {
  try {
    await link(path, target);
    await rm(path);
    return true;
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST') {
      return false;
    }
    if (!withoutSecondNames.includes(code)) {
      throw explainDisk(error, target);
    }
  }
  if ((await whatIs(target)) !== null) {
    return false;
  }
  await rename(path, target).catch((error: unknown) => {
    throw explainDisk(error, target);
  });
  return true;
}

/** Tells whether another of these files goes to a path. */
export function takenPathsOf(all: readonly (readonly string[])[]): (names: readonly string[]) => boolean {
  const paths = new Set(all.map(identityOf));
  return (names) => paths.has(identityOf(names));
}
