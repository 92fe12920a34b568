/**
 * Owns downloads: which folder, which names, what becomes of files that are there, progress, cancel, and the summary.
 * Knows the store; what is wanted is `downloads/wanted`, how the files get to the disk `downloads/saveAll`.
 */
import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import { commands, ConfigurationTarget, env, ProgressLocation, UIKind, Uri, window, workspace } from 'vscode';
import { DownloadFolder, folderFrom } from './folder';
import { clearPartialFiles, keptPartialFiles, type KeptPartialFiles } from './partialFiles';
import { TransferProgress } from './progress';
import { saveAll, type SavedFiles } from './saveAll';
import { allOf, artifactOf, assetsOf, modelOf, versionOf, type Order, type Remote, type Wanted } from './wanted';
import type { Log } from '../platform/log';
import { askInDialog, showInformation, showWarning, withProgress } from '../prompts/messages';
import { formatBytes, formatCount } from '../shared/format';
import { BackendError, type Problem } from '../shared/problem';
import type { ArtifactVersionRef, ExperimentRef, ModelRef, RegistryVersionRef } from '../shared/reference';
import { shortName, shownAddress } from '../shared/text/summary';
import type { DownloadOptions, ExistingFiles } from '../shared/verbs/verbs';
import type { Store } from '../store/store';

export interface DownloadContext {
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
  /** Not downloaded: the tracker only knows their addresses. */
  readonly remote: readonly Remote[];
  /** Received by this download. */
  readonly bytes: number;
  readonly cancelled: boolean;
}

/** `signal` cancels, as the button of the notification does. */
export interface CancellableDownloadOptions extends DownloadOptions {
  readonly signal?: AbortSignal;
}

export class Downloads {
  readonly #context: DownloadContext;
  readonly #ending = new AbortController();
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(context: DownloadContext) {
    this.#context = context;
  }

  /** Chosen assets of one or more experiments. Undefined when the user cancelled before anything began. */
  async assets(
    chosen: readonly { readonly experiment: ExperimentRef; readonly assetIds: readonly string[] | 'all' }[],
    options: CancellableDownloadOptions = {},
  ): Promise<DownloadSummary | undefined> {
    return this.#download(
      allOf(
        await Promise.all(
          chosen.map(({ experiment, assetIds }) => assetsOf(this.#context.store, experiment, assetIds)),
        ),
      ),
      options,
    );
  }

  /** The zip of a model's files as `<model>.zip`. Undefined when the user cancelled before it began. */
  async model(ref: ModelRef, options: CancellableDownloadOptions = {}): Promise<DownloadSummary | undefined> {
    return this.#download(await modelOf(this.#context.store, ref), options);
  }

  /** A zip for each version of a registry model. */
  async versions(
    refs: readonly RegistryVersionRef[],
    options: CancellableDownloadOptions = {},
  ): Promise<DownloadSummary | undefined> {
    return this.#download(allOf(refs.map((ref) => versionOf(this.#context.store, ref))), options);
  }

  /** All files of these artifact versions, a folder for each. */
  async artifacts(
    refs: readonly ArtifactVersionRef[],
    options: CancellableDownloadOptions = {},
  ): Promise<DownloadSummary | undefined> {
    return this.#download(allOf(await Promise.all(refs.map((ref) => artifactOf(this.#context.store, ref)))), options);
  }

  /** Ends what is under way: what has arrived is kept, and its files are closed. */
  async end(): Promise<void> {
    this.#ending.abort();
    await Promise.allSettled(this.#underWay);
  }

  async #download(
    { wanted, remote }: Order,
    options: CancellableDownloadOptions,
  ): Promise<DownloadSummary | undefined> {
    // A file that was chosen twice is downloaded once.
    const all = [...new Map(wanted.map((one) => [one.id, one])).values()];
    if (all.length === 0 && remote.length === 0) {
      throw new BackendError('notFound', l10n.t('There are no files to download.'));
    }
    const path = options.folder ?? this.#context.settings.downloadsFolder ?? (await askFolder());
    if (path === undefined) {
      return undefined;
    }
    const folder = new DownloadFolder(folderFrom(path));
    const present = new Map<Wanted, string>();
    for (const one of all) {
      const existingPath = await folder.holds(one.names);
      if (existingPath !== null) {
        present.set(one, existingPath);
      }
    }
    const existing = await this.#decideOnExisting(
      present.size,
      all.length,
      options.existingFiles ?? this.#context.settings.existingFiles,
    );
    if (existing === undefined) {
      return undefined;
    }
    const skipped = existing === 'skip' ? present : new Map<Wanted, string>();
    const due = all.filter((one) => !skipped.has(one));
    await clearPartialFiles(folder.path);

    const { files, changed, unfinished, ...outcome } = await withProgress(
      { location: ProgressLocation.Notification, title: l10n.t('Downloading'), cancellable: true },
      (report, token) => {
        const abort = new AbortController();
        const subscription = token.onCancellationRequested(() => abort.abort());
        const progress = new TransferProgress(
          due.map(({ size }) => size),
          report,
        );
        const signals = [abort.signal, this.#ending.signal, ...(options.signal === undefined ? [] : [options.signal])];
        const saving = saveAll(due, {
          folder,
          replace: existing === 'overwrite',
          progress,
          signal: AbortSignal.any(signals),
        }).finally(() => {
          progress.end();
          subscription.dispose();
          this.#underWay.delete(saving);
        });
        this.#underWay.add(saving);
        return saving;
      },
    );
    const summary: DownloadSummary = {
      folder: Uri.file(await folder.folder([])),
      files: files.map((file) => Uri.file(file)),
      skipped: [...skipped.values()].map((file) => Uri.file(file)),
      remote,
      ...outcome,
    };
    if (!this.#ending.signal.aborted) {
      this.#tell(summary, changed, await keptPartialFiles(folder.path, unfinished));
    }
    return summary;
  }

  async #decideOnExisting(
    present: number,
    all: number,
    existing: ExistingFiles,
  ): Promise<Exclude<ExistingFiles, 'ask'> | undefined> {
    if (existing !== 'ask') {
      return existing;
    }
    // Where nothing is there, any answer will do.
    if (present === 0) {
      return 'rename';
    }
    const question =
      all === 1
        ? l10n.t('The file is there already.')
        : l10n.t('Already there: {present} of {files}.', { present, files: formatCount(all, 'file') });
    return askInDialog(
      question,
      l10n.t('The setting “experimentExplorer.downloads.existingFiles” can answer this for good.'),
      { skip: l10n.t('Skip'), overwrite: l10n.t('Replace'), rename: l10n.t('Keep Both') },
    );
  }

