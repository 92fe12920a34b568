/**
 * An embedding as a scatter of its first principal components, flat or in space, coloured, searched and named by what
 * is known of each point.
 */
import * as l10n from '@vscode/l10n';
import { html, nothing, svg, type PropertyValues, type SVGTemplateResult, type TemplateResult } from 'lit';
import type { Asset } from '../../../../src/shared/experiment';
import { formatCount, formatNumber } from '../../../../src/shared/format';
import { paletteSize, seriesVariable } from '../../../drawing/palette';
import { choice } from '../../../elements/choice';
import { PageElement, type ExperimentHost } from '../../../elements/element';
import type { ExperimentAssets } from '../../assets/experimentAssets';
import { actionButton, part } from '../../../elements/parts';
import { times } from '../../../drawing/extent';
import { axes, widthOfMarks, Width, type Frame } from '../../../drawing/plotFrame';
import { Question } from '../../../elements/question';
import { searchField } from '../../../elements/searchField';
import { segments } from '../../../elements/segments';
import { ThemeChange } from '../../../drawing/theme';
import type { Checkbox } from '../../../toolkit';
import {
  coloringOf,
  firstColumn,
  stylesOf,
  matching,
  loadEmbeddings,
  type Embedding,
  type Coloring,
} from './embeddingPoints';
import { CameraControls } from './cameraControls';
import { plotTable, tableButton } from '../plotTable';
import { aslant, cornerOf, extentsOf, Scatter, straight, type Camera, type PointStyles, type Plot } from './scatter';

const height = 420;
const margins = { left: 58, right: 14, top: 8, bottom: 38 };
const reach = 12;
/** How the points look, and what that was made of: made again when any of it changes. */
interface StyledEmbedding {
  readonly embedding: Embedding;
  readonly by: string | null;
  readonly query: string;
  readonly pictures: boolean;
  readonly coloring: Coloring;
  readonly styles: PointStyles;
  readonly found: number;
}

export class EmbeddingView extends PageElement {
  static override properties = {
    host: { attribute: false },
    experiment: { attribute: false },
    asset: { attribute: false },
    which: { state: true },
    by: { state: true },
    pointed: { state: true },
    deep: { state: true },
    query: { state: true },
    withPictures: { state: true },
    asTable: { state: true },
  };

  declare host: ExperimentHost;
  declare experiment: ExperimentAssets;
  declare asset: Asset;
  declare which: number;
  declare by: string | null;
  declare pointed: number | null;
  declare deep: boolean;
  declare query: string;
  declare withPictures: boolean;
  declare asTable: boolean;

