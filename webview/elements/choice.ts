/** One of many, by name, in the browser's own list that looks as VS Code's settings do. Knows no setting. */
import { html, type TemplateResult } from 'lit';

export const choice = <T extends string>(
  label: string,
  options: readonly (readonly [value: T, title: string])[],
  chosen: T,
  choose: (value: T) => void,
): TemplateResult => html`
  <select class="choice" aria-label=${label} @change=${(event: Event) => choose((event.currentTarget as HTMLSelectElement).value as T)}>
    ${options.map(([value, title]) => html`<option value=${value} .selected=${value === chosen}>${title}</option>`)}
  </select>`;
