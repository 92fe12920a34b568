/** The Model graph tab: the model that was logged as a tree to unfold, or as the text it is. Fetched when it is first shown. */
import { html, nothing, type TemplateResult } from 'lit';
import { formatCount } from '../../src/shared/format';
import type { ExperimentPageState } from '../../src/shared/protocol';
import { PageElement, type ExperimentHost } from '../elements/element';
import { icon } from '../elements/icons';
import { actionButton, part, staleNote } from '../elements/parts';
import { Question } from '../elements/question';
import { searchField } from '../elements/searchField';
import { segments } from '../elements/segments';
import { readModelGraph, type GraphNode, type ModelGraph } from './modelGraph';

/** Nodes of one parent that are drawn before somebody wants more. */
const childrenAtOnce = 200;
/** Nodes that a search looks at, and that it shows. */
const mostSearched = 50_000;
const mostFound = 300;

export class GraphTab extends PageElement {
  static override properties = {
    host: { attribute: false }, state: { attribute: false }, active: { attribute: false }, view: { state: true }, query: { state: true }, open: { state: true }, whole: { state: true },
  };

  declare host: ExperimentHost;
  declare state: ExperimentPageState;
  declare active: boolean;
  declare view: 'tree' | 'text';
  declare query: string;
  /** What the user has folded or unfolded; the first levels stand open. */
  declare open: ReadonlyMap<GraphNode, boolean>;
  declare whole: ReadonlySet<GraphNode>;

  readonly #graph = new Question(this, async (nothingToSay: null) => {
    const text = await this.host.ask('graph', nothingToSay);
    return text === null ? null : readModelGraph(text);
  });

  constructor() {
    super();
    this.view = 'tree';
    this.query = '';
    this.open = new Map();
    this.whole = new Set();
  }

  override render(): TemplateResult {
    if (this.active) this.#graph.want(null, this.state.revision);
    return html`
      ${staleNote(this.#graph.staleBecause, this.#graph.retry)}
      ${part(this.#graph.answer, {
        what: 'the model graph', host: this.host, retry: this.#graph.retry,
        empty: (graph) => (graph === null || graph.text.trim() === '' ? 'No model graph was logged.' : null),
      }, (graph) => this.#draw(graph ?? { roots: null, text: '' }))}`;
  }

  #draw({ roots, text }: ModelGraph): TemplateResult {
    const asText = roots === null || this.view === 'text';
    return html`
      <div class="toolbar">
        ${roots === null ? nothing : segments({ label: 'View', chosen: this.view, choose: (view) => (this.view = view), segments: [{ id: 'tree', title: 'Tree' }, { id: 'text', title: 'Text' }] })}
        ${asText ? nothing : searchField('Search nodes', this.query, (query) => (this.query = query))}
        ${actionButton('copy', 'Copy', () => this.host.do('copyText', { text }))}
      </div>
      ${asText ? html`<pre class="graph-text" tabindex="0">${text}</pre>` : this.query === '' ? this.#tree(roots) : this.#found(roots)}`;
  }

  #tree(roots: readonly GraphNode[]): TemplateResult {
    return html`<ul class="graph-tree" role="tree" aria-label="Model graph" @keydown=${onKey}>${this.#nodes(roots, 1, null)}</ul>`;
  }

  #nodes(nodes: readonly GraphNode[], level: number, parent: GraphNode | null): unknown {
    const shown = parent !== null && this.whole.has(parent) ? nodes : nodes.slice(0, childrenAtOnce);
    return html`${shown.map((node, index) => this.#node(node, level, level === 1 && index === 0))}
      ${shown.length === nodes.length ? nothing : html`<li role="none"><button class="plain-link" @click=${() => {
        if (parent !== null) this.whole = new Set(this.whole).add(parent);
      }}>${formatCount(nodes.length - shown.length, 'more', 'more')}</button></li>`}`;
  }

  #node(node: GraphNode, level: number, first: boolean): TemplateResult {
    const open = node.hasChildren && (this.open.get(node) ?? level <= 1);
    const fold = (): void => {
      if (node.hasChildren) this.open = new Map(this.open).set(node, !open);
    };
    return html`<li role="none">
      <button class="graph-node" role="treeitem" aria-level=${level} aria-expanded=${node.hasChildren ? String(open) : nothing} tabindex=${first ? 0 : -1} @click=${fold}>
        ${node.hasChildren ? icon(open ? 'unfolded' : 'folded') : html`<span class="icon"></span>`}<bdi class="graph-name">${node.name}</bdi>
        ${node.detail === '' ? nothing : html`<bdi class="hint">${node.detail}</bdi>`}</button>
      ${open ? html`<ul role="group">${this.#nodes(node.children(), level + 1, node)}</ul>` : nothing}
    </li>`;
  }

  #found(roots: readonly GraphNode[]): TemplateResult {
    const words = this.query.toLowerCase().split(/\s+/).filter((word) => word !== '');
    const found: (readonly [path: string, detail: string])[] = [];
    let looked = 0;
    const look = (nodes: readonly GraphNode[], path: string): void => {
      for (const node of nodes) {
        looked += 1;
        if (looked > mostSearched || found.length >= mostFound) return;
        const text = `${node.name} ${node.detail}`.toLowerCase();
        const whole = path === '' ? node.name : `${path} / ${node.name}`;
        if (words.every((word) => text.includes(word))) found.push([whole, node.detail]);
        look(node.children(), whole);
      }
    };
    look(roots, '');
    return html`
      <p class="note" role="status">${found.length === 0 ? `Nothing holds “${this.query}”.` : `${formatCount(found.length, 'node')}${found.length >= mostFound ? ' and more' : ''}`}</p>
      <ul class="graph-tree">${found.map(([path, detail]) => html`<li class="graph-node"><bdi class="graph-name">${path}</bdi> <bdi class="hint">${detail}</bdi></li>`)}</ul>`;
  }
}

/** Arrows walk the tree as in any other: up and down in sight, right unfolds, left folds. */
function onKey(event: KeyboardEvent): void {
  const tree = event.currentTarget as HTMLElement;
  const items = [...tree.querySelectorAll<HTMLElement>('[role=treeitem]')];
  const current = items.findIndex((item) => item === event.target);
  const item = items[current];
  if (item === undefined) return;
  const expanded = item.getAttribute('aria-expanded');
  const above = (): number => items.findLastIndex((other, index) => index < current && Number(other.getAttribute('aria-level')) < Number(item.getAttribute('aria-level')));
  let target: number | null = null;
  switch (event.key) {
    case 'ArrowDown': target = current + 1; break;
    case 'ArrowUp': target = current - 1; break;
    case 'Home': target = 0; break;
    case 'End': target = items.length - 1; break;
    case 'ArrowRight':
      if (expanded === 'false') item.click();
      else if (expanded === 'true') target = current + 1;
      break;
    case 'ArrowLeft':
      if (expanded === 'true') item.click();
      else target = above();
      break;
    default: return;
  }
  event.preventDefault();
  const next = target === null ? undefined : items[target];
  if (next === undefined) return;
  item.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

customElements.define('graph-tab', GraphTab);
