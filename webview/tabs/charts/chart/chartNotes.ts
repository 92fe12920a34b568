/** What a chart says below itself of the points it shows, and of those it cannot. Knows no drawing. */
import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import type { MetricSeries } from '../../../../src/shared/experiment';
import { formatCount, formatNumber } from '../../../../src/shared/format';
import { factsOf, type ColumnFacts, type HorizontalAxis } from '../../../../src/shared/series/series';
import type { ChartSeries } from '../data/chartSeries';
import { unseenInWords, type UnseenExtreme } from '../data/unseenExtremes';
import { countsBetweenPoints, type AlignedSeries, type Prepared } from '../data/preparedLines';

export interface NotesOptions {
  /** All of the chart that are not hidden, whether they are there or not. */
  readonly series: readonly ChartSeries[];
  /** Null when none of them is there. */
  readonly prepared: Prepared | null;
  /** More than one experiment belongs to the chart: the one that a note is about has to be named. */
  readonly many: boolean;
  /** The axis that was asked for, and the metric that stands there instead. */
  readonly axis: HorizontalAxis;
  readonly axisMetric: string | null;
  /** Values that the points which are held do not reach. */
  readonly unseen: readonly UnseenExtreme[];
  /** Values beyond the top and the bottom because outliers are clipped. */
  readonly outside: number;
  /** Why the last export came to nothing. */
  readonly exportProblem: string | null;
  readonly loadAll: () => void;
  readonly retry: () => void;
}

const plural: Readonly<Record<HorizontalAxis, string>> = {
  step: 'steps',
  epoch: 'epochs',
  relative: 'times',
  wall: 'times',
};
const single: Readonly<Record<HorizontalAxis, string>> = {
  step: 'a step',
  epoch: l10n.t('an epoch'),
  relative: 'a time',
  wall: 'a time',
};

export function chartNotes(options: NotesOptions): unknown {
  const { series, prepared, axis, axisMetric, outside, many } = options;
  const notes: unknown[] = [];
  const say = (words: unknown): void => void notes.push(html`<span>${words}</span>`);
  /** One note for all the lines that `count` finds something on; `words` is given the sum, and whose it is. */
  const sum = (count: (aligned: AlignedSeries) => number, words: (count: number, of: unknown) => unknown): void => {
    const concerned = (prepared?.aligned ?? []).filter((aligned) => count(aligned) > 0);
    if (concerned.length > 0) {
      say(
        words(
          concerned.reduce((total, aligned) => total + count(aligned), 0),
          whose(concerned, many),
        ),
      );
    }
  };
  notes.push(...troubles(options));
  if (prepared !== null) {
    notes.push(...amount(prepared.aligned, options));
    sum(
      (aligned) => countsOf(aligned.series).notNumbers,
      (count, of) =>
        html`<span class="broken-mark">×</span> ${formatCount(count, 'value')}${of} ${l10n.t('{0} not a number', count === 1 ? 'is' : 'are')}`,
    );
    sum(
      (aligned) => countsOf(aligned.series).infinite,
      (count, of) =>
        html`<span class="broken-mark">⌃</span> ${formatCount(count, 'value')}${of} ${l10n.t('{0} infinite', count === 1 ? 'is' : 'are')}`,
    );
    const counted = prepared.aligned.filter(({ raw }) => raw.axis === 'index');
    if (counted.length > 0) {
      say(
        html`${l10n.t('No {0} were logged', plural[axis])}${whose(counted, many, 'by')}${l10n.t(': in order of logging')}`,
      );
    }
    if (prepared.seriesWithoutX.length > 0) {
      say(
        html`${subject(prepared.seriesWithoutX.map((title) => ({ title })))} ${l10n.t('logged no {0}: left out', plural[axis])}`,
      );
    }
    sum(
      ({ raw }) => raw.withoutX,
      (count, of) =>
        axisMetric === null
          ? html`${formatCount(count, 'point')}${of} ${l10n.t('without {0}: left out', single[axis])}`
          : html`${formatCount(count, 'point')}${of} ${l10n.t('at steps where')} <bdi>${axisMetric}</bdi> ${l10n.t('has no value: left out')}`,
    );
    if (axisMetric === null) {
      sum(
        ({ raw }) => raw.unsorted,
        (count, of) => html`${formatCount(count, 'point')}${of} ${l10n.t('logged out of order')}`,
      );
    }
    sum(
      ({ raw }) => (raw.axis === 'step' ? raw.repeated : 0),
      (count, of) =>
        html`${formatCount(count, 'point')}${of} ${l10n.t('{0} the step before', count === 1 ? 'repeats' : 'repeat')}`,
    );
    if (prepared.yScale.kind === 'logarithmic') {
      sum(
        (aligned) => countsOf(aligned.series).notPositive,
        (count, of) => html`${formatCount(count, 'value')}${of} ${l10n.t('at or below zero: left out')}`,
      );
    }
    if (prepared.xScale.kind === 'logarithmic') {
      sum(
        ({ raw }) => countNotPositive(raw.x),
        (count, of) => html`${formatCount(count, 'point')}${of} ${l10n.t('at or before zero: left out')}`,
      );
    }
    if (prepared.lines.some(({ repeats }) => repeats !== null) && countsBetweenPoints(prepared.axis)) {
      say(l10n.t('Between its own points each repeat counts by the line that joins them'));
    }
    if (outside > 0) {
      say(l10n.t('{outliers} out of sight', { outliers: formatCount(outside, 'outlier') }));
    }
    const elsewhere =
      axisMetric === null
        ? []
        : series.filter(
            ({ held, over }) =>
              held.state === 'ready' && held.value !== null && over?.state === 'ready' && over.value === null,
          );
    if (elsewhere.length > 0) {
      say(
        html`${many ? subject(elsewhere) : l10n.t('The experiment')} ${l10n.t('logged no')} <bdi>${axisMetric}</bdi>${l10n.t(': left out')}`,
      );
    }
  }
  // The line is there before there is something to say, so that nothing below moves.
  return html`<div class="chart-notes">${notes}</div>`;
}

