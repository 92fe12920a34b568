/**
 * The tree of assets as rows of one height, of which only those in sight exist; walked by mouse and keyboard. Knows no
 * asset's content.
 */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { formatBytes, formatNumber, formatTime } from '../../../src/shared/format';
import { PageElement } from '../../elements/element';
import { icon } from '../../elements/icons';
import { typeOf, type AssetNode, type AssetRow } from './assetTree';

/** Pixels; the style sheet says the same. */
const rowHeight = 24;
const rowsBeyond = 12;
/** Deeper rows are not moved in further: their names need room. */
const deepest = 12;
/** Milliseconds: letters typed closer to each other are the beginning of one name. */
const typingPause = 1000;

export class AssetList extends PageElement {
  static override properties = {
    heads: { attribute: false },
    rows: { attribute: false },
    folded: { attribute: false },
    chosen: { attribute: false },
    first: { state: true },
    tall: { state: true },
  };

  /** The titles of the columns, above the rows. */
  declare heads: unknown;
  declare rows: readonly AssetRow[];
  declare folded: ReadonlySet<string>;
  /** The id of the node that the reader is at; null for none. */
  declare chosen: string | null;
  declare choose: (node: AssetNode) => void;
  declare fold: (id: string, folded: boolean) => void;
  declare open: (node: AssetNode) => void;
  declare first: number;
  declare tall: number;

  #resize: ResizeObserver | null = null;
  #typed = '';
  #typedAt = -Infinity;

  constructor() {
    super();
    this.heads = nothing;
    this.rows = [];
    this.folded = new Set();
    this.chosen = null;
    this.first = 0;
    this.tall = 30;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resize = new ResizeObserver(() => this.#look());
    this.#resize.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize?.disconnect();
  }

  override render(): TemplateResult {
    const from = Math.max(0, this.first - rowsBeyond);
    const to = Math.min(this.rows.length, this.first + this.tall + rowsBeyond);
    const here = this.#here;
    return html`${this.heads}
      <div class="asset-tree" role="tree" tabindex="0" aria-label="Assets" aria-activedescendant=${here >= from && here < to ? `asset-row-${here}` : nothing}
        @scroll=${() => this.#look()} @keydown=${this.#key} @focus=${this.#enter}>
        <div class="asset-tree-whole" role="presentation"><div class="asset-tree-window" role="presentation">
          ${this.rows.slice(from, to).map((row, index) => this.#row(row, from + index))}
        </div></div>
      </div>`;
  }

  override updated(changed: PropertyValues): void {
    super.updated(changed);
    const [whole, window] = [
      this.querySelector<HTMLElement>('.asset-tree-whole'),
      this.querySelector<HTMLElement>('.asset-tree-window'),
    ];
    if (whole === null || window === null) {
      return;
    }
    whole.style.height = `${this.rows.length * rowHeight}px`;
    window.style.transform = `translateY(${Math.max(0, this.first - rowsBeyond) * rowHeight}px)`;
    // Fewer rows may have moved what is in sight.
    if (changed.has('rows')) {
      this.#look();
    }
  }

  #row({ node, level, position: place, siblings }: AssetRow, index: number): TemplateResult {
    const isGroup = node.kind === 'group';
    const open = isGroup && !this.folded.has(node.id);
    const chosen = node.id === this.chosen;
    return html`
      <div class="asset-row ${isGroup ? 'asset-folder' : ''}" role="treeitem" id=${`asset-row-${index}`} aria-level=${level} aria-posinset=${place} aria-setsize=${siblings}
        aria-expanded=${isGroup ? String(open) : nothing} aria-selected=${String(chosen)}
        @click=${() => this.#click(node, open)} @dblclick=${() => this.open(node)}>
        <span class="asset-name">${Array.from({ length: Math.min(level - 1, deepest) }, () => html`<span class="indent"></span>`)}
          ${isGroup ? icon(open ? 'unfolded' : 'folded') : html`<span class="indent"></span>`}<bdi title=${isGroup ? node.title : node.asset.name}>${node.title}</bdi>
          ${isGroup ? html`<span class="count">${formatNumber(node.count)}<span class="unseen"> ${node.count === 1 ? 'asset' : 'assets'}</span></span>` : node.asset.remoteUrl === null ? nothing : html`<span class="asset-remote" title="The tracker keeps only a reference">${icon('link')}<span class="unseen">only a reference</span></span>`}</span>
        ${
          isGroup
            ? html`<span class="asset-type"></span><span class="asset-step"></span><span class="asset-size">${node.size === null ? '' : formatBytes(node.size)}</span><span class="asset-logged"></span>`
            : html`<span class="asset-type" title=${typeOf(node.asset)}><bdi>${typeOf(node.asset)}</bdi></span><span class="asset-step">${node.asset.step === null ? nothing : html`<span class="unseen">step </span>${formatNumber(node.asset.step)}`}</span>
            <span class="asset-size">${node.asset.size === null ? '' : formatBytes(node.asset.size)}</span><span class="asset-logged">${node.asset.createdAt === null ? '' : formatTime(node.asset.createdAt)}</span>`
        }
      </div>`;
  }

