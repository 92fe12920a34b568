// The tree in a real VS Code over real servers: what it shows, what it asks for, and how it behaves on a bad network.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Parts } from '../../../src/extension';
import { serveComet, startCometLab, type Lab } from '../../../src/lab/comet/server';
import type { InjectedFault } from '../../../src/lab/faultInjection';
import { addLogged, addPoint, type ExperimentContent } from '../../../src/lab/content';
import { LabStore, type ExperimentHead, type LabExperiment } from '../../../src/lab/store';
import type { ConnectionInfo } from '../../../src/shared/experiment';
import type { Node } from '../../../src/tree/nodes';
import { eventually } from '../../support/eventually';
import { extensionParts } from '../../support/host/extensionApi';
import { addSyntheticExperiment, addSyntheticProject, syntheticKey } from '../../support/lab/syntheticLab';

const minute = 60_000;
const experimentList = /\/experiments$/;

/** Of a label, description or tooltip, which VS Code also takes in other forms. */
function text(value: unknown): string {
  assert.ok(typeof value === 'string', `${JSON.stringify(value)} is no text.`);
  return value;
}

/** What menus wait for on an experiment of a tracker that has everything: besides what always applies, these. */
const contextOf = (...verbs: readonly string[]): string =>
  [
    'experiment',
    ...verbs.filter((verb) => verb === 'stop'),
    'addTags',
    'removeTags',
    'rename',
    ...verbs.filter((verb) => verb !== 'stop'),
    'compareCode',
    'downloadAllAssets',
    'downloadModel',
    'delete',
    'openCode',
    'openPatch',
    'openOutput',
    'openHtml',
    'openGraph',
    'compareCodeWithActiveFile',
    'moveExperiments',
    'linkExperiments',
    'registerModel',
    'logParameter',
    'logMetric',
    'logOther',
    'uploadAssets',
    'sendRequest',
  ].join('+');