  #tell(
    { folder, files, skipped, failed, remote, bytes, cancelled }: DownloadSummary,
    changed: SavedFiles['changed'],
    kept: KeptPartialFiles,
  ): void {
    for (const name of changed) {
      this.#context.log.line(
        `“${name}” changed on the server after its download began, and was downloaded again from the start.`,
      );
    }
    for (const { name, problem } of failed) {
      this.#context.log.line(`Downloading “${name}” failed: ${problem.message}`);
    }
    for (const { name, url } of remote) {
      this.#context.log.line(`“${name}” was not downloaded: the tracker only knows its address, ${shownAddress(url)}`);
    }
    const [first] = files;
    const what =
      files.length === 1 && first !== undefined
        ? `“${shortName(basename(first.fsPath))}”`
        : formatCount(files.length, 'file');
    const [firstRemote] = remote;
    const stored = {
      files: formatCount(remote.length, 'remote file'),
      address: firstRemote === undefined ? '' : shortName(shownAddress(firstRemote.url)),
    };
    // Then a sentence below says why.
    const nothingDownloaded = files.length === 0 && !cancelled && skipped.length + failed.length + remote.length > 0;
    const remarks = [
      nothingDownloaded
        ? ''
        : cancelled
          ? l10n.t('Downloaded {what} ({size}) before it was cancelled.', { what, size: formatBytes(bytes) })
          : l10n.t('Downloaded {what} ({size}).', { what, size: formatBytes(bytes) }),
      skipped.length === 0
        ? ''
        : l10n.t('Kept as before: {files} of the same name.', { files: formatCount(skipped.length, 'file') }),
      firstRemote === undefined
        ? ''
        : remote.length === 1
          ? l10n.t('Not downloaded: {files}, stored at {address}.', stored)
          : l10n.t('Not downloaded: {files}, stored at {address} and elsewhere.', stored),
      changed.length === 0
        ? ''
        : l10n.t('{files} changed on the server meanwhile; downloaded again from the start.', {
            files: formatCount(changed.length, 'file'),
          }),
      failed.length === 0
        ? ''
        : l10n.t('{count} failed: {reason}', { count: failed.length, reason: failed[0]?.problem.message ?? '' }),
      kept.ids.length === 0
        ? ''
        : l10n.t('The next download will go on with {files}; received so far: {bytes}.', {
            bytes: formatBytes(kept.bytes),
            files: formatCount(kept.ids.length, 'file'),
          }),
    ]
      .filter(Boolean)
      .join(' ');
    const buttons = {
      ...(files.length > 0 || skipped.length > 0 ? { openFolder: l10n.t('Open Folder') } : {}),
      ...(failed.length > 0 || remote.length > 0 ? { details: l10n.t('Details') } : {}),
      ...(kept.ids.length > 0 ? { discard: l10n.t('Discard') } : {}),
    };
    const shown = failed.length > 0 ? showWarning(remarks, buttons) : showInformation(remarks, buttons);
    void shown.then((answer) => {
      if (answer === 'details') {
        this.#context.log.show();
      }
      if (answer === 'discard') {
        void clearPartialFiles(folder.fsPath, kept.ids);
      }
      if (answer === 'openFolder') {
        void openFolder(first ?? skipped[0] ?? folder, folder);
      }
    });
  }
}

/** Asks for a folder and remembers it in the settings; undefined when the user cancelled. */
async function askFolder(): Promise<string | undefined> {
  const [chosen] =
    (await window.showOpenDialog({
      title: l10n.t('Where to Download To'),
      openLabel: l10n.t('Download Here'),
      canSelectFiles: false,
      canSelectFolders: true,
      canSelectMany: false,
      ...(workspace.workspaceFolders?.[0] === undefined ? {} : { defaultUri: workspace.workspaceFolders[0].uri }),
    })) ?? [];
  if (chosen === undefined) {
    return undefined;
  }
  if (chosen.scheme !== 'file') {
    throw new BackendError(
      'unsupported',
      l10n.t('Downloads need a folder on a disk; “{scheme}:” is not one.', { scheme: chosen.scheme }),
      {
        advice: l10n.t('Choose another folder.'),
      },
    );
  }
  await workspace
    .getConfiguration('experimentExplorer')
    .update('downloads.folder', chosen.fsPath, ConfigurationTarget.Global);
  return chosen.fsPath;
}

/** In the system's file manager on a desktop; else, remote or in a browser, the folder in a new window. */
async function openFolder(revealed: Uri, folder: Uri): Promise<void> {
  const isHere = env.uiKind === UIKind.Desktop && env.remoteName === undefined;
  await (isHere
    ? commands.executeCommand('revealFileInOS', revealed)
    : commands.executeCommand('vscode.openFolder', folder, { forceNewWindow: true }));
}
