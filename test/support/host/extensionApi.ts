/** The parts of the running extension, for host tests: what it returns from `activate` outside production. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ExtensionApi, Parts } from '../../../src/extension';

export async function extensionParts(): Promise<Parts> {
  const extension = vscode.extensions.getExtension<ExtensionApi>('experiment-explorer.experiment-explorer');
  assert.ok(extension, 'VS Code does not know the extension.');
  const { forTests } = await extension.activate();
  assert.ok(forTests, 'The extension believes to be in production.');
  return forTests();
}
