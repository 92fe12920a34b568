/** What a tracker must be able to do, and what it may be able to do, in our vocabulary. */
import type {
  Artifact,
  ArtifactDetails,
  ArtifactFile,
  ArtifactVersionDetails,
  ExperimentArtifacts,
} from '../shared/artifact';
import type {
  Account,
  Asset,
  CodeFile,
  Experiment,
  ExperimentModel,
  GitState,
  MetricSeries,
  Project,
  Summary,
  SystemDetails,
  TrackerKind,
  Workspace,
} from '../shared/experiment';
import type {
  BestExperiment,
  CloudDetails,
  Dashboard,
  Panel,
  PanelSource,
  ProjectChange,
  ShareLink,
} from '../shared/project';
import type { Column, Predicate } from '../shared/queries/query';
import type {
  NewVersion,
  RegistryModel,
  RegistryModelChange,
  RegistryModelDetails,
  RegistryVersion,
  WebhookConfiguration,
} from '../shared/registry';
import type { FilledRequest, RawAnswer, RequestTemplate } from '../shared/requests';
import type { TextInPieces } from '../shared/text/chunkedText';

/** Where an experiment lists: trackers keep active and archived ones apart. */
export interface ExperimentListing {
  readonly project: Project;
  readonly archived: boolean;
}

/** A hash of the whole that the server tells of its own accord. */
export interface Digest {
  readonly algorithm: 'md5' | 'sha256';
  readonly base64: string;
}

/** How bytes are asked for: all of them, or the rest of what is there already. */
export interface Opening {
  /** The byte to continue at; look at `resumed` before trusting it. */
  readonly from?: number;
  /**
   * What the server said about the bytes that are there (see `ByteStream`); it sends all when this is no longer true.
   */
  readonly validator?: string | null;
  readonly total?: number | null;
  /** To be written to the disk, behind all that a person looks at. */
  readonly kept?: boolean;
}

/**
 * Bytes on their way. `size` is how many `body` will bring (the rest when resumed), null when the tracker does not
 * announce it; the body ends with a BackendError when cut. Read it or leave it: until then it holds one of the few
 * requests at once.
 */
export interface ByteStream {
  readonly size: number | null;
  /** Of the whole. */
  readonly total: number | null;
  /** By which the server knows this version of the bytes; null when it gives none, or none that can be relied on. */
  readonly validator: string | null;
  /** Of the whole. */
  readonly digest: Digest | null;
  readonly contentType: string | null;
  /** The server goes on at the asked offset with the same bytes. */
  readonly resumed: boolean;
  readonly body: AsyncIterable<Uint8Array>;
}

export interface MetricQuery {
  readonly experimentKeys: readonly string[];
  readonly metrics: readonly string[];
  /** Everything the tracker keeps of a series, not its sample. */
  readonly full: boolean;
}

/** What a tracker's server bears: the store batches and spreads its questions by this, and nobody else does. */
export interface BackendLimits {
  /** How many series one question may name, experiments times metrics. */
  readonly seriesPerRequest: { readonly sampled: number; readonly full: number };
  /** An answer about metrics holds all metrics of an experiment whatever was asked for: one question is enough. */
  readonly allMetricsInOneAnswer: boolean;
  /** Null where the server sets no such limit, or none that we know. */
  readonly requestsPerMinute: number | null;
}

/**
 * A tracker's server, in our vocabulary: a small core that every tracker has, and groups that it may have. A group or a
 * member that is absent is not offered: the product shows Stop because the back end has `edits.stop`, never because of
 * the tracker's name.
 *
 * Every method rejects with a BackendError and with nothing else. Keys, ids and names are the tracker's own and may
 * hold any character.
 */
export interface ExperimentBackend {
  readonly tracker: TrackerKind;
  readonly limits: BackendLimits;
  /** The same, for what nobody waits for: asked behind all that a person asks. */
  readonly polling?: ExperimentBackend;

