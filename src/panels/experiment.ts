/** The experiment panel: what it shows of one experiment, how it answers, and the panels that are open. */
import { commands, env, window, type Uri, type WebviewPanel } from 'vscode';
import type { ConnectionInfo } from '../shared/connection';
import type { Disposable } from '../shared/event';
import type { Experiment } from '../shared/experiment';
import { BackendError, failed, loading, ready, type Loadable } from '../shared/problem';
import {
  experimentTabs, type ExperimentCapabilities, type ExperimentPageProtocol, type ExperimentPageState, type ExperimentTab,
} from '../shared/protocol';
import { sameExperiment, type ExperimentRef } from '../shared/reference';
import type { Verb } from '../shared/verbs';
import type { Change, Store } from '../store';
import { readAsset } from './assetBytes';
import { Panel, type PanelContent, type PanelKind } from './panel';

type LightPart = 'experiment' | 'tags' | 'metrics' | 'parameters' | 'others' | 'git' | 'code' | 'assets' | 'models' | 'system';
type Parts = Pick<ExperimentPageState, LightPart>;
/** The value that a part holds once it is ready. */
type PartValue<P extends LightPart> = Extract<NonNullable<Parts[P]>, { state: 'ready' }>['value'];

export interface ExperimentPanelOptions {
  readonly store: Store;
  readonly connections: { get(id: string): ConnectionInfo | undefined };
  /** The extension's folder. */
  readonly extension: Uri;
}

const viewType = 'experiments.experiment';
const longestTitle = 60;

const always: readonly LightPart[] = ['experiment', 'tags', 'metrics'];
/** Loaded once before any tab asks for it: the tabs say with it what there is to see. */
const foretelling: LightPart = 'assets';
const partsOf: Readonly<Record<ExperimentTab, readonly LightPart[]>> = {
  overview: ['others', 'git', 'models'],
  charts: [],
  media: ['assets'],
  evaluation: ['assets'],
  parameters: ['parameters', 'others'],
  code: ['code'],
  patch: ['git'],
  output: [],
  report: ['assets'],
  graph: [],
  assets: ['assets'],
  system: ['system'],
};
const nothingPossible: ExperimentCapabilities = {
  addTags: false, removeTags: false, rename: false, archive: false, restore: false, stop: false, delete: false, downloadModel: false,
};
/** What the page may have done by name; a page is never trusted with any command. */
const pageVerbs: Readonly<Record<ExperimentPageProtocol['deeds']['verb']['verb'], true>> = {
  addTags: true, rename: true, archive: true, restore: true, stop: true, delete: true, copyKey: true, copyLink: true, openInBrowser: true, openPatch: true,
  openOutput: true, openParameters: true, compareCode: true, downloadAllAssets: true, downloadModel: true, showLog: true, signIn: true,
};

/** All experiment panels of the window: one an experiment. */
export class ExperimentPanels implements Disposable {
  readonly #options: ExperimentPanelOptions;
  readonly #kind: PanelKind;
  readonly #open = new Set<ExperimentPanel>();
  readonly #serializer: Disposable;

