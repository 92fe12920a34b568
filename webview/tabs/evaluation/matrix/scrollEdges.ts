/**
 * Marks what can be scrolled with the sides on which there is more to be seen: `data-more="left below"`, for the style
 * sheet. Knows no content.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

export class ScrollEdges implements ReactiveController {
  readonly #host: ReactiveControllerHost & Element;
  readonly #selector: string;
  readonly #resized = new ResizeObserver(() => this.#mark());
  #scrolled: HTMLElement | null = null;

  /**
   * `selector`: of the one element within the host that scrolls. The mark is on its parent, which stays where it is.
   */
  constructor(host: ReactiveControllerHost & Element, selector: string) {
    this.#host = host;
    this.#selector = selector;
    host.addController(this);
  }

  hostUpdated(): void {
    const found = this.#host.querySelector<HTMLElement>(this.#selector);
    if (found === this.#scrolled) {
      return;
    }
    this.hostDisconnected();
    this.#scrolled = found;
    if (found === null) {
      return;
    }
    found.addEventListener('scroll', this.#mark, { passive: true });
    for (const element of [found, ...found.children]) {
      this.#resized.observe(element);
    }
  }

  hostDisconnected(): void {
    this.#resized.disconnect();
    this.#scrolled?.removeEventListener('scroll', this.#mark);
    this.#scrolled = null;
  }

  readonly #mark = (): void => {
    if (this.#scrolled === null) {
      return;
    }
    const { scrollLeft, scrollTop, clientWidth, clientHeight, scrollWidth, scrollHeight, parentElement } =
      this.#scrolled;
    const more = {
      left: scrollLeft > 1,
      right: scrollLeft + clientWidth < scrollWidth - 1,
      above: scrollTop > 1,
      below: scrollTop + clientHeight < scrollHeight - 1,
    };
    parentElement?.setAttribute(
      'data-more',
      Object.entries(more)
        .flatMap(([side, isMore]) => (isMore ? [side] : []))
        .join(' '),
    );
  };
}
