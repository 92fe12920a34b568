/**
 * The rows of a journal's database: its tables, what a row's checksum covers, and what can still be read of a file that
 * is damaged or of an earlier version.
 */
import { crc32 } from 'node:zlib';
import sqlite, { type Database } from 'node-sqlite3-wasm';
import { oneLine } from '../../shared/text/plainText';

export const schemaVersion = 2;

/**
 * A change has its number within its stream (the column `room`), so that one that is missing among others is missed;
 * `rooms` counts them, so that the last ones are missed too. `sequence` numbers all writes to the journal.
 */
const tables = [
  'CREATE TABLE changes (room TEXT, number INTEGER, sequence INTEGER, change TEXT, checksum INTEGER, PRIMARY KEY (room, number)) WITHOUT ROWID',
  'CREATE TABLE rooms (room TEXT PRIMARY KEY, count INTEGER, last INTEGER) WITHOUT ROWID',
  `CREATE TRIGGER changes_counted AFTER INSERT ON changes BEGIN
    INSERT INTO rooms VALUES (new.room, 1, new.sequence) ON CONFLICT (room) DO UPDATE SET count = count + 1, last = max(last, new.sequence);
  END`,
];

export const insertRow = 'INSERT INTO changes VALUES (?, ?, ?, ?, ?)';

export const createTables = (database: Database): void => {
  database.exec(`${tables.join(';')}; PRAGMA user_version = ${schemaVersion}`);
};

export const isEmpty = (database: Database): boolean => schemaOf(database).length === 0;

export const hasOwnTables = (database: Database): boolean =>
  JSON.stringify(schemaOf(database)) === JSON.stringify(tables);

/** The statements that made what is in the file. */
const schemaOf = (database: Database): unknown[] =>
  database.all('SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid').map(({ sql }) => sql);

/** Without checksums and counts: one row a change, numbered over all streams. */
export const isOfFirstVersion = (database: Database): boolean =>
  JSON.stringify(database.all('PRAGMA table_info(changes)').map(({ name }) => name)) === '["sequence","room","change"]';

export interface Row {
  readonly stream: string;
  /** From 1 in each stream. */
  readonly number: number;
  readonly sequence: number;
  /** JSON text. */
  readonly change: string;
  readonly checksum: number;
}

/** For the rows of one stream. */
export function checksumsOf(stream: string): (number: number, sequence: number, change: string) => number {
  const beginning = crc32(stream);
  return (number, sequence, change) => crc32(` ${number} ${sequence} ${change}`, beginning);
}

/** SQLite's words for a file that is not what it wrote; all others are about what it cannot do now. */
export const isCorruption = (error: unknown): boolean =>
  error instanceof sqlite.SQLite3Error &&
  /malformed|not a database|unsupported file format|no such (?:table|column)|already exists|constraint failed/i.test(
    error.message,
  );

/** What is damaged, in SQLite's words, as far as they fit into a sentence. They may name what the file says. */
export const damageOf = (error: unknown): string =>
  oneLine((error instanceof Error ? error.message : String(error)).split(' - ', 1)[0] ?? '', longestDamage);

/** Characters. */
const longestDamage = 100;

/** A row of an older or damaged file; `position` is its place among those of its stream. */
export type ReadableRow = Pick<Row, 'stream' | 'sequence' | 'change'> & { readonly position: number };

/**
 * Every row that can still be read: from the beginning up to a damaged place, and from the end down to one. Some come
 * twice.
 */
export function* readableRows(database: Database): Generator<ReadableRow> {
  // A table can be read where only what stands beside it in the schema is damaged.
  orNull(() => {
    database.exec('PRAGMA writable_schema = ON');
  });
  const isFirst = orNull(() => isOfFirstVersion(database));
  if (isFirst === null) {
    return;
  }
  const order = isFirst ? ['sequence'] : ['room', 'number'];
  const rows = (direction: string): string =>
    `SELECT *, room AS stream FROM changes ORDER BY ${order.map((column) => `${column} ${direction}`).join(', ')}`;
  const readable = isFirst ? ofFirstVersion : ofThisVersion;
  const wasWhole = yield* rowsOf(database, rows('ASC'), readable);
  if (!wasWhole) {
    yield* rowsOf(database, rows('DESC'), readable);
  }
}

/** True when it came to the end. */
function* rowsOf(
  database: Database,
  query: string,
  readable: (row: Row) => ReadableRow | null,
): Generator<ReadableRow, boolean> {
  const statement = orNull(() => database.prepare(query));
  if (statement === null) {
    return false;
  }
  try {
    const rows = statement.iterate() as unknown as Iterator<Row>;
    for (;;) {
      const next = orNull(() => rows.next());
      if (next === null || next.done === true) {
        return next !== null;
      }
      const row = readable(next.value);
      if (row !== null) {
        yield row;
      }
    }
  } finally {
    orNull(() => {
      statement.finalize();
    });
  }
}

/** A damaged file may give any type for any column. */
function ofThisVersion({ stream, number, sequence, change, checksum }: Row): ReadableRow | null {
  const isSound =
    typeof stream === 'string' &&
    typeof change === 'string' &&
    checksum === checksumsOf(stream)(number, sequence, change);
  return isSound ? { stream, sequence, change, position: number } : null;
}

function ofFirstVersion({ stream, sequence, change }: Row): ReadableRow | null {
  if (typeof stream !== 'string' || typeof change !== 'string' || !Number.isSafeInteger(sequence)) {
    return null;
  }
  try {
    JSON.parse(change);
  } catch {
    return null;
  }
  return { stream, sequence, change, position: sequence };
}

/** How many changes the database says that it has; null when that cannot be read. */
export function countedRows(database: Database): number | null {
  const row = orNull(() =>
    isOfFirstVersion(database)
      ? database.get('SELECT count(*) AS count FROM changes')
      : database.get('SELECT coalesce(sum(count), 0) AS count FROM rooms'),
  );
  return typeof row?.count === 'number' ? row.count : null;
}

/** Null when the file is damaged there. */
function orNull<T>(action: () => T): T | null {
  try {
    return action();
  } catch (error) {
    if (isCorruption(error)) {
      return null;
    }
    throw error;
  }
}
