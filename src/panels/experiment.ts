/** The experiment panel: what it shows of one experiment, how it answers, and the panels that are open. */
import { commands, env, Uri, window, type WebviewPanel } from 'vscode';
import { commitAddress } from '../shared/address/commitUrl';
import { formerId } from '../shared/formerIds';
import type { ConnectionInfo } from '../shared/connection';
import type { Disposable } from '../shared/event';
import type { Experiment } from '../shared/experiment';
import { oneLine } from '../shared/text/plainText';
import { BackendError } from '../shared/problem';
import type {
  Blindness,
  ExperimentCapabilities,
  ExperimentPageProtocol,
  ExperimentPageState,
  ExperimentTab,
  PushedPageState,
} from '../shared/protocol';
import { sameExperiment, type ExperimentRef, type ProjectRef } from '../shared/reference';
import type { Verb } from '../shared/verbs';
import type { Store } from '../store/store';
import { blindness } from './staleness';
import { ComparedExperiments } from './comparedExperiments';
import { readCrash } from './crash';
import { readMemory, readReference } from './experimentMemory';
import { ListVersions } from './listVersions';
import { OutputChunks } from './outputChunks';
import { experimentPageSchemas } from './pageMessages';
import { largestShown, Panel, type PanelContent, type PanelKind } from './panel';
import { saveAs } from './saveAs';
import { ExperimentModel, type LightPart } from './experimentModel';

export interface ExperimentPanelOptions {
  readonly store: Store;
  readonly connections: { get(id: string): ConnectionInfo | undefined };
  readonly settings: {
    /** Milliseconds between two questions about what is running; 0 for never. */
    readonly refreshInterval: number;
    onDidChange(listener: () => void): Disposable;
  };
  /** Tells the user of the failure of what they just did. */
  readonly report: (error: unknown) => unknown;
  /** The extension's folder. */
  readonly extension: Uri;
}

const viewType = 'experimentExplorer.experiment';

const always: readonly LightPart[] = ['experiment', 'tags', 'metrics'];
/** Before any tab asks for them: the tabs say with them what there is to see. */
const atLast: readonly LightPart[] = ['assets'];
const partsOf: Readonly<Record<ExperimentTab, readonly LightPart[]>> = {
  overview: ['others', 'git', 'models'],
  charts: ['parameters'],
  media: ['assets'],
  evaluation: ['assets'],
  parameters: ['parameters', 'others'],
  code: ['code'],
  patch: ['git'],
  // Its lines name files.
  output: ['code'],
  report: ['assets'],
  graph: [],
  assets: ['assets'],
  system: ['system'],
  // Some people log a note beside the parameters.
  notes: ['others'],
};
const nothingPossible: ExperimentCapabilities = {
  addTags: false,
  removeTags: false,
  rename: false,
  archive: false,
  restore: false,
  stop: false,
  delete: false,
  downloadModel: false,
};

/** What came of laying experiments beside another. */
export interface ComparisonTarget {
  /** The one whose panel they are in. */
  readonly into: ExperimentRef;
  /** Those that were not there before. */
  readonly added: readonly ExperimentRef[];
}

/** All experiment panels of the window: one an experiment. */
export class ExperimentPanels implements Disposable {
  readonly #options: ExperimentPanelOptions;
  readonly #kind: PanelKind;
  /** The one that was in front last comes last. */
  readonly #open = new Set<ExperimentPanel>();
  readonly #subscriptions: readonly Disposable[];

