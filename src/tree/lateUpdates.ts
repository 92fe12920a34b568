/**
 * What the tree learns after a list was drawn: tags and metric values, states of versions, how many are archived, what
 * changed of single experiments. Redraws what then looks different, and nothing else.
 */
import { experimentId, type ExperimentRef } from '../shared/reference';
import type { ListingRef, Store } from '../store/store';
import { sameArrangement } from './listings/arrange';
import { versionsAskedForState } from './children/artifacts';
import type { NodeIdentity } from './nodeIdentity';
import type { Listings } from './listings/listings';
import type { ArtifactNode, ListNode, Node, ProjectNode } from './nodes';
import { settlesAtOnce } from '../platform/eventLoop';
import type { VisibleRows } from './visibleRows';
import { listingOf } from './context';

export interface LateUpdatesOptions {
  readonly store: Store;
  readonly listings: Listings;
  /** The nodes on the screen. */
  readonly identity: NodeIdentity;
  readonly visibleRows: VisibleRows;
  readonly redraw: (nodes: Node[]) => void;
}

export class LateUpdates {
  readonly #options: LateUpdatesOptions;
  readonly #changed = new Map<string, ExperimentRef>();
  #reviewing = false;

  constructor(options: LateUpdatesOptions) {
    this.#options = options;
  }

  /** The children are about to be drawn; resolves when what was known at once is there. */
  async learn(parent: Node, nodes: readonly Node[]): Promise<void> {
    if (parent.kind === 'project') {
      this.#prepareArchived(parent, nodes);
      void this.#recount(parent);
    }
    if (parent.kind === 'artifact') {
      void this.#learnStates(parent, nodes);
    }
    if (isList(parent)) {
      await this.#learnOfExperiments(parent, nodes);
    }
  }

  /**
   * An experiment changed: where that changes an order or a group, the whole list is drawn again, else the experiment
   * alone.
   */
  review(ref: ExperimentRef): void {
    this.#changed.set(experimentId(ref), ref);
    if (!this.#reviewing) {
      void this.#reviewAll();
    }
  }

  async #reviewAll(): Promise<void> {
    const { listings, identity } = this.#options;
    this.#reviewing = true;
    while (this.#changed.size > 0) {
      const refs = [...this.#changed.values()];
      this.#changed.clear();
      for (const listing of listings.loaded()) {
        const keys = refs.filter(({ connection }) => connection === listing.connection).map(({ key }) => key);
        if (keys.length > 0) {
          await this.#reviewListing(listing, new Set(keys)).catch(() => this.#redrawProject(listing));
        }
      }
      const changed = new Set(refs.map(experimentId));
      this.#redraw(identity.experiments().filter((node) => node.role !== null && changed.has(experimentId(node))));
    }
    this.#reviewing = false;
  }

  async #reviewListing(listing: ListingRef, keys: ReadonlySet<string>): Promise<void> {
    const { store, listings, identity, visibleRows } = this.#options;
    const before = listings.current(listing);
    const concerned = (await store.experiments.list(listing)).filter(({ key }) => keys.has(key)).map(({ key }) => key);
    if (concerned.length === 0) {
      return;
    }
    // Forgotten for a refresh: to be asked for again, one by one, since the list is still good.
    await Promise.allSettled(concerned.map((key) => store.experiments.get({ connection: listing.connection, key })));
    listings.forget((other) => sameListing(other, listing));
    const after = await listings.arranged(listing);
    if (before === null || !sameArrangement(before, after) || (before.problem === null) !== (after.problem === null)) {
      this.#redrawProject(listing);
      return;
    }
    const shown = new Set(
      identity
        .experiments()
        .filter((node) => node.connection === listing.connection && keys.has(node.key))
        .map(({ key }) => key),
    );
    this.#redrawExperiments(listing.connection, [...shown]);
    this.#redrawExperiments(listing.connection, await listings.learn(listing, [...shown]));
    this.#redrawExperiments(listing.connection, await listings.learnBest(listing));
    visibleRows.review();
  }

  /** First paint goes without the tags and metric values that have to be asked for: they follow together. */
  async #learnOfExperiments(list: ListNode, nodes: readonly Node[]): Promise<void> {
    const { listings } = this.#options;
    const listing = listingOf(list);
    const keys = nodes.filter((node) => node.kind === 'experiment').map(({ key }) => key);
    const learned = Promise.all([listings.learn(listing, keys), listings.learnBest(listing)]).then((changed) =>
      changed.flat(),
    );
    // VS Code overlooks a redraw of what it has not drawn yet: what is known at once must be there before.
    if (!(await settlesAtOnce(learned))) {
      void learned.then((keys) => this.#redrawExperiments(list.connection, keys));
    }
  }

  /** Rows of versions say when their files cannot be read: each is asked for, the rows go first. */
  async #learnStates(artifact: ArtifactNode, nodes: readonly Node[]): Promise<void> {
    const { artifacts } = this.#options.store;
    const versions = nodes.slice(0, versionsAskedForState).filter((node) => node.kind === 'artifactVersion');
    const answers = await Promise.allSettled(
      versions.filter(({ details }) => details === null).map((version) => artifacts.version(version)),
    );
    if (answers.some(({ status }) => status === 'fulfilled')) {
      this.#redraw([artifact]);
    }
  }

  /** The number beside “Archived” follows when the list is there; with nothing in it, the node goes. */
  #prepareArchived(project: ProjectNode, nodes: readonly Node[]): void {
    const { listings } = this.#options;
    const archived = nodes.find((node) => node.kind === 'archived');
    if (archived === undefined || listings.current(listingOf(archived)) !== null) {
      return;
    }
    listings.arranged(listingOf(archived)).then(
      ({ total }) => this.#redraw([total === 0 ? project : archived]),
      () => undefined,
    );
  }

  /** What stands beside a project follows its list. */
  async #recount(project: ProjectNode): Promise<void> {
    this.#redraw(await this.#options.visibleRows.outdated([project]));
  }

  #redrawProject({ connection, projectId }: ListingRef): void {
    this.#redraw(
      [...this.#options.identity.shown()].filter(
        (node) => node.kind === 'project' && node.connection === connection && node.projectId === projectId,
      ),
    );
  }

  #redrawExperiments(connection: string, keys: readonly string[]): void {
    const wanted = new Set(keys);
    this.#redraw(
      this.#options.identity.experiments().filter((node) => node.connection === connection && wanted.has(node.key)),
    );
  }

  #redraw(nodes: Node[]): void {
    if (nodes.length > 0) {
      this.#options.redraw(nodes);
    }
  }
}

const isList = (node: Node): node is ListNode =>
  node.kind === 'project' || node.kind === 'group' || node.kind === 'archived' || node.kind === 'query';
const sameListing = (one: ListingRef, other: ListingRef): boolean =>
  one.connection === other.connection && one.projectId === other.projectId && one.archived === other.archived;
