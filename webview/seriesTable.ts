/** A series as a table: the chart for those who cannot see it, and for whoever wants the exact number. */
import { html, nothing, type TemplateResult } from 'lit';
import type { MetricSeries } from '../src/shared/experiment';
import { formatCount, formatNumber, formatTime } from '../src/shared/format';

export function seriesTable(series: MetricSeries, name: string, rowsShown: number, showMore: () => void): TemplateResult {
  const columns = [
    ...(series.steps === null ? [] : [{ title: 'Step', text: numberAt(series.steps) }]),
    ...(series.epochs === null ? [] : [{ title: 'Epoch', text: numberAt(series.epochs) }]),
    ...(series.times === null ? [] : [{ title: 'Time', text: timeAt(series.times) }]),
    { title: 'Value', text: (index: number) => String(series.values[index] ?? '') },
  ];
  const count = series.values.length;
  return html`
    <div class="series-table" tabindex="0" role="region" aria-label="Table of ${name}">
      <table>
        <thead><tr>${columns.map(({ title }) => html`<th scope="col">${title}</th>`)}</tr></thead>
        <tbody>
          ${Array.from({ length: Math.min(count, rowsShown) }, (_, index) => html`<tr>${columns.map(({ text }) => html`<td>${text(index)}</td>`)}</tr>`)}
        </tbody>
      </table>
      ${count > rowsShown
        ? html`<p class="more-rows">${formatCount(count - rowsShown, 'row')} more <button class="plain-link" @click=${showMore}>Show more</button></p>`
        : nothing}
    </div>`;
}

const numberAt = (column: Float64Array) => (index: number): string => place(column[index], formatNumber);
const timeAt = (column: Float64Array) => (index: number): string => place(column[index], formatTime);
const place = (value: number | undefined, words: (value: number) => string): string =>
  value === undefined || !Number.isFinite(value) ? '' : words(value);
