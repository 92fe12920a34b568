/**
 * `Retry-After`, in all the ways that servers have of writing it: read, obeyed by requests and by polling, and said.
 */
import assert from 'node:assert/strict';
import { retryAfterOf } from '../../../../src/trackers/http/retryAfter';
import { Poll } from '../../../../src/store/polling';
import { toProblem, type Problem } from '../../../../src/shared/problem';
import { eventually } from '../../../support/eventually';
import { connect, failure, json, never, serve, type TestServer } from './httpServer';

const now = Date.parse('2026-01-01T00:00:00Z');
const tenMinutes = 600_000;
const httpDate = (time: number): string => new Date(time).toUTCString();

/** What each asks for, in milliseconds as it is obeyed; null asks for no wait. */
const kinds: readonly (readonly [
  what: string,
  values: (now: number) => readonly string[],
  wait: number | null,
  isCut?: boolean,
])[] = [
  ['far seconds', () => ['99999999999'], tenMinutes, true],
  ['more digits than a number holds', () => ['9'.repeat(400)], tenMinutes, true],
  ['seconds since 1970', () => ['1764460800'], tenMinutes, true],
  ['a day', () => ['86400'], tenMinutes, true],
  ['30 days', () => ['2592000'], tenMinutes, true],
  ['a far date', (at) => [httpDate(at + 365 * 86_400_000)], tenMinutes, true],
  ['ten minutes', () => ['600'], tenMinutes, false],
  ['a near number of seconds', () => ['90'], 90_000, false],
  ['a near date', (at) => [httpDate(at + 90_000)], 90_000, false],
  ['a near date as of RFC 850', () => ['Thursday, 01-Jan-26 00:01:30 GMT'], 90_000, false],
  ['a near date as of C', () => ['Thu Jan  1 00:01:30 2026'], 90_000, false],
  ['a past date', () => ['Thu, 01 Jan 2015 00:00:10 GMT'], null],
  ['zero', () => ['0'], null],
  ['a negative number', () => ['-5'], null],
  ['a fraction', () => ['1.5'], null],
  ['an exponent', () => ['1e3'], null],
  ['a date in another form', () => ['2026-01-01T00:01:30Z'], null],
  ['garbage', () => ['soon'], null],
  ['an infinity', () => ['Infinity'], null],
  ['nothing', () => [''], null],
  ['no header', () => [], null],
  ['two values in one header', () => ['30, 90'], 90_000, false],
  ['two headers', () => ['90', '30'], 90_000, false],
  ['two dates in one header', (at) => [`${httpDate(at + 10_000)}, ${httpDate(at + 90_000)}`], 90_000, false],
  ['a value and garbage', () => ['90, soon'], 90_000, false],
];

