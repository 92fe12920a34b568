/**
 * Parameters and others of the experiments that are laid beside each other: which rows are shown, by which experiment
 * the others are measured.
 */
import * as l10n from '@vscode/l10n';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { formatCount, type Countable } from '../../../../src/shared/format';
import type { ExperimentPageState } from '../../../../src/shared/protocol';
import { noBaseline, type ShownRows, type TablesArrangement } from '../../../arrangement';
import { choice } from '../../../elements/choice';
import { PageElement, type ExperimentHost } from '../../../elements/element';
import { icon } from '../../../elements/icons';
import { actionButton, part } from '../../../elements/parts';
import { segments, type Segment } from '../../../elements/segments';
import './comparedTable';
import type { ComparedTableContent } from './comparedTable';
import { sameCell, valueColumns, valueRows, type ValueColumn, type ValueRow } from './comparison';
import { comparedMenu } from '../copyMenu';
import { filled } from '../../../elements/sentence';

type Part = 'parameters' | 'others';

/** In the order of the table. */
interface Laid {
  readonly columns: readonly ValueColumn[];
  readonly rows: readonly ValueRow[];
}

const nouns: Readonly<Record<Part, Countable>> = {
  parameters: 'parameter',
  others: 'value',
};
const titles: Readonly<Record<Part, string>> = { parameters: l10n.t('Parameters'), others: l10n.t('Others') };
const nothingLaid: Laid = { columns: [], rows: [] };

export class ComparedValues extends PageElement {
  static override properties = {
    host: { attribute: false },
    state: { attribute: false },
    paletteIndexes: { attribute: false },
    arrangement: { attribute: false },
  };

  declare host: ExperimentHost;
  declare state: ExperimentPageState;
  /** Of experiments in the palette. */
  declare paletteIndexes: Readonly<Record<string, number>>;
  /** Without a choice the baseline is the first that is compared, as trackers know no defaults. */
  declare arrangement: TablesArrangement;
  declare arrange: (change: Partial<TablesArrangement>) => void;

  /** The page's own first, then in the order in which they were added. */
  #columns: Readonly<Record<Part, readonly ValueColumn[]>> = { parameters: [], others: [] };
  #laid: Readonly<Record<Part, Laid>> = { parameters: nothingLaid, others: nothingLaid };
  /** The baseline among the columns as they are laid: 0 or 1. */
  #measure: number | null = null;

  /** Choosing which rows are shown changes nothing in them. */
  override willUpdate(changed: PropertyValues<ComparedValues>): void {
    if (changed.has('state') || changed.has('paletteIndexes')) {
      this.#columns = { parameters: this.#columnsOf('parameters'), others: this.#columnsOf('others') };
    } else if (changed.get('arrangement')?.baseline === this.arrangement.baseline) {
      return;
    }
    const baseline = this.#baselineIn(this.#columns.parameters);
    const lay = (columns: readonly ValueColumn[]): Laid => {
      // The page's own and its baseline stand side by side.
      const inOrder =
        baseline === null
          ? columns
          : [...new Set([columns[0], columns[baseline], ...columns])].filter((column) => column !== undefined);
      return { columns: inOrder, rows: valueRows(inOrder) };
    };
    this.#laid = { parameters: lay(this.#columns.parameters), others: lay(this.#columns.others) };
    this.#measure = baseline === null ? null : Math.min(baseline, 1);
  }

  override render(): TemplateResult {
    const { parameters, others } = this.#laid;
    const measured = this.#measure === null ? undefined : parameters.columns[this.#measure];
    return html`
      <div class="toolbar" role="toolbar" aria-label=${l10n.t('Comparison')}>
        ${this.#showing([...parameters.rows, ...others.rows])}
        <label class="control"><span>${l10n.t('Changed from')}</span>${choice(
          l10n.t('Changed from'),
          [
            [noBaseline, 'nothing'],
            ...this.#columns.parameters.map(
              ({ id, title, own }) => [id, own ? l10n.t('{title} (this one)', { title }) : title] as const,
            ),
          ],
          measured?.id ?? noBaseline,
          (baseline) => this.arrange({ baseline }),
        )}</label>
        <span class="head-tools">${actionButton('add', l10n.t('Add experiments…'), () => this.host.do('compare', null))}${actionButton('open', l10n.t('Open in editor'), () => this.host.do('verb', { verb: 'openParameters' }))}</span>
      </div>
      <section><h2>${l10n.t('Parameters')}</h2>${this.#table('parameters')}</section>
      <section><h2>${l10n.t('Others')}</h2>${this.#table('others')}</section>`;
  }

