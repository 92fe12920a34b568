/**
 * The store over a tracker with the required core alone, whose lists tell tags and last values and whose answer about
 * metrics holds all of them.
 */
import assert from 'node:assert/strict';
import { Emitter } from '../../../src/shared/base/event';
import type { Experiment, MetricSeries } from '../../../src/shared/experiment';
import type { ConnectionRef } from '../../../src/shared/reference';
import { Store } from '../../../src/store/store';
import type { ExperimentBackend } from '../../../src/trackers/backend';
import { pageState } from '../../support/fixtures/experimentFixture';

const project = {
  id: 'p/1',
  workspace: 'w',
  name: 'digits',
  description: null,
  experimentCount: 3,
  lastUpdated: null,
  isPublic: null,
};
const { experiment: sample } = pageState;
assert.ok(sample.state === 'ready');
const row = (key: string, told: Partial<Experiment>): Experiment => ({
  ...sample.value,
  key,
  name: key,
  workspace: 'w',
  projectId: project.id,
  ...told,
});
const rows = [
  row('one', { tags: ['best'], lastMetrics: { loss: 0.5 } }),
  row('two', { tags: [], lastMetrics: {} }),
  row('three', { tags: null, lastMetrics: null }),
];
const seriesOf = (experimentKey: string): MetricSeries[] =>
  ['loss', 'accuracy', 'epoch'].map((name, index) => ({
    experimentKey,
    name,
    values: Float64Array.of(index, index + 0.25),
    steps: null,
    epochs: null,
    times: null,
    sampled: false,
  }));

describe('a tracker with the required core alone', () => {
  const asked: string[] = [];
  const backend: ExperimentBackend = {
    tracker: 'polyaxon',
    limits: { seriesPerRequest: { sampled: 1, full: 1 }, allMetricsInOneAnswer: true, requestsPerMinute: 30 },
    account: () => Promise.resolve({ userName: 'ada', defaultWorkspace: null }),
    listWorkspaces: () => Promise.resolve([{ name: 'w' }]),
    listProjects: () => Promise.resolve([project]),
    experiments: async function* () {
      yield await Promise.resolve(rows.slice(0, 2));
      yield rows.slice(2);
    },
    getExperiment: (key) => Promise.resolve(row(key, {})),
    getMetricSummaries: (key) => {
      asked.push(`summaries of ${key}`);
      return Promise.resolve([]);
    },
    getMetrics: ({ experimentKeys, metrics }) => {
      asked.push(`${experimentKeys.join()}: ${metrics.join()}`);
      return Promise.resolve(experimentKeys.flatMap(seriesOf));
    },
    getParameters: () => Promise.resolve([]),
    experimentUrl: () => 'https://tracker.example/experiment',
    projectUrl: () => 'https://tracker.example/project',
  };
  const listing = { connection: 'c', workspace: 'w', projectId: project.id, archived: false };
  let store: Store;

  beforeEach(async () => {
    asked.length = 0;
    store = new Store(
      { backend: () => Promise.resolve(backend), onDidChange: new Emitter<ConnectionRef>().event },
      { pollInterval: () => 0 },
    );
    const experiments = await store.experiments.list(listing);
    assert.deepEqual(
      experiments.map(({ key }) => key),
      ['one', 'two', 'three'],
      'pages follow each other',
    );
  });
  afterEach(() => store.dispose());

  it('is asked for no last value and no tags that its list told', async () => {
    assert.deepEqual([...(await store.details.lastValues(listing, ['one', 'two'], 'loss'))], [['one', 0.5]]);
    assert.deepEqual(
      [...(await store.tags.ofListed(listing, ['one', 'two']))],
      [
        ['one', ['best']],
        ['two', []],
      ],
    );
    assert.deepEqual(await store.tags.of({ connection: 'c', key: 'one' }), ['best']);
    assert.deepEqual(asked, []);
    assert.deepEqual(
      [...(await store.details.lastValues(listing, ['one', 'two', 'three'], 'loss'))],
      [
        ['one', 0.5],
        ['three', 0.25],
      ],
    );
    assert.deepEqual(asked, ['three: loss']);
    assert.equal((await store.details.lastValues(listing, ['one'], 'constructor')).size, 0);
  });

  it('may have slashes in its keys and names: each is forgotten with what it belongs to, and nothing else', async () => {
    const slashed = [row('four/five', {}), row('four', { projectId: 'p' }), row('four%2Ffive', { projectId: 'p' })];
    const refs = slashed.map(({ key }) => ({ connection: 'c', key }));
    const source = {
      ...backend,
      getExperiment: (key: string) => Promise.resolve(slashed.find((one) => one.key === key) ?? row(key, {})),
    };
    const own = new Store(
      { backend: () => Promise.resolve(source), onDidChange: new Emitter<ConnectionRef>().event },
      { pollInterval: () => 0 },
    );
    const lookAtAll = async (): Promise<string[]> => {
      asked.length = 0;
      await Promise.all(refs.map((ref) => Promise.all([own.experiments.get(ref), own.details.metrics(ref)])));
      return [...asked];
    };
    assert.equal((await lookAtAll()).length, 3);
    assert.deepEqual(await lookAtAll(), []);
    own.refresh({ connection: 'c', workspace: 'w', projectId: project.id });
    assert.deepEqual(await lookAtAll(), ['summaries of four/five']);
    own.refresh({ connection: 'c', workspace: 'w', projectId: 'p' });
    assert.deepEqual((await lookAtAll()).toSorted(), ['summaries of four', 'summaries of four%2Ffive']);
    own.dispose();
  });

  it('is asked once for the metrics of an experiment, whichever are wanted and how', async () => {
    const ref = { connection: 'c', key: 'one' };
    const names = async (wanted: readonly string[], full: boolean): Promise<string[]> =>
      (await store.details.series(ref, wanted, { full })).map(({ name }) => name);
    assert.deepEqual(await Promise.all([names(['loss'], false), names(['accuracy', 'epoch'], true)]), [
      ['loss'],
      ['accuracy', 'epoch'],
    ]);
    assert.deepEqual(await names(['epoch', 'gone'], false), ['epoch']);
    assert.equal(asked.length, 1);
    store.refresh(ref);
    assert.deepEqual(await names(['loss'], false), ['loss']);
    assert.equal(asked.length, 2);
  });

  it('is not asked to do what it cannot', async () => {
    const ref = { connection: 'c', key: 'one' };
    for (const attempt of [
      () => store.experiments.rename(ref, 'x'),
      () => store.experiments.archive(ref),
      () => store.tags.add(ref, ['x']),
      () => store.logging.other(ref, 'a', 'b'),
      () => store.projects.workspaceUrl({ connection: 'c', workspace: 'w' }),
      () => store.projects.notes(listing),
    ]) {
      await assert.rejects(attempt, { kind: 'unsupported' });
    }
    const offers = await store.offers(listing);
    assert.equal(offers('edits.rename'), false);
    assert.equal(offers('edits'), false);
  });
});
