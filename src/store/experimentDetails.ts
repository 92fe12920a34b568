/**
 * What hangs on an experiment, each part asked for once: the reading part of the store. What may change while the
 * experiment runs is kept under `live/`. Knows no view and no vscode.
 */
import type { ByteStream, ExperimentBackend, Opening } from '../trackers/backend';
import {
  isDivergence,
  isSystemMetric,
  type Asset,
  type CodeFile,
  type ExperimentModel,
  type GitState,
  type MetricSeries,
  type Summary,
  type SystemDetails,
} from '../shared/experiment';
import { BackendError } from '../shared/problem';
import type { CloudDetails } from '../shared/projectParts';
import type { ConnectionRef, ExperimentRef, ModelRef } from '../shared/reference';
import type { TextInPieces } from '../shared/text/chunkedText';
import { cannot, experimentKey as partKey, type StoreCore } from './core';
import { SeriesBatcher } from './seriesBatcher';
import { readAllBytes } from './readAllBytes';

const experimentsAQuestion = 100;

export class ExperimentParts {
  readonly #core: StoreCore;
  readonly #seriesQuestions: SeriesBatcher;
  readonly #diverged = new Map<string, readonly string[]>();

  constructor(core: StoreCore) {
    this.#core = core;
    this.#seriesQuestions = new SeriesBatcher(core);
  }

