// `npm run check`: every `check:*` script of package.json, side by side, one a processor, those that take longest
// first. What a part says is printed when it ends; a part that fails does not keep the others from telling.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
/** The longest begins first. */
const order = ['check:lint', 'check:format', 'check:types'];
const parts = Object.keys(scripts)
  .filter((name) => name.startsWith('check:'))
  .sort((one, other) => rank(one) - rank(other));
const failed = [];

const next = async () => {
  for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
    const started = performance.now();
    const { code, output } = await run(part);
    console.log(`${code === 0 ? '✔' : '✘'} ${part} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
    if (code !== 0) {
      failed.push(part);
      console.log(output);
    }
  }
};
await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, next));
if (failed.length > 0) {
  console.error(`\nFailed: ${failed.join(', ')}`);
  process.exit(1);
}

function rank(name) {
  const place = order.indexOf(name);
  return place === -1 ? order.length : place;
}

function run(part) {
  return new Promise((resolve) => {
    // One string for a shell: on Windows, npm is a script of the shell's.
    const child = spawn(`npm run --silent ${part}`, { shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (chunk) => (output += chunk);
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    child.once('close', (code) => resolve({ code, output }));
  });
}
