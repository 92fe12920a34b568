/** One of many, by name, in VS Code's dropdown. Knows no experiment. */
import { html, type TemplateResult } from 'lit';
import type { Dropdown } from '../toolkit';

export const chooser = (label: string, options: readonly (readonly [value: string, title: string])[], chosen: string, choose: (value: string) => void): TemplateResult => html`
  <vscode-dropdown aria-label=${label} .value=${chosen} @change=${(event: Event) => choose((event.currentTarget as Dropdown).value)}>
    ${options.map(([value, title]) => html`<vscode-option value=${value} ?selected=${value === chosen}>${title}</vscode-option>`)}</vscode-dropdown>`;
