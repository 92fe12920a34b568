/** How large the charts of a gallery are and how they are grouped. Knows no chart. */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { chartSizes, type ChartArrangement, type ChartGrouping, type ChartSize } from '../../../../arrangement';
import { segments } from '../../../../elements/segments';
import type { Arrange } from './axesMenu';
import { dropMenu } from './dropMenu';

const sizeTitles: Readonly<Record<ChartSize, string>> = {
  small: l10n.t('Small'),
  medium: l10n.t('Medium'),
  large: l10n.t('Large'),
};
const groupingTitles: Readonly<Record<ChartGrouping['by'], string>> = {
  prefix: l10n.t('Prefix'),
  pattern: l10n.t('Pattern'),
  none: l10n.t('None'),
};
/** What stands before the last slash, to begin with. */
const firstPattern = '^(.+)/';

export interface ArrangeMenuOptions {
  readonly arrangement: ChartArrangement;
  readonly arrange: Arrange;
  /** In a sentence why the pattern is of no use. */
  readonly mistake: string | null;
  /** Names of all groups there are. */
  readonly groups: readonly string[];
}

export function arrangeMenu({ arrangement, arrange, mistake, groups }: ArrangeMenuOptions): TemplateResult {
  const { size, grouping, order, folded } = arrangement;
  const allFolded = groups.every((name) => folded.includes(name));
  return dropMenu(
    l10n.t('Arrange'),
    '',
    html`
    <div class="menu-row"><span>${l10n.t('Size')}</span>${segments({
      label: l10n.t('Size of charts'),
      chosen: size,
      choose: (id) => arrange({ size: id }),
      segments: chartSizes.map((id) => ({ id, title: sizeTitles[id] })),
    })}</div>
    <div class="menu-row"><span>${l10n.t('Group by')}</span>${segments<ChartGrouping['by']>({
      label: l10n.t('Group by'),
      chosen: grouping.by,
      choose: (by) => arrange({ grouping: by === 'pattern' ? { by, pattern: firstPattern } : { by } }),
      segments: (['prefix', 'pattern', 'none'] as const).map((id) => ({ id, title: groupingTitles[id] })),
    })}</div>
    ${
      grouping.by === 'pattern'
        ? html`
      <label class="menu-row"><span>${l10n.t('Pattern')}</span><input type="text" class="text-input code-text" spellcheck="false" aria-label=${l10n.t('Regular expression that names the group')} aria-invalid=${String(mistake !== null)}
        .value=${grouping.pattern} @input=${(event: Event) => arrange({ grouping: { by: 'pattern', pattern: (event.currentTarget as HTMLInputElement).value } })}></label>
      ${
        mistake === null
          ? html`<p class="hint">${l10n.t('Its first capture names the group, or else all that it matches.')}</p>`
          : html`<p class="hint warning" role="alert">${mistake}</p>`
      }`
        : nothing
    }
    <div class="menu-row">
      <button class="plain-link" ?disabled=${groups.length === 0} @click=${() => arrange({ folded: allFolded ? folded.filter((name) => !groups.includes(name)) : [...new Set([...folded, ...groups])] })}>
        ${allFolded ? l10n.t('Expand all groups') : l10n.t('Collapse all groups')}</button>
      ${order.length === 0 ? nothing : html`<button class="plain-link" @click=${() => arrange({ order: [] })}>${l10n.t('Order by name')}</button>`}
    </div>`,
  );
}
