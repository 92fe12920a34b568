/**
 * The Evaluation tab: confusion matrices, curves, histograms, embeddings and tables that were logged, by this
 * experiment or by those beside it. Fetched when it is first shown.
 */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { Asset } from '../../../src/shared/experiment';
import { ready } from '../../../src/shared/problem';
import type { ExperimentPageState } from '../../../src/shared/protocol';
import { naturalOrder } from '../../../src/shared/series/series';
import { groupAssets, type AssetGroup } from '../assets/assetGroups';
import {
  byKind,
  evaluationKindOf,
  evaluationKinds,
  withoutCombinedParts,
  type EvaluationKind,
} from '../assets/assetKinds';
import { choice } from '../../elements/choice';
import { PageElement, type ExperimentHost } from '../../elements/element';
import { assetsOf, ExperimentsShown, missingAssets, type ExperimentAssets } from '../assets/experimentAssets';
import { part } from '../../elements/parts';
import { rowsHolding } from '../../elements/tables/rows';
import { searchField } from '../../elements/searchField';
import { segments } from '../../elements/segments';
import type { Checkbox } from '../../toolkit';
import { matrixModes, type MatrixMode } from './matrix/confusionMatrix';
import type { CurvesOf } from './curves/curvesView';
import './curves/curvesView';
import { familyOf } from './curves/curve';
import './embedding/embeddingView';
import { histogramModes, type HistogramMode } from './histogram/histogramView';
import './histogram/histogramView';
import './matrix/matrixView';
import './table/tableView';

const titles: Readonly<Record<EvaluationKind, string>> = {
  matrices: l10n.t('Confusion matrices'),
  curves: l10n.t('Curves'),
  histograms: l10n.t('Histograms'),
  embeddings: l10n.t('Embeddings'),
  tables: l10n.t('Tables'),
};
const modeTitles: Readonly<Record<HistogramMode, string>> = {
  ridge: l10n.t('Ridges'),
  heat: l10n.t('Heat map'),
  single: l10n.t('One step'),
};
const cellTitles: Readonly<Record<MatrixMode, string>> = {
  counts: l10n.t('Counts'),
  rows: l10n.t('Row share'),
  columns: l10n.t('Column share'),
};
const worthSearching = 8;
/** In the place of an experiment's id. */
const noExperiment = '';

/** What one experiment logged of one kind. */
interface Logged {
  readonly experiment: ExperimentAssets;
  readonly assets: readonly Asset[];
}

export class EvaluationTab extends PageElement {
  static override properties = {
    host: { attribute: false },
    state: { attribute: false },
    active: { attribute: false },
    paletteIndexes: { attribute: false },
    alone: { state: true },
    chosen: { state: true },
    mode: { state: true },
    cells: { state: true },
    logarithmic: { state: true },
    query: { state: true },
    chosenOf: { state: true },
    of: { state: true },
    comparedId: { state: true },
  };

  declare host: ExperimentHost;
  declare state: ExperimentPageState;
  declare active: boolean;
  /** Of experiments in the palette, as the charts have them. */
  declare paletteIndexes: Readonly<Record<string, number>>;
  /** Only the page's own experiment, although others lie beside it. */
  declare alone: boolean;
  declare chosen: EvaluationKind | null;
  declare mode: HistogramMode;
  declare cells: MatrixMode;
  declare logarithmic: boolean;
  declare query: string;
  /** Which one of several is shown, by kind. */
  declare chosenOf: ReadonlyMap<EvaluationKind, string>;
  /** The experiment whose results are shown, where one is shown at a time; the first that has any while null. */
  declare of: string | null;
  /** The experiment whose matrix stands beside. */
  declare comparedId: string;

  readonly #shown = new ExperimentsShown();

  constructor() {
    super();
    this.paletteIndexes = {};
    this.alone = false;
    this.chosen = null;
    this.mode = 'ridge';
    this.cells = 'counts';
    this.logarithmic = false;
    this.query = '';
    this.chosenOf = new Map();
    this.of = null;
    this.comparedId = noExperiment;
  }

  override render(): unknown {
    const all = this.#shown.of(this.host, this.state, this.paletteIndexes);
    const [own] = all;
    if (own === undefined) {
      return nothing;
    }
    const shown = this.alone ? [own] : all;
    const found = this.#found(shown);
    return html`
      ${
        all.length < 2
          ? nothing
          : segments({
              label: l10n.t('Experiments'),
              chosen: this.alone ? 'alone' : 'beside',
              choose: (id) => (this.alone = id === 'alone'),
              segments: [
                { id: 'beside', title: l10n.t('All experiments') },
                { id: 'alone', title: l10n.t('This experiment') },
              ],
            })
      }
      ${part(
        found.size > 0 ? ready([]) : own.assets,
        {
          what: l10n.t('what was evaluated'),
          host: this.host,
          empty: () =>
            found.size > 0
              ? null
              : shown.length === 1
                ? l10n.t('This experiment has logged no confusion matrices, curves, histograms, embeddings or tables.')
                : l10n.t(
                    'None of these experiments has logged confusion matrices, curves, histograms, embeddings or tables.',
                  ),
        },
        () => this.#draw(found),
      )}
      ${missingAssets(shown)}`;
  }

