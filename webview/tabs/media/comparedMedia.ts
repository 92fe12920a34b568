/**
 * What several experiments logged under one name, side by side: a row a name, a cell an experiment, one slider over the
 * steps of all.
 */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Asset } from '../../../src/shared/experiment';
import { formatNumber } from '../../../src/shared/format';
import type { MediaKind } from '../assets/assetKinds';
import { foundAt, memberIndexAt, type AssetRow, type Found } from '../assets/assetGroups';
import { PageElement, type ExperimentHost } from '../../elements/element';
import { assetButtons, experimentName, type ExperimentAssets } from '../assets/experimentAssets';
import { moreOf } from '../../elements/parts';
import { rowsHolding } from '../../elements/tables/rows';
import { searchField } from '../../elements/searchField';
import { stepSlider } from '../../elements/stepSlider';
import type { Checkbox } from '../../toolkit';
import '../assets/assetPicture';
import './imageViewer';
import type { ImageViewer, ViewedImage } from './imageViewer';
import './playerList';
import './sampleText';

const worthSearching = 8;
const rowsAtOnce = 40;
const cellsAtOnce = 24;
const sizes = { least: 100, most: 480, first: 200 };

export class ComparedMedia extends PageElement {
  static override properties = {
    host: { attribute: false },
    experiments: { attribute: false },
    rows: { attribute: false },
    kind: { attribute: false },
    stepIndexes: { state: true },
    query: { state: true },
    size: { state: true },
    together: { state: true },
    shown: { state: true },
    whole: { state: true },
  };

  declare host: ExperimentHost;
  /** In their order; the page's own first. */
  declare experiments: readonly ExperimentAssets[];
  declare rows: readonly AssetRow[];
  declare kind: MediaKind;
  /** Where each row's slider stands; the newest step where it was not moved. */
  declare stepIndexes: ReadonlyMap<string, number>;
  declare query: string;
  declare size: number;
  declare together: boolean;
  declare shown: number;
  /** Rows of which all cells are shown. */
  declare whole: ReadonlySet<string>;

  constructor() {
    super();
    this.stepIndexes = new Map();
    this.query = '';
    this.size = sizes.first;
    this.together = true;
    this.shown = rowsAtOnce;
    this.whole = new Set();
  }

  override render(): TemplateResult {
    const found = rowsHolding(this.rows, this.query, ({ name, context }) => `${name} ${context ?? ''}`);
    return html` <div class="toolbar">
        ${this.rows.length < worthSearching ? nothing : searchField(l10n.t('Search by name'), this.query, (query) => (this.query = query))}
        ${
          this.kind !== 'images'
            ? nothing
            : html`<label class="control"
                >${l10n.t('Size')}
                <input
                  type="range"
                  aria-label=${l10n.t('Size of the images')}
                  min=${sizes.least}
                  max=${sizes.most}
                  step="20"
                  .value=${String(this.size)}
                  @input=${(event: Event) => (this.size = Number((event.currentTarget as HTMLInputElement).value))}
              /></label>`
        }
        ${
          this.rows.filter(({ steps }) => steps.length > 1).length < 2
            ? nothing
            : html` <vscode-checkbox
                ?checked=${this.together}
                @change=${(event: Event) => (this.together = (event.currentTarget as Checkbox).checked)}
                >${l10n.t('Move steps together')}</vscode-checkbox
              >`
        }
      </div>
      ${found.length === 0 ? html`<p class="part-empty">${l10n.t('Nothing is called so.')}</p>` : nothing}
      ${repeat(
        found.slice(0, this.shown),
        ({ id }) => id,
        (row) => this.#row(row, found),
      )}
      ${moreOf(found.length - this.shown, 'name', () => (this.shown += rowsAtOnce))}
      <image-viewer .host=${this.host}></image-viewer>`;
  }