  constructor(options: ExperimentPanelOptions) {
    this.#options = options;
    this.#kind = { viewType, page: 'experiment', extension: options.extension };
    this.#subscriptions = [
      ...[viewType, formerId(viewType)].map((restored) =>
        window.registerWebviewPanelSerializer(restored, {
          deserializeWebviewPanel: (panel, memory: unknown) => {
            this.#restore(panel, memory);
            return Promise.resolve();
          },
        }),
      ),
      options.settings.onDidChange(() => {
        for (const panel of this.#open) {
          panel.push();
        }
      }),
    ];
  }

  /** Shows the experiment; an open panel of it comes to the front, on the given tab if there is one. */
  open(ref: ExperimentRef, tab?: ExperimentTab): void {
    const known = this.#panelOf(ref);
    if (known !== undefined) {
      known.reveal(tab);
    } else {
      this.#add(ref, tab ?? 'charts', Panel.create(this.#kind, titleOf(this.#options.store.known(ref))));
    }
  }

  /** Shows the experiment's charts with the others in them, as far as there is room. */
  compare(into: ExperimentRef, others: readonly ExperimentRef[]): ComparisonTarget {
    this.open(into, 'charts');
    const panel = this.#panelOf(into);
    return { into: { connection: into.connection, key: into.key }, added: panel?.compare(others) ?? [] };
  }

  /** Of the panel that has the focus. */
  activeExperiment(): ExperimentRef | undefined {
    return [...this.#open].find((panel) => panel.active)?.reference;
  }

  /** Of the panel that has the focus or had it last. */
  lastActiveExperiment(): ExperimentRef | undefined {
    return [...this.#open].at(-1)?.reference;
  }

  /** What the panel of an experiment shows now; undefined when none is open. */
  stateOf(ref: ExperimentRef): ExperimentPageState | undefined {
    return this.#panelOf(ref)?.shown();
  }

  /** How the panel of an experiment answers and what it does, as its page calls it; undefined when none is open. */
  contentOf(ref: ExperimentRef): PanelContent<ExperimentPageProtocol> | undefined {
    return this.#panelOf(ref);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) {
      subscription.dispose();
    }
    for (const panel of [...this.#open]) {
      panel.dispose();
    }
  }

  #panelOf(ref: ExperimentRef): ExperimentPanel | undefined {
    return [...this.#open].find((panel) => sameExperiment(panel.reference, ref));
  }

  #add(ref: ExperimentRef, tab: ExperimentTab, webviewPanel: WebviewPanel): ExperimentPanel {
    const panel = new ExperimentPanel(ref, tab, webviewPanel, this.#kind, this.#options);
    this.#open.add(panel);
    panel.onDidActivate(() => {
      this.#open.delete(panel);
      this.#open.add(panel);
    });
    panel.onDidDispose(() => this.#open.delete(panel));
    return panel;
  }

  #restore(panel: WebviewPanel, memory: unknown): void {
    const restored = readMemory(memory);
    // Without knowing what it showed, an empty page would only puzzle; and two of one experiment never help.
    if (restored === null || this.#panelOf(restored.ref) !== undefined) {
      panel.dispose();
    } else {
      this.#add(restored.ref, restored.tab, panel).compare(restored.compared);
    }
  }
}

class ExperimentPanel implements PanelContent<ExperimentPageProtocol>, Disposable {
  readonly reference: ExperimentRef;
  readonly #store: Store;
  readonly #options: ExperimentPanelOptions;
  readonly #panel: Panel<ExperimentPageProtocol>;
  readonly #own: ExperimentModel;
  readonly #compared: ComparedExperiments;
  readonly #outputs = new OutputChunks();
  readonly #lists = new ListVersions();
  #capabilities = nothingPossible;
  #capabilitiesOf: Experiment | null = null;
  #front: ExperimentPageState['front'];
  #visible = false;
  #paused = false;

  readonly onDidActivate: Panel<ExperimentPageProtocol>['onDidActivate'];
  readonly onDidDispose: Panel<ExperimentPageProtocol>['onDidDispose'];

  constructor(
    ref: ExperimentRef,
    tab: ExperimentTab,
    webviewPanel: WebviewPanel,
    kind: PanelKind,
    options: ExperimentPanelOptions,
  ) {
    this.reference = { connection: ref.connection, key: ref.key };
    this.#store = options.store;
    this.#options = options;
    this.#front = { tab, request: 0 };
    const { store, connections } = options;
    this.#own = new ExperimentModel(this.reference, {
      store,
      connections,
      always,
      atLast,
      changed: () => this.#changed(),
    });
    // Of many experiments one after the other has something new; the page need not draw each time.
    this.#compared = new ComparedExperiments(this.reference, tab, {
      store,
      connections,
      changed: () => this.#panel.push('unhurried'),
    });
    this.#own.show(partsOf[tab]);
    this.#panel = new Panel(webviewPanel, kind, this);
    this.onDidActivate = this.#panel.onDidActivate;
    this.onDidDispose = this.#panel.onDidDispose;
    const failures = store.onDidChangePollFailure(() => this.push());
    this.#panel.onDidAppear((visible) => {
      this.#visible = visible;
      this.#see();
    });
    this.#panel.onDidDispose(() => {
      failures.dispose();
      this.#own.dispose();
      this.#compared.dispose();
    });
  }

  readonly schemas = experimentPageSchemas;

  readonly answers: PanelContent<ExperimentPageProtocol>['answers'] = {
    list: ({ of, list, from }) => Promise.resolve(this.#lists.piece(this.#shown(of).parts, list, from)),
    series: ({ of, names, full }) => this.#store.series(this.#shown(of).reference, names, { full }),
    code: ({ path }) => this.#store.readCode(this.reference, path),
    patch: () => this.#store.patch(this.reference),
    output: async ({ from }) => this.#outputs.part(await this.#store.output(this.reference), from),
    crash: async () => readCrash(await this.#store.output(this.reference)),
    notes: async () =>
      (await this.#store.can(this.reference, 'notes')) ? this.#store.projectStore.notes(await this.#project()) : null,
    asset: ({ of, assetId }) => this.#store.readAsset(this.#shown(of).reference, assetId, largestShown),
    html: () => this.#store.html(this.reference),
    graph: () => this.#store.graph(this.reference),
  };

  readonly commands: PanelContent<ExperimentPageProtocol>['commands'] = {
    show: ({ tab, of }) => {
      if (!Object.hasOwn(partsOf, tab)) {
        return;
      }
      this.#compared.choose(readReference(of));
      this.#show({ ...this.#front, tab });
      // Its parts may be as old as others are not.
      this.push();
    },
    refresh: () => {
      for (const ref of [this.reference, ...this.#compared.references]) {
        this.#store.refresh(ref);
      }
    },
    verb: ({ verb }) => {
      if (verb === 'showLog') {
        run(verb);
      } else if (verb === 'signIn') {
        run(verb, { connection: (this.#blindness?.of ?? this.reference).connection });
      } else {
        run(verb, this.reference);
      }
    },
    codeVerb: ({ verb, path, line }) => {
      const code = { ...this.reference, path };
      if (verb === 'openCode') {
        run('openCode', code, undefined, line);
      } else {
        run('compareCodeWithActiveFile', code);
      }
    },
    assetVerb: ({ verb, of, assetId }) =>
      this.#try(() =>
        run(verb === 'openAsset' ? 'openAsset' : 'downloadAsset', { ...this.#shown(of).reference, assetId }),
      ),
    downloadAllAssets: ({ of }) => this.#try(() => run('downloadAllAssets', this.#shown(of).reference)),
    modelVerb: ({ model }) => run('downloadModel', { ...this.reference, model }),
    copyText: ({ text }) => void env.clipboard.writeText(text),
    saveFile: ({ name, content }) => this.#try(() => saveAs(name, content)),
    compare: () => run('addToChart', undefined, undefined, this.reference),
    stopComparing: ({ of }) => {
      const ref = readReference(of);
      if (ref !== null) {
        this.#compared.remove(ref);
      }
      this.push();
    },
    openCompared: ({ of }) =>
      this.#try(() => {
        run('openExperiment', this.#shown(of).reference);
      }),
    pause: ({ paused }) => {
      this.#paused = paused;
      this.#see();
      this.push();
    },
    retryNow: () => {
      if (this.#own.staleSince !== null) {
        this.#store.refresh(this.reference);
      }
      // Also of those of which nothing failed yet: their round may be under way.
      for (const ref of [this.reference, ...this.#compared.references]) {
        this.#store.retryNow(ref);
      }
    },
    openCommit: () =>
      this.#try(async () => {
        const { origin = null, commit = null } = (await this.#store.git(this.reference)) ?? {};
        const address = origin === null || commit === null ? null : commitAddress(origin, commit);
        if (address === null) {
          throw new BackendError('unsupported', 'The web page of this commit is not known.', {
            advice: 'Its repository is on a site that we do not know, or on a disk.',
          });
        }
        await env.openExternal(Uri.parse(address, true));
      }),
    editNotes: () => this.#try(async () => run('editNotes', await this.#project())),
    openReport: ({ assetId }) => run('openHtml', assetId === null ? this.reference : { ...this.reference, assetId }),
  };

  get active(): boolean {
    return this.#panel.active;
  }

  reveal(tab: ExperimentTab | undefined): void {
    if (tab !== undefined) {
      this.#show({ tab, request: this.#front.request + 1 });
    }
    this.#panel.reveal();
    this.push();
  }

  /** Those of the experiments that were not there before. */
  compare(others: readonly ExperimentRef[]): readonly ExperimentRef[] {
    const added = this.#compared.add(others);
    this.push();
    return added;
  }

  push(): void {
    this.#panel.push();
  }

  state(): PushedPageState {
    const { compared, ...own } = this.shown();
    return { ...this.#lists.pushed(own), compared: compared.map((one) => this.#lists.pushed(one)) };
  }

  /** The state with all its lists. */
  shown(): ExperimentPageState {
    return {
      reference: this.reference,
      front: this.#front,
      connectionLabel: this.#own.connectionLabel,
      capabilities: this.#capabilities,
      ...this.#own.parts,
      revision: this.#own.revision,
      updatedAt: this.#own.updatedAt,
      compared: this.#compared.state(),
      polling: {
        paused: this.#paused,
        interval: this.#options.settings.refreshInterval,
        blindness: this.#blindness,
      },
    };
  }

  dispose(): void {
    this.#panel.dispose();
  }

  get #blindness(): Blindness | null {
    const watched = blindness(
      [this.reference, ...this.#compared.references],
      (ref) => this.#store.pollFailure(ref),
      Date.now(),
    );
    if (watched !== null) {
      return watched;
    }
    const stale = this.#own.staleSince;
    return stale === null
      ? null
      : { of: this.reference, failedRounds: 1, failingSince: stale.time, problem: stale.problem, retryAt: null };
  }

  #show(front: ExperimentPageState['front']): void {
    this.#front = front;
    this.#own.show(partsOf[front.tab]);
    this.#compared.show(front.tab);
  }

  #see(): void {
    const visibility = { visible: this.#visible, paused: this.#paused };
    this.#own.setVisibility(visibility);
    this.#compared.setVisibility(visibility);
  }

  #changed(): void {
    const { experiment } = this.#own.parts;
    if (experiment.state === 'ready' && experiment.value !== this.#capabilitiesOf) {
      this.#panel.title = oneLine(titleOf(experiment.value));
      this.#capabilitiesOf = experiment.value;
      void this.#loadCapabilities();
    }
    this.push();
  }

  async #loadCapabilities(): Promise<void> {
    this.#capabilities = await this.#store.capabilities(this.reference).catch(() => nothingPossible);
    this.push();
  }

  /** A page is never trusted: it reaches what it shows and nothing else. */
  #shown(of: unknown): ExperimentModel {
    const ref = readReference(of);
    if (ref !== null && sameExperiment(ref, this.reference)) {
      return this.#own;
    }
    const compared = ref === null ? undefined : this.#compared.find(ref);
    if (compared === undefined) {
      throw new BackendError('notFound', 'This experiment is not shown here.', {
        advice: 'Add it to the charts first.',
      });
    }
    return compared;
  }

  async #project(): Promise<ProjectRef> {
    const { workspace, projectId } = await this.#store.experiment(this.reference);
    return { connection: this.reference.connection, workspace, projectId };
  }

  #try(command: () => unknown): void {
    void Promise.resolve().then(command).catch(this.#options.report);
  }
}

const run = (verb: Verb, ...parameters: readonly unknown[]): void =>
  void commands.executeCommand(`experimentExplorer.${verb}`, ...parameters);

const titleOf = (experiment: Experiment | undefined): string => experiment?.name ?? 'Experiment';
