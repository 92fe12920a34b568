/**
 * The lab as a server: how many metric writes it keeps on disk and acknowledges in a second, and how long the largest
 * chart takes over HTTP beside `JSON.stringify` of the same object.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { mostPoints } from '../../src/lab/content';
import { projectFolder } from '../support/installation';
import { median } from './figures';

const writes = 4000;
/** As many as the Python SDK has at once, and then some. */
const writers = 8;
const charts = 9;

interface Served {
  readonly url: string;
  readonly apiKey: string;
  readonly written: string;
  readonly charted: string;
}

export interface LabFigures extends Record<string, number> {
  labMetricWritesPerSecond: number;
  labChartRatio: number;
  labChartMs: number;
  /** The longest time that the lab's process was held up while it served charts. */
  labChartBlockMs: number;
}

export async function labFigures(): Promise<LabFigures> {
  const child = fork(join(projectFolder, 'test/bench/labServer.ts'), {
    execArgv: ['--import', 'tsx'],
    cwd: projectFolder,
  });
  const agent = new Agent({ keepAlive: true });
  try {
    const [lab] = (await once(child, 'message')) as [Served];
    const post = poster(lab, agent);
    const labMetricWritesPerSecond = await writesPerSecond(post, lab);
    await longestBlock(child);
    const { ratio, milliseconds } = await chart(post, lab);
    return {
      labMetricWritesPerSecond,
      labChartRatio: ratio,
      labChartMs: milliseconds,
      labChartBlockMs: await longestBlock(child),
    };
  } finally {
    agent.destroy();
    child.disconnect();
  }
}

type Post = (path: string, body: unknown) => Promise<Buffer>;

const poster =
  ({ url, apiKey }: Served, agent: Agent): Post =>
  (path, body) =>
    new Promise((resolve, reject) => {
      const call = request(
        `${url}/api/rest/v2/${path}`,
        { method: 'POST', agent, headers: { Authorization: apiKey, 'Accept-Encoding': 'gzip' } },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('error', reject);
          answer.on('end', () => {
            if (answer.statusCode === 200) {
              resolve(Buffer.concat(chunks));
            } else {
              reject(new Error(`${path} answered ${answer.statusCode}.`));
            }
          });
        },
      );
      call.on('error', reject);
      call.end(JSON.stringify(body));
    });

async function writesPerSecond(post: Post, { written: experimentKey }: Served): Promise<number> {
  const burst = async (count: number): Promise<number> => {
    let next = 0;
    const began = performance.now();
    await Promise.all(
      Array.from({ length: writers }, async () => {
        while (next < count) {
          const step = next++;
          await post('write/experiment/metric', {
            experimentKey,
            metricName: 'loss',
            metricValue: 1 / (1 + step),
            step,
            epoch: 1,
            context: 'train',
          });
        }
      }),
    );
    return (count * 1000) / (performance.now() - began);
  };
  await burst(writes / 4);
  return median([await burst(writes), await burst(writes), await burst(writes)]);
}

async function chart(post: Post, { charted }: Served): Promise<{ ratio: number; milliseconds: number }> {
  const body = {
    targetedExperiments: [charted],
    metrics: Array.from({ length: 20 }, (_, metric) => `metric-${metric}`),
    independentMetrics: true,
    fetchFull: true,
  };
  const ratios: number[] = [];
  const times: number[] = [];
  // The first two warm both engines up.
  for (let round = -2; round < charts; round += 1) {
    const asked = performance.now();
    const bytes = await post('experiments/multi-metric-chart', body);
    const took = performance.now() - asked;
    const object = JSON.parse(bytes.toString()) as { experiments: Record<string, { metrics: { values: number[] }[] }> };
    const points = object.experiments[charted]!.metrics.reduce((sum, { values }) => sum + values.length, 0);
    if (points !== 20 * mostPoints) {
      throw new Error(`The chart has ${points} points.`);
    }
    const began = performance.now();
    const text = JSON.stringify(object);
    const stringified = performance.now() - began;
    if (text.length !== bytes.length) {
      throw new Error(`The answer has ${bytes.length} bytes, the object ${text.length}.`);
    }
    if (round < 0) {
      continue;
    }
    ratios.push(took / stringified);
    times.push(took);
  }
  return { ratio: median(ratios), milliseconds: median(times) };
}

async function longestBlock(child: ChildProcess): Promise<number> {
  child.send('done');
  const [{ longestBlockMs }] = (await once(child, 'message')) as [{ longestBlockMs: number }];
  return longestBlockMs;
}
