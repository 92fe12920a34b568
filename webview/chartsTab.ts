/** The Charts tab: what the model logged, one chart a metric, under one row of controls. */
import { html, nothing, type TemplateResult } from 'lit';
import { isSystemMetric, type Summary } from '../src/shared/experiment';
import { formatCount } from '../src/shared/format';
import type { ChartArrangement, ExperimentPageState } from '../src/shared/protocol';
import { horizontalAxes, type HorizontalAxis } from '../src/shared/series';
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
    const { axis, smoothing, logarithmic } = this.arrangement;
    return html`
      <div class="toolbar" role="toolbar" aria-label="Charts">
        ${searchField('Search metrics', this.query, (query) => (this.query = query))}
        <label class="control"><span>X axis</span>
          <vscode-dropdown aria-label="X axis" @change=${(event: Event) => this.arrange({ axis: (event.currentTarget as Dropdown).value as HorizontalAxis })}>
            ${horizontalAxes.map((name) => html`<vscode-option value=${name} ?selected=${name === axis}>${axisNames[name]}</vscode-option>`)}
          </vscode-dropdown></label>
        <label class="control"><span>Smoothing</span>
          <input type="range" min="0" max="0.99" step="0.01" aria-label="Smoothing" .value=${String(smoothing)}
            @input=${(event: Event) => this.arrange({ smoothing: Number((event.currentTarget as HTMLInputElement).value) })}>
          <output class="smoothing-value">${smoothing === 0 ? 'off' : smoothing.toFixed(2)}</output></label>
        <vscode-checkbox ?checked=${logarithmic} @change=${(event: Event) => this.arrange({ logarithmic: (event.currentTarget as Checkbox).checked })}>Log scale</vscode-checkbox>
      </div>
      ${part(this.state.metrics, {
        what: 'metrics', host: this.host,
        empty: (metrics) => (metrics.some(isOfTheModel) ? null : 'This experiment has logged no metrics yet.'),
      }, (metrics) => this.#gallery(metrics))}`;
  }

  #gallery(all: readonly Summary[]): unknown {
    const metrics = all.filter(isOfTheModel);
    const found = matching(metrics, this.query);
    if (found.length === 0) return emptyPart(`None of ${formatCount(metrics.length, 'metric')} is called “${this.query}”.`);
    const { experiment } = this.state;
    return html`
      ${found.length < metrics.length ? html`<p class="note" role="status">${found.length} of ${formatCount(metrics.length, 'metric')}</p>` : nothing}
      <chart-gallery .host=${this.host} .metrics=${found} .revision=${this.state.revision} .settings=${this.arrangement}
        .start=${experiment.state === 'ready' ? experiment.value.startTime : null} .folded=${this.arrangement.folded} .label=${'Metric charts'}
        .onfold=${(folded: readonly string[]) => this.arrange({ folded })}></chart-gallery>`;
  }
}

const isOfTheModel = ({ name }: Summary): boolean => !isSystemMetric(name);

/** Those whose name holds every word of the query. */
function matching(metrics: readonly Summary[], query: string): readonly Summary[] {
  const words = query.toLowerCase().split(/\s+/).filter((word) => word !== '');
  return words.length === 0 ? metrics : metrics.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));
}

customElements.define('charts-tab', ChartsTab);
