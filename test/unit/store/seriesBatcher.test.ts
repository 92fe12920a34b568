/**
 * Series of many experiments over a real server: asked for at once they are few questions, and one bad one spoils none
 * of the others.
 */
import assert from 'node:assert/strict';
import { parseCometServer } from '../../../src/trackers/comet/serverAddress';
import { connectComet } from '../../../src/trackers/comet/backend';
import type { MetricQuery } from '../../../src/trackers/backend';
import { directNetwork } from '../../../src/trackers/http/client';
import type { Lab } from '../../../src/lab/comet/server';
import { Emitter } from '../../../src/shared/base/event';
import type { ConnectionRef } from '../../../src/shared/reference';
import { Store } from '../../../src/store/store';
import { serveRuns } from '../../support/lab/loggedRuns';

const count = 50;
const keys = Array.from({ length: count }, (_, index) => `run${index}`);
const valuesOf = (index: number): number[] => [index, index + 0.5];

describe('questions for series', () => {
  let lab: Lab;
  let store: Store;
  const queries: MetricQuery[] = [];

  before(async () => {
    lab = await serveRuns(
      keys.map((key, index) => ({
        key,
        name: key,
        metrics: { accuracy: valuesOf(index), ...(index === 3 ? { rare: [1] } : {}) },
      })),
    );
  });
  after(() => lab.close());
  beforeEach(() => {
    const comet = connectComet({
      server: parseCometServer(lab.url),
      apiKey: lab.apiKey,
      network: directNetwork,
      log: () => undefined,
    });
    const getMetrics = comet.getMetrics.bind(comet);
    comet.getMetrics = (query, signal) => {
      queries.push(query);
      return getMetrics(query, signal);
    };
    store = new Store(
      { backend: () => Promise.resolve(comet), onDidChange: new Emitter<ConnectionRef>().event },
      { pollInterval: () => 0 },
    );
    lab.faults.forgetRequests();
  });
  afterEach(() => {
    store.dispose();
    lab.faults.stop();
  });

  const ask = (key: string, names: readonly string[] = ['accuracy'], full = false) =>
    store.details.series({ connection: 'c', key }, names, { full });
  const questions = (): number => lab.faults.requests.filter(({ path }) => path.endsWith('multi-metric-chart')).length;

  it('of fifty experiments are one, and each gets its own', async () => {
    const answers = await Promise.all(keys.map((key) => ask(key)));
    answers.forEach((series, index) =>
      assert.deepEqual(
        series.map(({ experimentKey, values }) => [experimentKey, [...values]]),
        [[keys[index], valuesOf(index)]],
      ),
    );
    assert.equal(questions(), 1);
    await Promise.all(keys.map((key) => ask(key)));
    assert.equal(questions(), 1, 'what is held is not asked for again');
  });

  it('are cut into several where the answer would be large, and other names are other questions', async () => {
    await Promise.all(keys.map((key) => ask(key, ['accuracy'], true)));
    assert.equal(questions(), Math.ceil(count / 8));
    lab.faults.forgetRequests();
    const [both, rare, none] = await Promise.all([
      ask('run3', ['rare', 'accuracy']),
      ask('run3', ['rare']),
      ask('run4', ['rare']),
    ]);
    assert.deepEqual([both.map(({ name }) => name).sort(), rare.length, none.length], [['accuracy', 'rare'], 1, 0]);
    assert.equal(questions(), 2);
  });

  it('for many metrics are cut too, each experiment with each metric once', async () => {
    const names = Array.from({ length: 100 }, (_, index) => `metric${index}`);
    queries.length = 0;
    await Promise.all(keys.slice(0, 7).map((key) => ask(key, names)));
    await Promise.all(keys.slice(0, 3).map((key) => ask(key, names.slice(0, 10), true)));
    const asked = queries.map(({ experimentKeys, metrics }) =>
      experimentKeys.flatMap((key) => metrics.map((name) => `${key} ${name}`)),
    );
    const sampled = asked.slice(0, 7);
    assert.ok(sampled.every(({ length }) => length === 100));
    assert.equal(new Set(sampled.flat()).size, 700);
    const full = asked.slice(7);
    assert.ok(
      full.every(({ length }) => length <= 8),
      full.map(({ length }) => length).join(),
    );
    assert.equal(full.flat().length, 30);
    assert.equal(new Set(full.flat()).size, 30);
  });

  it('that are refused together are put one by one', async () => {
    lab.faults.next(/multi-metric-chart$/, {
      kind: 'status',
      status: 400,
      body: JSON.stringify({ msg: 'one of these is not yours' }),
    });
    const [one, two] = await Promise.all([ask('run1'), ask('run2')]);
    assert.deepEqual([[...(one[0]?.values ?? [])], [...(two[0]?.values ?? [])]], [valuesOf(1), valuesOf(2)]);
    assert.equal(questions(), 3);
  });

  it('tell all of what concerns all, and can be put again', async () => {
    lab.faults.always(/multi-metric-chart$/, { kind: 'status', status: 401 });
    const failures = await Promise.allSettled(['run1', 'run2'].map((key) => ask(key)));
    assert.deepEqual(
      failures.map((failure) => failure.status === 'rejected' && (failure.reason as { kind: string }).kind),
      ['unauthorized', 'unauthorized'],
    );
    assert.equal(questions(), 1);
    lab.faults.stop();
    assert.equal((await ask('run1')).length, 1);
  });
});
