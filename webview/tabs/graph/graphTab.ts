/**
 * The Model graph tab: the model that was logged as a tree to unfold, or as the text it is. Fetched when it is first
 * shown.
 */
import * as l10n from '@vscode/l10n';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { formatCount, formatNumber } from '../../../src/shared/format';
import type { ExperimentPageState } from '../../../src/shared/protocol';
import { NumberedText } from '../code/numberedText';
import { PageElement, type ExperimentHost } from '../../elements/element';
import { icon } from '../../elements/icons';
import { actionButton, part, staleNote } from '../../elements/parts';
import { Question } from '../../elements/question';
import { searchField } from '../../elements/searchField';
import { segments } from '../../elements/segments';
import { readModelGraph, type GraphNode, type ModelGraph } from './modelGraph';

/** Nodes of one parent that are drawn before somebody wants more. */
const childrenAtOnce = 200;
/** Nodes that a search looks at, and that it shows. */
const mostSearched = 50_000;
const mostFound = 300;

export class GraphTab extends PageElement {
  static override properties = {
    host: { attribute: false },
    state: { attribute: false },
    active: { attribute: false },
    view: { state: true },
    query: { state: true },
    open: { state: true },
    whole: { state: true },
    found: { state: true },
  };

  declare host: ExperimentHost;
  declare state: ExperimentPageState;
  declare active: boolean;
  declare view: 'tree' | 'text';
  declare query: string;
  /** What the user has folded or unfolded; the first levels stand open. */
  declare open: ReadonlyMap<GraphNode, boolean>;
  /** Those of which all children are drawn; null for the roots. */
  declare whole: ReadonlySet<GraphNode | null>;
  /** What was chosen among what a search found. */
  declare found: GraphNode | null;

