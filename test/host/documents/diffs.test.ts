/** Comparisons of code: what stands on either side, and which of several files is meant. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ComparedSides } from '../../../src/documents/codeDiffs';
import { readDocumentAddress } from '../../../src/shared/address/experimentUri';
import { eventually } from '../../support/eventually';
import { signInToRuns, type SignedInLab } from '../../support/host/signedInLab';

describe('diffs', () => {
  let product: SignedInLab;
  const textOf = async (uri: vscode.Uri | null): Promise<string> =>
    Buffer.from(await vscode.workspace.fs.readFile(uri!)).toString();
  const pathOf = (uri: vscode.Uri | null): string | null => {
    const part = uri === null ? null : readDocumentAddress(uri)?.part;
    return part?.kind === 'code' ? part.path : null;
  };
  const activeInput = (): unknown => vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  let local: vscode.Uri;

  before(async () => {
    const [found] = await vscode.workspace.findFiles('**/train.py');
    assert.ok(found, 'The workspace of the tests has a train.py.');
    local = found;
    product = await signInToRuns([
      {
        key: 'one',
        name: 'run one',
        filePath: 'train.py',
        code: { 'train.py': 'a = 1\n', 'data.py': 'd = 1\n', 'same.py': 's = 1\n', 'gone.py': 'g = 1\n' },
      },
      {
        key: 'two',
        name: 'run two',
        filePath: 'train.py',
        code: { 'train.py': 'a = 2\n', 'data.py': 'd = 2\n', 'same.py': 's = 1\n', 'new.py': 'n = 1\n' },
      },
      {
        key: 'three',
        name: 'run three',
        code: { 'train.py': 'a = 1\n', 'data.py': 'd = 1\n', 'same.py': 's = 2\n', 'gone.py': 'g = 1\n' },
      },
      { key: 'script', name: 'script', code: { 'old-name.py': 'x = 1\n' } },
      { key: 'other', name: 'other script', code: { 'new-name.py': 'x = 2\n' } },
      {
        key: 'twin',
        name: 'twin of one',
        code: { 'train.py': 'a = 1\n', 'data.py': 'd = 1\n', 'same.py': 's = 1\n', 'gone.py': 'g = 1\n' },
      },
      { key: 'bare', name: 'bare' },
    ]);
  });
  after(() => product.close());
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('shows the run left and the active file right, both to be read', async () => {
    await vscode.window.showTextDocument(local);
    const comparison = await product.run<ComparedSides>('compareCodeWithActiveFile', product.ref('one'));
    assert.equal(comparison.title, 'train.py (run one) ↔ train.py');
    const [pair] = comparison.files;
    assert.equal(await textOf(pair!.left), 'a = 1\n');
    assert.equal(pair!.right!.toString(), local.toString());
    assert.match(await textOf(pair!.right), /LEARNING_RATE/);
    await eventually(() => {
      const input = activeInput();
      assert.ok(input instanceof vscode.TabInputTextDiff);
      assert.deepEqual(
        [input.original.toString(), input.modified.toString()],
        [pair!.left!.toString(), pair!.right!.toString()],
      );
    });
  });

  it('compares the file that was asked for, whatever it is called here', async () => {
    await vscode.window.showTextDocument(local);
    const { title, files } = await product.run<ComparedSides>('compareCodeWithActiveFile', {
      ...product.ref('two'),
      path: 'data.py',
    });
    assert.equal(title, 'data.py (run two) ↔ train.py');
    assert.equal(await textOf(files[0]!.left), 'd = 2\n');
  });

  it('finds the file in the workspace when none is in front', async () => {
    const { files } = await product.run<ComparedSides>('compareCodeWithActiveFile', product.ref('one'));
    assert.equal(files[0]!.right!.toString(), local.toString());
    assert.equal(pathOf(files[0]!.left), 'train.py');
  });

  it('does not take another run’s document for the file at hand', async () => {
    const document = await product.run<vscode.Uri>('openCode', { ...product.ref('two'), path: 'train.py' });
    await eventually(() => assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), document.toString()));
    const { files } = await product.run<ComparedSides>('compareCodeWithActiveFile', product.ref('one'));
    assert.equal(files[0]!.right!.toString(), local.toString());
  });

  it('shows all files in which two runs differ, those that only one has too', async () => {
    const { title, files } = await product.run<ComparedSides>('compareCode', product.ref('one'), [
      product.ref('one'),
      product.ref('two'),
    ]);
    assert.equal(title, 'Code: run one ↔ run two');
    assert.deepEqual(
      files.map(({ left, right }) => [pathOf(left), pathOf(right)]),
      [
        ['train.py', 'train.py'],
        ['data.py', 'data.py'],
        ['gone.py', null],
        [null, 'new.py'],
      ],
    );
    assert.deepEqual([await textOf(files[0]!.left), await textOf(files[0]!.right)], ['a = 1\n', 'a = 2\n']);
    await eventually(() =>
      assert.equal(vscode.window.tabGroups.activeTabGroup.activeTab?.label.includes('run one ↔ run two'), true),
    );
  });

  it('shows one file in a plain diff', async () => {
    const { title, files } = await product.run<ComparedSides>('compareCode', product.ref('one'), [
      product.ref('one'),
      product.ref('three'),
    ]);
    assert.equal(title, 'same.py (run one ↔ run three)');
    assert.equal(files.length, 1);
    await eventually(() => assert.ok(activeInput() instanceof vscode.TabInputTextDiff));
  });

  it('takes the only files of two runs for the same script', async () => {
    const { files } = await product.run<ComparedSides>('compareCode', undefined, [
      product.ref('script'),
      product.ref('other'),
    ]);
    assert.deepEqual(
      files.map(({ left, right }) => [pathOf(left), pathOf(right)]),
      [['old-name.py', 'new-name.py']],
    );
  });

  it('opens nothing when nothing differs or nothing is there', async () => {
    const { files } = await product.run<ComparedSides>('compareCode', undefined, [
      product.ref('one'),
      product.ref('twin'),
    ]);
    assert.deepEqual(files, []);
    assert.equal(activeInput(), undefined);
    assert.equal(await product.run('compareCode', undefined, [product.ref('one'), product.ref('bare')]), undefined);
    assert.equal(
      await product.run('compareCode', undefined, [product.ref('one'), product.ref('two'), product.ref('three')]),
      undefined,
    );
  });
});