describe('Retry-After', () => {
  const servers: TestServer[] = [];
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });

  for (const [what, values, wait, isCut] of kinds) {
    it(`${what}: ${wait === null ? 'asks for no wait' : `${wait / 1000} s`}`, () => {
      assert.deepEqual(
        retryAfterOf(values(now), now),
        values(now).length === 0 ? null : { wait: wait ?? 0, isCut: isCut ?? false },
      );
    });
  }

  /** Asks to be left alone, once or for ever, and notes when it was asked. */
  async function busy(
    values: readonly string[],
    status: 429 | 503,
    refusals = Infinity,
  ): Promise<{ server: TestServer; times: number[] }> {
    const times: number[] = [];
    const server = await serve((_, response) => {
      times.push(performance.now());
      if (times.length > refusals) {
        json(response, { well: true });
      } else {
        if (values.length > 0) {
          response.setHeader('retry-after', [...values]);
        }
        json(response, {}, status);
      }
    });
    servers.push(server);
    return { server, times };
  }

  const read = { method: 'GET', kind: 'read', path: 'things', signal: never } as const;

  it('is said in units that people read, and never longer than ten minutes', async () => {
    const sentences = {
      1: '1 second',
      45: '45 seconds',
      60: '1 minute',
      90: '90 seconds',
      121: '3 minutes',
      600: '10 minutes',
      601: '10 minutes, although it wants to be left alone for longer',
      86_400: '10 minutes, although it wants to be left alone for longer',
      99_999_999_999: '10 minutes, although it wants to be left alone for longer',
    };
    for (const status of [429, 503] as const) {
      for (const [seconds, words] of Object.entries(sentences)) {
        const { server } = await busy([seconds], status);
        const error = await failure(connect(server.origin, { limits: { attempts: 1 } }).http.json(read));
        assert.ok(error.message.endsWith(`. It can be asked again in ${words}.`), error.message);
        assert.equal(error.retryAfter, Math.min(600, Number(seconds)) * 1000);
      }
    }
  });

  it('of a moment is waited for, and then it is asked once', async () => {
    for (const status of [429, 503] as const) {
      const { server, times } = await busy(['1'], status, 1);
      assert.deepEqual(await connect(server.origin).http.json(read), { well: true });
      assert.equal(times.length, 2);
      assert.ok(times[1]! - times[0]! >= 995, `${times[1]! - times[0]!} ms`);
    }
  });

  it('of no use is no reason to ask at once again', async () => {
    for (const value of ['0', '-1', 'soon', '0.001']) {
      const { server, times } = await busy([value], 429, 1);
      assert.deepEqual(
        await connect(server.origin, { limits: { firstPause: 300, longestPause: 300 } }).http.json(read),
        { well: true },
      );
      assert.ok(times[1]! - times[0]! >= 145, `${value}: ${times[1]! - times[0]!} ms`);
    }
  });

  /** A poll over real requests, one a round. */
  function polling({ origin }: TestServer, interval: number): { poll: Poll; rounds: (Problem | null)[] } {
    const { http } = connect(origin, { limits: { attempts: 1 } });
    const rounds: (Problem | null)[] = [];
    const poll = new Poll({
      interval: () => interval,
      isRunning: () => true,
      ask: async () => {
        const problem = await http.json(read).then(() => null, toProblem);
        rounds.push(problem);
        return problem;
      },
    });
    return { poll, rounds };
  }

  for (const [what, values, wait] of kinds.filter(([, , wait]) => wait === null || wait === tenMinutes)) {
    it(`in answer to polling, ${what}: ${wait === null ? 'the ordinary interval' : 'ten minutes'}`, async () => {
      const { server, times } = await busy(values(Date.now()), 429, 2);
      const { poll, rounds } = polling(server, 20);
      const before = Date.now();
      poll.watch('a');
      if (wait === null) {
        await eventually(() => assert.equal(rounds[2], null));
        assert.ok(times[1]! - times[0]! >= 19, `${times[1]! - times[0]!} ms`);
      } else {
        await eventually(() => assert.notEqual(poll.failure('a'), null));
        // Another poll has gone round fifty times meanwhile: this one would have, too.
        const other = await busy([], 429, 0);
        const beside = polling(other.server, 1);
        beside.poll.watch('b');
        await eventually(() => assert.ok(beside.rounds.length >= 50));
        beside.poll.dispose();
        assert.equal(times.length, 1);
        const { retryAt, problem } = poll.failure('a')!;
        assert.ok(
          retryAt! > before + tenMinutes - 1000 && retryAt! <= Date.now() + tenMinutes,
          `in ${retryAt! - Date.now()} ms`,
        );
        assert.match(problem.message, /again in 10 minutes/);
        poll.resume();
        await eventually(() => assert.equal(times.length, 2));
        await eventually(() => assert.equal(poll.failure('a')!.failedRounds, 2));
        assert.equal(times.length, 2);
      }
      poll.dispose();
    });
  }

  it('in answer to polling is waited for, and then exactly one request comes', async () => {
    const { server, times } = await busy(['1'], 429, 3);
    const { poll, rounds } = polling(server, 5);
    poll.watch('a');
    await eventually(() => assert.equal(rounds[3], null));
    const pauses = times.slice(1, 4).map((time, index) => time - times[index]!);
    assert.ok(
      pauses.every((pause) => pause >= 995),
      pauses.join(),
    );
    assert.ok(rounds.slice(0, 3).every((problem) => problem?.kind === 'rateLimited'));
    poll.dispose();
  });

  it('in answer to somebody else makes polling wait too', async () => {
    const { server, times } = await busy([], 429, 0);
    const { poll } = polling(server, 20);
    poll.watch('a');
    poll.waitAtLeast(1000);
    const told = performance.now();
    await eventually(() => assert.ok(times.length > 0));
    assert.ok(times[0]! - told >= 995, `${times[0]! - told} ms`);
    poll.dispose();
  });
});
