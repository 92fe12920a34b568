/** How many requests a minute: servers that count, and a clock that the test moves on. */
import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { directNetwork, type HttpCall } from '../../../../src/trackers/http/client';
import { Deadline } from '../../../../src/trackers/http/deadline';
import { RequestRate } from '../../../../src/trackers/http/requestRate';
import { installFakeClock } from '../../../support/clocks/fakeClock';
import { eventually } from '../../../support/eventually';
import { serveLedger } from '../../../support/thirdTracker/server';
import { ledger } from '../../../support/thirdTracker/tracker';
import { connect, failure, json, never, serve, type Handler, type TestServer } from './httpServer';

const minute = 60_000;
/** Milliseconds. Shorter waits are those of real servers, and end by themselves. */
const leastFakeWait = 1000;

const call = (path: string, purpose: HttpCall['purpose'] = 'question', signal = never): HttpCall => ({
  kind: 'read',
  method: 'GET',
  path,
  signal,
  purpose,
});

describe('requests a minute', () => {
  const servers: TestServer[] = [];
  const start = async (handler: Handler): Promise<TestServer> => {
    const server = await serve(handler);
    servers.push(server);
    return server;
  };
  const answering: Handler = (_, response) => {
    json(response, {});
  };
  const advance = (by: number): void => globalThis.fakeClock?.advance(by);

  beforeEach(() => {
    installFakeClock(null, leastFakeWait);
  });
  afterEach(async () => {
    globalThis.fakeClock?.uninstall();
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });

  it('are no more than a server takes that refuses the thirty-first', async () => {
    const server = await serveLedger(() => performance.now());
    const log: string[] = [];
    const backend = await ledger.connect(server.url, `${server.owner}:${server.token}`, {
      network: directNetwork,
      log: (line) => log.push(line),
    });
    let answers = 0;
    const questions = Array.from({ length: 45 }, async () => {
      await backend.account(never);
      answers += 1;
    });
    await eventually(() => assert.equal(answers, 30));
    assert.equal(server.asked.length, 30);
    assert.ok(log.some((line) => line === `A request waits: ${new URL(server.url).host} takes 30 a minute`));
    advance(minute - 10_000);
    await nextTurn();
    assert.equal(server.asked.length, 30);
    advance(10_000);
    await Promise.all(questions);
    // A refused one would have been asked again.
    assert.equal(server.asked.length, 45);
    await backend.close();
    await server.close();
  });

  it('leave half of them to what a person waits for, however many polls there are', async () => {
    const server = await start(answering);
    const { http } = connect(server.origin, { limits: { requestsPerMinute: 4 } });
    const polls = Array.from({ length: 4 }, (_, index) => http.json(call(`poll/${index}`, 'poll')));
    await eventually(() => assert.equal(server.asked.length, 2));
    await Promise.all([http.json(call('one')), http.json(call('two'))]);
    assert.deepEqual(server.asked.map(({ url }) => url).toSorted(), ['/one', '/poll/0', '/poll/1', '/two']);
    advance(minute);
    await Promise.all(polls);
    await http.close();
  });

  it('are given to what a person waits for before polls that came sooner', async () => {
    const server = await start(answering);
    const { http } = connect(server.origin, { limits: { requestsPerMinute: 1 } });
    await http.json(call('first'));
    const poll = http.json(call('poll', 'poll'));
    await nextTurn();
    const question = http.json(call('question'));
    await nextTurn();
    advance(minute);
    await question;
    assert.deepEqual(
      server.asked.map(({ url }) => url),
      ['/first', '/question'],
    );
    advance(minute);
    await poll;
    await http.close();
  });

  it('can be cancelled while they wait, and let the next ones go', async () => {
    const server = await start(answering);
    const { http } = connect(server.origin, { limits: { requestsPerMinute: 1 } });
    await http.json(call('first'));
    const cancel = new AbortController();
    const cancelled = failure(http.json(call('cancelled', 'question', cancel.signal)));
    const next = http.json(call('next'));
    await nextTurn();
    cancel.abort();
    assert.equal((await cancelled).kind, 'cancelled');
    advance(minute);
    await next;
    assert.deepEqual(
      server.asked.map(({ url }) => url),
      ['/first', '/next'],
    );
    const waiting = failure(http.json(call('waiting')));
    await nextTurn();
    await http.close();
    assert.equal((await waiting).kind, 'cancelled');
  });

  it('are not late for the minute that they waited', async () => {
    const server = await start(answering);
    const { http } = connect(server.origin, { limits: { requestsPerMinute: 1, whole: 40_000 } });
    await http.json(call('first'));
    const second = http.json(call('second'));
    await nextTurn();
    advance(minute);
    assert.deepEqual(await second, {});
    await http.close();
  });

  it('count each attempt', async () => {
    const server = await start((_, response) => {
      json(response, {}, server.asked.length === 1 ? 503 : 200);
    });
    const { http, log } = connect(server.origin, { limits: { requestsPerMinute: 1 } });
    const answer = http.json(call('first'));
    await eventually(() => assert.ok(log.some((line) => line.startsWith('A request waits'))));
    assert.equal(server.asked.length, 1);
    advance(minute);
    await answer;
    assert.equal(server.asked.length, 2);
    await http.close();
  });

  it('never fall more than so many into a minute, wherever the server begins to count (200 runs)', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('ask' as const), isPoll: fc.boolean() }),
      fc.record({ kind: fc.constant('answer' as const), which: fc.nat(20) }),
      fc.record({ kind: fc.constant('advance' as const), by: fc.integer({ min: 0, max: 90_000 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 5 }), fc.array(step, { maxLength: 60 }), async (most, steps) => {
        const rate = new RequestRate(most);
        const sent: { isPoll: boolean; answeredAt: number; answer: () => void }[] = [];
        const stop = new AbortController();
        const check = (): void => {
          const now = performance.now();
          const counted = sent.filter(({ answeredAt }) => now - answeredAt < minute);
          assert.ok(counted.length <= most);
          assert.ok(counted.filter(({ isPoll }) => isPoll).length <= Math.max(1, Math.floor(most / 2)));
        };
        for (const one of steps) {
          if (one.kind === 'ask') {
            void rate
              .take(one.isPoll, new Deadline(stop.signal), () => undefined)
              .then((answered) => {
                const request = {
                  isPoll: one.isPoll,
                  answeredAt: Infinity,
                  answer: () => {
                    request.answeredAt = performance.now();
                    answered();
                  },
                };
                sent.push(request);
                check();
              })
              .catch(() => undefined);
          } else if (one.kind === 'answer') {
            const open = sent.filter(({ answeredAt }) => answeredAt === Infinity);
            open[one.which % Math.max(1, open.length)]?.answer();
          } else {
            advance(one.by);
          }
          await nextTurn();
          check();
        }
        stop.abort();
      }),
      { numRuns: 200 },
    );
  });
});
