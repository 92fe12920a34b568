/**
 * A small journal whose files are corrupt in one place: whoever reads it is told of what is missing, or misses nothing.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import sqlite from 'node-sqlite3-wasm';
import { SqliteJournal } from '../../../src/lab/storage/sqliteJournal';

const endings = ['', '-wal', '-count'] as const;
export type Ending = (typeof endings)[number];

/** At a position. */
export const corruptions = ['other bits', 'one other bit', 'cut', 'zeros to the end'] as const;
export type Corruption = (typeof corruptions)[number] | 'gone';

export interface SmallJournal {
  readonly files: ReadonlyMap<Ending, Buffer>;
  /** What its streams hold. */
  readonly streams: ReadonlyMap<string, readonly unknown[]>;
  /** What they held at any time: when the end is lost, so is that something was taken away. */
  readonly ever: ReadonlyMap<string, readonly unknown[]>;
}

/**
 * Closed, as a window leaves it, or with all in its log still, as a killed process does. With small pages it is small
 * enough to be corrupt everywhere; a short one has three changes.
 */
export async function smallJournal(
  isKilled: boolean,
  { pageSize = 4096, isShort = false } = {},
): Promise<SmallJournal> {
  const folder = mkdtempSync(join(tmpdir(), 'small-journal-'));
  const path = join(folder, 'lab.sqlite');
  const empty = new sqlite.Database(path);
  empty.exec(`PRAGMA locking_mode = EXCLUSIVE; PRAGMA page_size = ${pageSize}; PRAGMA journal_mode = WAL`);
  empty.close();
  const journal = await SqliteJournal.open(path);
  const streams = new Map<string, unknown[]>();
  const ever = new Map<string, unknown[]>();
  const append = (stream: string, change: unknown): void => {
    journal.append(stream, change);
    for (const all of [streams, ever]) {
      all.set(stream, [...(all.get(stream) ?? []), change]);
    }
  };
  for (let index = 0; index < (isShort ? 1 : 4); index += 1) {
    append('store', { kind: 'renamed', key: `k${index}`, name: 'ä'.repeat(index) });
    append(`experiment/${index % 2}`, { kind: 'tags', added: [`tag ${index}`], removed: [] });
  }
  if (!isShort) {
    append('experiment/gone', { kind: 'tags', added: ['x'], removed: [] });
    journal.forget('experiment/gone');
    streams.set('experiment/gone', []);
  }
  const others = [
    { kind: 'code', code: 'print(1)' },
    { kind: 'html', html: '<p>', replaces: true },
  ];
  journal.rewrite('experiment/1', others);
  streams.set('experiment/1', others);
  ever.set('experiment/1', [...(ever.get('experiment/1') ?? []), ...others]);
  if (!isKilled) {
    journal.close();
  }
  const files = new Map(
    endings.flatMap((ending) => {
      try {
        return [[ending, readFileSync(path + ending)] as const];
      } catch {
        return [];
      }
    }),
  );
  if (isKilled) {
    journal.close();
  }
  rmSync(folder, { recursive: true });
  return { files, streams, ever };
}

/** A folder for corrupt copies, one after the other. */
export class CorruptJournal {
  readonly #small: SmallJournal;
  // In memory where that is a folder: thousands of files need not wait for a disk.
  readonly #folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'corrupt-journal-'));
  #number = 0;

  constructor(small: SmallJournal) {
    this.#small = small;
  }

  /** Fails when less is there than was written and nobody was told, or when there is what nobody wrote. */
  async check(ending: Ending, corruption: Corruption, position: number): Promise<'whole' | 'told'> {
    const path = join(this.#folder, `${(this.#number += 1)}`);
    for (const [each, bytes] of this.#small.files) {
      const corrupt = each === ending ? corruptBytes(bytes, corruption, position) : bytes;
      if (corrupt !== null) {
        writeFileSync(path + each, corrupt);
      }
    }
    const sentences: string[] = [];
    const where = `lab.sqlite${ending}, ${corruption} at ${position}`;
    const journal = await SqliteJournal.open(path, {
      wasKilled: true,
      tell: (sentence) => sentences.push(sentence),
    }).catch((error: unknown) => {
      // One that says that it is of a newer version is put aside, and the user is told.
      assert.equal((error as Error).name, 'NewerJournal', `${where}: ${String(error)}`);
      return null;
    });
    let isWhole = journal !== null;
    for (const [stream, written] of journal === null ? [] : this.#small.streams) {
      const read = journal!.read(stream);
      assert.deepEqual(
        read,
        among(read, this.#small.ever.get(stream) ?? []),
        `${where}: ${stream} has what nobody wrote`,
      );
      isWhole &&= isDeepStrictEqual(read, written);
    }
    const canWrite = journal === null || (journal.append('after', 1), journal.read('after').length === 1);
    journal?.close();
    assert.ok(canWrite, where);
    assert.ok(
      isWhole || journal === null || sentences.length > 0,
      `${where}: less than was written, and nobody was told`,
    );
    for (const sentence of sentences) {
      assert.match(sentence, /^The lab .+\.$|^The lab’s .+\.$/);
    }
    return isWhole && sentences.length === 0 ? 'whole' : 'told';
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }
}

/** Those of `all` that were read, each as often as it was written and in their order. */
function among(read: readonly unknown[], all: readonly unknown[]): unknown[] {
  const left = [...read];
  return all.filter((change) => isDeepStrictEqual(left[0], change) && (left.shift(), true));
}

function corruptBytes(bytes: Buffer, corruption: Corruption, position: number): Buffer | null {
  const corrupt = Buffer.from(bytes);
  switch (corruption) {
    case 'other bits':
      corrupt[position]! ^= 0xff;
      return corrupt;
    case 'one other bit':
      corrupt[position]! ^= 1 << (position % 8);
      return corrupt;
    case 'cut':
      return corrupt.subarray(0, position);
    case 'zeros to the end':
      return corrupt.fill(0, position);
    case 'gone':
      return null;
  }
}