  #row(row: AssetRow, found: readonly AssetRow[]): TemplateResult {
    const { id, name, context, steps } = row;
    const place = this.#stepIndexOf(row);
    const cells = this.whole.has(id) ? this.experiments : this.experiments.slice(0, cellsAtOnce);
    return html`<section class="beside" aria-label=${name}>
      <div class="beside-head">
        <h2 class="tile-name" title=${name}>
          <bdi>${name}</bdi>${context === null ? nothing : html` <span class="hint">${context}</span>`}
        </h2>
        ${stepSlider({ label: l10n.t('Step of {name} in all experiments', { name }), steps, place, move: (next) => this.#move(row, next) })}
      </div>
      <div class="beside-cells beside-${this.kind}" .style=${this.kind === 'images' ? `--tile: ${this.size}px` : ''}>
        ${repeat(
          cells,
          (experiment) => experiment.id,
          (experiment) => this.#cell(row, experiment, place, found),
        )}
      </div>
      ${moreOf(this.experiments.length - cells.length, 'experiment', () => (this.whole = new Set(this.whole).add(id)), l10n.t('Show all'))}
    </section>`;
  }

  #cell(row: AssetRow, experiment: ExperimentAssets, place: number, found: readonly AssetRow[]): TemplateResult {
    const cell = this.#found(row, experiment, place);
    return html`<figure class="tile" data-experiment=${experiment.id}>
      ${typeof cell === 'string' ? html`<p class="picture-message">${cell}</p>` : this.#content(row, experiment, cell.assets, place, found)}
      <figcaption>
        ${experimentName(experiment)}${typeof cell === 'string' ? nothing : html`${this.kind === 'text' ? nothing : this.#tools(experiment, cell.assets.at(-1))}<span class="step-words">${otherStep(cell)}</span>`}
      </figcaption>
    </figure>`;
  }

  #content(
    row: AssetRow,
    experiment: ExperimentAssets,
    assets: readonly Asset[],
    place: number,
    found: readonly AssetRow[],
  ): unknown {
    const { bytes } = experiment;
    const { kind } = this;
    // Of several at one step the last tells most; texts are all read.
    const last = assets.at(-1);
    if (last === undefined) {
      return nothing;
    }
    switch (kind) {
      case 'images':
        return html`<button
          class="tile-picture"
          aria-label=${l10n.t('Enlarge {name} of {title}', { name: row.name, title: experiment.title })}
          @click=${() =>
            this.querySelector<ImageViewer>('image-viewer')?.open(
              found.map((one) => this.#viewed(one)),
              row.id,
              place,
              experiment.id,
            )}
        >
          <asset-picture .bytes=${bytes} .asset=${last}></asset-picture>
        </button>`;
      case 'audio':
      case 'video':
        return html`<asset-player .bytes=${bytes} .asset=${last} .kind=${kind}></asset-player>`;
      case 'text':
        return repeat(
          assets,
          ({ id }) => id,
          (asset) =>
            html`<div class="beside-sample">
              <asset-text .bytes=${bytes} .asset=${asset}></asset-text>${this.#tools(experiment, asset)}
            </div>`,
        );
    }
  }

  #tools(experiment: ExperimentAssets, asset: Asset | undefined): TemplateResult | typeof nothing {
    return asset === undefined
      ? nothing
      : html`<span class="tile-tools">${assetButtons(this.host, experiment, asset)}</span>`;
  }

  #viewed(row: AssetRow): ViewedImage {
    const { experiments } = this;
    return {
      id: row.id,
      name: row.name,
      context: row.context,
      steps: row.steps,
      panesAt: (place) =>
        experiments.map((experiment) => {
          const found = this.#found(row, experiment, place);
          return typeof found === 'string'
            ? { experiment, asset: null, words: found }
            : { experiment, asset: found.assets.at(-1) ?? null, words: otherStep(found) };
        }),
    };
  }

  /** What there is, or why there is nothing. */
  #found(row: AssetRow, experiment: ExperimentAssets, place: number): Extract<Found, { state: 'found' }> | string {
    if (experiment.assets?.state !== 'ready') {
      return experiment.assets?.state === 'failed'
        ? l10n.t('Its assets could not be loaded')
        : l10n.t('Loading its assets…');
    }
    const found = foundAt(row, experiment.id, row.steps[place] ?? null);
    switch (found.state) {
      case 'none':
        return l10n.t('Not logged');
      case 'later':
        return l10n.t('Not logged before step {first}', { first: formatNumber(found.first) });
      case 'found':
        return found;
    }
  }

  #stepIndexOf({ id, steps }: AssetRow): number {
    return Math.min(this.stepIndexes.get(id) ?? Infinity, steps.length - 1);
  }

  #move(row: AssetRow, place: number): void {
    const stepIndexes = new Map(this.stepIndexes);
    const step = row.steps[place] ?? null;
    if (this.together && step !== null) {
      for (const other of this.rows) {
        stepIndexes.set(other.id, memberIndexAt(other, step));
      }
    }
    stepIndexes.set(row.id, place);
    this.stepIndexes = stepIndexes;
  }
}

const otherStep = ({ exact, step }: Extract<Found, { state: 'found' }>): string =>
  exact ? '' : step === null ? l10n.t('logged without a step') : l10n.t('of step {step}', { step: formatNumber(step) });

customElements.define('compared-media', ComparedMedia);
