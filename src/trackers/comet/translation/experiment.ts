/** From Comet's wire to our vocabulary: pure functions, one a shape. Sends no request. */
import type {
  Asset,
  AssetKind,
  ExperimentModel,
  GitState,
  MetricSeries,
  Project,
  Summary,
  SummaryPoint,
  SystemDetails,
} from '../../../shared/experiment';
import { getOwn } from '../../../shared/base/objects';
import { isOfMachine } from './metricNames';
import type { Asset as AssetRow } from '../wire/assets';
import type { GitMetadata, SystemDetails as SystemDetailsRow } from '../wire/experiments';
import type { ExperimentChart, MetricValue, MinMax } from '../wire/metrics';
import type { Project as ProjectRow } from '../wire/projects';
import type { ExperimentModel as ModelRow } from '../wire/registry';

export function toProject(project: ProjectRow, workspace: string): Project {
  return {
    id: project.projectId,
    workspace: project.workspaceName ?? workspace,
    name: project.projectName,
    description: filled(project.projectDescription),
    experimentCount: project.numberOfExperiments,
    lastUpdated: project.lastUpdated,
    isPublic: project.isPublic,
  };
}

export function toSummary(row: MinMax): Summary {
  return {
    name: row.name,
    context: filled(row.runContextCurrent),
    ofMachine: false,
    current: toPoint(row.valueCurrent, row.stepCurrent, row.timestampCurrent),
    minimum: toPoint(row.valueMin, row.stepMin, row.timestampMin),
    maximum: toPoint(row.valueMax, row.stepMax, row.timestampMax),
  };
}

export const toMetricSummary = (row: MinMax): Summary => ({ ...toSummary(row), ofMachine: isOfMachine(row.name) });

const toPoint = (value: string | null, step: number | null, time: number | null): SummaryPoint | null =>
  value === null ? null : { value, step, time };

/** The tracker keeps no more than this of a metric and thins what is longer. */
const mostKept = 15_000;
/** A sample holds some 500 points; a series that is clearly shorter came whole. */
const leastSampled = 400;

/** Null for a metric without values. Steps and epochs may stand with the experiment instead of the metric. */
export function toSeries(
  experimentKey: string,
  chart: ExperimentChart,
  metric: ExperimentChart['metrics'][number],
  full: boolean,
): MetricSeries | null {
  const { length } = metric.values;
  if (length === 0) {
    return null;
  }
  const shared = (cells: readonly unknown[] | null): readonly unknown[] | null =>
    cells?.length === length ? cells : null;
  return {
    experimentKey,
    name: metric.metricName,
    values: Float64Array.from(metric.values, toNumber),
    steps: toColumn(metric.steps ?? shared(chart.steps), length),
    epochs: toColumn(metric.epochs ?? shared(chart.epochs), length),
    times: toColumn(metric.timestamps, length),
    sampled: length >= (full ? mostKept : leastSampled),
  };
}

/** From single values, in order of time where it is known; null without any. */
export function toSeriesOfValues(
  experimentKey: string,
  name: string,
  rows: readonly MetricValue[],
): MetricSeries | null {
  if (rows.length === 0) {
    return null;
  }
  const ordered = rows.toSorted((a, b) => (a.timestamp ?? 0) - (b.timestamp ?? 0));
  const column = (field: 'step' | 'epoch' | 'timestamp'): Float64Array | null =>
    toColumn(
      ordered.map((row) => row[field]),
      ordered.length,
    );
  return {
    experimentKey,
    name,
    values: Float64Array.from(ordered, (row) => toNumber(row.metricValue)),
    steps: column('step'),
    epochs: column('epoch'),
    times: column('timestamp'),
    sampled: rows.length >= mostKept,
  };
}

/** Null when there is not a single number in it. */
function toColumn(cells: readonly unknown[] | null, length: number): Float64Array | null {
  if (cells === null) {
    return null;
  }
  const column = Float64Array.from({ length }, (_, index) => toNumber(cells[index]));
  return column.some((cell) => !Number.isNaN(cell)) ? column : null;
}

