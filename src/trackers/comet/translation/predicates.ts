/** Columns and conditions of queries between Comet's wire and our vocabulary: pure functions. Sends no request. */
import type {
  Column,
  ColumnSource,
  ColumnType,
  ExperimentAttribute,
  Operator,
  Predicate,
} from '../../../shared/queries/query';
import type { Predicate as WirePredicate } from '../client/projects';
import { isOfMachine } from './metricNames';
import type { Column as ColumnRow } from '../wire/projects';

export const wireSources = {
  metric: 'metrics',
  parameter: 'params',
  tag: 'tag',
  other: 'log_other',
  attribute: 'metadata',
  environment: 'env_details',
} as const satisfies Readonly<Record<ColumnSource, string>>;
const sources: ReadonlyMap<string, ColumnSource> = new Map(
  (Object.keys(wireSources) as ColumnSource[]).map((source) => [wireSources[source], source]),
);

const wireTypes = {
  text: 'string',
  number: 'double',
  boolean: 'boolean',
  time: 'datetime',
  duration: 'timenumber',
} as const satisfies Readonly<Record<ColumnType, string>>;
const types: ReadonlyMap<string, ColumnType> = new Map(
  (Object.keys(wireTypes) as ColumnType[]).map((type) => [wireTypes[type], type]),
);

/** By source and name. */
const attributes: ReadonlyMap<string, ExperimentAttribute> = new Map([
  ['attribute user_name', 'user'],
  ['attribute file_path', 'filePath'],
  ['attribute file_name', 'fileName'],
  ['attribute experimentKey', 'key'],
  ['attribute optimizationId', 'group'],
  ['attribute start_server_timestamp', 'startTime'],
  ['attribute end_server_timestamp', 'endTime'],
  ['other Name', 'name'],
]);

/** Null for a column that nothing can be asked by. What is of an unknown type compares as text. */
export function toColumn({ name, source: wireSource, type }: ColumnRow): Column | null {
  const source = sources.get(wireSource ?? '');
  return source === undefined
    ? null
    : {
        name,
        source,
        type: types.get(type ?? '') ?? 'text',
        ofMachine: source === 'metric' && isOfMachine(name),
        attribute: attributes.get(`${source} ${name}`) ?? null,
      };
}

export function fromPredicate({ field, source, type, operator, value }: Predicate): WirePredicate {
  return {
    field,
    source: wireSources[source],
    type: wireTypes[type],
    operator: wireOperator(operator),
    value:
      typeof value === 'object' && value !== null ? value.map((end) => wireValue(end, type)) : wireValue(value, type),
  };
}

/** Comet writes times as UTC texts and durations as seconds. */
function wireValue<Other>(value: Other | number, type: ColumnType): Other | string | number {
  if (typeof value !== 'number') {
    return value;
  }
  switch (type) {
    case 'time':
      return new Date(value).toISOString().replace('T', ' ').slice(0, 19);
    case 'duration':
      return value / 1000;
    default:
      return value;
  }
}

/** `notBeginsWith` is `not_begins_with`. */
const wireOperator = (operator: Operator): string => operator.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
