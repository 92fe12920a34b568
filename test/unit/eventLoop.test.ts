/** Long works side by side leave the loop as free as one of them does. */
import assert from 'node:assert/strict';
import { TimeSlice } from '../../src/eventLoop';
import { longestBlock } from '../support/faults/processorTime';

describe('the pace of long work', () => {
  it('is shared: eight works at once take no longer turns than one', async () => {
    const millisecond = (): void => {
      const started = performance.now();
      while (performance.now() - started < 1) {
        // Keeps the thread busy.
      }
    };
    const work = async (): Promise<void> => {
      const pace = new TimeSlice();
      for (let slice = 0; slice < 30; slice += 1) {
        millisecond();
        if (pace.expired) {
          await pace.yield();
        }
      }
    };
    const { longest } = await longestBlock(() => Promise.all(Array.from({ length: 8 }, work)));
    // Each may overrun by a slice of a millisecond; eight turns of their own would be 48 ms and more.
    assert.ok(longest < 30, `${longest} ms`);
  });
});