/** Comet sends numbers as numbers or as texts, and what is no finite number in the spelling of some language. */
function toNumber(cell: unknown): number {
  if (typeof cell === 'number') {
    return cell;
  }
  if (typeof cell !== 'string' || cell.trim() === '') {
    return Number.NaN;
  }
  const infinity = /^([+-]?)inf(?:inity)?$/i.exec(cell.trim());
  return infinity === null ? Number(cell) : infinity[1] === '-' ? -Infinity : Infinity;
}

const kinds: Readonly<Record<string, AssetKind>> = {
  source_code: 'code',
  image: 'image',
  '3d-image': 'image',
  audio: 'audio',
  video: 'video',
  'text-sample': 'text',
  notebook: 'notebook',
  'model-element': 'model',
  curve: 'curve',
  'confusion-matrix': 'confusionMatrix',
  embeddings: 'embeddings',
  histogram2d: 'histogram',
  histogram3d: 'histogram',
  histogram_combined_3d: 'histogram',
  dataframe: 'dataframe',
  'dataframe-profile': 'dataframe',
};

export function toAsset(asset: AssetRow): Asset {
  const folder = filled(asset.dir);
  return {
    id: asset.assetId,
    name: filled(asset.fileName) ?? asset.assetId,
    kind: getOwn(kinds, asset.type ?? '') ?? kindByFlags(asset, folder),
    type: filled(asset.type),
    size: asset.remote === true ? null : asset.fileSize,
    step: asset.step,
    context: filled(asset.runContext),
    createdAt: asset.createdAt,
    folder,
    remoteUrl: asset.remote === true ? filled(asset.link) : null,
    tags: asset.tags,
    metadata: filled(asset.metadata),
  };
}

function kindByFlags(asset: AssetRow, folder: string | null): AssetKind {
  if (asset.image === true) {
    return 'image';
  }
  if (asset.audio === true) {
    return 'audio';
  }
  if (asset.video === true) {
    return 'video';
  }
  if (asset.histogram === true) {
    return 'histogram';
  }
  return folder?.startsWith('models/') === true ? 'model' : 'file';
}

/** Null for a model without a name, which nothing can be asked about. */
export function toModel(model: ModelRow): ExperimentModel | null {
  return model.modelName === null
    ? null
    : {
        name: model.modelName,
        registered: model.registryRecords.map((record) => ({
          name: record.registryModelName ?? '',
          version: record.version ?? '',
        })),
      };
}

/** Null when nothing was logged. */
export function toGitState(git: GitMetadata): GitState | null {
  const state = {
    branch: filled(git.branch)?.replace(/^refs\/heads\//, '') ?? null,
    commit: filled(git.parent),
    origin: filled(git.origin),
    root: filled(git.root),
    user: filled(git.user),
  };
  return Object.values(state).every((value) => value === null) ? null : state;
}

export function toSystemDetails(details: SystemDetailsRow): SystemDetails {
  return {
    user: filled(details.user),
    hostname: filled(details.hostname),
    ip: filled(details.ip),
    operatingSystem: filled(details.os) ?? filled(details.osType),
    machine: filled(details.machine),
    processor: filled(details.processor),
    pythonVersion: filled(details.pythonVersion) ?? filled(details.pythonVersionVerbose),
    executable: filled(details.executable),
    pid: details.pid,
    command: details.command,
    totalMemory: details.totalRam ?? details.maxTotalMemory,
    graphicsCards: details.gpuStaticInfoList.map((card, position) => ({
      index: card.gpuIndex ?? position,
      name: card.name ?? '',
      totalMemory: card.totalMemory,
    })),
    installedPackages: details.installedPackages,
    osPackages: details.osPackages,
    environment: Object.fromEntries(Object.entries(details.env).map(([name, value]) => [name, value ?? ''])),
    additional: details.logAdditionalSystemInfoList.map(({ key, value }) => ({ key, value: value ?? '' })),
    systemMetricNames: details.systemMetricNames,
  };
}

const filled = (text: string | null): string | null => (text === '' ? null : text);
