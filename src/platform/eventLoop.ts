/**
 * Long work in short turns: lets the event loop breathe between slices, so that nothing freezes the editor.
 * Knows nothing of what the work is.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';

/** Well below the 16 ms of a frame, since a slice may overrun before it looks at the clock. */
const turnMilliseconds = 6;

/** When the work of this turn of the event loop began; null until somebody looks at the clock in it. */
let turnStarted: number | null = null;

/**
 * All long work shares a turn: five answers that are read side by side must not keep the loop busy five times as long.
 */
function startOfTurn(): number {
  if (turnStarted === null) {
    turnStarted = performance.now();
    setImmediate(() => {
      turnStarted = null;
    });
  }
  return turnStarted;
}

/** Ask `expired` between pieces of work (it costs a look at the clock); when it is, `await yield()`. */
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

/** True when the promise settles without an answer from outside: what is known already need not be drawn later. */
export const settlesAtOnce = (promise: Promise<unknown>): Promise<boolean> =>
  Promise.race([
    promise.then(
      () => true,
      () => true,
    ),
    nextTurn(false),
  ]);

/** Items between two looks at the clock. */
const sliceLength = 256;

/** `items.forEach(use)` in short turns. */
export async function eachInTurns<T>(items: readonly T[], use: (item: T) => void, slice: TimeSlice): Promise<void> {
  for (let start = 0; start < items.length; start += sliceLength) {
    if (start > 0 && slice.expired) {
      await slice.yield();
    }
    for (const item of items.slice(start, start + sliceLength)) {
      use(item);
    }
  }
}

/** `items.toSorted(compare)` in short turns: a stable merge sort whose smallest runs are the engine's own. */
export async function sortInTurns<T>(
  items: readonly T[],
  compare: (one: T, other: T) => number,
  slice: TimeSlice,
): Promise<T[]> {
  let runs: T[][] = [];
  for (let start = 0; start < items.length; start += sliceLength) {
    if (slice.expired) {
      await slice.yield();
    }
    runs.push(items.slice(start, start + sliceLength).sort(compare));
  }
  while (runs.length > 1) {
    const merged: T[][] = [];
    for (let index = 0; index < runs.length; index += 2) {
      merged.push(await merge(runs[index] ?? [], runs[index + 1] ?? [], compare, slice));
    }
    runs = merged;
  }
  return runs[0] ?? [];
}

async function merge<T>(
  left: readonly T[],
  right: readonly T[],
  compare: (one: T, other: T) => number,
  slice: TimeSlice,
): Promise<T[]> {
  const result: T[] = [];
  let fromLeft = 0;
  let fromRight = 0;
  while (fromLeft < left.length && fromRight < right.length) {
    const one = left[fromLeft] as T;
    const other = right[fromRight] as T;
    const leftFirst = compare(one, other) <= 0;
    result.push(leftFirst ? one : other);
    if (leftFirst) {
      fromLeft += 1;
    } else {
      fromRight += 1;
    }
    if (result.length % sliceLength === 0 && slice.expired) {
      await slice.yield();
    }
  }
  return result.concat(left.slice(fromLeft), right.slice(fromRight));
}
