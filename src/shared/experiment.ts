/**
 * The vocabulary: the only shape of workspaces, projects and experiments in this code base.
 * Plain JSON-safe data, tracker-neutral; back ends translate their wire into it, everything else reads it.
 * All times are Unix epoch milliseconds; `null` means that the tracker does not say.
 */

/** Which tracker something is of: a word that each brings along. Compared for equality and for nothing else. */
export type TrackerKind = string;

/** Who the key belongs to. `defaultWorkspace` is where new things go unless something else is chosen. */
export interface Account {
  readonly userName: string;
  readonly defaultWorkspace: string | null;
}

export interface Workspace {
  readonly name: string;
}

export interface Project {
  readonly id: string;
  readonly workspace: string;
  readonly name: string;
  readonly description: string | null;
  readonly experimentCount: number | null;
  readonly lastUpdated: number | null;
  readonly isPublic: boolean | null;
}

export type ExperimentState = 'running' | 'finished' | 'crashed' | 'stopped' | 'queued' | 'unknown';

/** As far as the tracker tells in a list; a null of the last six means that they have to be asked for, if at all. */
export interface Experiment {
  /** Unique within a connection. */
  readonly key: string;
  /** What the user called it, or what the tracker made up; falls back to the key. */
  readonly name: string;
  readonly workspace: string;
  readonly projectId: string;
  readonly projectName: string;
  readonly state: ExperimentState;
  /** The tracker's own word for the state. */
  readonly status: string | null;
  readonly archived: boolean;
  readonly startTime: number | null;
  readonly endTime: number | null;
  /** Milliseconds. */
  readonly duration: number | null;
  readonly user: string | null;
  /** The main script, as logged. */
  readonly filePath: string | null;
  /** The tracker dropped some of the data of this run, since it came too fast. */
  readonly incomplete: boolean;
  readonly bookmarked: boolean | null;
  /** The key of what it was made by or belongs to: a search for parameters, a group, a pipeline. */
  readonly group: string | null;
  /** The key of the experiment that it was made from. */
  readonly original: string | null;
  readonly tags: readonly string[] | null;
  /** The last value of each metric, by name: foreign names, so look them up with `getOwn`. */
  readonly lastMetrics: Readonly<Record<string, number>> | null;
  /** As logged, by name; look them up with `getOwn`. */
  readonly parameters: Readonly<Record<string, string>> | null;
}

/** A value with its extremes, as trackers summarise metrics, parameters and others. Values stay text, as logged. */
export interface SummaryPoint {
  readonly value: string;
  readonly step: number | null;
  readonly time: number | null;
}

export interface Summary {
  /** Full name, the run context in front (`train_loss`). */
  readonly name: string;
  /** `train`, `validate`, …; null when logged without one. */
  readonly context: string | null;
  /** A metric of the machine, and not of the model. */
  readonly ofMachine: boolean;
  readonly current: SummaryPoint | null;
  readonly minimum: SummaryPoint | null;
  readonly maximum: SummaryPoint | null;
}

/**
 * One metric of one experiment, column by column; all columns have the length of `values`.
 * A value that is not a finite number is kept as NaN or ±Infinity.
 */
export interface MetricSeries {
  readonly experimentKey: string;
  readonly name: string;
  readonly values: Float64Array;
  /** NaN where no step was logged. Null when the experiment logged none at all. */
  readonly steps: Float64Array | null;
  readonly epochs: Float64Array | null;
  /** Epoch milliseconds. */
  readonly times: Float64Array | null;
  /** True when the tracker thinned the series before sending it. */
  readonly sampled: boolean;
}

export interface CodeFile {
  /** As logged, `/` between folders; other people's input, never a path to trust. */
  readonly path: string;
  /** Null when the whole code is one text without an asset (older runs). */
  readonly assetId: string | null;
  readonly size: number | null;
}

export interface GitState {
  readonly branch: string | null;
  readonly commit: string | null;
  readonly origin: string | null;
  readonly root: string | null;
  readonly user: string | null;
}

export type AssetKind =
  | 'audio'
  | 'code'
  | 'confusionMatrix'
  | 'curve'
  | 'dataframe'
  | 'embeddings'
  | 'file'
  | 'histogram'
  | 'image'
  | 'model'
  | 'notebook'
  | 'text'
  | 'video';

export interface Asset {
  readonly id: string;
  /** Logical name, may hold `/`; other people's input, never a path to trust. */
  readonly name: string;
  readonly kind: AssetKind;
  /** The tracker's own word for it, for those that `kind` lumps together. */
  readonly type: string | null;
  /** Bytes; null when unknown (remote assets). */
  readonly size: number | null;
  readonly step: number | null;
  readonly context: string | null;
  readonly createdAt: number | null;
  /** Grouping folder of the tracker: `assets`, `media`, `models/<name>`. */
  readonly folder: string | null;
  /** The user's own address (`s3://…`) when only a reference is stored. */
  readonly remoteUrl: string | null;
  readonly tags: readonly string[];
  /** Free JSON text that was logged with it. */
  readonly metadata: string | null;
}

export interface ExperimentModel {
  readonly name: string;
  readonly registered: readonly { readonly name: string; readonly version: string }[];
}

export interface GraphicsCard {
  readonly index: number;
  readonly name: string;
  /** Bytes. */
  readonly totalMemory: number | null;
}

export interface SystemDetails {
  readonly user: string | null;
  readonly hostname: string | null;
  readonly ip: string | null;
  readonly operatingSystem: string | null;
  readonly machine: string | null;
  readonly processor: string | null;
  readonly pythonVersion: string | null;
  readonly executable: string | null;
  readonly pid: number | null;
  readonly command: readonly string[];
  /** Bytes. */
  readonly totalMemory: number | null;
  readonly graphicsCards: readonly GraphicsCard[];
  /** `name==version`. */
  readonly installedPackages: readonly string[];
  readonly osPackages: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly additional: readonly { readonly key: string; readonly value: string }[];
  readonly systemMetricNames: readonly string[];
}

/** Of a machine that the tracker knows nothing of. */
export const nothingKnown: SystemDetails = {
  user: null,
  hostname: null,
  ip: null,
  operatingSystem: null,
  machine: null,
  processor: null,
  pythonVersion: null,
  executable: null,
  pid: null,
  command: [],
  totalMemory: null,
  graphicsCards: [],
  installedPackages: [],
  osPackages: [],
  environment: {},
  additional: [],
  systemMetricNames: [],
};

/** An HTML file that is a report, of whatever made it; tables of data frames say by their type that they are none. */
export const isReport = ({ name, kind, type }: Asset): boolean =>
  (kind === 'file' || type === 'dataframe-profile') && isHtml(name);

export const isHtml = (name: string): boolean => /\.html?$/i.test(name);

/** Whether a value as it was logged is not a number or infinite: what a metric ends on when training has diverged. */
export const isDivergence = (value: string): boolean => /^\s*[+-]?(nan|inf(inity)?|∞)\s*$/i.test(value);

/** A connection as views show it: an account at a tracker's server, or the local lab. Holds no secret. */
export interface ConnectionInfo {
  /** Never holds a `/`; `lab` is the local lab. What a `ConnectionRef` calls `connection`. */
  readonly id: string;
  /** Whose account it is. */
  readonly label: string;
  readonly tracker: TrackerKind;
  readonly kind: 'server' | 'lab';
  /** The server's name to show beside the label: host, port and path prefix. */
  readonly server: string;
}
