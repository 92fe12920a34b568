/** The Assets tab: every file that was logged as a tree, and beside it what one of them holds. */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Asset } from '../../src/shared/experiment';
import { formatBytes, formatCount, formatNumber } from '../../src/shared/format';
import type { ExperimentPageState } from '../../src/shared/protocol';
import { experimentId } from '../../src/shared/reference';
import { AssetBytes } from './assetBytes';
import type { AssetList } from './assetList';
import './assetList';
import { assetsHolding, assetTree, groupIds, groupings, rowsOf, sizeOf, sortings, type AssetNode, type Grouping, type Sorting } from './assetTree';
import { PageElement, type ExperimentHost } from '../elements/element';
import { icon } from '../elements/icons';
import { OnDemand } from '../page/onDemand';
import { iconButton, part } from '../elements/parts';
import { searchField } from '../elements/searchField';
import { segments } from '../elements/segments';

const groupingTitles: Readonly<Record<Grouping, string>> = { folder: 'Folder', type: 'Type', step: 'Step' };
const columnTitles: Readonly<Record<Sorting['by'], string>> = { name: 'Name', type: 'Type', step: 'Step', size: 'Size', logged: 'Logged' };
const onDemand = { preview: () => import('./assetPreview') };

export class AssetsTab extends PageElement {
  static override properties = {
    state: { attribute: false }, active: { attribute: false }, query: { state: true }, grouping: { state: true }, sorting: { state: true }, folded: { state: true }, chosen: { state: true }, previewed: { state: true },
  };

  declare host: ExperimentHost;
  declare state: ExperimentPageState;
  declare active: boolean;
  declare query: string;
  declare grouping: Grouping;
  declare sorting: Sorting;
  declare folded: ReadonlySet<string>;
  /** The id of the node that the reader is at. */
  declare chosen: string | null;
  /** The id of the asset that is shown; it stays while folders are walked through. */
  declare previewed: string | null;

  readonly #parts = new OnDemand(this, onDemand);
  #bytes: { readonly of: string; readonly bytes: AssetBytes } | null = null;
  /** Ten thousand assets are not sorted at every drawing. */
  #tree: { readonly key: readonly unknown[]; readonly found: readonly Asset[]; readonly nodes: readonly AssetNode[] } | null = null;

  constructor() {
    super();
    this.query = '';
    this.grouping = 'folder';
    this.sorting = { by: 'name', descending: false };
    this.folded = new Set();
    this.chosen = null;
    this.previewed = null;
  }

  override render(): unknown {
    return part(this.state.assets, {
      what: 'assets', host: this.host, empty: (assets) => (assets.length === 0 ? 'This experiment has logged no assets.' : null),
    }, (assets) => this.#draw(assets));
  }

  override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    // What was found and chosen stays in sight among all the others.
    if (this.query === '' && changed.get('query') !== undefined && changed.get('query') !== '') {
      const list = this.querySelector<AssetList>('asset-list');
      void list?.updateComplete.then(() => list.revealChosen());
    }
  }

