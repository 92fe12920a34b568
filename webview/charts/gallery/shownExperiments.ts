/** Which experiments which charts draw, and how a click changes that. Pure. */
import type { ChartArrangement } from '../../../src/shared/protocol';
import { ownEntry } from './ownEntry';

type Hiding = Pick<ChartArrangement, 'hidden' | 'hiddenIn'>;

const without = (ids: readonly string[], id: string): readonly string[] => ids.filter((other) => other !== id);

function withHiddenIn(hiddenIn: Hiding['hiddenIn'], chart: string, ids: readonly string[]): Hiding['hiddenIn'] {
  const others = Object.fromEntries(Object.entries(hiddenIn).filter(([name]) => name !== chart));
  return ids.length === 0 ? others : { ...others, [chart]: ids };
}

/** Of all charts. What all show no single one hides any more. */
export function toggledEverywhere({ hidden, hiddenIn }: Hiding, id: string): Hiding {
  if (!hidden.includes(id)) return { hidden: [...hidden, id], hiddenIn };
  return {
    hidden: without(hidden, id),
    hiddenIn: Object.fromEntries(Object.entries(hiddenIn).map(([chart, ids]) => [chart, without(ids, id)] as const).filter(([, ids]) => ids.length > 0)),
  };
}

/** Of one chart. What no chart shows can only be shown by all. */
export function toggledIn(hiding: Hiding, chart: string, id: string): Hiding {
  if (hiding.hidden.includes(id)) return toggledEverywhere(hiding, id);
  const here = ownEntry(hiding.hiddenIn, chart) ?? [];
  return { hidden: hiding.hidden, hiddenIn: withHiddenIn(hiding.hiddenIn, chart, here.includes(id) ? without(here, id) : [...here, id]) };
}

/** One chart draws this one of `all` alone; with null again all that are not hidden everywhere. */
export function onlyIn({ hidden, hiddenIn }: Hiding, chart: string, id: string | null, all: readonly string[]): Hiding {
  return { hidden: id === null ? hidden : without(hidden, id), hiddenIn: withHiddenIn(hiddenIn, chart, id === null ? [] : without(all, id)) };
}

/** What a chart does not draw: what none does, and what it by itself does not. */
export const hiddenFrom = (everywhere: readonly string[], here: readonly string[] | undefined): readonly string[] =>
  (here === undefined ? everywhere : [...new Set([...everywhere, ...here])]);
