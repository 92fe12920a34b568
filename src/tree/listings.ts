/**
 * The experiments of projects as the user wants to see them, and the facts drawn beside those on the screen:
 * both kept until something changes. Knows the store and the choices, no nodes and no vscode.
 */
import type { ListingRef, Store } from '../store';
import { toProblem, type Problem } from '../shared/problem';
import type { ExperimentRef } from '../shared/reference';
import { arrange, type Arrangement } from './arrange';
import type { Choices } from './choices';
import { Pace } from '../pace';

export interface Arranged extends Arrangement {
  /** Why tags or metric values that the order depends on are missing. */
  readonly problem: Problem | null;
}

/** Null: not heard yet. */
export interface Facts {
  readonly tags: readonly string[] | null;
  /** Last value of the project's chosen metric. */
  readonly value: number | null;
}

interface Entry {
  readonly listing: ListingRef;
  readonly promise: Promise<Arranged>;
  arranged: Arranged | null;
}

const experimentsAQuestion = 100;
const nothing: Facts = { tags: null, value: null };

export class Listings {
  readonly #store: Store;
  readonly #choices: Choices;
  readonly #entries = new Map<string, Entry>();
  readonly #facts = new Map<string, Facts & { readonly metric: string | null }>();

  constructor(store: Store, choices: Choices) {
    this.#store = store;
    this.#choices = choices;
  }

  arranged(listing: ListingRef): Promise<Arranged> {
    const known = this.#entries.get(idOf(listing));
    if (known !== undefined) return known.promise;
    const { connection, workspace, projectId, archived } = listing;
    const plain: ListingRef = { connection, workspace, projectId, archived };
    const entry: Entry = { listing: plain, promise: this.#arrange(plain), arranged: null };
    this.#entries.set(idOf(listing), entry);
    entry.promise.then((arranged) => { entry.arranged = arranged; }, () => {
      if (this.#entries.get(idOf(listing)) === entry) this.#entries.delete(idOf(listing));
    });
    return entry.promise;
  }

  /** What has been arranged, without asking. */
  current(listing: ListingRef): Arranged | null {
    return this.#entries.get(idOf(listing))?.arranged ?? null;
  }

  /** The lists that have been asked for. */
  loaded(which: (listing: ListingRef) => boolean = () => true): ListingRef[] {
    return [...this.#entries.values()].map(({ listing }) => listing).filter(which);
  }

  forget(which: (listing: ListingRef) => boolean): void {
    for (const [id, { listing }] of this.#entries) if (which(listing)) this.#entries.delete(id);
  }

  /** The wish changed: arranges anew what was arranged. */
  async rearrange(): Promise<void> {
    const listings = this.loaded();
    this.#entries.clear();
    await Promise.allSettled(listings.map((listing) => this.arranged(listing)));
  }

  facts(ref: ExperimentRef, metric: string | null): Facts {
    const known = this.#facts.get(factsId(ref));
    if (known === undefined) return nothing;
    return known.metric === metric ? known : { tags: known.tags, value: null };
  }

  /** Hears tags and metric values of experiments on the screen; answers with the keys of those that look different now. */
  async learn(listing: ListingRef, keys: readonly string[]): Promise<string[]> {
    if (keys.length === 0) return [];
    const metric = this.#choices.metric(listing);
    const [tags, values] = await Promise.allSettled([
      this.#store.tagsOf(listing, keys),
      metric === null ? Promise.resolve(new Map<string, number>()) : this.#store.lastValues(listing, keys, metric),
    ]);
    return keys.filter((key) => {
      const ref = { connection: listing.connection, key };
      const before = this.facts(ref, metric);
      const after = {
        metric,
        tags: tags.status === 'fulfilled' ? tags.value.get(key) ?? [] : before.tags,
        value: values.status === 'fulfilled' ? values.value.get(key) ?? null : before.value,
      };
      this.#facts.set(factsId(ref), after);
      return after.value !== before.value || (after.tags ?? []).join('\n') !== (before.tags ?? []).join('\n');
    });
  }

  async #arrange(listing: ListingRef): Promise<Arranged> {
    const experiments = await this.#store.experiments(listing);
    const { order: { sort, grouping }, filter } = this.#choices;
    const keys = experiments.map(({ key }) => key);
    const metric = sort === 'highest' || sort === 'lowest' ? this.#choices.metric(listing) : null;
    const byTag = (grouping === 'tag' && !listing.archived) || (filter !== null && filter.tags.length > 0);
    const tags = await gather(byTag ? keys : [], (some) => this.#store.tagsOf(listing, some));
    const values = await gather(metric === null ? [] : keys, (some) => this.#store.lastValues(listing, some, metric ?? ''));
    const arrangement = await arrange(experiments, {
      sort,
      filter,
      grouping: listing.archived ? 'none' : grouping,
      tagsOf: (key) => tags.answers.get(key) ?? [],
      metricValueOf: (key) => values.answers.get(key),
    });
    return { ...arrangement, problem: tags.problem ?? values.problem };
  }
}

/** Asks about many experiments, some at a time; what was answered stands beside what went wrong. */
async function gather<T>(keys: readonly string[], ask: (some: readonly string[]) => Promise<ReadonlyMap<string, T>>): Promise<{ answers: Map<string, T>; problem: Problem | null }> {
  const pace = new Pace();
  const answers = new Map<string, T>();
  let problem: Problem | null = null;
  const asked: Promise<void>[] = [];
  for (let start = 0; start < keys.length; start += experimentsAQuestion) {
    if (pace.due) await pace.rest();
    asked.push(ask(keys.slice(start, start + experimentsAQuestion)).then(
      (some) => { for (const [key, value] of some) answers.set(key, value); },
      (error: unknown) => { problem ??= toProblem(error); },
    ));
  }
  await Promise.all(asked);
  return { answers, problem };
}

const idOf = ({ connection, projectId, archived }: ListingRef): string => `${connection}/${projectId}/${archived}`;
const factsId = ({ connection, key }: ExperimentRef): string => `${connection}/${key}`;
