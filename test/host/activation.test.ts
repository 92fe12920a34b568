// The extension is there and wakes up, whatever else works.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('activation', () => {
  const extension = vscode.extensions.getExtension('experiment-explorer.experiment-explorer');

  it('finds the extension installed', () => {
    assert.ok(extension, 'VS Code does not know the extension');
    assert.equal(extension.extensionKind, vscode.ExtensionKind.Workspace);
  });

  it('activates without an error', async () => {
    await extension!.activate();
    assert.equal(extension!.isActive, true);
  });
});
