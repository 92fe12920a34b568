/**
 * Comet's REST API v2: a method an endpoint, each answer narrowed by `wire.ts`, and nothing else. Names follow Comet's own
 * JavaScript SDK where it has one. Knows nothing of our vocabulary.
 */
import type * as v from 'valibot';
import { BackendError } from '../../shared/problem';
import type { ByteStream } from '../backend';
import type { Http, HttpCall } from '../http';
import { peek } from '../httpBody';
import { webPage } from '../httpErrors';
import { mapInTurns } from '../../pace';
import * as wire from './wire';

/** How Comet's SDKs name a project in requests. */
export interface ProjectName {
  readonly workspaceName: string;
  readonly projectName: string;
}

/** A rule of a project query, as Comet's Python SDK sends it. */
export interface Predicate {
  readonly source: 'metrics' | 'params' | 'log_other' | 'metadata' | 'tag' | 'env_details';
  readonly field: string;
  readonly type: 'string' | 'double' | 'boolean' | 'datetime' | 'timenumber';
  readonly operator: 'equal' | 'not_equal' | 'less' | 'greater' | 'contains' | 'not_contains' | 'begins_with';
  readonly value: string | number | boolean;
}

/** "Nothing there" comes as a short JSON message where bytes were expected; longer bodies are bytes. */
const messageBytes = 1024;

type Query = HttpCall['query'];
type Output<Schema extends v.GenericSchema> = v.InferOutput<Schema>;

/** Every method rejects with a BackendError and with nothing else. */
export class CometClient {
  readonly #http: Http;

  /** @param http at the REST root (`…/api/rest/v2`) */
  constructor(http: Http) {
    this.#http = http;
  }

