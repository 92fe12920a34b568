// Waits for conditions, never for time.
import { setTimeout as pause } from 'node:timers/promises';

/**
 * Milliseconds that a test waits for anything at most: many times what a busy machine needs, since only a failure lasts
 * so long.
 */
export const patience = 45_000;
const interval = 50;

/** Repeats the assertion until it holds and gives its value; after `within` ms fails with its last failure. */
export async function eventually<Value>(assertion: () => Value | Promise<Value>, within = patience): Promise<Value> {
  const end = performance.now() + within;
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      if (performance.now() >= end) {
        throw error;
      }
    }
    await pause(interval);
  }
}
