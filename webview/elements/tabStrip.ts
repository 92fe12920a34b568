/** A row of tabs as screen readers and keyboards know it. Knows no panel's content. */
import { html, nothing, type TemplateResult } from 'lit';

export interface TabStripOptions<T extends string> {
  readonly tabs: readonly { readonly id: T; readonly title: string; readonly count: string | null }[];
  readonly chosen: T;
  readonly choose: (tab: T) => void;
}

export const tabId = (tab: string): string => `tab-${tab}`;
export const panelId = (tab: string): string => `panel-${tab}`;

export function tabStrip<T extends string>({ tabs, chosen, choose }: TabStripOptions<T>): TemplateResult {
  const onKey = (event: KeyboardEvent): void => {
    const index = tabs.findIndex(({ id }) => id === chosen);
    const target = {
      ArrowRight: (index + 1) % tabs.length,
      ArrowLeft: (index - 1 + tabs.length) % tabs.length,
      Home: 0,
      End: tabs.length - 1,
    }[event.key];
    const next = target === undefined ? undefined : tabs[target];
    if (next === undefined) {
      return;
    }
    event.preventDefault();
    choose(next.id);
    document.getElementById(tabId(next.id))?.focus();
  };
  return html`
    <div class="tab-strip" role="tablist" aria-label="Parts of the experiment" @keydown=${onKey}>
      ${tabs.map(
        ({ id, title, count }) => html`
        <button role="tab" id=${tabId(id)} aria-controls=${panelId(id)} aria-selected=${String(id === chosen)} tabindex=${id === chosen ? 0 : -1}
          @click=${() => choose(id)}>${title}${count === null ? nothing : html`<span class="count">${count}</span>`}</button>`,
      )}
    </div>`;
}