  readonly #question = new Question(this, ({ assetId }: { of: string; assetId: string }) =>
    loadEmbeddings(this.experiment, assetId),
  );
  readonly #width = new Width(this);
  #scatter: Scatter | null = null;
  #styled: StyledEmbedding | null = null;
  #camera: Camera = straight;
  #planned = 0;
  readonly #controls = new CameraControls({
    camera: () => this.#camera,
    isDeep: () => this.deep,
    move: (camera) => this.#moveCamera(camera),
    reset: () => this.#reset(),
  });

  constructor() {
    super();
    this.which = 0;
    this.by = null;
    this.pointed = null;
    this.deep = false;
    this.query = '';
    this.withPictures = false;
    this.asTable = false;
    new ThemeChange(this, () => (this.#styled = null));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    cancelAnimationFrame(this.#planned);
    this.#planned = 0;
  }

  override render(): TemplateResult {
    this.#question.want({ of: this.experiment.id, assetId: this.asset.id }, 0);
    return html`<figure class="plot-card">
      ${part(this.#question.answer, { what: l10n.t('the embedding'), host: this.host, retry: this.#question.retry }, (embeddings) => this.#draw(embeddings))}
    </figure>`;
  }

  override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    this.#paint();
  }

  get #embedding(): Embedding | null {
    const { answer } = this.#question;
    return answer.state === 'ready' ? (answer.value[this.which] ?? answer.value[0] ?? null) : null;
  }

  /** Pixels beside the plot for the marks up its side: of what is in view, whatever that is. */
  get #marksLeft(): number {
    const embedding = this.#embedding;
    if (embedding === null) {
      return margins.left;
    }
    const { y } = extentsOf(embedding.bounds, { left: 0, top: 0, width: 1, height }, this.#camera);
    return Math.max(
      margins.left,
      widthOfMarks(times(y, embedding.projection.unit), height - margins.top - margins.bottom, true),
    );
  }

  get #plot(): Plot {
    const inset = this.deep ? { ...margins, left: 0, bottom: 0 } : { ...margins, left: this.#marksLeft };
    return {
      left: inset.left,
      top: inset.top,
      width: Math.max(40, this.#width.pixels - inset.left - inset.right - 18),
      height: height - inset.top - inset.bottom,
    };
  }

  #draw(embeddings: readonly Embedding[]): TemplateResult | typeof nothing {
    const embedding = this.#embedding;
    if (embedding === null) {
      return nothing;
    }
    const { name, dimensions, labels, count, pictures, picturesProblem } = embedding;
    const { coloring, by, found } = this.#style(embedding);
    const title = name === '' ? this.asset.name : name;
    return html`
      <figcaption><span class="tile-name" title=${title}><bdi>${title}</bdi></span>
        <span class="plot-tools"><span class="note">${l10n.t('{points} of {dimensions}', { points: formatCount(count, 'point'), dimensions: formatCount(dimensions, 'dimension') })}</span>${tableButton(title, this.asTable, (asTable) => (this.asTable = asTable))}</span></figcaption>
      <div class="toolbar">
        ${segments({
          label: l10n.t('Dimensions'),
          chosen: this.deep ? 'deep' : 'flat',
          choose: (id) => this.#setDeep(id === 'deep'),
          segments: [
            { id: 'flat', title: '2-D' },
            { id: 'deep', title: '3-D' },
          ],
        })}
        ${
          embeddings.length < 2
            ? nothing
            : html`<label class="control">${l10n.t('Embedding')} ${choice(
                l10n.t('Embedding'),
                embeddings.map((one, index) => [String(index), one.name]),
                String(this.which),
                (value) => this.#choose(Number(value)),
              )}</label>`
        }
        ${
          labels.size === 0
            ? nothing
            : html`<label class="control">${l10n.t('Colour by')} ${choice(
                l10n.t('Colour by'),
                [...labels.keys()].map((key) => [key, key]),
                by ?? '',
                (value) => (this.by = value),
              )}</label>
          ${searchField(l10n.t('Search labels'), this.query, (query) => this.#search(query))}
          ${this.query.trim() === '' ? nothing : html`<span class="note" role="status">${l10n.t('{found} of {points}', { found: formatNumber(found), points: formatCount(count, 'point') })}</span>`}`
        }
        ${pictures === null ? nothing : html`<vscode-checkbox ?checked=${this.withPictures} @change=${(event: Event) => (this.withPictures = (event.currentTarget as Checkbox).checked)}>${l10n.t('Pictures')}</vscode-checkbox>`}
        ${this.asTable ? nothing : actionButton('reset', l10n.t('Reset view'), () => this.#reset())}
      </div>
      ${picturesProblem === null ? nothing : html`<p class="note warning" role="status">${picturesProblem.message}</p>`}
      ${this.asTable ? this.#table(embedding, title) : this.#area(embedding, title)}
      ${legend(coloring)}`;
  }

  #area(embedding: Embedding, title: string): TemplateResult {
    const shares = embedding.projection.explained.map((share) => `${(share * 100).toFixed(0)} %`);
    const about = { title, points: formatCount(embedding.count, 'point') };
    const label = this.deep
      ? l10n.t('Scatter of {title}: {points}; arrows turn, Shift and arrows move, plus and minus zoom, 0 resets', about)
      : l10n.t('Scatter of {title}: {points}; arrows move, plus and minus zoom, 0 resets', about);
    return html`
      <div class="plot-area scatter ${this.deep ? 'deep' : ''}" tabindex="0" role="group" aria-label=${label}
        @pointermove=${(event: PointerEvent) => this.#point(event)} @pointerleave=${() => (this.pointed = null)} @pointerdown=${this.#controls.grab} @wheel=${this.#controls.wheel} @keydown=${this.#controls.key} @dblclick=${() => this.#reset()}>
        <canvas></canvas>
        ${this.deep ? nothing : html`<svg aria-hidden="true" width="100%" height=${height}>${this.#axes(embedding, shares)}</svg>`}
        ${this.pointed === null ? nothing : this.#tip(embedding, this.pointed)}
      </div>
      <p class="note">${this.deep ? l10n.t('Principal components 1, 2 and 3: {shares} of the variance · drag or arrows turn, with Shift move · + − or Ctrl and the wheel zoom', { shares: shares.join(', ') }) : l10n.t('Drag or arrows move · + − or Ctrl and the wheel zoom')}</p>`;
  }

  #axes({ bounds, projection: { unit } }: Embedding, [first, second]: readonly string[]): SVGTemplateResult {
    const plot = this.#plot;
    const { x, y } = extentsOf(bounds, plot, this.#camera);
    const frame: Frame = { ...plot, x: times(x, unit), y: times(y, unit) };
    return axes(frame, {
      xTitle: l10n.t('First principal component, {first} of the variance', { first: first ?? '' }),
      yTitle: l10n.t('Second, {second}', { second: second ?? '' }),
    });
  }

  /** Beside the point, on the side where there is room. */
  #tip({ labels, pictures }: Embedding, point: number): TemplateResult {
    const { x, y } = this.#scatter?.at(point) ?? { x: 0, y: 0 };
    const { left, width } = this.#plot;
    const side = x > left + width / 2 ? `right: ${left + width + margins.right - x + 12}px` : `left: ${x + 12}px`;
    return html`<div class="scatter-tip" role="status" .style=${`${side}; top: ${Math.max(0, Math.min(height - 120, y - 12))}px`}>
      ${pictures === null ? nothing : html`<canvas class="tip-picture" width=${pictures.width} height=${pictures.height}></canvas>`}
      ${labels.size === 0 ? html`<p>${l10n.t('Point {number}', { number: formatNumber(point + 1) })}</p>` : html`<dl>${[...labels].map(([key, values]) => html`<div><dt><bdi>${key}</bdi></dt><dd><bdi>${values[point] ?? ''}</bdi></dd></div>`)}</dl>`}
    </div>`;
  }

  #table({ labels, projection: { positions, unit }, count }: Embedding, title: string): TemplateResult {
    const columns = [...labels];
    return plotTable(this.host, {
      label: l10n.t('Points of {title}', { title }),
      noun: 'point',
      headings: [
        l10n.t('Point'),
        ...columns.map(([key]) => key),
        l10n.t('Component 1'),
        l10n.t('Component 2'),
        l10n.t('Component 3'),
      ],
      rows: Array.from({ length: count }, (_, index) => [
        index + 1,
        ...columns.map(([, values]) => values[index] ?? ''),
        ...[0, 1, 2].map((axis) => (positions[index * 3 + axis] ?? NaN) * unit),
      ]),
    });
  }

  #style(embedding: Embedding): StyledEmbedding {
    const by = this.by !== null && embedding.labels.has(this.by) ? this.by : firstColumn(embedding);
    const before = this.#styled;
    if (
      before?.embedding === embedding &&
      before.by === by &&
      before.query === this.query &&
      before.pictures === this.withPictures
    ) {
      return before;
    }
    const values = by === null ? null : (embedding.labels.get(by) ?? null);
    const coloring = coloringOf(values);
    const lit = matching(embedding, this.query);
    const found = lit === null ? embedding.count : lit.reduce((sum, one) => sum + one, 0);
    return (this.#styled = {
      embedding,
      by,
      query: this.query,
      pictures: this.withPictures,
      coloring,
      found,
      styles: stylesOf(embedding, values, coloring, lit, this.withPictures ? embedding.pictures : null),
    });
  }

  #paint(): void {
    const canvas = this.querySelector<HTMLCanvasElement>('.scatter > canvas');
    const embedding = this.#embedding;
    if (canvas === null || embedding === null || this.#width.pixels === 0) {
      return;
    }
    if (this.#scatter?.canvas !== canvas) {
      this.#scatter = new Scatter(canvas);
    }
    this.#scatter.setPositions(embedding.projection.positions, embedding.bounds);
    this.#scatter.setStyles(this.#style(embedding).styles);
    this.#scatter.draw(this.#plot, this.#camera, this.deep, this.pointed);
    const tip = this.querySelector<HTMLCanvasElement>('.tip-picture')?.getContext('2d');
    if (tip == null || embedding.pictures === null || this.pointed === null) {
      return;
    }
    const { image, width, height: tall } = embedding.pictures;
    const corner = cornerOf(embedding.pictures, this.pointed);
    tip.clearRect(0, 0, width, tall);
    tip.drawImage(image, corner.x, corner.y, width, tall, 0, 0, width, tall);
  }

  /** In space only the canvas changes; flat, the axes do too. */
  #moveCamera(camera: Camera): void {
    this.#camera = camera;
    if (this.pointed !== null) {
      this.pointed = null;
    }
    if (!this.deep) {
      this.requestUpdate();
    } else if (this.#planned === 0) {
      this.#planned = requestAnimationFrame(() => {
        this.#planned = 0;
        this.#paint();
      });
    }
  }

  #search(query: string): void {
    this.query = query;
    this.pointed = null;
  }

  #setDeep(deep: boolean): void {
    this.deep = deep;
    this.asTable = false;
    this.#reset();
  }

  #choose(which: number): void {
    this.which = which;
    this.#reset();
  }

  #reset(): void {
    this.pointed = null;
    this.#camera = this.deep ? aslant : straight;
    this.requestUpdate();
  }

  #point(event: PointerEvent): void {
    if (event.buttons !== 0) {
      return;
    }
    const { left, top } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    this.pointed = this.#scatter?.nearest(event.clientX - left, event.clientY - top, reach) ?? null;
  }
}

function legend(coloring: Coloring): TemplateResult | typeof nothing {
  switch (coloring.kind) {
    case 'none':
      return nothing;
    case 'numbers':
      return html`<p class="note">${l10n.t('{from} faint, {to} strong', { from: formatNumber(coloring.from), to: formatNumber(coloring.to) })}</p>`;
    case 'categories':
      return html`<ul class="plot-legend" aria-label=${l10n.t('Colours')}>${coloring.values.map(
        (value, index) => html`
      <li><svg width="12" height="12" aria-hidden="true" fill=${`var(${seriesVariable(index)})`}>${shapeOf(index)}</svg> <bdi>${value === '' ? '(none)' : value}</bdi></li>`,
      )}
      ${coloring.others === 0 ? nothing : html`<li><svg width="12" height="12" aria-hidden="true" fill="var(--chart-text)">${shapeOf(0)}</svg> ${formatCount(coloring.others, 'other value')}</li>`}</ul>`;
  }
}

const shapeOf = (index: number): SVGTemplateResult =>
  index < paletteSize
    ? svg`<circle cx="6" cy="6" r="4"></circle>`
    : svg`<rect x="2" y="2" width="8" height="8"></rect>`;

customElements.define('embedding-view', EmbeddingView);
