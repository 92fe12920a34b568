/**
 * A journal in an SQLite file. SQLite comes as WebAssembly, so that one package runs on every platform; whoever imports
 * this file loads it. One process at a time may have the file open: see `folderLock.ts`. What the file has lost is
 * noticed when it is opened or read: then all that can be read goes into a new file, and the user is told what is
 * missing.
 */
import { rmSync } from 'node:fs';
import sqlite, { type Database, type Statement } from 'node-sqlite3-wasm';
import { TimeSlice } from '../../platform/eventLoop';
import { systemErrorAt, unusable, UnusableFolder } from './folderProblems';
import { DamagedJournal, type Journal } from './journal';
import { JournalCount } from './journalCount';
import { lastWriteIn, rebuild } from './journalRepair';
import {
  checksumsOf,
  createTables,
  damageOf,
  hasOwnTables,
  insertRow,
  isCorruption,
  isEmpty,
  isOfFirstVersion,
  schemaVersion,
  type Row,
} from './journalRows';

const pageSize = 200;

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

export class SqliteJournal implements Journal {
  readonly #path: string;
  readonly #options: JournalOptions;
  #database: Database;
  #statements: Statements;
  readonly #count: JournalCount;
  /** The number of the last write. */
  #last: number;
  /** How many changes a stream has, of those that were written to. */
  readonly #counts = new Map<string, number>();

  private constructor(path: string, options: JournalOptions, { database, count, last }: Opened) {
    this.#path = path;
    this.#options = options;
    this.#database = database;
    this.#statements = prepared(database);
    this.#count = count;
    this.#last = last;
  }

  /**
   * Made when there is none, brought up to date when it is of an earlier version, mended when it is damaged. Rejects
   * with NewerJournal and UnusableFolder, and leaves the files as they are then.
   */
  static async open(path: string, options: JournalOptions = {}): Promise<SqliteJournal> {
    try {
      // The library locks with a folder that outlives a killed process.
      if (options.wasKilled === true) {
        rmSync(lockOf(path), { recursive: true, force: true });
      }
      let opened = open(path);
      if (!('last' in opened)) {
        const slice = new TimeSlice();
        const work = mended(path, opened, options);
        let step = work.next();
        for (; step.done !== true; step = work.next()) {
          if (slice.expired) {
            await slice.yield();
          }
        }
        opened = step.value;
      }
      if (opened.isEndUnknown) {
        options.tell?.(
          'The lab cannot tell whether its last changes are all there, because its file lab.sqlite-count is missing or damaged. All that its database holds is here.',
        );
      }
      return new SqliteJournal(path, options, opened);
    } catch (error) {
      throw explained(error, path);
    }
  }

  append(stream: string, change: unknown): void {
    const text = JSON.stringify(change);
    this.#write(() => {
      this.#insert(stream, text);
    });
  }

  read(stream: string): unknown[] {
    return [...this.pages(stream)].flat();
  }

  *pages(stream: string): Generator<unknown[]> {
    for (let read = 0; ;) {
      let rows = this.#sound(() => this.#page(stream, read));
      if (rows === null) {
        this.#mend('changes in it are missing or not what was written');
        rows = this.#page(stream, read);
        if (rows === null) {
          throw new DamagedJournal('it could not be mended');
        }
      }
      yield rows.map(({ change }) => JSON.parse(change) as unknown);
      read += rows.length;
      if (rows.length < pageSize) {
        return;
      }
    }
  }

  rewrite(stream: string, changes: readonly unknown[]): void {
    this.#write(() => {
      this.#forget(stream);
      for (const change of changes) {
        this.#insert(stream, JSON.stringify(change));
      }
    }, true);
  }

  forget(stream: string): void {
    this.#write(() => {
      this.#forget(stream);
    }, true);
  }

  close(): void {
    if (!this.#database.isOpen) {
      return;
    }
    // The library keeps a file open, and locked, that has unfinished statements.
    this.#finalizeStatements();
    closeDatabase(this.#path, this.#database);
    this.#count.close();
  }

  #insert(stream: string, text: string): void {
    const number = (this.#counts.get(stream) ?? this.#countOf(stream)) + 1;
    const sequence = this.#last + 1;
    this.#statements.insert.run([stream, number, sequence, text, checksumsOf(stream)(number, sequence, text)]);
    this.#counts.set(stream, number);
    this.#last = sequence;
  }

  /** Is numbered too, so that one that was lost is missed. */
  #forget(stream: string): void {
    this.#last += 1;
    this.#database.run('DELETE FROM changes WHERE room = ?', [stream]);
    this.#database.run(
      'INSERT INTO rooms VALUES (?, 0, ?) ON CONFLICT (room) DO UPDATE SET count = 0, last = excluded.last',
      [stream, this.#last],
    );
    this.#counts.delete(stream);
  }

  /** All or nothing; throws UnusableFolder when it cannot be written. */
  #write(action: () => void, isMany = false): void {
    this.#options.mayWrite?.();
    try {
      this.#sound(() => {
        const before = this.#last;
        try {
          if (isMany) {
            inTransaction(this.#database, action);
          } else {
            action();
          }
        } catch (error) {
          this.#last = before;
          this.#counts.clear();
          throw error;
        }
      });
    } catch (error) {
      // A statement that failed once answers its next use with that.
      if (this.#database.isOpen) {
        this.#renewStatements();
      }
      throw explained(error, this.#path);
    }
    try {
      this.#count.set(this.#last);
    } catch {
      // The change is kept. The next write says the number again; until then it is only less certain that nothing got
      // lost.
      return;
    }
  }

  /** The changes after the first `read` ones; null when they are not all that were written. */
  #page(stream: string, read: number): readonly StreamRow[] | null {
    const rows = this.#statements.page.all([stream, read, pageSize]) as unknown as readonly StreamRow[];
    const checksum = checksumsOf(stream);
    const areWhole = rows.every(
      ({ number, sequence, change, checksum: written }, index) =>
        number === read + index + 1 && typeof change === 'string' && written === checksum(number, sequence, change),
    );
    return areWhole && (rows.length === pageSize || read + rows.length === this.#countOf(stream)) ? rows : null;
  }

  #countOf(stream: string): number {
    const [row] = this.#statements.count.all([stream]);
    return row === undefined ? 0 : Number(row.count);
  }

  /**
   * Once more, out of a mended file, when the file turns out to be damaged. Throws UnusableFolder when it cannot be
   * read.
   */
  #sound<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      // A file whose beginning says that it is of a later kind is only read, though the system would let it be written.
      const isBeginningDamaged =
        error instanceof sqlite.SQLite3Error && /readonly/.test(error.message) && systemErrorAt(this.#path) === null;
      if (!isCorruption(error) && !isBeginningDamaged) {
        throw explained(error, this.#path);
      }
      this.#mend(damageOf(error));
      return action();
    }
  }

  #mend(damage: string): void {
    this.#finalizeStatements();
    try {
      const work = mended(this.#path, { database: this.#database, count: this.#count, damage }, this.#options);
      let step = work.next();
      while (step.done !== true) {
        step = work.next();
      }
      this.#database = step.value.database;
      this.#last = step.value.last;
      this.#counts.clear();
    } finally {
      if (this.#database.isOpen) {
        this.#statements = prepared(this.#database);
      }
    }
  }

  #finalizeStatements(): void {
    for (const statement of [this.#statements.insert, this.#statements.page, this.#statements.count]) {
      // Is finished in any case, and throws what its last use threw already.
      try {
        statement.finalize();
      } catch {
        continue;
      }
    }
  }

  #renewStatements(): void {
    this.#finalizeStatements();
    this.#statements = prepared(this.#database);
  }
}

