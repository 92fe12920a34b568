/**
 * The SQLite file of a journal: opened, looked through for damage, written once more where there is some, and closed.
 */
import * as l10n from '@vscode/l10n';
import { rmSync } from 'node:fs';
import sqlite, { type Database } from 'node-sqlite3-wasm';
import { systemErrorAt, unusable, UnusableFolder } from './folderProblems';
import { JournalCount } from './journalCount';
import { lastWriteIn, rebuild } from './journalRepair';
import {
  createTables,
  damageOf,
  hasOwnTables,
  isCorruption,
  isEmpty,
  isOfFirstVersion,
  schemaVersion,
} from './journalRows';

/** The file was written by a later version of this extension. */
export class NewerJournal extends Error {
  override readonly name = 'NewerJournal';
}

export interface JournalOptions {
  /** Its last process did not close it: the lock that it left is cleared away. */
  readonly wasKilled?: boolean;
  /** A copy of another process's file: damaged files in it are not put aside. */
  readonly isCopy?: boolean;
  /** Called before each write; throws UnusableFolder when this process must not write any more. */
  readonly mayWrite?: () => void;
  /** Told a sentence when something is missing. */
  readonly tell?: (sentence: string) => void;
}

/** A file that can be used as it is. */
export interface Opened {
  readonly database: Database;
  readonly count: JournalCount;
  readonly last: number;
  /** Whether changes are missing at its end cannot be told. */
  readonly isEndUnknown: boolean;
}

/** One that has to be written again, because it is damaged (`damage` says how) or of an earlier version. */
interface Unsound {
  readonly database: Database | null;
  readonly count: JournalCount;
  readonly damage: string | null;
}

/** Throws NewerJournal, and whatever keeps the files from being used. */
export function openDatabase(path: string): Opened | Unsound {
  const count = JournalCount.open(`${path}-count`);
  let database: Database | null = null;
  try {
    database = new sqlite.Database(path);
    return inspected(database, count);
  } catch (error) {
    if (isCorruption(error)) {
      return { database, count, damage: damageOf(error) };
    }
    if (database !== null) {
      closeDatabase(path, database);
    }
    count.close();
    throw error;
  }
}

function inspected(database: Database, count: JournalCount): Opened | Unsound {
  // Exclusive from the first look on, since WebAssembly has no memory to share; a commit in the write-ahead log is one
  // write then.
  database.exec('PRAGMA locking_mode = EXCLUSIVE');
  const { user_version: version } = database.get('PRAGMA user_version') as { user_version: number };
  if (version > schemaVersion) {
    throw new NewerJournal(
      l10n.t('schema version {version}, and this extension knows {schemaVersion}', { version, schemaVersion }),
    );
  }
  const isNew = version === 0 && isEmpty(database);
  if (isNew && (count.found ?? 0) > 0) {
    return { database, count, damage: l10n.t('its file is empty or gone') };
  }
  useLog(database);
  if (isNew) {
    inTransaction(database, () => {
      createTables(database);
    });
    count.set(0);
    return { database, count, last: 0, isEndUnknown: false };
  }
  if (version === 1 && isOfFirstVersion(database)) {
    return { database, count, damage: null };
  }
  if (version !== schemaVersion || !hasOwnTables(database)) {
    return { database, count, damage: l10n.t('its tables are not those that were made') };
  }
  const last = lastWriteIn(database);
  if (last === null) {
    return { database, count, damage: l10n.t('its numbers are not those that were given') };
  }
  if ((count.found ?? 0) > last) {
    return { database, count, damage: l10n.t('its end is missing') };
  }
  return { database, count, last, isEndUnknown: count.found === null && last > 0 };
}

/**
 * A commit is three pages or so; only moving the log into the file waits for the disk, and that is worth doing rarely.
 */
const useLog = (database: Database): void => {
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 4000');
};

/** Written again, and told what is missing. */
export function* mended(
  path: string,
  { database, count, damage }: Unsound,
  { isCopy = false, tell }: JournalOptions,
): Generator<void, Opened> {
  const sentence = yield* rebuild({ path, database, damage, lastWrite: count.found, isCopy });
  rmSync(lockOf(path), { recursive: true, force: true });
  const fresh = new sqlite.Database(path);
  fresh.exec('PRAGMA locking_mode = EXCLUSIVE');
  useLog(fresh);
  const last = lastWriteIn(fresh) ?? 0;
  // Twice, since the number before may be a higher one.
  count.set(last);
  count.set(last);
  if (sentence !== null) {
    tell?.(sentence);
  }
  return { database: fresh, count, last, isEndUnknown: false };
}

export function inTransaction(database: Database, action: () => void): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    action();
    database.exec('COMMIT');
  } catch (error) {
    if (database.inTransaction) {
      database.exec('ROLLBACK');
    }
    throw error;
  }
}

export const lockOf = (path: string): string => `${path}.lock`;

/** What is in the log stays there when it cannot be moved into the file now. */
export function closeDatabase(path: string, database: Database): void {
  try {
    database.close();
  } catch {
    rmSync(lockOf(path), { recursive: true, force: true });
  }
}

/** SQLite says little of why a file cannot be used, so the system is asked. */
export function explained(error: unknown, path: string): unknown {
  if (!(error instanceof sqlite.SQLite3Error)) {
    return (error as NodeJS.ErrnoException | null)?.code === undefined ? error : unusable(error);
  }
  if (/locked/.test(error.message)) {
    return new UnusableFolder(
      l10n.t(
        'another program has its database open, or ended without closing it; when none has it, remove “lab.sqlite.lock” there',
      ),
      { cause: error },
    );
  }
  return unusable(systemErrorAt(path) ?? error);
}
