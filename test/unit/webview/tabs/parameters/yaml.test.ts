/** Copied YAML means to its readers, of version 1.1 as of 1.2, what was logged. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { parse } from 'yaml';
import { jsonOf, type NamedValue } from '../../../../../webview/tabs/parameters/valueTexts';
import { yamlOf } from '../../../../../webview/tabs/parameters/yaml';

/** Of one document; integers beyond doubles keep their digits. */
const readAs = (version: '1.1' | '1.2', text: string): ReadonlyMap<unknown, unknown> =>
  parse(text, { version, intAsBigInt: true, mapAsMap: true }) as ReadonlyMap<unknown, unknown>;

/** What a reader of JSON takes a logged text for: numbers that a double holds, and the two booleans. */
function meant(text: string): unknown {
  if (text === 'true' || text === 'false') {
    return text === 'true';
  }
  if (/^-?(0|[1-9]\d*)$/.test(text)) {
    return BigInt(text);
  }
  if (/^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?$/i.test(text)) {
    const number = Number(text);
    return Number.isFinite(number) && (number !== 0 || /^[-0.]+(e.*)?$/i.test(text)) ? number : text;
  }
  return text;
}

const tricky = [
  '1e-05',
  '3e-4',
  '5e10234',
  '1E5',
  '1e5',
  '-2e+3',
  '1.5e3',
  '-1.0',
  '0.10',
  '1e-400',
  '0e5',
  '20',
  '-0',
  '12345678901234567890',
  'on',
  'no',
  'Yes',
  'y',
  'N',
  'TRUE',
  'True',
  'null',
  'Null',
  '~',
  '',
  ' ',
  'NaN',
  'nan',
  '.nan',
  '.inf',
  'inf',
  '-inf',
  '012',
  '0o17',
  '0x1f',
  '0b1',
  '1_000',
  '1:30',
  '190:20:30',
  '2026-01-01',
  '2001-12-14t21:59:43.10-05:00',
  '+1',
  '.5',
  '5.',
  '=',
  '<<',
  '-',
  '- a',
  '? a',
  ': a',
  'a: b',
  'a #b',
  '#',
  '&a',
  '*a',
  '!a',
  '|',
  '>',
  '%a',
  '@a',
  '`a',
  '{',
  '}',
  '[',
  ']',
  ',',
  '---',
  '...',
  'two\nlines',
  'nel\u0085end',
  'ls\u2028ps\u2029',
  '\r\n',
  '\ttab ',
  ' lead',
  '\u0000\u0007\u007f\u009f',
  '\ufeffmark',
  '🚀',
  '\ud800',
  '\uffff',
  'é',
  "it's",
  '"',
  '\\',
  'adam',
  'src/train.py',
  'a'.repeat(2000),
  'key with blank',
  'constructor',
  '__proto__',
];

describe('copied YAML', () => {
  it('is read as what was logged, names and values, in both versions', () => {
    const text = fc.oneof(
      fc.constantFrom(...tricky),
      fc.string({ unit: 'binary' }),
      fc.string(),
      fc.double().map(String),
      fc.stringMatching(/^[0-9eE+\-._:xob]{1,9}$/),
    );
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(text, text), { selector: ([name]) => name, maxLength: 12 }), (values) => {
        const copied = yamlOf(values);
        for (const version of ['1.1', '1.2'] as const) {
          const found = values.length === 0 ? new Map() : readAs(version, copied);
          for (const [name, value] of values) {
            assert.deepEqual([name, found.get(name)], [name, meant(value)], `${version} of ${copied}`);
          }
          assert.equal(found.size, values.length);
        }
      }),
      { numRuns: 400 },
    );
    for (const value of tricky) {
      for (const version of ['1.1', '1.2'] as const) {
        assert.deepEqual(
          readAs(version, yamlOf([['value', value]])).get('value'),
          meant(value),
          `${version} of ${value}`,
        );
      }
    }
  });

  it('has lists and objects whose numbers and texts are what they were', () => {
    const logged =
      '{"lr": 1e-05, "name": "no", "id": 12345678901234567890, "date": "2026-01-01", "nested": [1E5, NaN, -Infinity, null, true, "🚀\\u0085\\/", 5e10234], "on": {}}';
    assert.equal(
      yamlOf([['config', logged]]),
      'config: {"lr": 1.0e-05, "name": "no", "id": 12345678901234567890, "date": "2026-01-01", "nested": [1.0e+5, .nan, -.inf, null, true, "🚀\\u0085/", "5e10234"], "on": {}}\n',
    );
    assert.equal(
      yamlOf([
        ['betas', '(0.9, 0.999)'],
        ['broken', '[1, 2'],
      ]),
      'betas: "(0.9, 0.999)"\nbroken: "[1, 2"\n',
    );
  });

  it('is read so by Python itself, where it is there', function () {
    const python = spawnSync('python3', ['-c', 'import yaml'], { stdio: 'ignore' });
    const values = tricky
      .filter((text) => !text.includes('\ud800'))
      .map((value, index): NamedValue => [`v${index}`, value]);
    const expected = values.map(([, value]) => {
      const read = meant(value);
      return typeof read === 'bigint'
        ? `int ${read}`
        : typeof read === 'number'
          ? `float ${read}`
          : typeof read === 'boolean'
            ? `bool ${read}`
            : `str ${JSON.stringify(value)}`;
    });
    // Without PyYAML the version 1.1 of the reader above speaks for it.
    if (python.status !== 0) {
      assert.equal(readAs('1.1', yamlOf(values)).size, values.length);
      return;
    }
    const script =
      'import json,sys,yaml\nfor v in yaml.safe_load(sys.stdin.buffer.read().decode()).values(): print(json.dumps([type(v).__name__, repr(v) if not isinstance(v, str) else v]))';
    const { stdout, stderr } = spawnSync('python3', ['-c', script], { input: yamlOf(values), encoding: 'utf8' });
    assert.equal(stderr, '');
    const found = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as [string, string])
      .map(([type, value]) =>
        type === 'str'
          ? `str ${JSON.stringify(value)}`
          : type === 'float'
            ? `float ${Number(value)}`
            : `${type} ${value.toLowerCase()}`,
      );
    assert.deepEqual(found, expected);
  });
});

describe('copied JSON', () => {
  it('has numbers only where every reader finds the same number', () => {
    assert.equal(
      jsonOf([
        ['lr', '1e-05'],
        ['commit', '5e10234'],
        ['id', '12345678901234567890'],
        ['no', 'NaN'],
        ['list', '[1.0, 9007199254740993]'],
        ['odd', '[NaN]'],
        ['lines', '{\n "a": 1.0\n}'],
        ['tiny', '1e-400'],
      ]),
      '{\n  "lr": 1e-05,\n  "commit": "5e10234",\n  "id": 12345678901234567890,\n  "no": "NaN",\n  "list": [1.0, 9007199254740993],\n  "odd": "[NaN]",\n  "lines": {"a":1.0},\n  "tiny": "1e-400"\n}\n',
    );
  });
});