type StreamRow = Omit<Row, 'stream'>;

interface Statements {
  readonly insert: Statement;
  readonly page: Statement;
  readonly count: Statement;
}

const prepared = (database: Database): Statements => ({
  insert: database.prepare(insertRow),
  page: database.prepare(
    'SELECT number, sequence, change, checksum FROM changes WHERE room = ? AND number > ? ORDER BY number LIMIT ?',
  ),
  count: database.prepare('SELECT count FROM rooms WHERE room = ?'),
});

/** A file that can be used as it is. */
interface Opened {
  readonly database: Database;
  readonly count: JournalCount;
  readonly last: number;
  /** Whether changes are missing at its end cannot be told. */
  readonly isEndUnknown: boolean;
}

/** One that has to be written anew, because it is damaged (`damage` says how) or of an earlier version. */
interface Unsound {
  readonly database: Database | null;
  readonly count: JournalCount;
  readonly damage: string | null;
}

/** Throws NewerJournal, and whatever keeps the files from being used. */
function open(path: string): Opened | Unsound {
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
    throw new NewerJournal(`schema version ${version}, and this extension knows ${schemaVersion}`);
  }
  const isNew = version === 0 && isEmpty(database);
  if (isNew && (count.found ?? 0) > 0) {
    return { database, count, damage: 'its file is empty or gone' };
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
    return { database, count, damage: 'its tables are not those that were made' };
  }
  const last = lastWriteIn(database);
  if (last === null) {
    return { database, count, damage: 'its numbers are not those that were given' };
  }
  if ((count.found ?? 0) > last) {
    return { database, count, damage: 'its end is missing' };
  }
  return { database, count, last, isEndUnknown: count.found === null && last > 0 };
}

/**
 * A commit is three pages or so; only moving the log into the file waits for the disk, and that is worth doing rarely.
 */
const useLog = (database: Database): void => {
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 4000');
};

/** Written anew, and told what is missing. */
function* mended(
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

function inTransaction(database: Database, action: () => void): void {
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

const lockOf = (path: string): string => `${path}.lock`;

/** What is in the log stays there when it cannot be moved into the file now. */
function closeDatabase(path: string, database: Database): void {
  try {
    database.close();
  } catch {
    rmSync(lockOf(path), { recursive: true, force: true });
  }
}

/** SQLite says little of why a file cannot be used, so the system is asked. */
function explained(error: unknown, path: string): unknown {
  if (!(error instanceof sqlite.SQLite3Error)) {
    return (error as NodeJS.ErrnoException | null)?.code === undefined ? error : unusable(error);
  }
  if (/locked/.test(error.message)) {
    return new UnusableFolder(
      'another program has its database open, or ended without closing it; when none has it, remove “lab.sqlite.lock” there',
      { cause: error },
    );
  }
  return unusable(systemErrorAt(path) ?? error);
}
