/** How the user wants the tree: order, groups and metrics are remembered, the filter only for now. */
import { boolean, fallback, object, parse, picklist, record, string, unknown } from 'valibot';
import type { Memento } from 'vscode';
import { parseFilter, type Filter } from './filter';
import type { ProjectRef } from '../../shared/reference';

/** `highest` and `lowest` are about the chosen metric. */
export const sortOrders = ['newest', 'oldest', 'name', 'longest', 'shortest', 'highest', 'lowest'] as const;
export type SortOrder = (typeof sortOrders)[number];

export const groupings = ['none', 'tag', 'state', 'day'] as const;
export type Grouping = (typeof groupings)[number];

type Memory = Pick<Memento, 'get' | 'update'>;
type AnyProject = Omit<ProjectRef, 'workspace'>;

const orderKey = 'tree.order';
const metricsKey = 'tree.metrics';

interface Order {
  readonly sort: SortOrder;
  readonly grouping: Grouping;
  readonly archivedShown: boolean;
}

export class Choices {
  readonly #memory: Memory;
  readonly #defaultMetric: () => string | null;
  #order: Order;
  /** By connection and project; null where the user wants none. */
  #metrics: Readonly<Record<string, string | null>>;
  #filterText = '';
  #filter: Filter | null = null;

  constructor(memory: Memory, defaultMetric: () => string | null) {
    this.#memory = memory;
    this.#defaultMetric = defaultMetric;
    this.#order = readOrder(memory.get(orderKey));
    this.#metrics = readMetrics(memory.get(metricsKey));
  }

  get order(): Order {
    return this.#order;
  }

  get filter(): Filter | null {
    return this.#filter;
  }

  get filterText(): string {
    return this.#filterText;
  }

  set filterText(text: string) {
    this.#filterText = text.trim();
    this.#filter = parseFilter(text);
  }

  async setOrder(change: Partial<Order>): Promise<void> {
    this.#order = { ...this.#order, ...change };
    await this.#memory.update(orderKey, this.#order);
  }

  /** The metric shown beside the project's experiments. */
  metric(project: AnyProject): string | null {
    const chosen = this.#metrics[metricKey(project)];
    return chosen === undefined ? this.#defaultMetric() : chosen;
  }

  async setMetric(project: AnyProject, metric: string | null): Promise<void> {
    this.#metrics = { ...this.#metrics, [metricKey(project)]: metric };
    await this.#memory.update(metricsKey, this.#metrics);
  }
}

const metricKey = ({ connection, projectId }: AnyProject): string => `${connection}/${projectId}`;

/** What is remembered may be from another version: what is not understood is as if never chosen. */
const orderSchema = fallback(
  object({
    sort: fallback(picklist(sortOrders), 'newest'),
    grouping: fallback(picklist(groupings), 'none'),
    archivedShown: fallback(boolean(), false),
  }),
  { sort: 'newest', grouping: 'none', archivedShown: false },
);

const metricsSchema = fallback(record(string(), unknown()), {});

const readOrder = (remembered: unknown): Order => parse(orderSchema, remembered);

const readMetrics = (remembered: unknown): Record<string, string | null> =>
  Object.fromEntries(
    Object.entries(parse(metricsSchema, remembered)).filter(
      (entry): entry is [string, string | null] => typeof entry[1] === 'string' || entry[1] === null,
    ),
  );
