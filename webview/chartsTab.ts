/** The Charts tab: what the model logged, one chart a metric, under one row of controls. */
import { html, nothing, type TemplateResult } from 'lit';
import { isSystemMetric, type Summary } from '../src/shared/experiment';
import { formatCount } from '../src/shared/format';
import type { ChartArrangement, ExperimentPageState } from '../src/shared/protocol';
import { horizontalAxes, type HorizontalAxis } from '../src/shared/series';
import { axesMenu } from './charts/axesMenu';
import { metricFilter } from './charts/metricFilter';
import { PageElement, type ExperimentHost } from './element';
import './gallery';
import { emptyPart, part } from './parts';
import type { Checkbox, Dropdown } from './toolkit';
import { searchField } from './searchField';

const axisNames: Readonly<Record<HorizontalAxis, string>> = {
  step: 'Step', epoch: 'Epoch', relative: 'Relative time', wall: 'Wall time',
};

export class ChartsTab extends PageElement {
  static override properties = {
    state: { attribute: false }, active: { attribute: false }, arrangement: { attribute: false }, query: { state: true },
  };

  declare host: ExperimentHost;
  declare state: ExperimentPageState;
  declare active: boolean;
  declare arrangement: ChartArrangement;
  declare arrange: (change: Partial<ChartArrangement>) => void;
  declare query: string;

  constructor() {
    super();
    this.query = '';
  }

  override render(): TemplateResult {
    const { axis, smoothing, verticalScale } = this.arrangement;
    return html`
      <div class="toolbar" role="toolbar" aria-label="Charts">
        ${searchField('Search metrics, or /regular expression/', this.query, (query) => (this.query = query))}
        <label class="control"><span>X axis</span>
          <vscode-dropdown aria-label="X axis" @change=${(event: Event) => this.arrange({ axis: (event.currentTarget as Dropdown).value as HorizontalAxis })}>
            ${horizontalAxes.map((name) => html`<vscode-option value=${name} ?selected=${name === axis}>${axisNames[name]}</vscode-option>`)}
          </vscode-dropdown></label>
        <label class="control"><span>Smoothing</span>
          <input type="range" min="0" max="0.99" step="0.01" aria-label="Smoothing" .value=${String(smoothing)}
            @input=${(event: Event) => this.arrange({ smoothing: Number((event.currentTarget as HTMLInputElement).value) })}>
          <output class="smoothing-value">${smoothing === 0 ? 'off' : smoothing.toFixed(2)}</output></label>
        <vscode-checkbox .checked=${verticalScale !== 'linear'} @change=${this.#toggleLogarithmic}>Log scale</vscode-checkbox>
        ${axesMenu(this.arrangement, this.arrange)}
      </div>
      ${part(this.state.metrics, {
        what: 'metrics', host: this.host,
        empty: (metrics) => (metrics.some(isOfTheModel) ? null : 'This experiment has logged no metrics yet.'),
      }, (metrics) => this.#gallery(metrics))}`;
  }

  readonly #toggleLogarithmic = (event: Event): void => {
    const { checked } = event.currentTarget as Checkbox;
    // Setting the box by the program tells of a change as well.
    if (checked !== (this.arrangement.verticalScale !== 'linear')) this.arrange({ verticalScale: checked ? 'logarithmic' : 'linear' });
  };

  #gallery(all: readonly Summary[]): unknown {
    const metrics = all.filter(isOfTheModel);
    const filter = metricFilter(this.query);
    if (filter.mistake !== null) return emptyPart(`“${this.query}” is not a regular expression: ${filter.mistake}.`);
    const found = metrics.filter(({ name }) => filter.matches(name));
    if (found.length === 0) return emptyPart(`None of ${formatCount(metrics.length, 'metric')} is called “${this.query}”.`);
    const { experiment } = this.state;
    return html`
      ${found.length < metrics.length ? html`<p class="note" role="status">${found.length} of ${formatCount(metrics.length, 'metric')}</p>` : nothing}
      <chart-gallery .host=${this.host} .metrics=${found} .revision=${this.state.revision} .settings=${this.arrangement}
        .start=${experiment.state === 'ready' ? experiment.value.startTime : null} .label=${'Metric charts'}
        .arrangement=${this.arrangement} .arrange=${this.arrange}></chart-gallery>`;
  }
}

const isOfTheModel = ({ name }: Summary): boolean => !isSystemMetric(name);

customElements.define('charts-tab', ChartsTab);
