/**
 * A process of its own for the lab, over a database on disk: one experiment that takes writes, one with 20 metrics of
 * 15,000 values, one with a spike among as many. Tells its parent address, key and the keys of all; then, each time it
 * is asked, the longest time that it was held up since it was asked before.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { serveComet } from '../../src/lab/comet/server';
import { openStorage } from '../../src/lab/storage/storage';
import { addPoint, mostPoints } from '../../src/lab/content';
import { LabStore } from '../../src/lab/store';
import { addSyntheticExperiment, syntheticKey } from '../support/lab/syntheticLab';

const folder = await mkdtemp(join(tmpdir(), 'experiments-bench-'));
const keep = await openStorage(folder);
const store = new LabStore({ userName: 'ada', defaultWorkspace: 'ada' }, Date.now, keep);
const project = store.createProject('ada', 'bench');
const written = store.createExperiment(project);
const charted = addSyntheticExperiment(
  store,
  project,
  { key: syntheticKey(1), name: 'charted', startTime: 0, endTime: 1 },
  (content) => {
    for (let metric = 0; metric < 20; metric += 1) {
      for (let step = 0; step < mostPoints; step += 1) {
        addPoint(content.metrics, `metric-${metric}`, null, {
          value: String(Math.sin(metric + step / 7) / (1 + step)),
          step,
          epoch: Math.floor(step / 100),
          time: 1_750_000_000_000 + step * 137,
        });
      }
    }
  },
);
/** One metric of 15,000 points that falls from 0.8, and one spike among them that no sample of a few hundred holds. */
const spiked = addSyntheticExperiment(
  store,
  project,
  { key: syntheticKey(2), name: 'spiked', startTime: 0, endTime: 1 },
  (content) => {
    for (let step = 0; step < mostPoints; step += 1) {
      const value = step === 997 ? 24.18 : 0.8 / (1 + step / 500) + Math.sin(step / 7) / 100;
      addPoint(content.metrics, 'loss', null, {
        value: String(value),
        step,
        epoch: Math.floor(step / 100),
        time: 1_750_000_000_000 + step * 137,
      });
    }
  },
);
await charted.content();
await spiked.content();
const lab = await serveComet(store, Date.now);
const delay = monitorEventLoopDelay({ resolution: 1 });
process.on('message', () => {
  process.send?.({ longestBlockMs: delay.max / 1e6 });
  delay.reset();
});
process.once(
  'disconnect',
  () =>
    void lab
      .close()
      .then(() => keep.close())
      .then(() => rm(folder, { recursive: true })),
);
process.send?.({ url: lab.url, apiKey: lab.apiKey, written: written.key, charted: charted.key, spiked: spiked.key });
delay.enable();
