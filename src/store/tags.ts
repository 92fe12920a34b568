/** What we know of the tags of experiments, and what changes them: a part of the store. Knows no view and no vscode. */
import * as l10n from '@vscode/l10n';
import type { Experiment } from '../shared/experiment';
import { toProblem } from '../shared/problem';
import type { ExperimentRef, ProjectRef } from '../shared/reference';
import { experimentId, experimentKey, projectKey, type ListingRef, type StoreCore } from './core';
import type { ProjectStore } from './projects';

type Tags = readonly string[];

export class TagStore {
  readonly #core: StoreCore;
  readonly #projects: Pick<ProjectStore, 'get'>;
  readonly #known: (ref: ExperimentRef) => Experiment | undefined;
  /** Read or written for one experiment: newer than what the project's list said. */
  readonly #own = new Map<string, Tags>();

  /** @param known what a list or an earlier answer said about an experiment, its tags perhaps included */
  constructor(
    core: StoreCore,
    projects: Pick<ProjectStore, 'get'>,
    known: (ref: ExperimentRef) => Experiment | undefined,
  ) {
    this.#core = core;
    this.#projects = projects;
    this.#known = known;
  }

  of(ref: ExperimentRef): Promise<Tags> {
    const told = this.#told(ref);
    if (told !== null) {
      return Promise.resolve(told);
    }
    return this.#core.light.get(experimentKey(ref, 'tags'), async () => {
      const tags = await this.#core.call(
        ref.connection,
        ({ tags: group }, signal) => group?.list?.(ref.key, signal) ?? Promise.resolve([]),
      );
      this.#own.set(experimentId(ref), tags);
      return tags;
    });
  }

  /**
   * Those of the given experiments of a list; at once where the tracker can, else one by one.
   * @param oneByOne false: where they would have to be asked for one by one, only those that are known already
   */
  async ofListed(listing: ListingRef, keys: readonly string[], oneByOne = true): Promise<ReadonlyMap<string, Tags>> {
    const { connection, archived } = listing;
    const told = new Map(
      keys.flatMap((key): [string, Tags][] => {
        const tags = this.#told({ connection, key });
        return tags === null ? [] : [[key, tags]];
      }),
    );
    if (told.size === keys.length) {
      return told;
    }
    const together = await this.#core.light.get(projectKey(listing, `tags/${archived}`), () => this.#together(listing));
    const pairs = await Promise.all(
      keys.map(async (key): Promise<[string, Tags]> => {
        const known = told.get(key);
        if (known !== undefined) {
          return [key, known];
        }
        return [key, together === null && oneByOne ? await this.of({ connection, key }) : (together?.get(key) ?? [])];
      }),
    );
    return new Map(pairs);
  }

  /** For suggestions: an empty list when the tracker cannot tell. */
  async inUse(ref: ProjectRef): Promise<Tags> {
    const project = await this.#projects.get(ref);
    return this.#core.call(ref.connection, ({ tags }, signal) => tags?.inUse?.(project, signal) ?? Promise.resolve([]));
  }

  async add(ref: ExperimentRef, added: Tags): Promise<void> {
    await this.#core.callOptional(ref.connection, l10n.t('This tracker cannot add tags.'), ({ edits }, signal) =>
      edits?.addTags?.(ref.key, added, signal),
    );
    // Trackers acknowledge before they can be read: what we know with what we wrote is the better answer.
    const before = await this.of(ref);
    this.#set(ref, [...new Set([...before, ...added])]);
  }

  async remove(ref: ExperimentRef, removed: Tags): Promise<void> {
    await this.#core.callOptional(ref.connection, l10n.t('This tracker cannot remove tags.'), ({ edits }, signal) =>
      edits?.removeTags?.(ref.key, removed, signal),
    );
    const before = await this.of(ref);
    this.#set(
      ref,
      before.filter((tag) => !removed.includes(tag)),
    );
  }

  forget(ref: ExperimentRef): void {
    this.#own.delete(experimentId(ref));
  }

  forgetConnection(connection: string): void {
    for (const id of this.#own.keys()) {
      if (id.startsWith(`${connection}/`)) {
        this.#own.delete(id);
      }
    }
  }

  /** Without asking: what was read or written for it, else what its row says; null where neither does. */
  #told(ref: ExperimentRef): Tags | null {
    return this.#own.get(experimentId(ref)) ?? this.#known(ref)?.tags ?? null;
  }

  async #together(listing: ListingRef): Promise<ReadonlyMap<string, Tags> | null> {
    const project = await this.#projects.get(listing);
    return this.#core.call(listing.connection, async (backend, signal) => {
      if (backend.tags?.ofListing === undefined) {
        return null;
      }
      try {
        return await backend.tags.ofListing({ project, archived: listing.archived }, signal);
      } catch (error) {
        // A server that lacks or refuses the shortcut still has the long way.
        if (['unsupported', 'refused', 'notFound', 'forbidden'].includes(toProblem(error).kind)) {
          return null;
        }
        throw error;
      }
    });
  }

  #set({ connection, key }: ExperimentRef, tags: Tags): void {
    this.#own.set(experimentId({ connection, key }), tags);
    this.#core.light.set(experimentKey({ connection, key }, 'tags'), tags);
    this.#core.fire({ kind: 'experiment', connection, key });
  }
}
