/** What a chart is given of each experiment: a series, ready or not, and how it looks. Knows no chart. */
import type { SummaryPoint } from '../../../../src/shared/experiment';
import type { Problem } from '../../../../src/shared/problem';
import type { LineColors } from '../../../drawing/palette';
import type { Completeness, HeldSeries } from './seriesSource';

export interface ChartSeries {
  /** `experimentId` of the experiment. */
  readonly id: string;
  /** What the user calls the experiment. */
  readonly title: string;
  /** The zero of relative time, epoch milliseconds. */
  readonly start: number | null;
  readonly held: HeldSeries;
  /** The metric on the horizontal axis, when a metric is there; null otherwise. */
  readonly over: HeldSeries | null;
  readonly completeness: Completeness;
  readonly staleBecause: Problem | null;
  readonly colors: LineColors;
  /** The last value as logged; null when the tracker's summary has none. */
  readonly last: string | null;
  /** What the tracker's summary says of the lowest and the highest value. */
  readonly lowest: SummaryPoint | null;
  readonly highest: SummaryPoint | null;
  /** The name of the repeats that it belongs to when repeats are drawn as bands; null when it stands alone. */
  readonly group: string | null;
}

export const isWaiting = ({ held, over }: ChartSeries): boolean =>
  held.state === 'loading' || (held.state === 'ready' && over?.state === 'loading');
