/**
 * The sidebar: shows what the store knows as a tree, redraws only what changed, watches what runs while it is on the
 * screen, and answers the verbs that are about the tree itself. Knows no back end; an error is a node with its repair.
 */
import type { DataTransfer, EventEmitter, TreeItem, TreeView } from 'vscode';
import type { ConnectionInfo } from '../shared/experiment';
import type { Disposable, Event } from '../shared/base/event';
import { toProblem } from '../shared/problem';
import { sameExperiment, type ExperimentRef, type ProjectRef } from '../shared/reference';
import type { Change, Store } from '../store/store';
import { childrenOf } from './children/children';
import type { Choices, Grouping, SortOrder } from './listings/preferences';
import { dropFiles } from './dragAndDrop';
import { tooltipOf } from './items/experiment';
import { experimentRefOf, itemOf } from './items/items';
import { LateUpdates } from './lateUpdates';
import { NodeIdentity } from './nodeIdentity';
import { Listings } from './listings/listings';
import { isNode, nearest, problemNode, type Node } from './nodes';
import { pickGrouping, pickMetric, pickProject, pickSort, typeFilter } from './prompts';
import type { RegisteredTree } from './registration';
import { VisibleRows } from './visibleRows';
import { listingOf, type Queries, type TreeContext } from './context';
import { scopeOf, type TreeTarget } from './nodePath';
import { reveal } from './reveal';
import { filterMessage, oneLine, orderDescription } from './labels';

export interface TreeDependencies {
  readonly registered: RegisteredTree;
  readonly store: Store;
  readonly connections: { list(): readonly ConnectionInfo[]; readonly onDidChange: Event<unknown> };
  readonly settings: { readonly treeMetric: string | null; readonly onDidChange: Event<unknown> };
  readonly queries: Queries;
}

export class ExperimentTree implements Disposable {
  readonly #store: Store;
  readonly #choices: Choices;
  readonly #listings: Listings;
  readonly #context: TreeContext;
  readonly #pages = new Map<string, number>();
  readonly #identity = new NodeIdentity();
  readonly #visibleRows: VisibleRows;
  readonly #lateUpdates: LateUpdates;
  readonly #registered: RegisteredTree;
  readonly #changes: EventEmitter<Node | Node[] | undefined>;
  readonly #view: TreeView<Node>;
  readonly #subscriptions: { dispose(): unknown }[];

