/** What a page remembered is read again with care: older versions and anybody else may have written it. */
import assert from 'node:assert/strict';
import { readExperimentMemory, readReportMemory } from '../../../src/panels/pageMemory';

describe('the memory of a report page', () => {
  it('tells the report, and nothing that is none', () => {
    const report = { connection: 'c1', key: 'k1', assetId: 'a1' };
    assert.deepEqual(readReportMemory({ ...report, allowed: '<script>', runsScripts: true }), report);
    assert.deepEqual(readReportMemory({ ...report, assetId: null }), { ...report, assetId: null });
    for (const memory of [
      null,
      undefined,
      'c1/k1',
      [],
      { connection: 'c1', key: 'k1' },
      { ...report, assetId: 7 },
      { ...report, key: 'k'.repeat(1001) },
      { ...report, connection: {} },
    ]) {
      assert.equal(readReportMemory(memory), null);
    }
  });
});

describe('the memory of an experiment page', () => {
  const ref = { connection: 'c1', key: 'k1' };

  it('tells the experiment, its tab and those beside it', () => {
    const compared = [
      { connection: 'c2', key: 'k2' },
      { connection: 'c1', key: 'k3' },
    ];
    assert.deepEqual(readExperimentMemory({ ...ref, tab: 'charts', compared, charts: {} }), {
      ref,
      tab: 'charts',
      compared,
    });
  });

  it('does without what an older version did not know', () => {
    assert.deepEqual(readExperimentMemory({ ...ref, tab: 'gone' }), { ref, tab: 'overview', compared: [] });
  });

  it('takes nothing that is no reference', () => {
    const compared = [
      null,
      'c1/k1',
      { connection: 'c1' },
      { connection: 1, key: 'k' },
      { connection: 'c1', key: 'k4', path: '../x' },
    ];
    assert.deepEqual(readExperimentMemory({ ...ref, tab: 'charts', compared })?.compared, [
      { connection: 'c1', key: 'k4' },
    ]);
    for (const memory of [null, undefined, 'text', {}, { connection: 'c1' }]) {
      assert.equal(readExperimentMemory(memory), null);
    }
    assert.deepEqual(readExperimentMemory({ ...ref, compared: 'all' })?.compared, []);
  });
});
