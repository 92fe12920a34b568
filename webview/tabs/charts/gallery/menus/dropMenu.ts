/** A few settings folded away behind their name, in a panel that goes when the focus leaves it. Knows no setting. */
import { html, type TemplateResult } from 'lit';

/** `state`: in a word what is set, shown beside the name; empty when it is as at first. */
export function dropMenu(name: string, state: string, content: TemplateResult): TemplateResult {
  const onKey = (event: KeyboardEvent): void => {
    const menu = event.currentTarget as HTMLDetailsElement;
    if (event.key !== 'Escape' || !menu.open) {
      return;
    }
    event.stopPropagation();
    menu.open = false;
    menu.querySelector('summary')?.focus();
  };
  const onLeave = (event: FocusEvent): void => {
    const menu = event.currentTarget as HTMLDetailsElement;
    const goesTo = event.relatedTarget;
    // The window may lose the focus while the menu keeps it.
    if (document.hasFocus() && !(goesTo instanceof Node && menu.contains(goesTo))) {
      menu.open = false;
    }
  };
  return html`<details class="drop-menu" @keydown=${onKey} @focusout=${onLeave} @toggle=${keepWithinToolbar}>
    <summary>${name}${state === '' ? '' : html`<span class="drop-state">${state}</span>`}</summary>
    <div class="drop-panel" tabindex="-1">${content}</div>
  </details>`;
}

/** Below its name, or as far to the left of that as the toolbar's end asks for. */
function keepWithinToolbar(event: Event): void {
  const menu = event.currentTarget as HTMLDetailsElement;
  const panel = menu.querySelector<HTMLElement>('.drop-panel');
  const toolbar = menu.closest('.toolbar');
  if (panel === null || toolbar === null || !menu.open) {
    return;
  }
  panel.style.transform = '';
  const beyond = panel.getBoundingClientRect().right - toolbar.getBoundingClientRect().right;
  if (beyond > 0) {
    panel.style.transform = `translateX(${-beyond}px)`;
  }
}
