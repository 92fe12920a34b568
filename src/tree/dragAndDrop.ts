/**
 * Files dropped on an experiment become its assets. Knows what a drop brings; what is uploaded, and how, is the affair
 * of the verb.
 */
import * as l10n from '@vscode/l10n';
import { commands, Uri, type DataTransfer } from 'vscode';
import { showInformation, showWarning } from '../prompts/messages';
import type { ExperimentRef } from '../shared/reference';
import { experimentRefOf } from './items/items';
import type { Node } from './nodes';

export async function dropFiles(target: Node | undefined, transfer: DataTransfer): Promise<void> {
  const experiment = target === undefined ? null : experimentRefOf(target);
  if (experiment === null) {
    void showInformation(l10n.t('Files are uploaded when they are dropped on an experiment.'));
    return;
  }
  const files = await filesOf(transfer);
  if (files.length === 0) {
    void showWarning(
      l10n.t('Only files on the machine that the extension runs on can be dropped here. Use “Upload Files” instead.'),
    );
  } else {
    await upload(experiment, files);
  }
}

const upload = (experiment: ExperimentRef, files: readonly string[]): Thenable<unknown> =>
  commands.executeCommand('experimentExplorer.uploadAssets', experiment, undefined, files);

/** Absolute paths, each once. */
async function filesOf(transfer: DataTransfer): Promise<string[]> {
  const list = await transfer.get('text/uri-list')?.asString();
  const addresses = (list ?? '')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  const uris = addresses.flatMap((address) => parsed(address) ?? []);
  for (const [, item] of transfer) {
    const uri = item.asFile()?.uri;
    if (uri !== undefined) {
      uris.push(uri);
    }
  }
  // Files of a remote machine have its scheme; the extension runs there too.
  return [
    ...new Set(
      uris.filter(({ scheme }) => scheme === 'file' || scheme === 'vscode-remote').map(({ fsPath }) => fsPath),
    ),
  ];
}

function parsed(address: string): Uri | null {
  try {
    return Uri.parse(address, true);
  } catch {
    return null;
  }
}
