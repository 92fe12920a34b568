/**
 * A scrolled height beyond what browsers can lay out: the first and last million pixels are scrolled one to one, what
 * lies between them is pressed together. Pure; "true" positions are those on the whole height, "laid out" those of the
 * browser.
 */

/** Browsers end a scrolled page at some 17 to 33 million pixels. */
const mostLaidOut = 12_000_000;
const end = 1_000_000;

export class LongScroll {
  /** Both without the height of the view, as `scrollTop` counts. */
  readonly #trueReach: number;
  readonly #reach: number;
  /** What the browser is to lay out, in pixels. */
  readonly height: number;

  /** Pixels: of everything, and of what is seen of it at once. */
  constructor(whole: number, view: number) {
    this.height = Math.min(whole, mostLaidOut);
    this.#trueReach = Math.max(0, whole - view);
    this.#reach = Math.max(0, this.height - view);
  }

  get isPressed(): boolean {
    return this.#trueReach > this.#reach;
  }

  toTrue(top: number): number {
    if (!this.isPressed || top <= end) {
      return top;
    }
    if (top >= this.#reach - end) {
      return this.#trueReach - (this.#reach - top);
    }
    return end + (top - end) * this.#factor;
  }

  toLaidOut(trueTop: number): number {
    if (!this.isPressed || trueTop <= end) {
      return trueTop;
    }
    if (trueTop >= this.#trueReach - end) {
      return this.#reach - (this.#trueReach - trueTop);
    }
    return end + (trueTop - end) / this.#factor;
  }

  /** Whether scrolling near this place is pressed. */
  isBetween(top: number): boolean {
    return this.isPressed && top > end && top < this.#reach - end;
  }

  clamp(trueTop: number): number {
    return Math.min(Math.max(0, trueTop), this.#trueReach);
  }

  get #factor(): number {
    return (this.#trueReach - 2 * end) / (this.#reach - 2 * end);
  }
}
