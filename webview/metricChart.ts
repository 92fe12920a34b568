/** The chart of one metric: heading, plot with crosshair, zoom and pin, its table for those who cannot see it, its notes. */
import { html, nothing, render, type PropertyValues, type TemplateResult } from 'lit';
import type { MetricSeries, Summary } from '../src/shared/experiment';
import { formatNumber } from '../src/shared/format';
import type { Problem } from '../src/shared/problem';
import type { ChartArrangement, TypedHeights } from '../src/shared/protocol';
import { align, nearest, smooth, type AlignedLine, type Line, type Range } from '../src/shared/series';
import { LineChart, type ChartColors, type LineColors } from './charts';
import { axisScale, type AxisScale } from './charts/axisScale';
import { chartNotes, seriesInWords } from './charts/chartNotes';
import { Gestures, type Box } from './charts/gestures';
import { heightsForm } from './charts/heightsForm';
import { heightsOf, heldWithin, middleOf, moved, stretched, wholeRange, type Heights } from './charts/ranges';
import { readingAsText, readingOf, readingTemplate, type Reading } from './charts/reading';
import type { Viewport } from './charts/viewport';
import { PageElement } from './element';
import { icon } from './icons';
import { iconButton } from './parts';
import type { Pointer } from './pointer';
import type { Completeness, HeldSeries } from './seriesSource';
import { seriesTable } from './seriesTable';

export type ChartSettings = Pick<ChartArrangement, 'axis' | 'smoothing' | 'horizontalScale' | 'verticalScale' | 'clipped'>;

/** What a chart may ask of the gallery it hangs in. */
export interface ChartActions {
  loadAll(name: string): void;
  retry(name: string): void;
  painted(name: string): void;
  copy(text: string): void;
  type(name: string, heights: TypedHeights | undefined): void;
}

/** A drag that is flatter than this is about the other axis alone. */
const flatDrag = 16;
const zoomByKey = 0.5;
const moveByKey = 0.2;
/** Pixels between two points of a sample from which on all points are worth having. */
const sparse = 2;

/** A series on its axis, with what was derived from it. */
interface Prepared {
  readonly series: MetricSeries;
  readonly key: string;
  readonly raw: AlignedLine;
  readonly smoothed: Line | null;
  readonly acrossScale: AxisScale;
  readonly upScale: AxisScale;
  readonly whole: Range;
}

export class MetricChart extends PageElement {
  static override properties = {
    metric: { attribute: false }, held: { attribute: false }, staleBecause: { attribute: false }, completeness: { attribute: false },
    settings: { attribute: false }, start: { attribute: false }, typed: { attribute: false }, across: { attribute: false }, up: { attribute: false },
    colors: { attribute: false }, lineColors: { attribute: false }, inSight: { attribute: false },
    asTable: { state: true }, enlarged: { state: true }, typing: { state: true }, rowsShown: { state: true },
  };

  declare metric: Summary;
  declare held: HeldSeries;
  declare staleBecause: Problem | null;
  declare completeness: Completeness;
  declare settings: ChartSettings;
  declare start: number | null;
  declare typed: TypedHeights | undefined;
  /** What is zoomed to; null for all there is. */
  declare across: Range | null;
  declare up: Range | null;
  declare colors: ChartColors;
  declare lineColors: LineColors;
  declare inSight: boolean;
  declare asTable: boolean;
  declare enlarged: boolean;
  declare typing: boolean;
  declare rowsShown: number;
  declare pointer: Pointer;
  declare viewport: Viewport;
  declare actions: ChartActions;

  #chart: { readonly canvas: HTMLCanvasElement; readonly line: LineChart } | null = null;
  #prepared: Prepared | null = null;
  #heights: { readonly key: readonly unknown[]; readonly heights: Heights } | null = null;
  /** A place on the axis: what is read there may change while the run goes on. */
  #pin: number | null = null;
  #pinBeforeClick: number | null = null;
  #forgetPointer: (() => void) | null = null;

