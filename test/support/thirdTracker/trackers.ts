/**
 * The trackers of bundles that are made for tests, in the place of `src/trackers/trackers.ts` (see `esbuild.mjs`):
 * those that ship, and where a run asks for it one that is there for tests alone. Loaded by the extension itself, so
 * that the two share their classes.
 */
import { trackers as shipped } from '../../../src/trackers/trackers';
import { ledger } from './tracker';

export const trackers: typeof shipped =
  process.env.EXPERIMENTS_TEST_TRACKERS === undefined ? shipped : [...shipped, ledger];
