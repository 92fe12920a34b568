/**
 * A panel of something that runs, over a real server that fails in every way: it says so after the second round, and
 * stops saying so by itself.
 */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { InjectedFault } from '../../../src/lab/faultInjection';
import type { ExperimentRef } from '../../../src/shared/reference';
import { eventually } from '../../support/eventually';
import { signInToRuns, type SignedInLab } from '../../support/host/signedInLab';

describe('a panel that is blind', () => {
  let product: SignedInLab;
  let live: ExperimentRef;

  const configuration = () => vscode.workspace.getConfiguration('experimentExplorer');

  before(async () => {
    product = await signInToRuns([{ key: 'live', name: 'live', running: true, metrics: { accuracy: [0.1, 0.2] } }]);
    live = product.ref('live');
    await configuration().update('refreshInterval', 0.1, vscode.ConfigurationTarget.Global);
    await configuration().update('http.timeout', 1, vscode.ConfigurationTarget.Global);
  });
  afterEach(async () => {
    product.lab.faults.stop();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
  after(async () => {
    await configuration().update('refreshInterval', undefined, vscode.ConfigurationTarget.Global);
    await configuration().update('http.timeout', undefined, vscode.ConfigurationTarget.Global);
    await product.close();
  });

  const stateOf = () => {
    const state = product.parts.panels.stateOf(live);
    assert.ok(state, 'no panel of the experiment is open');
    return state;
  };
  const rounds = (): number =>
    product.lab.faults.requests.filter(({ path }) => path.endsWith('experiment/metadata')).length;

  const failures: readonly {
    readonly title: string;
    readonly fault: InjectedFault;
    readonly kind: string;
    readonly message: RegExp;
    readonly ends?: true;
  }[] = [
    {
      title: 'a server that drops every connection',
      fault: { kind: 'reset' },
      kind: 'unreachable',
      message: /./,
    },
    { title: 'a server that says nothing', fault: { kind: 'hang' }, kind: 'timedOut', message: /within 1 s/ },
    {
      title: '401',
      fault: { kind: 'status', status: 401 },
      kind: 'unauthorized',
      message: /did not accept the key/,
      ends: true,
    },
    { title: '403', fault: { kind: 'status', status: 403 }, kind: 'forbidden', message: /does not allow/ },
    {
      title: '429 with a long pause',
      fault: { kind: 'status', status: 429, retryAfter: '300' },
      kind: 'rateLimited',
      message: /fewer requests/,
    },
    { title: '500', fault: { kind: 'status', status: 500 }, kind: 'unexpected', message: /status 500/ },
    { title: 'garbage', fault: { kind: 'garbage' }, kind: 'unexpected', message: /not JSON/ },
    {
      title: 'a login page',
      fault: { kind: 'loginPage' },
      kind: 'unexpected',
      message: /web page instead of data/,
    },
  ];

  for (const { title, fault, kind, message, ends } of failures) {
    it(`says so for ${title}, and sees again`, async () => {
      product.parts.panels.open(live, 'charts');
      await eventually(() => assert.ok(stateOf().metrics.state === 'ready'));
      const before = rounds();
      await eventually(() => assert.ok(rounds() > before, 'nobody watches'));
      assert.equal(stateOf().polling.blindness, null);
      product.lab.faults.always(/experiment\/metadata/, fault);
      const blindness = await eventually(() => {
        const { blindness: found } = stateOf().polling;
        assert.ok(found !== null);
        return found;
      });
      assert.deepEqual(blindness.of, live);
      assert.equal(blindness.problem.kind, kind);
      assert.match(blindness.problem.message, message);
      assert.equal(blindness.retryAt === null, ends === true);
      if (kind === 'rateLimited') {
        assert.ok(blindness.retryAt! - Date.now() > 200_000, 'says until when');
      }
      // What was there is there.
      assert.equal(stateOf().experiment.state, 'ready');
      assert.equal(stateOf().metrics.state, 'ready');
      product.lab.faults.stop();
      product.parts.panels.contentOf(live)!.commands.retryNow(null);
      await eventually(() => assert.equal(stateOf().polling.blindness, null));
    });
  }

  it('keeps what it shows when somebody refreshes meanwhile', async () => {
    product.parts.panels.open(live, 'charts');
    await eventually(() => assert.ok(stateOf().metrics.state === 'ready' && stateOf().tags.state === 'ready'));
    product.lab.faults.always(/./, { kind: 'status', status: 401 });
    product.parts.store.refresh(live);
    await eventually(() => assert.equal(stateOf().polling.blindness?.problem.kind, 'unauthorized'));
    assert.deepEqual(
      [stateOf().experiment.state, stateOf().metrics.state, stateOf().tags.state],
      ['ready', 'ready', 'ready'],
    );
    product.lab.faults.stop();
    product.parts.panels.contentOf(live)!.commands.retryNow(null);
    await eventually(() => assert.equal(stateOf().polling.blindness, null));
  });

  it('is not so for a part that is no longer in front', async () => {
    product.parts.panels.open(live, 'parameters');
    const { commands } = product.parts.panels.contentOf(live)!;
    await eventually(() => assert.ok(stateOf().metrics.state === 'ready' && stateOf().others?.state === 'ready'));
    commands.pause({ paused: true });
    product.lab.faults.always(/log-other/, { kind: 'status', status: 500 });
    product.parts.store.refresh(live);
    await eventually(() => assert.match(stateOf().polling.blindness?.problem.message ?? '', /status 500/));
    commands.show({ tab: 'charts' });
    assert.equal(stateOf().polling.blindness, null);
    commands.show({ tab: 'parameters' });
    assert.notEqual(stateOf().polling.blindness, null);
    product.lab.faults.stop();
    commands.retryNow(null);
    await eventually(() => assert.equal(stateOf().polling.blindness, null));
    commands.pause({ paused: false });
  });

  it('sees again by itself when the server is back', async () => {
    product.parts.panels.open(live, 'charts');
    await eventually(() => assert.ok(stateOf().metrics.state === 'ready'));
    product.lab.faults.always(/experiment\/metadata/, { kind: 'status', status: 403 });
    await eventually(() => assert.ok(stateOf().polling.blindness !== null));
    product.lab.faults.stop();
    await eventually(() => assert.equal(stateOf().polling.blindness, null));
  });

  it('forgives one round', async () => {
    product.parts.panels.open(live, 'charts');
    await eventually(() => assert.ok(stateOf().metrics.state === 'ready'));
    product.lab.faults.next(/experiment\/metadata/, { kind: 'status', status: 403 });
    await eventually(() => assert.ok(!product.lab.faults.pending));
    const before = rounds();
    await eventually(() => {
      assert.equal(stateOf().polling.blindness, null);
      assert.ok(rounds() > before + 2);
    });
  });
});
