// `npm test`: builds once, runs all test files and both hosts side by side, and ends with one line that counts them
// all. Usage: tsx test/run.ts [unit|pages|host|workbench|faults]… [--grep <text>] [--vscode newest|1.103] [--lanes
// <number>] [--seed <number>] [--slowest] [--pictures] [--write] [--titles] [--changed] `npm run faults` is the ring of
// what takes minutes by its nature: hundreds of faults, dozens of kills. With --write it writes its table into
// docs/reliability.md. With --titles it runs nothing and prints the title of every test; with --changed it runs the
// files that what differs from main can break.
import { spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { launchBrowser } from './support/pages/browser';
import { PlainFailure, projectFolder } from './support/installation';
import { changedFiles, describeChoice, readCode, testsThatMayBreak } from './support/runner/changed';
import { Lane } from './support/runner/lane';
import { obtainVsCode } from './support/vscode/launcher';
import {
  allFaultsVariable,
  grepVariable,
  picturesVariable,
  resultVariable,
  trackersVariable,
  seedVariable,
  writeVariable,
  type Ran,
  type SuiteResult,
} from './support/runner/suite';
import { testTitles } from './support/runner/titles';
import { vsCodeVersions } from './support/vscode/vscode';
import type { VsCodeVersion } from './support/vscode/vscode';

const dailyRings = ['unit', 'pages', 'host', 'workbench'] as const;
const ringNames = [...dailyRings, 'faults'] as const;
type RingName = (typeof ringNames)[number];

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    grep: { type: 'string' },
    vscode: { type: 'string' },
    lanes: { type: 'string' },
    seed: { type: 'string' },
    slowest: { type: 'boolean' },
    titles: { type: 'boolean' },
    changed: { type: 'boolean' },
    pictures: { type: 'boolean' },
    write: { type: 'boolean' },
  },
});
const rings: readonly RingName[] =
  positionals.length === 0 ? dailyRings : positionals.map((name) => member(ringNames, name, 'ring'));
const versions =
  values.vscode === undefined ? vsCodeVersions : [member(vsCodeVersions, values.vscode, 'VS Code version')];
if (values.grep !== undefined) {
  process.env[grepVariable] = values.grep;
}
if (values.seed !== undefined) {
  process.env[seedVariable] = values.seed;
}
if (values.pictures === true) {
  process.env[picturesVariable] = 'yes';
}
if (values.write === true) {
  process.env[writeVariable] = 'yes';
}
// A developer's own account must be out of the tests' reach, and tools must not behave otherwise in CI than at a desk.
for (const name of Object.keys(process.env)) {
  if (name.startsWith('COMET_') || name.startsWith('POLYAXON_') || name === 'CI') {
    Reflect.deleteProperty(process.env, name);
  }
}

/** The host tests that belong to `npm run faults`, by their title. */
const documentFaults = 'documents under faults';

/** Far beyond what any job needs, on a busy machine too: ends one that hangs. */
const deadline = 45 * 60_000;
/**
 * Windows and pages wait now and then: one more than there are processors keeps these at work. More than a few windows
 * at once are too much for any machine.
 */
const laneCount =
  values.write === true
    ? 1 // What writes the same document writes it one after the other.
    : Number(values.lanes ?? Math.min(availableParallelism() + 1, 6));

/** What a lane takes at a time: a test file, or a host with all of its tests. */
interface Job {
  readonly ring: RingName;
  readonly title: string;
  /** Rises with the time it takes: the longest begin first, so that the last ones are short. */
  readonly weight: number;
  readonly run: (lane: Lane) => Promise<SuiteResult | null>;
}

const totals = new Map(
  rings.map((ring) => [ring, { passed: 0, failed: 0, seconds: 0, ran: [] as Ran[], jobs: new Map<string, number>() }]),
);
const failures: string[] = [];

