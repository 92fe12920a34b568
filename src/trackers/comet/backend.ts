/** Comet behind our interface: which endpoints answer which question, and what happens where they differ. */
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
  Workspace,
} from '../../shared/experiment';
import { decodedText } from '../../shared/text/decodedText';
import type { CloudDetails } from '../../shared/projectParts';
import { BackendError } from '../../shared/problem';
import { shownAddress } from '../../shared/text/summary';
import { TextInPieces } from '../../shared/text/chunkedText';
import type { ByteStream, ExperimentBackend, ExperimentListing, MetricQuery, Opening } from '../backend';
import { Http, type HttpLimits, type NetworkSettings } from '../http/client';
import { mapInTurns, TimeSlice } from '../../eventLoop';
import type { CometServer } from './serverAddress';
import { CometArtifacts } from './artifacts';
import { cometClient, type CometClient } from './client/client';
import { narrowExperiment } from './translation/experimentRow';
import { CometLogging } from './logging';
import { patchText } from './patch';
import { CometProjectParts, nameOf } from './projectParts';
import { CometRegistry } from './registry';
import { CometRequests } from './requestTemplates';
import {
  toAsset,
  toGitState,
  toModel,
  toProject,
  toSeries,
  toSeriesOfValues,
  toSummary,
  toSystemDetails,
} from './translation/experiment';
import { toCloudDetails } from './translation/project';
import { explainAnswer } from './wire/message';
import { CometWorkspaceEdits } from './workspaceEdits';

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
    ...(limits === undefined ? {} : { limits }),
  });
}

/** How many series are asked for at once: a full one may bring a megabyte, a sampled one some 30 KiB. */
const seriesPerCall = { full: 24, sampled: 600 };
/** Beyond this, asking once a tag costs more than asking each visible experiment. */
const mostTagQueries = 100;

export class CometBackend implements ExperimentBackend {
  readonly tracker = 'comet';
  readonly workspaceEdits: CometWorkspaceEdits;
  readonly projectParts: CometProjectParts;
  readonly logging: CometLogging;
  readonly registry: CometRegistry;
  readonly artifacts: CometArtifacts;
  readonly requests: CometRequests;
  readonly #http: Http;
  readonly #client: CometClient;
  readonly #server: CometServer;
  #polling: CometBackend | null = null;

