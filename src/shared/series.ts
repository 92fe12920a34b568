/**
 * Series of numbers made ready to be drawn: alignment on an axis, smoothing, thinning that keeps every extreme,
 * bands over repeats, and the grouping of metric names. Knows no chart and no page.
 */
export { align, alignOnMetric, horizontalAxes, type AlignedLine, type HorizontalAxis, type JoinedLine } from './series/align';
export { factsOf, type ColumnFacts } from './series/blocks';
export { clippedExtent, horizontalExtent, verticalExtent, type ClippedExtent } from './series/extents';
export {
  arrangeMetrics, groupMetrics, groupOf, movedInOrder, naturalOrder, type ArrangedGroup, type ArrangedMetrics, type MetricGroup, type MetricGrouping,
} from './series/groups';
export { hasGrownFrom } from './series/growth';
export { linear, logarithmic, magnified, nearest, symmetricLog, type Line, type Range, type Scale } from './series/line';
export { bandOf, medianConfidenceRank, studentQuantile, type Band, type BandOptions, type Spread } from './series/repeats';
export { smooth, type Smoothing } from './series/smooth';
export { thin, type Mark, type ThinnedLine, type ThinningOptions } from './series/thin';
