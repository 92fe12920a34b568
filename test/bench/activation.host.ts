/**
 * Runs inside a fresh extension host: how long the cold `activate()` of the shipped bundle takes, loading it included.
 */
import { writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';

/** Names the file that takes the milliseconds. */
export const resultVariable = 'EXPERIMENTS_BENCH_RESULT';

export async function run(): Promise<void> {
  const extension = vscode.extensions.getExtension('experiment-explorer.experiment-explorer');
  const file = process.env[resultVariable];
  if (extension === undefined || file === undefined) {
    throw new Error('The extension or the result file is missing.');
  }
  if (extension.isActive) {
    throw new Error('The extension was active before anybody asked for it.');
  }
  const began = performance.now();
  await extension.activate();
  await writeFile(file, JSON.stringify(performance.now() - began));
}
