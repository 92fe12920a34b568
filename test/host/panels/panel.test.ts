/**
 * The experiment panel in a real extension host: one an experiment, its state as the page receives it, its failures and
 * their end.
 */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ExperimentRef } from '../../../src/shared/reference';
import { eventually } from '../../support/eventually';
import { signInToRecordings, type SignedInLab } from '../../support/host/signedInLab';

const viewType = 'experimentExplorer.experiment';

describe('the experiment panel', () => {
  let product: SignedInLab;
  let first: ExperimentRef;
  let second: ExperimentRef;

  const panelTabs = () =>
    vscode.window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith(viewType));
  const stateOf = (ref: ExperimentRef) => {
    const state = product.parts.panels.stateOf(ref);
    assert.ok(state, 'no panel of the experiment is open');
    return state;
  };

  before(async () => {
    product = await signInToRecordings();
    const { store } = product.parts;
    const { connection } = product;
    const project = (await store.projects.list({ connection, workspace: 'vision-lab' })).find(
      ({ name }) => name === 'digits-sweep',
    );
    assert.ok(project);
    const experiments = await store.experiments.list({
      connection,
      workspace: 'vision-lab',
      projectId: project.id,
      archived: false,
    });
    const finished = experiments.filter(({ state }) => state === 'finished');
    [first, second] = [product.ref(finished[0]!.key), product.ref(finished[1]!.key)];
  });
  afterEach(async () => {
    product.lab.faults.stop();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
  after(() => product.close());

  it('opens once an experiment and comes back to the front', async () => {
    await product.run('openExperiment', first);
    await eventually(() => assert.equal(stateOf(first).metrics.state, 'ready'));
    await product.run('openExperiment', second);
    await eventually(() => assert.deepEqual(product.parts.panels.activeExperiment(), second));
    await product.run('openExperiment', first);
    await eventually(() => assert.deepEqual(product.parts.panels.activeExperiment(), first));
    assert.equal(panelTabs().length, 2);
    const { experiment } = stateOf(first);
    assert.ok(experiment.state === 'ready');
    assert.equal(vscode.window.tabGroups.activeTabGroup.activeTab?.label, experiment.value.name);
  });

  it('goes to the tab it is asked for and loads what that one needs', async () => {
    product.parts.panels.open(first, 'overview');
    await eventually(() => assert.equal(stateOf(first).others?.state, 'ready'));
    assert.equal(stateOf(first).code, null);
    const { request } = stateOf(first).front;
    product.parts.panels.open(first, 'code');
    await eventually(() => {
      const { front, code } = stateOf(first);
      assert.deepEqual(front, { tab: 'code', request: request + 1 });
      assert.ok(code?.state === 'ready' && code.value.length > 0);
    });
    assert.equal(panelTabs().length, 1);
  });

  it('loads for the notes what may hold a note of the run', async () => {
    product.parts.panels.open(first, 'notes');
    await eventually(() => assert.equal(stateOf(first).others?.state, 'ready'));
    assert.equal(stateOf(first).parameters, null);
  });

  it('shows what is wrong, and the truth again after a refresh', async () => {
    // What a panel shows already it would keep.
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await eventually(() => assert.equal(product.parts.panels.stateOf(first), undefined));
    product.parts.store.refresh(first);
    product.lab.faults.always(/metrics\/summary$/, { kind: 'status', status: 401 });
    product.parts.panels.open(first);
    await eventually(() => {
      const { metrics, experiment } = stateOf(first);
      assert.equal(metrics.state === 'failed' && metrics.problem.kind, 'unauthorized');
      assert.equal(experiment.state, 'ready');
    });
    assert.ok(!JSON.stringify(stateOf(first)).includes(product.lab.apiKey));
    product.lab.faults.stop();
    product.parts.store.refresh(first);
    await eventually(() => assert.equal(stateOf(first).metrics.state, 'ready'));
  });

  it('hears of changes: a new tag, a new name, the archive', async () => {
    product.parts.panels.open(second);
    await eventually(() => assert.ok(stateOf(second).verbs.includes('archive')));
    const { revision } = stateOf(second);
    await product.run('addTags', second, undefined, ['from a panel test']);
    await product.run('rename', second, undefined, 'renamed by a panel test');
    await product.run('archive', second);
    await eventually(() => {
      const { tags, experiment, verbs, revision: later } = stateOf(second);
      assert.ok(tags.state === 'ready' && tags.value.includes('from a panel test'));
      assert.ok(
        experiment.state === 'ready' &&
          experiment.value.archived &&
          experiment.value.name === 'renamed by a panel test',
      );
      assert.ok(verbs.includes('restore') && !verbs.includes('archive'));
      assert.ok(later > revision);
    });
    await eventually(() => assert.equal(panelTabs()[0]?.label, 'renamed by a panel test'));
  });

  it('ends with its tab and asks no more', async () => {
    product.parts.panels.open(first);
    await eventually(() => assert.equal(stateOf(first).metrics.state, 'ready'));
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await eventually(() => assert.equal(product.parts.panels.stateOf(first), undefined));
    product.lab.faults.forgetRequests();
    product.parts.store.refresh(first);
    await product.parts.store.tags.of(first);
    assert.deepEqual(
      product.lab.faults.requests
        .filter(({ query }) => query.includes(first.key))
        .map(({ path }) => path.split('/').at(-1)),
      ['tags'],
    );
  });

  it('says so when the connection is gone', async () => {
    product.parts.panels.open({ connection: 'no-such-connection', key: first.key });
    await eventually(() => {
      const { experiment } = stateOf({ connection: 'no-such-connection', key: first.key });
      assert.ok(experiment.state === 'failed');
      assert.equal(experiment.problem.kind, 'unauthorized');
      assert.match(experiment.problem.advice, /Sign in/);
    });
  });
});
