/**
 * Fills a store with recorded experiments. `lab.json` names them all, so that listing needs no archive; an archive is
 * opened when something of its experiment is first asked for. Recorded times are moved, see `openRecordings`.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { array, boolean, integer, nullable, number, object, parse, pipe, regex, string } from 'valibot';
import { readArchive } from './archive';
import { TimeSlice } from '../../platform/eventLoop';
import type { LabStorage } from '../storage/storage';
import { recordedContent } from './recordedContent';
import { LiveExperiment } from './liveExperiment';
import { LabExperiment, LabStore, type ExperimentHead } from '../store';

const time = pipe(number(), integer());

/** `lab.json`: what lists show, and what the SDK cannot record. Each experiment's archive is `<key>.zip` beside it. */
const indexSchema = object({
  user: string(),
  defaultWorkspace: string(),
  /** The moment that stands for "now" in the recordings, epoch milliseconds as all times. */
  recordedUntil: time,
  projects: array(
    object({
      workspace: string(),
      name: string(),
      description: string(),
      notes: string(),
      isPublic: boolean(),
    }),
  ),
  experiments: array(
    object({
      key: pipe(string(), regex(/^[0-9A-Za-z]{32,50}$/)),
      workspace: string(),
      project: string(),
      name: string(),
      startTime: time,
      endTime: time,
      crashed: boolean(),
      archived: boolean(),
      /** Goes on in real time while the lab is open, `speed` times as fast as recorded. */
      live: nullable(object({ speed: number() })),
      filePath: nullable(string()),
      user: nullable(string()),
    }),
  ),
});

export interface RecordingsOptions {
  /** Holds `lab.json` and the archives that it names. */
  readonly folder: string;
  readonly now: () => number;
  /** How many times faster than its own speed the live experiment goes on. */
  readonly speed: number;
  /** Holds what was written to the lab before. */
  readonly storage: LabStorage;
}

/**
 * Recordings are old when somebody looks at them, so every recorded time is moved by one constant: what the recordings
 * take for "now" becomes the moment when the lab opens. Distances, steps and values are never touched. What users wrote
 * comes on top, with its own times. Rejects when `lab.json` is missing or not as it should be, or the journal is
 * damaged.
 */
export async function openRecordings({ folder, now, speed, storage }: RecordingsOptions): Promise<LabStore> {
  const index = parse(indexSchema, JSON.parse(await readFile(join(folder, 'lab.json'), 'utf8')));
  const store = new LabStore({ userName: index.user, defaultWorkspace: index.defaultWorkspace }, now, storage);
  for (const { workspace, name, ...details } of index.projects) {
    store.addProject(workspace, name, details);
  }
  const shift = now() - index.recordedUntil;
  for (const {
    key,
    name,
    workspace,
    project,
    startTime,
    endTime,
    crashed,
    archived,
    live,
    filePath,
    user,
  } of index.experiments) {
    const head: ExperimentHead = {
      key,
      name,
      startTime: startTime + shift,
      endTime: endTime + shift,
      archived,
      crashed,
      userName: user,
      filePath,
    };
    const load = async () => recordedContent(await readArchive(join(folder, `${key}.zip`)), shift, new TimeSlice());
    const place = store.addProject(workspace, project);
    store.add(
      live === null
        ? new LabExperiment(place, head, load, now, storage)
        : new LiveExperiment(place, head, load, { speed: speed * live.speed, now, storage }),
    );
  }
  await store.restore();
  return store;
}
