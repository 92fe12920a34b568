/** Comet behind our interface: which endpoints answer which question, and what happens where they differ. */
import type { Account, Experiment, MetricSeries, Project, Summary, Workspace } from '../../shared/experiment';
import { BackendError } from '../../shared/problem';
import type {
  BackendLimits,
  Code,
  Dashboards,
  ExperimentBackend,
  ExperimentEdits,
  ExperimentListing,
  Files,
  Git,
  Graphs,
  MetricQuery,
  Models,
  Notes,
  Optimizers,
  Others,
  Output,
  Panels,
  ProjectEdits,
  Queries,
  Reports,
  ShareLinks,
  System,
  Tags,
} from '../backend';
import { Http, type HttpLimits, type NetworkSettings } from '../http/client';
import { mapInTurns, TimeSlice } from '../../platform/eventLoop';
import type { CometServer } from './serverAddress';
import { CometArtifacts } from './groups/artifacts';
import { cometClient, type CometClient } from './client/client';
import { narrowExperiment } from './translation/experimentRow';
import { CometLogging } from './groups/logging';
import { CometRegistry } from './groups/registry';
import { CometRequests } from './requestTemplates';
import { toProject, toSeries, toMetricSummary, toSeriesOfValues, toSummary } from './translation/experiment';
import { explainAnswer } from './wire/message';
import { CometProjectEdits } from './groups/projectEdits';
import {
  cometDashboards,
  cometNotes,
  cometOptimizers,
  cometPanels,
  cometQueries,
  cometShareLinks,
} from './groups/project';
import { cometEdits, cometTags } from './groups/edits';
import {
  cometCode,
  cometFiles,
  cometGit,
  cometGraphs,
  cometModels,
  cometOthers,
  cometOutput,
  cometReports,
  cometSystem,
} from './groups/experiment';

export interface CometSettings {
  readonly server: CometServer;
  readonly apiKey: string;
  readonly network: NetworkSettings;
  /** One line an attempt, without secrets. */
  readonly log: (line: string) => void;
  readonly userAgent?: string;
  readonly limits?: Partial<HttpLimits>;
}

/** Asks nothing before its first method is called. */
export const connectComet = (settings: CometSettings): CometBackend =>
  new CometBackend(cometHttp(settings), settings.server);

/** Requests to Comet's REST root, with Comet's own words for what goes wrong. */
export function cometHttp({ server, apiKey, network, log, userAgent, limits }: CometSettings): Http {
  return new Http({
    baseUrl: server.restRoot,
    authentication: () => ({ authorization: apiKey }),
    network,
    log,
    explain: explainAnswer,
    ...(userAgent === undefined ? {} : { userAgent }),
    limits: { requestsPerMinute: backendLimits.requestsPerMinute, ...limits },
  });
}

/** A full series may bring a megabyte, a sampled one some 30 KiB. */
const backendLimits: BackendLimits = {
  seriesPerRequest: { sampled: 120, full: 8 },
  allMetricsInOneAnswer: false,
  requestsPerMinute: null,
};

/** So many that the first rows show soon, and the pages are few. */
const rowsPerPage = 1000;

export class CometBackend implements ExperimentBackend {
  readonly tracker = 'comet';
  readonly limits = backendLimits;
  readonly edits: ExperimentEdits;
  readonly tags: Tags;
  readonly others: Others;
  readonly output: Output;
  readonly files: Files;
  readonly code: Code;
  readonly git: Required<Git>;
  readonly models: Required<Models>;
  readonly system: Required<System>;
  readonly reports: Reports;
  readonly graphs: Graphs;
  readonly logging: CometLogging;
  readonly projectEdits: ProjectEdits;
  readonly notes: Required<Notes>;
  readonly queries: Queries;
  readonly shareLinks: Required<ShareLinks>;
  readonly panels: Panels;
  readonly dashboards: Dashboards;
  readonly optimizers: Optimizers;
  readonly registry: CometRegistry;
  readonly artifacts: CometArtifacts;
  readonly requests: CometRequests;
  readonly #http: Http;
  readonly #client: CometClient;
  readonly #server: CometServer;
  #polling: CometBackend | null = null;

  constructor(http: Http, server: CometServer, purpose: 'question' | 'poll' = 'question') {
    this.#http = http;
    const client = cometClient(http, purpose);
    this.#client = client;
    this.#server = server;
    this.edits = cometEdits(client);
    this.tags = cometTags(client);
    this.others = cometOthers(client);
    this.output = cometOutput(client);
    this.files = cometFiles(client, (text) => http.redact(text));
    this.code = cometCode(client);
    this.git = cometGit(client);
    this.models = cometModels(client);
    this.system = cometSystem(client);
    this.reports = cometReports(client);
    this.graphs = cometGraphs(client);
    this.logging = new CometLogging(client);
    this.projectEdits = new CometProjectEdits(client);
    this.notes = cometNotes(client);
    this.queries = cometQueries(client);
    this.shareLinks = cometShareLinks(client, (project) => this.projectUrl(project));
    this.panels = cometPanels(client);
    this.dashboards = cometDashboards(client);
    this.optimizers = cometOptimizers(client);
    this.registry = new CometRegistry(client);
    this.artifacts = new CometArtifacts(client, (text) => http.redact(text));
    this.requests = new CometRequests(http);
  }

