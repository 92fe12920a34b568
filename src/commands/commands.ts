/**
 * The user's verbs in one typed table: each finds out what it is about and hands it to the room that can do it.
 * A verb without a handler does not compile. Who calls a command gets what came of it.
 */
import { commands, env, Uri, type Disposable } from 'vscode';
import { pickAmong } from '../prompts/quickPick';
import { argumentsOf } from './argumentsOfVerbs';
import { chartHandlers, type ChartParts } from './charts';
import { documentHandlers, type DocumentParts } from './documents';
import { Edits } from './edits';
import { loggingHandlers } from './logging';
import { moveHandlers } from './moves';
import { Openers } from './open';
import { ResourcePickers } from './resourcePickers';
import { projectHandlers } from './projects';
import { queryHandlers } from './queries/queries';
import { artifactHandlers, registryHandlers } from './registry';
import { requestHandlers } from './requests';
import {
  sameKindSelection,
  distinct,
  experimentOf,
  isAsset,
  isCode,
  isModel,
  isProject,
  isRegistryVersion,
  Targets,
} from './targets';
import { uploadHandlers } from './uploads';
import { Diffs, type ComparedSides } from '../diffs/codeDiffs';
import type { Downloads } from '../downloads/downloads';
import type { Log } from '../log';
import { showDone, showInformation } from '../prompts/messages';
import type { SavedQueries } from '../savedQueries';
import type { ConnectionInfo } from '../shared/connection';
import { formatCount } from '../shared/format';
import { BackendError } from '../shared/problem';
import { formerId } from '../shared/formerIds';
import type { ExperimentTab } from '../shared/protocol';
import type { AssetRef, ConnectionRef, ExperimentRef, ModelRef } from '../shared/reference';
import type { Handlers, Verb } from '../shared/verbs';
import type { Store } from '../store/store';

export interface CommandParts {
  readonly store: Store;
  readonly log: Log;
  readonly connections: { list(): readonly ConnectionInfo[] };
  /** The verbs about connections. */
  readonly signIn: Pick<Handlers, 'signIn' | 'importConnection' | 'exploreLab' | 'signOut'>;
  readonly tree: Pick<
    Handlers,
    | 'refresh'
    | 'loadMore'
    | 'find'
    | 'editFind'
    | 'clearFind'
    | 'sortBy'
    | 'groupBy'
    | 'chooseMetric'
    | 'showArchived'
    | 'hideArchived'
  > & {
    selectedExperiment(): ExperimentRef | undefined;
    reveal(ref: ConnectionRef): Promise<void>;
  };
  readonly panels: ChartParts['panels'] & {
    open(experiment: ExperimentRef, tab?: ExperimentTab): unknown;
    /** Of the panel that has the focus. */
    activeExperiment(): ExperimentRef | undefined;
  };
  readonly reports: DocumentParts['reports'];
  readonly downloads: Downloads;
  readonly queries: SavedQueries;
}

/** More panels at once are a slip of the mouse. */
const mostPanels = 12;

