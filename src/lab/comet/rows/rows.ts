/**
 * How Comet's REST API v2 spells what the lab holds: rows and summaries as they travel.
 * Values of summaries are text and times are epoch milliseconds, as the tracker sends them. Knows no HTTP.
 */
import type { ExperimentContent, LabAsset, LabMetric, Logged, MachineDetails } from '../../content';
import type { LabExperiment, LabProject, LabStore } from '../../store';

/**
 * The acknowledgement of a write. Clients recognise "nothing there" by a body that begins with `{"msg"`, so `msg` comes
 * first.
 */
export const message = (msg: string) => ({ msg, code: 200, data: null, sdk_error_code: 0 });

export function experimentRow(experiment: LabExperiment) {
  const { running, crashed, startTime, endTime } = experiment.status();
  return {
    experimentKey: experiment.key,
    experimentName: experiment.name,
    optimizationId: experiment.optimizationId,
    userName: experiment.userName,
    projectId: experiment.project.id,
    projectName: experiment.project.name,
    workspaceName: experiment.project.workspace,
    filePath: experiment.filePath,
    fileName: experiment.filePath?.split('/').at(-1) ?? null,
    throttle: experiment.throttled,
    durationMillis: Math.max(0, endTime - startTime),
    startTimeMillis: startTime,
    endTimeMillis: endTime,
    running,
    hasCrashed: crashed,
    archived: experiment.archived,
  };
}

/** The count is of active experiments; archived ones are not counted. */
export function projectRow(store: LabStore, project: LabProject) {
  const experiments = store.experiments(project, false);
  return {
    projectId: project.id,
    projectName: project.name,
    ownerUserName: store.account.userName,
    projectDescription: project.description,
    workspaceName: project.workspace,
    numberOfExperiments: experiments.length,
    lastUpdated: lastUpdate(experiments),
    public: project.isPublic,
  };
}

/** The paged listing spells projects in its own way: counts of the whole listing are text in every row. */
export function pagedProjectRow(store: LabStore, project: LabProject, total: number, filtered: number) {
  const row = projectRow(store, project);
  return {
    projectId: project.id,
    userName: store.account.userName,
    projectName: project.name,
    projectDesc: project.description,
    generalProject: project.name === 'general',
    totalRowCount: String(total),
    filteredRowCount: String(filtered),
    experimentCount: row.numberOfExperiments,
    imagePath: null,
    isPublic: project.isPublic,
    teamId: project.workspace,
    teamName: project.workspace,
    created_at: row.lastUpdated,
    lastUpdated: row.lastUpdated,
    lastUpdatedByUser: row.lastUpdated,
    isStarterProject: false,
    isInProjectTeam: true,
    owner: true,
    canEdit: true,
  };
}

function lastUpdate(experiments: readonly LabExperiment[]): number {
  let latest = 0;
  for (const experiment of experiments) {
    latest = Math.max(latest, experiment.status().endTime);
  }
  return latest;
}

interface Extreme {
  readonly value: string;
  readonly step: number | null;
  readonly time: number;
}

function summaryRow(
  name: string,
  context: string | null,
  minimum: Extreme,
  maximum: Extreme,
  current: Extreme,
  editable: boolean,
) {
  return {
    name,
    valueMax: maximum.value,
    valueMin: minimum.value,
    valueCurrent: current.value,
    timestampMax: maximum.time,
    timestampMin: minimum.time,
    timestampCurrent: current.time,
    runContextMax: context,
    runContextMin: context,
    runContextCurrent: context,
    stepMax: maximum.step,
    stepMin: minimum.step,
    stepCurrent: current.step,
    editable,
  };
}

/** Extremes are of the values that are numbers; where there is none, both are the current value. */
export function metricSummary(metric: LabMetric) {
  const last = metric.values.length - 1;
  let lowest = -1;
  let highest = -1;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const [index, text] of metric.values.entries()) {
    const value = Number(text);
    if (value < low || (lowest < 0 && value <= low)) {
      low = value;
      lowest = index;
    }
    if (value > high || (highest < 0 && value >= high)) {
      high = value;
      highest = index;
    }
  }
  const at = (index: number): Extreme => ({
    value: metric.values[index < 0 ? last : index] ?? '',
    step: metric.steps[index < 0 ? last : index] ?? null,
    time: metric.times[index < 0 ? last : index] ?? 0,
  });
  return summaryRow(metric.name, metric.context, at(lowest), at(highest), at(last), false);
}

export function loggedSummary(name: string, entries: readonly Logged[], editable: boolean) {
  const current = entries.at(-1) ?? { value: '', step: null, time: 0, context: null };
  const numbers = entries.filter((entry) => entry.value.trim() !== '' && !Number.isNaN(Number(entry.value)));
  const extreme = (better: (a: number, b: number) => boolean): Logged =>
    numbers.reduce(
      (best, entry) => (better(Number(entry.value), Number(best.value)) ? entry : best),
      numbers[0] ?? current,
    );
  return summaryRow(
    name,
    current.context,
    extreme((a, b) => a < b),
    extreme((a, b) => a > b),
    current,
    editable,
  );
}

const images = new Set(['image']);
const histograms = new Set(['histogram', 'histogram2d', 'histogram3d', 'histogram_combined_3d']);

export function assetRow(origin: string, experimentKey: string, asset: LabAsset) {
  const query = new URLSearchParams({ experimentKey, assetId: asset.id });
  const link = asset.link ?? `${origin}/api/rest/v2/experiment/asset/get-asset?${query.toString()}`;
  const type = asset.type ?? 'unknown';
  return {
    assetId: asset.id,
    experimentKey,
    fileName: asset.name,
    fileSize: asset.link === null ? asset.size : 0,
    runContext: asset.context,
    step: asset.step,
    remote: asset.link !== null,
    link,
    compressedAssetLink: null,
    createdAt: asset.createdAt,
    dir: asset.folder,
    canView: images.has(type),
    audio: type === 'audio',
    video: type === 'video',
    histogram: histograms.has(type),
    image: images.has(type),
    type,
    metadata: asset.metadata,
    tags: asset.tags,
    curlDownload: asset.link === null ? `curl "${link}" -H"Authorization: <Your Api Key>" > ${asset.id}` : null,
  };
}

/** Every key is there whether logged or not: clients read them one by one. */
export function systemDetails(experimentKey: string, content: ExperimentContent) {
  const machine: MachineDetails = content.machine;
  return {
    experimentKey,
    ...machine,
    maxTotalMemory: null,
    systemMetricNames: [...content.metrics.keys()].filter((name) => /(^|_)sys\./.test(name)),
  };
}

/** Numbers that JSON cannot hold travel as text, as the tracker's own JSON library writes them. */
export function jsonNumber(text: string): number | string {
  const value = Number(text);
  return Number.isFinite(value) ? value : String(value);
}

/** The rows of all values of a metric; values are text here. */
export function* metricRows(metric: LabMetric) {
  for (const [index, metricValue] of metric.values.entries()) {
    yield {
      metricName: metric.name,
      metricValue,
      timestamp: metric.times[index] ?? 0,
      step: metric.steps[index] ?? null,
      epoch: metric.epochs[index] ?? null,
      runContext: metric.context,
      offset: index,
    };
  }
}
