/**
 * The chart of one metric of one or many experiments: heading, plot with crosshair, zoom and pin, legend, table and
 * notes.
 */
import * as l10n from '@vscode/l10n';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { TypedYRange } from '../../../arrangement';
import type { Range } from '../../../../src/shared/series/series';
import type { ChartColors } from '../../../drawing/palette';
import { LineChart } from '../engine/lineChart';
import { chartContent, isSparse, type DrawnChart } from './drawnChart';
import { chartHeading, yRangeForm } from './chartHeading';
import { ChartKeys } from './chartKeys';
import { chartInWords, chartNotes } from './chartNotes';
import { isWaiting, type ChartSeries } from '../data/chartSeries';
import type { ExportKind } from '../export/exportChart';
import { Gestures } from './gestures';
import { showZoomBox } from './overlays';
import { insteadOfPlot } from './insteadOfPlot';
import { chartLegend } from './legend';
import { Navigation } from './navigation';
import { Crosshair } from './crosshair';
import { LinePreparation, type ChartSettings, type Prepared } from '../data/preparedLines';
import { ShownRanges } from '../data/shownRanges';
import type { Viewport } from '../data/viewport';
import { Width } from '../../../drawing/plotFrame';
import { PageElement } from '../../../elements/element';
import type { seriesTable } from './seriesTable';
import type { Pointer } from '../data/pointer';

export type { ChartSettings } from '../data/preparedLines';

/** What a chart may ask of the gallery it hangs in; `name` is the metric's, `id` an experiment's. */
export interface ChartActions {
  loadAll(name: string): void;
  retry(name: string): void;
  painted(name: string): void;
  copy(text: string): void;
  type(name: string, heights: TypedYRange | undefined): void;
  /** Hides experiments in this chart, or in all; shows them when all of them are hidden. */
  toggle(name: string, ids: readonly string[], everywhere: boolean): void;
  /** This chart shows these experiments alone; null: all again. */
  only(name: string, ids: readonly string[] | null): void;
  highlight(id: string | null): void;
  /** Null: back among the others. */
  enlarge(name: string | null): void;
  pin(name: string, pinned: boolean): void;
  move(name: string, by: -1 | 1): void;
  save(file: { readonly name: string; readonly content: string | Uint8Array<ArrayBuffer> }): void;
}

/** Pixels of a chart's width that its legend has not. */
const legendMargin = 18;
const rowsMore = 1000;

export class MetricChart extends PageElement {
  static override properties = {
    name: { attribute: false },
    series: { attribute: false },
    hiddenIds: { attribute: false },
    highlighted: { attribute: false },
    settings: { attribute: false },
    typed: { attribute: false },
    xRange: { attribute: false },
    yRange: { attribute: false },
    colors: { attribute: false },
    onScreen: { attribute: false },
    pinned: { attribute: false },
    maximized: { attribute: false },
    among: { attribute: false },
    asTable: { state: true },
    editsYRange: { state: true },
    rowsShown: { state: true },
    hoveredId: { state: true },
    lastFailure: { state: true },
    legendUnfolded: { state: true },
  };

  declare name: string;
  /** Of every experiment that has the metric, in order of the palette; the page's own comes first. */
  declare series: readonly ChartSeries[];
  /** Experiments that are not drawn here. */
  declare hiddenIds: readonly string[];
  /** The experiment that all charts point out; null for none. */
  declare highlighted: string | null;
  declare settings: ChartSettings;
  declare typed: TypedYRange | undefined;
  /** What is zoomed to; null for all there is. */
  declare xRange: Range | null;
  declare yRange: Range | null;
  declare colors: ChartColors;
  declare onScreen: boolean;
  /** Stands before all others. */
  declare pinned: boolean;
  /** Fills the tab alone. */
  declare maximized: boolean;
  /** The gallery has other experiments: even the only one of this chart has to be named. */
  declare among: boolean;
  declare pointer: Pointer;
  declare viewport: Viewport;
  declare actions: ChartActions;
  declare asTable: boolean;
  declare editsYRange: boolean;
  declare rowsShown: number;
  /** The experiment whose line the hand rests on. */
  declare hoveredId: string | null;
  declare lastFailure: string | null;
  declare legendUnfolded: boolean;

  readonly #width = new Width(this);
  readonly #preparation = new LinePreparation();
  readonly #navigation = new Navigation(this);
  readonly #crosshair = new Crosshair(this);
  readonly #keys = new ChartKeys(this, this.#crosshair, this.#navigation);
  readonly #shown = new ShownRanges(this);
  #prepared: Prepared | null = null;
  #canvas: { readonly element: HTMLCanvasElement; readonly chart: LineChart } | null = null;
  #drawn: DrawnChart | null = null;
  #drawnKey: readonly unknown[] = [];
  #table: typeof seriesTable | null = null;
  #forgetPointer: (() => void) | null = null;

