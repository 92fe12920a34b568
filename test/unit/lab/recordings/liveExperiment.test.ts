// The live experiment: what can be seen of its recording at each moment of an injected clock.
import assert from 'node:assert/strict';
import { serveComet } from '../../../../src/lab/comet/server';
import { addLogged, addPoint, emptyContent, type ExperimentContent } from '../../../../src/lab/content';
import { LiveExperiment, rest } from '../../../../src/lab/recordings/liveExperiment';
import { LabStore } from '../../../../src/lab/store';
import { Clock, query, served, type ServedLab } from '../../../support/lab/labFixture';
import { syntheticKey } from '../../../support/lab/syntheticLab';

const minute = 60_000;
const key = syntheticKey(1);

/** Twelve minutes: a point of loss every ten seconds, a line a minute, a changing parameter, a model at the end. */
function recording(start: number): ExperimentContent {
  const content = emptyContent();
  addLogged(content.others, 'Name', { value: 'live', step: null, time: start, context: null });
  content.tags.add('recorded');
  for (let step = 0; step <= 72; step += 1) {
    addPoint(content.metrics, 'train_loss', 'train', {
      value: String(100 - step),
      step,
      epoch: null,
      time: start + step * 10_000,
    });
  }
  for (let at = 0; at < 12; at += 1) {
    content.output.push({ text: `minute ${at}\n`, stderr: false, time: start + at * minute });
    addLogged(content.parameters, 'curr_step', {
      value: String(at),
      step: at,
      time: start + at * minute,
      context: null,
    });
  }
  content.assets.set('model', {
    id: 'model',
    name: 'model.bin',
    type: 'model-element',
    context: null,
    step: null,
    createdAt: start + 12 * minute,
    folder: 'models/last',
    metadata: null,
    tags: [],
    link: null,
    size: 1,
    bytes: () => Promise.resolve(new Uint8Array(1)),
  });
  return content;
}

interface Metadata {
  running: boolean;
  hasCrashed: boolean;
  startTimeMillis: number;
  endTimeMillis: number;
  durationMillis: number;
  experimentName: string;
}

describe('lab replay', () => {
  let lab: ServedLab;
  let start: number;

  async function open(speed: number, alreadyRunning: number): Promise<void> {
    const clock = new Clock();
    start = clock.now() - alreadyRunning;
    const store = new LabStore({ userName: 'ada', defaultWorkspace: 'ada' }, clock.now);
    const head = { key, name: 'live', startTime: start, endTime: start + 12 * minute };
    store.add(
      new LiveExperiment(store.addProject('ada', 'p'), head, () => Promise.resolve(recording(start)), {
        speed: speed,
        now: clock.now,
      }),
    );
    lab = served(await serveComet(store, clock.now), clock);
  }

  afterEach(() => lab.close());

  const metadata = async (): Promise<Metadata> =>
    (await lab.read(`experiment/metadata?experimentKey=${key}`)) as Metadata;
  const points = async (): Promise<{ step: number; timestamp: number }[]> =>
    (
      (await lab.read(`experiment/metrics/get-metric?${query({ experimentKey: key, metricName: 'train_loss' })}`)) as {
        metrics: { step: number; timestamp: number }[];
      }
    ).metrics;
  const output = async (): Promise<string> =>
    ((await lab.read(`experiment/output?experimentKey=${key}`)) as { output: string }).output;
  const value = async (path: string, name: string): Promise<unknown> =>
    (
      (await lab.read(`experiment/${path}?experimentKey=${key}`)) as {
        values: { name: string; valueCurrent: string }[];
      }
    ).values.find((candidate) => candidate.name === name)?.valueCurrent;
  const assets = async (): Promise<number> =>
    ((await lab.read(`experiment/asset/list?experimentKey=${key}`)) as { assets: unknown[] }).assets.length;

  it('is some way on when the lab opens and goes on at the recorded pace', async () => {
    await open(1, 3 * minute);
    assert.deepEqual(
      [(await metadata()).running, (await metadata()).durationMillis, (await points()).length],
      [true, 3 * minute, 19],
    );
    assert.equal(await output(), 'minute 0\nminute 1\nminute 2\nminute 3\n');
    lab.clock.advance(9_999);
    assert.equal((await points()).length, 19);
    lab.clock.advance(1);
    assert.equal((await points()).length, 20);
    assert.deepEqual((await points()).at(-1), {
      metricName: 'train_loss',
      metricValue: '81',
      step: 19,
      epoch: null,
      runContext: 'train',
      offset: 19,
      timestamp: lab.clock.now(),
    });
    assert.equal((await metadata()).endTimeMillis, lab.clock.now());
    assert.deepEqual([await value('parameters', 'curr_step'), await assets()], ['3', 0]);
  });

  it('goes faster when told, with times to match', async () => {
    await open(4, 0);
    lab.clock.advance(minute);
    assert.deepEqual(
      [(await points()).length, (await points()).at(-1)?.timestamp, await value('parameters', 'curr_step')],
      [25, lab.clock.now(), '4'],
    );
    lab.clock.advance(2 * minute);
    assert.deepEqual(
      [(await metadata()).running, (await metadata()).durationMillis, await assets()],
      [false, 3 * minute, 1],
    );
  });

  it('rests when it has finished, then starts over without what it had logged', async () => {
    await open(1, 0);
    lab.clock.advance(12 * minute);
    const finished = await metadata();
    assert.deepEqual(
      [finished.running, finished.hasCrashed, finished.durationMillis, (await points()).length],
      [false, false, 12 * minute, 73],
    );
    lab.clock.advance(rest - 1);
    assert.deepEqual(await metadata(), finished);
    lab.clock.advance(1);
    assert.deepEqual(
      [(await metadata()).running, (await metadata()).startTimeMillis, (await points()).length],
      [true, lab.clock.now(), 1],
    );
    assert.deepEqual([await output(), await assets(), await value('parameters', 'curr_step')], ['minute 0\n', 0, '0']);
    lab.clock.advance(12 * minute + rest + 5 * minute);
    assert.deepEqual([(await metadata()).durationMillis, (await points()).length], [5 * minute, 31]);
  });

  it('keeps what users wrote to it over the next start', async () => {
    await open(1, 0);
    await lab.post('write/experiment/tags', { experimentKey: key, addedTags: ['mine'] });
    await lab.post('write/experiment/log-other', { experimentKey: key, key: 'Name', value: 'renamed' });
    await lab.post('write/experiment/metric', { experimentKey: key, metricName: 'mine', metricValue: 1 });
    lab.clock.advance(12 * minute + rest);
    assert.equal((await metadata()).experimentName, 'renamed');
    assert.equal(await value('log-other', 'Name'), 'renamed');
    assert.equal(await value('metrics/summary', 'mine'), '1');
    assert.deepEqual(await lab.read(`experiment/tags?experimentKey=${key}`), { tags: ['recorded', 'mine'] });
  });

  it('ends for good when it is stopped', async () => {
    await open(1, 0);
    lab.clock.advance(5 * minute);
    await lab.read(`write/experiment/stop?experimentKey=${key}`);
    const stopped = await metadata();
    assert.deepEqual([stopped.running, stopped.durationMillis, (await points()).length], [false, 5 * minute, 31]);
    lab.clock.advance(60 * minute);
    assert.deepEqual(await metadata(), stopped);
    assert.equal((await points()).length, 31);
  });
});