  constructor() {
    super();
    this.inSight = false;
    this.asTable = false;
    this.enlarged = false;
    this.typing = false;
    this.rowsShown = 200;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const subscription = this.pointer.onDidMove(() => this.#showPoint());
    this.#forgetPointer = () => subscription.dispose();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#forgetPointer?.();
    this.#destroyChart();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('settings');
    if (before !== undefined && before.axis !== this.settings.axis) this.#pin = null;
    this.#prepared = this.held.state === 'ready' && this.held.value !== null ? this.#prepare(this.held.value) : null;
  }

  override render(): TemplateResult {
    const { metric, held } = this;
    return html`
      <figure class="chart ${this.enlarged ? 'enlarged' : ''}" aria-busy=${String(held.state === 'loading' && this.inSight)}>
        <figcaption>
          <span class="chart-name" title=${metric.name}><bdi>${metric.name}</bdi></span>
          <span class="last-value" title="Last value">${metric.current === null ? '' : formatNumber(metric.current.value)}</span>
          <span class="chart-tools">
            ${iconButton('heights', `Y range of ${metric.name}`, () => (this.typing = !this.typing), this.typing)}
            ${iconButton(this.asTable ? 'chart' : 'table', this.asTable ? `Chart of ${metric.name}` : `Table of ${metric.name}`, () => (this.asTable = !this.asTable))}
            ${iconButton('enlarge', `${this.enlarged ? 'Shrink' : 'Enlarge'} ${metric.name}`, () => (this.enlarged = !this.enlarged), this.enlarged)}
          </span>
        </figcaption>
        ${this.typing ? heightsForm({
          name: metric.name, typed: this.typed, change: (typed) => this.actions.type(metric.name, typed), close: () => (this.typing = false),
        }) : nothing}
        ${this.#body()}
        ${this.#notes()}
      </figure>`;
  }

  override updated(changed: PropertyValues): void {
    super.updated(changed);
    const canvas = this.querySelector('canvas');
    const prepared = this.#prepared;
    if (canvas === null || prepared === null || !this.inSight || canvas.parentElement?.clientWidth === 0) {
      this.#destroyChart();
      return;
    }
    if (this.#chart?.canvas !== canvas) {
      this.#destroyChart();
      this.#chart = { canvas, line: new LineChart(canvas) };
    }
    const { raw, smoothed, acrossScale, upScale } = prepared;
    this.#chart.line.draw({
      lines: [{ raw, smoothed, colors: this.lineColors }], axis: raw.axis, across: this.#range(prepared), up: this.up ?? this.#naturalHeights(prepared),
      acrossScale, upScale, colors: this.colors,
    });
    this.#showPoint();
    this.#showPin();
    this.#askForAllWhenSparse(prepared);
    this.actions.painted(this.metric.name);
  }

  #body(): TemplateResult {
    if (this.held.state === 'failed') {
      const { message, advice } = this.held.problem;
      return html`<div class="plot plot-message" role="alert">${icon('warning')}<p>${message} ${advice}</p>
        <vscode-button appearance="secondary" @click=${() => this.actions.retry(this.metric.name)}>Retry</vscode-button></div>`;
    }
    if (this.held.state === 'loading') return html`<div class="plot skeleton" role=${this.inSight ? 'status' : nothing} aria-label="Loading ${this.metric.name}"></div>`;
    const series = this.#prepared?.series;
    if (series === undefined || series.values.length === 0) return html`<div class="plot plot-message"><p>No values were logged.</p></div>`;
    if (this.asTable) return seriesTable(series, this.metric.name, this.rowsShown, () => (this.rowsShown += 1000));
    const { press, move, release, cancel, leave, click, doubleClick, wheel } = this.#gestures;
    return html`
      <div class="plot-frame">
        <div class="plot" tabindex="0" role="img" aria-label=${seriesInWords(series, this.metric.name)}
          @pointerdown=${press} @pointermove=${move} @pointerup=${release} @pointercancel=${cancel} @pointerleave=${leave}
          @click=${click} @dblclick=${doubleClick} @wheel=${wheel} @keydown=${this.#key} @blur=${() => this.pointer.leave()}>
          <canvas></canvas>
          <div class="zoom-box" hidden></div>
          <div class="pin-line" hidden></div>
          <div class="crosshair" hidden></div>
          <div class="crosshair-dot" hidden></div>
        </div>
        <div class="chart-tooltip" aria-live="polite" hidden></div>
      </div>
      <div class="chart-pin" role="group" aria-label="Pinned value of ${this.metric.name}" hidden></div>`;
  }

  #notes(): unknown {
    if (this.#prepared === null) return nothing;
    const { series, raw, acrossScale, upScale } = this.#prepared;
    return chartNotes({
      series, line: raw, axis: this.settings.axis, acrossScale, upScale, completeness: this.completeness, staleBecause: this.staleBecause,
      outside: this.up === null && this.settings.clipped && this.inSight ? this.#naturalHeights(this.#prepared).outside : 0,
      loadAll: () => this.actions.loadAll(this.metric.name), retry: () => this.actions.retry(this.metric.name),
    });
  }

  #prepare(series: MetricSeries): Prepared {
    const { axis, smoothing, horizontalScale, verticalScale } = this.settings;
    const key = `${axis} ${String(this.start)} ${smoothing} ${horizontalScale} ${verticalScale}`;
    const before = this.#prepared;
    if (before?.series === series && before.key === key) return before;
    const raw = before?.series === series && before.key.startsWith(`${axis} ${String(this.start)} `) ? before.raw : align(series, axis, this.start);
    const acrossScale = axisScale(horizontalScale, () => [raw.x]);
    return {
      series, key, raw, smoothed: smoothing > 0 ? smooth(raw, smoothing) : null, acrossScale,
      upScale: axisScale(verticalScale, () => [raw.y]), whole: wholeRange([raw], acrossScale),
    };
  }

  /** A zoom made on one chart holds for all; where it misses a chart altogether that one shows itself whole. */
  #range({ whole, acrossScale }: Prepared): Range {
    const { across } = this;
    const misses = across === null || across.to < whole.from || across.from > whole.to || !Number.isFinite(acrossScale.scale.forward(across.from));
    return misses ? whole : across;
  }

  #naturalHeights(prepared: Prepared): Heights {
    const range = this.#range(prepared);
    const { clipped } = this.settings;
    const key = [prepared, range.from, range.to, clipped, this.typed];
    if (this.#heights === null || key.some((part, index) => part !== this.#heights?.key[index])) {
      const { raw, acrossScale, upScale } = prepared;
      this.#heights = { key, heights: heightsOf([raw], range, { acrossScale, upScale, clipped, typed: this.typed }) };
    }
    return this.#heights.heights;
  }

  /** Zoomed in so far that the points of a sample stand apart: what lies between them may matter. */
  #askForAllWhenSparse({ series, raw }: Prepared): void {
    if (this.#chart === null || !series.sampled || this.completeness !== 'sample' || this.across === null) return;
    const { left, right } = this.#chart.line.area;
    const { from, to } = this.across;
    const points = nearest(raw, to) - nearest(raw, from);
    if (points > 0 && (right - left) / points > sparse) this.actions.loadAll(this.metric.name);
  }

  #destroyChart(): void {
    this.#chart?.line.destroy();
    this.#chart = null;
  }

  readonly #gestures = new Gestures({
    point: (x) => {
      if (this.#chart !== null) this.#pointAt(this.#chart.line.placeAt(x));
    },
    leave: () => this.pointer.leave(),
    outline: (box) => this.#outline(box),
    select: (box) => this.#select(box),
    canPan: () => this.across !== null || this.up !== null,
    pan: (right, down, gesture) => this.#pan(right, down, gesture),
    zoom: (x, y, factor, vertical, gesture) => {
      if (this.#chart === null) return;
      if (vertical) this.#zoomUp(this.#chart.line.levelAt(y), factor, gesture);
      else this.#zoomAcross(this.#chart.line.placeAt(x), factor, gesture);
    },
    click: () => {
      this.#pinBeforeClick = this.#pin;
      this.#togglePin();
    },
    doubleClick: () => {
      this.#pin = this.#pinBeforeClick;
      this.#showPin();
      this.viewport.reset(this.metric.name);
    },
  });

  #pointAt(place: number): void {
    const prepared = this.#prepared;
    if (prepared === null) return;
    const index = nearest(prepared.raw, place, prepared.acrossScale.scale);
    if (index >= 0) this.pointer.moveTo(prepared.raw.x[index] ?? NaN, this);
  }

  #outline(box: Box | null): void {
    const element = this.querySelector<HTMLElement>('.zoom-box');
    if (element === null || this.#chart === null) return;
    element.hidden = box === null;
    if (box === null) return;
    const { left, right, top, bottom } = this.#meant(box);
    Object.assign(element.style, { left: `${left}px`, width: `${right - left}px`, top: `${top}px`, height: `${bottom - top}px` });
  }

  /** The part of the plot that a box means: a flat one all of the height, an upright one all of the width. */
  #meant(box: Box): Box {
    const area = this.#chart?.line.area ?? box;
    const allUp = box.bottom - box.top < flatDrag, allAcross = !allUp && box.right - box.left < flatDrag;
    const within = (pixel: number, from: number, to: number): number => Math.min(to, Math.max(from, pixel));
    return {
      left: allAcross ? area.left : within(box.left, area.left, area.right), right: allAcross ? area.right : within(box.right, area.left, area.right),
      top: allUp ? area.top : within(box.top, area.top, area.bottom), bottom: allUp ? area.bottom : within(box.bottom, area.top, area.bottom),
    };
  }

  #select(box: Box): void {
    if (this.#chart === null || this.#prepared === null) return;
    const { line } = this.#chart;
    const { area } = line;
    const { left, right, top, bottom } = this.#meant(box);
    const { whole, acrossScale } = this.#prepared;
    const across = left === area.left && right === area.right ? undefined : heldWithin({ from: line.placeAt(left), to: line.placeAt(right) }, whole, acrossScale.scale);
    const up = top === area.top && bottom === area.bottom ? undefined : { from: line.levelAt(bottom), to: line.levelAt(top) };
    if (right - left < 1 || bottom - top < 1 || (across === undefined && up === undefined)) return;
    this.viewport.show(this.metric.name, { ...(across === undefined ? {} : { across }), ...(up === undefined ? {} : { up }) });
  }

  #pan(right: number, down: number, gesture: number): void {
    if (this.#chart === null || this.#prepared === null) return;
    const { left, right: end, top, bottom } = this.#chart.line.area;
    const { whole, acrossScale, upScale } = this.#prepared;
    const across = this.across === null ? null : heldWithin(moved(this.#range(this.#prepared), acrossScale.scale, -right / (end - left)), whole, acrossScale.scale);
    this.viewport.show(this.metric.name, { across, up: this.up === null ? null : moved(this.up, upScale.scale, down / (bottom - top)) }, gesture);
  }

  #zoomAcross(place: number, factor: number, gesture: number | null = null): void {
    if (this.#prepared === null) return;
    const { raw, whole, acrossScale } = this.#prepared;
    const range = this.#range(this.#prepared);
    const middle = Math.min(Math.max(place, range.from), range.to);
    const across = heldWithin(stretched(range, acrossScale.scale, middle, factor), whole, acrossScale.scale);
    if (across === null && this.across === null) return;
    // So far in that numbers end: nothing more to be seen.
    if (across !== null && across.to - across.from < Math.abs(across.to) * 1e-12) return;
    if (raw.x.length > 0) this.viewport.show(this.metric.name, { across }, gesture);
  }

  #zoomUp(level: number, factor: number, gesture: number | null = null): void {
    if (this.#prepared === null) return;
    const range = this.up ?? this.#naturalHeights(this.#prepared);
    const up = stretched(range, this.#prepared.upScale.scale, Math.min(Math.max(level, range.from), range.to), factor);
    if (up.to - up.from > Math.abs(up.to) * 1e-12 && Number.isFinite(up.to - up.from)) this.viewport.show(this.metric.name, { up }, gesture);
  }

  readonly #key = (event: KeyboardEvent): void => {
    const prepared = this.#prepared;
    if (prepared === null || prepared.raw.x.length === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const { raw, acrossScale, upScale } = prepared;
    const range = this.#range(prepared);
    const { place } = this.pointer;
    const here = place ?? range.from;
    const index = nearest(raw, here, acrossScale.scale);
    const stride = event.shiftKey ? Math.max(1, Math.round(raw.x.length / 20)) : 1;
    const goTo = (target: number): void => this.#pointAt(raw.x[Math.min(raw.x.length - 1, Math.max(0, target))] ?? NaN);
    const panBy = (share: number): void => {
      const across = this.across === null ? null : heldWithin(moved(range, acrossScale.scale, share), prepared.whole, acrossScale.scale);
      if (across !== null) this.viewport.show(this.metric.name, { across });
    };
    const zoomUpBy = (factor: number): void => this.#zoomUp(middleOf(this.up ?? this.#naturalHeights(prepared), upScale.scale), factor);
    switch (event.key) {
      case 'ArrowRight': goTo(place === null ? 0 : nextPlace(raw, index, stride)); break;
      case 'ArrowLeft': goTo(index - stride); break;
      case 'ArrowUp': zoomUpBy(zoomByKey); break;
      case 'ArrowDown': zoomUpBy(1 / zoomByKey); break;
      case 'Home': goTo(0); break;
      case 'End': goTo(raw.x.length - 1); break;
      case 'a': panBy(-moveByKey); break;
      case 'd': panBy(moveByKey); break;
      case '+': case '=': this.#zoomAcross(here, zoomByKey); break;
      case '-': this.#zoomAcross(here, 1 / zoomByKey); break;
      case '0': this.viewport.reset(this.metric.name); break;
      case 'Escape':
        if (this.#pin === null) this.viewport.reset(this.metric.name);
        else this.#setPin(null);
        break;
      case 'Backspace': this.viewport.back(); break;
      case 'Enter': this.#togglePin(); break;
      case 'c': this.#copy(); break;
      default: return;
    }
    event.preventDefault();
  };

  /** A second time at the same place takes the pin away. */
  #togglePin(): void {
    const { place, owner } = this.pointer;
    if (place !== null && owner === this) this.#setPin(place === this.#pin ? null : place);
  }

  #setPin(place: number | null): void {
    this.#pin = place;
    this.#showPin();
    this.#showPoint();
  }

  #copy(): void {
    const place = this.#pin ?? this.pointer.place;
    const reading = place === null ? null : this.#read(place)?.reading;
    if (reading != null) this.actions.copy(readingAsText(reading));
  }

  /** What stands closest to a place, and where that is drawn; null when it is out of sight. */
  #read(place: number): { readonly reading: Reading; readonly across: number; readonly up: number } | null {
    if (this.#chart === null || this.#prepared === null) return null;
    const { series, raw, smoothed, acrossScale } = this.#prepared;
    const index = nearest(raw, place, acrossScale.scale);
    const { left, right } = this.#chart.line.area;
    const across = this.#chart.line.pixelOf(raw.x[index] ?? NaN);
    if (!(across >= left - 1 && across <= right + 1)) return null;
    const reading = readingOf({ name: this.metric.name, color: this.lineColors.line, series, raw, smoothed }, index);
    return { reading, across, up: this.#chart.line.levelOf((smoothed ?? raw).y[index] ?? NaN) };
  }

  /** Moves the crosshair to where the pointer is, in whatever chart that is. */
  #showPoint(): void {
    const [crosshair, dot, tooltip] = ['.crosshair', '.crosshair-dot', '.chart-tooltip'].map((name) => this.querySelector<HTMLElement>(name));
    if (!crosshair || !dot || !tooltip) return;
    const { place, owner } = this.pointer;
    const x = this.#prepared?.raw.x;
    // Others may point beyond this line's ends.
    const points = place !== null && x !== undefined && (owner === this || (this.viewport.linked && place >= (x[0] ?? NaN) && place <= (x.at(-1) ?? NaN)));
    const read = points ? this.#read(place) : null;
    crosshair.hidden = read === null;
    dot.hidden = tooltip.hidden = true;
    if (read === null || this.#chart === null) return;
    const { left, right, top, bottom } = this.#chart.line.area;
    Object.assign(crosshair.style, { transform: `translateX(${read.across}px)`, top: `${top}px`, height: `${bottom - top}px` });
    dot.hidden = !(read.up >= top - 3 && read.up <= bottom + 3);
    dot.style.transform = `translate(${read.across}px, ${read.up}px)`;
    // Where it is pinned the pin says it already.
    tooltip.hidden = owner !== this || place === this.#pin;
    if (tooltip.hidden) return;
    render(readingTemplate(read.reading), tooltip);
    tooltip.style.transform = read.across < (left + right) / 2 ? `translate(${read.across + 10}px, ${top}px)` : `translate(calc(${read.across - 10}px - 100%), ${top}px)`;
  }

  #showPin(): void {
    const pin = this.querySelector<HTMLElement>('.chart-pin');
    const line = this.querySelector<HTMLElement>('.pin-line');
    if (pin === null || line === null) return;
    const read = this.#pin === null ? null : this.#read(this.#pin);
    pin.hidden = line.hidden = read === null;
    if (read === null || this.#chart === null) return;
    const { top, bottom } = this.#chart.line.area;
    Object.assign(line.style, { transform: `translateX(${read.across}px)`, top: `${top}px`, height: `${bottom - top}px` });
    render(html`${readingTemplate(read.reading)}<div class="pin-tools">
      ${iconButton('copy', `Copy this value of ${this.metric.name}`, () => this.#copy())}
      ${iconButton('close', `Unpin ${this.metric.name}`, () => {
        this.#setPin(null);
        this.querySelector<HTMLElement>('.plot')?.focus();
      })}</div>`, pin);
  }
}

/** Points that share a place are one stop. */
function nextPlace(line: Line, index: number, stride: number): number {
  let next = index + stride;
  while (next < line.x.length - 1 && line.x[next] === line.x[index]) next += 1;
  return next;
}

customElements.define('metric-chart', MetricChart);
