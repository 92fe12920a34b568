/** The lab's recordings for tests: each one as the product reads it, and plainly. Read once a process. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readArchive, type Archive } from '../../../src/lab/recordings/archive';
import { projectFolder } from '../installation';
import { readPlainArchive, type PlainArchive } from './referenceArchive';

export const recordingsFolder = join(projectFolder, 'media', 'lab');

/** What `lab.json` says of an experiment. */
export interface ListedExperiment {
  readonly key: string;
  readonly name: string;
  readonly workspace: string;
  readonly project: string;
  readonly archived: boolean;
  readonly live: { readonly speed: number } | null;
}

export interface ListedRecordings {
  readonly user: string;
  readonly defaultWorkspace: string;
  readonly recordedUntil: number;
  readonly projects: readonly { readonly workspace: string; readonly name: string }[];
  readonly experiments: readonly ListedExperiment[];
}

export interface Recorded {
  readonly entry: ListedExperiment;
  readonly archive: Archive;
  readonly plain: PlainArchive;
}

export const listedRecordings = (): ListedRecordings =>
  JSON.parse(readFileSync(join(recordingsFolder, 'lab.json'), 'utf8')) as ListedRecordings;

export const recordedFiles = (): string[] =>
  readdirSync(recordingsFolder)
    .filter((name) => name.endsWith('.zip'))
    .sort();

let known: Promise<readonly Recorded[]> | undefined;

export function recordings(): Promise<readonly Recorded[]> {
  known ??= readAll();
  return known;
}

async function readAll(): Promise<readonly Recorded[]> {
  const all: Recorded[] = [];
  for (const entry of listedRecordings().experiments) {
    const path = join(recordingsFolder, `${entry.key}.zip`);
    all.push({ entry, archive: await readArchive(path), plain: await readPlainArchive(path) });
  }
  return all;
}
