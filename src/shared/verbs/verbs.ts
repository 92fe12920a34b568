/**
 * What a user can do, as types: verb -> arguments. Every verb is a command `experimentExplorer.<verb>`.
 * Arguments are optional where the palette may ask instead. Menus of trees pass the clicked node and the selection,
 * to verbs on one as well; so what only callers of the command give comes third.
 */
import type { ExperimentTab } from './experimentTabs';
import type {
  ArtifactVersionRef,
  AssetRef,
  CodeRef,
  ConnectionRef,
  DashboardRef,
  ExperimentRef,
  ModelRef,
  PanelRef,
  ProjectRef,
  QueryRef,
  RegistryModelRef,
  RegistryVersionRef,
  ShareLinkRef,
  WorkspaceRef,
} from '../reference';

type OnOne<T> = [target?: T];
type OnMany<T> = [target?: T, selection?: readonly T[]];

/** For callers that have already asked: no question is put. */
export interface Confirmation {
  readonly confirmed: boolean;
}

/** What happens to files that a download would replace; `ask` puts the question once per download. */
export type ExistingFiles = 'ask' | 'skip' | 'overwrite' | 'rename';

/** For callers that know where to: what is missing comes from the settings or is asked. */
export interface DownloadOptions {
  /** Absolute path on the machine of the extension host. */
  readonly folder?: string;
  readonly existingFiles?: ExistingFiles;
}

export interface Verbs {
  /** To the server of a connection that is there already, without asking which. */
  signIn: OnOne<ConnectionRef>;
  importConnection: [];
  exploreLab: [];
  signOut: OnOne<ConnectionRef>;
  showLog: [];

  refresh: [node?: unknown];
  loadMore: [node?: unknown];
  find: [];
  /** The same as `find`, for the button of a filter that is on. */
  editFind: [];
  clearFind: [];
  sortBy: [];
  groupBy: [];
  chooseMetric: OnOne<ProjectRef>;
  showArchived: [];
  hideArchived: [];

  openExperiment: [...OnMany<ExperimentRef>, tab?: ExperimentTab];
  /** Into the charts of the panel of `into`; without it of the panel that was in front last, or of a new one. */
  addToChart: [...OnMany<ExperimentRef>, into?: ExperimentRef];
  copyKey: OnMany<ExperimentRef>;
  copyLink: OnMany<ExperimentRef>;
  openInBrowser: [target?: ExperimentRef | ProjectRef];

  addTags: [...OnMany<ExperimentRef>, tags?: readonly string[]];
  removeTags: [...OnMany<ExperimentRef>, tags?: readonly string[]];
  rename: [...OnMany<ExperimentRef>, name?: string];
  archive: OnMany<ExperimentRef>;
  restore: OnMany<ExperimentRef>;
  stop: [...OnMany<ExperimentRef>, confirmation?: Confirmation];
  delete: [...OnMany<ExperimentRef>, confirmation?: Confirmation];

  /** `line`, from 1: where the editor shows the file. */
  openCode: [...OnMany<ExperimentRef | CodeRef>, line?: number];
  openPatch: OnOne<ExperimentRef>;
  openOutput: OnOne<ExperimentRef>;
  openParameters: OnOne<ExperimentRef>;
  openAsset: OnOne<AssetRef>;
  compareCodeWithActiveFile: OnOne<ExperimentRef | CodeRef>;
  compareCode: OnMany<ExperimentRef>;

  downloadAsset: [...OnMany<AssetRef>, options?: DownloadOptions];
  downloadAllAssets: [...OnMany<ExperimentRef>, options?: DownloadOptions];
  downloadModel: [...OnMany<ExperimentRef | ModelRef>, options?: DownloadOptions];

  createWorkspace: OnOne<ConnectionRef>;
  createProject: OnOne<WorkspaceRef>;
  createExperiment: OnOne<ProjectRef>;
  editProject: OnOne<ProjectRef>;
  deleteProject: OnOne<ProjectRef>;
  /** In an editor for Markdown that saves back to the tracker. */
  editNotes: OnOne<ProjectRef | RegistryModelRef>;
  moveExperiments: [...OnMany<ExperimentRef>, destination?: ProjectRef];
  linkExperiments: [...OnMany<ExperimentRef>, destination?: ProjectRef];
  addShareLink: OnOne<ProjectRef>;
  copyShareLink: OnOne<ShareLinkRef>;
  removeShareLink: OnOne<ShareLinkRef>;
  openPanelSource: OnOne<PanelRef>;
  openDashboard: OnOne<DashboardRef>;
  newQuery: OnOne<ProjectRef>;
  editQuery: OnOne<QueryRef>;
  renameQuery: OnOne<QueryRef>;
  deleteQuery: OnOne<QueryRef>;
  findBestExperiment: OnOne<ProjectRef>;

