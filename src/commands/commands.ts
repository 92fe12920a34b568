/**
 * The user's verbs in one typed table: each finds out what it is about and hands it to the part that can do it.
 * A verb without a handler does not compile. Who calls a command gets what came of it.
 */
import * as l10n from '@vscode/l10n';
import { env, Uri } from 'vscode';
import { pickAmong, type Choice } from '../prompts/quickPick';
import { argumentsOf } from './argumentsOfVerbs';
import type { CommandRunner } from './registration';
import { connectionFirst, type FirstVerb } from './connectionFirst';
import { chartHandlers, type ChartDependencies } from './experiments/charts';
import { documentHandlers, type DocumentDependencies } from './projects/documents';
import { editHandlers } from './experiments/edits';
import { loggingHandlers } from './experiments/logging';
import { moveHandlers } from './experiments/moves';
import { Openers } from './experiments/open';
import { ResourcePickers } from './resourcePickers';
import { projectHandlers } from './projects/projects';
import { queryHandlers } from './projects/queries';
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
import { uploadHandlers } from './experiments/uploads';
import { Diffs, type ComparedSides } from '../documents/codeDiffs';
import type { Downloads } from '../downloads/downloads';
import type { Log } from '../platform/log';
import { showDone, showInformation } from '../prompts/messages';
import type { SavedQueries } from './projects/savedQueries';
import type { ConnectionInfo } from '../shared/experiment';
import { formatCount, type Countable } from '../shared/format';
import { BackendError } from '../shared/problem';
import type { ExperimentTab } from '../shared/verbs/experimentTabs';
import type { AssetRef, ConnectionRef, ExperimentRef, ModelRef } from '../shared/reference';
import type { Handlers } from '../shared/verbs/verbs';
import type { Store } from '../store/store';

