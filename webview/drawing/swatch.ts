/**
 * A piece of a line as it is drawn, beside its name: colours alone do not tell many apart. The same wherever a line or
 * an experiment is named.
 */
import { html, nothing, svg, type TemplateResult } from 'lit';
import { dashOf, roundOf, seriesVariable, type LineColors } from './palette';

export const swatch = ({ line, dash = [] }: Pick<LineColors, 'line' | 'dash'>): TemplateResult =>
  html`<svg class="swatch" viewBox="0 0 22 10" aria-hidden="true">${svg`<line
  x1="0" y1="5" x2="22" y2="5" stroke=${line} stroke-width="3" stroke-dasharray=${dash.length === 0 ? nothing : dash.join(' ')}></line>`}</svg>`;

/** Of a place in the palette; it takes part in a change of theme by itself. */
export const paletteSwatch = (paletteIndex: number): TemplateResult =>
  swatch({ line: `var(${seriesVariable(paletteIndex)})`, dash: dashOf(roundOf(paletteIndex)) });
