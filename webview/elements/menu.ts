/** A button with a menu below it, worked by mouse or keyboard. */
import { html, nothing, type TemplateResult } from 'lit';
import { PageElement } from './element';
import { icon, type IconName } from './icons';

export interface MenuEntry {
  readonly icon: IconName;
  readonly label: string;
  run(): void;
  readonly dangerous?: boolean;
}

export class MenuButton extends PageElement {
  static override properties = {
    label: { attribute: false },
    entries: { attribute: false },
    small: { attribute: false },
    open: { state: true },
  };

  declare label: string;
  declare entries: readonly MenuEntry[];
  /** As small as the other buttons of a row of icons. */
  declare small: boolean;
  declare open: boolean;

  constructor() {
    super();
    this.open = this.small = false;
    this.addEventListener('focusout', (event) => {
      if (!(event.relatedTarget instanceof Node && this.contains(event.relatedTarget))) {
        this.open = false;
      }
    });
    this.addEventListener('keydown', (event) => this.#key(event));
  }

  override render(): TemplateResult {
    const expanded = String(this.open);
    return html`
      ${
        this.small
          ? html`<button class="icon-button" aria-haspopup="menu" aria-expanded=${expanded} aria-label=${this.label} title=${this.label} @click=${() => this.#toggle()}>${icon('more')}</button>`
          : html`<vscode-button appearance="secondary" class="action" aria-haspopup="menu" aria-expanded=${expanded} aria-label=${this.label} title=${this.label}
            @click=${() => this.#toggle()}>${icon('more')}</vscode-button>`
      }
      ${
        this.open
          ? html`<div class="menu" role="menu" aria-label=${this.label}>${this.entries.map(
              (entry) => html`
        <button role="menuitem" tabindex="-1" class=${entry.dangerous === true ? 'dangerous' : ''} @click=${() => this.#run(entry)}>${icon(entry.icon)}${entry.label}</button>`,
            )}</div>`
          : nothing
      }`;
  }

  #toggle(): void {
    this.open = !this.open;
    if (this.open) {
      void this.updateComplete.then(() => this.#items[0]?.focus());
    }
  }

  #run(entry: MenuEntry): void {
    this.#close();
    entry.run();
  }

  #close(): void {
    this.open = false;
    this.querySelector<HTMLElement>('[aria-haspopup]')?.focus();
  }

  #key(event: KeyboardEvent): void {
    if (!this.open) {
      return;
    }
    const items = this.#items;
    const index = items.findIndex((item) => item === document.activeElement);
    switch (event.key) {
      case 'Escape':
        this.#close();
        break;
      case 'ArrowDown':
        items[(index + 1) % items.length]?.focus();
        break;
      case 'ArrowUp':
        items[(index - 1 + items.length) % items.length]?.focus();
        break;
      case 'Home':
        items[0]?.focus();
        break;
      case 'End':
        items.at(-1)?.focus();
        break;
      default:
        return;
    }
    event.preventDefault();
  }

  get #items(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>('[role=menuitem]')];
  }
}

customElements.define('menu-button', MenuButton);

export const menuButton = (label: string, entries: readonly MenuEntry[], small = false): TemplateResult =>
  html`<menu-button .label=${label} .entries=${entries} .small=${small}></menu-button>`;
