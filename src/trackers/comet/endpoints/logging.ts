/** Comet's endpoints that write to an experiment, apart from files. Times are epoch ms. */
import * as l10n from '@vscode/l10n';
import { choice, either, flag, list, notByHand, number, object, optional, orNull, text, write } from './endpoint';

const experimentKey = text();
/** When and where in a run something was. */
const moment = {
  context: optional(text(), null),
  step: optional(number(), null),
  epoch: optional(number(), null),
  timestamp: optional(number(), null),
};
/** What Comet keeps as text travels as it is; numbers that JSON cannot hold travel as text. */
type Value = string | number | boolean;
const metricValue = either<Value>(0);
const parameterValue = either<Value>('');

export const logging = {
  logMetric: write(l10n.t('Log a metric'), 'write/experiment/metric', {
    experimentKey,
    metricName: text(),
    metricValue,
    ...moment,
  }),
  /** All values of a metric. Not in the documents. */
  deleteMetric: write(
    l10n.t('Delete a metric'),
    'write/experiment/metric/delete',
    { experimentKey, metricName: text() },
    'object',
  ),
  logParameter: write(l10n.t('Log a parameter'), 'write/experiment/parameter', {
    experimentKey,
    parameterName: text(),
    parameterValue,
    context: optional(text()),
    step: optional(number()),
    timestamp: optional(number()),
  }),
  /** Not in the documents. */
  deleteParameter: write(
    l10n.t('Delete a parameter'),
    'write/experiment/parameter/delete',
    { experimentKey, parameterName: text() },
    'object',
  ),
  /** A bare list of pairs of `experimentKey` and `parameterName`. Not in the documents. */
  deleteParameters: notByHand(write(l10n.t('Delete parameters'), 'write/experiments/parameters/delete', {}, 'object')),
  /** The key `Name` renames the experiment. */
  logOther: write(l10n.t('Log an other'), 'write/experiment/log-other', {
    experimentKey,
    key: text(),
    value: text(),
    timestamp: optional(number()),
  }),
  /** Adds, never removes. */
  addTags: write(l10n.t('Add tags'), 'write/experiment/tags', { experimentKey, addedTags: list<string>() }),
  /** Not in the documents. */
  deleteTags: write(
    l10n.t('Remove tags'),
    'write/experiment/tags/delete',
    { experimentKey, tags: list<string>() },
    'object',
  ),
  /** Appends to what is there, or replaces it with `override`. */
  setHtml: write(l10n.t('Set the HTML'), 'write/experiment/html', {
    experimentKey,
    html: text(),
    override: flag(true),
    timestamp: optional(number()),
  }),
  /** Replaces. */
  setGraph: write(l10n.t('Set the graph'), 'write/experiment/graph', { experimentKey, graph: text() }),
  /** The one text of older runs; replaces. */
  setCode: write(l10n.t('Set the code'), 'write/experiment/code', { experimentKey, code: text() }),
  /**
   * Lines with their ends, ordered by `offset` from 0. The documents call the context `context`, SDKs `runContext`:
   * both may be sent.
   */
  logOutput: write(l10n.t('Log output'), 'write/experiment/output', {
    experimentKey,
    outputLines: list<{
      readonly output: string;
      readonly stderr: boolean;
      readonly localTimestamp?: number;
      readonly offset: number;
    }>([{ output: '', stderr: false, offset: 0 }]),
    context: optional(orNull(text())),
    runContext: optional(orNull(text())),
  }),
  /** Some or all of them; the others stay. */
  setSystemDetails: write(l10n.t('Set system details'), 'write/experiment/system-details', {
    experimentKey,
    pid: optional(number()),
    command: optional(list<string>()),
  }),
  /** What the run logged of the packages that it uses. Not in the documents. */
  setDependencies: {
    ...write(
      l10n.t('Set dependencies'),
      'write/experiment/dependencies',
      {
        experimentKey,
        timestamp: number(),
        logDependencies: list<{ readonly name: string; readonly version: string }>(),
      },
      'object',
    ),
    method: 'PUT',
  } as const,
  /** `parent` is the commit. */
  setGitMetadata: write(l10n.t('Set git metadata'), 'write/experiment/git/metadata', {
    experimentKey,
    user: optional(orNull(text()), ''),
    root: optional(orNull(text()), ''),
    branch: optional(orNull(text()), ''),
    parent: optional(orNull(text()), ''),
    origin: optional(orNull(text()), ''),
  }),
  /** With whatever is known of the machine. */
  setCloudDetails: write(
    l10n.t('Set cloud details'),
    'write/experiment/cloud-details',
    { experimentKey, provider: choice('aws', 'gcp', 'azure'), metadata: object() },
    'object',
  ),
  /** The main script. */
  setFilePath: write(
    l10n.t('Set the file path'),
    'write/experiment/file-path',
    { experimentKey, filePath: text() },
    'object',
  ),
  /** Memory in bytes, utilization in percent: become metrics `sys.gpu.N.*`. */
  logGpuMetrics: write(l10n.t('Log GPU metrics'), 'write/experiment/gpu-metrics', {
    experimentKey,
    gpus: list([{ gpuId: 0, freeMemory: 0, usedMemory: 0, totalMemory: 0, gpuUtilization: 0 }]),
    ...moment,
  }),
  /** Bytes: become `sys.ram.total` and `sys.ram.used`. */
  logRamMetrics: write(l10n.t('Log RAM metrics'), 'write/experiment/ram-metrics', {
    experimentKey,
    totalRam: number(),
    usedRam: number(),
    ...moment,
  }),
  /** Percent in the order of the processors: become `sys.cpu.percent.01`, … */
  logCpuMetrics: write(l10n.t('Log CPU metrics'), 'write/experiment/cpu-metrics', {
    experimentKey,
    cpuPercentUtilization: list([0]),
    ...moment,
  }),
  /** Becomes `sys.load.avg`. */
  logLoadMetrics: write(l10n.t('Log load metrics'), 'write/experiment/load-metrics', {
    experimentKey,
    loadAverage: number(),
    ...moment,
  }),
};
