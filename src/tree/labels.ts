/** What the tree says about things, in words. Pure; everything that comes from a tracker is other people's input. */
import * as l10n from '@vscode/l10n';
import type { Experiment, ExperimentState, GitState, Summary } from '../shared/experiment';
import { isDivergence } from '../shared/experiment';
import type { Operator, Predicate, SavedQuery } from '../shared/queries/query';
import {
  formatAge,
  formatCount,
  formatDuration,
  formatNumber,
  formatShortAge,
  formatShortDuration,
  formatTime,
  stateLabel,
} from '../shared/format';
import { valueText } from '../shared/queries/queryLabels';
import { oneLine } from '../shared/text/plainText';
import { dayOf } from './listings/arrange';
import type { Grouping, SortOrder } from './listings/preferences';
import type { Best, Facts } from './listings/listings';

export { oneLine };

const rightToLeft =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;

/** Text beside others that keep their places whichever way it runs. */
const isolated = (text: string): string => (rightToLeft.test(text) ? `\u2068${text}\u2069` : text);

/**
 * What stands after a label: begins from the left again, since numbers after right-to-left text would jump before it.
 */
export const afterLabel = (label: string, text: string): string =>
  rightToLeft.test(label) && text !== '' ? `\u200E${text}` : text;

/** Every ASCII punctuation mark may be escaped in CommonMark; escaped ones make no markup, no link and no HTML. */
export const escapeMarkdown = (text: string): string => oneLine(text, 500).replace(/[!-/:-@[-`{-~]/g, '\\$&');

function durationOf({ duration, state, startTime }: Experiment, now: number): number | null {
  return duration ?? (state === 'running' && startTime !== null ? Math.max(0, now - startTime) : null);
}

/** What the row of an experiment shows beside its name and state. */
export interface RowFacts extends Facts {
  /** Null unless its value is the best of its list. */
  readonly best: Best | null;
  /** Names of metrics that ended on NaN or infinity. */
  readonly diverged: readonly string[];
}

/** `★ 0.9712 · 2w · 50m #baseline`: what was chosen comes first, since a narrow row shows only the beginning. */
export function experimentDescription(
  experiment: Experiment,
  { tags, value, best, diverged }: RowFacts,
  now: number,
): string {
  const duration = durationOf(experiment, now);
  const marks = `${diverged.length > 0 ? '⚠ ' : ''}${best === null ? '' : '★ '}`;
  const facts = [
    value === null ? null : formatNumber(value),
    experiment.startTime === null ? null : formatShortAge(experiment.startTime, now),
    duration === null ? null : formatShortDuration(duration),
  ]
    .filter((fact) => fact !== null)
    .join(' · ');
  return [`${marks}${facts}`.trimEnd(), ...(tags ?? []).map((tag) => isolated(`#${oneLine(tag, 40)}`))]
    .filter((word) => word !== '')
    .join(' ');
}

const lasted = (state: ExperimentState, milliseconds: number): string =>
  state === 'running'
    ? l10n.t('running for {duration}', { duration: formatDuration(milliseconds) })
    : l10n.t('took {duration}', { duration: formatDuration(milliseconds) });

/** `Best train_loss: the lowest of 12 experiments`. */
function bestSentence(name: string, { direction, among }: Best): string {
  const about = { metric: oneLine(name, 80), experiments: formatCount(among, 'experiment') };
  return direction === 'higher'
    ? l10n.t('Best {metric}: the highest of {experiments}', about)
    : l10n.t('Best {metric}: the lowest of {experiments}', about);
}

/** `Diverged: the last value of train_loss is NaN`. */
function divergedSentence(diverged: readonly string[], metric: string | null, value: number | null): string | null {
  if (diverged.length === 0) {
    return null;
  }
  const [first = '', ...others] = diverged.map((name) => oneLine(name, 80));
  if (others.length > 0) {
    return l10n.t('Diverged: the last values of {count} metrics are not finite, {first} among them', {
      count: diverged.length,
      first,
    });
  }
  return diverged[0] === metric && value !== null
    ? l10n.t('Diverged: the last value of {first} is {value}', { first, value: formatNumber(value) })
    : l10n.t('Diverged: the last value of {first} is not finite', { first });
}

/** The same for a screen reader. */
export function experimentSentence(
  experiment: Experiment,
  { tags, value, best, diverged }: RowFacts,
  metric: string | null,
  now: number,
): string {
  const duration = durationOf(experiment, now);
  return [
    oneLine(experiment.name),
    stateLabel(experiment.state, experiment.archived),
    divergedSentence(diverged, metric, value),
    value === null || metric === null
      ? null
      : best === null
        ? `${oneLine(metric)} ${formatNumber(value)}`
        : `${bestSentence(metric, best)}, ${formatNumber(value)}`,
    experiment.startTime === null
      ? null
      : l10n.t('started {startTime}', { startTime: formatAge(experiment.startTime, now) }),
    duration === null ? null : lasted(experiment.state, duration),
    tags === null || tags.length === 0
      ? null
      : l10n.t('tags {tags}', { tags: tags.map((tag) => oneLine(tag, 40)).join(', ') }),
  ]
    .filter((fact) => fact !== null)
    .join(', ');
}

export interface TooltipFacts extends RowFacts {
  readonly experiment: Experiment;
  /** The chosen metric, shown first. */
  readonly metric: string | null;
  /** Null: not heard. */
  readonly metrics: readonly Summary[] | null;
  readonly git: GitState | null;
}

const mostMetrics = 6;

/** Markdown in which all foreign text is escaped. */
export function experimentTooltip(
  { experiment, tags, metric, metrics, git, value, best, diverged }: TooltipFacts,
  now: number,
): string {
  const { startTime, user, filePath } = experiment;
  const duration = durationOf(experiment, now);
  const paragraphs = [
    `**${escapeMarkdown(experiment.name)}**`,
    [
      stateLabel(experiment.state, experiment.archived),
      startTime === null
        ? null
        : l10n.t('started {time} ({age})', { time: formatTime(startTime), age: formatAge(startTime, now) }),
      duration === null ? null : lasted(experiment.state, duration),
    ]
      .filter((fact) => fact !== null)
      .map(escapeMarkdown)
      .join(' · '),
    [user === null ? null : l10n.t('by {user}', { user }), filePath]
      .filter((fact) => fact !== null)
      .map(escapeMarkdown)
      .join(' · '),
    escapeMarkdown(divergedSentence(diverged, metric, value) ?? ''),
    best === null || metric === null ? '' : escapeMarkdown(`★ ${bestSentence(metric, best)}`),
    (tags ?? []).map((tag) => `**${escapeMarkdown(`#${tag}`)}**`).join(' '),
    tooltipMetrics(metrics ?? [], metric),
    git === null
      ? ''
      : escapeMarkdown(
          [
            git.branch === null ? null : l10n.t('Branch {branch}', { branch: git.branch }),
            git.commit === null ? null : l10n.t('commit {commit}', { commit: git.commit.slice(0, 10) }),
          ]
            .filter((fact) => fact !== null)
            .join(', '),
        ),
    experiment.incomplete ? l10n.t('Some data is missing: the tracker dropped it because of its rate limits.') : '',
    l10n.t('Key {key}', { key: escapeMarkdown(experiment.key) }),
  ];
  return paragraphs.filter((paragraph) => paragraph !== '').join('\n\n');
}

function tooltipMetrics(metrics: readonly Summary[], chosen: string | null): string {
  const own = metrics.filter(({ name, ofMachine }) => name === chosen || !ofMachine);
  const ordered = [...own.filter(({ name }) => name === chosen), ...own.filter(({ name }) => name !== chosen)];
  const lines = ordered
    .slice(0, mostMetrics)
    .map((summary) =>
      `- ${isDivergence(summary.current?.value ?? '') ? '⚠ ' : ''}${escapeMarkdown(summary.name)}: **${escapeMarkdown(formatNumber(summary.current?.value ?? '–'))}** ${escapeMarkdown(range(summary))}`.trimEnd(),
    );
  const left = ordered.length - lines.length;
  return [...lines, ...(left > 0 ? [`- ${l10n.t('and {count} more', { count: left })}`] : [])].join('\n');
}

/** `0.12 to 0.98` */
export const range = ({ minimum, maximum }: Summary): string =>
  minimum === null || maximum === null
    ? ''
    : l10n.t('({lowest} to {highest})', { lowest: formatNumber(minimum.value), highest: formatNumber(maximum.value) });

/** What stands under a metric's name when the pointer rests on it. Plain text. */
export function metricTooltip({ name, current, minimum, maximum }: Summary): string {
  const line = (label: string, point: Summary['current']): string | null =>
    point === null
      ? null
      : point.step === null
        ? `${label} ${oneLine(formatNumber(point.value))}`
        : l10n.t('{label} {value} at step {step}', {
            label,
            value: oneLine(formatNumber(point.value)),
            step: formatNumber(point.step),
          });
  return [
    oneLine(name),
    line(l10n.t('Last'), current),
    line(l10n.t('Lowest'), minimum),
    line(l10n.t('Highest'), maximum),
  ]
    .filter((text) => text !== null)
    .join('\n');
}

export function groupLabel(by: Exclude<Grouping, 'none'>, value: string | null, now: number): string {
  switch (by) {
    case 'tag':
      return value === null ? l10n.t('No tags') : oneLine(value);
    case 'state':
      return stateLabel(value as Experiment['state'], false);
    case 'day':
      return value === null ? l10n.t('No start time') : dayLabel(value, now);
  }
}

function dayLabel(day: string, now: number): string {
  if (day === dayOf(now)) {
    return l10n.t('Today');
  }
  const midnight = new Date(now);
  midnight.setHours(0, 0, 0, 0);
  return day === dayOf(midnight.getTime() - 1) ? l10n.t('Yesterday') : day;
}

export const sortWords: Readonly<Record<SortOrder, string>> = {
  newest: l10n.t('Newest first'),
  oldest: l10n.t('Oldest first'),
  name: l10n.t('Name'),
  longest: l10n.t('Longest first'),
  shortest: l10n.t('Shortest first'),
  highest: l10n.t('Metric, highest first'),
  lowest: l10n.t('Metric, lowest first'),
};

export const groupingWords: Readonly<Record<Grouping, string>> = {
  none: l10n.t('No groups'),
  tag: l10n.t('Tag'),
  state: l10n.t('State'),
  day: l10n.t('Day'),
};

/** Beside the view's title: what differs from the usual. */
export function orderDescription(sort: SortOrder, grouping: Grouping): string {
  return [
    sort === 'newest' ? null : sortWords[sort].toLowerCase(),
    grouping === 'none' ? null : l10n.t('by {grouping}', { grouping }),
  ]
    .filter((word) => word !== null)
    .join(', ');
}

/** Above the tree while a filter is on. */
export function filterMessage(
  text: string,
  counts: { readonly matching: number; readonly total: number; readonly projects: number },
): string {
  if (counts.projects === 0) {
    return l10n.t('Filter “{text}”: open a project to see what matches.', { text });
  }
  const about = {
    text,
    matching: formatNumber(counts.matching),
    total: formatNumber(counts.total),
    projects: counts.projects,
  };
  return counts.projects === 1
    ? l10n.t('Filter “{text}”: {matching} of {total} experiments match in the open project.', about)
    : l10n.t('Filter “{text}”: {matching} of {total} experiments match in {projects} open projects.', about);
}

const signs: Readonly<Partial<Record<Operator, string>>> = {
  equal: '=',
  notEqual: '≠',
  less: '<',
  lessOrEqual: '≤',
  greater: '>',
  greaterOrEqual: '≥',
};

/** `loss < 0.5, is tagged v2, archived` */
export function queryWords({ predicates, archived }: Pick<SavedQuery, 'predicates' | 'archived'>): string {
  return oneLine([...predicates.map(predicateWords), ...(archived ? ['archived'] : [])].join(', '));
}

function predicateWords({ field, source, type, operator, value }: Predicate): string {
  if (source === 'tag') {
    return `${operator === 'notEqual' ? l10n.t('not tagged') : 'tagged'} ${oneLine(field, 60)}`;
  }
  const compared =
    value === null
      ? ''
      : typeof value === 'object'
        ? value.map((end) => valueText(end, type)).join(' and ')
        : valueText(value, type);
  const words = operator.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return `${oneLine(field, 60)} ${signs[operator] ?? words} ${oneLine(compared, 60)}`.trimEnd();
}