  /** Over the same connections. */
  get polling(): CometBackend {
    return (this.#polling ??= new CometBackend(this.#http, this.#server, 'poll'));
  }

  /** Comet's endpoints as they are, for those who know them. */
  get client(): CometClient {
    return this.#client;
  }

  /** Ends all that is under way, as cancelled. */
  async close(): Promise<void> {
    await this.#http.close();
  }

  async account(signal: AbortSignal): Promise<Account> {
    const account = await this.#client.account.accountDetails(signal);
    return { userName: account.userName, defaultWorkspace: account.defaultWorkspaceName };
  }

  async listWorkspaces(signal: AbortSignal): Promise<Workspace[]> {
    return (await this.#client.account.workspaces(signal)).map((name) => ({ name }));
  }

  async listProjects(workspace: string, signal: AbortSignal): Promise<Project[]> {
    return (await this.#client.projects.projects(workspace, signal)).map((project) => toProject(project, workspace));
  }

  /** Comet sends the whole list at once, which is narrowed page by page. */
  async *experiments(
    { project, archived }: ExperimentListing,
    signal: AbortSignal,
  ): AsyncGenerator<readonly Experiment[]> {
    const rows = await this.#client.experiments.experimentsByProjectName(
      project.workspace,
      project.name,
      archived,
      signal,
    );
    for (let start = 0; start < rows.length; start += rowsPerPage) {
      yield await mapInTurns(rows.slice(start, start + rowsPerPage), (row, index) =>
        narrowExperiment(row, `experiments.${start + index}`, project),
      );
    }
  }

  async getExperiment(key: string, signal: AbortSignal): Promise<Experiment> {
    return narrowExperiment(await this.#client.experiments.experimentMetadata(key, signal), 'experiment');
  }

  async getMetricSummaries(key: string, signal: AbortSignal): Promise<Summary[]> {
    return mapInTurns(await this.#client.metrics.experimentMetricsSummary(key, signal), toMetricSummary);
  }

  async getMetrics({ experimentKeys, metrics, full }: MetricQuery, signal: AbortSignal): Promise<MetricSeries[]> {
    try {
      const charts = await this.#client.metrics.experimentMetricsForChart(
        { targetedExperiments: experimentKeys, metrics, fetchFull: full },
        signal,
      );
      const slice = new TimeSlice();
      const series: MetricSeries[] = [];
      for (const [key, chart] of Object.entries(charts)) {
        for (const metric of chart.metrics) {
          const found = toSeries(key, chart, metric, full);
          if (found !== null) {
            series.push(found);
          }
          if (slice.expired) {
            await slice.yield();
          }
        }
      }
      return series;
    } catch (error) {
      if (error instanceof BackendError && error.kind === 'unsupported') {
        return this.#getMetricsOneByOne({ experimentKeys, metrics, full }, signal);
      }
      throw error;
    }
  }

  async getParameters(key: string, signal: AbortSignal): Promise<Summary[]> {
    return mapInTurns(await this.#client.metrics.experimentParameters(key, signal), toSummary);
  }

  experimentUrl(experiment: Experiment): string {
    const { workspace, projectName, archived, key } = experiment;
    return this.#page(workspace, projectName, ...(archived ? ['archived'] : []), key);
  }

  projectUrl(project: Project): string {
    return this.#page(project.workspace, project.name);
  }

  workspaceUrl(workspace: string): string {
    return this.#page(workspace);
  }

  #page(...segments: readonly string[]): string {
    return [this.#server.webRoot, ...segments.map(encodeURIComponent)].join('/');
  }

  /** For servers that do not know the chart endpoint. */
  async #getMetricsOneByOne({ experimentKeys, metrics }: MetricQuery, signal: AbortSignal): Promise<MetricSeries[]> {
    const found = await Promise.all(
      experimentKeys.flatMap((key) => metrics.map((metric) => this.#getMetric(key, metric, signal))),
    );
    return found.filter((series) => series !== null);
  }

  async #getMetric(key: string, metric: string, signal: AbortSignal): Promise<MetricSeries | null> {
    try {
      return toSeriesOfValues(key, metric, await this.#client.metrics.experimentMetric(key, metric, signal));
    } catch (error) {
      if (error instanceof BackendError && error.kind === 'notFound') {
        return null;
      }
      throw error;
    }
  }
}
