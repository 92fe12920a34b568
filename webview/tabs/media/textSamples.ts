/** Text samples: plain text as it was logged, with its metadata, found by word. */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Asset } from '../../../src/shared/experiment';
import { formatCount, formatNumber } from '../../../src/shared/format';
import { flatEntries } from '../../../src/shared/text/jsonSource';
import { failed, ready, type Loadable } from '../../../src/shared/problem';
import { naturalOrder } from '../../../src/shared/series/series';
import { textOf } from '../assets/assetBytes';
import { PageElement, type ExperimentHost } from '../../elements/element';
import { assetButtons, type ExperimentAssets } from '../assets/experimentAssets';
import { iconButton, moreOf } from '../../elements/parts';
import { searchField } from '../../elements/searchField';
import { sampleText } from './sampleText';

const samplesAtOnce = 100;

export class TextSamples extends PageElement {
  static override properties = {
    host: { attribute: false },
    experiment: { attribute: false },
    assets: { attribute: false },
    texts: { state: true },
    query: { state: true },
    shown: { state: true },
    whole: { state: true },
  };

  declare host: ExperimentHost;
  declare experiment: ExperimentAssets;
  declare assets: readonly Asset[];
  declare texts: ReadonlyMap<string, Loadable<string>>;
  declare query: string;
  declare shown: number;
  declare whole: ReadonlySet<string>;

  readonly #asked = new Set<string>();

  constructor() {
    super();
    this.texts = new Map();
    this.query = '';
    this.shown = samplesAtOnce;
    this.whole = new Set();
  }

  override render(): TemplateResult {
    const all = [...this.assets].sort(
      (one, other) => (one.step ?? Infinity) - (other.step ?? Infinity) || naturalOrder(one.name, other.name),
    );
    const words = this.query
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '');
    const found = words.length === 0 ? all : all.filter((asset) => this.#holds(asset, words));
    const shown = found.slice(0, this.shown);
    // A search reads what it searches.
    for (const asset of words.length === 0 ? shown : all) {
      this.#read(asset);
    }
    const unread = words.length === 0 ? 0 : all.filter(({ id }) => this.texts.get(id) === undefined).length;
    const count = formatNumber(found.length),
      total = formatCount(all.length, 'sample');
    return html` <div class="table-bar">
        ${searchField(l10n.t('Search text samples'), this.query, (query) => (this.query = query))}
        <span class="note" role="status"
          >${words.length === 0 ? total : unread === 0 ? l10n.t('{count} of {total}', { count, total }) : l10n.t('{count} of {total}, {unread} not read yet', { count, total, unread: formatNumber(unread) })}</span
        >
      </div>
      ${found.length === 0 && unread === 0 ? html`<p class="part-empty">${l10n.t('Nothing holds “{query}”.', { query: this.query })}</p>` : nothing}
      <ol class="text-samples">
        ${repeat(
          shown,
          ({ id }) => id,
          (asset) => this.#sample(asset),
        )}
      </ol>
      ${moreOf(found.length - shown.length, 'sample', () => (this.shown += samplesAtOnce))}`;
  }

  #sample(asset: Asset): TemplateResult {
    const { id, name, step, context } = asset;
    const text = this.texts.get(id);
    return html`<li class="text-sample">
      <div class="text-sample-head">
        <span class="step-words">${step === null ? nothing : l10n.t('step {step}', { step: formatNumber(step) })}</span
        >${context === null ? nothing : html`<span class="hint">${context}</span>`}
        <span class="metadata"
          >${metadataOf(asset).map(([key, value]) => html`<span class="chip"><bdi>${key}: ${value}</bdi></span>`)}</span
        >
        <span class="tile-tools"
          >${iconButton('copy', l10n.t('Copy {name}', { name }), () => {
            if (text?.state === 'ready') {
              this.host.do('copyText', { text: text.value });
            }
          })}${assetButtons(this.host, this.experiment, asset)}</span
        >
      </div>
      ${sampleText(text, this.whole.has(id), () => (this.whole = new Set(this.whole).add(id)))}
    </li>`;
  }

  #holds(asset: Asset, words: readonly string[]): boolean {
    const text = this.texts.get(asset.id);
    const searched = `${asset.name} ${asset.metadata ?? ''} ${text?.state === 'ready' ? text.value : ''}`.toLowerCase();
    return words.every((word) => searched.includes(word));
  }

  #read({ id }: Asset): void {
    if (this.#asked.has(id)) {
      return;
    }
    this.#asked.add(id);
    void this.experiment.bytes
      .read(id)
      .then((bytes) => ready(textOf(bytes)), failed)
      .then((text) => (this.texts = new Map(this.texts).set(id, text)));
  }
}

/** What was logged beside the text, when it is a flat JSON object. */
function metadataOf({ metadata }: Asset): readonly (readonly [string, string])[] {
  if (metadata === null) {
    return [];
  }
  return flatEntries(metadata) ?? [];
}

customElements.define('text-samples', TextSamples);
