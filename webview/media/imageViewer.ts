/** One image over the whole page: zoom at the pointer, pan, pixels as squares, the next one and the next step by keyboard. */
import { html, nothing, type TemplateResult } from 'lit';
import { formatNumber } from '../../src/shared/format';
import type { AssetBytes } from '../assetBytes';
import type { AssetGroup } from '../assetGroups';
import { PageElement, type ExperimentHost } from '../element';
import { iconButton } from '../parts';
import { stepSlider } from '../stepSlider';
import { pixelExactFrom } from '../assetPicture';

const zoomStep = 1.25;
const widest = 64;
const narrowest = 0.02;
const panStep = 40;

export class ImageViewer extends PageElement {
  static override properties = { host: { attribute: false }, bytes: { attribute: false }, groups: { state: true }, at: { state: true }, place: { state: true }, scale: { state: true } };

  declare host: ExperimentHost;
  declare bytes: AssetBytes;
  declare groups: readonly AssetGroup[];
  declare at: number;
  declare place: number;
  /** Page pixels for one of the image; null fits the image into the stage. */
  declare scale: number | null;

  /** Of the image's middle from the stage's, in page pixels. */
  #shift = { x: 0, y: 0 };

  constructor() {
    super();
    this.groups = [];
    this.at = 0;
    this.place = 0;
    this.scale = null;
  }

  open(groups: readonly AssetGroup[], id: string, place: number): void {
    this.groups = groups;
    this.at = Math.max(0, groups.findIndex((group) => group.id === id));
    this.place = place;
    this.#fit();
    void this.updateComplete.then(() => this.#dialog?.showModal());
  }

  override render(): TemplateResult {
    const group = this.groups[this.at];
    const asset = group?.members[this.place];
    return html`<dialog class="viewer" aria-label=${group === undefined ? 'Image' : `Image ${group.name}`} @keydown=${this.#onKey} @close=${this.#closed}>
      ${group === undefined || asset === undefined ? nothing : html`
      <div class="viewer-bar">
        <span class="tile-name" title=${group.name}><bdi>${group.name}</bdi>${group.context === null ? nothing : html` <span class="hint">${group.context}</span>`}</span>
        ${stepSlider({ label: 'Step', steps: group.members.map(({ step }) => step), place: this.place, move: (place) => (this.place = place) })}
        <span class="viewer-tools">
          <span class="note">${formatNumber(this.at + 1)} of ${formatNumber(this.groups.length)}</span>
          ${iconButton('up', 'Previous image', () => this.#turn(-1))}${iconButton('down', 'Next image', () => this.#turn(1))}
          <span class="zoom-words" role="status">${this.scale === null ? '' : `${formatNumber(Math.round(this.scale * 100))} %`}</span>
          ${iconButton('reset', 'Zoom out', () => this.#zoom(1 / zoomStep))}${iconButton('add', 'Zoom in', () => this.#zoom(zoomStep))}
          <button class="plain-link" @click=${() => this.#fit()}>Fit</button><button class="plain-link" @click=${() => this.#setScale(1)}>1:1</button>
          ${iconButton('download', `Download ${group.name}`, () => this.host.do('assetVerb', { verb: 'downloadAsset', assetId: asset.id }))}
          ${iconButton('close', 'Close', () => this.#dialog?.close())}
        </span>
      </div>
      <div class="viewer-stage" role="group" tabindex="0" autofocus aria-label="Image; arrows turn to the next image and step, plus and minus zoom, Shift and arrows move"
        @wheel=${this.#onWheel} @pointerdown=${this.#onGrab} @dblclick=${() => (this.scale === null ? this.#setScale(1) : this.#fit())} @picture-load=${() => this.#apply()}>
        <asset-picture .bytes=${this.bytes} .asset=${asset}></asset-picture>
      </div>
      <p class="viewer-help note">← → next image · ↑ ↓ step · + − zoom · 0 fit · 1 actual size · Shift + arrows or drag to move</p>`}
    </dialog>`;
  }

  override updated(): void {
    this.#apply();
  }

  get #dialog(): HTMLDialogElement | null {
    return this.querySelector('dialog');
  }

  get #image(): HTMLImageElement | null {
    return this.querySelector('.viewer-stage img');
  }

  get #stage(): DOMRect {
    return this.querySelector('.viewer-stage')?.getBoundingClientRect() ?? new DOMRect();
  }

  #apply(): void {
    const image = this.#image;
    if (image === null || image.naturalWidth === 0) return;
    const { width, height } = this.#stage;
    const scale = this.scale ?? this.#fitting(image, width, height);
    image.style.width = `${image.naturalWidth * scale}px`;
    image.style.height = `${image.naturalHeight * scale}px`;
    image.style.transform = `translate(${this.#shift.x}px, ${this.#shift.y}px)`;
    image.classList.toggle('pixel-exact', scale * window.devicePixelRatio >= pixelExactFrom);
  }

  /** Small images are enlarged by whole numbers, so that their pixels stay alike. */
  #fitting({ naturalWidth, naturalHeight }: HTMLImageElement, width: number, height: number): number {
    const scale = Math.min(width / naturalWidth, height / naturalHeight);
    return scale >= 1 ? Math.min(8, Math.floor(scale)) : scale;
  }

  #fit(): void {
    this.#shift = { x: 0, y: 0 };
    this.scale = null;
    this.#apply();
  }

  #setScale(scale: number): void {
    this.#shift = { x: 0, y: 0 };
    this.scale = scale;
  }

  /** Keeps what lies under `from`, measured from the stage's middle. */
  #zoom(factor: number, from: { readonly x: number; readonly y: number } = { x: 0, y: 0 }): void {
    const image = this.#image;
    if (image === null || image.naturalWidth === 0) return;
    const { width, height } = this.#stage;
    const before = this.scale ?? this.#fitting(image, width, height);
    const scale = Math.min(widest, Math.max(narrowest, before * factor));
    this.#shift = { x: from.x - ((from.x - this.#shift.x) * scale) / before, y: from.y - ((from.y - this.#shift.y) * scale) / before };
    this.scale = scale;
    this.#apply();
  }

  readonly #onWheel = (event: WheelEvent): void => {
    event.preventDefault();
    const { left, top, width, height } = this.#stage;
    this.#zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.002)), { x: event.clientX - left - width / 2, y: event.clientY - top - height / 2 });
  };

