/** What a tracker must be able to do, in our vocabulary, and the list of what it may be able to do. */
import type { Account, Experiment, MetricSeries, Project, Summary, TrackerKind, Workspace } from '../shared/experiment';
import type {
  ExperimentListing,
  ExperimentEdits,
  Tags,
  Others,
  Output,
  Files,
  Code,
  Git,
  Models,
  System,
  Reports,
  Graphs,
  Requests,
  ProjectEdits,
  Notes,
  Queries,
  ShareLinks,
  Panels,
  Dashboards,
  Optimizers,
  Logging,
  ModelRegistry,
  Artifacts,
} from './backendGroups';

export type * from './backendGroups';

export interface MetricQuery {
  readonly experimentKeys: readonly string[];
  readonly metrics: readonly string[];
  /** Everything the tracker keeps of a series, not its sample. */
  readonly full: boolean;
}

/** What a tracker's server bears: the store alone batches its questions by this. */
export interface BackendLimits {
  /** How many series one question may name, experiments times metrics. */
  readonly seriesPerRequest: { readonly sampled: number; readonly full: number };
  /** An answer about metrics holds all metrics of an experiment whatever was asked for: one question is enough. */
  readonly allMetricsInOneAnswer: boolean;
  /** What the tracker's HTTP waits for; null where the server sets no such limit, or none that we know. */
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
  /** The same, for what is not waited for: asked behind all that a person asks. */
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
