/**
 * What the lab keeps of an experiment, in the trackers' own terms and close to what was logged.
 * Knows no protocol, no archive and no server. Times are epoch milliseconds; values are text, as trackers keep them.
 */

/** A value at a moment, without a run context in its name. */
export interface Logged {
  readonly value: string;
  readonly step: number | null;
  readonly time: number;
  readonly context: string | null;
}

/** A metric column by column; all columns have the same length and are in the order of logging. */
export interface LabMetric {
  /** Full name, the run context in front (`train_loss`). */
  readonly name: string;
  readonly context: string | null;
  readonly values: string[];
  readonly steps: (number | null)[];
  readonly epochs: (number | null)[];
  readonly times: number[];
  /** Each value is text that JSON takes as it is for a finite number. */
  isPlain: boolean;
}

export interface OutputLine {
  /** With its own line break, when it had one. */
  readonly text: string;
  readonly stderr: boolean;
  readonly time: number;
}

/** Reads bytes when they are asked for; recordings keep theirs on disk. */
export type ByteSource = () => Promise<Uint8Array>;

export interface LabAsset {
  readonly id: string;
  /** Logical name, may hold `/`. */
  readonly name: string;
  readonly type: string | null;
  readonly context: string | null;
  readonly step: number | null;
  readonly createdAt: number;
  /** `assets`, `media` or `models/<name>`. */
  readonly folder: string;
  /** JSON text. */
  readonly metadata: string | null;
  readonly tags: readonly string[];
  /** The user's own address when only a reference was logged; such an asset has no bytes. */
  readonly link: string | null;
  readonly size: number;
  readonly bytes: ByteSource;
  /** Under which its bytes are kept, when they were uploaded here. */
  readonly file?: string | null;
}

export interface GitMetadata {
  readonly user: string | null;
  readonly root: string | null;
  readonly branch: string | null;
  readonly parent: string | null;
  readonly origin: string | null;
}

/** The machine an experiment ran on; what was not logged is null or empty. */
export interface MachineDetails {
  readonly user: string | null;
  readonly pythonVersion: string | null;
  readonly pythonVersionVerbose: string | null;
  readonly pid: number | null;
  readonly osType: string | null;
  readonly os: string | null;
  readonly osRelease: string | null;
  readonly machine: string | null;
  readonly processor: string | null;
  readonly ip: string | null;
  readonly hostname: string | null;
  readonly executable: string | null;
  readonly env: Readonly<Record<string, string>>;
  /** `{gpuIndex, name, uuid, totalMemory (bytes), powerLimit (milliwatts)}`, as logged. */
  readonly gpuStaticInfoList: readonly Readonly<Record<string, unknown>>[];
  readonly logAdditionalSystemInfoList: readonly { readonly key: string; readonly value: string }[];
  readonly networkInterfaceIps: readonly string[];
  readonly command: readonly string[];
  readonly osPackages: readonly string[];
  readonly installedPackages: readonly string[];
  /** Bytes. */
  readonly totalRam: number | null;
}

/** Everything logged to an experiment; the heavy part, which is loaded when first asked for. */
export interface ExperimentContent {
  readonly metrics: Map<string, LabMetric>;
  /** By full name, the run context in front; in the order of logging, the last one is current. */
  readonly parameters: Map<string, Logged[]>;
  readonly others: Map<string, Logged[]>;
  readonly tags: Set<string>;
  readonly output: OutputLine[];
  readonly assets: Map<string, LabAsset>;
  html: string | null;
  graph: string | null;
  /** The whole code as one text, as older clients log it; newer ones log `source_code` assets. */
  code: string | null;
  git: GitMetadata | null;
  /** `metadata`: JSON text. */
  cloud: { readonly provider: string; readonly metadata: string } | null;
  /** As uploaded: a zip with `git_diff.patch`, or anything else. */
  patch: ByteSource | null;
  machine: MachineDetails;
}

export const unknownMachine: MachineDetails = {
  user: null,
  pythonVersion: null,
  pythonVersionVerbose: null,
  pid: null,
  osType: null,
  os: null,
  osRelease: null,
  machine: null,
  processor: null,
  ip: null,
  hostname: null,
  executable: null,
  env: {},
  gpuStaticInfoList: [],
  logAdditionalSystemInfoList: [],
  networkInterfaceIps: [],
  command: [],
  osPackages: [],
  installedPackages: [],
  totalRam: null,
};

export function emptyContent(): ExperimentContent {
  return {
    metrics: new Map(),
    parameters: new Map(),
    others: new Map(),
    tags: new Set(),
    output: [],
    assets: new Map(),
    html: null,
    graph: null,
    code: null,
    git: null,
    cloud: null,
    patch: null,
    machine: unknownMachine,
  };
}

/**
 * A metric's or parameter's name as trackers show it: `train` + `loss` is `train_loss`. What was read here and is
 * written again has its context already.
 */
export const fullName = (name: string, context: string | null): string =>
  context === null || context === '' || name.startsWith(`${context}_`) ? name : `${context}_${name}`;

/** The most points that are kept of one metric. */
export const mostPoints = 15_000;

export interface MetricPoint {
  readonly value: string;
  readonly step: number | null;
  readonly epoch: number | null;
  readonly time: number;
}

const plainNumber = /^-?(?:0|[1-9]\d{0,16})(?:\.\d{1,30})?(?:e[+-]?\d{1,2})?$/;

/** Adds a point to the metric of that full name; beyond the most that is kept, every second older point goes. */
export function addPoint(
  metrics: Map<string, LabMetric>,
  name: string,
  context: string | null,
  point: MetricPoint,
): void {
  let metric = metrics.get(name);
  if (metric === undefined) {
    metric = { name, context, values: [], steps: [], epochs: [], times: [], isPlain: true };
    metrics.set(name, metric);
  }
  if (metric.values.length >= mostPoints) {
    thinOut(metric.values);
    thinOut(metric.steps);
    thinOut(metric.epochs);
    thinOut(metric.times);
  }
  metric.isPlain &&= plainNumber.test(point.value);
  metric.values.push(point.value);
  metric.steps.push(point.step);
  metric.epochs.push(point.epoch);
  metric.times.push(point.time);
}

function thinOut(column: unknown[]): void {
  const kept = column.filter((_, index) => index % 2 === 0);
  column.length = 0;
  for (const value of kept) {
    column.push(value);
  }
}

export function addLogged(entries: Map<string, Logged[]>, name: string, entry: Logged): void {
  const known = entries.get(name);
  if (known === undefined) {
    entries.set(name, [entry]);
  } else {
    known.push(entry);
  }
}
