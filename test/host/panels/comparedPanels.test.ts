/**
 * Experiments laid beside the one of a panel: from the command and the page, from two connections, and what a page may
 * reach.
 */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ComparisonTarget } from '../../../src/panels/experimentPanels';
import { mostCompared, type ExperimentPageState } from '../../../src/shared/protocol';
import type { ExperimentRef } from '../../../src/shared/reference';
import { eventually } from '../../support/eventually';
import { signInToRuns, type SignedInLab } from '../../support/host/signedInLab';

const losses = [0.9, 0.5, 0.3];

describe('experiments beside each other', () => {
  let product: SignedInLab;
  let other: SignedInLab;
  let one: ExperimentRef;
  let two: ExperimentRef;
  let three: ExperimentRef;
  let foreign: ExperimentRef;

  before(async () => {
    product = await signInToRuns([
      ...['one', 'two', 'three'].map((name, index) => ({
        key: name,
        name: `run ${name}`,
        parameters: { rate: String(index) },
        metrics: { accuracy: losses.map((loss) => 1 - loss * (index + 1)) },
        assets: [{ id: `of-${name}`, name: 'a.txt', bytes: name }],
      })),
      ...Array.from({ length: mostCompared + 6 }, (_, index) => ({
        key: `many${index}`,
        name: `many ${index}`,
        project: 'sweep',
      })),
    ]);
    other = await signInToRuns([{ key: 'one', name: 'of another server', metrics: { accuracy: losses } }]);
    [one, two, three] = [product.ref('one'), product.ref('two'), product.ref('three')];
    foreign = other.ref('one');
  });
  afterEach(async () => {
    product.lab.faults.stop();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
  after(async () => {
    await other.close();
    await product.close();
  });

  const panels = () => product.parts.panels;
  const stateOf = (ref: ExperimentRef): ExperimentPageState => {
    const state = panels().stateOf(ref);
    assert.ok(state, 'no panel of the experiment is open');
    return state;
  };
  const contentOf = (ref: ExperimentRef) => {
    const content = panels().contentOf(ref);
    assert.ok(content, 'no panel of the experiment is open');
    return content;
  };
  const comparedIn = (ref: ExperimentRef): readonly ExperimentRef[] =>
    stateOf(ref).compared.map(({ reference }) => reference);
  const refused = async (asking: () => Promise<unknown>): Promise<unknown> =>
    Promise.resolve()
      .then(asking)
      .then(
        () => assert.fail('not refused'),
        (error: unknown) => (error as { kind?: unknown }).kind,
      );

  it('open a panel of the first one, with the others in its charts, each once', async () => {
    const { into, added } = await product.run<ComparisonTarget>('addToChart', one, [one, two, two, three]);
    assert.deepEqual([into, added], [one, [two, three]]);
    assert.equal(stateOf(one).front.tab, 'charts');
    assert.deepEqual(comparedIn(one), [two, three]);
    await eventually(() => {
      const [second] = stateOf(one).compared;
      assert.ok(second?.experiment.state === 'ready' && second.experiment.value.name === 'run two');
      assert.ok(second.metrics.state === 'ready' && second.metrics.value.some(({ name }) => name === 'accuracy'));
      assert.deepEqual(
        second.parameters?.state === 'ready' &&
          second.parameters.value.map(({ name, current }) => [name, current?.value]),
        [['rate', '1']],
      );
      assert.ok(second.updatedAt !== null && second.connectionLabel !== '');
      assert.deepEqual([second.others, second.assets], [null, null]);
    });
    assert.equal(panels().stateOf(two), undefined);
  });

  it('go into the charts that were in front last, whichever connection they are of', async () => {
    panels().open(two, 'overview');
    panels().open(three, 'overview');
    await eventually(() => assert.deepEqual(panels().activeExperiment(), three));
    panels().open(two);
    await eventually(() => assert.deepEqual(panels().activeExperiment(), two));
    await vscode.commands.executeCommand('workbench.view.explorer');
    const { into } = await product.run<ComparisonTarget>('addToChart', foreign);
    assert.deepEqual(into, two);
    assert.equal(stateOf(two).front.tab, 'charts');
    await eventually(() => {
      const [beside] = stateOf(two).compared;
      assert.ok(beside?.metrics.state === 'ready' && beside.experiment.state === 'ready');
      assert.deepEqual([beside.reference, beside.experiment.value.name], [foreign, 'of another server']);
    });
    assert.deepEqual(comparedIn(three), []);
    // The same key on another server is another experiment.
    assert.deepEqual((await product.run<ComparisonTarget>('addToChart', one, undefined, two)).added, [one]);
    assert.deepEqual(comparedIn(two), [foreign, one]);
  });

  it('are answered for and reached as long as they are there, and nothing else is', async () => {
    await product.run('addToChart', one, [one, foreign]);
    const { answers, commands } = contentOf(one);
    const [series] = await answers.series({ of: foreign, names: ['accuracy'], full: false });
    assert.deepEqual([...(series?.values ?? [])], losses);
    assert.equal(new TextDecoder().decode(await answers.asset({ of: one, assetId: 'of-one' })), 'one');
    product.lab.faults.forgetRequests();
    assert.equal(await refused(() => answers.series({ of: two, names: ['accuracy'], full: false })), 'notFound');
    assert.equal(await refused(() => answers.asset({ of: two, assetId: 'of-two' })), 'notFound');
    for (const of of [null, undefined, 'one', {}, { key: 'two' }]) {
      assert.equal(
        await refused(() => answers.series({ of: of as unknown as ExperimentRef, names: ['accuracy'], full: false })),
        'notFound',
      );
    }
    assert.deepEqual(
      product.lab.faults.requests.filter(({ path, query }) => `${path}${query}`.includes('two')),
      [],
    );
    commands.openCompared({ of: two });
    commands.openCompared({ of: foreign });
    await eventually(() => assert.ok(panels().stateOf(foreign)));
    assert.equal(panels().stateOf(two), undefined);
    commands.stopComparing({ of: foreign });
    assert.deepEqual(comparedIn(one), []);
    assert.equal(await refused(() => answers.series({ of: foreign, names: ['accuracy'], full: false })), 'notFound');
  });

  it('have their assets opened, and those of nobody else', async () => {
    await product.run('addToChart', one, [one, two]);
    const { commands } = contentOf(one);
    product.lab.faults.forgetRequests();
    commands.assetVerb({ verb: 'openAsset', of: three, assetId: 'of-three' });
    commands.assetVerb({ verb: 'openAsset', of: undefined as unknown as ExperimentRef, assetId: 'of-one' });
    commands.assetVerb({ verb: 'openAsset', of: two, assetId: 'of-two' });
    await eventually(() => assert.equal(vscode.window.activeTextEditor?.document.getText(), 'two'));
    commands.assetVerb({ verb: 'openAsset', of: one, assetId: 'of-one' });
    await eventually(() => assert.equal(vscode.window.activeTextEditor?.document.getText(), 'one'));
    assert.deepEqual(
      product.lab.faults.requests.filter(({ path, query }) => `${path}${query}`.includes('three')),
      [],
    );
  });

  it('load what the tab in front needs', async () => {
    await product.run('addToChart', one, [one, two]);
    const shown = () => stateOf(one).compared[0];
    contentOf(one).commands.show({ tab: 'parameters' });
    await eventually(() => assert.equal(shown()?.others?.state, 'ready'));
    assert.equal(shown()?.assets, null);
    contentOf(one).commands.show({ tab: 'media' });
    await eventually(() => {
      const assets = shown()?.assets;
      assert.deepEqual(assets?.state === 'ready' && assets.value.map(({ id }) => id), ['of-two']);
    });
  });

  it('have their assets listed for the tab that shows one experiment at a time only when it shows theirs', async () => {
    await product.run('addToChart', one, [one, two, three]);
    const listed = () =>
      stateOf(one).compared.map(({ assets }) => (assets?.state === 'ready' ? assets.value.map(({ id }) => id) : null));
    contentOf(one).commands.show({ tab: 'assets' });
    await eventually(() => assert.equal(stateOf(one).assets?.state, 'ready'));
    contentOf(one).commands.show({ tab: 'assets', of: three });
    await eventually(() => assert.deepEqual(listed(), [null, ['of-three']]));
    contentOf(one).commands.show({ tab: 'assets', of: 'two' as unknown as ExperimentRef });
    await product.parts.store.details.assets(two);
    assert.deepEqual(listed(), [null, ['of-three']]);
  });

  it('have their lists held back from what is pushed, and given to who asks', async () => {
    await product.run('addToChart', one, [one, two]);
    await eventually(() =>
      assert.ok(
        stateOf(one).compared.every(
          ({ metrics, parameters }) => metrics.state === 'ready' && parameters?.state === 'ready',
        ),
      ),
    );
    const { answers } = contentOf(one);
    const state = () => contentOf(one).state();
    const [beside] = state().compared;
    assert.ok(
      beside?.metrics.state === 'versioned' && beside.parameters?.state === 'versioned' && beside.others === null,
    );
    const piece = await answers.list({ of: two, list: 'parameters', from: 0 });
    assert.deepEqual(piece, {
      version: beside.parameters.version,
      total: 1,
      items: await product.parts.store.details.parameters(two),
    });
    assert.equal(await refused(() => answers.list({ of: two, list: 'others', from: 0 })), 'notFound');
    assert.equal(await refused(() => answers.list({ of: three, list: 'metrics', from: 0 })), 'notFound');
    // What comes again as it was is no other version.
    const { revision } = stateOf(one);
    product.parts.store.refresh(two);
    product.parts.store.refresh(one);
    await eventually(() => assert.ok(stateOf(one).revision > revision));
    await Promise.all([
      product.parts.store.details.metrics(two),
      product.parts.store.details.parameters(two),
      product.parts.store.details.metrics(one),
    ]);
    await eventually(() => assert.ok((stateOf(one).compared[0]?.revision ?? 0) > beside.revision));
    assert.deepEqual(
      [state().compared[0]?.metrics, state().compared[0]?.parameters],
      [beside.metrics, beside.parameters],
    );
  });

  it('stay with what is wrong: deleted, or its connection gone', async () => {
    const gone = await signInToRuns([{ key: 'gone', name: 'will be gone' }]);
    const ref = gone.ref('gone');
    const [doomed, ...kept] = [product.ref('many0'), product.ref('many1')];
    await product.run('addToChart', one, [one, doomed, ref, ...kept]);
    await eventually(() => assert.ok(stateOf(one).compared.every(({ metrics }) => metrics.state === 'ready')));
    await product.parts.connections.remove(ref.connection);
    await product.run('delete', doomed, undefined, { confirmed: true });
    await eventually(() => {
      const [deleted, orphan, healthy] = stateOf(one).compared;
      assert.ok(deleted?.experiment.state === 'failed' && deleted.metrics.state === 'failed', 'the deleted one');
      assert.ok(
        orphan?.experiment.state === 'failed' && orphan.experiment.problem.kind === 'unauthorized',
        'the one without a connection',
      );
      assert.equal(orphan.metrics.state, 'failed');
      assert.equal(healthy?.metrics.state, 'ready');
    });
    assert.equal(stateOf(one).experiment.state, 'ready');
    await gone.lab.close();
  });

  it('are no more than charts can tell apart', async () => {
    const refs = Array.from({ length: mostCompared + 5 }, (_, index) => product.ref(`many${index + 1}`));
    const { added } = await product.run<ComparisonTarget>('addToChart', one, [one, ...refs]);
    assert.equal(added.length, mostCompared);
    await eventually(() => assert.ok(stateOf(one).compared.every(({ metrics }) => metrics.state === 'ready')));
    assert.deepEqual((await product.run<ComparisonTarget>('addToChart', refs.at(-1), undefined, one)).added, []);
    contentOf(one).commands.stopComparing({ of: product.ref('many1') });
    assert.deepEqual((await product.run<ComparisonTarget>('addToChart', refs.at(-1), undefined, one)).added, [
      refs.at(-1),
    ]);
  });

  it('hear of changes: a new name of one of them', async () => {
    await product.run('addToChart', one, [one, two]);
    const before = stateOf(one).compared[0]?.revision ?? 0;
    await product.run('rename', two, undefined, 'renamed beside another');
    await eventually(() => {
      const [renamed] = stateOf(one).compared;
      assert.ok(renamed?.experiment.state === 'ready' && renamed.revision > before);
      assert.equal(renamed.experiment.value.name, 'renamed beside another');
    });
  });

  it('come with the notes of the project, and the way to change them', async () => {
    panels().open(one, 'notes');
    await product.parts.store.projects.setNotes(await project(), '# What we tried');
    assert.equal(await contentOf(one).answers.notes(null), '# What we tried');
    contentOf(one).commands.editNotes(null);
    await eventually(() => assert.equal(vscode.window.activeTextEditor?.document.getText(), '# What we tried'));
  });

  const project = async () => {
    const { workspace, projectId } = await product.parts.store.experiments.get(one);
    return { connection: one.connection, workspace, projectId };
  };
});
