/**
 * Owns the saving of many files: a few of them at a time, what is done, what failed and what of it is kept. Knows no
 * vscode.
 */
import * as l10n from '@vscode/l10n';
import PQueue from 'p-queue';
import { isDiskFull } from '../platform/files';
import { BackendError, toProblem, type Problem } from '../shared/problem';
import { takenPathsOf, type DownloadFolder } from './folder';
import type { TransferProgress } from './progress';
import { saveFile } from './saveFile';
import type { Wanted } from './wanted';

export interface SavedFiles {
  /** Paths; on the disk, whole. */
  readonly files: readonly string[];
  /** Names of those that changed on the server after they had been begun, and came from their beginning. */
  readonly changed: readonly string[];
  readonly failed: readonly { readonly name: string; readonly problem: Problem }[];
  /** Those that are begun and not done: the next download goes on with what has arrived. */
  readonly unfinished: readonly string[];
  readonly bytes: number;
  readonly cancelled: boolean;
}

export interface SaveOptions {
  readonly folder: DownloadFolder;
  readonly replace: boolean;
  readonly progress: Pick<TransferProgress, 'arrived' | 'done'>;
  readonly signal: AbortSignal;
}

/**
 * So many of one command are begun at once; how many of all commands go on at a server is decided where requests are
 * made.
 */
const atOnce = 4;

export async function saveAll(
  due: readonly Wanted[],
  { folder, replace, progress, signal }: SaveOptions,
): Promise<SavedFiles> {
  const queue = new PQueue({ concurrency: atOnce });
  const isTaken = takenPathsOf(due.map(({ names }) => names));
  const files: string[] = [];
  const changed: string[] = [];
  const failed: { name: string; problem: Problem }[] = [];
  const unfinished: string[] = [];
  let bytes = 0;
  let cancelled = false;
  /** What would happen to every other file too. */
  let fatal: Problem | null = null;

  const isOver = (): boolean => signal.aborted;

  const save = async (wanted: Wanted, index: number): Promise<void> => {
    const name = wanted.names.slice(1).join('/');
    if (isOver()) {
      cancelled = true;
      return;
    }
    if (fatal !== null) {
      failed.push({ name, problem: fatal });
      return;
    }
    let arrived = 0;
    try {
      // Before anything is fetched for it: the folder may be none, or behind a link.
      await folder.folder(wanted.names.slice(0, -1));
      const saved = await saveFile({
        root: await folder.folder([]),
        id: wanted.id,
        announced: wanted.size,
        signal,
        open: ({ from, validator, total }) => wanted.open({ from, validator, total, kept: true }, signal),
        place: (path, contentType) => folder.place({ path, contentType, names: wanted.names, replace, isTaken }),
        onProgress: (size) => progress.arrived(index, (arrived = size)),
      });
      bytes += saved.bytes;
      files.push(saved.path);
      if (saved.changed) {
        changed.push(name);
      }
      progress.done();
    } catch (error) {
      const problem = toProblem(error);
      if (arrived > 0) {
        unfinished.push(wanted.id);
      }
      if (isOver()) {
        cancelled = true;
        return;
      }
      if (isDiskFull(error) || problem.kind === 'unauthorized') {
        fatal = problem;
      }
      failed.push({ name, problem: error instanceof BackendError && problem.kind === 'cancelled' ? closed : problem });
    }
  };
  await Promise.all(due.map((wanted, index) => queue.add(() => save(wanted, index))));
  return { files, changed, failed, unfinished, bytes, cancelled };
}

/** No user cancelled it: what asked for it was closed. */
const closed: Problem = {
  kind: 'unreachable',
  message: l10n.t('The connection was closed.'),
  advice: l10n.t('Sign in again, then download it again to go on.'),
  retryAfter: null,
};
