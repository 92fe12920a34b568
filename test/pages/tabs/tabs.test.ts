/** The page around its panels: tabs, what it remembers, header and menus. */
import assert from 'node:assert/strict';
import { experiment, pageState } from '../../support/fixtures/experimentFixture';
import { eventually } from '../../support/eventually';
import { shows } from '../../support/shows';
import { showTab, usePage, type ExperimentStub } from '../../support/pages/usePage';
import { BackendError, failed, loading, ready } from '../../../src/shared/problem';
import { experimentTabs } from '../../../src/shared/verbs/experimentTabs';

const last = experimentTabs.at(-1)!;
const selected = (host: ExperimentStub) => host.page.locator('[role=tab][aria-selected=true]').textContent();
const focused = (host: ExperimentStub) => host.page.evaluate(() => document.activeElement?.id);

describe('experiment page', () => {
  const open = usePage();

  it('walks its tabs by keyboard and tells the host', async () => {
    const host = await open();
    await host.page.locator('#tab-overview').focus();
    for (const tab of experimentTabs.slice(1)) {
      await host.page.keyboard.press('ArrowRight');
      await shows(() => focused(host), `tab-${tab}`);
      await host.page.locator(`#panel-${tab}:not([hidden])`).waitFor();
    }
    await host.page.keyboard.press('ArrowRight');
    await shows(() => focused(host), 'tab-overview');
    await host.page.keyboard.press('End');
    await shows(() => focused(host), `tab-${last}`);
    await host.page.keyboard.press('Home');
    await host.page.keyboard.press('ArrowLeft');
    await shows(() => focused(host), `tab-${last}`);
    await shows(
      () =>
        host.commands
          .filter(({ command }) => command === 'show')
          .map(({ argument }) => (argument as { tab: string }).tab),
      [...experimentTabs.slice(1), 'overview', last, 'overview', last],
    );
    await eventually(async () => {
      const tabs = await host.page.locator('[role=tab]').evaluateAll((elements) =>
        elements.map((element) => {
          const panel = document.getElementById(element.getAttribute('aria-controls') ?? '');
          return [
            (element as HTMLElement).tabIndex,
            panel?.getAttribute('role'),
            panel?.getAttribute('aria-labelledby') === element.id,
          ];
        }),
      );
      assert.deepEqual(
        tabs,
        experimentTabs.map((tab) => [tab === last ? 0 : -1, 'tabpanel', true]),
      );
    });
  });

  it('remembers what it shows and follows the host only when asked', async () => {
    const host = await open({ state: { front: { tab: 'code', request: 0 } } });
    await shows(async () => (await selected(host)) ?? '', /Code/);
    await showTab(host, 'assets');
    await eventually(() => {
      const { connection, key, tab } = host.memory as Record<string, unknown>;
      assert.deepEqual({ connection, key, tab }, { ...pageState.reference, tab: 'assets' });
    });
    // An old state that says otherwise does not take the tab away.
    await host.push({ revision: 2 });
    await shows(async () => (await selected(host)) ?? '', /Assets/);
    await host.push({ front: { tab: 'patch', request: 1 } });
    await shows(async () => (await selected(host)) ?? '', /Git/);
    // Data is never remembered.
    await shows(
      () => Object.keys(host.memory as object).sort(),
      ['assets', 'charts', 'compared', 'connection', 'key', 'tab', 'tables', 'version'],
    );
  });

  it('has the tabs and the verbs that this tracker can have, and no others', async () => {
    const host = await open({
      memory: { ...pageState.reference, tab: 'code' },
      state: {
        tabs: ['overview', 'charts', 'parameters'],
        verbs: ['copyLink', 'openInBrowser', 'copyKey'],
        front: { tab: 'overview', request: 0 },
      },
    });
    const tabs = () => host.page.locator('[role=tab]').evaluateAll((found) => found.map(({ id }) => id));
    const panels = () => host.page.locator('[role=tabpanel]').evaluateAll((found) => found.map(({ id }) => id));
    await eventually(async () => assert.deepEqual(await tabs(), ['tab-overview', 'tab-charts', 'tab-parameters']));
    await eventually(async () =>
      assert.deepEqual(await panels(), ['panel-overview', 'panel-charts', 'panel-parameters']),
    );
    // What was remembered from before is none of them.
    await eventually(async () => assert.match((await selected(host)) ?? '', /Overview/));
    await eventually(() => assert.equal((host.memory as { tab: string }).tab, 'overview'));
    await host.page.locator('#tab-overview').focus();
    await host.page.keyboard.press('End');
    await eventually(async () => assert.equal(await focused(host), 'tab-parameters'));

    await host.page.locator('header menu-button vscode-button').click();
    const entries = () => host.page.getByRole('menuitem').evaluateAll((found) => found.map((one) => one.textContent));
    await eventually(async () =>
      assert.deepEqual(
        (await entries()).map((entry) => entry.trim()),
        ['Copy key'],
      ),
    );
    await host.page.keyboard.press('Escape');
    await eventually(async () => assert.equal(await host.page.getByRole('button', { name: 'Add tags' }).count(), 0));
    await eventually(async () =>
      assert.equal(await host.page.getByRole('button', { name: /^Download the model/ }).count(), 0),
    );

    // The tracker is known later: the tab in front is gone, and the first one takes its place.
    await host.push({ tabs: ['overview', 'charts'] });
    await eventually(async () => assert.match((await selected(host)) ?? '', /Overview/));
    await eventually(() =>
      assert.deepEqual(host.commands.filter(({ command }) => command === 'show').at(-1)?.argument, { tab: 'overview' }),
    );
    await host.push({ tabs: experimentTabs, verbs: pageState.verbs });
    await eventually(async () => assert.equal((await tabs()).length, experimentTabs.length));
  });

  it('starts as it was left', async () => {
    const charts = { axis: 'epoch', smoothing: 0.5, verticalScale: 'logarithmic', folded: ['train'] };
    const host = await open({
      memory: { ...pageState.reference, tab: 'charts', charts },
      state: { front: { tab: 'charts', request: 0 } },
    });
    const panel = host.page.locator('#panel-charts');
    await panel.locator('metric-chart canvas').first().waitFor();
    await shows(() => panel.locator('input[type=range]').inputValue(), '0.5');
    await shows(() => panel.getByRole('combobox', { name: 'X axis' }).inputValue(), 'epoch');
    await shows(
      () =>
        panel.locator('vscode-checkbox').evaluate((element) => (element as unknown as { checked: boolean }).checked),
      true,
    );
    await shows(() => panel.getByRole('button', { name: /^train/ }).getAttribute('aria-expanded'), 'false');
  });

  it('says who, where and how it is', async () => {
    const host = await open();
    await shows(() => host.page.locator('h1').textContent(), experiment.name);
    await shows(async () => (await host.page.locator('.state').textContent())?.trim(), 'Finished');
    await eventually(async () => {
      const whereabouts = await host.page.locator('.whereabouts').innerText();
      for (const words of ['vision-lab / digit-classifier', 'took 42 min', 'by ada', 'ada at www.comet.com', ' ago']) {
        assert.ok(whereabouts.includes(words), whereabouts);
      }
    });
    await shows(() => host.page.locator('.tags .chip').allTextContents(), ['baseline', 'wide', 'paper-v2']);
  });

  it('offers what can be done now, and asks the host to do it', async () => {
    const host = await open();
    for (const [button, verb] of [
      ['Tag', 'addTags'],
      ['Rename', 'rename'],
      ['Archive', 'archive'],
      ['Copy link', 'copyLink'],
      ['Open in browser', 'openInBrowser'],
    ] as const) {
      await host.page.locator('header vscode-button', { hasText: button }).click();
      await shows(() => host.commands.at(-1), { command: 'verb', argument: { verb } });
    }
    await host.page.getByRole('button', { name: 'Add tags' }).click();
    await shows(() => host.commands.at(-1), { command: 'verb', argument: { verb: 'addTags' } });
    await host.page.getByRole('button', { name: 'Refresh' }).click();
    await shows(() => host.commands.at(-1)?.command, 'refresh');
    const labels = async (): Promise<string[]> =>
      (await host.page.locator('header .action-label').allTextContents()).map((label) => label.trim());
    await shows(() => labels(), ['Tag', 'Rename', 'Archive', 'Copy link', 'Open in browser']);

    await host.push({
      experiment: ready({ ...experiment, state: 'running', archived: true }),
      verbs: ['stop', 'restore', 'copyLink', 'openInBrowser', 'copyKey'],
    });
    await shows(() => labels(), ['Stop', 'Restore', 'Copy link', 'Open in browser']);
    await shows(
      async () => (await host.page.locator('.state').allTextContents()).map((text) => text.trim()),
      ['Running', 'Archived'],
    );
  });

  it('has a menu for the rest, by keyboard alone', async () => {
    const host = await open();
    const button = host.page.locator('header menu-button vscode-button');
    await button.focus();
    await host.page.keyboard.press('Enter');
    await host.page.getByRole('menu').waitFor();
    const current = () => host.page.evaluate(() => document.activeElement?.textContent.trim());
    await shows(() => current(), 'Copy key');
    await host.page.keyboard.press('ArrowUp');
    await shows(() => current(), 'Delete…');
    await host.page.keyboard.press('Escape');
    await host.page.getByRole('menu').waitFor({ state: 'detached' });
    await host.page.keyboard.press('Enter');
    await shows(() => current(), 'Copy key');
    await host.page.keyboard.press('End');
    await host.page.keyboard.press('Enter');
    assert.deepEqual(await host.command('verb'), { verb: 'delete' });
    await host.page.getByRole('menu').waitFor({ state: 'detached' });
  });

  it('draws an experiment that is loading, that failed, and that is back', async () => {
    const host = await open({ state: { experiment: loading } });
    await shows(() => host.page.locator('main [role=status]').getAttribute('aria-busy'), 'true');
    await host.push({
      experiment: failed(new BackendError('unauthorized', 'The server refused the key.', { advice: 'Sign in again.' })),
    });
    const alert = host.page.getByRole('alert');
    await alert.waitFor();
    await shows(() => alert.innerText(), /The server refused the key\.\s+Sign in again\./);
    await alert.locator('vscode-button', { hasText: 'Sign in' }).click();
    assert.deepEqual(await host.command('verb'), { verb: 'signIn' });
    await alert.locator('vscode-button', { hasText: 'Retry' }).click();
    await host.command('refresh');
    await host.push({ experiment: ready(experiment) });
    await host.page.locator('h1').waitFor();
  });
});
