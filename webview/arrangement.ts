/** How the page's tabs are arranged: at first, as the user wants it, and as it was remembered. Pure. */
import * as l10n from '@vscode/l10n';
import {
  array,
  boolean,
  check,
  custom,
  finite,
  literal,
  maxLength,
  minValue,
  nullable,
  number,
  object,
  picklist,
  pipe,
  safeInteger,
  safeParse,
  string,
  transform,
  tuple,
  union,
  type GenericSchema,
} from 'valibot';
import { experimentTabs, type ExperimentTab } from '../src/shared/verbs/experimentTabs';
import { getOwn } from '../src/shared/base/objects';
import type { ExperimentRef } from '../src/shared/reference';
import { horizontalAxes, spreads, type HorizontalAxis, type Spread } from '../src/shared/series/series';

/**
 * What the page keeps with `setState`: how it is arranged, and what it shows, so that it comes back after a reload.
 * Never data. Of these the host reads the experiments and the tab (`src/panels/pageMemory.ts`), this page the
 * rest.
 */
export interface ExperimentPageMemory extends ExperimentRef {
  /** Of the shape of the arrangements; a memory without one is of version 1. */
  readonly version: typeof memoryVersion;
  readonly tab: ExperimentTab;
  readonly compared: readonly ExperimentRef[];
  readonly charts: ChartArrangement;
  readonly tables: TablesArrangement;
  readonly assets: AssetsArrangement;
}

/** What is read of a memory. */
export type Arrangement = Pick<ExperimentPageMemory, 'tab' | 'charts' | 'tables' | 'assets'>;

export const memoryVersion = 2;
/** Characters of a name or a pattern. */
const longestText = 10_000;
/** Entries of a list; no experiment has as many metrics. */
const mostEntries = 100_000;

export const assetGroupings = ['folder', 'type', 'step'] as const;
export type AssetGrouping = (typeof assetGroupings)[number];

/** How the tree of assets is shown. */
export interface AssetsArrangement {
  readonly grouping: AssetGrouping;
  /** `experimentId` of whose assets are shown; null, or somebody who is not there: the page's own. */
  readonly of: string | null;
}

/** Which rows of values laid beside each other are shown; `changed`: where this experiment's is not the baseline's. */
export const shownRows = ['all', 'different', 'changed'] as const;
export type ShownRows = (typeof shownRows)[number];

/** How the values of experiments that are laid beside each other are shown. */
export interface TablesArrangement {
  readonly rows: ShownRows;
  /** `experimentId` of whom the others are measured by; empty for none, null until the user chooses. */
  readonly baseline: string | null;
}

export const scaleKinds = ['linear', 'logarithmic', 'symmetricLog'] as const;
export type ScaleKind = (typeof scaleKinds)[number];

/** Ends of a vertical axis as the user typed them; null where the values decide. */
export interface TypedYRange {
  readonly from: number | null;
  readonly to: number | null;
}

export const smoothingKinds = ['timeWeighted', 'exponential', 'mean', 'gaussian'] as const;
export type SmoothingKind = (typeof smoothingKinds)[number];

/** How experiments that repeat each other are drawn: each by itself, or their middle with a band around it. */
export interface RepeatsArrangement {
  readonly middle: 'mean' | 'median';
  readonly spread: Spread;
  /** The parameter whose equal values make experiments repeats of each other; null: all that are shown are. */
  readonly by: string | null;
}

export const chartSizes = ['small', 'medium', 'large'] as const;
export type ChartSize = (typeof chartSizes)[number];

/**
 * By what metrics are put into groups; `pattern`: a regular expression whose first group, or else whose match, names
 * it.
 */
export type ChartGrouping =
  { readonly by: 'prefix' } | { readonly by: 'pattern'; readonly pattern: string } | { readonly by: 'none' };

/** How charts are arranged. Experiments are named by `experimentId`, charts by the name of their metric. */
export interface ChartArrangement {
  readonly axis: HorizontalAxis;
  /** The metric that stands on the horizontal axis instead of `axis`; null for none. */
  readonly axisMetric: string | null;
  /** 0 to just below 1. */
  readonly smoothing: number;
  readonly smoothingKind: SmoothingKind;
  readonly repeats: RepeatsArrangement | null;
  /** Experiments that no chart draws. */
  readonly hidden: readonly string[];
  /** Experiments that single charts do not draw. */
  readonly hiddenIn: Readonly<Record<string, readonly string[]>>;
  /**
   * Which of the palette's looks each experiment has: its colour is its own, and its dashes stay while others come and
   * go.
   */
  readonly paletteIndexes: Readonly<Record<string, number>>;
  /** Charts that stand first, in this order. */
  readonly pinned: readonly string[];
  /**
   * Charts that the user moved: each stands in its group in the order of this list, before those that are not in it.
   */
  readonly order: readonly string[];
  readonly size: ChartSize;
  readonly grouping: ChartGrouping;
  readonly horizontalScale: ScaleKind;
  readonly verticalScale: ScaleKind;
  /** Outliers do not stretch the vertical axis. */
  readonly clipped: boolean;
  /** All charts of a gallery zoom and point together. */
  readonly linked: boolean;
  /** By the name of the metric. */
  readonly yRanges: Readonly<Record<string, TypedYRange>>;
  /** Names of groups that are folded. */
  readonly folded: readonly string[];
  /** Whether the list of compared experiments is. */
  readonly listFolded: boolean;
}

