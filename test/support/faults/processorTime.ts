/**
 * How long one thread kept its event loop from turning, in its own processor time: other programs that use the processor do
 * not count. Linux tells it of each thread; elsewhere the time of the whole process is taken, which is never less.
 */
import { readFileSync } from 'node:fs';

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

/** Milliseconds of the longest stretch without a turn of the event loop while `work` goes on. */
export async function longestBlock<Result>(work: () => Promise<Result>): Promise<{ readonly result: Result; readonly longest: number }> {
  let longest = 0;
  let last = used();
  const look = (): void => {
    const now = used();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const timer = setInterval(look, lookEvery);
  try {
    const result = await work();
    look();
    return { result, longest };
  } finally {
    clearInterval(timer);
  }
}
