/**
 * Conditions of queries as people read and type them: which operators fit a column, their words, what a typed value
 * means. Pure.
 */
import * as l10n from '@vscode/l10n';
import { formatNumber } from '../format';
import type { Column, ColumnSource, ColumnType, Operator, Predicate } from './query';

export const sourceWords: Readonly<Record<ColumnSource, string>> = {
  metric: l10n.t('Metrics'),
  parameter: l10n.t('Parameters'),
  tag: l10n.t('Tags'),
  other: l10n.t('Others'),
  attribute: l10n.t('Experiment'),
  environment: l10n.t('Environment'),
};

const equality = ['equal', 'notEqual'] as const;
const order = ['less', 'lessOrEqual', 'greater', 'greaterOrEqual', 'between', 'notBetween'] as const;
const parts = ['contains', 'notContains', 'beginsWith', 'notBeginsWith', 'endsWith', 'notEndsWith'] as const;
const presence = ['isNotNull', 'isNull'] as const;

const fitting: Readonly<Record<ColumnType, readonly Operator[]>> = {
  number: [...order.slice(0, 4), ...equality, ...order.slice(4), ...presence],
  duration: [...order.slice(0, 4), ...equality, ...order.slice(4), ...presence],
  time: [...order, ...presence],
  boolean: [...equality, ...presence],
  text: [...equality, ...parts, 'isNotEmpty', 'isEmpty', ...presence],
};

/** Those that make sense for the column; a tag is set or it is not. */
export const operatorsFor = ({ source, type }: Pick<Column, 'source' | 'type'>): readonly Operator[] =>
  source === 'tag' ? equality : fitting[type];

const words: Readonly<Record<Operator, string>> = {
  equal: 'is',
  notEqual: l10n.t('is not'),
  less: '<',
  lessOrEqual: '≤',
  greater: '>',
  greaterOrEqual: '≥',
  between: l10n.t('is between'),
  notBetween: l10n.t('is not between'),
  contains: 'contains',
  notContains: l10n.t('does not contain'),
  beginsWith: l10n.t('begins with'),
  notBeginsWith: l10n.t('does not begin with'),
  endsWith: l10n.t('ends with'),
  notEndsWith: l10n.t('does not end with'),
  isNull: l10n.t('was not logged'),
  isNotNull: l10n.t('was logged'),
  isEmpty: l10n.t('is empty'),
  isNotEmpty: l10n.t('is not empty'),
};

const timeWords: Readonly<Partial<Record<Operator, string>>> = {
  less: l10n.t('is before'),
  lessOrEqual: l10n.t('is at or before'),
  greater: l10n.t('is after'),
  greaterOrEqual: l10n.t('is at or after'),
};

const numberSigns: Readonly<Partial<Record<Operator, string>>> = { equal: '=', notEqual: '≠' };

export function operatorWord(operator: Operator, { source, type }: Pick<Column, 'source' | 'type'>): string {
  if (source === 'tag') {
    return operator === 'equal' ? l10n.t('is set') : l10n.t('is not set');
  }
  if (type === 'time') {
    return timeWords[operator] ?? words[operator];
  }
  return (type === 'number' || type === 'duration' ? numberSigns[operator] : undefined) ?? words[operator];
}

/** How many values an operator compares with. */
export function operandCount(operator: Operator, { source }: Pick<Column, 'source'>): 0 | 1 | 2 {
  if (source === 'tag') {
    return 0;
  }
  switch (operator) {
    case 'isNull':
    case 'isNotNull':
    case 'isEmpty':
    case 'isNotEmpty':
      return 0;
    case 'between':
    case 'notBetween':
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
        ? ` ${l10n.t('{lower} and {upper}', { lower: shown(value[0], column.type), upper: shown(value[1], column.type) })}`
        : ` ${shown(value, column.type)}`;
  return `${name} ${operatorWord(operator, column)}${operand}`;
}

const isPair = (value: Predicate['value']): value is readonly [string | number, string | number] =>
  Array.isArray(value);

function shown(value: string | number | boolean, type: ColumnType): string {
  if (typeof value === 'string') {
    return `“${value}”`;
  }
  return type === 'number' && typeof value === 'number'
    ? formatNumber(value)
    : type === 'duration' && typeof value === 'number'
      ? `${formatNumber(value / 1000)} s`
      : valueText(value, type);
}

/** A value as people type it, and as `readValue` reads it. */
export function valueText(value: string | number | boolean, type: ColumnType): string {
  if (typeof value === 'number' && type === 'time') {
    return new Date(value).toISOString().replace('T', ' ').slice(0, 19);
  }
  return String(typeof value === 'number' && type === 'duration' ? value / 1000 : value);
}

/** What a user is asked to type for a column of this type. */
export const valuePrompts: Readonly<Record<Exclude<ColumnType, 'boolean'>, string>> = {
  text: l10n.t('A text; upper and lower case count'),
  number: 'A number',
  duration: l10n.t('A number of seconds'),
  time: l10n.t('A time in UTC: YYYY-MM-DD, and HH:MM or HH:MM:SS if you like'),
};

export type TypedValue = { readonly value: string | number } | { readonly complaint: string };

/** What was typed as the value that queries take, or a sentence about what is wrong with it. */
export function readValue(text: string, type: Exclude<ColumnType, 'boolean'>): TypedValue {
  const typed = text.trim();
  if (typed === '') {
    return { complaint: l10n.t('A value is needed.') };
  }
  switch (type) {
    case 'text':
      return { value: typed };
    case 'number':
    case 'duration':
      return isNumber(typed)
        ? { value: type === 'duration' ? Number(typed) * 1000 : Number(typed) }
        : { complaint: l10n.t('“{typed}” is not a number.', { typed }) };
    case 'time':
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
    return { complaint: l10n.t('“{text}” is not a time. Write it as 2026-01-31 or 2026-01-31 18:30.', { text }) };
  }
  // A day that its month does not have rolls over into the next.
  if (Number.isNaN(time) || valueText(time, 'time') !== `${day} ${minutes}${seconds}`) {
    return { complaint: l10n.t('There is no {text}.', { text }) };
  }
  return { value: time };
}
