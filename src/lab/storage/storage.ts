/**
 * Opens the storage of a sample lab, its journal and its uploaded files, in memory or in a folder. Decides what happens
 * when the folder cannot be used: nothing that the user wrote is deleted, and the lab works in memory.
 */
import * as l10n from '@vscode/l10n';
import { copyFile, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { oneLine } from '../../shared/text/plainText';
import { lockFolder, type FolderLock } from './folderLock';
import { refuseLinks, unusable, UnusableFolder } from './folderProblems';
import { memoryJournal, type Journal } from './journal';
import { bytesInFolder, bytesInMemory, clearParts, type KeptBytes } from './blobs';

export interface LabStorage {
  readonly journal: Journal;
  readonly bytes: KeptBytes;
}

export interface OpenStorage extends LabStorage {
  /** Sentences for the user. More are added when something turns out to be missing. */
  readonly notices: readonly string[];
  /** The folder could not be used now; to open it later may work. */
  readonly isUnusable: boolean;
  /**
   * Called when the journal makes no sense: closes this storage, puts the journal aside and gives a new, empty storage.
   * Never rejects.
   */
  startAgain(reason: unknown): Promise<OpenStorage>;
  close(): Promise<void>;
}

/** For labs and experiments whose changes are lost when they close. */
export const memoryStorage = (): LabStorage => ({ journal: memoryJournal, bytes: bytesInMemory() });

const journalName = 'lab.sqlite';
/** Of the files that make up a journal. */
const endings = ['', '-wal', '-count', '-journal'];

type Tell = (sentence: string) => void;

/**
 * Never rejects: any problem with the folder becomes a notice and a storage in memory. `tell` gets each notice, those
 * that come later included. The caller closes the result.
 */
export async function openStorage(folder: string, tell: Tell = () => undefined): Promise<OpenStorage> {
  const notices: string[] = [];
  const note: Tell = (sentence) => {
    notices.push(sentence);
    tell(sentence);
  };
  try {
    await mkdir(folder, { recursive: true });
    const lock = await lockFolder(folder);
    if (lock === null) {
      return await openCopy(folder, notices, note);
    }
    try {
      return await openOwned(folder, lock, notices, note);
    } catch (error) {
      await lock.release().catch(() => undefined);
      throw error;
    }
  } catch (error) {
    note(
      l10n.t(
        '{message} Nothing in {folder} was changed. Until it can be used, the lab shows the recordings, and what is written to it is not kept.',
        { message: unusable(error).message, folder },
      ),
    );
    return { ...storageInMemory(), notices, isUnusable: true };
  }
}

async function openOwned(
  folder: string,
  lock: FolderLock,
  notices: readonly string[],
  note: Tell,
): Promise<OpenStorage> {
  const { SqliteJournal, NewerJournal } = await import('./sqliteJournal');
  const path = join(folder, journalName);
  await refuseLinks(
    folder,
    [...endings, '.lock'].map((ending) => journalName + ending),
  );
  await clearParts(folder);
  const mayWrite = (): void => {
    if (lock.isLost) {
      throw new UnusableFolder(l10n.t('its lock is gone, so that another process may write there'));
    }
  };
  const openJournal = () => SqliteJournal.open(path, { wasKilled: lock.takenOver, mayWrite, tell: note });
  const journal = await openJournal().catch(async (error: unknown) => {
    if (!(error instanceof NewerJournal)) {
      throw error;
    }
    note(
      l10n.t(
        'The lab’s database was written by a newer version of this extension ({reason}). It was put aside as {aside}. The lab starts with the recordings.',
        { reason: error.message, aside: await putAside(path) },
      ),
    );
    return openJournal();
  });
  return {
    journal,
    bytes: bytesInFolder(folder, { lost: once(note) }),
    notices,
    isUnusable: false,
    async startAgain(reason) {
      journal.close();
      try {
        mayWrite();
        note(
          l10n.t(
            'The lab’s database is damaged ({reason}). It was put aside as {aside}. The lab starts with the recordings.',
            { reason: reasonOf(reason), aside: await putAside(path) },
          ),
        );
        return await openOwned(folder, lock, notices, note);
      } catch (error) {
        await lock.release().catch(() => undefined);
        note(
          l10n.t(
            'The lab’s database is damaged ({reason}). {message} Until it can be used, the lab shows the recordings, and changes to it are lost when it closes.',
            { reason: reasonOf(reason), message: unusable(error).message },
          ),
        );
        return { ...storageInMemory(), notices, isUnusable: true };
      }
    },
    async close() {
      journal.close();
      await lock.release();
    },
  };
}

/** Renames the journal's files to the first free name; deletes none of them. */
async function putAside(path: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const aside = `${path}.aside-${number}`;
    const taken = await Promise.all(endings.map((ending) => exists(aside + ending)));
    if (taken.includes(true)) {
      continue;
    }
    for (const ending of endings) {
      if (await exists(path + ending)) {
        await rename(path + ending, aside + ending);
      }
    }
    // The library's own lock, a folder, which may remain after a file could not be read.
    await rm(`${path}.lock`, { recursive: true, force: true });
    return basename(aside);
  }
}

