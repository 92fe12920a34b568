/**
 * The heading of a chart: the metric's name and last value, the buttons and the menu of the chart, and the form for the
 * ends of its y axis. Knows no drawing.
 */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { formatNumber } from '../../../../src/shared/format';
import type { TypedYRange } from '../../../arrangement';
import { menuButton, type MenuEntry } from '../../../elements/menu';
import { iconButton } from '../../../elements/parts';
import type { ExportKind } from '../export/exportChart';

export interface ChartHeadingOptions {
  /** The metric. */
  readonly name: string;
  /** As logged; null where no single value is the last. */
  readonly last: string | null;
  /** Without buttons while the chart is not visible. */
  readonly withTools: boolean;
  readonly editsYRange: boolean;
  readonly asTable: boolean;
  readonly maximized: boolean;
  readonly pinned: boolean;
  readonly toggleYRange: () => void;
  readonly toggleTable: () => void;
  readonly toggleMaximized: () => void;
  readonly pin: (pinned: boolean) => void;
  readonly move: (by: -1 | 1) => void;
  readonly save: (kind: ExportKind) => void;
  readonly copy: (kind: 'markdown' | 'csv') => void;
}

export const chartHeading = (options: ChartHeadingOptions): TemplateResult => html`
  <figcaption>
    <span class="chart-name" title=${options.name}><bdi>${options.name}</bdi></span>
    ${options.last === null ? nothing : html`<span class="last-value" title=${l10n.t('Last value')}>${formatNumber(options.last)}</span>`}
    ${options.withTools ? chartTools(options) : nothing}
  </figcaption>`;

const chartTools = (options: ChartHeadingOptions): TemplateResult => {
  const { name, editsYRange, asTable, maximized } = options;
  return html`<span class="chart-tools">
    ${iconButton('heights', l10n.t('Y range of {name}', { name }), options.toggleYRange, editsYRange)}
    ${iconButton(asTable ? 'chart' : 'table', asTable ? l10n.t('Chart of {name}', { name }) : l10n.t('Table of {name}', { name }), options.toggleTable)}
    ${iconButton('enlarge', `${maximized ? l10n.t('Shrink') : l10n.t('Enlarge')} ${name}`, options.toggleMaximized, maximized)}
    ${menuButton(l10n.t('More for {name}', { name }), menuEntries(options), true)}
  </span>`;
};

const menuEntries = ({ pinned, pin, move, save, copy }: ChartHeadingOptions): readonly MenuEntry[] => [
  { icon: 'pin', label: pinned ? l10n.t('Unpin from the top') : l10n.t('Pin to the top'), run: () => pin(!pinned) },
  { icon: 'left', label: l10n.t('Move left'), run: () => move(-1) },
  { icon: 'right', label: l10n.t('Move right'), run: () => move(1) },
  { icon: 'download', label: l10n.t('Save as PNG'), run: () => save('png') },
  { icon: 'download', label: l10n.t('Save as SVG'), run: () => save('svg') },
  { icon: 'download', label: l10n.t('Save as CSV'), run: () => save('csv') },
  { icon: 'download', label: l10n.t('Save as JSON'), run: () => save('json') },
  { icon: 'copy', label: l10n.t('Copy as Markdown'), run: () => copy('markdown') },
  { icon: 'copy', label: l10n.t('Copy as CSV'), run: () => copy('csv') },
];

export interface YRangeFormOptions {
  /** The metric. */
  readonly name: string;
  readonly typed: TypedYRange | undefined;
  /** Undefined when both fields are empty. */
  readonly change: (typed: TypedYRange | undefined) => void;
  readonly close: () => void;
}

/** Two fields for the ends of the y axis. */
export function yRangeForm({ name, typed, change, close }: YRangeFormOptions): TemplateResult {
  const onChange = (event: Event): void => {
    const form = (event.currentTarget as Element).closest('form');
    const read = (field: string): number | null => {
      const input = form?.elements.namedItem(field);
      return input instanceof HTMLInputElement && input.value.trim() !== '' && Number.isFinite(input.valueAsNumber)
        ? input.valueAsNumber
        : null;
    };
    const from = read('from'),
      to = read('to');
    change(from === null && to === null ? undefined : { from, to });
  };
  const field = (id: 'from' | 'to', label: string): TemplateResult => html`<label>${label}
    <input type="number" step="any" name=${id} placeholder=${l10n.t('auto')} aria-label=${l10n.t('{label} of {name}', { label, name })} .value=${String(typed?.[id] ?? '')} @change=${onChange}></label>`;
  return html`<form class="heights-form" @submit=${(event: Event) => event.preventDefault()}
    @keydown=${(event: KeyboardEvent) => {
      if (event.key !== 'Escape') {
        return;
      }
      // Nothing else closes with it.
      event.preventDefault();
      close();
    }}>${field('from', l10n.t('Y from'))} ${field('to', 'to')}
    <button type="button" class="plain-link" ?disabled=${typed === undefined} @click=${() => change(undefined)}>${l10n.t('Auto')}</button></form>`;
}
