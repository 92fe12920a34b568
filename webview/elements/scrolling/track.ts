/** Items along an axis of a long list or grid, as pixels: where each begins, and which of them a view shows. Pure. */

export interface Track {
  readonly count: number;
  /** @param index up to `count`, where the last item ends */
  startOf(index: number): number;
  /** The item at a position; the first or the last one beyond the ends. */
  indexAt(position: number): number;
}

/** Items of one size. */
export const evenTrack = (count: number, size: number): Track => ({
  count,
  startOf: (index) => index * size,
  indexAt: (position) => Math.max(0, Math.min(count - 1, Math.floor(position / size))),
});

/** Items from the first one up to, and without, the last. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export const isWithin = ({ from, to }: Span, index: number): boolean => index >= from && index < to;

/** Items that are drawn, or a gap in place of items that are not. */
export interface Stretch extends Span {
  readonly isGap: boolean;
}

/**
 * All items in their order, gaps first and last, some of no length.
 * @param also drawn as well, wherever it is; null for none
 */
export function stretchesOf(count: number, span: Span, also: number | null): readonly Stretch[] {
  const one = also === null || also < 0 || also >= count || isWithin(span, also) ? [] : [{ from: also, to: also + 1 }];
  let end = 0;
  const stretches: Stretch[] = [];
  for (const { from, to } of [span, ...one].sort((left, right) => left.from - right.from)) {
    stretches.push({ from: end, to: from, isGap: true }, { from, to, isGap: false });
    end = to;
  }
  return [...stretches, { from: end, to: count, isGap: true }];
}

export interface SpanOptions {
  /** So many more items are drawn before the view and after it. */
  readonly beyond: number;
  /** The span stays the same while fewer items than this are scrolled: for items that are dear to draw. */
  readonly stride: number;
}

/** All items that a view shows, even by a pixel, wherever it is scrolled to within a stride. */
export function visibleSpan(track: Track, position: number, view: number, { beyond, stride }: SpanOptions): Span {
  const { count } = track;
  const first = Math.floor(track.indexAt(position) / stride) * stride;
  const end = track.startOf(Math.min(count, first + stride)) + view;
  const last = track.indexAt(end);
  const to = track.startOf(last) < end ? last + 1 : last;
  return { from: Math.max(0, first - beyond), to: Math.min(count, to + beyond) };
}

/** Where to scroll so that an item is seen whole, no further than need be. */
export function revealed(track: Track, index: number, position: number, view: number): number {
  const start = track.startOf(index);
  const end = track.startOf(index + 1);
  return start < position ? start : end > position + view ? end - view : position;
}
