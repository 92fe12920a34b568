/**
 * Composes the extension: builds the parts in order and hands them to VS Code for disposal. Decides nothing else.
 * A window waits for what is imported here: what it takes to register with the editor. All else is `OnDemand`, behind an
 * import of its own, and is loaded with its first use.
 */
import { join } from 'node:path';
import type { ExtensionContext, Memento, SecretStorage, Uri } from 'vscode';
import type { ExperimentExplorer } from '../api';
import { explorerApi } from './api/explorer';
import { registerCommands } from './commands/registration';
import type { SavedQueries } from './commands/projects/savedQueries';
import { Connections } from './connections/connections';
import { registerFileSystem } from './documents/registration';
import type { Downloads } from './downloads/downloads';
import { labs } from './lab/labs';
import type { ExperimentPanels } from './panels/experimentPanels';
import { registerSerializers } from './panels/registration';
import type { ReportPanels } from './panels/report';
import { hasBuildHooks } from './platform/buildHooks';
import { Log } from './platform/log';
import { OnDemand } from './platform/onDemand';
import { Settings } from './platform/settings';
import { reportFailure } from './prompts/failures';
import { documentScheme, editableScheme } from './shared/address/schemes';
import type { Store } from './store/store';
import { trackers } from './trackers/trackers';
import { RegisteredTree } from './tree/registration';
import type { ExperimentTree } from './tree/tree';

/** What tests reach for; the product's own parts get only what they need of it. */
export interface Parts {
  readonly connections: Connections;
  readonly store: Store;
  readonly tree: ExperimentTree;
  readonly registeredTree: RegisteredTree;
  readonly panels: ExperimentPanels;
  readonly downloads: Downloads;
  readonly reports: ReportPanels;
  readonly queries: SavedQueries;
  readonly settings: Settings;
  readonly log: Log;
  readonly memory: Memento;
  readonly secrets: SecretStorage;
  /** Where the log is written. */
  readonly logFolder: Uri;
}

export interface ExtensionApi extends ExperimentExplorer {
  /** Loads all of them. Only in bundles that are built with hooks, see `buildHooks.ts`. */
  readonly forTests?: () => Promise<Parts>;
}

/** What must be over before the extension host ends: files that are written. */
let endWriting = (): Promise<void> => Promise.resolve();

export const deactivate = (): Promise<void> => endWriting();

export function activate(context: ExtensionContext): ExtensionApi {
  const { globalState: memory, secrets, extensionUri: extension } = context;
  const log = new Log();
  const settings = new Settings();
  const connections = new Connections({
    trackers,
    labs,
    memory,
    secrets,
    settings,
    log,
    labArchives: context.asAbsolutePath('media/lab'),
    labFolder: join(context.globalStorageUri.fsPath, 'lab'),
  });
  const report = (error: unknown): undefined => reportFailure(log, error);
  const onDemand = <T>(make: () => Promise<T>): OnDemand<T> => new OnDemand(make, log.error);

  const store = onDemand(async () => {
    const { Store } = await import('./store/store');
    return new Store(connections, { pollInterval: () => settings.refreshInterval });
  });
  const queries = onDemand(async () => {
    const { SavedQueries } = await import('./commands/projects/savedQueries');
    return new SavedQueries(memory, log.line);
  });
  const tree: OnDemand<ExperimentTree> = onDemand(async () => {
    const { ExperimentTree } = await import('./tree/tree');
    return new ExperimentTree({
      registered: registeredTree,
      store: await store.get(),
      connections,
      settings,
      queries: await queries.get(),
    });
  });
  const registeredTree = new RegisteredTree({
    tree: () => tree.get(),
    memory: context.workspaceState,
    defaultMetric: () => settings.treeMetric,
  });
  const downloads = onDemand(async () => {
    const { Downloads } = await import('./downloads/downloads');
    return new Downloads({ store: await store.get(), log, settings });
  });
  endWriting = async () => downloads.made?.end();
  const reports = onDemand(async () => {
    const { ReportPanels } = await import('./panels/report');
    return new ReportPanels({ store: await store.get(), report, extension });
  });
  const panels = onDemand(async () => {
    const { ExperimentPanels } = await import('./panels/experimentPanels');
    return new ExperimentPanels({ store: await store.get(), connections, settings, report, extension });
  });
  const documents = onDemand(async () => {
    const { Documents } = await import('./documents/documents');
    return new Documents(await store.get());
  });
  const editables = onDemand(async () => {
    const { Editables } = await import('./documents/editables');
    return new Editables(await store.get());
  });
  const runner = onDemand(async () => {
    const [{ createHandlers, commandRunner }, { signInHandlers, waysIn }] = await Promise.all([
      import('./commands/commands'),
      import('./connections/signIn'),
    ]);
    const [shownStore, shownTree, shownPanels] = await Promise.all([store.get(), tree.get(), panels.get()]);
    const signIn = signInHandlers({
      connections,
      trackers,
      labs,
      memory,
      reveal: (ref) => shownTree.reveal(ref),
      newestExperiment: (connection) => shownStore.experiments.newest(connection),
      openCharts: (experiment) => shownPanels.open(experiment, 'charts'),
    });
    const handlers = createHandlers({
      store: shownStore,
      log,
      connections,
      signIn,
      tree: shownTree,
      panels: shownPanels,
      reports: await reports.get(),
      downloads: await downloads.get(),
      queries: await queries.get(),
    });
    return commandRunner(handlers, connections, waysIn(trackers));
  });

  context.subscriptions.push(
    ...registerCommands(runner, report),
    ...registerSerializers(panels, reports),
    registerFileSystem(documentScheme, documents, { isCaseSensitive: true, isReadonly: true }),
    registerFileSystem(editableScheme, editables, { isCaseSensitive: true }),
    settings.onDidChange(() => store.made?.polling.reschedule()),
    panels,
    tree,
    registeredTree,
    documents,
    editables,
    reports,
    queries,
    store,
    connections,
    settings,
    log,
  );

  const api = explorerApi(connections);
  if (!hasBuildHooks) {
    return api;
  }
  // `npm start` shows something at once, however the window came to be opened.
  if (process.env.EXPERIMENTS_OPEN === 'lab' && connections.list().length === 0) {
    void connections.addLab();
  }
  return {
    ...api,
    forTests: async () => ({
      connections,
      store: await store.get(),
      tree: await tree.get(),
      registeredTree,
      panels: await panels.get(),
      downloads: await downloads.get(),
      reports: await reports.get(),
      queries: await queries.get(),
      settings,
      log,
      memory,
      secrets,
      logFolder: context.logUri,
    }),
  };
}
