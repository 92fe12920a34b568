/**
 * Owns downloads: which folder, which names, what becomes of files that are there, progress, cancel, and the summary.
 * Knows the store; what is wanted is `downloads/wanted`, how the files get to the disk `downloads/saveAll`.
 */
import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import { commands, ConfigurationTarget, env, ProgressLocation, UIKind, Uri, window, workspace } from 'vscode';
import { DownloadFolder, folderFrom } from './folder';
import { clearParts, keptParts, type KeptParts } from './parts';
import { Progress } from './progress';
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

export class Downloads {
  readonly #parts: DownloadParts;
  readonly #ending = new AbortController();
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(parts: DownloadParts) {
    this.#parts = parts;
  }

  /** Chosen assets of one or more experiments. Undefined when the user cancelled before anything began. */
  async assets(
    chosen: readonly { readonly experiment: ExperimentRef; readonly assetIds: readonly string[] | 'all' }[],
    options: DownloadCall = {},
  ): Promise<DownloadSummary | undefined> {
    return this.#download(
      allOf(
        await Promise.all(chosen.map(({ experiment, assetIds }) => assetsOf(this.#parts.store, experiment, assetIds))),
      ),
      options,
    );
  }

  /** The zip of a model's files as `<model>.zip`. Undefined when the user cancelled before it began. */
  async model(ref: ModelRef, options: DownloadCall = {}): Promise<DownloadSummary | undefined> {
    return this.#download(await modelOf(this.#parts.store, ref), options);
  }

  /** A zip for each version of a registry model. */
  async versions(
    refs: readonly RegistryVersionRef[],
    options: DownloadCall = {},
  ): Promise<DownloadSummary | undefined> {
    return this.#download(allOf(refs.map((ref) => versionOf(this.#parts.store, ref))), options);
  }

  /** All files of the versions, a folder for each. */
  async artifacts(
    refs: readonly ArtifactVersionRef[],
    options: DownloadCall = {},
  ): Promise<DownloadSummary | undefined> {
    return this.#download(allOf(await Promise.all(refs.map((ref) => artifactOf(this.#parts.store, ref)))), options);
  }

  /** Ends what is under way: what has arrived is kept, and its files are closed. */
  async end(): Promise<void> {
    this.#ending.abort();
    await Promise.allSettled(this.#underWay);
  }

  async #download({ wanted, remote }: Order, options: DownloadCall): Promise<DownloadSummary | undefined> {
    const all = [...new Map(wanted.map((one) => [one.id, one])).values()];
    if (all.length === 0 && remote.length === 0) {
      throw new BackendError('notFound', l10n.t('There are no files to download.'));
    }
    const path = options.folder ?? this.#parts.settings.downloadsFolder ?? (await askFolder());
    if (path === undefined) {
      return undefined;
    }
    const folder = new DownloadFolder(folderFrom(path));
    const present = new Map<Wanted, string>();
    for (const one of all) {
      const path = await folder.holds(one.names);
      if (path !== null) {
        present.set(one, path);
      }
    }
    const existing = await this.#decide(
      present.size,
      all.length,
      options.existingFiles ?? this.#parts.settings.existingFiles,
    );
    if (existing === undefined) {
      return undefined;
    }
    const skipped = existing === 'skip' ? present : new Map<Wanted, string>();
    const due = all.filter((one) => !skipped.has(one));
    await clearParts(folder.path);

    const { files, changed, unfinished, ...outcome } = await withProgress(
      { location: ProgressLocation.Notification, title: l10n.t('Downloading'), cancellable: true },
      (report, token) => {
        const abort = new AbortController();
        const subscription = token.onCancellationRequested(() => abort.abort());
        const progress = new Progress(
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
      this.#tell(summary, changed, await keptParts(folder.path, unfinished));
    }
    return summary;
  }

  async #decide(
    present: number,
    all: number,
    existing: ExistingFiles,
  ): Promise<Exclude<ExistingFiles, 'ask'> | undefined> {
    if (existing !== 'ask') {
      return existing;
    }
    if (present === 0) {
      return 'rename';
    }
    const answers = { Skip: 'skip', Replace: 'overwrite', 'Keep Both': 'rename' } as const;
    const question =
      all === 1
        ? l10n.t('The file is there already.')
        : l10n.t('{present} of {files} are there already.', { present, files: formatCount(all, 'file') });
    const answer = await askInDialog(
      question,
      l10n.t('The setting “experimentExplorer.downloads.existingFiles” can answer this for good.'),
      ...(Object.keys(answers) as (keyof typeof answers)[]),
    );
    return answer === undefined ? undefined : answers[answer];
  }

  #tell(
    { folder, files, skipped, failed, remote, bytes, cancelled }: DownloadSummary,
    changed: SavedFiles['changed'],
    kept: KeptParts,
  ): void {
    for (const name of changed) {
      this.#parts.log.line(
        `“${name}” changed on the server after it had been begun, and was downloaded from its beginning.`,
      );
    }
    for (const { name, problem } of failed) {
      this.#parts.log.line(`Downloading “${name}” failed: ${problem.message}`);
    }
    for (const { name, url } of remote) {
      this.#parts.log.line(`“${name}” was not downloaded: the tracker only knows its address, ${shownAddress(url)}`);
    }
    const [first] = files;
    const what =
      files.length === 1 && first !== undefined
        ? `“${shortName(basename(first.fsPath))}”`
        : formatCount(files.length, 'file');
    const [elsewhere] = remote;
    const stored = {
      files: formatCount(remote.length, 'remote file'),
      address: elsewhere === undefined ? '' : shortName(shownAddress(elsewhere.url)),
    };
    const isIdle = files.length === 0 && !cancelled && skipped.length + failed.length + remote.length > 0;
    const remarks = [
      isIdle
        ? ''
        : cancelled
          ? l10n.t('Downloaded {what} ({size}) before it was cancelled.', { what, size: formatBytes(bytes) })
          : l10n.t('Downloaded {what} ({size}).', { what, size: formatBytes(bytes) }),
      skipped.length === 0
        ? ''
        : l10n.t('Left as it was: {files} of the same name.', { files: formatCount(skipped.length, 'file') }),
      elsewhere === undefined
        ? ''
        : remote.length === 1
          ? l10n.t('Not downloaded: {files}, stored at {address}.', stored)
          : l10n.t('Not downloaded: {files}, stored at {address} and elsewhere.', stored),
      changed.length === 0
        ? ''
        : l10n.t('{files} changed on the server meanwhile and came from the beginning.', {
            files: formatCount(changed.length, 'file'),
          }),
      failed.length === 0
        ? ''
        : l10n.t('{count} failed: {reason}', { count: failed.length, reason: failed[0]?.problem.message ?? '' }),
      kept.ids.length === 0
        ? ''
        : l10n.t('The next download goes on with the {bytes} that have arrived of {files}.', {
            bytes: formatBytes(kept.bytes),
            files: formatCount(kept.ids.length, 'file'),
          }),
    ]
      .filter(Boolean)
      .join(' ');
    const answers = [
      ...(files.length > 0 || skipped.length > 0 ? [l10n.t('Open Folder')] : []),
      ...(failed.length > 0 || remote.length > 0 ? [l10n.t('Details')] : []),
      ...(kept.ids.length > 0 ? [l10n.t('Discard')] : []),
    ];
    const shown = failed.length > 0 ? showWarning(remarks, ...answers) : showInformation(remarks, ...answers);
    void shown.then((answer) => {
      if (answer === 'Details') {
        this.#parts.log.show();
      }
      if (answer === 'Discard') {
        void clearParts(folder.fsPath, kept.ids);
      }
      if (answer === 'Open Folder') {
        void openFolder(first ?? skipped[0] ?? folder, folder);
      }
    });
  }
}

/** The chosen folder, remembered in the settings. */
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
      l10n.t('Downloads need a folder on a disk; “{scheme}:” is none.', { scheme: chosen.scheme }),
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

/** In the system's file manager where there is one in reach, else in a window of its own. */
async function openFolder(file: Uri, folder: Uri): Promise<void> {
  const isHere = env.uiKind === UIKind.Desktop && env.remoteName === undefined;
  await (isHere
    ? commands.executeCommand('revealFileInOS', file)
    : commands.executeCommand('vscode.openFolder', folder, { forceNewWindow: true }));
}
