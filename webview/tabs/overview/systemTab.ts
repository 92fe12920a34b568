/** The System tab: the machine the run had, what was installed on it, and how busy it was. */
import * as l10n from '@vscode/l10n';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Summary, SystemDetails } from '../../../src/shared/experiment';
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
  /** Null: not chosen yet. */
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
      this.#experiments = galleryExperiments(this.state, ({ ofMachine }) => ofMachine, this.#experiments);
    }
  }

  override render(): TemplateResult {
    const { host, state } = this;
    return html`
      ${part(state.system, { what: l10n.t('system details'), host }, (system) => this.#details(system))}
      ${this.#use()}
      ${part(state.system, { what: l10n.t('packages'), host }, (system) => this.#software(system))}`;
  }

  #details(system: SystemDetails): TemplateResult {
    const { host } = this;
    const facts = [
      fact(l10n.t('Host'), system.hostname, { host }),
      fact('IP', system.ip),
      fact(l10n.t('User'), system.user),
      fact(l10n.t('Operating system'), system.operatingSystem),
      fact(l10n.t('Machine'), system.machine),
      fact(l10n.t('Processor'), system.processor),
      fact(l10n.t('Memory'), system.totalMemory === null ? null : formatBytes(system.totalMemory)),
      ...system.graphicsCards.map(({ index, name, totalMemory }) =>
        fact(`GPU ${index}`, totalMemory === null ? name : `${name}, ${formatBytes(totalMemory)}`),
      ),
      fact(l10n.t('Python'), system.pythonVersion),
      fact(l10n.t('Executable'), system.executable, { host, code: true }),
      fact(l10n.t('Process'), system.pid === null ? null : String(system.pid)),
      fact(l10n.t('Command'), system.command.length === 0 ? null : system.command.join(' '), { host, code: true }),
      ...system.additional.map(({ key, value }) => fact(key, value)),
    ];
    return html`<section><h2>${l10n.t('Machine')}</h2>${facts.every((one) => one === null) ? emptyPart(l10n.t('No system details were logged.')) : factList(facts)}</section>`;
  }

  #use(): TemplateResult {
    const { host, state } = this;
    const alone = state.compared.length === 0;
    const metrics = this.#metrics(this.#experiments);
    // Runs of different days lie side by side only from their beginnings on.
    const axis = this.axis ?? (alone ? 'wall' : 'relative');
    return html`<section><div class="section-head"><h2>${l10n.t('Use of the machine')}</h2>${
      metrics.length === 0
        ? nothing
        : segments<TimeAxis>({
            label: l10n.t('X axis'),
            chosen: axis,
            choose: (chosen) => (this.axis = chosen),
            segments: [
              { id: 'wall', title: l10n.t('Wall time') },
              { id: 'relative', title: l10n.t('Relative time') },
            ],
          })
    }</div>
      ${part(
        alone ? state.metrics : { state: 'ready', value: metrics },
        {
          what: l10n.t('system metrics'),
          host,
          empty: () => (metrics.length > 0 ? null : l10n.t('No system metrics were logged.')),
        },
        () => html`
        <chart-gallery .host=${host} .experiments=${this.#experiments} .arranged=${this.#arranged(metrics, this.arrangement.pinned, this.arrangement.order)} .flat=${metrics.length <= worthGrouping}
          .settings=${settings[axis]} .label=${l10n.t('System metric charts')} .arrangement=${this.arrangement} .arrange=${this.arrange}></chart-gallery>`,
      )}
    </section>`;
  }

  #software({ installedPackages, osPackages, environment }: SystemDetails): TemplateResult {
    const variables = Object.entries(environment).sort(([one], [other]) => (one < other ? -1 : 1));
    return html`
      <section><h2>${l10n.t('Python packages')} <span class="count">${formatNumber(installedPackages.length)}</span></h2>
        ${installedPackages.length === 0 ? emptyPart(l10n.t('No packages were logged.')) : packageTable(l10n.t('Python packages'), installedPackages)}</section>
      ${osPackages.length === 0 ? '' : html`<section><h2>${l10n.t('System packages')} <span class="count">${formatNumber(osPackages.length)}</span></h2>${packageTable(l10n.t('System packages'), osPackages)}</section>`}
      ${
        variables.length === 0
          ? ''
          : html`<section><h2>${l10n.t('Environment')} <span class="count">${formatNumber(variables.length)}</span></h2>
        ${dataTable({
          label: l10n.t('Environment'),
          rows: variables,
          noun: 'variable',
          columns: [
            { title: l10n.t('Name'), className: 'name', text: ([name]) => name },
            { title: l10n.t('Value'), className: 'value code-text', text: ([, value]) => value },
          ],
        })}</section>`
      }`;
  }
}

function packageTable(label: string, packages: readonly string[]): TemplateResult {
  return dataTable({
    label,
    noun: 'package',
    rows: packages.map((line): readonly [string, string] => {
      const separator = line.indexOf('==');
      return separator < 0 ? [line, ''] : [line.slice(0, separator), line.slice(separator + 2)];
    }),
    columns: [
      { title: l10n.t('Name'), className: 'name', text: ([name]) => name },
      { title: l10n.t('Version'), className: 'value', text: ([, version]) => version },
    ],
  });
}

customElements.define('system-tab', SystemTab);
