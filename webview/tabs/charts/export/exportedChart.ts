/**
 * What a chart hands over to be taken along: everything that is on the screen and the points behind it. Knows no
 * format.
 */
import type { MetricSeries } from '../../../../src/shared/experiment';
import type { AlignedLine, Band, Line, Range } from '../../../../src/shared/series/series';
import type { ChartColors, LineColors } from '../../../drawing/palette';
import type { AxisScale } from '../engine/axisScale';

export interface ExportedLine {
  /** What the user calls the experiment. */
  readonly title: string;
  /** As it is loaded, every digit; null for the middle of a band. */
  readonly series: MetricSeries | null;
  /** Not all that was logged: the points, or those that a band is made of, are a sample. */
  readonly sampled: boolean;
  readonly raw: AlignedLine;
  /** As long as `raw`, point by point; null when nothing is smoothed. */
  readonly smoothed: Line | null;
  readonly colors: LineColors;
  readonly band: Band | null;
}

export interface ExportedChart {
  /** The metric. */
  readonly title: string;
  readonly axis: AlignedLine['axis'];
  readonly axisTitle: string;
  readonly xRange: Range;
  readonly yRange: Range;
  readonly xScale: AxisScale;
  readonly yScale: AxisScale;
  readonly colors: ChartColors & { readonly background: string };
  /** Of the chart on the screen, in CSS pixels: its plot is as large in the picture, title and legend come on top. */
  readonly size: { readonly width: number; readonly height: number };
  /** Those that are visible, the last painted over the others. */
  readonly lines: readonly ExportedLine[];
  /** Over the lines, as rings: what the summaries tell and the points that are loaded do not reach. */
  readonly points: readonly { readonly xValue: number; readonly value: number; readonly color: string }[];
  /** What the chart says below itself, a sentence each. */
  readonly notes: readonly string[];
  /** Points are known to be missing: on their way, or not to be had. */
  readonly incomplete: boolean;
}
