/**
 * Ctrl+F, or Cmd+F on a Mac: the search of the tab in front, or of a page without tabs. Lists hold only what is in
 * sight, a browser's own search would miss the rest.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

export class FindKey implements ReactiveController {
  readonly #page: ReactiveControllerHost & HTMLElement;

  constructor(page: ReactiveControllerHost & HTMLElement) {
    this.#page = page;
    page.addController(this);
  }

  hostConnected(): void {
    document.addEventListener('keydown', this.#onKey);
  }

  hostDisconnected(): void {
    document.removeEventListener('keydown', this.#onKey);
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (
      event.key.toLowerCase() !== 'f' ||
      !(event.ctrlKey || event.metaKey) ||
      event.shiftKey ||
      event.altKey ||
      event.defaultPrevented
    ) {
      return;
    }
    // Behind a dialog nothing can be reached.
    if (document.querySelector('dialog[open]') !== null) {
      return;
    }
    const panel = this.#page.querySelector('[role=tabpanel]:not([hidden])') ?? this.#page;
    // Beside a list of files it is their text that is searched.
    const field = panel.querySelector<HTMLElement>('.text-bar .search') ?? panel.querySelector<HTMLElement>('.search');
    if (field === null) {
      return;
    }
    event.preventDefault();
    field.focus();
  };
}
