/** Polling: only what runs, only while watched, slower when the server has trouble. */
import assert from 'node:assert/strict';
import { Poll } from '../../src/poll';
import type { Problem } from '../../src/shared/problem';

const trouble = (kind: Problem['kind'], retryAfter: number | null = null): Problem => ({ kind, message: 'trouble', advice: '', retryAfter });

/** A poll with everything it asks on record; `answered(n)` resolves when the n-th question was put. */
function observed(options: { running: Set<string>; answer?: (id: string, count: number) => Problem | null; interval?: () => number }): {
  poll: Poll;
  asked: string[];
  answered: (count: number) => Promise<void>;
} {
  const asked: string[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  const poll = new Poll({
    interval: options.interval ?? ((): number => 1),
    isRunning: (id) => options.running.has(id),
    ask: (id) => {
      asked.push(id);
      for (const { count, resolve } of waiting) if (asked.length >= count) resolve();
      return Promise.resolve(options.answer?.(id, asked.length) ?? null);
    },
  });
  const answered = (count: number): Promise<void> => new Promise((resolve) => {
    if (asked.length >= count) resolve();
    else waiting.push({ count, resolve });
  });
  return { poll, asked, answered };
}

/** So many questions of another poll: the time in which one that goes on would have asked. */
async function anotherAsks(count: number): Promise<void> {
  const { poll, answered } = observed({ running: new Set(['another']) });
  poll.watch('another');
  await answered(count);
  poll.dispose();
}

describe('Poll', () => {
  it('asks about what is watched and runs, and about nothing else', async () => {
    const { poll, asked, answered } = observed({ running: new Set(['a', 'c']) });
    const watches = ['a', 'b'].map((id) => poll.watch(id));
    await answered(3);
    assert.deepEqual([...new Set(asked)], ['a']);
    for (const watch of watches) watch.dispose();
    poll.dispose();
  });

  it('goes on while one of two watchers is left, and ends with the last', async () => {
    const { poll, asked, answered } = observed({ running: new Set(['a']) });
    const [first, second] = [poll.watch('a'), poll.watch('a')];
    first.dispose();
    first.dispose();
    await answered(2);
    second.dispose();
    const count = asked.length;
    await anotherAsks(5);
    assert.equal(asked.length, count);
    poll.dispose();
  });

  it('stops when the last one running has ended', async () => {
    const running = new Set(['a']);
    const { poll, asked, answered } = observed({ running, answer: (_id, count) => (count === 2 ? (running.delete('a'), null) : null) });
    poll.watch('a');
    await answered(2);
    await anotherAsks(5);
    assert.equal(asked.length, 2);
    poll.dispose();
  });

  it('halts when the key is refused, and starts again with a new watcher', async () => {
    const { poll, asked, answered } = observed({ running: new Set(['a']), answer: (_id, count) => (count === 1 ? trouble('unauthorized') : null) });
    poll.watch('a');
    await answered(1);
    await anotherAsks(5);
    assert.equal(asked.length, 1);
    poll.watch('a');
    await answered(3);
    poll.dispose();
  });

  it('goes on after a halt when there is a new key', async () => {
    const { poll, asked, answered } = observed({ running: new Set(['a']), answer: (_id, count) => (count === 1 ? trouble('unauthorized') : null) });
    poll.watch('a');
    await answered(1);
    await anotherAsks(5);
    assert.equal(asked.length, 1);
    poll.resume();
    await answered(3);
    poll.dispose();
  });

  it('waits as long as the server asks', async () => {
    const { poll, asked, answered } = observed({ running: new Set(['a']), answer: () => trouble('rateLimited', 60_000) });
    poll.watch('a');
    await answered(1);
    await anotherAsks(10);
    assert.equal(asked.length, 1);
    poll.dispose();
  });

  it('asks nothing while paused, and goes on when the interval says so', async () => {
    let interval = 0;
    const { poll, asked, answered } = observed({ running: new Set(['a']), interval: () => interval });
    poll.watch('a');
    await anotherAsks(5);
    assert.equal(asked.length, 0);
    interval = 1;
    poll.schedule();
    await answered(2);
    poll.dispose();
  });
});
