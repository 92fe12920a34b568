/**
 * Values as they are logged: which are the same, how one came from the other, what lies within them, how they are
 * written.
 */
import assert from 'node:assert/strict';
import { ready } from '../../../../../src/shared/problem';
import { valueColumns, valueRows } from '../../../../../webview/tabs/parameters/compared/comparison';
import { prettyStructure, readStructure, structureChanges } from '../../../../../webview/tabs/parameters/structure';
import {
  argumentsOf,
  comparedJsonOf,
  comparedTable,
  jsonOf,
  type NamedValue,
} from '../../../../../webview/tabs/parameters/valueTexts';
import { yamlOf } from '../../../../../webview/tabs/parameters/yaml';
import { exactNumber, relation, sameNumber, sameValue } from '../../../../../webview/tabs/parameters/values';
import { csvOf, markdownOf } from '../../../../../webview/elements/tables/tableTexts';
import { comparedExperiments, pageState } from '../../../../support/fixtures/experimentFixture';

const read = (text: string) => {
  const structure = readStructure(text);
  assert.ok(structure, text);
  return structure;
};

describe('values as logged', () => {
  it('takes two ways to write one number for the same, and no digit for granted', () => {
    for (const [one, other] of [
      ['1e-3', '0.001'],
      ['64', '64.0'],
      [' 7', '7'],
      ['-0', '0'],
      ['+1', '1'],
      ['9007199254740993', '9007199254740993.0'],
      ['3.0000000000000004e-1', '0.30000000000000004'],
      ['12345678901234567890', '1.234567890123456789e19'],
      ['NaN', 'nan'],
      ['-Infinity', '-inf'],
      ['[NaN, 1]', '[nan, 1.0]'],
      ['True', 'true'],
      ['1e999', '10e998'],
      ['.5', '0.50'],
    ] as const) {
      assert.ok(sameValue(one, other), `${one} and ${other}`);
    }
    for (const [one, other] of [
      ['12345678901234567890', '12345678901234567891'],
      ['', '0'],
      ['true', '1'],
      ['0x10', '16'],
      ['1e999', '1e998'],
      ['adam', 'Adam'],
      ['9007199254740993', '9007199254740992'],
      ['007', '7'],
      ['"true"', 'true'],
      ['1', 'True'],
      ['nan', 'inf'],
      ['inf', '-inf'],
      ['[9007199254740993]', '[9007199254740992]'],
      ['["1"]', '[1]'],
      ['0.1', '0.10000000000000001'],
    ] as const) {
      assert.ok(!sameValue(one, other), `${one} and ${other}`);
    }
    assert.equal(exactNumber('Infinity'), null);
    assert.equal(exactNumber('0.000123456789012345'), 0.000123456789012345);
  });

  it('says how a number came from another', () => {
    for (const [from, to, words] of [
      ['0.003', '0.001', '×0.333'],
      ['64', '128', '×2'],
      ['-2', '-1', '×0.5'],
      ['0', '5', '+5'],
      ['5', '0', '−5'],
      ['1', '-1', '−2'],
      ['1000000', '1000001', '+1'],
      ['0.1', '0.3', '×3'],
    ] as const) {
      assert.equal(relation(from, to), words);
    }
    for (const [from, to] of [
      ['a', '1'],
      ['1', ''],
      ['1', '1.0'],
      ['[1]', '[2]'],
    ] as const) {
      assert.equal(relation(from, to), null);
    }
  });

  it('reads lists and objects in JSON and as Python prints them', () => {
    assert.ok(sameValue('{"a": 1, "b": [true, null]}', "{'b':[True,None],'a':1.0}"));
    assert.ok(!sameValue('{"a": "true"}', '{"a": true}'));
    assert.ok(!sameValue('[1, 2]', '(1, 2)'));
    assert.ok(!sameValue('[1, 2]', '[1, 2, 3]'));
    for (const text of [
      '{}',
      '[]',
      '(1, 2)',
      '{1, 2}',
      "[Path('a, b]'), array([1, 2])]",
      '{"quoted \\" bracket ]": "}"}',
      "{'when': 12:30}",
    ]) {
      read(text);
    }
    for (const text of [
      '(none)',
      '[1',
      '[1]]',
      '[1] and more',
      '{1: 2, 3}',
      '[,]',
      '["open]',
      '64',
      '',
      '['.repeat(5000) + ']'.repeat(5000),
    ]) {
      assert.equal(readStructure(text), null, text.slice(0, 20));
    }
  });

  it('indents a structure and keeps each leaf as it was', () => {
    const config =
      '{"optimizer": {"name": "adam", "betas": [0.90, 0.999], "eps": 1e-08}, "layers": [128, 64, 32], "id": 12345678901234567890}';
    const pretty = prettyStructure(read(config));
    assert.equal(
      pretty,
      [
        '{',
        '  "optimizer": {"name": "adam", "betas": [0.90, 0.999], "eps": 1e-08},',
        '  "layers": [128, 64, 32],',
        '  "id": 12345678901234567890',
        '}',
      ].join('\n'),
    );
    assert.ok(sameValue(pretty, config));
  });

  it('tells what is different key by key', () => {
    const changes = structureChanges(
      read('{"optimizer": {"name": "adam", "betas": [0.9, 0.999]}, "layers": [128, 64], "seed": 7}'),
      read("{'optimizer': {'name': 'sgd', 'betas': [0.90, 0.99]}, 'layers': [128], 'warm': True}"),
      sameNumber,
    );
    assert.deepEqual(changes, [
      { path: 'optimizer.name', from: '"adam"', to: "'sgd'" },
      { path: 'optimizer.betas[1]', from: '0.999', to: '0.99' },
      { path: 'layers', from: '[128, 64]', to: '[128]' },
      { path: 'seed', from: '7', to: null },
      { path: 'warm', from: null, to: 'True' },
    ]);
    const long = (seed: number) => read(`[${Array.from({ length: 900 }, (_, index) => index + seed).join(', ')}]`);
    assert.equal(structureChanges(long(0), long(1), sameNumber).length, 200);
  });

  const hostile: readonly NamedValue[] = [
    ['lr', '0.10'],
    ['two words', "it's"],
    ['shift', '-1'],
    ['yes', 'no'],
    ['$(reboot)', '`reboot`; $HOME'],
    ['line', 'a\nb\u001b[2J'],
    ['list', '[1, 2]'],
    ['on', 'true'],
  ];

  it('writes JSON, YAML and a command line that nothing breaks out of', () => {
    assert.deepEqual(JSON.parse(jsonOf(hostile)), {
      lr: 0.1,
      'two words': "it's",
      shift: -1,
      yes: 'no',
      '$(reboot)': '`reboot`; $HOME',
      line: 'a\nb\u001b[2J',
      list: [1, 2],
      on: true,
    });
    assert.ok(jsonOf(hostile).includes('"lr": 0.10,'));
    assert.equal(
      yamlOf(hostile),
      [
        'lr: 0.10',
        '"two words": "it\'s"',
        'shift: -1',
        '"yes": "no"',
        '"$(reboot)": "`reboot`; $HOME"',
        'line: "a\\nb\\u001b[2J"',
        'list: [1, 2]',
        '"on": true',
        '',
      ].join('\n'),
    );
    assert.equal(
      argumentsOf(hostile),
      "--lr 0.10 '--two words' 'it'\\''s' --shift=-1 --yes no '--$(reboot)' '`reboot`; $HOME' --line $'a\\u000ab\\u001b[2J' --list '[1, 2]' --on true",
    );
    assert.equal(jsonOf([]), '{}\n');
    assert.equal(argumentsOf([['empty', '']]), "--empty ''");
  });

  it('writes Markdown and CSV that stay a table and run no formula', () => {
    const table = {
      headings: ['Name', 'Value'],
      rows: [
        ['a|b', '<img src=x>'],
        ['line', 'one\ntwo'],
        ['sum', '=HYPERLINK("x")'],
        ['less', '-0.5'],
        ['comma', 'a,b'],
        ['at', '@x'],
      ],
    };
    assert.equal(
      markdownOf(table),
      [
        '| Name | Value |',
        '| --- | --- |',
        '| a\\|b | \\<img src=x\\> |',
        '| line | one two |',
        '| sum | =HYPERLINK("x") |',
        '| less | -0.5 |',
        '| comma | a,b |',
        '| at | @x |',
        '',
      ].join('\n'),
    );
    assert.equal(
      csvOf(table),
      'Name,Value\r\na|b,<img src=x>\r\nline,"one\ntwo"\r\nsum,"\'=HYPERLINK(""x"")"\r\nless,-0.5\r\ncomma,"a,b"\r\nat,\'@x\r\n',
    );
  });

  it('lays experiments beside each other: what was not logged is not empty, what is not loaded is not said to differ', () => {
    const [one, other] = comparedExperiments(2);
    assert.ok(one !== undefined && other !== undefined);
    const summary = (name: string, value: string) => ({
      name,
      context: null,
      ofMachine: false,
      current: { value, step: null, time: null },
      minimum: null,
      maximum: null,
    });
    const columns = valueColumns(
      [
        { ...pageState, values: ready([summary('lr', '1e-3'), summary('note', ''), summary('only_here', 'x')]) },
        { ...one, values: ready([summary('only_there', 'y'), summary('lr', '0.001')]) },
        { ...other, experiment: one.experiment, values: null },
      ],
      { [`c1/${one.reference.key}`]: 4 },
    );
    assert.deepEqual(
      columns.map(({ paletteIndex: place, own }) => [place, own]),
      [
        [0, true],
        [4, false],
        [2, false],
      ],
    );
    // Two of one name are told apart.
    assert.deepEqual(
      columns.map(({ title }) => title),
      ['digits-mlp lr=0.003 wide', 'digits-mlp seed=1 (00000000)', 'digits-mlp seed=1 (00000000)'],
    );
    const rows = valueRows(columns);
    assert.deepEqual(rows, [
      { name: 'lr', cells: ['1e-3', '0.001', undefined], different: false },
      { name: 'note', cells: ['', null, undefined], different: true },
      { name: 'only_here', cells: ['x', null, undefined], different: true },
      { name: 'only_there', cells: [null, 'y', undefined], different: true },
    ]);
    assert.deepEqual(comparedTable(columns, rows, 'Name').rows[1], ['note', '', 'not logged', 'not known']);
    assert.deepEqual(
      (JSON.parse(comparedJsonOf(columns, rows, 'parameters')) as { parameters: unknown }[]).map(
        ({ parameters }) => parameters,
      ),
      [{ lr: 0.001, note: '', only_here: 'x' }, { lr: 0.001, only_there: 'y' }, null],
    );
  });
});
