/** The columns in which summaries of metrics, parameters and others are shown. */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { Summary, SummaryPoint } from '../../../src/shared/experiment';
import { formatNumber } from '../../../src/shared/format';
import type { ExperimentHost } from '../../elements/element';
import { numberOfText } from '../../elements/tables/numberTexts';
import { copyButton, iconButton } from '../../elements/parts';
import type { Column } from '../../elements/tables/table';
import type { TextTable } from '../../elements/tables/tableTexts';

const value = (point: SummaryPoint | null): string => (point === null ? '' : formatNumber(point.value));

function extreme(title: string, pointOf: (summary: Summary) => SummaryPoint | null): Column<Summary> {
  return {
    title,
    className: 'number',
    text: (summary) => value(pointOf(summary)),
    order: (summary) => numberOf(pointOf(summary)),
    cell: (summary) => {
      const point = pointOf(summary);
      // Drawn the other way round, so that numbers stand under their heading.
      return html`<span class="with-step"><span title=${point?.value ?? ''}>${value(point)}</span>${point?.step == null ? nothing : html` <span class="at-step">${l10n.t('step {step}', { step: formatNumber(point.step) })}</span>`}</span>`;
    },
  };
}

export const metricColumns: readonly Column<Summary>[] = [
  { title: l10n.t('Name'), className: 'name', text: ({ name }) => name },
  {
    title: l10n.t('Last'),
    className: 'number last-value',
    text: ({ current }) => value(current),
    order: ({ current }) => numberOf(current),
    cell: ({ current }): TemplateResult => html`<span title=${current?.value ?? ''}>${value(current)}</span>`,
  },
  extreme(l10n.t('Min'), ({ minimum }) => minimum),
  extreme(l10n.t('Max'), ({ maximum }) => maximum),
];

/** Metrics as text, values as logged. */
export const metricTable = (metrics: readonly Summary[]): TextTable => ({
  headings: [
    l10n.t('Name'),
    l10n.t('Last'),
    l10n.t('Min'),
    l10n.t('Min at step'),
    l10n.t('Max'),
    l10n.t('Max at step'),
  ],
  rows: metrics.map(({ name, current, minimum, maximum }) => [
    name,
    current?.value ?? '',
    ...[minimum, maximum].flatMap((point) => [point?.value ?? '', String(point?.step ?? '')]),
  ]),
});

/** Names and values as logged, each with a button that copies it; what is long can be seen whole. */
export const summaryColumns = (host: ExperimentHost): readonly Column<Summary>[] => [
  { title: l10n.t('Name'), className: 'name', text: ({ name }) => name },
  {
    title: l10n.t('Value'),
    className: 'value',
    text: ({ current }) => current?.value ?? '',
    cell: ({ name, current }) =>
      html`<span class="copyable">${
        current === null || current.value === ''
          ? html`<span class="missing">${current === null ? l10n.t('no value') : l10n.t('empty')}</span>`
          : html`<bdi class="code-text clamped">${current.value}</bdi><span class="value-tools">${
              isLong(current.value)
                ? iconButton('enlarge', l10n.t('Show all of {name}', { name }), () =>
                    showFullValue(host, name, current.value),
                  )
                : nothing
            }${copyButton(host, current.value, name)}</span>`
      }</span>`,
  },
];

/** Worth more room than a cell has: long, or a structure that could be indented. */
const isLong = (value: string): boolean =>
  value.length > 120 || value.includes('\n') || (value.length > 40 && /^\s*[[{(]/.test(value));

function showFullValue(host: ExperimentHost, name: string, cell: string): void {
  void import('./valueDialog').then(
    ({ showValues }) => showValues(host, { name, values: [{ title: name, paletteIndex: 0, cell }], baseline: null }),
    // The part of the page could not be read: the editor shows the value as well.
    () => host.do('verb', { verb: 'openParameters' }),
  );
}

function numberOf(point: SummaryPoint | null): number | null {
  return point === null ? null : numberOfText(point.value);
}
