/** Histograms of one name: as a ridge over the steps, as a heat map, or one step at a time. */
import { html, nothing, svg, type PropertyValues, type SVGTemplateResult, type TemplateResult } from 'lit';
import { formatCount, formatNumber } from '../../src/shared/format';
import { textOf, type AssetBytes } from '../assetBytes';
import type { AssetGroup } from '../assetGroups';
import { PageElement, type ExperimentHost } from '../element';
import { part } from '../parts';
import { axes, extentOf, pathOf, toX, toY, Width, type Frame } from '../plotFrame';
import { Question } from '../question';
import { stepInWords, stepSlider } from '../stepSlider';
import { onThemeChange } from '../theme';
import { levelLabel, levels } from '../ticks';
import { Visibility } from '../visibility';
import { quantile, readHistograms, rebin, type Histogram } from './histogram';
import { rampTo } from './palette';

export const histogramModes = ['ridge', 'heat', 'single'] as const;
export type HistogramMode = (typeof histogramModes)[number];

const binCount = 64;
const mostRidges = 30;
const mostColumns = 400;
const height = 260;
const margins = { left: 14, right: 64, top: 10, bottom: 26 };

interface Drawing {
  readonly histograms: readonly Histogram[];
  readonly from: number;
  readonly to: number;
  readonly counts: readonly Float64Array[];
  readonly highest: number;
}

export class HistogramView extends PageElement {
  static override properties = {
    host: { attribute: false }, bytes: { attribute: false }, group: { attribute: false }, mode: { attribute: false }, place: { state: true }, pointed: { state: true },
  };

  declare host: ExperimentHost;
  declare bytes: AssetBytes;
  declare group: AssetGroup;
  declare mode: HistogramMode;
  declare place: number;
  declare pointed: { readonly bin: number; readonly place: number } | null;

