/** A text as numbered lines that can be searched: the field for a bar, the lines below it. Knows no file. */
import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import { formatCount } from '../../../src/shared/format';
import { longestLine, plainStyle } from '../../../src/shared/terminal/terminal';
import { LineSearch, type LineSource } from '../output/lineSearch';
import { lineSearchField, searchStatus } from '../output/lineSearchField';
import { drawLine } from '../output/outputLine';
import type { PageElement } from '../../elements/element';
import '../../elements/scrolling/lineList';
import type { LineList } from '../../elements/scrolling/lineList';

export class NumberedText implements LineSource {
  readonly #element: PageElement;
  readonly #search: LineSearch;
  #text: string | null = null;
  #lines: readonly string[] = [];

  constructor(element: PageElement) {
    this.#element = element;
    this.#search = new LineSearch(element, { matchCase: false, expression: false, words: false });
  }

  get count(): number {
    return this.#lines.length;
  }

  get settled(): number {
    return this.count;
  }

  /** As far as it is drawn. */
  plain(line: number): string {
    return this.#lines[line]?.slice(0, longestLine) ?? '';
  }

  /** Safe to call at each drawing. */
  show(text: string): void {
    if (text === this.#text) {
      return;
    }
    this.#text = text;
    const lines = text.split(/\r\n|\n|\r/);
    if (lines.at(-1) === '') {
      lines.pop();
    }
    this.#lines = lines;
    this.#search.setLines(this);
    this.#search.restart();
  }

  field(label: string): TemplateResult {
    return lineSearchField({
      search: this.#search,
      label,
      icon: 'search',
      verb: l10n.t('search'),
      status: searchStatus(this.#search, (direction) => this.#go(direction)),
      find: (query, options) => this.#search.find(query, options, () => this.#bringIntoSight()),
      enter: (direction) => this.#go(direction),
    });
  }

  lines(label: string): TemplateResult {
    const digits = String(this.count).length;
    const { pattern, currentLine } = this.#search;
    const line = (index: number): TemplateResult => {
      const text = this.plain(index);
      const rest = (this.#lines[index]?.length ?? 0) - text.length;
      // Blanks between the elements would be shown.
      return html`<div class="line ${index === currentLine ? 'current-match' : ''}"><span class="line-number" aria-hidden="true">${String(index + 1).padStart(digits)}</span><span class="line-text">${drawLine(
        [{ text, style: plainStyle }],
        { marks: pattern?.ranges(text) ?? [], links: [] },
      )}</span>${rest === 0 ? '' : html`<span class="hint"> … ${formatCount(rest, 'more character')}</span>`}</div>`;
    };
    return html`<line-list .count=${this.count} .line=${line} .label=${`${label}, ${formatCount(this.count, 'line')}`}></line-list>`;
  }

  #go(direction: 1 | -1): void {
    this.#search.go(direction);
    this.#bringIntoSight();
  }

  #bringIntoSight(): void {
    const line = this.#search.currentLine;
    if (line !== null) {
      this.#element.querySelector<LineList>('line-list')?.scrollToLine(line);
    }
  }
}
