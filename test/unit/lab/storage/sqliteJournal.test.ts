// A journal whose files are corrupt somewhere is whole, or says what is missing; one that cannot be used now is left
// alone.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import sqlite from 'node-sqlite3-wasm';
import { SqliteJournal } from '../../../../src/lab/storage/sqliteJournal';
import { corruptions, CorruptJournal, smallJournal } from '../../../support/lab/corruptJournal';

describe('a journal', () => {
  let folder: string;
  let path: string;
  let told: string[];
  const open = (): Promise<SqliteJournal> => SqliteJournal.open(path, { tell: (sentence) => told.push(sentence) });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'journal-'));
    path = join(folder, 'lab.sqlite');
    told = [];
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  for (const [how, isKilled] of [
    ['was closed', false],
    ['was killed', true],
  ] as const) {
    it(`that ${how} is told or whole wherever its files are bent (150 places)`, async () => {
      const small = await smallJournal(isKilled);
      const corrupt = new CorruptJournal(small);
      const place = fc.constantFrom(...small.files.entries()).chain(([ending, bytes]) =>
        fc.record({
          ending: fc.constant(ending),
          corruption: fc.constantFrom(...corruptions),
          position: fc.nat(bytes.length - 1),
        }),
      );
      try {
        await fc.assert(
          fc.asyncProperty(place, async ({ ending, corruption, position }) => {
            await corrupt.check(ending, corruption, position);
          }),
          { numRuns: 150 },
        );
      } finally {
        corrupt.remove();
      }
    });

    it(`that ${how} is told or whole when one of its files is gone`, async () => {
      const small = await smallJournal(isKilled);
      const corrupt = new CorruptJournal(small);
      try {
        for (const ending of small.files.keys()) {
          assert.equal(await corrupt.check(ending, 'gone', 0), 'told', ending);
        }
      } finally {
        corrupt.remove();
      }
    });
  }

  it('serves all others when one change is not what was written', async () => {
    const journal = await open();
    for (let index = 0; index < 500; index += 1) {
      journal.append(`experiment/${index % 2}`, { index });
    }
    journal.close();
    const bytes = readFileSync(path);
    bytes.write('9', bytes.indexOf('{"index":123}') + '{"index":'.length);
    writeFileSync(path, bytes);
    const again = await open();
    assert.deepEqual(
      again.read('experiment/1'),
      Array.from({ length: 250 }, (_, index) => ({ index: 2 * index + 1 })).filter(({ index }) => index !== 123),
    );
    assert.deepEqual(
      again.read('experiment/0'),
      Array.from({ length: 250 }, (_, index) => ({ index: 2 * index })),
    );
    assert.deepEqual(told, [
      'The lab’s database is damaged (changes in it are missing or not what was written). It was put aside as lab.sqlite.aside-1. One of its changes is missing, and the other 499 are here.',
    ]);
    assert.deepEqual(readFileSync(`${path}.aside-1`), bytes);
    again.append('experiment/1', { index: 500 });
    again.close();
    const third = await open();
    assert.equal(third.read('experiment/1').length, 250);
    assert.equal(told.length, 1);
    third.close();
  });

  it('keeps all where only a word beside its tables is bent, and says so in one line', async () => {
    for (const [word, corrupt] of [
      ['   INSERT INTO rooms', '`   INSERT INTO room'],
      ['TRIGGER changes_counted', 'TRIGGER\nchange[](x:y)'],
    ] as const) {
      const journal = await open();
      for (let index = 0; index < 20; index += 1) {
        journal.append('store', index);
      }
      journal.close();
      const bytes = readFileSync(path);
      bytes.write(corrupt, bytes.indexOf(word));
      writeFileSync(path, bytes);
      told = [];
      const again = await open();
      assert.deepEqual(
        again.read('store'),
        Array.from({ length: 20 }, (_, index) => index),
      );
      again.close();
      assert.match(
        told.join(),
        /^The lab’s database is damaged \([^\n]{1,120}\)\. It was put aside as lab\.sqlite\.aside-\d\. All its changes could be read\.$/,
      );
      rmSync(path);
      rmSync(`${path}-count`);
    }
  });

  it('says how many changes went with the end of its log, and goes on from there', async () => {
    const journal = await open();
    for (let index = 0; index < 5; index += 1) {
      journal.append('store', index);
    }
    const log = readFileSync(`${path}-wal`);
    for (let index = 5; index < 12; index += 1) {
      journal.append('store', index);
    }
    const [database, count] = [readFileSync(path), readFileSync(`${path}-count`)];
    journal.close();
    for (const [ending, bytes] of [
      ['', database],
      ['-wal', log],
      ['-count', count],
    ] as const) {
      writeFileSync(path + ending, bytes);
    }
    const again = await open();
    assert.deepEqual(again.read('store'), [0, 1, 2, 3, 4]);
    assert.deepEqual(told, [
      'The lab’s database is damaged (its end is missing). It was put aside as lab.sqlite.aside-1. 7 of its changes are missing, and the other 5 are here.',
    ]);
    assert.deepEqual(readFileSync(`${path}.aside-1-wal`), log);
    again.append('store', 'next');
    again.close();
    const third = await open();
    assert.deepEqual([third.read('store').at(-1), told.length], ['next', 1]);
    third.close();
  });

  it('of the first version is brought up to date with all that it holds', async () => {
    const first = firstVersion();
    for (let index = 0; index < 450; index += 1) {
      first.run('INSERT INTO changes (room, change) VALUES (?, ?)', [
        `room ${index % 3}`,
        JSON.stringify({ index, text: 'ä\u0000"' }),
      ]);
    }
    first.run('DELETE FROM changes WHERE sequence = 10');
    first.close();
    for (let time = 0; time < 2; time += 1) {
      const journal = await open();
      const read = [0, 1, 2].flatMap((stream) => journal.read(`room ${stream}`) as { index: number }[]);
      assert.deepEqual(
        read.map(({ index }) => index).sort((one, other) => one - other),
        Array.from({ length: 450 }, (_, index) => index).filter((index) => index !== 9),
      );
      assert.deepEqual(read[1], { index: 3, text: 'ä\u0000"' });
      journal.close();
    }
    assert.deepEqual(told, []);
    assert.ok(!existsSync(`${path}.aside-1`));
  });

  it('of the first version says which part of it is no JSON, and has the rest', async () => {
    const first = firstVersion();
    for (const change of ['{"a":1}', '{"a":', '{"a":3}']) {
      first.run('INSERT INTO changes (room, change) VALUES (?, ?)', ['store', change]);
    }
    first.close();
    const journal = await open();
    assert.deepEqual(journal.read('store'), [{ a: 1 }, { a: 3 }]);
    journal.close();
    assert.deepEqual(told, [
      'The lab’s database is damaged (some changes cannot be read). It was put aside as lab.sqlite.aside-1. One of its changes is missing, and the other 2 are here.',
    ]);
  });

  function firstVersion() {
    const database = new sqlite.Database(path);
    database.exec(`PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL;
      CREATE TABLE changes (sequence INTEGER PRIMARY KEY, room TEXT NOT NULL, change TEXT NOT NULL);
      CREATE INDEX changes_by_room ON changes (room); PRAGMA user_version = 1`);
    return database;
  }

  describe('that cannot be used now stays as it is', () => {
    beforeEach(async () => {
      const journal = await open();
      journal.append('store', 'kept');
      journal.close();
    });

    const refused = async (reason: RegExp): Promise<void> => {
      const before = readFileSync(path);
      await assert.rejects(open(), { name: 'UnusableFolder', message: reason });
      assert.deepEqual(readFileSync(path), before);
      assert.ok(!existsSync(`${path}.aside-1`));
    };
    const works = async (): Promise<void> => {
      const journal = await open();
      assert.deepEqual(journal.read('store'), ['kept']);
      journal.close();
      assert.deepEqual(told, []);
    };

    it('while another program has it open', async () => {
      const other = new sqlite.Database(path);
      other.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE');
      await refused(
        /^The lab’s folder cannot be used now: another program has its database open, or ended without closing it; when none has it, remove “lab\.sqlite\.lock” there\.$/,
      );
      other.exec('ROLLBACK');
      other.close();
      await works();
    });

    it('with a lock that was left', async () => {
      mkdirSync(`${path}.lock`);
      await refused(/remove “lab\.sqlite\.lock” there\.$/);
      const journal = await SqliteJournal.open(path, { wasKilled: true });
      journal.close();
      await works();
    });

    it('when something else is at its place', async () => {
      const bytes = readFileSync(path);
      rmSync(path);
      mkdirSync(path);
      await assert.rejects(open(), {
        name: 'UnusableFolder',
        message: 'The lab’s folder cannot be used now: a folder stands where a file should be.',
      });
      rmSync(path, { recursive: true });
      writeFileSync(path, bytes);
      await works();
    });

    it('when its count cannot be opened', async () => {
      const bytes = readFileSync(`${path}-count`);
      rmSync(`${path}-count`);
      mkdirSync(`${path}-count`);
      await refused(/: a folder stands where a file should be\.$/);
      rmSync(`${path}-count`, { recursive: true });
      writeFileSync(`${path}-count`, bytes);
      await works();
    });
  });
});