  /** A new registry model, or a new version of one, from a model that an experiment logged. */
  registerModel: OnOne<ExperimentRef | ModelRef>;
  editRegistryModel: OnOne<RegistryModelRef>;
  deleteRegistryModel: OnOne<RegistryModelRef>;
  setStages: OnOne<RegistryVersionRef>;
  commentVersion: OnOne<RegistryVersionRef>;
  deleteVersion: OnOne<RegistryVersionRef>;
  downloadVersion: [target?: RegistryVersionRef, selection?: readonly RegistryVersionRef[], options?: DownloadOptions];
  editWebhooks: OnOne<WorkspaceRef | RegistryModelRef>;
  downloadArtifact: [target?: ArtifactVersionRef, selection?: readonly ArtifactVersionRef[], options?: DownloadOptions];

  logParameter: OnOne<ExperimentRef>;
  logMetric: OnOne<ExperimentRef>;
  logOther: OnOne<ExperimentRef>;
  /** `files`: absolute paths on the machine of the extension host. */
  uploadAssets: [...OnMany<ExperimentRef>, files?: readonly string[]];
  tagAssets: [...OnMany<AssetRef>, tags?: readonly string[]];
  deleteAssets: [...OnMany<AssetRef>, confirmation?: Confirmation];
  /** In a panel of its own: what an experiment logged as its report, or an HTML file among its assets. */
  openHtml: OnOne<ExperimentRef | AssetRef>;
  /** Of the report in front, else of all that are open. */
  stopReportScripts: [];
  openGraph: OnOne<ExperimentRef>;
  /** One of the tracker's REST API, with arguments as JSON. */
  sendRequest: OnOne<ConnectionRef | ExperimentRef>;
}

export type Verb = keyof Verbs;

/** One that is missing does not compile. */
const all: Readonly<Record<Verb, true>> = {
  signIn: true,
  importConnection: true,
  exploreLab: true,
  signOut: true,
  showLog: true,
  refresh: true,
  loadMore: true,
  find: true,
  editFind: true,
  clearFind: true,
  sortBy: true,
  groupBy: true,
  chooseMetric: true,
  showArchived: true,
  hideArchived: true,
  openExperiment: true,
  addToChart: true,
  copyKey: true,
  copyLink: true,
  openInBrowser: true,
  addTags: true,
  removeTags: true,
  rename: true,
  archive: true,
  restore: true,
  stop: true,
  delete: true,
  openCode: true,
  openPatch: true,
  openOutput: true,
  openParameters: true,
  openAsset: true,
  compareCodeWithActiveFile: true,
  compareCode: true,
  downloadAsset: true,
  downloadAllAssets: true,
  downloadModel: true,
  createWorkspace: true,
  createProject: true,
  createExperiment: true,
  editProject: true,
  deleteProject: true,
  editNotes: true,
  moveExperiments: true,
  linkExperiments: true,
  addShareLink: true,
  copyShareLink: true,
  removeShareLink: true,
  openPanelSource: true,
  openDashboard: true,
  newQuery: true,
  editQuery: true,
  renameQuery: true,
  deleteQuery: true,
  findBestExperiment: true,
  registerModel: true,
  editRegistryModel: true,
  deleteRegistryModel: true,
  setStages: true,
  commentVersion: true,
  deleteVersion: true,
  downloadVersion: true,
  editWebhooks: true,
  downloadArtifact: true,
  logParameter: true,
  logMetric: true,
  logOther: true,
  uploadAssets: true,
  tagAssets: true,
  deleteAssets: true,
  openHtml: true,
  stopReportScripts: true,
  openGraph: true,
  sendRequest: true,
};
/** In no order that matters. */
export const verbs = Object.keys(all) as readonly Verb[];

/**
 * A handler for each verb: a verb without one does not compile. The result is for callers of the command (tests, other
 * extensions).
 */
export type Handlers = { readonly [V in Verb]: (...parameters: Verbs[V]) => unknown };
