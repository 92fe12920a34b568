// The tests entry inside the extension host: runs the bundle of every test/host/*.test.ts with mocha.
import { join } from 'node:path';
import { format } from 'node:util';
import { version } from 'vscode';
import { runSuite } from '../support/runner/suite';
import { hostMark } from '../support/vscode/vscode';

export async function run(): Promise<void> {
  markConsole();
  const { default: Mocha } = await import('mocha');
  const { passed, failures } = await runSuite(Mocha, async (mocha) => {
    mocha.addFile(join(__dirname, 'hostTests.cjs'));
    await mocha.loadFilesAsync();
  });
  if (failures.length > 0) {
    throw new Error(`${failures.length} of ${passed + failures.length} host tests failed.`);
  }
}

/** A console in place of the host's, whose methods VS Code does not let anyone replace. */
function markConsole(): void {
  const { console } = globalThis;
  const marked = (...args: unknown[]): void => console.log(`${hostMark}${version} │ ${format(...args)}`);
  globalThis.console = Object.create(console) as Console;
  for (const level of ['debug', 'log', 'info', 'warn', 'error'] as const) {
    Object.defineProperty(globalThis.console, level, { value: marked });
  }
}
