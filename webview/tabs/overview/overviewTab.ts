/** The Overview tab: who, when, what came out, with which code; everything that fits on one screen. */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { type Experiment, type ExperimentModel, type GitState, type Summary } from '../../../src/shared/experiment';
import { shownOrigin } from '../../../src/shared/address/commitUrl';
import { formatDuration, formatTime, stateLabel } from '../../../src/shared/format';
import type { ExperimentPageState } from '../../../src/shared/protocol';
import { openCommitButton, shownBranch } from '../code/gitFacts';
import { PageElement, type ExperimentHost } from '../../elements/element';
import { fact, factList } from '../../elements/facts';
import { icon } from '../../elements/icons';
import { menuButton } from '../../elements/menu';
import { OnDemand } from '../../page/onDemand';
import { tableEntries } from '../../elements/tables/tableEntries';
import { part } from '../../elements/parts';
import { metricColumns, metricTable, summaryColumns } from '../parameters/summaryTable';
import { dataTable } from '../../elements/tables/table';

export class OverviewTab extends PageElement {
  static override properties = {
    state: { attribute: false },
    active: { attribute: false },
    paletteIndexes: { attribute: false },
  };

  declare host: ExperimentHost;
  declare state: ExperimentPageState;
  declare active: boolean;
  /** Of experiments in the palette. */
  declare paletteIndexes: Readonly<Record<string, number>>;

  readonly #onDemand = new OnDemand(this, { compared: () => import('../parameters/compared/comparedMetrics') });

  constructor() {
    super();
    this.paletteIndexes = {};
  }

  /** What is out of view is drawn when it comes back. */
  override shouldUpdate(): boolean {
    return this.active || !this.hasUpdated;
  }

  override render(): TemplateResult {
    const { host, state } = this;
    return html`
      <div class="overview">
        <div class="overview-main">
          <section><h2>${l10n.t('Metrics')}</h2>${state.compared.length === 0 ? this.#metrics() : this.#comparedMetrics()}</section>
          <section><h2>${l10n.t('Others')}</h2>
            ${part(
              state.others,
              {
                what: l10n.t('other values'),
                host,
                empty: (others) => (others.length === 0 ? l10n.t('Nothing else was logged.') : null),
              },
              (others) =>
                dataTable({
                  label: l10n.t('Others'),
                  columns: summaryColumns(host),
                  rows: others,
                  noun: 'value',
                }),
            )}
          </section>
        </div>
        <aside class="overview-side">
          <section><h2>${l10n.t('Run')}</h2>${part(state.experiment, { what: l10n.t('the experiment'), host }, (experiment) => this.#run(experiment))}</section>
          <section><h2>${l10n.t('Git')}</h2>
            ${part(state.git, { what: l10n.t('the git state'), host, empty: (git) => (git === null ? l10n.t('No git state was logged.') : null) }, (git) => (git === null ? nothing : this.#git(git)))}
          </section>
          <section><h2>${l10n.t('Models')}</h2>
            ${part(state.models, { what: l10n.t('models'), host, empty: (models) => (models.length === 0 ? l10n.t('No models were logged.') : null) }, (models) => this.#models(models))}
          </section>
        </aside>
      </div>`;
  }

  #metrics(): unknown {
    const { host, state } = this;
    return part(
      state.metrics,
      {
        what: l10n.t('metrics'),
        host,
        empty: (metrics) =>
          ofTheModel(metrics).length === 0 ? l10n.t('This experiment has logged no metrics yet.') : null,
      },
      (metrics) =>
        dataTable({
          label: l10n.t('Metrics'),
          columns: metricColumns,
          rows: ofTheModel(metrics),
          noun: 'metric',
          tools: (found) =>
            menuButton(
              l10n.t('Copy or save metrics'),
              tableEntries(host, `${this.#title()}-metrics`, () => metricTable(found), null),
            ),
        }),
    );
  }

  /** Of all that are laid beside each other. */
  #comparedMetrics(): unknown {
    const { host, state, paletteIndexes } = this;
    return part(
      this.#onDemand.state('compared'),
      { what: l10n.t('this part of the page'), host, retry: () => this.#onDemand.fetch('compared') },
      () => html`
      <compared-metrics .host=${host} .state=${state} .paletteIndexes=${paletteIndexes}></compared-metrics>`,
    );
  }

  #title(): string {
    const { experiment, reference } = this.state;
    return experiment.state === 'ready' ? experiment.value.name : reference.key;
  }

  #run(experiment: Experiment): TemplateResult {
    const { host } = this;
    return factList([
      fact(l10n.t('State'), stateLabel(experiment.state, experiment.archived)),
      fact(l10n.t('Key'), experiment.key, { host, code: true }),
      fact(l10n.t('Project'), `${experiment.workspace} / ${experiment.projectName}`),
      fact(l10n.t('User'), experiment.user),
      fact(l10n.t('Started'), experiment.startTime === null ? null : formatTime(experiment.startTime)),
      fact(
        experiment.state === 'running' ? l10n.t('Last heard of') : l10n.t('Ended'),
        experiment.endTime === null ? null : formatTime(experiment.endTime),
      ),
      fact(l10n.t('Duration'), experiment.duration === null ? null : formatDuration(experiment.duration)),
      fact(l10n.t('Main script'), experiment.filePath, { host, code: true }),
      fact(l10n.t('Group'), experiment.group, { host, code: true }),
    ]);
  }

  #git(git: GitState): TemplateResult {
    const { host } = this;
    const { commit, origin, root, user } = git;
    return html`${factList([
      fact(l10n.t('Branch'), shownBranch(git), { host, code: true }),
      fact(l10n.t('Commit'), commit, { host, code: true }),
      fact(l10n.t('Origin'), origin === null ? null : shownOrigin(origin), { host, code: true }),
      fact(l10n.t('Folder'), root, { code: true }),
      fact(l10n.t('User'), user),
    ])}${openCommitButton(git, host)}`;
  }

  #models(models: readonly ExperimentModel[]): TemplateResult {
    return html`<ul class="models">${models.map(
      (model) => html`
      <li><span class="model-name"><bdi>${model.name}</bdi></span>
        ${model.registered.map(({ name, version }) => html`<span class="chip">${name} ${version}</span>`)}
        ${
          this.state.verbs.includes('downloadModel')
            ? html`<button class="icon-button" title=${l10n.t('Download the model {name}', { name: model.name })} aria-label=${l10n.t('Download the model {name}', { name: model.name })}
              @click=${() => this.host.do('modelVerb', { verb: 'downloadModel', model: model.name })}>${icon('download')}</button>`
            : nothing
        }
      </li>`,
    )}</ul>`;
  }
}

const ofTheModel = (metrics: readonly Summary[]): readonly Summary[] => metrics.filter(({ ofMachine }) => !ofMachine);

customElements.define('overview-tab', OverviewTab);