describe('tree', () => {
  let parts: Parts;
  let lab: Lab;
  let connection: ConnectionInfo;
  const opened: Lab[] = [];

  const serve = async (store: LabStore): Promise<Lab> => {
    const served = await serveComet(store, Date.now);
    opened.push(served);
    return served;
  };
  const connect = (to: Lab): Promise<ConnectionInfo> =>
    parts.connections.add({ tracker: 'comet', server: to.url, secret: to.apiKey }, new AbortController().signal);

  const item = (node: Node): Promise<vscode.TreeItem> => parts.tree.getTreeItem(node);
  /** Without the folder that ends every project: what it holds is tested in treeParts.test.ts. */
  const children = async (node?: Node): Promise<Node[]> =>
    (await parts.tree.getChildren(node)).filter(({ kind }) => kind !== 'projectFolder');
  /** As it is read: what keeps the editor from making links of it is not seen. */
  const label = async (node: Node): Promise<string> => text((await item(node)).label).replaceAll('\u2060', '');
  const description = async (node: Node): Promise<string> => text((await item(node)).description ?? '');
  const labels = async (node?: Node): Promise<string[]> => Promise.all((await children(node)).map(label));
  /** Down from the test's connection. */
  const find = async (...path: string[]): Promise<Node> => {
    let node = (await children()).find(
      (candidate) => candidate.kind === 'connection' && candidate.connection === connection.id,
    );
    assert.ok(node, 'The connection is not in the tree.');
    for (const wanted of path) {
      const all: Node[] = await children(node);
      const names = await Promise.all(all.map(label));
      node = all[names.indexOf(wanted)];
      assert.ok(node, `There is no “${wanted}” among: ${names.join(' | ')}`);
    }
    return node;
  };
  const run = (command: vscode.Command | undefined): Thenable<unknown> => {
    assert.ok(command, 'The item has no command.');
    return vscode.commands.executeCommand(command.command, ...((command.arguments ?? []) as unknown[]));
  };
  const asked = (path: RegExp): number => lab.faults.requests.filter((request) => path.test(request.path)).length;

  /** A project of a few experiments that differ in all that the tree can sort and group by. */
  function addVariety(store: LabStore): void {
    const project = store.addProject('ada', 'variety', { description: 'All sorts' });
    const now = Date.now();
    const add = (
      key: string,
      name: string,
      given: Partial<ExperimentHead>,
      tags: readonly string[],
      loss: number | null,
    ): LabExperiment =>
      addSyntheticExperiment(
        store,
        project,
        { key, name, startTime: now - 10 * minute, endTime: now - 5 * minute, userName: 'ada', ...given },
        (content: ExperimentContent) => {
          for (const tag of tags) {
            content.tags.add(tag);
          }
          if (loss !== null) {
            addPoint(content.metrics, 'loss', null, { value: String(loss), step: 1, epoch: null, time: now });
          }
          addLogged(content.parameters, 'depth', { value: '3', step: null, time: now, context: null });
        },
      );
    add('a'.repeat(32), 'run 2', { startTime: now - 30 * minute }, ['baseline', 'v2'], 0.5);
    add(
      'b'.repeat(32),
      'run 10',
      { startTime: now - 20 * minute, endTime: now - 19 * minute, crashed: true },
      ['v2'],
      0.25,
    );
    add(
      'c'.repeat(32),
      '<b>odd</b> [x](command:y)',
      { startTime: now - 2 * 24 * 60 * minute, endTime: now - 2 * 24 * 60 * minute + 1000, userName: 'Grace' },
      [],
      null,
    );
    add('d'.repeat(32), 'put away', { archived: true }, ['old'], 1);
    store.addProject('ada', 'empty');
  }

  before(async () => {
    parts = await extensionParts();
    const store = new LabStore({ userName: 'ada', defaultWorkspace: 'ada' }, Date.now);
    addVariety(store);
    addSyntheticProject(store, { workspace: 'ada', project: 'many', count: 250 });
    lab = await serve(store);
    connection = await connect(lab);
    await vscode.commands.executeCommand('experimentExplorer.tree.focus');
  });

  afterEach(async () => {
    lab.faults.stop();
    await parts.tree.clearFind();
    await parts.tree.setSort('newest');
    await parts.tree.setGrouping('none');
    await parts.tree.hideArchived();
  });

  after(async () => {
    for (const { id } of parts.connections.list()) {
      await parts.connections.remove(id);
    }
    await Promise.all(opened.map((served) => served.close()));
  });

  describe('shows', () => {
    it('connections, workspaces, projects and experiments', async () => {
      const top = await find();
      assert.deepEqual(await Promise.all([label(top), description(top)]), ['ada', new URL(lab.url).host]);
      assert.deepEqual(await labels(top), ['ada']);
      assert.deepEqual(await labels(await find('ada')), ['empty', 'many', 'variety', 'Models', 'Artifacts']);
      assert.deepEqual(await labels(await find('ada', 'variety')), ['run 10', 'run 2', '<b>odd</b> [x](command:y)']);
      assert.deepEqual(await labels(await find('ada', 'empty')), ['No experiments yet.']);
    });

    it('state, age, duration, tags and the chosen metric beside an experiment', async () => {
      const project = await find('ada', 'variety');
      assert.equal(project.kind, 'project');
      const crashed = await find('ada', 'variety', 'run 10');
      await eventually(async () => assert.equal(await description(crashed), '20m · 1m #v2'));
      await parts.tree.setMetric(project, 'loss');
      assert.equal(await description(project), '3 experiments · loss');
      await children(project);
      await eventually(async () => assert.equal(await description(crashed), '★ 0.25 · 20m · 1m #v2'));
      const drawn = await item(crashed);
      assert.equal(
        drawn.accessibilityInformation?.label,
        'run 10, Crashed, Best loss: the lowest of 2 experiments, 0.25, started 20 min ago, took 1 min, tags v2',
      );
      assert.equal((drawn.iconPath as vscode.ThemeIcon).id, 'error');
      assert.equal(drawn.contextValue, contextOf('archive'));
      assert.deepEqual(drawn.command, {
        command: 'experimentExplorer.openExperiment',
        title: 'Open experiment',
        arguments: [{ connection: connection.id, key: 'b'.repeat(32) }],
      });
      await parts.tree.setMetric(project, null);
      assert.equal(await description(crashed), '20m · 1m #v2');
    });

    it('which run diverged, by the chosen metric or once its metrics were heard of', async () => {
      const store = new LabStore({ userName: 'nan', defaultWorkspace: 'nan' }, Date.now);
      const project = store.addProject('nan', 'diverging');
      const now = Date.now();
      const logged = { a: ['1', '0.5'], b: ['1', 'NaN'], c: ['1', 'Infinity'], d: ['NaN', '0.25'] };
      // Those that are equal by the metric stand newest first: none began in the same moment as another.
      for (const [index, [key, values]] of Object.entries(logged).entries()) {
        addSyntheticExperiment(
          store,
          project,
          { key: key.repeat(32), name: `run ${key}`, startTime: now - 10 * minute - index, endTime: now - 5 * minute },
          (content) => {
            values.forEach((value, step) =>
              addPoint(content.metrics, 'loss', null, { value, step, epoch: null, time: Date.now() }),
            );
          },
        );
      }
      const served = await serve(store);
      const own = connection;
      connection = await connect(served);
      try {
        const node = await find('nan', 'diverging');
        assert.equal(node.kind, 'project');
        const diverged = await find('nan', 'diverging', 'run b');
        assert.equal((await item(diverged)).description, '10m · 5m');
        const { tooltip } = await parts.tree.resolveTreeItem(await item(diverged), diverged);
        assert.match((tooltip as vscode.MarkdownString).value, /Diverged\\: the last value of loss is not finite/);
        assert.equal((await item(diverged)).description, '⚠ 10m · 5m');
        await parts.tree.setMetric(node, 'loss');
        await parts.tree.setSort('lowest');
        const rows = async (): Promise<string[]> =>
          Promise.all((await children(node)).map(async (one) => `${await label(one)} ${await description(one)}`));
        await eventually(async () =>
          assert.deepEqual(await rows(), [
            'run d ★ 0.25 · 10m · 5m',
            'run a 0.5 · 10m · 5m',
            'run b ⚠ NaN · 10m · 5m',
            'run c ⚠ ∞ · 10m · 5m',
          ]),
        );
        assert.equal(((await item(diverged)).iconPath as vscode.ThemeIcon).id, 'warning');
        await parts.tree.setSort('highest');
        await eventually(async () =>
          assert.deepEqual(await rows(), [
            'run a ★ 0.5 · 10m · 5m',
            'run d 0.25 · 10m · 5m',
            'run b ⚠ NaN · 10m · 5m',
            'run c ⚠ ∞ · 10m · 5m',
          ]),
        );
        await parts.tree.setMetric(node, null);
      } finally {
        const { id } = connection;
        connection = own;
        await parts.connections.remove(id);
      }
    });

    it('a tooltip in which nothing foreign is markup, asked for only then', async () => {
      const node = await find('ada', 'variety', '<b>odd</b> [x](command:y)');
      const before = asked(/metrics\/summary/);
      const { tooltip } = await parts.tree.resolveTreeItem(await item(node), node);
      assert.ok(tooltip instanceof vscode.MarkdownString);
      assert.ok(tooltip.isTrusted !== true && tooltip.supportHtml !== true);
      assert.ok(
        tooltip.value
          .replaceAll('\u2060', '')
          .startsWith('**\\<b\\>odd\\<\\/b\\> \\[x\\]\\(command\\:y\\)**\n\nFinished · started '),
        tooltip.value,
      );
      assert.match(tooltip.value, /by Grace/);
      assert.equal(asked(/metrics\/summary/), before + 1);
    });

    it('the parts of an experiment, each asked for when it is opened', async () => {
      const archives = join(
        vscode.extensions.getExtension('experiment-explorer.experiment-explorer')!.extensionPath,
        'media/lab',
      );
      const recorded = await startCometLab({ archives });
      opened.push(recorded);
      const other = await connect(recorded);
      const own = connection;
      connection = other;
      try {
        const path = ['vision-lab', 'digits-sweep', 'mlp-128 lr=0.003'];
        const experiment = await find(...path);
        recorded.faults.forgetRequests();
        assert.deepEqual(await labels(experiment), [
          'Metrics',
          'Parameters',
          'Code',
          'Git',
          'Output',
          'Assets',
          'Models',
          'Artifacts',
          'HTML',
          'Graph',
          'System',
          'Cloud',
          'Others',
        ]);
        assert.deepEqual(
          recorded.faults.requests
            .map((request) => request.path)
            .filter((asking) => !asking.includes('tags') && !asking.includes('query')),
          [],
        );
        const metrics = await children(await find(...path, 'Metrics'));
        assert.deepEqual(await Promise.all(metrics.map(label)), [
          'process duration',
          'train_accuracy',
          'train_loss',
          'validate_accuracy',
          'validate_loss',
        ]);
        const loss = await item(await find(...path, 'Metrics', 'train_loss'));
        assert.equal(loss.description, '0.025887');
        assert.match(
          text(loss.tooltip),
          /^train_loss\nLast 0\.025887 at step \d[\d,]*\nLowest 0\.01788 at step .*\nHighest 2\.38775 at step /,
        );
        assert.deepEqual(
          [loss.command?.command, loss.command?.arguments?.[2]],
          ['experimentExplorer.openExperiment', 'charts'],
        );
        assert.equal(await description(await find(...path, 'Parameters', 'hidden')), '128');
        const code = await item(await find(...path, 'Code', 'digits', 'model.py'));
        assert.deepEqual(code.command?.arguments, [
          {
            connection: other.id,
            key: experiment.kind === 'experiment' ? experiment.key : '',
            path: 'digits/model.py',
          },
        ]);
        assert.equal(code.contextValue, 'codeFile');
        assert.equal(await description(await find(...path, 'Git', 'Branch')), 'main');
        const patch = await item(
          await find('vision-lab', 'digits-sweep', 'mlp-256 augmented', 'Git', 'Uncommitted patch'),
        );
        assert.equal(patch.description, '7 files');
        assert.equal(patch.command?.command, 'experimentExplorer.openPatch');
        assert.equal((await item(await find(...path, 'Output'))).command?.command, 'experimentExplorer.openOutput');
        assert.equal((await item(await find(...path, 'Assets'))).contextValue, 'assets+uploadAssets');
        assert.ok((await labels(await find(...path, 'Assets'))).includes('histograms'));
        assert.equal(await description(await find(...path, 'System', 'Host')), 'analytical-engine');
        assert.equal(await description(await find(...path, 'Others', 'Name')), 'mlp-128 lr=0.003');
      } finally {
        connection = own;
        await parts.connections.remove(other.id);
      }
    });

    it('ids that are unique, stay the same and lead back to the top', async () => {
      const ids = async (): Promise<string[]> => {
        const project = await find('ada', 'many');
        return Promise.all((await children(project)).map(async (node) => (await item(node)).id ?? ''));
      };
      const before = await ids();
      assert.equal(new Set(before).size, before.length);
      parts.store.refresh({ connection: connection.id });
      assert.deepEqual(await ids(), before);
      const way: string[] = [];
      for (
        let node: Node | null = await find('ada', 'many', 'synthetic_experiment_3');
        node !== null;
        node = node.parent
      ) {
        way.push(await label(node));
      }
      assert.deepEqual(way, ['synthetic_experiment_3', 'many', 'ada', 'ada']);
    });
  });

  describe('arranges', () => {
    it('by every order and grouping', async () => {
      const project = await find('ada', 'variety');
      assert.equal(project.kind, 'project');
      await parts.tree.setMetric(project, 'loss');
      const odd = '<b>odd</b> [x](command:y)';
      const orders = {
        newest: ['run 10', 'run 2', odd],
        oldest: [odd, 'run 2', 'run 10'],
        name: [odd, 'run 2', 'run 10'],
        longest: ['run 2', 'run 10', odd],
        highest: ['run 2', 'run 10', odd],
        lowest: ['run 10', 'run 2', odd],
      } as const;
      for (const [sort, expected] of Object.entries(orders)) {
        await parts.tree.setSort(sort as keyof typeof orders);
        assert.deepEqual(await labels(project), expected, sort);
      }
      await parts.tree.setSort('newest');
      await parts.tree.setMetric(project, null);
      await parts.tree.setGrouping('tag');
      assert.deepEqual(await labels(project), ['baseline', 'v2', 'No tags']);
      assert.deepEqual(await labels(await find('ada', 'variety', 'v2')), ['run 10', 'run 2']);
      await parts.tree.setGrouping('state');
      assert.deepEqual(await labels(project), ['Crashed', 'Finished']);
      assert.equal(await description(await find('ada', 'variety', 'Finished')), '2');
      await parts.tree.setGrouping('day');
      assert.equal(
        (await labels(project)).length,
        new Set([0, 20, 30, 2 * 24 * 60].slice(1).map((ago) => new Date(Date.now() - ago * minute).toDateString()))
          .size,
      );
    });

    it('archived ones at the end, when asked to', async () => {
      const project = await find('ada', 'variety');
      await parts.tree.showArchived();
      assert.equal((await labels(project)).length, 4);
      await eventually(async () => assert.equal((await labels(project)).at(-1), 'Archived (1)'));
      const archived = await find('ada', 'variety', 'Archived (1)', 'put away');
      const drawn = await item(archived);
      assert.equal(drawn.contextValue, contextOf('restore'));
      assert.equal((drawn.iconPath as vscode.ThemeIcon).id, 'archive');
      await eventually(async () => assert.deepEqual(await labels(await find('ada', 'empty')), ['No experiments yet.']));
      await parts.tree.hideArchived();
      assert.equal((await labels(project)).length, 3);
    });

    it('only what the filter finds, and says so', async () => {
      const project = await find('ada', 'variety');
      await children(project);
      await parts.tree.setFilter('RUN #v2');
      assert.deepEqual(await labels(project), ['run 10', 'run 2']);
      assert.equal(await description(project), '2 of 3 experiments');
      assert.match(parts.tree.message, /^Filter “RUN #v2”: 2 of [\d,]+ experiments match in /);
      await parts.tree.setFilter('crashed');
      assert.deepEqual(await labels(project), ['run 10']);
      await parts.tree.setFilter('nothing like it');
      assert.deepEqual(await labels(project), ['No experiment matches the filter.']);
      await vscode.commands.executeCommand('experimentExplorer.clearFind');
      assert.equal(parts.tree.message, '');
      assert.equal((await labels(project)).length, 3);
    });

    it('long lists in pages, and asks nothing about what is not shown', async () => {
      const project = await find('ada', 'many');
      assert.equal(project.kind, 'project');
      await parts.tree.setMetric(project, 'train_loss');
      parts.store.refresh({ connection: connection.id, workspace: 'ada', projectId: project.projectId });
      lab.faults.forgetRequests();
      const page = await children(project);
      assert.equal(page.length, 101);
      const more = page.at(-1)!;
      assert.equal(await label(more), 'Load 100 more (150 left)');
      await eventually(async () => assert.match(await description(page[99]!), /^(★ )?[\d.]+ · .* #(baseline|sweep)$/));
      assert.equal(asked(experimentList), 1);
      const each = lab.faults.requests.filter(({ query }) => query.includes('experimentKey='));
      assert.deepEqual(
        each.map(({ path, query }) => path + query),
        [],
      );
      await run((await item(more)).command);
      const two = await children(project);
      assert.equal(two.length, 201);
      assert.equal(await label(two.at(-1)!), 'Load 50 more (50 left)');
      assert.deepEqual(two.slice(0, 100), page.slice(0, 100), 'Those that were there are the same objects.');
      await run((await item(two.at(-1)!)).command);
      assert.equal((await children(project)).length, 250);
      assert.equal(asked(experimentList), 1);
      await parts.tree.setMetric(project, null);
    });
  });

  describe('follows', () => {
    it('a new tag, a new name, the archive and back, redrawing what changed', async () => {
      const node = await find('ada', 'many', 'synthetic_experiment_1');
      assert.equal(node.kind, 'experiment');
      await eventually(async () => assert.match(await description(node), /#sweep$/));
      const redrawn = new Set<Node | undefined>();
      const subscription = parts.registeredTree.changes.event((changed) => {
        for (const one of Array.isArray(changed) ? changed : [changed]) {
          redrawn.add(one);
        }
      });
      await vscode.commands.executeCommand('experimentExplorer.addTags', node, undefined, ['fresh']);
      await eventually(async () => assert.match(await description(node), /#sweep #fresh$/));
      assert.deepEqual([...redrawn], [node]);
      subscription.dispose();

      await vscode.commands.executeCommand('experimentExplorer.rename', node, undefined, 'renamed');
      assert.equal(await find('ada', 'many', 'renamed'), node);
      await vscode.commands.executeCommand('experimentExplorer.archive', node);
      assert.ok(!(await labels(await find('ada', 'many'))).includes('renamed'));
      await parts.tree.showArchived();
      await eventually(() => find('ada', 'many', 'Archived (1)', 'renamed'));
      await vscode.commands.executeCommand(
        'experimentExplorer.restore',
        await find('ada', 'many', 'Archived (1)', 'renamed'),
      );
      await find('ada', 'many', 'renamed');
    });

    it('a new tag into its group', async () => {
      await parts.tree.setGrouping('tag');
      const project = await find('ada', 'variety');
      assert.ok(!(await labels(project)).includes('grouped'));
      await vscode.commands.executeCommand(
        'experimentExplorer.addTags',
        { connection: connection.id, key: 'b'.repeat(32) },
        undefined,
        ['grouped'],
      );
      await eventually(async () => assert.deepEqual(await labels(await find('ada', 'variety', 'grouped')), ['run 10']));
    });

    it('what runs, as long as it is in sight', async () => {
      const store = new LabStore({ userName: 'live', defaultWorkspace: 'live' }, Date.now);
      const experiment = addSyntheticExperiment(
        store,
        store.addProject('live', 'live'),
        { key: 'e'.repeat(32), name: 'live run', startTime: Date.now(), endTime: Date.now() },
        () => undefined,
      );
      experiment.heartbeat(Date.now() + 60 * minute);
      const served = await serve(store);
      await vscode.workspace
        .getConfiguration('experimentExplorer')
        .update('refreshInterval', 0.1, vscode.ConfigurationTarget.Global);
      const own = connection;
      connection = await connect(served);
      try {
        const node = await find('live', 'live', 'live run');
        assert.equal((await item(node)).contextValue, contextOf('stop', 'archive'));
        assert.equal(((await item(node)).iconPath as vscode.ThemeIcon).id, 'sync~spin');
        experiment.stop();
        await eventually(async () => assert.equal(((await item(node)).iconPath as vscode.ThemeIcon).id, 'pass'));
        assert.equal((await item(node)).contextValue, contextOf('archive'));

        experiment.heartbeat(Date.now() + 60 * minute);
        parts.store.refresh({ connection: connection.id, key: 'e'.repeat(32) });
        await eventually(async () => assert.equal(((await item(node)).iconPath as vscode.ThemeIcon).id, 'sync~spin'));
        const polls = (): number =>
          served.faults.requests.filter(({ path }) => path.endsWith('/experiment/metadata')).length;
        const before = polls();
        await eventually(() => assert.ok(polls() > before + 1));
        await vscode.commands.executeCommand('workbench.view.explorer');
        // One round may be under way; after the next answer that another room asks for, nothing more may have come.
        await eventually(async () => {
          const hidden = polls();
          for (let round = 0; round < 5; round += 1) {
            await parts.store.tags.inUse({
              connection: connection.id,
              workspace: 'live',
              projectId: store.projects('live')[0]!.id,
            });
          }
          assert.equal(polls(), hidden);
        });
      } finally {
        await vscode.workspace
          .getConfiguration('experimentExplorer')
          .update('refreshInterval', undefined, vscode.ConfigurationTarget.Global);
        await vscode.commands.executeCommand('experimentExplorer.tree.focus');
        const { id } = connection;
        connection = own;
        await parts.connections.remove(id);
      }
    });

    it('the wish to see an experiment, wherever it is', async () => {
      const ref = { connection: connection.id, key: syntheticKey(230) };
      await parts.tree.setFilter('no such');
      await parts.tree.reveal(ref);
      await eventually(() => assert.deepEqual(parts.tree.selectedExperiment(), ref));
      const archived = { connection: connection.id, key: 'd'.repeat(32) };
      await parts.tree.setGrouping('state');
      await parts.tree.reveal(archived);
      await eventually(() => assert.deepEqual(parts.tree.selectedExperiment(), archived));
      const grouped = { connection: connection.id, key: 'b'.repeat(32) };
      await parts.tree.reveal(grouped);
      await eventually(() => assert.deepEqual(parts.tree.selectedExperiment(), grouped));
    });
  });

  describe('on a bad network', () => {
    const troubles: readonly {
      readonly title: string;
      readonly fault: InjectedFault;
      readonly label: RegExp;
      readonly description?: RegExp;
      readonly icon: string;
      readonly repair: 'refresh' | 'signIn';
    }[] = [
      {
        title: '401',
        fault: { kind: 'status', status: 401 },
        label: /did not accept the key/,
        description: /Sign in again/,
        icon: 'error',
        repair: 'signIn',
      },
      {
        title: '403',
        fault: { kind: 'status', status: 403 },
        label: /does not allow/,
        description: /Ask for access/,
        icon: 'error',
        repair: 'refresh',
      },
      {
        title: '404',
        fault: { kind: 'status', status: 404 },
        label: /does not (offer|know)/,
        icon: 'error',
        repair: 'refresh',
      },
      {
        title: '429 with Retry-After',
        fault: { kind: 'status', status: 429, retryAfter: '90' },
        label: /fewer requests.* 90 s/,
        description: /refresh/,
        icon: 'warning',
        repair: 'refresh',
      },
      {
        title: '500',
        fault: { kind: 'status', status: 500 },
        label: /status 500/,
        description: /Try again later/,
        icon: 'error',
        repair: 'refresh',
      },
      {
        title: 'a hang',
        fault: { kind: 'hang' },
        label: /did not answer within 1 s/,
        description: /Try again/,
        icon: 'warning',
        repair: 'refresh',
      },
      {
        title: 'a cut',
        fault: { kind: 'cut' },
        label: /broke off/,
        description: /Try again/,
        icon: 'warning',
        repair: 'refresh',
      },
      { title: 'garbage', fault: { kind: 'garbage' }, label: /not JSON/, icon: 'error', repair: 'refresh' },
      {
        title: 'a login page',
        fault: { kind: 'loginPage' },
        label: /web page instead of data/,
        description: /sign in there/,
        icon: 'error',
        repair: 'refresh',
      },
    ];

    /** Seconds; a short one would make a busy machine look like a bad network. */
    const allow = (seconds: number | undefined): Thenable<void> =>
      vscode.workspace
        .getConfiguration('experimentExplorer')
        .update('http.timeout', seconds, vscode.ConfigurationTarget.Global);

    for (const trouble of troubles) {
      it(`shows ${trouble.title} as a node with its repair, and recovers`, async () => {
        const project = await find('ada', 'variety');
        assert.equal(project.kind, 'project');
        lab.faults.always(experimentList, trouble.fault);
        await allow(trouble.fault.kind === 'hang' ? 1 : undefined);
        await vscode.commands.executeCommand('experimentExplorer.refresh', project);
        const [problem, ...others] = await children(project).finally(() => allow(undefined));
        assert.deepEqual(await Promise.all(others.map(label)), ['run 10', 'run 2', '<b>odd</b> [x](command:y)']);
        assert.equal(problem?.kind, 'problem');
        const drawn = await item(problem);
        assert.match(text(drawn.label), trouble.label);
        if (trouble.description !== undefined) {
          assert.match(text(drawn.description), trouble.description);
        }
        assert.equal(drawn.contextValue, 'problem');
        assert.equal((drawn.iconPath as vscode.ThemeIcon).id, trouble.icon);
        assert.equal(drawn.command?.command, `experimentExplorer.${trouble.repair}`);
        assert.ok(!JSON.stringify([drawn.label, drawn.description, drawn.tooltip]).includes(lab.apiKey));

        lab.faults.stop();
        const redrawn = new Promise<boolean>((resolve) => {
          const subscription = parts.registeredTree.changes.event((changed) => {
            if (![changed].flat().includes(project)) {
              return;
            }
            subscription.dispose();
            resolve(true);
          });
        });
        // Signing in is a conversation; whoever has had it, or has not, can ask again from the node.
        if (trouble.repair === 'refresh') {
          await run(drawn.command);
        } else {
          await vscode.commands.executeCommand('experimentExplorer.refresh', problem);
        }
        assert.ok(await redrawn);
        assert.deepEqual((await labels(project)).slice(0, 2), ['run 10', 'run 2']);
      });
    }

    for (const trouble of troubles) {
      it(`keeps order, groups, filter, values and open rows through a refresh that fails with ${trouble.title}`, async () => {
        const project = await find('ada', 'variety');
        assert.equal(project.kind, 'project');
        await parts.tree.setMetric(project, 'loss');
        /** Every row below the connection, as it is drawn. */
        const drawn = async (parent: Node, depth = 0): Promise<string[]> => {
          if (depth > 4 || parent.kind === 'experiment') {
            return [];
          }
          const rows: string[] = [];
          for (const node of await children(parent)) {
            if (
              ['registry', 'artifactList'].includes(node.kind) ||
              (node.kind === 'project' && node.projectId !== project.projectId)
            ) {
              continue;
            }
            // What stands beside a project follows its list.
            const below = await drawn(node, depth + 1);
            rows.push(
              `${'  '.repeat(depth)}${node.kind === 'problem' ? 'problem' : `${await label(node)} ${await description(node)}`}`,
              ...below,
            );
          }
          return rows;
        };
        const top = await find();
        try {
          await parts.tree.setSort('highest');
          await parts.tree.setGrouping('tag');
          await parts.tree.setFilter('#v2');
          await eventually(async () => assert.ok((await drawn(top)).some((row) => /run 2 ★ 0\.5 · /.test(row))));
          const before = await drawn(top);
          lab.faults.always(/./, trouble.fault);
          await allow(trouble.fault.kind === 'hang' ? 1 : undefined);
          await vscode.commands.executeCommand('experimentExplorer.refresh', top);
          const during = await drawn(top);
          await allow(undefined);
          const aged = (rows: readonly string[]): string[] => rows.map((row) => row.replace(/\d+m/g, 'm'));
          assert.deepEqual(aged(during.filter((row) => row.trim() !== 'problem')), aged(before));
          assert.equal(during[0], 'problem');
          assert.ok(during.length - before.length <= 3, during.join('\n'));
          lab.faults.stop();
          await vscode.commands.executeCommand('experimentExplorer.refresh', top);
          await eventually(async () => assert.deepEqual(aged(await drawn(top)), aged(before)));
        } finally {
          await allow(undefined);
          lab.faults.stop();
          await parts.tree.setMetric(project, null);
        }
      });
    }

    it('changes order and filter of what is known while the server cannot be asked', async () => {
      const project = await find('ada', 'variety');
      assert.equal(project.kind, 'project');
      await children(project);
      await parts.tree.setFilter('#v2');
      await children(project);
      await parts.tree.clearFind();
      lab.faults.always(/./, { kind: 'status', status: 500 });
      await vscode.commands.executeCommand('experimentExplorer.refresh', await find());
      await parts.tree.setSort('oldest');
      assert.deepEqual((await labels(project)).slice(-3), ['<b>odd</b> [x](command:y)', 'run 2', 'run 10']);
      await parts.tree.setFilter('#"v2"');
      assert.deepEqual((await labels(project)).slice(-2), ['run 2', 'run 10']);
    });

    it('lets one failing connection hurt no other', async () => {
      const grace = await serve(new LabStore({ userName: 'grace', defaultWorkspace: 'grace' }, Date.now));
      const other = await connect(grace);
      lab.faults.always(/\/workspaces$/, { kind: 'status', status: 401 });
      await vscode.commands.executeCommand('experimentExplorer.refresh');
      const [own, second] = await children();
      assert.deepEqual(
        (await children(own)).map(({ kind }) => kind),
        ['problem', 'workspace'],
      );
      assert.deepEqual(await labels(second), ['grace']);
      lab.faults.stop();
      await parts.connections.remove(other.id);
      assert.deepEqual(await labels(own), ['ada']);
    });

    it('shows a part that fails below its experiment and leaves the others', async () => {
      lab.faults.always(/parameters/, { kind: 'status', status: 403 });
      const problem = (await children(await find('ada', 'variety', 'run 2', 'Parameters')))[0]!;
      assert.equal(problem.kind, 'problem');
      assert.deepEqual(await labels(await find('ada', 'variety', 'run 2', 'Metrics')), ['loss']);
      lab.faults.stop();
      await run((await item(problem)).command);
      await eventually(async () =>
        assert.deepEqual(await labels(await find('ada', 'variety', 'run 2', 'Parameters')), ['depth']),
      );
    });

    it('shows the experiments and the problem when only the metric to sort by does not come', async () => {
      const project = await find('ada', 'variety');
      assert.equal(project.kind, 'project');
      lab.faults.always(/multi-metric-chart/, { kind: 'status', status: 403 });
      await parts.tree.setMetric(project, 'another');
      await parts.tree.setSort('highest');
      assert.deepEqual(
        (await children(project)).map(({ kind }) => kind),
        ['problem', 'experiment', 'experiment', 'experiment'],
      );
      lab.faults.stop();
      await vscode.commands.executeCommand('experimentExplorer.refresh', project);
      assert.deepEqual(
        (await children(project)).map(({ kind }) => kind),
        ['experiment', 'experiment', 'experiment'],
      );
      await parts.tree.setMetric(project, null);
    });
  });
});
