/**
 * A journal in an SQLite file. SQLite comes as WebAssembly, so that one package runs on every platform; importing this
 * file loads it. One process at a time may have the file open: see `folderLock.ts`. What the file has lost is noticed
 * when it is opened or read: then all that can be read goes into a new file, and the user is told what is missing.
 */
import * as l10n from '@vscode/l10n';
import { rmSync } from 'node:fs';
import sqlite, { type Database, type Statement } from 'node-sqlite3-wasm';
import { TimeSlice } from '../../platform/eventLoop';
import { systemErrorAt } from './folderProblems';
import { DamagedJournal, type Journal } from './journal';
import type { JournalCount } from './journalCount';
import {
  closeDatabase,
  explained,
  inTransaction,
  lockOf,
  mended,
  openDatabase,
  type JournalOptions,
  type Opened,
} from './journalDatabase';
import { checksumsOf, damageOf, insertRow, isCorruption, type Row } from './journalRows';

export { NewerJournal } from './journalDatabase';

const pageSize = 200;

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
      let opened = openDatabase(path);
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
          l10n.t(
            'The lab cannot tell whether its last changes are all there, because its file lab.sqlite-count is missing or damaged. All that its database holds is here.',
          ),
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
        this.#mend(l10n.t('changes in it are missing or not what was written'));
        rows = this.#page(stream, read);
        if (rows === null) {
          throw new DamagedJournal(l10n.t('it could not be mended'));
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
