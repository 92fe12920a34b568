/** The row of a page's tabs, with their titles and counts, as screen readers and keyboards know it. */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { Asset } from '../../src/shared/experiment';
import type { ExperimentTab } from '../../src/shared/verbs/experimentTabs';
import { formatNumber } from '../../src/shared/format';
import type { Loadable } from '../../src/shared/problem';
import type { ExperimentPageState } from '../../src/shared/protocol';
import { evaluationKindOf, mediaKindOf, withoutCombinedParts } from '../tabs/assets/assetKinds';

const titles: Readonly<Record<ExperimentTab, string>> = {
  overview: l10n.t('Overview'),
  charts: l10n.t('Charts'),
  media: l10n.t('Media'),
  evaluation: l10n.t('Evaluation'),
  parameters: l10n.t('Parameters'),
  code: l10n.t('Code'),
  patch: l10n.t('Git'),
  output: l10n.t('Output'),
  report: l10n.t('Report'),
  graph: l10n.t('Graph'),
  assets: l10n.t('Assets'),
  system: l10n.t('System'),
  notes: l10n.t('Notes'),
};

export const tabId = (tab: string): string => `tab-${tab}`;
export const panelId = (tab: string): string => `panel-${tab}`;

export function tabStrip(
  state: ExperimentPageState,
  chosen: ExperimentTab,
  choose: (tab: ExperimentTab) => void,
): TemplateResult {
  const { tabs } = state;
  const onKey = (event: KeyboardEvent): void => {
    const index = tabs.indexOf(chosen);
    const target = {
      ArrowRight: (index + 1) % tabs.length,
      ArrowLeft: (index - 1 + tabs.length) % tabs.length,
      Home: 0,
      End: tabs.length - 1,
    }[event.key];
    const next = target === undefined ? undefined : tabs[target];
    if (next === undefined) {
      return;
    }
    event.preventDefault();
    choose(next);
    document.getElementById(tabId(next))?.focus();
  };
  return html`
    <div class="tab-strip" role="tablist" aria-label=${l10n.t('Parts of the experiment')} @keydown=${onKey}>
      ${tabs.map(
        (id) => html`
        <button role="tab" id=${tabId(id)} aria-controls=${panelId(id)} aria-selected=${String(id === chosen)} tabindex=${id === chosen ? 0 : -1}
          @click=${() => choose(id)}>${titles[id]}${countTemplate(countOf(id, state))}</button>`,
      )}
    </div>`;
}

const countTemplate = (count: string | null): unknown =>
  count === null ? nothing : html`<span class="count">${count}</span>`;

function countOf(tab: ExperimentTab, state: ExperimentPageState): string | null {
  const count = (part: Loadable<readonly unknown[]> | null): string | null =>
    part?.state === 'ready' ? formatNumber(part.value.length) : null;
  switch (tab) {
    case 'charts':
      return state.metrics.state === 'ready'
        ? formatNumber(state.metrics.value.filter(({ ofMachine }) => !ofMachine).length)
        : null;
    case 'media':
      return countOfAssets(state, (asset) => mediaKindOf(asset) !== null);
    case 'evaluation':
      return countOfAssets(state, (asset) => evaluationKindOf(asset) !== null);
    case 'parameters':
      return count(state.parameters);
    case 'code':
      return count(state.code);
    case 'assets':
      return count(state.assets);
    case 'overview':
    case 'patch':
    case 'output':
    case 'report':
    case 'graph':
    case 'notes':
    case 'system':
      return null;
  }
}

/** Null when there are none: a number marks the tabs that are worth a look. */
function countOfAssets({ assets }: ExperimentPageState, counted: (asset: Asset) => boolean): string | null {
  const count = assets?.state === 'ready' ? withoutCombinedParts(assets.value).filter(counted).length : 0;
  return count === 0 ? null : formatNumber(count);
}
