/**
 * Owns downloads: which folder, which names, what becomes of files that are there, progress, cancel, and the summary.
 * Knows the store; what is wanted is `downloads/wanted`, how one file gets to the disk `downloads/saveFile`.
 */
import { basename, dirname, join } from 'node:path';
import { commands, ConfigurationTarget, env, ProgressLocation, UIKind, Uri, window, workspace } from 'vscode';
import PQueue from 'p-queue';
import { DownloadFolder, folderFrom, freePath } from './downloads/folder';
import { Progress } from './downloads/progress';
import { isDiskFull, saveFile } from './downloads/saveFile';
import { allOf, artifactOf, assetsOf, modelOf, versionOf, type Order, type Remote, type Wanted } from './downloads/wanted';
import type { Log } from './log';
import { askInDialog, showInformation, showWarning, withProgress } from './messages';
import { formatBytes, formatCount } from './shared/format';
import { BackendError, toProblem, type Problem } from './shared/problem';
import type { ArtifactVersionRef, ExperimentRef, ModelRef, RegistryVersionRef } from './shared/reference';
import { shortName, shownAddress } from './shared/summary';
import type { DownloadOptions, ExistingFiles } from './shared/verbs';
import type { Store } from './store';

export interface DownloadParts {
  readonly store: Store;
  readonly log: Log;
  readonly settings: { readonly downloadsFolder: string | null; readonly existingFiles: ExistingFiles };
}

export interface DownloadSummary {
  readonly folder: Uri;
  /** On the disk, whole. */
  readonly files: readonly Uri[];
  /** Were there before and were kept. */
  readonly skipped: readonly Uri[];
  readonly failed: readonly { readonly name: string; readonly problem: Problem }[];
  /** Not kept by the tracker but at these addresses. */
  readonly remote: readonly Remote[];
  readonly bytes: number;
  readonly cancelled: boolean;
}

/** `signal` cancels, as the button of the notification does. */
export interface DownloadCall extends DownloadOptions {
  readonly signal?: AbortSignal;
}

const atOnce = 4;

export class Downloads {
  readonly #parts: DownloadParts;
  /** Targets under way: two writers of one file would each replace what the other wrote. */
  readonly #busy = new Set<string>();

  constructor(parts: DownloadParts) {
    this.#parts = parts;
  }

  /** Chosen assets of one or more experiments. Undefined when the user turned away before anything began. */
  async assets(chosen: readonly { readonly experiment: ExperimentRef; readonly assetIds: readonly string[] | 'all' }[], options: DownloadCall = {}): Promise<DownloadSummary | undefined> {
    return this.#download(allOf(await Promise.all(chosen.map(({ experiment, assetIds }) => assetsOf(this.#parts.store, experiment, assetIds)))), options);
  }

  /** The zip of a model's files as `<model>.zip`. Undefined when the user turned away before it began. */
  async model(ref: ModelRef, options: DownloadCall = {}): Promise<DownloadSummary | undefined> {
    return this.#download(await modelOf(this.#parts.store, ref), options);
  }

  /** A zip for each version of a registry model. */
  async versions(refs: readonly RegistryVersionRef[], options: DownloadCall = {}): Promise<DownloadSummary | undefined> {
    return this.#download(allOf(refs.map((ref) => versionOf(this.#parts.store, ref))), options);
  }

  /** All files of the versions, a folder for each. */
  async artifacts(refs: readonly ArtifactVersionRef[], options: DownloadCall = {}): Promise<DownloadSummary | undefined> {
    return this.#download(allOf(await Promise.all(refs.map((ref) => artifactOf(this.#parts.store, ref)))), options);
  }

