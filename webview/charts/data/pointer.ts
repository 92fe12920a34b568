/** Where the reader points: one place on the horizontal axis for all charts of a gallery. */
import { Emitter, type Event } from '../../../src/shared/event';

export class Pointer {
  readonly #moves = new Emitter<null>();
  #place: number | null = null;
  #owner: Element | null = null;

  readonly onDidMove: Event<null> = this.#moves.event;

  /** Null when nobody points. */
  get place(): number | null {
    return this.#place;
  }

  /** The chart that is pointed into; the others only follow. */
  get owner(): Element | null {
    return this.#owner;
  }

  moveTo(place: number, owner: Element): void {
    if (place === this.#place && owner === this.#owner) {
      return;
    }
    this.#place = place;
    this.#owner = owner;
    this.#moves.fire(null);
  }

  leave(): void {
    if (this.#place === null) {
      return;
    }
    this.#place = null;
    this.#owner = null;
    this.#moves.fire(null);
  }
}
