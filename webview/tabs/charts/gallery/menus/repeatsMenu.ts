/**
 * Whether experiments that repeat each other are drawn each by itself or as their middle with a band around it. Knows
 * no chart.
 */
import { html, nothing, type TemplateResult } from 'lit';
import type { RepeatsArrangement } from '../../../../arrangement';
import type { Spread } from '../../../../../src/shared/series/series';
import { choice } from '../../../../elements/choice';
import { segments } from '../../../../elements/segments';
import type { Arrange } from './axesMenu';
import { dropMenu } from './dropMenu';

const spreads: readonly (readonly [Spread, string])[] = [
  ['deviation', 'Std dev'],
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
    [allShown, 'All shown'],
    ...(by === allShown || names.includes(by) ? names : [by, ...names]).map((name) => [name, `Same ${name}`] as const),
  ];
  return dropMenu(
    'Repeats',
    repeats?.middle ?? '',
    html`
    <div class="menu-row"><span>Draw</span>${segments<'each' | 'mean' | 'median'>({
      label: 'Repeats',
      chosen: repeats?.middle ?? 'each',
      choose: (middle) => arrange({ repeats: middle === 'each' ? null : { ...(repeats ?? firstRepeats), middle } }),
      segments: [
        { id: 'each', title: 'Each' },
        { id: 'mean', title: 'Mean' },
        { id: 'median', title: 'Median' },
      ],
    })}</div>
    ${
      repeats === null
        ? nothing
        : html`
      <div class="menu-row"><span>Band</span>${segments<Spread>({
        label: 'Band',
        chosen: repeats.spread,
        choose: (spread) => arrange({ repeats: { ...repeats, spread } }),
        segments: spreads.map(([id, title]) => ({ id, title })),
      })}</div>
      <label class="menu-row"><span>Repeats</span>${choice('What repeats each other', options, by, (chosen) => arrange({ repeats: { ...repeats, by: chosen === allShown ? null : chosen } }))}</label>
      ${parameters === null ? html`<p class="hint">The parameters are not loaded yet.</p>` : nothing}`
    }`,
  );
}