/** The test files to run; undefined means all. */
let chosen: ReadonlySet<string> | undefined;
if (values.changed === true) {
  const code = await readCode();
  const isOfRings = (file: string): boolean => rings.some((ring) => file.startsWith(`test/${ring}/`));
  const all = [...code.testTexts.keys()].filter((file) => file.endsWith('.test.ts') && isOfRings(file));
  const changed = changedFiles();
  chosen = new Set(testsThatMayBreak(changed, code).filter(isOfRings));
  console.log(describeChoice(changed, [...chosen], all));
  if (chosen.size === 0) {
    process.exit(0);
  }
}

const isBuilt = await succeeds(process.execPath, ['esbuild.mjs', '--tests']);
if (values.titles === true) {
  console.log((await testTitles(rings)).join('\n'));
  process.exit(isBuilt ? 0 : 1);
}
if (isBuilt) {
  let isInstalled = false;
  const installation = installAll().then(() => {
    isInstalled = true;
  });
  const jobs = rings.flatMap(jobsOf).sort((one, other) => other.weight - one.weight);
  const ends = await Promise.all(
    Array.from({ length: Math.min(laneCount, jobs.length) }, async (_, index) => {
      const lane = new Lane();
      // The last lane begins at the other end: plain Node works while windows open and pages wait.
      for (let job = await next(); job !== undefined; job = await next()) {
        await count(job, lane);
      }
      await lane.end();
      return performance.now();

      async function next(): Promise<Job | undefined> {
        // So does it in all lanes while the first run installs what windows and pages need.
        if (!isInstalled && jobs.at(-1)?.ring === 'unit') {
          return jobs.pop();
        }
        await installation;
        return index === laneCount - 1 ? jobs.pop() : jobs.shift();
      }
    }),
  );
  if (values.slowest === true) {
    const idle = ends.map((end) => `${Math.round((Math.max(...ends) - end) / 1000)} s`);
    console.log(`Idle at the end: ${idle.join(', ')}`);
  }
  for (const [ring, { passed, failed, seconds, ran, jobs: ended }] of totals) {
    console.log(`${ring}: ${passed} passed, ${failed} failed, ${Math.round(seconds)} s of one lane`);
    if (values.slowest !== true) {
      continue;
    }
    for (const [title, took] of [...ended].sort(([, one], [, other]) => other - one).slice(0, 20)) {
      console.log(`  ${Math.round(took)} s ${title}`);
    }
    for (const { title, milliseconds } of [...ran]
      .sort((one, other) => other.milliseconds - one.milliseconds)
      .slice(0, 20)) {
      console.log(`  ${milliseconds} ms ${title}`);
    }
  }
  // With --grep most jobs may have nothing to do; all of them together must have had something.
  if ([...totals.values()].every(({ passed, failed }) => passed + failed === 0)) {
    failures.push('No test ran.');
  }
} else {
  failures.push('The build failed, so no test could run.');
}
for (const failure of failures) {
  console.error(failure);
}
const passed = [...totals.values()].reduce((sum, ring) => sum + ring.passed, 0);
console.log(`\n${passed} passed, ${failures.length} failed`);
process.exit(failures.length === 0 ? 0 : 1);

function jobsOf(ring: RingName): readonly Job[] {
  if (ring === 'host') {
    if (chosen !== undefined && ![...chosen].some((file) => file.startsWith('test/host/'))) {
      return [];
    }
    return versions.map((version) => ({
      ring,
      title: `host on VS Code ${version}`,
      weight: Infinity,
      run: () => runHost(version),
    }));
  }
  // A line of a workbench test takes longest, and one of plain Node a moment.
  const weight = { workbench: 1e12, pages: 1e6, unit: 1, faults: 1 }[ring];
  const files = testsOf(ring).map((file): Job => ({
    // The fault matrix says little and takes longest.
    ring,
    title: file,
    weight: file.includes('matrix') ? Infinity : weight * statSync(join(projectFolder, file)).size,
    run: async (lane) => {
      const { result, output } = await lane.run(file, deadline);
      // With --grep, most files have nothing to say.
      if (result === null || result.passed + result.failures.length > 0) {
        console.log(`\n── ${file} ──\n${output.join('\n')}`);
      }
      return result;
    },
  }));
  if (ring !== 'faults') {
    return files;
  }
  const environment = { [grepVariable]: values.grep ?? documentFaults, [allFaultsVariable]: 'yes' };
  return [...files, { ring, title: 'faults in VS Code', weight: Infinity, run: () => runHost('newest', environment) }];
}

