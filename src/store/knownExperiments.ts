/**
 * The experiments that lists and answers told of, each as it was heard last, and the cached lists that they stand in.
 * Sends no request and fires no event.
 */
import type { Experiment } from '../shared/experiment';
import type { ExperimentRef } from '../shared/reference';
import { experimentId as idOf, experimentKey as partKey, listingKey, ownerOf, type StoreCore } from './core';

type List = readonly Experiment[];

export class KnownExperiments {
  readonly #core: StoreCore;
  readonly #now: () => number;
  readonly #experiments = new Map<string, Experiment>();
  readonly #heard = new Map<string, number>();

  constructor(core: StoreCore, now: () => number) {
    this.#core = core;
    this.#now = now;
  }

  get(ref: ExperimentRef): Experiment | undefined {
    return this.#experiments.get(idOf(ref));
  }

  /** Epoch milliseconds; null for what was never heard of. */
  heardAt(ref: ExperimentRef): number | null {
    return this.#heard.get(idOf(ref)) ?? null;
  }

  /** A list told of it. */
  learn(connection: string, experiment: Experiment): void {
    const id = idOf({ connection, key: experiment.key });
    this.#experiments.set(id, experiment);
    this.#heard.set(id, this.#now());
  }

  /** The server answered with it, or took a change: it is so in its list as well. */
  async replace(connection: string, experiment: Experiment): Promise<void> {
    this.#put(connection, experiment);
    await this.#inList(connection, experiment, (list) =>
      list.map((one) => (one.key === experiment.key ? experiment : one)),
    );
  }

  /** As `replace`, after it went into the archive or came out of it. */
  async moveBetweenLists(connection: string, experiment: Experiment): Promise<void> {
    this.#put(connection, experiment);
    await this.#inList(connection, { ...experiment, archived: !experiment.archived }, (list) =>
      list.filter(({ key }) => key !== experiment.key),
    );
    await this.#inList(connection, experiment, (list) =>
      list.some(({ key }) => key === experiment.key) ? list : [...list, experiment],
    );
  }

  /** It is in no list any more. */
  async takeFromLists(connection: string, experiment: Experiment): Promise<void> {
    await Promise.all(
      [true, false].map((archived) =>
        this.#inList(connection, { ...experiment, archived }, (list) =>
          list.filter(({ key }) => key !== experiment.key),
        ),
      ),
    );
  }

  /** With all its parts. When it was heard of last stays known. */
  forget(ref: ExperimentRef): void {
    this.#experiments.delete(idOf(ref));
    this.#core.light.evict(partKey(ref, ''));
    this.#core.heavy.evict(partKey(ref, ''));
  }

  /** As `forget`, all of a project; gives those that were known. */
  forgetProject(connection: string, projectId: string): readonly ExperimentRef[] {
    const forgotten: ExperimentRef[] = [];
    for (const [id, { key, projectId: own }] of this.#experiments) {
      if (own === projectId && id === idOf({ connection, key })) {
        this.#experiments.delete(id);
        forgotten.push({ connection, key });
      }
    }
    const owners = new Set(forgotten.map((ref) => partKey(ref, '')));
    const belongs = (entry: string): boolean => owners.has(ownerOf(entry));
    this.#core.light.evictWhere(belongs);
    this.#core.heavy.evictWhere(belongs);
    return forgotten;
  }

  /** What is cached of them is forgotten with the connection. */
  forgetConnection(connection: string): void {
    for (const known of [this.#experiments, this.#heard]) {
      for (const id of known.keys()) {
        if (id.startsWith(`${connection}/`)) {
          known.delete(id);
        }
      }
    }
  }

  #put(connection: string, experiment: Experiment): void {
    this.learn(connection, experiment);
    this.#core.light.set(partKey({ connection, key: experiment.key }, 'experiment'), experiment);
  }

  #inList(
    connection: string,
    { projectId, archived }: Pick<Experiment, 'projectId' | 'archived'>,
    change: (list: List) => List,
  ): Promise<void> {
    return this.#core.light.update<List>(listingKey(connection, projectId, archived), change);
  }
}
