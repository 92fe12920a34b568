/** The System tab: the machine the run had, what was installed on it, and how busy it was. */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { isSystemMetric, type Summary, type SystemDetails } from '../../../src/shared/experiment';
import { formatBytes, formatNumber } from '../../../src/shared/format';
import type { ExperimentPageState } from '../../../src/shared/protocol';
import type { ChartArrangement } from '../../arrangement';
import { arrangeMetrics } from '../../../src/shared/series/series';
import { galleryExperiments, metricsOfAll, type GalleryExperiment } from '../charts/gallery/galleryExperiment';
import { memoizeLast } from '../../elements/memoizeLast';
import { PageElement, type ExperimentHost } from '../../elements/element';
import { fact, factList } from '../../elements/facts';
import '../charts/gallery/gallery';
import type { ChartSettings } from '../charts/chart/metricChart';
import { emptyPart, part } from '../../elements/parts';
import { segments } from '../../elements/segments';
import { dataTable } from '../../elements/tables/table';

/** Up to so many charts are taken in at a glance. */
const worthGrouping = 12;
const settingsOn = (axis: ChartSettings['axis']): ChartSettings => ({
  axis,
  axisMetric: null,
  smoothing: 0,
  smoothingKind: 'timeWeighted',
  horizontalScale: 'linear',
  verticalScale: 'linear',
  clipped: false,
  repeats: null,
});
const settings = { wall: settingsOn('wall'), relative: settingsOn('relative') } as const;
type TimeAxis = keyof typeof settings;

export class SystemTab extends PageElement {
  static override properties = {
    state: { attribute: false },
    active: { attribute: false },
    arrangement: { attribute: false },
    axis: { state: true },
  };

  declare host: ExperimentHost;
  declare state: ExperimentPageState;
  declare active: boolean;
  declare arrangement: ChartArrangement;
  declare arrange: (change: Partial<ChartArrangement>) => void;
  /** Null: nobody chose. */
  declare axis: TimeAxis | null;

  #experiments: readonly GalleryExperiment[] = [];
  readonly #metrics = memoizeLast(metricsOfAll);
  readonly #arranged = memoizeLast((metrics: readonly Summary[], pinned: readonly string[], order: readonly string[]) =>
    arrangeMetrics(metrics, { grouping: { by: metrics.length <= worthGrouping ? 'none' : 'prefix' }, pinned, order }),
  );

  constructor() {
    super();
    this.axis = null;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('state')) {
      this.#experiments = galleryExperiments(this.state, ({ name }) => isSystemMetric(name), this.#experiments);
    }
  }

  override render(): TemplateResult {
    const { host, state } = this;
    return html`
      ${part(state.system, { what: 'system details', host }, (system) => this.#details(system))}
      ${this.#use()}
      ${part(state.system, { what: 'packages', host }, (system) => this.#software(system))}`;
  }

  #details(system: SystemDetails): TemplateResult {
    const { host } = this;
    const facts = [
      fact('Host', system.hostname, { host }),
      fact('IP', system.ip),
      fact('User', system.user),
      fact('Operating system', system.operatingSystem),
      fact('Machine', system.machine),
      fact('Processor', system.processor),
      fact('Memory', system.totalMemory === null ? null : formatBytes(system.totalMemory)),
      ...system.graphicsCards.map(({ index, name, totalMemory }) =>
        fact(`GPU ${index}`, totalMemory === null ? name : `${name}, ${formatBytes(totalMemory)}`),
      ),
      fact('Python', system.pythonVersion),
      fact('Executable', system.executable, { host, code: true }),
      fact('Process', system.pid === null ? null : String(system.pid)),
      fact('Command', system.command.length === 0 ? null : system.command.join(' '), { host, code: true }),
      ...system.additional.map(({ key, value }) => fact(key, value)),
    ];
    return html`<section><h2>Machine</h2>${facts.every((one) => one === null) ? emptyPart('No system details were logged.') : factList(facts)}</section>`;
  }

  #use(): TemplateResult {
    const { host, state } = this;
    const alone = state.compared.length === 0;
    const metrics = this.#metrics(this.#experiments);
    // Runs of different days lie side by side only from their beginnings on.
    const axis = this.axis ?? (alone ? 'wall' : 'relative');
    return html`<section><div class="section-head"><h2>Use of the machine</h2>${
      metrics.length === 0
        ? nothing
        : segments<TimeAxis>({
            label: 'X axis',
            chosen: axis,
            choose: (chosen) => (this.axis = chosen),
            segments: [
              { id: 'wall', title: 'Wall time' },
              { id: 'relative', title: 'Relative time' },
            ],
          })
    }</div>
      ${part(
        alone ? state.metrics : { state: 'ready', value: metrics },
        { what: 'system metrics', host, empty: () => (metrics.length > 0 ? null : 'No system metrics were logged.') },
        () => html`
        <chart-gallery .host=${host} .experiments=${this.#experiments} .arranged=${this.#arranged(metrics, this.arrangement.pinned, this.arrangement.order)} .flat=${metrics.length <= worthGrouping}
          .settings=${settings[axis]} .label=${'System metric charts'} .arrangement=${this.arrangement} .arrange=${this.arrange}></chart-gallery>`,
      )}
    </section>`;
  }

  #software({ installedPackages, osPackages, environment }: SystemDetails): TemplateResult {
    const variables = Object.entries(environment).sort(([one], [other]) => (one < other ? -1 : 1));
    return html`
      <section><h2>Python packages <span class="count">${formatNumber(installedPackages.length)}</span></h2>
        ${installedPackages.length === 0 ? emptyPart('No packages were logged.') : packageTable('Python packages', installedPackages)}</section>
      ${osPackages.length === 0 ? '' : html`<section><h2>System packages <span class="count">${formatNumber(osPackages.length)}</span></h2>${packageTable('System packages', osPackages)}</section>`}
      ${
        variables.length === 0
          ? ''
          : html`<section><h2>Environment <span class="count">${formatNumber(variables.length)}</span></h2>
        ${dataTable({
          label: 'Environment',
          rows: variables,
          noun: ['variable', 'variables'],
          columns: [
            { title: 'Name', className: 'name', text: ([name]) => name },
            { title: 'Value', className: 'value code-text', text: ([, value]) => value },
          ],
        })}</section>`
      }`;
  }
}

function packageTable(label: string, packages: readonly string[]): TemplateResult {
  return dataTable({
    label,
    noun: ['package', 'packages'],
    rows: packages.map((line): readonly [string, string] => {
      const separator = line.indexOf('==');
      return separator < 0 ? [line, ''] : [line.slice(0, separator), line.slice(separator + 2)];
    }),
    columns: [
      { title: 'Name', className: 'name', text: ([name]) => name },
      { title: 'Version', className: 'value', text: ([, version]) => version },
    ],
  });
}

customElements.define('system-tab', SystemTab);
