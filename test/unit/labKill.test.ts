// A lab whose process is killed in the middle of a burst of writes has lost nothing that it acknowledged.
import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { archives, multipartBody } from '../support/keptLab';
import { query } from '../support/labFixture';

const kills = 20;
/** Requests under way at once. */
const writers = 12;

interface Child {
  readonly process: ChildProcess;
  readonly url: string;
  readonly apiKey: string;
  readonly notices: readonly string[];
}

/** What the lab acknowledged to have taken, for one experiment. */
interface Acknowledged {
  readonly key: string;
  /** By step; all have the name `loss`. */
  readonly points: Map<number, string>;
  readonly parameters: Map<string, string>;
  readonly tags: Set<string>;
  readonly assets: Map<string, Uint8Array>;
}

const count = ({ points, parameters, tags, assets }: Acknowledged): number => points.size + parameters.size + tags.size + assets.size;

describe('a lab that is killed', () => {
  let folder: string;
  let program: string;
  let child: Child | null = null;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'killed-lab-'));
    // Bundled, for a process that starts at once; below the project, for the package that is not in the bundle.
    program = join(process.cwd(), 'out/unit/killedLab.mjs');
    await build({
      entryPoints: ['test/support/killedLab.ts'], outfile: program, bundle: true, platform: 'node', format: 'esm', external: ['node-sqlite3-wasm'], logLevel: 'warning',
    });
  });

  after(async () => {
    child?.process.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  async function start(): Promise<Child> {
    const started = fork(program, [archives, folder], { execArgv: [] });
    const [told] = await once(started, 'message') as [Omit<Child, 'process'>];
    child = { process: started, ...told };
    return child;
  }

  const ask = async ({ url, apiKey }: Child, path: string, init: RequestInit = {}): Promise<Response> => {
    const answer = await fetch(`${url}/api/rest/v2/${path}`, { ...init, headers: { ...(init.headers as Record<string, string> | undefined), Authorization: apiKey } });
    assert.equal(answer.status, 200, path);
    return answer;
  };
  const post = (lab: Child, path: string, body: unknown): Promise<Response> => ask(lab, path, { method: 'POST', body: JSON.stringify(body) });

  /** Writes until so many writes are acknowledged; at that very moment the process is killed, with others under way. */
  async function burst(lab: Child, acknowledgements: number): Promise<Acknowledged> {
    const { experimentKey: key } = await (await post(lab, 'write/experiment/create', { projectName: 'killed' })).json() as { experimentKey: string };
    const taken: Acknowledged = { key, points: new Map(), parameters: new Map(), tags: new Set(), assets: new Map() };
    let next = 0;
    const isKilled = (): boolean => lab.process.killed;
    const write = async (number: number): Promise<void> => {
      const value = String(Math.random());
      switch (number % 4) {
        case 0: {
          await (await post(lab, 'write/experiment/metric', { experimentKey: key, metricName: 'loss', metricValue: value, step: number })).arrayBuffer();
          return void taken.points.set(number, value);
        }
        case 1: {
          await (await post(lab, 'write/experiment/parameter', { experimentKey: key, parameterName: `p${number}`, parameterValue: value })).arrayBuffer();
          return void taken.parameters.set(`p${number}`, value);
        }
        case 2: {
          await (await post(lab, 'write/experiment/tags', { experimentKey: key, addedTags: [`t${number}`] })).arrayBuffer();
          return void taken.tags.add(`t${number}`);
        }
        default: {
          const bytes = randomBytes(1 + (number * 997) % 40_000);
          const answer = await ask(lab, `write/experiment/upload-asset?${query({ experimentKey: key, fileName: `${number}.bin` })}`, multipartBody([{ name: 'file', bytes }]));
          taken.assets.set((await answer.json() as { assetId: string }).assetId, bytes);
        }
      }
    };
    const writeOn = async (): Promise<void> => {
      while (!isKilled()) {
        next += 1;
        try {
          await write(next);
        } catch (error) {
          // Whoever was not answered before the kill may or may not be kept.
          if (isKilled() && error instanceof TypeError) return;
          throw error;
        }
        if (count(taken) >= acknowledgements && !isKilled()) lab.process.kill('SIGKILL');
      }
    };
    const [[, signal]] = await Promise.all([
      once(lab.process, 'exit') as Promise<[number | null, string | null]>,
      ...Array.from({ length: writers }, writeOn),
    ]);
    assert.equal(signal, 'SIGKILL');
    return taken;
  }

  /** How many of the acknowledged writes are there, each once and as it was written. */
  async function readBack(lab: Child, taken: Acknowledged): Promise<number> {
    const read = async <T>(path: string, more: Record<string, string> = {}): Promise<T> =>
      await (await ask(lab, `experiment/${path}?${query({ experimentKey: taken.key, ...more })}`)).json() as T;
    const { metrics } = await read<{ metrics: { step: number; metricValue: string }[] }>('metrics/get-metric', { metricName: 'loss' });
    const parameters = new Map((await read<{ values: { name: string; valueCurrent: string }[] }>('parameters')).values.map(({ name, valueCurrent }) => [name, valueCurrent]));
    const tags = new Set((await read<{ tags: string[] }>('tags')).tags);
    assert.equal(new Set(metrics.map(({ step }) => step)).size, metrics.length, 'a point came twice');
    const points = new Map(metrics.map(({ step, metricValue }) => [step, metricValue]));
    let found = 0;
    for (const [step, value] of taken.points) found += points.get(step) === value ? 1 : 0;
    for (const [name, value] of taken.parameters) found += parameters.get(name) === value ? 1 : 0;
    for (const tag of taken.tags) found += tags.has(tag) ? 1 : 0;
    for (const [assetId, bytes] of taken.assets) {
      const answer = await ask(lab, `experiment/asset/get-asset?${query({ experimentKey: taken.key, assetId })}`);
      found += Buffer.compare(Buffer.from(await answer.arrayBuffer()), bytes) === 0 ? 1 : 0;
    }
    // What was under way is there as a whole or not at all.
    const { assets } = await read<{ assets: { assetId: string; fileSize: number }[] }>('asset/list');
    for (const { assetId, fileSize } of assets) {
      const answer = await ask(lab, `experiment/asset/get-asset?${query({ experimentKey: taken.key, assetId })}`);
      assert.equal((await answer.arrayBuffer()).byteLength, fileSize);
    }
    return found;
  }

  it(`has every acknowledged write after each of ${kills} kills`, async () => {
    const bursts: Acknowledged[] = [];
    let lab = await start();
    for (let kill = 0; kill < kills; kill += 1) {
      bursts.push(await burst(lab, 20 + kill * 11));
      lab = await start();
      assert.deepEqual(lab.notices, []);
      const latest = bursts[kill]!;
      assert.equal(await readBack(lab, latest), count(latest), `after kill ${kill + 1}`);
    }
    let read = 0;
    for (const taken of bursts) read += await readBack(lab, taken);
    const written = bursts.reduce((sum, taken) => sum + count(taken), 0);
    assert.equal(read, written);
    assert.ok(written >= 20 * kills);
    console.log(`      ${kills} kills: ${written} writes acknowledged, ${read} read back`);
    // So many processes one after another take minutes where others have the processor too.
  }).timeout(10 * 60_000);
});