export const firstCharts: ChartArrangement = {
  axis: 'step',
  axisMetric: null,
  smoothing: 0,
  smoothingKind: 'timeWeighted',
  horizontalScale: 'linear',
  verticalScale: 'linear',
  clipped: false,
  linked: true,
  yRanges: {},
  folded: [],
  repeats: null,
  hidden: [],
  hiddenIn: {},
  paletteIndexes: {},
  pinned: [],
  order: [],
  size: 'medium',
  grouping: { by: 'prefix' },
  listFolded: false,
};
/** Instead of a baseline's id: the user wants none. */
export const noBaseline = '';

export const firstTables: TablesArrangement = { rows: 'all', baseline: null };
export const firstAssets: AssetsArrangement = { grouping: 'folder', of: null };

/** A schema for each part: what is missing does not compile. */
type Schemas<T> = { readonly [Part in keyof T]-?: GenericSchema<unknown, T[Part]> };

const text = pipe(string(), maxLength(longestText));
const listOf = <T>(each: GenericSchema<unknown, T>): GenericSchema<unknown, readonly T[]> =>
  pipe(array(each), maxLength(mostEntries));
const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);
/** By any name, `__proto__` and `constructor` among them, which valibot's own leaves out. */
const recordOf = <T>(each: GenericSchema<unknown, T>): GenericSchema<unknown, Readonly<Record<string, T>>> =>
  pipe(
    custom<object>(isObject),
    transform((record): unknown => Object.entries(record)),
    listOf<readonly [string, T]>(tuple([text, each])),
    transform((entries): Readonly<Record<string, T>> => Object.fromEntries(entries)),
  );
const end = nullable(pipe(number(), finite()));

const chartSchemas: Schemas<ChartArrangement> = {
  axis: picklist(horizontalAxes),
  axisMetric: nullable(text),
  smoothing: pipe(
    number(),
    check((share) => share >= 0 && share < 1),
  ),
  smoothingKind: picklist(smoothingKinds),
  horizontalScale: picklist(scaleKinds),
  verticalScale: picklist(scaleKinds),
  clipped: boolean(),
  linked: boolean(),
  yRanges: recordOf(object({ from: end, to: end })),
  folded: listOf(text),
  repeats: nullable(object({ middle: picklist(['mean', 'median']), spread: picklist(spreads), by: nullable(text) })),
  hidden: listOf(text),
  hiddenIn: recordOf(listOf(text)),
  paletteIndexes: recordOf(pipe(number(), safeInteger(), minValue(0))),
  pinned: listOf(text),
  order: listOf(text),
  size: picklist(chartSizes),
  grouping: union([object({ by: picklist(['prefix', 'none']) }), object({ by: literal('pattern'), pattern: text })]),
  listFolded: boolean(),
};
const tableSchemas: Schemas<TablesArrangement> = { rows: picklist(shownRows), baseline: nullable(text) };
const assetSchemas: Schemas<AssetsArrangement> = { grouping: picklist(assetGroupings), of: nullable(text) };

/** Parts of charts that version 1 of a memory calls otherwise. */
const namesBefore2: Readonly<Record<string, keyof ChartArrangement>> = { places: 'paletteIndexes', heights: 'yRanges' };

/**
 * What is remembered, by this version or another. What cannot be read is as at first.
 * @param report is told in a sentence what was dropped
 */
export function readArrangement(memory: unknown, report: (sentence: string) => void): Arrangement {
  const remembered = entriesOf(memory) ?? new Map<string, unknown>();
  const charts = remembered.has('version') ? remembered.get('charts') : renamed(remembered.get('charts'), namesBefore2);
  return {
    ...readParts<Pick<Arrangement, 'tab'>>(
      { tab: 'overview' },
      { tab: picklist(experimentTabs) },
      memory,
      'memory',
      report,
    ),
    charts: readParts(firstCharts, chartSchemas, charts, 'charts', report),
    tables: readParts(firstTables, tableSchemas, remembered.get('tables'), 'tables', report),
    assets: readParts(firstAssets, assetSchemas, remembered.get('assets'), 'assets', report),
  };
}

/** Each part by itself: one that cannot be read spoils no other. */
function readParts<T extends object>(
  first: T,
  schemas: Schemas<T>,
  remembered: unknown,
  where: string,
  report: (sentence: string) => void,
): T {
  const parts = entriesOf(remembered);
  if (parts === null) {
    if (remembered !== undefined) {
      report(l10n.t('What this page remembered as “{where}” cannot be read and is left out.', { where }));
    }
    return first;
  }
  const read = Object.entries<GenericSchema>(schemas).flatMap(([name, schema]) => {
    if (!parts.has(name)) {
      return [];
    }
    const { success, output } = safeParse(schema, parts.get(name));
    if (!success) {
      report(l10n.t('What this page remembered as “{where}.{name}” cannot be read and is left out.', { where, name }));
    }
    return success ? [[name, output]] : [];
  });
  return { ...first, ...(Object.fromEntries(read) as Partial<T>) };
}

const renamed = (parts: unknown, names: Readonly<Record<string, string>>): unknown =>
  isObject(parts)
    ? Object.fromEntries(Object.entries(parts as object).map(([name, value]) => [getOwn(names, name) ?? name, value]))
    : parts;

const entriesOf = (value: unknown): ReadonlyMap<string, unknown> | null =>
  isObject(value) ? new Map(Object.entries(value as object)) : null;
