/**
 * What of a chart's lines is shown, across and up, and which extremes no loaded point has. Works it out again only when
 * what it comes from has changed.
 */
import type { TypedYRange } from '../../../arrangement';
import type { Range } from '../../../../src/shared/series/series';
import type { ChartSeries } from './chartSeries';
import type { ChartSettings, Prepared } from './preparedLines';
import { heightsOf, type Heights } from './ranges';
import { extremesAsLine, unseenExtremes, type UnseenExtreme } from './unseenExtremes';

/** The chart that it is about, as it is now. */
export interface RangedChart {
  readonly series: readonly ChartSeries[];
  readonly settings: ChartSettings;
  readonly typed: TypedYRange | undefined;
  /** What is zoomed to; null for all there is. */
  readonly xRange: Range | null;
  readonly yRange: Range | null;
}

export class ShownRanges {
  readonly #chart: RangedChart;
  #heights: { readonly key: readonly unknown[]; readonly heights: Heights } | null = null;
  #extremes: {
    readonly prepared: Prepared;
    readonly series: readonly ChartSeries[];
    readonly found: readonly UnseenExtreme[];
  } | null = null;

  constructor(chart: RangedChart) {
    this.#chart = chart;
  }

  /** A zoom made on one chart holds for all; where it misses a chart altogether that one shows itself whole. */
  xRange({ fullRange, xScale }: Prepared): Range {
    const { xRange } = this.#chart;
    const misses =
      xRange === null ||
      xRange.to < fullRange.from ||
      xRange.from > fullRange.to ||
      !Number.isFinite(xScale.scale.forward(xRange.from));
    return misses ? fullRange : xRange;
  }

  yRange(prepared: Prepared): Range {
    return this.#chart.yRange ?? this.naturalHeights(prepared);
  }

  /** Of all that is drawn, or as somebody typed them. */
  naturalHeights(prepared: Prepared): Heights {
    const range = this.xRange(prepared);
    const {
      settings: { clipped },
      typed,
    } = this.#chart;
    const unseen = this.unseen(prepared);
    const key = [prepared, range.from, range.to, clipped, typed, unseen];
    if (this.#heights === null || key.some((part, index) => part !== this.#heights?.key[index])) {
      const { lines, xScale, yScale } = prepared;
      const reaching = [
        ...lines.flatMap(({ raw, repeats }) => [raw, ...(repeats?.edges ?? [])]),
        extremesAsLine(unseen),
      ];
      this.#heights = { key, heights: heightsOf(reaching, range, { xScale, yScale, clipped, typed }) };
    }
    return this.#heights.heights;
  }

  /** The same list as long as nothing in it may have changed. */
  unseen(prepared: Prepared): readonly UnseenExtreme[] {
    const { series } = this.#chart;
    if (this.#extremes?.prepared !== prepared || this.#extremes.series !== series) {
      this.#extremes = { prepared, series, found: unseenExtremes(series, prepared) };
    }
    return this.#extremes.found;
  }
}
