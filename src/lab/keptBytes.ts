/**
 * The bytes that are uploaded to the lab, beside its journal: a file for each upload, in a folder for each owner (an
 * experiment's key). Knows nothing of what they are.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ByteSource } from './record';

export interface KeptBytes {
  /** Kept when it resolves, with the name under which `source` finds them. */
  keep(owner: string, bytes: Uint8Array): Promise<string>;
  source(owner: string, name: string): ByteSource;
  /** Without a name: all that the owner has. */
  forget(owner: string, name?: string): void;
}

export function bytesInMemory(): KeptBytes {
  const all = new Map<string, Map<string, Uint8Array>>();
  return {
    keep(owner, bytes) {
      const name = newName();
      const files = all.get(owner) ?? new Map<string, Uint8Array>();
      all.set(owner, files.set(name, bytes));
      return Promise.resolve(name);
    },
    source: (owner, name) => () => {
      const bytes = all.get(owner)?.get(name);
      return bytes === undefined ? Promise.reject(new Error('These bytes are gone.')) : Promise.resolve(bytes);
    },
    forget(owner, name) {
      if (name === undefined) all.delete(owner);
      else all.get(owner)?.delete(name);
    },
  };
}

/** `older`: more files to read, which are left as they are. */
export function bytesInFolder(folder: string, older: KeptBytes | null = null): KeptBytes {
  const pathOf = (...names: string[]): string => join(folder, ...names.map(checked));
  return {
    async keep(owner, bytes) {
      const name = newName();
      const path = pathOf(owner, name);
      await mkdir(pathOf(owner), { recursive: true });
      // Whoever finds the name finds all bytes, whenever the process ended.
      await writeFile(`${path}.part`, bytes);
      await rename(`${path}.part`, path);
      return name;
    },
    source: (owner, name) => () => readFile(pathOf(owner, name)).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || older === null) throw error;
      return older.source(owner, name)();
    }),
    forget(owner, name) {
      // A file that stays behind takes room and does no other harm.
      void rm(name === undefined ? pathOf(owner) : pathOf(owner, name), { recursive: true, force: true }).catch(() => undefined);
    },
  };
}

const newName = (): string => randomBytes(16).toString('hex');

/** Names come from here and from the lab's own keys, but they also come back from a file. */
function checked(name: string): string {
  if (!/^[0-9A-Za-z-]{1,64}$/.test(name)) throw new Error('Not a name of the lab.');
  return name;
}
