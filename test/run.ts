// `npm test`: builds once, runs the rings one after another (both VS Code versions of a ring, and both halves of the pages, at the same time), and ends with one line that counts them all.
// Usage: tsx test/run.ts [unit|pages|host|workbench]… [--grep <text>] [--vscode newest|1.103]
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { launchBrowser } from './support/browser';
import { PlainFailure, projectFolder } from './support/installation';
import { obtainVsCode } from './support/launcher';
import { grepVariable, resultVariable } from './support/suite';
import type { SuiteResult } from './support/suite';
import { vsCodeVersions } from './support/vscode';
import type { VsCodeVersion } from './support/vscode';

const ringNames = ['unit', 'pages', 'host', 'workbench'] as const;
type RingName = (typeof ringNames)[number];

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { grep: { type: 'string' }, vscode: { type: 'string' } },
});
const rings = positionals.length === 0 ? ringNames : positionals.map((name) => member(ringNames, name, 'ring'));
const versions = values.vscode === undefined ? vsCodeVersions : [member(vsCodeVersions, values.vscode, 'VS Code version')];
if (values.grep !== undefined) process.env[grepVariable] = values.grep;
// A developer's own account must be out of the tests' reach, and tools must not behave otherwise in CI than at a desk.
for (const name of Object.keys(process.env)) if (name.startsWith('COMET_') || name.startsWith('POLYAXON_') || name === 'CI') Reflect.deleteProperty(process.env, name);

/** Far beyond what any ring needs, on a busy machine too: ends one that hangs. */
const ringDeadline = 45 * 60_000;

const total = { passed: 0, failed: 0 };
if (await succeeds(process.execPath, ['esbuild.mjs', '--tests'])) {
  for (const ring of rings) {
    await install(ring);
    switch (ring) {
      case 'host':
        await Promise.all(versions.map((version) => count(`host on VS Code ${version}`, (file) => runHostRing(version, file))));
        break;
      case 'pages':
        // A page waits for its browser more than it works: two processes take little longer than one would for half of them.
        await Promise.all([0, 1].map((half) => count(`pages ${half + 1}`, (file) => runNodeRing(testsOf(ring).filter((_, index) => index % 2 === half), file, `pages ${half + 1} │ `))));
        break;
      default:
        await count(ring, (file) => runNodeRing(testsOf(ring), file));
    }
  }
} else {
  console.error('The build failed, so no test could run.');
  total.failed += 1;
}
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);

/** A ring that ran no test, or ended badly without a failed test, counts as one failure. */
async function count(title: string, run: (resultFile: string) => Promise<boolean>): Promise<void> {
  console.log(`\n── ${title} ──`);
  const started = performance.now();
  const folder = await mkdtemp(join(tmpdir(), 'experiments-ring-'));
  const resultFile = join(folder, 'result.json');
  let succeeded = false;
  try {
    succeeded = await run(resultFile);
  } catch (error) {
    console.error(error instanceof PlainFailure ? error.message : error);
  }
  const result = await readFile(resultFile, 'utf8').then((text) => JSON.parse(text) as SuiteResult, () => ({ passed: 0, failed: 0 }));
  await rm(folder, { recursive: true });
  const crashed = result.failed === 0 && (!succeeded || result.passed === 0);
  if (crashed) console.error(result.passed === 0 ? 'No test ran.' : 'The ring ended badly after its tests had passed.');
  total.passed += result.passed;
  total.failed += crashed ? 1 : result.failed;
  console.log(`${title}: ${result.passed} passed, ${crashed ? 1 : result.failed} failed, ${Math.round((performance.now() - started) / 1000)} s`);
}

/** Before the ring, because a test's own time would not be enough for it, and two rings at once would do it twice. */
async function install(ring: RingName): Promise<void> {
  if (ring === 'unit') return;
  await (await launchBrowser()).close();
  if (ring !== 'pages') for (const version of ring === 'host' ? versions : vsCodeVersions) await obtainVsCode(version);
}

function testsOf(ring: Exclude<RingName, 'host'>): readonly string[] {
  return readdirSync(join(projectFolder, 'test', ring), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .sort()
    .map((name) => join('test', ring, name));
}

async function runNodeRing(files: readonly string[], resultFile: string, mark?: string): Promise<boolean> {
  return files.length > 0 && (await succeeds(process.execPath, ['--import', 'tsx', 'test/support/nodeRing.ts', ...files], { [resultVariable]: resultFile }, mark));
}

async function runHostRing(version: VsCodeVersion, resultFile: string): Promise<boolean> {
  const vscode = await obtainVsCode(version);
  console.log(vscode.description);
  const tests = vscode.runHostTests({
    workspace: join(projectFolder, 'test/support/workspace'),
    extension: projectFolder,
    testsEntry: join(projectFolder, 'out/test/host.cjs'),
    environment: { [resultVariable]: resultFile },
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
