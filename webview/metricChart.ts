/** The chart of one metric: heading, plot with crosshair and zoom, its table for those who cannot see it, its notes. */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { MetricSeries, Summary } from '../src/shared/experiment';
import { formatCount, formatNumber } from '../src/shared/format';
import type { Problem } from '../src/shared/problem';
import {
  align, horizontalExtent, nearest, smooth, type AlignedLine, type HorizontalAxis, type Line, type Range,
} from '../src/shared/series';
import { LineChart, type ChartColors } from './charts';
import { PageElement } from './element';
import { icon } from './icons';
import { iconButton } from './parts';
import type { Pointer } from './pointer';
import { seriesTable } from './seriesTable';
import type { HeldSeries } from './seriesSource';
import { placeInWords } from './ticks';

export interface ChartSettings {
  readonly axis: HorizontalAxis;
  readonly smoothing: number;
  readonly logarithmic: boolean;
}

/** What a chart may ask of the gallery it hangs in. */
export interface ChartActions {
  zoom(range: Range | null): void;
  loadAll(name: string): void;
  retry(name: string): void;
  painted(name: string): void;
}

/** A drag shorter than this many pixels is a click. */
const shortestDrag = 5;

export class MetricChart extends PageElement {
  static override properties = {
    metric: { attribute: false }, held: { attribute: false }, staleBecause: { attribute: false }, full: { attribute: false },
    settings: { attribute: false }, start: { attribute: false }, zoom: { attribute: false }, colors: { attribute: false },
    inSight: { attribute: false }, asTable: { state: true }, enlarged: { state: true }, rowsShown: { state: true },
  };

  declare metric: Summary;
  declare held: HeldSeries;
  declare staleBecause: Problem | null;
  declare full: boolean;
  declare settings: ChartSettings;
  declare start: number | null;
  declare zoom: Range | null;
  declare colors: ChartColors;
  declare inSight: boolean;
  declare asTable: boolean;
  declare enlarged: boolean;
  declare rowsShown: number;
  declare pointer: Pointer;
  declare actions: ChartActions;

  #chart: { readonly canvas: HTMLCanvasElement; readonly line: LineChart } | null = null;
  #aligned: { readonly series: MetricSeries; readonly key: string; readonly line: AlignedLine } | null = null;
  #smoothed: { readonly of: AlignedLine; readonly weight: number; readonly line: Line } | null = null;
  #drag: { readonly from: number; to: number } | null = null;
  #forgetPointer: (() => void) | null = null;

