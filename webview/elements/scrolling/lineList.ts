/**
 * Lines of one height of which only the visible ones are drawn: millions of lines cost as much as fifty. Knows no
 * content.
 */
import { html, type PropertyValues, type TemplateResult } from 'lit';
import { PageElement } from '../element';
import { ScrollWindow } from './scrollWindow';
import { evenTrack } from './track';

/** Pixels; the style sheet says the same. */
const lineHeight = 18;
const linesBeyond = 20;

export class LineList extends PageElement {
  static override properties = {
    count: { attribute: false },
    line: { attribute: false },
    label: { attribute: false },
  };

  declare count: number;
  /** Draws one line; a new function draws all again. */
  declare line: (index: number) => unknown;
  declare label: string;
  /** The last line stays visible while lines are added. */
  declare following: boolean;
  /** The reader scrolled to the end or away from it. */
  declare onend: ((atEnd: boolean) => void) | undefined;

  readonly #window = new ScrollWindow(this, {
    axis: 'y',
    scroller: () => this.#lines,
    track: () => evenTrack(this.count, lineHeight),
    moved: () => this.#place(),
    resized: () => {
      if (this.following) {
        this.scrollToEnd();
      }
    },
    beyond: linesBeyond,
    stride: 1,
    untilMeasured: 30,
  });
  #wasAtEnd = true;

  constructor() {
    super();
    this.count = 0;
    this.following = false;
  }

  override render(): TemplateResult {
    const { from, to } = this.#window.span;
    return html`
      <div class="lines" tabindex="0" role="region" aria-label=${this.label} @scroll=${() => this.#scrolled()} @scrollend=${() => this.#window.settle()}>
        <div class="lines-whole">
          <div class="lines-window">${Array.from({ length: to - from }, (_, index) => this.line(from + index))}</div>
        </div>
      </div>`;
  }

  override updated(changed: PropertyValues): void {
    super.updated(changed);
    const [whole, window] = [
      this.querySelector<HTMLElement>('.lines-whole'),
      this.querySelector<HTMLElement>('.lines-window'),
    ];
    if (whole === null || window === null) {
      return;
    }
    // Lines that are not drawn may be longer: the width once needed stays, or the scroll bar would jump.
    const width = Math.max(Number.parseFloat(whole.style.minWidth) || 0, window.scrollWidth);
    whole.style.minWidth = `${width}px`;
    if (changed.has('count') && this.following) {
      this.scrollToEnd();
    }
  }

  get firstVisible(): number {
    return this.#window.firstVisible;
  }

  /** How many lines are seen whole. */
  get pageSize(): number {
    return this.#window.pageSize;
  }

  scrollToEnd(): void {
    this.#window.scrollToItem(this.count);
    this.#tellEnd();
  }

  /** Brings a line into the middle unless it is visible. */
  scrollToLine(index: number): void {
    this.#window.reveal(index, 'middle');
    this.#tellEnd();
  }

  /** Brings a line to the top. */
  scrollToTop(index: number): void {
    this.#window.scrollToItem(index);
    this.#tellEnd();
  }

  get #lines(): HTMLElement | null {
    return this.querySelector<HTMLElement>('.lines');
  }

  #place(): void {
    const [whole, window] = [
      this.querySelector<HTMLElement>('.lines-whole'),
      this.querySelector<HTMLElement>('.lines-window'),
    ];
    if (whole !== null && window !== null) {
      whole.style.height = `${this.#window.length}px`;
      window.style.transform = `translateY(${this.#window.before}px)`;
    }
  }

  #scrolled(): void {
    if (this.#window.scrolled()) {
      this.#tellEnd();
    }
  }

  #tellEnd(): void {
    const atEnd = this.#window.isAtEnd(lineHeight);
    if (atEnd !== this.#wasAtEnd) {
      this.onend?.((this.#wasAtEnd = atEnd));
    }
  }
}

customElements.define('line-list', LineList);
