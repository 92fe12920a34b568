/**
 * One asset beside the list: what it holds, as far as that can be shown, what is known of it, and what can be done with
 * it.
 */
import * as l10n from '@vscode/l10n';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Asset } from '../../../src/shared/experiment';
import { formatBytes, formatNumber, formatTime } from '../../../src/shared/format';
import { failed, loading, ready, type Loadable } from '../../../src/shared/problem';
import type { ExperimentRef } from '../../../src/shared/reference';
import { shownAddress } from '../../../src/shared/text/summary';
import type { AssetBytes } from './assetBytes';
import './assetPicture';
import { PageElement, type ExperimentHost } from '../../elements/element';
import { fact, factList } from '../../elements/facts';
import { icon } from '../../elements/icons';
import '../media/playerList';
import { actionButton, iconButton } from '../../elements/parts';
import { excerptOf, formatOf, metadataOf, previewKindOf, type Excerpt } from './assetContent';
import { typeOf } from './assetTree';

/** Up to so many bytes are fetched as soon as an asset is chosen. */
const fetchedUnasked = 4 * 1024 * 1024;

export class AssetPreview extends PageElement {
  static override properties = {
    host: { attribute: false },
    of: { attribute: false },
    bytes: { attribute: false },
    asset: { attribute: false },
    excerpt: { state: true },
  };

  declare host: ExperimentHost;
  declare of: ExperimentRef;
  declare bytes: AssetBytes;
  declare asset: Asset;
  declare close: () => void;
  /** Null until it is wanted. */
  declare excerpt: Loadable<Excerpt> | null;

  #request: AbortController | null = null;

  constructor() {
    super();
    this.excerpt = null;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#request?.abort();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('asset');
    if (!changed.has('bytes') && (!changed.has('asset') || before?.id === this.asset.id)) {
      return;
    }
    this.#request?.abort();
    this.excerpt = null;
    const { asset } = this;
    const kind = previewKindOf(asset);
    if (
      (kind === 'text' || kind === 'table') &&
      asset.remoteUrl === null &&
      (asset.size ?? Infinity) <= fetchedUnasked
    ) {
      this.#want();
    }
  }

  override render(): TemplateResult {
    const { asset, host, of } = this;
    const { id, name, remoteUrl } = asset;
    return html`
      <div class="preview-head">
        <h3 title=${name}><bdi>${name}</bdi></h3>
        ${iconButton('close', l10n.t('Close the preview'), this.close)}
      </div>
      ${
        remoteUrl !== null
          ? nothing
          : html`<div class="preview-actions">
        ${actionButton('open', l10n.t('Open'), () => host.do('assetVerb', { verb: 'openAsset', of, assetId: id }))}
        ${actionButton('download', l10n.t('Download'), () => host.do('assetVerb', { verb: 'downloadAsset', of, assetId: id }))}</div>`
      }
      <div class="preview-content">${remoteUrl === null ? this.#content() : html`<p class="picture-message">${icon('link')}${l10n.t('Only a reference is stored here; the file itself is kept at the address below.')}</p>`}</div>
      ${this.#facts()}`;
  }

  #content(): unknown {
    const { asset, bytes } = this;
    switch (previewKindOf(asset)) {
      case 'image':
        return html`<asset-picture .bytes=${bytes} .asset=${asset}></asset-picture>`;
      case 'audio':
        return html`<asset-player .bytes=${bytes} .asset=${asset} .kind=${'audio'}></asset-player>`;
      case 'video':
        return html`<asset-player .bytes=${bytes} .asset=${asset} .kind=${'video'}></asset-player>`;
      case 'unshown':
        return html`<p class="part-empty">${l10n.t('{asset}: open or download it to use it.', { asset: formatOf(asset) })}</p>`;
      case 'text':
      case 'table':
        return this.#excerpt();
    }
  }

  #excerpt(): TemplateResult {
    const { asset, excerpt } = this;
    switch (excerpt?.state) {
      case undefined:
        return html`<button class="plain-link" @click=${() => this.#want()}>${asset.size === null ? l10n.t('Load {name}', { name: asset.name }) : l10n.t('Load {name}, {size}', { name: asset.name, size: formatBytes(asset.size) })}</button>`;
      case 'loading':
        return html`<span class="hint" aria-busy="true">${l10n.t('Loading…')}</span>`;
      case 'failed':
        return html`<p class="picture-message" role="alert">${icon('warning')}${excerpt.problem.message} ${excerpt.problem.advice}</p>`;
      case 'ready':
        return this.#shown(excerpt.value);
    }
  }

  #shown(excerpt: Excerpt): TemplateResult {
    switch (excerpt.shown) {
      case 'nothing':
        return html`<p class="part-empty">${excerpt.because}</p>`;
      case 'text':
        return html`<pre class="preview-text" dir="auto" tabindex="0" role="region" aria-label=${l10n.t('Text of {name}', { name: this.asset.name })}>${excerpt.text}</pre>${rest(excerpt.rest)}`;
      case 'table':
        return html`<div class="preview-table" tabindex="0" role="region" aria-label=${l10n.t('Table of {name}', { name: this.asset.name })}><table class="data">
        <thead><tr>${excerpt.table.columns.map((column) => html`<th scope="col"><bdi>${column}</bdi></th>`)}</tr></thead>
        <tbody>${excerpt.table.rows.map((row) => html`<tr>${row.map((cell) => html`<td><bdi>${typeof cell === 'string' ? cell : ''}</bdi></td>`)}</tr>`)}</tbody>
      </table></div>${rest(excerpt.rest)}`;
    }
  }

  #facts(): TemplateResult {
    const { asset, host } = this;
    const { step, context, size, createdAt, folder, remoteUrl, tags } = asset;
    const metadata = metadataOf(asset);
    return html`
      ${factList([
        fact(l10n.t('Stored at'), remoteUrl === null ? null : shownAddress(remoteUrl), { host, code: true }),
        fact(l10n.t('Type'), typeOf(asset)),
        fact(l10n.t('Step'), step === null ? null : formatNumber(step)),
        fact(l10n.t('Context'), context),
        fact(l10n.t('Size'), size === null ? null : formatBytes(size)),
        fact(l10n.t('Logged'), createdAt === null ? null : formatTime(createdAt)),
        fact(l10n.t('Folder'), folder),
      ])}
      ${tags.length === 0 ? nothing : html`<h4>${l10n.t('Tags')}</h4><p class="preview-tags">${tags.map((tag) => html`<span class="chip"><bdi>${tag}</bdi></span>`)}</p>`}
      ${metadata.length === 0 ? nothing : html`<h4>${l10n.t('Metadata')}</h4>${factList(metadata.map(([name, value]) => fact(name, value, { host })))}`}`;
  }

  #want(): void {
    const { asset } = this;
    const request = new AbortController();
    this.#request = request;
    this.excerpt = loading;
    void this.bytes
      .read(asset.id, request.signal)
      .then((bytes): Loadable<Excerpt> => ready(excerptOf(asset, bytes)))
      .catch(failed)
      .then((excerpt) => {
        if (!request.signal.aborted) {
          this.excerpt = excerpt;
        }
      });
  }
}

const rest = (words: string | null): unknown => (words === null ? nothing : html`<p class="note">${words}</p>`);

customElements.define('asset-preview', AssetPreview);
