/** `npm run bench`: all figures in one run, on the console and in bench/results.json. Ratios are measured side by side. */
import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from '../support/installation';
import { activationMs, sizes } from './activation';
import { expand10k } from './expand';
import { rounded } from './figures';
import { labFigures } from './lab';

execFileSync(process.execPath, ['esbuild.mjs'], { cwd: projectFolder, stdio: 'inherit' });
const figures: Record<string, number> = {
  ...(await expand10k()),
  ...(await labFigures()),
  activationMs: await activationMs(),
  ...(await sizes()),
};
const results = {
  node: process.version,
  platform: `${process.platform} ${process.arch}, ${cpus().length} cores`,
  ...Object.fromEntries(Object.entries(figures).map(([name, figure]) => [name, rounded(figure)])),
};
await mkdir(join(projectFolder, 'bench'), { recursive: true });
await writeFile(join(projectFolder, 'bench/results.json'), `${JSON.stringify(results, null, 2)}\n`);
console.log(results);
