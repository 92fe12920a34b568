// The way of a user to an experiment of the sample lab, for pictures and for suites that begin there.
import { eventually } from '../eventually';
import type { TreeRow } from './tree';
import type { Workbench } from './workbench';

/**
 * Clicks the row until its experiment is in front: a window that is still busy with its first list may not hear the
 * first click.
 */
export async function openFromTree(workbench: Workbench, row: TreeRow, name: string): Promise<void> {
  await eventually(async () => {
    await row.click();
    await workbench.webview().getByRole('heading', { name, exact: true }).waitFor({ timeout: 10_000 });
  }, 45_000);
}

/** From a freshly opened window to an experiment whose charts are drawn. */
export async function showExperiment(workbench: Workbench): Promise<void> {
  await workbench.openViewContainer('Experiments');
  await workbench.bridge.run((vscode) => vscode.commands.executeCommand('experimentExplorer.exploreLab'));
  const tree = workbench.tree('Experiments');
  await tree.expand('vision-lab', 'digits-sweep');
  await openFromTree(workbench, await tree.row('mlp-64 lr=0.01'), 'mlp-64 lr=0.01');
  await workbench.webview().locator('[data-charts-drawn]:not([data-charts-drawn="0"])').first().waitFor();
}
