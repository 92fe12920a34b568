/** How what is done in a gallery changes what its page remembers of the charts' arrangement. Pure. */
import { movedInOrder, type ArrangedGroup } from '../../../../src/shared/series/series';
import type { ChartArrangement, TypedYRange } from '../../../arrangement';

type Change<Part extends keyof ChartArrangement> = Pick<ChartArrangement, Part>;

/** Undefined: the y range follows the lines again. */
export function withYRange(
  { yRanges }: Change<'yRanges'>,
  metric: string,
  typed: TypedYRange | undefined,
): Change<'yRanges'> {
  const others = Object.fromEntries(Object.entries(yRanges).filter(([other]) => other !== metric));
  return { yRanges: typed === undefined ? others : { ...others, [metric]: typed } };
}

export const withPinned = ({ pinned }: Change<'pinned'>, metric: string, isPinned: boolean): Change<'pinned'> => ({
  pinned: withMember(pinned, metric, isPinned),
});

export const withFolded = ({ folded }: Change<'folded'>, group: string, isFolded: boolean): Change<'folded'> => ({
  folded: withMember(folded, group, isFolded),
});

/** What is remembered of experiments that are gone goes with them. */
export function ofPresent(
  { hidden, hiddenIn }: Change<'hidden' | 'hiddenIn'>,
  present: ReadonlySet<string>,
): Change<'hidden' | 'hiddenIn'> {
  const remaining = (ids: readonly string[]): readonly string[] => ids.filter((id) => present.has(id));
  return {
    hidden: remaining(hidden),
    hiddenIn: Object.fromEntries(Object.entries(hiddenIn).map(([name, ids]) => [name, remaining(ids)])),
  };
}

/**
 * A metric moved within its group, past the next one that is shown; null where it stands at the end.
 * @param shown the metrics of the group that no search has left out
 */
export function withMoved(
  { pinned, order }: Change<'pinned' | 'order'>,
  group: ArrangedGroup,
  metric: string,
  by: -1 | 1,
  shown: readonly string[],
): Partial<Change<'pinned' | 'order'>> | null {
  if (group.pinned) {
    return { pinned: movedInOrder(pinned, metric, by, shown) };
  }
  const names = group.metrics.map(({ name }) => name);
  const moved = movedInOrder(names, metric, by, shown);
  return moved === names ? null : { order: [...order.filter((other) => !names.includes(other)), ...moved] };
}

const withMember = (all: readonly string[], one: string, isMember: boolean): readonly string[] => {
  const others = all.filter((other) => other !== one);
  return isMember ? [...others, one] : others;
};
