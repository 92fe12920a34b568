/** The main job from end to end, by the screen: sample lab, tree, charts, tag, archive, code, download. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExtensionApi } from '../../src/extension';
import { eventually } from '../support/eventually';
import { shows } from '../support/shows';
import { openFromTree } from '../support/workbench/sampleExperiment';
import { useWorkbench } from '../support/workbench/useWorkbench';
import type { Workbench } from '../support/workbench/workbench';

const runName = 'mlp-64 lr=0.01';

describe('the main job on the screen', () => {
  const window = useWorkbench();
  let workbench: Workbench;
  let folder: string;

  const tree = () => workbench.tree('Experiments');
  const row = () => tree().row(runName);
  const panel = () => workbench.webview();

  before(async () => {
    workbench = window();
    folder = await mkdtemp(join(tmpdir(), 'experiments-screen-'));
    await workbench.bridge.run(
      (vscode, path) =>
        vscode.workspace
          .getConfiguration('experimentExplorer')
          .update('downloads.folder', path, vscode.ConfigurationTarget.Global),
      folder,
    );
    await workbench.openViewContainer('Experiments');
    await workbench.page
      .locator('.welcome-view-content')
      .getByRole('button', { name: 'Explore the Sample Lab' })
      .click();
  });
  after(() => rm(folder, { recursive: true }));

  it('expands to an experiment and draws its charts', async () => {
    await tree().expand('vision-lab', 'digits-sweep');
    await openFromTree(workbench, await row(), runName);
    await panel().getByRole('tab', { name: 'Charts' }).click();
    await panel().locator('[data-charts-drawn]:not([data-charts-drawn="0"])').first().waitFor();
  });

  it('shows the last value that the lab serves', async () => {
    const served = await workbench.bridge.run(async (vscode, name) => {
      const { forTests } = vscode.extensions.getExtension('experiment-explorer.experiment-explorer')!
        .exports as ExtensionApi;
      const { store } = await forTests!();
      const [project] = (await store.projects.list({ connection: 'lab', workspace: 'vision-lab' })).filter(
        (one) => one.name === 'digits-sweep',
      );
      const experiments = await store.experiments.list({
        connection: 'lab',
        workspace: 'vision-lab',
        projectId: project!.id,
        archived: false,
      });
      const { key } = experiments.find((one) => one.name === name)!;
      const metrics = await store.details.metrics({ connection: 'lab', key });
      return metrics.find((one) => one.name === 'train_accuracy')!.current!.value;
    }, runName);
    await eventually(async () => {
      const shown = await panel().locator('[data-metric="train_accuracy"] .last-value').textContent();
      assert.equal(Number(Number(shown).toPrecision(3)), Number(Number(served).toPrecision(3)));
    });
  });

  it('tags from the row, and the tag is in the tree and on the panel', async () => {
    await (await row()).inlineAction('Add Tags…');
    await workbench.type('by hand');
    await workbench.quickInput.waitFor({ state: 'hidden' });
    await shows(async () => await (await row()).description(), /#by hand/);
    await panel().getByText('by hand', { exact: true }).waitFor();
  });

  it('archives and restores from the row', async () => {
    await (await row()).locator.hover();
    await shows(
      async () =>
        await (
          await row()
        ).locator
          .locator('.actions .action-label')
          .evaluateAll((actions) => actions.map((action) => action.getAttribute('aria-label'))),
      ['Add Tags…'],
      'A slip beside the row’s buttons archives nothing.',
    );
    await (await row()).contextMenu('Archive');
    await eventually(async () => assert.ok(!(await tree().labels()).includes(runName)));
    await workbench.answerNotification(`Archived “${runName}”.`, 'Undo');
    await eventually(async () => assert.ok((await tree().labels()).includes(runName)));
    await (await row()).contextMenu('Archive');
    await eventually(async () => assert.ok(!(await tree().labels()).includes(runName)));
    await panel().getByText('Archived').first().waitFor();
    await workbench.command('Experiments: Show Archived Experiments');
    await (await tree().row(/^Archived \(\d+\)$/)).expand();
    await (await row()).contextMenu('Restore from Archive');
    await workbench.command('Experiments: Hide Archived Experiments');
    await eventually(async () => assert.ok((await tree().labels()).includes(runName)));
  });

  it('compares its code with the open file, both sides in sight', async () => {
    await workbench.bridge.run(async (vscode) => {
      const [file] = await vscode.workspace.findFiles('train.py');
      await vscode.window.showTextDocument(file!);
    });
    await (await row()).contextMenu('Compare Code with the Active File');
    await shows(() => workbench.activeTab(), /train\.py/);
    await eventually(async () => {
      const { original, modified } = await workbench.diffText();
      assert.match(original, /import/);
      assert.match(modified, /import/);
      assert.notEqual(original, modified);
    });
  });

  it('downloads all assets into the folder of the settings', async () => {
    await (await row()).contextMenu('Download All Assets…');
    await workbench.notification(/Downloaded \d+ files/).waitFor();
    const [experiment] = await readdir(folder);
    assert.ok(experiment?.startsWith('mlp-64'), String(experiment));
    const files = await readdir(join(folder, experiment!), { recursive: true, withFileTypes: true });
    assert.ok(files.filter((entry) => entry.isFile()).length >= 15);
    assert.deepEqual(
      files.filter(({ name }) => name.includes('.part')),
      [],
    );
  });

  it('finds its panel again after a reload of the window', async () => {
    await (await row()).click();
    await panel().getByRole('heading', { name: runName }).waitFor();
    await workbench.reload();
    await panel().getByRole('heading', { name: runName }).waitFor();
    await panel().locator('[data-charts-drawn]:not([data-charts-drawn="0"])').first().waitFor();
  });
});
