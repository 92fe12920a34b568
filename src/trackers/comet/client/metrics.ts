/** Endpoints of Comet that read metrics, parameters and others. */
import { mapInTurns } from '../../../eventLoop';
import type { CometCalls } from '../endpoint';
import * as wire from '../wire/metrics';
import { narrow } from '../wire/primitives';

export interface ChartQuery {
  readonly targetedExperiments: readonly string[];
  readonly metrics: readonly string[];
  readonly params?: readonly string[];
  /** False: only steps at which each of the metrics has a value. */
  readonly independentMetrics?: boolean;
  /** Up to 15,000 points a metric; otherwise a sample of some 500. */
  readonly fetchFull: boolean;
}

export class MetricCalls {
  readonly #calls: CometCalls;

  constructor(calls: CometCalls) {
    this.#calls = calls;
  }

  /**
   * POST experiments/multi-metric-chart (a read): several metrics of several experiments, by experiment key. Values are
   * numbers here, unlike everywhere else; what does not exist is left out.
   */
  async experimentMetricsForChart(
    query: ChartQuery,
    signal: AbortSignal,
  ): Promise<Readonly<Record<string, wire.ExperimentChart>>> {
    const body = { params: [], independentMetrics: true, ...query };
    return (await this.#calls.ask(wire.Chart, 'experiments/multi-metric-chart', body, signal)).experiments;
  }

  /**
   * GET experiment/metrics/get-metric: up to 15,000 values of one metric, by its full name (`train_loss`); values are
   * text.
   */
  experimentMetric(experimentKey: string, metricName: string, signal: AbortSignal): Promise<wire.MetricValue[]> {
    return this.#values('experiment/metrics/get-metric', { experimentKey, metricName }, signal);
  }

  /** GET experiment/metrics/get-all: the values of all metrics, in rows that name them. Newer servers alone. */
  experimentMetrics(experimentKey: string, signal: AbortSignal): Promise<wire.MetricValue[]> {
    return this.#values('experiment/metrics/get-all', { experimentKey }, signal);
  }

  /** GET experiment/metrics/summary: latest, least and greatest value of each metric, as text. */
  experimentMetricsSummary(experimentKey: string, signal: AbortSignal): Promise<wire.MinMax[]> {
    return this.#summaries('experiment/metrics/summary', experimentKey, signal);
  }

  /** GET experiment/parameters, as summaries like those of metrics. */
  experimentParameters(experimentKey: string, signal: AbortSignal): Promise<wire.MinMax[]> {
    return this.#summaries('experiment/parameters', experimentKey, signal);
  }

  /** GET experiment/log-other, as summaries like those of metrics. */
  experimentOther(experimentKey: string, signal: AbortSignal): Promise<wire.MinMax[]> {
    return this.#summaries('experiment/log-other', experimentKey, signal);
  }

  async #values(
    path: string,
    query: { readonly experimentKey: string; readonly metricName?: string },
    signal: AbortSignal,
  ): Promise<wire.MetricValue[]> {
    const { metrics } = await this.#calls.readLogged(wire.MetricValues, path, query, signal);
    return mapInTurns(metrics, (row, index) => narrow(wire.MetricValue, row, `metrics.${index}`));
  }

  async #summaries(path: string, experimentKey: string, signal: AbortSignal): Promise<wire.MinMax[]> {
    return (await this.#calls.readLogged(wire.Summaries, path, { experimentKey }, signal)).values;
  }
}
