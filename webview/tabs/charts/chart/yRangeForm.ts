/** Two fields for the ends of a vertical axis. Knows no chart. */
import { html, type TemplateResult } from 'lit';
import type { TypedYRange } from '../../../arrangement';

export interface HeightsFormOptions {
  readonly name: string;
  readonly typed: TypedYRange | undefined;
  /** Undefined when both fields are empty. */
  readonly change: (typed: TypedYRange | undefined) => void;
  readonly close: () => void;
}

export function yRangeForm({ name, typed, change, close }: HeightsFormOptions): TemplateResult {
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
