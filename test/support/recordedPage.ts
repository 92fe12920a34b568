/**
 * A recorded experiment of the lab as its page is shown it: read by our own client from the lab's server, not made up.
 */
import assert from 'node:assert/strict';
import { parseCometServer } from '../../src/trackers/comet/serverAddress';
import { connectComet } from '../../src/trackers/comet/backend';
import { directNetwork } from '../../src/trackers/http/client';
import { serveComet } from '../../src/lab/comet/server';
import { memoryStorage } from '../../src/lab/storage/storage';
import { openRecordings } from '../../src/lab/recordings/recordings';
import { BackendError, ready } from '../../src/shared/problem';
import type { ExperimentPageProtocol, ExperimentPageState } from '../../src/shared/protocol';
import { outputOf } from './experimentFixture';
import type { StubHostOptions } from './stubHost';
import { assetsOf } from './listed';

export interface RecordedPage {
  readonly state: Partial<ExperimentPageState>;
  readonly answers: Partial<StubHostOptions<ExperimentPageProtocol>['answers']>;
}

/** Of the project's experiments the one with the most assets whose name holds the words. */
export async function recordedPage(project: string, words = ''): Promise<RecordedPage> {
  const store = await openRecordings({ folder: 'media/lab', now: Date.now, speed: 1, storage: memoryStorage() });
  const recorded = store
    .workspaces()
    .flatMap((workspace) => store.projects(workspace))
    .filter(({ name }) => name === project)
    .flatMap((one) => [false, true].flatMap((archived) => store.experiments(one, archived)));
  const contents = await Promise.all(
    recorded
      .filter(({ name }) => name.includes(words))
      .map(async (one) => ({ key: one.key, content: await one.content() })),
  );
  const [richest] = contents.sort((one, other) => other.content.assets.size - one.content.assets.size);
  assert.ok(richest, `no recorded experiment in ${project}`);
  const { key } = richest;

  const lab = await serveComet(store, Date.now);
  try {
    const comet = connectComet({
      server: parseCometServer(lab.url),
      apiKey: lab.apiKey,
      network: directNetwork,
      log: () => undefined,
    });
    const { signal } = new AbortController();
    const html = await comet.reports.html(key, signal);
    const graph = await comet.graphs.read(key, signal);
    const assets = await assetsOf(comet, key, signal);
    const bytes = new Map(
      await Promise.all(
        assets
          .filter(({ remoteUrl }) => remoteUrl === null)
          .map(async (asset): Promise<[string, Uint8Array<ArrayBuffer>]> => {
            const chunks: Uint8Array[] = [];
            for await (const chunk of (await comet.files.open(key, asset, {}, signal)).body) {
              chunks.push(chunk);
            }
            return [asset.id, new Uint8Array(Buffer.concat(chunks))];
          }),
      ),
    );
    const metrics = await comet.getMetricSummaries(key, signal);
    const names = metrics.map(({ name }) => name);
    const [sampled, whole] = await Promise.all(
      [false, true].map((full) => comet.getMetrics({ experimentKeys: [key], metrics: names, full }, signal)),
    );
    const code = await comet.code.list(key, signal);
    const texts = new Map(
      await Promise.all(
        code.map(async (file): Promise<[string, string]> => [file.path, await comet.code.read(key, file, signal)]),
      ),
    );
    const output = (await comet.output.read(key, signal)).toString();
    const patch = await comet.git.patch(key, signal);
    const experiment = await comet.getExperiment(key, signal);
    const place = (await comet.listProjects(experiment.workspace, signal)).find(
      ({ id }) => id === experiment.projectId,
    );
    assert.ok(place, 'the lab keeps notes of projects');
    const notes = await comet.notes.read(place, signal);
    return {
      state: {
        experiment: ready(experiment),
        assets: ready(assets),
        metrics: ready(metrics),
        tags: ready(await comet.tags.list(key, signal)),
        parameters: ready(await comet.getParameters(key, signal)),
        others: ready(await comet.others.list(key, signal)),
        git: ready(await comet.git.state(key, signal)),
        code: ready(code),
        models: ready(await comet.models.list(key, signal)),
        system: ready(await comet.system.details(key, signal)),
      },
      answers: {
        series: ({ names: asked, full }) =>
          Promise.resolve((full ? whole : sampled)!.filter(({ name }) => asked.includes(name))),
        code: ({ path }) => {
          const text = texts.get(path);
          return text === undefined
            ? Promise.reject(new BackendError('notFound', 'The experiment has no such file.'))
            : Promise.resolve(text);
        },
        output: outputOf(output),
        notes: () => Promise.resolve(notes),
        patch: () => Promise.resolve(patch),
        asset: ({ assetId }) => {
          const found = bytes.get(assetId);
          return found === undefined
            ? Promise.reject(new BackendError('notFound', 'The experiment has no such asset.'))
            : Promise.resolve(found);
        },
        html: () => Promise.resolve(html),
        graph: () => Promise.resolve(graph),
      },
    };
  } finally {
    await lab.close();
  }
}
