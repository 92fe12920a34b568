/**
 * Owns the writable file system `experiment-edit:`: notes and webhooks as files whose saving writes back to the
 * tracker. Every look asks the tracker, so that the editor itself notices when somebody else was faster, and asks which
 * to keep. Knows the store and the shape of the addresses; opens nothing itself.
 */
import * as l10n from '@vscode/l10n';
import {
  Disposable,
  EventEmitter,
  FileChangeType,
  FileSystemError,
  FileType,
  type FileChangeEvent,
  type FileStat,
  type FileSystemProvider,
  type Uri,
} from 'vscode';
import { decodedText } from '../shared/text/decodedText';
import { oneLine } from '../shared/text/plainText';
import { BackendError } from '../shared/problem';
import { readEditableAddress, type Editable } from '../shared/address/workspaceUri';
import type { Change, Store } from '../store/store';
import { answer, saved } from './answers';
import { ContentStats } from './contentStats';
import { readWebhooks, webhooksText } from './webhooks';

/** Trackers acknowledge before they can be read; longer than that no write stays unread. Milliseconds. */
const longestDelay = 5 * 60_000;

interface Written {
  /** What the tracker said before, and what was written since. */
  readonly before: readonly string[];
  readonly text: string;
  readonly time: number;
}

export class Editables implements FileSystemProvider, Disposable {
  readonly #store: Store;
  readonly #changed = new EventEmitter<FileChangeEvent[]>();
  readonly #watched = new Map<object, Uri>();
  readonly #stats = new ContentStats();
  readonly #heard = new Map<string, string>();
  readonly #written = new Map<string, Written>();
  readonly #subscription: { dispose(): void };

  readonly onDidChangeFile = this.#changed.event;

  constructor(store: Store) {
    this.#store = store;
    this.#subscription = store.onDidChange((change) => {
      const events = [...this.#watched.values()]
        .filter((uri) => concerns(change, readEditableAddress(uri)))
        .map((uri) => ({ type: FileChangeType.Changed, uri }));
      if (events.length > 0) {
        this.#changed.fire(events);
      }
    });
  }

  watch(uri: Uri): Disposable {
    const watch = {};
    this.#watched.set(watch, uri);
    return new Disposable(() => this.#watched.delete(watch));
  }

  stat(uri: Uri): Promise<FileStat> {
    return answer(async () => {
      const { mtime, size } = this.#stats.of(uri.toString(), Buffer.from(await this.#content(uri)));
      return { type: FileType.File, ctime: 0, mtime, size };
    });
  }

  readFile(uri: Uri): Promise<Uint8Array> {
    return answer(async () => Buffer.from(await this.#content(uri)));
  }

  writeFile(uri: Uri, bytes: Uint8Array): Promise<void> {
    return saved(async () => {
      const id = uri.toString();
      // Editors write whichever encoding they are set to, with its mark.
      const text = decodedText(bytes);
      const before = this.#heard.get(id) ?? (await this.#ask(uri));
      await this.#write(editableAt(uri), text);
      const earlier = this.#written.get(id);
      this.#written.set(id, {
        before: [before, ...(earlier === undefined ? [] : [...earlier.before, earlier.text])],
        text,
        time: Date.now(),
      });
    });
  }

  readDirectory(uri: Uri): never {
    throw FileSystemError.NoPermissions(l10n.t('“{path}” is not a folder to look into.', { path: oneLine(uri.path) }));
  }

  createDirectory(): never {
    throw onlyContents();
  }

  delete(): never {
    throw onlyContents();
  }

  rename(): never {
    throw onlyContents();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  /** Until the tracker says something new, what we wrote is the better answer. */
  async #content(uri: Uri): Promise<string> {
    const id = uri.toString();
    const heard = await this.#ask(uri);
    const written = this.#written.get(id);
    if (
      written !== undefined &&
      heard !== written.text &&
      written.before.includes(heard) &&
      Date.now() - written.time < longestDelay
    ) {
      return written.text;
    }
    this.#written.delete(id);
    return heard;
  }

  async #ask(uri: Uri): Promise<string> {
    const heard = await this.#read(editableAt(uri));
    this.#heard.set(uri.toString(), heard);
    return heard;
  }

  async #read(editable: Editable): Promise<string> {
    switch (editable.kind) {
      case 'projectNotes':
        return this.#store.projects.notes(editable.ref);
      case 'registryNotes':
        return this.#store.registry.notes(editable.ref);
      case 'webhooks':
        return webhooksText((await this.#store.registry.webhooks(editable.ref, editable.model)).webhooks);
    }
  }

  #write(editable: Editable, text: string): Promise<void> {
    switch (editable.kind) {
      case 'projectNotes':
        return this.#store.projects.setNotes(editable.ref, text);
      case 'registryNotes':
        return this.#store.registry.setNotes(editable.ref, text);
      case 'webhooks':
        return this.#store.registry.setWebhooks(editable.ref, {
          workspace: editable.ref.workspace,
          model: editable.model,
          webhooks: readWebhooks(text),
        });
    }
  }
}

function editableAt(uri: Uri): Editable {
  const editable = readEditableAddress(uri);
  if (editable === null) {
    throw new BackendError('notFound', l10n.t('This address does not name anything that can be edited.'));
  }
  return editable;
}

/** The narrow changes are of experiments, which no text here is about. */
function concerns(change: Change, editable: Editable | null): boolean {
  if (editable === null || change.connection !== editable.ref.connection) {
    return false;
  }
  switch (change.kind) {
    case 'connection':
      return true;
    case 'workspace':
      return change.workspace === editable.ref.workspace;
    case 'project':
      return editable.kind === 'projectNotes' && change.projectId === editable.ref.projectId;
    case 'experiment':
      return false;
  }
}

const onlyContents = (): FileSystemError =>
  FileSystemError.NoPermissions(l10n.t('Only what these files hold can be changed.'));
