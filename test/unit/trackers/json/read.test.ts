/** Reading JSON slice by slice must give what JSON.parse gives, whatever the body and wherever it is cut. */
import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import fc from 'fast-check';
import { Deadline } from '../../../../src/trackers/http/deadline';
import { Turns } from '../../../../src/trackers/http/queues';
import { JsonError, readJson } from '../../../../src/trackers/json/read';
import { TextInPieces } from '../../../../src/shared/text/chunkedText';

async function* cutInto(bytes: Uint8Array, chunkBytes: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += chunkBytes) {
    yield bytes.subarray(start, start + chunkBytes);
  }
  await Promise.resolve();
}

const read = (text: string, chunkBytes: number, sliceBytes: number): Promise<unknown> =>
  readJson(cutInto(Buffer.from(text), chunkBytes), { sliceBytes });

const sizes = { chunk: fc.integer({ min: 1, max: 40 }), slice: fc.integer({ min: 2, max: 60 }) };
/** Long, nested, escaped and non-ASCII texts are what cuts can tear. */
const value = fc.jsonValue({ maxDepth: 5, stringUnit: 'grapheme', depthSize: 'large' });
const rows = fc.array(fc.dictionary(fc.string(), fc.oneof(fc.string({ unit: 'binary' }), fc.double(), value)), {
  maxLength: 30,
});

