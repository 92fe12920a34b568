/**
 * `npm run bench`: all figures in one run, on the console and in bench/results.json. `npm run bench -- charts` measures
 * one part and leaves the figures of the others as they were. Ratios are measured side by side.
 */
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from '../support/installation';
import { activationFigures, sizes } from './activation';
import { chartFigures } from './charts';
import { downloadFigures } from './downloads';
import { expand10k } from './expand';
import { rounded } from './figures';
import { labFigures } from './lab';
import { longWorkFigures } from './longWork';
import { pageFigures } from './pages';
import { spikeFigures } from './spike';

const parts: Readonly<Record<string, () => Promise<Record<string, number>>>> = {
  expand: expand10k,
  lab: labFigures,
  longWork: longWorkFigures,
  downloads: downloadFigures,
  charts: chartFigures,
  pages: pageFigures,
  spike: spikeFigures,
  activation: activationFigures,
  sizes,
};
/** Figures that must not be exceeded: with one that is, the run fails. */
const limits: Readonly<Record<string, number>> = {
  arrange40kBlockMs: 16,
  sameNames20kMs: 1000,
  outputAgainRatio: 0.5,
  activationDeltaMs: 30,
};
/** These measure what is shipped. */
const built = ['pages', 'spike', 'activation', 'sizes'];

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in parts));
if (unknown.length > 0) {
  throw new Error(`There is no part ${unknown.join(', ')}: ${Object.keys(parts).join(', ')}.`);
}
const chosen = asked.length > 0 ? asked : Object.keys(parts);

const file = join(projectFolder, 'bench/results.json');
const before = asked.length > 0 ? (JSON.parse(await readFile(file, 'utf8').catch(() => '{}')) as object) : {};
if (chosen.some((name) => built.includes(name))) {
  execFileSync(process.execPath, ['esbuild.mjs'], { cwd: projectFolder, stdio: 'inherit' });
}
const figures: Record<string, number> = {};
for (const name of chosen) {
  Object.assign(figures, await parts[name]!());
}
const measured = Object.fromEntries(Object.entries(figures).map(([name, figure]) => [name, rounded(figure)]));
const results = {
  ...before,
  node: process.version,
  platform: `${process.platform} ${process.arch}, ${cpus().length} cores`,
  ...measured,
};
await mkdir(join(projectFolder, 'bench'), { recursive: true });
await writeFile(file, `${JSON.stringify(results, null, 2)}\n`);
console.log(asked.length > 0 ? measured : results);
for (const [name, limit] of Object.entries(limits)) {
  if ((measured[name] ?? 0) > limit) {
    console.error(`${name} is ${measured[name]}, more than its limit of ${limit}.`);
    process.exitCode = 1;
  }
}
