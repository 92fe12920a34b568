/**
 * Logged tables: how a text becomes rows and cells, which columns are numbers, in which order, and what is copied of
 * them.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { areNumbers, numberOfText } from '../../../../../webview/elements/tables/numberTexts';
import { inOrderOfNumber, inOrderOfValue } from '../../../../../webview/elements/tables/rows';
import { csvOf } from '../../../../../webview/elements/tables/tableTexts';
import { readTable, type LoggedTable } from '../../../../../webview/tabs/evaluation/table/loggedTable';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string, name = 't.csv'): LoggedTable => readTable(utf8(text), name);

/** In an encoding that a mark at the beginning names. */
function marked(text: string, encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'utf-32le' | 'utf-32be'): Uint8Array {
  const whole = `\ufeff${text}`;
  if (encoding === 'utf-8') {
    return utf8(whole);
  }
  const units = encoding.startsWith('utf-16')
    ? Array.from({ length: whole.length }, (_, index) => whole.charCodeAt(index))
    : Array.from(whole, (character) => character.codePointAt(0)!);
  const width = encoding.startsWith('utf-16') ? 2 : 4;
  const view = new DataView(new ArrayBuffer(units.length * width));
  for (const [index, unit] of units.entries()) {
    if (width === 2) {
      view.setUint16(index * 2, unit, encoding.endsWith('le'));
    } else {
      view.setUint32(index * 4, unit, encoding.endsWith('le'));
    }
  }
  return new Uint8Array(view.buffer);
}

