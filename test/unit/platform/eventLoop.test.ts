/** Long works side by side leave the loop as free as one of them does. */
import assert from 'node:assert/strict';
import { TimeSlice } from '../../../src/platform/eventLoop';

describe('the pace of long work', () => {
  it('is shared: eight works at once take no longer turns than one', async () => {
    let [sinceTurn, most, works] = [0, 0, true];
    const turn = (): void => {
      most = Math.max(most, sinceTurn);
      sinceTurn = 0;
      if (works) {
        setImmediate(turn);
      }
    };
    setImmediate(turn);
    const millisecond = (): void => {
      sinceTurn += 1;
      const started = performance.now();
      while (performance.now() - started < 1) {
        // Keeps the thread busy.
      }
    };
    const work = async (): Promise<void> => {
      const slice = new TimeSlice();
      for (let turn = 0; turn < 30; turn += 1) {
        millisecond();
        if (slice.expired) {
          await slice.yield();
        }
      }
    };
    await Promise.all(Array.from({ length: 8 }, work));
    works = false;
    // Counted, not timed: on a busy machine a millisecond takes longer, so fewer fit into a turn. Each work may overrun
    // by one; eight turns of their own would be 48 and more.
    assert.ok(most > 0 && most < 30, `${most} milliseconds of work in a turn`);
  });
});
