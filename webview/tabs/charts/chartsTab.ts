/** The Charts tab: what the models logged, one chart a metric for all experiments, under one row of controls. */
import * as l10n from '@vscode/l10n';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Summary } from '../../../src/shared/experiment';
import type { ExperimentPageState } from '../../../src/shared/protocol';
import type { ChartArrangement, SmoothingKind } from '../../arrangement';
import { arrangeMetrics, type ArrangedMetrics } from '../../../src/shared/series/series';
import { regExpsLoaded } from '../../../src/shared/text/userRegExp';
import { arrangeMenu } from './gallery/menus/arrangeMenu';
import { axesMenu, axisChoice, type Arrange } from './gallery/menus/axesMenu';
import { galleryExperiments, metricsOfAll, type GalleryExperiment } from './gallery/galleryExperiment';
import { memoizeLast } from '../../elements/memoizeLast';
import { differingParameters } from './gallery/repeatGroups';
import { repeatsMenu } from './gallery/menus/repeatsMenu';
import { choice } from '../../elements/choice';
import { PageElement, type ExperimentHost } from '../../elements/element';
import { groupKeys } from './gallery/gallery';
import { icon } from '../../elements/icons';
import type { ChartSettings } from './chart/metricChart';
import { part } from '../../elements/parts';
import { searchField } from '../../elements/searchField';
import type { Checkbox } from '../../toolkit';

export class ChartsTab extends PageElement {
  static override properties = {
    state: { attribute: false },
    active: { attribute: false },
    arrangement: { attribute: false },
    query: { state: true },
  };

  declare host: ExperimentHost;
  declare state: ExperimentPageState;
  declare active: boolean;
  declare arrangement: ChartArrangement;
  declare arrange: (change: Partial<ChartArrangement>) => void;
  declare query: string;

