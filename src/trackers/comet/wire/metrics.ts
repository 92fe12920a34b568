/** Metrics, parameters and others as Comet sends them. */
import * as v from 'valibot';
import { flag, list, loggedText, longList, number, record, recordOf, text } from './primitives';

const ChartMetric = v.object({
  metricName: v.string(),
  values: longList,
  steps: v.nullish(longList, null),
  epochs: v.nullish(longList, null),
  timestamps: v.nullish(longList, null),
  durations: v.nullish(longList, null),
});

const ExperimentChart = v.object({
  experimentKey: text,
  empty: flag,
  steps: v.nullish(longList, null),
  epochs: v.nullish(longList, null),
  metrics: list(ChartMetric),
  params: record,
});
export type ExperimentChart = v.InferOutput<typeof ExperimentChart>;

/** By experiment key; a server that answers for one experiment alone may leave the map out. */
export const Chart = v.object({
  experiments: v.nullish(
    v.union([
      v.pipe(
        v.object({ ...ExperimentChart.entries, experimentKey: v.string() }),
        v.transform((chart): Record<string, ExperimentChart> => ({ [chart.experimentKey]: chart })),
      ),
      recordOf(ExperimentChart),
    ]),
    {},
  ),
});

export const MetricValues = v.object({ metrics: longList });
export const MetricValue = v.object({
  metricName: text,
  metricValue: loggedText,
  step: number,
  epoch: number,
  timestamp: number,
  runContext: text,
  offset: number,
});
export type MetricValue = v.InferOutput<typeof MetricValue>;

const MinMax = v.object({
  name: v.string(),
  valueMax: loggedText,
  valueMin: loggedText,
  valueCurrent: loggedText,
  timestampMax: number,
  timestampMin: number,
  timestampCurrent: number,
  runContextMax: text,
  runContextMin: text,
  runContextCurrent: text,
  stepMax: number,
  stepMin: number,
  stepCurrent: number,
  editable: flag,
});
export type MinMax = v.InferOutput<typeof MinMax>;
/** Of metrics, parameters and others alike. */
export const Summaries = v.object({ values: list(MinMax) });
