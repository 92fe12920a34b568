/**
 * A journal in an SQLite file. SQLite comes as WebAssembly, so that one package runs on every platform; whoever imports
 * this file loads it. One process at a time may have the file open: see `folderLock.ts`.
 */
import { rmSync } from 'node:fs';
import sqlite, { type Database, type Statement } from 'node-sqlite3-wasm';
import { DamagedJournal, type Journal } from './journal';

const schemaVersion = 1;
const pageSize = 200;

/** The file was written by a later version of this extension. */
export class NewerJournal extends Error {
  override readonly name = 'NewerJournal';
}

interface Row {
  readonly sequence: number;
  readonly change: string;
}

export class SqliteJournal implements Journal {
  readonly #database: Database;
  readonly #insert: Statement;
  readonly #page: Statement;
  readonly #delete: Statement;

  private constructor(database: Database) {
    this.#database = database;
    this.#insert = database.prepare('INSERT INTO changes (room, change) VALUES (?, ?)');
    this.#page = database.prepare('SELECT sequence, change FROM changes WHERE room = ? AND sequence > ? ORDER BY sequence LIMIT ?');
    this.#delete = database.prepare('DELETE FROM changes WHERE room = ?');
  }

  /**
   * Made when there is none. `wasKilled` says that its last process did not close it: its lock is cleared away and the
   * whole file is checked. Throws DamagedJournal and NewerJournal, and leaves the file as it is then.
   */
  static open(path: string, { wasKilled = false } = {}): SqliteJournal {
    // The library locks with a folder that outlives a killed process.
    if (wasKilled) rmSync(`${path}.lock`, { recursive: true, force: true });
    return orDamaged(() => {
      const database = new sqlite.Database(path);
      try {
        prepare(database, wasKilled);
        return new SqliteJournal(database);
      } catch (error) {
        database.close();
        throw error;
      }
    });
  }

  append(room: string, change: unknown): void {
    this.#insert.run([room, JSON.stringify(change)]);
  }

  read(room: string): unknown[] {
    return [...this.pages(room)].flat();
  }

  *pages(room: string): Generator<unknown[]> {
    for (let last = 0; ;) {
      const rows = orDamaged(() => this.#page.all([room, last, pageSize]) as unknown as readonly Row[]);
      yield orDamaged(() => rows.map(({ change }) => JSON.parse(change) as unknown));
      const end = rows.at(-1);
      if (end === undefined || rows.length < pageSize) return;
      last = end.sequence;
    }
  }

  rewrite(room: string, changes: readonly unknown[]): void {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      this.forget(room);
      for (const change of changes) this.append(room, change);
      this.#database.exec('COMMIT');
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  forget(room: string): void {
    this.#delete.run([room]);
  }

  close(): void {
    if (!this.#database.isOpen) return;
    // The library keeps a file open, and locked, that has unfinished statements.
    for (const statement of [this.#insert, this.#page, this.#delete]) finalize(statement);
    this.#database.close();
  }
}

/** Finishes the statement in any case, and throws what its last use threw already. */
function finalize(statement: Statement): void {
  try {
    statement.finalize();
  } catch {
    return;
  }
}

function prepare(database: Database, check: boolean): void {
  // Exclusive from the first look on, since WebAssembly has no memory to share; a commit in the write-ahead log is one write then.
  database.exec('PRAGMA locking_mode = EXCLUSIVE');
  const { user_version: version } = database.get('PRAGMA user_version') as { user_version: number };
  if (version > schemaVersion) {
    throw new NewerJournal(`schema version ${version}, and this extension knows ${schemaVersion}`);
  }
  // A commit is three pages or so; only moving the log into the file waits for the disk, and that is worth doing rarely.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 4000');
  if (version === 0) {
    database.exec(`BEGIN IMMEDIATE;
      CREATE TABLE changes (sequence INTEGER PRIMARY KEY, room TEXT NOT NULL, change TEXT NOT NULL);
      CREATE INDEX changes_by_room ON changes (room);
      PRAGMA user_version = ${schemaVersion};
      COMMIT`);
  }
  if (check) {
    const { quick_check: result } = database.get('PRAGMA quick_check(1)') as { quick_check: string };
    if (result !== 'ok') throw new DamagedJournal(result);
  }
}

function orDamaged<T>(action: () => T): T {
  try {
    return action();
  } catch (cause) {
    throw cause instanceof sqlite.SQLite3Error || cause instanceof SyntaxError ? new DamagedJournal(cause.message, { cause }) : cause;
  }
}
