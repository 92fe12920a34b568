// `npm run pictures`: the README's pictures, each made in the real window as a user gets there.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from './eventually';
import { projectFolder } from './installation';
import { skeletonsInView } from './pages/skeletons';
import { showExperiment } from './workbench/sampleExperiment';
import { openWorkbench, type Theme, type Workbench } from './workbench/workbench';

interface Scene {
  readonly name: string;
  readonly theme: Theme;
  readonly show: (workbench: Workbench) => Promise<void>;
}

const scenes: readonly Scene[] = [
  { name: 'charts-dark', theme: 'dark', show: showExperiment },
  { name: 'charts-light', theme: 'light', show: showExperiment },
  {
    name: 'compared-dark',
    theme: 'dark',
    async show(workbench) {
      await showExperiment(workbench);
      const tree = workbench.tree('Experiments');
      const [first, ...others] = [
        'mlp-64 lr=0.01',
        'mlp-64 lr=0.003',
        'mlp-64 lr=0.05',
        'mlp-16 lr=0.01',
        'mlp-128 lr=0.01',
      ];
      await (await tree.row(first)).click();
      for (const name of others) {
        await (await tree.row(name)).clickBeside();
      }
      await (await tree.row(first)).contextMenu('Add to Chart…');
      await workbench
        .webview()
        .getByRole('region', { name: 'Experiments in these charts' })
        .getByText('mlp-128 lr=0.01')
        .waitFor();
      await eventually(async () =>
        assert.equal(await workbench.webview().locator('figure[aria-busy=true]').count(), 0),
      );
    },
  },
  {
    name: 'evaluation-dark',
    theme: 'dark',
    async show(workbench) {
      await showExperiment(workbench);
      await workbench.webview().locator('#tab-evaluation').click();
      await workbench.webview().locator('[data-row="0"][data-column="0"]').waitFor();
    },
  },
  {
    name: 'registry-light',
    theme: 'light',
    async show(workbench) {
      await showExperiment(workbench);
      const tree = workbench.tree('Experiments');
      await tree.expand('vision-lab', 'Models', 'digit-reader');
      await tree.expand('vision-lab', 'Artifacts', 'digit-reports');
      await workbench.webview().locator('#tab-media').click();
      await workbench.webview().locator('img').first().waitFor();
    },
  },
];

const folder = join(projectFolder, 'docs/pictures');
await mkdir(folder, { recursive: true });
for (const { name, theme, show } of scenes) {
  const workbench = await openWorkbench({ theme });
  try {
    await show(workbench);
    await eventually(async () => assert.equal(await skeletonsInView(workbench.webview().locator('body')), 0));
    // What the editor says of its own extensions is no part of the picture.
    await eventually(async () => {
      await workbench.bridge.run((vscode) => vscode.commands.executeCommand('notifications.clearAll'));
      assert.equal(await workbench.notification(/./).count(), 0);
    });
    await workbench.screenshot(join(folder, `${name}.png`));
    console.log(`docs/pictures/${name}.png`);
  } finally {
    await workbench.close();
  }
}
process.exit(0);
