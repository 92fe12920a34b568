/**
 * Values of several experiments, one column each: a grid of which only the visible cells are drawn. Knows nothing but
 * names and values.
 */
import * as l10n from '@vscode/l10n';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { formatCount, formatNumber, type Countable, pluralOf } from '../../../../src/shared/format';
import { paletteSwatch } from '../../../drawing/swatch';
import { PageElement, type ExperimentHost } from '../../../elements/element';
import { icon } from '../../../elements/icons';
import { ScrollWindow } from '../../../elements/scrolling/scrollWindow';
import { evenTrack, isWithin, type Stretch } from '../../../elements/scrolling/track';
import { cellAfter, headingRow, type GridCell } from '../../../elements/tables/gridKeys';
import { nextSorting, rowsHolding, type Sorting } from '../../../elements/tables/rows';
import { itemsOf, keyOf, sortedRows, type Item } from './comparedItems';
import { columnGap, drawnStretches, rowGap } from './gridStretches';
import { searchField } from '../../../elements/searchField';
import { sameCell, type Cell, type ValueColumn, type ValueRow } from './comparison';
import { showValues, wordsFor } from '../valueDialog';
import { relation } from '../values';

export interface ComparedTableContent {
  readonly label: string;
  readonly noun: Countable;
  readonly columns: readonly ValueColumn[];
  readonly rows: readonly ValueRow[];
  /** Of all rows, before some were left out: they fold under what they have in common. */
  readonly names: readonly string[];
  /**
   * The column by which the others are measured; null: they are marked where they differ from the first, and not
   * measured.
   */
  readonly baseline: number | null;
  /** For values that always differ: nothing is marked, numbers are shown short. */
  readonly areResults?: boolean;
  /** What can be done with the rows that are found. */
  readonly tools: (found: readonly ValueRow[]) => unknown;
}

/** Pixels; the style sheet says the same. */
const rowHeight = 26;
const headHeight = 42;
const rowsBeyond = 8;
const columnsBeyond = 3;
/** Characters. */
const alikeFrom = 8;
const nameWidth = 220;
const columnWidth = 150;

export class ComparedTable extends PageElement {
  static override properties = {
    host: { attribute: false },
    content: { attribute: false },
    query: { state: true },
    sorting: { state: true },
    folded: { state: true },
    active: { state: true },
  };

  declare host: ExperimentHost;
  declare content: ComparedTableContent;
  declare query: string;
  declare sorting: Sorting | null;
  declare folded: ReadonlySet<string>;
  /** The cell that the keyboard is at; the names are column 0. */
  declare active: GridCell;

