/** The first minute with the packed extension, installed as a user has it, by the keyboard alone. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { eventually } from '../support/eventually';
import { shows } from '../support/shows';
import { projectFolder } from '../support/installation';
import { readManifest } from '../support/checks/manifest';
import { packedExtension } from '../support/vscode/packedExtension';
import { openWorkbench, type Workbench } from '../support/workbench/workbench';

describe('the first minute of the packed extension', () => {
  let workbench: Workbench;
  before('packs, installs and opens', async function () {
    this.timeout(600_000);
    workbench = await openWorkbench({ vsix: await packedExtension() });
  });
  after(() => workbench.close());
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') {
      await workbench.screenshot(join(projectFolder, 'out/first-minute.png'));
    }
  });

  const press = (...keys: string[]): Promise<void> =>
    keys.reduce((before, key) => before.then(() => workbench.page.keyboard.press(key)), Promise.resolve());
  const rows = () => workbench.quickInput.locator('.monaco-list-row .quick-input-list-label .label-name');
  /** The commands that the palette offers for a text; the window may hear keys late. */
  const offered = (text: string, check: (labels: readonly string[]) => void): Promise<void> =>
    eventually(async () => {
      await press('Escape', 'F1');
      await workbench.quickInput.waitFor({ timeout: 5_000 });
      await workbench.page.keyboard.type(text);
      await eventually(async () => check((await rows().allTextContents()).map((label) => label.trim())), 10_000);
    });
  const command = async (title: string): Promise<void> => {
    await offered(title, (labels) => assert.equal(labels[0], title));
    await press('Enter');
  };
  const isActive = (): Promise<boolean | undefined> =>
    workbench.bridge.run(
      (vscode) => vscode.extensions.getExtension('experiment-explorer.experiment-explorer')?.isActive,
    );
  const panel = () => workbench.webview();
  const charts = () => panel().locator('[data-charts-drawn]:not([data-charts-drawn="0"])').first();

  const manifest = readManifest();
  const titleOf = (verb: string): string => {
    const found = manifest.contributes.commands.find(({ command: id }) => id === `experimentExplorer.${verb}`);
    assert.ok(found, verb);
    return `${found.category}: ${found.title}`;
  };

  it('offers its commands before anything of it has run, and not those that are only for rows', async () => {
    await shows(() => isActive(), false);
    for (const verb of ['exploreLab', 'openExperiment', 'addToChart', 'newQuery']) {
      await offered(titleOf(verb), (labels) => assert.equal(labels[0], titleOf(verb)));
    }
    for (const verb of ['loadMore', 'editFind', 'hideArchived']) {
      await offered(titleOf(verb), (labels) => assert.ok(!labels.includes(titleOf(verb)) && labels.length > 0, verb));
    }
    await shows(() => isActive(), false);
    await press('Escape');
  });

  it('asks where the experiments are when a command needs one', async () => {
    await command(titleOf('addToChart'));
    await workbench.quickInput.getByText('No Experiments Yet').waitFor();
    for (const way of ['Sign In to Comet…', 'Import Comet Credentials…', 'Explore the Sample Lab']) {
      await workbench.quickInputRow(way).waitFor();
    }
    await press('Escape');
    await workbench.quickInput.waitFor({ state: 'hidden' });
    // Now that it is known that there is no account, only what leads to one is offered.
    await offered(titleOf('sortBy'), (labels) => assert.ok(!labels.includes(titleOf('sortBy')) && labels.length > 0));
    await press('Escape');
  });

  it('ends the way into the sample lab with the charts of a run, and its row in the tree', async () => {
    await command(titleOf('exploreLab'));
    await charts().waitFor({ timeout: 90_000 });
    const name = await workbench.activeTab();
    const tree = workbench.tree('Experiments');
    await eventually(async () =>
      assert.ok((await tree.labels()).includes(name), `${name} is not among ${(await tree.labels()).join(' | ')}`),
    );
    await shows(
      async () =>
        (await tree.root.locator('.monaco-list-row.selected .monaco-icon-name-container').textContent())?.trim(),
      name,
    );
  });

  it('takes an archived run back', async () => {
    await command(titleOf('archive'));
    await panel().getByText('Archived', { exact: true }).first().waitFor();
    await command(titleOf('restore'));
    await panel().getByText('Archived', { exact: true }).waitFor({ state: 'detached' });
  });

  it('leaves out what no connected tracker can do', async () => {
    const lack = (verbs: string): Promise<unknown> =>
      workbench.bridge.run(
        (vscode, value) => vscode.commands.executeCommand('setContext', 'experimentExplorer.offeredByNone', value),
        verbs,
      );
    await offered(titleOf('stop'), (labels) => assert.equal(labels[0], titleOf('stop')));
    await lack('archive stop delete');
    await offered(titleOf('stop'), (labels) => assert.ok(!labels.includes(titleOf('stop')) && labels.length > 0));
    await offered(titleOf('deleteProject'), (labels) => assert.equal(labels[0], titleOf('deleteProject')));
    await lack('');
    await offered(titleOf('stop'), (labels) => assert.equal(labels[0], titleOf('stop')));
    await press('Escape');
  });

  it('offers all to whoever has connections, in a window whose view was not opened', async () => {
    await command('View: Show Explorer');
    await command('View: Close All Editors');
    await workbench.reload();
    await offered(titleOf('openExperiment'), (labels) => assert.equal(labels[0], titleOf('openExperiment')));
    await press('Enter');
    await workbench.quickInput.getByText('Open Experiment').first().waitFor();
    await eventually(async () =>
      assert.ok((await rows().allTextContents()).some((label) => /vision-lab|tabular-team/.test(label))),
    );
    await press('Escape');
    await offered('Experiments: Clear the Find', (labels) => assert.ok(!labels.includes(titleOf('clearFind'))));
    await press('Escape');
  });
});
