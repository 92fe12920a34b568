/** Series as a table: the chart for those who cannot see it, and for those who wants the exact number. */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { MetricSeries } from '../../../../src/shared/experiment';
import { formatCount, formatDuration, formatNumber, formatTime } from '../../../../src/shared/format';
import type { AlignedLine } from '../../../../src/shared/series/series';
import type { AlignedSeries, Prepared } from '../data/preparedLines';

export interface SeriesTableOptions {
  /** The metric. */
  readonly name: string;
  /** What stands on the axis, when it is a metric. */
  readonly axisMetric: string | null;
  /** More than one experiment belongs to the chart: even a single column has to be named. */
  readonly many: boolean;
  readonly rowsShown: number;
  readonly showMore: () => void;
}

interface Column {
  readonly title: string;
  /** Of a row. */
  readonly text: (row: number) => string;
}

export function seriesTable(prepared: Prepared, options: SeriesTableOptions): TemplateResult {
  const [only] = prepared.aligned;
  const { columns, count } =
    options.many || only === undefined ? joined(prepared, options.axisMetric) : asLogged(only.series);
  const { name, rowsShown, showMore } = options;
  return html`
    <div class="series-table" tabindex="0" role="region" aria-label=${l10n.t('Table of {name}', { name })}>
      <table>
        <thead><tr>${columns.map(({ title }) => html`<th scope="col"><bdi>${title}</bdi></th>`)}</tr></thead>
        <tbody>
          ${Array.from(
            { length: Math.min(count, rowsShown) },
            (_, row) =>
              html`<tr>${columns.map(({ text }, index) =>
                options.many && index === 0 ? html`<th scope="row">${text(row)}</th>` : html`<td>${text(row)}</td>`,
              )}</tr>`,
          )}
        </tbody>
      </table>
      ${
        count > rowsShown
          ? html`<p class="more-rows">${l10n.t('{rows} more', { rows: formatCount(count - rowsShown, 'row') })} <button class="plain-link" @click=${showMore}>${l10n.t('Show more')}</button></p>`
          : nothing
      }
    </div>`;
}

/** One experiment: every axis that was logged, in the order of logging. */
function asLogged(series: MetricSeries): { readonly columns: readonly Column[]; readonly count: number } {
  return {
    columns: [
      ...(series.steps === null ? [] : [{ title: l10n.t('Step'), text: wordsAt(series.steps, formatNumber) }]),
      ...(series.epochs === null ? [] : [{ title: l10n.t('Epoch'), text: wordsAt(series.epochs, formatNumber) }]),
      ...(series.times === null ? [] : [{ title: l10n.t('Time'), text: wordsAt(series.times, formatTime) }]),
      { title: l10n.t('Value'), text: (row) => String(series.values[row] ?? '') },
    ],
    count: series.values.length,
  };
}

const wordsAt =
  (column: Float64Array, words: (value: number) => string) =>
  (row: number): string => {
    const value = column[row];
    return value === undefined || !Number.isFinite(value) ? '' : words(value);
  };

/** Several experiments: a row for each place that any of them has, a column for each of them. */
function joined(
  prepared: Prepared,
  axisMetric: string | null,
): { readonly columns: readonly Column[]; readonly count: number } {
  const { xValues, rows } = joinedRows(prepared.aligned);
  const width = prepared.aligned.length;
  return {
    columns: [
      { title: axisMetric ?? axisTitles[prepared.axis], text: (row) => axisWords(xValues[row] ?? NaN, prepared.axis) },
      ...prepared.aligned.map(({ title, raw }, index) => ({
        title,
        text: (row: number): string => {
          const point = rows[row * width + index] ?? -1;
          return point < 0 ? '' : String(raw.y[point] ?? '');
        },
      })),
    ],
    count: xValues.length,
  };
}

export const axisTitles: Readonly<Record<AlignedLine['axis'], string>> = {
  step: l10n.t('Step'),
  epoch: l10n.t('Epoch'),
  relative: l10n.t('After'),
  wall: l10n.t('Time'),
  index: l10n.t('Point'),
  metric: l10n.t('Metric'),
};

function axisWords(xValue: number, axis: AlignedLine['axis']): string {
  switch (axis) {
    case 'relative':
      return formatDuration(Math.max(0, xValue));
    case 'wall':
      return formatTime(xValue);
    case 'index':
      return formatNumber(xValue + 1);
    case 'metric':
      return String(xValue);
    case 'step':
    case 'epoch':
      return formatNumber(xValue);
  }
}

export interface JoinedRows {
  readonly xValues: Float64Array;
  /** For each place, then each line, the index of its point there; -1 for none. */
  readonly rows: Int32Array;
}

const known = new WeakMap<readonly AlignedSeries[], JoinedRows>();

/** The first point at a place meets the first of the others there, the second the second. */
export function joinedRows(aligned: readonly AlignedSeries[]): JoinedRows {
  const before = known.get(aligned);
  if (before !== undefined) {
    return before;
  }
  const lines = aligned.map(({ raw }) => (raw.xIsUnsorted === true ? inOrder(raw) : { x: raw.x, origin: null }));
  const cursors = new Uint32Array(lines.length);
  const xValues: number[] = [];
  const rows: number[] = [];
  for (;;) {
    let xValue = Infinity;
    lines.forEach(({ x }, index) => (xValue = Math.min(xValue, x[cursors[index] ?? 0] ?? Infinity)));
    if (xValue === Infinity) {
      break;
    }
    xValues.push(xValue);
    lines.forEach(({ x, origin }, index) => {
      const cursor = cursors[index] ?? 0;
      const stands = x[cursor] === xValue;
      rows.push(stands ? (origin?.[cursor] ?? cursor) : -1);
      if (stands) {
        cursors[index] = cursor + 1;
      }
    });
  }
  const made = { xValues: Float64Array.from(xValues), rows: Int32Array.from(rows) };
  known.set(aligned, made);
  return made;
}

function inOrder({ x }: AlignedLine): { readonly x: Float64Array; readonly origin: Uint32Array } {
  const origin = Uint32Array.from(x, (_, index) => index).sort(
    (one, other) => (x[one] ?? 0) - (x[other] ?? 0) || one - other,
  );
  return { x: Float64Array.from(origin, (index) => x[index] ?? NaN), origin };
}
