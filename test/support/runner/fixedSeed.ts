// Loaded before the test files and by the loader that loads them: a fast-check that another one loads is another one.
import fc from 'fast-check';
import { seedVariable } from './suite';

// The same cases each time: what only some cases show must not fail a change that has nothing to do with it. `--seed`
// looks for others.
fc.configureGlobal({ seed: Number(process.env[seedVariable] ?? 1) });
