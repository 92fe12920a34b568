/**
 * The heading of a chart: the metric's name and last value, the buttons and the menu of the chart, and the form for the
 * ends of its y axis. Knows no drawing.
 */
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
    ${options.last === null ? nothing : html`<span class="last-value" title="Last value">${formatNumber(options.last)}</span>`}
    ${options.withTools ? chartTools(options) : nothing}
  </figcaption>`;

const chartTools = (options: ChartHeadingOptions): TemplateResult => {
  const { name, editsYRange, asTable, maximized } = options;
  return html`<span class="chart-tools">
    ${iconButton('heights', `Y range of ${name}`, options.toggleYRange, editsYRange)}
    ${iconButton(asTable ? 'chart' : 'table', asTable ? `Chart of ${name}` : `Table of ${name}`, options.toggleTable)}
    ${iconButton('enlarge', `${maximized ? 'Shrink' : 'Enlarge'} ${name}`, options.toggleMaximized, maximized)}
    ${menuButton(`More for ${name}`, menuEntries(options), true)}
  </span>`;
};

const menuEntries = ({ pinned, pin, move, save, copy }: ChartHeadingOptions): readonly MenuEntry[] => [
  { icon: 'pin', label: pinned ? 'Unpin from the top' : 'Pin to the top', run: () => pin(!pinned) },
  { icon: 'left', label: 'Move left', run: () => move(-1) },
  { icon: 'right', label: 'Move right', run: () => move(1) },
  { icon: 'download', label: 'Save as PNG', run: () => save('png') },
  { icon: 'download', label: 'Save as SVG', run: () => save('svg') },
  { icon: 'download', label: 'Save as CSV', run: () => save('csv') },
  { icon: 'download', label: 'Save as JSON', run: () => save('json') },
  { icon: 'copy', label: 'Copy as Markdown', run: () => copy('markdown') },
  { icon: 'copy', label: 'Copy as CSV', run: () => copy('csv') },
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
    <input type="number" step="any" name=${id} placeholder="auto" aria-label="${label} of ${name}" .value=${String(typed?.[id] ?? '')} @change=${onChange}></label>`;
  return html`<form class="heights-form" @submit=${(event: Event) => event.preventDefault()}
    @keydown=${(event: KeyboardEvent) => {
      if (event.key !== 'Escape') {
        return;
      }
      // Nothing else closes with it.
      event.preventDefault();
      close();
    }}>${field('from', 'Y from')} ${field('to', 'to')}
    <button type="button" class="plain-link" ?disabled=${typed === undefined} @click=${() => change(undefined)}>Auto</button></form>`;
}