export function createHandlers({
  store,
  log,
  connections,
  signIn,
  tree,
  panels,
  reports,
  downloads,
  queries,
}: CommandParts): Handlers {
  const pickers = new ResourcePickers(store, connections, queries);
  const targets = new Targets((options) => pickers.pickExperiment(options), {
    activeExperiment: () => panels.activeExperiment(),
    selectedExperiment: () => tree.selectedExperiment(),
  });
  const edits = new Edits(store, log);
  const diffs = new Diffs(store);
  const openers = new Openers(store, ({ connection, key, assetId }) =>
    downloads.assets([{ experiment: { connection, key }, assetIds: [assetId] }]),
  );

  const reveal = (ref: ConnectionRef): Promise<void> => tree.reveal(ref);

  const onOne = async <T>(
    target: ExperimentRef | undefined,
    title: string,
    use: (ref: ExperimentRef) => T | Promise<T>,
  ): Promise<T | undefined> => {
    const ref = await targets.one(target, title);
    return ref === undefined ? undefined : use(ref);
  };
  const onMany = async <T>(
    target: ExperimentRef | undefined,
    selection: readonly ExperimentRef[] | undefined,
    title: string,
    use: (refs: readonly ExperimentRef[]) => T | Promise<T>,
  ): Promise<T | undefined> => {
    const refs = await targets.many(target, selection, title);
    return refs.length === 0 ? undefined : use(refs);
  };

  return {
    ...signIn,
    showLog: () => log.show(),

    refresh: (node) => tree.refresh(node),
    loadMore: (node) => tree.loadMore(node),
    find: () => tree.find(),
    editFind: () => tree.editFind(),
    clearFind: () => tree.clearFind(),
    sortBy: () => tree.sortBy(),
    groupBy: () => tree.groupBy(),
    chooseMetric: (project) => tree.chooseMetric(project),
    showArchived: () => tree.showArchived(),
    hideArchived: () => tree.hideArchived(),

    openExperiment: (target, selection, tab) =>
      onMany(target, selection, 'Open Experiment', async (refs) => {
        const some = refs.slice(0, mostPanels);
        for (const ref of some) {
          await panels.open(ref, tab);
        }
        return some;
      }),
    copyKey: (target, selection) =>
      onMany(target, selection, 'Copy Experiment Key', (refs) =>
        copy(
          refs.map(({ key }) => key),
          'key',
        ),
      ),
    copyLink: (target, selection) =>
      onMany(target, selection, 'Copy Link', async (refs) =>
        copy(await Promise.all(refs.map((ref) => store.experimentUrl(ref))), 'link'),
      ),
    openInBrowser: async (target) => {
      const address = isProject(target)
        ? await store.projectUrl(target)
        : await onOne(target, 'Open in Browser', (ref) => store.experimentUrl(ref));
      if (address !== undefined) {
        await env.openExternal(Uri.parse(address, true));
      }
      return address;
    },

    addTags: (target, selection, tags) => onMany(target, selection, 'Add Tags', (refs) => edits.addTags(refs, tags)),
    removeTags: (target, selection, tags) =>
      onMany(target, selection, 'Remove Tags', (refs) => edits.removeTags(refs, tags)),
    rename: (target, _selection, name) => onOne(target, 'Rename', (ref) => edits.rename(ref, name)),
    archive: (target, selection) => onMany(target, selection, 'Archive', (refs) => edits.archive(refs)),
    restore: (target, selection) => onMany(target, selection, 'Restore from Archive', (refs) => edits.restore(refs)),
    stop: (target, selection, confirmation) =>
      onMany(target, selection, 'Stop', (refs) => edits.stop(refs, confirmation)),
    delete: (target, selection, confirmation) =>
      onMany(target, selection, 'Delete', (refs) => edits.delete(refs, confirmation)),

    openCode: (target, _selection, line) =>
      onOne(target, 'Open Code', (ref) => openers.code(ref, isCode(target) ? target.path : null, line)),
    openPatch: (target) => onOne(target, 'Open Git Patch', (ref) => openers.patch(ref)),
    openOutput: (target) => onOne(target, 'Open Output', (ref) => openers.output(ref)),
    openParameters: (target) => onOne(target, 'Open Parameters', (ref) => openers.parameters(ref)),
    openAsset: async (target) =>
      isAsset(target)
        ? openers.asset(target)
        : onOne(target, 'Open Asset', async (ref) => {
            const asset = await chooseAsset(store, ref, 'Open Asset');
            return asset === undefined ? undefined : openers.asset(asset);
          }),
    compareCodeWithActiveFile: (target) =>
      onOne(target, 'Compare Code with the Active File', (ref) =>
        diffs.compareWithActiveFile(isCode(target) ? target : ref),
      ),
    compareCode: (target, selection) =>
      onMany(target, selection, 'Compare Code', (refs) => compareTwo(store, pickers, diffs, refs)),

    downloadAsset: async (target, selection, options) => {
      const chosen = sameKindSelection(target, selection).filter(isAsset);
      if (chosen.length > 0) {
        return downloads.assets(byExperiment(chosen), options);
      }
      return onOne(undefined, 'Download', async (ref) => {
        const asset = await chooseAsset(store, ref, 'Download');
        return asset === undefined ? undefined : downloads.assets(byExperiment([asset]), options);
      });
    },
    downloadAllAssets: (target, selection, options) =>
      onMany(target, selection, 'Download All Assets', (refs) =>
        downloads.assets(
          refs.map((experiment) => ({ experiment, assetIds: 'all' })),
          options,
        ),
      ),
    downloadModel: async (target, _selection, options) => {
      const model = isModel(target) ? target : await onOne(target, 'Download Model', (ref) => chooseModel(store, ref));
      return model === undefined ? undefined : downloads.model(model, options);
    },
    downloadVersion: async (target, selection, options) => {
      const chosen = distinct(sameKindSelection(target, selection).filter(isRegistryVersion));
      if (chosen.length > 0) {
        return downloads.versions(
          chosen.map(({ connection, workspace, registryModel, version }) => ({
            connection,
            workspace,
            registryModel,
            version,
          })),
          options,
        );
      }
      const ref = await pickers.registryVersion(target).run('Download Version');
      return ref === undefined ? undefined : downloads.versions([ref], options);
    },

    ...projectHandlers({ store, pickers, reveal }),
    ...chartHandlers({ store, pickers, panels }),
    ...moveHandlers({ store, pickers, targets }),
    ...registryHandlers({ store, pickers, targets, reveal }),
    ...artifactHandlers({ pickers, downloads }),
    ...loggingHandlers({ store, log, pickers, targets }),
    ...uploadHandlers({ store, log, targets }),
    ...queryHandlers({ store, pickers, queries, reveal, openExperiment: (ref) => panels.open(ref) }),
    ...requestHandlers({ store, pickers }),
    ...documentHandlers({ store, pickers, reports, experiment: (target, title) => targets.one(target, title) }),
  };
}

