/**
 * The charts of many metrics of one or many experiments, in groups that fold: draws what is in view, zooms and points
 * in all of them at once.
 */
import * as l10n from '@vscode/l10n';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Summary } from '../../../../src/shared/experiment';
import { formatNumber } from '../../../../src/shared/format';
import type { ChartArrangement } from '../../../arrangement';
import { type ArrangedGroup, type ArrangedMetrics } from '../../../../src/shared/series/series';
import type { ExperimentList } from './experimentList';
import type { GalleryExperiment } from './galleryExperiment';
import { memoizeLast } from '../../../elements/memoizeLast';
import { regExpsLoaded } from '../../../../src/shared/text/userRegExp';
import { metricFilter } from './metricFilter';
import { getOwn } from '../../../../src/shared/base/objects';
import { readPalette, type Palette } from '../../../drawing/palette';
import { repeatGroups } from './repeatGroups';
import { SeriesLists, type SeriesListOptions } from './seriesLists';
import { hiddenFrom, onlyIn, toggledEverywhere, toggledIn } from './shownExperiments';
import { singleValues, valueTiles } from './singleValues';
import { Viewport } from '../data/viewport';
import { FullView } from './fullView';
import { searchNote, zoomNote } from './galleryNotes';
import { part } from '../../../elements/parts';
import { OnDemand } from '../../../page/onDemand';
import { VisibleCharts } from './visibleCharts';
import { ofPresent, withFolded, withMoved, withPinned, withYRange } from './arrangementChanges';
import { PageElement, type ExperimentHost } from '../../../elements/element';
import { icon } from '../../../elements/icons';
import '../chart/metricChart';
import type { ChartActions, ChartSettings } from '../chart/metricChart';
import { Pointer } from '../data/pointer';
import { SeriesSource } from '../data/seriesSource';
import { ThemeChange } from '../../../drawing/theme';

/** What the group of pinned charts is called among folded groups: no metric's prefix begins with a space. */
const pinnedGroup = ' pinned';

export class ChartGallery extends PageElement {
  static override properties = {
    experiments: { attribute: false },
    arranged: { attribute: false },
    settings: { attribute: false },
    arrangement: { attribute: false },
    query: { attribute: false },
    flat: { attribute: false },
    label: { attribute: false },
    controls: { attribute: false },
    palette: { state: true },
    highlighted: { state: true },
  };

  declare host: ExperimentHost;
  /** The page's own first. */
  declare experiments: readonly GalleryExperiment[];
  /** All metrics of all experiments. */
  declare arranged: ArrangedMetrics;
  declare settings: ChartSettings;
  declare arrangement: ChartArrangement;
  declare arrange: (change: Partial<ChartArrangement>) => void;
  /** Words or a regular expression of the metrics that are shown. */
  declare query: string;
  /** Few metrics need no groups. */
  declare flat: boolean;
  declare label: string;
  /**
   * What stands in the bar above a chart that fills the page; the same function as long as it draws the same of the
   * arrangement.
   */
  declare controls: () => unknown;
  declare palette: Palette;
  /** The experiment that is pointed out in all charts. */
  declare highlighted: string | null;

