/** The field that narrows what stands below it, letter by letter. */
import { html, type TemplateResult } from 'lit';
import { icon } from './icons';
import type { TextField } from '../toolkit';

export const searchField = (label: string, query: string, search: (query: string) => void): TemplateResult => html`
  <vscode-text-field class="search" placeholder=${label} aria-label=${label} .value=${query}
    @input=${(event: Event) => search((event.currentTarget as TextField).value)}
    @keydown=${(event: KeyboardEvent) => {
      if (event.key === 'Escape') {
        search('');
      }
    }}><span slot="start">${icon('search')}</span></vscode-text-field>`;
