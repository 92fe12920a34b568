/** The charts of many metrics in folding groups: draws what is in sight, zooms and points in all of them at once. */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Summary } from '../src/shared/experiment';
import { formatNumber } from '../src/shared/format';
import type { ChartArrangement, TypedHeights } from '../src/shared/protocol';
import { groupMetrics, type MetricGroup } from '../src/shared/series';
import type { ChartColors, LineColors } from './charts';
import { Viewport } from './charts/viewport';
import { PageElement, type ExperimentHost } from './element';
import { icon } from './icons';
import { MetricChart, type ChartActions, type ChartSettings } from './metricChart';
import { Pointer } from './pointer';
import { SeriesSource } from './seriesSource';
import { onThemeChange } from './theme';
import { placeInWords } from './ticks';

/** How far outside the window a chart is made ready, in pixels. */
const readyMargin = 150;
const lineColors = 6;

export class ChartGallery extends PageElement {
  static override properties = {
    metrics: { attribute: false }, revision: { attribute: false }, settings: { attribute: false }, start: { attribute: false },
    arrangement: { attribute: false }, flat: { attribute: false }, label: { attribute: false }, colors: { state: true },
  };

  declare host: ExperimentHost;
  declare metrics: readonly Summary[];
  declare revision: number;
  declare settings: ChartSettings;
  /** The zero of relative time. */
  declare start: number | null;
  declare arrangement: Pick<ChartArrangement, 'folded' | 'linked' | 'heights'>;
  declare arrange: (change: Partial<ChartArrangement>) => void;
  /** Few metrics need no groups. */
  declare flat: boolean;
  declare label: string;
  declare colors: { readonly chart: ChartColors; readonly lines: readonly LineColors[] };

  readonly #pointer = new Pointer();
  readonly #viewport = new Viewport(() => this.requestUpdate());
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
    this.flat = false;
    this.colors = readColors(this);
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
    if (before !== undefined && before.axis !== this.settings.axis) this.#viewport.forget();
    if (before !== undefined && before.verticalScale !== this.settings.verticalScale) this.#viewport.forgetHeights();
    this.#viewport.linked = this.arrangement.linked;
  }

  override render(): TemplateResult {
    const groups = ungroupedLast(groupMetrics(this.metrics));
    const contexts = contextOrder(this.metrics);
    return html`
      <div class="gallery" role="region" aria-label=${this.label} data-charts-drawn=${this.#painted.size}>
        ${this.#zoomNote()}
        ${this.flat ? this.#grid(groups.flatMap(({ metrics }) => metrics), contexts) : repeat(groups, ({ name }) => name, (group) => this.#group(group, contexts, groups.length > 1))}
      </div>`;
  }

  #zoomNote(): unknown {
    const viewport = this.#viewport;
    if (!viewport.zoomed) return nothing;
    const words = (place: number): string => placeInWords(this.settings.axis === 'step' || this.settings.axis === 'epoch' ? Math.round(place) : place, this.settings.axis);
    const { shared } = viewport;
    return html`<div class="zoom-note"><span><span role="status">Zoomed in${shared === null ? '' : `: ${words(shared.from)} to ${words(shared.to)}`}.</span>
      ${viewport.canGoBack ? html`<button class="plain-link" @click=${() => viewport.back()}>Back</button>` : nothing}
      <button class="plain-link" @click=${() => viewport.reset(null)}>Show all</button></span></div>`;
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
    const folded = this.arrangement.folded.includes(name);
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
          .completeness=${this.#source.completeness(metric.name)} .settings=${this.settings} .start=${this.start} .typed=${this.arrangement.heights[metric.name]}
          .across=${this.#viewport.across(metric.name)} .up=${this.#viewport.up(metric.name)} .viewport=${this.#viewport} .pointer=${this.#pointer}
          .colors=${this.colors.chart} .lineColors=${this.colors.lines[contexts.indexOf(metric.context) % lineColors]} .actions=${this.#actions}></metric-chart>`)}
      </div>`;
  }

  #fold(name: string, folded: boolean): void {
    const others = this.arrangement.folded.filter((other) => other !== name);
    this.arrange({ folded: folded ? [...others, name] : others });
  }

  #type(name: string, typed: TypedHeights | undefined): void {
    const heights = Object.fromEntries(Object.entries(this.arrangement.heights).filter(([other]) => other !== name));
    this.arrange({ heights: typed === undefined ? heights : { ...heights, [name]: typed } });
  }

  readonly #actions: ChartActions = {
    loadAll: (name) => {
      this.#source.loadAll(name);
      this.requestUpdate();
    },
    retry: this.#source.retry,
    copy: (text) => this.host.do('copyText', { text }),
    type: (name, heights) => this.#type(name, heights),
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

function ungroupedLast(groups: readonly MetricGroup[]): readonly MetricGroup[] {
  return [...groups.filter(({ name }) => name !== ''), ...groups.filter(({ name }) => name === '')];
}

function readColors(element: Element): ChartGallery['colors'] {
  const style = getComputedStyle(element);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  return {
    chart: { grid: read('--chart-grid'), text: read('--chart-text'), broken: read('--chart-broken'), font: style.fontFamily },
    lines: Array.from({ length: lineColors }, (_, index) => ({ line: read(`--series-${index + 1}`), faint: read(`--series-${index + 1}-faint`) })),
  };
}

customElements.define('chart-gallery', ChartGallery);