  account(signal: AbortSignal): Promise<Account>;
  listWorkspaces(signal: AbortSignal): Promise<Workspace[]>;
  listProjects(workspace: string, signal: AbortSignal): Promise<Project[]>;
  /**
   * Pages as they arrive, in the tracker's order. A row says all that the list knows, and null for what it does not.
   * Parsed and validated piece by piece: never blocks the caller for long.
   */
  experiments(listing: ExperimentListing, signal: AbortSignal): AsyncIterable<readonly Experiment[]>;
  getExperiment(key: string, signal: AbortSignal): Promise<Experiment>;
  getMetricSummaries(key: string, signal: AbortSignal): Promise<Summary[]>;
  /**
   * Missing experiments and metrics are left out of the answer. It may hold more metrics than were asked for where
   * `limits.allMetricsInOneAnswer` says so.
   */
  getMetrics(query: MetricQuery, signal: AbortSignal): Promise<MetricSeries[]>;
  getParameters(key: string, signal: AbortSignal): Promise<Summary[]>;

  /** Address of the experiment's page for a browser; holds no secret. */
  experimentUrl(experiment: Experiment): string;
  projectUrl(project: Project): string;
  workspaceUrl?(workspace: string): string;

  readonly edits?: Partial<ExperimentEdits>;
  readonly tags?: Partial<Tags>;
  readonly others?: Others;
  readonly output?: Output;
  readonly files?: Files;
  readonly code?: Code;
  readonly git?: Git;
  readonly models?: Models;
  readonly system?: System;
  readonly reports?: Reports;
  readonly graphs?: Graphs;
  readonly logging?: Partial<Logging>;

  readonly projectEdits?: Partial<ProjectEdits>;
  readonly notes?: Notes;
  readonly queries?: Queries;
  readonly shareLinks?: ShareLinks;
  readonly panels?: Panels;
  readonly dashboards?: Dashboards;
  readonly optimizers?: Optimizers;

  readonly registry?: ModelRegistry;
  readonly artifacts?: Artifacts;
  readonly requests?: Requests;
}

/** What can be done to experiments. */
export interface ExperimentEdits {
  addTags(key: string, tags: readonly string[], signal: AbortSignal): Promise<void>;
  removeTags(key: string, tags: readonly string[], signal: AbortSignal): Promise<void>;
  rename(key: string, name: string, signal: AbortSignal): Promise<void>;
  archive(key: string, signal: AbortSignal): Promise<void>;
  restore(key: string, signal: AbortSignal): Promise<void>;
  /** Asks the run to stop; it may end later. */
  stop(key: string, signal: AbortSignal): Promise<void>;
  delete(key: string, signal: AbortSignal): Promise<void>;
  move(keys: readonly string[], target: Project, signal: AbortSignal): Promise<void>;
  /** They show in the other project too, and stay where they are. */
  link(keys: readonly string[], target: Project, signal: AbortSignal): Promise<void>;
}

/** For trackers that have tags which their lists of experiments do not tell. */
export interface Tags {
  list(key: string, signal: AbortSignal): Promise<string[]>;
  /** Of all experiments of a listing at once, by experiment key; experiments without tags are left out. */
  ofListing(listing: ExperimentListing, signal: AbortSignal): Promise<ReadonlyMap<string, readonly string[]>>;
  /** Those in use anywhere in the project, for suggestions. */
  inUse(project: Project, signal: AbortSignal): Promise<string[]>;
}

/** Values logged beside parameters and metrics. */
export interface Others {
  list(key: string, signal: AbortSignal): Promise<Summary[]>;
}

export interface Output {
  /** What the run wrote to its console, a hundred megabytes perhaps; empty when nothing. */
  read(key: string, signal: AbortSignal): Promise<TextInPieces>;
}

export interface FileListing {
  readonly files: readonly Asset[];
  /** Paths of the folders directly below, `/` between their parts: each can be listed by itself. */
  readonly folders: readonly string[];
}

/** The files that an experiment logged. */
export interface Files {
  /**
   * What a folder holds; null: the top. A tracker that keeps no folders answers with all files at the top, whatever `/`
   * their names hold.
   */
  list(key: string, folder: string | null, signal: AbortSignal): Promise<FileListing>;
  open(key: string, asset: Asset, opening: Opening, signal: AbortSignal): Promise<ByteStream>;
}

export interface Code {
  list(key: string, signal: AbortSignal): Promise<CodeFile[]>;
  read(key: string, file: CodeFile, signal: AbortSignal): Promise<string>;
}

