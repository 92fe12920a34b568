/** Endpoints of Comet that write to an experiment, apart from files. Times are epoch ms. */
import type { CometCalls } from '../endpoint';

/** What Comet keeps as text travels as it is; numbers that JSON cannot hold travel as text. */
type Value = string | number | boolean;

/** When and where in a run something was. */
export interface Moment {
  readonly context?: string;
  readonly step?: number;
  readonly epoch?: number;
  readonly timestamp?: number;
}

export interface OutputLine {
  /** With the end of the line, if it has one. */
  readonly output: string;
  readonly stderr: boolean;
  readonly localTimestamp: number;
  /** Orders the lines, from 0. */
  readonly offset: number;
}

/** Some or all of them; the others stay. */
export interface SystemDetailsPart {
  readonly user?: string;
  readonly pythonVersion?: string;
  readonly pythonVersionVerbose?: string;
  readonly pid?: number;
  readonly osType?: string;
  readonly os?: string;
  readonly osRelease?: string;
  readonly machine?: string;
  readonly processor?: string;
  readonly ip?: string;
  readonly hostname?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** `totalMemory` in bytes, `powerLimit` in milliwatts. */
  readonly gpuStaticInfoList?: readonly {
    readonly gpuIndex: number;
    readonly name: string;
    readonly uuid: string;
    readonly totalMemory: number;
    readonly powerLimit: number;
  }[];
  readonly logAdditionalSystemInfoList?: readonly { readonly key: string; readonly value: string }[];
  readonly networkInterfaceIps?: readonly string[];
  readonly command?: readonly string[];
  readonly executable?: string;
  readonly osPackages?: readonly string[];
  readonly installedPackages?: readonly string[];
}

/** Memory in bytes, utilization in percent. */
export interface GpuReading {
  readonly gpuId: number;
  readonly freeMemory: number;
  readonly usedMemory: number;
  readonly totalMemory: number;
  readonly gpuUtilization: number;
}

export class LoggingCalls {
  readonly #calls: CometCalls;

  constructor(calls: CometCalls) {
    this.#calls = calls;
  }

  /** POST write/experiment/metric: one value. */
  logMetric(
    experimentKey: string,
    metric: Moment & { readonly metricName: string; readonly metricValue: Value },
    signal: AbortSignal,
  ): Promise<void> {
    return this.#write('metric', { experimentKey, ...metric, metricValue: travelling(metric.metricValue) }, signal);
  }

  /** POST write/experiment/metric/delete: all values of a metric. Not in the documents. */
  deleteMetric(experimentKey: string, metricName: string, signal: AbortSignal): Promise<void> {
    return this.#write('metric/delete', { experimentKey, metricName }, signal);
  }

