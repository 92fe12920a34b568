/** How fresh the page is: a clock while something runs, a way to pause it, and peace when nothing runs. */
import assert from 'node:assert/strict';
import { comparedExperiments, experiment, pageState } from '../support/fixtures/experimentFixture';
import { eventually } from '../support/eventually';
import { shows } from '../support/shows';
import { usePage } from '../support/pages/usePage';
import { ready } from '../../src/shared/problem';
import type { ExperimentPageState } from '../../src/shared/protocol';

const running: Partial<ExperimentPageState> = {
  experiment: ready({ ...experiment, state: 'running', endTime: null, duration: null }),
};
const finished: Partial<ExperimentPageState> = { experiment: ready({ ...experiment, state: 'finished' }) };

describe('freshness', () => {
  const open = usePage();

  it('is counted while the experiment runs, without drawing anything else anew', async () => {
    const host = await open({ state: { ...running, updatedAt: Date.now() - 7_000 } });
    const ago = host.page.locator('updated-ago');
    const seconds = async (): Promise<number> =>
      Number(/updated (\d+) s ago/.exec((await ago.textContent()) ?? '')?.[1]);
    await eventually(async () => assert.ok((await seconds()) >= 7));
    const first = await seconds();
    const drawn = await host.page.evaluateHandle(() => {
      const seen = { changes: 0 };
      new MutationObserver((records) => {
        seen.changes += records.filter(
          ({ target }) => (target instanceof Element ? target : target.parentElement)?.closest('updated-ago') === null,
        ).length;
      }).observe(document.querySelector('experiment-page')!, { childList: true, subtree: true, characterData: true });
      return seen;
    });
    await eventually(async () => assert.ok((await seconds()) >= first + 2));
    await shows(() => drawn.evaluate(({ changes }) => changes), 0);
    await shows(() => ago.locator('xpath=ancestor-or-self::*[@aria-live or @role="status"]').count(), 0);
    await host.push({ updatedAt: Date.now() });
    await shows(async () => (await ago.textContent()) ?? '', /just now|updated [12] s/);
  });

  it('can be paused and goes on', async () => {
    const host = await open({ state: { ...running, updatedAt: Date.now() } });
    await host.page.getByRole('button', { name: 'Pause live updates' }).click();
    assert.deepEqual(await host.command('pause'), { paused: true });
    await host.push({ polling: { ...pageState.polling, paused: true } });
    await shows(async () => (await host.page.locator('.updated').textContent()) ?? '', /Paused,\s*updated/);
    await host.page.getByRole('button', { name: 'Resume live updates' }).click();
    await shows(() => host.commands.at(-1), { command: 'pause', argument: { paused: false } });
  });

  it('offers no pause where the settings say never', async () => {
    const host = await open({
      state: { ...running, updatedAt: Date.now(), polling: { paused: false, interval: 0, staleness: null } },
    });
    await host.page.locator('updated-ago').waitFor();
    await shows(() => host.page.getByRole('button', { name: 'Pause live updates' }).count(), 0);
  });

  it('is a time of day when nothing runs, and counts again when a compared one does', async () => {
    const host = await open({ state: finished });
    await shows(async () => (await host.page.locator('.updated').textContent()) ?? '', /Updated \d\d:\d\d:\d\d/);
    await shows(() => host.page.locator('updated-ago').count(), 0);
    const [one] = comparedExperiments(1);
    assert.ok(one?.experiment.state === 'ready');
    const live = {
      ...one,
      experiment: ready({ ...one.experiment.value, state: 'running' as const }),
      updatedAt: Date.now() - 120_000,
    };
    await host.push({ compared: [live] });
    await shows(() => host.page.locator('updated-ago').textContent(), 'updated 2 min ago');
    await host.page.getByRole('button', { name: 'Pause live updates' }).waitFor();
  });
});
