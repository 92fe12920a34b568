// A watched panel over a server that asks to be left alone, in all the ways that servers have of writing it: when it is
// asked again, and what the screen says.
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import type { ExtensionApi } from '../../src/extension';
import type { PollFailure } from '../../src/shared/problem';
import { advanceClock, installFakeClock } from '../support/clocks/fakeClock';
import { useCommandWindow } from '../support/workbench/commandWindow';
import { eventually } from '../support/eventually';
import { shows } from '../support/shows';

/** All in milliseconds. */
const interval = 20_000;
const tenMinutes = 600_000;
const held = 5_000;
/** How long before and after a wait is over it is looked whether anybody asks. */
const shortly = 2_000;

const httpDate = (time: number): string => new Date(time).toUTCString();

interface Kind {
  readonly what: string;
  readonly header: (now: number) => string;
  /** Until it may be asked again. */
  readonly wait: number;
  /** How much of it may have passed before the answer is read, where it is a date. */
  readonly passed?: number;
  readonly says: string;
}

const ordinary = { wait: interval, says: '' };
const bounded = {
  wait: tenMinutes,
  says: '. It can be asked again in 10 minutes, although it wants to be left alone for longer',
};
const kinds: readonly Kind[] = [
  { what: 'a few seconds', header: () => '27', wait: 27_000, says: '. It can be asked again in 27 seconds' },
  { what: 'a day', header: () => '86400', ...bounded },
  { what: 'more digits than a number holds', header: () => '9'.repeat(400), ...bounded },
  {
    what: 'a near date',
    header: (now) => httpDate(now + 90_000),
    wait: 90_000,
    passed: 40_000,
    says: '. It can be asked again in \\d\\d seconds',
  },
  { what: 'a far date', header: (now) => httpDate(now + 400 * 86_400_000), ...bounded },
  { what: 'a past date', header: (now) => httpDate(now - 3_600_000), ...ordinary },
  { what: 'zero', header: () => '0', ...ordinary },
  { what: 'a negative number', header: () => '-30', ...ordinary },
  { what: 'garbage', header: () => 'soon', ...ordinary },
  { what: 'nothing', header: () => '', ...ordinary },
  { what: 'two values', header: () => '5, 45', wait: 45_000, says: '. It can be asked again in 45 seconds' },
];

describe('Retry-After in answer to a panel that watches', () => {
  const { workbench, lab, ref, run } = useCommandWindow([
    { key: 'live', name: 'a live run', running: true, metrics: { accuracy: [0.1, 0.2] } },
  ]);
  const strip = (): Locator => workbench().webview().locator('.stale-strip');
  const rounds = (): number => lab().faults.requests.filter(({ path }) => path.endsWith('experiment/metadata')).length;
  const advance = (by: number): Promise<void> => workbench().bridge.run(advanceClock, by);

  /**
   * Requests of somebody else that go the same way: what a round has sent before them is at the server too, when they
   * are answered.
   */
  const othersAsk = (): Promise<void> =>
    workbench().bridge.run(async (vscode, connection) => {
      const { forTests } = vscode.extensions.getExtension('experiment-explorer.experiment-explorer')!
        .exports as ExtensionApi;
      const backend = await (await forTests!()).connections.backend(connection);
      for (let time = 0; time < 2; time += 1) {
        await backend.account(new AbortController().signal).catch(() => null);
      }
    }, ref('live').connection);

  /** What anybody else has asked. */
  const asked = (): readonly string[] =>
    lab()
      .faults.requests.map(({ path }) => path)
      .filter((path) => !path.endsWith('account-details'));
  const failure = (): Promise<PollFailure | null> =>
    workbench().bridge.run(async (vscode, target) => {
      const { forTests } = vscode.extensions.getExtension('experiment-explorer.experiment-explorer')!
        .exports as ExtensionApi;
      return (await forTests!()).store.polling.failure(target);
    }, ref('live'));

  before('watches', async () => {
    await workbench().bridge.run(
      (vscode, seconds) =>
        vscode.workspace
          .getConfiguration('experimentExplorer')
          .update('refreshInterval', seconds, vscode.ConfigurationTarget.Global),
      interval / 1000,
    );
    await workbench().bridge.run(installFakeClock, held);
    await run('openExperiment', ref('live'), undefined, 'charts');
    await workbench().webview().locator('#panel-charts [data-metric="accuracy"] canvas').waitFor();
  });

  for (const { what, header, wait, passed = 0, says } of kinds) {
    it(`${what}: ${wait === interval ? 'the ordinary interval' : `${wait / 1000} s`}, and then one request`, async () => {
      const answers = [
        { status: 429, trouble: 'asks for fewer requests' },
        { status: 503, trouble: 'has a problem of its own \\(status 503\\)' },
        null,
      ] as const;
      let due = interval;
      for (const [earlier, answer] of answers.entries()) {
        lab().faults.stop();
        lab().faults.forgetRequests();
        const before = Date.now();
        if (answer !== null) {
          lab().faults.always(/experiment\/metadata$/, {
            kind: 'status',
            status: answer.status,
            retryAfter: header(before),
          });
        }
        await advance(due - shortly);
        await othersAsk();
        assert.equal(rounds(), 0, 'nobody asks before');
        await advance(2 * shortly + (earlier === 0 ? 0 : passed));
        const told = await eventually(async () => {
          const found = await failure();
          assert.equal(found?.failedRounds ?? 0, answer === null ? 0 : earlier + 1);
          return found;
        });
        await othersAsk();
        assert.equal(rounds(), 1, 'exactly one');
        if (answer === null || told === null) {
          break;
        }
        if (passed > 0) {
          assert.ok(told.retryAt! >= before + wait - 1_100, 'a date has whole seconds, and is waited for');
        }
        // One round may fail by chance; what is far away is said at once.
        if (wait >= 30_000 || earlier > 0) {
          await strip()
            .getByText(/Not connected since/)
            .waitFor();
          await strip()
            .getByText(new RegExp(`${answer.trouble}${says}\\. Next try at \\d\\d:\\d\\d`))
            .waitFor();
        }
        due = wait - passed;
      }
      await strip().waitFor({ state: 'detached' });
    });
  }

  it('a day, for all that is asked: nothing is, until somebody refreshes or ten minutes are over', async () => {
    // What the last round made old has been asked for.
    await eventually(async () => {
      const before = asked().length;
      await othersAsk();
      assert.equal(asked().length, before);
    });
    lab().faults.always(/./, { kind: 'status', status: 429, retryAfter: '86400' });
    await advance(interval + shortly);
    await strip().getByText('again in 10 minutes, although it wants to be left alone for longer').waitFor();
    lab().faults.forgetRequests();
    await advance(tenMinutes - shortly);
    await othersAsk();
    assert.deepEqual(asked(), []);
    await advance(2 * shortly);
    await shows(async () => (await failure())?.failedRounds, 2);
    await othersAsk();
    assert.deepEqual(
      asked().map((path) => path.split('/').at(-1)),
      ['metadata'],
    );
    lab().faults.stop();
    await workbench().webview().getByRole('button', { name: 'Refresh', exact: true }).click();
    await strip().waitFor({ state: 'detached' });
  });
});