  metrics(ref: ExperimentRef): Promise<readonly Summary[]> {
    return this.#part(ref, 'live/metrics', async (backend, signal) => {
      const summaries = await backend.getMetricSummaries(ref.key, signal);
      const diverged = summaries
        .filter(({ name, current }) => !isSystemMetric(name) && isDivergence(current?.value ?? ''))
        .map(({ name }) => name);
      if (diverged.length > 0) {
        this.#diverged.set(partKey(ref, ''), diverged);
      } else {
        this.#diverged.delete(partKey(ref, ''));
      }
      return summaries;
    });
  }

  /** The metrics whose last value is not a finite number, as far as its summaries were ever asked for. Asks nobody. */
  divergedMetrics(ref: ExperimentRef): readonly string[] {
    return this.#diverged.get(partKey(ref, '')) ?? [];
  }

  parameters(ref: ExperimentRef): Promise<readonly Summary[]> {
    return this.#part(ref, 'parameters', (backend, signal) => backend.getParameters(ref.key, signal));
  }

  others(ref: ExperimentRef): Promise<readonly Summary[]> {
    return this.#part(ref, 'live/others', (backend, signal) => backend.getOthers(ref.key, signal));
  }

  git(ref: ExperimentRef): Promise<GitState | null> {
    return this.#part(ref, 'git', (backend, signal) => backend.getGit(ref.key, signal));
  }

  /** Null when none was logged. */
  html(ref: ExperimentRef): Promise<string | null> {
    return this.#core.part(
      this.#core.heavy,
      ref,
      'live/html',
      (backend, signal) => backend.getHtml?.(ref.key, signal) ?? cannot('keep HTML reports'),
    );
  }

  /** Null when none was logged. */
  graph(ref: ExperimentRef): Promise<string | null> {
    return this.#core.part(
      this.#core.heavy,
      ref,
      'live/graph',
      (backend, signal) => backend.getGraph?.(ref.key, signal) ?? cannot('keep graphs of models'),
    );
  }

  /** Null when it ran in no cloud, as far as the tracker knows. */
  cloud(ref: ExperimentRef): Promise<CloudDetails | null> {
    return this.#part(
      ref,
      'cloud',
      (backend, signal) => backend.getCloud?.(ref.key, signal) ?? cannot('keep cloud details'),
    );
  }

  code(ref: ExperimentRef): Promise<readonly CodeFile[]> {
    return this.#part(ref, 'code', (backend, signal) => backend.listCode(ref.key, signal));
  }

  assets(ref: ExperimentRef): Promise<readonly Asset[]> {
    return this.#part(ref, 'live/assets', (backend, signal) => backend.listAssets(ref.key, signal));
  }

  models(ref: ExperimentRef): Promise<readonly ExperimentModel[]> {
    return this.#part(ref, 'live/models', (backend, signal) => backend.listModels(ref.key, signal));
  }

  system(ref: ExperimentRef): Promise<SystemDetails> {
    return this.#part(ref, 'system', (backend, signal) => backend.getSystemDetails(ref.key, signal));
  }

  readCode(ref: ExperimentRef, path: string): Promise<string> {
    return this.#core.heavy.get(partKey(ref, `text/code/${path}`), async () => {
      const file = (await this.code(ref)).find((candidate) => candidate.path === path);
      if (file === undefined) {
        throw new BackendError('notFound', `The experiment has no code file “${path}”.`);
      }
      return this.#core.call(ref.connection, (backend, signal) => backend.readCode(ref.key, file, signal));
    });
  }

  patch(ref: ExperimentRef): Promise<string | null> {
    return this.#core.part(this.#core.heavy, ref, 'text/patch', (backend, signal) => backend.getPatch(ref.key, signal));
  }

  output(ref: ExperimentRef): Promise<TextInPieces> {
    return this.#core.part(this.#core.heavy, ref, 'live/output', (backend, signal) =>
      backend.getOutput(ref.key, signal),
    );
  }

  /** Metrics of one experiment, together in one question; with others that are asked for the same at the same time. */
  series(
    ref: ExperimentRef,
    metrics: readonly string[],
    options: { readonly full: boolean },
  ): Promise<readonly MetricSeries[]> {
    const names = [...new Set(metrics)].sort();
    const key = partKey(ref, `live/series/${options.full}/${JSON.stringify(names)}`);
    return this.#core.heavy.get(key, () =>
      this.#seriesQuestions.ask(ref, names, options.full, this.#core.purposeOf(key)),
    );
  }

  /**
   * The last value of a metric for each of the experiments that have it; NaN or infinite where that is what was logged
   * last.
   */
  async lastValues(
    { connection }: ConnectionRef,
    keys: readonly string[],
    metric: string,
  ): Promise<ReadonlyMap<string, number>> {
    const partOf = (key: string): string => partKey({ connection, key }, `live/last/${metric}`);
    const missing = keys.filter((key) => !this.#core.light.has(partOf(key)));
    for (let start = 0; start < missing.length; start += experimentsAQuestion) {
      const chunk = missing.slice(start, start + experimentsAQuestion);
      const purpose = chunk.map((key) => this.#core.purposeOf(partOf(key))).every((one) => one === 'poll')
        ? 'poll'
        : 'question';
      const answer = this.#core
        .call(
          connection,
          (backend, signal) => backend.getMetrics({ experimentKeys: chunk, metrics: [metric], full: false }, signal),
          purpose,
        )
        .then((series) => new Map(series.map((one) => [one.experimentKey, one.values.at(-1) ?? null])));
      for (const key of chunk) {
        void this.#core.light
          .get(partOf(key), () => answer.then((values) => values.get(key) ?? null))
          .catch(() => undefined);
      }
    }
    const pairs = await Promise.all(
      keys.map(async (key): Promise<[string, number | null]> => [
        key,
        await this.#core.light.get<number | null>(partOf(key), () => Promise.resolve(null)),
      ]),
    );
    return new Map(pairs.filter((pair): pair is [string, number] => pair[1] !== null));
  }

  openAsset(ref: ExperimentRef, asset: Asset, opening: Opening, signal: AbortSignal): Promise<ByteStream> {
    return this.#core.call(ref.connection, (backend, own) =>
      backend.openAsset(ref.key, asset, opening, AbortSignal.any([own, signal])),
    );
  }

  /** Rejects with `notFound` for an id that the experiment does not have. */
  async asset(ref: ExperimentRef, assetId: string): Promise<Asset> {
    const asset = (await this.assets(ref)).find(({ id }) => id === assetId);
    if (asset === undefined) {
      throw new BackendError('notFound', 'The experiment no longer has this asset.', {
        advice: 'Refresh the experiment.',
      });
    }
    return asset;
  }

  /**
   * All bytes of an asset, in a buffer of their own. Rejects with `notFound` for an id that the experiment does not
   * have, with `unsupported` for what is larger or is kept elsewhere.
   * @param most bytes
   */
  async readAsset(ref: ExperimentRef, assetId: string, most: number): Promise<Uint8Array<ArrayBuffer>> {
    const asset = await this.asset(ref, assetId);
    return readAllBytes(asset, most, (signal) => this.openAsset(ref, asset, {}, signal));
  }

  downloadModel(ref: ModelRef, opening: Opening, signal: AbortSignal): Promise<ByteStream> {
    return this.#core.call(
      ref.connection,
      (backend, own) =>
        backend.downloadModel?.(ref.key, ref.model, AbortSignal.any([own, signal]), opening) ??
        cannot('download models'),
    );
  }

  #part<T>(
    ref: ExperimentRef,
    part: string,
    use: (backend: ExperimentBackend, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    return this.#core.part(this.#core.light, ref, part, use);
  }
}
