/**
 * Where a lab keeps what is written to it: the journal and the bytes beside it, in memory or in a folder. Decides what
 * happens to a folder that cannot be used: nothing in it is ever deleted, and the lab works without it.
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
  /** What the user should know: a sentence each. More come when something turns out to be missing. */
  readonly notices: readonly string[];
  /** The folder could not be used, and may be another time. */
  readonly isUnusable: boolean;
  /** Called when what the journal holds makes no sense: a new, empty keep, with the journal put aside. */
  startAgain(reason: unknown): Promise<OpenStorage>;
  close(): Promise<void>;
}

/** For labs and experiments whose changes end with them. */
export const memoryStorage = (): LabStorage => ({ journal: memoryJournal, bytes: bytesInMemory() });

const journalName = 'lab.sqlite';
/** Of the files that make up a journal. */
const endings = ['', '-wal', '-count'];

type Tell = (sentence: string) => void;

/**
 * Never rejects: whatever is wrong with the folder becomes a notice and a lab that forgets. `tell` gets each notice,
 * those that come later included. Close it.
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
      return await copiedKeep(folder, notices, note);
    }
    try {
      return await ownKeep(folder, lock, notices, note);
    } catch (error) {
      await lock.release();
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

async function ownKeep(folder: string, lock: FolderLock, notices: readonly string[], note: Tell): Promise<OpenStorage> {
  const { SqliteJournal, NewerJournal } = await import('./sqliteJournal');
  const path = join(folder, journalName);
  await refuseLinks(
    folder,
    [...endings, '-journal', '.lock'].map((ending) => journalName + ending),
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
      note(
        l10n.t(
          'The lab’s database is damaged ({reason}). It was put aside as {aside}. The lab starts with the recordings.',
          { reason: reasonOf(reason), aside: await putAside(path) },
        ),
      );
      return ownKeep(folder, lock, notices, note);
    },
    async close() {
      journal.close();
      await lock.release();
    },
  };
}

/** Never deletes: the file gets the first free name beside its own. */
async function putAside(path: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const aside = `${path}.aside-${number}`;
    if (await exists(aside)) {
      continue;
    }
    for (const ending of endings) {
      if (await exists(path + ending)) {
        await rename(path + ending, aside + ending);
      }
    }
    // A folder: the library's own lock, which an unreadable file may leave behind.
    await rm(`${path}.lock`, { recursive: true, force: true });
    return basename(aside);
  }
}

/**
 * The folder belongs to another process, such as a second window: what it holds at this moment is copied to a temporary
 * folder, where changes live until the lab closes.
 */
async function copiedKeep(folder: string, notices: readonly string[], note: Tell): Promise<OpenStorage> {
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
        return { ...storageInMemory(), notices };
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
 * The write-ahead log only grows between two checkpoints, and SQLite drops a torn end of it; so a copy of both is whole
 * unless a checkpoint came in between, which changes the file itself. The count comes first: it may be behind.
 */
async function copyJournal(from: string, to: string): Promise<void> {
  // Its owner is about to make it.
  if (!(await exists(from))) {
    return;
  }
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const before = await stat(from, { bigint: true });
    if (await exists(`${from}-count`)) {
      await copyFile(`${from}-count`, `${to}-count`);
    }
    await copyFile(from, to);
    if (await exists(`${from}-wal`)) {
      await copyFile(`${from}-wal`, `${to}-wal`);
    }
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

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** Where many files may be lost, one sentence is enough; each answer says it of its own. */
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
