/**
 * What the editor loads. Sentences stand in tables that are made as their file is loaded, so the translation comes
 * first, and the extension after it.
 */
import './platform/localization';
import type { ExtensionContext } from 'vscode';
import type { ExtensionApi } from './extension';

let end = (): Promise<void> => Promise.resolve();

export async function activate(context: ExtensionContext): Promise<ExtensionApi> {
  const extension = await import('./extension');
  end = extension.deactivate;
  return extension.activate(context);
}

export const deactivate = (): Promise<void> => end();