describe('the text of a table', () => {
  it('is cut by the separator that the table uses, whatever stands within quotes', () => {
    assert.deepEqual(read('"loss; train; mean",value\n1,2\n'), {
      columns: ['loss; train; mean', 'value'],
      rows: [['1', '2']],
    });
    assert.deepEqual(read('"a,b,c,d";value\n"1,5";2,5\n'), { columns: ['a,b,c,d', 'value'], rows: [['1,5', '2,5']] });
    assert.deepEqual(read('name;loss\nx;0,25\ny;1,5\n').rows, [
      ['x', '0,25'],
      ['y', '1,5'],
    ]);
    assert.deepEqual(read('name|text\nx|a, b\ny|c, d, e\n').rows, [
      ['x', 'a, b'],
      ['y', 'c, d, e'],
    ]);
    assert.deepEqual(read('name\ttext\nx\ta, b; c\n').rows, [['x', 'a, b; c']]);
    assert.deepEqual(read('sep=;\na;b,c\n1;2\n'), { columns: ['a', 'b,c'], rows: [['1', '2']] });
    assert.deepEqual(read('text\nno, separator\nat all\n').columns.length, 2);
    assert.deepEqual(read('a,b\n1,2', 't.tsv').columns, ['a,b']);
  });

  it('has rows that end as on any system, also in one file', () => {
    for (const end of ['\n', '\r\n', '\r']) {
      assert.deepEqual(
        read(['a,b', '1,2', '"x\r\ny",4', ''].join(end)),
        {
          columns: ['a', 'b'],
          rows: [
            ['1', '2'],
            ['x\r\ny', '4'],
          ],
        },
        JSON.stringify(end),
      );
    }
    assert.deepEqual(read('a,b\r\n1,2\n3,4\r5,6').rows, [
      ['1', '2'],
      ['3', '4'],
      ['5', '6'],
    ]);
    assert.deepEqual(read('a,b\r"1\n2",3\r').rows, [['1\n2', '3']]);
  });

  it('loses no row to a quote that stands where none should', () => {
    assert.deepEqual(read('size,text\n5" pipe,a\n6",b\n').rows, [
      ['5" pipe', 'a'],
      ['6"', 'b'],
    ]);
    assert.deepEqual(read('id,text\n1,"say ""no"""\n2,""\n').rows, [
      ['1', 'say "no"'],
      ['2', ''],
    ]);
    assert.deepEqual(read('id,json\n1,"{\\"a\\": 1}"\n2,"x"\n').rows, [
      ['1', '{"a": 1}'],
      ['2', 'x'],
    ]);
    assert.equal(read('id,text\n1,"abc" def\n2,"x"\n3,y\n').rows.length, 3);
  });

  it('is read in the encoding that its mark names', () => {
    for (const encoding of ['utf-8', 'utf-16le', 'utf-16be', 'utf-32le', 'utf-32be'] as const) {
      assert.deepEqual(
        readTable(marked('näme,value\r\nalpha 🚀,1\r\n', encoding), 't.csv'),
        { columns: ['näme', 'value'], rows: [['alpha 🚀', '1']] },
        encoding,
      );
      assert.deepEqual(
        readTable(marked('[{"näme":"α"}]', encoding), 't.json'),
        { columns: ['näme'], rows: [['α']] },
        encoding,
      );
    }
  });

  it('comes back from what is copied of it', () => {
    const cell = fc.oneof(
      fc.constantFrom(
        '',
        '00042',
        '-inf',
        '-Infinity',
        'NaN',
        '=1+1',
        '@x',
        '+1',
        '-1e-5',
        '- item',
        '"',
        '""',
        'a"b',
        'a,b',
        'a;b',
        'a\tb',
        'two\nlines',
        'two\r\nlines',
        ' x ',
        '\ufeffx',
        "'",
        'é🚀',
        '模型',
      ),
      fc.string(),
    );
    const table = fc.integer({ min: 1, max: 5 }).chain((width) =>
      fc.record({
        headings: fc.array(fc.stringMatching(/^[a-z]{1,6}$/), { minLength: width, maxLength: width }),
        rows: fc.array(
          fc.array(
            cell.filter((text) => !text.includes('\0')),
            { minLength: width, maxLength: width },
          ),
          { minLength: 1, maxLength: 6 },
        ),
      }),
    );
    // A text that begins like a formula has an apostrophe in front, so that no spreadsheet runs it.
    const copied = (text: string): string =>
      /^[=+\-@\t\r\n]/.test(text) && (numberOfText(text) === null || text !== text.trim()) ? `'${text}` : text;
    fc.assert(
      fc.property(table, (written) => {
        fc.pre(!written.rows.every((row) => row.every((text) => text === '')));
        const { columns, rows } = read(csvOf(written));
        assert.deepEqual(columns, written.headings);
        assert.deepEqual(
          rows,
          written.rows.map((row) => row.map(copied)),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('keeps numbers of any kind as they are when copied, and makes formulas texts', () => {
    const numbers = ['-inf', '-Infinity', '+inf', '-nan', '-1', '+1.5e-3', '-.5', '-∞'];
    assert.equal(
      csvOf({ headings: ['a'], rows: numbers.map((text) => [text]) }),
      `a\r\n${numbers.map((text) => `${text}\r\n`).join('')}`,
    );
    assert.equal(
      csvOf({
        headings: ['a', 'b'],
        rows: [
          ['=cmd()', '-inf()'],
          ['-1+2', '@x'],
          ['', '\t=1'],
        ],
      }),
      "a,b\r\n'=cmd(),'-inf()\r\n'-1+2,'@x\r\n,\"'\t=1\"\r\n",
    );
  });

  it('is read from JSON with all digits, and whatever its columns are called', () => {
    const json =
      '[{"id": 12345678901234567890, "__proto__": 1.0, "constructor": NaN, "10": true, "2": null}, {"id": 1e400}]';
    assert.deepEqual(read(json, 't.json'), {
      columns: ['id', '__proto__', 'constructor', '10', '2'],
      rows: [
        ['12345678901234567890', '1.0', 'NaN', 'true', ''],
        ['1e400', '', '', '', ''],
      ],
    });
    assert.deepEqual(read('{"columns":["a"],"data":[[{"b": 1.0, "a": [1, 2]}]]}', 't.json').rows, [
      ['{"b":1.0,"a":[1,2]}'],
    ]);
    assert.deepEqual(read('{"toString":{"0":9007199254740993},"x":{"1":"constructor"}}', 't.json'), {
      columns: ['toString', 'x'],
      rows: [
        ['9007199254740993', ''],
        ['', 'constructor'],
      ],
    });
    assert.throws(() => read('['.repeat(100_000), 't.json').rows, /no table/);
  });
});

describe('a column', () => {
  it('is one of numbers only when they tell the same', () => {
    for (const cells of [
      ['00042', '42'],
      ['02134', '00501'],
      ['12345678901234567', '1'],
      ['9007199254740993'],
      ['1.9', '1.10'],
      ['20261130', '20261201'],
      ['1e400', '1'],
      ['0x1f'],
      ['1_000'],
      ['5e10234'],
      ['2026-01-01'],
      ['1.2.3'],
      ['-007'],
      ['', ''],
    ]) {
      assert.equal(areNumbers(cells), false, cells.join(' '));
    }
    for (const cells of [
      ['1', '10', ''],
      ['0.5', 'nan', '-inf', 'Infinity'],
      ['1e-05', '0.10', '0.25'],
      ['1.0', '0.25'],
      ['0', '-0', '0.0'],
      ['9007199254740992'],
      ['0.30000000000000004'],
      ['1.50', '2.00', '0.25'],
      ['20261130', '3'],
      ['+1'],
      ['1e5', '.5', '5.'],
    ]) {
      assert.equal(areNumbers(cells), true, cells.join(' '));
    }
  });

  it('is sorted by size, infinities at the ends, and what is no number last both ways', () => {
    const scores = ['3', 'nan', '1', '10', 'nan', '2', 'inf', '0.5', '', '7', '-inf', 'inf'];
    const sorted = (descending: boolean): string => inOrderOfNumber(scores, numberOfText, descending).join(' ');
    assert.equal(sorted(false), '-inf 0.5 1 2 3 7 10 inf inf nan nan ');
    assert.equal(sorted(true), 'inf inf 10 7 3 2 1 0.5 -inf nan nan ');
    const values = ['b', '1e-05', '0.1', null, 'a', 'NaN', '-3', '20', 'Infinity'];
    assert.deepEqual(
      inOrderOfValue(values, (value) => value, false),
      ['-3', '1e-05', '0.1', '20', 'Infinity', 'a', 'b', null, 'NaN'],
    );
    assert.deepEqual(
      inOrderOfValue(values, (value) => value, true),
      ['b', 'a', 'Infinity', '20', '0.1', '1e-05', '-3', null, 'NaN'],
    );
    // Any order of them is the same order: what NaN breaks.
    fc.assert(
      fc.property(fc.array(fc.double()), fc.boolean(), (numbers, descending) => {
        const order = inOrderOfNumber(numbers, (number) => number, descending);
        const expected = numbers
          .filter((number) => !Number.isNaN(number))
          .sort((one, other) => (descending ? -1 : 1) * (one < other ? -1 : one > other ? 1 : 0));
        assert.deepEqual(
          order.filter((number) => !Number.isNaN(number)).map((number) => number + 0),
          expected.map((number) => number + 0),
        );
        assert.ok(order.slice(expected.length).every(Number.isNaN));
      }),
      { numRuns: 300 },
    );
  });
});
