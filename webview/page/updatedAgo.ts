/**
 * How long ago the server was last heard about something, counted every second. It draws itself alone, only while it
 * can be seen, and is not announced by itself: a screen reader would say nothing else.
 */
import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import { formatAge, formatTime } from '../../src/shared/format';
import { PageElement } from '../elements/element';
import { Visibility } from '../elements/visibility';

const tick = 1000;

export class UpdatedAgo extends PageElement {
  static override properties = { since: { type: Number } };

  /** Epoch milliseconds. */
  declare since: number;

  readonly #visibility = new Visibility(this, () => this.#reset());
  #timer: number | null = null;

  constructor() {
    super();
    this.since = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.#reset);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.#reset);
    this.#stop();
  }

  override render(): TemplateResult {
    return html`<span title=${formatTime(this.since)}>${updatedWords(this.since, Date.now())}</span>`;
  }

  readonly #reset = (): void => {
    this.#stop();
    if (!this.#visibility.visible || document.hidden) {
      return;
    }
    this.requestUpdate();
    this.#timer = window.setInterval(() => this.requestUpdate(), tick);
  };

  #stop(): void {
    if (this.#timer !== null) {
      window.clearInterval(this.#timer);
    }
    this.#timer = null;
  }
}

customElements.define('updated-ago', UpdatedAgo);

/** `updated 4 s ago`; clocks differ, so what is to come is now. */
function updatedWords(since: number, now: number): string {
  const seconds = Math.floor((now - since) / 1000);
  if (seconds < 1) {
    return l10n.t('updated just now');
  }
  return seconds < 60
    ? l10n.t('updated {seconds} s ago', { seconds })
    : l10n.t('updated {since}', { since: formatAge(since, now) });
}
