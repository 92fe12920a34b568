// Waits for conditions, never for time.
import { setTimeout as pause } from 'node:timers/promises';

/**
 * Milliseconds that a test waits for anything at most: many times what a busy machine needs, since only a failure lasts
 * so long.
 */
export const patience = 45_000;
/** Milliseconds between one look and the next: each look takes time from what is looked at, so they become fewer. */
const intervals = [20, 40, 80, 120, 160, 200];

/** Repeats the assertion until it holds and gives its value; after `within` ms fails with its last failure. */
export async function eventually<Value>(assertion: () => Value | Promise<Value>, within = patience): Promise<Value> {
  const end = performance.now() + within;
  for (let looks = 0; ; looks += 1) {
    try {
      return await assertion();
    } catch (error) {
      if (performance.now() >= end) {
        throw error;
      }
    }
    await pause(intervals[Math.min(looks, intervals.length - 1)]);
  }
}
