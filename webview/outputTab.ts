/** The Output tab: what the run wrote to its console, in its colours, with the end in sight while it goes on. */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { formatCount, formatNumber } from '../src/shared/format';
import type { ExperimentPageState } from '../src/shared/protocol';
import { TerminalText, type TerminalSpan, type TerminalStyle } from '../src/shared/terminal';
import { PageElement, type ExperimentHost } from './element';
import { icon } from './icons';
import './lineList';
import type { LineList } from './lineList';
import { LineSearch } from './lineSearch';
import { actionButton, iconButton, part, staleNote } from './parts';
import { Question } from './question';
import type { Checkbox, TextField } from './toolkit';

export class OutputTab extends PageElement {
  static override properties = { state: { attribute: false }, active: { attribute: false }, following: { state: true } };

  declare host: ExperimentHost;
  declare state: ExperimentPageState;
  declare active: boolean;
  declare following: boolean;

  readonly #output = new Question(this, (nothingToSay: null) => this.host.ask('output', nothingToSay));
  readonly #search = new LineSearch(this);
  #terminal: { readonly text: string; readonly lines: TerminalText } | null = null;
  #begun = false;

  constructor() {
    super();
    this.following = true;
  }

  override render(): unknown {
    if (this.active) this.#output.want(null, this.state.revision);
    return html`
      ${staleNote(this.#output.staleBecause, this.#output.retry)}
      ${part(this.#output.answer, {
        what: 'the output', host: this.host, retry: this.#output.retry,
        empty: (text) => (text === '' ? (this.#running ? 'The run has written nothing yet.' : 'No output was logged.') : null),
      }, (text) => this.#draw(text))}`;
  }

  override updated(changed: PropertyValues): void {
    super.updated(changed);
    const list = this.#list;
    if (list === null || this.#begun) return;
    this.#begun = true;
    // The news are at the end.
    void list.updateComplete.then(() => list.scrollToEnd());
  }

  #draw(text: string): TemplateResult {
    if (this.#terminal?.text !== text) {
      this.#terminal = { text, lines: new TerminalText(text) };
      this.#search.setLines(this.#terminal.lines.count, (index) => this.#terminal?.lines.plain(index) ?? '');
    }
    const { lines } = this.#terminal;
    const { query, matches, current, searching } = this.#search;
    const skipped = this.#list?.skipped ?? 0;
    const needle = query.toLowerCase();
    const currentLine = current === null ? -1 : matches[current] ?? -1;
    // Blanks between the elements would be shown.
    const line = (index: number): TemplateResult => html`<div class="line ${index === currentLine ? 'current-match' : ''}"><span class="line-number" aria-hidden="true">${String(index + 1).padStart(String(lines.count).length)}</span><span class="line-text">${drawSpans(lines.spans(index), needle)}</span></div>`;
    return html`
      <div class="text-bar">
        <vscode-text-field class="search" placeholder="Search output" aria-label="Search output" .value=${query}
          @input=${(event: Event) => this.#find((event.currentTarget as TextField).value)}
          @keydown=${(event: KeyboardEvent) => this.#searchKey(event)}><span slot="start">${icon('search')}</span></vscode-text-field>
        ${query === '' ? nothing : html`
          <span class="note" role="status">${matches.length === 0 ? (searching ? 'Searching…' : 'No results') : `${current === null ? '?' : formatNumber(current + 1)} of ${formatNumber(matches.length)}${searching ? '…' : ''}`}</span>
          ${iconButton('up', 'Previous match', () => this.#goTo(-1))}${iconButton('down', 'Next match', () => this.#goTo(1))}`}
        <span class="text-path note">${formatCount(lines.count, 'line')}${skipped > 0 ? `, the last ${formatNumber(lines.count - skipped)} shown` : ''}</span>
        ${this.#running ? html`<vscode-checkbox ?checked=${this.following} @change=${(event: Event) => this.#follow((event.currentTarget as Checkbox).checked)}>Follow</vscode-checkbox>` : nothing}
        ${actionButton('open', 'Open in editor', () => this.host.do('verb', { verb: 'openOutput' }))}
      </div>
      <line-list class="output" .count=${lines.count} .line=${line} .label=${'Output'} .following=${this.#running && this.following}
        .onend=${(atEnd: boolean) => (this.following = atEnd)}></line-list>`;
  }

  get #running(): boolean {
    return this.state.experiment.state === 'ready' && this.state.experiment.value.state === 'running';
  }

  get #list(): LineList | null {
    return this.querySelector<LineList>('line-list');
  }

  #follow(following: boolean): void {
    this.following = following;
    if (following) this.#list?.scrollToEnd();
  }

  #find(query: string): void {
    this.#search.find(query, () => this.#show());
  }

  #searchKey(event: KeyboardEvent): void {
    if (event.key === 'Enter') this.#goTo(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape') this.#find('');
    else return;
    event.preventDefault();
  }

  #goTo(direction: 1 | -1): void {
    this.#search.go(direction);
    this.#show();
  }

  #show(): void {
    const line = this.#search.currentLine;
    if (line !== null) this.#list?.scrollToLine(line);
  }
}

function drawSpans(spans: readonly TerminalSpan[], needle: string): unknown {
  if (needle === '') return spans.map(({ text, style }) => drawSpan(text, style, false));
  // Matches may run across spans: they are found in the whole line and cut out of its spans.
  const whole = spans.map(({ text }) => text).join('').toLowerCase();
  const marked: [from: number, to: number][] = [];
  for (let at = whole.indexOf(needle); at >= 0; at = whole.indexOf(needle, at + needle.length)) marked.push([at, at + needle.length]);
  let offset = 0;
  return spans.map(({ text, style }) => {
    const pieces: unknown[] = [];
    let done = 0;
    for (const [from, to] of marked) {
      const start = Math.max(0, from - offset);
      const end = Math.min(text.length, to - offset);
      if (end <= start) continue;
      if (start > done) pieces.push(drawSpan(text.slice(done, start), style, false));
      pieces.push(drawSpan(text.slice(start, end), style, true));
      done = end;
    }
    if (done < text.length) pieces.push(drawSpan(text.slice(done), style, false));
    offset += text.length;
    return pieces;
  });
}

function drawSpan(text: string, style: TerminalStyle, marked: boolean): unknown {
  const classes = classesOf(style);
  if (marked) return html`<mark class=${classes}>${text}</mark>`;
  return classes === '' ? text : html`<span class=${classes}>${text}</span>`;
}

function classesOf({ foreground, background, bold, dim, italic, underline, strikethrough, inverse }: TerminalStyle): string {
  const [front, back] = inverse ? [background ?? 'ground', foreground ?? 'text'] : [foreground, background];
  return [
    front === null ? '' : `ansi-${front}`, back === null ? '' : `ansi-back-${back}`, bold ? 'ansi-bold' : '', dim ? 'ansi-dim' : '',
    italic ? 'ansi-italic' : '', underline ? 'ansi-underline' : '', strikethrough ? 'ansi-strikethrough' : '',
  ].filter((name) => name !== '').join(' ');
}

customElements.define('output-tab', OutputTab);
