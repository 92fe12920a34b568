/**
 * Questions for series, put together: what is asked of several experiments within a moment goes to the server as one
 * question. Keeps nothing. Knows no view and no vscode.
 */
import type { MetricSeries } from '../shared/experiment';
import { toProblem, type ProblemKind } from '../shared/problem';
import type { ExperimentRef } from '../shared/reference';
import type { Purpose, StoreCore } from './core';

/**
 * Milliseconds in which questions come together: a page asks for all that it shows at once, experiment by experiment.
 */
const moment = 5;

/** Series that are one question; more are several at the same time. */
const mostSeries = { sampled: 120, full: 8 };

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
  readonly resolve: (series: readonly MetricSeries[]) => void;
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
        this.#put(begun);
      }, moment);
    }
    const { waiting } = question;
    return new Promise((resolve, reject) => waiting.push({ key, resolve, reject }));
  }

  #put(question: Question): void {
    const { names, full, waiting } = question;
    const experiments = Math.max(
      1,
      Math.floor((full ? mostSeries.full : mostSeries.sampled) / Math.max(1, names.length)),
    );
    for (let start = 0; start < waiting.length; start += experiments) {
      void this.#askTogether({ ...question, waiting: waiting.slice(start, start + experiments) });
    }
  }

  async #askTogether(question: Question): Promise<void> {
    const { waiting } = question;
    try {
      const series = await this.#get(
        question,
        waiting.map(({ key }) => key),
      );
      for (const { key, resolve } of waiting) {
        resolve(series.filter(({ experimentKey }) => experimentKey === key));
      }
    } catch (error) {
      if (waiting.length > 1 && mayConcernOne.includes(toProblem(error).kind)) {
        for (const one of waiting) {
          void this.#askTogether({ ...question, waiting: [one] });
        }
      } else {
        for (const { reject } of waiting) {
          reject(error);
        }
      }
    }
  }

  #get({ connection, names, full, purpose }: Question, keys: readonly string[]): Promise<readonly MetricSeries[]> {
    return this.#core.call(
      connection,
      (backend, signal) => backend.getMetrics({ experimentKeys: [...new Set(keys)], metrics: names, full }, signal),
      purpose,
    );
  }
}