  constructor({ registered, store, connections, settings, queries }: TreeDependencies) {
    this.#store = store;
    this.#registered = registered;
    this.#view = registered.view;
    this.#changes = registered.changes;
    this.#choices = registered.choices;
    this.#listings = new Listings(store, this.#choices);
    this.#context = {
      store,
      connections,
      listings: this.#listings,
      choices: this.#choices,
      queries,
      pages: this.#pages,
    };
    const redraw = (nodes: Node[]): void => this.#changes.fire(nodes);
    this.#visibleRows = new VisibleRows(this.#view, () => this.#identity.experiments(), this.#context, redraw);
    this.#lateUpdates = new LateUpdates({
      store,
      listings: this.#listings,
      identity: this.#identity,
      visibleRows: this.#visibleRows,
      redraw,
    });
    let metric = settings.treeMetric;
    this.#subscriptions = [
      store.onDidChange((change) => this.#follow(change)),
      connections.onDidChange(() => this.#changes.fire(undefined)),
      store.polling.onDidChangeFailure((ref) => this.#heal(ref)),
      queries.onDidChange(() => this.#redraw((node) => node.kind === 'projectFolder')),
      settings.onDidChange(() => {
        if (metric === settings.treeMetric) {
          return;
        }
        metric = settings.treeMetric;
        void this.#rearrange();
      }),
      this.#visibleRows,
    ];
    this.#tellOrder();
  }

  async getChildren(node?: Node): Promise<Node[]> {
    const parent = node ?? null;
    const requestId = this.#identity.requestId();
    const fresh = await this.#ask(parent);
    const nodes = this.#identity.reconcile(parent, fresh, requestId);
    if (parent !== null) {
      await this.#lateUpdates.learn(parent, nodes);
    }
    if (this.#choices.filter !== null) {
      this.#tellFilter();
    }
    this.#visibleRows.opened(parent);
    return nodes;
  }

  async getTreeItem(node: Node): Promise<TreeItem> {
    const item = await itemOf(node, this.#context, Date.now());
    this.#visibleRows.drawn(node, item);
    return item;
  }

  async resolveTreeItem(item: TreeItem, node: Node): Promise<TreeItem> {
    if (node.kind === 'experiment') {
      item.tooltip = await tooltipOf(node, this.#context, Date.now());
    }
    return item;
  }

  /** Files dropped on an experiment become its assets. */
  drop(target: Node | undefined, transfer: DataTransfer): Promise<void> {
    return dropFiles(target, transfer);
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

  /** Forgets what is known at and below the node, so that it is asked for again; without a node, everything. */
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
    for (const { id } of this.#context.connections.list()) {
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
    const loaded = [...this.#identity.shown()]
      .filter((node) => node.kind === 'project')
      .filter((node) => this.#listings.current(listingOf(node)) !== null);
    const project =
      ref ??
      (selected === undefined ? null : nearest(selected, 'project')) ??
      (await pickProject(
        loaded.map(({ project: { name }, connection, workspace, projectId }) => ({
          label: name,
          description: workspace,
          connection,
          workspace,
          projectId,
        })),
      ));
    if (project === undefined) {
      return;
    }
    const metric = await pickMetric(this.#listings.metricsOf(project), this.#choices.metric(project));
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
  reveal(target: TreeTarget): Promise<void> {
    return reveal(target, {
      store: this.#store,
      listings: this.#listings,
      choices: this.#choices,
      view: this.#view,
      childrenOf: (node) => this.getChildren(node ?? undefined),
      showArchived: () => this.showArchived(),
      clearFilter: () => this.setFilter(''),
      showPages: (list, pages) => {
        if (pages > (this.#pages.get(list.id) ?? 0)) {
          this.#pages.set(list.id, pages);
          this.#changes.fire(list);
        }
      },
    });
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) {
      subscription.dispose();
    }
  }

  async #ask(parent: Node | null, again = true): Promise<Node[]> {
    try {
      return this.#identity.withoutToldProblems(parent, await childrenOf(parent, this.#context));
    } catch (error) {
      const problem = toProblem(error);
      // Somebody refreshed while the answer was on its way: the new answer is the one to show.
      if (problem.kind === 'cancelled' && again) {
        return this.#ask(parent, false);
      }
      // What was there stays where it was: a failed refresh must not fold the tree.
      const before = this.#identity.childrenOf(parent).filter(({ kind }) => kind !== 'problem' && kind !== 'notice');
      const told = this.#identity.withoutToldProblems(parent, [problemNode(parent, problem)]);
      return before.length === 0 ? [problemNode(parent, problem)] : [...told, ...before];
    }
  }

  #follow(change: Change): void {
    const { connection } = change;
    switch (change.kind) {
      case 'connection':
        if (this.#context.connections.list().some(({ id }) => id === connection)) {
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
        this.#lateUpdates.review({ connection, key: change.key });
    }
  }

  /** What is watched was answered again: what failed meanwhile is asked for once more. */
  #heal(ref: ExperimentRef): void {
    if (this.#store.polling.failure(ref) !== null) {
      return;
    }
    const hurt = [...this.#identity.shown()]
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
    const nodes = [...this.#identity.shown()].filter(which);
    if (nodes.length > 0) {
      this.#changes.fire(nodes);
    }
  }

  async #rearrange(): Promise<void> {
    this.#registered.tellContext();
    this.#tellOrder();
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

  #tellOrder(): void {
    const { sort, grouping } = this.#choices.order;
    this.#view.description = oneLine(orderDescription(sort, grouping));
  }

  #tellFilter(): void {
    if (this.#choices.filter === null) {
      this.#view.message = '';
      return;
    }
    this.#view.message = oneLine(filterMessage(oneLine(this.#choices.filterText, 60), this.#listings.counts()));
  }
}