  constructor(options: ExperimentPanelOptions) {
    this.#options = options;
    this.#kind = { viewType, page: 'experiment', extension: options.extension };
    this.#serializer = window.registerWebviewPanelSerializer(viewType, {
      deserializeWebviewPanel: (panel, memory: unknown) => {
        this.#restore(panel, memory);
        return Promise.resolve();
      },
    });
  }

  /** Shows the experiment; an open panel of it comes to the front, on the given tab if there is one. */
  open(ref: ExperimentRef, tab?: ExperimentTab): void {
    const known = this.#panelOf(ref);
    if (known !== undefined) known.reveal(tab);
    else this.#add(ref, tab ?? 'charts', Panel.create(this.#kind, titleOf(this.#options.store.known(ref))));
  }

  /** Of the panel that has the focus. */
  activeExperiment(): ExperimentRef | undefined {
    return [...this.#open].find((panel) => panel.active)?.reference;
  }

  /** What the panel of an experiment shows now; undefined when none is open. */
  stateOf(ref: ExperimentRef): ExperimentPageState | undefined {
    return this.#panelOf(ref)?.state();
  }

  dispose(): void {
    this.#serializer.dispose();
    for (const panel of [...this.#open]) panel.dispose();
  }

  #panelOf(ref: ExperimentRef): ExperimentPanel | undefined {
    return [...this.#open].find((panel) => sameExperiment(panel.reference, ref));
  }

  #add(ref: ExperimentRef, tab: ExperimentTab, webviewPanel: WebviewPanel): void {
    const panel = new ExperimentPanel(ref, tab, webviewPanel, this.#kind, this.#options);
    this.#open.add(panel);
    panel.onDidDispose(() => this.#open.delete(panel));
  }

  #restore(panel: WebviewPanel, memory: unknown): void {
    const restored = readMemory(memory);
    // Without knowing what it showed, an empty page would only puzzle; and two of one experiment never help.
    if (restored === null || this.#panelOf(restored.ref) !== undefined) panel.dispose();
    else this.#add(restored.ref, restored.tab, panel);
  }
}

class ExperimentPanel implements PanelContent<ExperimentPageProtocol>, Disposable {
  readonly reference: ExperimentRef;
  readonly #store: Store;
  readonly #connections: ExperimentPanelOptions['connections'];
  readonly #panel: Panel<ExperimentPageProtocol>;
  readonly #changes: Disposable;
  readonly #wanted = new Set<LightPart>(always);
  readonly #turns = new Map<LightPart, number>();
  #parts: Parts = {
    experiment: loading, tags: loading, metrics: loading, parameters: null, others: null, git: null, code: null, assets: null, models: null, system: null,
  };
  #capabilities = nothingPossible;
  #front: ExperimentPageState['front'];
  #revision = 0;
  #watch: Disposable | null = null;

  readonly onDidDispose: Panel<ExperimentPageProtocol>['onDidDispose'];

  constructor(ref: ExperimentRef, tab: ExperimentTab, webviewPanel: WebviewPanel, kind: PanelKind, { store, connections }: ExperimentPanelOptions) {
    this.reference = { connection: ref.connection, key: ref.key };
    this.#store = store;
    this.#connections = connections;
    this.#front = { tab, request: 0 };
    this.#want(tab);
    const known = store.known(ref);
    if (known !== undefined) this.#parts = { ...this.#parts, experiment: ready(known) };
    this.#panel = new Panel(webviewPanel, kind, this);
    this.onDidDispose = this.#panel.onDidDispose;
    this.#changes = store.onDidChange((change) => this.#hear(change));
    this.#panel.onDidAppear((visible) => {
      this.#watch?.dispose();
      this.#watch = visible ? store.watch(this.reference) : null;
      if (visible) this.#loadAll();
    });
    this.#panel.onDidDispose(() => this.#changes.dispose());
  }

  readonly answers: PanelContent<ExperimentPageProtocol>['answers'] = {
    series: ({ names, full }) => this.#store.series(this.reference, names, { full }),
    code: ({ path }) => this.#store.readCode(this.reference, path),
    patch: () => this.#store.patch(this.reference),
    output: () => this.#store.output(this.reference),
    asset: ({ assetId }) => readAsset(this.#store, this.reference, assetId),
    html: () => this.#store.html(this.reference),
    graph: () => this.#store.graph(this.reference),
  };

  readonly deeds: PanelContent<ExperimentPageProtocol>['deeds'] = {
    show: ({ tab }) => {
      this.#front = { ...this.#front, tab };
      for (const part of this.#want(tab)) this.#load(part);
    },
    refresh: () => this.#store.refresh(this.reference),
    verb: ({ verb }) => {
      if (!Object.hasOwn(pageVerbs, verb)) return;
      run(verb, ...(verb === 'signIn' || verb === 'showLog' ? [] : [this.reference]));
    },
    codeVerb: ({ verb, path }) => run(verb === 'openCode' ? 'openCode' : 'compareCodeWithActiveFile', { ...this.reference, path }),
    assetVerb: ({ verb, assetId }) => run(verb === 'openAsset' ? 'openAsset' : 'downloadAsset', { ...this.reference, assetId }),
    modelVerb: ({ model }) => run('downloadModel', { ...this.reference, model }),
    copyText: ({ text }) => void env.clipboard.writeText(text),
  };

  readonly #loaders: { readonly [P in LightPart]: () => Promise<PartValue<P>> } = {
    experiment: () => this.#store.experiment(this.reference),
    tags: () => this.#store.tags(this.reference),
    metrics: () => this.#store.metrics(this.reference),
    parameters: () => this.#store.parameters(this.reference),
    others: () => this.#store.others(this.reference),
    git: () => this.#store.git(this.reference),
    code: () => this.#store.code(this.reference),
    assets: () => this.#store.assets(this.reference),
    models: () => this.#store.models(this.reference),
    system: () => this.#store.system(this.reference),
  };

  get active(): boolean {
    return this.#panel.active;
  }

  reveal(tab: ExperimentTab | undefined): void {
    if (tab !== undefined) {
      this.#front = { tab, request: this.#front.request + 1 };
      for (const part of this.#want(tab)) this.#load(part);
    }
    this.#panel.reveal();
    this.#panel.push();
  }

  state(): ExperimentPageState {
    return {
      reference: this.reference,
      front: this.#front,
      connectionLabel: this.#connections.get(this.reference.connection)?.label ?? '',
      capabilities: this.#capabilities,
      ...this.#parts,
      revision: this.#revision,
      updatedAt: this.#store.updatedAt(this.reference),
    };
  }

  dispose(): void {
    this.#panel.dispose();
  }

  #hear(change: Change): void {
    if (!this.#concerns(change)) return;
    this.#revision += 1;
    // A hidden panel asks again when it appears.
    if (this.#watch !== null) this.#loadAll();
  }

  #concerns(change: Change): boolean {
    const { connection, key } = this.reference;
    if (change.connection !== connection) return false;
    switch (change.kind) {
      case 'connection': return true;
      case 'workspace': return false;
      case 'project': {
        const { experiment } = this.#parts;
        return experiment.state === 'ready' && experiment.value.projectId === change.projectId;
      }
      case 'experiment': return change.key === key;
    }
  }

  /** Gives the parts that were not wanted before. */
  #want(tab: ExperimentTab): readonly LightPart[] {
    const added = partsOf[tab].filter((part) => !this.#wanted.has(part));
    for (const part of added) this.#wanted.add(part);
    return added;
  }

  #loadAll(): void {
    for (const part of this.#wanted) this.#load(part);
    if (this.#parts[foretelling] === null) this.#load(foretelling);
    this.#loadCapabilities();
  }

  #load<P extends LightPart>(part: P, load: () => Promise<PartValue<P>> = this.#loaders[part]): void {
    if (this.#connections.get(this.reference.connection) === undefined) {
      this.#set('experiment', failed(connectionGone()));
      return;
    }
    this.#follow(part, load());
  }

  /** What is shown stays until its successor has arrived; a failure is shown until it is tried again. */
  #follow<P extends LightPart>(part: P, promise: Promise<PartValue<P>>): void {
    const turn = (this.#turns.get(part) ?? 0) + 1;
    this.#turns.set(part, turn);
    if (this.#parts[part]?.state !== 'ready') this.#set(part, loading);
    void promise.then((value) => ready(value), failed).then((loaded: Loadable<PartValue<P>>) => {
      if (this.#turns.get(part) === turn) this.#set(part, loaded);
    });
  }

  #set<P extends LightPart>(part: P, value: Loadable<PartValue<P>>): void {
    this.#parts = { ...this.#parts, [part]: value };
    const { experiment } = this.#parts;
    if (experiment.state === 'ready') this.#panel.title = titleOf(experiment.value);
    this.#panel.push();
  }

  #loadCapabilities(): void {
    void this.#store.capabilities(this.reference).catch(() => nothingPossible).then((capabilities) => {
      this.#capabilities = capabilities;
      this.#panel.push();
    });
  }
}

const run = (verb: Verb, ...parameters: readonly unknown[]): void => void commands.executeCommand(`experiments.${verb}`, ...parameters);

function titleOf(experiment: Experiment | undefined): string {
  const name = experiment?.name ?? 'Experiment';
  return name.length > longestTitle ? `${name.slice(0, longestTitle - 1)}…` : name;
}

const connectionGone = (): BackendError => new BackendError('unauthorized', 'The connection that this experiment belongs to is gone.', {
  advice: 'Sign in to its server again, then open the experiment from the sidebar.',
});

/** What a page remembered with `setState`; another version may have written it. */
function readMemory(memory: unknown): { readonly ref: ExperimentRef; readonly tab: ExperimentTab } | null {
  if (typeof memory !== 'object' || memory === null) return null;
  const { connection, key, tab } = memory as Readonly<Record<string, unknown>>;
  if (typeof connection !== 'string' || typeof key !== 'string') return null;
  return { ref: { connection, key }, tab: experimentTabs.find((known) => known === tab) ?? 'overview' };
}
