/** A page that cannot reach what it watches says so on every tab, and one of a crashed run says why it crashed. */
import assert from 'node:assert/strict';
import { comparedExperiments, experiment, outputOf, pageState } from '../support/fixtures/experimentFixture';
import { eventually } from '../support/eventually';
import { shows } from '../support/shows';
import { showTab, usePage } from '../support/pages/usePage';
import { ready, type Problem, type ProblemKind } from '../../src/shared/problem';
import { experimentTabs } from '../../src/shared/verbs/experimentTabs';
import type { Staleness, ExperimentPageState } from '../../src/shared/protocol';

const running: Partial<ExperimentPageState> = {
  experiment: ready({ ...experiment, state: 'running', endTime: null, duration: null }),
  verbs: ['stop', ...pageState.verbs],
};
const since = new Date();
since.setHours(0, 25, 7, 0);
const problem = (kind: ProblemKind, message: string, retryAfter: number | null = null): Problem => ({
  kind,
  message,
  advice: '',
  retryAfter,
});
const stale = (given: Partial<Staleness> = {}): Partial<ExperimentPageState> => ({
  polling: {
    ...pageState.polling,
    staleness: {
      of: pageState.reference,
      failedRounds: 2,
      failingSince: since.getTime(),
      problem: problem('unreachable', 'The server refused the connection.'),
      retryAt: since.getTime() + 90_000,
      ...given,
    },
  },
});

