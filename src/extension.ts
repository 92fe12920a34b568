/** Composes the extension: builds the parts in order and hands them to VS Code for disposal. Decides nothing else. */
import './platform/localization';
import { join } from 'node:path';
import { workspace, type ExtensionContext, type Memento, type SecretStorage, type Uri } from 'vscode';
import type { ExperimentExplorer } from '../api';
import { explorerApi } from './api/explorer';
import { hasBuildHooks } from './platform/buildHooks';
import { createHandlers, registerHandlers } from './commands/commands';
import { connectionFirst } from './commands/connectionFirst';
import { Connections } from './connections/connections';
import { Documents } from './documents/documents';
import { Editables } from './documents/editables';
import { Downloads } from './downloads/downloads';
import { labs } from './lab/labs';
import { Log } from './platform/log';
import { ExperimentPanels } from './panels/experimentPanels';
import { ReportPanels } from './panels/report';
import { SavedQueries } from './commands/projects/savedQueries';
import { reportFailure } from './prompts/failures';
import { Settings } from './platform/settings';
import { documentScheme } from './shared/address/experimentUri';
import { editableScheme } from './shared/address/workspaceUri';
import { signInHandlers, waysIn } from './connections/signIn';
import { Store } from './store/store';
import { trackers } from './trackers/trackers';
import { ExperimentTree } from './tree/tree';

/** What tests reach for; the product's own rooms get only what they need of it. */
export interface Parts {
  readonly connections: Connections;
  readonly store: Store;
  readonly tree: ExperimentTree;
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
  /** Only in bundles that are built with hooks, see `buildHooks.ts`. */
  readonly forTests?: Parts;
}

/** What must be over before the extension host ends: files that are written. */
let endWriting = (): Promise<void> => Promise.resolve();

export const deactivate = (): Promise<void> => endWriting();

export function activate(context: ExtensionContext): ExtensionApi {
  const { globalState: memory, secrets } = context;
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
  const store = new Store(connections, { pollInterval: () => settings.refreshInterval });
  const queries = new SavedQueries(memory, log.line);
  const documents = new Documents(store);
  const editables = new Editables(store);
  const tree = new ExperimentTree({ store, connections, settings, memory: context.workspaceState, queries });
  const downloads = new Downloads({ store, log, settings });
  endWriting = () => downloads.end();
  const report = (error: unknown): undefined => reportFailure(log, error);
  const reports = new ReportPanels({ store, report, extension: context.extensionUri });
  const panels = new ExperimentPanels({ store, connections, settings, report, extension: context.extensionUri });
  const signIn = signInHandlers({
    connections,
    trackers,
    labs,
    memory,
    reveal: (ref) => tree.reveal(ref),
    newestExperiment: (connection) => store.newestExperiment(connection),
    openCharts: (experiment) => panels.open(experiment, 'charts'),
  });
  const handlers = createHandlers({ store, log, connections, signIn, tree, panels, reports, downloads, queries });

  context.subscriptions.push(
    ...registerHandlers(handlers, report, connectionFirst(connections, signIn, waysIn(trackers))),
    workspace.registerFileSystemProvider(documentScheme, documents, { isCaseSensitive: true, isReadonly: true }),
    workspace.registerFileSystemProvider(editableScheme, editables, { isCaseSensitive: true }),
    settings.onDidChange(() => store.reschedule()),
    panels,
    tree,
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
    forTests: {
      connections,
      store,
      tree,
      panels,
      downloads,
      reports,
      queries,
      settings,
      log,
      memory,
      secrets,
      logFolder: context.logUri,
    },
  };
}
