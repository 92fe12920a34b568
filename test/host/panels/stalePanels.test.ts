/**
 * A panel of a running experiment whose server fails in every way: after two failed rounds of polling it says why, and
 * stops when the server answers again.
 */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { InjectedFault } from '../../../src/lab/faultInjection';
import type { ExperimentRef } from '../../../src/shared/reference';
import { eventually } from '../../support/eventually';
import { signInToRuns, type SignedInLab } from '../../support/host/signedInLab';

describe('a panel that is stale', () => {
  let signedIn: SignedInLab;
  let live: ExperimentRef;

  const configuration = () => vscode.workspace.getConfiguration('experimentExplorer');

  before(async () => {
    signedIn = await signInToRuns([{ key: 'live', name: 'live', running: true, metrics: { accuracy: [0.1, 0.2] } }]);
    live = signedIn.ref('live');
    await configuration().update('refreshInterval', 0.1, vscode.ConfigurationTarget.Global);
    await configuration().update('http.timeout', 1, vscode.ConfigurationTarget.Global);
  });
  afterEach(async () => {
    signedIn.lab.faults.stop();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
  after(async () => {
    await configuration().update('refreshInterval', undefined, vscode.ConfigurationTarget.Global);
    await configuration().update('http.timeout', undefined, vscode.ConfigurationTarget.Global);
    await signedIn.close();
  });

  const stateOf = () => {
    const state = signedIn.parts.panels.stateOf(live);
    assert.ok(state, 'no panel of the experiment is open');
    return state;
  };
  /** Rounds of polling so far: each asks for the metadata once. */
  const rounds = (): number =>
    signedIn.lab.faults.requests.filter(({ path }) => path.endsWith('experiment/metadata')).length;

  const failures: readonly {
    readonly title: string;
    readonly fault: InjectedFault;
    readonly kind: string;
    readonly message: RegExp;
    readonly endsPolling?: true;
  }[] = [
    {
      title: 'a server that drops every connection',
      fault: { kind: 'reset' },
      kind: 'unreachable',
      // The words are the system's.
      message: /./,
    },
    { title: 'a server that says nothing', fault: { kind: 'hang' }, kind: 'timedOut', message: /within 1 s/ },
    {
      title: 'status 401',
      fault: { kind: 'status', status: 401 },
      kind: 'unauthorized',
      message: /did not accept the key/,
      endsPolling: true,
    },
    { title: 'status 403', fault: { kind: 'status', status: 403 }, kind: 'forbidden', message: /does not allow/ },
    {
      title: 'status 429 with a long pause',
      fault: { kind: 'status', status: 429, retryAfter: '300' },
      kind: 'rateLimited',
      message: /fewer requests/,
    },
    { title: 'status 500', fault: { kind: 'status', status: 500 }, kind: 'unexpected', message: /status 500/ },
    { title: 'garbage', fault: { kind: 'garbage' }, kind: 'unexpected', message: /not JSON/ },
    {
      title: 'a login page',
      fault: { kind: 'loginPage' },
      kind: 'unexpected',
      message: /web page instead of data/,
    },
  ];

  for (const { title, fault, kind, message, endsPolling } of failures) {
    it(`says why after ${title}, and recovers at a retry`, async () => {
      signedIn.parts.panels.open(live, 'charts');
      await eventually(() => assert.ok(stateOf().metrics.state === 'ready'));
      const before = rounds();
      await eventually(() => assert.ok(rounds() > before, 'the panel does not poll'));
      assert.equal(stateOf().polling.staleness, null);
      signedIn.lab.faults.always(/experiment\/metadata/, fault);
      const staleness = await eventually(() => {
        const { staleness: found } = stateOf().polling;
        assert.ok(found !== null);
        return found;
      });
      assert.deepEqual(staleness.of, live);
      assert.equal(staleness.problem.kind, kind);
      assert.match(staleness.problem.message, message);
      assert.equal(
        staleness.retryAt === null,
        endsPolling === true,
        'another try comes, but where the key was refused',
      );
      if (kind === 'rateLimited') {
        assert.ok(staleness.retryAt! - Date.now() > 200_000, 'says until when');
      }
      // What was shown before is still shown.
      assert.equal(stateOf().experiment.state, 'ready');
      assert.equal(stateOf().metrics.state, 'ready');
      signedIn.lab.faults.stop();
      signedIn.parts.panels.contentOf(live)!.commands.retryNow(null);
      await eventually(() => assert.equal(stateOf().polling.staleness, null));
    });
  }

  it('keeps what it shows when the user refreshes while the server fails', async () => {
    signedIn.parts.panels.open(live, 'charts');
    await eventually(() => assert.ok(stateOf().metrics.state === 'ready' && stateOf().tags.state === 'ready'));
    signedIn.lab.faults.always(/./, { kind: 'status', status: 401 });
    signedIn.parts.store.refresh(live);
    await eventually(() => assert.equal(stateOf().polling.staleness?.problem.kind, 'unauthorized'));
    assert.deepEqual(
      [stateOf().experiment.state, stateOf().metrics.state, stateOf().tags.state],
      ['ready', 'ready', 'ready'],
    );
    signedIn.lab.faults.stop();
    signedIn.parts.panels.contentOf(live)!.commands.retryNow(null);
    await eventually(() => assert.equal(stateOf().polling.staleness, null));
  });

  it('does not report a failed part whose tab is hidden', async () => {
    signedIn.parts.panels.open(live, 'parameters');
    const { commands } = signedIn.parts.panels.contentOf(live)!;
    await eventually(() => assert.ok(stateOf().metrics.state === 'ready' && stateOf().others?.state === 'ready'));
    // No round of polling comes between.
    commands.pause({ paused: true });
    signedIn.lab.faults.always(/log-other/, { kind: 'status', status: 500 });
    signedIn.parts.store.refresh(live);
    await eventually(() => assert.match(stateOf().polling.staleness?.problem.message ?? '', /status 500/));
    commands.show({ tab: 'charts' });
    assert.equal(stateOf().polling.staleness, null);
    commands.show({ tab: 'parameters' });
    assert.notEqual(stateOf().polling.staleness, null);
    signedIn.lab.faults.stop();
    commands.retryNow(null);
    await eventually(() => assert.equal(stateOf().polling.staleness, null));
    commands.pause({ paused: false });
  });

  it('is up to date again by itself when the server is back', async () => {
    signedIn.parts.panels.open(live, 'charts');
    await eventually(() => assert.ok(stateOf().metrics.state === 'ready'));
    signedIn.lab.faults.always(/experiment\/metadata/, { kind: 'status', status: 403 });
    await eventually(() => assert.ok(stateOf().polling.staleness !== null));
    signedIn.lab.faults.stop();
    await eventually(() => assert.equal(stateOf().polling.staleness, null));
  });

  it('says nothing after a single failed round', async () => {
    signedIn.parts.panels.open(live, 'charts');
    await eventually(() => assert.ok(stateOf().metrics.state === 'ready'));
    signedIn.lab.faults.next(/experiment\/metadata/, { kind: 'status', status: 403 });
    await eventually(() => assert.ok(!signedIn.lab.faults.pending));
    const before = rounds();
    const told: unknown[] = [];
    await eventually(() => {
      told.push(stateOf().polling.staleness);
      assert.ok(rounds() > before + 2);
    });
    assert.deepEqual(told.filter(Boolean), []);
  });
});