export interface Git {
  /** Null when nothing was logged. */
  state(key: string, signal: AbortSignal): Promise<GitState | null>;
  /** Unified diff against the logged commit; null when none was logged. */
  patch?(key: string, signal: AbortSignal): Promise<string | null>;
}

/** The models that an experiment logged. */
export interface Models {
  list(key: string, signal: AbortSignal): Promise<ExperimentModel[]>;
  /** A zip of the model's files. */
  download?(key: string, model: string, opening: Opening, signal: AbortSignal): Promise<ByteStream>;
}

/** The machine that an experiment ran on. */
export interface System {
  details(key: string, signal: AbortSignal): Promise<SystemDetails>;
  /** Null when it ran in no cloud, as far as the tracker knows. */
  cloud?(key: string, signal: AbortSignal): Promise<CloudDetails | null>;
}

export interface Reports {
  /** The report that the run logged, as the HTML of somebody else; null when it logged none. */
  html(key: string, signal: AbortSignal): Promise<string | null>;
}

export interface Graphs {
  /** The model's graph: JSON or whatever text its framework prints; null when none was logged. */
  read(key: string, signal: AbortSignal): Promise<string | null>;
}

/** The tracker's REST API by hand. */
export interface Requests {
  readonly templates: readonly RequestTemplate[];
  send(request: FilledRequest, signal: AbortSignal): Promise<RawAnswer>;
}

/** Making and changing what holds experiments. */
export interface ProjectEdits {
  createWorkspace(name: string, signal: AbortSignal): Promise<void>;
  /** Resolves to the new project's id. */
  create(
    workspace: string,
    project: { readonly name: string; readonly description: string; readonly isPublic: boolean },
    signal: AbortSignal,
  ): Promise<string>;
  change(project: Project, change: ProjectChange, signal: AbortSignal): Promise<void>;
  /** With all its experiments. */
  delete(project: Project, signal: AbortSignal): Promise<void>;
  /** Resolves to the new experiment's key. `name` null: the tracker makes one up. */
  createExperiment(project: Project, name: string | null, signal: AbortSignal): Promise<string>;
}

/** Markdown about a project. */
export interface Notes {
  read(project: Project, signal: AbortSignal): Promise<string>;
  write?(project: Project, notes: string, signal: AbortSignal): Promise<void>;
}

export interface Queries {
  columns(listing: ExperimentListing, signal: AbortSignal): Promise<Column[]>;
  /** Keys of the experiments for which all predicates hold. */
  run(listing: ExperimentListing, predicates: readonly Predicate[], signal: AbortSignal): Promise<string[]>;
}

export interface ShareLinks {
  list(project: Project, signal: AbortSignal): Promise<ShareLink[]>;
  add?(project: Project, signal: AbortSignal): Promise<ShareLink>;
  remove?(project: Project, code: string, signal: AbortSignal): Promise<void>;
}

/** Trackers keep panels for a whole workspace. */
export interface Panels {
  list(workspace: string, signal: AbortSignal): Promise<Panel[]>;
  source(panelId: string, signal: AbortSignal): Promise<PanelSource>;
}

export interface Dashboards {
  list(project: Project, signal: AbortSignal): Promise<Dashboard[]>;
  /** The dashboard's own JSON, indented. */
  read(project: Project, dashboardId: string, signal: AbortSignal): Promise<string>;
}

export interface Optimizers {
  bestExperiment(
    question: { readonly optimizationId: string; readonly metric: string; readonly goal: 'minimize' | 'maximize' },
    signal: AbortSignal,
  ): Promise<BestExperiment>;
}

/** A file to upload: read when it is sent, piece by piece. */
export interface Upload {
  /** Absolute path on the machine of the extension host. */
  readonly file: string;
  /** The asset's logical name, `/` between folders. */
  readonly name: string;
  /** The tracker's word for what it is; null: a plain asset. */
  readonly type: string | null;
  readonly step: number | null;
  readonly context: string | null;
  readonly overwrite: boolean;
}

