/**
 * Experiments in the order, the groups and the selection that the user asked for. Pure: knows neither nodes nor vscode,
 * and lets the event loop breathe when the list is long.
 */
import type { Experiment, ExperimentState } from '../../shared/experiment';
import { eachInTurns, sortInTurns, TimeSlice } from '../../platform/eventLoop';
import { matches, type Filter } from './filter';
import type { Grouping, SortOrder } from './preferences';

export interface ListOptions {
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

export async function arrange(experiments: readonly Experiment[], options: ListOptions): Promise<Arrangement> {
  const slice = new TimeSlice();
  const matching = await select(experiments, options, slice);
  const sorted = await sortInTurns(matching, comparison(options), slice);
  return {
    experiments: sorted,
    groups: options.grouping === 'none' ? null : await grouped(sorted, options.grouping, options, slice),
    total: experiments.length,
  };
}

/** True when the same experiments stand in the same order. */
export function sameArrangement(one: Arrangement, other: Arrangement): boolean {
  const same = (left: readonly Experiment[], right: readonly Experiment[]): boolean =>
    left.length === right.length && left.every(({ key }, index) => key === right[index]?.key);
  if (one.total !== other.total || one.groups?.length !== other.groups?.length) {
    return false;
  }
  return one.groups === null
    ? same(one.experiments, other.experiments)
    : one.groups.every(
        ({ value, experiments }, index) =>
          value === other.groups?.[index]?.value && same(experiments, other.groups[index].experiments),
      );
}

async function select(
  experiments: readonly Experiment[],
  { filter, tagsOf }: ListOptions,
  slice: TimeSlice,
): Promise<readonly Experiment[]> {
  if (filter === null) {
    return experiments;
  }
  const selected: Experiment[] = [];
  await eachInTurns(
    experiments,
    (experiment) => {
      if (matches(experiment, filter, tagsOf(experiment.key))) {
        selected.push(experiment);
      }
    },
    slice,
  );
  return selected;
}

type Order = (one: Experiment, other: Experiment) => number;

const natural = new Intl.Collator('en', { numeric: true });
const byText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
/** `run 2` before `run 10`; equal only when identical. */
export const byName = (one: string, other: string): number => natural.compare(one, other) || byText(one, other);

/**
 * Those without a number come last whichever way the others go, before them those whose number is NaN or infinite: no
 * order makes a diverged run the best.
 */
function byNumber(numberOf: (experiment: Experiment) => number | null | undefined, direction: 1 | -1): Order {
  return (one, other) => {
    const first = numberOf(one);
    const second = numberOf(other);
    const ranks = rankOf(first) - rankOf(second);
    return ranks !== 0 || rankOf(first) > 0 ? ranks : direction * ((first ?? 0) - (second ?? 0));
  };
}

const rankOf = (value: number | null | undefined): number =>
  typeof value !== 'number' ? 2 : Number.isFinite(value) ? 0 : 1;

/** A total order, so that the same experiments always stand in the same order. */
export function comparison({ sort, metricValueOf }: Pick<ListOptions, 'sort' | 'metricValueOf'>): Order {
  const first = firstComparison(sort, metricValueOf);
  const newest = byNumber(({ startTime }) => startTime, -1);
  return (one, other) => first(one, other) || newest(one, other) || byText(one.key, other.key);
}

function firstComparison(sort: SortOrder, metricValueOf: ListOptions['metricValueOf']): Order {
  switch (sort) {
    case 'newest':
      return byNumber(({ startTime }) => startTime, -1);
    case 'oldest':
      return byNumber(({ startTime }) => startTime, 1);
    case 'name':
      return (one, other) => byName(one.name, other.name);
    case 'longest':
      return byNumber(({ duration }) => duration, -1);
    case 'shortest':
      return byNumber(({ duration }) => duration, 1);
    case 'highest':
      return byNumber(({ key }) => metricValueOf(key), -1);
    case 'lowest':
      return byNumber(({ key }) => metricValueOf(key), 1);
  }
}

const stateOrder: readonly ExperimentState[] = ['running', 'queued', 'crashed', 'finished', 'stopped', 'unknown'];

async function grouped(
  sorted: readonly Experiment[],
  by: Exclude<Grouping, 'none'>,
  options: ListOptions,
  slice: TimeSlice,
): Promise<ExperimentGroup[]> {
  const groups = new Map<string | null, Experiment[]>();
  await eachInTurns(
    sorted,
    (experiment) => {
      for (const value of groupValues(experiment, by, options)) {
        const group = groups.get(value);
        if (group === undefined) {
          groups.set(value, [experiment]);
        } else {
          group.push(experiment);
        }
      }
    },
    slice,
  );
  return [...groups]
    .map(([value, experiments]) => ({ value, experiments }))
    .sort((one, other) => compareGroups(one.value, other.value, by, options.sort));
}

function groupValues(
  experiment: Experiment,
  by: Exclude<Grouping, 'none'>,
  { tagsOf }: ListOptions,
): readonly (string | null)[] {
  switch (by) {
    case 'state':
      return [experiment.state];
    case 'day':
      return [experiment.startTime === null ? null : dayOf(experiment.startTime)];
    case 'tag': {
      const tags = tagsOf(experiment.key);
      return tags.length === 0 ? [null] : [...new Set(tags)];
    }
  }
}

function compareGroups(
  one: string | null,
  other: string | null,
  by: Exclude<Grouping, 'none'>,
  sort: SortOrder,
): number {
  if (one === null || other === null) {
    return one === other ? 0 : one === null ? 1 : -1;
  }
  switch (by) {
    case 'state':
      return stateOrder.indexOf(one as ExperimentState) - stateOrder.indexOf(other as ExperimentState);
    case 'day':
      return (sort === 'oldest' ? 1 : -1) * byText(one, other);
    case 'tag':
      return byName(one, other);
  }
}

/** `2026-11-20` in local time. Takes epoch milliseconds. */
export function dayOf(time: number): string {
  const date = new Date(time);
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
