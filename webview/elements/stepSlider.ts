/** A slider over what was logged several times under one name. Knows no asset. */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { formatNumber } from '../../src/shared/format';

export interface StepSliderOptions {
  /** Spoken name: what is moved. */
  readonly label: string;
  /** In their order; null where none was logged. */
  readonly steps: readonly (number | null)[];
  readonly place: number;
  readonly move: (place: number) => void;
}

export const stepInWords = (step: number | null, place: number, count: number): string =>
  step === null
    ? l10n.t('{count} of {total}', { count: formatNumber(place + 1), total: formatNumber(count) })
    : l10n.t('step {step}', { step: formatNumber(step) });

/** Nothing when there is nothing to slide over but a word. */
export function stepSlider({ label, steps, place, move }: StepSliderOptions): TemplateResult | typeof nothing {
  const words = stepInWords(steps[place] ?? null, place, steps.length);
  if (steps.length < 2) {
    return steps[0] == null ? nothing : html`<span class="step-words">${words}</span>`;
  }
  return html`<label class="step-slider"><span class="unseen">${label}</span>
    <input type="range" min="0" max=${steps.length - 1} step="1" .value=${String(place)} aria-valuetext=${words}
      @input=${(event: Event) => move(Number((event.currentTarget as HTMLInputElement).value))}>
    <span class="step-words">${words}</span></label>`;
}
