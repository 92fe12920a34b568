/**
 * The panels of reports: HTML that a run logged, which is somebody else's. Its scripts run nowhere but here, when the
 * reader asks for it, and end with the panel: a page whose scripts never rest cannot be spoken to, but its panel can be
 * thrown away.
 */
import * as l10n from '@vscode/l10n';
import { commands, env, Uri, ViewColumn, type WebviewPanel } from 'vscode';
import { documentAddress } from '../shared/address/experimentUri';
import type { Disposable } from '../shared/base/event';
import { oneLine } from '../shared/text/plainText';
import { BackendError } from '../shared/problem';
import type { ReportPageProtocol, ReportPageState } from '../shared/protocol';
import { sameExperiment, type ReportRef } from '../shared/reference';
import { shortName } from '../shared/text/summary';
import type { Verb } from '../shared/verbs/verbs';
import type { Store } from '../store/store';
import { readReportMemory } from './pageMemory';
import { reportPageSchemas } from './pageMessages';
import { largestShown, Panel, type PanelContent, type PanelKind } from './panel';
import { reportViewTypes } from './registration';

export interface ReportPanelOptions {
  readonly store: Store;
  /** Tells the user of the failure of what they just did. */
  readonly report: (error: unknown) => unknown;
  /** The extension's folder. */
  readonly extension: Uri;
}

/** All report panels of the window: one a report. */
export class ReportPanels implements Disposable {
  readonly #options: ReportPanelOptions;
  readonly #open = new Set<ReportPanel>();
  /** The index in `reportViewTypes` of the next panel's. */
  #next = 0;
  readonly #subscription: Disposable;

