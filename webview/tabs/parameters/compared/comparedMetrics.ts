/**
 * What came of the experiments that are laid beside each other: the last, lowest or highest value of each metric, a
 * column each.
 */
import * as l10n from '@vscode/l10n';
import { html, type PropertyValues, type TemplateResult } from 'lit';
import type { Summary } from '../../../../src/shared/experiment';
import { ready, type Loadable } from '../../../../src/shared/problem';
import type { ExperimentPageState } from '../../../../src/shared/protocol';
import { PageElement, type ExperimentHost } from '../../../elements/element';
import { emptyPart, loadingPart } from '../../../elements/parts';
import { segments } from '../../../elements/segments';
import './comparedTable';
import type { ComparedTableContent } from './comparedTable';
import { valueColumns, valueRows, type ValueColumn, type ValueRow } from './comparison';
import { comparedMenu } from '../copyMenu';

const kinds = ['current', 'minimum', 'maximum'] as const;
type Kind = (typeof kinds)[number];
const titles: Readonly<Record<Kind, string>> = {
  current: l10n.t('Last'),
  minimum: l10n.t('Min'),
  maximum: l10n.t('Max'),
};

export class ComparedMetrics extends PageElement {
  static override properties = {
    host: { attribute: false },
    state: { attribute: false },
    paletteIndexes: { attribute: false },
    kind: { state: true },
  };

  declare host: ExperimentHost;
  declare state: ExperimentPageState;
  /** Of experiments in the palette. */
  declare paletteIndexes: Readonly<Record<string, number>>;
  declare kind: Kind;

  #columns: readonly ValueColumn[] = [];
  #rows: readonly ValueRow[] = [];

  constructor() {
    super();
    this.kind = 'current';
  }

  override willUpdate(changed: PropertyValues<ComparedMetrics>): void {
    if (!(['state', 'paletteIndexes', 'kind'] as const).some((name) => changed.has(name))) {
      return;
    }
    this.#columns = valueColumns(
      [this.state, ...this.state.compared].map((one) => ({ ...one, values: valuesOf(one.metrics, this.kind) })),
      this.paletteIndexes,
    );
    this.#rows = valueRows(this.#columns);
  }

  override render(): TemplateResult {
    const [columns, rows] = [this.#columns, this.#rows];
    return html`
      ${segments({ label: l10n.t('Value of each metric'), chosen: this.kind, choose: (kind) => (this.kind = kind), segments: kinds.map((id) => ({ id, title: titles[id] })) })}
      ${
        rows.length === 0
          ? columns.some(({ values }) => values.state === 'loading')
            ? loadingPart(l10n.t('metrics'))
            : emptyPart(l10n.t('None of these experiments has logged metrics.'))
          : html`<compared-table .host=${this.host} .content=${
              {
                label: l10n.t('Metrics, {kind}', { kind: titles[this.kind] }),
                noun: 'metric',
                columns,
                rows,
                names: rows.map(({ name }) => name),
                baseline: null,
                areResults: true,
                tools: (found) =>
                  comparedMenu(this.host, {
                    what: `metrics-${titles[this.kind].toLowerCase()}`,
                    columns,
                    found,
                    experiment: columns[0]?.title ?? '',
                  }),
              } satisfies ComparedTableContent
            }></compared-table>`
      }`;
  }
}

/** As far as there is such a value. */
const valuesOf = (metrics: Loadable<readonly Summary[]>, kind: Kind): Loadable<readonly Summary[]> =>
  metrics.state !== 'ready'
    ? metrics
    : ready(
        metrics.value.flatMap((metric) =>
          metric.ofMachine || metric[kind] === null ? [] : [{ ...metric, current: metric[kind] }],
        ),
      );

customElements.define('compared-metrics', ComparedMetrics);
