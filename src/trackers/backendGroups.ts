/** What a tracker may be able to do, a group of members for each subject, in our vocabulary. */
import type {
  Artifact,
  ArtifactDetails,
  ArtifactFile,
  ArtifactVersionDetails,
  ExperimentArtifacts,
} from '../shared/artifact';
import type { Asset, CodeFile, ExperimentModel, GitState, Project, Summary, SystemDetails } from '../shared/experiment';
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
    question: { readonly group: string; readonly metric: string; readonly goal: 'minimize' | 'maximize' },
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
