import assert from 'node:assert/strict';
import fc from 'fast-check';
import { seedVariable } from '../../../support/runner/suite';

describe('property tests', () => {
  it('try the same cases each time, unless others are asked for', () => {
    assert.equal(fc.readConfigureGlobal().seed, Number(process.env[seedVariable] ?? 1));
    const cases = (): readonly number[] => {
      const tried: number[] = [];
      fc.assert(
        fc.property(fc.nat(), (number) => void tried.push(number)),
        { numRuns: 20 },
      );
      return tried;
    };
    assert.deepEqual(cases(), cases());
  });
});
