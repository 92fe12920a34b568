/**
 * How long one thread kept its event loop from turning, in its own processor time: other programs that use the
 * processor do not count. Linux tells it of each thread; elsewhere the time of the whole process is taken, which is
 * never less.
 */
import { readFileSync } from 'node:fs';
import { performance, PerformanceObserver, type PerformanceEntry } from 'node:perf_hooks';

/** Milliseconds of processor time that this process's main thread has used. */
function used(): number {
  try {
    return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
  } catch {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  }
}

/** Milliseconds between two looks at the clock: a timer fires once a turn of the loop at most. */
const lookEvery = 5;

/**
 * Milliseconds of the longest stretch without a turn of the event loop while `work` goes on. What the collection of
 * garbage took of a stretch is left out: when it comes, and how much there is to collect, depends on all that ran
 * before.
 */
export async function longestBlock<Result>(
  work: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly longest: number }> {
  const stretches: { readonly from: number; readonly to: number; readonly used: number }[] = [];
  const collections: PerformanceEntry[] = [];
  const observer = new PerformanceObserver((list) => collections.push(...list.getEntries()));
  observer.observe({ entryTypes: ['gc'] });
  let last = { at: performance.now(), used: used() };
  const look = (): void => {
    const now = { at: performance.now(), used: used() };
    stretches.push({ from: last.at, to: now.at, used: now.used - last.used });
    last = now;
  };
  const timer = setInterval(look, lookEvery);
  try {
    const result = await work();
    look();
    // What is observed arrives with the next turn of the loop.
    await new Promise((resolve) => setImmediate(resolve));
    collections.push(...observer.takeRecords());
    const collecting = (from: number, to: number): number =>
      collections.reduce(
        (sum, { startTime, duration }) =>
          sum + Math.max(0, Math.min(to, startTime + duration) - Math.max(from, startTime)),
        0,
      );
    return {
      result,
      longest: Math.max(0, ...stretches.map(({ from, to, used: spent }) => spent - collecting(from, to))),
    };
  } finally {
    clearInterval(timer);
    observer.disconnect();
  }
}
