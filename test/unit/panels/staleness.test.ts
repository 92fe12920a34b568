/** When a panel says that it cannot reach what it watches: not at once, and not too late. */
import assert from 'node:assert/strict';
import { staleness } from '../../../src/panels/staleness';
import type { PollFailure, Problem } from '../../../src/shared/problem';
import type { ExperimentRef } from '../../../src/shared/reference';

const problem: Problem = { kind: 'unreachable', message: 'The server is away.', advice: '', retryAfter: null };
const failure = (given: Partial<PollFailure> = {}): PollFailure => ({
  failedRounds: 1,
  failingSince: 1000,
  problem,
  retryAt: 6000,
  ...given,
});
const own: ExperimentRef = { connection: 'c', key: 'own' };
const other: ExperimentRef = { connection: 'd', key: 'other' };
const seen = (failures: Readonly<Record<string, PollFailure>>): string | null =>
  staleness([own, other], ({ key }) => failures[key] ?? null, 1000)?.of.key ?? null;

describe('the staleness of a panel', () => {
  it('is told from the second failed round on', () => {
    assert.equal(seen({}), null);
    assert.equal(seen({ own: failure() }), null);
    assert.equal(seen({ own: failure({ failedRounds: 2 }) }), 'own');
    assert.equal(seen({ own: failure({ failedRounds: 700, retryAt: 121_000 }) }), 'own');
  });

  it('is told at once when no round is to come, or only after a long pause', () => {
    assert.equal(seen({ own: failure({ retryAt: null }) }), 'own');
    assert.equal(seen({ own: failure({ retryAt: 600_000 }) }), 'own');
    assert.equal(seen({ own: failure({ retryAt: 30_999 }) }), null);
    assert.equal(seen({ own: failure({ retryAt: 31_000 }) }), 'own');
  });

  it('is that of its own experiment before that of compared ones', () => {
    assert.equal(seen({ other: failure({ failedRounds: 2 }) }), 'other');
    assert.equal(seen({ own: failure(), other: failure({ failedRounds: 2 }) }), 'other');
    assert.equal(seen({ own: failure({ failedRounds: 3 }), other: failure({ failedRounds: 2 }) }), 'own');
  });
});
