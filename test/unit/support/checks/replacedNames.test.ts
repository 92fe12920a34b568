import { strict as assert } from 'node:assert';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { replacedNames, type Replaced } from '../../../support/checks/replacedNames';

describe('replaced names', () => {
  let folder: string;
  const list: readonly Replaced[] = [
    { names: ['pace'], by: 'eventLoop', file: 'too' },
    { names: ['whole'], by: 'maximized', in: /^webview\/charts\// },
    { names: ['row'], by: 'treeItem', in: /^src\/tree\//, file: 'only' },
  ];
  const found = (): string[] => replacedNames(folder, list).map(({ name, at }) => `${name} ${at}`);
  const write = async (files: Readonly<Record<string, string>>): Promise<void> => {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'names-'));
    await write({ 'src/one.ts': '', 'src/tree/one.ts': '', 'webview/charts/two.ts': '', 'test/one.ts': '' });
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('finds a name wherever something is given one', async () => {
    await write({
      'src/one.ts': [
        'const pace = 1;',
        'function run(pace: number): void {}',
        'class Loop { #pace = 1; pace(): void {} }',
        'interface Loops { pace: number }',
        'const { a: pace } = given;',
        'const made = { pace: 1 };',
      ].join('\n'),
      'test/unit/pace.test.ts': 'export {};',
    });
    assert.deepEqual(found(), [
      'pace src/one.ts:1',
      'pace src/one.ts:2',
      '#pace src/one.ts:3',
      'pace src/one.ts:3',
      'pace src/one.ts:4',
      'pace src/one.ts:5',
      'pace src/one.ts:6',
      'pace test/unit/pace.test.ts',
    ]);
  });

  it('passes over uses, comments, texts, and words within longer names', async () => {
    await write({ 'src/one.ts': "// pace\nconst spacer = other.pace('pace', pace);" });
    assert.deepEqual(found(), []);
  });

  it('passes over a name outside the folders where it was replaced', async () => {
    await write({ 'src/one.ts': 'const whole = 1;', 'webview/charts/one.ts': 'const whole = 1;' });
    assert.deepEqual(found(), ['whole webview/charts/one.ts:1']);
  });

  it('tells names of files from names in them', async () => {
    await write({ 'src/tree/row.ts': 'const row = 1;', 'src/panels/row.ts': '' });
    assert.deepEqual(found(), ['row src/tree/row.ts']);
  });

  it('fails where the files have gone that an entry is about', async () => {
    await rm(join(folder, 'src/tree'), { recursive: true });
    assert.throws(found, /No file matches .*tree.*, where “row” would be looked for/);
  });
});
