/** Whether the process that wrote its identity down is still there, told without a clock. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { livenessOf, ownIdentity, type Liveness, type ProcessIdentity } from '../../../src/platform/processIdentity';

describe('the identity of a process', () => {
  const own = ownIdentity();
  const cases: readonly (readonly [title: string, change: Partial<ProcessIdentity>, expected: Liveness])[] = [
    ['this one', {}, 'alive'],
    ['this one, written down where the start of a process cannot be told', { started: null }, 'alive'],
    ['another of the same number', { started: '1' }, 'dead'],
    ['one of an earlier start of the machine', { boot: 'another', started: null }, 'dead'],
    ['one of an earlier start of the machine, with this one’s number and ticks', { boot: 'another' }, 'dead'],
    ['one that was written down later than now', { uptime: own.uptime + 3600, started: null }, 'dead'],
    ['one of another machine', { machine: 'another', boot: 'another' }, 'unknown'],
    ['one of another container on this machine', { numberSpace: 'another' }, 'unknown'],
    [
      'one of a container that is gone with the machine’s earlier start',
      { numberSpace: 'another', boot: 'another' },
      'dead',
    ],
    ['one of a number that nobody has', { process: 2 ** 22 + 1 }, 'dead'],
  ];
  for (const [title, change, expected] of cases) {
    it(`tells of ${title}: ${expected}`, () => assert.equal(livenessOf({ ...own, ...change }, own), expected));
  }

  it('tells of one that has just ended', async () => {
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });
    await once(child, 'spawn');
    const identity = { ...own, process: child.pid!, started: null };
    assert.equal(livenessOf(identity), 'alive');
    child.stdin.end();
    await once(child, 'exit');
    assert.equal(livenessOf(identity), 'dead');
  });
});
