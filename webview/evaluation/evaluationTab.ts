/** The Evaluation tab: confusion matrices, curves, histograms, embeddings and tables that were logged. Fetched when it is first shown. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Asset } from '../../src/shared/experiment';
import type { ExperimentPageState } from '../../src/shared/protocol';
import { naturalOrder } from '../../src/shared/series';
import { AssetBytes } from '../assetBytes';
import { groupAssets, type AssetGroup } from '../assetGroups';
import { byKind, evaluationKindOf, evaluationKinds, withoutCombinedParts, type EvaluationKind } from '../assetKinds';
import { PageElement, type ExperimentHost } from '../element';
import { part } from '../parts';
import { searchField } from '../searchField';
import { segments } from '../segments';
import './curvesView';
import { familyOf } from './curve';
import './embeddingView';
import { histogramModes, type HistogramMode } from './histogramView';
import './histogramView';
import './matrixView';
import './tableView';

const titles: Readonly<Record<EvaluationKind, string>> = {
  matrices: 'Confusion matrices', curves: 'Curves', histograms: 'Histograms', embeddings: 'Embeddings', tables: 'Tables',
};
const modeTitles: Readonly<Record<HistogramMode, string>> = { ridge: 'Ridges', heat: 'Heat map', single: 'One step' };
const worthSearching = 8;

export class EvaluationTab extends PageElement {
  static override properties = {
    host: { attribute: false }, state: { attribute: false }, active: { attribute: false },
    chosen: { state: true }, mode: { state: true }, query: { state: true }, chosenOf: { state: true },
  };

  declare host: ExperimentHost;
  declare state: ExperimentPageState;
  declare active: boolean;
  declare chosen: EvaluationKind | null;
  declare mode: HistogramMode;
  declare query: string;
  /** Which one of several is shown, by kind. */
  declare chosenOf: ReadonlyMap<EvaluationKind, string>;

  #bytes: AssetBytes | null = null;

  constructor() {
    super();
    this.chosen = null;
    this.mode = 'ridge';
    this.query = '';
    this.chosenOf = new Map();
  }

  override render(): unknown {
    return part(this.state.assets, {
      what: 'what was evaluated', host: this.host,
      empty: (assets) => (assets.some((asset) => evaluationKindOf(asset) !== null) ? null : 'This experiment has logged no confusion matrices, curves, histograms, embeddings or tables.'),
    }, (assets) => this.#draw(assets));
  }

  #draw(all: readonly Asset[]): TemplateResult {
    const found = byKind(withoutCombinedParts(all), evaluationKinds, evaluationKindOf);
    const kinds = [...found.keys()];
    const chosen = this.chosen !== null && found.has(this.chosen) ? this.chosen : kinds[0] ?? 'matrices';
    return html`
      ${segments({
        label: 'Kind of result', chosen, choose: (kind) => (this.chosen = kind),
        segments: kinds.map((id) => ({ id, title: titles[id], count: found.get(id)?.length ?? 0 })),
      })}
      ${this.#panel(chosen, found.get(chosen) ?? [], all)}`;
  }

  #panel(kind: EvaluationKind, assets: readonly Asset[], all: readonly Asset[]): TemplateResult {
    const { host } = this;
    const bytes = (this.#bytes ??= new AssetBytes(host));
    switch (kind) {
      case 'matrices': return this.#oneOf(kind, groupAssets(assets), ({ id }) => id, ({ name, context }) => (context === null ? name : `${name} (${context})`),
        (group) => html`<matrix-view .host=${host} .bytes=${bytes} .group=${group} .assets=${all}></matrix-view>`);
      case 'embeddings': return this.#oneOf(kind, assets, ({ id }) => id, ({ name }) => name,
        (asset) => html`<embedding-view .host=${host} .bytes=${bytes} .asset=${asset} .assets=${all}></embedding-view>`);
      case 'tables': return this.#oneOf(kind, assets, ({ id }) => id, ({ name, step }) => (step === null ? name : `${name}, step ${step}`),
        (asset) => html`<table-view .host=${host} .bytes=${bytes} .asset=${asset} .assets=${all}></table-view>`);
      case 'curves': return html`${this.#search(assets.length)}<div class="plot-grid">${families(this.#matching(assets)).map(([name, members]) => html`
        <curves-view .host=${host} .bytes=${bytes} .name=${name} .assets=${members}></curves-view>`)}</div>`;
      case 'histograms': return this.#histograms(groupAssets(this.#matching(assets)), bytes, assets.length);
    }
  }

  #histograms(groups: readonly AssetGroup[], bytes: AssetBytes, count: number): TemplateResult {
    return html`
      <div class="toolbar">${segments({ label: 'Drawn as', chosen: this.mode, choose: (mode) => (this.mode = mode), segments: histogramModes.map((id) => ({ id, title: modeTitles[id] })) })}
        ${this.#search(count)}</div>
      <div class="plot-grid">${groups.map((group) => html`<histogram-view .host=${this.host} .bytes=${bytes} .group=${group} .mode=${this.mode}></histogram-view>`)}</div>`;
  }

  #search(count: number): TemplateResult | typeof nothing {
    return count < worthSearching ? nothing : searchField('Search by name', this.query, (query) => (this.query = query));
  }

  #matching(assets: readonly Asset[]): readonly Asset[] {
    const words = this.query.toLowerCase().split(/\s+/);
    return assets.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));
  }

  /** One at a time, chosen from a row of names. */
  #oneOf<T>(kind: EvaluationKind, all: readonly T[], idOf: (one: T) => string, titleOf: (one: T) => string, draw: (one: T) => TemplateResult): TemplateResult {
    const chosen = all.find((one) => idOf(one) === this.chosenOf.get(kind)) ?? all[0];
    if (chosen === undefined) return html``;
    return html`${all.length < 2 ? nothing : html`<div class="choices">${segments({
      label: titles[kind], chosen: idOf(chosen), choose: (id) => (this.chosenOf = new Map(this.chosenOf).set(kind, id)),
      segments: all.map((one) => ({ id: idOf(one), title: titleOf(one) })),
    })}</div>`}${draw(chosen)}`;
  }
}

/** Curves of one family together, in natural order, steps ascending. */
function families(assets: readonly Asset[]): readonly (readonly [name: string, members: readonly Asset[]])[] {
  const found = new Map<string, Asset[]>();
  for (const asset of assets) {
    const members = found.get(familyOf(asset.name));
    if (members === undefined) found.set(familyOf(asset.name), [asset]);
    else members.push(asset);
  }
  for (const members of found.values()) members.sort((one, other) => naturalOrder(one.name, other.name) || (one.step ?? 0) - (other.step ?? 0));
  return [...found].sort(([one], [other]) => naturalOrder(one, other));
}

customElements.define('evaluation-tab', EvaluationTab);
