/**
 * A panel of something that runs: asked about again and again, only what may have grown, only in view, and not while
 * paused.
 */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { SeenRequest } from '../../../src/lab/faultInjection';
import type { ExperimentRef } from '../../../src/shared/reference';
import { eventually } from '../../support/eventually';
import { logMore } from '../../support/lab/loggedRuns';
import { signInToRuns, type SignedInLab } from '../../support/host/signedInLab';

describe('live panels', () => {
  let product: SignedInLab;
  let live: ExperimentRef;
  let beside: ExperimentRef;
  let done: ExperimentRef;
  let witness: ExperimentRef;

  const configuration = () => vscode.workspace.getConfiguration('experimentExplorer');

  before(async () => {
    product = await signInToRuns([
      {
        key: 'live',
        name: 'live',
        running: true,
        metrics: { accuracy: [0.1, 0.2] },
        output: 'one\n',
        assets: [{ id: 'a', name: 'a.txt', bytes: 'a' }],
      },
      { key: 'beside', name: 'beside', running: true, metrics: { accuracy: [0.3] } },
      { key: 'done', name: 'done', metrics: { accuracy: [0.5] } },
      { key: 'witness', name: 'witness', running: true },
    ]);
    [live, beside, done, witness] = [
      product.ref('live'),
      product.ref('beside'),
      product.ref('done'),
      product.ref('witness'),
    ];
    await configuration().update('refreshInterval', 0.1, vscode.ConfigurationTarget.Global);
  });
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));
  after(async () => {
    await configuration().update('refreshInterval', undefined, vscode.ConfigurationTarget.Global);
    await product.close();
  });

  const stateOf = (ref: ExperimentRef) => {
    const state = product.parts.panels.stateOf(ref);
    assert.ok(state, 'no panel of the experiment is open');
    return state;
  };
  const contentOf = (ref: ExperimentRef) => {
    const content = product.parts.panels.contentOf(ref);
    assert.ok(content, 'no panel of the experiment is open');
    return content;
  };
  const about =
    ({ key }: ExperimentRef) =>
    (request: SeenRequest): boolean =>
      request.query.includes(`experimentKey=${key}`);
  const requestsAbout = (ref: ExperimentRef): readonly string[] =>
    product.lab.faults.requests.filter(about(ref)).map(({ path }) => path.split('/rest/v2/')[1] ?? path);
  const rounds = (ref: ExperimentRef): number =>
    requestsAbout(ref).filter((path) => path === 'experiment/metadata').length;
  const settled = (ref: ExperimentRef) =>
    eventually(() => assert.ok(stateOf(ref).metrics.state === 'ready' && stateOf(ref).assets?.state === 'ready'));
  /**
   * While an experiment that nobody pauses is asked about so many more times, whatever is going to be asked is asked.
   */
  async function duringRounds(count: number): Promise<void> {
    const watch = product.parts.store.polling.watch(witness);
    await product.parts.store.experiments.get(witness);
    const before = rounds(witness);
    await eventually(() => assert.ok(rounds(witness) >= before + count));
    watch.dispose();
  }

  it('ask for what may have grown, once a round', async () => {
    product.parts.panels.open(live, 'charts');
    await settled(live);
    await eventually(() => assert.ok(rounds(live) >= 2));
    product.lab.faults.forgetRequests();
    await eventually(() => assert.ok(rounds(live) >= 5));
    const asked = new Map<string, number>();
    for (const path of requestsAbout(live)) {
      asked.set(path, (asked.get(path) ?? 0) + 1);
    }
    const summaries = [...asked].filter(([path]) => path.includes('metrics/summary'));
    assert.equal(summaries.length, 1);
    assert.ok(
      Math.abs((summaries[0]?.[1] ?? 0) - (asked.get('experiment/metadata') ?? 0)) <= 1,
      JSON.stringify([...asked]),
    );
    // The page may ask for series besides; nothing else is asked again.
    assert.deepEqual(
      [...asked.keys()].filter((path) => !/metadata|metric/.test(path)),
      [],
    );
  });

  it('show what was logged since', async () => {
    product.parts.panels.open(live, 'charts');
    await settled(live);
    const { revision } = stateOf(live);
    await logMore(product.lab, 'live', 'accuracy', [0.8, 0.9]);
    await eventually(() => {
      const { metrics, revision: later } = stateOf(live);
      assert.ok(later > revision);
      assert.equal(
        metrics.state === 'ready' && metrics.value.find(({ name }) => name === 'accuracy')?.current?.value,
        '0.9',
      );
    });
    const [series] = await contentOf(live).answers.series({ of: live, names: ['accuracy'], full: false });
    assert.deepEqual([...(series?.values ?? [])], [0.1, 0.2, 0.8, 0.9]);
  });

  it('ask for the assets again only when a tab that needs them is in front', async () => {
    product.parts.panels.open(live, 'charts');
    await settled(live);
    product.lab.faults.forgetRequests();
    await duringRounds(3);
    const lists = (): number => requestsAbout(live).filter((path) => path.includes('asset/list')).length;
    assert.equal(lists(), 0);
    contentOf(live).commands.show({ tab: 'assets' });
    await eventually(() => assert.ok(lists() >= 2));
  });

  it('ask nothing while paused, and show all that came meanwhile when they go on', async () => {
    await product.run('addToChart', live, [live, beside]);
    await settled(live);
    await eventually(() => assert.ok(rounds(beside) >= 2));
    assert.deepEqual(stateOf(live).polling, { paused: false, interval: 100, staleness: null });
    contentOf(live).commands.pause({ paused: true });
    assert.deepEqual(stateOf(live).polling, { paused: true, interval: 100, staleness: null });
    // What is under way may still arrive.
    await duringRounds(2);
    product.lab.faults.forgetRequests();
    const { revision, updatedAt } = stateOf(live);
    await logMore(product.lab, 'live', 'accuracy', [0.95]);
    await duringRounds(4);
    assert.deepEqual([requestsAbout(live), requestsAbout(beside)], [[], []]);
    assert.deepEqual([stateOf(live).revision, stateOf(live).updatedAt], [revision, updatedAt]);
    contentOf(live).commands.pause({ paused: false });
    await eventually(() => {
      const { metrics } = stateOf(live);
      assert.equal(
        metrics.state === 'ready' && metrics.value.find(({ name }) => name === 'accuracy')?.current?.value,
        '0.95',
      );
      assert.ok(rounds(beside) >= 1);
    });
  });

  it('keep still while paused although somebody else watches the same experiment, but not when the user asks', async () => {
    product.parts.panels.open(live, 'charts');
    await settled(live);
    contentOf(live).commands.pause({ paused: true });
    await duringRounds(2);
    const { revision } = stateOf(live);
    product.lab.faults.forgetRequests();
    const watch = product.parts.store.polling.watch(live);
    await eventually(() => assert.ok(rounds(live) >= 3));
    watch.dispose();
    assert.equal(stateOf(live).revision, revision);
    assert.deepEqual(
      requestsAbout(live).filter((path) => path !== 'experiment/metadata'),
      [],
    );
    contentOf(live).commands.refresh(null);
    await eventually(() =>
      assert.ok(
        stateOf(live).revision > revision && requestsAbout(live).some((path) => path.includes('metrics/summary')),
      ),
    );
  });

  it('go on with one server when another one refuses the key', async () => {
    const other = await signInToRuns([{ key: 'other', name: 'of another server', running: true }]);
    await product.run('addToChart', live, [live, other.ref('other')]);
    await settled(live);
    const ofOther = (): number =>
      other.lab.faults.requests.filter(({ path }) => path.endsWith('experiment/metadata')).length;
    await eventually(() => assert.ok(ofOther() >= 2));
    other.lab.faults.always(/experiment\/metadata$/, { kind: 'status', status: 401 });
    await duringRounds(3);
    const refused = ofOther();
    product.lab.faults.forgetRequests();
    await duringRounds(4);
    assert.equal(ofOther(), refused, 'a refused key is not tried again and again');
    assert.ok(rounds(live) >= 3, 'the other server is asked as before');
    await other.close();
  });

  it('ask nothing when nothing runs, nor when they are out of sight', async () => {
    product.parts.panels.open(live, 'charts');
    await settled(live);
    product.parts.panels.open(done, 'charts');
    await settled(done);
    await duringRounds(2);
    product.lab.faults.forgetRequests();
    await duringRounds(4);
    assert.deepEqual([requestsAbout(done), requestsAbout(live)], [[], []]);
  });
});
