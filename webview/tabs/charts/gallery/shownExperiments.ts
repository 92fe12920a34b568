/** Which experiments which charts draw, and how a click changes that. Pure. */
import type { ChartArrangement } from '../../../arrangement';
import { getOwn } from '../../../../src/shared/base/objects';

type Hiding = Pick<ChartArrangement, 'hidden' | 'hiddenIn'>;

const without = (ids: readonly string[], gone: readonly string[]): readonly string[] =>
  ids.filter((id) => !gone.includes(id));
const withAll = (ids: readonly string[], added: readonly string[]): readonly string[] => [
  ...new Set([...ids, ...added]),
];

function withHiddenIn(hiddenIn: Hiding['hiddenIn'], chart: string, ids: readonly string[]): Hiding['hiddenIn'] {
  const others = Object.fromEntries(Object.entries(hiddenIn).filter(([name]) => name !== chart));
  return ids.length === 0 ? others : { ...others, [chart]: ids };
}

/**
 * Of all charts: hides them, or shows them when all of them are hidden. What all charts show no single one hides any
 * more.
 */
export function toggledEverywhere({ hidden, hiddenIn }: Hiding, ids: readonly string[]): Hiding {
  if (!ids.every((id) => hidden.includes(id))) {
    return { hidden: withAll(hidden, ids), hiddenIn };
  }
  return {
    hidden: without(hidden, ids),
    hiddenIn: Object.fromEntries(
      Object.entries(hiddenIn)
        .map(([chart, here]) => [chart, without(here, ids)] as const)
        .filter(([, here]) => here.length > 0),
    ),
  };
}

/** Of one chart. What no chart shows can only be shown by all. */
export function toggledIn({ hidden, hiddenIn }: Hiding, chart: string, ids: readonly string[]): Hiding {
  const here = getOwn(hiddenIn, chart) ?? [];
  const elsewhere = ids.filter((id) => hidden.includes(id));
  if (!ids.every((id) => here.includes(id) || hidden.includes(id))) {
    return { hidden, hiddenIn: withHiddenIn(hiddenIn, chart, withAll(here, without(ids, elsewhere))) };
  }
  const shown = elsewhere.length === 0 ? { hidden, hiddenIn } : toggledEverywhere({ hidden, hiddenIn }, elsewhere);
  return { hidden: shown.hidden, hiddenIn: withHiddenIn(shown.hiddenIn, chart, without(here, ids)) };
}

/** One chart draws these of `all` alone; with null again all, also those that no chart shows when it has no others. */
export function onlyIn(
  { hidden, hiddenIn }: Hiding,
  chart: string,
  ids: readonly string[] | null,
  all: readonly string[],
): Hiding {
  if (ids !== null) {
    return { hidden: without(hidden, ids), hiddenIn: withHiddenIn(hiddenIn, chart, without(all, ids)) };
  }
  return {
    hidden: all.every((id) => hidden.includes(id)) ? without(hidden, all) : hidden,
    hiddenIn: withHiddenIn(hiddenIn, chart, []),
  };
}

/** What a chart does not draw: what none does, and what it by itself does not. */
export const hiddenFrom = (everywhere: readonly string[], here: readonly string[] | undefined): readonly string[] =>
  here === undefined ? everywhere : withAll(everywhere, here);
