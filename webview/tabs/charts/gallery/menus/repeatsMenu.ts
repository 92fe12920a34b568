/**
 * Whether experiments that repeat each other are drawn each by itself or as their middle with a band around it. Knows
 * no chart.
 */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { RepeatsArrangement } from '../../../../arrangement';
import type { Spread } from '../../../../../src/shared/series/series';
import { choice } from '../../../../elements/choice';
import { segments } from '../../../../elements/segments';
import type { Arrange } from './axesMenu';
import { dropMenu } from './dropMenu';

const spreads: readonly (readonly [Spread, string])[] = [
  ['deviation', l10n.t('Std dev')],
  ['confidence', '95 % confidence'],
  ['extremes', 'Min–max'],
];
const firstRepeats: RepeatsArrangement = { middle: 'mean', spread: 'deviation', by: null };
/** No parameter has an empty name. */
const allShown = '';

/** `parameters`: those that can tell repeats apart; null while no experiment's are known. */
export function repeatsMenu(
  repeats: RepeatsArrangement | null,
  parameters: readonly string[] | null,
  arrange: Arrange,
): TemplateResult {
  const by = repeats?.by ?? allShown;
  const names = parameters ?? [];
  const options: readonly (readonly [string, string])[] = [
    [allShown, l10n.t('All shown')],
    ...(by === allShown || names.includes(by) ? names : [by, ...names]).map(
      (name) => [name, l10n.t('Same {name}', { name })] as const,
    ),
  ];
  return dropMenu(
    l10n.t('Repeats'),
    repeats?.middle ?? '',
    html`
    <div class="menu-row"><span>${l10n.t('Draw')}</span>${segments<'each' | 'mean' | 'median'>({
      label: l10n.t('Repeats'),
      chosen: repeats?.middle ?? 'each',
      choose: (middle) => arrange({ repeats: middle === 'each' ? null : { ...(repeats ?? firstRepeats), middle } }),
      segments: [
        { id: 'each', title: l10n.t('Each') },
        { id: 'mean', title: l10n.t('Mean') },
        { id: 'median', title: l10n.t('Median') },
      ],
    })}</div>
    ${
      repeats === null
        ? nothing
        : html`
      <div class="menu-row"><span>${l10n.t('Band')}</span>${segments<Spread>({
        label: l10n.t('Band'),
        chosen: repeats.spread,
        choose: (spread) => arrange({ repeats: { ...repeats, spread } }),
        segments: spreads.map(([id, title]) => ({ id, title })),
      })}</div>
      <label class="menu-row"><span>${l10n.t('Repeats')}</span>${choice(l10n.t('What repeats each other'), options, by, (chosen) => arrange({ repeats: { ...repeats, by: chosen === allShown ? null : chosen } }))}</label>
      ${parameters === null ? html`<p class="hint">${l10n.t('The parameters are not loaded yet.')}</p>` : nothing}`
    }`,
  );
}
