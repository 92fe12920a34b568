/** Composes the extension: builds the parts in order and hands them to VS Code for disposal. Decides nothing else. */
import { ExtensionMode, workspace, type ExtensionContext, type Memento, type SecretStorage, type Uri } from 'vscode';
import { createHandlers, registerHandlers } from './commands';
import { Connections } from './connections';
import { Documents } from './documents';
import { Downloads } from './downloads';
import { Log } from './log';
import { ExperimentPanels } from './panels/experiment';
import { reportFailure } from './report';
import { Settings } from './settings';
import { documentScheme } from './shared/documentAddress';
import { signInHandlers } from './signIn';
import { Store } from './store';
import { ExperimentTree } from './tree';

/** What tests reach for; the product's own rooms get only what they need of it. */
export interface Parts {
  readonly connections: Connections;
  readonly store: Store;
  readonly tree: ExperimentTree;
  readonly panels: ExperimentPanels;
  readonly downloads: Downloads;
  readonly settings: Settings;
  readonly log: Log;
  readonly memory: Memento;
  readonly secrets: SecretStorage;
  /** Where the log is written. */
  readonly logFolder: Uri;
}

export interface ExtensionApi {
  /** Undefined in production, unless the environment of the extension host has `EXPERIMENTS_TESTS`. */
  readonly forTests?: Parts;
}

export function activate(context: ExtensionContext): ExtensionApi {
  const { globalState: memory, secrets, extensionMode } = context;
  const log = new Log();
  const settings = new Settings();
  const connections = new Connections({ memory, secrets, settings, log, labArchives: context.asAbsolutePath('media/lab') });
  const store = new Store(connections, { pollInterval: () => settings.refreshInterval });
  const documents = new Documents(store);
  const tree = new ExperimentTree({ store, connections, settings, memory: context.workspaceState });
  const downloads = new Downloads({ store, log, settings });
  const panels = new ExperimentPanels({ store, connections, extension: context.extensionUri });
  const signIn = signInHandlers({ connections, memory, reveal: (connection) => tree.reveal(connection) });
  const handlers = createHandlers({ store, log, connections, signIn, tree, panels, downloads });

  context.subscriptions.push(
    ...registerHandlers(handlers, (error) => reportFailure(log, error)),
    workspace.registerFileSystemProvider(documentScheme, documents, { isCaseSensitive: true, isReadonly: true }),
    settings.onDidChange(() => store.reschedule()),
    panels,
    tree,
    documents,
    store,
    connections,
    settings,
    log,
  );

  const { EXPERIMENTS_OPEN: wanted, EXPERIMENTS_TESTS: tests } = process.env;
  // `npm start` shows something at once, however the window came to be opened.
  if (wanted === 'lab' && connections.list().length === 0) void connections.addLab();
  if (extensionMode === ExtensionMode.Production && tests === undefined) return {};
  return { forTests: { connections, store, tree, panels, downloads, settings, log, memory, secrets, logFolder: context.logUri } };
}