  constructor() {
    super();
    this.hiddenIds = [];
    this.highlighted = this.hoveredId = this.lastFailure = null;
    this.onScreen = this.asTable = this.editsYRange = this.pinned = this.maximized = this.among = false;
    this.rowsShown = 200;
    this.legendUnfolded = false;
  }

  /** The chart on the screen; null while there is none. */
  get drawn(): DrawnChart | null {
    return this.#drawn;
  }

  /** A hand rests on the line of an experiment; null when it has left. */
  setHovered(id: string | null): void {
    this.hoveredId = id;
  }

  copy(text: string): void {
    this.actions.copy(text);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const subscription = this.pointer.onDidMove(() => this.#crosshair.show());
    this.#forgetPointer = () => subscription.dispose();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#forgetPointer?.();
    this.#crosshair.dispose();
    this.#destroyChart();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('settings');
    if (
      before !== undefined &&
      (before.axis !== this.settings.axis || before.axisMetric !== this.settings.axisMetric)
    ) {
      this.#crosshair.forget();
    }
    // What is out of view may stay as it was.
    if (this.onScreen) {
      this.#prepared = this.#preparation.prepare(this.series, this.hiddenIds, this.settings);
    }
  }

  override render(): TemplateResult {
    const { name, series } = this;
    return html`
      <figure class="chart" aria-busy=${String(this.onScreen && this.#visible.some(isWaiting))}>
        ${this.#heading()}
        ${this.editsYRange ? yRangeForm({ name, typed: this.typed, change: (typed) => this.actions.type(name, typed), close: () => (this.editsYRange = false) }) : nothing}
        ${this.#body()}
        ${
          this.alone || !this.onScreen
            ? nothing
            : chartLegend({
                name,
                series,
                lines: this.#prepared?.lines ?? [],
                middle: this.settings.repeats?.middle ?? null,
                hidden: this.hiddenIds,
                lit: this.lit,
                toggle: (ids, everywhere) => this.actions.toggle(name, ids, everywhere),
                only: (ids) => this.actions.only(name, ids),
                highlight: (id) => this.actions.highlight(id),
                width: this.#width.pixels - legendMargin,
                maximized: this.maximized,
                unfolded: this.legendUnfolded,
                unfold: (unfolded) => (this.legendUnfolded = unfolded),
              })
        }
        ${this.#notes()}
      </figure>`;
  }

  override updated(changed: PropertyValues): void {
    super.updated(changed);
    const canvas = this.querySelector('canvas');
    const prepared = this.#prepared;
    if (canvas === null || prepared === null || !this.onScreen || canvas.parentElement?.clientWidth === 0) {
      this.#destroyChart();
      return;
    }
    if (this.#canvas?.element !== canvas) {
      this.#destroyChart();
      this.#canvas = { element: canvas, chart: new LineChart(canvas, () => this.#showReading()) };
    }
    this.#draw(this.#canvas.chart, prepared);
    this.#showReading();
    this.#askForAllWhenSparse();
  }

  #showReading(): void {
    this.#crosshair.show();
    this.#crosshair.showPin();
  }

