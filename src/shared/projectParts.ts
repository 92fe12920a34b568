/**
 * The vocabulary of what hangs on a project beside its experiments: columns, queries, panels, dashboards. Plain
 * JSON-safe data.
 */

export type ColumnSource = 'metrics' | 'params' | 'log_other' | 'metadata' | 'tag' | 'env_details';
export type ColumnType = 'string' | 'double' | 'boolean' | 'datetime' | 'timenumber';

/** Something that a project's experiments can be asked by. */
export interface Column {
  readonly name: string;
  readonly source: ColumnSource;
  readonly type: ColumnType;
}

export const operators = [
  'equal',
  'not_equal',
  'less',
  'less_or_equal',
  'greater',
  'greater_or_equal',
  'between',
  'not_between',
  'contains',
  'not_contains',
  'begins_with',
  'not_begins_with',
  'ends_with',
  'not_ends_with',
  'is_null',
  'is_not_null',
  'is_empty',
  'is_not_empty',
] as const;
export type Operator = (typeof operators)[number];

/** One condition of a query. */
export interface Predicate extends Omit<Column, 'name'> {
  readonly field: string;
  readonly operator: Operator;
  /**
   * A pair for `between` and `not_between`, null for those that compare with nothing; a datetime is `YYYY-MM-DD
   * HH:MM:SS`, UTC.
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

/** A piece of visualisation that a workspace keeps. */
export interface Panel {
  readonly id: string;
  readonly name: string;
  readonly owner: string | null;
  readonly isPublic: boolean | null;
  readonly createdAt: number | null;
}

export interface PanelSource {
  readonly name: string;
  readonly language: 'javascript' | 'python';
  readonly code: string;
}

export interface Dashboard {
  readonly id: string;
  readonly name: string;
  readonly user: string | null;
}

export interface ShareLink {
  readonly code: string;
  /** Address for a browser; whoever has it can look. */
  readonly url: string;
}

/** What of a project can be changed; what is not named stays. */
export interface ProjectChange {
  readonly name?: string;
  readonly description?: string;
  readonly isPublic?: boolean;
}

export interface BestExperiment {
  readonly experimentKey: string;
  readonly value: number | null;
  readonly experimentCount: number | null;
}

/** Where an experiment ran in a cloud. */
export interface CloudDetails {
  readonly provider: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}
