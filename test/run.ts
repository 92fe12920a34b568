// `npm test`: builds once, runs the rings in stages, the processes of a stage at the same time, and ends with one line that counts them all.
// Usage: tsx test/run.ts [unit|pages|host|workbench|faults]… [--grep <text>] [--vscode newest|1.103] [--write]
// `npm run faults` is the ring of what takes minutes by its nature: hundreds of faults, dozens of kills. With --write it writes its table into docs/reliability.md.
import { spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { launchBrowser } from './support/browser';
import { PlainFailure, projectFolder } from './support/installation';
import { obtainVsCode } from './support/launcher';
import { allFaultsVariable, grepVariable, resultVariable, writeVariable } from './support/suite';
import type { SuiteResult } from './support/suite';
import { vsCodeVersions } from './support/vscode';
import type { VsCodeVersion } from './support/vscode';

const dailyRings = ['unit', 'pages', 'host', 'workbench'] as const;
const ringNames = [...dailyRings, 'faults'] as const;
type RingName = (typeof ringNames)[number];

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { grep: { type: 'string' }, vscode: { type: 'string' }, write: { type: 'boolean' } },
});
const rings: readonly RingName[] = positionals.length === 0 ? dailyRings : positionals.map((name) => member(ringNames, name, 'ring'));
const versions = values.vscode === undefined ? vsCodeVersions : [member(vsCodeVersions, values.vscode, 'VS Code version')];
if (values.grep !== undefined) process.env[grepVariable] = values.grep;
if (values.write === true) process.env[writeVariable] = 'yes';
// A developer's own account must be out of the tests' reach, and tools must not behave otherwise in CI than at a desk.
for (const name of Object.keys(process.env)) if (name.startsWith('COMET_') || name.startsWith('POLYAXON_') || name === 'CI') Reflect.deleteProperty(process.env, name);

/** The host tests that belong to `npm run faults`, by their title. */
const documentFaults = 'documents under faults';

/** Far beyond what any ring needs, on a busy machine too: ends one that hangs. */
const ringDeadline = 45 * 60_000;

/** One process of a ring. */
interface RingProcess {
  readonly title: string;
  readonly run: (resultFile: string, mark: string) => Promise<boolean>;
}

const total = { passed: 0, failed: 0 };
if (await succeeds(process.execPath, ['esbuild.mjs', '--tests'])) {
  // Windows and pages wait more than they work: two of them take little longer than one, and plain Node has room beside them.
  for (const stage of [['unit', 'host'], ['pages'], ['workbench'], ['faults']] as const) {
    const chosen = stage.filter((ring) => rings.includes(ring));
    for (const ring of chosen) await install(ring);
    const processes = chosen.flatMap(processesOf);
    if (processes.length > 0) console.log(`\n── ${processes.map(({ title }) => title).join(', ')} ──`);
    // What writes the same document writes it one after the other.
    if (values.write === true) for (const each of processes) await count(each);
    else await Promise.all(processes.map(count));
  }
  // With --grep most processes may have nothing to do; all of them together must have had something.
  if (total.passed + total.failed === 0) {
    console.error('No test ran.');
    total.failed += 1;
  }
} else {
  console.error('The build failed, so no test could run.');
  total.failed += 1;
}
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);

function processesOf(ring: RingName): readonly RingProcess[] {
  switch (ring) {
    case 'host':
      return versions.map((version) => ({ title: `host on VS Code ${version}`, run: (resultFile, mark) => runHostRing(version, resultFile, mark) }));
    case 'unit':
      return [{ title: ring, run: (resultFile, mark) => runNodeRing(testsOf(ring), resultFile, mark) }];
    case 'pages':
    case 'workbench':
      return halves(testsOf(ring)).map((files, half) => ({ title: `${ring} ${half + 1}`, run: (resultFile, mark) => runNodeRing(files, resultFile, mark) }));
    case 'faults':
      // The matrix takes as long as all kills together.
      return [...[true, false].map((isMatrix) => ({
        title: isMatrix ? 'fault matrix' : 'kills and clients',
        run: (resultFile: string, mark: string) => runNodeRing(testsOf(ring).filter((file) => file.includes('matrix') === isMatrix), resultFile, mark),
      })), { title: 'faults in VS Code', run: (resultFile, mark) => runHostRing('newest', resultFile, mark, { [grepVariable]: values.grep ?? documentFaults, [allFaultsVariable]: 'yes' }) }];
  }
}

