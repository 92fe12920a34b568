/** Confusion matrices: a heat map that is a table, by mouse and by keyboard, with the samples of the chosen cell. */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { formatCount, formatNumber } from '../../../../src/shared/format';
import { textOf } from '../../assets/assetBytes';
import type { AssetGroup } from '../../assets/assetGroups';
import { PageElement, type ExperimentHost } from '../../../elements/element';
import { assetsOf, experimentName, type ExperimentAssets } from '../../assets/experimentAssets';
import { iconButton, part } from '../../../elements/parts';
import { Question } from '../../../elements/question';
import { lengthAlike, shortened } from '../../../elements/commonPrefix';
import { stepSlider } from '../../../elements/stepSlider';
import '../../assets/assetPicture';
import { csvOf } from '../../../elements/tables/tableTexts';
import { ThemeChange } from '../../../drawing/theme';
import {
  cellValue,
  readConfusionMatrix,
  share,
  totalsOf,
  type ConfusionMatrix,
  type MatrixMode,
  type Sample,
  type Totals,
} from './confusionMatrix';
import { rampTo, type Ramp } from '../colorRamp';
import { ScrollEdges } from './scrollEdges';
import { filled } from '../../../elements/sentence';

/** More labels are left out: such a table would be neither drawn nor read. */
const mostLabels = 100;
/** Up to so many labels, cells have room for their numbers. */
const mostWithNumbers = 40;

interface Cell {
  readonly row: number;
  readonly column: number;
}

/** What the strongest colours stand for. */
interface Scale {
  readonly matrix: ConfusionMatrix;
  readonly mode: MatrixMode;
  readonly right: number;
  readonly wrong: number;
  readonly rightRamp: Ramp;
  readonly wrongRamp: Ramp;
}

export class MatrixView extends PageElement {
  static override properties = {
    host: { attribute: false },
    experiment: { attribute: false },
    named: { attribute: false },
    group: { attribute: false },
    mode: { attribute: false },
    place: { state: true },
    chosen: { state: true },
    pointed: { state: true },
  };

  declare host: ExperimentHost;
  declare experiment: ExperimentAssets;
  /** Another matrix stands beside it: each bears its experiment's name. */
  declare named: boolean;
  declare group: AssetGroup;
  declare mode: MatrixMode;
  declare place: number;
  declare chosen: Cell | null;
  declare pointed: Cell | null;

