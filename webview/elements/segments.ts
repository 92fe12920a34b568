/** One of a few, all in view. Knows no experiment. */
import { html, nothing, type TemplateResult } from 'lit';
import { formatNumber } from '../../src/shared/format';

export interface Segment<T extends string> {
  readonly id: T;
  readonly title: string;
  readonly count?: number;
}

export interface SegmentsOptions<T extends string> {
  /** Spoken name of the choice. */
  readonly label: string;
  readonly segments: readonly Segment<T>[];
  readonly chosen: T;
  readonly choose: (id: T) => void;
}

/** Arrows move the choice, as among radio buttons. */
export function segments<T extends string>({
  label,
  segments: all,
  chosen,
  choose,
}: SegmentsOptions<T>): TemplateResult {
  const onKey = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined) {
      return;
    }
    const next = all[(all.findIndex(({ id }) => id === chosen) + step + all.length) % all.length];
    if (next === undefined) {
      return;
    }
    event.preventDefault();
    choose(next.id);
    (event.currentTarget as HTMLElement).querySelector<HTMLElement>(`[data-segment="${next.id}"]`)?.focus();
  };
  return html`<div class="segments" role="radiogroup" aria-label=${label} @keydown=${onKey}>
    ${all.map(
      ({ id, title, count }) => html`
      <button role="radio" data-segment=${id} aria-checked=${String(id === chosen)} tabindex=${id === chosen ? 0 : -1} @click=${() => choose(id)}>${title}${count === undefined ? nothing : html`<span class="count">${formatNumber(count)}</span>`}</button>`,
    )}
  </div>`;
}
