/**
 * A picture of an asset: its bytes are asked for when it comes into view, and shown as an image, in which no script
 * runs.
 */
import * as l10n from '@vscode/l10n';
import { html, nothing, type PropertyValues } from 'lit';
import type { Asset } from '../../../src/shared/experiment';
import { BackendError, failed, loading, ready, toProblem, type Loadable } from '../../../src/shared/problem';
import { shownAddress } from '../../../src/shared/text/summary';
import { textOf, type AssetBytes, type Bytes } from './assetBytes';
import { PageElement } from '../../elements/element';
import { icon } from '../../elements/icons';
import { Visibility } from '../../elements/visibility';

/** From so many screen pixels for one of the image on, its pixels are shown as squares. */
export const pixelExactFrom = 2;

export class AssetPicture extends PageElement {
  static override properties = { bytes: { attribute: false }, asset: { attribute: false }, address: { state: true } };

  declare bytes: AssetBytes;
  declare asset: Asset;
  declare address: Loadable<string>;

  readonly #visibility = new Visibility(this, (visible) => (visible ? this.#want() : this.#withdraw()));
  #request: AbortController | null = null;
  /** Whose picture there is. */
  #shown: string | null = null;

  constructor() {
    super();
    this.address = loading;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#forget();
  }

  override render(): unknown {
    const { asset, address } = this;
    if (asset.remoteUrl !== null) {
      return html`<span class="picture-message">${icon('link')}${l10n.t('Kept at {remoteUrl}', { remoteUrl: shownAddress(asset.remoteUrl) })}</span>`;
    }
    switch (address.state) {
      case 'loading':
        return html`<span class="picture-wait" aria-busy=${this.#visibility.visible ? 'true' : nothing}></span>`;
      case 'failed':
        return html`<span class="picture-message" role="alert">${icon('warning')}${address.problem.message} ${address.problem.advice}</span>`;
      case 'ready':
        return html`<img src=${address.value} alt=${asset.name} draggable="false" @load=${this.#measure} @error=${this.#broken}>`;
    }
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const other = changed.has('bytes') || (changed.has('asset') && changed.get('asset')?.id !== this.asset.id);
    if (!other) {
      return;
    }
    if (changed.has('bytes')) {
      this.#shown = null;
    }
    // The last picture stays until the next one is there: a step slider must not flicker.
    this.#withdraw();
    if (this.address.state === 'failed') {
      this.address = loading;
    }
    if (this.#visibility.visible) {
      this.#want();
    }
  }

  #want(): void {
    if (this.asset.remoteUrl !== null || (this.address.state === 'ready' && this.#shown === this.asset.id)) {
      return;
    }
    this.#withdraw();
    const request = new AbortController();
    const { asset } = this;
    this.#request = request;
    void this.bytes
      .read(asset.id, request.signal)
      .then((bytes) => {
        if (request.signal.aborted || !this.isConnected) {
          return;
        }
        this.#forget();
        this.#shown = asset.id;
        this.address = ready(URL.createObjectURL(new Blob([bytes], { type: imageType(bytes) })));
      })
      .catch((error: unknown) => {
        if (!request.signal.aborted) {
          this.address = { state: 'failed', problem: toProblem(error) };
        }
      });
  }

  #withdraw(): void {
    this.#request?.abort();
    this.#request = null;
  }

  #forget(): void {
    this.#withdraw();
    this.#shown = null;
    if (this.address.state === 'ready') {
      URL.revokeObjectURL(this.address.value);
    }
    this.address = loading;
  }

  readonly #measure = (event: Event): void => {
    const image = event.currentTarget as HTMLImageElement;
    image.classList.toggle(
      'pixel-exact',
      image.naturalWidth > 0 && this.clientWidth * window.devicePixelRatio >= pixelExactFrom * image.naturalWidth,
    );
    this.dispatchEvent(new Event('picture-load', { bubbles: true }));
  };

  readonly #broken = (): void => {
    this.#forget();
    this.#shown = this.asset.id;
    this.address = failed(
      new BackendError('unsupported', l10n.t('This is no image that can be shown here.'), {
        advice: l10n.t('Open or download it instead.'),
      }),
    );
  };
}

/** Browsers tell images by their bytes, all but SVG. */
function imageType(bytes: Bytes): string {
  return /^\uFEFF?\s*<(\?xml|!--|!doctype svg|svg)/i.test(textOf(bytes.subarray(0, 256)))
    ? 'image/svg+xml'
    : 'image/png';
}

customElements.define('asset-picture', AssetPicture);
