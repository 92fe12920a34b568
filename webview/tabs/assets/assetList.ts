/**
 * The tree of assets as rows of one height, of which only the visible ones are drawn; walked by mouse and keyboard.
 * Knows no asset's content.
 */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { formatBytes, formatNumber, formatTime } from '../../../src/shared/format';
import { PageElement } from '../../elements/element';
import { ScrollWindow } from '../../elements/scrolling/scrollWindow';
import { evenTrack } from '../../elements/scrolling/track';
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

  readonly #window = new ScrollWindow(this, {
    axis: 'y',
    scroller: () => this.querySelector<HTMLElement>('.asset-tree'),
    track: () => evenTrack(this.rows.length, rowHeight),
    moved: () => this.#place(),
    beyond: rowsBeyond,
    stride: 1,
    untilMeasured: 30,
  });
  #typed = '';
  #typedAt = -Infinity;

  constructor() {
    super();
    this.heads = nothing;
    this.rows = [];
    this.folded = new Set();
    this.chosen = null;
  }

  override render(): TemplateResult {
    const { from, to } = this.#window.span;
    const here = this.#here;
    return html`${this.heads}
      <div class="asset-tree" role="tree" tabindex="0" aria-label=${l10n.t('Assets')} aria-activedescendant=${here >= from && here < to ? `asset-row-${here}` : nothing}
        @scroll=${() => this.#window.scrolled()} @scrollend=${() => this.#window.settle()} @keydown=${this.#key} @focus=${this.#enter}>
        <div class="asset-tree-whole" role="presentation"><div class="asset-tree-window" role="presentation">
          ${this.rows.slice(from, to).map((row, index) => this.#row(row, from + index))}
        </div></div>
      </div>`;
  }

  #place(): void {
    const tree = this.querySelector<HTMLElement>('.asset-tree');
    const [whole, window] = [
      this.querySelector<HTMLElement>('.asset-tree-whole'),
      this.querySelector<HTMLElement>('.asset-tree-window'),
    ];
    if (tree === null || whole === null || window === null) {
      return;
    }
    whole.style.height = `${this.#window.length}px`;
    window.style.transform = `translateY(${this.#window.before}px)`;
    // So that titles stand above their columns with and without a scroll bar.
    this.style.setProperty('--scroll-bar', `${tree.offsetWidth - tree.clientWidth}px`);
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
          ${isGroup ? html`<span class="count">${formatNumber(node.count)}<span class="unseen"> ${node.count === 1 ? l10n.t('asset') : l10n.t('assets')}</span></span>` : node.asset.remoteUrl === null ? nothing : html`<span class="asset-remote" title=${l10n.t('The tracker keeps only a reference')}>${icon('link')}<span class="unseen">${l10n.t('only a reference')}</span></span>`}</span>
        ${
          isGroup
            ? html`<span class="asset-type"></span><span class="asset-step"></span><span class="asset-size">${node.size === null ? '' : formatBytes(node.size)}</span><span class="asset-logged"></span>`
            : html`<span class="asset-type" title=${typeOf(node.asset)}><bdi>${typeOf(node.asset)}</bdi></span><span class="asset-step">${node.asset.step === null ? nothing : html`<span class="unseen">${l10n.t('step')} </span>${formatNumber(node.asset.step)}`}</span>
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

  /** Scrolls to what is chosen. */
  revealChosen(): void {
    const here = this.#here;
    if (here >= 0) {
      this.#window.reveal(here);
    }
  }

  get #here(): number {
    return this.rows.findIndex(({ node }) => node.id === this.chosen);
  }

  /** A reader who comes by keyboard starts somewhere. */
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
    const page = this.#window.pageSize;
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
    this.#window.reveal(this.rows.indexOf(row));
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
}

customElements.define('asset-list', AssetList);
