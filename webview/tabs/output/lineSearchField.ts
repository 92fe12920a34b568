/** The field of a search through lines: the query, how it is meant, and what is wrong with it. */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { formatNumber } from '../../../src/shared/format';
import { icon, type IconName } from '../../elements/icons';
import { iconButton } from '../../elements/parts';
import type { LineSearch } from './lineSearch';
import type { TextField } from '../../toolkit';
import type { PatternOptions } from './linePattern';

export interface LineSearchFieldOptions {
  readonly search: LineSearch;
  readonly label: string;
  readonly icon: IconName;
  /** Tells what is being searched in the tips of the two switches: `find`, `filter`. */
  readonly verb: string;
  readonly find: (query: string, options: Partial<PatternOptions>) => void;
  readonly enter?: (direction: 1 | -1) => void;
  /** What came of it. */
  readonly status: unknown;
}

export function lineSearchField({
  search,
  label,
  icon: iconName,
  verb,
  find,
  enter,
  status,
}: LineSearchFieldOptions): TemplateResult {
  const { query, options, mistake } = search;
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && enter !== undefined) {
      enter(event.shiftKey ? -1 : 1);
    } else if (event.key === 'Escape' && query !== '') {
      find('', {});
    } else {
      return;
    }
    event.preventDefault();
  };
  const option = (name: 'matchCase' | 'expression', sign: string, title: string): TemplateResult => html`
    <button class="icon-button text-sign" title=${`${title} (${verb})`} aria-label=${`${title} (${verb})`} aria-pressed=${String(options[name])}
      @click=${() => find(query, { [name]: !options[name] })}>${sign}</button>`;
  return html`
    <div class="line-search ${mistake === null ? '' : 'has-mistake'}" role="search" aria-label=${label}>
      <vscode-text-field class="search" placeholder=${label} aria-label=${label} .value=${query}
        @input=${(event: Event) => find((event.currentTarget as TextField).value, {})} @keydown=${onKey}><span slot="start">${icon(iconName)}</span></vscode-text-field>
      ${option('matchCase', l10n.t('Aa'), l10n.t('Match case'))}${option('expression', '.*', l10n.t('Regular expression'))}
      ${mistake === null ? (query === '' ? nothing : status) : html`<span class="mistake" role="alert">${icon('warning')} ${mistake}</span>`}
    </div>`;
}

/** Which match is looked at, of how many, and the ways to its neighbours. */
export const searchStatus = (
  { count, current, searching }: LineSearch,
  go: (direction: 1 | -1) => void,
): TemplateResult => html`
  <span class="note" role="status">${count === 0 ? (searching ? l10n.t('Searching…') : l10n.t('No results')) : `${l10n.t('{count} of {total}', { count: current === null ? '?' : formatNumber(current + 1), total: formatNumber(count) })}${searching ? '…' : ''}`}</span>
  ${iconButton('up', l10n.t('Previous match'), () => go(-1))}${iconButton('down', l10n.t('Next match'), () => go(1))}`;
