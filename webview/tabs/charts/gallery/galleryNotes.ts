/** What is said above the charts of a gallery: what they are zoomed to, and how many metrics a search has found. */
import * as l10n from '@vscode/l10n';
import { html, nothing } from 'lit';
import { formatCount, formatNumber } from '../../../../src/shared/format';
import { positionText } from '../../../drawing/positionText';
import { emptyPart } from '../../../elements/parts';
import type { ChartSettings } from '../data/preparedLines';
import type { Viewport } from '../data/viewport';

export function zoomNote(viewport: Viewport, { axis, axisMetric }: ChartSettings): unknown {
  if (!viewport.zoomed) {
    return nothing;
  }
  const words = (xValue: number): string =>
    axisMetric === null
      ? positionText(axis === 'step' || axis === 'epoch' ? Math.round(xValue) : xValue, axis)
      : formatNumber(xValue);
  const { shared } = viewport;
  const zoomed =
    shared === null
      ? l10n.t('Zoomed in.')
      : axisMetric === null
        ? l10n.t('Zoomed in: {from} to {to}.', { from: words(shared.from), to: words(shared.to) })
        : l10n.t('Zoomed in: {metric} {from} to {to}.', {
            metric: axisMetric,
            from: words(shared.from),
            to: words(shared.to),
          });
  return html`<div class="zoom-note"><span><span role="status">${zoomed}</span>
      ${viewport.canGoBack ? html`<button class="plain-link" @click=${() => viewport.back()}>${l10n.t('Back')}</button>` : nothing}
      <button class="plain-link" @click=${() => viewport.reset(null)}>${l10n.t('Show all')}</button></span></div>`;
}

export interface SearchOutcome {
  readonly query: string;
  /** Why the query cannot be searched for; null where it can. */
  readonly mistake: string | null;
  /** Metrics. */
  readonly found: number;
  readonly all: number;
}

export function searchNote({ query, mistake, found, all }: SearchOutcome): unknown {
  if (mistake !== null) {
    return emptyPart(`“${query}”: ${mistake}`);
  }
  if (found === 0) {
    return emptyPart(l10n.t('None of {metrics} is called “{query}”.', { metrics: formatCount(all, 'metric'), query }));
  }
  return found < all
    ? html`<p class="note" role="status">${l10n.t('{found} of {metrics}', { found, metrics: formatCount(all, 'metric') })}</p>`
    : nothing;
}
