/** What is said above the charts of a gallery: what they are zoomed to, and how many metrics a search has found. */
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
  return html`<div class="zoom-note"><span><span role="status">Zoomed in${shared === null ? '' : `: ${axisMetric === null ? '' : `${axisMetric} `}${words(shared.from)} to ${words(shared.to)}`}.</span>
      ${viewport.canGoBack ? html`<button class="plain-link" @click=${() => viewport.back()}>Back</button>` : nothing}
      <button class="plain-link" @click=${() => viewport.reset(null)}>Show all</button></span></div>`;
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
    return emptyPart(`None of ${formatCount(all, 'metric')} is called “${query}”.`);
  }
  return found < all ? html`<p class="note" role="status">${found} of ${formatCount(all, 'metric')}</p>` : nothing;
}
