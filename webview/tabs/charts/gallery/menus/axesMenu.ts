/**
 * The axes of all charts of a gallery: what stands on the horizontal one, and what is changed now and then, folded
 * away. Knows no chart.
 */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { scaleKinds, type ChartArrangement, type ScaleKind } from '../../../../arrangement';
import { horizontalAxes, type HorizontalAxis } from '../../../../../src/shared/series/series';
import { segments } from '../../../../elements/segments';
import { dropMenu } from './dropMenu';

export type Arrange = (change: Partial<ChartArrangement>) => void;

const axisNames: Readonly<Record<HorizontalAxis, string>> = {
  step: l10n.t('Step'),
  epoch: l10n.t('Epoch'),
  relative: l10n.t('Relative time'),
  wall: l10n.t('Wall time'),
};
const kindTitles: Readonly<Record<ScaleKind, string>> = {
  linear: l10n.t('Linear'),
  logarithmic: l10n.t('Log'),
  symmetricLog: l10n.t('Symmetric log'),
};
/** Before the name of a metric, which may be called like an axis. */
const metricMark = 'metric:';

/** Step, epoch and times, and below them every metric. */
export function axisChoice(
  { axis, axisMetric }: Pick<ChartArrangement, 'axis' | 'axisMetric'>,
  metrics: readonly string[],
  arrange: Arrange,
): TemplateResult {
  const onChange = (event: Event): void => {
    const { value } = event.currentTarget as HTMLSelectElement;
    if (value.startsWith(metricMark)) {
      arrange({ axisMetric: value.slice(metricMark.length) });
    } else {
      arrange({ axisMetric: null, axis: value as HorizontalAxis });
    }
  };
  const chosen = axisMetric === null ? axis : `${metricMark}${axisMetric}`;
  // A metric that was chosen and is gone must still be seen to be chosen.
  const listed = axisMetric === null || metrics.includes(axisMetric) ? metrics : [axisMetric, ...metrics];
  return html`<label class="control"><span>${l10n.t('X axis')}</span>
    <select class="choice" aria-label=${l10n.t('X axis')} .value=${chosen} @change=${onChange}>
      ${horizontalAxes.map((name) => html`<option value=${name} ?selected=${name === chosen}>${axisNames[name]}</option>`)}
      ${
        listed.length === 0
          ? nothing
          : html`<optgroup label=${l10n.t('Metric')}>${listed.map(
              (name) => html`
        <option value=${`${metricMark}${name}`} ?selected=${name === axisMetric}>${name}</option>`,
            )}</optgroup>`
      }
    </select></label>`;
}

export function axesMenu(arrangement: ChartArrangement, arrange: Arrange): TemplateResult {
  const scale = (label: string, setting: 'horizontalScale' | 'verticalScale'): TemplateResult => html`
    <div class="menu-row"><span>${label}</span>${segments({
      label,
      chosen: arrangement[setting],
      choose: (kind) => arrange({ [setting]: kind }),
      segments: scaleKinds.map((id) => ({ id, title: kindTitles[id] })),
    })}</div>`;
  const toggle = (label: string, setting: 'clipped' | 'linked', hint: string): TemplateResult => html`
    <label class="menu-row" title=${hint}><input type="checkbox" .checked=${arrangement[setting]}
      @change=${(event: Event) => arrange({ [setting]: (event.currentTarget as HTMLInputElement).checked })}> ${label}</label>`;
  return dropMenu(
    l10n.t('Axes and zoom'),
    '',
    html`
    ${scale(l10n.t('X scale'), 'horizontalScale')}
    ${scale(l10n.t('Y scale'), 'verticalScale')}
    ${toggle(l10n.t('Clip outliers'), 'clipped', l10n.t('The lowest and the highest 2 % of what is seen do not stretch the Y axis'))}
    ${toggle(l10n.t('Link charts'), 'linked', l10n.t('All charts zoom and point together'))}
    <p class="hint">${l10n.t('Drag a box to zoom, Shift-drag to move. The wheel zooms a chart that was clicked, with Ctrl any chart, with Shift upright.')}</p>`,
  );
}