  #click(node: AssetNode, open: boolean): void {
    this.choose(node);
    if (node.kind === 'group') {
      this.fold(node.id, open);
    }
  }

  /** Brings what is chosen into sight. */
  revealChosen(): void {
    const here = this.#here;
    if (here >= 0) {
      this.#reveal(here);
    }
  }

  get #here(): number {
    return this.rows.findIndex(({ node }) => node.id === this.chosen);
  }

  /** Whoever comes by keyboard starts somewhere. */
  readonly #enter = (): void => {
    const [first] = this.rows;
    if (this.#here < 0 && first?.node.kind === 'group') {
      this.choose(first.node);
    }
  };

  readonly #key = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const here = this.#here;
    const row = this.rows[here];
    const page = Math.max(1, this.tall - 2);
    switch (event.key) {
      case 'ArrowDown':
        this.#goTo(here + 1);
        break;
      case 'ArrowUp':
        this.#goTo(here < 0 ? 0 : here - 1);
        break;
      case 'PageDown':
        this.#goTo(here + page);
        break;
      case 'PageUp':
        this.#goTo(here - page);
        break;
      case 'Home':
        this.#goTo(0);
        break;
      case 'End':
        this.#goTo(this.rows.length - 1);
        break;
      case 'ArrowRight':
        if (row?.node.kind !== 'group') {
          break;
        }
        if (this.folded.has(row.node.id)) {
          this.fold(row.node.id, false);
        } else {
          this.#goTo(here + 1);
        }
        break;
      case 'ArrowLeft':
        if (row === undefined) {
          break;
        }
        if (row.node.kind === 'group' && !this.folded.has(row.node.id)) {
          this.fold(row.node.id, true);
        } else if (row.parent >= 0) {
          this.#goTo(row.parent);
        }
        break;
      case 'Enter':
        if (row === undefined) {
          break;
        }
        if (row.node.kind === 'group') {
          this.fold(row.node.id, !this.folded.has(row.node.id));
        } else {
          this.open(row.node);
        }
        break;
      default:
        if (event.key.length !== 1) {
          return;
        }
        event.preventDefault();
        if (event.key === ' ' && event.timeStamp - this.#typedAt >= typingPause) {
          this.#goTo(here);
        } else {
          this.#seek(event.key, here, event.timeStamp);
        }
        return;
    }
    event.preventDefault();
    this.#typedAt = -Infinity;
  };

  #goTo(index: number): void {
    const row = this.rows[Math.min(this.rows.length - 1, Math.max(0, index))];
    if (row === undefined) {
      return;
    }
    this.choose(row.node);
    this.#reveal(this.rows.indexOf(row));
  }

  /** On to the next row whose name begins with what is typed. */
  #seek(letter: string, here: number, now: number): void {
    this.#typed = now - this.#typedAt < typingPause ? this.#typed + letter.toLowerCase() : letter.toLowerCase();
    this.#typedAt = now;
    // The first letter leads on to the next of its kind, further ones may fit where one is.
    const start = this.#typed.length === 1 ? here + 1 : Math.max(0, here);
    for (let step = 0; step < this.rows.length; step += 1) {
      const index = (start + step) % this.rows.length;
      if (this.rows[index]?.node.title.toLowerCase().startsWith(this.#typed) === true) {
        this.#goTo(index);
        return;
      }
    }
  }

  #reveal(index: number): void {
    const tree = this.#tree;
    if (tree === null) {
      return;
    }
    const top = index * rowHeight;
    if (top < tree.scrollTop) {
      tree.scrollTop = top;
    } else if (top + rowHeight > tree.scrollTop + tree.clientHeight) {
      tree.scrollTop = top + rowHeight - tree.clientHeight;
    }
    this.#look();
  }

  get #tree(): HTMLElement | null {
    return this.querySelector<HTMLElement>('.asset-tree');
  }

  #look(): void {
    const tree = this.#tree;
    if (tree === null) {
      return;
    }
    this.first = Math.floor(tree.scrollTop / rowHeight);
    this.tall = Math.ceil(tree.clientHeight / rowHeight) + 1;
    // So that titles stand above their columns with and without a scroll bar.
    this.style.setProperty('--scroll-bar', `${tree.offsetWidth - tree.clientWidth}px`);
  }
}

customElements.define('asset-list', AssetList);