  readonly #graph = new Question(this, async (nothingToSay: null) => {
    const logged = await this.host.ask('graph', nothingToSay);
    if (logged === null) {
      return null;
    }
    // What is folded and what is in view stays while a run goes on that logs the same graph.
    this.#read = this.#read?.logged === logged ? this.#read : { logged, graph: readModelGraph(logged) };
    return this.#read.graph;
  });
  readonly #text = new NumberedText(this);
  #read: { readonly logged: string; readonly graph: ModelGraph } | null = null;

  constructor() {
    super();
    this.view = 'tree';
    this.query = '';
    this.open = new Map();
    this.whole = new Set();
    this.found = null;
  }

  override render(): TemplateResult {
    if (this.active) {
      this.#graph.want(null, this.state.revision);
    }
    return html`
      ${staleNote(this.#graph.staleBecause, this.#graph.retry)}
      ${part(
        this.#graph.answer,
        {
          what: l10n.t('the model graph'),
          host: this.host,
          retry: this.#graph.retry,
          empty: (graph) => (graph === null || graph.text.trim() === '' ? l10n.t('No model graph was logged.') : null),
        },
        (graph) => this.#draw(graph ?? { roots: null, text: '' }),
      )}`;
  }

  override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const tree = this.querySelector('[role=tree]');
    if (tree === null) {
      return;
    }
    if (changed.has('found') && this.found !== null) {
      const node = tree.querySelector<HTMLElement>('.found');
      node?.scrollIntoView({ block: 'center' });
      node?.focus();
    }
    // The one that the tab key led to may have been folded away.
    if (tree.querySelector('[role=treeitem][tabindex="0"]') === null) {
      tree.querySelector('[role=treeitem]')?.setAttribute('tabindex', '0');
    }
  }

  #draw({ roots, text }: ModelGraph): TemplateResult {
    const asText = roots === null || this.view === 'text';
    if (asText) {
      this.#text.show(text);
    }
    return html`
      <div class="text-bar">
        ${
          roots === null
            ? nothing
            : segments({
                label: l10n.t('View'),
                chosen: this.view,
                choose: (view) => (this.view = view),
                segments: [
                  { id: 'tree', title: l10n.t('Tree') },
                  { id: 'text', title: l10n.t('Text') },
                ],
              })
        }
        ${asText ? this.#text.field(l10n.t('Search in the text')) : searchField(l10n.t('Search nodes'), this.query, (query) => this.#seek(query))}
        ${actionButton('copy', l10n.t('Copy'), () => this.host.do('copyText', { text }))}
      </div>
      ${asText ? this.#text.lines(l10n.t('Model graph')) : html`<div class="graph-body">${this.query === '' ? this.#tree(roots) : this.#search(roots)}</div>`}`;
  }

  #tree(roots: readonly GraphNode[]): TemplateResult {
    return html`<ul class="graph-tree" role="tree" aria-label=${l10n.t('Model graph')} @keydown=${onKey} @focusin=${onFocus}>${this.#nodes(roots, 1, null)}</ul>`;
  }

  #nodes(nodes: readonly GraphNode[], level: number, parent: GraphNode | null): unknown {
    const shown = this.whole.has(parent) ? nodes : nodes.slice(0, childrenAtOnce);
    return html`${shown.map((node, index) => this.#node(node, level, level === 1 && index === 0))}
      ${
        shown.length === nodes.length
          ? nothing
          : html`<li role="none"><button class="graph-node plain-link" role="treeitem" aria-level=${level} tabindex="-1"
        @click=${() => (this.whole = new Set(this.whole).add(parent))}>${l10n.t('Show {count} more', { count: formatNumber(nodes.length - shown.length) })}</button></li>`
      }`;
  }

  #node(node: GraphNode, level: number, first: boolean): TemplateResult {
    const open = node.hasChildren && (this.open.get(node) ?? level <= 1);
    const fold = (): void => {
      if (node.hasChildren) {
        this.open = new Map(this.open).set(node, !open);
      }
    };
    return html`<li role="none">
      <button class="graph-node ${node === this.found ? 'found' : ''}" role="treeitem" aria-level=${level} aria-expanded=${node.hasChildren ? String(open) : nothing} tabindex=${first ? 0 : -1} @click=${fold}>
        ${node.hasChildren ? icon(open ? 'unfolded' : 'folded') : html`<span class="icon"></span>`}<bdi class="graph-name">${node.name}</bdi>
        ${node.detail === '' ? nothing : html`<bdi class="hint">${node.detail}</bdi>`}</button>
      ${open ? html`<ul role="group">${this.#nodes(node.children(), level + 1, node)}</ul>` : nothing}
    </li>`;
  }

  #seek(query: string): void {
    this.query = query;
    this.found = null;
  }

  #search(roots: readonly GraphNode[]): TemplateResult {
    const words = this.query
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '');
    const found: (readonly GraphNode[])[] = [];
    let looked = 0;
    const look = (nodes: readonly GraphNode[], above: readonly GraphNode[]): void => {
      for (const node of nodes) {
        looked += 1;
        if (looked > mostSearched || found.length >= mostFound) {
          return;
        }
        const text = `${node.name} ${node.detail}`.toLowerCase();
        const path = [...above, node];
        if (words.every((word) => text.includes(word))) {
          found.push(path);
        }
        look(node.children(), path);
      }
    };
    look(roots, []);
    const nodes = formatCount(found.length, 'node');
    const outcome =
      found.length >= mostFound
        ? l10n.t('{nodes} and more', { nodes })
        : looked > mostSearched
          ? l10n.t('{nodes} among the first {count}', { nodes, count: formatNumber(mostSearched) })
          : nodes;
    return html`
      <p class="note" role="status">${found.length === 0 ? l10n.t('Nothing holds “{query}”.', { query: this.query }) : outcome}</p>
      <ul class="graph-tree" aria-label=${l10n.t('Nodes found')}>${found.map(
        (
          path,
        ) => html`<li><button class="graph-node" title=${l10n.t('Show in the tree')} @click=${() => this.#reveal(roots, path)}>
        <bdi class="graph-name">${path.map(({ name }) => name).join(' / ')}</bdi> <bdi class="hint">${path.at(-1)?.detail ?? ''}</bdi></button></li>`,
      )}</ul>`;
  }

  /** In the tree, with all above it unfolded. */
  #reveal(roots: readonly GraphNode[], path: readonly GraphNode[]): void {
    const open = new Map(this.open);
    const whole = new Set(this.whole);
    let siblings = roots;
    path.forEach((node, depth) => {
      const parent = path[depth - 1] ?? null;
      if (parent !== null) {
        open.set(parent, true);
      }
      if (siblings.indexOf(node) >= childrenAtOnce) {
        whole.add(parent);
      }
      siblings = node.children();
    });
    this.open = open;
    this.whole = whole;
    this.found = path.at(-1) ?? null;
    this.query = '';
  }
}

/** Arrows walk the tree as in any other: up and down in view, right unfolds, left folds. */
function onKey(event: KeyboardEvent): void {
  const tree = event.currentTarget as HTMLElement;
  const items = [...tree.querySelectorAll<HTMLElement>('[role=treeitem]')];
  const current = items.findIndex((item) => item === event.target);
  const item = items[current];
  if (item === undefined) {
    return;
  }
  const expanded = item.getAttribute('aria-expanded');
  const above = (): number =>
    items.findLastIndex(
      (other, index) =>
        index < current && Number(other.getAttribute('aria-level')) < Number(item.getAttribute('aria-level')),
    );
  let target: number | null = null;
  switch (event.key) {
    case 'ArrowDown':
      target = current + 1;
      break;
    case 'ArrowUp':
      target = current - 1;
      break;
    case 'Home':
      target = 0;
      break;
    case 'End':
      target = items.length - 1;
      break;
    case 'ArrowRight':
      if (expanded === 'false') {
        item.click();
      } else if (expanded === 'true') {
        target = current + 1;
      }
      break;
    case 'ArrowLeft':
      if (expanded === 'true') {
        item.click();
      } else {
        target = above();
      }
      break;
    default:
      return;
  }
  event.preventDefault();
  if (target !== null) {
    items[target]?.focus();
  }
}

/** The tab key leads to where the reader was. */
function onFocus({ target, currentTarget }: FocusEvent): void {
  for (const item of (currentTarget as HTMLElement).querySelectorAll('[role=treeitem][tabindex="0"]')) {
    item.setAttribute('tabindex', '-1');
  }
  (target as HTMLElement).setAttribute('tabindex', '0');
}

customElements.define('graph-tab', GraphTab);
