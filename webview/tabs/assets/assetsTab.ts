/**
 * The Assets tab: every file that an experiment logged as a tree, and beside it what one of them holds; of one
 * experiment at a time.
 */
import * as l10n from '@vscode/l10n';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Asset } from '../../../src/shared/experiment';
import { formatBytes, formatCount, formatNumber } from '../../../src/shared/format';
import { type ExperimentPageState } from '../../../src/shared/protocol';
import { assetGroupings, type AssetGrouping, type AssetsArrangement } from '../../arrangement';
import type { AssetList } from './assetList';
import './assetList';
import {
  assetsHolding,
  assetTree,
  groupIds,
  rowsOf,
  sizeOf,
  sortings,
  type AssetNode,
  type Sorting,
} from './assetTree';
import { ExperimentsShown, type ExperimentAssets } from './experimentAssets';
import { choice } from '../../elements/choice';
import { PageElement, type ExperimentHost } from '../../elements/element';
import { icon } from '../../elements/icons';
import { OnDemand } from '../../page/onDemand';
import { actionButton, iconButton, part } from '../../elements/parts';
import { searchField } from '../../elements/searchField';
import { segments } from '../../elements/segments';

const groupingTitles: Readonly<Record<AssetGrouping, string>> = {
  folder: l10n.t('Folder'),
  type: l10n.t('Type'),
  step: l10n.t('Step'),
};
const columnTitles: Readonly<Record<Sorting['by'], string>> = {
  name: l10n.t('Name'),
  type: l10n.t('Type'),
  step: l10n.t('Step'),
  size: l10n.t('Size'),
  logged: l10n.t('Logged'),
};
const onDemand = { preview: () => import('./assetPreview') };

export class AssetsTab extends PageElement {
  static override properties = {
    state: { attribute: false },
    active: { attribute: false },
    paletteIndexes: { attribute: false },
    arrangement: { attribute: false },
    query: { state: true },
    sorting: { state: true },
    folded: { state: true },
    chosen: { state: true },
    previewed: { state: true },
  };

  declare host: ExperimentHost;
  declare state: ExperimentPageState;
  declare active: boolean;
  /** Of experiments in the palette. */
  declare paletteIndexes: Readonly<Record<string, number>>;
  declare arrangement: AssetsArrangement;
  declare arrange: (change: Partial<AssetsArrangement>) => void;
  declare query: string;
  declare sorting: Sorting;
  declare folded: ReadonlySet<string>;
  /** The id of the node that the reader is at. */
  declare chosen: string | null;
  /** The id of the asset that is shown; it stays while folders are walked through. */
  declare previewed: string | null;

