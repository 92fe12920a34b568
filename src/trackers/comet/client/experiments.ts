/** Comet's experiments: what they say, their life, their metrics, and what is written to them; files have their own. */
import { mapInTurns } from '../../../platform/eventLoop';
import type { ArgumentsOf } from '../endpoints/endpoint';
import { experiments, lifecycle } from '../endpoints/experiments';
import { logging } from '../endpoints/logging';
import { metrics } from '../endpoints/metrics';
import { MetricValue } from '../wire/metrics';
import { narrow } from '../wire/primitives';
import { isMessage, type CometCalls } from './calls';

/** Pages count from 1 and need a size; without both everything comes at once. */
type Page = Pick<ArgumentsOf<typeof experiments.experiments>, 'page' | 'size' | 'sortBy' | 'sortOrder'>;

export const experimentCalls = (calls: CometCalls) => ({
  /** An address that leads a browser to the page of an experiment. Sends no request. */
  experimentURL: (experimentKey: string) => calls.address(experiments.experimentURL, { experimentKey }),
  /** Rows that are not narrowed yet. */
  experimentsByProjectName: async (
    workspaceName: string,
    projectName: string,
    archived: boolean,
    signal: AbortSignal,
    page: Page = {},
  ) =>
    (await calls.call(experiments.experiments, { workspaceName, projectName, archived, ...page }, signal)).experiments,
  /** Rows that are not narrowed yet. */
  experimentsByProjectId: async (projectId: string, archived: boolean, signal: AbortSignal, page: Page = {}) =>
    (await calls.call(experiments.experiments, { projectId, archived, ...page }, signal)).experiments,
  /** A row that is not narrowed yet. */
  experimentMetadata: (experimentKey: string, signal: AbortSignal) =>
    calls.call(experiments.experimentMetadata, { experimentKey }, signal),
  experimentTags: async (experimentKey: string, signal: AbortSignal) =>
    (await calls.call(experiments.experimentTags, { experimentKey }, signal)).tags,
  experimentCode: async (experimentKey: string, signal: AbortSignal) =>
    (await calls.call(experiments.experimentCode, { experimentKey }, signal)).code,
  experimentOutput: async (experimentKey: string, signal: AbortSignal) =>
    (await calls.call(experiments.experimentOutput, { experimentKey }, signal)).output,
  experimentHtml: async (experimentKey: string, signal: AbortSignal) =>
    (await calls.call(experiments.experimentHtml, { experimentKey }, signal)).html,
  experimentGraph: async (experimentKey: string, signal: AbortSignal) =>
    (await calls.call(experiments.experimentGraph, { experimentKey }, signal)).graph,
  /** `{provider, metadata}`, both null when nothing was logged. */
  experimentCloudDetails: (experimentKey: string, signal: AbortSignal) =>
    calls.call(experiments.experimentCloudDetails, { experimentKey }, signal),
  experimentSystemDetails: (experimentKey: string, signal: AbortSignal) =>
    calls.call(experiments.experimentSystemDetails, { experimentKey }, signal),
  experimentGitMetadata: (experimentKey: string, signal: AbortSignal) =>
    calls.call(experiments.experimentGitMetadata, { experimentKey }, signal),
  /** Null when nothing was uploaded. */
  experimentGitPatch: async (experimentKey: string, signal: AbortSignal) => {
    const bytes = await calls.bytes(experiments.experimentGitPatch, { experimentKey }, false, signal);
    return bytes.length === 0 || isMessage(bytes) ? null : bytes;
  },
  bestExperiment: (question: ArgumentsOf<typeof experiments.bestExperiment>, signal: AbortSignal) =>
    calls.call(experiments.bestExperiment, question, signal),
});

export const lifecycleCalls = (calls: CometCalls) => ({
  createExperiment: (experiment: ArgumentsOf<typeof lifecycle.createExperiment>, signal: AbortSignal) =>
    calls.call(lifecycle.createExperiment, experiment, signal),
  stopExperiment: (experimentKey: string, signal: AbortSignal) =>
    calls.change(lifecycle.stopExperiment, { experimentKey }, signal),
  archiveExperiment: (experimentKey: string, signal: AbortSignal) =>
    calls.change(lifecycle.archiveExperiment, { experimentKey }, signal),
  restoreExperiment: (experimentKey: string, signal: AbortSignal) =>
    calls.change(lifecycle.restoreExperiment, { experimentKey }, signal),
  deleteExperiment: (experimentKey: string, signal: AbortSignal) =>
    calls.change(lifecycle.deleteExperiment, { experimentKey }, signal),
  moveExperiments: (move: ArgumentsOf<typeof lifecycle.moveExperiments>, signal: AbortSignal) =>
    calls.change(lifecycle.moveExperiments, move, signal),
});

export const metricCalls = (calls: CometCalls) => ({
  /** By experiment key. */
  experimentMetricsForChart: async (
    query: ArgumentsOf<typeof metrics.experimentMetricsForChart>,
    signal: AbortSignal,
  ) => {
    const body = { params: [], independentMetrics: true, ...query };
    return (await calls.call(metrics.experimentMetricsForChart, body, signal)).experiments;
  },
  experimentMetric: async (experimentKey: string, metricName: string, signal: AbortSignal) => {
    const { metrics: rows } = await calls.call(metrics.experimentMetric, { experimentKey, metricName }, signal);
    return mapInTurns(rows, (row, index) => narrow(MetricValue, row, `metrics.${index}`));
  },
  experimentMetricsSummary: async (experimentKey: string, signal: AbortSignal) =>
    (await calls.call(metrics.experimentMetricsSummary, { experimentKey }, signal)).values,
  experimentParameters: async (experimentKey: string, signal: AbortSignal) =>
    (await calls.call(metrics.experimentParameters, { experimentKey }, signal)).values,
  experimentOther: async (experimentKey: string, signal: AbortSignal) =>
    (await calls.call(metrics.experimentOther, { experimentKey }, signal)).values,
});

/** Arguments beside the experiment. */
type Logged<Endpoint extends { readonly arguments: object }> = Omit<ArgumentsOf<Endpoint>, 'experimentKey'>;

export const loggingCalls = (calls: CometCalls) => ({
  logMetric: (experimentKey: string, metric: Logged<typeof logging.logMetric>, signal: AbortSignal) =>
    calls.change(logging.logMetric, { experimentKey, ...metric, metricValue: travelling(metric.metricValue) }, signal),
  logParameter: (experimentKey: string, parameter: Logged<typeof logging.logParameter>, signal: AbortSignal) =>
    calls.change(
      logging.logParameter,
      { experimentKey, ...parameter, parameterValue: travelling(parameter.parameterValue) },
      signal,
    ),
  logOther: (experimentKey: string, key: string, value: string, signal: AbortSignal) =>
    calls.change(logging.logOther, { experimentKey, key, value }, signal),
  addTags: (experimentKey: string, addedTags: readonly string[], signal: AbortSignal) =>
    calls.change(logging.addTags, { experimentKey, addedTags }, signal),
  deleteTags: (experimentKey: string, tags: readonly string[], signal: AbortSignal) =>
    calls.change(logging.deleteTags, { experimentKey, tags }, signal),
});

/** JSON has neither NaN nor infinities; Comet reads them as text. */
const travelling = (value: string | number | boolean): string | number | boolean =>
  typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
