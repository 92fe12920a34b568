/** The user's verbs, called as commands, against a real server: what comes back, and what the server then holds. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ExperimentRef } from '../../../src/shared/reference';
import type { Outcome } from '../../../src/shared/text/summary';
import { eventually } from '../../support/eventually';
import type { LoggedRun } from '../../support/lab/loggedRuns';
import { signInToRuns, type SignedInLab } from '../../support/host/signedInLab';

const many: LoggedRun[] = Array.from({ length: 30 }, (_, index) => ({
  key: `many${index}`,
  name: `many ${index}`,
  project: 'many',
}));
const runs: LoggedRun[] = [
  {
    key: 'newest',
    name: 'the newest run',
    tags: ['sweep'],
    code: { 'src/train.py': 'print(1)\n', 'src/data.py': 'x = 1\n' },
    output: 'epoch 1\n',
    assets: [{ id: 'newest-asset', name: 'notes.txt', bytes: 'hello' }],
  },
  { key: 'older', name: 'an older run', tags: ['sweep', 'baseline'] },
  { key: 'doomed', name: 'doomed' },
  { key: 'running', name: 'a running one', running: true },
  ...many,
];

type Refs = Outcome<ExperimentRef>;

describe('commands', () => {
  let product: SignedInLab;
  const ref = (key: string): ExperimentRef => product.ref(key);
  const tags = async (key: string): Promise<string[]> => [...(await product.held(key).content()).tags];

  before(async () => {
    product = await signInToRuns(runs);
  });
  after(() => product.close());
  afterEach(() => product.lab.faults.stop());

  it('adds tags, which are there at once for whoever asks', async () => {
    const before = await product.parts.store.tags.of(ref('older'));
    assert.deepEqual(before, ['sweep', 'baseline']);
    const outcome = await product.run<Refs>('addTags', ref('older'), undefined, [' good ', 'good', 'sweep']);
    assert.deepEqual(outcome, { done: [ref('older')], failed: [], cancelled: false });
    assert.deepEqual(await tags('older'), ['sweep', 'baseline', 'good']);
    assert.deepEqual(await product.parts.store.tags.of(ref('older')), ['sweep', 'baseline', 'good']);
  });

  it('run under their former ids, which key bindings may still hold', async () => {
    assert.equal(await vscode.commands.executeCommand('experiments.copyKey', ref('newest')), 'newest');
  });

  it('refuses tags that no tracker takes, and asks the server nothing', async () => {
    const asked = product.lab.faults.requests.length;
    assert.equal(await product.run('addTags', ref('older'), undefined, ['a\nb']), undefined);
    assert.equal(await product.run('addTags', ref('older'), undefined, ['  ']), undefined);
    assert.equal(product.lab.faults.requests.length, asked);
  });

  it('renames', async () => {
    assert.equal(await product.run('rename', ref('older'), undefined, ' better '), 'better');
    assert.equal(product.held('older').name, 'better');
    assert.equal((await product.parts.store.experiments.get(ref('older'))).name, 'better');
    assert.equal(await product.run('rename', ref('older'), undefined, '  '), undefined);
    assert.equal(product.held('older').name, 'better');
  });

  it('archives and restores', async () => {
    const { projectId } = await product.parts.store.experiments.get(ref('older'));
    const listed = async (archived: boolean): Promise<string[]> =>
      (
        await product.parts.store.experiments.list({
          connection: product.connection,
          workspace: 'ada',
          projectId,
          archived,
        })
      ).map(({ key }) => key);
    await product.run('archive', ref('older'));
    assert.equal(product.held('older').archived, true);
    assert.deepEqual([(await listed(false)).includes('older'), (await listed(true)).includes('older')], [false, true]);
    await product.run('restore', ref('older'));
    assert.equal(product.held('older').archived, false);
    assert.deepEqual([(await listed(false)).includes('older'), (await listed(true)).includes('older')], [true, false]);
  });

  it('says why a verb does not apply, and does it to those to which it applies', async () => {
    await product.run('archive', ref('older'));
    const asked = product.lab.faults.requests.length;
    assert.equal(await product.run('archive', ref('older')), undefined);
    assert.equal(await product.run('restore', ref('newest'), [ref('newest'), ref('running')]), undefined);
    assert.equal(
      await product.run('stop', ref('newest'), [ref('newest'), ref('older')], { confirmed: true }),
      undefined,
    );
    assert.equal(product.lab.faults.requests.length, asked);
    await eventually(async () => {
      const log = await product.log();
      for (const sentence of [
        'The experiment is in the archive already.',
        'None of these experiments is in the archive.',
        'None of these experiments is running.',
      ]) {
        assert.ok(log.includes(`Failed (refused): ${sentence}`), sentence);
      }
    });
    const outcome = await product.run<Refs>('restore', ref('older'), [ref('newest'), ref('older'), ref('running')]);
    assert.deepEqual(outcome, { done: [ref('older')], failed: [], cancelled: false });
  });

  it('says at once what this tracker cannot do, before it asks anything of anybody', async () => {
    const giveBack = product.withoutGroups('edits', 'output', 'logging');
    try {
      const asked = product.lab.faults.requests.length;
      assert.equal(await product.run('rename', ref('older')), undefined);
      assert.equal(await product.run('openOutput', ref('older')), undefined);
      assert.equal(await product.run('logMetric', ref('older')), undefined);
      assert.equal(product.lab.faults.requests.length, asked);
      await eventually(async () => {
        const log = await product.log();
        for (const sentence of [
          'This tracker cannot rename experiments.',
          'This tracker keeps no output.',
          'This tracker cannot log metrics by hand.',
        ]) {
          assert.ok(log.includes(`Failed (unsupported): ${sentence}`), sentence);
        }
      });
    } finally {
      giveBack();
    }
  });

  it('stops what runs, and only that', async () => {
    const outcome = await product.run<Refs>('stop', ref('running'), undefined, { confirmed: true });
    assert.deepEqual(outcome.done, [ref('running')]);
    assert.equal(product.held('running').status().running, false);
    assert.equal(await product.run('stop', ref('older'), undefined, { confirmed: true }), undefined);
  });

  it('deletes nothing without a yes', async () => {
    // In tests VS Code refuses to show a modal dialog, which counts as any other failure.
    assert.equal(await product.run('delete', ref('doomed')), undefined);
    assert.ok(product.lab.store.experiment('doomed'));
    const outcome = await product.run<Refs>('delete', ref('doomed'), undefined, { confirmed: true });
    assert.deepEqual(outcome.done, [ref('doomed')]);
    assert.equal(product.lab.store.experiment('doomed'), undefined);
    await assert.rejects(product.parts.store.experiments.get(ref('doomed')));
  });

  it('does to all that are selected, and counts what failed', async () => {
    const selection = many.map(({ key }) => ref(key));
    product.lab.faults.next(/experiment\/archive$/, { kind: 'status', status: 403 }, 2);
    const outcome = await product.run<Refs>('archive', selection[3], selection);
    assert.equal(outcome.done.length, 28);
    assert.deepEqual(
      outcome.failed.map(({ problem }) => problem.kind),
      ['forbidden', 'forbidden'],
    );
    assert.ok(outcome.failed.every(({ name }) => /^many \d+$/.test(name)));
    assert.equal(many.filter(({ key }) => product.held(key).archived).length, 28);
    const [first, ...others] = outcome.done;
    assert.equal(
      (await product.run<Refs>('restore', first, others)).done.length,
      1,
      'a selection without the clicked one is not meant',
    );
    assert.equal(
      (await product.run<Refs>('restore', undefined, outcome.done)).done.length,
      27,
      'what is restored already is not done again',
    );
  });

  it('does to each once, and not to the experiments of other selected things', async () => {
    const experiment = { kind: 'experiment', ...ref('many0') };
    const others = [
      { kind: 'experiment', ...ref('many0') },
      { kind: 'experiment', ...ref('many1') },
      { kind: 'asset', ...ref('many2'), assetId: 'x' },
      { kind: 'part', ...ref('many3'), part: 'metrics' },
    ];
    // The first is answered last, and is the first all the same.
    product.lab.faults.next(/experiment\/archive$/, { kind: 'drip', pieces: 10, pause: 30 });
    const outcome = await product.run<Refs>('archive', experiment, [experiment, ...others]);
    assert.deepEqual(outcome.done, [ref('many0'), ref('many1')]);
    assert.equal(product.held('many2').archived || product.held('many3').archived, false);
    await product.run('restore', undefined, outcome.done);
  });

  it('copies keys and links, many one a line', async () => {
    assert.equal(await product.run('copyKey', ref('newest')), 'newest');
    assert.equal(
      await product.run('copyKey', ref('newest'), [ref('older'), ref('doomed')]),
      'newest',
      'a selection that was not clicked',
    );
    assert.equal(await product.run('copyKey', undefined, [ref('newest'), ref('older')]), 'newest\nolder');
    assert.equal(await vscode.env.clipboard.readText(), 'newest\nolder');
    const link = await product.run<string>('copyLink', ref('newest'));
    assert.equal(await vscode.env.clipboard.readText(), link);
    assert.ok(link.startsWith(product.lab.url) && link.endsWith('newest'), link);
    assert.ok(!link.includes(product.lab.apiKey));
  });

  it('opens code, output and parameters in editors, and resolves to their addresses', async () => {
    const open = async (
      verb: 'openCode' | 'openOutput' | 'openParameters',
      target: object,
    ): Promise<vscode.TextDocument> => {
      const uri = await product.run<vscode.Uri>(verb, target);
      await eventually(() => assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), uri.toString()));
      return vscode.window.activeTextEditor!.document;
    };
    const code = await open('openCode', { ...ref('newest'), path: 'src/train.py' });
    assert.equal(code.getText(), 'print(1)\n');
    assert.equal((await open('openOutput', ref('newest'))).getText(), 'epoch 1\n');
    assert.equal((await open('openParameters', ref('newest'))).getText(), '{}\n');
    assert.equal(await product.run('openPatch', ref('newest')), undefined);
    assert.equal(await product.run('openCode', ref('older')), undefined);
  });

  it('is about the experiment whose document is in front when nobody says', async () => {
    await product.run('openOutput', ref('newest'));
    await eventually(() => assert.equal(vscode.window.activeTextEditor?.document.uri.scheme, 'experiment'));
    assert.equal(await product.run('copyKey'), 'newest');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('asks its way down to an experiment when nothing is at hand, the newest first', async () => {
    let done = false;
    const copying = product.run<string>('copyKey').finally(() => (done = true));
    await eventually(async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      assert.ok(done, 'There is still a question.');
    });
    assert.ok(['newest', 'many0'].includes(await copying));
  });

  it('shows what went wrong in its lists, with the repair', async () => {
    product.parts.store.refresh({ connection: product.connection });
    product.lab.faults.next(/workspaces$/, { kind: 'status', status: 403 });
    let done = false;
    const copying = product.run<string>('copyKey').finally(() => (done = true));
    await eventually(async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      assert.ok(done, 'There is still a question.');
    });
    assert.ok(await copying);
    assert.equal(product.lab.faults.requests.filter(({ path }) => path.endsWith('/workspaces')).length >= 2, true);
  });
});
