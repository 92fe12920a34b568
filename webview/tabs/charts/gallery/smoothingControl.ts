/** How calm the lines are: the slider, its value and the way of smoothing in one compact control. Knows no chart. */
import { html, type TemplateResult } from 'lit';
import type { ChartArrangement, SmoothingKind } from '../../../arrangement';
import { choice } from '../../../elements/choice';
import type { Arrange } from './menus/axesMenu';

const kinds: readonly (readonly [SmoothingKind, string])[] = [
  ['timeWeighted', 'Time-weighted'],
  ['exponential', 'Exponential'],
  ['mean', 'Running mean'],
  ['gaussian', 'Gaussian'],
];

export const smoothingControl = (
  { smoothing, smoothingKind }: Pick<ChartArrangement, 'smoothing' | 'smoothingKind'>,
  arrange: Arrange,
): TemplateResult => html`
  <span class="control"><label class="control"><span>Smoothing</span>
    <input type="range" min="0" max="0.99" step="0.01" aria-label="Smoothing" .value=${String(smoothing)}
      @input=${(event: Event) => arrange({ smoothing: Number((event.currentTarget as HTMLInputElement).value) })}>
    <output class="smoothing-value">${smoothing === 0 ? 'off' : smoothing.toFixed(2)}</output></label>
    ${choice('Way of smoothing', kinds, smoothingKind, (kind) => arrange({ smoothingKind: kind }))}</span>`;
