// Reports whose scripts run, in a real window: only in a panel of their own, until they are stopped.
import assert from 'node:assert/strict';
import { useCommandWindow } from '../support/workbench/commandWindow';
import { eventually } from '../support/eventually';
import { shows } from '../support/shows';

const page = (script: string): string =>
  `<h1>Results</h1><p id="out">nothing ran</p><script>document.getElementById('out').textContent = 'ran'; ${script}</script>`;
const endless = 'requestAnimationFrame(() => requestAnimationFrame(() => { for (;;); }));';

for (const [title, options] of [
  ['reports in frames with a process of their own', {}],
  ['reports that share the process of their page', { panelsApart: true }],
  ['reports in the oldest VS Code', { version: '1.103' }],
] as const) {
  describe(title, () => {
    const panelsApart = 'panelsApart' in options;
    const isNewest = !('version' in options);
    const window = useCommandWindow(
      [
        {
          key: 'plain',
          name: 'plain',
          html: page(''),
          assets: [
            { id: 'profile', name: 'profile.html', bytes: page('') },
            { id: 'notes', name: 'notes.txt', bytes: 'notes' },
          ],
        },
        { key: 'endless', name: 'endless', html: page(endless), metrics: { accuracy: [0.1, 0.2, 0.3] } },
      ],
      options,
    );
    const workbench = () => window.workbench();
    const panel = () => workbench().webview();
    const out = () => panel().frameLocator('iframe.report-frame').locator('#out');
    const button = (name: string) => panel().locator('vscode-button', { hasText: name });
    const inTitle = () =>
      workbench()
        .page.locator('.part.editor .editor-group-container.active .editor-actions')
        .getByRole('button', { name: 'Stop Scripts of the Report' });
    /** A page that is thrown away meanwhile takes the question for it along. */
    const says = (text: string | RegExp) =>
      eventually(() => out().filter({ hasText: text }).waitFor({ timeout: 10_000 }));
    const chartsDrawn = () =>
      eventually(() =>
        panel().locator('[data-charts-drawn]:not([data-charts-drawn="0"])').first().waitFor({ timeout: 10_000 }),
      );
    const openPanel = async (key: string): Promise<void> => {
      await window.run('openHtml', window.ref(key));
      await shows(() => workbench().activeTab(), `${key} report`);
      await says('nothing ran');
    };
    afterEach(() =>
      workbench().bridge.run((vscode) => vscode.commands.executeCommand('workbench.action.closeAllEditors')),
    );

    if (!panelsApart) {
      it('run no script in the tab of their experiment, which offers their panel', async () => {
        await window.run('openExperiment', window.ref('plain'), undefined, 'report');
        await says('nothing ran');
        await shows(() => button('Run Scripts').count(), 0);
        await button('Open in its own panel').click();
        await shows(() => workbench().activeTab(), 'plain report');
        await button('Run Scripts').click();
        await says(/^ran$/);
        await inTitle().waitFor();
        await button('Stop Scripts').click();
        await says('nothing ran');
        await inTitle().waitFor({ state: 'detached' });
      });
    }

    if (isNewest && !panelsApart) {
      it('are opened from the rows of HTML files in the tree', async () => {
        const tree = workbench().tree('Experiments');
        await tree.expand(/./, 'ada', 'digits', 'plain', 'Assets', 'files');
        await (await tree.row('profile.html')).contextMenu('Open HTML Report');
        await shows(() => workbench().activeTab(), 'profile.html · plain');
        await says('nothing ran');
        const offered = await (await tree.row('notes.txt')).menuItems();
        assert.ok(offered.includes('Open Asset') && !offered.includes('Open HTML Report'), offered.join(', '));
      });
    }

    if (isNewest && !panelsApart) {
      it('whose scripts never end are stopped on their page', async () => {
        await openPanel('endless');
        await button('Run Scripts').click();
        await button('Stop Scripts').click();
        await says('nothing ran');
      });
    }

    it('whose scripts never end are stopped in the title of their panel; the experiment is shown meanwhile', async () => {
      await openPanel('endless');
      await button('Run Scripts').click();
      await inTitle().click();
      await says('nothing ran');
      await window.run('openExperiment', window.ref('endless'));
      await chartsDrawn();
    });

    if (isNewest) {
      it('whose scripts never end are ended by closing their panel', async () => {
        await window.run('openExperiment', window.ref('endless'));
        await chartsDrawn();
        await openPanel('endless');
        await button('Run Scripts').click();
        await inTitle().waitFor();
        await workbench().bridge.run((vscode) => vscode.commands.executeCommand('workbench.action.closeActiveEditor'));
        await chartsDrawn();
        await openPanel('endless');
      });
    }
  });
}
