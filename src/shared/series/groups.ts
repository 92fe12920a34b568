/** Metrics by the groups their names tell, in the order people expect. */
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
  if (slash > 0) return name.slice(0, slash);
  const system = /(?:^|_)(sys\.[^.]+)/.exec(name);
  if (system?.[1] !== undefined) return system[1];
  return context ?? '';
}

/** Metrics by group, those without one first; groups and their metrics in natural order (`layer2` before `layer10`). */
export function groupMetrics(metrics: readonly Summary[]): MetricGroup[] {
  const groups = new Map<string, Summary[]>();
  for (const metric of metrics) {
    const name = groupOf(metric);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [metric]);
    else group.push(metric);
  }
  return [...groups]
    .sort(([one], [other]) => naturalOrder(one, other))
    .map(([name, members]) => ({ name, metrics: members.sort((one, other) => naturalOrder(one.name, other.name)) }));
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Names as people sort them: case and width of numbers do not matter, unless nothing else tells them apart. */
export const naturalOrder = (one: string, other: string): number =>
  collator.compare(one, other) || (one < other ? -1 : one > other ? 1 : 0);