export interface CommandDependencies {
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
  readonly panels: ChartDependencies['panels'] & {
    open(experiment: ExperimentRef, tab?: ExperimentTab): unknown;
    /** Of the panel that has the focus. */
    activeExperiment(): ExperimentRef | undefined;
  };
  readonly reports: DocumentDependencies['reports'];
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
}: CommandDependencies): Handlers {
  const pickers = new ResourcePickers(store, connections, queries);
  const targets = new Targets(store, (options) => pickers.pickExperiment(options), {
    activeExperiment: () => panels.activeExperiment(),
    selectedExperiment: () => tree.selectedExperiment(),
  });
  const diffs = new Diffs(store);
  const openers = new Openers(store, ({ connection, key, assetId }) =>
    downloads.assets([{ experiment: { connection, key }, assetIds: [assetId] }]),
  );

  const reveal = (ref: ConnectionRef): Promise<void> => tree.reveal(ref);
  const askAsset = async (target: ExperimentRef | undefined, title: string): Promise<AssetRef | undefined> => {
    const ref = await targets.experiment(target, title);
    return ref === undefined ? undefined : chooseAsset(store, ref, title);
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
      targets.onMany('openExperiment', target, selection, async (refs) => {
        const some = refs.slice(0, mostPanels);
        for (const ref of some) {
          await panels.open(ref, tab);
        }
        return some;
      }),
    copyKey: (target, selection) =>
      targets.onMany('copyKey', target, selection, (refs) =>
        copy(
          refs.map(({ key }) => key),
          'key',
        ),
      ),
    copyLink: (target, selection) =>
      targets.onMany('copyLink', target, selection, async (refs) =>
        copy(await Promise.all(refs.map((ref) => store.experiments.url(ref))), 'link'),
      ),
    openInBrowser: async (target) => {
      const address = isProject(target)
        ? await store.projects.url(target)
        : await targets.onOne('openInBrowser', target, (ref) => store.experiments.url(ref));
      if (address !== undefined) {
        await env.openExternal(Uri.parse(address, true));
      }
      return address;
    },

    openCode: (target, _selection, line) =>
      targets.onOne('openCode', target, (ref) => openers.code(ref, isCode(target) ? target.path : null, line)),
    openPatch: (target) => targets.onOne('openPatch', target, (ref) => openers.patch(ref)),
    openOutput: (target) => targets.onOne('openOutput', target, (ref) => openers.output(ref)),
    openParameters: (target) => targets.onOne('openParameters', target, (ref) => openers.parameters(ref)),
    openAsset: async (target) => {
      const asset = isAsset(target) ? target : await askAsset(target, l10n.t('Open Asset'));
      return asset === undefined ? undefined : openers.asset(asset);
    },
    compareCodeWithActiveFile: (target) =>
      targets.onOne('compareCodeWithActiveFile', target, (ref) =>
        diffs.compareWithActiveFile(isCode(target) ? target : ref),
      ),
    compareCode: (target, selection) =>
      targets.onMany('compareCode', target, selection, (refs) => compareTwo(store, pickers, diffs, refs)),

    downloadAsset: async (target, selection, options) => {
      const chosen = sameKindSelection(target, selection).filter(isAsset);
      if (chosen.length > 0) {
        return downloads.assets(byExperiment(chosen), options);
      }
      const asset = await askAsset(undefined, l10n.t('Download'));
      return asset === undefined ? undefined : downloads.assets(byExperiment([asset]), options);
    },
    downloadAllAssets: (target, selection, options) =>
      targets.onMany('downloadAllAssets', target, selection, (refs) =>
        downloads.assets(
          refs.map((experiment) => ({ experiment, assetIds: 'all' })),
          options,
        ),
      ),
    downloadModel: async (target, _selection, options) => {
      const model = isModel(target)
        ? target
        : await targets.onOne('downloadModel', target, (ref) => chooseModel(store, ref));
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

    ...editHandlers({ store, log, targets }),
    ...projectHandlers({ store, pickers, reveal }),
    ...chartHandlers({ store, pickers, panels }),
    ...moveHandlers({ store, pickers, targets }),
    ...registryHandlers({ store, pickers, targets, reveal }),
    ...artifactHandlers({ pickers, downloads }),
    ...loggingHandlers({ store, log, pickers, targets }),
    ...uploadHandlers({ store, log, targets }),
    ...queryHandlers({ store, pickers, queries, reveal, openExperiment: (ref) => panels.open(ref) }),
    ...requestHandlers({ store, pickers }),
    ...documentHandlers({ store, pickers, reports, targets }),
  };
}

/**
 * Calls handlers with what commands were given, whatever it is. One that needs a connection asks for it first where
 * there is none.
 * @param waysIn what leads to a first connection, in the order in which it is offered
 */
export function commandRunner(
  handlers: Handlers,
  connections: CommandDependencies['connections'],
  waysIn: readonly Choice<FirstVerb>[],
): CommandRunner {
  const mayRun = connectionFirst(connections, handlers, waysIn);
  return async (verb, parameters) => {
    const checked = argumentsOf(verb, parameters);
    if (!(await mayRun(verb, checked))) {
      return undefined;
    }
    // A verb and its handler go together in the table; their arguments were checked to be what the verb takes.
    return (handlers[verb] as (...parameters: unknown[]) => unknown)(...checked);
  };
}

async function copy(texts: readonly string[], what: Countable): Promise<string> {
  const text = texts.join('\n');
  await env.clipboard.writeText(text);
  showDone(l10n.t('Copied {count}', { count: formatCount(texts.length, what) }), 3000);
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
    throw new BackendError(
      'refused',
      l10n.t('{count} experiments are selected; code is compared between two.', { count: refs.length }),
      {
        advice: l10n.t('Select two experiments.'),
      },
    );
  }
  const { workspace, projectId } = await store.experiments.get(one);
  const other =
    second ??
    (await pickers.pickExperiment({
      title: l10n.t('Compare Code With'),
      except: one,
      within: { connection: one.connection, workspace, projectId },
    }));
  if (other === undefined) {
    return undefined;
  }
  const comparison = await diffs.compareRuns(one, other);
  if (comparison.files.length === 0) {
    void showInformation(l10n.t('Both experiments ran the same code.'));
  }
  return comparison;
}

async function chooseAsset(store: Store, experiment: ExperimentRef, title: string): Promise<AssetRef | undefined> {
  const assets = await store.details.assets(experiment);
  if (assets.length === 0) {
    throw new BackendError('notFound', l10n.t('No assets were logged with this experiment.'));
  }
  const id = await pickAmong(
    assets.map(({ name, type, id: value }) => ({
      label: name,
      ...(type === null ? {} : { description: type }),
      value,
    })),
    title,
    l10n.t('Which asset?'),
  );
  return id === undefined ? undefined : { ...experiment, assetId: id };
}

async function chooseModel(store: Store, experiment: ExperimentRef): Promise<ModelRef | undefined> {
  const models = await store.details.models(experiment);
  if (models.length === 0) {
    throw new BackendError('notFound', l10n.t('No model was logged with this experiment.'));
  }
  const model = await pickAmong(
    models.map(({ name }) => ({ label: name, value: name })),
    l10n.t('Download Model'),
    l10n.t('Which model?'),
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
