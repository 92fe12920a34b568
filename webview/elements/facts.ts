/** Named facts, one below the other; those that are not known are left out. */
import { html, nothing, type TemplateResult } from 'lit';
import type { ExperimentHost } from './element';
import { copyButton } from './parts';

export interface FactOptions {
  /** Offers to copy it. */
  readonly host?: ExperimentHost;
  /** Written as a machine reads it. */
  readonly code?: boolean;
}

export function fact(
  name: string,
  value: string | null,
  { host, code = false }: FactOptions = {},
): TemplateResult | null {
  if (value === null || value === '') {
    return null;
  }
  return html`<div class="fact"><dt>${name}</dt>
    <dd><bdi class=${code ? 'code-text' : ''} title=${value}>${value}</bdi>${host === undefined ? nothing : copyButton(host, value, name)}</dd></div>`;
}

export const factList = (facts: readonly (TemplateResult | null)[]): TemplateResult => html`
  <dl class="facts">${facts.filter((one) => one !== null)}</dl>`;
