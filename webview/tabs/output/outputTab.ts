/** The Output tab: what the run wrote to its console, in its colours, with the end in view while it goes on. */
import * as l10n from '@vscode/l10n';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { CodeFile } from '../../../src/shared/experiment';
import { formatBytes, formatCount, formatNumber } from '../../../src/shared/format';
import type { ExperimentPageState } from '../../../src/shared/protocol';
import type { TerminalText } from '../../../src/shared/terminal/terminal';
import { PageElement, type ExperimentHost } from '../../elements/element';
import '../../elements/scrolling/lineList';
import type { LineList } from '../../elements/scrolling/lineList';
import { LineSearch } from './lineSearch';
import { linksOf } from './lineLinks';
import type { PatternOptions } from './linePattern';
import { lineSearchField, searchStatus } from './lineSearchField';
import { drawLine } from './outputLine';
import { OutputText } from './outputText';
import { lastTraceback, type Traceback } from '../../../src/shared/text/traceback';
import { actionButton, part, staleNote } from '../../elements/parts';
import type { Checkbox } from '../../toolkit';

/** Characters that a clipboard takes without trouble. */
const mostCopied = 8_000_000;
/** Lines of a message that are kept in view with its exception, and below them. */
const detailsInSight = 8;
const linesBelow = 3;
/** Milliseconds of gathering lines between two chances to draw. */
const turn = 8;

export class OutputTab extends PageElement {
  static override properties = {
    state: { attribute: false },
    active: { attribute: false },
    exceptionWanted: { attribute: false },
    following: { state: true },
    copyNote: { state: true },
  };

  declare host: ExperimentHost;
  declare state: ExperimentPageState;
  declare active: boolean;
  /** When it grows, the exception that ended the run is brought into view. */
  declare exceptionWanted: number;
  declare following: boolean;
  /** What came of copying. */
  declare copyNote: string;