/** What is not there, or not there in its newest state. While there is nothing at all the chart itself says so. */
function troubles({ series, prepared, many, exportProblem, retry }: NotesOptions): unknown[] {
  const notes: unknown[] = [];
  const again = (what: string): TemplateResult =>
    html`<button class="plain-link" aria-label=${l10n.t('Retry {what}', { what })} @click=${retry}>${l10n.t('Retry')}</button>`;
  if (prepared !== null) {
    const failing = series.filter(({ held, over }) => held.state === 'failed' || over?.state === 'failed');
    const [first] = failing;
    const problem =
      first === undefined
        ? null
        : first.held.state === 'failed'
          ? first.held.problem
          : first.over?.state === 'failed'
            ? first.over.problem
            : null;
    if (problem !== null) {
      notes.push(
        html`<span class="warning" role="alert">${subject(failing)} ${l10n.t('could not be loaded: {message}', { message: problem.message })}</span>`,
        again(l10n.t('what could not be loaded')),
      );
    }
    const waiting = series.filter(({ held, over }) => held.state === 'loading' || over?.state === 'loading');
    if (waiting.length > 0) {
      notes.push(html`<span role="status">${l10n.t('Loading')} ${subject(waiting)}…</span>`);
    }
  }
  const stale = series.filter(({ staleBecause }) => staleBecause !== null);
  const staleBecause = stale[0]?.staleBecause;
  if (staleBecause != null) {
    notes.push(
      html`<span class="warning">${l10n.t('Not up to date')}${whose(stale, many)}: ${staleBecause.message}</span>`,
      again(l10n.t('what is not up to date')),
    );
  }
  if (exportProblem !== null) {
    notes.push(html`<span class="warning" role="alert">${exportProblem}</span>`);
  }
  const empty = many
    ? series.filter(({ held }) => held.state === 'ready' && (held.value === null || held.value.values.length === 0))
    : [];
  if (prepared !== null && empty.length > 0) {
    notes.push(html`<span>${subject(empty)} ${l10n.t('logged no values')}</span>`);
  }
  return notes;
}

