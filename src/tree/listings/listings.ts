/**
 * The experiments of projects as the user wants to see them, and the facts drawn beside those on the screen:
 * both kept until something changes. Knows the store and the choices, no nodes and no vscode.
 */
import type { ListingRef, Store } from '../../store/store';
import type { Experiment } from '../../shared/experiment';
import { betterDirection, type BetterDirection } from './metricDirection';
import { toProblem, type Problem } from '../../shared/problem';
import type { ExperimentRef, ProjectRef } from '../../shared/reference';
import { arrange, byName, type Arrangement } from './arrange';
import type { Choices } from './preferences';
import { TimeSlice } from '../../platform/eventLoop';

export interface Arranged extends Arrangement {
  /**
   * Why the list, or the tags or metric values that its order depends on, are those that were heard before, or missing.
   */
  readonly problem: Problem | null;
}

/** Null: not heard yet. */
export interface Facts {
  readonly tags: readonly string[] | null;
  /** Last value of the project's chosen metric; NaN or infinite where it diverged. */
  readonly value: number | null;
}

/** Which experiments of a list have the best last value of the chosen metric. */
export interface Best {
  readonly metric: string;
  readonly direction: BetterDirection;
  /** How many experiments have a finite value. */
  readonly among: number;
  /** More than one where they are equal. */
  readonly keys: ReadonlySet<string>;
}

interface Entry {
  readonly listing: ListingRef;
  readonly promise: Promise<Arranged>;
  arranged: Arranged | null;
}

interface Gathered<T> {
  readonly answers: ReadonlyMap<string, T>;
  readonly problem: Problem | null;
}

const experimentsAQuestion = 100;
/** Enough to meet the metrics of a project. */
const experimentsAskedForMetrics = 6;
/**
 * Of longer lists the best is marked only when the list is sorted by the metric, since all its values are asked for
 * then.
 */
const mostComparedUnasked = 300;
const nothing: Facts = { tags: null, value: null };

export class Listings {
  readonly #store: Store;
  readonly #choices: Choices;
  readonly #entries = new Map<string, Entry>();
  readonly #facts = new Map<string, Facts & { readonly metric: string | null }>();
  readonly #best = new Map<string, Best>();
  /** What was heard last, for when a server cannot be asked: a failed refresh leaves the tree as it is. */
  readonly #lists = new Map<string, readonly Experiment[]>();
  readonly #tags = new Map<string, readonly string[]>();
  readonly #lastValues = new Map<string, number>();

  constructor(store: Store, choices: Choices) {
    this.#store = store;
    this.#choices = choices;
  }

