/** Owns where a page's file goes: asked each time, suggested beside the user's work. Knows no page. */
import * as l10n from '@vscode/l10n';
import { homedir } from 'node:os';
import { Uri, window, workspace } from 'vscode';
import { writeWhole } from '../platform/files';
import { showDone } from '../prompts/messages';
import { BackendError } from '../shared/problem';
import { safeName, splitExtension } from '../shared/text/safeNames';

/**
 * Resolves to where it was saved; to undefined when the user cancelled. Rejects with `refused` when it cannot be
 * written there.
 */
export async function saveAs(name: string, content: string | Uint8Array): Promise<Uri | undefined> {
  const folder = workspace.workspaceFolders?.[0]?.uri ?? Uri.file(homedir());
  const safe = safeName(name, 'export');
  const extension = splitExtension(safe).extension.slice(1);
  const target = await window.showSaveDialog({
    title: l10n.t('Save As'),
    defaultUri: Uri.joinPath(folder, safe),
    ...(extension === '' ? {} : { filters: { [extension.toUpperCase()]: [extension] } }),
  });
  if (target === undefined) {
    return undefined;
  }
  await write(target, content);
  showDone(l10n.t('Saved {target}', { target: shownPath(target) }), 3000);
  return target;
}

/** Whole or not at all, and never through a link where it is on a disk. */
export async function write(target: Uri, content: string | Uint8Array): Promise<void> {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
  if (target.scheme === 'file') {
    return writeWhole(target.fsPath, bytes);
  }
  try {
    await workspace.fs.writeFile(target, bytes);
  } catch (error) {
    throw new BackendError('refused', l10n.t('“{target}” cannot be written.', { target: shownPath(target) }), {
      advice: l10n.t('Choose another folder or name.'),
      cause: error,
    });
  }
}

const shownPath = (uri: Uri): string => (uri.scheme === 'file' ? uri.fsPath : uri.path);
