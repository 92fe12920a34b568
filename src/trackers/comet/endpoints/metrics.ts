/** Comet's endpoints that read metrics, parameters and others. */
import * as l10n from '@vscode/l10n';
import * as wire from '../wire/metrics';
import { ask, flag, list, optional, readOne, text } from './endpoint';

const ofOne = { experimentKey: text() };
const series = { size: 'series', numbers: 'asWritten' } as const;
const summaries = { size: 'list', numbers: 'asWritten' } as const;

export const metrics = {
  /**
   * Several metrics of several experiments, by experiment key. Values are numbers here, unlike everywhere else; what
   * does not exist is left out. `fetchFull` gives up to 15,000 points a metric, otherwise a sample of some 500;
   * without `independentMetrics` there are only steps at which each of the metrics has a value.
   */
  experimentMetricsForChart: ask(
    l10n.t('Chart of several metrics'),
    'experiments/multi-metric-chart',
    {
      targetedExperiments: list<string>(),
      metrics: list<string>(),
      params: optional(list<string>(), []),
      independentMetrics: optional(flag(), true),
      fetchFull: flag(),
    },
    wire.Chart,
    { size: 'series' },
  ),
  experimentParameters: readOne('Parameters', 'experiment/parameters', ofOne, wire.Summaries, summaries),
  /** Latest, least and greatest value of each metric, as text; parameters and others come likewise. */
  experimentMetricsSummary: readOne(
    l10n.t('Summary of metrics'),
    'experiment/metrics/summary',
    ofOne,
    wire.Summaries,
    summaries,
  ),
  experimentOther: readOne('Others', 'experiment/log-other', ofOne, wire.Summaries, summaries),
  /** Up to 15,000 values, as text, of one metric by its full name (`train_loss`). */
  experimentMetric: readOne(
    l10n.t('Values of a metric'),
    'experiment/metrics/get-metric',
    { ...ofOne, metricName: text() },
    wire.MetricValues,
    series,
  ),
  /** In rows that name their metric. Newer servers alone. */
  experimentMetrics: readOne(
    l10n.t('Values of all metrics'),
    'experiment/metrics/get-all',
    ofOne,
    wire.MetricValues,
    series,
  ),
};