  readonly #question = new Question(this, async ({ assetId }: { of: string; assetId: string }) =>
    readConfusionMatrix(textOf(await this.experiment.bytes.read(assetId))),
  );
  /** The cell that the keyboard stands on. */
  #focus: Cell = { row: 0, column: 0 };
  #scale: Scale | null = null;

  constructor() {
    super();
    this.place = Infinity;
    this.mode = 'counts';
    this.chosen = null;
    this.pointed = null;
    this.named = false;
    new ThemeChange(this, () => (this.#scale = null));
    new ScrollEdges(this, '.matrix-frame');
  }

  override render(): unknown {
    const { members } = this.group;
    const place = Math.min(this.place, members.length - 1);
    const asset = members[place];
    if (asset === undefined) {
      return nothing;
    }
    this.#question.want({ of: this.experiment.id, assetId: asset.id }, 0);
    return html`
      <div class="toolbar">
        ${this.named ? experimentName(this.experiment) : nothing}
        ${stepSlider({ label: this.named ? l10n.t('Step of {name} of {title}', { name: this.group.name, title: this.experiment.title }) : l10n.t('Step of {name}', { name: this.group.name }), steps: members.map(({ step }) => step), place, move: (next) => (this.place = next) })}
      </div>
      ${part(this.#question.answer, { what: l10n.t('the confusion matrix'), host: this.host, retry: this.#question.retry }, (matrix) => this.#draw(matrix))}`;
  }

  #draw(matrix: ConfusionMatrix): TemplateResult {
    const totals = totalsOf(matrix);
    const shown = this.pointed ?? this.chosen;
    const labels = matrix.labels.slice(0, mostLabels);
    const alike = lengthAlike(labels);
    const accuracy = share(totals.right, totals.all);
    return html`
      <p class="matrix-summary">${matrix.title === '' ? nothing : html`<strong><bdi>${matrix.title}</bdi></strong> `}${accuracy === null ? formatCount(totals.all, 'example') : l10n.t('{examples}, {share} on the diagonal', { examples: formatCount(totals.all, 'example'), share: percent(accuracy) })}
        ${iconButton('copy', l10n.t('Copy the matrix as CSV'), () => this.host.do('copyText', { text: this.#asCsv(matrix, totals) }))}</p>
      ${matrix.labels.length > mostLabels ? html`<p class="note">${l10n.t('The first {mostLabels} of {count} labels.', { mostLabels: formatNumber(mostLabels), count: formatNumber(matrix.labels.length) })}</p>` : nothing}
      <div class="matrix-edges"><div class="matrix-frame">
        <table class="matrix ${labels.length > mostWithNumbers ? 'matrix-dense' : ''}" role="grid" aria-label=${matrix.title === '' ? l10n.t('Confusion matrix') : matrix.title}
          @pointerover=${this.#onPoint} @pointerleave=${() => (this.pointed = null)} @keydown=${(event: KeyboardEvent) => this.#onKey(event, labels.length)} @click=${this.#onClick}>
          <thead>
            <tr><td></td><td></td><th class="matrix-axis" colspan=${labels.length} scope="colgroup"><bdi>${matrix.columnLabel}</bdi></th><td></td></tr>
            <tr><td></td><td class="matrix-corner"></td>${labels.map((label, column) => html`<th scope="col" class=${shown?.column === column ? 'lit' : ''} title=${label}><bdi>${shortened(label, alike)}</bdi></th>`)}<th scope="col" class="matrix-rate">${l10n.t('Recall')}</th></tr>
          </thead>
          <tbody>${labels.map(
            (label, row) => html`<tr>
            ${row === 0 ? html`<th class="matrix-axis matrix-axis-rows" rowspan=${labels.length} scope="rowgroup"><bdi>${matrix.rowLabel}</bdi></th>` : nothing}
            <th scope="row" class=${shown?.row === row ? 'lit' : ''} title=${label}><bdi>${shortened(label, alike)}</bdi></th>
            ${this.#cells(matrix, totals, row, labels.length, shown)}
            <td class="matrix-rate">${percent(share(matrix.counts[row]?.[row] ?? 0, totals.rows[row] ?? 0))}</td>
          </tr>`,
          )}</tbody>
          <tfoot><tr><td></td><th scope="row" class="matrix-rate">${l10n.t('Precision')}</th>
            ${labels.map((_, column) => html`<td class="matrix-rate">${percent(share(matrix.counts[column]?.[column] ?? 0, totals.columns[column] ?? 0))}</td>`)}
            <td class="matrix-rate">${percent(accuracy)}</td></tr></tfoot>
        </table>
      </div></div>
      <p class="matrix-words" role="status">${shown === null ? l10n.t('Point at a cell, or choose one to see its samples.') : inWords(matrix, totals, shown)}</p>
      ${this.chosen === null ? nothing : this.#samples(matrix, this.chosen)}`;
  }

  /**
   * What is right and what is wrong have each their own colour and scale, so that a few mistakes show beside many hits.
   */
  #cells(
    matrix: ConfusionMatrix,
    totals: Totals,
    row: number,
    count: number,
    shown: Cell | null,
  ): readonly TemplateResult[] {
    const { mode } = this;
    const scale = this.#scaleOf(matrix, totals, count);
    return Array.from({ length: count }, (_, column) => {
      const value = cellValue(matrix, totals, mode, row, column);
      const right = row === column;
      const { ground, text } = (right ? scale.rightRamp : scale.wrongRamp).at(
        value === null || value === 0 ? 0 : 0.12 + 0.88 * (value / (right ? scale.right : scale.wrong)),
      );
      const words =
        value === null
          ? ''
          : mode === 'counts'
            ? formatNumber(value)
            : value === 0
              ? '0'
              : percent(value, count > 15 ? 0 : 1);
      const focused = this.#focus.row === row && this.#focus.column === column;
      const chosen = this.chosen?.row === row && this.chosen.column === column;
      const crossed = shown !== null && (shown.row === row || shown.column === column);
      return html`<td role="gridcell" data-row=${row} data-column=${column} tabindex=${focused ? 0 : -1} aria-selected=${String(chosen)} class=${crossed ? 'crossed' : ''}
        aria-label=${l10n.t('Actual {actual}, predicted {predicted}: {value}', { actual: matrix.labels[row] ?? '', predicted: matrix.labels[column] ?? '', value: words })} .style=${`background: ${ground}; color: ${text}`}>${value === 0 ? html`<span class="matrix-zero">0</span>` : words}</td>`;
    });
  }

  /** As it is shown: counts, or shares from 0 to 1 with all their digits. */
  #asCsv(matrix: ConfusionMatrix, totals: Totals): string {
    const { labels, rowLabel, columnLabel } = matrix;
    return csvOf({
      headings: [`${rowLabel} / ${columnLabel}`, ...labels],
      rows: labels.map((label, row) => [
        label,
        ...labels.map((_, column) => String(cellValue(matrix, totals, this.mode, row, column) ?? '')),
      ]),
    });
  }

  /** One look at all cells is enough for a matrix. */
  #scaleOf(matrix: ConfusionMatrix, totals: Totals, count: number): Scale {
    const { mode } = this;
    if (this.#scale?.matrix === matrix && this.#scale.mode === mode) {
      return this.#scale;
    }
    let right = 0;
    let wrong = 0;
    for (let row = 0; row < count; row += 1) {
      for (let column = 0; column < count; column += 1) {
        const value = cellValue(matrix, totals, mode, row, column) ?? 0;
        if (row === column) {
          right = Math.max(right, value);
        } else {
          wrong = Math.max(wrong, value);
        }
      }
    }
    return (this.#scale = {
      matrix,
      mode,
      right,
      wrong,
      rightRamp: rampTo('--series-1'),
      wrongRamp: rampTo('--series-2'),
    });
  }

  #samples(matrix: ConfusionMatrix, { row, column }: Cell): TemplateResult {
    const samples = matrix.samplesOf(row, column);
    const heading = html`<h3>${filled(l10n.t('Actual {actual}, predicted {predicted}'), {
      actual: html`<bdi>${matrix.labels[row]}</bdi>`,
      predicted: html`<bdi>${matrix.labels[column]}</bdi>`,
    })}</h3>`;
    if (samples.length === 0) {
      return html`<section class="matrix-samples">${heading}<p class="part-empty">${l10n.t('No samples of this cell were logged.')}</p></section>`;
    }
    return html`<section class="matrix-samples">${heading}<ul>${samples.map((sample) => html`<li>${this.#sample(sample)}</li>`)}</ul></section>`;
  }

  #sample({ assetId, index, name }: Sample): TemplateResult {
    const asset = assetId === null ? undefined : assetsOf(this.experiment).find(({ id }) => id === assetId);
    const words =
      name ?? (index === null ? l10n.t('Sample') : l10n.t('Example {index}', { index: formatNumber(index) }));
    return asset === undefined
      ? html`<span class="chip"><bdi>${words}</bdi></span>`
      : html`<figure class="tile"><asset-picture .bytes=${this.experiment.bytes} .asset=${asset}></asset-picture><figcaption><span class="tile-name" title=${words}><bdi>${words}</bdi></span></figcaption></figure>`;
  }

  readonly #onPoint = (event: Event): void => {
    this.pointed = cellOf(event.target);
  };

  readonly #onClick = (event: Event): void => {
    const cell = cellOf(event.target);
    if (cell === null) {
      return;
    }
    this.#focus = cell;
    this.chosen = same(this.chosen, cell) ? null : cell;
  };

  #onKey(event: KeyboardEvent, count: number): void {
    const { row, column } = this.#focus;
    const target = {
      ArrowLeft: { row, column: column - 1 },
      ArrowRight: { row, column: column + 1 },
      ArrowUp: { row: row - 1, column },
      ArrowDown: { row: row + 1, column },
      Home: { row, column: 0 },
      End: { row, column: count - 1 },
    }[event.key];
    if (target !== undefined) {
      event.preventDefault();
      this.#focus = { row: within(target.row, count), column: within(target.column, count) };
      this.pointed = this.#focus;
      void this.updateComplete.then(() =>
        this.querySelector<HTMLElement>(
          `[data-row="${this.#focus.row}"][data-column="${this.#focus.column}"]`,
        )?.focus(),
      );
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.chosen = same(this.chosen, this.#focus) ? null : this.#focus;
    }
  }
}

