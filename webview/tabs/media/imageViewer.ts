/**
 * Images over the whole page, those of several experiments side by side: zoom at the pointer, pan, pixels as squares,
 * linked in all; image, step and experiment by keyboard.
 */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Asset } from '../../../src/shared/experiment';
import { formatNumber } from '../../../src/shared/format';
import { choice } from '../../elements/choice';
import { PageElement, type ExperimentHost } from '../../elements/element';
import { assetButtons, experimentName, type ExperimentAssets } from '../assets/experimentAssets';
import { iconButton } from '../../elements/parts';
import { segments } from '../../elements/segments';
import { stepSlider } from '../../elements/stepSlider';
import type { Checkbox } from '../../toolkit';
import { ZoomPan } from './zoomPan';

const zoomStep = 1.25;
const panStep = 40;
/** More stages would be too small to see anything in. */
const stagesAtOnce = 9;

export interface Pane {
  readonly experiment: ExperimentAssets;
  /** Null where there is none, which `words` then say. */
  readonly asset: Asset | null;
  /** The step of what is shown where it is another; empty otherwise. */
  readonly words: string;
}

/** What was logged under one name. */
export interface ViewedImage {
  readonly id: string;
  readonly name: string;
  readonly context: string | null;
  readonly steps: readonly (number | null)[];
  /** The same experiments in the same order at all places. */
  panesAt(place: number): readonly Pane[];
}

const layouts = ['beside', 'one', 'difference'] as const;
type Layout = (typeof layouts)[number];
const layoutTitles: Readonly<Record<Layout, string>> = {
  beside: l10n.t('Side by side'),
  one: l10n.t('One'),
  difference: l10n.t('Difference'),
};

export class ImageViewer extends PageElement {
  static override properties = {
    host: { attribute: false },
    images: { state: true },
    at: { state: true },
    place: { state: true },
    chosen: { state: true },
    against: { state: true },
    layout: { state: true },
    amplified: { state: true },
  };

  declare host: ExperimentHost;
  declare images: readonly ViewedImage[];
  declare at: number;
  declare place: number;
  /** The experiment that leads, by its id. */
  declare chosen: string;
  /** The experiment that the leading one is taken from. */
  declare against: string | null;
  declare layout: Layout;
  declare amplified: boolean;

  readonly #zoomPan = new ZoomPan();

  constructor() {
    super();
    this.images = [];
    this.at = 0;
    this.place = 0;
    this.chosen = '';
    this.against = null;
    this.layout = 'beside';
    this.amplified = false;
  }

