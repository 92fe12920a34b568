/**
 * Comet's JavaScript SDK over our own client: the API that other extensions are given, described in `api.d.ts`. Turns
 * what the client read into the SDK's shapes; knows no vscode and keeps nothing but the store of a panel instance.
 */
import type {
  CometApi,
  CometAsset,
  CometChart,
  CometCurve,
  CometExperiment,
  CometImage,
  CometInterval,
  CometMetricValue,
  CometPoint,
  CometProject,
  CometSummary,
  CometSystemDetails,
  PanelInstance,
} from '../../api';
import type { CometClient } from '../trackers/comet/client/client';
import { BackendError } from '../shared/problem';
import { toAsset, toChart, toCurve, toExperiment, toImage, toMetricValue, toProject, toSummary } from './shapes';

type Names = readonly string[];

export class CometJavaScriptApi implements CometApi {
  readonly #client: CometClient;
  readonly #panel: PanelInstance | undefined;
  readonly #signal = new AbortController().signal;

  constructor(client: CometClient, panel?: PanelInstance) {
    this.#client = client;
    this.#panel = panel;
  }

  getVersion(): string {
    return 'v2';
  }

  experimentURL(experimentKey: string): string {
    return this.#client.experiments.experimentURL(experimentKey);
  }

  workspaces(): Promise<string[]> {
    return this.#client.account.workspaces(this.#signal);
  }

  async projects(workspace: string): Promise<CometProject[]> {
    return (await this.#client.projects.projects(workspace, this.#signal)).map((project) =>
      toProject(project, workspace),
    );
  }

  projectNotes(projectId: string): Promise<string> {
    return this.#client.projects.projectNotes(projectId, this.#signal);
  }