function inWords(matrix: ConfusionMatrix, totals: Totals, { row, column }: Cell): unknown {
  const count = matrix.counts[row]?.[column] ?? 0;
  const label = (kind: string, value: string | undefined): TemplateResult =>
    html`<bdi>${kind}</bdi> <strong><bdi>${value}</bdi></strong>`;
  return filled(l10n.t('{count} with {row} and {column}: {ofRow} of the row, {ofColumn} of the column'), {
    count: html`<strong>${formatNumber(count)}</strong>`,
    row: label(matrix.rowLabel, matrix.labels[row]),
    column: label(matrix.columnLabel, matrix.labels[column]),
    ofRow: percent(share(count, totals.rows[row] ?? 0)),
    ofColumn: percent(share(count, totals.columns[column] ?? 0)),
  });
}

function cellOf(target: EventTarget | null): Cell | null {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null;
  return cell === null ? null : { row: Number(cell.dataset['row']), column: Number(cell.dataset['column']) };
}

const within = (index: number, count: number): number => Math.min(count - 1, Math.max(0, index));
const same = (one: Cell | null, other: Cell): boolean => one?.row === other.row && one.column === other.column;
const percent = (value: number | null, decimals = 1): string =>
  value === null ? '–' : `${(value * 100).toFixed(value === 1 ? 0 : decimals)} %`;

customElements.define('matrix-view', MatrixView);
