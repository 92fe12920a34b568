/** Parts of the panel that are fetched on demand, in a real window: its own resources, policy and message channel. */
import { shows } from '../support/shows';
import { openFromTree } from '../support/workbench/sampleExperiment';
import { useWorkbench } from '../support/workbench/useWorkbench';
import type { Workbench } from '../support/workbench/workbench';

describe('parts of the panel on demand', () => {
  const window = useWorkbench();
  let workbench: Workbench;
  const panel = () => workbench.webview();

  before(async () => {
    workbench = window();
    await workbench.openViewContainer('Experiments');
    await workbench.page
      .locator('.welcome-view-content')
      .getByRole('button', { name: 'Explore the Sample Lab' })
      .click();
    const tree = workbench.tree('Experiments');
    await tree.expand('vision-lab', 'digits-sweep');
    await openFromTree(workbench, await tree.row('mlp-64 lr=0.01'), 'mlp-64 lr=0.01');
  });

  it('says on the tabs what there is to see', async () => {
    await panel().locator('#tab-media .count', { hasText: '2' }).waitFor();
    await panel().locator('#tab-evaluation .count').waitFor();
  });

  it('shows figures', async () => {
    await panel().locator('#tab-media').click();
    const image = panel().getByAltText('figures/mistakes');
    await image.waitFor();
    await shows(() => image.evaluate((element: HTMLImageElement) => element.naturalWidth), 640);
  });

  it('draws a confusion matrix and histograms', async () => {
    await panel().locator('#tab-evaluation').click();
    await panel().locator('[data-row="0"][data-column="0"]').waitFor();
    await panel()
      .getByRole('radio', { name: /Histograms/ })
      .click();
    await panel().locator('.ridge').first().waitFor();
  });

  it('shows the report in its frame, and the graph', async () => {
    await panel().locator('#tab-report').click();
    const heading = panel().frameLocator('iframe.report-frame').locator('h1');
    await heading.waitFor();
    await shows(() => heading.innerText(), 'Handwritten digits');
    await panel().locator('#tab-graph').click();
    await panel()
      .getByRole('treeitem', { name: /MLPClassifier/ })
      .waitFor();
  });

  it('runs the scripts of a report in a panel of its own, which comes back after a reload without them', async () => {
    const tree = workbench.tree('Experiments');
    await tree.expand('tabular-team', 'wine');
    await openFromTree(workbench, await tree.row('forest'), 'forest');
    await panel().locator('#tab-report').click();
    const report = panel().frameLocator('iframe.report-frame');
    await report.locator('h1', { hasText: 'What matters' }).waitFor();
    const sandbox = () => panel().locator('iframe.report-frame').getAttribute('sandbox');
    await shows(() => sandbox(), '');
    await panel().locator('vscode-button', { hasText: 'Open in its own panel' }).click();
    await shows(() => workbench.activeTab(), 'forest report');
    await panel().locator('vscode-button', { hasText: 'Run Scripts' }).click();
    await shows(() => report.locator('html').evaluate(() => document.title), 'scripts run here');

    await workbench.reload();
    await shows(() => workbench.activeTab(), 'forest report');
    await panel().locator('vscode-button', { hasText: 'Run Scripts' }).waitFor();
    await report.locator('h1', { hasText: 'What matters' }).waitFor();
    await shows(() => sandbox(), '');
    await shows(() => workbench.page.getByRole('button', { name: 'Stop Scripts of the Report' }).count(), 0);
  });
});
