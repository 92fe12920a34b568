/**
 * What a tracker must be able to do, in our vocabulary. An optional method is a capability:
 * the product offers Stop because the back end has `stop`, never because it is called Comet.
 */
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
  Column,
  Dashboard,
  Panel,
  PanelSource,
  Predicate,
  ProjectChange,
  ShareLink,
} from '../shared/projectParts';
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
  /** Everything the tracker keeps (Comet: up to 15,000 points a metric), not its sample (about 500). */
  readonly full: boolean;
}

/** Every method rejects with a BackendError and with nothing else. */
export interface ExperimentBackend {
  readonly tracker: TrackerKind;
  /** The same, for what nobody waits for: asked behind all that a person asks. */
  readonly polling?: ExperimentBackend;

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
  /** What the run wrote to its console, a hundred megabytes perhaps; empty when nothing. */
  getOutput(key: string, signal: AbortSignal): Promise<TextInPieces>;
  listAssets(key: string, signal: AbortSignal): Promise<Asset[]>;
  openAsset(key: string, asset: Asset, opening: Opening, signal: AbortSignal): Promise<ByteStream>;
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
  downloadModel?(key: string, model: string, signal: AbortSignal, opening?: Opening): Promise<ByteStream>;
  removeTags?(key: string, tags: readonly string[], signal: AbortSignal): Promise<void>;

  /** The report that the run logged, as the HTML of somebody else; null when it logged none. */
  getHtml?(key: string, signal: AbortSignal): Promise<string | null>;
  /** The model's graph: JSON or whatever text its framework prints; null when none was logged. */
  getGraph?(key: string, signal: AbortSignal): Promise<string | null>;
  getCloud?(key: string, signal: AbortSignal): Promise<CloudDetails | null>;

  /** Each group is a capability of its own. */
  readonly workspaceEdits?: WorkspaceEdits;
  readonly projectParts?: ProjectParts;
  readonly logging?: Logging;
  readonly registry?: ModelRegistry;
  readonly artifacts?: Artifacts;
  readonly requests?: Requests;
}

/** The tracker's REST API by hand. */
export interface Requests {
  readonly templates: readonly RequestTemplate[];
  send(request: FilledRequest, signal: AbortSignal): Promise<RawAnswer>;
}

/** Making and changing what holds experiments. */
export interface WorkspaceEdits {
  createWorkspace(name: string, signal: AbortSignal): Promise<void>;
  /** Resolves to the new project's id. */
  createProject(
    workspace: string,
    project: { readonly name: string; readonly description: string; readonly isPublic: boolean },
    signal: AbortSignal,
  ): Promise<string>;
  changeProject(project: Project, change: ProjectChange, signal: AbortSignal): Promise<void>;
  /** With all its experiments. */
  deleteProject(project: Project, signal: AbortSignal): Promise<void>;
  /** Resolves to the new experiment's key. `name` null: the tracker makes one up. */
  createExperiment(project: Project, name: string | null, signal: AbortSignal): Promise<string>;
  moveExperiments(keys: readonly string[], target: Project, signal: AbortSignal): Promise<void>;
  /** They show in the other project too, and stay where they are. */
  linkExperiments(keys: readonly string[], target: Project, signal: AbortSignal): Promise<void>;
}

/** What hangs on a project beside its experiments. */
export interface ProjectParts {
  getNotes(project: Project, signal: AbortSignal): Promise<string>;
  setNotes(project: Project, notes: string, signal: AbortSignal): Promise<void>;
  listColumns(listing: ExperimentListing, signal: AbortSignal): Promise<Column[]>;
  /** Keys of the experiments for which all predicates hold. */
  query(listing: ExperimentListing, predicates: readonly Predicate[], signal: AbortSignal): Promise<string[]>;
  listShareLinks(project: Project, signal: AbortSignal): Promise<ShareLink[]>;
  addShareLink(project: Project, signal: AbortSignal): Promise<ShareLink>;
  removeShareLink(project: Project, code: string, signal: AbortSignal): Promise<void>;
  /** Trackers keep panels for a whole workspace. */
  listPanels(workspace: string, signal: AbortSignal): Promise<Panel[]>;
  getPanelSource(panelId: string, signal: AbortSignal): Promise<PanelSource>;
  listDashboards(project: Project, signal: AbortSignal): Promise<Dashboard[]>;
  /** The dashboard's own JSON, indented. */
  getDashboard(project: Project, dashboardId: string, signal: AbortSignal): Promise<string>;
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

export interface ModelRegistry {
  listModels(workspace: string, signal: AbortSignal): Promise<RegistryModel[]>;
  getModel(workspace: string, name: string, signal: AbortSignal): Promise<RegistryModelDetails>;
  getNotes(workspace: string, name: string, signal: AbortSignal): Promise<string>;
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
  /** A zip of the version's files. */
  downloadVersion(
    workspace: string,
    name: string,
    version: string,
    signal: AbortSignal,
    opening?: Opening,
  ): Promise<ByteStream>;
  /** `model` null: what holds for all models of the workspace. */
  getWebhooks(workspace: string, model: string | null, signal: AbortSignal): Promise<WebhookConfiguration>;
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