  readonly #onGrab = (event: PointerEvent): void => {
    const stage = event.currentTarget as HTMLElement;
    const start = { x: event.clientX - this.#shift.x, y: event.clientY - this.#shift.y };
    const drag = (move: PointerEvent): void => {
      this.#shift = { x: move.clientX - start.x, y: move.clientY - start.y };
      this.#apply();
    };
    stage.setPointerCapture(event.pointerId);
    stage.addEventListener('pointermove', drag);
    stage.addEventListener('lostpointercapture', () => stage.removeEventListener('pointermove', drag), { once: true });
  };

  #pan(x: number, y: number): void {
    this.#shift = { x: this.#shift.x + x, y: this.#shift.y + y };
    this.#apply();
  }

  /** Goes around at the ends. */
  #turn(by: number): void {
    this.at = (this.at + by + this.groups.length) % this.groups.length;
    this.place = (this.groups[this.at]?.members.length ?? 1) - 1;
    this.#fit();
  }

  #step(by: number): void {
    const { members } = this.groups[this.at] ?? { members: [] };
    this.place = Math.min(members.length - 1, Math.max(0, this.place + by));
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if ((event.target instanceof HTMLInputElement && event.key.startsWith('Arrow')) || event.ctrlKey || event.metaKey || event.altKey) return;
    const moves: Readonly<Record<string, () => void>> = event.shiftKey
      ? {
          ArrowLeft: () => this.#pan(panStep, 0), ArrowRight: () => this.#pan(-panStep, 0), ArrowUp: () => this.#pan(0, panStep), ArrowDown: () => this.#pan(0, -panStep),
          '+': () => this.#zoom(zoomStep),
        }
      : {
          ArrowLeft: () => this.#turn(-1), ArrowRight: () => this.#turn(1), ArrowUp: () => this.#step(1), ArrowDown: () => this.#step(-1),
          '+': () => this.#zoom(zoomStep), '=': () => this.#zoom(zoomStep), '-': () => this.#zoom(1 / zoomStep), 0: () => this.#fit(), 1: () => this.#setScale(1),
        };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    move();
  };

  readonly #closed = (): void => {
    this.groups = [];
  };
}

customElements.define('image-viewer', ImageViewer);