describe('JSON in slices', () => {
  it('gives what JSON.parse gives', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(value, rows),
        sizes.chunk,
        sizes.slice,
        fc.constantFrom(0, 1, '\t'),
        async (whole, chunk, slice, indent) => {
          const text = JSON.stringify(whole, null, indent);
          assert.deepEqual(await read(text, chunk, slice), JSON.parse(text));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('refuses what JSON.parse refuses', async () => {
    const damage = fc.tuple(
      fc.nat(),
      fc.constantFrom('', ',', '"', '{', '}', '[', ']', ':', '\\', '1', ' ', 'x'),
      fc.integer({ min: 0, max: 3 }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(value, rows),
        damage,
        sizes.chunk,
        sizes.slice,
        async (whole, [place, insert, drop], chunk, slice) => {
          const sound = Buffer.from(JSON.stringify(whole));
          const at = place % (sound.length + 1);
          const text = Buffer.concat([
            sound.subarray(0, at),
            Buffer.from(insert),
            sound.subarray(at + drop),
          ]).toString();
          let expected: unknown;
          try {
            expected = text.trim() === '' ? undefined : JSON.parse(text);
          } catch {
            await assert.rejects(read(text, chunk, slice), JsonError, text);
            return;
          }
          assert.deepEqual(await read(text, chunk, slice), expected);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('reads texts longer than any slice without tearing escapes or characters', async () => {
    const long = 'é"\\\u0000😀\ud83d \u2028 plain '.repeat(40);
    for (let chunk = 1; chunk < 40; chunk += 1) {
      const text = JSON.stringify({ before: [1, long], [long]: { long }, after: null });
      assert.deepEqual(await read(text, chunk, 16), JSON.parse(text));
      const escaped = text.replace(
        /[^ -~]/g,
        (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
      );
      assert.deepEqual(await read(escaped, chunk, 16), JSON.parse(text));
    }
  });

  it('reads long texts in pieces when asked, and gives short ones as they are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary', maxLength: 400 }),
        fc.string({ maxLength: 3 }),
        sizes.chunk,
        sizes.slice,
        async (long, short, chunk, slice) => {
          const body = cutInto(Buffer.from(JSON.stringify({ short, list: [long], output: long })), chunk);
          const read = (await readJson(body, { sliceBytes: slice, longTexts: 'inPieces' })) as {
            short: string | TextInPieces;
            list: [string | TextInPieces];
            output: string | TextInPieces;
          };
          assert.deepEqual(
            [read.short.toString(), read.list[0].toString(), read.output.toString()],
            [short, long, long],
          );
          // A look comes at a slice, or at twice what the look before had left: the key and less than half a slice of
          // the text.
          if (long.length > 3 * slice + 20) {
            assert.ok(read.output instanceof TextInPieces);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('keeps __proto__ an ordinary key', async () => {
    const text = `{"a":[1],"__proto__":{"polluted":${'[1,2,3],'.repeat(30).slice(0, -1).replace(/^/, '[')}]},"z":1}`;
    for (const slice of [8, 1000]) {
      const whole = (await read(text, 7, slice)) as object;
      assert.deepEqual(Object.keys(whole), ['a', '__proto__', 'z']);
      assert.equal(Object.getPrototypeOf(whole), Object.prototype);
    }
  });

  it('reads the bare NaN and Infinity of Python servers as texts, and leaves them alone within texts', async () => {
    const text = '{"values":[1.5,NaN,-Infinity,Infinity,2],"note":"NaN, \\"NaN\\" Infinity"}';
    for (const slice of [4, 10, 1000]) {
      assert.deepEqual(await read(text, 5, slice), {
        values: [1.5, 'NaN', '-Infinity', 'Infinity', 2],
        note: 'NaN, "NaN" Infinity',
      });
    }
  });

  it('gives numbers as texts of their digits when asked, where JavaScript would write them otherwise', async () => {
    const number = fc.stringMatching(/^-?(?:0|[1-9]\d{0,25})(?:\.\d{1,25})?(?:[eE][+-]?\d{1,3})?$/);
    const list = fc.array(fc.tuple(number, fc.oneof(fc.string({ unit: 'binary' }), number)), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(list, sizes.chunk, sizes.slice, async (rows, chunk, slice) => {
        const body = cutInto(
          Buffer.from(
            `{"rows":[${rows.map(([digits, text]) => `{"a":${digits},"b":${JSON.stringify(text)}}`).join(',')}]}`,
          ),
          chunk,
        );
        const read = (await readJson(body, { sliceBytes: slice, numbers: 'asWritten' })) as {
          rows: { a: unknown; b: unknown }[];
        };
        assert.deepEqual(
          read.rows.map(({ a, b }) => [String(a), b]),
          rows,
        );
        for (const { a } of read.rows) {
          assert.equal(typeof a === 'number', String(Number(a)) === String(a));
        }
      }),
      { numRuns: 300 },
    );
    for (const wrong of ['{"a":01}', '{"a":1.}', '{"a":-}', '{"a":1e}', '{"a":1.0.0}', '[1-2]']) {
      await assert.rejects(readJson(cutInto(Buffer.from(wrong), 3), { numbers: 'asWritten' }), JsonError, wrong);
    }
  });

  it('takes an empty body for nothing and half a body for an error', async () => {
    assert.equal(await read('', 1, 10), undefined);
    assert.equal(await read(' \n', 1, 10), undefined);
    await assert.rejects(read('{"experiments":[{"a":1},{"b":', 3, 10), JsonError);
    await assert.rejects(read('['.repeat(100_000), 1000, 64), JsonError);
  });

  it('never quotes the body in its error', async () => {
    await assert.rejects(
      read('{"secret":"hunter2" oops}', 4, 10),
      (error: Error) => !error.message.includes('hunter2'),
    );
  });

  it('lets the event loop turn while it reads a large body', async () => {
    const row = {
      experimentKey: 'a'.repeat(32),
      experimentName: 'a name',
      startTimeMillis: 1_572_435_384_908,
      archived: false,
    };
    const body = Buffer.from(JSON.stringify({ experiments: Array.from({ length: 60_000 }, () => row) }));
    let turns = 0;
    let reading = true;
    const count = (): void => {
      turns += 1;
      if (reading) {
        setImmediate(count);
      }
    };
    setImmediate(count);
    const whole = (await readJson(cutInto(body, 65_536))) as { experiments: unknown[] };
    reading = false;
    assert.equal(whole.experiments.length, 60_000);
    assert.deepEqual(whole.experiments.at(-1), row);
    assert.ok(turns >= 3, `${turns} turns of the event loop`);
  });

  it('goes on with a huge answer only when no other one is being read', async () => {
    const turns = new Turns(8);
    const order: string[] = [];
    const told = new EventEmitter();
    const [hasBegun, mayEnd] = [once(told, 'begun'), once(told, 'end')];
    async function* body(name: string): AsyncGenerator<Uint8Array> {
      yield Buffer.from(`[${'[],'.repeat(600_000)}`);
      if (name === 'first') {
        await mayEnd;
      }
      yield Buffer.from('[]]');
    }
    const read = (name: string): Promise<unknown> =>
      readJson(body(name), {
        turnOfLarge: async () => {
          order.push(`${name} asks`);
          if (name === 'second') {
            told.emit('end');
          }
          const end = await turns.takeLarge(new Deadline());
          order.push(`${name} goes on`);
          told.emit('begun');
          return () => {
            order.push(`${name} ends`);
            end();
          };
        },
      });
    const first = read('first');
    await hasBegun;
    await Promise.all([first, read('second')]);
    assert.deepEqual(order, [
      'first asks',
      'first goes on',
      'second asks',
      'first ends',
      'second goes on',
      'second ends',
    ]);
  });
});
