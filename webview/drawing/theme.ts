/**
 * Tells when VS Code's theme changed: it rewrites the body's class and the root's variables, in this order or the
 * other.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Draws an element again when the theme changed; `changed` is told before. */
export class ThemeChange implements ReactiveController {
  readonly #element: ReactiveControllerHost;
  readonly #changed: () => void;
  readonly #observer = new MutationObserver(() => this.#plan());
  /** Of the next frame, while there is something to tell; else 0. */
  #planned = 0;

  constructor(element: ReactiveControllerHost, changed: () => void = () => undefined) {
    this.#element = element;
    this.#changed = changed;
    element.addController(this);
  }

  hostConnected(): void {
    this.#observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
    this.#observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
    cancelAnimationFrame(this.#planned);
    this.#planned = 0;
  }

  #plan(): void {
    if (this.#planned !== 0) {
      return;
    }
    this.#planned = requestAnimationFrame(() => {
      this.#planned = 0;
      this.#changed();
      this.#element.requestUpdate();
    });
  }
}
