/**
 * A value in full, in front of the page: indented where it has a structure, and of several experiments what is
 * different.
 */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { formatNumber } from '../../../src/shared/format';
import { paletteSwatch } from '../../drawing/swatch';
import { PageElement, type ExperimentHost } from '../../elements/element';
import { copyButton, iconButton } from '../../elements/parts';
import { sameCell, type Cell } from './compared/comparison';
import { prettyStructure, readStructure, structureChanges } from './structure';
import { relation, sameNumber } from './values';
import { filled } from '../../elements/sentence';

export interface ValueOf {
  readonly title: string;
  readonly paletteIndex: number;
  readonly cell: Cell;
}

export interface WholeValues {
  readonly name: string;
  /** One, without a name to tell, or several. */
  readonly values: readonly ValueOf[];
  /** What the others are measured by; null for nothing. */
  readonly baseline: ValueOf | null;
}

const titlesShown = 6;

export class ValueDialog extends PageElement {
  static override properties = { host: { attribute: false }, whole: { attribute: false } };

  declare host: ExperimentHost;
  declare whole: WholeValues;

  override firstUpdated(): void {
    this.querySelector('dialog')?.showModal();
  }

  override render(): TemplateResult {
    const { name, values } = this.whole;
    return html`<dialog class="value-dialog" aria-label=${l10n.t('Value of {name}', { name })} @close=${() => this.remove()} @click=${this.#onClick}>
      <div class="value-head"><h2><bdi>${name}</bdi></h2>${iconButton('close', l10n.t('Close'), () => this.querySelector('dialog')?.close())}</div>
      <div class="value-list" tabindex="0" role="region" aria-label=${l10n.t('Values')}>${distinct(values).map((group) => this.#value(group, values.length > 1))}</div>
    </dialog>`;
  }

  #value(group: readonly ValueOf[], named: boolean): TemplateResult {
    const { name, baseline } = this.whole;
    const [first] = group;
    const cell = first?.cell;
    const shown = group.slice(0, titlesShown);
    const measured = baseline === null || sameCell(baseline.cell, cell) ? nothing : changesFrom(baseline, cell);
    return html`<section>
      ${
        named
          ? html`<div class="value-owners">${shown.map(({ title, paletteIndex }) => html`<span class="value-owner">${paletteSwatch(paletteIndex)}<bdi>${title}</bdi></span>`)}${
              group.length > shown.length
                ? html`<span class="hint" title=${group
                    .slice(titlesShown)
                    .map(({ title }) => title)
                    .join(
                      '\n',
                    )}>${l10n.t('and {count} more', { count: formatNumber(group.length - shown.length) })}</span>`
                : nothing
            }
        ${group.some((one) => one === baseline) ? html`<span class="chip">${l10n.t('baseline')}</span>` : nothing}</div>`
          : nothing
      }
      ${typeof cell === 'string' && cell !== '' ? html`<div class="value-text"><pre tabindex="0" aria-label=${l10n.t('Text of {name}', { name })}>${pretty(cell)}</pre>${copyButton(this.host, cell, name)}</div>` : html`<p class="missing">${wordsFor(cell)}</p>`}
      ${measured}
    </section>`;
  }

  /** Outside of what the dialog holds. */
  readonly #onClick = (event: MouseEvent): void => {
    if (event.target === event.currentTarget) {
      this.querySelector('dialog')?.close();
    }
  };
}

/** Nothing but the dialog can be reached while it is open; the focus goes back to where it was. */
export function showValues(host: ExperimentHost, whole: WholeValues): void {
  const dialog = new ValueDialog();
  dialog.host = host;
  dialog.whole = whole;
  document.body.append(dialog);
}

/** For what is no text. */
export const wordsFor = (cell: Cell): string =>
  cell === undefined ? l10n.t('not known') : cell === null ? l10n.t('not logged') : l10n.t('empty');

function distinct(values: readonly ValueOf[]): readonly (readonly ValueOf[])[] {
  const groups: ValueOf[][] = [];
  for (const value of values) {
    const group = groups.find(
      ([first]) =>
        first !== undefined &&
        (first.cell === undefined) === (value.cell === undefined) &&
        sameCell(first.cell, value.cell),
    );
    if (group === undefined) {
      groups.push([value]);
    } else {
      group.push(value);
    }
  }
  return groups;
}

function pretty(value: string): string {
  const structure = readStructure(value);
  return structure === null ? value : prettyStructure(structure);
}

function changesFrom({ title, cell: from }: ValueOf, to: Cell): unknown {
  if (typeof from !== 'string' || typeof to !== 'string') {
    return nothing;
  }
  const ratio = relation(from, to);
  if (ratio !== null) {
    return html`<p class="hint">${l10n.t('Changed from')} <bdi>${from}</bdi> (<bdi>${title}</bdi>), ${ratio}</p>`;
  }
  const [before, after] = [readStructure(from), readStructure(to)];
  const changes = before === null || after === null ? [] : structureChanges(before, after, sameNumber);
  if (!changes.some(({ path }) => path !== '')) {
    return nothing;
  }
  return html`<p class="hint">${filled(l10n.t('Changed from {title}:'), { title: html`<bdi>${title}</bdi>` })}</p>
    <ul class="value-changes">${changes.map(
      ({ path, from: one, to: other }) => html`<li><bdi class="code-text">${path === '' ? l10n.t('all') : path}</bdi>
      <span>${one === null ? html`<span class="missing">${l10n.t('none')}</span>` : html`<bdi class="code-text">${one}</bdi>`} → ${other === null ? html`<span class="missing">${l10n.t('none')}</span>` : html`<bdi class="code-text">${other}</bdi>`}</span></li>`,
    )}</ul>`;
}

customElements.define('value-dialog', ValueDialog);