  readonly #output = new OutputText(
    this,
    (from) => this.host.ask('output', { from }),
    () => this.#grew(),
  );
  readonly #filter = new LineSearch(this, { matchCase: false, expression: false, words: true }, () =>
    this.#searchShown(),
  );
  readonly #search = new LineSearch(this, { matchCase: false, expression: false, words: false });
  #lines: TerminalText | null = null;
  #begun = false;
  /** A crashed run is opened where it crashed. */
  #exceptionShown = -1;
  #traceback: Traceback | null = null;

  constructor() {
    super();
    this.following = true;
    this.exceptionWanted = 0;
    this.copyNote = '';
  }

  override render(): unknown {
    if (this.active) {
      this.#output.want(this.state.revision);
    }
    return html`
      ${staleNote(this.#output.staleBecause, this.#output.retry)}
      ${part(
        this.#output.lines,
        {
          what: l10n.t('the output'),
          host: this.host,
          retry: this.#output.retry,
          empty: ({ count }) =>
            count > 0 || this.#output.progress !== null
              ? null
              : this.#running
                ? l10n.t('The run has written nothing yet.')
                : l10n.t('No output was logged.'),
        },
        (lines) => this.#draw(lines),
      )}`;
  }

  override updated(changed: PropertyValues): void {
    super.updated(changed);
    const list = this.#list;
    if (list === null) {
      return;
    }
    if (!this.#begun) {
      this.#begun = true;
      // The news are at the end.
      void list.updateComplete.then(() => list.scrollToEnd());
    }
    if (this.#exceptionShown < this.exceptionWanted && this.active && this.#crashed && this.#output.progress === null) {
      this.#exceptionShown = this.exceptionWanted;
      this.#showException(list);
    }
  }

  #draw(lines: TerminalText): TemplateResult {
    const filtered = this.#filter.pattern !== null;
    const digits = String(lines.count).length;
    const current = this.#search.currentLine;
    const currentLine = current === null ? null : filtered ? this.#filter.lineAt(current) : current;
    const marked = this.#search.pattern ?? this.#filter.pattern;
    const files = this.#files;
    const openCode = (path: string, line: number): void => this.host.do('codeVerb', { verb: 'openCode', path, line });
    const line = (index: number): TemplateResult => {
      const number = filtered ? this.#filter.lineAt(index) : index;
      const spans = lines.spans(number);
      const text = spans.map((span) => span.text).join('');
      const undrawn = lines.undrawn(number);
      // Blanks between the elements would be shown.
      return html`<div class="line ${number === currentLine ? 'current-match' : ''} ${number === this.#traceback?.at ? 'exception' : ''}"><span class="line-number" aria-hidden="true">${String(number + 1).padStart(digits)}</span><span class="line-text">${drawLine(spans, { marks: marked?.ranges(text) ?? [], links: linksOf(text, files), openCode })}</span>${undrawn === 0 ? '' : html`<span class="hint"> … ${formatCount(undrawn, 'more character')}</span>`}</div>`;
    };
    const count = filtered ? this.#filter.count : lines.count;
    return html`
      ${this.#bar(lines, filtered)}
      ${filtered && count === 0 && !this.#filter.searching ? html`<p class="note no-lines" role="status">${l10n.t('No line matches the filter.')}</p>` : nothing}
      <line-list class="output" .count=${count} .line=${line} .label=${filtered ? l10n.t('Output, filtered') : l10n.t('Output')} .following=${this.following}
        .onend=${(atEnd: boolean) => (this.following = atEnd)}></line-list>`;
  }

  #bar(lines: TerminalText, filtered: boolean): TemplateResult {
    const filterStatus = html`<span class="note" role="status">${l10n.t('{count} of {total}', { count: formatNumber(this.#filter.count), total: formatCount(lines.count, 'line') })}${this.#filter.searching ? '…' : nothing}</span>`;
    return html`
      <div class="text-bar">
        ${lineSearchField({
          search: this.#search,
          label: l10n.t('Search output'),
          icon: 'search',
          verb: l10n.t('search'),
          status: searchStatus(this.#search, (direction) => this.#goTo(direction)),
          find: (query, options) => this.#find(query, options),
          enter: (direction) => this.#goTo(direction),
        })}
        ${lineSearchField({
          search: this.#filter,
          label: l10n.t('Filter lines'),
          icon: 'filter',
          verb: l10n.t('filter'),
          status: filterStatus,
          find: (query, options) => this.#narrow(query, options),
        })}
        <span class="text-path note">${this.#progress() ?? (filtered ? nothing : formatCount(lines.count, 'line'))}</span>
        ${this.copyNote === '' ? nothing : html`<span class="note" role="status">${this.copyNote}</span>`}
        ${this.#running ? html`<vscode-checkbox ?checked=${this.following} @change=${(event: Event) => this.#follow((event.currentTarget as Checkbox).checked)}>${l10n.t('Follow')}</vscode-checkbox>` : nothing}
        ${actionButton('copy', filtered ? l10n.t('Copy matching lines') : l10n.t('Copy all'), () => void this.#copy(lines))}
        ${actionButton('open', l10n.t('Open in editor'), () => this.host.do('verb', { verb: 'openOutput' }))}
      </div>`;
  }

  #progress(): TemplateResult | null {
    const { progress } = this.#output;
    if (progress === null) {
      return null;
    }
    return html`<span role="status">${l10n.t('Loading {read} of {total}', { read: formatBytes(progress.read), total: formatBytes(progress.total) })}</span>
      <progress class="output-progress" max=${progress.total} .value=${progress.read} aria-label=${l10n.t('Loading output')}></progress>`;
  }

  get #running(): boolean {
    return this.state.experiment.state === 'ready' && this.state.experiment.value.state === 'running';
  }

  get #crashed(): boolean {
    return this.state.experiment.state === 'ready' && this.state.experiment.value.state === 'crashed';
  }

  /** The whole traceback where there is room, else its end, which says what happened. */
  #showException(list: LineList): void {
    const lines = this.#lines;
    this.#traceback = lines === null ? null : lastTraceback(lines.count, (line) => lines.plain(line));
    if (this.#traceback === null) {
      return;
    }
    const { from, at, details } = this.#traceback;
    const end = at + Math.min(details.length, detailsInSight) + 1;
    if (this.#filter.pattern !== null) {
      this.#narrow('', {});
    }
    this.following = false;
    this.requestUpdate();
    void this.updateComplete
      .then(() => list.updateComplete)
      .then(() => list.scrollToTop(Math.max(0, Math.max(from - 1, end - list.pageSize - 2 + linesBelow))));
  }

  get #list(): LineList | null {
    return this.querySelector<LineList>('line-list');
  }

  get #files(): readonly CodeFile[] | null {
    return this.state.code?.state === 'ready' ? this.state.code.value : null;
  }

  #grew(): void {
    const { lines } = this.#output;
    if (lines.state !== 'ready') {
      return;
    }
    const isOther = lines.value !== this.#lines;
    this.#lines = lines.value;
    this.#filter.setLines(lines.value);
    this.#filter.grow();
    this.#searchShown();
    if (isOther) {
      this.#search.restart();
    }
  }

  #searchShown(): void {
    if (this.#lines === null) {
      return;
    }
    this.#search.setLines(this.#filter.pattern === null ? this.#lines : this.#filter);
    this.#search.grow();
  }

  #follow(following: boolean): void {
    this.following = following;
    if (following) {
      this.#list?.scrollToEnd();
    }
  }

  #find(query: string, options: Partial<PatternOptions>): void {
    this.#search.find(query, options, () => this.#show());
  }

  #narrow(query: string, options: Partial<PatternOptions>): void {
    this.copyNote = '';
    const before = this.#list?.firstVisible ?? 0;
    const top = this.#filter.pattern === null ? before : this.#filter.lineAt(before);
    this.#filter.find(query, options);
    const { lines } = this.#output;
    if (lines.state !== 'ready') {
      return;
    }
    const isFiltered = this.#filter.pattern !== null;
    this.#searchShown();
    this.#search.restart();
    // Without the filter the reader is where the lines were that it left.
    void this.updateComplete
      .then(() => this.#list?.updateComplete)
      .then(() => (isFiltered ? undefined : this.#list?.scrollToTop(Math.max(0, top))));
  }

  #goTo(direction: 1 | -1): void {
    this.#search.go(direction);
    this.#show();
  }

  #show(): void {
    const line = this.#search.currentLine;
    if (line !== null) {
      this.#list?.scrollToLine(line);
    }
  }

  async #copy(lines: TerminalText): Promise<void> {
    const filter = this.#filter.pattern === null ? null : this.#filter;
    const count = filter?.count ?? lines.count;
    const texts: string[] = [];
    let length = 0;
    let until = performance.now() + turn;
    for (let index = 0; index < count && length <= mostCopied; index += 1) {
      const text = lines.whole(filter?.lineAt(index) ?? index);
      texts.push(text);
      length += text.length + 1;
      if (index % 64 !== 0 || performance.now() < until) {
        continue;
      }
      await new Promise((resolve) => setTimeout(resolve));
      until = performance.now() + turn;
    }
    if (length > mostCopied) {
      this.copyNote = [
        l10n.t('More than {size}: too much for the clipboard.', { size: formatBytes(mostCopied) }),
        filter === null ? l10n.t('Open it in an editor instead.') : l10n.t('Narrow the filter.'),
      ].join(' ');
      return;
    }
    this.host.do('copyText', { text: texts.map((text) => `${text}\n`).join('') });
    this.copyNote = l10n.t('Copied {lines}.', { lines: formatCount(count, 'line') });
  }
}

customElements.define('output-tab', OutputTab);
