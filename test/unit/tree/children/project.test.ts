/**
 * What stands below the tree's nodes for registries, artifacts and project parts, over the sample lab; no editor is
 * needed for that.
 */
import assert from 'node:assert/strict';
import { parseCometServer } from '../../../../src/trackers/comet/serverAddress';
import { connectComet } from '../../../../src/trackers/comet/backend';
import type { ExperimentBackend } from '../../../../src/trackers/backend';
import { directNetwork } from '../../../../src/trackers/http/client';
import { startCometLab, type Lab } from '../../../../src/lab/comet/server';
import { Emitter } from '../../../../src/shared/base/event';
import type { SavedQuery } from '../../../../src/shared/queries/query';
import type { ConnectionRef } from '../../../../src/shared/reference';
import { Store } from '../../../../src/store/store';
import { childrenOf } from '../../../../src/tree/children/children';
import { Choices } from '../../../../src/tree/listings/preferences';
import { Listings } from '../../../../src/tree/listings/listings';
import { isNode, nearest, type Node } from '../../../../src/tree/nodes';
import type { TreeContext } from '../../../../src/tree/context';
import { pathTo, type TreeTarget } from '../../../../src/tree/nodePath';
import { queryWords } from '../../../../src/tree/labels';
import { eventually } from '../../../support/eventually';

const archives = 'media/lab';

