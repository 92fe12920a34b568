/** The experiment page: header, tabs, and the tab in front. Keeps its arrangement, holds no data of its own. */
import * as l10n from '@vscode/l10n';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { tabAmong, type ExperimentTab } from '../src/shared/verbs/experimentTabs';
import type { ExperimentPageProtocol, ExperimentPageState, PushedPageState } from '../src/shared/protocol';
import {
  memoryVersion,
  readArrangement,
  type AssetsArrangement,
  type ChartArrangement,
  type ExperimentPageMemory,
  type TablesArrangement,
} from './arrangement';
import { deepEqual } from '../src/shared/base/objects';
import { assignPaletteIndexes } from './drawing/palette';
import './tabs/charts/chartsTab';
import { PageElement, type ExperimentHost } from './elements/element';
import { staleStrip } from './page/staleStrip';
import './page/crashStrip';
import { header } from './page/header';
import { connect } from './host';
import { FindKey } from './page/findKey';
import { ListFetcher } from './page/listFetcher';
import { OnDemand } from './page/onDemand';
import './tabs/overview/overviewTab';
import { failedPart, loadingPart, part } from './elements/parts';
import { panelId, tabId, tabStrip } from './page/tabStrip';
import { registerToolkit } from './toolkit';

/** Tabs that the first look does not need: their code comes when they are first shown. */
const onDemand = {
  parameters: () => import('./tabs/parameters/parametersTab'),
  media: () => import('./tabs/media/mediaTab'),
  evaluation: () => import('./tabs/evaluation/evaluationTab'),
  code: () => import('./tabs/code/codeTab'),
  patch: () => import('./tabs/code/patchTab'),
  output: () => import('./tabs/output/outputTab'),
  assets: () => import('./tabs/assets/assetsTab'),
  report: () => import('./tabs/report/reportTab'),
  graph: () => import('./tabs/graph/graphTab'),
  system: () => import('./tabs/overview/systemTab'),
  notes: () => import('./tabs/notes/notesTab'),
};
const isOnDemand = (tab: ExperimentTab): tab is keyof typeof onDemand => Object.hasOwn(onDemand, tab);
/** Milliseconds between two looks at the clock, for “3 min ago”. */
const ageInterval = 30_000;

export class ExperimentPage extends PageElement {
  static override properties = {
    state: { state: true },
    tab: { state: true },
    charts: { state: true },
    tables: { state: true },
    assets: { state: true },
    exceptionWanted: { state: true },
  };

  declare state: ExperimentPageState | null;
  declare tab: ExperimentTab;
  declare charts: ChartArrangement;
  declare tables: TablesArrangement;
  declare assets: AssetsArrangement;
  /** Grows whenever the reader wants to see in the output what ended the run. */
  declare exceptionWanted: number;

  readonly #host: ExperimentHost;
  /** Tabs that have been in front: they keep their scroll, search and zoom while another one is. */
  readonly #visited = new Set<ExperimentTab>();
  readonly #parts = new OnDemand(this, onDemand);
  readonly #lists: ListFetcher;
  #remembered: ExperimentPageMemory | null = null;
  #request = -1;
  #clock = 0;

