/** Comet's endpoints that write to an experiment, apart from files. Times are epoch ms. */
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
  logMetric: write('Log a metric', 'write/experiment/metric', {
    experimentKey,
    metricName: text(),
    metricValue,
    ...moment,
  }),
  /** All values of a metric. Not in the documents. */
  deleteMetric: write(
    'Delete a metric',
    'write/experiment/metric/delete',
    { experimentKey, metricName: text() },
    'object',
  ),
  logParameter: write('Log a parameter', 'write/experiment/parameter', {
    experimentKey,
    parameterName: text(),
    parameterValue,
    context: optional(text()),
    step: optional(number()),
    timestamp: optional(number()),
  }),
  /** Not in the documents. */
  deleteParameter: write(
    'Delete a parameter',
    'write/experiment/parameter/delete',
    { experimentKey, parameterName: text() },
    'object',
  ),
  /** A bare list of pairs of `experimentKey` and `parameterName`. Not in the documents. */
  deleteParameters: notByHand(write('Delete parameters', 'write/experiments/parameters/delete', {}, 'object')),
  /** The key `Name` renames the experiment. */
  logOther: write('Log an other', 'write/experiment/log-other', {
    experimentKey,
    key: text(),
    value: text(),
    timestamp: optional(number()),
  }),
  /** Adds, never removes. */
  addTags: write('Add tags', 'write/experiment/tags', { experimentKey, addedTags: list<string>() }),
  /** Not in the documents. */
  deleteTags: write('Remove tags', 'write/experiment/tags/delete', { experimentKey, tags: list<string>() }, 'object'),
  /** Appends to what is there, or replaces it with `override`. */
  setHtml: write('Set the HTML', 'write/experiment/html', {
    experimentKey,
    html: text(),
    override: flag(true),
    timestamp: optional(number()),
  }),
  /** Replaces. */
  setGraph: write('Set the graph', 'write/experiment/graph', { experimentKey, graph: text() }),
  /** The one text of older runs; replaces. */
  setCode: write('Set the code', 'write/experiment/code', { experimentKey, code: text() }),
  /**
   * Lines with their ends, ordered by `offset` from 0. The documents call the context `context`, SDKs `runContext`:
   * both may be sent.
   */
  logOutput: write('Log output', 'write/experiment/output', {
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
  setSystemDetails: write('Set system details', 'write/experiment/system-details', {
    experimentKey,
    pid: optional(number()),
    command: optional(list<string>()),
  }),
  /** What the run logged of the packages that it uses. Not in the documents. */
  setDependencies: {
    ...write(
      'Set dependencies',
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
  setGitMetadata: write('Set git metadata', 'write/experiment/git/metadata', {
    experimentKey,
    user: optional(orNull(text()), ''),
    root: optional(orNull(text()), ''),
    branch: optional(orNull(text()), ''),
    parent: optional(orNull(text()), ''),
    origin: optional(orNull(text()), ''),
  }),
  /** With whatever is known of the machine. */
  setCloudDetails: write(
    'Set cloud details',
    'write/experiment/cloud-details',
    { experimentKey, provider: choice('aws', 'gcp', 'azure'), metadata: object() },
    'object',
  ),
  /** The main script. */
  setFilePath: write('Set the file path', 'write/experiment/file-path', { experimentKey, filePath: text() }, 'object'),
  /** Memory in bytes, utilization in percent: become metrics `sys.gpu.N.*`. */
  logGpuMetrics: write('Log GPU metrics', 'write/experiment/gpu-metrics', {
    experimentKey,
    gpus: list([{ gpuId: 0, freeMemory: 0, usedMemory: 0, totalMemory: 0, gpuUtilization: 0 }]),
    ...moment,
  }),
  /** Bytes: become `sys.ram.total` and `sys.ram.used`. */
  logRamMetrics: write('Log RAM metrics', 'write/experiment/ram-metrics', {
    experimentKey,
    totalRam: number(),
    usedRam: number(),
    ...moment,
  }),
  /** Percent in the order of the processors: become `sys.cpu.percent.01`, … */
  logCpuMetrics: write('Log CPU metrics', 'write/experiment/cpu-metrics', {
    experimentKey,
    cpuPercentUtilization: list([0]),
    ...moment,
  }),
  /** Becomes `sys.load.avg`. */
  logLoadMetrics: write('Log load metrics', 'write/experiment/load-metrics', {
    experimentKey,
    loadAverage: number(),
    ...moment,
  }),
};