describe('what stands below', () => {
  let lab: Lab;
  let store: Store;
  let saved: readonly SavedQuery[] = [];
  let withhold: readonly (keyof ExperimentBackend)[] = [];
  let sources: TreeContext;

  before(async () => {
    lab = await startCometLab({ archives });
  });
  after(() => lab.close());

  beforeEach(() => {
    const comet = connectComet({
      server: parseCometServer(lab.url),
      apiKey: lab.apiKey,
      network: directNetwork,
      log: () => undefined,
    });
    const lacking = new Proxy(comet, {
      get(target, member) {
        const found: unknown = (withhold as readonly unknown[]).includes(member)
          ? undefined
          : Reflect.get(target, member);
        return typeof found === 'function' ? (found.bind(target) as unknown) : found;
      },
    });
    store = new Store(
      { backend: () => Promise.resolve(lacking), onDidChange: new Emitter<ConnectionRef>().event },
      { pollInterval: () => 0 },
    );
    const memory = new Map<string, unknown>();
    const remembered = {
      get: (key: string): never => memory.get(key) as never,
      update: (key: string, value: unknown) => Promise.resolve(void memory.set(key, value)),
    };
    const choices = new Choices(remembered, () => null);
    sources = {
      store,
      choices,
      listings: new Listings(store, choices),
      pages: new Map(),
      connections: { list: () => [{ id: 'c', kind: 'server', label: 'ada', server: 'lab', tracker: 'comet' }] },
      queries: { list: () => saved, onDidChange: new Emitter<unknown>().event },
    };
  });
  afterEach(() => {
    store.dispose();
    saved = [];
    withhold = [];
    lab.faults.stop();
  });

  const name = (node: Node): string => {
    switch (node.kind) {
      case 'workspace':
        return node.workspace;
      case 'project':
        return node.project.name;
      case 'registryModel':
      case 'artifact':
        return node.about.name;
      case 'registryVersion':
      case 'artifactVersion':
        return node.about.version;
      case 'experiment':
        return `${node.role ?? ''} ${node.experiment.name}`.trim();
      case 'fact':
        return `${node.name}: ${node.value}`;
      case 'notice':
        return node.text;
      case 'versionFiles':
        return node.label;
      case 'asset':
      case 'artifactFile':
        return node.label;
      case 'query':
        return node.query.name;
      case 'panel':
        return node.panel.name;
      case 'dashboard':
        return node.dashboard.name;
      case 'part':
        return node.part;
      default:
        return node.kind;
    }
  };
  const below = (node: Node | null): Promise<Node[]> => childrenOf(node, sources);
  const find = async (...path: string[]): Promise<Node> => {
    let [node] = await below(null);
    for (const wanted of path) {
      const all: Node[] = await below(node!);
      node = all.find((candidate) => name(candidate) === wanted);
      assert.ok(node, `There is no “${wanted}” among: ${all.map(name).join(' | ')}`);
    }
    return node!;
  };
  const names = async (...path: string[]): Promise<string[]> => (await below(await find(...path))).map(name);

  it('a workspace: its projects, then models and artifacts, none of them asked for before', async () => {
    assert.deepEqual(await names('vision-lab'), ['digits-seeds', 'digits-sweep', 'registry', 'artifactList']);
    assert.deepEqual(
      lab.faults.requests.filter(({ path }) => /registry|artifact/.test(path)),
      [],
    );
  });

  it('nothing of what the tracker cannot keep', async () => {
    withhold = ['registry', 'artifacts', 'reports', 'graphs', 'notes', 'queries', 'panels', 'dashboards', 'shareLinks'];
    assert.ok((await below(await find('vision-lab'))).every(({ kind }) => kind === 'project'));
    const project = await find('vision-lab', 'digits-sweep');
    assert.ok((await below(project)).every(({ kind }) => kind === 'experiment'));
    const [experiment] = await below(project);
    assert.deepEqual((await below(experiment!)).map(name), [
      'metrics',
      'parameters',
      'code',
      'git',
      'output',
      'assets',
      'models',
      'system',
      'cloud',
      'others',
    ]);
  });

  it('the required core alone: metrics and parameters, and nobody is asked about the rest', async () => {
    withhold = [
      'tags',
      'others',
      'output',
      'files',
      'code',
      'git',
      'models',
      'artifacts',
      'reports',
      'graphs',
      'system',
    ];
    const [experiment] = await below(await find('vision-lab', 'digits-sweep'));
    assert.ok(experiment?.kind === 'experiment');
    assert.deepEqual((await below(experiment)).map(name), ['metrics', 'parameters']);
    const before = lab.faults.requests.length;
    assert.deepEqual(
      await Promise.all([
        store.tags.of(experiment),
        store.details.others(experiment),
        store.details.assets(experiment),
        store.details.code(experiment),
        store.details.git(experiment),
        store.details.patch(experiment),
        store.details.models(experiment),
        store.details.html(experiment),
        store.details.graph(experiment),
        store.details.cloud(experiment),
      ]),
      [[], [], [], [], null, null, [], null, null, null],
    );
    assert.equal((await store.details.output(experiment)).length, 0);
    assert.equal((await store.details.system(experiment)).hostname, null);
    assert.equal(lab.faults.requests.length, before);
    await assert.rejects(store.details.readCode(experiment, 'train.py'), { kind: 'notFound' });
    withhold = ['edits'];
    await assert.rejects(store.experiments.rename(experiment, 'other'), { kind: 'unsupported' });
    await assert.rejects(store.tags.add(experiment, ['other']), { kind: 'unsupported' });
  });

  it('some of what a project has, where the tracker keeps only that', async () => {
    withhold = ['panels', 'dashboards', 'queries'];
    assert.deepEqual(await names('vision-lab', 'digits-sweep', 'projectFolder'), ['projectNotes', 'shareLinks']);
  });

  it('a registry: models, versions with the newest first, the experiment that logged one, its files', async () => {
    assert.deepEqual(await names('vision-lab', 'registry'), ['digit-reader', 'digit-reader-edge']);
    const versions = await below(await find('vision-lab', 'registry', 'digit-reader'));
    assert.deepEqual(versions.map(name), ['registryNotes', '1.2.0', '1.1.0', '1.0.0']);
    assert.deepEqual(
      versions.map((node) => node.kind === 'registryVersion' && node.latest),
      [false, true, false, false],
    );
    const parts = await below(versions[1]!);
    assert.deepEqual(parts.slice(0, 2).map(name), ['loggedBy mlp-128 lr=0.003', 'Assets']);
    assert.ok(parts.map(name).includes('Stages: production, champion'), parts.map(name).join(' | '));
    const files = await below(parts[1]!);
    assert.ok(
      files.length > 0 &&
        files.every((node) => node.kind === 'asset' && node.key === 'b0487f23561ec9806701d3b465f96a89'),
    );
    const [file] = files;
    assert.ok(
      file?.kind === 'asset' && (await store.details.assets(file)).some(({ id }) => id === file.assetId),
      'The file is an asset of the experiment.',
    );
  });

  it('artifacts: states when they are known, and why files cannot be read', async () => {
    const artifact = await find('vision-lab', 'artifactList', 'digit-reports');
    const first = await below(artifact);
    assert.deepEqual(first.map(name), ['3.0.0', '2.0.0', '1.0.0']);
    await eventually(async () =>
      assert.deepEqual(
        (await below(artifact)).map((node) => node.kind === 'artifactVersion' && node.details?.state),
        ['failed', 'closed', 'closed'],
      ),
    );
    assert.match((await below(first[0]!)).map(name).join('\n'), /^Failed: .*cannot be read\.\n/);
    const open = await find('tabular-team', 'artifactList', 'tumour-weights', '3.0.0');
    assert.match(name((await below(open))[0]!), /^Still open: /);
  });

  it('a version: its files, who made it, who used it and how far that was looked for', async () => {
    const version = await find('vision-lab', 'artifactList', 'digit-reports', '1.0.0');
    const parts = await below(version);
    assert.deepEqual(parts.slice(0, 3).map(name), ['Files', 'producedBy mlp-64 lr=0.01', 'usedBy']);
    assert.equal((await below(parts[0]!)).length, 3);
    const used = async (): Promise<string[]> => (await below(parts[2]!)).map(name);
    const own = await find('vision-lab', 'digits-sweep');
    const sweep = await store.experiments.list({
      connection: 'c',
      workspace: 'vision-lab',
      projectId: own.kind === 'project' ? own.projectId : '',
      archived: false,
    });
    assert.deepEqual(await used(), [
      'usedBy mlp-128 lr=0.003',
      `Looked at all ${sweep.length} experiments of the open projects and its own.`,
    ]);
    // Another project is opened: its experiments are looked at as well.
    await below(await find('vision-lab', 'digits-seeds'));
    assert.deepEqual((await used()).slice(0, -1).sort(), ['usedBy baseline', 'usedBy mlp-128 lr=0.003']);
    lab.faults.always(/get\/artifacts$/, { kind: 'status', status: 403 });
    store.refresh({ connection: 'c' });
    await assert.rejects(used(), { kind: 'forbidden' });
  });

  it('an experiment: what it wrote and read', async () => {
    const artifacts = await below(await find('vision-lab', 'digits-sweep', 'mlp-128 lr=0.003', 'artifacts'));
    assert.deepEqual(
      artifacts.map((node) => node.kind === 'artifactVersion' && [node.role, node.artifact, node.version]),
      [
        ['output', 'digit-reports', '2.0.0'],
        ['input', 'digit-reports', '1.0.0'],
      ],
    );
    const [written] = artifacts;
    assert.equal(name((await below(written!))[0]!), 'Files');
  });

  it('a producer that is gone: its key, and the rest of the version', async () => {
    lab.faults.always(/experiment\/metadata$/, { kind: 'status', status: 404 });
    const parts = await below(await find('vision-lab', 'artifactList', 'digit-reports', '1.0.0'));
    assert.equal(parts[1]?.kind, 'fact');
    assert.match(name(parts[1]), /^Produced by: 04187814f3cb9dda6a2af86195cbc6db: /);
    assert.equal(parts[0]?.kind, 'versionFiles');
  });

  it('a project: one folder after its experiments', async () => {
    const last = (await below(await find('vision-lab', 'digits-sweep'))).at(-1)!;
    assert.equal(last.kind, 'projectFolder');
    const before = lab.faults.requests.length;
    assert.deepEqual(
      (await below(last)).map(({ kind }) => kind),
      ['projectNotes', 'queries', 'panels', 'dashboards', 'shareLinks'],
    );
    assert.equal(lab.faults.requests.length, before, 'asked for when opened, not before');
    assert.ok((await names('vision-lab', 'digits-sweep', 'projectFolder', 'panels')).length > 0);
    assert.ok((await names('vision-lab', 'digits-sweep', 'projectFolder', 'dashboards')).length > 0);
    assert.deepEqual(await names('vision-lab', 'digits-sweep', 'projectFolder', 'shareLinks'), [
      'The project is not shared by link.',
    ]);
    assert.deepEqual(await names('vision-lab', 'digits-sweep', 'projectFolder', 'queries'), ['No saved queries yet.']);
  });

  it('a query: the experiments that match now, and an error as an error', async () => {
    const small = {
      id: 'q',
      name: 'small',
      archived: false,
      predicates: [{ field: 'hidden', source: 'parameter', type: 'number', operator: 'less', value: 100 }],
    } as const;
    saved = [small, { ...small, id: 'none', name: 'none', predicates: [{ ...small.predicates[0], value: -1 }] }];
    const matching = await below(await find('vision-lab', 'digits-sweep', 'projectFolder', 'queries', 'small'));
    assert.ok(matching.length > 0 && matching.every((node) => node.kind === 'experiment'));
    const all = (await below(await find('vision-lab', 'digits-sweep'))).filter(
      ({ kind }) => kind === 'experiment',
    ).length;
    assert.ok(matching.length < all);
    assert.deepEqual(await names('vision-lab', 'digits-sweep', 'projectFolder', 'queries', 'none'), [
      'No experiment matches the query now.',
    ]);
    lab.faults.always(/project\/query$/, { kind: 'status', status: 403 });
    await assert.rejects(names('vision-lab', 'digits-sweep', 'projectFolder', 'queries', 'small'), {
      kind: 'forbidden',
    });
  });

  it('ids that are unique and lead back to the top', async () => {
    const seen = new Set<string>();
    const walk = async (node: Node, depth: number): Promise<void> => {
      assert.ok(!seen.has(node.id), node.id);
      seen.add(node.id);
      assert.ok(isNode(node) && nearest(node, 'connection') !== null);
      if (depth > 0) {
        for (const child of await below(node)) {
          await walk(child, depth - 1);
        }
      }
    };
    await walk(await find('vision-lab', 'registry'), 4);
    await walk(await find('vision-lab', 'artifactList'), 4);
    await walk(await find('vision-lab', 'digits-sweep', 'projectFolder'), 2);
  });

  it('the way to what a reference names', async () => {
    saved = [{ id: 'q', name: 'all', archived: false, predicates: [] }];
    const own = await find('vision-lab', 'digits-sweep');
    const workspace = { connection: 'c', workspace: 'vision-lab' };
    const project = { ...workspace, projectId: own.kind === 'project' ? own.projectId : '' };
    const [dashboard] = await store.projects.dashboards(project);
    const places: readonly [TreeTarget, kind: Node['kind']][] = [
      [{ connection: 'c' }, 'connection'],
      [workspace, 'workspace'],
      [project, 'project'],
      [{ ...project, queryId: 'q' }, 'query'],
      [{ ...project, dashboardId: dashboard!.id }, 'dashboard'],
      [{ ...workspace, registryModel: 'digit-reader' }, 'registryModel'],
      [{ ...workspace, registryModel: 'digit-reader', version: '1.1.0' }, 'registryVersion'],
      [{ ...workspace, artifact: 'digit-reports', version: '2.0.0' }, 'artifactVersion'],
    ];
    for (const [place, kind] of places) {
      const way: Node[] = [];
      for (const step of pathTo(place)) {
        way.push(
          (await below(way.at(-1) ?? null)).find(step) ??
            assert.fail(`The way to a ${kind} ends after ${way.map(name).join(' > ')}.`),
        );
      }
      const end = way.at(-1)!;
      assert.equal(end.kind, kind);
      for (const [field, value] of Object.entries(place)) {
        assert.equal(Reflect.get(end, field), value, `${kind}: ${field}`);
      }
    }
  });

  it('words for a query', () => {
    assert.equal(
      queryWords({
        archived: true,
        predicates: [
          { field: 'loss', source: 'metric', type: 'number', operator: 'lessOrEqual', value: 0.5 },
          { field: 'depth', source: 'parameter', type: 'number', operator: 'between', value: [1, 3] },
          { field: 'v2', source: 'tag', type: 'text', operator: 'notEqual', value: 'v2' },
          { field: 'name', source: 'other', type: 'text', operator: 'isNotNull', value: null },
        ],
      }),
      'loss ≤ 0.5, depth between 1 and 3, not tagged v2, name is not null, archived',
    );
  });
});