  constructor(http: Http, server: CometServer, purpose: 'question' | 'poll' = 'question') {
    this.#http = http;
    this.#client = cometClient(http, purpose);
    this.#server = server;
    this.workspaceEdits = new CometWorkspaceEdits(this.#client);
    this.projectParts = new CometProjectParts(this.#client, (project) => this.projectUrl(project));
    this.logging = new CometLogging(this.#client);
    this.registry = new CometRegistry(this.#client);
    this.requests = new CometRequests(http);
    this.artifacts = new CometArtifacts(this.#client, (text) => http.redact(text));
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

  async listExperiments({ project, archived }: ExperimentListing, signal: AbortSignal): Promise<Experiment[]> {
    const rows = await this.#client.experiments.experimentsByProjectName(
      project.workspace,
      project.name,
      archived,
      signal,
    );
    return mapInTurns(rows, (row, index) => narrowExperiment(row, `experiments.${index}`, project));
  }

  async getExperiment(key: string, signal: AbortSignal): Promise<Experiment> {
    return narrowExperiment(await this.#client.experiments.experimentMetadata(key, signal), 'experiment');
  }

  listTags(key: string, signal: AbortSignal): Promise<string[]> {
    return this.#client.experiments.experimentTags(key, signal);
  }

  async listProjectTags(
    { project, archived }: ExperimentListing,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, readonly string[]>> {
    const tags = await this.#tagColumns(project, archived, signal);
    if (tags.length > mostTagQueries) {
      throw new BackendError('unsupported', 'This project has too many tags to ask for them one by one.');
    }
    const tagsByKey = new Map<string, string[]>();
    await Promise.all(
      tags.map(async (tag) => {
        const predicate = { source: 'tag', field: tag, type: 'string', operator: 'equal', value: tag } as const;
        const { experimentKeys } = await this.#client.projects.projectQuery(
          nameOf(project),
          [predicate],
          archived,
          signal,
        );
        for (const key of experimentKeys) {
          const known = tagsByKey.get(key);
          if (known === undefined) {
            tagsByKey.set(key, [tag]);
          } else {
            known.push(tag);
          }
        }
      }),
    );
    const order = new Map(tags.map((tag, index) => [tag, index]));
    for (const known of tagsByKey.values()) {
      known.sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
    }
    return tagsByKey;
  }

  listTagsInUse(project: Project, signal: AbortSignal): Promise<string[]> {
    return this.#tagColumns(project, false, signal);
  }

  async getMetricSummaries(key: string, signal: AbortSignal): Promise<Summary[]> {
    return mapInTurns(await this.#client.metrics.experimentMetricsSummary(key, signal), toSummary);
  }

  async getMetrics(query: MetricQuery, signal: AbortSignal): Promise<MetricSeries[]> {
    const series: MetricSeries[] = [];
    for (const part of partsOf(query)) {
      series.push(...(await this.#getCharts(part, signal)));
    }
    return series;
  }

  async getParameters(key: string, signal: AbortSignal): Promise<Summary[]> {
    return mapInTurns(await this.#client.metrics.experimentParameters(key, signal), toSummary);
  }

  async getOthers(key: string, signal: AbortSignal): Promise<Summary[]> {
    return mapInTurns(await this.#client.metrics.experimentOther(key, signal), toSummary);
  }

  /** Newer runs keep each file as an asset; older ones have one text, which goes by the name of the main script. */
  async listCode(key: string, signal: AbortSignal): Promise<CodeFile[]> {
    const files = (await this.#client.assets.experimentAssets(key, 'source_code', signal))
      .filter((asset) => asset.type === 'source_code')
      .map(toAsset);
    if (files.length > 0) {
      return files.map(({ id, name, size }) => ({ path: name, assetId: id, size }));
    }
    const code = await this.#client.experiments.experimentCode(key, signal);
    if (code === null || code === '') {
      return [];
    }
    const { filePath } = await this.getExperiment(key, signal);
    return [{ path: filePath ?? 'script.py', assetId: null, size: Buffer.byteLength(code) }];
  }

  async readCode(key: string, file: CodeFile, signal: AbortSignal): Promise<string> {
    if (file.assetId === null) {
      return (await this.#client.experiments.experimentCode(key, signal)) ?? '';
    }
    const bytes = await this.#client.assets.experimentAssetContent(key, file.assetId, file.path, signal);
    return decodedText(bytes);
  }

  async getGit(key: string, signal: AbortSignal): Promise<GitState | null> {
    return toGitState(await this.#client.experiments.experimentGitMetadata(key, signal));
  }

  async getPatch(key: string, signal: AbortSignal): Promise<string | null> {
    const upload = await this.#client.experiments.experimentGitPatch(key, signal);
    return upload === null ? null : patchText(upload);
  }

  async getOutput(key: string, signal: AbortSignal): Promise<TextInPieces> {
    return (await this.#client.experiments.experimentOutput(key, signal)) ?? new TextInPieces([]);
  }

  async listAssets(key: string, signal: AbortSignal): Promise<Asset[]> {
    return mapInTurns(await this.#client.assets.experimentAssets(key, 'all', signal), toAsset);
  }

  async openAsset(key: string, asset: Asset, opening: Opening, signal: AbortSignal): Promise<ByteStream> {
    if (asset.remoteUrl !== null) {
      throw new BackendError('unsupported', 'Comet keeps only the address of this asset, not its bytes.', {
        advice: `It is at ${this.#http.redact(shownAddress(asset.remoteUrl))}.`,
      });
    }
    return this.#client.assets.experimentAsset(key, asset.id, asset.name, opening, signal);
  }

  async listModels(key: string, signal: AbortSignal): Promise<ExperimentModel[]> {
    return (await this.#client.models.experimentModels(key, signal)).map(toModel).filter((model) => model !== null);
  }

  downloadModel(key: string, model: string, signal: AbortSignal, opening: Opening = {}): Promise<ByteStream> {
    return this.#client.models.downloadModel(key, model, signal, opening);
  }

  async getSystemDetails(key: string, signal: AbortSignal): Promise<SystemDetails> {
    return toSystemDetails(await this.#client.experiments.experimentSystemDetails(key, signal));
  }

  async getHtml(key: string, signal: AbortSignal): Promise<string | null> {
    return filled(await this.#client.experiments.experimentHtml(key, signal));
  }

  async getGraph(key: string, signal: AbortSignal): Promise<string | null> {
    return filled(await this.#client.experiments.experimentGraph(key, signal));
  }

  async getCloud(key: string, signal: AbortSignal): Promise<CloudDetails | null> {
    return toCloudDetails(await this.#client.experiments.experimentCloudDetails(key, signal));
  }

  addTags(key: string, tags: readonly string[], signal: AbortSignal): Promise<void> {
    return this.#client.logging.addTags(key, tags, signal);
  }

  removeTags(key: string, tags: readonly string[], signal: AbortSignal): Promise<void> {
    return this.#client.logging.deleteTags(key, tags, signal);
  }

  rename(key: string, name: string, signal: AbortSignal): Promise<void> {
    return this.#client.logging.logOther(key, 'Name', name, signal);
  }

  archive(key: string, signal: AbortSignal): Promise<void> {
    return this.#client.lifecycle.archiveExperiment(key, signal);
  }

  restore(key: string, signal: AbortSignal): Promise<void> {
    return this.#client.lifecycle.restoreExperiment(key, signal);
  }

  stop(key: string, signal: AbortSignal): Promise<void> {
    return this.#client.lifecycle.stopExperiment(key, signal);
  }

  delete(key: string, signal: AbortSignal): Promise<void> {
    return this.#client.lifecycle.deleteExperiment(key, signal);
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

  async #tagColumns(project: Project, archived: boolean, signal: AbortSignal): Promise<string[]> {
    const columns = await this.#client.projects.projectColumns(nameOf(project), archived, signal);
    return [...new Set(columns.filter((column) => column.source === 'tag').map((column) => column.name))];
  }

  async #getCharts({ experimentKeys, metrics, full }: MetricQuery, signal: AbortSignal): Promise<MetricSeries[]> {
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

const filled = (text: string | null): string | null => (text === '' ? null : text);

/** The query in parts whose answers are of a bearable size. */
function* partsOf({ experimentKeys, metrics, full }: MetricQuery): Generator<MetricQuery> {
  const most = full ? seriesPerCall.full : seriesPerCall.sampled;
  for (let firstMetric = 0; firstMetric < metrics.length; firstMetric += most) {
    const someMetrics = metrics.slice(firstMetric, firstMetric + most);
    const keysPerCall = Math.max(1, Math.floor(most / someMetrics.length));
    for (let firstKey = 0; firstKey < experimentKeys.length; firstKey += keysPerCall) {
      yield { experimentKeys: experimentKeys.slice(firstKey, firstKey + keysPerCall), metrics: someMetrics, full };
    }
  }
}