/**
 * Makes commands of the handlers. `report` tells the user of a failure; the command then resolves to what `report`
 * returns. `mayRun` is asked before each, and a command that may not resolves to undefined.
 */
export function registerHandlers(
  handlers: Handlers,
  report: (error: unknown) => unknown,
  mayRun: (verb: Verb, parameters: readonly unknown[]) => Promise<boolean>,
): Disposable[] {
  return (Object.keys(handlers) as Verb[]).flatMap((verb) => {
    // A verb and its handler go together in the table; their arguments were checked to be what the verb takes.
    const handler = handlers[verb] as (...parameters: unknown[]) => unknown;
    const run = async (...parameters: unknown[]): Promise<unknown> => {
      try {
        const checked = argumentsOf(verb, parameters);
        if (!(await mayRun(verb, checked))) {
          return undefined;
        }
        return await handler(...checked);
      } catch (error) {
        return report(error);
      }
    };
    const id = `experimentExplorer.${verb}`;
    return [id, formerId(id)].map((name) => commands.registerCommand(name, run));
  });
}

async function copy(texts: readonly string[], what: string): Promise<string> {
  const text = texts.join('\n');
  await env.clipboard.writeText(text);
  showDone(`Copied ${formatCount(texts.length, what)}`, 3000);
  return text;
}

async function compareTwo(
  store: Store,
  pickers: ResourcePickers,
  diffs: Diffs,
  refs: readonly ExperimentRef[],
): Promise<ComparedSides | undefined> {
  const [one, second, ...others] = refs;
  if (one === undefined) {
    return undefined;
  }
  if (others.length > 0) {
    throw new BackendError('refused', `${refs.length} experiments are selected; code is compared between two.`, {
      advice: 'Select two experiments.',
    });
  }
  const { workspace, projectId } = await store.experiment(one);
  const other =
    second ??
    (await pickers.pickExperiment({
      title: 'Compare Code With',
      except: one,
      within: { connection: one.connection, workspace, projectId },
    }));
  if (other === undefined) {
    return undefined;
  }
  const comparison = await diffs.compareRuns(one, other);
  if (comparison.files.length === 0) {
    void showInformation('Both experiments ran the same code.');
  }
  return comparison;
}

async function chooseAsset(store: Store, experiment: ExperimentRef, title: string): Promise<AssetRef | undefined> {
  const assets = await store.assets(experiment);
  if (assets.length === 0) {
    throw new BackendError('notFound', 'No assets were logged with this experiment.');
  }
  const id = await pickAmong(
    assets.map(({ name, type, id: value }) => ({
      label: name,
      ...(type === null ? {} : { description: type }),
      value,
    })),
    title,
    'Which asset?',
  );
  return id === undefined ? undefined : { ...experiment, assetId: id };
}

async function chooseModel(store: Store, experiment: ExperimentRef): Promise<ModelRef | undefined> {
  const models = await store.models(experiment);
  if (models.length === 0) {
    throw new BackendError('notFound', 'No model was logged with this experiment.');
  }
  const model = await pickAmong(
    models.map(({ name }) => ({ label: name, value: name })),
    'Download Model',
    'Which model?',
  );
  return model === undefined ? undefined : { ...experiment, model };
}

function byExperiment(
  assets: readonly AssetRef[],
): readonly { readonly experiment: ExperimentRef; readonly assetIds: readonly string[] }[] {
  const groups = new Map<string, { readonly experiment: ExperimentRef; readonly assetIds: string[] }>();
  for (const asset of assets) {
    const id = `${asset.connection}/${asset.key}`;
    const group = groups.get(id);
    if (group === undefined) {
      groups.set(id, { experiment: experimentOf(asset), assetIds: [asset.assetId] });
    } else {
      group.assetIds.push(asset.assetId);
    }
  }
  return [...groups.values()];
}
