/**
 * Owns the read-only file system `experiment:`: code, patch, output, parameters and assets as files that editors open.
 * Knows the store and the shape of the addresses; opens nothing itself.
 */
import {
  Disposable, EventEmitter, FileChangeType, FilePermission, FileSystemError, FileType, Uri,
  type FileChangeEvent, type FileStat, type FileSystemProvider,
} from 'vscode';
import { PlainOutputs } from './documents/plainOutputs';
import type { Asset, Experiment } from './shared/experiment';
import { documentAddress, readDocumentAddress, type DocumentPart, type ExperimentDocument } from './shared/documentAddress';
import { formatBytes } from './shared/format';
import { parametersText } from './shared/parametersText';
import { BackendError, toProblem } from './shared/problem';
import { sameExperiment, type ExperimentRef } from './shared/reference';
import { shownAddress } from './shared/summary';
import type { Change, Store } from './store';

/** Bytes. Beyond it an asset is for the disk, not for an editor. */
export const largestDocument = 64 * 1024 * 1024;

/** The address of a document; its experiment is looked up to be named in it. */
export async function documentUri(store: Store, experiment: ExperimentRef, part: DocumentPart): Promise<Uri> {
  return Uri.from(documentAddress(experiment, (await store.experiment(experiment)).name, part));
}

interface Watched {
  readonly uri: Uri;
  readonly document: ExperimentDocument;
}

export class Documents implements FileSystemProvider, Disposable {
  readonly #store: Store;
  readonly #changed = new EventEmitter<FileChangeEvent[]>();
  readonly #watched = new Set<Watched>();
  readonly #outputs = new PlainOutputs();
  readonly #subscription: { dispose(): void };

  readonly onDidChangeFile = this.#changed.event;

  constructor(store: Store) {
    this.#store = store;
    this.#subscription = store.onDidChange((change) => {
      const events = [...this.#watched]
        .filter(({ document }) => concerns(change, document.experiment))
        .map(({ uri }) => ({ type: FileChangeType.Changed, uri }));
      if (events.length > 0) this.#changed.fire(events);
    });
  }

  /** A document that is open in an editor: while its experiment runs, it is kept up to date. */
  watch(uri: Uri): Disposable {
    const document = readDocumentAddress(uri);
    if (document === null) return new Disposable(() => undefined);
    const watched = { uri, document };
    this.#watched.add(watched);
    const watch = this.#store.watch(document.experiment);
    return new Disposable(() => {
      watch.dispose();
      this.#watched.delete(watched);
    });
  }

  async stat(uri: Uri): Promise<FileStat> {
    return answer(async () => {
      const { experiment: ref, part } = documentAt(uri);
      const experiment = await this.#store.experiment(ref);
      if (part.kind === 'asset') {
        const asset = await this.#asset(ref, part.assetId);
        return fileStat(asset.size ?? 0, asset.createdAt ?? timeOf(experiment));
      }
      // What is asked for anew may be different: the time of the answer tells editors to read it again.
      return fileStat(Buffer.byteLength(await this.#text(ref, part)), this.#store.updatedAt(ref) ?? timeOf(experiment));
    });
  }

  async readFile(uri: Uri): Promise<Uint8Array> {
    return answer(async () => {
      const { experiment, part } = documentAt(uri);
      return part.kind === 'asset'
        ? this.#assetBytes(experiment, await this.#asset(experiment, part.assetId))
        : Buffer.from(await this.#text(experiment, part), 'utf8');
    });
  }

  readDirectory(uri: Uri): never {
    throw FileSystemError.NoPermissions(`“${uri.path}” is not a folder to look into: what an experiment has is listed in the Experiments view.`);
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

  async #text(ref: ExperimentRef, part: Exclude<DocumentPart, { kind: 'asset' }>): Promise<string> {
    switch (part.kind) {
      case 'code': return this.#store.readCode(ref, part.path);
      case 'output': return this.#outputs.of(`${ref.connection}/${ref.key}`, await this.#store.output(ref));
      case 'parameters': return parametersText(await this.#store.parameters(ref));
      case 'patch': {
        const patch = await this.#store.patch(ref);
        if (patch === null) throw new BackendError('notFound', 'No uncommitted changes were logged with this experiment.');
        return patch;
      }
    }
  }

  async #asset(ref: ExperimentRef, assetId: string): Promise<Asset> {
    const asset = (await this.#store.assets(ref)).find(({ id }) => id === assetId);
    if (asset === undefined) throw new BackendError('notFound', 'The experiment no longer has this asset.');
    if (asset.remoteUrl !== null) throw new BackendError('unsupported', `This asset is not stored by the tracker; it is kept at ${shownAddress(asset.remoteUrl)}`);
    return asset;
  }

  async #assetBytes(ref: ExperimentRef, asset: Asset): Promise<Uint8Array> {
    const abort = new AbortController();
    const tooLarge = (): BackendError => new BackendError('unsupported', `The asset is larger than ${formatBytes(largestDocument)}.`, { advice: 'Download it instead.' });
    if ((asset.size ?? 0) > largestDocument) throw tooLarge();
    const { body } = await this.#store.openAsset(ref, asset, {}, abort.signal);
    const chunks: Uint8Array[] = [];
    let size = 0;
    try {
      for await (const chunk of body) {
        size += chunk.length;
        if (size > largestDocument) throw tooLarge();
        chunks.push(chunk);
      }
    } finally {
      abort.abort();
    }
    return Buffer.concat(chunks, size);
  }
}

const concerns = (change: Change, experiment: ExperimentRef): boolean =>
  change.kind === 'connection' ? change.connection === experiment.connection : change.kind === 'experiment' && sameExperiment(change, experiment);

function documentAt(uri: Uri): ExperimentDocument {
  const document = readDocumentAddress(uri);
  if (document === null) throw new BackendError('notFound', 'This address does not name a document of an experiment.');
  return document;
}

const timeOf = (experiment: Experiment): number => experiment.endTime ?? experiment.startTime ?? 0;

const fileStat = (size: number, time: number): FileStat => ({ type: FileType.File, ctime: time, mtime: time, size, permissions: FilePermission.Readonly });

const readOnly = (): FileSystemError => FileSystemError.NoPermissions('What an experiment logged cannot be changed.');

/** What goes wrong reaches the editor as a sentence. */
async function answer<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { kind, message, advice } = toProblem(error);
    const sentence = advice === '' ? message : `${message} ${advice}`;
    switch (kind) {
      case 'notFound': throw FileSystemError.FileNotFound(sentence);
      case 'unauthorized':
      case 'forbidden': throw FileSystemError.NoPermissions(sentence);
      default: throw FileSystemError.Unavailable(sentence);
    }
  }
}
