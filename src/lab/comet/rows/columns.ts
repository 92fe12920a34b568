/** What experiments of a project can be queried by, in Comet's terms: columns of a source, and how to read each. */
import { TimeSlice } from '../../../platform/eventLoop';
import type { ExperimentContent, Logged } from '../../content';
import type { LabExperiment } from '../../store';

export type ColumnValue = string | number | boolean;
type ColumnType = 'double' | 'string' | 'datetime' | 'boolean' | 'timenumber';

/**
 * All values of a field of one experiment: none when it was not logged, several for tags. Times are epoch milliseconds.
 */
type ColumnReader = (experiment: LabExperiment, content: ExperimentContent, field: string) => ColumnValue[];

export interface Column {
  readonly name: string;
  /** `<name>--<source>` */
  readonly id: string;
  readonly type: ColumnType;
  readonly source: string;
}

interface Field {
  readonly type: ColumnType;
  readonly read: (experiment: LabExperiment, content: ExperimentContent) => ColumnValue | null;
}

const metadata: Readonly<Record<string, Field>> = {
  experimentKey: { type: 'string', read: ({ key }) => key },
  optimizationId: { type: 'string', read: ({ optimizationId }) => optimizationId },
  user_name: { type: 'string', read: ({ userName }) => userName },
  file_name: { type: 'string', read: ({ filePath }) => filePath?.split('/').at(-1) ?? null },
  file_path: { type: 'string', read: ({ filePath }) => filePath },
  start_server_timestamp: { type: 'datetime', read: (experiment) => experiment.status().startTime },
  end_server_timestamp: { type: 'datetime', read: (experiment) => experiment.status().endTime },
  last_message_time: { type: 'datetime', read: (experiment) => experiment.status().endTime },
  /** Seconds. */
  duration: {
    type: 'timenumber',
    read: (experiment) => (experiment.status().endTime - experiment.status().startTime) / 1000,
  },
  runActive: { type: 'boolean', read: (experiment) => experiment.status().running },
  hasHtml: { type: 'boolean', read: (_, { html }) => html !== null },
  hasImages: { type: 'boolean', read: (_, { assets }) => [...assets.values()].some(({ type }) => type === 'image') },
  codeSHA: { type: 'string', read: (_, { git }) => git?.parent ?? null },
  installed_packages: { type: 'string', read: (_, { machine }) => machine.installedPackages.join(',') || null },
};

const environment: Readonly<Record<string, Field>> = {
  command: { type: 'string', read: (_, { machine }) => machine.command.join(' ') || null },
  executable: { type: 'string', read: (_, { machine }) => machine.executable },
  hostname: { type: 'string', read: (_, { machine }) => machine.hostname },
  ip: { type: 'string', read: (_, { machine }) => machine.ip },
  os: { type: 'string', read: (_, { machine }) => machine.os },
  os_type: { type: 'string', read: (_, { machine }) => machine.osType },
  pid: { type: 'double', read: (_, { machine }) => machine.pid },
  python_version: { type: 'string', read: (_, { machine }) => machine.pythonVersion },
  user: { type: 'string', read: (_, { machine }) => machine.user },
};

const fixed =
  (fields: Readonly<Record<string, Field>>): ColumnReader =>
  (experiment, content, field) => {
    const value = Object.hasOwn(fields, field) ? fields[field]?.read(experiment, content) : null;
    return value === null || value === undefined ? [] : [value];
  };

const current = (entries: readonly Logged[] | undefined): ColumnValue[] => {
  const value = entries?.at(-1)?.value;
  return value === undefined ? [] : [value];
};

const readers: Readonly<Record<string, ColumnReader>> = {
  metrics: (_, { metrics }, field) => {
    const value = metrics.get(field)?.values.at(-1);
    return value === undefined ? [] : [Number(value)];
  },
  params: (_, { parameters }, field) => current(parameters.get(field)),
  log_other: (_, { others }, field) => current(others.get(field)),
  tag: (_, { tags }) => [...tags],
  metadata: fixed(metadata),
  env_details: fixed(environment),
};

/** An unknown source has no values. */
export const columnReader = (source: string): ColumnReader =>
  (Object.hasOwn(readers, source) ? readers[source] : undefined) ?? (() => []);

/** Every metric, parameter, other and tag in use, and the fixed columns; without duplicates. */
export async function projectColumns(experiments: readonly LabExperiment[]): Promise<Column[]> {
  const columns = new Map<string, Column>();
  const add = (name: string, source: string, type: ColumnType): void => {
    const id = `${name}--${source}`;
    const known = columns.get(id);
    // One text among the values makes a text of the whole column.
    if (known === undefined || (known.type !== type && type === 'string')) {
      columns.set(id, { name, id, type, source });
    }
  };
  for (const [name, { type }] of Object.entries(metadata)) {
    add(name, 'metadata', type);
  }
  for (const [name, { type }] of Object.entries(environment)) {
    add(name, 'env_details', type);
  }
  const slice = new TimeSlice();
  for (const experiment of experiments) {
    const content = await experiment.content();
    for (const name of content.metrics.keys()) {
      add(name, 'metrics', 'double');
    }
    for (const [name, entries] of content.parameters) {
      add(name, 'params', typeOf(entries));
    }
    for (const [name, entries] of content.others) {
      add(name, 'log_other', typeOf(entries));
    }
    for (const tag of content.tags) {
      add(tag, 'tag', 'string');
    }
    if (slice.expired) {
      await slice.yield();
    }
  }
  return [...columns.values()];
}

function typeOf(entries: readonly Logged[]): ColumnType {
  const value = entries.at(-1)?.value ?? '';
  if (/^(?:true|false)$/i.test(value)) {
    return 'boolean';
  }
  return value.trim() !== '' && !Number.isNaN(Number(value)) ? 'double' : 'string';
}
