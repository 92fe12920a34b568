// Runs one ring's mocha suite and counts it; the same inside an extension host and in a plain Node process.
import { writeFile } from 'node:fs/promises';
import type Mocha from 'mocha';
import { patience } from './eventually';

/** What a ring leaves in the file named by `resultVariable`. */
export interface SuiteResult {
  readonly passed: number;
  readonly failed: number;
}

export const resultVariable = 'EXPERIMENTS_TEST_RESULT';
export const grepVariable = 'EXPERIMENTS_TEST_GREP';
/** Set when a test may write down what it found instead of comparing with what is written. */
export const writeVariable = 'EXPERIMENTS_TEST_WRITE';

/** Set when the editor's part of the fault matrix tries all faults and not one of each kind. */
export const allFaultsVariable = 'EXPERIMENTS_TEST_ALL_FAULTS';

/** A test waits for many things one after another: it must not end before the first of them that does not come has said so. */
const timeout = 4 * patience;

/** @param load registers the tests: mocha's globals exist when it is called. */
export async function runSuite(MochaClass: typeof Mocha, load: (mocha: Mocha) => Promise<void>): Promise<SuiteResult> {
  const grep = process.env[grepVariable];
  const mocha = new MochaClass({
    ui: 'bdd',
    color: true,
    reporter: 'spec',
    timeout,
    forbidOnly: true,
    forbidPending: true,
    ...(grep ? { grep } : {}),
  });
  await load(mocha);
  const result = await new Promise<SuiteResult>((resolve) => {
    const runner = mocha.run((failed) => resolve({ passed: runner.stats?.passes ?? 0, failed }));
  });
  const file = process.env[resultVariable];
  if (file !== undefined) await writeFile(file, JSON.stringify(result));
  return result;
}