  constructor(options: ReportPanelOptions) {
    this.#options = options;
    this.#subscription = options.store.onDidChange((change) => {
      for (const panel of this.#open) {
        if (
          change.kind === 'connection'
            ? change.connection === panel.reference.connection
            : change.kind === 'experiment' && sameExperiment(change, panel.reference)
        ) {
          panel.askAgain();
        }
      }
    });
  }

  /** An open panel of the report comes to the front. Rejects with `notFound` when there is none to show. */
  async open(ref: ReportRef): Promise<void> {
    const known = this.#panelOf(ref);
    if (known !== undefined) {
      known.reveal();
      return;
    }
    const { store } = this.#options;
    if (ref.assetId === null && ((await store.details.html(ref)) ?? '') === '') {
      throw new BackendError('notFound', l10n.t('No HTML report was logged with this experiment.'));
    }
    const title = await titleOf(store, ref);
    // Somebody else may have opened it meanwhile.
    if (this.#panelOf(ref) === undefined) {
      this.#create(ref, title);
    }
  }

  /**
   * Ends the scripts of the report in front, or else of all that are open, whatever they are doing: the panel is thrown
   * away, and another one instead of it shows the report without them.
   */
  stopScripts(): void {
    const running = this.#running;
    const front = running.filter(({ active }) => active);
    for (const panel of front.length > 0 ? front : running) {
      const { reference, title, column } = panel;
      panel.dispose();
      this.#create(reference, title, column);
    }
  }

  /** What the panels' pages are shown. */
  get shown(): readonly ReportPageState[] {
    return [...this.#open].map((panel) => panel.state());
  }

  /** How the panel of a report answers and what it does, as its page calls it; undefined when none is open. */
  contentOf(ref: ReportRef): PanelContent<ReportPageProtocol> | undefined {
    return this.#panelOf(ref);
  }

  /** After a reload of the window. */
  restore(panel: WebviewPanel, viewType: string, memory: unknown): void {
    const ref = readReportMemory(memory);
    // Without knowing what it showed, an empty page would only puzzle; and two of one report never help.
    if (ref === null || this.#panelOf(ref) !== undefined) {
      panel.dispose();
    } else {
      this.#add(ref, this.#kind(viewType), panel);
    }
  }

  dispose(): void {
    this.#subscription.dispose();
    for (const panel of [...this.#open]) {
      panel.dispose();
    }
  }

  /** Those that are visible: what is hidden runs nothing. */
  get #running(): readonly ReportPanel[] {
    return [...this.#open].filter(({ runsScripts, visible }) => runsScripts && visible);
  }

  #panelOf(ref: ReportRef): ReportPanel | undefined {
    return [...this.#open].find(({ reference }) => sameExperiment(reference, ref) && reference.assetId === ref.assetId);
  }

  #kind(viewType: string = reportViewTypes[this.#next % reportViewTypes.length] ?? reportViewTypes[0]): PanelKind {
    return { viewType, page: 'report', extension: this.#options.extension };
  }

  #create(ref: ReportRef, title: string, column?: ViewColumn): void {
    const kind = this.#kind();
    this.#add(ref, kind, Panel.create(kind, title, column));
  }

  #add({ connection, key, assetId }: ReportRef, kind: PanelKind, webviewPanel: WebviewPanel): void {
    const panel = new ReportPanel({ connection, key, assetId }, webviewPanel, kind, this.#options, () => this.#tell());
    this.#open.add(panel);
    webviewPanel.onDidChangeViewState(() => this.#tell());
    panel.onDidDispose(() => {
      if (panel.runsScripts) {
        this.#next += 1;
      }
      this.#open.delete(panel);
      this.#tell();
    });
  }

  /** A button in the title of the editors hangs on it: it works while a page hears nothing. */
  #tell(): void {
    void commands.executeCommand('setContext', 'experimentExplorer.reportScriptsRun', this.#running.length > 0);
  }
}

class ReportPanel implements PanelContent<ReportPageProtocol>, Disposable {
  readonly reference: ReportRef;
  readonly #options: ReportPanelOptions;
  readonly #webviewPanel: WebviewPanel;
  readonly #panel: Panel<ReportPageProtocol>;
  readonly #changed: () => void;
  #revision = 1;
  #runsScripts = false;

  readonly onDidDispose: Panel<ReportPageProtocol>['onDidDispose'];

  /** @param changed whether its scripts run has */
  constructor(
    reference: ReportRef,
    webviewPanel: WebviewPanel,
    kind: PanelKind,
    options: ReportPanelOptions,
    changed: () => void,
  ) {
    this.reference = reference;
    this.#options = options;
    this.#webviewPanel = webviewPanel;
    this.#changed = changed;
    this.#panel = new Panel(webviewPanel, kind, this);
    this.onDidDispose = this.#panel.onDidDispose;
    // A page that has just been made runs nothing, once it is there to say so: behind another one that never ends it
    // may never be.
    this.#panel.onDidAppear((visible) => {
      if (visible) {
        this.#run(false);
      }
    });
  }

  readonly schemas = reportPageSchemas;

  readonly answers: PanelContent<ReportPageProtocol>['answers'] = {
    report: () => {
      const { connection, key, assetId } = this.reference;
      void this.#retitle();
      return assetId === null
        ? this.#options.store.details.html({ connection, key })
        : this.#options.store.details.readAsset({ connection, key }, assetId, largestShown);
    },
  };

  readonly commands: PanelContent<ReportPageProtocol>['commands'] = {
    runScripts: () => this.#run(true),
    stopScripts: () => this.#run(false),
    openSource: () => {
      const { connection, key, assetId } = this.reference;
      if (assetId !== null) {
        run('openAsset', { connection, key, assetId });
      } else {
        void this.#openLogged().catch(this.#options.report);
      }
    },
    copyText: ({ text }) => void env.clipboard.writeText(text),
    refresh: () => this.#options.store.refresh(this.reference),
    verb: ({ verb }) => run(verb, ...(verb === 'signIn' ? [{ connection: this.reference.connection }] : [])),
  };

  get active(): boolean {
    return this.#panel.active;
  }

  /** As far as is known: it is not, while the page says nothing. */
  get runsScripts(): boolean {
    return this.#runsScripts;
  }

  get visible(): boolean {
    return this.#webviewPanel.visible;
  }

  get title(): string {
    return this.#webviewPanel.title;
  }

  get column(): ViewColumn {
    return this.#webviewPanel.viewColumn ?? ViewColumn.Active;
  }

  reveal(): void {
    this.#panel.reveal();
  }

  askAgain(): void {
    this.#revision += 1;
    this.#panel.push();
  }

  state(): ReportPageState {
    return { reference: this.reference, revision: this.#revision, runsScripts: this.#runsScripts };
  }

  dispose(): void {
    this.#panel.dispose();
  }

  #run(scripts: boolean): void {
    if (this.#runsScripts === scripts) {
      return;
    }
    this.#runsScripts = scripts;
    this.#changed();
    this.#panel.push();
  }

  async #openLogged(): Promise<void> {
    const { connection, key } = this.reference;
    const { name } = await this.#options.store.experiments.get({ connection, key });
    await commands.executeCommand(
      'vscode.open',
      Uri.from(documentAddress({ connection, key }, name, { kind: 'html' })),
      { preview: true },
    );
  }

  /** Names change, and a panel that comes back after a reload has the one it had. */
  async #retitle(): Promise<void> {
    try {
      this.#panel.title = oneLine(await titleOf(this.#options.store, this.reference));
    } catch {
      // The page says what is wrong.
    }
  }
}

async function titleOf(store: Store, { connection, key, assetId }: ReportRef): Promise<string> {
  const [{ name }, asset] = await Promise.all([
    store.experiments.get({ connection, key }),
    assetId === null ? null : store.details.asset({ connection, key }, assetId),
  ]);
  return asset === null
    ? l10n.t('{name} report', { name: shortName(name) })
    : `${shortName(asset.name)} · ${shortName(name)}`;
}

const run = (verb: Verb, ...parameters: readonly unknown[]): void =>
  void commands.executeCommand(`experimentExplorer.${verb}`, ...parameters);
