/** The Parameters tab: hyper-parameters, and whatever else was logged by name. */
import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import type { Countable } from '../../../src/shared/format';
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

  /** What is out of view is drawn when it comes back. */
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
      { what: l10n.t('this part of the page'), host, retry: () => this.#onDemand.fetch('compared') },
      () => html`
      <compared-values .host=${host} .state=${state} .paletteIndexes=${paletteIndexes} .arrangement=${arrangement} .arrange=${arrange}></compared-values>`,
    );
  }

  #alone(): TemplateResult {
    const { host, state } = this;
    return html`
      <section>
        <div class="section-head"><h2>${l10n.t('Parameters')}</h2><span class="head-tools">
          <span class="hint optional">${l10n.t('Lay other experiments beside this one to see what differs')}</span>
          ${actionButton('compare', l10n.t('Compare…'), () => host.do('compare', null))}
          ${actionButton('open', l10n.t('Open in editor'), () => host.do('verb', { verb: 'openParameters' }))}</span></div>
        ${part(
          state.parameters,
          {
            what: l10n.t('parameters'),
            host,
            empty: (parameters) =>
              parameters.length === 0 ? l10n.t('This experiment has logged no parameters.') : null,
          },
          (rows) => this.#table('parameters', l10n.t('Parameters'), rows, 'parameter'),
        )}
      </section>
      <section><h2>${l10n.t('Others')}</h2>
        ${part(
          state.others,
          {
            what: l10n.t('other values'),
            host,
            empty: (others) => (others.length === 0 ? l10n.t('Nothing else was logged.') : null),
          },
          (rows) => this.#table('others', l10n.t('Others'), rows, 'value'),
        )}
      </section>`;
  }

  /** Nested names fold under what they have in common, in the order of their paths. */
  #table(what: string, label: string, rows: readonly Summary[], noun: Countable): TemplateResult {
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
