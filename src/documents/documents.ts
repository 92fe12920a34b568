/**
 * Owns the read-only file system `experiment:`: what experiments logged and what workspaces keep, as files that editors
 * open. Knows the store and the shape of the addresses; opens nothing itself.
 */
import * as l10n from '@vscode/l10n';
import {
  Disposable,
  EventEmitter,
  FileChangeType,
  FilePermission,
  FileSystemError,
  FileType,
  Uri,
  type FileChangeEvent,
  type FileStat,
  type FileSystemProvider,
} from 'vscode';
import { answer } from './answers';
import { ContentStats } from './contentStats';
import { PlainOutputs, type PlainOutput } from './plainOutputs';
import type { Experiment } from '../shared/experiment';
import {
  documentAddress,
  readDocumentAddress,
  type DocumentPart,
  type ExperimentDocument,
} from '../shared/address/experimentUri';
import { indentedJson } from '../shared/text/jsonSource';
import { parametersText } from '../shared/text/parametersText';
import { oneLine } from '../shared/text/plainText';
import { BackendError } from '../shared/problem';
import { experimentId, sameExperiment, type ExperimentRef } from '../shared/reference';
import { readWorkspaceAddress, type WorkspaceDocument } from '../shared/address/workspaceUri';
import type { Change, Store } from '../store/store';

/** Bytes. Beyond it an asset is for the disk, not for an editor. */
export const largestDocument = 64 * 1024 * 1024;

/** The address of a document; its experiment is looked up to be named in it. */
export async function documentUri(store: Store, experiment: ExperimentRef, part: DocumentPart): Promise<Uri> {
  return Uri.from(documentAddress(experiment, (await store.experiments.get(experiment)).name, part));
}

type Document = ExperimentDocument | WorkspaceDocument;

interface Watched {
  readonly uri: Uri;
  readonly document: Document;
}

export class Documents implements FileSystemProvider, Disposable {
  readonly #store: Store;
  readonly #changed = new EventEmitter<FileChangeEvent[]>();
  readonly #watched = new Set<Watched>();
  readonly #outputs = new PlainOutputs();
  readonly #stats = new ContentStats();
  readonly #subscription: { dispose(): void };

  readonly onDidChangeFile = this.#changed.event;

