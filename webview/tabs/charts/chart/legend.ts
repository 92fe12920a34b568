/**
 * The lines of a chart by name below its plot: what shows, hides and points out each of them, or all repeats at once.
 * Knows no drawing.
 */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import { repeat } from 'lit/directives/repeat.js';
import { formatNumber, formatTick } from '../../../../src/shared/format';
import { swatch } from '../../../drawing/swatch';
import type { ChartSeries } from '../data/chartSeries';
import type { PreparedLine } from '../data/preparedLines';
import { lengthAlike, shortened } from '../../../elements/commonPrefix';

export interface LegendOptions {
  /** The metric. */
  readonly name: string;
  readonly series: readonly ChartSeries[];
  /** As they are drawn: repeats as one line. */
  readonly lines: readonly PreparedLine[];
  /** How repeats are joined; null when each is drawn by itself. */
  readonly middle: 'mean' | 'median' | null;
  readonly hidden: readonly string[];
  /** What is pointed out here or elsewhere; null for nothing. */
  readonly lit: string | null;
  readonly toggle: (ids: readonly string[], everywhere: boolean) => void;
  /** Null for all. */
  readonly only: (ids: readonly string[] | null) => void;
  readonly highlight: (id: string | null) => void;
  /** Pixels there are for a row; 0 until it is known. */
  readonly width: number;
  /** The chart fills the page: there is room for all. */
  readonly maximized: boolean;
  /** All are shown, however many rows they take. */
  readonly unfolded: boolean;
  readonly unfold: (unfolded: boolean) => void;
}

/** One button of the legend: a line of its own, or repeats that are drawn as one. */
interface Entry {
  readonly ids: readonly string[];
  /** Of the repeats; null for an experiment. */
  readonly group: string | null;
  /** What the tooltip says before how it is used. */
  readonly hint: string;
  readonly words: unknown;
  readonly value: string;
  /** In full, where `value` is short. */
  readonly exact: string;
  readonly colors: ChartSeries['colors'];
}

/** Values from here on are written as on an axis: beside ten digits there is no room for a name. */
const large = 1e6;
/** Longer names than so many characters get wider columns, and more rows. */
const short = 7;
/** As the style sheet has them, in pixels. */
const gap = 4,
  narrowColumn = 132,
  wideColumn = 186;
const rows = { narrow: 2, wide: 4 } as const;

export function chartLegend(options: LegendOptions): TemplateResult {
  const { name, series, lit, maximized, unfolded, unfold } = options;
  const alike = lengthAlike(series.map(({ title }) => title));
  const entries = [...groupsOf(options), ...series.map((one) => single(one, alike, options))];
  // Fifty lines are one stop on the way of the Tab key; arrows go from line to line. Whose line is lit may be another
  // one's repeat.
  const focused = document.activeElement?.getAttribute('data-line');
  const isFocused = entries.some((one) => keyOf(one) === focused);
  const stop = Math.max(
    0,
    entries.findIndex((one) =>
      isFocused ? keyOf(one) === focused : one.group === null && one.ids.includes(lit ?? ''),
    ),
  );
  const isWide = series.some(({ title }) => title.length - alike > short);
  const fitting = namesThatFit(entries.length, isWide, options);
  const shown = entries.slice(0, fitting);
  return html`<div class=${classMap({ legend: true, wide: isWide })} role="toolbar" aria-label=${l10n.t('Lines of {name}', { name })} @keydown=${walk}>
    ${repeat(shown, keyOf, (one, index) => entry(one, index === Math.min(stop, shown.length - 1), options))}
    ${shown.length < entries.length ? html`<button class="legend-more plain-link" @click=${() => unfold(true)}>${l10n.t('+{count} more', { count: formatNumber(entries.length - shown.length) })}</button>` : nothing}
    ${unfolded && !maximized ? html`<button class="legend-more plain-link" @click=${() => unfold(false)}>${l10n.t('Show fewer')}</button>` : nothing}
  </div>`;
}

/** How many names there is room for in whole rows, beside the word that there are more. */
function namesThatFit(count: number, isWide: boolean, { width, maximized, unfolded }: LegendOptions): number {
  if (maximized || unfolded) {
    return count;
  }
  const columns = Math.max(1, Math.floor((width + gap) / ((isWide ? wideColumn : narrowColumn) + gap)));
  const places = columns * (isWide ? rows.wide : rows.narrow);
  return count <= places ? count : places - 1;
}

const keyOf = ({ group, ids }: Entry): string => (group === null ? `one ${ids.join()}` : `repeats ${group}`);

