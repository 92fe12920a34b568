/** Where the reader points: one place on the horizontal axis for all charts of a gallery. */
import { Emitter, type Event } from '../../../../src/shared/base/event';

export class Pointer {
  readonly #moves = new Emitter<null>();
  #xValue: number | null = null;
  #owner: Element | null = null;

  readonly onDidMove: Event<null> = this.#moves.event;

  /** Null when nothing is pointed at. */
  get xValue(): number | null {
    return this.#xValue;
  }

  /** The chart that is pointed into; the others only follow. */
  get owner(): Element | null {
    return this.#owner;
  }

  moveTo(xValue: number, owner: Element): void {
    if (xValue === this.#xValue && owner === this.#owner) {
      return;
    }
    this.#xValue = xValue;
    this.#owner = owner;
    this.#moves.fire(null);
  }

  leave(): void {
    if (this.#xValue === null) {
      return;
    }
    this.#xValue = null;
    this.#owner = null;
    this.#moves.fire(null);
  }
}