  #found(shown: readonly ExperimentAssets[]): ReadonlyMap<EvaluationKind, readonly Logged[]> {
    const each = shown.map((experiment) => ({
      experiment,
      found: byKind(withoutCombinedParts(assetsOf(experiment)), evaluationKinds, evaluationKindOf),
    }));
    return new Map(
      evaluationKinds
        .map((kind): [EvaluationKind, readonly Logged[]] => [
          kind,
          each.flatMap(({ experiment, found }) => {
            const assets = found.get(kind);
            return assets === undefined ? [] : [{ experiment, assets }];
          }),
        ])
        .filter(([, logged]) => logged.length > 0),
    );
  }

  #draw(found: ReadonlyMap<EvaluationKind, readonly Logged[]>): TemplateResult {
    const kinds = [...found.keys()];
    const chosen = this.chosen !== null && found.has(this.chosen) ? this.chosen : (kinds[0] ?? 'matrices');
    return html`
      ${segments({
        label: l10n.t('Kind of result'),
        chosen,
        choose: (kind) => (this.chosen = kind),
        segments: kinds.map((id) => ({
          id,
          title: titles[id],
          count: (found.get(id) ?? []).reduce((count, { assets }) => count + assets.length, 0),
        })),
      })}
      ${this.#panel(chosen, found.get(chosen) ?? [])}`;
  }

  #panel(kind: EvaluationKind, logged: readonly Logged[]): TemplateResult {
    const { host } = this;
    const one = logged.find(({ experiment }) => experiment.id === this.of) ?? logged[0];
    if (one === undefined) {
      return html``;
    }
    const { experiment, assets } = one;
    switch (kind) {
      case 'curves':
        return this.#curves(logged);
      case 'matrices':
        return this.#matrices(logged, one);
      case 'histograms':
        return this.#histograms(logged, one);
      case 'embeddings':
        return html`${this.#owner(logged, one)}${this.#oneOf(
          kind,
          assets,
          ({ id }) => id,
          ({ name }) => name,
          (asset) => html`<embedding-view .host=${host} .experiment=${experiment} .asset=${asset}></embedding-view>`,
        )}`;
      case 'tables':
        return html`${this.#owner(logged, one)}${this.#oneOf(
          kind,
          assets,
          ({ id }) => id,
          ({ name, step }) => (step === null ? name : l10n.t('{name}, step {step}', { name, step })),
          (asset) => html`<table-view .host=${host} .experiment=${experiment} .asset=${asset}></table-view>`,
        )}`;
    }
  }

  #curves(logged: readonly Logged[]): TemplateResult {
    const count = logged.reduce((sum, { assets }) => sum + assets.length, 0);
    const matching = logged.map(({ experiment, assets }) => ({ experiment, assets: this.#matching(assets) }));
    return html`${count < worthSearching ? nothing : html`<div class="toolbar">${this.#search(count)}</div>`}<div class="plot-grid">${families(
      matching,
    ).map(
      ([name, members]) => html`
      <curves-view .host=${this.host} .name=${name} .members=${members} .beside=${!this.alone && this.state.compared.length > 0}></curves-view>`,
    )}</div>`;
  }

  #matrices(logged: readonly Logged[], one: Logged): TemplateResult {
    const other = logged.find(({ experiment }) => experiment.id === this.comparedId && experiment !== one.experiment);
    const view = ({ experiment }: Logged, group: AssetGroup): TemplateResult =>
      html`<matrix-view .host=${this.host} .experiment=${experiment} .named=${other !== undefined} .group=${group} .mode=${this.cells}></matrix-view>`;
    return html`
      <div class="toolbar">
        ${segments({ label: l10n.t('What a cell says'), chosen: this.cells, choose: (mode) => (this.cells = mode), segments: matrixModes.map((id) => ({ id, title: cellTitles[id] })) })}
        ${this.#ownerChooser(logged, one)}
        ${
          logged.length < 2
            ? nothing
            : html`<label class="control">${l10n.t('Beside')} ${choice(
                l10n.t('Beside'),
                [
                  [noExperiment, 'nothing'],
                  ...logged
                    .filter(({ experiment }) => experiment !== one.experiment)
                    .map(({ experiment }) => [experiment.id, experiment.title] as const),
                ],
                other?.experiment.id ?? noExperiment,
                (id) => (this.comparedId = id),
              )}</label>`
        }
      </div>
      ${this.#oneOf(
        'matrices',
        groupAssets(one.assets),
        ({ id }) => id,
        ({ name, context }) => (context === null ? name : `${name} (${context})`),
        (group) => {
          if (other === undefined) {
            return view(one, group);
          }
          const same = groupAssets(other.assets).find(({ id }) => id === group.id);
          return html`<div class="matrix-pair">${view(one, group)}${same === undefined ? html`<p class="part-empty">${l10n.t('{title} has logged no matrix of this name.', { title: other.experiment.title })}</p>` : view(other, same)}</div>`;
        },
      )}`;
  }

  #histograms(logged: readonly Logged[], one: Logged): TemplateResult {
    return html`
      <div class="toolbar">${segments({ label: l10n.t('Drawn as'), chosen: this.mode, choose: (mode) => (this.mode = mode), segments: histogramModes.map((id) => ({ id, title: modeTitles[id] })) })}
        <vscode-checkbox ?checked=${this.logarithmic} @change=${(event: Event) => (this.logarithmic = (event.currentTarget as Checkbox).checked)}>${l10n.t('Logarithmic counts')}</vscode-checkbox>
        ${this.#ownerChooser(logged, one)}${this.#search(one.assets.length)}</div>
      <div class="plot-grid">${groupAssets(this.#matching(one.assets)).map(
        (group) => html`
        <histogram-view .host=${this.host} .experiment=${one.experiment} .group=${group} .mode=${this.mode} .logarithmic=${this.logarithmic}></histogram-view>`,
      )}</div>`;
  }

  #owner(logged: readonly Logged[], one: Logged): TemplateResult | typeof nothing {
    return logged.length < 2 ? nothing : html`<div class="toolbar">${this.#ownerChooser(logged, one)}</div>`;
  }

  #ownerChooser(logged: readonly Logged[], { experiment }: Logged): TemplateResult | typeof nothing {
    return logged.length < 2
      ? nothing
      : html`<label class="control">${l10n.t('Of')} ${choice(
          l10n.t('Of'),
          logged.map((one) => [one.experiment.id, one.experiment.title] as const),
          experiment.id,
          (id) => (this.of = id),
        )}</label>`;
  }

  #search(count: number): TemplateResult | typeof nothing {
    return count < worthSearching
      ? nothing
      : searchField(l10n.t('Search by name'), this.query, (query) => (this.query = query));
  }

  #matching(assets: readonly Asset[]): readonly Asset[] {
    return rowsHolding(assets, this.query, ({ name }) => name);
  }

  /** One at a time, chosen from a row of names. */
  #oneOf<T>(
    kind: EvaluationKind,
    all: readonly T[],
    idOf: (one: T) => string,
    titleOf: (one: T) => string,
    draw: (one: T) => TemplateResult,
  ): TemplateResult {
    const chosen = all.find((one) => idOf(one) === this.chosenOf.get(kind)) ?? all[0];
    if (chosen === undefined) {
      return html``;
    }
    return html`${
      all.length < 2
        ? nothing
        : html`<div class="choices">${segments({
            label: titles[kind],
            chosen: idOf(chosen),
            choose: (id) => (this.chosenOf = new Map(this.chosenOf).set(kind, id)),
            segments: all.map((one) => ({ id: idOf(one), title: titleOf(one) })),
          })}</div>`
    }${draw(chosen)}`;
  }
}

/** Curves of one family together, of all experiments; names in natural order, steps ascending. */
function families(logged: readonly Logged[]): readonly (readonly [name: string, members: readonly CurvesOf[]])[] {
  const found = new Map<string, Map<ExperimentAssets, Asset[]>>();
  for (const { experiment, assets } of logged) {
    for (const asset of assets) {
      const family = found.get(familyOf(asset.name)) ?? new Map<ExperimentAssets, Asset[]>();
      found.set(familyOf(asset.name), family);
      const members = family.get(experiment);
      if (members === undefined) {
        family.set(experiment, [asset]);
      } else {
        members.push(asset);
      }
    }
  }
  return [...found]
    .map(([name, family]): [string, readonly CurvesOf[]] => [
      name,
      [...family].map(([experiment, assets]) => ({
        experiment,
        assets: assets.sort((one, other) => naturalOrder(one.name, other.name) || (one.step ?? 0) - (other.step ?? 0)),
      })),
    ])
    .sort(([one], [other]) => naturalOrder(one, other));
}

customElements.define('evaluation-tab', EvaluationTab);
