/** The Media tab: images, sound, video and text samples that were logged. Fetched when it is first shown. */
import { html, type TemplateResult } from 'lit';
import type { Asset } from '../../src/shared/experiment';
import type { ExperimentPageState } from '../../src/shared/protocol';
import { AssetBytes } from '../assetBytes';
import { groupAssets } from '../assetGroups';
import { byKind, mediaKindOf, mediaKinds, type MediaKind } from '../assetKinds';
import { PageElement, type ExperimentHost } from '../element';
import { part } from '../parts';
import { segments } from '../segments';
import './imageGrid';
import './playerList';
import './textSamples';

const titles: Readonly<Record<MediaKind, string>> = { images: 'Images', audio: 'Audio', video: 'Video', text: 'Text' };

export class MediaTab extends PageElement {
  static override properties = { host: { attribute: false }, state: { attribute: false }, active: { attribute: false }, chosen: { state: true } };

  declare host: ExperimentHost;
  declare state: ExperimentPageState;
  declare active: boolean;
  declare chosen: MediaKind | null;

  #bytes: AssetBytes | null = null;

  constructor() {
    super();
    this.chosen = null;
  }

  override render(): unknown {
    return part(this.state.assets, {
      what: 'media', host: this.host,
      empty: (assets) => (assets.some((asset) => mediaKindOf(asset) !== null) ? null : 'This experiment has logged no images, sounds, videos or text samples.'),
    }, (assets) => this.#draw(byKind(assets, mediaKinds, mediaKindOf)));
  }

  #draw(found: ReadonlyMap<MediaKind, readonly Asset[]>): TemplateResult {
    const kinds = [...found.keys()];
    const chosen = this.chosen !== null && found.has(this.chosen) ? this.chosen : kinds[0] ?? 'images';
    return html`
      ${segments({
        label: 'Kind of media', chosen, choose: (kind) => (this.chosen = kind),
        segments: kinds.map((id) => ({ id, title: titles[id], count: found.get(id)?.length ?? 0 })),
      })}
      ${this.#panel(chosen, found.get(chosen) ?? [])}`;
  }

  #panel(kind: MediaKind, assets: readonly Asset[]): TemplateResult {
    const { host } = this;
    this.#bytes ??= new AssetBytes(host);
    switch (kind) {
      case 'images': return html`<image-grid .host=${host} .bytes=${this.#bytes} .groups=${groupAssets(assets)}></image-grid>`;
      case 'audio':
      case 'video': return html`<player-list .host=${host} .bytes=${this.#bytes} .groups=${groupAssets(assets)} .kind=${kind}></player-list>`;
      case 'text': return html`<text-samples .host=${host} .bytes=${this.#bytes} .assets=${assets}></text-samples>`;
    }
  }
}

customElements.define('media-tab', MediaTab);