  constructor() {
    super();
    this.inSight = false;
    this.asTable = false;
    this.enlarged = false;
    this.rowsShown = 200;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const subscription = this.pointer.onDidMove(() => this.#point());
    this.#forgetPointer = () => subscription.dispose();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#forgetPointer?.();
    this.#destroyChart();
  }

  override render(): TemplateResult {
    const { metric, held } = this;
    const series = held.state === 'ready' ? held.value : null;
    const line = series === null ? null : this.#line(series);
    return html`
      <figure class="chart ${this.enlarged ? 'enlarged' : ''}" aria-busy=${String(held.state === 'loading' && this.inSight)}>
        <figcaption>
          <span class="chart-name" title=${metric.name}><bdi>${metric.name}</bdi></span>
          <span class="last-value" title="Last value">${metric.current === null ? '' : formatNumber(metric.current.value)}</span>
          <span class="chart-tools">
            ${iconButton(this.asTable ? 'chart' : 'table', this.asTable ? `Chart of ${metric.name}` : `Table of ${metric.name}`, () => (this.asTable = !this.asTable))}
            ${iconButton('enlarge', `${this.enlarged ? 'Shrink' : 'Enlarge'} ${metric.name}`, () => (this.enlarged = !this.enlarged), this.enlarged)}
          </span>
        </figcaption>
        ${this.#body(series, line)}
        ${line === null || series === null ? nothing : this.#notes(series, line)}
      </figure>`;
  }

  override updated(changed: PropertyValues): void {
    super.updated(changed);
    const canvas = this.querySelector('canvas');
    const line = this.held.state === 'ready' && this.held.value !== null ? this.#line(this.held.value) : null;
    if (canvas === null || line === null || !this.inSight || canvas.parentElement?.clientWidth === 0) {
      this.#destroyChart();
      return;
    }
    if (this.#chart?.canvas !== canvas) {
      this.#destroyChart();
      this.#chart = { canvas, line: new LineChart(canvas) };
    }
    this.#chart.line.draw({
      raw: line, smoothed: this.#smooth(line), range: this.#range(line), logarithmic: this.settings.logarithmic, colors: this.colors,
    });
    this.#point();
    this.actions.painted(this.metric.name);
  }

  #body(series: MetricSeries | null, line: AlignedLine | null): TemplateResult {
    if (this.held.state === 'failed') {
      const { message, advice } = this.held.problem;
      return html`<div class="plot plot-message" role="alert">${icon('warning')}<p>${message} ${advice}</p>
        <vscode-button appearance="secondary" @click=${() => this.actions.retry(this.metric.name)}>Retry</vscode-button></div>`;
    }
    if (this.held.state === 'loading') return html`<div class="plot skeleton" role=${this.inSight ? 'status' : nothing} aria-label="Loading ${this.metric.name}"></div>`;
    if (series === null || line === null || series.values.length === 0) return html`<div class="plot plot-message"><p>No values were logged.</p></div>`;
    if (this.asTable) return seriesTable(series, this.metric.name, this.rowsShown, () => (this.rowsShown += 1000));
    return html`
      <div class="plot" tabindex="0" role="img" aria-label=${this.#inWords(series)}
        @pointermove=${this.#move} @pointerleave=${() => this.pointer.leave()} @pointerdown=${this.#press} @pointerup=${this.#release}
        @pointercancel=${() => this.#endDrag()} @dblclick=${() => this.actions.zoom(null)} @keydown=${this.#key} @blur=${() => this.pointer.leave()}>
        <canvas></canvas>
        <div class="zoom-box" hidden></div>
        <div class="crosshair" hidden></div>
        <div class="crosshair-dot" hidden></div>
        <div class="chart-tooltip" aria-live="polite" hidden></div>
      </div>`;
  }

  #notes(series: MetricSeries, line: AlignedLine): unknown {
    let broken = 0, hidden = 0;
    for (const value of series.values) {
      if (!Number.isFinite(value)) broken += 1;
      else if (value <= 0) hidden += 1;
    }
    const notes: unknown[] = [];
    if (this.staleBecause !== null) {
      notes.push(html`<span class="warning">Not up to date: ${this.staleBecause.message}</span>
        <button class="plain-link" @click=${() => this.actions.retry(this.metric.name)}>Retry</button>`);
    }
    if (series.sampled) {
      notes.push(html`<span>Sample of ${formatCount(series.values.length, 'point')}</span>
        ${this.full ? nothing : html`<button class="plain-link" @click=${() => this.actions.loadAll(this.metric.name)}>Load all points</button>`}`);
    } else if (this.full) notes.push(html`<span>All ${formatCount(series.values.length, 'point')}</span>`);
    if (broken > 0) notes.push(html`<span><span class="broken-mark">×</span> ${formatCount(broken, 'value is', 'values are')} not a number</span>`);
    if (line.axis === 'index') notes.push(html`<span>No ${this.settings.axis === 'epoch' ? 'epochs' : this.settings.axis === 'step' ? 'steps' : 'times'} were logged: in order of logging</span>`);
    if (line.unplaced > 0) notes.push(html`<span>${formatCount(line.unplaced, 'point')} without ${this.settings.axis === 'epoch' ? 'an epoch' : this.settings.axis === 'step' ? 'a step' : 'a time'} left out</span>`);
    if (this.settings.logarithmic && hidden > 0) notes.push(html`<span>${formatCount(hidden, 'value')} of zero or less left out</span>`);
    return notes.length === 0 ? nothing : html`<p class="chart-notes">${notes}</p>`;
  }

  #inWords(series: MetricSeries): string {
    const finite = series.values.filter(Number.isFinite);
    const words = [`Line chart of ${this.metric.name}, ${formatCount(series.values.length, 'point')}`];
    if (finite.length > 0) {
      const lowest = finite.reduce((one, other) => Math.min(one, other));
      const highest = finite.reduce((one, other) => Math.max(one, other));
      words.push(`last ${formatNumber(series.values.at(-1) ?? NaN)}, lowest ${formatNumber(lowest)}, highest ${formatNumber(highest)}`);
    }
    return `${words.join(', ')}. Arrow keys read it, plus and minus zoom, 0 shows all.`;
  }

  #line(series: MetricSeries): AlignedLine {
    const key = `${this.settings.axis} ${String(this.start)}`;
    if (this.#aligned?.series !== series || this.#aligned.key !== key) this.#aligned = { series, key, line: align(series, this.settings.axis, this.start) };
    return this.#aligned.line;
  }

  #smooth(line: AlignedLine): Line | null {
    const weight = this.settings.smoothing;
    if (weight <= 0) return null;
    if (this.#smoothed?.of !== line || this.#smoothed.weight !== weight) this.#smoothed = { of: line, weight, line: smooth(line, weight) };
    return this.#smoothed.line;
  }

  #range(line: AlignedLine): Range {
    const whole = horizontalExtent([line]) ?? { from: 0, to: 1 };
    // A zoom made on one chart holds for all; where it misses a chart altogether that one shows itself whole.
    return this.zoom === null || this.zoom.to < whole.from || this.zoom.from > whole.to ? whole : this.zoom;
  }

  #destroyChart(): void {
    this.#chart?.line.destroy();
    this.#chart = null;
  }

  readonly #move = (event: PointerEvent): void => {
    if (this.#chart === null) return;
    if (this.#drag !== null) {
      this.#drag.to = event.offsetX;
      this.#showZoomBox();
    }
    this.#pointAt(this.#chart.line.placeAt(event.offsetX));
  };

  #pointAt(place: number): void {
    const line = this.#aligned?.line;
    if (line === undefined) return;
    const index = nearest(line, place);
    if (index >= 0) this.pointer.moveTo(line.x[index] ?? NaN, this);
  }

  readonly #press = (event: PointerEvent): void => {
    if (event.button !== 0 || this.#chart === null) return;
    this.#drag = { from: event.offsetX, to: event.offsetX };
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
  };

  readonly #release = (): void => {
    const drag = this.#drag;
    this.#endDrag();
    if (drag === null || this.#chart === null || Math.abs(drag.to - drag.from) < shortestDrag) return;
    const one = this.#chart.line.placeAt(drag.from);
    const other = this.#chart.line.placeAt(drag.to);
    this.#zoomTo({ from: Math.min(one, other), to: Math.max(one, other) });
  };

  #zoomTo(range: Range): void {
    const line = this.#aligned?.line;
    const whole = line === undefined ? null : horizontalExtent([line]);
    if (whole === null) return;
    const from = Math.max(whole.from, range.from);
    const to = Math.min(whole.to, range.to);
    if (to > from) this.actions.zoom(from === whole.from && to === whole.to ? null : { from, to });
  }

  #endDrag(): void {
    this.#drag = null;
    const box = this.querySelector<HTMLElement>('.zoom-box');
    if (box !== null) box.hidden = true;
  }

  #showZoomBox(): void {
    const box = this.querySelector<HTMLElement>('.zoom-box');
    if (box === null || this.#drag === null || this.#chart === null) return;
    const { left, right, top, bottom } = this.#chart.line.area;
    const within = (pixel: number): number => Math.min(right, Math.max(left, pixel));
    const from = within(Math.min(this.#drag.from, this.#drag.to));
    const to = within(Math.max(this.#drag.from, this.#drag.to));
    box.hidden = to - from < shortestDrag;
    Object.assign(box.style, { left: `${from}px`, width: `${to - from}px`, top: `${top}px`, height: `${bottom - top}px` });
  }

  readonly #key = (event: KeyboardEvent): void => {
    const line = this.#aligned?.line;
    if (line === undefined || line.x.length === 0) return;
    const range = this.#range(line);
    const here = this.pointer.place ?? range.from;
    const index = nearest(line, here);
    const stride = event.shiftKey ? Math.max(1, Math.round(line.x.length / 20)) : 1;
    const zoomBy = (factor: number): void => {
      const half = ((range.to - range.from) * factor) / 2;
      const middle = Math.min(Math.max(here, range.from), range.to);
      this.#zoomTo({ from: middle - half, to: middle + half });
    };
    const goTo = (target: number): void => this.#pointAt(line.x[Math.min(line.x.length - 1, Math.max(0, target))] ?? NaN);
    switch (event.key) {
      case 'ArrowRight': goTo(this.pointer.place === null ? 0 : this.#next(line, index, stride)); break;
      case 'ArrowLeft': goTo(index - stride); break;
      case 'Home': goTo(0); break;
      case 'End': goTo(line.x.length - 1); break;
      case '+': case '=': zoomBy(0.5); break;
      case '-': zoomBy(2); break;
      case '0': case 'Escape': this.actions.zoom(null); break;
      default: return;
    }
    event.preventDefault();
  };

  /** Points that share a place are one stop. */
  #next(line: Line, index: number, stride: number): number {
    let next = index + stride;
    while (next < line.x.length - 1 && line.x[next] === line.x[index]) next += 1;
    return next;
  }

  /** Moves the crosshair to where the pointer is, in whatever chart that is. */
  #point(): void {
    const [crosshair, dot, tooltip] = ['.crosshair', '.crosshair-dot', '.chart-tooltip'].map((name) => this.querySelector<HTMLElement>(name));
    if (!crosshair || !dot || !tooltip) return;
    const line = this.#aligned?.line;
    const place = this.pointer.place;
    const hide = (): void => {
      crosshair.hidden = dot.hidden = tooltip.hidden = true;
    };
    if (this.#chart === null || line === undefined || place === null) {
      hide();
      return;
    }
    // Others may point beyond this line's ends.
    if (this.pointer.owner !== this && (place < (line.x[0] ?? NaN) || place > (line.x.at(-1) ?? NaN))) {
      hide();
      return;
    }
    const index = nearest(line, place);
    const drawn = this.#smooth(line) ?? line;
    const { left, right, top, bottom } = this.#chart.line.area;
    const across = this.#chart.line.pixelOf(line.x[index] ?? NaN);
    const up = this.#chart.line.levelOf(drawn.y[index] ?? NaN);
    if (!(across >= left - 1 && across <= right + 1)) {
      hide();
      return;
    }
    crosshair.hidden = false;
    Object.assign(crosshair.style, { transform: `translateX(${across}px)`, top: `${top}px`, height: `${bottom - top}px` });
    dot.hidden = !(up >= top - 3 && up <= bottom + 3);
    dot.style.transform = `translate(${across}px, ${up}px)`;
    tooltip.hidden = this.pointer.owner !== this;
    if (tooltip.hidden || this.held.state !== 'ready' || this.held.value === null) return;
    tooltip.replaceChildren(...this.#tooltipLines(this.held.value, line, index));
    const onRight = across < (left + right) / 2;
    tooltip.style.transform = onRight ? `translate(${across + 10}px, ${top}px)` : `translate(calc(${across - 10}px - 100%), ${top}px)`;
  }

  #tooltipLines(series: MetricSeries, line: AlignedLine, index: number): HTMLElement[] {
    const origin = line.origin[index] ?? 0;
    const smoothed = this.#smooth(line)?.y[index];
    const lines: [string, string][] = [['value', formatNumber(series.values[origin] ?? NaN)]];
    if (smoothed !== undefined) lines.push(['smoothed', formatNumber(smoothed)]);
    lines.push(['place', placeInWords(line.x[index] ?? NaN, line.axis)]);
    for (const [column, axis] of [[series.steps, 'step'], [series.epochs, 'epoch'], [series.times, 'wall']] as const) {
      const place = column?.[origin];
      if (place !== undefined && axis !== line.axis && Number.isFinite(place)) lines.push(['place', placeInWords(place, axis)]);
    }
    return lines.map(([kind, text]) => {
      const element = document.createElement('div');
      element.className = `tooltip-${kind}`;
      element.textContent = kind === 'smoothed' ? `${text} smoothed` : text;
      return element;
    });
  }
}

customElements.define('metric-chart', MetricChart);
