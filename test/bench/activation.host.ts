/**
 * Runs inside a fresh extension host: how long the cold `activate()` of the shipped bundle takes, loading it included,
 * and that of an extension that does nothing.
 */
import { writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';

/** Names the file that takes the milliseconds, as `Activation`. */
export const resultVariable = 'EXPERIMENTS_BENCH_RESULT';
/** Set when the empty extension is to be activated after ours. */
export const emptyLastVariable = 'EXPERIMENTS_BENCH_EMPTY_LAST';

/** Milliseconds of one extension host. */
export interface Activation {
  readonly own: number;
  readonly empty: number;
}

export async function run(): Promise<void> {
  const file = process.env[resultVariable];
  if (file === undefined) {
    throw new Error('The result file is missing.');
  }
  // One that VS Code brings along pays for what only the first activation of a host costs.
  await milliseconds('vscode.configuration-editing');
  const measureOwn = () => milliseconds('experiment-explorer.experiment-explorer');
  const measureEmpty = () => milliseconds('experiment-explorer.empty');
  let activation: Activation;
  if (process.env[emptyLastVariable] === undefined) {
    const empty = await measureEmpty();
    activation = { own: await measureOwn(), empty };
  } else {
    const own = await measureOwn();
    activation = { own, empty: await measureEmpty() };
  }
  await writeFile(file, JSON.stringify(activation));
}

async function milliseconds(id: string): Promise<number> {
  const extension = vscode.extensions.getExtension(id);
  if (extension === undefined) {
    throw new Error(`The extension ${id} is missing.`);
  }
  if (extension.isActive && id.startsWith('experiment-explorer.')) {
    throw new Error(`The extension ${id} was active before anybody asked for it.`);
  }
  const began = performance.now();
  await extension.activate();
  return performance.now() - began;
}
