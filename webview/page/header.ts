/** What stands above the tabs: which experiment this is, how it is, and what can be done with it. */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { Experiment } from '../../src/shared/experiment';
import { formatAge, formatClock, formatDuration, formatTime, stateLabel } from '../../src/shared/format';
import { headerRow, isHeaderVerb, type HeaderVerb, whenStale } from '../../src/shared/verbs/experimentVerbs';
import type { ExperimentPageState } from '../../src/shared/protocol';
import type { ExperimentHost } from '../elements/element';
import { icon, stateIcon } from '../elements/icons';
import { menuButton } from '../elements/menu';
import { actionButton, iconButton } from '../elements/parts';
import { isStale } from './staleStrip';
import './updatedAgo';

export function header(
  experiment: Experiment,
  state: ExperimentPageState,
  host: ExperimentHost,
  now: number,
): TemplateResult {
  const shown = state.verbs.filter(isHeaderVerb);
  const button = (verb: HeaderVerb): TemplateResult => {
    const { icon: name, label } = headerRow(verb);
    return actionButton(name, label, act(host, verb), isStale(state) ? whenStale(verb) : null);
  };
  const entries = shown
    .map((verb) => ({ verb, ...headerRow(verb) }))
    .filter(({ at }) => at === 'menu')
    .map(({ verb, ...row }) => ({ ...row, run: act(host, verb) }));
  return html`
    <header>
      <div class="title-row">
        <h1 dir="auto" title=${experiment.name}>${experiment.name}</h1>
        ${
          isStale(state)
            ? html`<span class="state state-unseen">${icon('unknown')}${l10n.t('Last seen {state}', { state: stateLabel(experiment.state, false).toLowerCase() })}</span>`
            : html`<span class="state state-${experiment.state}">${stateIcon(experiment.state)}${stateLabel(experiment.state, false)}</span>`
        }
        ${experiment.archived ? html`<span class="state state-archived">${icon('archive')}${l10n.t('Archived')}</span>` : nothing}
        ${experiment.incomplete ? html`<span class="state state-throttled" title=${l10n.t('The tracker dropped data of this run because of its rate limits.')}>${icon('warning')}${l10n.t('Throttled')}</span>` : nothing}
        <span class="updated">${updated(state, host)}${iconButton('refresh', l10n.t('Refresh'), () => host.do('refresh', null))}</span>
      </div>
      <div class="about-row">
        <p class="whereabouts"><bdi>${experiment.workspace}</bdi> / <bdi>${experiment.projectName}</bdi>${facts(experiment, state, now).map((words) => html`<span class="whereabout">${words}</span>`)}</p>
        <div class="tags" role="group" aria-label=${l10n.t('Tags')}>${tags(state, host)}</div>
      </div>
      <div class="actions" role="toolbar" aria-label=${l10n.t('Experiment')}>
        ${shown.filter((verb) => headerRow(verb).at === 'button').map(button)}
        ${menuButton(l10n.t('More actions'), entries)}
      </div>
    </header>`;
}

const act = (host: ExperimentHost, verb: HeaderVerb) => (): void => host.do('verb', { verb });

/**
 * What is shown that runs, of which the one that was heard of longest ago counts; else when the experiment was asked
 * about.
 */
function updated(state: ExperimentPageState, host: ExperimentHost): unknown {
  const { paused, interval } = state.polling;
  const running = [state, ...state.compared].filter(
    ({ experiment }) => experiment.state === 'ready' && experiment.value.state === 'running',
  );
  if (running.length === 0) {
    return state.updatedAt === null
      ? nothing
      : html`<span title=${formatTime(state.updatedAt)}>${l10n.t('Updated {updatedAt}', { updatedAt: formatClock(state.updatedAt) })}</span>`;
  }
  const heard = running.map(({ updatedAt }) => updatedAt).filter((time) => time !== null);
  const times = heard.length === 0 ? nothing : html`<updated-ago .since=${Math.min(...heard)}></updated-ago>`;
  // Where the settings say never, there is nothing to pause.
  if (interval === 0) {
    return times;
  }
  return html`${paused ? html`<span class="paused">${l10n.t('Paused')},</span>` : nothing}${times}
    ${
      paused
        ? iconButton('resume', l10n.t('Resume live updates'), () => host.do('pause', { paused: false }))
        : iconButton('pause', l10n.t('Pause live updates'), () => host.do('pause', { paused: true }))
    }`;
}

function facts(experiment: Experiment, state: ExperimentPageState, now: number): readonly string[] {
  const { startTime, endTime, duration, user } = experiment;
  const lasted =
    duration ?? (startTime === null ? null : (experiment.state === 'running' ? now : (endTime ?? now)) - startTime);
  return [
    startTime === null ? '' : l10n.t('started {startTime}', { startTime: formatAge(startTime, now) }),
    lasted === null
      ? ''
      : experiment.state === 'running'
        ? l10n.t('running for {lasted}', { lasted: formatDuration(lasted) })
        : l10n.t('took {lasted}', { lasted: formatDuration(lasted) }),
    user === null ? '' : l10n.t('by {user}', { user }),
    state.connectionLabel,
  ].filter((words) => words !== '');
}

function tags(state: ExperimentPageState, host: ExperimentHost): unknown {
  const add = state.verbs.includes('addTags') ? iconButton('add', l10n.t('Add tags'), act(host, 'addTags')) : nothing;
  switch (state.tags.state) {
    case 'loading':
      return html`<span class="hint" role="status">${l10n.t('Loading tags…')}</span>`;
    case 'failed':
      return html`<span class="hint warning" role="alert">${l10n.t('Could not load the tags. {message}', { message: state.tags.problem.message })}
      <button class="plain-link" @click=${() => host.do('refresh', null)}>${l10n.t('Retry')}</button></span>`;
    case 'ready':
      return html`${state.tags.value.map((tag) => html`<span class="chip" title=${tag}><bdi>${tag}</bdi></span>`)}${add}`;
  }
}
