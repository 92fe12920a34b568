/**
 * The Media tab: images, sound, video and text samples that were logged, by this experiment or side by side with
 * others. Fetched when it is first shown.
 */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { Asset } from '../../../src/shared/experiment';
import { ready, type Loadable } from '../../../src/shared/problem';
import type { ExperimentPageState } from '../../../src/shared/protocol';
import { groupAssets, comparedRows, type AssetRow } from '../assets/assetGroups';
import { byKind, mediaKindOf, mediaKinds, type MediaKind } from '../assets/assetKinds';
import { PageElement, type ExperimentHost } from '../../elements/element';
import { assetsOf, ExperimentsShown, missingAssets, type ExperimentAssets } from '../assets/experimentAssets';
import { part } from '../../elements/parts';
import { segments } from '../../elements/segments';
import './imageGrid';
import './comparedMedia';
import './playerList';
import './textSamples';

const titles: Readonly<Record<MediaKind, string>> = {
  images: l10n.t('Images'),
  audio: l10n.t('Audio'),
  video: l10n.t('Video'),
  text: l10n.t('Text'),
};

export class MediaTab extends PageElement {
  static override properties = {
    host: { attribute: false },
    state: { attribute: false },
    active: { attribute: false },
    paletteIndexes: { attribute: false },
    chosen: { state: true },
    alone: { state: true },
  };

  declare host: ExperimentHost;
  declare state: ExperimentPageState;
  declare active: boolean;
  /** Of experiments in the palette, as the charts have them. */
  declare paletteIndexes: Readonly<Record<string, number>>;
  declare chosen: MediaKind | null;
  /** Only the page's own experiment, although others lie beside it. */
  declare alone: boolean;

  readonly #shown = new ExperimentsShown();
  #rows: {
    readonly of: readonly (Loadable<readonly Asset[]> | null)[];
    readonly kind: MediaKind;
    readonly rows: readonly AssetRow[];
  } | null = null;

  constructor() {
    super();
    this.paletteIndexes = {};
    this.chosen = null;
    this.alone = false;
  }

  override render(): unknown {
    const all = this.#shown.of(this.host, this.state, this.paletteIndexes);
    const [own] = all;
    if (own === undefined) {
      return nothing;
    }
    const shown = this.alone ? [own] : all;
    const anyMedia = shown.some((one) => assetsOf(one).some((asset) => mediaKindOf(asset) !== null));
    // What others have can be shown while the page's own experiment has nothing, or is not there yet.
    return html` ${
      all.length < 2
        ? nothing
        : segments({
            label: l10n.t('Experiments'),
            chosen: this.alone ? 'alone' : 'beside',
            choose: (id) => (this.alone = id === 'alone'),
            segments: [
              { id: 'beside', title: l10n.t('Side by side') },
              { id: 'alone', title: l10n.t('This experiment') },
            ],
          })
    }
    ${part(
      anyMedia ? ready([]) : own.assets,
      {
        what: l10n.t('media'),
        host: this.host,
        empty: () =>
          anyMedia
            ? null
            : shown.length === 1
              ? l10n.t('This experiment has logged no images, sounds, videos or text samples.')
              : l10n.t('None of these experiments has logged images, sounds, videos or text samples.'),
      },
      () => this.#draw(own, shown),
    )}
    ${missingAssets(shown)}`;
  }

  #draw(own: ExperimentAssets, shown: readonly ExperimentAssets[]): TemplateResult {
    const found = byKind(
      shown.flatMap((one) => assetsOf(one)),
      mediaKinds,
      mediaKindOf,
    );
    const kinds = [...found.keys()];
    const chosen = this.chosen !== null && found.has(this.chosen) ? this.chosen : (kinds[0] ?? 'images');
    return html` ${segments({
      label: l10n.t('Kind of media'),
      chosen,
      choose: (kind) => (this.chosen = kind),
      segments: kinds.map((id) => ({ id, title: titles[id], count: found.get(id)?.length ?? 0 })),
    })}
    ${shown.length > 1 ? html`<compared-media .host=${this.host} .experiments=${shown} .rows=${this.#rowsOf(shown, chosen)} .kind=${chosen}></compared-media>` : this.#panel(chosen, own, found.get(chosen) ?? [])}`;
  }

  #panel(kind: MediaKind, own: ExperimentAssets, assets: readonly Asset[]): TemplateResult {
    const { host } = this;
    switch (kind) {
      case 'images':
        return html`<image-grid .host=${host} .experiment=${own} .groups=${groupAssets(assets)}></image-grid>`;
      case 'audio':
      case 'video':
        return html`<player-list
          .host=${host}
          .experiment=${own}
          .groups=${groupAssets(assets)}
          .kind=${kind}
        ></player-list>`;
      case 'text':
        return html`<text-samples .host=${host} .experiment=${own} .assets=${assets}></text-samples>`;
    }
  }

  /** Fifty experiments with thousands of images each are not sorted at every drawing. */
  #rowsOf(shown: readonly ExperimentAssets[], kind: MediaKind): readonly AssetRow[] {
    const of = shown.map(({ assets }) => assets);
    if (
      this.#rows?.kind === kind &&
      this.#rows.of.length === of.length &&
      this.#rows.of.every((one, index) => one === of[index])
    ) {
      return this.#rows.rows;
    }
    const members = shown.map((one): [string, readonly Asset[]] => [
      one.id,
      assetsOf(one)
        .filter((asset) => mediaKindOf(asset) === kind)
        .map((asset) => (kind === 'text' ? { ...asset, name: unnumbered(asset.name) } : asset)),
    ]);
    const rows = comparedRows(new Map(members));
    this.#rows = { of, kind, rows };
    return rows;
  }
}

/** SDKs number the names of text samples over the whole run: `text-sample-4.txt`. */
const unnumbered = (name: string): string => name.replace(/^(text-sample)-\d+\.txt$/, '$1');

customElements.define('media-tab', MediaTab);
