/**
 * The window through which a long list or grid is seen, along one axis: which items are to be drawn and where they
 * stand, for millions of them too. What is seen stays where it is while items are added, while the list is resized, and
 * while it is hidden, although browsers forget where they were then. Knows no item and draws nothing.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { LongScroll } from './longScroll';
import { revealed, stretchesOf, visibleSpan, type Span, type Stretch, type SpanOptions, type Track } from './track';

export interface ScrollWindowOptions extends SpanOptions {
  readonly axis: 'x' | 'y';
  /** The element that scrolls; null while it is not drawn. */
  readonly scroller: () => HTMLElement | null;
  /** All items as they are now. */
  readonly track: () => Track;
  /** Pixels of the view that a fixed heading or pinned columns cover. */
  readonly covered?: () => number;
  /** The drawn items stand at another place; called after each drawing as well. */
  readonly moved?: () => void;
  /** The view has another size, or is shown again. */
  readonly resized?: () => void;
  /** So many items are taken for visible before anything has been measured. */
  readonly untilMeasured: number;
}

/** A jump of more views than this at once is a drag of the scroll bar or a key to an end, not a step. */
const mostViewsOfStep = 3;

export class ScrollWindow implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #options: ScrollWindowOptions;
  #scroll = new LongScroll(0, 0);
  /** Pixels of all items before the view; and where the browser stood then. */
  #position = 0;
  #laidOut = 0;
  /** Pixels; null before anything has been measured. */
  #view: number | null = null;
  /** What was drawn last, or is about to be. */
  #span: Span = { from: 0, to: 0 };
  /** It was scrolled while it was hidden, which browsers do not do. */
  #scrollsWhenShown = false;
  #observer: ResizeObserver | null = null;
  #observed: HTMLElement | null = null;

  constructor(host: ReactiveControllerHost, options: ScrollWindowOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  /** The items to draw. */
  get span(): Span {
    return visibleSpan(this.#options.track(), this.#position, this.#viewOrGuess, this.#options);
  }

  /** Where the first drawn item stands in what the browser lays out, in pixels. */
  get before(): number {
    return this.#laidOut - this.#position + this.#options.track().startOf(this.span.from);
  }

  /** What is to be laid out after the last drawn item, in pixels. */
  get after(): number {
    const { from, to } = this.span;
    const track = this.#options.track();
    return Math.max(0, this.length - this.before - (track.startOf(to) - track.startOf(from)));
  }

  /**
   * The items to draw and the gaps around them.
   * @param also an item that stays drawn out of view as well, as what has the focus must; null for none
   */
  stretches(also: number | null): readonly Stretch[] {
    return stretchesOf(this.#options.track().count, this.span, also);
  }

  /** What is to be laid out in place of a gap, in pixels. */
  gapLength({ from, to }: Span): number {
    const track = this.#options.track();
    const first = track.startOf(this.span.from);
    const laidOutAt = (index: number): number =>
      index === 0
        ? 0
        : index === track.count
          ? this.length
          : Math.min(this.length, Math.max(0, this.before + track.startOf(index) - first));
    return Math.max(0, laidOutAt(to) - laidOutAt(from));
  }

  /** What the browser is to lay out for all items, in pixels. */
  get length(): number {
    return this.#scroll.height;
  }

  get firstVisible(): number {
    return this.#options.track().indexAt(this.#position);
  }

  /** How many items a page key moves by: as many as are seen at once, but for one. */
  get pageSize(): number {
    const { from, to } = this.span;
    const track = this.#options.track();
    const meanSize = (track.startOf(to) - track.startOf(from)) / Math.max(1, to - from);
    return Math.max(1, Math.ceil(this.#viewOrGuess / Math.max(1, meanSize)) - 1);
  }

  hostConnected(): void {
    this.#observer = new ResizeObserver(() => this.measure());
  }

  /** What is drawn next stands among all items as they are now. */
  hostUpdate(): void {
    this.#scroll = this.#newScroll(this.#viewOrGuess);
    this.#span = this.span;
  }

  hostUpdated(): void {
    const scroller = this.#options.scroller();
    if (scroller !== this.#observed) {
      this.#observer?.disconnect();
      this.#observed = scroller;
      if (scroller !== null) {
        this.#observer?.observe(scroller);
      }
    }
    this.#layOut();
    this.#options.moved?.();
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
    this.#observer = this.#observed = null;
  }

  /** Looks at the size of the view; what is resized is measured by itself. */
  measure(): void {
    const scroller = this.#visibleScroller();
    if (scroller === null) {
      return;
    }
    this.#layOut();
    // Browsers forget where they were while something is hidden.
    if (this.#scrollsWhenShown || this.#scrolledTo(scroller) !== this.#laidOut) {
      this.scrollTo(this.#position);
    }
    this.#look();
    this.#options.resized?.();
  }

  /** Call it when the browser has scrolled; false where it only tells of what was scrolled from here. */
  scrolled(): boolean {
    const scroller = this.#visibleScroller();
    // What is hidden stands at 0, wherever the reader left it.
    if (scroller === null) {
      return false;
    }
    const laidOut = this.#scrolledTo(scroller);
    const distance = laidOut - this.#laidOut;
    if (distance === 0) {
      return false;
    }
    const isStep = this.#scroll.isBetween(laidOut) && Math.abs(distance) < mostViewsOfStep * this.#viewOf(scroller);
    this.#position = this.#scroll.clamp(isStep ? this.#position + distance : this.#scroll.toTrue(laidOut));
    this.#laidOut = laidOut;
    this.#look();
    return true;
  }

  /**
   * Call it when scrolling has ended: steps are true to the pixel, so that the scroll bar of very many items runs ahead
   * of them; now it is put right.
   */
  settle(): void {
    if (this.#scroll.isPressed && Math.abs(this.#scroll.toLaidOut(this.#position) - this.#laidOut) > 1) {
      this.scrollTo(this.#position);
    }
  }

  /** To so many pixels of all items, or as far as there are. */
  scrollTo(position: number): void {
    this.#position = this.#scroll.clamp(position);
    const scroller = this.#visibleScroller();
    this.#scrollsWhenShown = scroller === null;
    if (scroller === null) {
      return;
    }
    const laidOut = this.#scroll.toLaidOut(this.#position);
    if (this.#options.axis === 'y') {
      scroller.scrollTop = laidOut;
    } else {
      scroller.scrollLeft = laidOut;
    }
    this.#laidOut = this.#scrolledTo(scroller);
    // Browsers round: where nothing is pressed together their position is the true one.
    if (!this.#scroll.isPressed) {
      this.#position = this.#laidOut;
    }
    this.#look();
  }

  /** Brings an item to the beginning of the view. */
  scrollToItem(index: number): void {
    this.scrollTo(this.#options.track().startOf(index));
  }

  /** Brings an item into view, unless all of it is there: as near as can be, or into the middle. */
  reveal(index: number, to: 'nearest' | 'middle' = 'nearest'): void {
    const track = this.#options.track();
    const view = this.#viewOrGuess;
    const nearest = revealed(track, index, this.#position, view);
    if (nearest !== this.#position) {
      this.scrollTo(to === 'nearest' ? nearest : track.startOf(index) - view / 2);
    }
  }

  /** Whether so many pixels before the end of all items are in view. */
  isAtEnd(slack: number): boolean {
    const track = this.#options.track();
    return this.#position + this.#viewOrGuess >= track.startOf(track.count) - slack;
  }

  /** The length for the browser; what is in view stays there. */
  #layOut(): void {
    const scroller = this.#visibleScroller();
    if (scroller === null) {
      return;
    }
    this.#view = this.#viewOf(scroller);
    this.#scroll = this.#newScroll(this.#view);
    this.#options.moved?.();
    if (this.#scroll.isPressed || this.#scroll.clamp(this.#position) !== this.#position) {
      this.scrollTo(this.#position);
    } else {
      this.#look();
    }
  }

  #newScroll(view: number): LongScroll {
    const track = this.#options.track();
    return new LongScroll(track.startOf(track.count), view);
  }

  get #viewOrGuess(): number {
    const { track, untilMeasured } = this.#options;
    return this.#view ?? track().startOf(untilMeasured);
  }

  #look(): void {
    const scroller = this.#visibleScroller();
    if (scroller === null) {
      return;
    }
    this.#view = this.#viewOf(scroller);
    const { from, to } = this.span;
    if (from !== this.#span.from || to !== this.#span.to) {
      this.#span = { from, to };
      this.#host.requestUpdate();
    }
    this.#options.moved?.();
  }

  /** Null while it is hidden, too. */
  #visibleScroller(): HTMLElement | null {
    const scroller = this.#options.scroller();
    return scroller === null || scroller.clientHeight === 0 ? null : scroller;
  }

  #viewOf(scroller: HTMLElement): number {
    const size = this.#options.axis === 'y' ? scroller.clientHeight : scroller.clientWidth;
    return Math.max(0, size - (this.#options.covered?.() ?? 0));
  }

  #scrolledTo(scroller: HTMLElement): number {
    return this.#options.axis === 'y' ? scroller.scrollTop : scroller.scrollLeft;
  }
}
