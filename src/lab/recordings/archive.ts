/**
 * Reads what the Comet SDK records offline: one zip an experiment, into one typed, validated value.
 * Knows the SDK's archives only; serving them, naming metrics by context and shifting times are others' business.
 */
import * as l10n from '@vscode/l10n';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import * as v from 'valibot';
import type { Archive, RecordedOther } from './archiveContent';
import { emptyFolding, fold, parseOptions, type FindFile, type Folding } from './archiveMessages';
import { TimeSlice } from '../../platform/eventLoop';
import { parsePythonJson } from './pythonJson';
import { openZip, type ZipEntries } from './zip';

export type * from './archiveContent';

/**
 * Reads everything but the files, which stay in the archive until they are asked for. Rejects with a sentence that
 * names the archive.
 */
export function readArchive(path: string): Promise<Archive> {
  return explained(path, async () => {
    const zip = openZip(await readFile(path));
    const options = parseOptions(parsePythonJson(await readText(zip, 'experiment.json')));
    const folding = await foldMessages(zip, path, options.start_time);
    return { ...folding, ...whose(path, options, folding) };
  });
}

function whose(path: string, options: ReturnType<typeof parseOptions>, folding: Folding) {
  return {
    path,
    key: options.offline_id,
    name: lastOther(folding.others, 'Name'),
    workspace: options.workspace,
    project: options.project_name,
    startTime: options.start_time,
    endTime: options.stop_time,
    tags: options.tags,
    crash: options.customer_error_reported
      ? (options.customer_error_message ?? l10n.t('The script ended with an error.'))
      : null,
    filePath: folding.filePath,
    user: folding.machine?.user ?? null,
  };
}

function lastOther(others: readonly RecordedOther[], name: string): string | null {
  return others.findLast((candidate) => candidate.name === name)?.value ?? null;
}

async function foldMessages(zip: ZipEntries, path: string, startTime: number): Promise<Folding> {
  const folding = emptyFolding();
  const find: FindFile = (name) => {
    const size = zip.sizes.get(name);
    if (size === undefined) {
      throw new Error(`it has no entry ${name}`);
    }
    return { size, bytes: () => explained(path, async () => openZip(await readFile(path)).read(name)) };
  };
  const slice = new TimeSlice();
  let time = startTime;
  let offset = 0;
  for (const line of lines(await readText(zip, 'messages.json'))) {
    offset += 1;
    try {
      time = fold(parsePythonJson(line), offset, time, folding, find);
    } catch (error) {
      throw new Error(`line ${offset} of messages.json: ${reason(error)}`, { cause: error });
    }
    if (slice.expired) {
      await slice.yield();
    }
  }
  return folding;
}

function* lines(text: string): Generator<string> {
  let start = 0;
  while (start < text.length) {
    const end = text.indexOf('\n', start);
    const stop = end === -1 ? text.length : end;
    if (stop > start) {
      yield text.slice(start, stop);
    }
    start = stop + 1;
  }
}

async function readText(zip: ZipEntries, name: string): Promise<string> {
  return new TextDecoder('utf-8', { fatal: true }).decode(await zip.read(name));
}

async function explained<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw new Error(`The archive ${basename(path)} cannot be read: ${reason(error)}.`, { cause: error });
  }
}

function reason(error: unknown): string {
  if (v.isValiError(error)) {
    const [issue] = error.issues;
    const where = v.getDotPath(issue);
    return `${where === null ? '' : `${where}: `}${issue.message}`;
  }
  return error instanceof Error ? error.message : String(error);
}
