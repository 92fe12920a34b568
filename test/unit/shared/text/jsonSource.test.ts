/** JSON as it was written: the same values as the language's own reader, the same signs as the text, in linear time. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  compactJson,
  deepestJson,
  indentedJson,
  jsonValue,
  readJsonSource,
  textOfLeaf,
} from '../../../../src/shared/text/jsonSource';

const anyJson = fc.json({ maxDepth: 6, noUnicodeString: false });
/** Numbers and keys that do not survive being read and written again. */
const leaf = fc.oneof(
  fc.constantFrom(
    '12345678901234567890',
    '9007199254740993',
    'NaN',
    '-Infinity',
    'Infinity',
    '1e400',
    '1.0',
    '-0',
    '-0.0',
    '1E5',
    '0.10',
    'true',
    'null',
    '"\\u0041\\/"',
    '"\\ud800"',
    '"é"',
    '""',
  ),
  fc.double({ noNaN: true }).map(String),
  fc.string().map((text) => JSON.stringify(text)),
);
const key = fc.constantFrom('"10"', '"2"', '"seed"', '"__proto__"', '"constructor"', '"\\u0061"');
const { tree: asWritten } = fc.letrec<{ tree: string }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('tree'), { maxLength: 4 }).map((items) => `[${items.join(',')}]`),
    fc
      .array(fc.tuple(key, tie('tree')), { maxLength: 4 })
      .map((entries) => `{${entries.map(([name, value]) => `${name}:${value}`).join(',')}}`),
  ),
}));
const blank = fc.constantFrom('', '', ' ', '\n', '\t ', '\r\n');

describe('JSON as it was written', () => {
  it('is indented as the language does it', () => {
    fc.assert(
      fc.property(anyJson, (text) => {
        const value: unknown = JSON.parse(text);
        // Numbers like `-0` are written differently by the language.
        if (JSON.stringify(value) === text) {
          assert.equal(indentedJson(text), JSON.stringify(value, null, 2));
        }
        assert.deepEqual(jsonValue(readJsonSource(text) ?? ''), value);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps every sign but blanks, and reads the same whatever blanks it has', () => {
    fc.assert(
      fc.property(asWritten, fc.infiniteStream(blank), (text, blanks) => {
        const spaced = text.replace(
          /"(?:[^"\\]|\\.)*"|[[\]{},:]/g,
          (sign) => `${[...blanks.take(1)].join('')}${sign}${[...blanks.take(1)].join('')}`,
        );
        const source = readJsonSource(spaced);
        assert.ok(source !== undefined, spaced);
        assert.equal(indentedJson(spaced), indentedJson(text));
        assert.equal(
          indentedJson(text)?.replace(/"(?:[^"\\]|\\.)*"|\s+/g, (found) => (found.startsWith('"') ? found : '')),
          text,
        );
        if (!text.includes('\\')) {
          assert.equal(compactJson(source), text);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('takes what Python writes, and nothing that is no JSON', () => {
    assert.equal(
      indentedJson(
        '{"id": 12345678901234567890, "loss": NaN, "to": [-Infinity, 1e400, 1.0], "10": 1, "2": 2, "2": {}}',
      ),
      '{\n  "id": 12345678901234567890,\n  "loss": NaN,\n  "to": [\n    -Infinity,\n    1e400,\n    1.0\n  ],\n  "10": 1,\n  "2": 2,\n  "2": {}\n}',
    );
    assert.equal(indentedJson('\ufeff[]'), '[]');
    for (const text of [
      '',
      ' ',
      '{',
      '[1',
      '[1,]',
      '{"a":1,}',
      '{"a" 1}',
      '{a:1}',
      "['a']",
      '[1 2]',
      '1 2',
      '01',
      '[1]]',
      '{"a":}',
      '[NaNs]',
      '-',
      '"a',
      '+1',
      '.5',
      '1.',
      'Infinity1',
      '{"a":1 "b":2}',
      'nul',
      '[1] x',
      '{,}',
      '[,1]',
    ]) {
      assert.equal(indentedJson(text), null, text);
      assert.equal(readJsonSource(text), undefined, text);
    }
    assert.equal(textOfLeaf('"a\\n\\u00e9"'), 'a\né');
    assert.equal(textOfLeaf('"line\nline"'), 'line\nline');
    assert.deepEqual(
      jsonValue(readJsonSource('{"__proto__": 1, "a": -Infinity}') ?? ''),
      Object.fromEntries([
        ['__proto__', 1],
        ['a', -Infinity],
      ]),
    );
  });

  it('refuses what is nested too deeply, and reads long tokens once', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    assert.ok(indentedJson(nested(deepestJson)) !== null);
    for (const text of [nested(deepestJson + 1), '['.repeat(1_000_000), '{"a":'.repeat(500_000)]) {
      assert.equal(indentedJson(text), null);
    }
    // Each took minutes, or ended the stack, if a sign were looked at for every other.
    const long = 400_000;
    for (const text of [
      `"${'a'.repeat(long)}"`,
      `"${'\\"'.repeat(long)}"`,
      `[${'"",'.repeat(long)}"\\\\"]`,
      `"${'\\\\'.repeat(long)}"`,
      '9'.repeat(long),
      `1.${'0'.repeat(long)}1`,
      `[${' '.repeat(long)}]`,
      `[${'1,'.repeat(long)}1]`,
    ]) {
      assert.ok(indentedJson(text) !== null);
      assert.ok(readJsonSource(text) !== undefined);
    }
    for (const text of [
      `"${'a'.repeat(long)}`,
      `"${'\\"'.repeat(long)}`,
      `${'9'.repeat(long)}x`,
      `1.${'0'.repeat(long)}x`,
      `[${'"",'.repeat(long)}`,
      `-${'Infinity'.repeat(long / 8)}`,
    ]) {
      assert.equal(indentedJson(text), null);
    }
  });
});
