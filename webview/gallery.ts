/** The charts of many metrics in folding groups: draws what is in sight, zooms and points in all of them at once. */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Summary } from '../src/shared/experiment';
import { formatNumber } from '../src/shared/format';
import { groupMetrics, type MetricGroup, type Range } from '../src/shared/series';
import type { ChartColors } from './charts';
import { PageElement, type ExperimentHost } from './element';
import { icon } from './icons';
import { MetricChart, type ChartActions, type ChartSettings } from './metricChart';
import { Pointer } from './pointer';
import { SeriesSource } from './seriesSource';
import { onThemeChange } from './theme';

/** How far outside the window a chart is made ready, in pixels. */
const readyMargin = 150;
const lineColors = 6;

export class ChartGallery extends PageElement {
  static override properties = {
    metrics: { attribute: false }, revision: { attribute: false }, settings: { attribute: false }, start: { attribute: false },
    folded: { attribute: false }, flat: { attribute: false }, label: { attribute: false }, zoom: { state: true }, colors: { state: true },
  };

  declare host: ExperimentHost;
  declare metrics: readonly Summary[];
  declare revision: number;
  declare settings: ChartSettings;
  /** The zero of relative time. */
  declare start: number | null;
  declare folded: readonly string[];
  /** Few metrics need no groups. */
  declare flat: boolean;
  declare label: string;
  declare zoom: Range | null;
  declare colors: readonly ChartColors[];
  declare onfold: (names: readonly string[]) => void;

  readonly #pointer = new Pointer();
  readonly #source = new SeriesSource(
    (names, full) => this.host.ask('series', { names, full }),
    () => this.requestUpdate(),
  );
  readonly #painted = new Set<string>();
  readonly #observed = new Set<MetricChart>();
  #observer: IntersectionObserver | null = null;
  #forgetTheme: (() => void) | null = null;

  constructor() {
    super();
    this.zoom = null;
    this.colors = [];
    this.folded = [];
    this.flat = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#forgetTheme = onThemeChange(() => (this.colors = readColors(this)));
    this.colors = readColors(this);
    // The margin counts at the edge of the root alone, so the root must be what scrolls.
    this.#observer = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!(target instanceof MetricChart)) continue;
        target.inSight = isIntersecting;
        this.#source.setInSight(target.metric.name, isIntersecting);
      }
    }, { root: this.closest('[role=tabpanel]'), rootMargin: `${readyMargin}px 0px` });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#forgetTheme?.();
    this.#observer?.disconnect();
    this.#observed.clear();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('revision')) this.#source.setRevision(this.revision);
    const before = changed.get('settings');
    // A range of steps means nothing on an axis of time.
    if (before !== undefined && before.axis !== this.settings.axis) this.zoom = null;
  }

  override render(): TemplateResult {
    const groups = groupMetrics(this.metrics);
    const contexts = contextOrder(this.metrics);
    return html`
      <div class="gallery" role="region" aria-label=${this.label} data-charts-drawn=${this.#painted.size}>
        ${this.zoom === null ? nothing : html`<div class="zoom-note" role="status"><span>Zoomed in.
          <button class="plain-link" @click=${() => (this.zoom = null)}>Show all</button></span></div>`}
        ${this.flat ? this.#grid(groups.flatMap(({ metrics }) => metrics), contexts) : repeat(groups, ({ name }) => name, (group) => this.#group(group, contexts, groups.length > 1))}
      </div>`;
  }

  override updated(changed: PropertyValues): void {
    super.updated(changed);
    const present = new Set(this.querySelectorAll<MetricChart>('metric-chart'));
    for (const chart of this.#observed) {
      if (present.has(chart)) continue;
      this.#observer?.unobserve(chart);
      this.#observed.delete(chart);
      this.#source.setInSight(chart.metric.name, false);
    }
    for (const chart of present) {
      if (this.#observed.has(chart)) continue;
      this.#observed.add(chart);
      this.#observer?.observe(chart);
    }
  }

  #group({ name, metrics }: MetricGroup, contexts: readonly (string | null)[], manyGroups: boolean): TemplateResult {
    const folded = this.folded.includes(name);
    const title = name === '' ? (manyGroups ? 'Ungrouped' : 'Metrics') : name;
    return html`
      <section class="chart-group">
        <h2><button class="fold" aria-expanded=${String(!folded)} @click=${() => this.#fold(name, !folded)}>
          ${icon(folded ? 'folded' : 'unfolded')}<bdi>${title}</bdi><span class="count" aria-label="${metrics.length} charts">${formatNumber(metrics.length)}</span>
        </button></h2>
        ${folded ? nothing : this.#grid(metrics, contexts)}
      </section>`;
  }

  #grid(metrics: readonly Summary[], contexts: readonly (string | null)[]): TemplateResult {
    return html`
      <div class="chart-grid">${repeat(metrics, (metric) => metric.name, (metric) => html`
        <metric-chart data-metric=${metric.name} .metric=${metric} .held=${this.#source.series(metric.name)} .staleBecause=${this.#source.staleBecause(metric.name)}
          .full=${this.#source.isFull(metric.name)} .settings=${this.settings} .start=${this.start} .zoom=${this.zoom}
          .colors=${this.colors[contexts.indexOf(metric.context) % lineColors]} .pointer=${this.#pointer} .actions=${this.#actions}></metric-chart>`)}
      </div>`;
  }

  #fold(name: string, folded: boolean): void {
    this.onfold(folded ? [...this.folded, name] : this.folded.filter((other) => other !== name));
  }

  readonly #actions: ChartActions = {
    zoom: (range) => (this.zoom = range),
    loadAll: (name) => {
      this.#source.loadAll(name);
      this.requestUpdate();
    },
    retry: this.#source.retry,
    painted: (name) => {
      this.#painted.add(name);
      // Said outright: painting is no reason to draw the gallery again.
      this.querySelector('.gallery')?.setAttribute('data-charts-drawn', String(this.#painted.size));
    },
  };
}

/** Each run context has a colour; training comes first wherever there is some. */
function contextOrder(metrics: readonly Summary[]): readonly (string | null)[] {
  const usual = ['train', 'validate', 'test'];
  const rank = (context: string | null): number => (context === null ? -1 : usual.includes(context) ? usual.indexOf(context) : usual.length);
  return [...new Set(metrics.map(({ context }) => context))].sort((one, other) => rank(one) - rank(other));
}

function readColors(element: Element): readonly ChartColors[] {
  const style = getComputedStyle(element);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  return Array.from({ length: lineColors }, (_, index) => ({
    line: read(`--series-${index + 1}`), faint: read(`--series-${index + 1}-faint`), grid: read('--chart-grid'), text: read('--chart-text'),
    broken: read('--chart-broken'), font: style.fontFamily,
  }));
}

customElements.define('chart-gallery', ChartGallery);
