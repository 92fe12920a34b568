/** From what the client read to the shapes of Comet's JavaScript SDK, field by field. Sends no request. */
import type {
  CometAsset,
  CometChart,
  CometCurve,
  CometExperiment,
  CometImage,
  CometMetricValue,
  CometProject,
  CometSummary,
} from '../../api';
import type * as assets from '../trackers/comet/wire/assets';
import type * as metrics from '../trackers/comet/wire/metrics';
import type * as projects from '../trackers/comet/wire/projects';
import { narrowExperiment } from '../trackers/comet/translation/experimentRow';

export function toExperiment(row: unknown): CometExperiment {
  const { key, name, workspace, projectId, projectName, archived, duration, startTime, endTime, group } =
    narrowExperiment(row, 'experiment');
  return {
    experimentKey: key,
    experimentName: name === key ? null : name,
    optimizationId: group,
    projectId,
    projectName,
    workspaceName: workspace,
    archived,
    durationMillis: duration,
    startTimeMillis: startTime,
    endTimeMillis: endTime,
  };
}

export function toProject(project: projects.Project, workspace = ''): CometProject {
  const {
    projectId,
    projectName,
    projectDescription,
    ownerUserName,
    workspaceName,
    isPublic,
    numberOfExperiments,
    lastUpdated,
  } = project;
  return {
    projectId,
    projectName,
    projectDescription,
    ownerUserName,
    workspaceName: workspaceName ?? workspace,
    public: isPublic,
    isPublic,
    numberOfExperiments,
    lastUpdated,
  };
}

export const toSummary = (summary: metrics.MinMax): CometSummary => ({
  name: summary.name,
  valueMax: summary.valueMax,
  valueMin: summary.valueMin,
  valueCurrent: summary.valueCurrent,
  timestampMax: summary.timestampMax,
  timestampMin: summary.timestampMin,
  timestampCurrent: summary.timestampCurrent,
  runContextMax: summary.runContextMax,
  runContextMin: summary.runContextMin,
  runContextCurrent: summary.runContextCurrent,
  stepMax: summary.stepMax,
  stepMin: summary.stepMin,
  stepCurrent: summary.stepCurrent,
});

export function toMetricValue(
  name: string,
  { metricName, metricValue, timestamp, step, epoch, runContext }: metrics.MetricValue,
): CometMetricValue {
  return { metricName: metricName ?? name, metricValue: metricValue ?? '', timestamp, step, epoch, runContext };
}

export function toChart(
  experimentKey: string,
  { empty, steps, epochs, metrics: series, params }: metrics.ExperimentChart,
): CometChart {
  return {
    experimentKey,
    empty: empty ?? series.length === 0,
    steps: numbers(steps),
    epochs: numbers(epochs),
    metrics: series.map((one) => ({
      metricName: one.metricName,
      values: one.values.map(asNumber),
      steps: numbers(one.steps),
      epochs: numbers(one.epochs),
      timestamps: numbers(one.timestamps),
    })),
    params:
      params === null ? null : Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)])),
  };
}

export function toAsset({
  assetId,
  fileName,
  fileSize,
  runContext,
  step,
  link,
  createdAt,
  dir,
  type,
}: assets.Asset): CometAsset {
  return { assetId, fileName: fileName ?? assetId, fileSize, runContext, step, link, createdAt, dir, type };
}

/** The tracker's list of images went with its first API; what it said is in the list of assets. */
export function toImage(
  experimentKey: string,
  { assetId, fileName, step, runContext, link }: assets.Asset,
  index: number,
): CometImage {
  const name = fileName ?? assetId;
  return {
    apiKey: null,
    runId: assetId,
    experimentKey,
    projectId: null,
    figCounter: index + 1,
    figName: name,
    step,
    runContext,
    fileName: name,
    imagePath: link,
  };
}

/** Null when the JSON is no curve. */
export function toCurve(json: unknown, fileName: string): CometCurve | null {
  if (typeof json !== 'object' || json === null || !('x' in json) || !('y' in json)) {
    return null;
  }
  const { x, y } = json;
  if (!isNumbers(x) || !isNumbers(y)) {
    return null;
  }
  return { name: 'name' in json && typeof json.name === 'string' ? json.name : fileName, x, y };
}

const asNumber = (value: unknown): number | null => (typeof value === 'number' ? value : null);
const numbers = (values: readonly unknown[] | null): (number | null)[] | null => values?.map(asNumber) ?? null;
const isNumbers = (values: unknown): values is number[] =>
  Array.isArray(values) && values.every((value) => typeof value === 'number');
