// Waits for conditions, never for time.
import { setTimeout as pause } from 'node:timers/promises';

const deadline = 20_000;
const interval = 50;

/** Repeats the assertion until it holds and gives its value; after 20 s (or `within` ms) fails with its last failure. */
export async function eventually<Value>(assertion: () => Value | Promise<Value>, within = deadline): Promise<Value> {
  const end = performance.now() + within;
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      if (performance.now() >= end) throw error;
    }
    await pause(interval);
  }
}
