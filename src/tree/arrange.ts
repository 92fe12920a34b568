/**
 * Experiments in the order, the groups and the selection that the user asked for. Pure: knows neither nodes nor vscode,
 * and lets the event loop breathe when the list is long.
 */
import type { Experiment, ExperimentState } from '../shared/experiment';
import { stateLabel } from '../shared/format';
import { Pace } from '../pace';
import { eachInTurns, sortInTurns } from './pace';

/** `highest` and `lowest` are about the chosen metric. */
export const sortOrders = ['newest', 'oldest', 'name', 'longest', 'shortest', 'highest', 'lowest'] as const;
export type SortOrder = (typeof sortOrders)[number];

export const groupings = ['none', 'tag', 'state', 'day'] as const;
export type Grouping = (typeof groupings)[number];

/** What the user typed into the find box, in lower case. */
export interface Filter {
  readonly words: readonly string[];
  readonly tags: readonly string[];
}

export interface Wish {
  readonly sort: SortOrder;
  readonly grouping: Grouping;
  readonly filter: Filter | null;
  readonly tagsOf: (key: string) => readonly string[];
  /** The chosen metric's last value; undefined when the experiment has none. */
  readonly metricValueOf: (key: string) => number | undefined;
}

export interface ExperimentGroup {
  /** The tag, the state or the day (`2026-11-20`, local time); null for those without. */
  readonly value: string | null;
  readonly experiments: readonly Experiment[];
}

export interface Arrangement {
  /** Those that match, in order. */
  readonly experiments: readonly Experiment[];
  /** The same in groups, each in order; null without grouping. With several tags an experiment is in several groups. */
  readonly groups: readonly ExperimentGroup[] | null;
  /** Before filtering. */
  readonly total: number;
}

export async function arrange(experiments: readonly Experiment[], wish: Wish): Promise<Arrangement> {
  const pace = new Pace();
  const matching = await select(experiments, wish, pace);
  const sorted = await sortInTurns(matching, comparison(wish), pace);
  return { experiments: sorted, groups: wish.grouping === 'none' ? null : await grouped(sorted, wish.grouping, wish, pace), total: experiments.length };
}

/** True when the same experiments stand in the same places. */
export function sameArrangement(one: Arrangement, other: Arrangement): boolean {
  const same = (left: readonly Experiment[], right: readonly Experiment[]): boolean =>
    left.length === right.length && left.every(({ key }, index) => key === right[index]?.key);
  if (one.total !== other.total || one.groups?.length !== other.groups?.length) return false;
  return one.groups === null
    ? same(one.experiments, other.experiments)
    : one.groups.every(({ value, experiments }, index) => value === other.groups?.[index]?.value && same(experiments, other.groups[index].experiments));
}

