/** The lines of a chart by name below its plot: what shows, hides and points out each of them. Knows no drawing. */
import { html, nothing, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import { repeat } from 'lit/directives/repeat.js';
import { formatNumber } from '../../../src/shared/format';
import type { ChartSeries } from './chartSeries';
import type { PreparedLine } from './preparedLines';
import { swatch } from '../../drawing/swatch';

export interface LegendOptions {
  /** The metric. */
  readonly name: string;
  readonly series: readonly ChartSeries[];
  /** As they are drawn: repeats as one line. */
  readonly lines: readonly PreparedLine[];
  readonly hidden: readonly string[];
  /** What is pointed out here or elsewhere; null for nothing. */
  readonly lit: string | null;
  readonly toggle: (id: string, everywhere: boolean) => void;
  /** Null for all. */
  readonly only: (id: string | null) => void;
  readonly highlight: (id: string | null) => void;
}

export function chartLegend(options: LegendOptions): TemplateResult {
  const { name, series, lines, lit } = options;
  const alike = lengthAlike(series.map(({ title }) => title));
  // Fifty lines are one stop on the way of the Tab key; arrows go from line to line.
  const stop = Math.max(0, series.findIndex(({ id }) => id === lit));
  return html`<div class="legend" role="toolbar" aria-label="Lines of ${name}" @keydown=${walk}>
    ${lines.filter(({ repeats }) => repeats !== null).map(heading)}
    ${repeat(series, ({ id }) => id, (one, index) => entry(one, alike, index === stop, options))}
  </div>`;
}

function walk(event: KeyboardEvent): void {
  const entries = [...(event.currentTarget as Element).querySelectorAll<HTMLElement>('.legend-entry')];
  const here = entries.findIndex((each) => each === document.activeElement);
  const there = ({ ArrowRight: here + 1, ArrowDown: here + 1, ArrowLeft: here - 1, ArrowUp: here - 1, Home: 0, End: entries.length - 1 } as Readonly<Record<string, number>>)[event.key];
  if (there === undefined) return;
  entries[(there + entries.length) % entries.length]?.focus();
  event.preventDefault();
}

const heading = ({ title, colors, ids, repeats }: PreparedLine): TemplateResult => html`<div class="legend-group" title="${title}: ${repeats?.middle} of ${ids.length} experiments">
  ${swatch(colors)}<bdi class="legend-title">${title}</bdi><span class="legend-last">× ${ids.length}</span></div>`;

function entry({ id, title, colors, last, held }: ChartSeries, alike: number, isStop: boolean, { series, lines, hidden, lit, toggle, only, highlight }: LegendOptions): TemplateResult {
  const shown = !hidden.includes(id);
  const alone = shown && series.every((other) => other.id === id || hidden.includes(other.id));
  const drawn = lines.find(({ ids }) => ids.includes(id));
  const isLit = lit !== null && (drawn?.ids.includes(lit) ?? false);
  const click = (event: MouseEvent): void => {
    if (event.altKey) only(alone ? null : id);
    else toggle(id, event.shiftKey);
  };
  const value = held.state === 'failed' ? 'failed' : last === null ? '' : formatNumber(last);
  return html`<button class=${classMap({ 'legend-entry': true, lit: isLit, faded: shown && lit !== null && !isLit })} tabindex=${isStop ? 0 : -1}
    aria-pressed=${String(shown)} title="${title}${held.state === 'failed' ? ` (${held.problem.message})` : held.state === 'loading' ? ' (loading)' : ''}
Click: ${shown ? 'hide' : 'show'} here. Alt+click: ${alone ? 'all' : 'this one alone'}. Shift+click: in all charts."
    @click=${click} @pointerenter=${() => highlight(shown ? id : null)} @pointerleave=${() => highlight(null)}
    @focus=${() => highlight(shown ? id : null)} @blur=${() => highlight(null)}>
    ${swatch(drawn?.colors ?? colors)}<bdi class="legend-title">${alike === 0 ? nothing : html`<span class="left-out">${title.slice(0, alike)}</span>`}${title.slice(alike)}</bdi>${value === '' ? nothing : html`<span class="legend-last">${value}</span>`}</button>`;
}

/** Fewer characters than this are not worth to be left out. */
const worthLeavingOut = 6;

/**
 * Names of a sweep begin alike and differ at their ends, where there is no room for them: how many characters of whole
 * words all of them begin with; 0 where that is little, or would leave nothing of one.
 */
export function lengthAlike(titles: readonly string[]): number {
  const [first = ''] = titles;
  let alike = 0;
  while (alike < first.length && titles.every((title) => title[alike] === first[alike])) alike += 1;
  const words = /^.*[\s/_.:|,-]/su.exec(first.slice(0, alike))?.[0].length ?? 0;
  return titles.length < 2 || words < worthLeavingOut || titles.some((title) => title.length <= words) ? 0 : words;
}
