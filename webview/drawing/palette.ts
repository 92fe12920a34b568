/**
 * The colours of lines: a place in the palette for each experiment, in its own colour, with dashes and another
 * lightness where several have the same. Pure but for the theme.
 */
import type { ExperimentRef } from '../../src/shared/reference';
import { experimentId } from '../../src/shared/reference';
import { colorOfRun, runColors } from './runColor';

export interface LineColors {
  readonly line: string;
  /** The line as logged, behind its smoothed self. */
  readonly faint: string;
  /** Lengths of dashes and gaps in pixels; none for a solid line. */
  readonly dash?: readonly number[];
}

/** Of what a chart draws besides its lines. */
export interface ChartColors {
  readonly grid: string;
  readonly text: string;
  /** Marks of values that are no numbers. */
  readonly broken: string;
  readonly font: string;
}

export const paletteSize = runColors;
/**
 * As many as the style sheet has variables `--series-1` and on: each colour twice, the second time lighter or darker.
 */
const shades = 2 * paletteSize;
/** The style sheet's variable for a place. */
export const seriesVariable = (index: number): string => `--series-${(index % shades) + 1}`;
/**
 * Lengths of dashes and gaps in pixels, one for each round of the palette; no two are alike on the 22 pixels of a
 * swatch.
 */
const dashes: readonly (readonly number[])[] = [
  [],
  [7, 3],
  [2, 2],
  [10, 3, 2, 3],
  [4, 2],
  [14, 4],
  [8, 2, 2, 2, 2, 2],
  [2, 6],
  [6, 6],
  [4, 2, 4, 6],
  [12, 2, 2, 6],
  [2, 4, 8, 4],
  [3, 7],
];
/** So many lines are told apart; then all begins again. */
export const paletteLooks = paletteSize * dashes.length;
/** How often the palette has been used up before a place. */
export const roundOf = (index: number): number => Math.floor(index / paletteSize);
/** Empty for a solid line. */
export const dashOf = (round: number): readonly number[] => dashes[round % dashes.length] ?? [];
/** The line as logged lets what is behind it through. */
const faintness = '4d';

/**
 * For each newcomer the lowest free place that has its colour; all others keep theirs, the absent ones until somebody
 * else takes it.
 */
export function assignPaletteIndexes(
  paletteIndexes: Readonly<Record<string, number>>,
  experiments: readonly ExperimentRef[],
): Readonly<Record<string, number>> {
  const known = new Map(Object.entries(paletteIndexes));
  const present = new Map(experiments.map((reference) => [experimentId(reference), colorOfRun(reference.key)]));
  // What another version remembered may be of another colour.
  const isAtHome = (id: string): boolean => (known.get(id) ?? NaN) % paletteSize === present.get(id);
  const newcomers = [...present].filter(([id]) => !isAtHome(id));
  if (newcomers.length === 0) {
    return paletteIndexes;
  }
  const taken = new Set([...present.keys()].filter(isAtHome).map((id) => known.get(id)));
  const added = new Map<string, number>();
  for (const [id, color] of newcomers) {
    let index = color;
    while (taken.has(index)) {
      index += paletteSize;
    }
    taken.add(index);
    added.set(id, index);
  }
  return Object.fromEntries([
    ...[...known].filter(([id, index]) => !added.has(id) && (present.has(id) || !taken.has(index))),
    ...added,
  ]);
}

export interface Palette {
  readonly chart: ChartColors;
  /** The same object for the same place. */
  line(index: number): LineColors;
}

/** The colours of the theme that an element stands in. */
export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  const colors = Array.from({ length: shades }, (_, index) => read(seriesVariable(index)));
  const lines: LineColors[] = [];
  return {
    chart: {
      grid: read('--chart-grid'),
      text: read('--chart-text'),
      broken: read('--chart-broken'),
      font: style.fontFamily,
    },
    line: (index) => (lines[index] ??= lineColors(colors, index)),
  };
}

function lineColors(colors: readonly string[], index: number): LineColors {
  const line = colors[index % shades] ?? '';
  const dash = dashOf(roundOf(index));
  return { line, faint: `${line}${faintness}`, ...(dash.length === 0 ? {} : { dash }) };
}