/**
 * The folder belongs to another process, such as a second window: what it holds at this moment is copied to a temporary
 * folder, where changes live until the lab closes.
 */
async function openCopy(folder: string, notices: readonly string[], note: Tell): Promise<OpenStorage> {
  const { SqliteJournal } = await import('./sqliteJournal');
  const copy = await mkdtemp(join(tmpdir(), 'experiment-lab-'));
  const removeCopy = (): Promise<void> => rm(copy, { recursive: true, force: true });
  try {
    await copyJournal(join(folder, journalName), join(copy, journalName));
    const journal = await SqliteJournal.open(join(copy, journalName), { isCopy: true, tell: note });
    note(
      l10n.t(
        'Another window has the lab’s folder open. This window shows what the lab held when it was opened here; changes made here last until it closes.',
      ),
    );
    const lost = once(note);
    return {
      journal,
      bytes: bytesInFolder(copy, { older: bytesInFolder(folder, { lost }), lost }),
      notices,
      isUnusable: false,
      async startAgain(reason) {
        journal.close();
        await removeCopy();
        note(
          l10n.t(
            'The lab’s database could not be read while another window has it open ({reason}). The lab starts with the recordings, and changes to it last until it closes.',
            { reason: reasonOf(reason) },
          ),
        );
        return { ...storageInMemory(), notices, isUnusable: true };
      },
      async close() {
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
 * Between two checkpoints the write-ahead log only grows, and SQLite ignores an incomplete end of it; so a copy of both
 * is whole unless a checkpoint came in between, which changes the file itself. The count is copied first: it may lag
 * behind, but must not be ahead.
 */
async function copyJournal(from: string, to: string): Promise<void> {
  // Its owner has not made it yet.
  if (!(await exists(from))) {
    return;
  }
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const before = await stat(from, { bigint: true });
    await copyIfThere(`${from}-count`, `${to}-count`);
    await copyFile(from, to);
    await copyIfThere(`${from}-wal`, `${to}-wal`);
    const after = await stat(from, { bigint: true });
    if (before.ino === after.ino && before.mtimeNs === after.mtimeNs && before.size === after.size) {
      return;
    }
    for (const ending of endings) {
      await rm(to + ending, { force: true });
    }
  }
  throw new UnusableFolder(l10n.t('another window is writing to its database without a pause'));
}

export const storageInMemory = (): OpenStorage => ({
  ...memoryStorage(),
  notices: [],
  isUnusable: false,
  startAgain: () => Promise.resolve(storageInMemory()),
  close: () => Promise.resolve(),
});

/** Its owner may delete the file at any moment. */
const copyIfThere = (from: string, to: string): Promise<void> => copyFile(from, to).catch(unlessMissing);

const exists = async (path: string): Promise<boolean> => (await stat(path).catch(unlessMissing)) !== undefined;

function unlessMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
    throw error;
  }
}

/** Of many lost files the first is told to the user; the answer for each says that it is lost. */
function once(note: Tell): Tell {
  let wasTold = false;
  return (sentence) => {
    if (!wasTold) {
      note(sentence);
    }
    wasTold = true;
  };
}

const reasonOf = (error: unknown): string => oneLine(error instanceof Error ? error.message : String(error));
