// Runs one ring's mocha suite and counts it; the same inside an extension host and in a plain Node process.
import { writeFile } from 'node:fs/promises';
import type Mocha from 'mocha';
import { patience } from '../eventually';

/** What was counted: of a test file, or of a ring that leaves it in the file named by `resultVariable`. */
export interface SuiteResult {
  readonly passed: number;
  /** Titles of tests and hooks. */
  readonly failures: readonly string[];
  /** Tests and hooks that did not fail, in the order in which they ran. */
  readonly ran: readonly Ran[];
}

export interface Ran {
  readonly title: string;
  readonly milliseconds: number;
}

/** Begins the line that ends the output of a test file in plain Node: its result, as JSON. */
export const resultMark = 'result of the test file: ';
export const resultVariable = 'EXPERIMENTS_TEST_RESULT';
export const grepVariable = 'EXPERIMENTS_TEST_GREP';
/** Set when the extension is to list a tracker that is there for tests alone, see `trackers.ts`. */
export const trackersVariable = 'EXPERIMENTS_TEST_TRACKERS';
/** Set when a test may write down what it found instead of comparing with what is written. */
export const writeVariable = 'EXPERIMENTS_TEST_WRITE';
/** Set when pages are to leave pictures, see `pageScreenshot.ts`. */
export const picturesVariable = 'EXPERIMENTS_TEST_PICTURES';

/** Where the cases of property tests begin; `fixedSeed.ts` says why it is the same place each time. */
export const seedVariable = 'EXPERIMENTS_TEST_SEED';
/** Set when the editor's part of the fault matrix tries all faults and not one of each kind. */
export const allFaultsVariable = 'EXPERIMENTS_TEST_ALL_FAULTS';

/**
 * A test waits for many things one after another: it must not end before the first of them that does not come has said
 * so.
 */
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
  const ran: Ran[] = [];
  const failures: string[] = [];
  const result = await new Promise<SuiteResult>((resolve) => {
    const runner = mocha.run(() => resolve({ passed: runner.stats?.passes ?? 0, failures, ran }));
    const note = (one: Mocha.Runnable): void =>
      void ran.push({ title: one.fullTitle(), milliseconds: one.duration ?? 0 });
    runner.on('pass', note);
    runner.on('hook end', note);
    runner.on('fail', (one) => failures.push(one.fullTitle()));
  });
  // Otherwise it would go on to hear of uncaught errors, which belong to the next suite of this process.
  mocha.dispose();
  const file = process.env[resultVariable];
  if (file !== undefined) {
    await writeFile(file, JSON.stringify(result));
  }
  return result;
}