  constructor(store: Store) {
    this.#store = store;
    this.#subscription = store.onDidChange((change) => {
      const events = [...this.#watched]
        .filter(({ document }) => concerns(change, document))
        .map(({ uri }) => ({ type: FileChangeType.Changed, uri }));
      if (events.length > 0) {
        this.#changed.fire(events);
      }
    });
  }

  /** A document that is open in an editor: while its experiment runs, it is kept up to date. */
  watch(uri: Uri): Disposable {
    const document = readAddress(uri);
    if (document === null) {
      return new Disposable(() => undefined);
    }
    const watched = { uri, document };
    this.#watched.add(watched);
    const watch = 'experiment' in document ? this.#store.polling.watch(document.experiment) : null;
    return new Disposable(() => {
      watch?.dispose();
      this.#watched.delete(watched);
    });
  }

  async stat(uri: Uri): Promise<FileStat> {
    return answer(async () => {
      const document = documentAt(uri);
      if (!('experiment' in document)) {
        return this.#statOfKept(uri, document);
      }
      const { experiment: ref, part } = document;
      const experiment = await this.#store.experiments.get(ref);
      if (part.kind === 'asset') {
        const asset = await this.#store.details.asset(ref, part.assetId);
        return fileStat(asset.size ?? 0, asset.createdAt ?? timeOf(experiment));
      }
      // What is asked for again may be different: the time of the answer tells editors to read it again.
      const size =
        part.kind === 'output' ? (await this.#output(ref)).size : Buffer.byteLength(await this.#text(ref, part));
      return fileStat(size, this.#store.experiments.updatedAt(ref) ?? timeOf(experiment));
    });
  }

  async readFile(uri: Uri): Promise<Uint8Array> {
    return answer(async () => {
      const document = documentAt(uri);
      if (!('experiment' in document)) {
        return this.#kept(document);
      }
      const { experiment, part } = document;
      switch (part.kind) {
        case 'asset':
          return this.#store.details.readAsset(experiment, part.assetId, largestDocument);
        case 'output':
          return (await this.#output(experiment)).bytes();
        default:
          return Buffer.from(await this.#text(experiment, part), 'utf8');
      }
    });
  }

  readDirectory(uri: Uri): never {
    throw FileSystemError.NoPermissions(
      l10n.t('“{path}” is not a folder to look into: what an experiment has is listed in the Experiments view.', {
        path: oneLine(uri.path),
      }),
    );
  }

  createDirectory(): never {
    throw readOnly();
  }

  writeFile(): never {
    throw readOnly();
  }

  delete(): never {
    throw readOnly();
  }

  rename(): never {
    throw readOnly();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  /** Of any length, and therefore never one text. */
  async #output(ref: ExperimentRef): Promise<PlainOutput> {
    return this.#outputs.of(experimentId(ref), await this.#store.details.output(ref));
  }

  async #text(ref: ExperimentRef, part: Exclude<DocumentPart, { kind: 'asset' | 'output' }>): Promise<string> {
    switch (part.kind) {
      case 'code':
        return this.#store.details.readCode(ref, part.path);
      case 'parameters':
        return parametersText(await this.#store.details.parameters(ref));
      case 'html':
        return logged(await this.#store.details.html(ref), l10n.t('No HTML report was logged with this experiment.'));
      case 'graph':
        return indented(logged(await this.#store.details.graph(ref), noGraph));
      case 'graphText':
        return logged(await this.#store.details.graph(ref), noGraph);
      case 'patch':
        return logged(
          await this.#store.details.patch(ref),
          l10n.t('No uncommitted changes were logged with this experiment.'),
        );
    }
  }

  /** What a workspace keeps has no time of its own: it is as new as it was seen to differ. */
  async #statOfKept(uri: Uri, document: WorkspaceDocument): Promise<FileStat> {
    if (document.kind === 'artifactFile') {
      return fileStat((await this.#store.artifacts.file(document.ref, document.assetId)).size ?? 0, 0);
    }
    const { size, mtime } = this.#stats.of(uri.toString(), await this.#kept(document));
    return fileStat(size, mtime);
  }

  async #kept(document: WorkspaceDocument): Promise<Uint8Array> {
    switch (document.kind) {
      case 'panel':
        return Buffer.from((await this.#store.projects.panelSource(document.ref)).code, 'utf8');
      case 'dashboard':
        return Buffer.from(await this.#store.projects.dashboard(document.ref), 'utf8');
      case 'artifactFile':
        return this.#store.artifacts.readFile(document.ref, document.assetId, largestDocument);
    }
  }
}

function logged(text: string | null, otherwise: string): string {
  if (text === null) {
    throw new BackendError('notFound', otherwise);
  }
  return text;
}

const noGraph = l10n.t('No graph of the model was logged with this experiment.');

/** As people read it; a graph of a large model is one line of a megabyte. */
const indented = (json: string): string => indentedJson(json) ?? json;

function concerns(change: Change, document: Document): boolean {
  if ('experiment' in document) {
    const { experiment } = document;
    return change.kind === 'connection'
      ? change.connection === experiment.connection
      : change.kind === 'experiment' && sameExperiment(change, experiment);
  }
  const { kind, ref } = document;
  if (change.connection !== ref.connection) {
    return false;
  }
  switch (change.kind) {
    case 'connection':
      return true;
    case 'workspace':
      return change.workspace === ref.workspace;
    case 'project':
      return kind === 'dashboard' && change.projectId === ref.projectId;
    case 'experiment':
      return false;
  }
}

const readAddress = (uri: Uri): Document | null => readDocumentAddress(uri) ?? readWorkspaceAddress(uri);

function documentAt(uri: Uri): Document {
  const document = readAddress(uri);
  if (document === null) {
    throw new BackendError('notFound', l10n.t('This address does not name a document of an experiment.'));
  }
  return document;
}

const timeOf = (experiment: Experiment): number => experiment.endTime ?? experiment.startTime ?? 0;

const fileStat = (size: number, time: number): FileStat => ({
  type: FileType.File,
  ctime: time,
  mtime: time,
  size,
  permissions: FilePermission.Readonly,
});

const readOnly = (): FileSystemError =>
  FileSystemError.NoPermissions(l10n.t('What an experiment logged cannot be changed.'));
