/** Polling: only what runs, only while watched, slower when the server has trouble. */
import assert from 'node:assert/strict';
import { Poll } from '../../../src/store/polling';
import type { Problem } from '../../../src/shared/problem';
import { eventually } from '../../support/eventually';
import { installFakeClock } from '../../support/clocks/fakeClock';

const trouble = (kind: Problem['kind'], retryAfter: number | null = null): Problem => ({
  kind,
  message: 'trouble',
  advice: '',
  retryAfter,
});

/** A poll with everything it asks on record; `answered(n)` resolves when the n-th question was put. */
function observed(options: {
  running: { has(id: string): boolean | null };
  answer?: (id: string, count: number) => Problem | null;
  interval?: () => number;
  failureChanged?: (id: string) => void;
}): {
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
      for (const { count, resolve } of waiting) {
        if (asked.length >= count) {
          resolve();
        }
      }
      return Promise.resolve(options.answer?.(id, asked.length) ?? null);
    },
    failureChanged: (id) => options.failureChanged?.(id),
  });
  const answered = (count: number): Promise<void> =>
    new Promise((resolve) => {
      if (asked.length >= count) {
        resolve();
      } else {
        waiting.push({ count, resolve });
      }
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
    for (const watch of watches) {
      watch.dispose();
    }
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
    const { poll, asked, answered } = observed({
      running,
      answer: (_id, count) => (count === 2 ? (running.delete('a'), null) : null),
    });
    poll.watch('a');
    await answered(2);
    await anotherAsks(5);
    assert.equal(asked.length, 2);
    poll.dispose();
  });

  it('halts when the key is refused, and starts again with a new watcher', async () => {
    const { poll, asked, answered } = observed({
      running: new Set(['a']),
      answer: (_id, count) => (count === 1 ? trouble('unauthorized') : null),
    });
    poll.watch('a');
    await answered(1);
    await anotherAsks(5);
    assert.equal(asked.length, 1);
    poll.watch('a');
    await answered(3);
    poll.dispose();
  });

  it('goes on after a halt when there is a new key', async () => {
    const { poll, asked, answered } = observed({
      running: new Set(['a']),
      answer: (_id, count) => (count === 1 ? trouble('unauthorized') : null),
    });
    poll.watch('a');
    await answered(1);
    await anotherAsks(5);
    assert.equal(asked.length, 1);
    poll.resume();
    await answered(3);
    poll.dispose();
  });

  describe('that is told to ask while it asks', () => {
    /** The first question is answered when the test says so, with what it says; the others are answered well. */
    function held(first: Problem): { poll: Poll; asked: string[]; answerFirst: () => void } {
      let answerFirst = (): void => undefined;
      const asked: string[] = [];
      const poll = new Poll({
        interval: () => 60_000,
        isRunning: () => true,
        ask: (id) => {
          asked.push(id);
          return asked.length > 1
            ? Promise.resolve(null)
            : new Promise((resolve) => (answerFirst = () => resolve(first)));
        },
      });
      poll.watch('a');
      poll.askNow();
      assert.deepEqual(asked, ['a']);
      return { poll, asked, answerFirst: () => answerFirst() };
    }

    for (const [how, tell] of [
      ['by somebody', (poll: Poll) => poll.askNow()],
      ['by a new key', (poll: Poll) => poll.resume()],
    ] as const) {
      it(`${how}, asks again at once when what it asked fails`, async () => {
        const { poll, asked, answerFirst } = held(trouble('unauthorized'));
        tell(poll);
        answerFirst();
        await eventually(() => assert.deepEqual(asked, ['a', 'a']));
        await eventually(() => assert.equal(poll.failure('a'), null));
        poll.dispose();
      });
    }

    it('leaves a server alone that answers with a wait', async () => {
      const { poll, asked, answerFirst } = held(trouble('rateLimited', 30_000));
      poll.askNow();
      answerFirst();
      await eventually(() => assert.ok(poll.failure('a')!.retryAt! > Date.now() + 20_000));
      assert.deepEqual(asked, ['a']);
      poll.dispose();
    });
  });

  it('waits as long as the server asks', async () => {
    const { poll, asked, answered } = observed({
      running: new Set(['a']),
      answer: () => trouble('rateLimited', 60_000),
    });
    poll.watch('a');
    await answered(1);
    await anotherAsks(10);
    assert.equal(asked.length, 1);
    poll.dispose();
  });

  describe('of a server in trouble', () => {
    beforeEach(() => installFakeClock(null, 1000));
    afterEach(() => globalThis.fakeClock?.uninstall());

    /** Milliseconds until each of the next rounds, to a second. */
    async function pauses(retryAfter: readonly (number | null)[]): Promise<number[]> {
      const { poll, asked } = observed({
        running: new Set(['a']),
        interval: () => 20_000,
        answer: (_id, count) => trouble('rateLimited', retryAfter[count - 1] ?? null),
      });
      poll.watch('a');
      const found: number[] = [];
      while (found.length <= retryAfter.length) {
        // Timers have whole milliseconds, and none ends too early.
        globalThis.fakeClock?.advance(1);
        let waited = 0;
        while (asked.length === found.length) {
          globalThis.fakeClock?.advance(1000);
          waited += 1000;
        }
        await eventually(() => assert.equal(poll.failure('a')?.failedRounds, asked.length));
        found.push(waited);
      }
      poll.dispose();
      return found;
    }

    it('keeps the interval where the server says that nobody need wait', async () => {
      assert.deepEqual(await pauses([0, 0, 0]), [20_000, 20_000, 20_000, 20_000]);
    });

    it('slows down where it says nothing, up to two minutes', async () => {
      assert.deepEqual(await pauses([null, null, null, null]), [20_000, 40_000, 80_000, 120_000, 120_000]);
    });

    it('is taken at its word after it has said nothing', async () => {
      assert.deepEqual(await pauses([null, 0, 300_000, null]), [20_000, 40_000, 20_000, 300_000, 40_000]);
    });

    it('is spared for ten minutes at most, whether a round or another question was told to wait', async () => {
      assert.deepEqual(await pauses([1e12, 2 ** 31]), [20_000, 600_000, 600_000]);
      const { poll, asked } = observed({ running: new Set(['a']), interval: () => 20_000 });
      poll.watch('a');
      poll.waitAtLeast(1e12);
      let waited = 0;
      while (asked.length === 0 && waited < 1_000_000) {
        globalThis.fakeClock?.advance(1000);
        waited += 1000;
      }
      // The clock goes on by whole seconds.
      assert.ok(waited >= 600_000 && waited <= 601_000, `${waited} ms`);
      poll.dispose();
    });
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

  describe('says what went wrong', () => {
    it('counts the rounds that failed, says since when, and forgets them with the first that is answered', async () => {
      const heard: (number | null)[] = [];
      const since = new Set<number>();
      const { poll, asked } = observed({
        running: new Set(['a', 'b']),
        answer: (id, count) => (id === 'a' && count < 8 ? trouble('unreachable') : null),
        failureChanged: (id) => {
          assert.equal(id, 'a');
          const failure = poll.failure('a');
          heard.push(failure?.failedRounds ?? null);
          since.add(failure?.failingSince ?? 0);
          if (failure !== null) {
            assert.equal(failure.problem.kind, 'unreachable');
          }
        },
      });
      const began = Date.now();
      for (const id of ['a', 'b']) {
        poll.watch(id);
      }
      await eventually(() => assert.equal(heard.at(-1), null));
      const [first, over, ...others] = since;
      assert.ok(first! >= began && first! <= Date.now());
      assert.deepEqual([over, ...others], [0]);
      assert.deepEqual(heard, [1, 2, 3, 4, null]);
      assert.equal(poll.failure('b'), null);
      assert.ok(asked.length >= 8);
      poll.dispose();
    });

    it('tells when it asks again, and asks at once when told to', async () => {
      const { poll, asked, answered } = observed({
        running: new Set(['a']),
        answer: (_id, count) => (count === 1 ? trouble('rateLimited', 300_000) : null),
      });
      poll.watch('a');
      await eventually(() => assert.notEqual(poll.failure('a'), null));
      const { retryAt } = poll.failure('a')!;
      assert.ok(retryAt! > Date.now() + 200_000 && retryAt! <= Date.now() + 300_001, `in ${retryAt! - Date.now()} ms`);
      assert.equal(asked.length, 1);
      poll.askNow();
      await answered(2);
      await eventually(() => assert.equal(poll.failure('a'), null));
      poll.dispose();
    });

    it('goes on with what was forgotten while it could not be asked for', async () => {
      let known: boolean | null = true;
      const { poll, answered } = observed({
        running: { has: () => known },
        answer: (_id, count) => ((known = null), count < 4 ? trouble('unreachable') : null),
      });
      poll.watch('a');
      await answered(5);
      poll.dispose();
    });

    it('takes what was cancelled for nothing', async () => {
      const { poll, answered } = observed({
        running: new Set(['a']),
        answer: () => trouble('cancelled'),
        failureChanged: () => {
          throw new Error('Nothing failed.');
        },
      });
      poll.watch('a');
      await answered(4);
      assert.equal(poll.failure('a'), null);
      poll.dispose();
    });
  });
});
