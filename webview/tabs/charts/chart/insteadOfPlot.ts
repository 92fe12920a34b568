/**
 * What stands in a plot's place while there is nothing to draw: that it loads, why it failed, or that there is nothing.
 * Knows no drawing.
 */
import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import type { Problem } from '../../../../src/shared/problem';
import { icon } from '../../../elements/icons';
import { isWaiting, type ChartSeries } from '../data/chartSeries';

export interface InsteadOfPlotOptions {
  /** The metric. */
  readonly name: string;
  readonly series: readonly ChartSeries[];
  /** Those of them that are not hidden. */
  readonly visible: readonly ChartSeries[];
  /** What is out of view is neither asked for nor drawn. */
  readonly onScreen: boolean;
  readonly retry: () => void;
  readonly showAll: () => void;
}

export function insteadOfPlot({
  name,
  series,
  visible,
  onScreen,
  retry,
  showAll,
}: InsteadOfPlotOptions): TemplateResult {
  if (!onScreen || visible.some(isWaiting)) {
    return html`<div class="plot skeleton" role=${onScreen ? 'status' : 'img'} aria-label=${l10n.t('Loading {name}', { name })}></div>`;
  }
  const problem = problemOf(visible);
  if (problem !== null) {
    return html`<div class="plot plot-message" role="alert">${icon('warning')}<p>${problem.message} ${problem.advice}</p>
      <vscode-button appearance="secondary" @click=${retry}>${l10n.t('Retry')}</vscode-button></div>`;
  }
  if (visible.length === 0 && series.length > 0) {
    return html`<div class="plot plot-message"><p>${l10n.t('All lines are hidden.')}</p>
      <vscode-button appearance="secondary" @click=${showAll}>${l10n.t('Show all here')}</vscode-button></div>`;
  }
  return html`<div class="plot plot-message"><p>${l10n.t('No values were logged.')}</p></div>`;
}

/** Of the first that could not be loaded, or whose horizontal axis could not. */
function problemOf(visible: readonly ChartSeries[]): Problem | null {
  for (const { held, over } of visible) {
    if (held.state === 'failed') {
      return held.problem;
    }
    if (over?.state === 'failed') {
      return over.problem;
    }
  }
  return null;
}
