/**
 * What stands above the tabs while the page cannot reach what runs: since when, why, when it is asked again, and
 * what to do.
 */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { formatClock, formatTime } from '../../src/shared/format';
import type { Staleness, ExperimentPageState } from '../../src/shared/protocol';
import { sameExperiment } from '../../src/shared/reference';
import type { ExperimentHost } from '../elements/element';
import { icon } from '../elements/icons';

export function staleStrip(staleness: Staleness, host: ExperimentHost, now: number): TemplateResult {
  const { failingSince, problem, retryAt } = staleness;
  const isSignedOut = problem.kind === 'unauthorized';
  return html`
    <div class="strip strip-warn stale-strip">
      ${icon('warning')}
      <p class="strip-text" title=${`${problem.message} ${problem.advice}`.trim()}>
        <strong role="status">${l10n.t('Not connected since {failingSince}', { failingSince: shortTime(failingSince, now) })}</strong>
        <span class="strip-reason">${problem.message}${retryAt === null ? nothing : html` ${l10n.t('Next try at {retryAt}.', { retryAt: formatClock(retryAt) })}`}</span>
      </p>
      ${isSignedOut ? html`<button class="plain-link" @click=${() => host.do('verb', { verb: 'signIn' })}>${l10n.t('Sign in again')}</button>` : nothing}
      <button class="plain-link" @click=${() => host.do('retryNow', null)}>${l10n.t('Retry now')}</button>
    </div>`;
}

/** Whether it is the page's own experiment that may have changed since. */
export const isStale = ({ polling: { staleness }, reference }: ExperimentPageState): boolean =>
  staleness !== null && sameExperiment(staleness.of, reference);

/** `00:25`, with the day when that is another one. Both are epoch milliseconds. */
function shortTime(time: number, now: number): string {
  const [text, today] = [formatTime(time), formatTime(now)].map((whole) => whole.slice(0, 16));
  return text?.slice(0, 10) === today?.slice(0, 10) ? (text?.slice(11) ?? '') : (text ?? '');
}
