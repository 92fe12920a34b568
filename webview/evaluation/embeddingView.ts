/** An embedding as a scatter of its two principal components, coloured by what is known of each point. */
import { html, nothing, svg, type PropertyValues, type SVGTemplateResult, type TemplateResult } from 'lit';
import type { Asset } from '../../src/shared/experiment';
import { formatCount, formatNumber } from '../../src/shared/format';
import { textOf, type AssetBytes } from '../assetBytes';
import { PageElement, type ExperimentHost } from '../element';
import { part } from '../parts';
import { axes, extentOf, toX, toY, Width, widened, type Frame } from '../plotFrame';
import { Question } from '../question';
import { onThemeChange } from '../theme';
import type { Dropdown } from '../toolkit';
import { project, readEmbeddings, readLabels, readVectors, type Projection } from './embedding';
import { categoryCount, categoryVariable, inkOf, rampTo } from './palette';

const height = 420;
const margins = { left: 58, right: 14, top: 8, bottom: 38 };
const reach = 12;
/** More values than this are not told apart by colour, unless they are numbers. */
const mostCategories = 12;

interface Cloud {
  readonly name: string;
  readonly projection: Projection;
  readonly dimensions: number;
  readonly labels: ReadonlyMap<string, readonly string[]>;
}

/** What colours mean: each value's own, or a ramp from the lowest to the highest. */
type Coloring =
  | { readonly kind: 'none' }
  | { readonly kind: 'categories'; readonly values: readonly string[] }
  | { readonly kind: 'numbers'; readonly from: number; readonly to: number };

export class EmbeddingView extends PageElement {
  static override properties = {
    host: { attribute: false }, bytes: { attribute: false }, asset: { attribute: false }, assets: { attribute: false }, which: { state: true }, by: { state: true }, pointed: { state: true },
  };

  declare host: ExperimentHost;
  declare bytes: AssetBytes;
  declare asset: Asset;
  declare assets: readonly Asset[];
  declare which: number;
  declare by: string | null;
  declare pointed: number | null;

