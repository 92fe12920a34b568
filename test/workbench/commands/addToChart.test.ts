// Adding experiments to a chart: from the tree, the palette and the page. What else a page asks of the window: a commit's
// web page, a file to save.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import type { ExtensionApi } from '../../../src/extension';
import type { ExperimentRef } from '../../../src/shared/reference';
import { useCommandWindow } from '../../support/workbench/commandWindow';
import { eventually } from '../../support/eventually';
import { shows } from '../../support/shows';

const metrics = { accuracy: [0.1, 0.5, 0.8] };

describe('adding experiments to a chart', () => {
  const { workbench, ref, run, asked, askedFromPalette, notification } = useCommandWindow([
    { key: 'one', name: 'run one', metrics },
    { key: 'two', name: 'run two', metrics },
    { key: 'three', name: 'run three', metrics },
    { key: 'four', name: 'run four', metrics },
    { key: 'far', name: 'far away', project: 'sweep', metrics },
  ]);
  const panel = () => workbench().webview();
  const list = (): Locator => panel().getByRole('region', { name: 'Experiments in these charts' });
  const chart = (): Locator => panel().locator('#panel-charts [data-metric="accuracy"]');
  const waitForChartsTab = (): Promise<string | null> =>
    shows(() => panel().locator('#tab-charts').getAttribute('aria-selected'), 'true');
  let folder = '';

  const comparedWith = (of: ExperimentRef): Promise<readonly string[] | null> =>
    workbench().bridge.run(async (vscode, target) => {
      const { forTests } = vscode.extensions.getExtension('experiment-explorer.experiment-explorer')!
        .exports as ExtensionApi;
      return (await forTests!()).panels.stateOf(target)?.compared.map(({ reference }) => reference.key) ?? null;
    }, of);
  const waitForCompared = (of: string, ...keys: readonly string[]): Promise<readonly string[] | null> =>
    shows(() => comparedWith(ref(of)), keys);

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'experiments-saved-'));
    await mkdir(join(folder, 'earlier'));
  });
  after(() => rm(folder, { recursive: true }));

  it('adds the experiments that are selected in the tree', async () => {
    await workbench().openViewContainer('Experiments');
    const tree = workbench().tree('Experiments');
    await tree.expand(/./, 'ada', 'digits');
    await (await tree.row('run one')).click();
    await (await tree.row('run two')).clickBeside();
    await (await tree.row('run two')).contextMenu('Add to Chart…');
    // Either may become the one whose panel it is.
    await eventually(async () =>
      assert.ok((await comparedWith(ref('one')))?.length === 1 || (await comparedWith(ref('two')))?.length === 1),
    );
    await chart().locator('canvas').waitFor();
    await waitForChartsTab();
    await workbench().bridge.run((vscode) => vscode.commands.executeCommand('workbench.action.closeAllEditors'));
  });

  it('offers from the palette experiments of the same project, then of another one', async () => {
    await run('openExperiment', ref('one'), undefined, 'overview');
    await panel().getByRole('heading', { name: 'run one', exact: true }).waitFor();
    await askedFromPalette('Experiments: Add to Chart…', 'Tick experiments of “digits”');
    await workbench().quickInputRow('run four').waitFor();
    await shows(() => workbench().quickInputRow('run one').count(), 0);
    await workbench().pickMany('run two', 'run three');
    await waitForCompared('one', 'two', 'three');
    await waitForChartsTab();
    await list().getByText('run three').waitFor();

    await list().getByRole('button', { name: 'Add experiment…' }).click();
    await asked('Tick experiments of “digits”');
    await workbench().quickInputRow('run four').waitFor();
    await shows(() => workbench().quickInputRow('run two').count(), 0, 'what is in the chart is not offered');
    await workbench().quickInput.getByRole('button', { name: 'Experiments of another project…' }).click();
    await asked('Which project?');
    await workbench().pick('sweep');
    await asked('Tick experiments of “sweep”');
    await workbench().pickMany('far away');
    await waitForCompared('one', 'two', 'three', 'far');
  });

  // Here and below each test goes on where the last one ended.
  it('removes and opens compared experiments', async () => {
    await list().getByRole('button', { name: 'Remove run three' }).click();
    await waitForCompared('one', 'two', 'far');
    await list().getByTitle('Open far away').click();
    await shows(() => workbench().activeTab(), 'far away');
    await run('openExperiment', ref('one'));
    await list().getByText('run two').waitFor();
  });

  it('says so when there is no web page of the commit', async () => {
    await workbench().bridge.run(async (vscode, target) => {
      const { forTests } = vscode.extensions.getExtension('experiment-explorer.experiment-explorer')!
        .exports as ExtensionApi;
      (await forTests!()).panels.contentOf(target)?.commands.openCommit(null);
    }, ref('one'));
    await (await notification('The web page of this commit is not known.')).waitFor();
  });

  it('keeps the compared experiments over a reload of the window', async () => {
    await workbench().bridge.run(
      (vscode, key) => vscode.commands.executeCommand('experimentExplorer.openExperiment', key),
      ref('one'),
    );
    await list().getByText('far away').waitFor();
    await workbench().reload();
    await shows(() => comparedWith(ref('one')), ['two', 'far']);
  });

  it('saves a file from the page where the user chooses, under a safe name', async () => {
    const { quickInput } = workbench();
    const save = (name: string, content: string): Promise<unknown> =>
      workbench().bridge.run(
        async (vscode, target, file) => {
          const { forTests } = vscode.extensions.getExtension('experiment-explorer.experiment-explorer')!
            .exports as ExtensionApi;
          (await forTests!()).panels.contentOf(target)?.commands.saveFile(file);
        },
        ref('one'),
        { name, content },
      );
    await run('openExperiment', ref('one'));
    await eventually(async () => assert.ok(await comparedWith(ref('one'))));
    await save('../loss: train/validate.csv', 'step,loss\n0,1\n');
    const box = quickInput.getByRole('textbox');
    await shows(() => box.inputValue(), /loss_ train_validate\.csv$/);
    await eventually(async () => assert.ok(!(await box.inputValue()).includes('../loss')));
    await workbench().answerFileDialog(join(folder, 'saved.csv'), 'earlier');
    await shows(() => readFile(join(folder, 'saved.csv'), 'utf8'), 'step,loss\n0,1\n');
    await workbench()
      .page.getByText(/Saved .*saved\.csv/)
      .first()
      .waitFor();
    await shows(async () => await (await notification(/cannot be written/)).count(), 0);
  });
});
