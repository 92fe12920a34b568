/** A table that is searched and sorted, in groups where there are some. Knows no experiment. */
import * as l10n from '@vscode/l10n';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { formatCount, formatNumber, type Countable, pluralOf } from '../../../src/shared/format';
import { PageElement } from '../element';
import { icon } from '../icons';
import { moreOf } from '../parts';
import { inGroups, inOrderOfNumber, inOrderOfValue, nextSorting, rowsHolding, type Sorting } from './rows';
import { searchField } from '../searchField';

export interface Column<Row> {
  readonly title: string;
  /** What is searched and, unless `order` says otherwise, sorted by. */
  text(row: Row): string;
  /** Rows without a number come last. */
  order?(row: Row): number | null;
  /** The text when left out. */
  cell?(row: Row): unknown;
  readonly className?: string;
}

export interface TableOfRows<Row> {
  /** Spoken name. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  /** What one row is called, and several. */
  readonly noun: Countable;
  /** The heading that a row stands under; rows without one (an empty text) come first. */
  groupOf?(row: Row): string;
  /** Groups within a folded group are not shown either. */
  readonly liesWithin?: (group: string, other: string) => boolean;
  /** What can be done with the rows that are found, in their order: drawn beside the search. */
  readonly tools?: (found: readonly Row[]) => unknown;
}

/** Fewer rows than this are found without a search field. */
const worthSearching = 10;
const rowsAtOnce = 200;
/** More rows than this scroll below their headings, which stay. */
const worthFraming = 40;
/** A text of more characters may not fit into its cell. */
const worthTitle = 40;

/** What may be cut short is whole in its title. */
const plainCell = (text: string): TemplateResult =>
  html`<bdi title=${text.length > worthTitle ? text : nothing}>${text}</bdi>`;

export class DataTable extends PageElement {
  static override properties = {
    table: { attribute: false },
    query: { state: true },
    sorting: { state: true },
    rowsShown: { state: true },
    folded: { state: true },
  };

  declare table: TableOfRows<unknown>;
  declare query: string;
  declare sorting: Sorting | null;
  declare rowsShown: number;
  declare folded: ReadonlySet<string>;

  #found: readonly unknown[] = [];
  /** Of each row what is searched, once it has been. */
  #texts: string[] = [];

  constructor() {
    super();
    this.query = '';
    this.sorting = null;
    this.rowsShown = rowsAtOnce;
    this.folded = new Set();
  }

