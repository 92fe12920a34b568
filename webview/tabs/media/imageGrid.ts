/** Images in a grid: one tile a name, with a slider over its steps; a full view of each. */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { memberAt, type AssetGroup } from '../assets/assetGroups';
import { PageElement, type ExperimentHost } from '../../elements/element';
import { assetButtons, type ExperimentAssets } from '../assets/experimentAssets';
import { moreOf } from '../../elements/parts';
import { rowsHolding } from '../../elements/tables/rows';
import { searchField } from '../../elements/searchField';
import { stepSlider } from '../../elements/stepSlider';
import type { Checkbox } from '../../toolkit';
import '../assets/assetPicture';
import './imageViewer';
import type { ImageViewer, ViewedImage } from './imageViewer';

const worthSearching = 8;
const tilesAtOnce = 200;
const tileSizes = { least: 120, most: 480, first: 220 };

export class ImageGrid extends PageElement {
  static override properties = {
    host: { attribute: false },
    experiment: { attribute: false },
    groups: { attribute: false },
    stepIndexes: { state: true },
    query: { state: true },
    size: { state: true },
    together: { state: true },
    shown: { state: true },
  };

  declare host: ExperimentHost;
  declare experiment: ExperimentAssets;
  declare groups: readonly AssetGroup[];
  /** Which member of a group is shown, by the group's id; the newest where none was chosen. */
  declare stepIndexes: ReadonlyMap<string, number>;
  declare query: string;
  declare size: number;
  /** Moving one slider moves all to that step. */
  declare together: boolean;
  declare shown: number;

  constructor() {
    super();
    this.stepIndexes = new Map();
    this.query = '';
    this.size = tileSizes.first;
    this.together = true;
    this.shown = tilesAtOnce;
  }

  override render(): TemplateResult {
    const { groups } = this;
    const found = rowsHolding(groups, this.query, ({ name, context }) => `${name} ${context ?? ''}`);
    return html` <div class="toolbar">
        ${groups.length < worthSearching ? nothing : searchField(l10n.t('Search images'), this.query, (query) => (this.query = query))}
        <label class="control"
          >${l10n.t('Size')}
          <input
            type="range"
            aria-label=${l10n.t('Size of the images')}
            min=${tileSizes.least}
            max=${tileSizes.most}
            step="20"
            .value=${String(this.size)}
            @input=${(event: Event) => (this.size = Number((event.currentTarget as HTMLInputElement).value))}
        /></label>
        ${
          groups.filter(({ members }) => members.length > 1).length < 2
            ? nothing
            : html` <vscode-checkbox
                ?checked=${this.together}
                @change=${(event: Event) => (this.together = (event.currentTarget as Checkbox).checked)}
                >${l10n.t('Move steps together')}</vscode-checkbox
              >`
        }
      </div>
      ${found.length === 0 ? html`<p class="part-empty">${l10n.t('No image is called so.')}</p>` : nothing}
      <div class="image-grid" .style=${`--tile: ${this.size}px`}>
        ${repeat(
          found.slice(0, this.shown),
          ({ id }) => id,
          (group) => this.#tile(group, found),
        )}
      </div>
      ${moreOf(found.length - this.shown, 'image', () => (this.shown += tilesAtOnce))}
      <image-viewer .host=${this.host}></image-viewer>`;
  }

  #tile(group: AssetGroup, found: readonly AssetGroup[]): TemplateResult {
    const { name, context, members } = group;
    const place = this.#stepIndexOf(group);
    const asset = members[place];
    if (asset === undefined) {
      return html``;
    }
    return html`<figure class="tile">
      <button
        class="tile-picture"
        aria-label=${l10n.t('Enlarge {name}', { name })}
        @click=${() =>
          this.querySelector<ImageViewer>('image-viewer')?.open(
            found.map((one) => this.#viewed(one)),
            group.id,
            place,
            this.experiment.id,
          )}
      >
        <asset-picture .bytes=${this.experiment.bytes} .asset=${asset}></asset-picture>
      </button>
      <figcaption>
        <span class="tile-name" title=${name}
          ><bdi>${name}</bdi>${context === null ? nothing : html` <span class="hint">${context}</span>`}</span
        >
        <span class="tile-tools">${assetButtons(this.host, this.experiment, asset)}</span>
        ${stepSlider({ label: l10n.t('Step of {name}', { name }), steps: members.map(({ step }) => step), place, move: (next) => this.#move(group, next) })}
      </figcaption>
    </figure>`;
  }

  #viewed({ id, name, context, members }: AssetGroup): ViewedImage {
    const { experiment } = this;
    return {
      id,
      name,
      context,
      steps: members.map(({ step }) => step),
      panesAt: (place) => [{ experiment, asset: members[place] ?? null, words: '' }],
    };
  }

  #stepIndexOf(group: AssetGroup): number {
    return Math.min(this.stepIndexes.get(group.id) ?? Infinity, group.members.length - 1);
  }

  #move(group: AssetGroup, place: number): void {
    const stepIndexes = new Map(this.stepIndexes);
    const step = group.members[place]?.step ?? null;
    if (this.together && step !== null) {
      for (const other of this.groups) {
        stepIndexes.set(other.id, memberAt(other, step));
      }
    }
    stepIndexes.set(group.id, place);
    this.stepIndexes = stepIndexes;
  }
}

customElements.define('image-grid', ImageGrid);