  readonly #parts = new OnDemand(this, onDemand);
  readonly #shown = new ExperimentsShown();
  #all: readonly ExperimentAssets[] = [];
  /** Whose assets the host was told to load. */
  #told: string | null = null;
  /** Ten thousand assets are not sorted at every drawing. */
  #tree: {
    readonly key: readonly unknown[];
    readonly found: readonly Asset[];
    readonly nodes: readonly AssetNode[];
  } | null = null;

  constructor() {
    super();
    this.paletteIndexes = {};
    this.query = '';
    this.sorting = { by: 'name', descending: false };
    this.folded = new Set();
    this.chosen = null;
    this.previewed = null;
  }

  override willUpdate(): void {
    this.#all = this.#shown.of(this.host, this.state, this.paletteIndexes);
  }

  override render(): unknown {
    const { arrangement } = this;
    const whose = this.#whose;
    if (whose === undefined) {
      return nothing;
    }
    const assets = whose.assets?.state === 'ready' && whose.assets.value.length > 0 ? whose.assets.value : null;
    const others = this.#all.length > 1;
    return html`
      ${
        assets === null && !others
          ? nothing
          : html`<div class="assets-bar">
        ${
          others
            ? html`<label class="control whose"><span>${l10n.t('Assets of')}</span>${choice(
                l10n.t('Assets of'),
                this.#all.map(
                  ({ id, title, own }) => [id, own ? l10n.t('{title} (this one)', { title }) : title] as const,
                ),
                whose.id,
                this.#chooseWhose,
              )}</label>`
            : nothing
        }
        ${assets === null ? nothing : this.#tools(whose, assets, arrangement)}
      </div>`
      }
      ${part(
        whose.assets,
        {
          what: l10n.t('assets'),
          host: this.host,
          empty: (all) =>
            all.length === 0
              ? whose.own
                ? l10n.t('This experiment has logged no assets.')
                : l10n.t('{title} has logged no assets.', { title: whose.title })
              : null,
        },
        (all) => this.#split(whose, all),
      )}`;
  }

  override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    // What was found and chosen stays in view among all the others.
    if (this.query === '' && changed.get('query') !== undefined && changed.get('query') !== '') {
      const list = this.querySelector<AssetList>('asset-list');
      void list?.updateComplete.then(() => list.revealChosen());
    }
    this.#tell();
  }

  /** Undefined only before there is a state. */
  get #whose(): ExperimentAssets | undefined {
    return this.#all.find(({ id }) => id === this.arrangement.of) ?? this.#all[0];
  }

  /** The page says that this tab is in front; of whom is for the tab to say, unless it is the page's own. */
  #tell(): void {
    const [own] = this.#all;
    const whose = this.#whose;
    if (this.active && whose !== undefined && whose.id !== (this.#told ?? own?.id)) {
      this.host.do('show', { tab: 'assets', ...(whose.own ? {} : { of: whose.reference }) });
    }
    this.#told = this.active ? (whose?.id ?? null) : null;
  }

  #tools(whose: ExperimentAssets, assets: readonly Asset[], { grouping }: AssetsArrangement): TemplateResult {
    const { found, nodes } = this.#found(assets);
    const total = sizeOf(assets),
      size = sizeOf(found);
    const words =
      this.query.trim() === ''
        ? ''
        : [
            l10n.t('{count} of {total}', {
              count: formatNumber(found.length),
              total: formatCount(assets.length, 'asset'),
            }),
            ...(size === null ? [] : [formatBytes(size)]),
          ].join(', ');
    return html`
        <h2>${formatCount(assets.length, 'asset')}${total === null ? '' : `, ${formatBytes(total)}`}</h2>
        ${searchField(l10n.t('Search assets'), this.query, (query) => (this.query = query))}
        <span class="control">${l10n.t('Group by')} ${segments({
          label: l10n.t('Group by'),
          chosen: grouping,
          segments: assetGroupings.map((id) => ({ id, title: groupingTitles[id] })),
          choose: (chosen) => {
            this.arrange({ grouping: chosen });
            this.folded = new Set();
          },
        })}</span>
        ${iconButton('foldAll', l10n.t('Fold all'), () => (this.folded = new Set(groupIds(nodes))))}${iconButton('unfoldAll', l10n.t('Unfold all'), () => (this.folded = new Set()))}
        ${actionButton('download', l10n.t('Download all'), () => this.host.do('downloadAllAssets', { of: whose.reference }))}
        <span class="note" role="status">${words}</span>`;
  }

  #split(whose: ExperimentAssets, assets: readonly Asset[]): TemplateResult {
    const { found, nodes } = this.#found(assets);
    // What is searched for is shown wherever it lies.
    const folded = this.query.trim() === '' ? this.folded : new Set<string>();
    const rows = rowsOf(nodes, folded);
    const previewed = this.previewed === null ? undefined : assets.find(({ id }) => id === this.previewed);
    return html`
      <div class="assets-split">
        <div class="assets-list">
          ${
            found.length === 0
              ? html`<p class="part-empty">${l10n.t('Nothing holds “{query}”.', { query: this.query })}</p>`
              : html`
          <asset-list .heads=${html`<div class="asset-heads" role="group" aria-label=${l10n.t('Sort by')}>${sortings.map((by) => this.#heading(by))}</div>`} .rows=${rows} .folded=${folded} .chosen=${this.chosen} .choose=${this.#choose} .fold=${this.#fold} .open=${this.#open}></asset-list>`
          }
        </div>
        ${
          previewed === undefined
            ? nothing
            : html`<div class="asset-preview" role="region" aria-label=${l10n.t('Preview of {name}', { name: previewed.name })} @keydown=${this.#leave}>
          ${part(
            this.#parts.state('preview'),
            { what: l10n.t('the preview'), host: this.host, retry: () => this.#parts.fetch('preview') },
            () =>
              html`<asset-preview .host=${this.host} .of=${whose.reference} .bytes=${whose.bytes} .asset=${previewed} .close=${this.#close}></asset-preview>`,
          )}</div>`
        }
      </div>`;
  }

  #heading(by: Sorting['by']): TemplateResult {
    const { sorting } = this;
    const sorted = sorting.by === by;
    const title = columnTitles[by];
    const words = !sorted
      ? title
      : sorting.descending
        ? l10n.t('{title}, descending', { title })
        : l10n.t('{title}, ascending', { title });
    return html`<button class="asset-${by === 'name' ? 'name' : by}" aria-pressed=${String(sorted)} aria-label=${words}
      @click=${() => (this.sorting = { by, descending: sorted && !sorting.descending })}>${title}${sorted ? icon(sorting.descending ? 'down' : 'up') : nothing}</button>`;
  }

  #found(assets: readonly Asset[]): { readonly found: readonly Asset[]; readonly nodes: readonly AssetNode[] } {
    const { grouping } = this.arrangement;
    const key = [assets, this.query, grouping, this.sorting];
    if (this.#tree === null || this.#tree.key.some((one, index) => one !== key[index])) {
      const found = assetsHolding(assets, this.query);
      this.#tree = { key, found, nodes: assetTree(found, grouping, this.sorting) };
    }
    return this.#tree;
  }

  readonly #chooseWhose = (id: string): void => {
    this.arrange({ of: id === this.#all[0]?.id ? null : id });
    this.folded = new Set();
    this.chosen = null;
    this.previewed = null;
  };

  readonly #choose = (node: AssetNode): void => {
    this.chosen = node.id;
    if (node.kind === 'asset') {
      this.previewed = node.asset.id;
    }
  };

  readonly #fold = (id: string, folded: boolean): void => {
    const all = new Set(this.folded);
    if (folded) {
      all.add(id);
    } else {
      all.delete(id);
    }
    this.folded = all;
  };

  /** Where only a reference is kept there is nothing to be opened. */
  readonly #open = (node: AssetNode): void => {
    const whose = this.#whose;
    if (whose !== undefined && node.kind === 'asset' && node.asset.remoteUrl === null) {
      this.host.do('assetVerb', { verb: 'openAsset', of: whose.reference, assetId: node.asset.id });
    }
  };

  readonly #close = (): void => {
    this.previewed = null;
    this.querySelector<HTMLElement>('.asset-tree')?.focus();
  };

  readonly #leave = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') {
      return;
    }
    event.preventDefault();
    this.#close();
  };
}

customElements.define('assets-tab', AssetsTab);
