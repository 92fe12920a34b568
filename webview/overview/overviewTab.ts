/** The Overview tab: who, when, what came out, with which code; everything that fits on one screen. */
import { html, nothing, type TemplateResult } from 'lit';
import { isSystemMetric, type Experiment, type ExperimentModel, type GitState, type Summary } from '../../src/shared/experiment';
import { formatDuration, formatTime, stateLabel } from '../../src/shared/format';
import type { ExperimentPageState } from '../../src/shared/protocol';
import { PageElement, type ExperimentHost } from '../elements/element';
import { fact, factList } from '../elements/facts';
import { icon } from '../elements/icons';
import { menuButton } from '../elements/menu';
import { tableEntries } from '../parameters/copyMenu';
import { part } from '../elements/parts';
import { metricColumns, metricTable, summaryColumns } from '../parameters/summaryTable';
import { dataTable } from '../elements/table';

export class OverviewTab extends PageElement {
  static override properties = { state: { attribute: false }, active: { attribute: false } };

  declare host: ExperimentHost;
  declare state: ExperimentPageState;
  declare active: boolean;

  override render(): TemplateResult {
    const { host, state } = this;
    return html`
      <div class="overview">
        <div class="overview-main">
          <section><h2>Metrics</h2>
            ${part(state.metrics, {
              what: 'metrics', host, empty: (metrics) => (ofTheModel(metrics).length === 0 ? 'This experiment has logged no metrics yet.' : null),
            }, (metrics) => dataTable({
              label: 'Metrics', columns: metricColumns, rows: ofTheModel(metrics), noun: ['metric', 'metrics'],
              tools: (found) => menuButton('Copy or save metrics', tableEntries(host, `${this.#title()}-metrics`, () => metricTable(found), null)),
            }))}
          </section>
          <section><h2>Others</h2>
            ${part(state.others, {
              what: 'other values', host, empty: (others) => (others.length === 0 ? 'Nothing else was logged.' : null),
            }, (others) => dataTable({ label: 'Others', columns: summaryColumns(host), rows: others, noun: ['value', 'values'] }))}
          </section>
        </div>
        <aside class="overview-side">
          <section><h2>Run</h2>${part(state.experiment, { what: 'the experiment', host }, (experiment) => this.#run(experiment))}</section>
          <section><h2>Git</h2>
            ${part(state.git, { what: 'git', host, empty: (git) => (git === null ? 'No git state was logged.' : null) }, (git) => this.#git(git))}
          </section>
          <section><h2>Models</h2>
            ${part(state.models, { what: 'models', host, empty: (models) => (models.length === 0 ? 'No models were logged.' : null) }, (models) => this.#models(models))}
          </section>
        </aside>
      </div>`;
  }

  #title(): string {
    const { experiment, reference } = this.state;
    return experiment.state === 'ready' ? experiment.value.name : reference.key;
  }

  #run(experiment: Experiment): TemplateResult {
    const { host } = this;
    return factList([
      fact('State', stateLabel(experiment.state, experiment.archived)),
      fact('Key', experiment.key, { host, code: true }),
      fact('Project', `${experiment.workspace} / ${experiment.projectName}`),
      fact('User', experiment.user),
      fact('Started', experiment.startTime === null ? null : formatTime(experiment.startTime)),
      fact(experiment.state === 'running' ? 'Last heard of' : 'Ended', experiment.endTime === null ? null : formatTime(experiment.endTime)),
      fact('Duration', experiment.duration === null ? null : formatDuration(experiment.duration)),
      fact('Main script', experiment.filePath, { host, code: true }),
      fact('Optimization', experiment.optimizationId, { host, code: true }),
    ]);
  }

  #git(git: GitState | null): TemplateResult {
    const { host } = this;
    return html`${factList([
      fact('Branch', git?.branch?.replace(/^refs\/heads\//, '') ?? null, { host, code: true }),
      fact('Commit', git?.commit ?? null, { host, code: true }),
      fact('Origin', git?.origin ?? null, { host, code: true }),
      fact('Folder', git?.root ?? null, { code: true }),
      fact('User', git?.user ?? null),
    ])}`;
  }

  #models(models: readonly ExperimentModel[]): TemplateResult {
    return html`<ul class="models">${models.map((model) => html`
      <li><span class="model-name"><bdi>${model.name}</bdi></span>
        ${model.registered.map(({ name, version }) => html`<span class="chip">${name} ${version}</span>`)}
        ${this.state.capabilities.downloadModel
          ? html`<button class="icon-button" title="Download the model ${model.name}" aria-label="Download the model ${model.name}"
              @click=${() => this.host.do('modelVerb', { verb: 'downloadModel', model: model.name })}>${icon('download')}</button>`
          : nothing}
      </li>`)}</ul>`;
  }
}

const ofTheModel = (metrics: readonly Summary[]): readonly Summary[] => metrics.filter(({ name }) => !isSystemMetric(name));

customElements.define('overview-tab', OverviewTab);