  get #visible(): readonly ChartSeries[] {
    return this.series.filter(({ id }) => !this.hiddenIds.includes(id));
  }

  /** The chart is about one experiment, which then needs no name. */
  get alone(): boolean {
    return this.series.length <= 1 && !this.among;
  }

  /** The experiment whose line stands out; null when all are alike. */
  get lit(): string | null {
    const lit = this.hoveredId ?? this.highlighted;
    return this.#prepared !== null &&
      this.#prepared.lines.length > 1 &&
      this.#prepared.lines.some(({ ids }) => ids.includes(lit ?? ''))
      ? lit
      : null;
  }

  #heading(): TemplateResult {
    const { name, actions, maximized } = this;
    const [only] = this.series;
    return chartHeading({
      name,
      last: this.alone ? (only?.last ?? null) : null,
      withTools: this.onScreen,
      editsYRange: this.editsYRange,
      asTable: this.asTable,
      maximized,
      pinned: this.pinned,
      toggleYRange: () => (this.editsYRange = !this.editsYRange),
      toggleTable: () => void this.#toggleTable(),
      toggleMaximized: () => actions.enlarge(maximized ? null : name),
      pin: (pinned) => actions.pin(name, pinned),
      move: (by) => actions.move(name, by),
      save: (kind) => void this.#export(kind, (file) => actions.save(file)),
      copy: (kind) =>
        void this.#export(kind, ({ content }) => {
          if (typeof content === 'string') {
            actions.copy(content);
          }
        }),
    });
  }

  #body(): TemplateResult {
    const { name } = this;
    const prepared = this.#prepared;
    if (prepared === null) {
      return insteadOfPlot({
        name,
        series: this.series,
        visible: this.#visible,
        onScreen: this.onScreen,
        retry: () => this.actions.retry(name),
        showAll: () => this.actions.only(name, null),
      });
    }
    if (this.asTable && this.#table !== null) {
      return this.#table(prepared, {
        name,
        axisMetric: this.settings.axisMetric,
        many: !this.alone,
        rowsShown: this.rowsShown,
        showMore: () => (this.rowsShown += rowsMore),
      });
    }
    const { press, move, release, cancel, leave, click, doubleClick, wheel } = this.#gestures;
    return html`
      <div class="plot-frame">
        <div class="plot" tabindex="0" role="img" aria-label=${chartInWords(prepared, name)}
          @pointerdown=${press} @pointermove=${move} @pointerup=${release} @pointercancel=${cancel} @pointerleave=${leave}
          @click=${click} @dblclick=${doubleClick} @wheel=${wheel} @keydown=${this.#keys.press} @blur=${() => this.#crosshair.leave()}>
          <canvas></canvas>
          <div class="zoom-box" hidden></div>
          <div class="pin-line" hidden></div>
          <div class="crosshair" hidden></div>
          <div class="crosshair-dots" hidden></div>
        </div>
        <div class="chart-tooltip" aria-hidden="true" hidden></div>
        <div class="unseen spoken" aria-live="polite"></div>
      </div>
      <div class="chart-pin" role="group" aria-label=${l10n.t('Pinned value of {name}', { name })} hidden></div>`;
  }

  #notes(): unknown {
    const { axis, axisMetric, clipped } = this.settings;
    return chartNotes({
      series: this.#visible,
      prepared: this.#prepared,
      many: !this.alone,
      axis,
      axisMetric,
      lastFailure: this.lastFailure,
      unseen: this.#prepared === null ? [] : this.#shown.unseen(this.#prepared),
      outside:
        this.#prepared !== null && this.yRange === null && clipped && this.onScreen
          ? this.#shown.naturalHeights(this.#prepared).outside
          : 0,
      loadAll: () => this.actions.loadAll(this.name),
      retry: () => this.actions.retry(this.name),
    });
  }

  #draw(chart: LineChart, prepared: Prepared): void {
    const xRange = this.#shown.xRange(prepared),
      yRange = this.#shown.yRange(prepared);
    const lit = this.lit;
    const unseen = this.#shown.unseen(prepared);
    const key = [chart, prepared, xRange.from, xRange.to, yRange.from, yRange.to, lit, this.colors, unseen];
    this.#drawn = { chart, prepared, xRange, yRange };
    if (key.every((part, index) => part === this.#drawnKey[index])) {
      return;
    }
    this.#drawnKey = key;
    chart.draw(chartContent({ prepared, xRange, yRange }, { lit, unseen, colors: this.colors }));
    this.actions.painted(this.name);
  }

  #askForAllWhenSparse(): void {
    if (this.#drawn !== null && this.xRange !== null && isSparse(this.#drawn, this.xRange)) {
      this.actions.loadAll(this.name);
    }
  }

  #destroyChart(): void {
    this.#canvas?.chart.destroy();
    this.#canvas = this.#drawn = null;
  }

  readonly #gestures = new Gestures({
    point: (x, y) => this.#crosshair.point(x, y),
    leave: () => this.#crosshair.leave(),
    outline: (box) => {
      if (this.#drawn !== null) {
        showZoomBox(this, box === null ? null : this.#navigation.selectionOf(box));
      }
    },
    select: (box) => this.#navigation.select(box),
    canPan: () => this.#navigation.zoomed,
    pan: (right, down, gesture) => this.#navigation.pan(right, down, gesture),
    zoom: (x, y, factor, vertical, gesture) => this.#navigation.zoom(x, y, factor, vertical, gesture),
    click: () => this.#crosshair.click(),
    doubleClick: () => {
      this.#crosshair.doubleClick();
      this.viewport.reset(this.name);
    },
  });

  async #toggleTable(): Promise<void> {
    try {
      this.#table ??= (await import('./seriesTable')).seriesTable;
      this.asTable = !this.asTable;
    } catch {
      this.lastFailure = l10n.t('The table could not be read. Close the panel and open it again.');
    }
  }

  async #export(kind: ExportKind, take: (file: Parameters<ChartActions['save']>[0]) => void): Promise<void> {
    const prepared = this.#prepared;
    if (prepared === null) {
      return;
    }
    try {
      const { exportedContent } = await import('./exportedContent');
      const { exportChart } = await import('../export/exportChart');
      take(await exportChart(kind, exportedContent(this, prepared, this.#shown)));
      this.lastFailure = null;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.lastFailure = l10n.t('The chart could not be taken along: {reason}', { reason });
    }
  }
}

customElements.define('metric-chart', MetricChart);