  arranged(listing: ListingRef): Promise<Arranged> {
    const known = this.#entries.get(idOf(listing));
    if (known !== undefined) {
      return known.promise;
    }
    const { connection, workspace, projectId, archived } = listing;
    const plain: ListingRef = { connection, workspace, projectId, archived };
    const entry: Entry = { listing: plain, promise: this.#arrange(plain), arranged: null };
    this.#entries.set(idOf(listing), entry);
    entry.promise.then(
      (arranged) => {
        entry.arranged = arranged;
      },
      () => {
        if (this.#entries.get(idOf(listing)) === entry) {
          this.#entries.delete(idOf(listing));
        }
      },
    );
    return entry.promise;
  }

  /** What has been arranged, without asking. */
  current(listing: ListingRef): Arranged | null {
    return this.#entries.get(idOf(listing))?.arranged ?? null;
  }

  /** The metrics of some experiments of the project: of the model first, of the machine last. */
  async metricsOf({ connection, workspace, projectId }: ProjectRef): Promise<string[]> {
    const { experiments } = await this.arranged({ connection, workspace, projectId, archived: false });
    const stride = Math.max(1, Math.floor(experiments.length / experimentsAskedForMetrics));
    const some = experiments.filter((_, index) => index % stride === 0).slice(0, experimentsAskedForMetrics);
    const answers = await Promise.allSettled(some.map(({ key }) => this.#store.details.metrics({ connection, key })));
    const ofMachine = new Map(
      answers.flatMap((answer) =>
        answer.status === 'fulfilled' ? answer.value.map((metric) => [metric.name, metric.ofMachine] as const) : [],
      ),
    );
    return [...ofMachine]
      .sort(([one, isMachines], [other, isOther]) => Number(isMachines) - Number(isOther) || byName(one, other))
      .map(([name]) => name);
  }

  /** The lists that have been asked for. */
  loaded(which: (listing: ListingRef) => boolean = () => true): ListingRef[] {
    return [...this.#entries.values()].map(({ listing }) => listing).filter(which);
  }

  /** How many experiments of all loaded lists match the filter, and of how many projects they are. */
  counts(): { readonly matching: number; readonly total: number; readonly projects: number } {
    const loaded = this.loaded();
    const arranged = loaded.map((listing) => this.current(listing)).filter((one) => one !== null);
    return {
      matching: arranged.reduce((sum, { experiments }) => sum + experiments.length, 0),
      total: arranged.reduce((sum, { total }) => sum + total, 0),
      projects: new Set(loaded.map(({ connection, projectId }) => `${connection}/${projectId}`)).size,
    };
  }

  forget(which: (listing: ListingRef) => boolean): void {
    for (const [id, { listing }] of this.#entries) {
      if (which(listing)) {
        this.#entries.delete(id);
      }
    }
  }

  /** The connection is gone: what it said does not count any more. */
  forgetConnection(connection: string): void {
    this.forget((listing) => listing.connection === connection);
    for (const known of [this.#facts, this.#best, this.#lists, this.#tags, this.#lastValues]) {
      for (const id of known.keys()) {
        if (id.startsWith(`${connection}/`)) {
          known.delete(id);
        }
      }
    }
  }

  /** The preferences changed: arranges again what was arranged. */
  async rearrange(): Promise<void> {
    const listings = this.loaded();
    this.#entries.clear();
    await Promise.allSettled(listings.map((listing) => this.arranged(listing)));
  }

  facts(ref: ExperimentRef, metric: string | null): Facts {
    const known = this.#facts.get(factsId(ref));
    if (known === undefined) {
      return nothing;
    }
    return known.metric === metric ? known : { tags: known.tags, value: null };
  }

  /**
   * Hears tags and metric values of experiments on the screen; answers with the keys of those that look different now.
   */
  async learn(listing: ListingRef, keys: readonly string[]): Promise<string[]> {
    if (keys.length === 0) {
      return [];
    }
    const metric = this.#choices.metric(listing);
    const [tags, values] = await Promise.allSettled([
      this.#store.tags.ofListed(listing, keys),
      metric === null
        ? Promise.resolve(new Map<string, number>())
        : this.#store.details.lastValues(listing, keys, metric),
    ]);
    return keys.filter((key) => {
      const ref = { connection: listing.connection, key };
      const before = this.facts(ref, metric);
      const after = {
        metric,
        tags: tags.status === 'fulfilled' ? (tags.value.get(key) ?? []) : before.tags,
        value: values.status === 'fulfilled' ? (values.value.get(key) ?? null) : before.value,
      };
      this.#facts.set(factsId(ref), after);
      return !Object.is(after.value, before.value) || (after.tags ?? []).join('\n') !== (before.tags ?? []).join('\n');
    });
  }

  /**
   * Looks for the best of a list that is not sorted by its metric; answers with the keys of those whose mark comes or
   * goes.
   */
  async learnBest(listing: ListingRef): Promise<string[]> {
    const arranged = this.current(listing);
    if (arranged === null || this.#isSortedByMetric) {
      return [];
    }
    const metric = this.#choices.metric(listing);
    const direction = metric === null ? null : betterDirection(metric);
    const before = this.best(listing);
    let best: Best | null = null;
    if (metric !== null && direction !== null && arranged.experiments.length <= mostComparedUnasked) {
      const values = await this.#values(
        listing,
        arranged.experiments.map(({ key }) => key),
        metric,
      );
      if (values.problem !== null || this.current(listing) !== arranged) {
        return [];
      }
      best = bestOf(values.answers, metric, direction);
    }
    this.#setBest(listing, best);
    return [...new Set([...(before?.keys ?? []), ...(best?.keys ?? [])])].filter(
      (key) => before?.keys.has(key) !== best?.keys.has(key),
    );
  }

  /** Null while it is not known, or where the name of the metric does not tell what is better. */
  best(listing: ListingRef): Best | null {
    const best = this.#best.get(idOf(listing)) ?? null;
    return best !== null && best.metric === this.#choices.metric(listing) ? best : null;
  }

  get #isSortedByMetric(): boolean {
    const { sort } = this.#choices.order;
    return sort === 'highest' || sort === 'lowest';
  }

  #setBest(listing: ListingRef, best: Best | null): void {
    if (best === null) {
      this.#best.delete(idOf(listing));
    } else {
      this.#best.set(idOf(listing), best);
    }
  }

  async #arrange(listing: ListingRef): Promise<Arranged> {
    const list = await this.#experiments(listing);
    const {
      order: { sort, grouping },
      filter,
    } = this.#choices;
    const keys = list.experiments.map(({ key }) => key);
    const metric = this.#isSortedByMetric ? this.#choices.metric(listing) : null;
    const needsTags = (grouping === 'tag' && !listing.archived) || (filter !== null && filter.tags.length > 0);
    const tags = await this.#gather(
      list.problem,
      needsTags || filter !== null ? keys : [],
      this.#tags,
      (key) => factsId({ connection: listing.connection, key }),
      (some) => this.#store.tags.ofListed(listing, some, needsTags),
    );
    const values = metric === null ? null : await this.#values(listing, keys, metric, list.problem);
    const arrangement = await arrange(list.experiments, {
      sort,
      filter,
      grouping: listing.archived ? 'none' : grouping,
      tagsOf: (key) => tags.answers.get(key) ?? [],
      metricValueOf: (key) => values?.answers.get(key),
    });
    if (metric !== null && values !== null) {
      const matching = new Map(
        arrangement.experiments.flatMap(({ key }): [string, number][] => {
          const value = values.answers.get(key);
          return value === undefined ? [] : [[key, value]];
        }),
      );
      this.#setBest(listing, bestOf(matching, metric, sort === 'lowest' ? 'lower' : 'higher'));
    }
    return { ...arrangement, problem: list.problem ?? tags.problem ?? values?.problem ?? null };
  }