  open(images: readonly ViewedImage[], id: string, place: number, experiment: string): void {
    this.images = images;
    this.at = Math.max(
      0,
      images.findIndex((image) => image.id === id),
    );
    this.place = place;
    this.chosen = experiment;
    this.#fit();
    void this.updateComplete.then(() => this.#dialog?.showModal());
  }

  override render(): TemplateResult {
    const image = this.images[this.at];
    return html`<dialog
      class="viewer"
      aria-label=${image === undefined ? l10n.t('Image') : l10n.t('Image {name}', { name: image.name })}
      @keydown=${this.#onKey}
      @close=${this.#closed}
    >
      ${image === undefined ? nothing : this.#draw(image, image.panesAt(this.place))}
    </dialog>`;
  }

  override updated(): void {
    this.#apply();
  }

  #draw(image: ViewedImage, panes: readonly Pane[]): TemplateResult {
    const several = panes.length > 1;
    const chosen = panes.find(({ experiment }) => experiment.id === this.chosen) ?? panes[0];
    const arrows = several
      ? l10n.t(
          'left and right turn to the next experiment, up and down to the next step, page up and down to the next image',
        )
      : l10n.t('left and right turn to the next image, up and down to the next step');
    return html` <div class="viewer-bar">
        <span class="tile-name" title=${image.name}
          ><bdi>${image.name}</bdi
          >${image.context === null ? nothing : html` <span class="hint">${image.context}</span>`}</span
        >
        ${stepSlider({ label: l10n.t('Step'), steps: image.steps, place: this.place, move: (place) => (this.place = place) })}
        ${several ? this.#layouts(panes, chosen) : nothing}
        <span class="viewer-tools">
          <span class="note">${l10n.t('{count} of {total}', { count: formatNumber(this.at + 1), total: formatNumber(this.images.length) })}</span>
          ${iconButton('up', l10n.t('Previous image'), () => this.#turn(-1))}${iconButton('down', l10n.t('Next image'), () => this.#turn(1))}
          <span class="zoom-words" role="status"
            >${this.#zoomPan.scale === null ? '' : `${formatNumber(Math.round(this.#zoomPan.scale * 100))} %`}</span
          >
          ${iconButton('reset', l10n.t('Zoom out'), () => this.#zoom(1 / zoomStep))}${iconButton('add', l10n.t('Zoom in'), () => this.#zoom(zoomStep))}
          <button class="plain-link" @click=${() => this.#fit()}>${l10n.t('Fit')}</button
          ><button class="plain-link" @click=${() => this.#setScale(1)}>1:1</button>
          ${chosen === undefined ? nothing : this.#actions(chosen)}
          ${iconButton('close', l10n.t('Close'), () => this.#dialog?.close())}
        </span>
      </div>
      <div
        class="viewer-panes"
        role="group"
        tabindex="0"
        autofocus
        aria-label=${l10n.t('Image; {arrows}, plus and minus zoom, Shift and arrows move', { arrows })}
        @wheel=${this.#onWheel}
        @pointerdown=${this.#onGrab}
        @dblclick=${() => (this.#zoomPan.scale === null ? this.#setScale(1) : this.#fit())}
        @picture-load=${() => this.#apply()}
      >
        ${this.#stages(panes, chosen)}
      </div>
      <p class="viewer-help note">
        ${several ? l10n.t('← → experiment · ↑ ↓ step · Page ↑ ↓ image · + − zoom · 0 fit · 1 actual size · Shift + arrows or drag to move') : l10n.t('← → next image · ↑ ↓ step · + − zoom · 0 fit · 1 actual size · Shift + arrows or drag to move')}
      </p>`;
  }

  #layouts(panes: readonly Pane[], chosen: Pane | undefined): TemplateResult {
    const others = panes.filter((pane) => pane !== chosen);
    return html` ${segments({ label: l10n.t('Shown'), chosen: this.layout, choose: (layout) => (this.layout = layout), segments: layouts.map((id) => ({ id, title: layoutTitles[id] })) })}
    ${
      this.layout !== 'difference'
        ? nothing
        : html` <label class="control"
              >${l10n.t('to')}
              ${choice(
                l10n.t('Difference to'),
                others.map(({ experiment }) => [experiment.id, experiment.title] as const),
                this.#other(panes, chosen)?.experiment.id ?? '',
                (id) => (this.against = id),
              )}</label
            >
            <vscode-checkbox
              ?checked=${this.amplified}
              @change=${(event: Event) => (this.amplified = (event.currentTarget as Checkbox).checked)}
              >${l10n.t('8 times as strong')}</vscode-checkbox
            >`
    }`;
  }

  #actions({ asset, experiment }: Pane): unknown {
    return html`${asset === null ? nothing : assetButtons(this.host, experiment, asset)}${
      experiment.own
        ? nothing
        : iconButton('chart', l10n.t('Open experiment {title}', { title: experiment.title }), () =>
            this.host.do('openCompared', { of: experiment.reference }),
          )
    }`;
  }

  #stages(panes: readonly Pane[], chosen: Pane | undefined): unknown {
    if (panes.length === 1 || (this.layout === 'one' && chosen !== undefined)) {
      return this.#stage(chosen ?? panes[0], panes.length > 1);
    }
    const other = this.#other(panes, chosen);
    if (this.layout === 'difference' && chosen !== undefined && other !== undefined) {
      return this.#difference(chosen, other);
    }
    const at = chosen === undefined ? 0 : panes.indexOf(chosen);
    const from = Math.max(0, Math.min(panes.length - stagesAtOnce, at - Math.floor(stagesAtOnce / 2)));
    const shown = panes.slice(from, from + stagesAtOnce);
    return html`<div class="viewer-grid" .style=${`--columns: ${Math.ceil(Math.sqrt(shown.length))}`}>
        ${repeat(
          shown,
          ({ experiment }) => experiment.id,
          (pane) => this.#stage(pane, true),
        )}
      </div>
      ${shown.length === panes.length ? nothing : html`<p class="note viewer-count">${l10n.t('{from} to {to} of {total} experiments', { from: formatNumber(from + 1), to: formatNumber(from + shown.length), total: formatNumber(panes.length) })}</p>`}`;
  }

  #stage(pane: Pane | undefined, named: boolean): TemplateResult | typeof nothing {
    if (pane === undefined) {
      return nothing;
    }
    const { experiment, asset, words } = pane;
    const leading = named && experiment.id === this.chosen;
    return html`<figure
      class="viewer-pane ${leading && this.layout === 'beside' ? 'leading' : ''}"
      aria-current=${leading ? 'true' : nothing}
    >
      ${named ? html`<figcaption @click=${() => (this.chosen = experiment.id)}>${experimentName(experiment)}${asset === null ? nothing : html`<span class="hint">${words}</span>`}</figcaption>` : nothing}
      <div class="viewer-stage" data-experiment=${experiment.id}>
        ${asset === null ? html`<span class="picture-message">${words}</span>` : html`<asset-picture .bytes=${experiment.bytes} .asset=${asset}></asset-picture>`}
      </div>
    </figure>`;
  }

  /** Laid over each other, the browser takes one from the other, colour by colour. */
  #difference(one: Pane, other: Pane): TemplateResult {
    return html`<figure class="viewer-pane">
      <figcaption>
        ${experimentName(one.experiment)}<span class="hint">${one.words}</span> −
        ${experimentName(other.experiment)}<span class="hint">${other.words}</span>
      </figcaption>
      ${
        one.asset === null || other.asset === null
          ? html`<div class="viewer-stage">
              <span class="picture-message">${l10n.t('One of the two has no such image at this step.')}</span>
            </div>`
          : html`<div
              class="viewer-stage difference ${this.amplified ? 'amplified' : ''}"
              role="img"
              aria-label=${l10n.t('Absolute difference of {one} and {other}', { one: one.experiment.title, other: other.experiment.title })}
            >
              <asset-picture .bytes=${one.experiment.bytes} .asset=${one.asset}></asset-picture
              ><asset-picture class="above" .bytes=${other.experiment.bytes} .asset=${other.asset}></asset-picture>
            </div>`
      }
    </figure>`;
  }

  /** Whom the leading one is compared with: the page's own unless that leads. */
  #other(panes: readonly Pane[], chosen: Pane | undefined): Pane | undefined {
    const others = panes.filter((pane) => pane !== chosen);
    return others.find(({ experiment }) => experiment.id === this.against) ?? others[0];
  }

  get #dialog(): HTMLDialogElement | null {
    return this.querySelector('dialog');
  }

  /** The picture that sizes are measured by, with its stage. */
  get #lead(): { readonly image: HTMLImageElement; readonly stage: DOMRect } | null {
    const images = [...this.querySelectorAll<HTMLImageElement>('.viewer-stage img')].filter(
      ({ naturalWidth }) => naturalWidth > 0,
    );
    const image =
      images.find((one) => one.closest<HTMLElement>('.viewer-stage')?.dataset['experiment'] === this.chosen) ??
      images[0];
    const stage = image?.closest('.viewer-stage')?.getBoundingClientRect();
    return image === undefined || stage === undefined ? null : { image, stage };
  }

  #apply(): void {
    const lead = this.#lead;
    if (lead !== null) {
      this.#zoomPan.apply([...this.querySelectorAll<HTMLImageElement>('.viewer-stage img')], lead.image, lead.stage);
    }
  }

  #fit(): void {
    this.#zoomPan.fit();
    this.requestUpdate();
  }

  #setScale(scale: number): void {
    this.#zoomPan.setScale(scale);
    this.requestUpdate();
  }

  #zoom(factor: number, from?: { readonly x: number; readonly y: number }): void {
    const lead = this.#lead;
    if (lead === null) {
      return;
    }
    this.#zoomPan.zoom(lead.image, lead.stage, factor, from);
    this.requestUpdate();
  }

  readonly #onWheel = (event: WheelEvent): void => {
    event.preventDefault();
    const stage = event.target instanceof Element ? event.target.closest('.viewer-stage') : null;
    if (stage === null) {
      return;
    }
    const { left, top, width, height } = stage.getBoundingClientRect();
    this.#zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.002)), {
      x: event.clientX - left - width / 2,
      y: event.clientY - top - height / 2,
    });
  };

  readonly #onGrab = (event: PointerEvent): void => {
    const stage = event.target instanceof Element ? event.target.closest<HTMLElement>('.viewer-stage') : null;
    if (stage === null) {
      return;
    }
    const { x, y } = this.#zoomPan.shift;
    const drag = (move: PointerEvent): void => {
      this.#zoomPan.moveTo({ x: x + move.clientX - event.clientX, y: y + move.clientY - event.clientY });
      this.#apply();
    };
    stage.setPointerCapture(event.pointerId);
    stage.addEventListener('pointermove', drag);
    stage.addEventListener('lostpointercapture', () => stage.removeEventListener('pointermove', drag), { once: true });
  };

  #pan(x: number, y: number): void {
    const { shift } = this.#zoomPan;
    this.#zoomPan.moveTo({ x: shift.x + x, y: shift.y + y });
    this.#apply();
  }

  /** Goes around at the ends. */
  #turn(by: number): void {
    this.at = (this.at + by + this.images.length) % this.images.length;
    this.place = (this.images[this.at]?.steps.length ?? 1) - 1;
    this.#fit();
  }

  /** The same part at the same size: turning to and fro shows what differs. */
  #turnExperiment(by: number): void {
    const panes = this.images[this.at]?.panesAt(this.place) ?? [];
    const at = panes.findIndex(({ experiment }) => experiment.id === this.chosen);
    this.chosen = panes[(at + by + panes.length) % panes.length]?.experiment.id ?? this.chosen;
  }

  #step(by: number): void {
    const { steps } = this.images[this.at] ?? { steps: [] };
    this.place = Math.min(steps.length - 1, Math.max(0, this.place + by));
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const control =
      event.target instanceof Element && event.target.closest('input, select, [role=radiogroup]') !== null;
    if ((control && event.key.startsWith('Arrow')) || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const several = (this.images[this.at]?.panesAt(this.place).length ?? 0) > 1;
    const aside = (by: number) => () => (several ? this.#turnExperiment(by) : this.#turn(by));
    const moves: Readonly<Record<string, () => void>> = event.shiftKey
      ? {
          ArrowLeft: () => this.#pan(panStep, 0),
          ArrowRight: () => this.#pan(-panStep, 0),
          ArrowUp: () => this.#pan(0, panStep),
          ArrowDown: () => this.#pan(0, -panStep),
          '+': () => this.#zoom(zoomStep),
        }
      : {
          ArrowLeft: aside(-1),
          ArrowRight: aside(1),
          ArrowUp: () => this.#step(1),
          ArrowDown: () => this.#step(-1),
          PageUp: () => this.#turn(-1),
          PageDown: () => this.#turn(1),
          '+': () => this.#zoom(zoomStep),
          '=': () => this.#zoom(zoomStep),
          '-': () => this.#zoom(1 / zoomStep),
          0: () => this.#fit(),
          1: () => this.#setScale(1),
        };
    const move = moves[event.key];
    if (move === undefined) {
      return;
    }
    event.preventDefault();
    move();
  };

  readonly #closed = (): void => {
    this.images = [];
  };
}

customElements.define('image-viewer', ImageViewer);
