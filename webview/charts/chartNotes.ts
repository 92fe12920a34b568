/** What a chart says below itself of the points it shows, and of those it cannot. Knows no drawing. */
import { html, nothing, type TemplateResult } from 'lit';
import type { MetricSeries } from '../../src/shared/experiment';
import { formatCount, formatNumber } from '../../src/shared/format';
import type { Problem } from '../../src/shared/problem';
import type { AlignedLine, HorizontalAxis } from '../../src/shared/series';
import type { Completeness } from '../seriesSource';
import type { AxisScale } from './axisScale';

export interface NotesOptions {
  readonly series: MetricSeries;
  readonly line: AlignedLine;
  /** The axis that was asked for. */
  readonly axis: HorizontalAxis;
  readonly acrossScale: AxisScale;
  readonly upScale: AxisScale;
  /** Values beyond the top and the bottom because outliers are clipped. */
  readonly outside: number;
  readonly completeness: Completeness;
  readonly staleBecause: Problem | null;
  readonly loadAll: () => void;
  readonly retry: () => void;
}

const plural: Readonly<Record<HorizontalAxis, string>> = { step: 'steps', epoch: 'epochs', relative: 'times', wall: 'times' };
const single: Readonly<Record<HorizontalAxis, string>> = { step: 'a step', epoch: 'an epoch', relative: 'a time', wall: 'a time' };

export function chartNotes(options: NotesOptions): unknown {
  const { series, line, axis, acrossScale, upScale, outside, staleBecause } = options;
  const { notNumbers, infinite, notPositive } = countsOf(series.values);
  const notes: unknown[] = [];
  const say = (when: boolean, words: () => unknown): void => {
    if (when) notes.push(html`<span>${words()}</span>`);
  };
  if (staleBecause !== null) {
    notes.push(html`<span class="warning">Not up to date: ${staleBecause.message}</span> <button class="plain-link" @click=${options.retry}>Retry</button>`);
  }
  notes.push(...amount(options));
  say(notNumbers > 0, () => html`<span class="broken-mark">×</span> ${formatCount(notNumbers, 'value is', 'values are')} not a number`);
  say(infinite > 0, () => html`<span class="broken-mark">⌃</span> ${formatCount(infinite, 'value is', 'values are')} infinite`);
  say(line.axis === 'index', () => `No ${plural[axis]} were logged: in order of logging`);
  say(line.unplaced > 0, () => `${formatCount(line.unplaced, 'point')} without ${single[axis]} left out`);
  say(line.unsorted > 0, () => `${formatCount(line.unsorted, 'point')} logged out of order`);
  say(line.axis === 'step' && line.repeated > 0, () => `${formatCount(line.repeated, 'point repeats', 'points repeat')} the step before`);
  say(upScale.kind === 'logarithmic' && notPositive > 0, () => `${formatCount(notPositive, 'value')} of zero or less left out`);
  const placeless = acrossScale.kind === 'logarithmic' ? countNotPositive(line.x) : 0;
  say(placeless > 0, () => `${formatCount(placeless, 'point')} at zero or before left out`);
  say(outside > 0, () => `${formatCount(outside, 'outlier')} out of sight`);
  return notes.length === 0 ? nothing : html`<p class="chart-notes">${notes}</p>`;
}

/** Trackers do not tell how many points there are before all are asked for. */
function amount({ series, completeness, loadAll }: NotesOptions): TemplateResult[] {
  const points = formatCount(series.values.length, 'point');
  if (!series.sampled) return completeness === 'all' ? [html`<span>All ${points}</span>`] : [];
  switch (completeness) {
    case 'sample': return [html`<span>Sample of ${points}</span>`, html`<button class="plain-link" @click=${loadAll}>Load all points</button>`];
    case 'loading': return [html`<span>Sample of ${points}</span>`, html`<span role="status">Loading all points…</span>`];
    case 'all': return [html`<span title="The tracker gives no more than these">Sample of ${points}, all that can be had</span>`];
  }
}

export interface Counts {
  readonly notNumbers: number;
  readonly infinite: number;
  readonly notPositive: number;
}

function countsOf(values: Float64Array): Counts {
  let notNumbers = 0, infinite = 0, notPositive = 0;
  for (const value of values) {
    if (Number.isNaN(value)) notNumbers += 1;
    else if (!Number.isFinite(value)) infinite += 1;
    else if (value <= 0) notPositive += 1;
  }
  return { notNumbers, infinite, notPositive };
}

function countNotPositive(column: Float64Array): number {
  let count = 0;
  while (count < column.length && (column[count] ?? 1) <= 0) count += 1;
  return count;
}

/** The chart for those who cannot see it. */
export function seriesInWords(series: MetricSeries, name: string): string {
  let lowest = Infinity, highest = -Infinity;
  for (const value of series.values) {
    if (!Number.isFinite(value)) continue;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  const words = [`Line chart of ${name}, ${formatCount(series.values.length, 'point')}`];
  if (lowest <= highest) words.push(`last ${formatNumber(series.values.at(-1) ?? NaN)}, lowest ${formatNumber(lowest)}, highest ${formatNumber(highest)}`);
  return `${words.join(', ')}. Arrow keys read it, plus and minus zoom, A and D move, Enter pins, C copies, Backspace goes back, 0 shows all.`;
}
