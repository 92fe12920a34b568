/** Owns the upload of files as assets: which files, under which names, progress in bytes, cancel, and one summary. */
import * as l10n from '@vscode/l10n';
import { readdir, stat } from 'node:fs/promises';
import { basename, isAbsolute, join, relative, sep } from 'node:path';
import { ProgressLocation, window } from 'vscode';
import PQueue from 'p-queue';
import { TransferProgress } from '../../downloads/progress';
import { codeOf } from '../../platform/files';
import type { Log } from '../../platform/log';
import { askInDialog, showInformation, showWarning, withProgress } from '../../prompts/messages';
import { pick, back } from '../../prompts/quickPick';
import { titleOf } from '../../shared/verbs/experimentVerbs';
import { formatBytes, formatCount } from '../../shared/format';
import { BackendError, toProblem, type Problem } from '../../shared/problem';
import type { ExperimentRef } from '../../shared/reference';
import { oneLine } from '../../shared/text/plainText';
import { shortName } from '../../shared/text/summary';
import type { Handlers } from '../../shared/verbs/verbs';
import type { Store } from '../../store/store';
import type { Targets } from '../targets';

export interface UploadSummary {
  /** Logical names, of each experiment. */
  readonly done: readonly string[];
  readonly failed: readonly { readonly name: string; readonly problem: Problem }[];
  readonly bytes: number;
  readonly cancelled: boolean;
}

interface LocalFile {
  readonly file: string;
  /** The asset's name, `/` between folders. */
  readonly name: string;
  readonly size: number;
}

interface Found {
  readonly files: readonly LocalFile[];
  readonly failed: UploadSummary['failed'];
}

const atOnce = 4;
const title = titleOf('uploadAssets');

export function uploadHandlers({
  store,
  log,
  targets,
}: {
  readonly store: Store;
  readonly log: Log;
  readonly targets: Targets;
}): Pick<Handlers, 'uploadAssets'> {
  return {
    async uploadAssets(target, selection, given): Promise<UploadSummary | undefined> {
      const refs = await targets.many('uploadAssets', target, selection);
      if (refs.length === 0) {
        return undefined;
      }
      const paths = given ?? (await askPaths());
      if (paths === undefined || paths.length === 0) {
        return undefined;
      }
      const { files, failed } = await findFiles(paths);
      if (files.length === 0) {
        throw new BackendError('notFound', failed[0]?.problem.message ?? l10n.t('There are no files in this folder.'));
      }
      const overwrite = await askOverwrite(store, refs, files);
      if (overwrite === undefined) {
        return undefined;
      }
      const summary = await uploadAll(store, refs, files, overwrite);
      const whole = { ...summary, failed: [...failed, ...summary.failed] };
      tell(log, whole);
      return whole;
    },
  };
}

/** One dialog cannot offer both on every system. */
async function askPaths(): Promise<readonly string[] | undefined> {
  const what = await pick({
    title,
    placeholder: l10n.t('What is to be uploaded?'),
    none: '',
    load: () =>
      Promise.resolve([
        { label: l10n.t('Files…'), icon: 'files', value: 'files' as const },
        {
          label: l10n.t('A folder…'),
          icon: 'folder',
          description: l10n.t('all its files, with their paths in it'),
          value: 'folder' as const,
        },
      ]),
  });
  if (what === undefined || what === back) {
    return undefined;
  }
  const chosen = await window.showOpenDialog({
    title: oneLine(title),
    openLabel: l10n.t('Upload'),
    canSelectFiles: what === 'files',
    canSelectFolders: what === 'folder',
    canSelectMany: what === 'files',
  });
  const elsewhere = chosen?.find(({ scheme }) => scheme !== 'file');
  if (elsewhere !== undefined) {
    throw new BackendError(
      'unsupported',
      l10n.t('Only files on a disk can be uploaded; “{scheme}:” is none.', { scheme: elsewhere.scheme }),
    );
  }
  return chosen?.map(({ fsPath }) => fsPath);
}

