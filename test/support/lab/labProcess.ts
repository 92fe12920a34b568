/**
 * A lab in a process of its own, over a folder that it keeps, and what clients write to it: everything that it
 * acknowledges is remembered, so that it can be counted whether it is still there.
 */
import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { build } from 'esbuild';
import { archives, multipartBody } from './persistentLab';
import { query } from './labFixture';

/** Requests under way at once. */
const writers = 12;

/** What the lab acknowledged to have taken, for one experiment. */
export interface Acknowledged {
  readonly key: string;
  /** By step; all have the name `loss`. */
  readonly points: Map<number, string>;
  readonly parameters: Map<string, string>;
  readonly tags: Set<string>;
  readonly assets: Map<string, Uint8Array>;
}

export const count = ({ points, parameters, tags, assets }: Acknowledged): number =>
  points.size + parameters.size + tags.size + assets.size;

let built: Promise<string> | undefined;

/** Bundled once, for processes that start at once; below the project, for the package that is not in the bundle. */
export const labProgram = (): Promise<string> => (built ??= buildLabProgram());

async function buildLabProgram(): Promise<string> {
  const program = join(process.cwd(), 'out/unit/labProgram.mjs');
  await build({
    entryPoints: ['test/support/lab/labProgram.ts'],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['node-sqlite3-wasm', '@vscode/l10n'],
    logLevel: 'warning',
  });
  return program;
}

export interface ProcessOptions {
  /** Milliseconds that its clock is off. */
  readonly clockStep?: number;
  /** Modules that Node loads before the program. */
  readonly preload?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

export class LabProcess {
  readonly process: ChildProcess;
  readonly url: string;
  readonly apiKey: string;
  readonly notices: readonly string[];

  private constructor(child: ChildProcess, told: { url: string; apiKey: string; notices: readonly string[] }) {
    this.process = child;
    this.url = told.url;
    this.apiKey = told.apiKey;
    this.notices = told.notices;
  }

  static async start(
    program: string,
    folder: string,
    { clockStep = 0, preload = [], environment = {} }: ProcessOptions = {},
  ): Promise<LabProcess> {
    const child = fork(program, [archives, folder], {
      execArgv: preload.flatMap((module) => ['--import', module]),
      env: { ...process.env, CLOCK_STEP_MS: String(clockStep), ...environment },
    });
    const [told] = await Promise.race([
      once(child, 'message') as Promise<[{ url: string; apiKey: string; notices: string[] }]>,
      once(child, 'exit').then(([code]) => {
        throw new Error(`The lab's process ended with ${String(code)}.`);
      }),
    ]);
    return new LabProcess(child, told);
  }

  async stepClock(step: number): Promise<void> {
    const stepped = once(this.process, 'message');
    this.process.send({ step });
    await stepped;
  }

  /** As a user's crash does it: without a word. */
  async kill(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) {
      return;
    }
    const ended = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await ended;
  }

  /** As a window that is closed does it. */
  async close(): Promise<void> {
    const ended = once(this.process, 'exit');
    this.process.disconnect();
    await ended;
  }

  async ask(path: string, init: RequestInit = {}): Promise<Response> {
    const answer = await fetch(`${this.url}/api/rest/v2/${path}`, {
      ...init,
      headers: { ...(init.headers as Record<string, string> | undefined), Authorization: this.apiKey },
    });
    assert.equal(answer.status, 200, path);
    return answer;
  }

  post(path: string, body: unknown): Promise<Response> {
    return this.ask(path, { method: 'POST', body: JSON.stringify(body) });
  }

  async newExperiment(): Promise<Acknowledged> {
    const { experimentKey: key } = (await (
      await this.post('write/experiment/create', { projectName: 'killed' })
    ).json()) as { experimentKey: string };
    return { key, points: new Map(), parameters: new Map(), tags: new Set(), assets: new Map() };
  }

