/**
 * The numbers behind a plot as a table to search, sort and copy: the plot for those who cannot see it, and for those
 * who wants exact values. Knows no plot.
 */
import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import { formatNumber, type Countable } from '../../../src/shared/format';
import type { ExperimentHost } from '../../elements/element';
import { actionButton, iconButton } from '../../elements/parts';
import { dataTable, type Column } from '../../elements/tables/table';
import { csvOf, markdownOf } from '../../elements/tables/tableTexts';

export interface PlotTable {
  /** Spoken name. */
  readonly label: string;
  readonly headings: readonly string[];
  /** A cell a heading; null and NaN are left empty. */
  readonly rows: readonly (readonly (string | number | null)[])[];
  readonly noun: Countable;
}

type Row = PlotTable['rows'][number];

export function plotTable(host: ExperimentHost, { label, headings, rows, noun }: PlotTable): TemplateResult {
  const columns = headings.map((title, index): Column<Row> => {
    const cell = (row: Row): string | number | null => row[index] ?? null;
    if (rows.some((row) => typeof cell(row) === 'string')) {
      return { title, className: 'name', text: (row) => written(cell(row)) };
    }
    return {
      title,
      className: 'number',
      text: (row) => written(cell(row)),
      order: (row) => asNumber(cell(row)),
      cell: (row) =>
        html`<span title=${written(cell(row))}>${asNumber(cell(row)) === null ? '' : formatNumber(Number(cell(row)))}</span>`,
    };
  });
  const copied = (found: readonly Row[]) => ({
    headings,
    rows: found.map((row) => headings.map((_, index) => written(row[index] ?? null))),
  });
  const tools = (found: readonly Row[]): TemplateResult => html`
    ${actionButton('copy', l10n.t('Copy as CSV'), () => host.do('copyText', { text: csvOf(copied(found)) }))}
    ${actionButton('copy', l10n.t('Copy as Markdown'), () => host.do('copyText', { text: markdownOf(copied(found)) }))}`;
  return dataTable({ label, columns, rows, noun, tools });
}

/** Turns the plot into its table and back. */
export const tableButton = (name: string, asTable: boolean, toggle: (asTable: boolean) => void): TemplateResult =>
  iconButton(
    asTable ? 'chart' : 'table',
    `${asTable ? l10n.t('View as plot') : l10n.t('View as table')}: ${name}`,
    () => toggle(!asTable),
  );

const asNumber = (cell: string | number | null): number | null =>
  typeof cell === 'number' && !Number.isNaN(cell) ? cell : null;
const written = (cell: string | number | null): string => (cell === null || Number.isNaN(cell) ? '' : String(cell));