/** Trackers do not tell how many points there are before all are asked for. */
function amount(aligned: readonly AlignedSeries[], { many, loadAll, unseen }: NotesOptions): TemplateResult[] {
  const sampled = aligned.filter(({ series }) => series.sampled);
  const longest = (some: readonly AlignedSeries[]): number =>
    Math.max(...some.map(({ series }) => series.values.length));
  const [only] = aligned;
  if (sampled.length === 0) {
    if (aligned.length === 0 || !aligned.every(({ completeness }) => completeness === 'all')) {
      return [];
    }
    return [
      many
        ? html`<span>${l10n.t('All points')}</span>`
        : html`<span>${l10n.t('All {points}', { points: formatCount(only?.series.values.length ?? 0, 'point') })}</span>`,
    ];
  }
  const points =
    new Set(sampled.map(({ series }) => series.values.length)).size === 1
      ? formatCount(longest(sampled), 'point')
      : l10n.t('up to {points}', { points: formatCount(longest(sampled), 'point') });
  const words = html`${l10n.t('{0} of {1}', sampled.length > 1 ? l10n.t('Samples') : l10n.t('Sample'), points)}${whose(sampled, many)}`;
  const hidden = unseenInWords(unseen);
  const hides =
    hidden === null
      ? []
      : [html`<span class="warning">${hidden}${whose([...new Set(unseen.map(({ of }) => of))], many)}</span>`];
  if (sampled.some(({ completeness }) => completeness === 'loading')) {
    return [...hides, html`<span role="status">${l10n.t('Loading all points…')}</span>`];
  }
  // A series as long as a sample may be one, or may not. That points are missing is known where its extremes are.
  if (sampled.some(({ completeness }) => completeness === 'sample')) {
    return [
      ...(hidden === null ? [] : [html`<span>${words}</span>`]),
      ...hides,
      html`<button class="plain-link" @click=${loadAll}>${l10n.t('Load all points')}</button>`,
    ];
  }
  // It may be that there are no more, or that there are: a tracker that is asked for all gives so many and no word
  // about it.
  return [
    html`<span>${capitalised(points)}${whose(sampled, many)}${l10n.t(': the most that the tracker gives of a metric')}</span>`,
    ...hides,
  ];
}

const capitalised = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}`;

interface Titled {
  readonly title: string;
}

/** ` of seed=1`, ` of 12 experiments`; nothing where there is but one experiment in all. */
const whose = (some: readonly Titled[], many: boolean, word = 'of'): unknown =>
  many ? html` ${word} ${subject(some)}` : '';
const subject = (some: readonly Titled[]): unknown =>
  some.length === 1 ? html`<bdi>${some[0]?.title}</bdi>` : formatCount(some.length, 'experiment');

const countsOf = ({ values }: MetricSeries): ColumnFacts => factsOf(values);

function countNotPositive(column: Float64Array): number {
  let count = 0;
  while (count < column.length && (column[count] ?? 1) <= 0) {
    count += 1;
  }
  return count;
}

/** The chart for those who cannot see it. */
export function chartInWords({ aligned, lines }: Prepared, name: string): string {
  const counts = aligned.map(({ series }) => countsOf(series));
  const lowest = Math.min(...counts.map((each) => each.lowest)),
    highest = Math.max(...counts.map((each) => each.highest));
  const points = aligned.reduce((sum, { series }) => sum + series.values.length, 0);
  const words = [l10n.t('Line chart of {name}', { name })];
  if (aligned.length > 1) {
    words.push(formatCount(aligned.length, 'experiment'));
  }
  if (lines.some(({ repeats }) => repeats !== null)) {
    words.push(l10n.t('drawn as {lines} with bands', { lines: formatCount(lines.length, 'line') }));
  }
  words.push(formatCount(points, 'point'));
  const only = aligned.length === 1 ? aligned[0] : undefined;
  if (lowest <= highest) {
    words.push(
      l10n.t(
        '{0}lowest {1}, highest {2}',
        only === undefined ? '' : l10n.t('last {values}, ', { values: formatNumber(only.series.values.at(-1) ?? NaN) }),
        formatNumber(lowest),
        formatNumber(highest),
      ),
    );
  }
  return l10n.t(
    '{words}. Arrow keys read it, plus and minus zoom, A and D move, Enter pins, C copies, Backspace goes back, 0 shows all.',
    { words: words.join(', ') },
  );
}