  readonly #question = new Question(this, async ({ assetIds }: { assetIds: readonly string[] }) =>
    prepare((await Promise.all(assetIds.map(async (id) => readHistograms(textOf(await this.bytes.read(id)), this.#stepOf(id))))).flat()));
  readonly #visibility = new Visibility(this, () => this.requestUpdate());
  readonly #width = new Width(this);
  #themes: (() => void) | null = null;

  constructor() {
    super();
    this.place = Infinity;
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
    const { group } = this;
    if (this.#visibility.visible) this.#question.want({ assetIds: group.members.map(({ id }) => id) }, 0);
    return html`<figure class="plot-card">
      <figcaption><span class="tile-name" title=${group.name}><bdi>${group.name}</bdi>${group.context === null ? nothing : html` <span class="hint">${group.context}</span>`}</span></figcaption>
      ${part(this.#question.answer, { what: 'the histogram', host: this.host, retry: this.#question.retry }, (drawing) => this.#draw(drawing))}
    </figure>`;
  }

  override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const canvas = this.querySelector('canvas');
    if (canvas !== null && this.#question.answer.state === 'ready') paint(canvas, this.#question.answer.value);
  }

  #stepOf(id: string): number | null {
    return this.group.members.find((member) => member.id === id)?.step ?? null;
  }

  #draw(drawing: Drawing): TemplateResult {
    const { histograms, from, to } = drawing;
    const mode = histograms.length === 1 ? 'single' : this.mode;
    const place = Math.min(this.place, histograms.length - 1);
    const frame: Frame = {
      left: margins.left, top: margins.top, width: Math.max(40, this.#width.pixels - margins.left - margins.right - 18), height: height - margins.top - margins.bottom,
      x: { from, to }, y: { from: 0, to: 1 },
    };
    const label = `Histogram ${this.group.name}, ${formatCount(histograms.length, 'step')}`;
    return html`
      <div class="plot-area" @pointermove=${(event: PointerEvent) => this.#point(event, drawing, frame, mode, place)} @pointerleave=${() => (this.pointed = null)}>
        ${mode !== 'heat' ? nothing : html`<canvas .style=${`left: ${frame.left}px; top: ${frame.top}px; width: ${frame.width}px; height: ${frame.height}px`}></canvas>`}
        <svg role="img" aria-label=${label} width="100%" height=${height}>
          ${mode === 'ridge' ? ridges(drawing, frame, this.pointed?.place ?? null) : mode === 'heat' ? heatMarks(drawing, frame) : bars(drawing, frame, place)}
          ${mode === 'heat' ? nothing : axes(frame, { yMarks: false })}
        </svg>
      </div>
      ${mode === 'single' ? stepSlider({ label: `Step of ${this.group.name}`, steps: histograms.map(({ step }) => step), place, move: (next) => (this.place = next) }) : nothing}
      <p class="plot-words note" role="status">${this.#words(drawing, mode === 'single' ? place : histograms.length - 1)}</p>`;
  }

  #point(event: PointerEvent, { histograms }: Drawing, frame: Frame, mode: HistogramMode, shown: number): void {
    const { left, top } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const across = (event.clientX - left - frame.left) / frame.width;
    const down = (event.clientY - top - frame.top) / frame.height;
    if (across < 0 || across > 1 || down < 0 || down > 1) this.pointed = null;
    else if (mode === 'heat') this.pointed = { bin: cut(1 - down, binCount), place: cut(across, histograms.length) };
    else this.pointed = { bin: cut(across, binCount), place: mode === 'single' ? shown : ridgeAt(down, histograms.length) };
  }

  #words({ histograms, from, to, counts }: Drawing, place: number): string {
    const { pointed } = this;
    const at = pointed?.place ?? place;
    const histogram = histograms[at];
    if (histogram === undefined) return '';
    const step = stepInWords(histogram.step, at, histograms.length);
    // Bins next to the offset are far narrower than anybody wants to know.
    const inWords = (share: number): string => formatNumber(round(Math.round(quantile(histogram, share) / ((to - from) * 1e-5)) * (to - from) * 1e-5));
    if (pointed === null) return `${step}: ${formatCount(histogram.count, 'value')}, median ${inWords(0.5)}, 5 to 95 %: ${inWords(0.05)} to ${inWords(0.95)}`;
    const width = (to - from) / binCount;
    return `${step}: about ${formatNumber(Math.round(counts[at]?.[pointed.bin] ?? 0))} of ${formatCount(histogram.count, 'value')} from ${formatNumber(round(from + pointed.bin * width))} to ${formatNumber(round(from + (pointed.bin + 1) * width))}`;
  }
}

function prepare(histograms: readonly Histogram[]): Drawing {
  const { from, to } = extentOf(histograms.flatMap(({ bins }) => [bins[0]?.from ?? NaN, bins.at(-1)?.to ?? NaN]));
  const counts = histograms.map((histogram) => rebin(histogram, from, to, binCount));
  return { histograms, from, to, counts, highest: Math.max(1e-9, ...counts.map((row) => Math.max(...row))) };
}

const round = (value: number): number => Number(value.toPrecision(4));
const cut = (share: number, count: number): number => Math.min(count - 1, Math.max(0, Math.floor(share * count)));

/** Evenly chosen, the first and the last among them. */
function chosenRidges(count: number): readonly number[] {
  if (count <= mostRidges) return Array.from({ length: count }, (_, index) => index);
  return Array.from({ length: mostRidges }, (_, index) => Math.round((index * (count - 1)) / (mostRidges - 1)));
}

/** The ridges' grounds lie in the lower three quarters, so that the first has room above it. */
const headroom = 0.3;
const groundOf = (order: number, count: number): number => (count === 1 ? 1 : headroom + ((1 - headroom) * order) / (count - 1));

function ridgeAt(down: number, count: number): number {
  const places = chosenRidges(count);
  return places[cut((down - headroom / 2) / (1 - headroom / 2), places.length)] ?? 0;
}

/** The oldest stands behind, the newest in front. */
function ridges({ histograms, counts, highest }: Drawing, frame: Frame, pointed: number | null): SVGTemplateResult {
  const places = chosenRidges(histograms.length);
  const tallest = frame.height * headroom;
  const everyLabel = Math.ceil(places.length / 9);
  return svg`${places.map((place, order) => {
    const ground = frame.top + groundOf(order, places.length) * frame.height;
    const row = counts[place] ?? [];
    const points = pathOf(row.length, (bin) => [frame.left + ((bin + 0.5) / row.length) * frame.width, ground - ((row[bin] ?? 0) / highest) * tallest]);
    const labelled = place === pointed || (pointed === null && ((places.length - 1 - order) % everyLabel === 0));
    return svg`<g class="ridge ${place === pointed ? 'lit' : ''}">
      <path class="ridge-ground" d="${points}L${frame.left + frame.width} ${ground}L${frame.left} ${ground}Z"></path>
      <path class="ridge-line" stroke-opacity=${0.35 + (0.65 * (order + 1)) / places.length} d=${points}></path>
      ${labelled ? svg`<text x=${frame.left + frame.width + 6} y=${ground} dy="0.2em">${shortStep(histograms[place], place)}</text>` : nothing}</g>`;
  })}`;
}

const shortStep = (histogram: Histogram | undefined, place: number): string => formatNumber(histogram?.step ?? place + 1);

function bars({ counts }: Drawing, frame: Frame, place: number): SVGTemplateResult {
  const row = counts[place] ?? new Float64Array();
  const highest = Math.max(1e-9, ...row);
  const width = frame.width / Math.max(1, row.length);
  return svg`<g class="bars">${Array.from(row, (count, bin) => {
    const tall = (count / highest) * frame.height;
    return tall === 0 ? nothing : svg`<rect x=${frame.left + bin * width} y=${frame.top + frame.height - tall} width=${Math.max(1, width - 1)} height=${tall}></rect>`;
  })}</g>`;
}

/** Steps go from left to right, values upwards. */
function heatMarks({ histograms, from, to }: Drawing, frame: Frame): SVGTemplateResult {
  const turned: Frame = { ...frame, x: { from: 0, to: histograms.length }, y: { from, to } };
  const every = Math.max(1, Math.ceil(histograms.length / Math.max(2, Math.floor(frame.width / 60))));
  const values = levels({ from, to }, 5);
  const gap = (values[1] ?? 1) - (values[0] ?? 0);
  return svg`<g class="axes">
    ${values.map((value) => svg`<text x=${frame.left + frame.width + 6} y=${toY(turned, value)} dy="0.35em">${levelLabel(value, gap)}</text>`)}
    ${histograms.map((histogram, place) => (place % every === 0
      ? svg`<text x=${toX(turned, place + 0.5)} y=${frame.top + frame.height + 16} text-anchor="middle">${shortStep(histogram, place)}</text>` : nothing))}</g>`;
}

function paint(canvas: HTMLCanvasElement, { counts, highest }: Drawing): void {
  const columns = Math.min(mostColumns, counts.length);
  canvas.width = columns;
  canvas.height = binCount;
  const context = canvas.getContext('2d');
  if (context === null) return;
  const ramp = rampTo('--series-1');
  for (let column = 0; column < columns; column += 1) {
    const row = counts[Math.floor((column * counts.length) / columns)] ?? [];
    for (let bin = 0; bin < binCount; bin += 1) {
      // The root brings thin tails to the eye.
      context.fillStyle = ramp.at(Math.sqrt((row[bin] ?? 0) / highest)).ground;
      context.fillRect(column, binCount - 1 - bin, 1, 1);
    }
  }
}

customElements.define('histogram-view', HistogramView);
