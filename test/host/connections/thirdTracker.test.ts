/**
 * A tracker that nothing in the product was written for, through the whole product: signed in by its form, in the tree,
 * on a panel, with its series, and signed out again. Its server answers thirty requests and no more.
 */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Parts } from '../../../src/extension';
import type { ConnectionInfo } from '../../../src/shared/experiment';
import type { ExperimentRef } from '../../../src/shared/reference';
import type { Verb } from '../../../src/shared/verbs/verbs';
import type { Node } from '../../../src/tree/nodes';
import { eventually } from '../../support/eventually';
import { extensionParts } from '../../support/host/extensionApi';
import { seen, ShownInputs } from '../../support/host/shownInputs';
import { serveLedger, type LedgerServer } from '../../support/thirdTracker/server';

describe('a third tracker', () => {
  let parts: Parts;
  let server: LedgerServer;
  let connection: ConnectionInfo;
  let maple: ExperimentRef;

  const run = <T>(verb: Verb, ...parameters: unknown[]): Thenable<T> =>
    vscode.commands.executeCommand<T>(`experimentExplorer.${verb}`, ...parameters);
  const host = (): string => new URL(server.url).host;
  const item = (node: Node): Promise<vscode.TreeItem> => parts.tree.getTreeItem(node);
  const label = async (node: Node): Promise<string> => {
    const shown = (await item(node)).label;
    return seen(typeof shown === 'string' ? shown : (shown?.label ?? ''));
  };
  const labels = async (nodes: readonly Node[]): Promise<string[]> => Promise.all(nodes.map(label));
  /** Down from the test's connection. */
  const find = async (...path: string[]): Promise<Node> => {
    const roots = await parts.tree.getChildren();
    let node = roots.find((root) => root.kind === 'connection' && root.connection === connection.id);
    for (const wanted of path) {
      const all: Node[] = await parts.tree.getChildren(node);
      const names = await labels(all);
      node = all[names.indexOf(wanted)];
      assert.ok(node, `There is no “${wanted}” among: ${names.join(' | ')}`);
    }
    assert.ok(node, 'The connection is not in the tree.');
    return node;
  };

  before(async () => {
    parts = await extensionParts();
    // The clock stands still: all that the suite asks is asked in one minute.
    server = await serveLedger(() => 0);
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const { id } of parts.connections.list()) {
      await parts.connections.remove(id);
    }
    await server.close();
  });

  it('signs in by its form', async () => {
    const inputs = new ShownInputs();
    try {
      const signingIn = run<ConnectionInfo | undefined>('signIn');
      assert.deepEqual(await inputs.choose('Ledger'), ['Comet', 'Ledger']);
      assert.deepEqual(await inputs.choose('A ledger of your own…'), ['A ledger of your own…']);
      const address = await inputs.box('Sign In to Ledger');
      await inputs.type(address, 'ftp://ledger.example.org');
      assert.equal(complaint(address), 'A ledger has an http:// address.');
      await inputs.type(address, `${server.url}/pages`);
      const owner = await inputs.box(`Sign In to ${host()}`);
      assert.equal(owner.value, server.owner);
      await inputs.type(owner, server.owner);
      const secret = await eventually(async () => {
        const box = await inputs.box(`Sign In to ${host()}`);
        assert.ok(box.password, 'The box of the secret is not there yet.');
        return box;
      });
      await inputs.type(secret, 'no-such-token');
      await eventually(() => assert.match(complaint(secret), /did not accept the key\. Copy it/));
      assert.deepEqual(parts.connections.list(), []);
      await inputs.type(secret, server.token);
      const made = await signingIn;
      assert.ok(made);
      connection = made;
    } finally {
      inputs.dispose();
    }
    assert.deepEqual(
      { ...connection, id: '' },
      { id: '', label: 'ada', tracker: 'ledger', kind: 'server', server: host() },
    );
    assert.equal(await parts.secrets.get(`experiments.key.${connection.id}`), `${server.owner}:${server.token}`);
    assert.ok(!JSON.stringify(parts.memory.keys().map((key) => parts.memory.get(key))).includes(server.token));
  });

  it('is in the tree, with its own life cycle, and with nothing that it cannot have', async () => {
    const workspace = await find();
    assert.equal(await label(workspace), 'ada');
    const project = await find('plants', 'leaves');
    const rows = await parts.tree.getChildren(project);
    assert.deepEqual((await labels(rows)).toSorted(), ['ash', 'elm', 'maple', 'oak']);
    const states = new Map(
      rows.map((row) => (row.kind === 'experiment' ? [row.experiment.name, row.experiment.state] : [row.kind, ''])),
    );
    assert.deepEqual(Object.fromEntries(states), { maple: 'finished', oak: 'crashed', elm: 'stopped', ash: 'queued' });
    const row = await find('plants', 'leaves', 'maple');
    assert.ok(row.kind === 'experiment');
    maple = { connection: connection.id, key: row.key };
    assert.equal(maple.key, '101');
    const { status, tags, lastMetrics, parameters } = row.experiment;
    assert.deepEqual(
      { status, tags, lastMetrics, parameters },
      {
        status: 'harvested',
        tags: ['outdoors'],
        lastMetrics: { height: 30, width: 2 },
        parameters: { light: 'north', water: '101' },
      },
    );
    assert.ok(!server.asked.some((path) => path.startsWith('/trials/')), 'The row says all that the list needs.');
    const flags = (await item(row)).contextValue ?? '';
    assert.doesNotMatch(flags, /archive|restore|stop|delete|rename|[tT]ags/);
    const below = await parts.tree.getChildren(row);
    assert.deepEqual(await labels(below), ['Metrics', 'Parameters']);
    const values = await Promise.all(
      below.map(async (part) =>
        Promise.all((await parts.tree.getChildren(part)).map(async (node) => await label(node))),
      ),
    );
    assert.deepEqual(values, [
      ['height', 'width'],
      ['light', 'water'],
    ]);
  });

  it('leaves out of the palette what it cannot do, unless another tracker can', async () => {
    const left = parts.connections.offeredByNone();
    assert.ok(['archive', 'openCode', 'createProject', 'registerModel'].every((verb) => left.includes(verb as Verb)));
    assert.ok(!left.some((verb) => ['openExperiment', 'copyKey', 'openParameters', 'signOut'].includes(verb)));
    const lab = await parts.connections.addLab();
    try {
      assert.deepEqual(parts.connections.offeredByNone(), [], 'Nobody knows yet what the lab can do.');
      await parts.connections.backend(lab.id);
      assert.deepEqual(parts.connections.offeredByNone(), []);
    } finally {
      await parts.connections.remove(lab.id);
    }
    assert.deepEqual(parts.connections.offeredByNone(), left);
  });

  it('is on a panel, which offers what it can alone', async () => {
    await run('openExperiment', maple);
    const state = () => {
      const shown = parts.panels.stateOf(maple);
      assert.ok(shown, 'No panel of the experiment is open.');
      return shown;
    };
    await eventually(() => assert.equal(state().metrics.state, 'ready'));
    const { metrics, experiment } = state();
    assert.ok(metrics.state === 'ready' && experiment.state === 'ready');
    assert.deepEqual(metrics.value.map(({ name }) => name).toSorted(), ['height', 'width']);
    assert.equal(experiment.value.name, 'maple');
    await eventually(() => assert.deepEqual(state().tabs, ['overview', 'charts', 'parameters']));
    assert.deepEqual(state().verbs, ['copyLink', 'openInBrowser', 'copyKey', 'openParameters']);
  });

  it('answers its charts with all metrics at once', async () => {
    const { store } = parts;
    const [height, width] = await Promise.all([
      store.details.series(maple, ['height'], { full: true }),
      store.details.series(maple, ['width'], { full: true }),
    ]);
    assert.deepEqual([...(height[0]?.values ?? [])], [10, 20, 30]);
    assert.deepEqual([...(height[0]?.steps ?? [])], [1, 2, 3]);
    assert.equal(width[0]?.values.length, 3);
    // The page may have been first; what it has asked is known.
    assert.deepEqual(
      server.asked.filter((path) => path.endsWith('/curves')),
      ['/trials/101/curves'],
    );
  });

  it('was asked less than its server bears', async () => {
    assert.ok(server.asked.length < 30, server.asked.join('\n'));
    while (server.asked.length < 30) {
      await fetch(`${server.url}/me`);
    }
    assert.equal((await fetch(`${server.url}/me`)).status, 429);
  });

  it('is signed out, and its secret is gone', async () => {
    const { showWarningMessage } = vscode.window;
    const asked: string[] = [];
    // In tests VS Code refuses to show a modal dialog: this is somebody who presses its button.
    Object.assign(vscode.window, {
      showWarningMessage: (question: string, { detail = '' }: vscode.MessageOptions, button: vscode.MessageItem) => {
        asked.push(seen(question), detail);
        return Promise.resolve(button);
      },
    });
    try {
      await run('signOut', await find());
    } finally {
      Object.assign(vscode.window, { showWarningMessage });
    }
    assert.deepEqual(asked, [
      `Sign out of “ada” at ${host()}?`,
      'The token is removed from the editor’s secret storage. Nothing changes on the server.',
    ]);
    assert.deepEqual(parts.connections.list(), []);
    assert.equal(await parts.secrets.get(`experiments.key.${connection.id}`), undefined);
    assert.ok((await parts.tree.getChildren()).every((root) => root.kind !== 'connection'));
  });
});

function complaint({ validationMessage }: vscode.InputBox): string {
  return seen(typeof validationMessage === 'string' ? validationMessage : (validationMessage?.message ?? ''));
}
