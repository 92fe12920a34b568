/**
 * The sidebar: shows what the store knows as a tree, redraws only what changed, watches what runs while it is on the
 * screen, and answers the verbs that are about the tree itself. Knows no back end; an error is a node with its repair.
 */
import {
  commands,
  EventEmitter,
  window,
  type Memento,
  type TreeDataProvider,
  type TreeItem,
  type TreeView,
} from 'vscode';
import type { ConnectionInfo } from '../shared/connection';
import type { Disposable, Event } from '../shared/event';
import { toProblem, type Problem } from '../shared/problem';
import { sameExperiment, type ExperimentRef, type ProjectRef } from '../shared/reference';
import type { Change, ListingRef, Store } from '../store/store';
import { isSystemMetric } from '../shared/experiment';
import { byName, type Grouping, type SortOrder } from './arrange';
import { childrenOf, groupId } from './children/children';
import { Choices } from './preferences';
import { FileDrop } from './dragAndDrop';
import { experimentRefOf, itemOf, tooltipOf } from './items/items';
import { LateUpdates } from './lateUpdates';
import { NodeIdentity } from './nodeIdentity';
import { Listings } from './listings';
import { isNode, nearest, problemNode, type Node, type ProjectNode } from './nodes';
import { experimentsAPage } from './children/paging';
import { pickGrouping, pickMetric, pickProject, pickSort, typeFilter } from './prompts';
import { VisibleRows } from './visibleRows';
import { listingOf, type Queries, type TreeContext } from './context';
import { scopeOf, pathTo, type TreeTarget } from './nodePath';
import { filterMessage, oneLine, orderDescription } from './labels';

export interface TreeParts {
  readonly store: Store;
  readonly connections: { list(): readonly ConnectionInfo[]; readonly onDidChange: Event<unknown> };
  readonly settings: { readonly treeMetric: string | null; readonly onDidChange: Event<unknown> };
  readonly memory: Memento;
  readonly queries: Queries;
}

/** Enough to meet the metrics of a project. */
const experimentsAskedForMetrics = 6;

export class ExperimentTree implements TreeDataProvider<Node>, Disposable {
  readonly #store: Store;
  readonly #choices: Choices;
  readonly #listings: Listings;
  readonly #sources: TreeContext;
  readonly #pages = new Map<string, number>();
  readonly #levels = new NodeIdentity();
  readonly #sight: VisibleRows;
  readonly #later: LateUpdates;
  readonly #changes = new EventEmitter<Node | Node[] | undefined>();
  readonly #view: TreeView<Node>;
  readonly #subscriptions: { dispose(): unknown }[];

  readonly onDidChangeTreeData = this.#changes.event;
  readonly drop = new FileDrop();

