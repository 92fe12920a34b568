/** Lines of one height of which only those in sight exist: a million lines cost as much as fifty. Knows no content. */
import { html, type PropertyValues, type TemplateResult } from 'lit';
import { PageElement } from './element';

/** Pixels; the style sheet says the same. */
const lineHeight = 18;
const linesBeyond = 20;
/** Browsers end a scrolled page at some 17 to 33 million pixels. */
const mostLines = 900_000;

export class LineList extends PageElement {
  static override properties = { count: { attribute: false }, line: { attribute: false }, label: { attribute: false }, first: { state: true }, tall: { state: true } };

  declare count: number;
  /** Draws one line; a new function draws all anew. */
  declare line: (index: number) => unknown;
  declare label: string;
  /** Keeps the last line in sight while it is there. */
  declare following: boolean;
  /** The reader scrolled to the end or away from it. */
  declare onend: ((atEnd: boolean) => void) | undefined;
  declare first: number;
  declare tall: number;

  #resize: ResizeObserver | null = null;
  #wasAtEnd = true;

  constructor() {
    super();
    this.count = 0;
    this.first = 0;
    this.tall = 30;
    this.following = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resize = new ResizeObserver(() => this.#look());
    this.#resize.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize?.disconnect();
  }

  /** Lines before this one are not reachable here. */
  get skipped(): number {
    return Math.max(0, this.count - mostLines);
  }

  override render(): TemplateResult {
    const from = Math.max(this.skipped, this.first - linesBeyond);
    const to = Math.min(this.count, this.first + this.tall + linesBeyond);
    return html`
      <div class="lines" tabindex="0" role="region" aria-label=${this.label} @scroll=${() => this.#look()}>
        <div class="lines-whole">
          <div class="lines-window">${Array.from({ length: Math.max(0, to - from) }, (_, index) => this.line(from + index))}</div>
        </div>
      </div>`;
  }

  override updated(changed: PropertyValues): void {
    super.updated(changed);
    const [whole, window] = [this.querySelector<HTMLElement>('.lines-whole'), this.querySelector<HTMLElement>('.lines-window')];
    if (whole === null || window === null) return;
    whole.style.height = `${(this.count - this.skipped) * lineHeight}px`;
    window.style.transform = `translateY(${(Math.max(this.skipped, this.first - linesBeyond) - this.skipped) * lineHeight}px)`;
    // Lines out of sight may be longer: the width once needed stays, or the scroll bar would jump.
    const width = Math.max(Number.parseFloat(whole.style.minWidth) || 0, window.scrollWidth);
    whole.style.minWidth = `${width}px`;
    if (changed.has('count') && this.following) this.scrollToEnd();
  }

  scrollToEnd(): void {
    const lines = this.#lines;
    if (lines !== null) lines.scrollTop = lines.scrollHeight;
    this.#look();
  }

  /** Brings a line into the middle unless it is in sight. */
  scrollToLine(index: number): void {
    const lines = this.#lines;
    if (lines === null) return;
    const top = (index - this.skipped) * lineHeight;
    if (top < lines.scrollTop || top + lineHeight > lines.scrollTop + lines.clientHeight) lines.scrollTop = top - lines.clientHeight / 2;
    this.#look();
  }

  /** Brings a line to the top. */
  scrollToTop(index: number): void {
    const lines = this.#lines;
    if (lines !== null) lines.scrollTop = (index - this.skipped) * lineHeight;
    this.#look();
  }

  get #lines(): HTMLElement | null {
    return this.querySelector<HTMLElement>('.lines');
  }

  #look(): void {
    const lines = this.#lines;
    if (lines === null) return;
    this.first = Math.floor(lines.scrollTop / lineHeight) + this.skipped;
    this.tall = Math.ceil(lines.clientHeight / lineHeight) + 1;
    const atEnd = lines.scrollTop + lines.clientHeight >= lines.scrollHeight - lineHeight;
    if (atEnd !== this.#wasAtEnd) this.onend?.((this.#wasAtEnd = atEnd));
  }
}

customElements.define('line-list', LineList);
