/**
 * The bytes that are uploaded to the lab, beside its journal: a file for each upload, in a folder for each owner (an
 * experiment's key). A file's name holds the hash of its bytes, so that a reader notices when they changed.
 * Knows nothing of what they are.
 */
import * as l10n from '@vscode/l10n';
import { randomBytes, webcrypto } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LostBytes, refuseLinks, unusable } from './folderProblems';
import type { ByteSource } from '../content';

export interface KeptBytes {
  /**
   * Kept when it resolves, with the name under which `source` finds them. Rejects with UnusableFolder and leaves
   * nothing behind then.
   */
  storage(owner: string, bytes: Uint8Array): Promise<string>;
  /** Rejects with LostBytes when they are gone or not what was kept. */
  source(owner: string, name: string): ByteSource;
  /** Without a name: all that the owner has. */
  forget(owner: string, name?: string): void;
}

export function bytesInMemory(): KeptBytes {
  const all = new Map<string, Map<string, Uint8Array>>();
  return {
    storage(owner, bytes) {
      const name = newName();
      const files = all.get(owner) ?? new Map<string, Uint8Array>();
      all.set(owner, files.set(name, bytes));
      return Promise.resolve(name);
    },
    source: (owner, name) => () => {
      const bytes = all.get(owner)?.get(name);
      return bytes === undefined
        ? Promise.reject(new LostBytes(l10n.t('These bytes are gone.')))
        : Promise.resolve(bytes);
    },
    forget(owner, name) {
      if (name === undefined) {
        all.delete(owner);
      } else {
        all.get(owner)?.delete(name);
      }
    },
  };
}

const folderName = 'bytes';
/** No owner has such a name. What is in it when a lab opens was left by a process that was ended. */
const partsName = '.parts';

export interface FolderBytes {
  /** More files to read, which are left as they are. */
  readonly older?: KeptBytes;
  /** Told a sentence for each file that turns out to be lost. */
  readonly lost: (sentence: string) => void;
}

/** In the folder `bytes` of the lab's folder. */
export function bytesInFolder(labFolder: string, { older, lost }: FolderBytes): KeptBytes {
  const folder = join(labFolder, folderName);
  const pathOf = (...names: string[]): string => join(folder, ...names.map(checked));
  /** Links would lead out of the lab's folder, and are never made here. */
  const checkedFolder = async (owner: string): Promise<void> => {
    await refuseLinks(labFolder, [folderName, join(folderName, partsName), join(folderName, checked(owner))]);
  };
  return {
    async storage(owner, bytes) {
      const name = `${newName()}-${await hashOf(bytes)}`;
      const part = join(folder, partsName, name);
      try {
        await checkedFolder(owner);
        await mkdir(join(folder, partsName), { recursive: true });
        await mkdir(pathOf(owner), { recursive: true });
        // Where the name exists all bytes do, whenever the process ended.
        await writeFile(part, bytes, { flag: 'wx' });
        await rename(part, pathOf(owner, name));
      } catch (error) {
        await rm(part, { force: true }).catch(() => undefined);
        throw unusable(error);
      }
      return name;
    },
    source: (owner, name) => async () => {
      let bytes: Uint8Array;
      try {
        bytes = await readFile(pathOf(owner, name));
      } catch (error) {
        if (!['ENOENT', 'ENOTDIR', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) {
          throw unusable(error);
        }
        if (older !== undefined) {
          return older.source(owner, name)();
        }
        lost(
          l10n.t(
            'A file that was uploaded to the lab is missing: {path}. Its asset cannot be shown; everything else can.',
            { path: pathOf(owner, name) },
          ),
        );
        throw new LostBytes(l10n.t('The bytes of this file are missing in the lab’s folder.'));
      }
      const [, expected] = name.split('-');
      if (expected !== undefined && (await hashOf(bytes)) !== expected) {
        lost(
          l10n.t(
            'A file that was uploaded to the lab has changed on the disk: {path}. Its asset is not shown; everything else is.',
            { path: pathOf(owner, name) },
          ),
        );
        throw new LostBytes(
          l10n.t(
            'The bytes of this file have changed in the lab’s folder since they were uploaded, so they are not served.',
          ),
        );
      }
      return bytes;
    },
    forget(owner, name) {
      // A file that stays behind takes room and does no other harm.
      void checkedFolder(owner)
        .then(() => rm(name === undefined ? pathOf(owner) : pathOf(owner, name), { recursive: true, force: true }))
        .catch(() => undefined);
    },
  };
}

/** Removes what uploads left that did not come to their end. Only for the one process that writes there. */
export async function clearParts(labFolder: string): Promise<void> {
  await refuseLinks(labFolder, [folderName, join(folderName, partsName)]);
  await rm(join(labFolder, folderName, partsName), { recursive: true, force: true });
}

const newName = (): string => randomBytes(16).toString('hex');

/** Off the thread that asks. */
const hashOf = async (bytes: Uint8Array): Promise<string> =>
  Buffer.from(await webcrypto.subtle.digest('SHA-256', bytes)).toString('hex');

/** Names come from here and from the lab's own keys, but they also come back from a file. */
function checked(name: string): string {
  if (!/^[0-9A-Za-z-]{1,100}$/.test(name)) {
    throw new Error('Not a name of the lab.');
  }
  return name;
}
