/**
 * `npm run conformance`: the official Comet SDK, in a Python of its own, reads everything from the lab and is compared
 * with the archives that the lab was given. Then the same again with one field of each answer made wrong, to see that
 * the comparison notices; `-- --break <name>` does just one of these, and ends as badly as it should.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startCometLab } from '../../src/lab/cometServer';

const project = join(import.meta.dirname, '../..');
const archives = join(project, 'media/lab');
const requirements = join(import.meta.dirname, 'requirements.txt');
/** Enough to meet every kind of answer, when the comparison is only to notice a wrong one. */
const smallProject = 'wine';

interface Outcome {
  readonly sdk: string;
  readonly calls: number;
  readonly compared: number;
  readonly differences: number;
}

type Answer = Record<string, unknown>;
type Rows = Answer[];

interface Break {
  readonly path: RegExp;
  readonly change: (body: string) => string;
}

/** One field of one endpoint's answers, wrong as a careless server's would be. */
const breaks: Readonly<Record<string, Break>> = {
  name: wrong(/v2\/experiment\/metadata$/, (answer) => { answer.experimentName = 'wrong'; }),
  duration: wrong(/v2\/experiment\/metadata$/, (answer) => { answer.durationMillis = 1; }),
  metric: wrong(/\/metrics\/get-all$/, (answer) => { first(answer.metrics).metricValue = '0.123456'; }),
  chart: wrong(/\/multi-metric-chart$/, (answer) => {
    const [experiment] = Object.values(answer.experiments as Record<string, { metrics: { values: unknown[] }[] }>);
    experiment?.metrics[0]?.values.splice(0, 1, 987_654);
  }),
  summary: wrong(/\/metrics\/summary$/, (answer) => { first(answer.values).valueMax = '987654'; }),
  parameter: wrong(/v2\/experiment\/parameters$/, (answer) => { first(answer.values).valueCurrent = 'wrong'; }),
  other: wrong(/v2\/experiment\/log-other$/, (answer) => { first(answer.values).valueCurrent = 'wrong'; }),
  tags: wrong(/v2\/experiment\/tags$/, (answer) => { (answer.tags as string[]).push('wrong'); }),
  output: wrong(/v2\/experiment\/output$/, (answer) => { answer.output = String(answer.output).trimEnd(); }),
  asset: { path: /\/asset\/get-asset$/, change: (body) => `${body} ` },
  listing: wrong(/\/asset\/list$/, (answer) => { first(answer.assets).fileSize = 1; }),
  system: wrong(/\/system-details$/, (answer) => { answer.hostname = 'wrong'; }),
  git: wrong(/\/git\/metadata$/, (answer) => { answer.parent = 'wrong'; }),
  query: wrong(/\/project\/query$/, (answer) => { answer.experimentKeys = []; }),
  project: wrong(/\/rest\/v2\/project$/, (answer) => { answer.numberOfExperiments = 0; }),
};

function wrong(path: RegExp, spoil: (answer: Answer) => void): Break {
  return {
    path,
    change(body) {
      const answer = JSON.parse(body) as Answer;
      spoil(answer);
      return JSON.stringify(answer);
    },
  };
}

function first(rows: unknown): Answer {
  return (rows as Rows)[0] ?? {};
}

const { values } = parseArgs({ options: { break: { type: 'string' } } });
const python = await preparePython();
process.exitCode = values.break === undefined ? await everything() : await oneBreak(values.break);

async function everything(): Promise<number> {
  const started = performance.now();
  const sound = await compare(null);
  console.log(`comet_ml ${sound.sdk}: ${sound.calls} SDK calls, ${sound.compared} values compared, ${sound.differences} differences, ${seconds(started)} s`);
  if (sound.differences > 0) {
    return 1;
  }
  const missed: string[] = [];
  for (const name of Object.keys(breaks)) {
    const { differences } = await compare(name, true);
    if (differences === 0) {
      missed.push(name);
    }
  }
  console.log(missed.length === 0
    ? `Each of ${Object.keys(breaks).length} wrong answers was noticed, ${seconds(started)} s.`
    : `Not noticed when wrong: ${missed.join(', ')}`);
  return missed.length === 0 ? 0 : 1;
}

async function oneBreak(name: string): Promise<number> {
  if (!Object.hasOwn(breaks, name)) {
    console.error(`Nothing to break is called ${name}; there is ${Object.keys(breaks).join(', ')}.`);
    return 2;
  }
  const { differences } = await compare(name);
  console.log(`With a wrong ${name}: ${differences} differences.`);
  return differences > 0 ? 1 : 0;
}

/** Serves the archives with a clock that stands still, so that the live experiment does not move meanwhile. */
async function compare(breakName: string | null, quiet = false): Promise<Outcome> {
  const opened = Date.now();
  const lab = await startCometLab({ archives, now: () => opened });
  const broken = breakName === null ? undefined : breaks[breakName];
  if (broken !== undefined) {
    lab.misbehave.always(broken.path, { kind: 'rewrite', change: broken.change });
  }
  const home = await mkdtemp(join(tmpdir(), 'conformance-'));
  try {
    const output = await run(python, [join(import.meta.dirname, 'compare.py'), archives, String(opened)], {
      // A developer's own configuration and account are out of reach.
      cwd: home,
      env: {
        PATH: process.env.PATH, HOME: home, USERPROFILE: home, SYSTEMROOT: process.env.SYSTEMROOT, PYTHONUTF8: '1', PYTHONDONTWRITEBYTECODE: '1',
        COMET_API_KEY: lab.apiKey, COMET_URL_OVERRIDE: `${lab.url}/clientlib/`, COMET_LOGGING_CONSOLE: 'ERROR',
        COMET_INTERNAL_SENTRY_DSN: '', COMET_ERROR_TRACKING_ENABLE: 'false',
        ...(quiet ? { CONFORMANCE_ONLY: smallProject } : {}),
      },
    });
    const lines = output.trimEnd().split('\n');
    const outcome = JSON.parse(lines.at(-1) ?? '') as Outcome;
    if (!quiet) {
      for (const line of lines.slice(0, -1)) {
        console.log(line);
      }
    }
    return outcome;
  } finally {
    await lab.close();
    await rm(home, { recursive: true });
  }
}

/** A virtual environment for these very requirements, made once. Returns its interpreter. */
async function preparePython(): Promise<string> {
  const version = createHash('sha256').update(await readFile(requirements)).digest('hex').slice(0, 12);
  const folder = join(project, '.vscode-test/conformance', version);
  const interpreter = process.platform === 'win32' ? join(folder, 'Scripts/python.exe') : join(folder, 'bin/python');
  const complete = join(folder, 'complete');
  if (!existsSync(complete)) {
    console.log('Installing the official SDK …');
    await mkdir(folder, { recursive: true });
    await run(process.platform === 'win32' ? 'python' : 'python3', ['-m', 'venv', '--clear', folder], {});
    await run(interpreter, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements], {});
    await writeFile(complete, '');
  }
  return interpreter;
}

/** Standard output of a process. What `compare.py` finds different is no error of the process: status 1 is let through. */
function run(command: string, parameters: string[], options: { cwd?: string; env?: NodeJS.ProcessEnv }): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0 || (code === 1 && output.trimEnd().endsWith('}'))) {
        resolve(output);
      } else {
        reject(new Error(`${command} ended with ${String(code)}\n${output}${errors}`));
      }
    });
  });
}

function seconds(started: number): number {
  return Math.round((performance.now() - started) / 1000);
}
