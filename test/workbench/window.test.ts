// The window itself: the extension's place in it, themes, and coming back after a reload.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { shows } from '../support/shows';
import { projectFolder } from '../support/installation';
import { useWorkbench } from '../support/workbench/useWorkbench';
import { vsCodeVersions } from '../support/vscode/vscode';

for (const version of vsCodeVersions) {
  describe(`the window of VS Code ${version}`, () => {
    const workbench = useWorkbench({ version });

    it('is the VS Code that was asked for, with the extension in it', async () => {
      const { publisher, name } = JSON.parse(await readFile(join(projectFolder, 'package.json'), 'utf8')) as {
        publisher: string;
        name: string;
      };
      const found = await workbench().bridge.run(
        (vscode, id) => vscode.extensions.getExtension(id)?.id,
        `${publisher}.${name}`,
      );
      assert.equal(found, `${publisher}.${name}`);
    });

    it('tells what went wrong in the extension host', async () => {
      await assert.rejects(
        workbench().bridge.run((vscode) => vscode.commands.executeCommand('no.such.command')),
        /In the extension host: .*no\.such\.command/,
      );
    });

    it('shows the text of a file that is opened through the screen', async () => {
      await workbench().command('Explorer: Focus on Folders View');
      await workbench().page.getByRole('treeitem', { name: 'train.py' }).dblclick();
      await shows(() => workbench().activeTab(), 'train.py');
      await shows(() => workbench().editorText(), /LEARNING_RATE = 0\.05/);
    });

    it('changes its theme', async () => {
      const background = (): Promise<string> =>
        workbench()
          .page.locator('.part.sidebar')
          .evaluate((part) => getComputedStyle(part).backgroundColor);
      await workbench().setTheme('highContrast');
      await shows(() => background(), 'rgb(0, 0, 0)');
      await workbench().setTheme('light');
      await shows(() => background(), 'rgb(248, 248, 248)');
    });

    it('asks in a modal dialog and hears the answer', async () => {
      const asked = workbench().bridge.run((vscode) =>
        vscode.window.showWarningMessage('Delete it?', { modal: true }, 'Delete'),
      );
      await workbench().dialog.getByText('Delete it?').waitFor();
      await workbench().answerDialog('Delete');
      assert.equal(await asked, 'Delete');
    });

    it('shows a notification and hears its button', async () => {
      const chosen = workbench().bridge.run((vscode) => vscode.window.showErrorMessage('It broke', 'Retry', 'Close'));
      await workbench().answerNotification('It broke', 'Retry');
      assert.equal(await chosen, 'Retry');
    });

    it('comes back after a reload with its editors', async () => {
      await workbench().reload();
      await shows(() => workbench().activeTab(), 'train.py');
    });
  });
}