/** Words and `#tags` between spaces; null when there are none. */
export function parseFilter(text: string): Filter | null {
  const pieces = text.toLowerCase().split(/\s+/).filter((piece) => !/^#*$/.test(piece));
  if (pieces.length === 0) return null;
  return {
    words: pieces.filter((piece) => !piece.startsWith('#')),
    tags: pieces.filter((piece) => piece.startsWith('#')).map((piece) => piece.replace(/^#+/, '')),
  };
}

/** Keys are random text: shorter pieces of them would match by accident. */
const shortestKeyPiece = 4;

/** All words must be found in the name, the user, the state or at the start of the key; each tag must begin one of the experiment's. */
export function matches(experiment: Experiment, filter: Filter, tags: readonly string[]): boolean {
  const places = [experiment.name, experiment.user ?? '', stateLabel(experiment.state, experiment.archived)].map((place) => place.toLowerCase());
  const key = experiment.key.toLowerCase();
  return filter.words.every((word) => places.some((place) => place.includes(word)) || (word.length >= shortestKeyPiece && key.startsWith(word)))
    && filter.tags.every((wanted) => tags.some((tag) => tag.toLowerCase().startsWith(wanted)));
}

async function select(experiments: readonly Experiment[], { filter, tagsOf }: Wish, pace: Pace): Promise<readonly Experiment[]> {
  if (filter === null) return experiments;
  const selected: Experiment[] = [];
  await eachInTurns(experiments, (experiment) => {
    if (matches(experiment, filter, filter.tags.length === 0 ? [] : tagsOf(experiment.key))) selected.push(experiment);
  }, pace);
  return selected;
}

type Comparison = (one: Experiment, other: Experiment) => number;

const natural = new Intl.Collator('en', { numeric: true });
const byText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
/** `run 2` before `run 10`; equal only when identical. */
export const byName = (one: string, other: string): number => natural.compare(one, other) || byText(one, other);

/** Those without a number come last whichever way the others go. */
function byNumber(numberOf: (experiment: Experiment) => number | null | undefined, direction: 1 | -1): Comparison {
  return (one, other) => {
    const first = numberOf(one);
    const second = numberOf(other);
    if (typeof first !== 'number') return typeof second === 'number' ? 1 : 0;
    return typeof second === 'number' ? direction * (first - second) : -1;
  };
}

/** A total order, so that the same experiments always stand in the same places. */
export function comparison({ sort, metricValueOf }: Pick<Wish, 'sort' | 'metricValueOf'>): Comparison {
  const first = firstComparison(sort, metricValueOf);
  const newest = byNumber(({ startTime }) => startTime, -1);
  return (one, other) => first(one, other) || newest(one, other) || byText(one.key, other.key);
}

function firstComparison(sort: SortOrder, metricValueOf: Wish['metricValueOf']): Comparison {
  switch (sort) {
    case 'newest': return byNumber(({ startTime }) => startTime, -1);
    case 'oldest': return byNumber(({ startTime }) => startTime, 1);
    case 'name': return (one, other) => byName(one.name, other.name);
    case 'longest': return byNumber(({ duration }) => duration, -1);
    case 'shortest': return byNumber(({ duration }) => duration, 1);
    case 'highest': return byNumber(({ key }) => metricValueOf(key), -1);
    case 'lowest': return byNumber(({ key }) => metricValueOf(key), 1);
  }
}

const stateOrder: readonly ExperimentState[] = ['running', 'queued', 'crashed', 'finished', 'stopped', 'unknown'];

async function grouped(sorted: readonly Experiment[], by: Exclude<Grouping, 'none'>, wish: Wish, pace: Pace): Promise<ExperimentGroup[]> {
  const groups = new Map<string | null, Experiment[]>();
  await eachInTurns(sorted, (experiment) => {
    for (const value of groupValues(experiment, by, wish)) {
      const group = groups.get(value);
      if (group === undefined) groups.set(value, [experiment]);
      else group.push(experiment);
    }
  }, pace);
  return [...groups]
    .map(([value, experiments]) => ({ value, experiments }))
    .sort((one, other) => compareGroups(one.value, other.value, by, wish.sort));
}

function groupValues(experiment: Experiment, by: Exclude<Grouping, 'none'>, { tagsOf }: Wish): readonly (string | null)[] {
  switch (by) {
    case 'state': return [experiment.state];
    case 'day': return [experiment.startTime === null ? null : dayOf(experiment.startTime)];
    case 'tag': {
      const tags = tagsOf(experiment.key);
      return tags.length === 0 ? [null] : [...new Set(tags)];
    }
  }
}

function compareGroups(one: string | null, other: string | null, by: Exclude<Grouping, 'none'>, sort: SortOrder): number {
  if (one === null || other === null) return one === other ? 0 : one === null ? 1 : -1;
  switch (by) {
    case 'state': return stateOrder.indexOf(one as ExperimentState) - stateOrder.indexOf(other as ExperimentState);
    case 'day': return (sort === 'oldest' ? 1 : -1) * byText(one, other);
    case 'tag': return byName(one, other);
  }
}

/** `2026-11-20` in local time. Takes epoch milliseconds. */
export function dayOf(time: number): string {
  const date = new Date(time);
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
