/**
 * Long work in short turns: lets the event loop breathe between slices, so that nothing freezes the editor.
 * Knows nothing of what the work is.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';

/** Well below the 16 ms of a frame, since a slice may overrun before it looks at the clock. */
const turnMilliseconds = 6;

/** When the work of this turn of the event loop began; null until somebody looks at the clock in it. */
let turnStarted: number | null = null;

/** All long work shares a turn: five answers that are read side by side must not keep the loop busy five times as long. */
function startOfTurn(): number {
  if (turnStarted === null) {
    turnStarted = performance.now();
    setImmediate(() => {
      turnStarted = null;
    });
  }
  return turnStarted;
}

/** Ask `due` between slices (it costs a look at the clock); when it is, `await rest()`. */
export class TimeSlice {
  constructor() {
    startOfTurn();
  }

  get expired(): boolean {
    return performance.now() - startOfTurn() >= turnMilliseconds;
  }

  async yield(): Promise<void> {
    await nextTurn();
  }
}

/** `items.map(map)` in short turns; what `map` throws rejects. */
export async function mapInTurns<Item, Result>(
  items: readonly Item[],
  map: (item: Item, index: number) => Result,
  slice = new TimeSlice(),
): Promise<Result[]> {
  const results: Result[] = [];
  for (let index = 0; index < items.length; index += 1) {
    results.push(map(items[index] as Item, index));
    if (index % 128 === 127 && slice.expired) {
      await slice.yield();
    }
  }
  return results;
}
