/**
 * What Experiment Explorer offers to other extensions:
 *
 *     const explorer = extensions.getExtension<ExperimentExplorer>('experiment-explorer.experiment-explorer');
 *     const { comet } = await explorer.activate();
 *     const api = await comet();
 *     const [workspace] = await api.workspaces();
 *
 * The methods are those of Comet's JavaScript SDK, with its names, arguments and shapes. They go through the user's own
 * connection: with its proxy, certificates and limits; the API key is never handed out. All promises are rejected with
 * an Error whose `message` is a sentence for the user; `kind` says what it is about (`unauthorized`, `notFound`,
 * `unreachable`, …).
 */
export interface ExperimentExplorer {
  /** The connections that the user has signed in to. */
  readonly connections: () => readonly { readonly id: string; readonly label: string; readonly server: string }[];
  /**
   * Comet's JavaScript SDK for a connection; without one, for the first of the user's Comet connections. Rejects when
   * there is none. `store` methods are about one panel instance of one project: name both to use them.
   */
  readonly comet: (connection?: string, panel?: PanelInstance) => Promise<CometApi>;
}

export interface PanelInstance {
  readonly projectId: string;
  readonly instanceId: string;
}

/** Times are epoch milliseconds. */
export interface CometExperiment {
  readonly experimentKey: string;
  readonly experimentName: string | null;
  readonly optimizationId: string | null;
  readonly projectId: string;
  readonly projectName: string;
  readonly workspaceName: string;
  readonly archived: boolean;
  readonly durationMillis: number | null;
  readonly startTimeMillis: number | null;
  readonly endTimeMillis: number | null;
}

export interface CometProject {
  readonly projectId: string;
  readonly projectName: string;
  readonly projectDescription: string | null;
  readonly ownerUserName: string | null;
  readonly workspaceName: string;
  /** The documents call it both. */
  readonly public: boolean | null;
  readonly isPublic: boolean | null;
  readonly numberOfExperiments: number | null;
  readonly lastUpdated: number | null;
}

/** All values are text, as logged. */
export interface CometSummary {
  readonly name: string;
  readonly valueMax: string | null;
  readonly valueMin: string | null;
  readonly valueCurrent: string | null;
  readonly timestampMax: number | null;
  readonly timestampMin: number | null;
  readonly timestampCurrent: number | null;
  readonly runContextMax: string | null;
  readonly runContextMin: string | null;
  readonly runContextCurrent: string | null;
  readonly stepMax: number | null;
  readonly stepMin: number | null;
  readonly stepCurrent: number | null;
}

export interface CometMetricValue {
  readonly metricName: string;
  readonly metricValue: string;
  readonly timestamp: number | null;
  readonly step: number | null;
  readonly epoch: number | null;
  readonly runContext: string | null;
}

export type CometInterval = 'step' | 'epoch' | 'timestamp';
/** [interval, value] */
export type CometPoint = readonly [number | null, string];

export interface CometChart {
  readonly experimentKey: string;
  readonly empty: boolean;
  readonly steps: readonly (number | null)[] | null;
  readonly epochs: readonly (number | null)[] | null;
  readonly metrics: readonly {
    readonly metricName: string;
    readonly values: readonly (number | null)[];
    readonly steps: readonly (number | null)[] | null;
    readonly epochs: readonly (number | null)[] | null;
    readonly timestamps: readonly (number | null)[] | null;
  }[];
  readonly params: Readonly<Record<string, string>> | null;
}

export interface CometAsset {
  readonly assetId: string;
  readonly fileName: string;
  readonly fileSize: number | null;
  readonly runContext: string | null;
  readonly step: number | null;
  readonly link: string | null;
  readonly createdAt: number | null;
  readonly dir: string | null;
  readonly type: string | null;
}

export interface CometImage {
  /** Never handed out. */
  readonly apiKey: null;
  readonly runId: string;
  readonly experimentKey: string;
  readonly projectId: string | null;
  readonly figCounter: number | null;
  readonly figName: string;
  readonly step: number | null;
  readonly runContext: string | null;
  readonly fileName: string;
  readonly imagePath: string | null;
}

