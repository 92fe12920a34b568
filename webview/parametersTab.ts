/** The Parameters tab: hyper-parameters, and whatever else was logged by name. */
import { html, type TemplateResult } from 'lit';
import type { Summary } from '../src/shared/experiment';
import type { ExperimentPageState } from '../src/shared/protocol';
import { naturalOrder } from '../src/shared/series';
import { PageElement, type ExperimentHost } from './element';
import { foldersOf, liesWithin } from './nestedNames';
import { actionButton, part } from './parts';
import { valueColumns } from './summaryTable';
import { dataTable } from './table';

export class ParametersTab extends PageElement {
  static override properties = { state: { attribute: false }, active: { attribute: false } };

  declare host: ExperimentHost;
  declare state: ExperimentPageState;
  declare active: boolean;

  override render(): TemplateResult {
    const { host, state } = this;
    return html`
      <section>
        <div class="section-head"><h2>Parameters</h2>
          ${actionButton('open', 'Open in editor', () => host.do('verb', { verb: 'openParameters' }))}</div>
        ${part(state.parameters, {
          what: 'parameters', host, empty: (parameters) => (parameters.length === 0 ? 'This experiment has logged no parameters.' : null),
        }, (rows) => this.#table('Parameters', rows, ['parameter', 'parameters']))}
      </section>
      <section><h2>Others</h2>
        ${part(state.others, { what: 'other values', host, empty: (others) => (others.length === 0 ? 'Nothing else was logged.' : null) },
          (rows) => this.#table('Others', rows, ['value', 'values']))}
      </section>`;
  }

  /** Nested names fold under what they have in common, in the order of their paths. */
  #table(label: string, rows: readonly Summary[], noun: readonly [string, string]): TemplateResult {
    const columns = valueColumns(this.host);
    const folders = foldersOf(rows.map(({ name }) => name));
    const folderOf = ({ name }: Summary): string => folders.get(name) ?? '';
    if (!rows.some((row) => folderOf(row) !== '')) return dataTable({ label, columns, rows, noun });
    const sorted = [...rows].sort((one, other) => naturalOrder(folderOf(one), folderOf(other)));
    return dataTable({ label, columns, rows: sorted, noun, groupOf: folderOf, liesWithin });
  }
}

customElements.define('parameters-tab', ParametersTab);