function walk(event: KeyboardEvent): void {
  const entries = [...(event.currentTarget as Element).querySelectorAll<HTMLElement>('.legend-entry')];
  const here = entries.findIndex((each) => each === document.activeElement);
  const there = (
    {
      ArrowRight: here + 1,
      ArrowDown: here + 1,
      ArrowLeft: here - 1,
      ArrowUp: here - 1,
      Home: 0,
      End: entries.length - 1,
    } as Readonly<Record<string, number>>
  )[event.key];
  if (there === undefined) {
    return;
  }
  entries[(there + entries.length) % entries.length]?.focus();
  event.preventDefault();
}

/** Repeats stay named while all of them are hidden: how else would they be shown again? */
function groupsOf({ series, lines, middle, hidden }: LegendOptions): readonly Entry[] {
  if (middle === null) {
    return [];
  }
  const groups = new Map<string, ChartSeries[]>();
  for (const one of series) {
    if (one.group === null) {
      continue;
    }
    const group = groups.get(one.group);
    if (group === undefined) {
      groups.set(one.group, [one]);
    } else {
      group.push(one);
    }
  }
  return [...groups].flatMap(([group, members]): Entry[] => {
    const [first] = members;
    if (first === undefined || members.length < 2) {
      return [];
    }
    const ids = members.map(({ id }) => id);
    const shown = ids.filter((id) => !hidden.includes(id)).length;
    const count =
      shown === 0 || shown === ids.length
        ? formatNumber(ids.length)
        : l10n.t('{shown} of {count}', { shown: formatNumber(shown), count: formatNumber(ids.length) });
    return [
      {
        ids,
        group,
        hint: l10n.t('{group}: {middle} of {count} experiments', { group, middle, count }),
        words: group,
        value: `× ${count}`,
        exact: '',
        colors: lines.find((line) => line.ids.some((id) => ids.includes(id)))?.colors ?? first.colors,
      },
    ];
  });
}

function single({ id, title, colors, last, held }: ChartSeries, alike: number, { lines }: LegendOptions): Entry {
  return {
    ids: [id],
    group: null,
    hint: `${title}${held.state === 'failed' ? ` (${held.problem.message})` : held.state === 'loading' ? ` (${l10n.t('loading')})` : ''}`,
    words: shortened(title, alike),
    exact: last === null ? '' : formatNumber(last),
    value:
      held.state === 'failed'
        ? l10n.t('failed')
        : last === null
          ? ''
          : Math.abs(Number(last)) >= large
            ? formatTick(Number(last))
            : formatNumber(last),
    colors: lines.find(({ ids }) => ids.includes(id))?.colors ?? colors,
  };
}

/** What clicks on an entry do. */
function clicks(isGroup: boolean, shown: boolean, alone: boolean): string {
  return [
    shown
      ? isGroup
        ? l10n.t('Click: hide all of them here.')
        : l10n.t('Click: hide here.')
      : isGroup
        ? l10n.t('Click: show all of them here.')
        : l10n.t('Click: show here.'),
    alone
      ? l10n.t('Alt+click: all.')
      : isGroup
        ? l10n.t('Alt+click: these alone.')
        : l10n.t('Alt+click: this one alone.'),
    l10n.t('Shift+click: in all charts.'),
  ].join(' ');
}

function entry(
  one: Entry,
  isStop: boolean,
  { series, lines, hidden, lit, toggle, only, highlight }: LegendOptions,
): TemplateResult {
  const { ids, group, hint, words, value, exact, colors } = one;
  const first = ids.find((id) => !hidden.includes(id));
  const shown = first !== undefined;
  const alone = shown && series.every(({ id }) => ids.includes(id) || hidden.includes(id));
  const drawn = lines.find((line) => line.ids.some((id) => ids.includes(id)));
  const isLit = lit !== null && (drawn?.ids.includes(lit) ?? false);
  const click = (event: MouseEvent): void => {
    if (event.altKey) {
      only(alone ? null : ids);
    } else {
      toggle(ids, event.shiftKey);
    }
  };
  const point = (): void => highlight(first ?? null);
  return html`<button class=${classMap({ 'legend-entry': true, 'legend-group': group !== null, lit: isLit, faded: shown && lit !== null && !isLit })} data-line=${keyOf(one)} tabindex=${isStop ? 0 : -1}
    aria-pressed=${String(shown)} title=${`${exact === value || exact === '' ? hint : `${hint}: ${exact}`}\n${clicks(group !== null, shown, alone)}`}
    @click=${click} @pointerenter=${point} @pointerleave=${() => highlight(null)} @focus=${point} @blur=${() => highlight(null)}>
    ${swatch(colors)}<bdi class="legend-title">${words}</bdi>${value === '' ? nothing : html`<span class="legend-last">${value}</span>`}</button>`;
}
