/** The columns in which summaries of metrics, parameters and others are shown. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Summary, SummaryPoint } from '../src/shared/experiment';
import { formatNumber } from '../src/shared/format';
import { copyButton } from './copyButton';
import type { ExperimentHost } from './element';
import type { Column } from './table';

const value = (point: SummaryPoint | null): string => (point === null ? '' : formatNumber(point.value));

function extreme(title: string, pointOf: (summary: Summary) => SummaryPoint | null): Column<Summary> {
  return {
    title,
    className: 'number',
    text: (summary) => value(pointOf(summary)),
    order: (summary) => numberOf(pointOf(summary)),
    cell: (summary) => {
      const point = pointOf(summary);
      return html`<span title=${point?.value ?? ''}>${value(point)}</span>${point?.step == null ? nothing : html` <span class="at-step">step ${formatNumber(point.step)}</span>`}`;
    },
  };
}

export const metricColumns: readonly Column<Summary>[] = [
  { title: 'Name', className: 'name', text: ({ name }) => name },
  {
    title: 'Last', className: 'number last-value', text: ({ current }) => value(current), order: ({ current }) => numberOf(current),
    cell: ({ current }): TemplateResult => html`<span title=${current?.value ?? ''}>${value(current)}</span>`,
  },
  extreme('Min', ({ minimum }) => minimum),
  extreme('Max', ({ maximum }) => maximum),
];

/** Names and values as logged, each with a button that copies it. */
export const valueColumns = (host: ExperimentHost): readonly Column<Summary>[] => [
  { title: 'Name', className: 'name', text: ({ name }) => name },
  {
    title: 'Value', className: 'value', text: ({ current }) => current?.value ?? '',
    cell: ({ name, current }) => html`<span class="copyable"><bdi class="code-text">${current?.value ?? ''}</bdi>${current === null ? nothing : copyButton(host, current.value, name)}</span>`,
  },
];

function numberOf(point: SummaryPoint | null): number | null {
  const number = point === null || point.value.trim() === '' ? NaN : Number(point.value);
  return Number.isNaN(number) ? null : number;
}