  constructor() {
    super();
    this.state = null;
    this.exceptionWanted = 0;
    this.#host = connect<ExperimentPageProtocol, ExperimentPageMemory>((state) => this.#receive(state));
    this.#lists = new ListFetcher(this.#host, (state) => (this.state = state));
    new FindKey(this);
    const remembered = readArrangement(this.#host.memory, (sentence) => console.warn(sentence));
    this.tab = remembered.tab;
    this.charts = remembered.charts;
    this.tables = remembered.tables;
    this.assets = remembered.assets;
    // Its code comes while the host gathers what is to be shown.
    if (isOnDemand(this.tab)) {
      this.#parts.fetch(this.tab);
    }
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#clock = window.setInterval(() => this.requestUpdate(), ageInterval);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearInterval(this.#clock);
  }

  override render(): TemplateResult {
    const { state } = this;
    if (state === null || state.experiment.state === 'loading') {
      return html`<main class="alone">${loadingPart(l10n.t('the experiment'))}</main>`;
    }
    if (state.experiment.state === 'failed') {
      return html`<main class="alone">${failedPart(state.experiment.problem, { what: l10n.t('the experiment'), host: this.#host })}</main>`;
    }
    this.#visited.add(this.tab);
    return html`
      ${header(state.experiment.value, state, this.#host, Date.now())}
      ${state.polling.staleness === null ? nothing : staleStrip(state.polling.staleness, this.#host, Date.now())}
      ${state.experiment.value.state === 'crashed' ? html`<crash-strip .host=${this.#host} .reference=${state.reference} .revision=${state.revision} .show=${this.#showException}></crash-strip>` : nothing}
      ${tabStrip(state, this.tab, (tab) => this.#show(tab))}
      <main class=${state.polling.staleness === null ? '' : 'stale'}>${state.tabs.map(
        (tab) => html`
        <div class="tab-panel tab-panel-${tab}" role="tabpanel" id=${panelId(tab)} aria-labelledby=${tabId(tab)} ?hidden=${tab !== this.tab}>
          ${this.#visited.has(tab) ? this.#panel(tab, state) : nothing}
        </div>`,
      )}</main>`;
  }

  override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    if (changed.has('tab')) {
      document.getElementById(tabId(this.tab))?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }
  }

  #onDemand(tab: keyof typeof onDemand, drawn: TemplateResult): unknown {
    return part(
      this.#parts.state(tab),
      { what: l10n.t('this part of the page'), host: this.#host, retry: () => this.#parts.fetch(tab) },
      () => drawn,
    );
  }

  #panel(tab: ExperimentTab, state: ExperimentPageState): unknown {
    const active = tab === this.tab;
    const host = this.#host;
    switch (tab) {
      case 'overview':
        return html`<overview-tab .host=${host} .state=${state} .active=${active} .paletteIndexes=${this.charts.paletteIndexes}></overview-tab>`;
      case 'charts':
        return html`<charts-tab .host=${host} .state=${state} .active=${active} .arrangement=${this.charts} .arrange=${this.#arrange}></charts-tab>`;
      case 'media':
        return this.#onDemand(
          tab,
          html`<media-tab
            .host=${host}
            .state=${state}
            .active=${active}
            .paletteIndexes=${this.charts.paletteIndexes}
          ></media-tab>`,
        );
      case 'evaluation':
        return this.#onDemand(
          tab,
          html`<evaluation-tab .host=${host} .state=${state} .active=${active} .paletteIndexes=${this.charts.paletteIndexes}></evaluation-tab>`,
        );
      case 'report':
        return this.#onDemand(tab, html`<report-tab .host=${host} .state=${state} .active=${active}></report-tab>`);
      case 'graph':
        return this.#onDemand(tab, html`<graph-tab .host=${host} .state=${state} .active=${active}></graph-tab>`);
      case 'parameters':
        return this.#onDemand(
          tab,
          html`<parameters-tab .host=${host} .state=${state} .active=${active} .paletteIndexes=${this.charts.paletteIndexes} .arrangement=${this.tables} .arrange=${this.#arrangeTables}></parameters-tab>`,
        );
      case 'code':
        return this.#onDemand(tab, html`<code-tab .host=${host} .state=${state} .active=${active}></code-tab>`);
      case 'patch':
        return this.#onDemand(tab, html`<patch-tab .host=${host} .state=${state} .active=${active}></patch-tab>`);
      case 'output':
        return this.#onDemand(
          tab,
          html`<output-tab .host=${host} .state=${state} .active=${active} .exceptionWanted=${this.exceptionWanted}></output-tab>`,
        );
      case 'assets':
        return this.#onDemand(
          tab,
          html`<assets-tab .host=${host} .state=${state} .active=${active} .paletteIndexes=${this.charts.paletteIndexes} .arrangement=${this.assets} .arrange=${this.#arrangeAssets}></assets-tab>`,
        );
      case 'notes':
        return this.#onDemand(tab, html`<notes-tab .host=${host} .state=${state} .active=${active}></notes-tab>`);
      case 'system':
        return this.#onDemand(
          tab,
          html`<system-tab .host=${host} .state=${state} .active=${active} .arrangement=${this.charts} .arrange=${this.#arrange}></system-tab>`,
        );
    }
  }

  #receive(pushed: PushedPageState): void {
    const state = this.#lists.receive(pushed);
    this.state = state;
    const paletteIndexes = assignPaletteIndexes(
      this.charts.paletteIndexes,
      [state, ...state.compared].map(({ reference }) => reference),
    );
    if (paletteIndexes !== this.charts.paletteIndexes) {
      this.charts = { ...this.charts, paletteIndexes };
    }
    if (state.front.request > this.#request) {
      this.#request = state.front.request;
      this.tab = state.front.tab;
    }
    // A page that comes back may remember a tab that it cannot have any more.
    this.#show(tabAmong(state.tabs, this.tab));
    this.#remember();
  }

  readonly #showException = (): void => {
    this.exceptionWanted += 1;
    this.#show('output');
  };

  #show(tab: ExperimentTab): void {
    if (tab === this.tab) {
      return;
    }
    this.tab = tab;
    this.#host.do('show', { tab });
    this.#remember();
  }

  readonly #arrange = (change: Partial<ChartArrangement>): void => {
    this.charts = { ...this.charts, ...change };
    this.#remember();
  };

  readonly #arrangeTables = (change: Partial<TablesArrangement>): void => {
    this.tables = { ...this.tables, ...change };
    this.#remember();
  };

  readonly #arrangeAssets = (change: Partial<AssetsArrangement>): void => {
    this.assets = { ...this.assets, ...change };
    this.#remember();
  };

  #remember(): void {
    if (this.state === null) {
      return;
    }
    const { connection, key } = this.state.reference;
    const { tab, charts, tables, assets } = this;
    const memory: ExperimentPageMemory = {
      version: memoryVersion,
      connection,
      key,
      tab,
      charts,
      tables,
      assets,
      compared: this.state.compared.map(({ reference }) => reference),
    };
    if (deepEqual(memory, this.#remembered)) {
      return;
    }
    this.#remembered = memory;
    this.#host.remember(memory);
  }
}

registerToolkit();
customElements.define('experiment-page', ExperimentPage);
