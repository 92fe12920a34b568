/** The trackers that there are: a new one is a folder beside this file and a line here. */
import { comet } from './comet/tracker';
import type { Tracker } from './tracker';

/** Offered in this order. What was remembered when there was one tracker is the first one's. */
export const trackers: readonly [Tracker, ...(readonly Tracker[])] = [comet];
