/** The panel of one experiment: what it shows, how it answers its page, and what it has done for it. */
import * as l10n from '@vscode/l10n';
import { commands, env, Uri, type WebviewPanel } from 'vscode';
import { commitAddress } from '../shared/address/commitUrl';
import type { Disposable } from '../shared/base/event';
import { experimentTabs, tabAmong, tabsOf, type ExperimentTab } from '../shared/verbs/experimentTabs';
import { applicable, pageVerbs, type PageVerb } from '../shared/verbs/experimentVerbs';
import type { ConnectionInfo, Experiment } from '../shared/experiment';
import { oneLine } from '../shared/text/plainText';
import { BackendError } from '../shared/problem';
import type { Staleness, ExperimentPageProtocol, ExperimentPageState, PushedPageState } from '../shared/protocol';
import { sameExperiment, type ExperimentRef, type ProjectRef } from '../shared/reference';
import type { Verb } from '../shared/verbs/verbs';
import type { Store } from '../store/store';
import { staleness } from './staleness';
import { ComparedExperiments } from './comparedExperiments';
import { readCrash } from './crash';
import { readExperimentRef } from './pageMemory';
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

export class ExperimentPanel implements PanelContent<ExperimentPageProtocol>, Disposable {
  readonly reference: ExperimentRef;
  readonly #store: Store;
  readonly #options: ExperimentPanelOptions;
  readonly #panel: Panel<ExperimentPageProtocol>;
  readonly #own: ExperimentModel;
  readonly #compared: ComparedExperiments;
  readonly #outputs = new OutputChunks();
  readonly #lists = new ListVersions();
  /** What its tracker has; null until that is known, and while it cannot be known. */
  #offers: Awaited<ReturnType<Store['offers']>> | null = null;
  /** As it was asked for: where the tracker cannot have the tab, the first one is in front. */
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
    const failures = store.polling.onDidChangeFailure(() => this.push());
    // Who signs in again may meet another tracker, or one that could not be asked before.
    const changes = store.onDidChange((change) => {
      if (change.kind === 'connection' && change.connection === ref.connection) {
        void this.#loadOffers();
      }
    });
    void this.#loadOffers();
    this.#panel.onDidAppear((visible) => {
      this.#visible = visible;
      this.#updateVisibility();
    });
    this.#panel.onDidDispose(() => {
      failures.dispose();
      changes.dispose();
      this.#own.dispose();
      this.#compared.dispose();
    });
  }

  readonly schemas = experimentPageSchemas;

  readonly answers: PanelContent<ExperimentPageProtocol>['answers'] = {
    list: ({ of, list, from }) => Promise.resolve(this.#lists.piece(this.#shown(of).parts, list, from)),
    series: ({ of, names, full }) => this.#store.details.series(this.#shown(of).reference, names, { full }),
    code: ({ path }) => this.#store.details.readCode(this.reference, path),
    patch: () => this.#store.details.patch(this.reference),
    output: async ({ from }) => this.#outputs.part(await this.#store.details.output(this.reference), from),
    crash: async () => readCrash(await this.#store.details.output(this.reference)),
    notes: async () =>
      (await this.#store.offers(this.reference))('notes') ? this.#store.projects.notes(await this.#project()) : null,
    asset: ({ of, assetId }) => this.#store.details.readAsset(this.#shown(of).reference, assetId, largestShown),
    html: () => this.#store.details.html(this.reference),
    graph: () => this.#store.details.graph(this.reference),
  };

  readonly commands: PanelContent<ExperimentPageProtocol>['commands'] = {
    show: ({ tab, of }) => {
      if (!this.#tabs.includes(tab)) {
        return;
      }
      this.#compared.choose(readExperimentRef(of));
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
        run(verb, { connection: (this.#staleness?.of ?? this.reference).connection });
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
      const ref = readExperimentRef(of);
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
      this.#updateVisibility();
      this.push();
    },
    retryNow: () => {
      if (this.#own.staleSince !== null) {
        this.#store.refresh(this.reference);
      }
      // Also of those of which nothing failed yet: their round may be under way.
      for (const ref of [this.reference, ...this.#compared.references]) {
        this.#store.polling.askNow(ref);
      }
    },
    openCommit: () =>
      this.#try(async () => {
        const { origin = null, commit = null } = (await this.#store.details.git(this.reference)) ?? {};
        const address = origin === null || commit === null ? null : commitAddress(origin, commit);
        if (address === null) {
          throw new BackendError('unsupported', l10n.t('The web page of this commit is not known.'), {
            advice: l10n.t('Its repository is on a site that we do not know, or on a disk.'),
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
      front: { ...this.#front, tab: this.#tab },
      connectionLabel: this.#own.connectionLabel,
      verbs: this.#verbs,
      tabs: this.#tabs,
      ...this.#own.parts,
      revision: this.#own.revision,
      updatedAt: this.#own.updatedAt,
      compared: this.#compared.state(),
      polling: {
        paused: this.#paused,
        interval: this.#options.settings.refreshInterval,
        staleness: this.#staleness,
      },
    };
  }

  dispose(): void {
    this.#panel.dispose();
  }

  get #staleness(): Staleness | null {
    const watched = staleness(
      [this.reference, ...this.#compared.references],
      (ref) => this.#store.polling.failure(ref),
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

  get #tabs(): readonly ExperimentTab[] {
    return this.#offers === null ? experimentTabs : tabsOf(this.#offers);
  }

  get #tab(): ExperimentTab {
    return tabAmong(this.#tabs, this.#front.tab);
  }

  get #verbs(): readonly PageVerb[] {
    const { experiment } = this.#own.parts;
    return experiment.state === 'ready' ? applicable(pageVerbs, this.#offers ?? (() => false), experiment.value) : [];
  }

  #show(front: ExperimentPageState['front']): void {
    this.#front = front;
    this.#own.show(partsOf[this.#tab]);
    this.#compared.show(this.#tab);
  }

  #updateVisibility(): void {
    const visibility = { visible: this.#visible, paused: this.#paused };
    this.#own.setVisibility(visibility);
    this.#compared.setVisibility(visibility);
  }

  #changed(): void {
    const { experiment } = this.#own.parts;
    if (experiment.state === 'ready') {
      this.#panel.title = oneLine(titleOf(experiment.value));
    }
    this.push();
  }

  async #loadOffers(): Promise<void> {
    this.#offers = await this.#store.offers(this.reference).catch(() => null);
    this.#show(this.#front);
    this.push();
  }

  /** A page is never trusted: it reaches what it shows and nothing else. */
  #shown(of: unknown): ExperimentModel {
    const ref = readExperimentRef(of);
    if (ref !== null && sameExperiment(ref, this.reference)) {
      return this.#own;
    }
    const compared = ref === null ? undefined : this.#compared.find(ref);
    if (compared === undefined) {
      throw new BackendError('notFound', l10n.t('This experiment is not shown here.'), {
        advice: l10n.t('Add it to the charts first.'),
      });
    }
    return compared;
  }

  async #project(): Promise<ProjectRef> {
    const { workspace, projectId } = await this.#store.experiments.get(this.reference);
    return { connection: this.reference.connection, workspace, projectId };
  }

  #try(operation: () => unknown): void {
    void Promise.resolve().then(operation).catch(this.#options.report);
  }
}

const run = (verb: Verb, ...parameters: readonly unknown[]): void =>
  void commands.executeCommand(`experimentExplorer.${verb}`, ...parameters);

/** What stands on its tab. */
export const titleOf = (experiment: Experiment | undefined): string => experiment?.name ?? l10n.t('Experiment');
