/**
 * Which rows of the tree are visible: there, running experiments are watched and ages grow; elsewhere nothing happens.
 * Knows the view only as something that is seen or not.
 */
import type { TreeItem, TreeView } from 'vscode';
import type { Disposable } from '../shared/base/event';
import { experimentOf } from './items/experiment';
import { itemOf } from './items/items';
import type { ExperimentNode, Node } from './nodes';
import type { TreeContext } from './context';

const clockMilliseconds = 60_000;

export class VisibleRows implements Disposable {
  readonly #view: TreeView<Node>;
  readonly #experiments: () => readonly ExperimentNode[];
  readonly #context: TreeContext;
  readonly #redraw: (nodes: Node[]) => void;
  readonly #open = new Set<string>();
  readonly #drawn = new WeakMap<Node, string>();
  readonly #watched = new Map<string, Disposable>();
  readonly #subscriptions: Disposable[];
  #clock: NodeJS.Timeout | null = null;

  constructor(
    view: TreeView<Node>,
    experiments: () => readonly ExperimentNode[],
    context: TreeContext,
    redraw: (nodes: Node[]) => void,
  ) {
    this.#view = view;
    this.#experiments = experiments;
    this.#context = context;
    this.#redraw = redraw;
    this.#subscriptions = [
      view.onDidChangeVisibility(() => this.#appear()),
      view.onDidExpandElement(({ element }) => this.opened(element)),
      view.onDidCollapseElement(({ element }) => {
        this.#open.delete(element.id);
        this.review();
      }),
    ];
    this.#appear();
  }

  /** Its children were asked for or shown again. */
  opened(node: Node | null): void {
    if (node !== null) {
      this.#open.add(node.id);
    }
    this.review();
  }

  drawn(node: Node, item: TreeItem): void {
    this.#drawn.set(node, String(item.description));
  }

  /** Those of the nodes that were drawn and would look different now. */
  async outdated(nodes: readonly Node[]): Promise<Node[]> {
    const now = Date.now();
    const looks = await Promise.all(
      nodes.map(async (node) => ({ node, drawn: this.#drawn.get(node), item: await itemOf(node, this.#context, now) })),
    );
    return looks
      .filter(({ drawn, item }) => drawn !== undefined && drawn !== String(item.description))
      .map(({ node }) => node);
  }

  /** Something began or ended to run, or became visible. */
  review(): void {
    const wanted = new Map<string, ExperimentNode>();
    for (const node of this.#seen()) {
      if (experimentOf(node, this.#context).state === 'running') {
        wanted.set(`${node.connection}/${node.key}`, node);
      }
    }
    for (const [id, watch] of this.#watched) {
      if (wanted.has(id)) {
        continue;
      }
      watch.dispose();
      this.#watched.delete(id);
    }
    for (const [id, { connection, key }] of wanted) {
      if (!this.#watched.has(id)) {
        this.#watched.set(id, this.#context.store.polling.watch({ connection, key }));
      }
    }
  }

  /** The experiments that are watched now, as `connection/key`. */
  get watched(): string[] {
    return [...this.#watched.keys()];
  }

  dispose(): void {
    this.#stopClock();
    for (const watch of this.#watched.values()) {
      watch.dispose();
    }
    this.#watched.clear();
    for (const subscription of this.#subscriptions) {
      subscription.dispose();
    }
  }

  #appear(): void {
    this.review();
    this.#stopClock();
    if (!this.#view.visible) {
      return;
    }
    void this.#redrawAges();
    this.#clock = setInterval(() => void this.#redrawAges(), clockMilliseconds).unref();
  }

  #stopClock(): void {
    if (this.#clock !== null) {
      clearInterval(this.#clock);
    }
    this.#clock = null;
  }

  async #redrawAges(): Promise<void> {
    const nodes = await this.outdated(this.#seen());
    if (nodes.length > 0) {
      this.#redraw(nodes);
    }
  }

  #seen(): readonly ExperimentNode[] {
    return this.#view.visible ? this.#experiments().filter((node) => this.#isOpen(node.parent)) : [];
  }

  #isOpen(node: Node | null): boolean {
    return node === null || (this.#open.has(node.id) && this.#isOpen(node.parent));
  }
}
