/** The settings of all charts of a gallery that are changed now and then, folded away in one menu. Knows no chart. */
import { html, type TemplateResult } from 'lit';
import { scaleKinds, type ChartArrangement, type ScaleKind } from '../../src/shared/protocol';
import { segments } from '../segments';

const kindTitles: Readonly<Record<ScaleKind, string>> = { linear: 'Linear', logarithmic: 'Log', symmetricLog: 'Symmetric log' };

export function axesMenu(arrangement: ChartArrangement, arrange: (change: Partial<ChartArrangement>) => void): TemplateResult {
  const scale = (label: string, setting: 'horizontalScale' | 'verticalScale'): TemplateResult => html`
    <div class="axes-row"><span>${label}</span>${segments({
      label, chosen: arrangement[setting], choose: (kind) => arrange({ [setting]: kind }),
      segments: scaleKinds.map((id) => ({ id, title: kindTitles[id] })),
    })}</div>`;
  const toggle = (label: string, setting: 'clipped' | 'linked', hint: string): TemplateResult => html`
    <label class="axes-row" title=${hint}><input type="checkbox" .checked=${arrangement[setting]}
      @change=${(event: Event) => arrange({ [setting]: (event.currentTarget as HTMLInputElement).checked })}> ${label}</label>`;
  const onKey = (event: KeyboardEvent): void => {
    const menu = event.currentTarget as HTMLDetailsElement;
    if (event.key !== 'Escape' || !menu.open) return;
    menu.open = false;
    menu.querySelector('summary')?.focus();
  };
  return html`<details class="axes-menu" @keydown=${onKey}>
    <summary>Axes and zoom</summary>
    <div class="axes-panel">
      ${scale('X scale', 'horizontalScale')}
      ${scale('Y scale', 'verticalScale')}
      ${toggle('Clip outliers', 'clipped', 'The lowest and the highest 2 % of what is seen do not stretch the Y axis')}
      ${toggle('Link charts', 'linked', 'All charts zoom and point together')}
      <p class="hint">Drag a box to zoom, Shift-drag to move. The wheel zooms a chart that was clicked, with Ctrl any chart, with Shift upright.</p>
    </div>
  </details>`;
}
