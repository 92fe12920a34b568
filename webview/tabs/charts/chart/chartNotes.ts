/** What a chart says below itself of the points it shows, and of those it cannot. Knows no drawing. */
import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import type { MetricSeries } from '../../../../src/shared/experiment';
import { formatCount, formatNumber } from '../../../../src/shared/format';
import { factsOf, type ColumnFacts, type HorizontalAxis } from '../../../../src/shared/series/series';
import type { ChartSeries } from '../data/chartSeries';
import { filled } from '../../../elements/sentence';
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
  /** Why the last export, or the table, came to nothing. */
  readonly lastFailure: string | null;
  readonly loadAll: () => void;
  readonly retry: () => void;
}

/** What points lack that have no place on an axis. */
const places: Readonly<Record<HorizontalAxis, string>> = {
  step: l10n.t('steps'),
  epoch: l10n.t('epochs'),
  relative: l10n.t('times'),
  wall: l10n.t('times'),
};

export function chartNotes(options: NotesOptions): unknown {
  const { series, prepared, axis, axisMetric, outside, many } = options;
  const notes: unknown[] = [];
  const say = (words: unknown): void => void notes.push(html`<span>${words}</span>`);
  /** One note for all the lines that `count` finds something on; `words` is given how many, and of whom. */
  const sum = (
    count: (aligned: AlignedSeries) => number,
    noun: 'point' | 'value',
    words: (found: unknown) => unknown,
  ): void => {
    const concerned = (prepared?.aligned ?? []).filter((aligned) => count(aligned) > 0);
    if (concerned.length > 0) {
      const all = concerned.reduce((total, aligned) => total + count(aligned), 0);
      say(words(ofWhom(formatCount(all, noun), concerned, many)));
    }
  };
  notes.push(...troubles(options));
  if (prepared !== null) {
    notes.push(...amount(prepared.aligned, options));
    sum(
      (aligned) => countsOf(aligned.series).notNumbers,
      'value',
      (values) => html`<span class="broken-mark">×</span> ${filled(l10n.t('Not a number: {values}'), { values })}`,
    );
    sum(
      (aligned) => countsOf(aligned.series).infinite,
      'value',
      (values) => html`<span class="broken-mark">⌃</span> ${filled(l10n.t('Infinite: {values}'), { values })}`,
    );
    const what = places[axis];
    const counted = prepared.aligned.filter(({ raw }) => raw.axis === 'index');
    if (counted.length > 0) {
      say(
        many
          ? filled(l10n.t('In order of logging, since no {what} were logged: {experiments}'), {
              what,
              experiments: subject(counted),
            })
          : l10n.t('In order of logging, since no {what} were logged', { what }),
      );
    }
    if (prepared.seriesWithoutX.length > 0) {
      say(
        filled(l10n.t('Left out, since no {what} were logged: {experiments}'), {
          what,
          experiments: subject(prepared.seriesWithoutX.map((title) => ({ title }))),
        }),
      );
    }
    sum(
      ({ raw }) => raw.withoutX,
      'point',
      (points) =>
        axisMetric === null
          ? filled(l10n.t('Left out, without {what}: {points}'), { what, points })
          : filled(l10n.t('Left out, since {metric} has no value there: {points}'), {
              metric: html`<bdi>${axisMetric}</bdi>`,
              points,
            }),
    );
    if (axisMetric === null) {
      sum(
        ({ raw }) => raw.unsorted,
        'point',
        (points) => filled(l10n.t('Logged out of order: {points}'), { points }),
      );
    }
    sum(
      ({ raw }) => (raw.axis === 'step' ? raw.repeated : 0),
      'point',
      (points) => filled(l10n.t('At the same step as the one before: {points}'), { points }),
    );
    if (prepared.yScale.kind === 'logarithmic') {
      sum(
        (aligned) => countsOf(aligned.series).notPositive,
        'value',
        (values) => filled(l10n.t('Left out at or below zero: {values}'), { values }),
      );
    }
    if (prepared.xScale.kind === 'logarithmic') {
      sum(
        ({ raw }) => countNotPositive(raw.x),
        'point',
        (points) => filled(l10n.t('Left out at or before zero: {points}'), { points }),
      );
    }
    if (prepared.lines.some(({ repeats }) => repeats !== null) && countsBetweenPoints(prepared.axis)) {
      say(l10n.t('Between its own points each repeat counts by the line that joins them'));
    }
    if (outside > 0) {
      say(l10n.t('Beyond the top and the bottom: {outliers}', { outliers: formatCount(outside, 'outlier') }));
    }
    const elsewhere =
      axisMetric === null
        ? []
        : series.filter(
            ({ held, over }) =>
              held.state === 'ready' && held.value !== null && over?.state === 'ready' && over.value === null,
          );
    if (elsewhere.length > 0) {
      const metric = html`<bdi>${axisMetric}</bdi>`;
      say(
        many
          ? filled(l10n.t('Left out, since {metric} was not logged: {experiments}'), {
              metric,
              experiments: subject(elsewhere),
            })
          : filled(l10n.t('Left out, since {metric} was not logged'), { metric }),
      );
    }
  }
  // The line is there before there is something to say, so that nothing below moves.
  return html`<div class="chart-notes">${notes}</div>`;
}