  #draw(assets: readonly Asset[]): TemplateResult {
    const { found, nodes } = this.#found(assets);
    // What is searched for is shown wherever it lies.
    const folded = this.query.trim() === '' ? this.folded : new Set<string>();
    const rows = rowsOf(nodes, folded);
    const previewed = this.previewed === null ? undefined : assets.find(({ id }) => id === this.previewed);
    const total = sizeOf(assets), size = sizeOf(found);
    const words = this.query.trim() === '' ? '' : `${formatNumber(found.length)} of ${formatCount(assets.length, 'asset')}${size === null ? '' : `, ${formatBytes(size)}`}`;
    return html`
      <div class="assets-bar">
        <h2>${formatCount(assets.length, 'asset')}${total === null ? '' : `, ${formatBytes(total)}`}</h2>
        ${searchField('Search assets', this.query, (query) => (this.query = query))}
        <span class="control">Group by ${segments({
          label: 'Group by', chosen: this.grouping, segments: groupings.map((id) => ({ id, title: groupingTitles[id] })),
          choose: (grouping) => {
            this.grouping = grouping;
            this.folded = new Set();
          },
        })}</span>
        ${iconButton('foldAll', 'Fold all', () => (this.folded = new Set(groupIds(nodes))))}${iconButton('unfoldAll', 'Unfold all', () => (this.folded = new Set()))}
        <vscode-button appearance="secondary" class="action" title="Download all" aria-label="Download all" @click=${() => this.host.do('verb', { verb: 'downloadAllAssets' })}><span slot="start">${icon('download')}</span><span class="action-label">Download all</span></vscode-button>
        <span class="note" role="status">${words}</span>
      </div>
      <div class="assets-split">
        <div class="assets-list">
          ${found.length === 0 ? html`<p class="part-empty">Nothing holds “${this.query}”.</p>` : html`
          <asset-list .heads=${html`<div class="asset-heads" role="group" aria-label="Sort by">${sortings.map((by) => this.#heading(by))}</div>`} .rows=${rows} .folded=${folded} .chosen=${this.chosen} .choose=${this.#choose} .fold=${this.#fold} .open=${this.#open}></asset-list>`}
        </div>
        ${previewed === undefined ? nothing : html`<div class="asset-preview" role="region" aria-label=${`Preview of ${previewed.name}`} @keydown=${this.#leave}>
          ${part(this.#parts.state('preview'), { what: 'the preview', host: this.host, retry: () => this.#parts.fetch('preview') }, () =>
            html`<asset-preview .host=${this.host} .of=${this.state.reference} .bytes=${this.#bytesOf()} .asset=${previewed} .close=${this.#close}></asset-preview>`)}</div>`}
      </div>`;
  }

  #heading(by: Sorting['by']): TemplateResult {
    const { sorting } = this;
    const sorted = sorting.by === by;
    const direction = sorting.descending ? 'descending' : 'ascending';
    const title = columnTitles[by];
    return html`<button class="asset-${by === 'name' ? 'name' : by}" aria-pressed=${String(sorted)} aria-label=${sorted ? `${title}, ${direction}` : title}
      @click=${() => (this.sorting = { by, descending: sorted && !sorting.descending })}>${title}${sorted ? icon(sorting.descending ? 'down' : 'up') : nothing}</button>`;
  }

  #found(assets: readonly Asset[]): { readonly found: readonly Asset[]; readonly nodes: readonly AssetNode[] } {
    const key = [assets, this.query, this.grouping, this.sorting];
    if (this.#tree === null || this.#tree.key.some((one, index) => one !== key[index])) {
      const found = assetsHolding(assets, this.query);
      this.#tree = { key, found, nodes: assetTree(found, this.grouping, this.sorting) };
    }
    return this.#tree;
  }

  #bytesOf(): AssetBytes {
    const of = experimentId(this.state.reference);
    if (this.#bytes?.of !== of) this.#bytes = { of, bytes: new AssetBytes(this.host, this.state.reference) };
    return this.#bytes.bytes;
  }

  readonly #choose = (node: AssetNode): void => {
    this.chosen = node.id;
    if (node.kind === 'asset') this.previewed = node.asset.id;
  };

  readonly #fold = (id: string, folded: boolean): void => {
    const all = new Set(this.folded);
    if (folded) all.add(id);
    else all.delete(id);
    this.folded = all;
  };

  /** Where only a reference is kept there is nothing to be opened. */
  readonly #open = (node: AssetNode): void => {
    if (node.kind === 'asset' && node.asset.remoteUrl === null) this.host.do('assetVerb', { verb: 'openAsset', of: this.state.reference, assetId: node.asset.id });
  };

  readonly #close = (): void => {
    this.previewed = null;
    this.querySelector<HTMLElement>('.asset-tree')?.focus();
  };

  readonly #leave = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    this.#close();
  };
}

customElements.define('assets-tab', AssetsTab);