  /** POST write/experiment/parameter. */
  logParameter(
    experimentKey: string,
    parameter: Omit<Moment, 'epoch'> & { readonly parameterName: string; readonly parameterValue: Value },
    signal: AbortSignal,
  ): Promise<void> {
    return this.#write(
      'parameter',
      { experimentKey, ...parameter, parameterValue: travelling(parameter.parameterValue) },
      signal,
    );
  }

  /** POST write/experiment/parameter/delete. Not in the documents. */
  deleteParameter(experimentKey: string, parameterName: string, signal: AbortSignal): Promise<void> {
    return this.#write('parameter/delete', { experimentKey, parameterName }, signal);
  }

  /** POST write/experiments/parameters/delete: a bare list of pairs. Not in the documents. */
  deleteParameters(
    parameters: readonly { readonly experimentKey: string; readonly parameterName: string }[],
    signal: AbortSignal,
  ): Promise<void> {
    return this.#calls.write('write/experiments/parameters/delete', parameters, signal);
  }

  /** POST write/experiment/log-other; the key `Name` renames the experiment. */
  logOther(experimentKey: string, key: string, value: string, signal: AbortSignal, timestamp?: number): Promise<void> {
    return this.#write('log-other', { experimentKey, key, value, timestamp }, signal);
  }

  /** POST write/experiment/tags: adds, never removes. */
  addTags(experimentKey: string, addedTags: readonly string[], signal: AbortSignal): Promise<void> {
    return this.#write('tags', { experimentKey, addedTags }, signal);
  }

  /** POST write/experiment/tags/delete. Not in the documents. */
  deleteTags(experimentKey: string, tags: readonly string[], signal: AbortSignal): Promise<void> {
    return this.#write('tags/delete', { experimentKey, tags }, signal);
  }

  /** POST write/experiment/html: appends to what is there, or replaces it with `override`. */
  setHtml(
    experimentKey: string,
    html: string,
    override: boolean,
    signal: AbortSignal,
    timestamp?: number,
  ): Promise<void> {
    return this.#write('html', { experimentKey, html, override, timestamp }, signal);
  }

  /** POST write/experiment/graph: replaces. */
  setGraph(experimentKey: string, graph: string, signal: AbortSignal): Promise<void> {
    return this.#write('graph', { experimentKey, graph }, signal);
  }

  /** POST write/experiment/code: the one text of older runs; replaces. */
  setCode(experimentKey: string, code: string, signal: AbortSignal): Promise<void> {
    return this.#write('code', { experimentKey, code }, signal);
  }

  /** POST write/experiment/output. The documents call the context `context`, SDKs `runContext`: both are sent. */
  logOutput(
    experimentKey: string,
    outputLines: readonly OutputLine[],
    context: string | null,
    signal: AbortSignal,
  ): Promise<void> {
    return this.#write('output', { experimentKey, context, runContext: context, outputLines }, signal);
  }

  /** POST write/experiment/system-details: some or all of them. */
  setSystemDetails(experimentKey: string, details: SystemDetailsPart, signal: AbortSignal): Promise<void> {
    return this.#write('system-details', { experimentKey, ...details }, signal);
  }

  /** PUT write/experiment/dependencies: what the run logged of the packages that it uses. Not in the documents. */
  setDependencies(
    experimentKey: string,
    logDependencies: readonly { readonly name: string; readonly version: string }[],
    timestamp: number,
    signal: AbortSignal,
  ): Promise<void> {
    return this.#calls.write('write/experiment/dependencies', { experimentKey, timestamp, logDependencies }, signal, {
      method: 'PUT',
    });
  }

  /** POST write/experiment/git/metadata; `parent` is the commit. */
  setGitMetadata(
    experimentKey: string,
    git: {
      readonly user: string | null;
      readonly root: string | null;
      readonly branch: string | null;
      readonly parent: string | null;
      readonly origin: string | null;
    },
    signal: AbortSignal,
  ): Promise<void> {
    return this.#write('git/metadata', { experimentKey, ...git }, signal);
  }

  /** POST write/experiment/cloud-details: `aws`, … and whatever is known of the machine. */
  setCloudDetails(
    experimentKey: string,
    provider: string,
    metadata: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<void> {
    return this.#write('cloud-details', { experimentKey, provider, metadata }, signal);
  }

  /** POST write/experiment/file-path: the main script. */
  setFilePath(experimentKey: string, filePath: string, signal: AbortSignal): Promise<void> {
    return this.#write('file-path', { experimentKey, filePath }, signal);
  }

  /** POST write/experiment/gpu-metrics: become metrics `sys.gpu.N.*`. */
  logGpuMetrics(
    experimentKey: string,
    gpus: readonly GpuReading[],
    moment: Moment,
    signal: AbortSignal,
  ): Promise<void> {
    return this.#write('gpu-metrics', { experimentKey, gpus, ...moment }, signal);
  }

  /** POST write/experiment/cpu-metrics, percent in the order of the processors: become `sys.cpu.percent.01`, … */
  logCpuMetrics(
    experimentKey: string,
    cpuPercentUtilization: readonly number[],
    moment: Moment,
    signal: AbortSignal,
  ): Promise<void> {
    return this.#write('cpu-metrics', { experimentKey, cpuPercentUtilization, ...moment }, signal);
  }

  /** POST write/experiment/ram-metrics, bytes: become `sys.ram.total` and `sys.ram.used`. */
  logRamMetrics(
    experimentKey: string,
    memory: { readonly totalRam: number; readonly usedRam: number },
    moment: Moment,
    signal: AbortSignal,
  ): Promise<void> {
    return this.#write('ram-metrics', { experimentKey, ...memory, ...moment }, signal);
  }

  /** POST write/experiment/load-metrics: becomes `sys.load.avg`. */
  logLoadMetrics(experimentKey: string, loadAverage: number, moment: Moment, signal: AbortSignal): Promise<void> {
    return this.#write('load-metrics', { experimentKey, loadAverage, ...moment }, signal);
  }

  #write(path: string, body: object, signal: AbortSignal): Promise<void> {
    return this.#calls.write(`write/experiment/${path}`, body, signal);
  }
}

/** JSON has neither NaN nor infinities; Comet reads them as text. */
const travelling = (value: Value): Value =>
  typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
