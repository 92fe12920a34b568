// The process of a ring that runs in plain Node: `node --import tsx test/support/nodeRing.ts <test files>`.
import { resolve } from 'node:path';
import Mocha from 'mocha';
import { runSuite } from './suite';

// Mocha fails the running test for an uncaught error; a rejection that nobody awaits must count as one.
process.on('unhandledRejection', (reason) => {
  throw reason;
});

const { failed } = await runSuite(Mocha, async (mocha) => {
  for (const file of process.argv.slice(2)) mocha.addFile(resolve(file));
  await mocha.loadFilesAsync();
});
// A server or a browser that a test forgot must not keep the ring from ending.
process.exit(failed === 0 ? 0 : 1);
