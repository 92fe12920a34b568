/** Owns the opening of an experiment's code, patch, output, parameters and assets as documents of editors. */
import * as l10n from '@vscode/l10n';
import { commands, Range, workspace, type TextDocumentShowOptions, type Uri } from 'vscode';
import { documentUri, largestDocument } from '../../documents/documents';
import { showInformation, showWarning } from '../../prompts/messages';
import { pickAmong } from '../../prompts/quickPick';
import { baseName } from '../../shared/text/codeMatch';
import type { DocumentPart } from '../../shared/address/experimentUri';
import type { Asset, AssetKind } from '../../shared/experiment';
import { formatBytes } from '../../shared/format';
import { BackendError } from '../../shared/problem';
import type { AssetRef, ExperimentRef } from '../../shared/reference';
import { splitExtension } from '../../shared/text/safeNames';
import { shortName, shownAddress } from '../../shared/text/summary';
import { lastTraceback } from '../../shared/text/traceback';
import type { Store } from '../../store/store';

const preview: TextDocumentShowOptions = { preview: true };

/** Any caller may give a command anything. */
const showAt = (line: unknown): TextDocumentShowOptions =>
  typeof line === 'number' && Number.isSafeInteger(line) && line > 0
    ? { ...preview, selection: new Range(line - 1, 0, line - 1, 0) }
    : preview;

/** All resolve to the address that was opened, or to undefined when the user cancelled. */
export class Openers {
  readonly #store: Store;
  readonly #download: (asset: AssetRef) => Promise<unknown>;

  /** @param download for what is too large to be opened. */
  constructor(store: Store, download: (asset: AssetRef) => Promise<unknown>) {
    this.#store = store;
    this.#download = download;
  }

  /** @param line from 1; the beginning of the file for whatever is no line */
  async code(ref: ExperimentRef, path: string | null, line?: number): Promise<Uri | undefined> {
    const files = await this.#store.details.code(ref);
    if (files.length === 0) {
      throw new BackendError('notFound', l10n.t('No code was logged with this experiment.'));
    }
    const file =
      path === null
        ? await pickAmong(
            files.map((one) => ({ label: baseName(one.path), description: one.path, value: one })),
            l10n.t('Open Code'),
            l10n.t('Which file?'),
          )
        : { path };
    if (file === undefined) {
      return undefined;
    }
    // Asked first, so that a failure is ours to tell and not an editor with an error in it.
    await this.#store.details.readCode(ref, file.path);
    return this.#open(ref, { kind: 'code', path: file.path }, line);
  }

  /** To undefined as well, with a word about it, when there were no changes: a clean working tree is no failure. */
  async patch(ref: ExperimentRef): Promise<Uri | undefined> {
    const patch = await this.#store.details.patch(ref);
    if (patch === null || patch.trim() === '') {
      void showInformation(l10n.t('No uncommitted changes were logged with this experiment.'));
      return undefined;
    }
    return this.#open(ref, { kind: 'patch' });
  }

  async output(ref: ExperimentRef): Promise<Uri> {
    await this.#store.details.output(ref);
    const { state } = await this.#store.experiments.get(ref);
    return this.#open(ref, { kind: 'output' }, state === 'crashed' ? await this.#lineOfException(ref) : undefined);
  }

  /** From 1; undefined where there is none, or where the output is too long for an editor to tell. */
  async #lineOfException(ref: ExperimentRef): Promise<number | undefined> {
    try {
      const document = await workspace.openTextDocument(await documentUri(this.#store, ref, { kind: 'output' }));
      const traceback = lastTraceback(document.lineCount, (index) => document.lineAt(index).text);
      return traceback === null ? undefined : traceback.at + 1;
    } catch {
      return undefined;
    }
  }

  async parameters(ref: ExperimentRef): Promise<Uri> {
    await this.#store.details.parameters(ref);
    return this.#open(ref, { kind: 'parameters' });
  }

  async asset(ref: AssetRef): Promise<Uri | undefined> {
    const asset = await this.#store.details.asset(ref, ref.assetId);
    if (asset.remoteUrl !== null) {
      throw new BackendError(
        'unsupported',
        l10n.t('“{name}” is not kept by the tracker. Its address is {remoteUrl}', {
          name: shortName(asset.name),
          remoteUrl: shownAddress(asset.remoteUrl),
        }),
      );
    }
    if ((asset.size ?? 0) > largestDocument) {
      const question = l10n.t('“{name}” has {count}, too much for an editor.', {
        name: shortName(asset.name),
        count: formatBytes(asset.size ?? 0),
      });
      if ((await showWarning(question, { download: l10n.t('Download') })) === 'download') {
        await this.#download(ref);
      }
      return undefined;
    }
    return this.#open(ref, { kind: 'asset', assetId: asset.id, name: documentName(asset) });
  }

  async #open(ref: ExperimentRef, part: DocumentPart, line?: number): Promise<Uri> {
    const uri = await documentUri(this.#store, { connection: ref.connection, key: ref.key }, part);
    await commands.executeCommand('vscode.open', uri, showAt(line));
    return uri;
  }
}

/** What trackers write without an extension, although only the extension tells an editor what it is. */
const extensions: Readonly<Partial<Record<AssetKind, string>>> = {
  confusionMatrix: '.json',
  curve: '.json',
  embeddings: '.json',
  histogram: '.json',
  image: '.png',
  notebook: '.ipynb',
  text: '.txt',
};

const documentName = ({ name, kind }: Asset): string =>
  splitExtension(baseName(name)).extension === '' ? `${name}${extensions[kind] ?? ''}` : name;
