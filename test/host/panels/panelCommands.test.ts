/**
 * What a page asks of its panel beside the light parts: the output piece by piece, files to be written; nonsense does
 * nothing.
 */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { write } from '../../../src/panels/saveAs';
import type { ExperimentTab } from '../../../src/shared/verbs/experimentTabs';
import { eventually } from '../../support/eventually';
import { signInToRuns, type SignedInLab } from '../../support/host/signedInLab';

describe('what a page asks of its panel', () => {
  let product: SignedInLab;
  let folder: string;

  before(async () => {
    product = await signInToRuns([
      { key: 'run', name: 'run', output: 'epoch 1\n', code: { 'train.py': 'a = 1\nb = 2\nc = 3\n' } },
    ]);
    folder = await mkdtemp(join(tmpdir(), 'experiments-panel-'));
  });
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));
  after(async () => {
    await product.close();
    await rm(folder, { recursive: true });
  });

  const open = (tab: ExperimentTab) => {
    product.parts.panels.open(product.ref('run'), tab);
    const content = product.parts.panels.contentOf(product.ref('run'));
    assert.ok(content);
    return content;
  };

  it('gives the output from where the page has it, and from its start when it was rewritten', async () => {
    const { answers } = open('output');
    const { output } = await product.held('run').content();
    const print = (text: string): void => {
      output.push({ text, stderr: false, time: Date.now() });
      product.parts.store.refresh(product.ref('run'));
    };
    const first = await answers.output({ from: 0 });
    assert.deepEqual([first.from, first.total], [0, first.text.length]);
    assert.match(first.text, /epoch 1/);
    print('epoch 2\n');
    const more = await answers.output({ from: first.total });
    assert.equal(more.from, first.total);
    assert.ok(more.text.includes('epoch 2') && !more.text.includes('epoch 1'));
    output.splice(0, 1, { text: 'epoch one\n', stderr: false, time: Date.now() });
    product.parts.store.refresh(product.ref('run'));
    const again = await answers.output({ from: more.total });
    assert.equal(again.from, 0);
    assert.match(again.text, /epoch one/);
  });

  it('knows the logged code beside the output, and opens a file at the line that the page names', async () => {
    const { commands } = open('output');
    await eventually(() => assert.equal(product.parts.panels.stateOf(product.ref('run'))?.code?.state, 'ready'));
    commands.codeVerb({ verb: 'openCode', path: 'train.py', line: 3 });
    await eventually(() => {
      const editor = vscode.window.activeTextEditor;
      assert.ok(editor?.document.uri.path.endsWith('/train.py'));
      assert.equal(editor?.selection.active.line, 2);
    });
  });

  it('writes texts and bytes, and says in a sentence what cannot be written', async () => {
    const target = (name: string): vscode.Uri => vscode.Uri.file(join(folder, name));
    await write(target('loss.csv'), 'step,loss\n');
    await write(target('loss.png'), Uint8Array.of(1, 2, 3));
    assert.deepEqual(
      [await readFile(join(folder, 'loss.csv'), 'utf8'), [...(await readFile(join(folder, 'loss.png')))]],
      ['step,loss\n', [1, 2, 3]],
    );
    await writeFile(join(folder, 'file'), '');
    const { kind, message, advice } = await write(target('file/below.csv'), 'x').then(
      () => assert.fail('written'),
      (error: unknown) => error as { kind: string; message: string; advice: string },
    );
    assert.deepEqual(
      [kind, message, advice],
      [
        'refused',
        `“${join(folder, 'file/below.csv')}” cannot be written: There is a file where a folder should be.`,
        'Choose another folder or name.',
      ],
    );
  });

  it('shows the tabs that the tracker has, and the first one for another', async () => {
    const stateOf = () => {
      const state = product.parts.panels.stateOf(product.ref('run'));
      assert.ok(state);
      return state;
    };
    const giveBack = product.withoutGroups('output', 'edits', 'files');
    try {
      await product.run('openExperiment', product.ref('run'), undefined, 'output');
      await eventually(() => assert.ok(!stateOf().tabs.includes('output')));
      assert.equal(stateOf().front.tab, 'overview');
      const { tabs, verbs } = stateOf();
      assert.ok(
        tabs.includes('code') && tabs.includes('report') && !tabs.includes('assets') && !tabs.includes('media'),
      );
      assert.deepEqual(
        verbs.filter((verb) => ['archive', 'rename', 'openOutput', 'downloadAllAssets'].includes(verb)),
        [],
      );
      const { commands } = open('code');
      assert.equal(stateOf().front.tab, 'code');
      commands.show({ tab: 'output' });
      assert.equal(stateOf().front.tab, 'code');
      await product.run('openExperiment', product.ref('run'), undefined, 'assets');
      assert.equal(stateOf().front.tab, 'overview');
    } finally {
      giveBack();
    }
    // Once the tracker has them again, they are there.
    product.parts.store.refresh({ connection: product.connection });
    await eventually(() => assert.ok(stateOf().tabs.includes('output') && stateOf().verbs.includes('archive')));
  });

  it('does nothing with what is no tab', async () => {
    // A panel that comes while the editors of the test before are still closing may be closed with them.
    const { commands } = await eventually(async () => {
      const content = open('overview');
      await eventually(
        () => assert.equal(product.parts.panels.stateOf(product.ref('run'))?.others?.state, 'ready'),
        5_000,
      );
      return content;
    });
    for (const tab of ['nowhere', '__proto__', 7]) {
      commands.show({ tab: tab as ExperimentTab });
    }
    assert.equal(product.parts.panels.stateOf(product.ref('run'))?.front.tab, 'overview');
  });
});
