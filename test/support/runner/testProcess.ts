// Runs test files in plain Node, one after another as the parent process names them; `lane.ts` is the other end.
import { resolve } from 'node:path';
import Mocha from 'mocha';
import { resultMark, runSuite } from './suite';

// Mocha fails the running test for an uncaught error; a rejection that nobody awaits must count as one.
process.on('unhandledRejection', (reason) => {
  throw reason;
});

process.on('message', (file: string) => {
  void runSuite(Mocha, async (mocha) => {
    mocha.addFile(resolve('test/support/runner/fixedSeed.ts'));
    mocha.addFile(resolve(file));
    await mocha.loadFilesAsync();
  }).then((result) => console.log(`${resultMark}${JSON.stringify(result)}`));
});

// A server or a browser that a test forgot must not keep the process from ending.
process.once('disconnect', () => process.exit());