  constructor({ store, connections, settings, memory, queries }: TreeParts) {
    this.#store = store;
    this.#choices = new Choices(memory, () => settings.treeMetric);
    this.#listings = new Listings(store, this.#choices);
    this.#sources = {
      store,
      connections,
      listings: this.#listings,
      choices: this.#choices,
      queries,
      pages: this.#pages,
    };
    this.#view = window.createTreeView<Node>('experimentExplorer.tree', {
      treeDataProvider: this,
      showCollapseAll: true,
      canSelectMany: true,
      dragAndDropController: this.drop,
    });
    const redraw = (nodes: Node[]): void => this.#changes.fire(nodes);
    this.#sight = new VisibleRows(this.#view, () => this.#levels.experiments(), this.#sources, redraw);
    this.#later = new LateUpdates({
      store,
      listings: this.#listings,
      levels: this.#levels,
      visibleRows: this.#sight,
      redraw,
    });
    let metric = settings.treeMetric;
    this.#subscriptions = [
      this.#view,
      store.onDidChange((change) => this.#follow(change)),
      connections.onDidChange(() => this.#changes.fire(undefined)),
      store.onDidChangePollFailure((ref) => this.#heal(ref)),
      queries.onDidChange(() => this.#redraw((node) => node.kind === 'projectFolder')),
      settings.onDidChange(() => {
        if (metric === settings.treeMetric) {
          return;
        }
        metric = settings.treeMetric;
        void this.#rearrange();
      }),
      this.#sight,
      this.#changes,
    ];
    this.#tellContext();
  }

  async getChildren(node?: Node): Promise<Node[]> {
    const parent = node ?? null;
    const requestId = this.#levels.requestId();
    const fresh = await this.#ask(parent);
    const nodes = this.#levels.reconcile(parent, fresh, requestId);
    if (parent !== null) {
      await this.#later.learn(parent, nodes);
    }
    if (this.#choices.filter !== null) {
      this.#tellFilter();
    }
    this.#sight.opened(parent);
    return nodes;
  }

  async getTreeItem(node: Node): Promise<TreeItem> {
    const item = await itemOf(node, this.#sources, Date.now());
    this.#sight.drawn(node, item);
    return item;
  }

  getParent(node: Node): Node | null {
    return node.parent;
  }

  async resolveTreeItem(item: TreeItem, node: Node): Promise<TreeItem> {
    if (node.kind === 'experiment') {
      item.tooltip = await tooltipOf(node, this.#sources, Date.now());
    }
    return item;
  }

  /** The message above the tree; empty without a filter. */
  get message(): string {
    return this.#view.message ?? '';
  }

  /** The experiment that the selected nodes are or belong to; undefined when there is none or more than one. */
  selectedExperiment(): ExperimentRef | undefined {
    const [one, ...others] = this.#view.selection.map(experimentRefOf).filter((ref) => ref !== null);
    return one !== undefined && others.every((other) => sameExperiment(one, other)) ? one : undefined;
  }

  /** Forgets what is known at and below the node, so that it is asked for anew; without a node, everything. */
  refresh(node?: unknown): void {
    if (isNode(node) && (node.kind === 'queries' || node.kind === 'query')) {
      // What matches is never kept.
      this.#changes.fire(node);
      return;
    }
    const scope = isNode(node) ? scopeOf(node) : null;
    if (scope !== null) {
      this.#store.refresh(scope);
      return;
    }
    for (const { id } of this.#sources.connections.list()) {
      this.#store.refresh({ connection: id });
    }
    this.#changes.fire(undefined);
  }

  loadMore(node?: unknown): void {
    const parent = isNode(node) && node.kind === 'more' ? node.parent : null;
    if (parent === null) {
      return;
    }
    this.#pages.set(parent.id, (this.#pages.get(parent.id) ?? 0) + 1);
    this.#changes.fire(parent);
  }

  find(): Promise<void> {
    return typeFilter(this.#choices.filterText, (text) => void this.setFilter(text));
  }

  editFind(): Promise<void> {
    return this.find();
  }

  clearFind(): Promise<void> {
    return this.setFilter('');
  }

  /** Shows only what matches; empty text shows all. */
  async setFilter(text: string): Promise<void> {
    if (text.trim() === this.#choices.filterText) {
      return;
    }
    this.#choices.filterText = text;
    this.#pages.clear();
    await this.#rearrange();
  }

  async sortBy(): Promise<void> {
    const sort = await pickSort(this.#choices.order.sort);
    if (sort === undefined) {
      return;
    }
    await this.setSort(sort);
    const byMetric = sort === 'highest' || sort === 'lowest';
    if (byMetric && this.#listings.loaded().every((listing) => this.#choices.metric(listing) === null)) {
      await this.chooseMetric();
    }
  }

  async setSort(sort: SortOrder): Promise<void> {
    await this.#choices.setOrder({ sort });
    await this.#rearrange();
  }

  async groupBy(): Promise<void> {
    const grouping = await pickGrouping(this.#choices.order.grouping);
    if (grouping !== undefined) {
      await this.setGrouping(grouping);
    }
  }

  async setGrouping(grouping: Grouping): Promise<void> {
    await this.#choices.setOrder({ grouping });
    await this.#rearrange();
  }

  /** Of the given project, the selected one, or one of those that are loaded. */
  async chooseMetric(ref?: ProjectRef): Promise<void> {
    const selected = this.#view.selection[0];
    const loaded = this.#projects().filter((project) => this.#listings.current(listingOf(project)) !== null);
    const project =
      ref ??
      (selected === undefined ? null : nearest(selected, 'project')) ??
      (await pickProject(
        loaded.map((node) => ({ label: node.project.name, description: node.workspace, ...plainProject(node) })),
      ));
    if (project === undefined) {
      return;
    }
    const metric = await pickMetric(this.#metricsOf(project), this.#choices.metric(project));
    if (metric !== undefined) {
      await this.setMetric(project, metric);
    }
  }

  async setMetric(project: ProjectRef, metric: string | null): Promise<void> {
    await this.#choices.setMetric(project, metric);
    await this.#rearrange();
  }

  showArchived(): Promise<void> {
    return this.#setArchivedShown(true);
  }

  hideArchived(): Promise<void> {
    return this.#setArchivedShown(false);
  }

  /**
   * Opens the tree down to it, or as far as the way leads, and selects it; a filter that hides an experiment is taken
   * away. Rejects with a BackendError.
   */
  async reveal(place: TreeTarget): Promise<void> {
    const { connection, key } = place;
    if (key !== undefined) {
      return this.#revealExperiment({ connection, key });
    }
    let found: Node | undefined;
    for (const step of pathTo(place)) {
      const next = await this.#child(found ?? null, step);
      if (next === undefined) {
        break;
      }
      found = next;
      // Level by level: a redraw of what is on the way, as its tags arrive, would end a longer one without a word.
      await this.#view.reveal(found, { select: false, focus: false, expand: true });
    }
    if (found !== undefined) {
      await this.#view.reveal(found, { select: true, focus: false });
    }
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) {
      subscription.dispose();
    }
  }

  async #ask(parent: Node | null, again = true): Promise<Node[]> {
    try {
      return this.#withoutToldProblems(parent, await childrenOf(parent, this.#sources));
    } catch (error) {
      const problem = toProblem(error);
      // Somebody refreshed while the answer was on its way: the new answer is the one to show.
      if (problem.kind === 'cancelled' && again) {
        return this.#ask(parent, false);
      }
      // What was there stays where it was: a failed refresh must not fold the tree.
      const before = this.#levels.childrenOf(parent).filter(({ kind }) => kind !== 'problem' && kind !== 'notice');
      const told = this.#withoutToldProblems(parent, [problemNode(parent, problem)]);
      return before.length === 0 ? [problemNode(parent, problem)] : [...told, ...before];
    }
  }

  /**
   * One row is enough for a problem of a whole server: what is said above need not be said again at every level below.
   */
  #withoutToldProblems(parent: Node | null, nodes: Node[]): Node[] {
    const told = new Set<string>();
    for (let node = parent; node !== null; node = node.parent) {
      for (const beside of this.#levels.childrenOf(node.parent)) {
        if (beside.kind === 'problem') {
          told.add(causeOf(beside.problem));
        }
      }
    }
    return nodes.filter((node) => node.kind !== 'problem' || nodes.length === 1 || !told.has(causeOf(node.problem)));
  }

  async #child(parent: Node | null | undefined, which: (node: Node) => boolean): Promise<Node | undefined> {
    return parent === undefined ? undefined : (await this.getChildren(parent ?? undefined)).find(which);
  }

  async #revealExperiment(ref: ExperimentRef): Promise<void> {
    const experiment = await this.#store.experiment(ref);
    if (experiment.archived) {
      await this.showArchived();
    }
    const listing: ListingRef = {
      connection: ref.connection,
      workspace: experiment.workspace,
      projectId: experiment.projectId,
      archived: experiment.archived,
    };
    if (
      this.#choices.filter !== null &&
      !(await this.#listings.arranged(listing)).experiments.some(({ key }) => key === ref.key)
    ) {
      await this.clearFind();
    }
    const connection = await this.#child(
      null,
      (node) => node.kind === 'connection' && node.connection === ref.connection,
    );
    const workspace = await this.#child(
      connection,
      (node) => node.kind === 'workspace' && node.workspace === experiment.workspace,
    );
    const project = await this.#child(
      workspace,
      (node) => node.kind === 'project' && node.projectId === experiment.projectId,
    );
    if (project?.kind !== 'project') {
      return;
    }
    const { experiments, groups } = await this.#listings.arranged(listing);
    const group = groups?.find((candidate) => candidate.experiments.some(({ key }) => key === ref.key));
    const { grouping } = this.#choices.order;
    const list = experiment.archived
      ? await this.#child(project, (node) => node.kind === 'archived')
      : group !== undefined && grouping !== 'none'
        ? await this.#child(project, (node) => node.id === groupId(project, grouping, group.value))
        : project;
    if (list === undefined) {
      return;
    }
    const index = (group?.experiments ?? experiments).findIndex(({ key }) => key === ref.key);
    const pages = Math.floor(index / experimentsAPage);
    if (pages > (this.#pages.get(list.id) ?? 0)) {
      this.#pages.set(list.id, pages);
      this.#changes.fire(list);
    }
    const node = await this.#child(list, (candidate) => candidate.kind === 'experiment' && candidate.key === ref.key);
    if (node !== undefined) {
      await this.#view.reveal(node, { select: true, focus: false, expand: false });
    }
  }

  #follow(change: Change): void {
    const { connection } = change;
    switch (change.kind) {
      case 'connection':
        if (this.#sources.connections.list().some(({ id }) => id === connection)) {
          this.#listings.forget((listing) => listing.connection === connection);
        } else {
          this.#listings.forgetConnection(connection);
        }
        this.#redraw((node) => node.kind === 'connection' && node.connection === connection);
        return;
      case 'workspace':
        this.#redraw(
          (node) => node.kind === 'workspace' && node.connection === connection && node.workspace === change.workspace,
        );
        return;
      case 'project':
        this.#listings.forget((listing) => listing.connection === connection && listing.projectId === change.projectId);
        this.#redraw(
          (node) => node.kind === 'project' && node.connection === connection && node.projectId === change.projectId,
        );
        return;
      case 'experiment':
        this.#later.review({ connection, key: change.key });
    }
  }

  /** What is watched was answered again: what failed meanwhile is asked for once more. */
  #heal(ref: ExperimentRef): void {
    if (this.#store.pollFailure(ref) !== null) {
      return;
    }
    const hurt = [...this.#levels.shown()]
      .filter((node) => node.kind === 'problem' && nearest(node, 'connection')?.connection === ref.connection)
      .map(({ parent }) => parent);
    if (hurt.length === 0) {
      return;
    }
    this.#listings.forget(
      (listing) => listing.connection === ref.connection && (this.#listings.current(listing)?.problem ?? null) !== null,
    );
    this.#changes.fire([...new Set(hurt.filter((node) => node !== null))]);
  }

  #redraw(which: (node: Node) => boolean): void {
    const nodes = [...this.#levels.shown()].filter(which);
    if (nodes.length > 0) {
      this.#changes.fire(nodes);
    }
  }

  async #rearrange(): Promise<void> {
    this.#tellContext();
    await this.#listings.rearrange();
    this.#tellFilter();
    this.#redraw((node) => node.kind === 'project');
  }

  async #setArchivedShown(archivedShown: boolean): Promise<void> {
    if (this.#choices.order.archivedShown === archivedShown) {
      return;
    }
    await this.#choices.setOrder({ archivedShown });
    if (!archivedShown) {
      this.#listings.forget((listing) => listing.archived);
    }
    await this.#rearrange();
  }

  #tellContext(): void {
    const { filter, order } = this.#choices;
    this.#view.description = oneLine(orderDescription(order.sort, order.grouping));
    void commands.executeCommand('setContext', 'experimentExplorer.filtered', filter !== null);
    void commands.executeCommand('setContext', 'experimentExplorer.archivedShown', order.archivedShown);
  }

  #tellFilter(): void {
    if (this.#choices.filter === null) {
      this.#view.message = '';
      return;
    }
    const loaded = this.#listings.loaded();
    const arranged = loaded.map((listing) => this.#listings.current(listing)).filter((one) => one !== null);
    this.#view.message = oneLine(
      filterMessage(oneLine(this.#choices.filterText, 60), {
        matching: arranged.reduce((sum, { experiments }) => sum + experiments.length, 0),
        total: arranged.reduce((sum, { total }) => sum + total, 0),
        projects: new Set(loaded.map(({ connection, projectId }) => `${connection}/${projectId}`)).size,
      }),
    );
  }

  #projects(): ProjectNode[] {
    return [...this.#levels.shown()].filter((node) => node.kind === 'project');
  }

  /** The metrics of some experiments of the project: of the model first, of the machine last. */
  async #metricsOf({ connection, workspace, projectId }: ProjectRef): Promise<string[]> {
    const { experiments } = await this.#listings.arranged({ connection, workspace, projectId, archived: false });
    const stride = Math.max(1, Math.floor(experiments.length / experimentsAskedForMetrics));
    const some = experiments.filter((_, index) => index % stride === 0).slice(0, experimentsAskedForMetrics);
    const answers = await Promise.allSettled(some.map(({ key }) => this.#store.metrics({ connection, key })));
    const names = new Set(
      answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value.map(({ name }) => name) : [])),
    );
    return [...names].sort(
      (one, other) => Number(isSystemMetric(one)) - Number(isSystemMetric(other)) || byName(one, other),
    );
  }
}

/** Problems of the same cause are the same problem; those of a whole server are, whatever was asked of it. */
const causeOf = ({ kind, message }: Problem): string =>
  ['unauthorized', 'rateLimited', 'unreachable', 'timedOut'].includes(kind) ? kind : message;

const plainProject = ({ connection, workspace, projectId }: ProjectRef): ProjectRef => ({
  connection,
  workspace,
  projectId,
});
