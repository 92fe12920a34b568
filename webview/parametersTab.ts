/** The Parameters tab: hyper-parameters, and whatever else was logged by name. */
import { html, type TemplateResult } from 'lit';
import type { ExperimentPageState } from '../src/shared/protocol';
import { PageElement, type ExperimentHost } from './element';
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
        }, (rows) => dataTable({ label: 'Parameters', columns: valueColumns(host), rows, noun: ['parameter', 'parameters'] }))}
      </section>
      <section><h2>Others</h2>
        ${part(state.others, { what: 'other values', host, empty: (others) => (others.length === 0 ? 'Nothing else was logged.' : null) },
          (rows) => dataTable({ label: 'Others', columns: valueColumns(host), rows, noun: ['value', 'values'] }))}
      </section>`;
  }
}

customElements.define('parameters-tab', ParametersTab);
