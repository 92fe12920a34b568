/** Tells when VS Code's theme changed: it rewrites the body's class and the root's variables, in this order or the other. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

export function onThemeChange(changed: () => void): () => void {
  let planned = false;
  const observer = new MutationObserver(() => {
    if (planned) return;
    planned = true;
    requestAnimationFrame(() => {
      planned = false;
      changed();
    });
  });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  return () => observer.disconnect();
}

/** Draws an element anew when the theme changed; `changed` is told before. */
export class ThemeChange implements ReactiveController {
  readonly #element: ReactiveControllerHost;
  readonly #changed: () => void;
  #forget: (() => void) | null = null;

  constructor(element: ReactiveControllerHost, changed: () => void = () => undefined) {
    this.#element = element;
    this.#changed = changed;
    element.addController(this);
  }

  hostConnected(): void {
    this.#forget = onThemeChange(() => {
      this.#changed();
      this.#element.requestUpdate();
    });
  }

  hostDisconnected(): void {
    this.#forget?.();
    this.#forget = null;
  }
}
