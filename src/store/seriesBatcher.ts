/**
 * Questions for series, put together and cut by what the tracker bears: what is asked of several experiments within a
 * moment goes to the server as few requests. Keeps nothing. Knows no view and no vscode.
 */
import type { MetricSeries } from '../shared/experiment';
import { toProblem, type ProblemKind } from '../shared/problem';
import type { ExperimentRef } from '../shared/reference';
import type { Purpose, StoreCore } from './core';

/**
 * Milliseconds in which questions come together: a page asks for all that it shows at once, experiment by experiment.
 */
const moment = 5;

/** One of several may be the reason, so that each is asked for by itself; of anything else all have heard at once. */
const mayConcernOne: readonly ProblemKind[] = [
  'notFound',
  'forbidden',
  'refused',
  'unsupported',
  'unexpected',
  'timedOut',
];

interface Waiting {
  readonly key: string;
  readonly resolve: (series: Promise<readonly MetricSeries[]>) => void;
  readonly reject: (error: unknown) => void;
}

interface Question {
  readonly connection: string;
  readonly names: readonly string[];
  readonly full: boolean;
  readonly purpose: Purpose;
  readonly waiting: Waiting[];
}

export class SeriesBatcher {
  readonly #core: StoreCore;
  readonly #gathering = new Map<string, Question>();

  constructor(core: StoreCore) {
    this.#core = core;
  }

  /** @param names sorted, each once. */
  ask(
    { connection, key }: ExperimentRef,
    names: readonly string[],
    full: boolean,
    purpose: Purpose = 'question',
  ): Promise<readonly MetricSeries[]> {
    const id = JSON.stringify([connection, full, purpose, names]);
    let question = this.#gathering.get(id);
    if (question === undefined) {
      const begun: Question = { connection, names, full, purpose, waiting: [] };
      this.#gathering.set(id, (question = begun));
      setTimeout(() => {
        this.#gathering.delete(id);
        void this.#put(begun);
      }, moment);
    }
    const { waiting } = question;
    return new Promise((resolve, reject) => waiting.push({ key, resolve, reject }));
  }

  async #put(question: Question): Promise<void> {
    const { connection, names, full, waiting } = question;
    try {
      const { limits } = await this.#core.backend(connection);
      const most = full ? limits.seriesPerRequest.full : limits.seriesPerRequest.sampled;
      const keys = [...new Set(waiting.map(({ key }) => key))];
      const batches = limits.allMetricsInOneAnswer
        ? keys.map((key) => ({ keys: [key], names }))
        : batchesOf(keys, names, most);
      const answers = batches.map((batch) => this.#askTogether(question, batch));
      for (const { key, resolve } of waiting) {
        resolve(Promise.all(answers.map((answerTo) => answerTo(key))).then((pages) => pages.flat()));
      }
    } catch (error) {
      for (const { reject } of waiting) {
        reject(error);
      }
    }
  }

  /** The answer, to be had by the key of each experiment; empty for one that is not in the batch. */
  #askTogether(question: Question, { keys, names }: Batch): (key: string) => Promise<readonly MetricSeries[]> {
    const together = this.#get(question, keys, names);
    return async (key) => {
      if (!keys.includes(key)) {
        return [];
      }
      try {
        return (await together).filter(({ experimentKey }) => experimentKey === key);
      } catch (error) {
        if (keys.length > 1 && mayConcernOne.includes(toProblem(error).kind)) {
          return this.#get(question, [key], names);
        }
        throw error;
      }
    };
  }

  #get(
    { connection, full, purpose }: Question,
    experimentKeys: readonly string[],
    metrics: readonly string[],
  ): Promise<readonly MetricSeries[]> {
    return this.#core.call(
      connection,
      (backend, signal) => backend.getMetrics({ experimentKeys, metrics, full }, signal),
      purpose,
    );
  }
}

interface Batch {
  readonly keys: readonly string[];
  readonly names: readonly string[];
}

/** Each experiment with each name once, at most so many pairs together. */
function batchesOf(keys: readonly string[], names: readonly string[], most: number): readonly Batch[] {
  return chunksOf(names, most).flatMap((some) =>
    chunksOf(keys, Math.floor(most / some.length)).map((few) => ({ keys: few, names: some })),
  );
}

function chunksOf<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const step = Math.max(1, size);
  return Array.from({ length: Math.ceil(items.length / step) }, (_, index) =>
    items.slice(index * step, (index + 1) * step),
  );
}
