/**
 * Lines of one height of which only those in sight exist: millions of lines cost as much as fifty. Knows no content.
 */
import { html, type PropertyValues, type TemplateResult } from 'lit';
import { PageElement } from '../element';
import { LongScroll } from './longScroll';

/** Pixels; the style sheet says the same. */
const lineHeight = 18;
const linesBeyond = 20;
/** A longer way than this many views at once is a drag of the scroll bar or a jump to an end. */
const viewsAtOnce = 3;

export class LineList extends PageElement {
  static override properties = {
    count: { attribute: false },
    line: { attribute: false },
    label: { attribute: false },
    first: { state: true },
    tall: { state: true },
  };

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
  #scroll = new LongScroll(0, 0);
  /** Pixels above the view, of all lines; and where the browser stood then. */
  #top = 0;
  #laidOutTop = 0;

  constructor() {
    super();
    this.count = 0;
    this.first = 0;
    this.tall = 30;
    this.following = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resize = new ResizeObserver(() => this.#resized());
    this.#resize.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize?.disconnect();
  }

  override render(): TemplateResult {
    const from = this.#firstDrawn;
    const to = Math.min(this.count, this.first + this.tall + linesBeyond);
    return html`
      <div class="lines" tabindex="0" role="region" aria-label=${this.label} @scroll=${() => this.#scrolled()} @scrollend=${() => this.#settle()}>
        <div class="lines-whole">
          <div class="lines-window">${Array.from({ length: Math.max(0, to - from) }, (_, index) => this.line(from + index))}</div>
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
    if (changed.has('count')) {
      this.#layOut();
    }
    this.#placeWindow();
    // Lines out of sight may be longer: the width once needed stays, or the scroll bar would jump.
    const width = Math.max(Number.parseFloat(whole.style.minWidth) || 0, window.scrollWidth);
    whole.style.minWidth = `${width}px`;
    if (changed.has('count') && this.following) {
      this.scrollToEnd();
    }
  }

  scrollToEnd(): void {
    this.#scrollTo(this.count * lineHeight);
    this.#tellEnd();
  }

  /** Brings a line into the middle unless it is in sight. */
  scrollToLine(index: number): void {
    const top = index * lineHeight;
    const view = this.#lines?.clientHeight ?? 0;
    if (top < this.#top || top + lineHeight > this.#top + view) {
      this.#scrollTo(top - view / 2);
    }
    this.#tellEnd();
  }

  /** Brings a line to the top. */
  scrollToTop(index: number): void {
    this.#scrollTo(index * lineHeight);
    this.#tellEnd();
  }

  get #lines(): HTMLElement | null {
    return this.querySelector<HTMLElement>('.lines');
  }

  get #firstDrawn(): number {
    return Math.max(0, this.first - linesBeyond);
  }

  #resized(): void {
    const lines = this.#lines;
    if (lines === null || lines.clientHeight === 0) {
      return;
    }
    this.#layOut();
    // Browsers forget the place of what was hidden.
    if (lines.scrollTop !== this.#laidOutTop) {
      this.#scrollTo(this.#top);
    }
    if (this.following) {
      this.scrollToEnd();
    }
    this.#look();
  }

  /** The height for the browser; what is in sight stays there. */
  #layOut(): void {
    const [lines, whole] = [this.#lines, this.querySelector<HTMLElement>('.lines-whole')];
    if (lines === null || whole === null || lines.clientHeight === 0) {
      return;
    }
    this.#scroll = new LongScroll(this.count * lineHeight, lines.clientHeight);
    whole.style.height = `${this.#scroll.height}px`;
    if (this.#scroll.isPressed || this.#scroll.clamp(this.#top) !== this.#top) {
      this.#scrollTo(this.#top);
    }
  }

  #placeWindow(): void {
    const window = this.querySelector<HTMLElement>('.lines-window');
    if (window !== null) {
      window.style.transform = `translateY(${this.#laidOutTop - this.#top + this.#firstDrawn * lineHeight}px)`;
    }
  }

  #scrollTo(top: number): void {
    const lines = this.#lines;
    if (lines === null) {
      return;
    }
    this.#top = this.#scroll.clamp(top);
    lines.scrollTop = this.#scroll.toLaidOut(this.#top);
    this.#laidOutTop = lines.scrollTop;
    // Browsers round: where nothing is pressed together their place is the true one.
    if (!this.#scroll.isPressed) {
      this.#top = this.#laidOutTop;
    }
    this.#look();
  }

  #scrolled(): void {
    const lines = this.#lines;
    // What is hidden stands at 0, wherever the reader left it.
    if (lines === null || lines.clientHeight === 0) {
      return;
    }
    const top = lines.scrollTop;
    const way = top - this.#laidOutTop;
    // This is how the browser tells of what was scrolled from here.
    if (way === 0) {
      return;
    }
    const isStep = this.#scroll.isBetween(top) && Math.abs(way) < viewsAtOnce * lines.clientHeight;
    this.#top = this.#scroll.clamp(isStep ? this.#top + way : this.#scroll.toTrue(top));
    this.#laidOutTop = top;
    this.#look();
    this.#tellEnd();
  }

  /**
   * Steps between the ends are true to the pixel, so that the scroll bar runs ahead of them; it is put right when they
   * end.
   */
  #settle(): void {
    if (this.#scroll.isPressed && Math.abs(this.#scroll.toLaidOut(this.#top) - this.#laidOutTop) > 1) {
      this.#scrollTo(this.#top);
    }
  }

  #look(): void {
    const lines = this.#lines;
    if (lines === null || lines.clientHeight === 0) {
      return;
    }
    this.first = Math.floor(this.#top / lineHeight);
    this.tall = Math.ceil(lines.clientHeight / lineHeight) + 1;
    this.#placeWindow();
  }

  #tellEnd(): void {
    const lines = this.#lines;
    if (lines === null) {
      return;
    }
    const atEnd = this.#top + lines.clientHeight >= (this.count - 1) * lineHeight;
    if (atEnd !== this.#wasAtEnd) {
      this.onend?.((this.#wasAtEnd = atEnd));
    }
  }
}

customElements.define('line-list', LineList);