  async projectMetadata(projectId: string): Promise<CometProject> {
    return toProject(await this.#client.projects.projectMetadata({ projectId }, this.#signal));
  }

  async experimentsByProjectName(workspaceName: string, projectName: string): Promise<CometExperiment[]> {
    return (
      await this.#client.experiments.experimentsByProjectName(workspaceName, projectName, false, this.#signal)
    ).map(toExperiment);
  }

  async experimentsByProjectId(projectId: string): Promise<CometExperiment[]> {
    return (await this.#client.experiments.experimentsByProjectId(projectId, false, this.#signal)).map(toExperiment);
  }

  get(): Promise<string[]>;
  get(workspace: string, project?: string, experiment?: string): Promise<CometProject[] | string[] | CometExperiment>;
  async get(...parts: readonly (string | undefined)[]): Promise<CometProject[] | string[] | CometExperiment> {
    const [workspace, project, experiment] = parts
      .filter((part) => part !== undefined)
      .flatMap((part) => part.split('/'))
      .filter((part) => part !== '');
    if (workspace === undefined) {
      return this.workspaces();
    }
    if (project === undefined) {
      return this.projects(workspace);
    }
    const experiments = await this.experimentsByProjectName(workspace, project);
    if (experiment === undefined) {
      return experiments.map(({ experimentKey }) => experimentKey);
    }
    const found =
      experiments.find(({ experimentKey }) => experimentKey === experiment) ??
      experiments.find(({ experimentName }) => experimentName === experiment);
    if (found === undefined) {
      throw new BackendError('notFound', `The project “${project}” has no experiment “${experiment}”.`);
    }
    return found;
  }

  async experimentMetadata(experimentKey: string): Promise<CometExperiment> {
    return toExperiment(await this.#client.experiments.experimentMetadata(experimentKey, this.#signal));
  }

  experimentTags(experimentKey: string): Promise<string[]> {
    return this.#client.experiments.experimentTags(experimentKey, this.#signal);
  }

  async experimentName(experimentKey: string, maxLength?: number): Promise<string> {
    const { experimentName } = await this.experimentMetadata(experimentKey);
    const name = experimentName === null || experimentName === '' ? experimentKey : experimentName;
    return maxLength === undefined ? name : name.slice(0, maxLength);
  }

  experimentHtml(experimentKey: string): Promise<string | null> {
    return this.#client.experiments.experimentHtml(experimentKey, this.#signal);
  }

  experimentCode(experimentKey: string): Promise<string | null> {
    return this.#client.experiments.experimentCode(experimentKey, this.#signal);
  }

  async experimentOutput(experimentKey: string): Promise<string | null> {
    return (await this.#client.experiments.experimentOutput(experimentKey, this.#signal))?.toString() ?? null;
  }

  experimentGraph(experimentKey: string): Promise<string | null> {
    return this.#client.experiments.experimentGraph(experimentKey, this.#signal);
  }

  async experimentInstalledPackages(experimentKey: string): Promise<string[]> {
    return [...(await this.experimentSystemDetails(experimentKey)).installedPackages];
  }

  async experimentSystemDetails(experimentKey: string): Promise<CometSystemDetails> {
    return { ...(await this.#client.experiments.experimentSystemDetails(experimentKey, this.#signal)), experimentKey };
  }

  async experimentImages(experimentKey: string): Promise<CometImage[]> {
    const images = await this.#client.assets.experimentAssets(experimentKey, 'image', this.#signal);
    return images.map((image, index) => toImage(experimentKey, image, index));
  }

  async experimentParameters(experimentKey: string, name?: string): Promise<CometSummary[]> {
    const all = (await this.#client.metrics.experimentParameters(experimentKey, this.#signal)).map(toSummary);
    return name === undefined ? all : all.filter((one) => one.name === name);
  }

  experimentMetricsSummary(experimentKey: string): Promise<CometSummary[]>;
  experimentMetricsSummary(experimentKey: string, metricName: string): Promise<CometSummary | null>;
  async experimentMetricsSummary(
    experimentKey: string,
    metricName?: string,
  ): Promise<CometSummary[] | CometSummary | null> {
    const all = (await this.#client.metrics.experimentMetricsSummary(experimentKey, this.#signal)).map(toSummary);
    return metricName === undefined ? all : (all.find(({ name }) => name === metricName) ?? null);
  }

  experimentOther(experimentKey: string): Promise<CometSummary[]>;
  experimentOther(experimentKey: string, other: string): Promise<CometSummary | null>;
  experimentOther<Field extends keyof CometSummary>(
    experimentKey: string,
    other: string,
    value: Field,
  ): Promise<CometSummary[Field] | null>;
  async experimentOther(experimentKey: string, other?: string, value?: keyof CometSummary): Promise<unknown> {
    const all = (await this.#client.metrics.experimentOther(experimentKey, this.#signal)).map(toSummary);
    if (other === undefined) {
      return all;
    }
    const found = all.find(({ name }) => name === other) ?? null;
    return value === undefined ? found : (found?.[value] ?? null);
  }

  experimentMetric(experimentKey: string): Promise<CometMetricValue[]>;
  experimentMetric(experimentKey: string, metricName: string, interval?: CometInterval): Promise<CometPoint[]>;
  experimentMetric(
    experimentKey: string,
    metricNames: Names,
    interval?: CometInterval,
  ): Promise<Record<string, CometPoint[]>>;
  async experimentMetric(
    experimentKey: string,
    wanted?: string | Names,
    interval: CometInterval = 'step',
  ): Promise<CometMetricValue[] | CometPoint[] | Record<string, CometPoint[]>> {
    if (typeof wanted === 'string') {
      return pointsOf(await this.#values(experimentKey, wanted), interval);
    }
    const names = wanted ?? (await this.experimentMetricsSummary(experimentKey)).map(({ name }) => name);
    const series = await Promise.all(names.map((name) => this.#values(experimentKey, name)));
    if (wanted === undefined) {
      return series.flat();
    }
    return Object.fromEntries(names.map((name, index) => [name, pointsOf(series[index] ?? [], interval)]));
  }

  async experimentMetricsForChart(
    targets: Names,
    metrics?: Names,
    parameters: Names = [],
    independentMetrics = true,
    fetchFull = false,
  ): Promise<Record<string, CometChart>> {
    const names = metrics ?? (await this.#metricNames(targets));
    const charts = await this.#client.metrics.experimentMetricsForChart(
      { targetedExperiments: targets, metrics: names, params: parameters, independentMetrics, fetchFull },
      this.#signal,
    );
    return Object.fromEntries(Object.entries(charts).map(([key, chart]) => [key, toChart(key, chart)]));
  }

  async experimentAssets(experimentKey: string): Promise<CometAsset[]> {
    return (await this.#client.assets.experimentAssets(experimentKey, 'all', this.#signal)).map(toAsset);
  }

  experimentAsset(experimentKey: string, assetId: string, returnType?: 'raw'): Promise<Uint8Array>;
  experimentAsset(experimentKey: string, assetId: string, returnType: 'text'): Promise<string>;
  experimentAsset(experimentKey: string, assetId: string, returnType: 'json'): Promise<unknown>;
  async experimentAsset(
    experimentKey: string,
    assetId: string,
    returnType: 'raw' | 'text' | 'json' = 'raw',
  ): Promise<unknown> {
    // Its name would only tell a web page that was logged from one that was sent in its place.
    return contentAs(
      await this.#client.assets.experimentAssetContent(experimentKey, assetId, 'asset.html', this.#signal),
      returnType,
    );
  }

  experimentAssetByName(experimentKey: string, fileName: string, returnType?: 'raw'): Promise<Uint8Array>;
  experimentAssetByName(experimentKey: string, fileName: string, returnType: 'text'): Promise<string>;
  experimentAssetByName(experimentKey: string, fileName: string, returnType: 'json'): Promise<unknown>;
  async experimentAssetByName(
    experimentKey: string,
    fileName: string,
    returnType: 'raw' | 'text' | 'json' = 'raw',
  ): Promise<unknown> {
    const named = (await this.experimentAssets(experimentKey)).filter((asset) => asset.fileName === fileName);
    const newest = named.reduce<CometAsset | undefined>(
      (best, asset) => (best === undefined || (asset.createdAt ?? 0) >= (best.createdAt ?? 0) ? asset : best),
      undefined,
    );
    if (newest === undefined) {
      throw new BackendError('notFound', `The experiment has no asset “${fileName}”.`);
    }
    return contentAs(
      await this.#client.assets.experimentAssetContent(experimentKey, newest.assetId, fileName, this.#signal),
      returnType,
    );
  }

  async experimentCurves(experimentKey: string): Promise<CometCurve[]> {
    const assets = await this.#client.assets.experimentAssets(experimentKey, 'curve', this.#signal);
    const curves = await Promise.all(
      assets.map(async ({ assetId, fileName }) =>
        toCurve(await this.experimentAsset(experimentKey, assetId, 'json'), fileName ?? assetId),
      ),
    );
    return curves.filter((curve) => curve !== null);
  }

  async store(key: string, value: string): Promise<{ msg: string }> {
    const panel = this.#instance();
    const text = JSON.stringify({ ...(await this.#kept()), [key]: value });
    await this.#client.stores.saveStore(panel.projectId, panel.instanceId, text, this.#signal);
    return { msg: 'Stored' };
  }

  async getFromStore(key: string): Promise<string | null> {
    const kept = await this.#kept();
    return Object.hasOwn(kept, key) ? (kept[key] ?? null) : null;
  }

  async getStore(): Promise<{ store: string }> {
    return { store: JSON.stringify(await this.#kept()) };
  }

  #instance(): PanelInstance {
    if (this.#panel === undefined) {
      throw new BackendError('refused', 'The store belongs to a panel instance of a project, and none was named.', {
        advice: 'Name both when asking for the API.',
      });
    }
    return this.#panel;
  }

  async #kept(): Promise<Record<string, string>> {
    const { instanceId, projectId } = this.#instance();
    const text = await this.#client.stores.getStore(projectId, instanceId, this.#signal);
    if (text === null || text === '') {
      return {};
    }
    try {
      const kept: unknown = JSON.parse(text);
      if (typeof kept === 'object' && kept !== null) {
        return Object.fromEntries(
          Object.entries(kept).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]),
        );
      }
    } catch {
      // Somebody else's text: answered as it is not ours to read.
    }
    throw new BackendError('unexpected', 'The store of this panel instance holds something else than pairs.');
  }

  async #metricNames(experimentKeys: Names): Promise<string[]> {
    const summaries = await Promise.all(experimentKeys.map((key) => this.experimentMetricsSummary(key)));
    return [...new Set(summaries.flat().map(({ name }) => name))];
  }

  async #values(experimentKey: string, metricName: string): Promise<CometMetricValue[]> {
    return (await this.#client.metrics.experimentMetric(experimentKey, metricName, this.#signal)).map((value) =>
      toMetricValue(metricName, value),
    );
  }
}

const pointsOf = (values: readonly CometMetricValue[], interval: CometInterval): CometPoint[] =>
  values.map((value) => [value[interval], value.metricValue]);

function contentAs(bytes: Uint8Array, returnType: 'raw' | 'text' | 'json'): unknown {
  if (returnType === 'raw') {
    return bytes;
  }
  const text = new TextDecoder().decode(bytes);
  if (returnType === 'text') {
    return text;
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new BackendError('unexpected', 'The asset is not JSON.');
  }
}
