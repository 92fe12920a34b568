/**
 * The lowest and the highest values that summaries tell of and the points that are held do not reach. Knows no drawing.
 */
import * as l10n from '@vscode/l10n';
import { formatNumber } from '../../../../src/shared/format';
import type { SummaryPoint } from '../../../../src/shared/experiment';
import { factsOf, type Line } from '../../../../src/shared/series/series';
import type { ChartSeries } from './chartSeries';
import type { AlignedSeries, Prepared } from './preparedLines';

export interface UnseenExtreme {
  readonly of: AlignedSeries;
  readonly kind: 'peak' | 'low';
  readonly value: number;
  /** On the chart's axis; null where the summary does not say. */
  readonly xValue: number | null;
  readonly color: string;
  /** The points among which it may be are on their way. */
  readonly comes: boolean;
}

/** What lies beyond by less than this share of the height that is drawn changes nothing in the picture … */
const worthSaying = 0.02;
/** … unless it is so many times as large, or as small, as all that is drawn: on a logarithm that is seen. */
const worthSayingTimes = 1.5;

/** Of all lines that are shown. */
export function unseenExtremes(
  series: readonly ChartSeries[],
  { aligned, lines }: Pick<Prepared, 'aligned' | 'lines'>,
): readonly UnseenExtreme[] {
  const byId = new Map(series.map((one) => [one.id, one]));
  return aligned.flatMap((of): UnseenExtreme[] => {
    const one = byId.get(of.id);
    const { lowest, highest } = factsOf(of.series.values);
    if (one === undefined || !of.series.sampled || !(lowest <= highest)) {
      return [];
    }
    const color = lines.find(({ ids }) => ids.includes(of.id))?.colors.line ?? one.colors.line;
    const slack = Math.min(Number.MAX_VALUE, highest - lowest) * worthSaying;
    const found = (kind: UnseenExtreme['kind'], point: SummaryPoint | null): UnseenExtreme[] => {
      const value = point === null || point.value.trim() === '' ? NaN : Number(point.value);
      const isBeyond =
        kind === 'peak'
          ? value > highest + slack || (highest > 0 && value / worthSayingTimes > highest)
          : value < lowest - slack || (value > 0 && value * worthSayingTimes < lowest);
      return point !== null && Number.isFinite(value) && isBeyond
        ? [{ of, kind, value, xValue: placeOf(point, of), color, comes: of.completeness === 'loading' }]
        : [];
    };
    return [...found('peak', one.highest), ...found('low', one.lowest)];
  });
}

/** A summary knows steps and times alone. */
function placeOf({ step, time }: SummaryPoint, { raw, series }: AlignedSeries): number | null {
  switch (raw.axis) {
    case 'step':
      return step;
    case 'wall':
      return time;
    case 'relative': {
      const zero = (series.times?.[raw.origin[0] ?? 0] ?? NaN) - (raw.x[0] ?? NaN);
      return time === null || Number.isNaN(zero) ? null : time - zero;
    }
    case 'epoch':
    case 'index':
    case 'metric':
      return null;
  }
}

/** As a line without strokes, for the heights that they need. */
export function extremesAsLine(extremes: readonly UnseenExtreme[]): Line {
  const aligned = extremes
    .flatMap(({ xValue, value }) => (xValue === null ? [] : [[xValue, value] as const]))
    .sort(([one], [other]) => one - other);
  return { x: Float64Array.from(aligned, ([x]) => x), y: Float64Array.from(aligned, ([, y]) => y) };
}

/** `peaks to 24.2, lows to -3`; null when there are none. */
export function unseenInWords(extremes: readonly UnseenExtreme[]): string | null {
  const most = (kind: UnseenExtreme['kind'], better: (one: number, other: number) => boolean): number | null =>
    extremes.reduce<number | null>(
      (found, one) => (one.kind !== kind || (found !== null && !better(one.value, found)) ? found : one.value),
      null,
    );
  const peak = most('peak', (one, other) => one > other),
    low = most('low', (one, other) => one < other);
  const facts = [
    ...(peak === null ? [] : [l10n.t('peaks to {value}', { value: formatNumber(rounded(peak)) })]),
    ...(low === null ? [] : [l10n.t('lows to {value}', { value: formatNumber(rounded(low)) })]),
  ];
  return facts.length === 0 ? null : facts.join(', ');
}

const rounded = (value: number): number => Number(value.toPrecision(3));
