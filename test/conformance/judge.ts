/**
 * A judge: a Python process with the official SDK that takes orders, one a line, and answers each with a line (see
 * `comet/judge.py`).
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Lab } from '../../src/lab/comet/server';

const project = join(import.meta.dirname, '../..');
const isWindows = process.platform === 'win32';

export interface Verdict {
  readonly calls: number;
  readonly compared: number;
  readonly differences: readonly string[];
  /** What the part returned. */
  readonly result: unknown;
}

export interface Judge {
  /** One at a time. Rejects when the process ends instead of answering. */
  order(part: string): Promise<Verdict>;
  close(): Promise<void>;
}

/**
 * `script` of this folder, pointed at the lab, with a home of its own: a developer's own configuration and account are
 * out of reach.
 */
export async function startJudge(
  interpreter: string,
  script: string,
  parameters: readonly string[],
  lab: Lab,
): Promise<Judge> {
  const home = await mkdtemp(join(tmpdir(), 'conformance-'));
  const child = spawn(interpreter, [join(import.meta.dirname, 'comet', script), ...parameters], {
    cwd: home,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOME: home,
      USERPROFILE: home,
      SYSTEMROOT: process.env.SYSTEMROOT,
      TMPDIR: home,
      TEMP: home,
      PYTHONUTF8: '1',
      PYTHONDONTWRITEBYTECODE: '1',
      COMET_API_KEY: lab.apiKey,
      COMET_URL_OVERRIDE: `${lab.url}/clientlib/`,
      COMET_LOGGING_CONSOLE: 'CRITICAL',
      COMET_INTERNAL_SENTRY_DSN: '',
      COMET_ERROR_TRACKING_ENABLE: 'false',
      COMET_TIMEOUT_CLEANING: '20',
      COMET_TIMEOUT_UPLOAD: '20',
      COMET_HTTP_TIMEOUT: '10',
    },
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors = (errors + text).slice(-4000)));
  const ended = once(child, 'close');
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async order(part) {
      child.stdin.write(`${part}\n`);
      const answer = await answers.next();
      if (answer.done === true) {
        throw new Error(`${script} ended while at “${part}”.\n${errors}`);
      }
      return JSON.parse(answer.value) as Verdict;
    },
    async close() {
      child.stdin.end();
      await ended;
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** What the user reads, and nothing else. */
export class MissingPython extends Error {
  override readonly name = 'MissingPython';
}

/**
 * A virtual environment for the requirements in a file of `comet/`, made once. Returns its interpreter; throws
 * MissingPython.
 */
export async function preparePython(file: string): Promise<string> {
  const requirements = join(import.meta.dirname, 'comet', file);
  const version = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex')
    .slice(0, 12);
  const folder = join(project, '.vscode-test/conformance', version);
  const interpreter = isWindows ? join(folder, 'Scripts/python.exe') : join(folder, 'bin/python');
  const complete = join(folder, 'complete');
  if (!existsSync(complete)) {
    console.log(`Installing ${file} …`);
    await mkdir(folder, { recursive: true });
    const python = isWindows ? 'python' : 'python3';
    await run(python, ['-m', 'venv', '--clear', folder]).catch((error: unknown) => {
      throw new MissingPython(
        `The conformance tests need Python 3.10 or newer with venv, as ${python} on the path (${firstLine(error)}).`,
      );
    });
    await run(interpreter, [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--disable-pip-version-check',
      '-r',
      requirements,
    ]).catch((error: unknown) => {
      throw new MissingPython(`The official SDK could not be installed from PyPI (${firstLine(error)}).`);
    });
    await writeFile(complete, '');
  }
  return interpreter;
}

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).trim().split('\n').at(-1) ?? '';

function run(command: string, parameters: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, { stdio: ['ignore', 'ignore', 'pipe'] });
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) {
        resolve();
      } else {
        reject(new Error(errors.trim() || `${command} ended with ${String(code)}`));
      }
    });
  });
}
