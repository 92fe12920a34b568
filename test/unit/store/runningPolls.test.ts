/**
 * What the store asks because it polls goes behind what a person asks: a real server that is asked one thing at a time.
 */
import assert from 'node:assert/strict';
import { parseCometServer } from '../../../src/trackers/comet/serverAddress';
import { connectComet } from '../../../src/trackers/comet/backend';
import { directNetwork } from '../../../src/trackers/http/client';
import type { Lab } from '../../../src/lab/comet/server';
import { Emitter } from '../../../src/shared/base/event';
import type { ConnectionRef } from '../../../src/shared/reference';
import { Store } from '../../../src/store/store';
import { eventually } from '../../support/eventually';
import { serveRuns } from '../../support/lab/loggedRuns';

describe('polls of the store', () => {
  const ref = { connection: 'c', key: 'live' };
  let lab: Lab;
  let store: Store;
  let asked: () => void;
  const paths = (): string[] => lab.faults.requests.map(({ path }) => path.split('/').slice(-2).join('/'));

  beforeEach(async () => {
    lab = await serveRuns([{ key: 'live', name: 'live', running: true, metrics: { loss: [1, 2] } }]);
    const comet = connectComet({
      server: parseCometServer(lab.url),
      apiKey: lab.apiKey,
      network: directNetwork,
      log: () => undefined,
      limits: { concurrentRequests: 1 },
    });
    asked = () => undefined;
    const backend = (): Promise<typeof comet> => {
      asked();
      return Promise.resolve(comet);
    };
    store = new Store({ backend, onDidChange: new Emitter<ConnectionRef>().event }, { pollInterval: () => 20 });
  });
  afterEach(async () => {
    store.dispose();
    await lab.close();
  });

  it('wait until what a person asked later has been asked', async () => {
    await store.experiments.get(ref);
    lab.faults.forgetRequests();
    const answers: Promise<unknown>[] = [];
    // The poll is about to ask: another question takes the only turn, and the poll and a second question wait for it.
    asked = () => {
      asked = () => undefined;
      answers.push(store.tags.of(ref));
      setImmediate(() => answers.push(store.projects.workspaces({ connection: 'c' })));
    };
    const watching = store.polling.watch(ref);
    await eventually(() => assert.ok(paths().includes('experiment/metadata')));
    watching.dispose();
    await Promise.all(answers);
    assert.deepEqual(paths().slice(0, 3), ['experiment/tags', 'v2/workspaces', 'experiment/metadata']);
  });

  it('take what they make old with them', async () => {
    await store.experiments.get(ref);
    await Promise.all([
      store.details.metrics(ref),
      store.details.series(ref, ['loss'], { full: false }),
      store.details.output(ref),
    ]);
    const answers: Promise<unknown>[] = [];
    store.onDidChange((change) => {
      if (change.kind !== 'experiment' || change.polled !== true || answers.length > 0) {
        return;
      }
      watching.dispose();
      lab.faults.forgetRequests();
      // The first takes the only turn; the others are shown already, but for the last, which somebody wants to see now.
      answers.push(
        store.tags.of(ref),
        store.details.metrics(ref),
        store.details.output(ref),
        store.details.parameters(ref),
      );
    });
    const watching = store.polling.watch(ref);
    await eventually(() => assert.ok(answers.length > 0));
    await Promise.all(answers);
    assert.deepEqual(paths(), ['experiment/tags', 'experiment/parameters', 'metrics/summary', 'experiment/output']);
    // Asked for once more, it is asked for by somebody.
    store.refresh(ref);
    lab.faults.forgetRequests();
    await Promise.all([store.tags.of(ref), store.details.metrics(ref), store.details.parameters(ref)]);
    assert.deepEqual(paths(), ['experiment/tags', 'metrics/summary', 'experiment/parameters']);
  });
});
