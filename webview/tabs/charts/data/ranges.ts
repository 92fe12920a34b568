/** What part of a chart is shown: ranges moved, stretched and held within bounds as they look on their scale. Pure. */
import {
  clippedExtent,
  horizontalExtent,
  verticalExtent,
  type Line,
  type Range,
  type Scale,
} from '../../../../src/shared/series/series';
import type { TypedYRange } from '../../../arrangement';
import type { AxisScale } from '../engine/axisScale';

/** Numbers that differ by less than this share of their size differ by rounding alone: some units in the last place. */
const rounding = 2 ** -48;
/** The width of the narrowest range, as positions. */
const narrowest = 1e-250;

/** The range made `factor` times as wide around a place that stays where it is. */
export function stretched({ from, to }: Range, scale: Scale, xValue: number, factor: number): Range {
  const middle = scale.forward(xValue);
  const end = (value: number): number => scale.inverse(middle + (scale.forward(value) - middle) * factor);
  return { from: end(from), to: end(to) };
}

/** The range moved by a share of its width. */
export function moved({ from, to }: Range, scale: Scale, share: number): Range {
  const by = (scale.forward(to) - scale.forward(from)) * share;
  return { from: scale.inverse(scale.forward(from) + by), to: scale.inverse(scale.forward(to) + by) };
}

/**
 * Whether a range has a width that can be reckoned with: narrower ones hold too few numbers, wider ones are no number.
 */
export function canBeShown({ from, to }: Range, scale: Scale): boolean {
  const low = scale.forward(from),
    width = scale.forward(to) - low;
  return width < Infinity && width > Math.max(narrowest, Math.abs(low) * rounding);
}

/** As much of the range as fits within bounds, moved rather than cut; null when all of the bounds is shown. */
export function heldWithin({ from, to }: Range, bounds: Range, scale: Scale): Range | null {
  const start = scale.forward(from),
    end = scale.forward(to);
  const least = scale.forward(bounds.from),
    most = scale.forward(bounds.to);
  const width = Math.min(end - start, most - least);
  if (!(width > 0) || width >= most - least) {
    return null;
  }
  const begin = Math.min(Math.max(start, least), most - width);
  const held = { from: scale.inverse(begin), to: scale.inverse(begin + width) };
  return { from: Math.max(bounds.from, held.from), to: Math.min(bounds.to, held.to) };
}

/** From the first place to the last; of an axis without places the unit. */
export function wholeRange(lines: readonly Line[], { kind, scale }: AxisScale): Range {
  return horizontalExtent(lines, scale) ?? (kind === 'logarithmic' ? { from: 1, to: 10 } : { from: 0, to: 1 });
}

/** Of the visible values so many in a hundred are outliers on either side. */
const outlierPortion = 0.02;
/** Room above and below, in shares of the height. */
const margin = 0.06;

export interface Heights extends Range {
  /** How many visible values lie outside. */
  readonly outside: number;
}

export interface HeightsOptions {
  readonly xScale: AxisScale;
  readonly yScale: AxisScale;
  readonly clipped: boolean;
  readonly typed: TypedYRange | undefined;
}

/** The vertical range that shows the lines within a horizontal one, with a margin; ends that were typed hold. */
export function heightsOf(
  lines: readonly Line[],
  xRange: Range,
  { xScale, yScale, clipped, typed }: HeightsOptions,
): Heights {
  const positiveOnly = yScale.kind === 'logarithmic';
  const clippedTo = clipped ? clippedExtent(lines, xRange, outlierPortion, positiveOnly) : null;
  const natural = withMargin(
    clippedTo ?? union(lines.map((line) => verticalExtent(line, xRange, positiveOnly, xScale.scale))),
    yScale,
  );
  const usable = (end: number | null | undefined): number | null =>
    end != null && Number.isFinite(yScale.scale.forward(end)) ? end : null;
  const from = usable(typed?.from),
    to = usable(typed?.to);
  const range = { from: from ?? natural.from, to: to ?? natural.to };
  return { ...(canBeShown(range, yScale.scale) ? range : natural), outside: clippedTo?.outside ?? 0 };
}

function union(ranges: readonly (Range | null)[]): Range | null {
  let from = Infinity,
    to = -Infinity;
  for (const range of ranges) {
    if (range === null) {
      continue;
    }
    from = Math.min(from, range.from);
    to = Math.max(to, range.to);
  }
  return from <= to ? { from, to } : null;
}

function withMargin(extent: Range | null, { kind, scale }: AxisScale): Range {
  if (extent === null) {
    return kind === 'logarithmic' ? { from: 0.1, to: 10 } : { from: 0, to: 1 };
  }
  const { from, to } = extent;
  const low = scale.forward(from),
    high = scale.forward(to);
  const size = Math.max(Math.abs(low), Math.abs(high));
  const isFlat = !(high - low > size * rounding);
  const padding = !isFlat ? (high - low) * margin : kind === 'linear' ? size * 0.1 || 1 : 1;
  const start = scale.inverse(low - padding),
    end = scale.inverse(high + padding);
  // A tenth of next to nothing is nothing.
  if (!(start < end)) {
    return { from: from - 1, to: to + 1 };
  }
  if (kind !== 'linear' || isFlat) {
    return { from: start, to: end };
  }
  // Zero is a place to begin at, or to end.
  return { from: from >= 0 && start < 0 ? 0 : start, to: to <= 0 && end > 0 ? 0 : end };
}

/** The place in the middle of what is seen. */
export const middleOf = ({ from, to }: Range, scale: Scale): number =>
  scale.inverse((scale.forward(from) + scale.forward(to)) / 2);
