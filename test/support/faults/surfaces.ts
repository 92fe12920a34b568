/**
 * Where the extension meets a server: the columns of the fault matrix. Each is used through the product's own store.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ByteStream, ExperimentBackend, Opening } from '../../../src/trackers/backend';
import { saveFile } from '../../../src/downloads/saveFile';
import { ExperimentModel, type LightPart } from '../../../src/panels/experimentModel';
import type { Asset } from '../../../src/shared/experiment';
import { BackendError, type Problem } from '../../../src/shared/problem';
import type { ExperimentRef, ProjectRef, WorkspaceRef } from '../../../src/shared/reference';
import type { Store } from '../../../src/store/store';

/** A connection of its own, as an extension that was just started has it. */
export interface Cell {
  readonly store: Store;
  readonly backend: ExperimentBackend;
  /** A finished experiment with nearly all that one can have; nobody changes it. */
  readonly experiment: ExperimentRef;
  /** One that still runs, with a patch. */
  readonly running: ExperimentRef;
  /** For those that change something: nobody else looks at it. */
  readonly own: ExperimentRef;
  readonly project: ProjectRef;
  readonly workspace: WorkspaceRef;
  /** For those that write to the disk; empty at first. */
  readonly folder: string;
  /** A file of the project, for those that read one from the disk. */
  readonly file: string;
  /** What has to be disposed at the end. */
  readonly disposables: { dispose(): void }[];
  readonly signal: AbortSignal;
}

export const groups = [
  'lists',
  'details',
  'texts',
  'changes',
  'downloads',
  'uploads',
  'panels',
  'documents',
  'saves',
] as const;

export interface Surface {
  readonly name: string;
  readonly group: (typeof groups)[number];
  /** The request that changes something, `GET /write/…`: it is made once or not at all, whatever goes wrong. */
  readonly change?: RegExp;
  /** Asked once and not again by itself: the next round comes soon enough. */
  readonly isAskedOnce?: true;
  /** Whatever a server sends here is somebody's text: there is no shape to know it by. */
  readonly isText?: true;
  /** Before anything goes wrong. */
  readonly prepare?: (cell: Cell) => Promise<unknown>;
  /** What the user does; used again when all is well, on the same cell. */
  readonly use: (cell: Cell) => Promise<unknown>;
}

/** What a user has seen before he meets any of these. */
export const known = async ({ store, experiment, own, project, workspace }: Cell): Promise<unknown> =>
  Promise.all([
    store.experiments.get(experiment),
    store.experiments.get(own),
    store.projects.list(workspace),
    store.projects.get(project),
  ]);
const registryModel = 'digit-reader';
const artifactName = 'digit-reports';

const read = (
  name: string,
  group: Surface['group'],
  use: Surface['use'],
  prepare: Surface['use'] = known,
): Surface => ({ name, group, use, prepare });
const readText = (name: string, use: Surface['use'], prepare: Surface['use'] = known): Surface => ({
  name,
  group: 'texts',
  isText: true,
  use,
  prepare,
});
const change = (name: string, request: RegExp, use: Surface['use']): Surface => ({
  name,
  group: 'changes',
  change: request,
  use,
  prepare: known,
});

