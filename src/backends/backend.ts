/**
 * What a tracker must be able to do, in our vocabulary. An optional method is a capability:
 * the product offers Stop because the back end has `stop`, never because it is called Comet.
 */
import type {
  Account, Asset, CodeFile, Experiment, ExperimentModel, GitState, MetricSeries, Project, Summary, SystemDetails,
  TrackerKind, Workspace,
} from '../shared/experiment';

/** Where an experiment lists: trackers keep active and archived ones apart. */
export interface ExperimentListing {
  readonly project: Project;
  readonly archived: boolean;
}

/**
 * Bytes on their way. `size` is how many `body` will bring (the rest when resumed), null when the tracker does not announce
 * it; the body ends with a BackendError when cut. Read it or leave it: until then it holds one of the few requests at once.
 */
export interface ByteStream {
  readonly size: number | null;
  readonly contentType: string | null;
  /** The server continued at the asked offset (it honoured Range). */
  readonly resumed: boolean;
  readonly body: AsyncIterable<Uint8Array>;
}

export interface MetricQuery {
  readonly experimentKeys: readonly string[];
  readonly metrics: readonly string[];
  /** Everything the tracker keeps (Comet: up to 15,000 points a metric), not its sample (about 500). */
  readonly full: boolean;
}

/** Every method rejects with a BackendError and with nothing else. */
export interface ExperimentBackend {
  readonly tracker: TrackerKind;

  account(signal: AbortSignal): Promise<Account>;
  listWorkspaces(signal: AbortSignal): Promise<Workspace[]>;
  listProjects(workspace: string, signal: AbortSignal): Promise<Project[]>;
  /** In the tracker's order. Parsed and validated piece by piece: never blocks the caller for long. */
  listExperiments(listing: ExperimentListing, signal: AbortSignal): Promise<Experiment[]>;
  getExperiment(key: string, signal: AbortSignal): Promise<Experiment>;
  listTags(key: string, signal: AbortSignal): Promise<string[]>;
  getMetricSummaries(key: string, signal: AbortSignal): Promise<Summary[]>;
  /** Missing experiments and metrics are left out of the answer. */
  getMetrics(query: MetricQuery, signal: AbortSignal): Promise<MetricSeries[]>;
  getParameters(key: string, signal: AbortSignal): Promise<Summary[]>;
  getOthers(key: string, signal: AbortSignal): Promise<Summary[]>;
  listCode(key: string, signal: AbortSignal): Promise<CodeFile[]>;
  readCode(key: string, file: CodeFile, signal: AbortSignal): Promise<string>;
  getGit(key: string, signal: AbortSignal): Promise<GitState | null>;
  /** Unified diff against the logged commit; null when none was logged. */
  getPatch(key: string, signal: AbortSignal): Promise<string | null>;
  getOutput(key: string, signal: AbortSignal): Promise<string>;
  listAssets(key: string, signal: AbortSignal): Promise<Asset[]>;
  /** `from` asks to continue at a byte offset; look at `resumed` before trusting it. */
  openAsset(key: string, asset: Asset, options: { from?: number }, signal: AbortSignal): Promise<ByteStream>;
  listModels(key: string, signal: AbortSignal): Promise<ExperimentModel[]>;
  getSystemDetails(key: string, signal: AbortSignal): Promise<SystemDetails>;

  /** Address of the experiment's page for a browser; holds no secret. */
  experimentUrl(experiment: Experiment): string;
  projectUrl(project: Project): string;
  workspaceUrl(workspace: string): string;

  /** Tags of all experiments of a listing at once, by experiment key; experiments without tags are left out. */
  listProjectTags?(listing: ExperimentListing, signal: AbortSignal): Promise<ReadonlyMap<string, readonly string[]>>;
  /** Tags in use anywhere in the project, for suggestions. */
  listTagsInUse?(project: Project, signal: AbortSignal): Promise<string[]>;
  addTags?(key: string, tags: readonly string[], signal: AbortSignal): Promise<void>;
  rename?(key: string, name: string, signal: AbortSignal): Promise<void>;
  archive?(key: string, signal: AbortSignal): Promise<void>;
  restore?(key: string, signal: AbortSignal): Promise<void>;
  stop?(key: string, signal: AbortSignal): Promise<void>;
  delete?(key: string, signal: AbortSignal): Promise<void>;
  /** A zip of the model's files. */
  downloadModel?(key: string, model: string, signal: AbortSignal): Promise<ByteStream>;
}