  #table(what: Part): unknown {
    const { host, arrangement } = this;
    const { columns, rows } = this.#laid[what];
    const baseline = this.#measure;
    const waiting = columns.filter(({ values }) => values.state === 'loading');
    if (rows.length === 0 && waiting.length > 0) {
      return part(
        null,
        { what: what === 'parameters' ? l10n.t('parameters') : l10n.t('other values'), host },
        () => nothing,
      );
    }
    return html`${this.#failures(what, columns)}${
      rows.length === 0
        ? columns.some(({ values }) => values.state === 'failed')
          ? nothing
          : html`<p class="part-empty">${l10n.t('None of {experiments} has logged any.', { experiments: formatCount(columns.length, 'experiment') })}</p>`
        : html`<compared-table .host=${host} .content=${
            {
              label: titles[what],
              noun: nouns[what],
              columns,
              rows: rows.filter((row) => isShown(row, arrangement.rows, baseline)),
              names: rows.map(({ name }) => name),
              baseline,
              tools: (found) => comparedMenu(host, { what, columns, found, experiment: columns[0]?.title ?? '' }),
            } satisfies ComparedTableContent
          }></compared-table>`
    }`;
  }

  /** Each experiment fails by itself: the others are shown. */
  #failures(what: Part, columns: readonly ValueColumn[]): unknown {
    const failed = columns.flatMap(({ title, values }) =>
      values.state === 'failed' ? [{ title, problem: values.problem }] : [],
    );
    if (failed.length === 0) {
      return nothing;
    }
    return html`<div class="column-failures" role="alert">${failed.map(
      ({ title, problem }) => html`
      <p class="warning">${icon('warning')} <span>${filled(what === 'parameters' ? l10n.t('Could not load the parameters of {title}.') : l10n.t('Could not load the other values of {title}.'), { title: html`<bdi>${title}</bdi>` })} ${problem.message} ${problem.advice}</span></p>`,
    )}
      <button class="plain-link" @click=${() => this.host.do('refresh', null)}>${l10n.t('Retry')}</button></div>`;
  }

  #showing(rows: readonly ValueRow[]): TemplateResult {
    const baseline = this.#measure;
    const count = (shown: ShownRows): number => rows.filter((row) => isShown(row, shown, baseline)).length;
    const choices: readonly Segment<ShownRows>[] = [
      { id: 'all', title: l10n.t('All'), count: rows.length },
      { id: 'different', title: l10n.t('Only differences'), count: count('different') },
      ...(baseline === null || baseline === 0
        ? []
        : [{ id: 'changed', title: l10n.t('Changed here'), count: count('changed') } satisfies Segment<ShownRows>]),
    ];
    const chosen = choices.some(({ id }) => id === this.arrangement.rows) ? this.arrangement.rows : 'different';
    return segments({ label: l10n.t('Rows'), segments: choices, chosen, choose: (rows) => this.arrange({ rows }) });
  }

  #columnsOf(what: Part): readonly ValueColumn[] {
    return valueColumns(
      [this.state, ...this.state.compared].map((one) => ({ ...one, values: one[what] })),
      this.paletteIndexes,
    );
  }

  /** Null for none. What is not compared any more is no baseline. */
  #baselineIn(columns: readonly ValueColumn[]): number | null {
    const { baseline } = this.arrangement;
    if (baseline === noBaseline) {
      return null;
    }
    const chosen = columns.findIndex(({ id }) => id === baseline);
    return chosen < 0 ? Math.min(1, columns.length - 1) : chosen;
  }
}

/** `changed`: this experiment's value is not the baseline's. */
function isShown({ cells, different }: ValueRow, shown: ShownRows, baseline: number | null): boolean {
  switch (shown) {
    case 'all':
      return true;
    case 'different':
      return different;
    case 'changed':
      return baseline === null || baseline === 0 ? different : !sameCell(cells[0], cells[baseline]);
  }
}

customElements.define('compared-values', ComparedValues);
