// A process that runs test files one after another, so that what they share (a browser, windows, compiled modules) is
// made once.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { projectFolder } from '../installation';
import { resultMark, type SuiteResult } from './suite';

export class Lane {
  #child: ChildProcess | undefined;
  #hear: (line: string) => void = () => undefined;

  /**
   * Its result is null when the process ended before the file did; the next file then gets a new process.
   * @param deadline milliseconds after which the file counts as hanging, and its process is ended.
   */
  async run(
    file: string,
    deadline: number,
  ): Promise<{ readonly result: SuiteResult | null; readonly output: readonly string[] }> {
    const child = (this.#child ??= this.#start());
    const output: string[] = [];
    const timer = setTimeout(() => child.kill('SIGKILL'), deadline);
    const result = await new Promise<SuiteResult | null>((resolve) => {
      this.#hear = (line) => {
        if (line.startsWith(resultMark)) {
          resolve(JSON.parse(line.slice(resultMark.length)) as SuiteResult);
        } else {
          output.push(line);
        }
      };
      child.once('close', () => resolve(null));
      child.send(file);
    });
    clearTimeout(timer);
    child.removeAllListeners('close');
    if (result === null) {
      this.#child = undefined;
    }
    return { result, output };
  }

  async end(): Promise<void> {
    if (this.#child === undefined) {
      return;
    }
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
  }

  #start(): ChildProcess {
    const child = fork(join(projectFolder, 'test/support/runner/testProcess.ts'), {
      execArgv: ['--import', 'tsx'],
      cwd: projectFolder,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      if (stream !== null) {
        createInterface(stream).on('line', (line) => this.#hear(line));
      }
    }
    return child;
  }
}