  /** One write of the kind that its number says, remembered when it is acknowledged. */
  async write(taken: Acknowledged, number: number): Promise<void> {
    const { key } = taken;
    const value = String(Math.random());
    switch (number % 4) {
      case 0: {
        await (
          await this.post('write/experiment/metric', {
            experimentKey: key,
            metricName: 'loss',
            metricValue: value,
            step: number,
          })
        ).arrayBuffer();
        return void taken.points.set(number, value);
      }
      case 1: {
        await (
          await this.post('write/experiment/parameter', {
            experimentKey: key,
            parameterName: `p${number}`,
            parameterValue: value,
          })
        ).arrayBuffer();
        return void taken.parameters.set(`p${number}`, value);
      }
      case 2: {
        await (
          await this.post('write/experiment/tags', { experimentKey: key, addedTags: [`t${number}`] })
        ).arrayBuffer();
        return void taken.tags.add(`t${number}`);
      }
      default: {
        const bytes = randomBytes(1 + ((number * 997) % 40_000));
        const answer = await this.ask(
          `write/experiment/upload-asset?${query({ experimentKey: key, fileName: `${number}.bin` })}`,
          multipartBody([{ name: 'file', bytes }]),
        );
        taken.assets.set(((await answer.json()) as { assetId: string }).assetId, bytes);
      }
    }
  }

  /** Writes until so many writes are acknowledged; at that very moment the process is killed, with others under way. */
  async burstUntilKilled(acknowledgements: number): Promise<Acknowledged> {
    const taken = await this.newExperiment();
    let next = 0;
    const isKilled = (): boolean => this.process.killed;
    const writeOn = async (): Promise<void> => {
      while (!isKilled()) {
        next += 1;
        try {
          await this.write(taken, next);
        } catch (error) {
          // Whoever was not answered before the kill may or may not be kept.
          if (isKilled() && error instanceof TypeError) {
            return;
          }
          throw error;
        }
        if (count(taken) >= acknowledgements && !isKilled()) {
          this.process.kill('SIGKILL');
        }
      }
    };
    const [[, signal]] = await Promise.all([
      once(this.process, 'exit') as Promise<[number | null, string | null]>,
      ...Array.from({ length: writers }, writeOn),
    ]);
    assert.equal(signal, 'SIGKILL');
    return taken;
  }

  /** How many of the acknowledged writes are there, each once and as it was written. */
  async readBack(taken: Acknowledged): Promise<number> {
    const read = async <T>(path: string, more: Record<string, string> = {}): Promise<T> =>
      (await (await this.ask(`experiment/${path}?${query({ experimentKey: taken.key, ...more })}`)).json()) as T;
    const { metrics } = await read<{ metrics: { step: number; metricValue: string }[] }>('metrics/get-metric', {
      metricName: 'loss',
    });
    const parameters = new Map(
      (await read<{ values: { name: string; valueCurrent: string }[] }>('parameters')).values.map(
        ({ name, valueCurrent }) => [name, valueCurrent],
      ),
    );
    const tags = new Set((await read<{ tags: string[] }>('tags')).tags);
    assert.equal(new Set(metrics.map(({ step }) => step)).size, metrics.length, 'a point came twice');
    const points = new Map(metrics.map(({ step, metricValue }) => [step, metricValue]));
    let found = 0;
    for (const [step, value] of taken.points) {
      found += points.get(step) === value ? 1 : 0;
    }
    for (const [name, value] of taken.parameters) {
      found += parameters.get(name) === value ? 1 : 0;
    }
    for (const tag of taken.tags) {
      found += tags.has(tag) ? 1 : 0;
    }
    for (const [assetId, bytes] of taken.assets) {
      const answer = await this.ask(`experiment/asset/get-asset?${query({ experimentKey: taken.key, assetId })}`);
      found += Buffer.compare(Buffer.from(await answer.arrayBuffer()), bytes) === 0 ? 1 : 0;
    }
    // What was under way is there as a whole or not at all.
    const { assets } = await read<{ assets: { assetId: string; fileSize: number }[] }>('asset/list');
    for (const { assetId, fileSize } of assets) {
      const answer = await this.ask(`experiment/asset/get-asset?${query({ experimentKey: taken.key, assetId })}`);
      assert.equal((await answer.arrayBuffer()).byteLength, fileSize);
    }
    return found;
  }
}