  async #download({ wanted: all, remote }: Order, options: DownloadCall): Promise<DownloadSummary | undefined> {
    if (all.length === 0 && remote.length === 0) throw new BackendError('notFound', 'There are no files to download.');
    const path = options.folder ?? this.#parts.settings.downloadsFolder ?? (await askFolder());
    if (path === undefined) return undefined;
    const folder = new DownloadFolder(folderFrom(path));
    const present = new Set<Wanted>();
    for (const wanted of all) if (await folder.holds(wanted.names)) present.add(wanted);
    const existing = await this.#decide(present.size, all.length, options.existingFiles ?? this.#parts.settings.existingFiles);
    if (existing === undefined) return undefined;
    const skipped = existing === 'skip' ? all.filter((wanted) => present.has(wanted)) : [];
    const due = existing === 'skip' ? all.filter((wanted) => !present.has(wanted)) : all;

    const outcome = await withProgress(
      { location: ProgressLocation.Notification, title: 'Downloading', cancellable: true },
      async (report, token) => {
        const abort = new AbortController();
        const subscription = token.onCancellationRequested(() => abort.abort());
        const progress = new Progress(due.map(({ size }) => size), report);
        try {
          const signal = options.signal === undefined ? abort.signal : AbortSignal.any([abort.signal, options.signal]);
          return await this.#saveAll(due, folder, existing, progress, signal);
        } finally {
          progress.end();
          subscription.dispose();
        }
      },
    );
    const summary: DownloadSummary = {
      folder: Uri.file(await folder.folder([])),
      skipped: skipped.map(({ names }) => Uri.file(join(folder.path, ...names))),
      remote,
      ...outcome,
    };
    this.#tell(summary);
    return summary;
  }

  async #decide(present: number, all: number, existing: ExistingFiles): Promise<Exclude<ExistingFiles, 'ask'> | undefined> {
    if (existing !== 'ask') return existing;
    if (present === 0) return 'rename';
    const answers = { 'Skip': 'skip', 'Replace': 'overwrite', 'Keep Both': 'rename' } as const;
    const question = all === 1 ? 'The file is there already.' : `${present} of ${formatCount(all, 'file')} are there already.`;
    const answer = await askInDialog(
      question,
      'The setting “experiments.downloads.existingFiles” can answer this for good.',
      ...(Object.keys(answers) as (keyof typeof answers)[]),
    );
    return answer === undefined ? undefined : answers[answer];
  }

  async #saveAll(due: readonly Wanted[], folder: DownloadFolder, existing: ExistingFiles, progress: Progress, signal: AbortSignal): Promise<Pick<DownloadSummary, 'files' | 'failed' | 'bytes' | 'cancelled'>> {
    const queue = new PQueue({ concurrency: atOnce });
    const files: Uri[] = [];
    const failed: { name: string; problem: Problem }[] = [];
    let bytes = 0;
    let cancelled = false;
    /** What would happen to every other file too. */
    let fatal: Problem | null = null;
    await Promise.all(due.map((wanted, index) => queue.add(async () => {
      const name = wanted.names.slice(1).join('/');
      if (signal.aborted) {
        cancelled = true;
        return;
      }
      if (fatal !== null) {
        failed.push({ name, problem: fatal });
        return;
      }
      try {
        const saved = await this.#save(wanted, folder, existing, (size) => progress.at(index, size), signal);
        bytes += saved.bytes;
        files.push(saved.uri);
        progress.done();
      } catch (error) {
        const problem = toProblem(error);
        if (problem.kind === 'cancelled') {
          cancelled = true;
          return;
        }
        if (isDiskFull(error) || problem.kind === 'unauthorized') fatal = problem;
        failed.push({ name, problem });
      }
    })));
    return { files, failed, bytes, cancelled };
  }

  async #save(wanted: Wanted, folder: DownloadFolder, existing: ExistingFiles, onProgress: (bytes: number) => void, signal: AbortSignal): Promise<{ readonly uri: Uri; readonly bytes: number }> {
    const wish = join(await folder.folder(wanted.names.slice(0, -1)), wanted.names.at(-1) ?? '');
    const target = await this.#reserve(wish, existing);
    try {
      const bytes = await saveFile({
        target,
        id: wanted.id,
        announced: wanted.size,
        open: (from) => wanted.open(from, signal),
        onProgress,
      });
      return { uri: Uri.file(target), bytes };
    } finally {
      this.#busy.delete(target);
    }
  }

  async #reserve(wish: string, existing: ExistingFiles): Promise<string> {
    for (;;) {
      const target = existing === 'rename' ? await freePath(dirname(wish), basename(wish), this.#busy) : wish;
      if (!this.#busy.has(target)) {
        this.#busy.add(target);
        return target;
      }
      if (existing !== 'rename') throw new BackendError('refused', `“${target}” is being downloaded already.`);
    }
  }

  #tell({ folder, files, skipped, failed, remote, bytes, cancelled }: DownloadSummary): void {
    for (const { name, problem } of failed) this.#parts.log.line(`Downloading “${name}” failed: ${problem.message}`);
    for (const { name, url } of remote) this.#parts.log.line(`“${name}” was not downloaded: the tracker only knows its address, ${shownAddress(url)}`);
    const [first] = files;
    const what = files.length === 1 && first !== undefined ? `“${shortName(basename(first.fsPath))}”` : formatCount(files.length, 'file');
    const [elsewhere] = remote;
    const isIdle = files.length === 0 && !cancelled && skipped.length + failed.length + remote.length > 0;
    const remarks = [
      isIdle ? '' : `Downloaded ${what} (${formatBytes(bytes)})${cancelled ? ', then cancelled' : ''}.`,
      skipped.length === 0 ? '' : `${formatCount(skipped.length, 'file')} were there and were kept.`,
      elsewhere === undefined ? '' : `${formatCount(remote.length, 'remote file')} not downloaded, kept at ${shortName(shownAddress(elsewhere.url))}${remote.length > 1 ? ' and elsewhere' : ''}.`,
      failed.length === 0 ? '' : `${failed.length} failed: ${failed[0]?.problem.message ?? ''}`,
    ].filter(Boolean).join(' ');
    const answers = [...(files.length > 0 || skipped.length > 0 ? ['Open Folder'] : []), ...(failed.length > 0 || remote.length > 0 ? ['Details'] : [])];
    const shown = failed.length > 0 ? showWarning(remarks, ...answers) : showInformation(remarks, ...answers);
    void shown.then((answer) => {
      if (answer === 'Details') this.#parts.log.show();
      if (answer === 'Open Folder') void openFolder(first ?? skipped[0] ?? folder, folder);
    });
  }
}

/** The chosen folder, remembered in the settings. */
async function askFolder(): Promise<string | undefined> {
  const [chosen] = (await window.showOpenDialog({
    title: 'Where to Download To',
    openLabel: 'Download Here',
    canSelectFiles: false,
    canSelectFolders: true,
    canSelectMany: false,
    ...(workspace.workspaceFolders?.[0] === undefined ? {} : { defaultUri: workspace.workspaceFolders[0].uri }),
  })) ?? [];
  if (chosen === undefined) return undefined;
  if (chosen.scheme !== 'file') {
    throw new BackendError('unsupported', `Downloads need a folder on a disk; “${chosen.scheme}:” is none.`, { advice: 'Choose another folder.' });
  }
  await workspace.getConfiguration('experiments').update('downloads.folder', chosen.fsPath, ConfigurationTarget.Global);
  return chosen.fsPath;
}

/** In the system's file manager where there is one in reach, else in a window of its own. */
async function openFolder(file: Uri, folder: Uri): Promise<void> {
  const isHere = env.uiKind === UIKind.Desktop && env.remoteName === undefined;
  await (isHere
    ? commands.executeCommand('revealFileInOS', file)
    : commands.executeCommand('vscode.openFolder', folder, { forceNewWindow: true }));
}
