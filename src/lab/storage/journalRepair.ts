/**
 * Writes a journal's database again out of what can be read of it: when a version of this extension brings other
 * tables, and when the file is damaged. A damaged file is put aside first, since nothing that a user wrote is ever
 * deleted.
 */
import * as l10n from '@vscode/l10n';
import { copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import sqlite, { type Database } from 'node-sqlite3-wasm';
import { checksumsOf, countedRows, createTables, insertRow, readableRows } from './journalRows';

export interface Repair {
  readonly path: string;
  /** Open; null when it cannot even be opened. Closed afterwards. */
  readonly database: Database | null;
  /** What is wrong with it, in words for users; null when it is only of an earlier version. */
  readonly damage: string | null;
  /** The number of the last write, as the file beside the database says; null when it does not. */
  readonly lastWrite: number | null;
  /** Of a copy nothing is put aside. */
  readonly isCopy: boolean;
}

/**
 * Gives way after some hundred rows, so that a large one need not hold up its process. Gives what to tell the user, if
 * anything.
 */
export function* rebuild({ path, database, damage, lastWrite, isCopy }: Repair): Generator<void, string | null> {
  const fresh = `${path}.new`;
  removeDatabase(fresh);
  try {
    const { kept, last } = yield* writeReadable(database, fresh);
    const counted = database === null ? null : countedRows(database);
    const lostAtEnd = Math.max(
      0,
      (lastWrite ?? 0) - Math.max(last, database === null ? 0 : (lastWriteIn(database) ?? 0)),
    );
    const missing = counted === null ? null : Math.max(0, counted - kept) + lostAtEnd;
    const isDamaged = damage !== null || (missing ?? 0) > 0;
    const aside = isDamaged && !isCopy ? putCopyAside(path) : null;
    database?.close();
    rmSync(`${path}-wal`, { force: true });
    renameSync(fresh, path);
    return isDamaged ? sentences(damage ?? l10n.t('some changes cannot be read'), kept, missing, aside) : null;
  } catch (error) {
    removeDatabase(fresh);
    throw error;
  }
}

const rowsATurn = 200;

/** Each once, in the order of its stream and numbered again where some are missing. */
function* writeReadable(database: Database | null, fresh: string): Generator<void, { kept: number; last: number }> {
  const target = new sqlite.Database(fresh);
  try {
    target.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; BEGIN IMMEDIATE');
    target.exec(
      'CREATE TEMP TABLE found (stream TEXT, position INTEGER, sequence INTEGER, change TEXT, PRIMARY KEY (stream, position)) WITHOUT ROWID',
    );
    createTables(target);
    const found = target.prepare('INSERT OR IGNORE INTO found VALUES (?, ?, ?, ?)');
    let turn = 0;
    for (const { stream, position, sequence, change } of database === null ? [] : readableRows(database)) {
      found.run([stream, position, sequence, change]);
      if ((turn += 1) % rowsATurn === 0) {
        yield;
      }
    }
    found.finalize();
    const insert = target.prepare(insertRow);
    const rows = target.prepare('SELECT * FROM found ORDER BY stream, position');
    let current: string | null = null;
    let number = 0;
    let kept = 0;
    let last = 0;
    for (const row of rows.iterate() as unknown as Iterable<{ stream: string; sequence: number; change: string }>) {
      number = row.stream === current ? number + 1 : 1;
      current = row.stream;
      insert.run([
        row.stream,
        number,
        row.sequence,
        row.change,
        checksumsOf(row.stream)(number, row.sequence, row.change),
      ]);
      kept += 1;
      last = Math.max(last, row.sequence);
      if ((turn += 1) % rowsATurn === 0) {
        yield;
      }
    }
    rows.finalize();
    insert.finalize();
    target.exec('COMMIT');
    return { kept, last };
  } finally {
    target.close();
  }
}

/** The number of the last write that the database knows; null when it is none that was given, or cannot be read. */
export function lastWriteIn(database: Database): number | null {
  try {
    const row = database.get('SELECT coalesce(max(last), 0) AS last FROM rooms');
    return Number.isSafeInteger(row?.last) ? (row as { last: number }).last : null;
  } catch {
    return null;
  }
}

function sentences(damage: string, kept: number, missing: number | null, aside: string | null): string {
  return [
    l10n.t('The lab’s database is damaged ({damage}).', { damage }),
    aside === null ? '' : l10n.t('It was put aside as {aside}.', { aside }),
    kept === 0 && missing !== 0
      ? l10n.t('The lab starts with the recordings.')
      : missing === 0
        ? l10n.t('All its changes could be read.')
        : missing === null
          ? l10n.t('Some of its changes are missing, and the other {count} are here.', { count: kept })
          : missing === 1
            ? l10n.t('One of its changes is missing, and the other {count} are here.', { count: kept })
            : l10n.t('{missing} of its changes are missing, and the other {count} are here.', { missing, count: kept }),
  ]
    .filter((one) => one !== '')
    .join(' ');
}

/** Of the files that make up a journal. */
const endings = ['', '-wal', '-count'] as const;

/** Under the first free name beside its own. */
function putCopyAside(path: string): string | null {
  if (!existsSync(path)) {
    return null;
  }
  let number = 1;
  while (existsSync(`${path}.aside-${number}`)) {
    number += 1;
  }
  const aside = `${path}.aside-${number}`;
  try {
    for (const ending of endings) {
      if (existsSync(path + ending)) {
        copyFileSync(path + ending, aside + ending);
      }
    }
  } catch (error) {
    for (const ending of endings) {
      rmSync(aside + ending, { force: true });
    }
    throw error;
  }
  return basename(aside);
}

function removeDatabase(path: string): void {
  for (const ending of ['', '-wal', '-journal', '.lock']) {
    rmSync(path + ending, { recursive: true, force: true });
  }
}