/** A folder stands for its files. Links to folders are not followed: they may lead round in a circle. */
async function findFiles(paths: readonly string[]): Promise<Found> {
  const files: LocalFile[] = [];
  const failed: UploadSummary['failed'][number][] = [];
  const add = async (file: string, name: string): Promise<void> => {
    try {
      const found = await stat(file);
      if (found.isFile()) {
        files.push({ file, name, size: found.size });
      } else {
        failed.push({
          name,
          problem: toProblem(new BackendError('refused', l10n.t('“{name}” is not a file.', { name: shortName(name) }))),
        });
      }
    } catch (error) {
      failed.push({ name, problem: unreadable(error, name) });
    }
  };
  for (const path of paths) {
    if (!isAbsolute(path)) {
      throw new BackendError('refused', l10n.t('“{path}” is not an absolute path.', { path: shortName(path) }));
    }
    const found = await stat(path).catch(() => null);
    if (found?.isDirectory() !== true) {
      await add(path, basename(path));
      continue;
    }
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    const inside = entries
      .filter((entry) => !entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
    for (const file of inside) {
      await add(file, [basename(path), ...relative(path, file).split(sep)].join('/'));
    }
  }
  return { files, failed };
}

function unreadable(error: unknown, name: string): Problem {
  const code = codeOf(error);
  return toProblem(code === null ? error : new BackendError('refused', unreadableSentence(code, shortName(name))));
}

function unreadableSentence(code: string, name: string): string {
  switch (code) {
    case 'ENOENT':
      return l10n.t('“{name}” does not exist.', { name });
    case 'EACCES':
    case 'EPERM':
      return l10n.t('You are not allowed to read “{name}”.', { name });
    case 'ELOOP':
      return l10n.t('“{name}” is a link that leads in a circle.', { name });
    default:
      return l10n.t('“{name}” cannot be read ({code}).', { name, code });
  }
}

/** Trackers keep several assets of one name. Undefined when the user cancelled. */
async function askOverwrite(
  store: Store,
  refs: readonly ExperimentRef[],
  files: readonly LocalFile[],
): Promise<boolean | undefined> {
  const names = new Set(files.map(({ name }) => name));
  const present = new Set(
    (await Promise.all(refs.map((ref) => store.details.assets(ref))))
      .flat()
      .map(({ name }) => name)
      .filter((name) => names.has(name)),
  );
  if (present.size === 0) {
    return false;
  }
  const [first = ''] = present;
  const question =
    files.length === 1
      ? l10n.t('There is an asset “{first}” already.', { first: shortName(first) })
      : l10n.t('{count} of {files} have the name of an asset that is there.', {
          count: present.size,
          files: formatCount(files.length, 'file'),
        });
  const answer = await askInDialog(question, l10n.t('What is replaced is lost for good.'), {
    replace: l10n.t('Replace'),
    keepBoth: l10n.t('Keep Both'),
  });
  return answer === undefined ? undefined : answer === 'replace';
}

async function uploadAll(
  store: Store,
  refs: readonly ExperimentRef[],
  files: readonly LocalFile[],
  overwrite: boolean,
): Promise<UploadSummary> {
  const jobs = refs.flatMap((ref) => files.map((file) => ({ ref, ...file })));
  return withProgress(
    { location: ProgressLocation.Notification, title: l10n.t('Uploading'), cancellable: true },
    async (report, token) => {
      const abort = new AbortController();
      const subscription = token.onCancellationRequested(() => abort.abort());
      const progress = new TransferProgress(
        jobs.map(({ size }) => size),
        report,
      );
      const done: string[] = [];
      const failed: { name: string; problem: Problem }[] = [];
      let bytes = 0;
      let cancelled = false;
      /** What would happen to every other file of the experiment too. */
      const fatal = new Map<ExperimentRef, Problem>();
      const queue = new PQueue({ concurrency: atOnce });
      try {
        await Promise.all(
          jobs.map(({ ref, file, name, size }, index) =>
            queue.add(async () => {
              if (abort.signal.aborted) {
                cancelled = true;
                return;
              }
              const known = fatal.get(ref);
              if (known !== undefined) {
                failed.push({ name, problem: known });
                return;
              }
              let sent = 0;
              try {
                await store.logging.upload(
                  ref,
                  { file, name, type: null, step: null, context: null, overwrite },
                  (more) => progress.arrived(index, (sent += more)),
                  abort.signal,
                );
                progress.arrived(index, size);
                progress.done();
                bytes += size;
                done.push(name);
              } catch (error) {
                const problem = codeOf(error) === null ? toProblem(error) : unreadable(error, name);
                if (problem.kind === 'cancelled') {
                  cancelled = true;
                  return;
                }
                if (problem.kind === 'unauthorized' || problem.kind === 'forbidden' || problem.kind === 'unsupported') {
                  fatal.set(ref, problem);
                }
                failed.push({ name, problem });
              }
            }),
          ),
        );
        return { done, failed, bytes, cancelled };
      } finally {
        progress.end();
        subscription.dispose();
      }
    },
  );
}

function tell(log: Log, { done, failed, bytes, cancelled }: UploadSummary): void {
  for (const { name, problem } of failed) {
    log.line(`Uploading “${name}” failed: ${problem.message}`);
  }
  const [only = ''] = done;
  const what = done.length === 1 ? `“${shortName(only)}”` : formatCount(done.length, 'file');
  const [failure] = failed;
  const remarks = [
    done.length === 0 && !cancelled
      ? ''
      : cancelled
        ? l10n.t('Uploaded {what} ({size}) before it was cancelled.', { what, size: formatBytes(bytes) })
        : l10n.t('Uploaded {what} ({size}).', { what, size: formatBytes(bytes) }),
    failure === undefined
      ? ''
      : failed.length === 1
        ? l10n.t('“{name}” was not uploaded: {reason}', {
            name: shortName(failure.name),
            reason: failure.problem.message,
          })
        : l10n.t('{files} were not uploaded: {reason}', {
            files: formatCount(failed.length, 'file'),
            reason: failure.problem.message,
          }),
  ]
    .filter(Boolean)
    .join(' ');
  if (failure === undefined) {
    void showInformation(remarks);
    return;
  }
  void showWarning(remarks, { details: l10n.t('Details') }).then((answer) => {
    if (answer === 'details') {
      log.show();
    }
  });
}