  /** Where the list cannot be had, the one that was heard before, with the reason. */
  async #experiments(
    listing: ListingRef,
  ): Promise<{ readonly experiments: readonly Experiment[]; readonly problem: Problem | null }> {
    const id = idOf(listing);
    try {
      const experiments = await this.#store.experiments.list(listing);
      this.#lists.set(id, experiments);
      return { experiments, problem: null };
    } catch (error) {
      const problem = toProblem(error);
      const experiments = this.#lists.get(id);
      if (experiments === undefined || problem.kind === 'cancelled') {
        throw error;
      }
      return { experiments, problem };
    }
  }

  #values(
    listing: ListingRef,
    keys: readonly string[],
    metric: string,
    problem: Problem | null = null,
  ): Promise<Gathered<number>> {
    return this.#gather(
      problem,
      keys,
      this.#lastValues,
      (key) => `${factsId({ connection: listing.connection, key })}/${metric}`,
      (some) => this.#store.details.lastValues(listing, some, metric),
    );
  }

  /**
   * Asks about many experiments, some at a time. What does not come is as it was heard before, with the reason; with a
   * problem that is known already nothing is asked.
   */
  async #gather<T>(
    known: Problem | null,
    keys: readonly string[],
    heard: Map<string, T>,
    id: (key: string) => string,
    ask: (some: readonly string[]) => Promise<ReadonlyMap<string, T>>,
  ): Promise<Gathered<T>> {
    const slice = new TimeSlice();
    const answers = new Map<string, T>();
    let problem = known;
    const remember = (key: string): void => {
      const value = heard.get(id(key));
      if (value !== undefined) {
        answers.set(key, value);
      }
    };
    const asked: Promise<void>[] = [];
    for (let start = 0; start < keys.length; start += experimentsAQuestion) {
      if (slice.expired) {
        await slice.yield();
      }
      const some = keys.slice(start, start + experimentsAQuestion);
      if (known !== null) {
        some.forEach(remember);
        continue;
      }
      asked.push(
        ask(some).then(
          (found) => {
            for (const key of some) {
              const value = found.get(key);
              if (value === undefined) {
                heard.delete(id(key));
              } else {
                heard.set(id(key), value);
                answers.set(key, value);
              }
            }
          },
          (error: unknown) => {
            problem ??= toProblem(error);
            some.forEach(remember);
          },
        ),
      );
    }
    await Promise.all(asked);
    return { answers, problem };
  }
}

/** Null where there is nothing to compare: fewer than two finite values, or all of them equal. */
function bestOf(values: ReadonlyMap<string, number>, metric: string, direction: BetterDirection): Best | null {
  let best: number | null = null;
  let among = 0;
  let keys = new Set<string>();
  for (const [key, value] of values) {
    if (!Number.isFinite(value)) {
      continue;
    }
    among += 1;
    if (best === null || (direction === 'higher' ? value > best : value < best)) {
      best = value;
      keys = new Set([key]);
    } else if (value === best) {
      keys.add(key);
    }
  }
  return keys.size === among ? null : { metric, direction, among, keys };
}

const idOf = ({ connection, projectId, archived }: ListingRef): string => `${connection}/${projectId}/${archived}`;
const factsId = ({ connection, key }: ExperimentRef): string => `${connection}/${key}`;