  #experiments: readonly GalleryExperiment[] = [];
  readonly #metrics = memoizeLast(metricsOfAll);
  readonly #names = memoizeLast((metrics: readonly Summary[]) => metrics.map(({ name }) => name).sort());
  readonly #parameters = memoizeLast((experiments: readonly GalleryExperiment[]) =>
    experiments.every(({ parameters }) => parameters === null) ? null : differingParameters(experiments),
  );
  readonly #arranged = memoizeLast<
    [readonly Summary[], ChartArrangement['grouping'], readonly string[], readonly string[], regExpsLoaded: boolean],
    ArrangedMetrics
  >((metrics, grouping, pinned, order) => arrangeMetrics(metrics, { grouping, pinned, order }));

  constructor() {
    super();
    this.query = '';
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('state')) {
      this.#experiments = galleryExperiments(this.state, isOfTheModel, this.#experiments);
    }
  }

  override render(): TemplateResult {
    const { arrangement, arrange, state } = this;
    const { grouping, pinned, order } = arrangement;
    const metrics = this.#metrics(this.#experiments);
    const arranged = this.#arranged(metrics, grouping, pinned, order, regExpsLoaded());
    void arranged.loading?.then(() => this.requestUpdate());
    const alone = state.compared.length === 0;
    return html`
      <div class="toolbar" role="toolbar" aria-label=${l10n.t('Charts')}>
        ${searchField(l10n.t('Search metrics, or /regular expression/'), this.query, (query) => (this.query = query))}
        ${this.#ofEveryChart(
          arrangeMenu({ arrangement, arrange, mistake: arranged.mistake, groups: groupKeys(arranged) }),
          html`<button class="tool-button" title=${l10n.t('Draw other experiments in these charts')} @click=${() => this.host.do('compare', null)}>${icon('compare')}${l10n.t('Compare…')}</button>`,
        )}
      </div>
      ${part(
        alone ? state.metrics : { state: 'ready', value: metrics },
        {
          what: l10n.t('metrics'),
          host: this.host,
          empty: () => (metrics.length > 0 || !alone ? null : l10n.t('This experiment has logged no metrics yet.')),
        },
        () => html`
        ${!alone && metrics.length === 0 ? html`<p class="part-empty">${l10n.t('None of these experiments has logged metrics yet.')}</p>` : nothing}
        <chart-gallery .host=${this.host} .experiments=${this.#experiments} .arranged=${arranged} .settings=${chartSettings(arrangement, alone)} .query=${this.query}
          .label=${l10n.t('Metric charts')} .controls=${this.#controls} .arrangement=${arrangement} .arrange=${arrange}></chart-gallery>`,
      )}`;
  }

  readonly #controls = (): TemplateResult => this.#ofEveryChart();

  /**
   * What holds for every chart, whether all are seen or one of them alone; with it what makes sense only among all of
   * them.
   */
  #ofEveryChart(arranging: unknown = nothing, comparing: unknown = nothing): TemplateResult {
    const {
      arrangement,
      arrange,
      state: { compared },
    } = this;
    const { verticalScale, repeats } = arrangement;
    return html`
      ${axisChoice(arrangement, this.#names(this.#metrics(this.#experiments)), arrange)}
      <vscode-checkbox .checked=${verticalScale !== 'linear'} @change=${this.#toggleLogarithmic}>${l10n.t('Log scale')}</vscode-checkbox>
      ${smoothingControl(arrangement, arrange)}
      <span class="menus">${axesMenu(arrangement, arrange)}${arranging}${compared.length > 0 ? repeatsMenu(repeats, this.#parameters(this.#experiments), arrange) : comparing}</span>`;
  }

  readonly #toggleLogarithmic = (event: Event): void => {
    const { checked } = event.currentTarget as Checkbox;
    // Setting the box by the program tells of a change as well.
    if (checked !== (this.arrangement.verticalScale !== 'linear')) {
      this.arrange({ verticalScale: checked ? 'logarithmic' : 'linear' });
    }
  };
}

const smoothingKinds: readonly (readonly [SmoothingKind, string])[] = [
  ['timeWeighted', l10n.t('Time-weighted')],
  ['exponential', l10n.t('Exponential')],
  ['mean', l10n.t('Running mean')],
  ['gaussian', l10n.t('Gaussian')],
];

/** How smooth the lines are: the slider, its value and the way of smoothing in one compact control. */
const smoothingControl = (
  { smoothing, smoothingKind }: Pick<ChartArrangement, 'smoothing' | 'smoothingKind'>,
  arrange: Arrange,
): TemplateResult => html`
  <span class="control"><label class="control"><span>${l10n.t('Smoothing')}</span>
    <input type="range" min="0" max="0.99" step="0.01" aria-label=${l10n.t('Smoothing')} .value=${String(smoothing)}
      @input=${(event: Event) => arrange({ smoothing: Number((event.currentTarget as HTMLInputElement).value) })}>
    <output class="smoothing-value">${smoothing === 0 ? l10n.t('off') : smoothing.toFixed(2)}</output></label>
    ${choice(l10n.t('Way of smoothing'), smoothingKinds, smoothingKind, (kind) => arrange({ smoothingKind: kind }))}</span>`;

const isOfTheModel = ({ ofMachine }: Summary): boolean => !ofMachine;

const keptSettings = memoizeLast(
  (
    axis: ChartSettings['axis'],
    axisMetric: ChartSettings['axisMetric'],
    smoothing: ChartSettings['smoothing'],
    smoothingKind: ChartSettings['smoothingKind'],
    horizontalScale: ChartSettings['horizontalScale'],
    verticalScale: ChartSettings['verticalScale'],
    clipped: boolean,
    repeats: ChartSettings['repeats'],
  ): ChartSettings => ({
    axis,
    axisMetric,
    smoothing,
    smoothingKind,
    horizontalScale,
    verticalScale,
    clipped,
    repeats,
  }),
);

/** The same object until one of them changes. An experiment alone repeats nothing. */
const chartSettings = (
  { axis, axisMetric, smoothing, smoothingKind, horizontalScale, verticalScale, clipped, repeats }: ChartArrangement,
  alone: boolean,
): ChartSettings =>
  keptSettings(
    axis,
    axisMetric,
    smoothing,
    smoothingKind,
    horizontalScale,
    verticalScale,
    clipped,
    alone ? null : repeats,
  );

customElements.define('charts-tab', ChartsTab);