  readonly #pointer = new Pointer();
  readonly #viewport = new Viewport(() => this.requestUpdate());
  readonly #source = new SeriesSource(
    (question) => this.host.ask('series', question),
    () => this.requestUpdate(),
  );
  readonly #lists = new SeriesLists();
  readonly #painted = new Set<string>();
  readonly #visible = new VisibleCharts(this, () => this.#updateVisibleCharts());
  readonly #fullView = new FullView(this, () => this.#shownNames());
  #onScreen: ReadonlySet<string> = new Set();
  #pointedOut: string | null = null;

  constructor() {
    super();
    this.flat = false;
    this.query = '';
    this.controls = () => nothing;
    this.highlighted = null;
    this.palette = readPalette(this);
    new ThemeChange(this, () => (this.palette = readPalette(this)));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.palette = readPalette(this);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('experiments')) {
      this.#lists.setExperiments(this.experiments);
      this.#source.setExperiments(
        this.experiments.map(({ id, reference, revision, state, metrics }) => ({
          id,
          reference,
          revision,
          running: state === 'running',
          metrics: metrics ?? [],
        })),
      );
    }
    const before = changed.get('settings');
    // A range of steps means nothing on an axis of time.
    if (
      before !== undefined &&
      (before.axis !== this.settings.axis || before.axisMetric !== this.settings.axisMetric)
    ) {
      this.#viewport.forget();
    }
    if (before !== undefined && before.verticalScale !== this.settings.verticalScale) {
      this.#viewport.forgetHeights();
    }
    this.#viewport.linked = this.arrangement.linked;
    // Who is gone can no longer be pointed at, and must not make all others step back.
    if (!this.experiments.some(({ id }) => id === this.highlighted)) {
      this.highlighted = this.#pointedOut = null;
    }
  }

  override render(): TemplateResult {
    const groups = this.#shownGroups();
    const enlarged = this.#fullView.chart;
    const comparing = this.experiments.length > 1;
    return html`
      <div class="gallery size-${this.arrangement.size} ${comparing ? 'comparing' : ''} ${enlarged === null ? '' : 'with-whole'}" role="region" aria-label=${this.label} data-charts-drawn=${this.#painted.size}>
        ${comparing ? this.#list() : nothing}
        <div class="gallery-charts">
          ${enlarged === null ? this.#zoomNote() : this.#fullView.bar(enlarged, this.controls(), this.#zoomNote())}
          ${this.#searchNote(groups)}
          ${this.flat ? this.#grid(groups.flatMap(({ metrics }) => metrics)) : html`<div class="chart-groups">${repeat(groups, groupKey, (group) => this.#group(group, groups.length > 1))}</div>`}
        </div>
      </div>`;
  }

  override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.#updateVisibleCharts();
  }

  #list(): unknown {
    const { hidden, hiddenIn, listFolded } = this.arrangement;
    const fold: ExperimentList['fold'] = (folded) => this.arrange({ listFolded: folded });
    return part(
      this.#onDemand.state('experimentList'),
      { what: l10n.t('this part of the page'), host: this.host, retry: () => this.#onDemand.fetch('experimentList') },
      () => html`<experiment-list .host=${this.host} .experiments=${this.experiments} .hiddenIds=${hidden} .highlighted=${this.highlighted} .folded=${listFolded} .fold=${fold}
      .colorsOf=${this.#colorsOf(this.palette, this.arrangement.paletteIndexes)} .highlight=${(id: string | null) => this.#actions.highlight(id)}
      .toggle=${(id: string) => this.#hide(toggledEverywhere(this.arrangement, [id]))}
      .hide=${(ids: readonly string[]) => this.#hide({ hidden: ids, hiddenIn: ids.length === 0 ? {} : hiddenIn })}></experiment-list>`,
    );
  }

  #zoomNote(): unknown {
    return zoomNote(this.#viewport, this.settings);
  }

  #searchNote(shown: readonly ArrangedGroup[]): unknown {
    const { query } = this;
    if (query === '') {
      return nothing;
    }
    const { mistake, loading } = metricFilter(query);
    void loading?.then(() => this.requestUpdate());
    const count = (groups: readonly ArrangedGroup[]): number =>
      groups.reduce((sum, { metrics }) => sum + metrics.length, 0);
    return searchNote({ query, mistake, found: count(shown), all: count(this.arranged.groups) });
  }

  #group(group: ArrangedGroup, manyGroups: boolean): TemplateResult {
    const { name, pinned, metrics } = group;
    const key = groupKey(group);
    const folded = this.arrangement.folded.includes(key);
    const title = name === '' ? (manyGroups ? l10n.t('Ungrouped') : l10n.t('Metrics')) : name;
    return html`
      <section class="chart-group ${metrics.length === 1 ? 'lone' : ''}">
        <h2><button class="fold" aria-expanded=${String(!folded)} @click=${() => this.arrange(withFolded(this.arrangement, key, !folded))}>
          ${icon(folded ? 'folded' : 'unfolded')}${pinned ? icon('pin') : nothing}<bdi>${title}</bdi><span class="count" aria-label=${l10n.t('{count} charts', { count: metrics.length })}>${formatNumber(metrics.length)}</span>
        </button></h2>
        ${folded ? nothing : this.#grid(metrics)}
      </section>`;
  }

  #grid(metrics: readonly Summary[]): TemplateResult {
    const { arrangement, settings, highlighted, experiments } = this;
    const enlarged = this.#fullView.chart;
    const options = this.#listOptions();
    const single = this.#singleValues(experiments);
    const charts = metrics.filter(({ name }) => !single.has(name));
    return html`
      ${valueTiles({ names: metrics.filter(({ name }) => single.has(name)).map(({ name }) => name), experiments, colorsOf: options.colorsOf })}
      <div class="chart-grid">${repeat(
        charts,
        ({ name }) => name,
        ({ name }) => html`
        <metric-chart class=${name === enlarged ? 'whole' : ''} data-metric=${name} .name=${name} .series=${this.#lists.of(name, this.#onScreen.has(name), options)} .hiddenIds=${this.#hiddenFrom(name)}
          .highlighted=${highlighted} .settings=${settings} .typed=${getOwn(arrangement.yRanges, name)} .xRange=${this.#viewport.xRange(name)} .yRange=${this.#viewport.yRange(name)}
          .viewport=${this.#viewport} .pointer=${this.#pointer} .colors=${this.palette.chart} .pinned=${arrangement.pinned.includes(name)} .among=${this.experiments.length > 1} .maximized=${name === enlarged}
          .actions=${this.#actions}></metric-chart>`,
      )}
      </div>`;
  }

  readonly #filtered = memoizeLast<
    [readonly ArrangedGroup[], string, regExpsLoaded: boolean],
    readonly ArrangedGroup[]
  >((groups, query) => {
    const filter = metricFilter(query);
    return query === ''
      ? groups
      : groups
          .map((group) => ({ ...group, metrics: group.metrics.filter(({ name }) => filter.matches(name)) }))
          .filter(({ metrics }) => metrics.length > 0);
  });

  #shownGroups(): readonly ArrangedGroup[] {
    return this.#filtered(this.arranged.groups, this.query, regExpsLoaded());
  }

  /** Of the charts, single values not among them, that are neither filtered out nor folded away. */
  #shownNames(): readonly string[] {
    return this.#shownGroups()
      .filter((group) => this.flat || !this.arrangement.folded.includes(groupKey(group)))
      .flatMap(({ metrics }) => metrics.map(({ name }) => name))
      .filter((name) => !this.#singleValues(this.experiments).has(name));
  }

  readonly #onDemand = new OnDemand(this, { experimentList: () => import('./experimentList') });
  readonly #singleValues = memoizeLast(singleValues);
  readonly #groups = memoizeLast(repeatGroups);
  readonly #colorsOf = memoizeLast(
    (palette: Palette, paletteIndexes: ChartArrangement['paletteIndexes']): ExperimentList['colorsOf'] =>
      ({ id }) =>
        palette.line(paletteIndexes[id] ?? 0),
  );

  #listOptions(): SeriesListOptions {
    const { experiments, settings, palette } = this;
    const { paletteIndexes } = this.arrangement;
    return {
      source: this.#source,
      axisMetric: settings.axisMetric,
      groups: this.#groups(experiments, settings.repeats),
      colorsOf: this.#colorsOf(palette, paletteIndexes),
    };
  }

  readonly #hiddenHere = new Map<string, typeof hiddenFrom>();

  /** The same array as long as it holds the same. */
  #hiddenFrom(name: string): readonly string[] {
    if (this.experiments.length <= 1) {
      return noneHidden;
    }
    let kept = this.#hiddenHere.get(name);
    if (kept === undefined) {
      this.#hiddenHere.set(name, (kept = memoizeLast(hiddenFrom)));
    }
    return kept(this.arrangement.hidden, getOwn(this.arrangement.hiddenIn, name));
  }

  /** Tells the charts whether they are in view, and the source what is wanted. */
  #updateVisibleCharts(): void {
    const enlarged = this.#fullView.chart;
    const onScreen = enlarged === null ? this.#visible.names : new Set([enlarged]);
    for (const chart of this.#visible.charts) {
      chart.onScreen = onScreen.has(chart.name);
    }
    const { axisMetric } = this.settings;
    const { hidden, hiddenIn } = this.arrangement;
    const alone = this.experiments.length <= 1;
    this.#source.setWanted(
      axisMetric === null || onScreen.size === 0 ? onScreen : new Set([...onScreen, axisMetric]),
      (id, name) =>
        !alone && (hidden.includes(id) || (name !== axisMetric && (getOwn(hiddenIn, name)?.includes(id) ?? false))),
    );
    const came = [...onScreen].some((name) => !this.#onScreen.has(name));
    this.#onScreen = onScreen;
    // Charts out of view were not told of what changed.
    if (came) {
      this.requestUpdate();
    }
  }

  #hide(hiding: Pick<ChartArrangement, 'hidden' | 'hiddenIn'>): void {
    this.arrange(ofPresent(hiding, new Set(this.experiments.map(({ id }) => id))));
  }

  #move(name: string, by: -1 | 1): void {
    const holds = ({ metrics }: ArrangedGroup): boolean => metrics.some((metric) => metric.name === name);
    const group = this.arranged.groups.find(holds);
    const shown =
      this.#shownGroups()
        .find(holds)
        ?.metrics.map((metric) => metric.name) ?? [];
    if (group === undefined) {
      return;
    }
    const change = withMoved(this.arrangement, group, name, by, shown);
    if (change !== null) {
      this.arrange(change);
    }
  }

  readonly #actions: ChartActions = {
    loadAll: (name) => {
      this.#source.loadAll(name);
      this.requestUpdate();
    },
    retry: (name) => {
      this.#source.retry(name);
      if (this.settings.axisMetric !== null) {
        this.#source.retry(this.settings.axisMetric);
      }
    },
    copy: (text) => this.host.do('copyText', { text }),
    type: (name, typed) => this.arrange(withYRange(this.arrangement, name, typed)),
    toggle: (name, ids, everywhere) =>
      this.#hide(everywhere ? toggledEverywhere(this.arrangement, ids) : toggledIn(this.arrangement, name, ids)),
    only: (name, ids) =>
      this.#hide(
        onlyIn(
          this.arrangement,
          name,
          ids,
          this.experiments.filter(({ metrics }) => metrics?.some((metric) => metric.name === name)).map(({ id }) => id),
        ),
      ),
    highlight: (id) => {
      this.#pointedOut = id;
      // From one name to the next nothing is pointed out for a moment: no reason to draw all charts twice.
      requestAnimationFrame(() => (this.highlighted = this.#pointedOut));
    },
    enlarge: (name) => {
      if (name === null) {
        this.#fullView.close();
      } else {
        this.#fullView.open(name);
      }
    },
    pin: (name, pinned) => this.arrange(withPinned(this.arrangement, name, pinned)),
    move: (name, by) => this.#move(name, by),
    save: (file) => this.host.do('saveFile', file),
    painted: (name) => {
      this.#painted.add(name);
      // Said outright: painting is no reason to draw the gallery again.
      this.querySelector('.gallery')?.setAttribute('data-charts-drawn', String(this.#painted.size));
    },
  };
}

const noneHidden: readonly string[] = [];

const groupKey = ({ name, pinned }: ArrangedGroup): string => (pinned ? pinnedGroup : name);

/** The names by which groups are folded. */
export const groupKeys = ({ groups }: ArrangedMetrics): readonly string[] => groups.map(groupKey);

customElements.define('chart-gallery', ChartGallery);
