// The way of a user to an experiment of the sample lab, for pictures.
import type { Workbench } from './workbench';

/** From a freshly opened window to an experiment whose charts are drawn. */
export async function showExperiment(workbench: Workbench): Promise<void> {
  await workbench.openViewContainer('Experiments');
  await workbench.bridge.run((vscode) => vscode.commands.executeCommand('experiments.exploreLab'));
  const tree = workbench.tree('Experiments');
  await tree.expand('vision-lab', 'digits-sweep');
  await (await tree.row('mlp-64 lr=0.01')).click();
  await workbench.webview().locator('[data-charts-drawn]:not([data-charts-drawn="0"])').first().waitFor();
}