  /** Rows are searched and sorted when something of that has changed, not at every drawing. */
  override willUpdate(changed: PropertyValues<this>): void {
    const { columns, rows } = this.table;
    const before = changed.get('table');
    const isOther = changed.has('table') && (before?.rows !== rows || before.columns !== columns);
    if (isOther) {
      this.#texts = [];
    }
    if (!isOther && !changed.has('query') && !changed.has('sorting')) {
      return;
    }
    this.#found = this.#sorted(
      rowsHolding(
        rows,
        this.query,
        (row, index) =>
          (this.#texts[index] ??= columns
            .map((column) => column.text(row))
            .join('\n')
            .toLowerCase()),
      ),
    );
  }

  override render(): TemplateResult {
    const { columns, rows, noun, label, tools } = this.table;
    const found = this.#found;
    const shown = found.slice(0, this.rowsShown);
    const long = shown.length > worthFraming;
    return html`
      ${
        rows.length < worthSearching && tools === undefined
          ? nothing
          : html`<div class="table-bar">
        ${
          rows.length < worthSearching
            ? nothing
            : html`${searchField(l10n.t('Search {what}', { what: pluralOf(noun) }), this.query, (query) => (this.query = query))}
        <span class="note" role="status">${this.query === '' ? formatCount(rows.length, noun) : l10n.t('{count} of {total}', { count: formatNumber(found.length), total: formatCount(rows.length, noun) })}</span>`
        }
        ${tools === undefined ? nothing : html`<span class="table-tools">${tools(found)}</span>`}
      </div>`
      }
      ${
        found.length === 0 && this.query !== ''
          ? html`<p class="part-empty">${l10n.t('Nothing holds “{query}”.', { query: this.query })}</p>`
          : html`
      <div class="table-frame ${long ? 'long' : ''}" tabindex=${long ? 0 : nothing} role=${long ? 'region' : nothing} aria-label=${long ? label : nothing}>
        <table class="data" aria-label=${label}>
          <thead><tr>${columns.map((column, index) => this.#heading(column, index))}</tr></thead>
          ${this.table.groupOf === undefined ? html`<tbody>${shown.map((row) => this.#row(row))}</tbody>` : this.#groups(shown)}
        </table>
        ${moreOf(found.length - shown.length, noun, () => (this.rowsShown += rowsAtOnce))}
      </div>`
      }`;
  }

  #heading(column: Column<unknown>, index: number): TemplateResult {
    const sorting = this.sorting?.by === index ? this.sorting : null;
    // A column of buttons has no title and no order.
    if (column.title === '') {
      return html`<th class=${column.className ?? ''}><span class="unseen">${l10n.t('Actions')}</span></th>`;
    }
    return html`<th scope="col" class=${column.className ?? ''} aria-sort=${sorting === null ? 'none' : sorting.descending ? 'descending' : 'ascending'}>
      <button @click=${() => (this.sorting = nextSorting(this.sorting, index))}>${column.title}${sorting === null ? nothing : icon(sorting.descending ? 'down' : 'up')}</button></th>`;
  }

  #row(row: unknown): TemplateResult {
    return html`<tr>${this.table.columns.map((column) => html`<td class=${column.className ?? ''}>${column.cell === undefined ? plainCell(column.text(row)) : column.cell(row)}</td>`)}</tr>`;
  }

  #groups(rows: readonly unknown[]): unknown {
    const { bare, groups } = inGroups(rows, (row) => this.table.groupOf?.(row) ?? '');
    const { liesWithin } = this.table;
    // What is searched for is shown wherever it lies.
    const foldedNow = this.query === '' ? this.folded : new Set<string>();
    const hidden = (name: string): boolean =>
      liesWithin !== undefined && [...foldedNow].some((other) => liesWithin(name, other));
    const headed = groups
      .filter(([name]) => !hidden(name))
      .map(([name, members]) => {
        const folded = foldedNow.has(name);
        return html`<tbody>
        <tr class="group"><th colspan=${this.table.columns.length} scope="rowgroup">
          <button class="fold" aria-expanded=${String(!folded)} @click=${() => this.#fold(name)}>${icon(folded ? 'folded' : 'unfolded')}<bdi>${name}</bdi><span class="count">${formatNumber(members.length)}</span></button>
        </th></tr>
        ${folded ? nothing : members.map((row) => this.#row(row))}
      </tbody>`;
      });
    return html`${bare.length === 0 ? nothing : html`<tbody>${bare.map((row) => this.#row(row))}</tbody>`}${headed}`;
  }

  #fold(name: string): void {
    const folded = new Set(this.folded);
    if (!folded.delete(name)) {
      folded.add(name);
    }
    this.folded = folded;
  }

  #sorted(rows: readonly unknown[]): readonly unknown[] {
    const { sorting } = this;
    const column = sorting === null ? undefined : this.table.columns[sorting.by];
    if (sorting === null || column === undefined) {
      return rows;
    }
    return column.order === undefined
      ? inOrderOfValue(rows, (row) => column.text(row), sorting.descending)
      : inOrderOfNumber(rows, (row) => column.order?.(row) ?? null, sorting.descending);
  }
}

customElements.define('data-table', DataTable);

export const dataTable = <Row>(table: TableOfRows<Row>): TemplateResult =>
  html`<data-table .table=${table}></data-table>`;
