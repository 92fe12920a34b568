/** Names and values as texts to paste: JSON, a command line, a table. Each value stays what was logged. Pure. */
import * as l10n from '@vscode/l10n';
import { compactJson, readJsonSource, type JsonSource } from '../../../src/shared/text/jsonSource';
import { isJsonNumber } from '../../../src/shared/text/parametersText';
import type { TextTable } from '../../elements/tables/tableTexts';
import type { Cell, ValueColumn, ValueRow } from './compared/comparison';

export type NamedValue = readonly [name: string, value: string];

const shellPlain = /^[\w@%+=:,./-]+$/;

/** One value a line, in the order given; numbers, lists and objects are copied, not read. */
export const jsonOf = (values: readonly NamedValue[]): string =>
  values.length === 0
    ? '{}\n'
    : `{\n${values.map(([name, value]) => `  ${JSON.stringify(name)}: ${jsonValue(value)}`).join(',\n')}\n}\n`;

/** For a POSIX shell: `--learning_rate 0.003 --name 'two words'`. */
export const argumentsOf = (values: readonly NamedValue[]): string =>
  // A value that begins with a dash would be taken for the next option.
  values
    .map(([name, value]) =>
      value.startsWith('-') ? shellWord(`--${name}=${value}`) : `${shellWord(`--${name}`)} ${shellWord(value)}`,
    )
    .join(' ');

/** One object an experiment; what it did not log is left out. */
export function comparedJsonOf(columns: readonly ValueColumn[], rows: readonly ValueRow[], what: string): string {
  const objects = columns.map(({ title, reference, values }, index) => {
    const logged = rows
      .map(({ name, cells }) => [name, cells[index]] as const)
      .filter((pair): pair is NamedValue => typeof pair[1] === 'string');
    const object = values.state === 'ready' ? jsonOf(logged).trimEnd().replaceAll('\n', '\n    ') : 'null';
    return `  {\n    "experiment": ${JSON.stringify(title)},\n    "key": ${JSON.stringify(reference.key)},\n    ${JSON.stringify(what)}: ${object}\n  }`;
  });
  return `[\n${objects.join(',\n')}\n]\n`;
}

export const comparedTable = (
  columns: readonly ValueColumn[],
  rows: readonly ValueRow[],
  heading: string,
): TextTable => ({
  headings: [heading, ...columns.map(({ title }) => title)],
  rows: rows.map(({ name, cells }) => [name, ...cells.map(cellWords)]),
});

/** Told apart from an empty text. */
const cellWords = (cell: Cell): string => (cell === undefined ? l10n.t('not known') : (cell ?? l10n.t('not logged')));

/** Numbers, lists and objects as they were written; what JSON has no word for is a text. */
function jsonValue(value: string): string {
  if (isJsonNumber(value) || value === 'true' || value === 'false') {
    return value;
  }
  if (/^[[{]/.test(value)) {
    const source = readJsonSource(value);
    if (source !== undefined && isStrict(source)) {
      return compact(value, source);
    }
  }
  return JSON.stringify(value);
}

/** On one line; as it was written when it is on one already. */
const compact = (text: string, source: JsonSource): string => (/[\r\n]/.test(text) ? compactJson(source) : text);

/** Whether every reader of JSON takes it, and finds in it what was written. */
const isStrict = (value: JsonSource): boolean =>
  typeof value === 'string'
    ? value.startsWith('"') || value === 'null' || value === 'true' || value === 'false' || isJsonNumber(value)
    : 'items' in value
      ? value.items.every(isStrict)
      : value.entries.every(([, one]) => isStrict(one));

function shellWord(text: string): string {
  if (shellPlain.test(text)) {
    return text;
  }
  // A pasted control character would act on the terminal.
  if (!/\p{Cc}/u.test(text)) {
    return `'${text.replaceAll("'", "'\\''")}'`;
  }
  return `$'${text.replace(/[\\']/g, '\\$&').replace(/\p{Cc}/gu, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)}'`;
}