export interface CometCurve {
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

export interface CometSystemDetails {
  readonly experimentKey: string;
  readonly user: string | null;
  readonly pythonVersion: string | null;
  readonly pythonVersionVerbose: string | null;
  readonly pid: number | null;
  readonly osType: string | null;
  readonly os: string | null;
  readonly ip: string | null;
  readonly hostname: string | null;
  readonly gpuStaticInfoList: readonly unknown[];
  readonly logAdditionalSystemInfoList: readonly unknown[];
  readonly systemMetricNames: readonly string[];
  /** Bytes. */
  readonly maxTotalMemory: number | null;
  /** Bytes. */
  readonly totalRam: number | null;
  readonly networkInterfaceIps: readonly string[];
  readonly command: readonly string[];
  readonly executable: string | null;
  readonly osPackages: readonly string[];
  /** `name==version` */
  readonly installedPackages: readonly string[];
}

export interface CometApi {
  /** `v2` */
  getVersion(): string;
  /** Address for a browser, which the server turns into that of the experiment's page. */
  experimentURL(experimentKey: string): string;
  workspaces(): Promise<string[]>;
  projects(workspace: string): Promise<CometProject[]>;
  /** Markdown. */
  projectNotes(projectId: string): Promise<string>;
  projectMetadata(projectId: string): Promise<CometProject>;
  experimentsByProjectName(workspace: string, project: string): Promise<CometExperiment[]>;
  experimentsByProjectId(projectId: string): Promise<CometExperiment[]>;

  /** Names of the workspaces. */
  get(): Promise<string[]>;
  /**
   * By `workspace`, its projects; by `workspace/project`, the keys of its experiments; by
   * `workspace/project/experiment` (key or name), what is known of the experiment. The parts may also be given one by
   * one.
   */
  get(workspace: string, project?: string, experiment?: string): Promise<CometProject[] | string[] | CometExperiment>;

  experimentMetadata(experimentKey: string): Promise<CometExperiment>;
  experimentTags(experimentKey: string): Promise<string[]>;
  /** The name, or the key of an experiment without one; cut to `maxLength`. */
  experimentName(experimentKey: string, maxLength?: number): Promise<string>;
  experimentHtml(experimentKey: string): Promise<string | null>;
  /** The code as one text, as older clients log it. */
  experimentCode(experimentKey: string): Promise<string | null>;
  experimentOutput(experimentKey: string): Promise<string | null>;
  experimentGraph(experimentKey: string): Promise<string | null>;
  experimentInstalledPackages(experimentKey: string): Promise<string[]>;
  experimentSystemDetails(experimentKey: string): Promise<CometSystemDetails>;
  experimentImages(experimentKey: string): Promise<CometImage[]>;
  /** With a name: those of that name. */
  experimentParameters(experimentKey: string, name?: string): Promise<CometSummary[]>;

  experimentMetricsSummary(experimentKey: string): Promise<CometSummary[]>;
  /** Null when there is no such metric. */
  experimentMetricsSummary(experimentKey: string, metricName: string): Promise<CometSummary | null>;

  experimentOther(experimentKey: string): Promise<CometSummary[]>;
  /** Null when there is no such item. */
  experimentOther(experimentKey: string, other: string): Promise<CometSummary | null>;
  experimentOther<Field extends keyof CometSummary>(
    experimentKey: string,
    other: string,
    value: Field,
  ): Promise<CometSummary[Field] | null>;

  /** All values of all metrics. */
  experimentMetric(experimentKey: string): Promise<CometMetricValue[]>;
  /** The values of one metric against the interval; `step` if not said. */
  experimentMetric(experimentKey: string, metricName: string, interval?: CometInterval): Promise<CometPoint[]>;
  experimentMetric(
    experimentKey: string,
    metricNames: readonly string[],
    interval?: CometInterval,
  ): Promise<Record<string, CometPoint[]>>;

  /**
   * By experiment key. Without metrics, all that the experiments have. `independentMetrics` (true if not said): each
   * metric with steps of its own; else only steps at which all of them have a value. `fetchFull`: up to 15,000 points a
   * metric, else some 500.
   */
  experimentMetricsForChart(
    targetExperiments: readonly string[],
    metrics?: readonly string[],
    parameters?: readonly string[],
    independentMetrics?: boolean,
    fetchFull?: boolean,
  ): Promise<Record<string, CometChart>>;

  experimentAssets(experimentKey: string): Promise<CometAsset[]>;
  experimentAsset(experimentKey: string, assetId: string, returnType?: 'raw'): Promise<Uint8Array>;
  experimentAsset(experimentKey: string, assetId: string, returnType: 'text'): Promise<string>;
  experimentAsset(experimentKey: string, assetId: string, returnType: 'json'): Promise<unknown>;
  experimentAssetByName(experimentKey: string, fileName: string, returnType?: 'raw'): Promise<Uint8Array>;
  experimentAssetByName(experimentKey: string, fileName: string, returnType: 'text'): Promise<string>;
  experimentAssetByName(experimentKey: string, fileName: string, returnType: 'json'): Promise<unknown>;
  experimentCurves(experimentKey: string): Promise<CometCurve[]>;

  /** Keeps a pair, and sends the whole store to the server. */
  store(key: string, value: string): Promise<{ msg: string }>;
  /** Null when nothing is kept under the key. */
  getFromStore(key: string): Promise<string | null>;
  /** `store` is JSON text. */
  getStore(): Promise<{ store: string }>;
}