export const surfaces: readonly Surface[] = [
  read(
    'account',
    'lists',
    ({ backend, signal }) => backend.account(signal),
    () => Promise.resolve(),
  ),
  read(
    'workspaces',
    'lists',
    ({ store, workspace }) => store.projects.workspaces(workspace),
    () => Promise.resolve(),
  ),
  read(
    'projects',
    'lists',
    ({ store, workspace }) => store.projects.list(workspace),
    () => Promise.resolve(),
  ),
  read('experimentExplorer', 'lists', ({ store, project }) => store.experiments.list({ ...project, archived: false })),
  read('tags of a project', 'lists', async ({ store, project, experiment }) => [
    ...(await store.tags.ofListed({ ...project, archived: false }, [experiment.key])),
  ]),
  read('columns', 'lists', ({ store, project }) => store.projects.columns(project, false)),
  read('registry models', 'lists', ({ store, workspace }) => store.registry.models(workspace)),
  read('artifacts', 'lists', ({ store, workspace }) => store.artifacts.artifacts(workspace)),
  read('panels of a workspace', 'lists', ({ store, workspace }) => store.projects.panels(workspace)),
  read('dashboards', 'lists', ({ store, project }) => store.projects.dashboards(project)),
  read('share links', 'lists', ({ store, project }) => store.projects.shareLinks(project)),

  read(
    'experiment',
    'details',
    ({ store, experiment }) => store.experiments.get(experiment),
    () => Promise.resolve(),
  ),
  read('tags', 'details', ({ store, experiment }) => store.tags.of(experiment)),
  read('metrics', 'details', ({ store, experiment }) => store.details.metrics(experiment)),
  read('series', 'details', ({ store, experiment }) =>
    store.details.series(experiment, ['train_loss', 'validate_accuracy'], { full: true }),
  ),
  read('parameters', 'details', ({ store, experiment }) => store.details.parameters(experiment)),
  read('others', 'details', ({ store, experiment }) => store.details.others(experiment)),
  read('git', 'details', ({ store, experiment }) => store.details.git(experiment)),
  read('code files', 'details', ({ store, experiment }) => store.details.code(experiment)),
  read('assets', 'details', ({ store, experiment }) => store.details.assets(experiment)),
  read('models', 'details', ({ store, experiment }) => store.details.models(experiment)),
  read('system', 'details', ({ store, experiment }) => store.details.system(experiment)),
  read('registry model', 'details', ({ store, workspace }) => store.registry.model({ ...workspace, registryModel })),
  read('artifact', 'details', ({ store, workspace }) =>
    store.artifacts.artifact({ ...workspace, artifact: artifactName }),
  ),

  readText(
    'code',
    async ({ store, experiment }) =>
      store.details.readCode(experiment, (await store.details.code(experiment))[0]?.path ?? ''),
    async (cell) => [await known(cell), await cell.store.details.code(cell.experiment)],
  ),
  readText(
    'git patch',
    ({ store, running }) => store.details.patch(running),
    async (cell) => [await known(cell), await cell.store.experiments.get(cell.running)],
  ),
  readText('output', async ({ store, experiment }) => (await store.details.output(experiment)).slice(0)),
  readText('report', ({ store, experiment }) => store.details.html(experiment)),
  readText('graph', ({ store, experiment }) => store.details.graph(experiment)),
  readText('notes', ({ store, project }) => store.projects.notes(project)),
  read(
    'asset in an editor',
    'texts',
    async (cell) =>
      Buffer.from(await cell.store.details.readAsset(cell.experiment, (await smallAsset(cell)).id, 1 << 24)).toString(
        'hex',
      ),
    async (cell) => [await known(cell), await smallAsset(cell)],
  ),

  change('add tags', /write\/experiment\/tags$/, ({ store, own }) => store.tags.add(own, ['fault'])),
  change('rename', /log-other$/, ({ store, own }) => store.experiments.rename(own, 'renamed')),
  change('archive', /archive/, ({ store, own }) => store.experiments.archive(own)),
  change('stop', /stop/, ({ store, own }) => store.experiments.stop(own)),
  change('log a parameter', /write\/experiment\/parameter$/, ({ store, own }) =>
    store.logging.parameter(own, 'fault', '1'),
  ),
  change('log a metric', /write\/experiment\/metric$/, ({ store, own }) =>
    store.logging.metric(own, { name: 'fault', value: 1, step: 1, epoch: null }),
  ),
  change('notes saved', /write\/project\/notes$|notes/, ({ store, project }) =>
    store.projects.setNotes(project, 'noted'),
  ),
  change('move', /move/, async ({ store, own, project }) => store.experiments.move([own], project)),

  {
    name: 'download an asset',
    group: 'downloads',
    prepare: async (cell) => [await known(cell), await smallAsset(cell)],
    use: async (cell) => {
      const asset = await smallAsset(cell);
      return download(cell, 'asset.bin', asset.size, (asked) =>
        cell.store.details.openAsset(cell.experiment, asset, asked, cell.signal),
      );
    },
  },
  {
    name: 'download a model',
    group: 'downloads',
    isText: true,
    prepare: async (cell) => [await known(cell), await cell.store.details.models(cell.experiment)],
    use: async (cell) => {
      const [model] = await cell.store.details.models(cell.experiment);
      // A zip is made again each time and tells nobody its size before; that it is a whole one is what can be known.
      const { beginning } = await download(cell, 'model.zip', null, (asked) =>
        cell.store.details.downloadModel({ ...cell.experiment, model: model?.name ?? '' }, asked, cell.signal),
      );
      return beginning === '504b0304';
    },
  },
  {
    name: 'upload a file',
    group: 'uploads',
    change: /upload/,
    prepare: known,
    use: async (cell) =>
      cell.store.logging.upload(
        cell.own,
        {
          file: cell.file,
          name: 'package.json',
          type: null,
          step: null,
          context: null,
          overwrite: true,
        },
        () => undefined,
        cell.signal,
      ),
  },

  { name: 'parts of a panel', group: 'panels', prepare: known, use: showPanel },
  {
    name: 'live updates',
    group: 'panels',
    isAskedOnce: true,
    prepare: async (cell) => [await known(cell), await cell.store.experiments.get(cell.running)],
    use: watchRunning,
  },
];

