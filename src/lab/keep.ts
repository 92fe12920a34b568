/**
 * Where a lab keeps what is written to it: the journal and the bytes beside it, in memory or in a folder. Decides what
 * happens to a folder that cannot be used: nothing in it is ever deleted, and the lab works without it.
 */
import { copyFile, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { lockFolder, type FolderLock } from './folderLock';
import { forgetful, isDamagedJournal, type Journal } from './journal';
import { bytesInFolder, bytesInMemory, type KeptBytes } from './keptBytes';

export interface Keep {
  readonly journal: Journal;
  readonly bytes: KeptBytes;
}

export interface OpenKeep extends Keep {
  /** What the user should know: a sentence each. */
  readonly notices: readonly string[];
  /** Called when what the journal holds makes no sense: a new, empty keep, with the journal put aside. */
  startAgain(reason: Error): Promise<OpenKeep>;
  close(): Promise<void>;
}

/** For labs and experiments whose changes end with them. */
export const forgetfulKeep = (): Keep => ({ journal: forgetful, bytes: bytesInMemory() });

const journalName = 'lab.sqlite';

/** Never rejects: whatever is wrong with the folder becomes a notice and a lab that forgets. Close it. */
export async function openKeep(folder: string): Promise<OpenKeep> {
  try {
    await mkdir(folder, { recursive: true });
    const lock = lockFolder(folder);
    if (lock === null) return await copiedKeep(folder);
    try {
      return await ownKeep(folder, lock, []);
    } catch (error) {
      lock.release();
      throw error;
    }
  } catch (error) {
    return keepInMemory(`The lab cannot use its folder ${folder} (${reasonOf(error)}). It starts with the recordings, and changes to it last until it closes.`);
  }
}

async function ownKeep(folder: string, lock: FolderLock, notices: readonly string[]): Promise<OpenKeep> {
  const { SqliteJournal, NewerJournal } = await import('./sqliteJournal');
  const path = join(folder, journalName);
  const startAgain = async (reason: Error): Promise<OpenKeep> => {
    const aside = await putAside(path);
    const what = reason instanceof NewerJournal ? 'was written by a newer version of this extension' : 'is damaged';
    return ownKeep(folder, lock, [
      `The lab’s database ${what} (${reason.message}). It was put aside as ${aside}, and the lab starts with the recordings.`,
    ]);
  };
  let journal;
  try {
    journal = SqliteJournal.open(path, { wasKilled: lock.takenOver });
  } catch (error) {
    if (notices.length === 0 && (isDamagedJournal(error) || error instanceof NewerJournal)) return startAgain(error);
    throw error;
  }
  return {
    journal,
    bytes: bytesInFolder(join(folder, 'bytes')),
    notices,
    startAgain: (reason) => {
      journal.close();
      return startAgain(reason);
    },
    close: () => {
      journal.close();
      lock.release();
      return Promise.resolve();
    },
  };
}

/** Never deletes: the file gets the first free name beside its own. */
async function putAside(path: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const aside = `${path}.aside-${number}`;
    if (await exists(aside)) continue;
    await rename(path, aside);
    if (await exists(`${path}-wal`)) await rename(`${path}-wal`, `${aside}-wal`);
    // A folder: the library's own lock, which an unreadable file may leave behind.
    await rm(`${path}.lock`, { recursive: true, force: true });
    return basename(aside);
  }
}

/**
 * The folder belongs to another process, such as a second window: what it holds at this moment is copied to a temporary
 * folder, where changes live until the lab closes.
 */
async function copiedKeep(folder: string): Promise<OpenKeep> {
  const { SqliteJournal } = await import('./sqliteJournal');
  const inUse = 'Another window has the lab’s folder open. This window shows what the lab held when it was opened here';
  const copy = await mkdtemp(join(tmpdir(), 'experiment-lab-'));
  const removeCopy = (): Promise<void> => rm(copy, { recursive: true, force: true });
  try {
    await copyJournal(join(folder, journalName), join(copy, journalName));
    const journal = SqliteJournal.open(join(copy, journalName));
    return {
      journal,
      bytes: bytesInFolder(join(copy, 'bytes'), bytesInFolder(join(folder, 'bytes'))),
      notices: [`${inUse}; changes made here last until it closes.`],
      startAgain: async (reason) => {
        journal.close();
        await removeCopy();
        return keepInMemory(`The lab’s database could not be read while another window has it open (${reason.message}). The lab starts with the recordings, and changes to it last until it closes.`);
      },
      close: async () => {
        journal.close();
        await removeCopy();
      },
    };
  } catch (error) {
    await removeCopy();
    throw error;
  }
}

/**
 * The write-ahead log only grows between two checkpoints, and SQLite drops a torn end of it; so a copy of both is whole
 * unless a checkpoint came in between, which changes the file itself.
 */
async function copyJournal(from: string, to: string): Promise<void> {
  // Its owner is about to make it.
  if (!(await exists(from))) return;
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const before = await stat(from, { bigint: true });
    await copyFile(from, to);
    if (await exists(`${from}-wal`)) await copyFile(`${from}-wal`, `${to}-wal`);
    const after = await stat(from, { bigint: true });
    if (before.mtimeNs === after.mtimeNs && before.size === after.size) return;
    await rm(`${to}-wal`, { force: true });
  }
  throw new Error('another window is writing to it');
}

export const keepInMemory = (...notices: string[]): OpenKeep => ({
  ...forgetfulKeep(),
  notices,
  startAgain: () => Promise.resolve(keepInMemory(...notices)),
  close: () => Promise.resolve(),
});

const exists = (path: string): Promise<boolean> => stat(path).then(() => true, () => false);

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
