/**
 * Conditions of queries as people read and type them: which operators fit a column, their words, what a typed value
 * means. Pure.
 */
import { formatNumber } from './format';
import type { Column, ColumnSource, ColumnType, Operator, Predicate } from './projectParts';

export const sourceWords: Readonly<Record<ColumnSource, string>> = {
  metrics: 'Metrics',
  params: 'Parameters',
  tag: 'Tags',
  log_other: 'Others',
  metadata: 'Experiment',
  env_details: 'Environment',
};

const equality = ['equal', 'not_equal'] as const;
const order = ['less', 'less_or_equal', 'greater', 'greater_or_equal', 'between', 'not_between'] as const;
const parts = ['contains', 'not_contains', 'begins_with', 'not_begins_with', 'ends_with', 'not_ends_with'] as const;
const presence = ['is_not_null', 'is_null'] as const;

const fitting: Readonly<Record<ColumnType, readonly Operator[]>> = {
  double: [...order.slice(0, 4), ...equality, ...order.slice(4), ...presence],
  timenumber: [...order.slice(0, 4), ...equality, ...order.slice(4), ...presence],
  datetime: [...order, ...presence],
  boolean: [...equality, ...presence],
  string: [...equality, ...parts, 'is_not_empty', 'is_empty', ...presence],
};

/** Those that make sense for the column; a tag is set or it is not. */
export const operatorsFor = ({ source, type }: Pick<Column, 'source' | 'type'>): readonly Operator[] =>
  source === 'tag' ? equality : fitting[type];

const words: Readonly<Record<Operator, string>> = {
  equal: 'is',
  not_equal: 'is not',
  less: '<',
  less_or_equal: '≤',
  greater: '>',
  greater_or_equal: '≥',
  between: 'is between',
  not_between: 'is not between',
  contains: 'contains',
  not_contains: 'does not contain',
  begins_with: 'begins with',
  not_begins_with: 'does not begin with',
  ends_with: 'ends with',
  not_ends_with: 'does not end with',
  is_null: 'was not logged',
  is_not_null: 'was logged',
  is_empty: 'is empty',
  is_not_empty: 'is not empty',
};

const timeWords: Readonly<Partial<Record<Operator, string>>> = {
  less: 'is before',
  less_or_equal: 'is at or before',
  greater: 'is after',
  greater_or_equal: 'is at or after',
};

const numberSigns: Readonly<Partial<Record<Operator, string>>> = { equal: '=', not_equal: '≠' };

export function operatorWord(operator: Operator, { source, type }: Pick<Column, 'source' | 'type'>): string {
  if (source === 'tag') {
    return operator === 'equal' ? 'is set' : 'is not set';
  }
  if (type === 'datetime') {
    return timeWords[operator] ?? words[operator];
  }
  return (type === 'double' || type === 'timenumber' ? numberSigns[operator] : undefined) ?? words[operator];
}

/** How many values an operator compares with. */
export function operandCount(operator: Operator, { source }: Pick<Column, 'source'>): 0 | 1 | 2 {
  if (source === 'tag') {
    return 0;
  }
  switch (operator) {
    case 'is_null':
    case 'is_not_null':
    case 'is_empty':
    case 'is_not_empty':
      return 0;
    case 'between':
    case 'not_between':
      return 2;
    default:
      return 1;
  }
}

/** `loss < 0.5`, `#baseline is set`, `optimizer begins with “ad”`. */
export function predicateSentence({ field, operator, value, ...column }: Predicate): string {
  const name = column.source === 'tag' ? `#${field}` : field;
  const operand =
    operandCount(operator, column) === 0 || value === null
      ? ''
      : isPair(value)
        ? ` ${shown(value[0], column.type)} and ${shown(value[1], column.type)}`
        : ` ${shown(value, column.type)}`;
  return `${name} ${operatorWord(operator, column)}${operand}`;
}

const isPair = (value: Predicate['value']): value is readonly [string | number, string | number] =>
  Array.isArray(value);

function shown(value: string | number | boolean, type: ColumnType): string {
  if (typeof value === 'number') {
    return type === 'timenumber' ? `${formatNumber(value)} s` : formatNumber(value);
  }
  return typeof value === 'boolean' || type === 'datetime' ? String(value) : `“${value}”`;
}

/** What a user is asked to type for a column of this type. */
export const valuePrompts: Readonly<Record<Exclude<ColumnType, 'boolean'>, string>> = {
  string: 'A text; upper and lower case count',
  double: 'A number',
  timenumber: 'A number of seconds',
  datetime: 'A time in UTC: YYYY-MM-DD, and HH:MM or HH:MM:SS if you like',
};

export type TypedValue = { readonly value: string | number } | { readonly complaint: string };

/** What was typed as the value that queries take, or a sentence about what is wrong with it. */
export function readValue(text: string, type: Exclude<ColumnType, 'boolean'>): TypedValue {
  const typed = text.trim();
  if (typed === '') {
    return { complaint: 'A value is needed.' };
  }
  switch (type) {
    case 'string':
      return { value: typed };
    case 'double':
    case 'timenumber':
      return isNumber(typed) ? { value: Number(typed) } : { complaint: `“${typed}” is not a number.` };
    case 'datetime':
      return readTime(typed);
  }
}

/** Decimal, as people write numbers: no hexadecimals, no infinities. */
export const isNumber = (text: string): boolean =>
  /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) && Number.isFinite(Number(text));

function readTime(text: string): TypedValue {
  const match = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2})(:\d{2})?)?$/.exec(text);
  const [, day, minutes = '00:00', seconds = ':00'] = match ?? [];
  const time = day === undefined ? Number.NaN : Date.parse(`${day}T${minutes}${seconds}Z`);
  if (day === undefined) {
    return { complaint: `“${text}” is not a time. Write it as 2026-01-31 or 2026-01-31 18:30.` };
  }
  const value = `${day} ${minutes}${seconds}`;
  // A day that its month does not have rolls over into the next.
  if (Number.isNaN(time) || new Date(time).toISOString().replace('T', ' ').slice(0, 19) !== value) {
    return { complaint: `There is no ${text}.` };
  }
  return { value };
}
