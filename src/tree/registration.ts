/** The Experiments view as the editor learns of it: registered at once, while the tree is loaded when it is first seen. */
import {
  commands,
  EventEmitter,
  window,
  type DataTransfer,
  type Memento,
  type TreeDataProvider,
  type TreeView,
} from 'vscode';
import type { Disposable } from '../shared/base/event';
import { Choices } from './listings/preferences';
import type { Node } from './nodes';

/** From the editor's own views, and from the desktop. */
const droppedTypes = ['text/uri-list', 'files'] as const;

/** The tree, as the view asks it. */
interface ShownTree extends Required<Pick<TreeDataProvider<Node>, 'getChildren' | 'getTreeItem' | 'resolveTreeItem'>> {
  drop(target: Node | undefined, transfer: DataTransfer): Promise<void>;
}

export interface RegisteredTreeOptions {
  /** Loads it. */
  readonly tree: () => Promise<ShownTree>;
  readonly memory: Memento;
  /** The metric of the settings, for projects without one of their own. */
  readonly defaultMetric: () => string | null;
}

export class RegisteredTree implements Disposable {
  readonly view: TreeView<Node>;
  readonly choices: Choices;
  /** What the view asks for again; all of it when undefined is fired. */
  readonly changes = new EventEmitter<Node | Node[] | undefined>();

  constructor({ tree, memory, defaultMetric }: RegisteredTreeOptions) {
    this.choices = new Choices(memory, defaultMetric);
    this.view = window.createTreeView<Node>('experimentExplorer.tree', {
      treeDataProvider: {
        onDidChangeTreeData: this.changes.event,
        getChildren: async (node) => (await tree()).getChildren(node),
        getTreeItem: async (node) => (await tree()).getTreeItem(node),
        resolveTreeItem: async (item, node, token) => (await tree()).resolveTreeItem(item, node, token),
        getParent: ({ parent }) => parent,
      },
      showCollapseAll: true,
      canSelectMany: true,
      dragAndDropController: {
        dropMimeTypes: droppedTypes,
        dragMimeTypes: [],
        handleDrop: async (target, transfer) => (await tree()).drop(target, transfer),
      },
    });
    this.tellContext();
  }

  /** Menus and the palette offer what would change something. */
  tellContext(): void {
    const { filter, order } = this.choices;
    void commands.executeCommand('setContext', 'experimentExplorer.filtered', filter !== null);
    void commands.executeCommand('setContext', 'experimentExplorer.archivedShown', order.archivedShown);
  }

  dispose(): void {
    this.view.dispose();
    this.changes.dispose();
  }
}
