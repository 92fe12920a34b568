/**
 * Series of numbers made ready to be drawn: alignment on an axis, smoothing, thinning that keeps every extreme,
 * bands over repeats, and the grouping of metric names. Knows no chart and no page.
 */
export { align, alignOnMetric, horizontalAxes, type AlignedLine, type HorizontalAxis, type JoinedLine } from './align';
export { factsOf, hasGrownFrom, type ColumnFacts } from './blocks';
export { clippedExtent, horizontalExtent, verticalExtent, type ClippedExtent } from './extents';
export {
  arrangeMetrics,
  groupMetrics,
  groupOf,
  movedInOrder,
  naturalOrder,
  type ArrangedGroup,
  type ArrangedMetrics,
  type MetricGroup,
  type MetricGrouping,
} from './groups';
export { linear, logarithmic, magnified, nearest, symmetricLog, type Line, type Range, type Scale } from './line';
export { bandOf, type Band, type BandOptions } from './repeats';
export { smooth, type Smoothing } from './smooth';
export { medianConfidenceRank, spreads, studentQuantile, type Spread } from './spread';
export { thin, type Mark, type ThinnedLine, type ThinningOptions } from './thin';
