/** The System tab: the machine the run had, what was installed on it, and how busy it was. */
import { html, type TemplateResult } from 'lit';
import { isSystemMetric, type Summary, type SystemDetails } from '../src/shared/experiment';
import { formatBytes, formatNumber } from '../src/shared/format';
import type { ChartArrangement, ExperimentPageState } from '../src/shared/protocol';
import { PageElement, type ExperimentHost } from './element';
import { fact, factList } from './facts';
import './gallery';
import type { ChartSettings } from './metricChart';
import { emptyPart, part } from './parts';
import { dataTable } from './table';

/** Up to so many charts are taken in at a glance. */
const worthGrouping = 12;
const settings: ChartSettings = { axis: 'wall', smoothing: 0, horizontalScale: 'linear', verticalScale: 'linear', clipped: false };

export class SystemTab extends PageElement {
  static override properties = { state: { attribute: false }, active: { attribute: false }, arrangement: { attribute: false } };

  declare host: ExperimentHost;
  declare state: ExperimentPageState;
  declare active: boolean;
  declare arrangement: ChartArrangement;
  declare arrange: (change: Partial<ChartArrangement>) => void;

  override render(): TemplateResult {
    const { host, state } = this;
    return html`
      ${part(state.system, { what: 'system details', host }, (system) => this.#details(system))}
      <section><h2>Use of the machine</h2>
        ${part(state.metrics, { what: 'system metrics', host, empty: (metrics) => (metrics.some(({ name }) => isSystemMetric(name)) ? null : 'No system metrics were logged.') },
          (metrics) => this.#charts(metrics))}
      </section>
      ${part(state.system, { what: 'packages', host }, (system) => this.#software(system))}`;
  }

  #details(system: SystemDetails): TemplateResult {
    const { host } = this;
    const facts = [
      fact('Host', system.hostname, { host }), fact('IP', system.ip), fact('User', system.user), fact('Operating system', system.operatingSystem),
      fact('Machine', system.machine), fact('Processor', system.processor), fact('Memory', system.totalMemory === null ? null : formatBytes(system.totalMemory)),
      ...system.graphicsCards.map(({ index, name, totalMemory }) => fact(`GPU ${index}`, totalMemory === null ? name : `${name}, ${formatBytes(totalMemory)}`)),
      fact('Python', system.pythonVersion), fact('Executable', system.executable, { host, code: true }), fact('Process', system.pid === null ? null : String(system.pid)),
      fact('Command', system.command.length === 0 ? null : system.command.join(' '), { host, code: true }),
      ...system.additional.map(({ key, value }) => fact(key, value)),
    ];
    return html`<section><h2>Machine</h2>${facts.every((one) => one === null) ? emptyPart('No system details were logged.') : factList(facts)}</section>`;
  }

  #charts(all: readonly Summary[]): TemplateResult {
    const metrics = all.filter(({ name }) => isSystemMetric(name));
    return html`<chart-gallery .host=${this.host} .metrics=${metrics} .flat=${metrics.length <= worthGrouping} .revision=${this.state.revision} .settings=${settings}
      .start=${null} .label=${'System metric charts'} .arrangement=${this.arrangement} .arrange=${this.arrange}></chart-gallery>`;
  }

  #software({ installedPackages, osPackages, environment }: SystemDetails): TemplateResult {
    const variables = Object.entries(environment).sort(([one], [other]) => (one < other ? -1 : 1));
    return html`
      <section><h2>Python packages <span class="count">${formatNumber(installedPackages.length)}</span></h2>
        ${installedPackages.length === 0 ? emptyPart('No packages were logged.') : packageTable('Python packages', installedPackages)}</section>
      ${osPackages.length === 0 ? '' : html`<section><h2>System packages <span class="count">${formatNumber(osPackages.length)}</span></h2>${packageTable('System packages', osPackages)}</section>`}
      ${variables.length === 0 ? '' : html`<section><h2>Environment <span class="count">${formatNumber(variables.length)}</span></h2>
        ${dataTable({
          label: 'Environment', rows: variables, noun: ['variable', 'variables'],
          columns: [{ title: 'Name', className: 'name', text: ([name]) => name }, { title: 'Value', className: 'value code-text', text: ([, value]) => value }],
        })}</section>`}`;
  }
}

function packageTable(label: string, packages: readonly string[]): TemplateResult {
  return dataTable({
    label, noun: ['package', 'packages'],
    rows: packages.map((line): readonly [string, string] => {
      const separator = line.indexOf('==');
      return separator < 0 ? [line, ''] : [line.slice(0, separator), line.slice(separator + 2)];
    }),
    columns: [{ title: 'Name', className: 'name', text: ([name]) => name }, { title: 'Version', className: 'value', text: ([, version]) => version }],
  });
}

customElements.define('system-tab', SystemTab);
