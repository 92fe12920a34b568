/** A logged table as a table: searched, sorted, its pictures shown. */
import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import type { Asset } from '../../../../src/shared/experiment';
import { formatCount, formatNumber } from '../../../../src/shared/format';
import '../../assets/assetPicture';
import { PageElement, type ExperimentHost } from '../../../elements/element';
import { assetButtons, assetsOf, type ExperimentAssets } from '../../assets/experimentAssets';
import { menuButton } from '../../../elements/menu';
import { areNumbers, numberOfText } from '../../../elements/tables/numberTexts';
import { part } from '../../../elements/parts';
import { Question } from '../../../elements/question';
import { dataTable, type Column } from '../../../elements/tables/table';
import type { TextTable } from '../../../elements/tables/tableTexts';
import { tableEntries } from '../../../elements/tables/tableEntries';
import { readTable, type LoggedTable, type TableCell } from './loggedTable';

type Row = readonly TableCell[];

export class TableView extends PageElement {
  static override properties = {
    host: { attribute: false },
    experiment: { attribute: false },
    asset: { attribute: false },
  };

  declare host: ExperimentHost;
  declare experiment: ExperimentAssets;
  declare asset: Asset;

  readonly #question = new Question(this, async ({ assetId }: { of: string; assetId: string }) => {
    const table = readTable(await this.experiment.bytes.read(assetId), this.asset.name);
    return { table, columns: table.columns.map((title, index) => this.#column(table, title, index)) };
  });

  override render(): unknown {
    const { asset, host } = this;
    this.#question.want({ of: this.experiment.id, assetId: asset.id }, 0);
    return part(
      this.#question.answer,
      {
        what: l10n.t('the table'),
        host,
        retry: this.#question.retry,
        empty: ({ table }) => (table.rows.length === 0 ? l10n.t('This table has no rows.') : null),
      },
      ({ table, columns }) => html`
      <div class="section-head"><p class="note">${formatCount(table.rows.length, 'row')}, ${formatCount(table.columns.length, 'column')}</p>
        <span>${assetButtons(host, this.experiment, asset)}</span></div>
      ${dataTable({
        label: asset.name,
        columns,
        rows: table.rows,
        noun: 'row',
        tools: (found) =>
          menuButton(
            l10n.t('Copy or save the table'),
            tableEntries(host, asset.name.replace(/\.[^.]*$/, ''), () => textsOf(table.columns, found), null),
          ),
      })}`,
    );
  }

  #column({ rows }: LoggedTable, title: string, index: number): Column<Row> {
    const textAt = (row: Row): string => {
      const cell = row[index] ?? '';
      return typeof cell === 'string' ? cell : '';
    };
    const numeric = areNumbers(rows.map(textAt));
    const column: Column<Row> = { title, text: textAt, className: numeric ? 'number' : 'value-text' };
    if (rows.some((row) => typeof row[index] === 'object')) {
      return { ...column, cell: (row) => this.#picture(row[index] ?? '') };
    }
    return numeric
      ? {
          ...column,
          order: (row) => numberOfText(textAt(row)),
          cell: (row) => html`<span title=${textAt(row)}>${formatNumber(textAt(row))}</span>`,
        }
      : column;
  }

  #picture(cell: TableCell): TemplateResult {
    if (typeof cell === 'string') {
      return html`<bdi>${cell}</bdi>`;
    }
    const asset = assetsOf(this.experiment).find(({ id }) => id === cell.assetId);
    return asset === undefined
      ? html`<span class="hint">${l10n.t('missing image')}</span>`
      : html`<asset-picture class="cell-picture" .bytes=${this.experiment.bytes} .asset=${asset}></asset-picture>`;
  }
}

/** As logged; pictures are left out. */
const textsOf = (headings: readonly string[], rows: readonly Row[]): TextTable => ({
  headings,
  rows: rows.map((row) => row.map((cell) => (typeof cell === 'string' ? cell : ''))),
});

customElements.define('table-view', TableView);
