/** Tells an element when it comes into view and when it leaves. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Pixels around the window that count as in view, so that what is scrolled to is there already. */
const ahead = 300;

export class Visibility implements ReactiveController {
  readonly #element: ReactiveControllerHost & Element;
  readonly #observer: IntersectionObserver;
  #visible = false;

  constructor(element: ReactiveControllerHost & Element, changed: (visible: boolean) => void) {
    this.#element = element;
    this.#observer = new IntersectionObserver(
      (entries) => {
        const visible = entries.at(-1)?.isIntersecting ?? false;
        if (visible === this.#visible) {
          return;
        }
        this.#visible = visible;
        changed(visible);
      },
      { rootMargin: `${ahead}px` },
    );
    element.addController(this);
  }

  get visible(): boolean {
    return this.#visible;
  }

  hostConnected(): void {
    this.#observer.observe(this.#element);
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
    this.#visible = false;
  }
}
