/** A table that is searched and sorted, in groups where there are some. Knows no experiment. */
import { html, nothing, type TemplateResult } from 'lit';
import { formatCount, formatNumber } from '../src/shared/format';
import { naturalOrder } from '../src/shared/series';
import { PageElement } from './element';
import { icon } from './icons';
import { searchField } from './searchField';

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
  readonly noun: readonly [singular: string, plural: string];
  /** The heading that a row stands under; rows without one (an empty text) come first. */
  groupOf?(row: Row): string;
  /** Groups within a folded group are not shown either. */
  readonly liesWithin?: (group: string, other: string) => boolean;
}

/** Fewer rows than this are found without a search field. */
const worthSearching = 10;
const rowsAtOnce = 500;

export class DataTable extends PageElement {
  static override properties = {
    table: { attribute: false }, query: { state: true }, sortedBy: { state: true }, descending: { state: true }, rowsShown: { state: true }, folded: { state: true },
  };

  declare table: TableOfRows<unknown>;
  declare query: string;
  declare sortedBy: number | null;
  declare descending: boolean;
  declare rowsShown: number;
  declare folded: ReadonlySet<string>;

  constructor() {
    super();
    this.query = '';
    this.sortedBy = null;
    this.descending = false;
    this.rowsShown = rowsAtOnce;
    this.folded = new Set();
  }

  override render(): TemplateResult {
    const { columns, rows, noun, label } = this.table;
    const found = this.#sorted(this.#found());
    const shown = found.slice(0, this.rowsShown);
    return html`
      ${rows.length < worthSearching ? nothing : html`<div class="table-bar">
        ${searchField(`Search ${noun[1]}`, this.query, (query) => (this.query = query))}
        <span class="note" role="status">${this.query === '' ? formatCount(rows.length, ...noun) : `${formatNumber(found.length)} of ${formatCount(rows.length, ...noun)}`}</span>
      </div>`}
      ${found.length === 0 && this.query !== '' ? html`<p class="part-empty">Nothing holds “${this.query}”.</p>` : html`
      <div class="table-frame">
        <table class="data" aria-label=${label}>
          <thead><tr>${columns.map((column, index) => this.#heading(column, index))}</tr></thead>
          ${this.table.groupOf === undefined ? html`<tbody>${shown.map((row) => this.#row(row))}</tbody>` : this.#groups(shown)}
        </table>
        ${found.length > shown.length
          ? html`<p class="more-rows">${formatCount(found.length - shown.length, ...noun)} more <button class="plain-link" @click=${() => (this.rowsShown += rowsAtOnce)}>Show more</button></p>`
          : nothing}
      </div>`}`;
  }

  #heading(column: Column<unknown>, index: number): TemplateResult {
    const sorted = this.sortedBy === index;
    // A column of buttons has no title and no order.
    if (column.title === '') return html`<th class=${column.className ?? ''}><span class="unseen">Actions</span></th>`;
    return html`<th scope="col" class=${column.className ?? ''} aria-sort=${sorted ? (this.descending ? 'descending' : 'ascending') : 'none'}>
      <button @click=${() => this.#sortBy(index)}>${column.title}${sorted ? icon(this.descending ? 'down' : 'up') : nothing}</button></th>`;
  }

  #row(row: unknown): TemplateResult {
    return html`<tr>${this.table.columns.map((column) => html`<td class=${column.className ?? ''}>${column.cell === undefined ? html`<bdi>${column.text(row)}</bdi>` : column.cell(row)}</td>`)}</tr>`;
  }

  #groups(rows: readonly unknown[]): unknown {
    const groups = new Map<string, unknown[]>();
    for (const row of rows) {
      const name = this.table.groupOf?.(row) ?? '';
      const group = groups.get(name);
      if (group === undefined) groups.set(name, [row]);
      else group.push(row);
    }
    const bare = groups.get('') ?? [];
    groups.delete('');
    const { liesWithin } = this.table;
    // What is searched for is shown wherever it lies.
    const foldedNow = this.query === '' ? this.folded : new Set<string>();
    const hidden = (name: string): boolean => liesWithin !== undefined && [...foldedNow].some((other) => liesWithin(name, other));
    const headed = [...groups].filter(([name]) => !hidden(name)).map(([name, members]) => {
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
    if (!folded.delete(name)) folded.add(name);
    this.folded = folded;
  }

  /** First click ascending, second descending, third as it was. */
  #sortBy(index: number): void {
    if (this.sortedBy !== index) [this.sortedBy, this.descending] = [index, false];
    else if (!this.descending) this.descending = true;
    else [this.sortedBy, this.descending] = [null, false];
  }

  #found(): readonly unknown[] {
    const words = this.query.toLowerCase().split(/\s+/).filter((word) => word !== '');
    if (words.length === 0) return this.table.rows;
    return this.table.rows.filter((row) => {
      const text = this.table.columns.map((column) => column.text(row)).join('\n').toLowerCase();
      return words.every((word) => text.includes(word));
    });
  }

  #sorted(rows: readonly unknown[]): readonly unknown[] {
    const column = this.sortedBy === null ? undefined : this.table.columns[this.sortedBy];
    if (column === undefined) return rows;
    const direction = this.descending ? -1 : 1;
    return [...rows].sort((one, other) => {
      if (column.order === undefined) return direction * naturalOrder(column.text(one), column.text(other));
      const [first, second] = [column.order(one), column.order(other)];
      if (first === null || second === null) return Number(first === null) - Number(second === null);
      return direction * (first - second);
    });
  }
}

customElements.define('data-table', DataTable);

export const dataTable = <Row>(table: TableOfRows<Row>): TemplateResult => html`<data-table .table=${table}></data-table>`;
