/** A recorded experiment of the lab as its page is shown it: read by our own client from the lab's server, not made up. */
import assert from 'node:assert/strict';
import { parseCometServer } from '../../src/backends/comet/address';
import { connectComet } from '../../src/backends/comet/backend';
import { directNetwork } from '../../src/backends/http';
import { serveComet } from '../../src/lab/cometServer';
import { forgetfulKeep } from '../../src/lab/keep';
import { openRecordings } from '../../src/lab/recordings';
import { BackendError, ready } from '../../src/shared/problem';
import type { ExperimentPageProtocol, ExperimentPageState } from '../../src/shared/protocol';
import type { StubHostOptions } from './stubHost';

export interface RecordedPage {
  readonly state: Partial<ExperimentPageState>;
  readonly answers: Partial<StubHostOptions<ExperimentPageProtocol>['answers']>;
}

/** Of the project's experiments the one with the most assets whose name holds the words. */
export async function recordedPage(project: string, words = ''): Promise<RecordedPage> {
  const store = await openRecordings({ folder: 'media/lab', now: Date.now, pace: 1, keep: forgetfulKeep() });
  const recorded = store.workspaces().flatMap((workspace) => store.projects(workspace)).filter(({ name }) => name === project)
    .flatMap((one) => [false, true].flatMap((archived) => store.experiments(one, archived)));
  const contents = await Promise.all(recorded.filter(({ name }) => name.includes(words)).map(async (one) => ({ key: one.key, content: await one.content() })));
  const [richest] = contents.sort((one, other) => other.content.assets.size - one.content.assets.size);
  assert.ok(richest, `no recorded experiment in ${project}`);
  const { key } = richest;

  const lab = await serveComet(store, Date.now);
  try {
    const comet = connectComet({ server: parseCometServer(lab.url), apiKey: lab.apiKey, network: directNetwork, log: () => undefined });
    const { signal } = new AbortController();
    const html = await comet.getHtml(key, signal);
    const graph = await comet.getGraph(key, signal);
    const assets = await comet.listAssets(key, signal);
    const bytes = new Map(await Promise.all(assets.filter(({ remoteUrl }) => remoteUrl === null).map(async (asset): Promise<[string, Uint8Array<ArrayBuffer>]> => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of (await comet.openAsset(key, asset, {}, signal)).body) chunks.push(chunk);
      return [asset.id, new Uint8Array(Buffer.concat(chunks))];
    })));
    return {
      state: {
        experiment: ready(await comet.getExperiment(key, signal)), assets: ready(assets),
        parameters: ready(await comet.getParameters(key, signal)), others: ready(await comet.getOthers(key, signal)),
      },
      answers: {
        asset: ({ assetId }) => {
          const found = bytes.get(assetId);
          return found === undefined ? Promise.reject(new BackendError('notFound', 'The experiment has no such asset.')) : Promise.resolve(found);
        },
        html: () => Promise.resolve(html),
        graph: () => Promise.resolve(graph),
      },
    };
  } finally {
    await lab.close();
  }
}