  #found: readonly ValueRow[] = [];
  #items: readonly Item[] = [];
  readonly #rowWindow = new ScrollWindow(this, {
    axis: 'y',
    scroller: () => this.#frame,
    track: () => evenTrack(this.#items.length, rowHeight),
    covered: () => headHeight,
    // In strides: each redraws all cells.
    stride: rowsBeyond,
    beyond: rowsBeyond,
    untilMeasured: 30,
  });
  readonly #columnWindow = new ScrollWindow(this, {
    axis: 'x',
    scroller: () => this.#frame,
    track: () => evenTrack(this.content.columns.length, this.#columnWidth),
    covered: () => this.#nameWidth,
    stride: columnsBeyond,
    beyond: columnsBeyond,
    untilMeasured: 12,
  });
  /** What is drawn of rows and columns, and of the columns in the row that has the focus. */
  #drawn: Readonly<Record<'rows' | 'across' | 'focused', readonly Stretch[]>> = { rows: [], across: [], focused: [] };
  /** Names of a sweep begin alike: then their ends are what must be seen. */
  #areToldByEnd = false;
  /** The heading that has the focus is about to be taken away: the next one gets it. */
  #isLosingFocus = false;

  constructor() {
    super();
    this.query = '';
    this.sorting = null;
    this.folded = new Set();
    this.active = { row: headingRow, column: 0 };
  }

  /** Scrolling and moving about change no rows. */
  override willUpdate(changed: PropertyValues<ComparedTable>): void {
    if (!(['content', 'query', 'sorting', 'folded'] as const).some((name) => changed.has(name))) {
      return;
    }
    this.#found = sortedRows(
      rowsHolding(this.content.rows, this.query, ({ name, cells }) => [name, ...cells].join('\n')),
      this.sorting,
    );
    this.#items = itemsOf(this.#found, {
      names: this.content.names,
      isSorted: this.sorting !== null,
      // What is searched for is shown wherever it lies.
      folded: this.query === '' ? this.folded : new Set(),
    });
    this.#areToldByEnd = beginAlike(this.content.columns.map(({ title }) => title));
  }

  override render(): TemplateResult {
    const { noun, names, tools } = this.content;
    const total = names.length;
    const found = this.#found;
    return html`
      <div class="table-bar">
        ${searchField(l10n.t('Search {what}', { what: pluralOf(noun) }), this.query, (query) => (this.query = query))}
        <span class="note" role="status">${found.length === total ? formatCount(total, noun) : l10n.t('{count} of {total}', { count: formatNumber(found.length), total: formatCount(total, noun) })}</span>
        <span class="table-tools">${tools(found)}</span>
      </div>
      ${found.length === 0 ? html`<p class="part-empty">${this.query === '' ? l10n.t('There is no difference between {total}.', { total: formatCount(total, noun) }) : l10n.t('Nothing holds “{query}”.', { query: this.query })}</p>` : this.#grid()}`;
  }

  override updated(changed: PropertyValues<ComparedTable>): void {
    super.updated(changed);
    const before = changed.get('content')?.columns.length;
    if (this.#isLosingFocus && before !== undefined && before !== this.content.columns.length && this.#frame !== null) {
      this.#isLosingFocus = false;
      this.#move(headingRow, this.active.column);
    }
  }

  #grid(): TemplateResult {
    const { label, columns } = this.content;
    // The cell that has the focus stays drawn wherever the grid is scrolled: the keyboard goes on from there.
    const focused = this.#frame?.contains(document.activeElement) === true ? this.active : null;
    this.#drawn = {
      rows: this.#rowWindow.stretches(focused?.row ?? null),
      across: this.#columnWindow.stretches(null),
      focused: this.#columnWindow.stretches(focused === null ? null : focused.column - 1),
    };
    const width = nameWidth + columns.length * columnWidth;
    return html`
      <div class="table-frame grid-frame" @scroll=${this.#onScroll}>
        <table class="data compared ${this.#areToldByEnd ? 'told-by-end' : ''}" role="grid" aria-label=${label} aria-readonly="true" aria-rowcount=${this.#items.length + 1} aria-colcount=${columns.length + 1}
          .style=${`width: ${width}px`} @keydown=${this.#onKey} @focusin=${this.#onFocus} @dblclick=${this.#onDoubleClick}>
          <thead><tr aria-rowindex="1">
            <th scope="col" class="name" aria-colindex="1" aria-sort=${this.#sortOf(0)}>${this.#sortButton(0, l10n.t('Name'), nothing)}</th>
            ${this.#columns(headingRow, (column, index) => this.#heading(column, index))}
          </tr></thead>
          <tbody>
            ${drawnStretches(this.#drawn.rows, {
              items: this.#items,
              keyOf,
              draw: (item, index) => this.#item(item, index),
              gap: (span) => rowGap(this.#rowWindow.gapLength(span)),
            })}
          </tbody>
        </table>
      </div>
      <p class="hint grid-hint">${l10n.t('Arrows move, Enter shows the whole values, Ctrl+C copies one.')}${columns.length > 1 ? ` ${l10n.t('On a heading Delete takes the experiment away.')}` : nothing}</p>`;
  }

  #columns(row: number, draw: (column: ValueColumn, index: number) => TemplateResult): unknown {
    const { across, focused } = this.#drawn;
    return drawnStretches(row === this.active.row ? focused : across, {
      items: this.content.columns,
      keyOf: ({ id }) => id,
      draw,
      gap: columnGap,
    });
  }

  #heading(column: ValueColumn, index: number): TemplateResult {
    const { title, whereabouts, own, paletteIndex, reference } = column;
    const about = this.#about(column, index);
    return html`<th scope="col" class="experiment" aria-colindex=${index + 2} aria-sort=${this.#sortOf(index + 1)} title="${title}
${whereabouts}">
      ${this.#sortButton(index + 1, title, paletteSwatch(paletteIndex))}
      <span class="experiment-about"><span class="about">${about}</span>${
        own
          ? nothing
          : html`<span class="experiment-tools">
        <button class="icon-button" tabindex="-1" title=${l10n.t('Open {title}', { title })} aria-label=${l10n.t('Open {title}', { title })} @click=${() => this.host.do('openCompared', { of: reference })}>${icon('open')}</button>
        <button class="icon-button" tabindex="-1" title=${l10n.t('Take {title} away', { title })} aria-label=${l10n.t('Take {title} away', { title })} @click=${() => this.host.do('stopComparing', { of: reference })}>${icon('close')}</button></span>`
      }</span></th>`;
  }

  /** Below the name: what it is here, and where it is from when that is elsewhere. */
  #about({ own, values, project }: ValueColumn, index: number): unknown {
    if (values.state === 'failed') {
      return html`<span class="warning">${l10n.t('not loaded')}</span>`;
    }
    const words = [
      own ? l10n.t('this experiment') : '',
      this.content.baseline === index ? l10n.t('baseline') : '',
      project === this.content.columns[0]?.project ? '' : project,
    ].filter((one) => one !== '');
    return words.join(', ');
  }

  #sortButton(column: number, title: string, before: unknown): TemplateResult {
    const sorting = this.sorting?.by === column ? this.sorting : null;
    return html`<button class="sort" data-row=${headingRow} data-column=${column} tabindex=${this.#tabIndex(headingRow, column)} @click=${() => (this.sorting = nextSorting(this.sorting, column))}>${before}<span class="title"><bdi>${title}</bdi></span>${sorting === null ? nothing : icon(sorting.descending ? 'down' : 'up')}</button>`;
  }

  #item(item: Item, index: number): TemplateResult {
    if ('group' in item) {
      return html`<tr class="group" aria-rowindex=${index + 2}><th colspan=${this.content.columns.length + 1} scope="rowgroup">
        <button class="fold" data-row=${index} data-column="0" tabindex=${this.#tabIndex(index, 0)} aria-expanded=${String(!item.folded)} @click=${() => this.#fold(item.group)}>${icon(item.folded ? 'folded' : 'unfolded')}<bdi>${item.group}</bdi><span class="count">${formatNumber(item.count)}</span></button>
      </th></tr>`;
    }
    const { row } = item;
    const reference = this.content.baseline ?? 0;
    return html`<tr aria-rowindex=${index + 2}>
      <th scope="row" class="name" aria-colindex="1" data-row=${index} data-column="0" tabindex=${this.#tabIndex(index, 0)} title=${row.name}><bdi>${row.name}</bdi></th>
      ${this.#columns(index, (_, column) => this.#cell(row, row.cells[column], column, index, reference))}</tr>`;
  }

  #cell(row: ValueRow, cell: Cell, column: number, index: number, reference: number): TemplateResult {
    const measure = row.cells[reference];
    const { baseline, areResults = false } = this.content;
    const differs = !areResults && column !== reference && !sameCell(measure, cell);
    const ratio =
      differs && baseline !== null && typeof cell === 'string' && typeof measure === 'string'
        ? relation(measure, cell)
        : null;
    const active = this.active.row === index && this.active.column === column + 1;
    return html`<td role="gridcell" class=${`${differs ? 'differs' : ''}${active ? ' active' : ''}`} aria-colindex=${column + 2} data-row=${index} data-column=${column + 1} tabindex=${this.#tabIndex(index, column + 1)}
      title=${typeof cell === 'string' ? (ratio === null ? cell : `${String(measure)} → ${cell}, ${ratio}`) : wordsFor(cell)}>${
        differs
          ? html`<span class="differs-mark" aria-hidden="true">≠</span><span class="unseen">${l10n.t('differs:')} </span>`
          : nothing
      }${
        typeof cell === 'string' && cell !== ''
          ? html`<bdi class="code-text">${areResults ? formatNumber(cell) : cell}</bdi>`
          : html`<span class="missing">${cell === undefined ? this.#unknown(column) : wordsFor(cell)}</span>`
      }${ratio === null ? nothing : html`<span class="relation">${ratio}</span>`}${
        active && typeof cell === 'string'
          ? html`<span class="cell-tools">
        <button class="icon-button" tabindex="-1" title=${l10n.t('Copy this value')} aria-label=${l10n.t('Copy this value')} @click=${() => this.host.do('copyText', { text: cell })}>${icon('copy')}</button>
        <button class="icon-button" tabindex="-1" title=${l10n.t('Show the whole values')} aria-label=${l10n.t('Show the whole values')} @click=${() => this.#show(row)}>${icon('enlarge')}</button></span>`
          : nothing
      }</td>`;
  }

  #unknown(column: number): string {
    return this.content.columns[column]?.values.state === 'failed' ? l10n.t('not loaded') : l10n.t('loading…');
  }

  /** One cell is reached with the tab key: the active one, or the first heading while that one is not drawn. */
  #tabIndex(row: number, column: number): 0 | -1 {
    const isIn = (stretches: readonly Stretch[], index: number): boolean =>
      stretches.some((stretch) => !stretch.isGap && isWithin(stretch, index));
    const isDrawn =
      (this.active.row === headingRow || isIn(this.#drawn.rows, this.active.row)) &&
      (this.active.column === 0 || isIn(this.#drawn.focused, this.active.column - 1));
    const goal = isDrawn ? this.active : { row: headingRow, column: 0 };
    return goal.row === row && goal.column === column ? 0 : -1;
  }

  readonly #onFocus = (event: FocusEvent): void => {
    const cell = cellOf(event.target);
    if (cell !== null && (cell.row !== this.active.row || cell.column !== this.active.column)) {
      this.active = cell;
    }
  };

  readonly #onDoubleClick = (event: MouseEvent): void => {
    const item = this.#items[cellOf(event.target)?.row ?? headingRow];
    if (item !== undefined && 'row' in item) {
      this.#show(item.row);
    }
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const cell = cellOf(event.target);
    if (cell === null) {
      return;
    }
    const item = this.#items[cell.row];
    if (event.key.toLowerCase() === 'c' && (event.ctrlKey || event.metaKey)) {
      if (item === undefined || !('row' in item) || window.getSelection()?.isCollapsed === false) {
        return;
      }
      const text = cell.column === 0 ? item.row.name : item.row.cells[cell.column - 1];
      if (typeof text === 'string') {
        this.host.do('copyText', { text });
      }
    } else {
      const goal = cellAfter(event, cell, this.#rowWindow.pageSize);
      if (goal !== null) {
        this.#move(goal.row, goal.column);
      } else if (event.ctrlKey || event.metaKey || event.altKey || !this.#act(event.key, cell, item)) {
        return;
      }
    }
    event.preventDefault();
  };

  /** False where the key means nothing here. */
  #act(key: string, { row, column }: GridCell, item: Item | undefined): boolean {
    if (key === 'Enter' && item !== undefined && 'row' in item) {
      this.#show(item.row);
      return true;
    }
    const experiment = key === 'Delete' && row === headingRow ? this.content.columns[column - 1] : undefined;
    if (experiment === undefined || experiment.own) {
      return false;
    }
    this.host.do('stopComparing', { of: experiment.reference });
    this.#isLosingFocus = true;
    return true;
  }

  #move(row: number, column: number): void {
    const [to, item] = [
      Math.max(headingRow, Math.min(row, this.#items.length - 1)),
      this.#items[Math.max(0, Math.min(row, this.#items.length - 1))],
    ];
    // The heading of a group spans all columns.
    const across =
      to !== headingRow && item !== undefined && 'group' in item
        ? 0
        : Math.max(0, Math.min(column, this.content.columns.length));
    this.active = { row: to, column: across };
    if (to !== headingRow) {
      this.#rowWindow.reveal(to);
    }
    if (across > 0) {
      this.#columnWindow.reveal(across - 1);
    }
    void this.updateComplete.then(() =>
      this.querySelector<HTMLElement>(`[data-row="${to}"][data-column="${across}"]`)?.focus({ preventScroll: true }),
    );
  }

  #show({ name, cells }: ValueRow): void {
    const { columns, baseline } = this.content;
    const values = columns.map(({ title, paletteIndex }, index) => ({ title, paletteIndex, cell: cells[index] }));
    showValues(this.host, { name, values, baseline: baseline === null ? null : (values[baseline] ?? null) });
  }

  #fold(group: string): void {
    const folded = new Set(this.folded);
    if (!folded.delete(group)) {
      folded.add(group);
    }
    this.folded = folded;
  }

  #sortOf(column: number): 'none' | 'ascending' | 'descending' {
    return this.sorting?.by !== column ? 'none' : this.sorting.descending ? 'descending' : 'ascending';
  }

  get #frame(): HTMLElement | null {
    return this.querySelector<HTMLElement>('.grid-frame');
  }

  readonly #onScroll = (): void => {
    this.#rowWindow.scrolled();
    this.#columnWindow.scrolled();
  };

  /** Pixels, as the names are drawn. */
  get #nameWidth(): number {
    return this.#frame?.querySelector<HTMLElement>('th.name')?.offsetWidth ?? nameWidth;
  }

  /** Pixels; columns are wider where there is room. */
  get #columnWidth(): number {
    const table = this.#frame?.querySelector('table')?.offsetWidth ?? 0;
    return Math.max(columnWidth, (table - this.#nameWidth) / this.content.columns.length);
  }
}

const beginAlike = ([first = '', ...others]: readonly string[]): boolean =>
  others.length > 0 && others.every((title) => title.startsWith(first.slice(0, alikeFrom)));

function cellOf(target: EventTarget | null): GridCell | null {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null;
  return cell === null ? null : { row: Number(cell.dataset['row']), column: Number(cell.dataset['column']) };
}

customElements.define('compared-table', ComparedTable);