  readonly #question = new Question(this, async ({ assetId }: { assetId: string }) =>
    Promise.all(readEmbeddings(textOf(await this.bytes.read(assetId)), this.assets).map(async ({ name, vectors, labels }): Promise<Cloud> => {
      const table = readVectors(textOf(await this.bytes.read(vectors.id)));
      return { name, dimensions: table.dimensions, projection: await project(table), labels: labels === null ? new Map() : readLabels(textOf(await this.bytes.read(labels.id))) };
    })));
  readonly #width = new Width(this);
  #themes: (() => void) | null = null;

  constructor() {
    super();
    this.which = 0;
    this.by = null;
    this.pointed = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#themes = onThemeChange(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#themes?.();
  }

  override render(): TemplateResult {
    this.#question.want({ assetId: this.asset.id }, 0);
    return html`<figure class="plot-card">
      ${part(this.#question.answer, { what: 'the embedding', host: this.host, retry: this.#question.retry }, (clouds) => this.#draw(clouds))}
    </figure>`;
  }

  override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const canvas = this.querySelector('canvas');
    const { answer } = this.#question;
    const cloud = answer.state === 'ready' ? answer.value[this.which] : undefined;
    if (canvas !== null && cloud !== undefined) this.#paint(canvas, cloud);
  }

  #draw(clouds: readonly Cloud[]): TemplateResult | typeof nothing {
    const cloud = clouds[this.which];
    if (cloud === undefined) return nothing;
    const { name, projection, dimensions, labels } = cloud;
    const count = projection.places.length / 2;
    const frame = this.#frame(cloud);
    const by = this.#by(cloud);
    const [first, second] = projection.explained.map((share) => `${(share * 100).toFixed(0)} %`);
    return html`
      <figcaption><span class="tile-name" title=${name}><bdi>${name === '' ? this.asset.name : name}</bdi></span>
        <span class="note">${formatCount(count, 'point')} of ${formatCount(dimensions, 'dimension')}</span></figcaption>
      <div class="toolbar">
        ${clouds.length < 2 ? nothing : html`<label class="control">Embedding ${chooser('Embedding', clouds.map((one, index) => [String(index), one.name]), String(this.which), (value) => (this.which = Number(value)))}</label>`}
        ${labels.size === 0 ? nothing : html`<label class="control">Colour by ${chooser('Colour by', [...labels.keys()].map((key) => [key, key]), by ?? '', (value) => (this.by = value))}</label>`}
      </div>
      <div class="plot-area" @pointermove=${(event: PointerEvent) => this.#point(event, cloud, frame)} @pointerleave=${() => (this.pointed = null)}>
        <canvas></canvas>
        <svg role="img" aria-label="Scatter of ${name}: ${formatCount(count, 'point')}" width="100%" height=${height}>
          ${axes(frame, { xTitle: `First principal component, ${first ?? ''} of the variance`, yTitle: `Second, ${second ?? ''}` })}
        </svg>
      </div>
      <p class="plot-words note" role="status">${this.pointed === null ? nothing : [...labels].map(([key, values]) => html`<span class="chip"><bdi>${key}: ${values[this.pointed ?? 0] ?? ''}</bdi></span> `)}</p>
      ${this.#legend(coloringOf(by === null ? null : labels.get(by) ?? null))}`;
  }

  #by({ labels }: Cloud): string | null {
    return this.by !== null && labels.has(this.by) ? this.by : [...labels.keys()].find((key) => coloringOf(labels.get(key) ?? null).kind === 'categories') ?? [...labels.keys()][0] ?? null;
  }

  #frame({ projection: { places } }: Cloud): Frame {
    const side = (offset: 0 | 1): Float32Array => places.filter((_, index) => index % 2 === offset);
    return {
      left: margins.left, top: margins.top, width: Math.max(40, this.#width.pixels - margins.left - margins.right - 18), height: height - margins.top - margins.bottom,
      x: widened(extentOf(side(0)), 0.04), y: widened(extentOf(side(1)), 0.04),
    };
  }

  #legend(coloring: Coloring): TemplateResult | typeof nothing {
    switch (coloring.kind) {
      case 'none': return nothing;
      case 'numbers': return html`<p class="note">${formatNumber(coloring.from)} faint, ${formatNumber(coloring.to)} strong</p>`;
      case 'categories': return html`<ul class="plot-legend" aria-label="Colours">${coloring.values.map((value, index) => html`
        <li><svg class="ink-${index % categoryCount}" width="12" height="12" aria-hidden="true">${shapeOf(index)}</svg> <bdi>${value === '' ? '(none)' : value}</bdi></li>`)}</ul>`;
    }
  }

  #paint(canvas: HTMLCanvasElement, cloud: Cloud): void {
    const frame = this.#frame(cloud);
    const dense = window.devicePixelRatio;
    const width = frame.left + frame.width + margins.right;
    canvas.width = Math.round(width * dense);
    canvas.height = Math.round(height * dense);
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    const context = canvas.getContext('2d');
    if (context === null) return;
    context.scale(dense, dense);
    const by = this.#by(cloud);
    const values = by === null ? null : cloud.labels.get(by) ?? null;
    const coloring = coloringOf(values);
    const inks = Array.from({ length: categoryCount }, (_, index) => inkOf(categoryVariable(index)));
    const ramp = rampTo('--series-1');
    const { places } = cloud.projection;
    const categories = new Map(coloring.kind === 'categories' ? coloring.values.map((value, index) => [value, index]) : []);
    context.globalAlpha = places.length > 4000 ? 0.6 : 0.85;
    for (let row = 0; row * 2 < places.length; row += 1) {
      const value = values?.[row] ?? '';
      const category = categories.get(value) ?? 0;
      context.fillStyle = coloring.kind === 'numbers' ? ramp.at(0.2 + (0.8 * (Number(value) - coloring.from)) / (coloring.to - coloring.from || 1)).ground : inks[category % categoryCount] ?? '';
      drawShape(context, Math.floor(category / categoryCount), toX(frame, places[row * 2] ?? 0), toY(frame, places[row * 2 + 1] ?? 0), 3);
    }
    if (this.pointed === null) return;
    context.globalAlpha = 1;
    context.strokeStyle = inkOf('--vscode-foreground');
    context.lineWidth = 1.5;
    context.beginPath();
    context.arc(toX(frame, places[this.pointed * 2] ?? 0), toY(frame, places[this.pointed * 2 + 1] ?? 0), 6, 0, 2 * Math.PI);
    context.stroke();
  }

  #point(event: PointerEvent, { projection: { places } }: Cloud, frame: Frame): void {
    const { left, top } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    let nearest: number | null = null;
    let best = reach ** 2;
    for (let row = 0; row * 2 < places.length; row += 1) {
      const distance = (toX(frame, places[row * 2] ?? 0) - event.clientX + left) ** 2 + (toY(frame, places[row * 2 + 1] ?? 0) - event.clientY + top) ** 2;
      if (distance < best) [nearest, best] = [row, distance];
    }
    this.pointed = nearest;
  }
}

const chooser = (label: string, options: readonly (readonly [value: string, title: string])[], chosen: string, choose: (value: string) => void): TemplateResult => html`
  <vscode-dropdown aria-label=${label} .value=${chosen} @change=${(event: Event) => choose((event.currentTarget as Dropdown).value)}>
    ${options.map(([value, title]) => html`<vscode-option value=${value}>${title}</vscode-option>`)}</vscode-dropdown>`;

function coloringOf(values: readonly string[] | null): Coloring {
  if (values === null) return { kind: 'none' };
  const different = new Set(values);
  if (different.size <= mostCategories) return { kind: 'categories', values: [...different].sort((one, other) => one.localeCompare(other, 'en', { numeric: true })) };
  const numbers = values.map(Number);
  return numbers.every(Number.isFinite) ? { kind: 'numbers', ...extentOf(numbers) } : { kind: 'none' };
}

/** Six colours as dots, the same six as squares: no two categories look alike to anybody. */
function drawShape(context: CanvasRenderingContext2D, shape: number, x: number, y: number, size: number): void {
  if (shape === 0) {
    context.beginPath();
    context.arc(x, y, size, 0, 2 * Math.PI);
    context.fill();
  } else {
    context.fillRect(x - size, y - size, size * 2, size * 2);
  }
}

const shapeOf = (index: number): SVGTemplateResult =>
  (index < categoryCount ? svg`<circle cx="6" cy="6" r="4" fill="currentcolor"></circle>` : svg`<rect x="2" y="2" width="8" height="8" fill="currentcolor"></rect>`);

customElements.define('embedding-view', EmbeddingView);
