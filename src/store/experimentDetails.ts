/**
 * What hangs on an experiment, each part asked for once. What may change while the
 * experiment runs is kept under `live/`. Knows no view and no vscode.
 */
import * as l10n from '@vscode/l10n';
import type { ByteStream, ExperimentBackend, Files, Opening } from '../trackers/backend';
import {
  isDivergence,
  nothingKnown,
  type Asset,
  type CodeFile,
  type Experiment,
  type ExperimentModel,
  type GitState,
  type MetricSeries,
  type Summary,
  type SystemDetails,
} from '../shared/experiment';
import { getOwn } from '../shared/base/objects';
import { BackendError } from '../shared/problem';
import type { CloudDetails } from '../shared/project';
import type { ConnectionRef, ExperimentRef, ModelRef } from '../shared/reference';
import { TextInPieces } from '../shared/text/chunkedText';
import { experimentKey as partKey, type StoreCore } from './core';
import { SeriesBatcher } from './seriesBatcher';
import { readAllBytes } from './readAllBytes';

const experimentsAQuestion = 100;
/** An experiment with more folders is listed folder by folder only. */
const mostFolders = 1000;

export class ExperimentDetails {
  readonly #core: StoreCore;
  readonly #seriesBatcher: SeriesBatcher;
  readonly #row: (ref: ExperimentRef) => Experiment | undefined;
  readonly #diverged = new Map<string, readonly string[]>();

  /** @param row what a list or an earlier answer said about an experiment */
  constructor(core: StoreCore, row: (ref: ExperimentRef) => Experiment | undefined) {
    this.#core = core;
    this.#row = row;
    this.#seriesBatcher = new SeriesBatcher(core);
  }