/**
 * A job that ended badly without a failed test counts as one failure, and so does one without any test unless only some
 * were asked for.
 */
async function count(job: Job, lane: Lane): Promise<void> {
  const started = performance.now();
  const result = await job.run(lane).catch((error: unknown) => {
    console.error(error instanceof PlainFailure ? error.message : error);
    return null;
  });
  const total = totals.get(job.ring);
  if (total === undefined) {
    return;
  }
  const took = (performance.now() - started) / 1000;
  total.seconds += took;
  total.jobs.set(job.title, took);
  const ofJob =
    result === null
      ? [`${job.title}: the process ended badly without a failed test.`]
      : result.passed + result.failures.length === 0 && values.grep === undefined
        ? [`${job.title}: no test ran.`]
        : result.failures.map((title) => `${job.title}: failed: ${title}`);
  failures.push(...ofJob);
  total.passed += result?.passed ?? 0;
  total.failed += ofJob.length;
  total.ran.push(...(result?.ran ?? []));
}

/** Before the tests that need it, because a test's own time would not be enough, and two at once would do it twice. */
async function installAll(): Promise<void> {
  for (const ring of rings) {
    await install(ring);
  }
}

async function install(ring: RingName): Promise<void> {
  if (ring === 'unit') {
    return;
  }
  await (await launchBrowser()).close();
  if (ring === 'faults') {
    await obtainVsCode('newest');
  } else if (ring !== 'pages') {
    for (const version of ring === 'host' ? versions : vsCodeVersions) {
      await obtainVsCode(version);
    }
  }
}

function testsOf(ring: Exclude<RingName, 'host'>): readonly string[] {
  return readdirSync(join(projectFolder, 'test', ring), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join('test', ring, name))
    .filter((file) => chosen?.has(file.replaceAll('\\', '/')) !== false);
}

async function runHost(
  version: VsCodeVersion,
  environment: Readonly<Record<string, string>> = {},
): Promise<SuiteResult | null> {
  const vscode = await obtainVsCode(version);
  console.log(`host on VS Code ${version}: ${vscode.description}`);
  const folder = await mkdtemp(join(tmpdir(), 'experiments-ring-'));
  const resultFile = join(folder, 'result.json');
  try {
    const tests = vscode.runHostTests({
      workspace: join(projectFolder, 'test/support/workspace'),
      extension: projectFolder,
      testsEntry: join(projectFolder, 'out/test/host.cjs'),
      environment: { [resultVariable]: resultFile, [trackersVariable]: 'yes', ...environment },
    });
    const ends = pause(deadline, undefined, { ref: false }).then(() => {
      throw new PlainFailure('The host tests did not end in three quarters of an hour.');
    });
    const succeeded = await Promise.race([tests, ends]);
    const result = await readFile(resultFile, 'utf8').then(
      (text) => JSON.parse(text) as SuiteResult,
      () => null,
    );
    return succeeded || (result?.failures.length ?? 0) > 0 ? result : null;
  } finally {
    await rm(folder, { recursive: true });
  }
}

function succeeds(command: string, args: string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: projectFolder,
      stdio: ['ignore', 'inherit', 'inherit'],
      timeout: deadline,
    });
    child.once('error', (error) => {
      console.error(error.message);
      resolve(false);
    });
    child.once('close', (code) => resolve(code === 0));
  });
}

function member<T extends string>(members: readonly T[], name: string, kind: string): T {
  const found = members.find((candidate) => candidate === name);
  if (found !== undefined) {
    return found;
  }
  console.error(`There is no ${kind} "${name}"; there are ${members.join(', ')}.`);
  process.exit(1);
}