describe('a page that has lost sight', () => {
  const open = usePage();

  it('says since when and why, dims the charts and stops no run; and is as before when it sees again', async () => {
    const host = await open({ state: { ...running, ...stale() } });
    const { page } = host;
    await page.getByText('Not connected since 00:25', { exact: true }).waitFor();
    await page.getByText('The server refused the connection. Next try at 00:26:37.').waitFor();
    await page.getByText('Last seen running', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Retry now' }).click();
    await host.command('retryNow');
    const stop = page.locator('vscode-button[aria-label=Stop]');
    await eventually(async () => assert.ok(await stop.evaluate((button) => (button as HTMLButtonElement).disabled)));
    await stop.click({ force: true });
    await host.rests();
    await shows(() => host.commands.filter(({ command }) => command === 'verb'), []);
    await showTab(host, 'charts');
    const opacity = (): Promise<string> =>
      page.locator('#panel-charts chart-gallery').evaluate((gallery) => getComputedStyle(gallery).opacity);
    await eventually(async () => assert.ok(Number(await opacity()) < 1));
    for (const tab of experimentTabs) {
      await showTab(host, tab);
      await eventually(async () =>
        assert.ok(await page.getByText('Not connected since 00:25', { exact: true }).isVisible(), tab),
      );
    }
    await showTab(host, 'charts');
    await host.push(running);
    await host.push({ polling: pageState.polling });
    await page.getByText('Not connected').waitFor({ state: 'detached' });
    await page.locator('header').getByText('Running', { exact: true }).waitFor();
    await shows(() => opacity(), '1');
    await eventually(async () => assert.ok(!(await stop.evaluate((button) => (button as HTMLButtonElement).disabled))));
    await stop.click();
    assert.deepEqual(await host.command('verb'), { verb: 'stop' });
  });

  it('offers the way that mends it, for each kind of failure', async () => {
    const host = await open({
      state: {
        ...running,
        ...stale({
          retryAt: null,
          failedRounds: 1,
          problem: problem('unauthorized', 'The server did not accept the key.'),
        }),
      },
    });
    await host.page.getByText('The server did not accept the key.').waitFor();
    await shows(() => host.page.getByText('Next try').count(), 0);
    await host.page.getByRole('button', { name: 'Sign in again' }).click();
    assert.deepEqual(await host.command('verb'), { verb: 'signIn' });
    const others: readonly (readonly [ProblemKind, string])[] = [
      ['forbidden', 'The server does not allow this.'],
      ['rateLimited', 'The server asks for fewer requests.'],
      ['unexpected', 'The answer is not JSON.'],
      ['timedOut', 'The server did not answer within 60 s.'],
    ];
    for (const [kind, message] of others) {
      await host.push(stale({ problem: problem(kind, message), retryAt: since.getTime() + 600_000 }));
      await host.page.getByText(`${message} Next try at 00:35:07.`).waitFor();
      await shows(() => host.page.getByRole('button', { name: 'Sign in again' }).count(), 0, kind);
      await host.page.getByRole('button', { name: 'Retry now' }).waitFor();
    }
  });

  it('takes nothing back of its own run when only a compared one is out of sight', async () => {
    const compared = comparedExperiments(1);
    const [other] = compared;
    const host = await open({ state: { ...running, compared, ...stale({ of: other!.reference }) } });
    await host.page.getByText('Not connected since 00:25', { exact: true }).waitFor();
    await host.page.locator('header').getByText('Running', { exact: true }).waitFor();
    await eventually(async () =>
      assert.ok(
        !(await host.page
          .locator('vscode-button[aria-label=Stop]')
          .evaluate((button) => (button as HTMLButtonElement).disabled)),
      ),
    );
  });

  it('names the day when it is another one', async () => {
    const host = await open({
      state: { ...running, ...stale({ failingSince: new Date(2026, 0, 2, 3, 4).getTime() }) },
    });
    await host.page.getByText('Not connected since 2026-01-02 03:04', { exact: true }).waitFor();
  });
});

describe('the page of a crashed run', () => {
  const open = usePage();
  const crashed: Partial<ExperimentPageState> = { experiment: ready({ ...experiment, state: 'crashed' }) };
  const frames = Array.from(
    { length: 12 },
    (_, index) => `  File "/home/ada/train.py", line ${index + 1}, in step_${index}\n    step_${index + 1}()`,
  );
  const traceback = [
    'Traceback (most recent call last):',
    ...frames,
    'ValueError: Solver produced non-finite parameter weights. <img src=x>',
    'note: lower the rate',
  ].join('\n');
  const text = `${Array.from({ length: 400 }, (_, index) => `epoch ${index}`).join('\n')}\n${traceback}\n${Array.from({ length: 200 }, (_, index) => `COMET INFO:   parameter_${index} : 1`).join('\n')}\n`;
  const exception = 'ValueError: Solver produced non-finite parameter weights. <img src=x>';

  it('says the exception under its header, and shows it in the output', async () => {
    const host = await open({
      state: crashed,
      answers: {
        crash: () => Promise.resolve({ exception, details: ['note: lower the rate'] }),
        output: outputOf(text),
      },
    });
    const strip = host.page.getByRole('note', { name: 'Why it crashed' });
    await strip.getByText(exception, { exact: true }).waitFor();
    await shows(() => strip.locator('.strip-text').getAttribute('title'), `${exception}\nnote: lower the rate`);
    await strip.getByRole('button', { name: 'Show in output' }).click();
    assert.deepEqual(await host.command('show'), { tab: 'output' });
    const line = host.page.locator('#panel-output .line.exception');
    await shows(async () => (await line.textContent()) ?? '', /ValueError: Solver/);
    await eventually(async () => assert.ok(await inSight(line)));
    // Somewhere else, filtered, and back.
    await host.page.locator('#panel-output .lines').evaluate((lines) => (lines.scrollTop = 0));
    await eventually(async () => assert.ok(!(await line.isVisible()) || !(await inSight(line))));
    await host.page
      .locator('#panel-output')
      .getByRole('search', { name: 'Filter lines' })
      .getByRole('textbox')
      .fill('epoch');
    await host.page
      .locator('#panel-output')
      .getByText(/of .* lines/)
      .first()
      .waitFor();
    await strip.getByRole('button', { name: 'Show in output' }).click();
    await eventually(async () => assert.ok(await inSight(line)));
  });

  it('opens its output where it crashed, not at what Comet adds', async () => {
    const host = await open({ state: crashed, answers: { output: outputOf(text) } });
    await host.rests();
    await shows(() => host.page.getByRole('note', { name: 'Why it crashed' }).count(), 0);
    const panel = await showTab(host, 'output');
    await eventually(async () => assert.ok(await inSight(panel.locator('.line.exception'))));
    // A traceback that fits is in view from its beginning.
    await eventually(async () =>
      assert.ok(await inSight(panel.locator('.line', { hasText: 'Traceback (most recent call last)' }))),
    );
  });

  it('opens the output of others at its end', async () => {
    const host = await open({
      state: { experiment: ready({ ...experiment, state: 'finished' }) },
      answers: { output: outputOf(text) },
    });
    const panel = await showTab(host, 'output');
    await eventually(async () => assert.ok(await inSight(panel.locator('.line', { hasText: 'parameter_199' }))));
    await host.rests();
    await shows(() => host.asked.filter(({ question }) => question === 'crash'), []);
  });
});

/** Whether the whole line is in the view of its list. */
async function inSight(line: {
  count(): Promise<number>;
  first(): { evaluate<T>(use: (element: HTMLElement | SVGElement) => T): Promise<T> };
}): Promise<boolean> {
  if ((await line.count()) === 0) {
    return false;
  }
  return line.first().evaluate((element) => {
    const view = element.closest('.lines')?.getBoundingClientRect();
    const { top, bottom } = element.getBoundingClientRect();
    return view !== undefined && top >= view.top - 1 && bottom <= view.bottom + 1;
  });
}