  metrics(ref: ExperimentRef): Promise<readonly Summary[]> {
    return this.#part(ref, 'live/metrics', async (backend, signal) => {
      const summaries = await backend.getMetricSummaries(ref.key, signal);
      const diverged = summaries
        .filter(({ ofMachine, current }) => !ofMachine && isDivergence(current?.value ?? ''))
        .map(({ name }) => name);
      if (diverged.length > 0) {
        this.#diverged.set(partKey(ref, ''), diverged);
      } else {
        this.#diverged.delete(partKey(ref, ''));
      }
      return summaries;
    });
  }

  /**
   * The metrics whose last value is not a finite number, as far as its summaries were ever asked for. Sends no request.
   */
  divergedMetrics(ref: ExperimentRef): readonly string[] {
    return this.#diverged.get(partKey(ref, '')) ?? [];
  }

  parameters(ref: ExperimentRef): Promise<readonly Summary[]> {
    return this.#part(ref, 'parameters', (backend, signal) => backend.getParameters(ref.key, signal));
  }

  others(ref: ExperimentRef): Promise<readonly Summary[]> {
    return this.#part(ref, 'live/others', async ({ others }, signal) => (await others?.list(ref.key, signal)) ?? []);
  }

  git(ref: ExperimentRef): Promise<GitState | null> {
    return this.#part(ref, 'git', async ({ git }, signal) => (await git?.state(ref.key, signal)) ?? null);
  }

  /** Null when none was logged. */
  html(ref: ExperimentRef): Promise<string | null> {
    return this.#text(ref, 'live/html', ({ reports }, signal) => reports?.html(ref.key, signal));
  }

  /** Null when none was logged. */
  graph(ref: ExperimentRef): Promise<string | null> {
    return this.#text(ref, 'live/graph', ({ graphs }, signal) => graphs?.read(ref.key, signal));
  }

  /** Null when it ran in no cloud, as far as the tracker knows. */
  cloud(ref: ExperimentRef): Promise<CloudDetails | null> {
    return this.#part(ref, 'cloud', async ({ system }, signal) => (await system?.cloud?.(ref.key, signal)) ?? null);
  }

  code(ref: ExperimentRef): Promise<readonly CodeFile[]> {
    return this.#part(ref, 'code', async ({ code }, signal) => (await code?.list(ref.key, signal)) ?? []);
  }

  assets(ref: ExperimentRef): Promise<readonly Asset[]> {
    return this.#part(ref, 'live/assets', ({ files }, signal) => allFiles(files, ref.key, signal));
  }

  models(ref: ExperimentRef): Promise<readonly ExperimentModel[]> {
    return this.#part(ref, 'live/models', async ({ models }, signal) => (await models?.list(ref.key, signal)) ?? []);
  }

  system(ref: ExperimentRef): Promise<SystemDetails> {
    return this.#part(
      ref,
      'system',
      async ({ system }, signal) => (await system?.details(ref.key, signal)) ?? nothingKnown,
    );
  }

  readCode(ref: ExperimentRef, path: string): Promise<string> {
    return this.#core.heavy.get(partKey(ref, `text/code/${path}`), async () => {
      const file = (await this.code(ref)).find((candidate) => candidate.path === path);
      if (file === undefined) {
        throw new BackendError('notFound', l10n.t('The experiment has no code file “{path}”.', { path }));
      }
      return this.#core.callOptional(ref.connection, l10n.t('This tracker cannot keep code.'), (backend, signal) =>
        backend.code?.read(ref.key, file, signal),
      );
    });
  }

  patch(ref: ExperimentRef): Promise<string | null> {
    return this.#text(ref, 'text/patch', ({ git }, signal) => git?.patch?.(ref.key, signal));
  }

  output(ref: ExperimentRef): Promise<TextInPieces> {
    return this.#core.part(
      this.#core.heavy,
      ref,
      'live/output',
      async ({ output }, signal) => (await output?.read(ref.key, signal)) ?? new TextInPieces([]),
    );
  }

  /** Metrics of one experiment, together in one question; with others that are asked for the same at the same time. */
  async series(
    ref: ExperimentRef,
    metrics: readonly string[],
    { full }: { readonly full: boolean },
  ): Promise<readonly MetricSeries[]> {
    const names = [...new Set(metrics)].sort();
    const { allMetricsInOneAnswer } = (await this.#core.backend(ref.connection)).limits;
    const key = partKey(ref, allMetricsInOneAnswer ? 'live/series' : `live/series/${full}/${JSON.stringify(names)}`);
    const series = await this.#core.heavy.get(key, () =>
      this.#seriesBatcher.ask(ref, names, full || allMetricsInOneAnswer, this.#core.purposeOf(key)),
    );
    return allMetricsInOneAnswer ? series.filter(({ name }) => names.includes(name)) : series;
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
    const told = new Map<string, number>();
    const untold: string[] = [];
    for (const key of keys) {
      const last = this.#row({ connection, key })?.lastMetrics ?? null;
      const value = last === null ? undefined : getOwn(last, metric);
      if (last === null) {
        untold.push(key);
      } else if (value !== undefined) {
        told.set(key, value);
      }
    }
    const asked =
      untold.length === 0 ? new Map<string, number>() : await this.#askLastValues(connection, untold, metric);
    return new Map(
      keys.flatMap((key): [string, number][] => {
        const value = told.get(key) ?? asked.get(key);
        return value === undefined ? [] : [[key, value]];
      }),
    );
  }

  async #askLastValues(
    connection: string,
    keys: readonly string[],
    metric: string,
  ): Promise<ReadonlyMap<string, number>> {
    const partOf = (key: string): string => partKey({ connection, key }, `live/last/${metric}`);
    if ((await this.#core.backend(connection)).limits.allMetricsInOneAnswer) {
      const series = await Promise.all(keys.map((key) => this.series({ connection, key }, [metric], { full: false })));
      return new Map(
        series.flat().flatMap(({ experimentKey, values }): [string, number][] => {
          const last = values.at(-1);
          return last === undefined ? [] : [[experimentKey, last]];
        }),
      );
    }
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
    return this.#core.callOptional(ref.connection, l10n.t('This tracker cannot keep files.'), ({ files }, own) =>
      files?.open(ref.key, asset, opening, AbortSignal.any([own, signal])),
    );
  }

  /** Rejects with `notFound` for an id that the experiment does not have. */
  async asset(ref: ExperimentRef, assetId: string): Promise<Asset> {
    const asset = (await this.assets(ref)).find(({ id }) => id === assetId);
    if (asset === undefined) {
      throw new BackendError('notFound', l10n.t('The experiment no longer has this asset.'), {
        advice: l10n.t('Refresh the experiment.'),
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
    return this.#core.callOptional(ref.connection, l10n.t('This tracker cannot download models.'), ({ models }, own) =>
      models?.download?.(ref.key, ref.model, opening, AbortSignal.any([own, signal])),
    );
  }

  /** Null too where the tracker keeps none. */
  #text(
    ref: ExperimentRef,
    part: string,
    use: (backend: ExperimentBackend, signal: AbortSignal) => Promise<string | null> | undefined,
  ): Promise<string | null> {
    return this.#core.part(
      this.#core.heavy,
      ref,
      part,
      async (backend, signal) => (await use(backend, signal)) ?? null,
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

/** Of all folders, breadth first. */
async function allFiles(files: Files | undefined, key: string, signal: AbortSignal): Promise<readonly Asset[]> {
  const assets: Asset[][] = [];
  const folders: (string | null)[] = files === undefined ? [] : [null];
  for (const folder of folders) {
    const listing = await files?.list(key, folder, signal);
    assets.push([...(listing?.files ?? [])]);
    folders.push(...(listing?.folders ?? []));
    if (folders.length > mostFolders) {
      throw new BackendError(
        'unsupported',
        l10n.t('This experiment keeps its files in more than {mostFolders} folders.', { mostFolders }),
        {
          advice: l10n.t('Look at them on the tracker’s web page.'),
        },
      );
    }
  }
  return assets.flat();
}
