/** Metrics by the groups their names tell, in the order people expect or have made themselves. */
import * as l10n from '@vscode/l10n';
import { typedRegExp } from '../text/userRegExp';
import type { Summary } from '../experiment';

export interface MetricGroup {
  /** Empty for those that belong to no group. */
  readonly name: string;
  readonly metrics: readonly Summary[];
}

/**
 * The group of a metric: what stands before the first `/`, else for the machine's metrics their subject (`sys.gpu`),
 * else the run context (`train`); empty for the rest.
 */
export function groupOf({ name, context }: Pick<Summary, 'name' | 'context'>): string {
  const slash = name.indexOf('/');
  if (slash > 0) {
    return name.slice(0, slash);
  }
  const system = /(?:^|_)(sys\.[^.]+)/.exec(name);
  if (system?.[1] !== undefined) {
    return system[1];
  }
  return context ?? '';
}

/** Metrics by group, those without one first; groups and their metrics in natural order (`layer2` before `layer10`). */
export function groupMetrics(metrics: readonly Summary[], group: (metric: Summary) => string = groupOf): MetricGroup[] {
  const groups = new Map<string, Summary[]>();
  for (const metric of metrics) {
    const name = group(metric);
    const members = groups.get(name);
    if (members === undefined) {
      groups.set(name, [metric]);
    } else {
      members.push(metric);
    }
  }
  return [...groups]
    .sort(([one], [other]) => naturalOrder(one, other))
    .map(([name, members]) => ({ name, metrics: members.sort((one, other) => naturalOrder(one.name, other.name)) }));
}

/** Structurally what a page remembers of it. */
export type MetricGrouping =
  { readonly by: 'prefix' } | { readonly by: 'pattern'; readonly pattern: string } | { readonly by: 'none' };

export interface ArrangedGroup extends MetricGroup {
  readonly pinned: boolean;
}

export interface ArrangedMetrics {
  /** The pinned ones first, those without a group last. */
  readonly groups: readonly ArrangedGroup[];
  /** In a sentence why the pattern is of no use; all metrics are then in one group. */
  readonly mistake: string | null;
  /** Resolves when the pattern can be read; null when it has been. */
  readonly loading: Promise<void> | null;
}

/**
 * Metrics as somebody arranged them: pinned ones apart, in their order; the others by `grouping`, each group with those
 * of `order` first, in that order. With a pattern the group of a metric is what its first capture, or else all of it,
 * matches.
 */
export function arrangeMetrics(
  metrics: readonly Summary[],
  {
    grouping,
    pinned,
    order,
  }: { readonly grouping: MetricGrouping; readonly pinned: readonly string[]; readonly order: readonly string[] },
): ArrangedMetrics {
  const byName = new Map(metrics.map((metric) => [metric.name, metric]));
  const first = pinned.flatMap((name) => byName.get(name) ?? []);
  const { regExp, mistake, loading } =
    grouping.by === 'pattern' ? typedRegExp(grouping.pattern) : { regExp: null, mistake: null, loading: null };
  const groupBy = (metric: Summary): string => {
    if (grouping.by === 'prefix') {
      return groupOf(metric);
    }
    return regExp?.captured(metric.name) ?? '';
  };
  const places = new Map(order.map((name, place) => [name, place]));
  const placeOf = ({ name }: Summary): number => places.get(name) ?? Infinity;
  const rest = groupMetrics(
    metrics.filter(({ name }) => !pinned.includes(name)),
    groupBy,
  ).map(({ name, metrics: members }): ArrangedGroup => ({
    name,
    pinned: false,
    // Sorting is stable: those that were not moved stay in natural order.
    metrics: [...members].sort((one, other) => (placeOf(one) === placeOf(other) ? 0 : placeOf(one) - placeOf(other))),
  }));
  return {
    groups: [
      ...(first.length > 0 ? [{ name: l10n.t('Pinned'), pinned: true, metrics: first }] : []),
      ...rest.filter(({ name }) => name !== ''),
      ...rest.filter(({ name }) => name === ''),
    ],
    mistake,
    loading,
  };
}

/**
 * A list with one of its names moved to where the next (`by` 1) or the one before (-1) of the `shown` ones stands;
 * the list itself when there is none. What is not shown keeps its place.
 */
export function movedInOrder(
  names: readonly string[],
  name: string,
  by: -1 | 1,
  shown: readonly string[],
): readonly string[] {
  const target = shown[shown.indexOf(name) + by];
  if (target === undefined || !shown.includes(name)) {
    return names;
  }
  const others = names.filter((other) => other !== name);
  const place = others.indexOf(target) + (by === 1 ? 1 : 0);
  return [...others.slice(0, place), name, ...others.slice(place)];
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Names as people sort them: case and width of numbers do not matter, unless nothing else tells them apart. */
export const naturalOrder = (one: string, other: string): number =>
  collator.compare(one, other) || (one < other ? -1 : one > other ? 1 : 0);