async function smallAsset({ store, experiment }: Cell): Promise<Asset> {
  const assets = await store.details.assets(experiment);
  const found = assets.find(({ remoteUrl, size }) => remoteUrl === null && size !== null && size > 100);
  if (found === undefined) {
    throw new Error('The recording has no asset to read.');
  }
  return found;
}

async function download(
  { folder, signal }: Cell,
  name: string,
  announced: number | null,
  open: (asked: Opening) => Promise<ByteStream>,
): ReturnType<typeof contentOf> {
  const target = join(folder, name);
  const place = async (part: string): Promise<string> => {
    await rename(part, target);
    return target;
  };
  await saveFile({ root: folder, id: 'fault', announced, signal, open, place, onProgress: () => undefined });
  return await contentOf(target);
}

/** Told by its beginning, its length and its hash: to look at megabytes at once would keep the thread busy. */
async function contentOf(
  file: string,
): Promise<{ readonly beginning: string; readonly size: number; readonly hash: string }> {
  const hash = createHash('sha256');
  let [beginning, size] = ['', 0];
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    if (size === 0) {
      beginning = chunk.toString('hex', 0, 4);
    }
    size += chunk.length;
    hash.update(chunk);
  }
  return { beginning, size, hash: hash.digest('hex') };
}

const panelParts: readonly LightPart[] = ['experiment', 'tags', 'metrics', 'parameters', 'assets'];
const panels = new WeakMap<Cell, ExperimentModel>();

/**
 * What the page of the experiment is given; on a second use what *Retry* brings to the same page. Rejects with the
 * first failed part.
 */
async function showPanel(cell: Cell): Promise<unknown> {
  const { store, experiment } = cell;
  let panel = panels.get(cell);
  if (panel === undefined) {
    panel = new ExperimentModel(experiment, {
      store,
      connections: { get: (id) => ({ id, kind: 'server', tracker: 'comet', label: 'ada', server: 'a server' }) },
      always: panelParts,
      atLast: [],
      changed: () => undefined,
    });
    panels.set(cell, panel);
    cell.disposables.push(panel);
    panel.setVisibility({ visible: true, paused: false });
  }
  // An experiment that a list told of is not asked for again; a refresh asks for all.
  store.refresh(experiment);
  // The panel asks the same questions at the same time, and has heard of the answers a turn later.
  await Promise.allSettled([
    store.experiments.get(experiment),
    store.tags.of(experiment),
    store.details.metrics(experiment),
    store.details.parameters(experiment),
    store.details.assets(experiment),
  ]);
  await nextTurn();
  const { parts } = panel;
  const shown = panelParts.map((part) => parts[part]);
  for (const part of shown) {
    if (part?.state === 'failed') {
      throw asError(part.problem);
    }
    if (part?.state !== 'ready') {
      throw new Error('A part of the panel still loads, and nobody asks for it.');
    }
  }
  return shown;
}

/** Watches a running experiment until the next round has been answered; rejects with what kept it from being asked. */
async function watchRunning(cell: Cell): Promise<unknown> {
  const { store, running } = cell;
  const failure = await new Promise<Problem | null>((resolve) => {
    cell.disposables.push(
      store.polling.onDidChangeFailure(() => resolve(store.polling.failure(running)?.problem ?? null)),
      store.onDidChange((change) => {
        if (change.kind === 'experiment' && change.polled === true && store.polling.failure(running) === null) {
          resolve(null);
        }
      }),
    );
    if (store.polling.failure(running) === null) {
      cell.disposables.push(store.polling.watch(running));
    } else {
      store.polling.askNow(running);
    }
  });
  if (failure !== null) {
    throw asError(failure);
  }
  return 'answered';
}

const asError = ({ kind, message, advice, retryAfter }: Problem): BackendError =>
  new BackendError(kind, message, { advice, retryAfter });
