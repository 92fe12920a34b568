/**
 * Queries over the experiments of a project, in the rule trees that Comet's API takes.
 * The operators are those of jQuery QueryBuilder; every `not_` operator is the exact opposite of its partner, so a
 * missing value satisfies it. Comparisons are between numbers where both sides are numbers, else between texts, with
 * upper and lower case told apart. A predicate's `negated` mark is not read: clients turn the operators themselves.
 */
import {
  array,
  boolean,
  lazy,
  literal,
  null_,
  nullish,
  number,
  object,
  picklist,
  pipe,
  string,
  transform,
  union,
  instance,
  type GenericSchema,
} from 'valibot';
import { TimeSlice } from '../../platform/eventLoop';
import { columnReader, type ColumnValue } from './rows/columns';
import type { ExperimentContent } from '../content';
import { WrittenNumber } from '../recordings/pythonJson';
import type { LabExperiment } from '../store';

const positiveOperators = [
  'equal',
  'less',
  'less_or_equal',
  'greater',
  'greater_or_equal',
  'between',
  'contains',
  'begins_with',
  'ends_with',
  'is_null',
  'is_empty',
] as const;

type PositiveOperator = (typeof positiveOperators)[number];

const opposites = {
  not_equal: 'equal',
  not_between: 'between',
  not_contains: 'contains',
  not_begins_with: 'begins_with',
  not_ends_with: 'ends_with',
  is_not_null: 'is_null',
  is_not_empty: 'is_empty',
} as const satisfies Record<string, PositiveOperator>;

type Opposite = keyof typeof opposites;

type Scalar = string | number | boolean;

interface Rule {
  readonly field: string;
  readonly operator: PositiveOperator | Opposite;
  readonly source?: string | null | undefined;
  readonly type?: string | null | undefined;
  readonly value?: Scalar | null | Scalar[] | undefined;
}

interface RuleTree {
  readonly condition: 'AND' | 'OR';
  readonly rules: (Rule | RuleTree)[];
}

/** `source` names where the fields of the rules are, unless a rule says so itself. */
export interface Predicate {
  readonly source: string;
  readonly query: RuleTree;
}

/** Digits that a number of JavaScript cannot hold stay text: all comparisons read numbers in texts. */
const scalar = union([
  string(),
  number(),
  boolean(),
  pipe(
    instance(WrittenNumber),
    transform(({ text }) => text),
  ),
]);

const ruleSchema = object({
  field: string(),
  operator: picklist([...positiveOperators, ...(Object.keys(opposites) as Opposite[])]),
  source: nullish(string()),
  type: nullish(string()),
  value: nullish(union([scalar, null_(), array(scalar)])),
});

export const ruleTreeSchema: GenericSchema<unknown, RuleTree> = object({
  condition: union([literal('AND'), literal('OR')]),
  rules: array(union([lazy(() => ruleTreeSchema), ruleSchema])),
});

export const predicateSchema: GenericSchema<unknown, Predicate> = object({ source: string(), query: ruleTreeSchema });

/** Those of `experiments` that satisfy all predicates, in their order. */
export async function matchingExperiments(
  experiments: readonly LabExperiment[],
  predicates: readonly Predicate[],
): Promise<LabExperiment[]> {
  const slice = new TimeSlice();
  const found: LabExperiment[] = [];
  for (const experiment of experiments) {
    const content = await experiment.content();
    if (predicates.every(({ source, query }) => satisfies(experiment, content, query, source))) {
      found.push(experiment);
    }
    if (slice.expired) {
      await slice.yield();
    }
  }
  return found;
}

function satisfies(
  experiment: LabExperiment,
  content: ExperimentContent,
  rule: Rule | RuleTree,
  source: string,
): boolean {
  if ('rules' in rule) {
    return rule.condition === 'AND'
      ? rule.rules.every((inner) => satisfies(experiment, content, inner, source))
      : rule.rules.some((inner) => satisfies(experiment, content, inner, source));
  }
  const from = rule.source ?? source;
  const values = columnReader(from)(experiment, content, rule.field);
  const expected = Array.isArray(rule.value) ? rule.value : [rule.value ?? null];
  const [operator, wanted] =
    rule.operator in opposites
      ? [opposites[rule.operator as Opposite], false]
      : [rule.operator as PositiveOperator, true];
  return holds(operator, values, expected, rule.type === 'datetime') === wanted;
}

/** A field may have several values (tags): one that fits is enough. */
function holds(
  operator: PositiveOperator,
  values: readonly ColumnValue[],
  expected: readonly (Scalar | null)[],
  isDate: boolean,
): boolean {
  if (operator === 'is_null') {
    return values.length === 0;
  }
  if (operator === 'is_empty') {
    return values.every((value) => value === '');
  }
  const [first, second] = expected.map((value) => (isDate ? moment(value) : value));
  return values.some((value) => {
    switch (operator) {
      case 'equal':
        return compare(value, first) === 0;
      case 'less':
        return compare(value, first) < 0;
      case 'less_or_equal':
        return compare(value, first) <= 0;
      case 'greater':
        return compare(value, first) > 0;
      case 'greater_or_equal':
        return compare(value, first) >= 0;
      case 'between':
        return compare(value, first) >= 0 && compare(value, second) <= 0;
      case 'contains':
        return String(value).includes(String(first));
      case 'begins_with':
        return String(value).startsWith(String(first));
      case 'ends_with':
        return String(value).endsWith(String(first));
    }
  });
}

/** NaN when the two cannot be ordered, so that no comparison holds. */
function compare(value: ColumnValue, expected: Scalar | null | undefined): number {
  if (expected === null || expected === undefined) {
    return Number.NaN;
  }
  if (typeof value === 'boolean') {
    return Number(value) - Number(isTrue(expected));
  }
  if (typeof value === 'string' && /^(?:true|false)$/i.test(value) && typeof expected !== 'string') {
    return Number(isTrue(value)) - Number(isTrue(expected));
  }
  if (isWhole(value) && isWhole(expected)) {
    const [one, other] = [BigInt(value), BigInt(expected)];
    return one === other ? 0 : one < other ? -1 : 1;
  }
  const left = asNumber(value);
  const right = asNumber(expected);
  if (left !== null && right !== null) {
    return left - right;
  }
  if (typeof value === 'number') {
    return Number.NaN;
  }
  const text = String(expected);
  return value === text ? 0 : value < text ? -1 : 1;
}

const asNumber = (value: Scalar): number | null => {
  const parsed = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value);
  return Number.isNaN(parsed) ? null : parsed;
};

/** Digits of any number of them, which a number of JavaScript would round. */
const isWhole = (value: Scalar): value is string => typeof value === 'string' && /^-?\d{1,1000}$/.test(value);

const isTrue = (value: Scalar): boolean => value === true || value === 1 || /^(?:true|1)$/i.test(String(value));

/** `2025-01-31 12:00:00` (UTC) or epoch milliseconds, as epoch milliseconds. */
function moment(value: Scalar | null): number | null {
  if (typeof value !== 'string' || asNumber(value) !== null) {
    return value === null ? null : Number(value);
  }
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/.test(value) ? value : `${value}Z`;
  return Date.parse(zoned.replace(' ', 'T'));
}
