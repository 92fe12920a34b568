/** The Parameters tab: hyper-parameters, and whatever else was logged by name. */
import { html, type TemplateResult } from 'lit';
import type { Summary } from '../../../src/shared/experiment';
import type { ExperimentPageState } from '../../../src/shared/protocol';
import type { TablesArrangement } from '../../arrangement';
import { naturalOrder } from '../../../src/shared/series/series';
import { PageElement, type ExperimentHost } from '../../elements/element';
import { foldersOf, liesWithin } from './nestedNames';
import { OnDemand } from '../../page/onDemand';
import { valuesMenu } from './copyMenu';
import { actionButton, part } from '../../elements/parts';
import { summaryColumns } from './summaryTable';
import { dataTable } from '../../elements/tables/table';

export class ParametersTab extends PageElement {
  static override properties = {
    state: { attribute: false },
    active: { attribute: false },
    paletteIndexes: { attribute: false },
    arrangement: { attribute: false },
  };

  declare host: ExperimentHost;
  declare state: ExperimentPageState;
  declare active: boolean;
  /** Of experiments in the palette. */
  declare paletteIndexes: Readonly<Record<string, number>>;
  /** Of what is laid beside each other. */
  declare arrangement: TablesArrangement;
  declare arrange: (change: Partial<TablesArrangement>) => void;

  readonly #onDemand = new OnDemand(this, { compared: () => import('./compared/comparedValues') });

  constructor() {
    super();
    this.paletteIndexes = {};
  }

  /** What nobody sees is drawn when it is seen again. */
  override shouldUpdate(): boolean {
    return this.active || !this.hasUpdated;
  }

  override render(): unknown {
    const { host, state, paletteIndexes, arrangement, arrange } = this;
    if (state.compared.length === 0) {
      return this.#alone();
    }
    return part(
      this.#onDemand.state('compared'),
      { what: 'this part of the page', host, retry: () => this.#onDemand.fetch('compared') },
      () => html`
      <compared-values .host=${host} .state=${state} .paletteIndexes=${paletteIndexes} .arrangement=${arrangement} .arrange=${arrange}></compared-values>`,
    );
  }

  #alone(): TemplateResult {
    const { host, state } = this;
    return html`
      <section>
        <div class="section-head"><h2>Parameters</h2><span class="head-tools">
          <span class="hint optional">Lay other experiments beside this one to see what differs</span>
          ${actionButton('compare', 'Compare…', () => host.do('compare', null))}
          ${actionButton('open', 'Open in editor', () => host.do('verb', { verb: 'openParameters' }))}</span></div>
        ${part(
          state.parameters,
          {
            what: 'parameters',
            host,
            empty: (parameters) => (parameters.length === 0 ? 'This experiment has logged no parameters.' : null),
          },
          (rows) => this.#table('parameters', 'Parameters', rows, ['parameter', 'parameters']),
        )}
      </section>
      <section><h2>Others</h2>
        ${part(
          state.others,
          { what: 'other values', host, empty: (others) => (others.length === 0 ? 'Nothing else was logged.' : null) },
          (rows) => this.#table('others', 'Others', rows, ['value', 'values']),
        )}
      </section>`;
  }

  /** Nested names fold under what they have in common, in the order of their paths. */
  #table(what: string, label: string, rows: readonly Summary[], noun: readonly [string, string]): TemplateResult {
    const {
      host,
      state: { experiment, reference },
    } = this;
    const folders = foldersOf(rows.map(({ name }) => name));
    const folderOf = ({ name }: Summary): string => folders.get(name) ?? '';
    const table = {
      label,
      columns: summaryColumns(host),
      rows,
      noun,
      tools: (found: readonly Summary[]) =>
        valuesMenu(host, {
          what,
          found,
          experiment: experiment.state === 'ready' ? experiment.value.name : reference.key,
        }),
    };
    if (!rows.some((row) => folderOf(row) !== '')) {
      return dataTable(table);
    }
    return dataTable({
      ...table,
      rows: [...rows].sort((one, other) => naturalOrder(folderOf(one), folderOf(other))),
      groupOf: folderOf,
      liesWithin,
    });
  }
}

customElements.define('parameters-tab', ParametersTab);