/** Test files in two parts of about the same length: the longest file first, each to the part that has less so far. */
function halves(files: readonly string[]): readonly (readonly string[])[] {
  const parts = [0, 1].map(() => ({ files: [] as string[], size: 0 }));
  for (const { file, size } of files.map((file) => ({ file, size: statSync(join(projectFolder, file)).size })).sort((one, other) => other.size - one.size)) {
    const part = parts.reduce((least, candidate) => (candidate.size < least.size ? candidate : least));
    part.files.push(file);
    part.size += size;
  }
  return parts.map((part) => part.files).filter((part) => part.length > 0);
}

/** A process that ended badly without a failed test counts as one failure, and so does one without any test unless only some were asked for. */
async function count({ title, run }: RingProcess): Promise<void> {
  const started = performance.now();
  const folder = await mkdtemp(join(tmpdir(), 'experiments-ring-'));
  const resultFile = join(folder, 'result.json');
  let succeeded = false;
  try {
    succeeded = await run(resultFile, `${title} │ `);
  } catch (error) {
    console.error(error instanceof PlainFailure ? error.message : error);
  }
  const result = await readFile(resultFile, 'utf8').then((text) => JSON.parse(text) as SuiteResult, () => null);
  await rm(folder, { recursive: true });
  const ranNone = values.grep === undefined && result?.passed === 0;
  const crashed = result === null || (result.failed === 0 && (!succeeded || ranNone));
  if (crashed) console.error(ranNone ? `${title}: no test ran.` : `${title}: the process ended badly without a failed test.`);
  const failed = crashed ? 1 : result.failed;
  total.passed += result?.passed ?? 0;
  total.failed += failed;
  console.log(`${title}: ${result?.passed ?? 0} passed, ${failed} failed, ${Math.round((performance.now() - started) / 1000)} s`);
}

/** Before the ring, because a test's own time would not be enough for it, and two rings at once would do it twice. */
async function install(ring: RingName): Promise<void> {
  if (ring === 'unit') return;
  if (ring !== 'faults') await (await launchBrowser()).close();
  if (ring === 'faults') await obtainVsCode('newest');
  else if (ring !== 'pages') for (const version of ring === 'host' ? versions : vsCodeVersions) await obtainVsCode(version);
}

function testsOf(ring: Exclude<RingName, 'host'>): readonly string[] {
  return readdirSync(join(projectFolder, 'test', ring), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .sort()
    .map((name) => join('test', ring, name));
}

async function runNodeRing(files: readonly string[], resultFile: string, mark: string): Promise<boolean> {
  return files.length > 0 && (await succeeds(process.execPath, ['--import', 'tsx', 'test/support/nodeRing.ts', ...files], { [resultVariable]: resultFile }, mark));
}

async function runHostRing(version: VsCodeVersion, resultFile: string, mark: string, environment: Readonly<Record<string, string>> = {}): Promise<boolean> {
  const vscode = await obtainVsCode(version);
  console.log(`${mark}${vscode.description}`);
  const tests = vscode.runHostTests({
    workspace: join(projectFolder, 'test/support/workspace'),
    extension: projectFolder,
    testsEntry: join(projectFolder, 'out/test/host.cjs'),
    environment: { [resultVariable]: resultFile, ...environment },
  });
  const deadline = pause(ringDeadline, undefined, { ref: false }).then(() => {
    throw new PlainFailure('The host tests did not end in three quarters of an hour.');
  });
  return await Promise.race([tests, deadline]);
}

/** With a mark, which then begins each line, its console may be shared with others. */
function succeeds(command: string, args: string[], environment: Record<string, string> = {}, mark?: string): Promise<boolean> {
  return new Promise((resolve) => {
    const output = mark === undefined ? 'inherit' : 'pipe';
    const child = spawn(command, args, { cwd: projectFolder, stdio: ['ignore', output, output], env: { ...process.env, ...environment }, timeout: ringDeadline });
    for (const stream of [child.stdout, child.stderr]) if (stream !== null) createInterface(stream).on('line', (line) => console.log(`${mark ?? ''}${line}`));
    child.once('error', (error) => {
      console.error(error.message);
      resolve(false);
    });
    child.once('close', (code) => resolve(code === 0));
  });
}

function member<T extends string>(members: readonly T[], name: string, kind: string): T {
  const found = members.find((candidate) => candidate === name);
  if (found !== undefined) return found;
  console.error(`There is no ${kind} "${name}"; there are ${members.join(', ')}.`);
  process.exit(1);
}