/** What is not there, or not there in its newest state. While there is nothing at all the chart itself says so. */
function troubles({ series, prepared, many, lastFailure, retry }: NotesOptions): unknown[] {
  const notes: unknown[] = [];
  const again = (label: string): TemplateResult =>
    html`<button class="plain-link" aria-label=${label} @click=${retry}>${l10n.t('Retry')}</button>`;
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
        html`<span class="warning" role="alert">${filled(l10n.t('Could not load {what}. {message}'), { what: subject(failing), message: problem.message })}</span>`,
        again(l10n.t('Retry what could not be loaded')),
      );
    }
    const waiting = series.filter(({ held, over }) => held.state === 'loading' || over?.state === 'loading');
    if (waiting.length > 0) {
      notes.push(html`<span role="status">${filled(l10n.t('Loading {what}…'), { what: subject(waiting) })}</span>`);
    }
  }
  const stale = series.filter(({ staleBecause }) => staleBecause !== null);
  const staleBecause = stale[0]?.staleBecause;
  if (staleBecause != null) {
    notes.push(
      html`<span class="warning">${
        many
          ? filled(l10n.t('Not up to date: {experiments}. {message}'), {
              experiments: subject(stale),
              message: staleBecause.message,
            })
          : l10n.t('Not up to date. {message}', { message: staleBecause.message })
      }</span>`,
      again(l10n.t('Retry what is not up to date')),
    );
  }
  if (lastFailure !== null) {
    notes.push(html`<span class="warning" role="alert">${lastFailure}</span>`);
  }
  const empty = many
    ? series.filter(({ held }) => held.state === 'ready' && (held.value === null || held.value.values.length === 0))
    : [];
  if (prepared !== null && empty.length > 0) {
    notes.push(
      html`<span>${filled(l10n.t('No values were logged: {experiments}'), { experiments: subject(empty) })}</span>`,
    );
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
  const sample = ofWhom(points, sampled, many);
  const hidden = unseenInWords(unseen);
  const hides =
    hidden === null
      ? []
      : [
          html`<span class="warning">${filled(unseen.some(({ comes }) => comes) ? l10n.t('Not shown yet: {extremes}') : l10n.t('Not shown: {extremes}'), { extremes: ofWhom(hidden, [...new Set(unseen.map(({ of }) => of))], many) })}</span>`,
        ];
  if (sampled.some(({ completeness }) => completeness === 'loading')) {
    return [...hides, html`<span role="status">${l10n.t('Loading all points…')}</span>`];
  }
  // A series as long as a sample may be one, or may not. That points are missing is known where its extremes are.
  if (sampled.some(({ completeness }) => completeness === 'sample')) {
    return [
      ...(hidden === null
        ? []
        : [
            html`<span>${filled(sampled.length > 1 ? l10n.t('Samples of {points}') : l10n.t('Sample of {points}'), { points: sample })}</span>`,
          ]),
      ...hides,
      html`<button class="plain-link" @click=${loadAll}>${l10n.t('Load all points')}</button>`,
    ];
  }
  // It may be that there are no more, or that there are: a tracker that is asked for all gives so many and no word
  // about it.
  return [
    html`<span>${filled(l10n.t('The most that the tracker gives of a metric: {points}'), { points: sample })}</span>`,
    ...hides,
  ];
}

interface Titled {
  readonly title: string;
}

/** `3 points of seed=1`, `3 points of 12 experiments`; `3 points` where there is but one experiment in all. */
const ofWhom = (what: string, some: readonly Titled[], many: boolean): unknown =>
  many ? filled(l10n.t('{what} of {experiments}'), { what, experiments: subject(some) }) : what;
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
      ...(only === undefined
        ? []
        : [l10n.t('last {value}', { value: formatNumber(only.series.values.at(-1) ?? NaN) })]),
      l10n.t('lowest {lowest}, highest {highest}', { lowest: formatNumber(lowest), highest: formatNumber(highest) }),
    );
  }
  return l10n.t(
    '{words}. Arrow keys read it, plus and minus zoom, A and D move, Enter pins, C copies, Backspace goes back, 0 shows all.',
    { words: words.join(', ') },
  );
}
