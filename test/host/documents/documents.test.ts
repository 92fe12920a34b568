/** The file system `experiment:` as editors see it: contents, languages, errors, and an output that grows. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { documentAddress, type DocumentPart } from '../../../src/shared/address/experimentUri';
import { eventually } from '../../support/eventually';
import { signInToRuns, type SignedInLab } from '../../support/host/signedInLab';

const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const blob = randomBytes(70_000);
const notebook = JSON.stringify({
  cells: [{ cell_type: 'markdown', metadata: {}, source: ['# Notes'] }],
  metadata: {},
  nbformat: 4,
  nbformat_minor: 5,
});

/** Four lines, of which the last names the exception. */
const traceback = (exception: string): string =>
  `Traceback (most recent call last):\n  File "train.py", line 3, in <module>\n    main()\n${exception}\n`;

describe('documents', () => {
  let product: SignedInLab;
  const uriOf = (key: string, part: DocumentPart, name = 'a run'): vscode.Uri =>
    vscode.Uri.from(documentAddress(product.ref(key), name, part));
  const openText = async (uri: vscode.Uri): Promise<vscode.TextDocument> =>
    (await vscode.window.showTextDocument(uri)).document;

  before(async () => {
    product = await signInToRuns([
      {
        key: 'run1',
        name: 'digits 95% <b>#1</b>',
        code: {
          'src/train.py': 'LEARNING_RATE = 0.1\n',
          'src/long.py': 'x = 1\n'.repeat(200),
          '../../etc/passwd': 'not that one\n',
          'notebooks/a b#c%20?.R': 'x <- 1\n',
          'config.json': '{}',
        },
        parameters: { lr: '0.10', optimizer: 'adam', epochs: '20' },
        output: '\u001b[1;31mCOMET INFO:\u001b[0m started\nepoch 1\repoch 2\n',
        patch: 'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-old\n+new\n',
        assets: [
          { id: 'png', name: 'figure', bytes: picture, type: 'image', folder: 'media' },
          { id: 'json', name: 'tables/matrix', bytes: '{"matrix": []}', type: 'confusion-matrix' },
          { id: 'ipynb', name: 'notes.ipynb', bytes: notebook },
          { id: 'blob', name: 'weights.bin', bytes: blob },
          { id: 'big', name: 'huge.bin', bytes: 'x', announced: 100 * 1024 * 1024 },
          { id: 'far', name: 'far.csv', link: 'https://me:secret@example.com/far.csv?signature=secret' },
        ],
      },
      { key: 'empty', name: 'empty' },
      { key: 'live', name: 'live', running: true, output: 'step 1\n' },
      {
        key: 'crashed',
        name: 'crashed',
        crashed: true,
        output: `started\n${traceback('ValueError: the first one')}${'epoch 1%\repoch 2%\n'.repeat(297)}${traceback('ValueError: the second one')}`,
      },
      {
        key: 'coloured',
        name: 'coloured',
        crashed: true,
        output: `bar 1\n\u001b[Abar 2\n\u001b[31m${traceback('torch.OutOfMemoryError: CUDA out of memory.')}\u001b[0m`,
      },
      { key: 'silent', name: 'silent', crashed: true, output: `started\n${'epoch\n'.repeat(50)}` },
      { key: 'survived', name: 'survived', output: traceback('ValueError: caught') },
    ]);
  });
  after(() => product.close());
  afterEach(async () => {
    product.lab.faults.stop();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('shows code under its own name, in its language, not to be changed', async () => {
    const uri = await product.run<vscode.Uri>('openCode', { ...product.ref('run1'), path: 'src/train.py' });
    const document = await openText(uri);
    assert.equal(document.getText(), 'LEARNING_RATE = 0.1\n');
    assert.equal(document.languageId, 'python');
    assert.match(uri.path, /\/src\/train\.py$/);
    assert.equal(vscode.workspace.fs.isWritableFileSystem('experiment'), false);
    await assert.rejects(Promise.resolve(vscode.workspace.fs.writeFile(uri, Buffer.from('x'))));
    await assert.rejects(Promise.resolve(vscode.workspace.fs.delete(uri)));
  });

  it('opens code at a line, and at its beginning for what is no line', async () => {
    const target = { ...product.ref('run1'), path: 'src/long.py' };
    const lineOf = async (line: unknown): Promise<number> => {
      const uri = await product.run<vscode.Uri>('openCode', target, undefined, line);
      await eventually(() => assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), uri.toString()));
      return vscode.window.activeTextEditor!.selection.active.line;
    };
    for (const line of [0, -3, 1.5, Number.NaN, '9', { line: 9 }, null]) {
      assert.equal(await lineOf(line), 0, JSON.stringify(line));
    }
    await eventually(async () => assert.equal(await lineOf(150), 149));
    const editor = vscode.window.activeTextEditor!;
    await eventually(() =>
      assert.ok(editor.visibleRanges.some((range) => range.contains(new vscode.Position(149, 0)))),
    );
    await eventually(async () => assert.equal(await lineOf(7), 6, 'the open editor moves'));
  });

  it('finds every name through the text of its address', async () => {
    for (const [path, text] of [
      ['../../etc/passwd', 'not that one\n'],
      ['notebooks/a b#c%20?.R', 'x <- 1\n'],
    ] as const) {
      const uri = await product.run<vscode.Uri>('openCode', { ...product.ref('run1'), path });
      const again = vscode.Uri.parse(uri.toString(), true);
      assert.equal(Buffer.from(await vscode.workspace.fs.readFile(again)).toString(), text);
    }
  });

  it('shows the patch, the parameters and the output as what they are', async () => {
    const patch = await openText(await product.run<vscode.Uri>('openPatch', product.ref('run1')));
    assert.equal(patch.languageId, 'diff');
    assert.match(patch.getText(), /^\+new$/m);
    const parameters = await openText(await product.run<vscode.Uri>('openParameters', product.ref('run1')));
    assert.equal(parameters.languageId, 'json');
    assert.equal(parameters.getText(), '{\n  "epochs": 20,\n  "lr": 0.10,\n  "optimizer": "adam"\n}\n');
    const output = await openText(await product.run<vscode.Uri>('openOutput', product.ref('run1')));
    assert.equal(output.languageId, 'log');
    assert.equal(output.getText(), 'COMET INFO: started\nepoch 2\n');
    assert.match(output.uri.path, /digits 95% _b_#1__b_ output\.log$/);
  });

  it('opens the output of a crashed run at the exception of its last traceback, in sight, and any other at its beginning', async () => {
    const at = async (key: string): Promise<string> => {
      const uri = await product.run<vscode.Uri>('openOutput', product.ref(key));
      await eventually(() => assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), uri.toString()));
      const editor = vscode.window.activeTextEditor!;
      const { line } = editor.selection.active;
      await eventually(() =>
        assert.ok(editor.visibleRanges.some((range) => range.contains(new vscode.Position(line, 0)))),
      );
      return `${line}: ${editor.document.lineAt(line).text}`;
    };
    assert.equal(await at('crashed'), '305: ValueError: the second one');
    assert.equal(await at('coloured'), '4: torch.OutOfMemoryError: CUDA out of memory.');
    assert.equal(await at('silent'), '0: started');
    assert.equal(await at('survived'), '0: Traceback (most recent call last):');
  });

  it('opens assets in the editor that is made for them', async () => {
    const open = (assetId: string): Promise<vscode.Uri> =>
      product.run<vscode.Uri>('openAsset', { ...product.ref('run1'), assetId });
    const shown = (): unknown => {
      const { label, input } = vscode.window.tabGroups.activeTabGroup.activeTab ?? {};
      return input instanceof vscode.TabInputCustom
        ? ['custom', input.uri.toString()]
        : input instanceof vscode.TabInputNotebook
          ? ['notebook', input.uri.toString()]
          : ['neither', label];
    };
    const png = await open('png');
    await eventually(() => assert.deepEqual(shown(), ['custom', png.toString()]));
    const ipynb = await open('ipynb');
    await eventually(() => assert.deepEqual(shown(), ['notebook', ipynb.toString()]));
    const json = await openText(await open('json'));
    assert.equal(json.languageId, 'json');
    assert.equal(json.getText(), '{"matrix": []}');
  });

  it('gives bytes as they are, with their size', async () => {
    const uri = uriOf('run1', { kind: 'asset', assetId: 'blob', name: 'weights.bin' });
    const stat = await vscode.workspace.fs.stat(uri);
    assert.deepEqual(
      [stat.type, stat.size, stat.permissions],
      [vscode.FileType.File, blob.length, vscode.FilePermission.Readonly],
    );
    assert.ok(blob.equals(await vscode.workspace.fs.readFile(uri)));
    const code = uriOf('run1', { kind: 'code', path: 'src/train.py' });
    assert.equal((await vscode.workspace.fs.stat(code)).size, 20);
    assert.ok((await vscode.workspace.fs.stat(code)).mtime > 0);
  });

  it('does not read what is too large or somewhere else', async () => {
    await assert.rejects(
      Promise.resolve(vscode.workspace.fs.readFile(uriOf('run1', { kind: 'asset', assetId: 'big', name: 'x' }))),
      /larger than the 64 MB that are shown here\. Download it instead/,
    );
    await assert.rejects(
      Promise.resolve(vscode.workspace.fs.readFile(uriOf('run1', { kind: 'asset', assetId: 'far', name: 'x' }))),
      (error: Error) => error.message.includes('https://example.com/far.csv') && !error.message.includes('secret'),
    );
  });

  it('says what is wrong in the words of the problem', async () => {
    const read = (uri: vscode.Uri): Promise<Uint8Array> => Promise.resolve(vscode.workspace.fs.readFile(uri));
    const codeIs =
      (code: string, words: RegExp) =>
      (error: vscode.FileSystemError): boolean =>
        error.code === code && words.test(error.message);
    await assert.rejects(read(uriOf('empty', { kind: 'patch' })), codeIs('FileNotFound', /No uncommitted changes/));
    await assert.rejects(
      read(uriOf('empty', { kind: 'code', path: 'x.py' })),
      codeIs('FileNotFound', /no code file “x\.py”/),
    );
    await assert.rejects(
      read(uriOf('run1', { kind: 'asset', assetId: 'gone', name: 'x' })),
      codeIs('FileNotFound', /no longer has this asset/),
    );
    await assert.rejects(
      read(vscode.Uri.parse('experiment://nobody/x/y')),
      codeIs('FileNotFound', /does not name a document/),
    );
    await assert.rejects(
      read(vscode.Uri.from(documentAddress({ connection: 'gone', key: 'x' }, 'x', { kind: 'output' }))),
      codeIs('FileNotFound', /connection/i),
    );
    product.lab.faults.always(/experiment\/output$/, { kind: 'status', status: 403 });
    await assert.rejects(read(uriOf('empty', { kind: 'output' })), codeIs('NoPermissions', /./));
    product.lab.faults.stop();
    assert.equal((await read(uriOf('empty', { kind: 'output' }))).length, 0, 'recovers by itself');
  });

  it('follows the output of what runs while it is looked at', async () => {
    const configuration = vscode.workspace.getConfiguration('experimentExplorer');
    await configuration.update('refreshInterval', 0.05, vscode.ConfigurationTarget.Global);
    try {
      const document = await openText(await product.run<vscode.Uri>('openOutput', product.ref('live')));
      assert.equal(document.getText(), 'step 1\n');
      const { output } = await product.held('live').content();
      output.push({ text: 'step 2\n', stderr: false, time: Date.now() });
      await eventually(() => assert.equal(document.getText(), 'step 1\nstep 2\n'));
    } finally {
      await configuration.update('refreshInterval', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('reads anew what was refreshed', async () => {
    const uri = await product.run<vscode.Uri>('openOutput', product.ref('run1'));
    const document = await openText(uri);
    const { output } = await product.held('run1').content();
    output.push({ text: 'the end\n', stderr: false, time: Date.now() });
    product.parts.store.refresh(product.ref('run1'));
    await eventually(() => assert.match(document.getText(), /the end\n$/));
  });
});
