/**
 * The vocabulary of queries: what a project's experiments can be asked by, and conditions about it. Plain JSON-safe
 * data, tracker-neutral; back ends translate it into their wire.
 */

export const columnSources = ['metric', 'parameter', 'tag', 'other', 'attribute', 'environment'] as const;
/** `attribute`: about the experiment itself; `environment`: about what it ran on. */
export type ColumnSource = (typeof columnSources)[number];

export const columnTypes = ['text', 'number', 'boolean', 'time', 'duration'] as const;
export type ColumnType = (typeof columnTypes)[number];

/** What of an `Experiment` a column is about; `fileName` is the last part of `filePath`. */
export type ExperimentAttribute = 'key' | 'name' | 'user' | 'filePath' | 'fileName' | 'group' | 'startTime' | 'endTime';

/** Something that a project's experiments can be asked by. */
export interface Column {
  /** The tracker's own name. */
  readonly name: string;
  readonly source: ColumnSource;
  readonly type: ColumnType;
  /** A metric of the machine, and not of the model. */
  readonly ofMachine: boolean;
  /** Null for what a list of experiments does not tell. */
  readonly attribute: ExperimentAttribute | null;
}

export const operators = [
  'equal',
  'notEqual',
  'less',
  'lessOrEqual',
  'greater',
  'greaterOrEqual',
  'between',
  'notBetween',
  'contains',
  'notContains',
  'beginsWith',
  'notBeginsWith',
  'endsWith',
  'notEndsWith',
  'isNull',
  'isNotNull',
  'isEmpty',
  'isNotEmpty',
] as const;
export type Operator = (typeof operators)[number];

/** One condition of a query. */
export interface Predicate extends Pick<Column, 'source' | 'type'> {
  /** The name of the column. */
  readonly field: string;
  readonly operator: Operator;
  /**
   * A pair for `between` and `notBetween`, null for those that compare with nothing. A time is in epoch milliseconds, a
   * duration in milliseconds.
   */
  readonly value: string | number | boolean | readonly [string | number, string | number] | null;
}

/** A query that the user keeps: all its predicates must hold. */
export interface SavedQuery {
  readonly id: string;
  readonly name: string;
  readonly predicates: readonly Predicate[];
  readonly archived: boolean;
}