  /** GET /api/isAlive/ver, beside the REST root: the version of the server. */
  async version(signal: AbortSignal): Promise<string | null> {
    return wire.narrow(wire.Version, await this.#get('../../isAlive/ver', {}, signal)).version;
  }

  /** GET account-details: whose key it is. */
  async accountDetails(signal: AbortSignal): Promise<Output<typeof wire.AccountDetails>> {
    return wire.narrow(wire.AccountDetails, await this.#get('account-details', {}, signal));
  }

  /** GET workspaces: names of those that the key can see. */
  async workspaces(signal: AbortSignal): Promise<string[]> {
    return wire.narrow(wire.Workspaces, await this.#get('workspaces', {}, signal));
  }

  /** GET projects of a workspace, all of them. */
  async projects(workspaceName: string, signal: AbortSignal): Promise<Output<typeof wire.Projects>['projects']> {
    return wire.narrow(wire.Projects, await this.#get('projects', { workspaceName }, signal)).projects;
  }

  /** GET project/column-names: all metrics, parameters, others and tags that occur in a project. */
  async projectColumns(project: ProjectName, archived: boolean, signal: AbortSignal): Promise<Output<typeof wire.Columns>['columns']> {
    return wire.narrow(wire.Columns, await this.#get('project/column-names', { ...project, archived }, signal)).columns;
  }

  /** POST project/query (a read): keys of the experiments for which all predicates hold; archived ones or active ones. */
  async projectQuery(project: ProjectName, predicates: readonly Predicate[], archived: boolean, signal: AbortSignal): Promise<string[]> {
    const body = {
      ...project,
      archived,
      predicates: predicates.map(({ source, field, type, operator, value }) => ({
        source,
        query: { condition: 'AND', rules: [{ id: field, field, type, operator, value }], valid: true },
      })),
    };
    return wire.narrow(wire.QueryResult, await this.#ask('project/query', body, signal)).experimentKeys;
  }

  /** GET experiments of a project, in one go; rows are not narrowed yet because there may be 25,000 of them. */
  async experiments(project: ProjectName, archived: boolean, signal: AbortSignal): Promise<readonly unknown[]> {
    return wire.narrow(wire.Experiments, await this.#get('experiments', { ...project, archived }, signal)).experiments;
  }

  /** GET experiment/metadata; the row is not narrowed yet. */
  experimentMetadata(experimentKey: string, signal: AbortSignal): Promise<unknown> {
    return this.#read('metadata', { experimentKey }, signal);
  }

  /**
   * POST experiments/multi-metric-chart (a read): several metrics of several experiments, each with steps of its own;
   * what does not exist is left out. `fetchFull` gives up to 15,000 points a metric, otherwise some 500.
   */
  async experimentMetricsForChart(
    targetedExperiments: readonly string[],
    metrics: readonly string[],
    fetchFull: boolean,
    signal: AbortSignal,
  ): Promise<Output<typeof wire.Chart>['experiments']> {
    const body = { targetedExperiments, metrics, params: [], independentMetrics: true, fetchFull };
    return wire.narrow(wire.Chart, await this.#ask('experiments/multi-metric-chart', body, signal)).experiments;
  }

  /** GET experiment/metrics/get-metric: up to 15,000 values of one metric, by its full name (`train_loss`). */
  async experimentMetric(experimentKey: string, metricName: string, signal: AbortSignal): Promise<Output<typeof wire.MetricValue>[]> {
    const { metrics } = wire.narrow(wire.MetricValues, await this.#read('metrics/get-metric', { experimentKey, metricName }, signal));
    return mapInTurns(metrics, (row, index) => wire.narrow(wire.MetricValue, row, `metrics.${index}`));
  }

  /** GET experiment/metrics/summary. */
  async experimentMetricsSummary(experimentKey: string, signal: AbortSignal): Promise<wire.MinMax[]> {
    return wire.narrow(wire.Summaries, await this.#read('metrics/summary', { experimentKey }, signal)).values;
  }

  /** GET experiment/parameters. */
  async experimentParameters(experimentKey: string, signal: AbortSignal): Promise<wire.MinMax[]> {
    return wire.narrow(wire.Summaries, await this.#read('parameters', { experimentKey }, signal)).values;
  }

  /** GET experiment/log-other. */
  async experimentOther(experimentKey: string, signal: AbortSignal): Promise<wire.MinMax[]> {
    return wire.narrow(wire.Summaries, await this.#read('log-other', { experimentKey }, signal)).values;
  }

  /** GET experiment/tags. */
  async experimentTags(experimentKey: string, signal: AbortSignal): Promise<string[]> {
    return wire.narrow(wire.Tags, await this.#read('tags', { experimentKey }, signal)).tags;
  }

  /** GET experiment/code: the code of older runs, as one text. */
  async experimentCode(experimentKey: string, signal: AbortSignal): Promise<string | null> {
    return wire.narrow(wire.Code, await this.#read('code', { experimentKey }, signal)).code;
  }

  /** GET experiment/output: both streams in one text. */
  async experimentOutput(experimentKey: string, signal: AbortSignal): Promise<string | null> {
    return wire.narrow(wire.Output, await this.#read('output', { experimentKey }, signal)).output;
  }

  /** GET experiment/html: what the run logged as its report. */
  async experimentHtml(experimentKey: string, signal: AbortSignal): Promise<string | null> {
    return wire.narrow(wire.Html, await this.#read('html', { experimentKey }, signal)).html;
  }

  /** GET experiment/graph: JSON, or whatever text the framework prints for a model. */
  async experimentGraph(experimentKey: string, signal: AbortSignal): Promise<string | null> {
    return wire.narrow(wire.Graph, await this.#read('graph', { experimentKey }, signal)).graph;
  }

  /** GET experiment/system-details. */
  async experimentSystemDetails(experimentKey: string, signal: AbortSignal): Promise<Output<typeof wire.SystemDetails>> {
    return wire.narrow(wire.SystemDetails, await this.#read('system-details', { experimentKey }, signal));
  }

  /** GET experiment/git/metadata. */
  async experimentGitMetadata(experimentKey: string, signal: AbortSignal): Promise<Output<typeof wire.GitMetadata>> {
    return wire.narrow(wire.GitMetadata, await this.#read('git/metadata', { experimentKey }, signal));
  }

  /** GET experiment/git/patch: what was uploaded, mostly a zip; null when nothing was. */
  async experimentGitPatch(experimentKey: string, signal: AbortSignal): Promise<Uint8Array | null> {
    const bytes = await this.#bytes('experiment/git/patch', { experimentKey }, false, signal);
    return bytes.length === 0 || this.#isMessage(bytes) ? null : bytes;
  }

  /** GET experiment/asset/list; `type` is `all` or one of Comet's asset types. */
  async experimentAssets(experimentKey: string, type: string, signal: AbortSignal): Promise<wire.Asset[]> {
    const { assets } = wire.narrow(wire.Assets, await this.#read('asset/list', { experimentKey, type }, signal));
    return mapInTurns(assets, (row, index) => wire.narrow(wire.Asset, row, `assets.${index}`));
  }

  /** GET experiment/asset/get-asset: its bytes, from an offset on. `fileName` tells web pages that were logged from others. */
  experimentAsset(experimentKey: string, assetId: string, fileName: string, from: number, signal: AbortSignal): Promise<ByteStream> {
    return this.#open('experiment/asset/get-asset', { experimentKey, assetId }, isPage(fileName), from, signal);
  }

  /** GET experiment/asset/get-asset, whole: for what is read rather than kept. */
  async experimentAssetContent(experimentKey: string, assetId: string, fileName: string, signal: AbortSignal): Promise<Uint8Array> {
    const bytes = await this.#bytes('experiment/asset/get-asset', { experimentKey, assetId }, isPage(fileName), signal);
    if (this.#isMessage(bytes)) {
      throw nothingThere();
    }
    return bytes;
  }

  /** GET experiment/model: models that the run logged. */
  async experimentModels(experimentKey: string, signal: AbortSignal): Promise<Output<typeof wire.Models>['models']> {
    return wire.narrow(wire.Models, await this.#read('model', { experimentKey }, signal)).models;
  }

  /** GET experiment/model/download: a zip of the model's files. */
  downloadModel(experimentKey: string, modelName: string, signal: AbortSignal): Promise<ByteStream> {
    return this.#open('experiment/model/download', { experimentKey, modelName }, false, 0, signal);
  }

  /** POST write/experiment/log-other. */
  async logOther(experimentKey: string, key: string, value: string, signal: AbortSignal): Promise<void> {
    await this.#write('log-other', { experimentKey, key, value }, signal);
  }

  /** POST write/experiment/tags: adds, never removes. */
  async addTags(experimentKey: string, addedTags: readonly string[], signal: AbortSignal): Promise<void> {
    await this.#write('tags', { experimentKey, addedTags }, signal);
  }

  /** GET write/experiment/archive: a change, although made by GET. */
  archiveExperiment(experimentKey: string, signal: AbortSignal): Promise<void> {
    return this.#changeByGet('archive', experimentKey, signal);
  }

  /** GET write/experiment/restore: a change, although made by GET. */
  restoreExperiment(experimentKey: string, signal: AbortSignal): Promise<void> {
    return this.#changeByGet('restore', experimentKey, signal);
  }

  /** GET write/experiment/stop: a change, although made by GET; the run ends some time later. */
  stopExperiment(experimentKey: string, signal: AbortSignal): Promise<void> {
    return this.#changeByGet('stop', experimentKey, signal);
  }

  /** GET write/experiment/delete: a change for good, although made by GET. */
  deleteExperiment(experimentKey: string, signal: AbortSignal): Promise<void> {
    return this.#changeByGet('delete', experimentKey, signal);
  }

  /** Of an experiment: unknown keys are answered with 400. */
  #read(path: string, query: Query, signal: AbortSignal): Promise<unknown> {
    return this.#orNotFound(this.#get(`experiment/${path}`, query, signal));
  }

  #get(path: string, query: Query, signal: AbortSignal): Promise<unknown> {
    return this.#http.json(this.#call('GET', path, query, signal));
  }

  /** A read that travels as POST. */
  #ask(path: string, body: unknown, signal: AbortSignal): Promise<unknown> {
    return this.#http.json({ method: 'POST', kind: 'read', path, body, signal });
  }

  async #write(path: string, body: unknown, signal: AbortSignal): Promise<void> {
    await this.#http.json({ method: 'POST', kind: 'change', path: `write/experiment/${path}`, body, signal });
  }

  async #changeByGet(verb: string, experimentKey: string, signal: AbortSignal): Promise<void> {
    await this.#http.json({ method: 'GET', kind: 'change', path: `write/experiment/${verb}`, query: { experimentKey }, signal });
  }

  #call(method: 'GET', path: string, query: Query, signal: AbortSignal): HttpCall {
    return { method, kind: 'read', path, ...(query === undefined ? {} : { query }), signal };
  }

  async #bytes(path: string, query: Query, mayBePage: boolean, signal: AbortSignal): Promise<Uint8Array> {
    const { contentType, bytes } = await this.#orNotFound(this.#http.bytes(this.#call('GET', path, query, signal)));
    if (!mayBePage) {
      this.#refusePage(contentType);
    }
    return bytes;
  }

  async #open(path: string, query: Query, mayBePage: boolean, from: number, signal: AbortSignal): Promise<ByteStream> {
    const stream = await this.#orNotFound(this.#http.open(this.#call('GET', path, query, signal), from));
    if (!mayBePage) {
      this.#refusePage(stream.contentType);
    }
    if (stream.resumed || (stream.size !== null && stream.size > messageBytes)) {
      return stream;
    }
    const { beginning, body } = await peek(stream.body, messageBytes);
    if (this.#isMessage(beginning)) {
      throw nothingThere();
    }
    return { ...stream, body };
  }

  async #orNotFound<Result>(answer: Promise<Result>): Promise<Result> {
    try {
      return await answer;
    } catch (error) {
      if (error instanceof BackendError && error.kind === 'refused' && error.status === 400) {
        throw new BackendError('notFound', error.message, { status: 400, trackerCode: error.trackerCode });
      }
      throw error;
    }
  }

  #refusePage(contentType: string | null): void {
    if (/\bhtml\b/i.test(contentType ?? '')) {
      throw webPage(this.#http.host, 200);
    }
  }

  #isMessage(bytes: Uint8Array): boolean {
    if (bytes.length >= messageBytes || bytes[0] !== '{'.charCodeAt(0)) {
      return false;
    }
    try {
      const message = wire.messageIn(JSON.parse(Buffer.from(bytes).toString('utf8')));
      return message !== null && message.sdk_error_code !== null;
    } catch {
      return false;
    }
  }
}

const isPage = (fileName: string): boolean => /\.x?html?$/i.test(fileName);

const nothingThere = (): BackendError => new BackendError('notFound', 'The server does not hold this file (any more).');