/** Writing to an experiment. */
export interface Logging {
  logParameter(key: string, name: string, value: string, signal: AbortSignal): Promise<void>;
  logMetric(
    key: string,
    point: {
      readonly name: string;
      readonly value: number;
      readonly step: number | null;
      readonly epoch: number | null;
    },
    signal: AbortSignal,
  ): Promise<void>;
  logOther(key: string, name: string, value: string, signal: AbortSignal): Promise<void>;
  /** `progress` hears how many bytes went out since it last heard. */
  uploadAsset(key: string, upload: Upload, progress: (bytes: number) => void, signal: AbortSignal): Promise<void>;
  deleteAsset(key: string, assetId: string, signal: AbortSignal): Promise<void>;
  tagAsset(key: string, assetId: string, tags: readonly string[], signal: AbortSignal): Promise<void>;
}

export interface ModelRegistry extends Partial<RegistryEdits> {
  listModels(workspace: string, signal: AbortSignal): Promise<RegistryModel[]>;
  getModel(workspace: string, name: string, signal: AbortSignal): Promise<RegistryModelDetails>;
  getNotes?(workspace: string, name: string, signal: AbortSignal): Promise<string>;
  /** A zip of the version's files. */
  downloadVersion?(
    workspace: string,
    name: string,
    version: string,
    opening: Opening,
    signal: AbortSignal,
  ): Promise<ByteStream>;
  /** `model` null: what holds for all models of the workspace. */
  getWebhooks?(workspace: string, model: string | null, signal: AbortSignal): Promise<WebhookConfiguration>;
}

export interface RegistryEdits {
  setNotes(workspace: string, name: string, notes: string, signal: AbortSignal): Promise<void>;
  /** Makes the registry model when there is none of that name, else a new version of it. */
  register(workspace: string, version: NewVersion, signal: AbortSignal): Promise<void>;
  changeModel(workspace: string, name: string, change: RegistryModelChange, signal: AbortSignal): Promise<void>;
  /** With all its versions. */
  deleteModel(workspace: string, name: string, signal: AbortSignal): Promise<void>;
  commentVersion(version: RegistryVersion, comment: string, signal: AbortSignal): Promise<void>;
  addStage(version: RegistryVersion, stage: string, signal: AbortSignal): Promise<void>;
  removeStage(version: RegistryVersion, stage: string, signal: AbortSignal): Promise<void>;
  deleteVersion(version: RegistryVersion, signal: AbortSignal): Promise<void>;
  setWebhooks(configuration: WebhookConfiguration, signal: AbortSignal): Promise<void>;
}

export interface Artifacts {
  listArtifacts(workspace: string, signal: AbortSignal): Promise<Artifact[]>;
  getArtifact(workspace: string, name: string, signal: AbortSignal): Promise<ArtifactDetails>;
  getVersion(workspace: string, name: string, version: string, signal: AbortSignal): Promise<ArtifactVersionDetails>;
  listFiles(workspace: string, name: string, version: string, signal: AbortSignal): Promise<ArtifactFile[]>;
  openFile(
    version: ArtifactVersionDetails,
    file: ArtifactFile,
    opening: Opening,
    signal: AbortSignal,
  ): Promise<ByteStream>;
  ofExperiment(key: string, signal: AbortSignal): Promise<ExperimentArtifacts>;
}

type Group =
  | 'edits'
  | 'tags'
  | 'others'
  | 'output'
  | 'files'
  | 'code'
  | 'git'
  | 'models'
  | 'system'
  | 'reports'
  | 'graphs'
  | 'logging'
  | 'projectEdits'
  | 'notes'
  | 'queries'
  | 'shareLinks'
  | 'panels'
  | 'dashboards'
  | 'optimizers'
  | 'registry'
  | 'artifacts'
  | 'requests';

/** A group that a back end may have, or a member of one: `git`, `git.patch`. */
export type Capability =
  'workspaceUrl' | { [G in Group]: G | `${G}.${keyof NonNullable<ExperimentBackend[G]> & string}` }[Group];

/** Whether the back end has it. Asks no server. */
export function offers(backend: ExperimentBackend, capability: Capability): boolean {
  const [group = '', member] = capability.split('.');
  const found: unknown = Reflect.get(backend, group);
  return typeof found === 'object' && found !== null && member !== undefined
    ? Reflect.get(found, member) !== undefined
    : found !== undefined;
}
