/** Names and values as texts to paste: JSON, YAML, a command line. Each value stays what was logged. Pure. */
import type { TextTable } from '../elements/tableTexts';
import type { Cell, ValueColumn, ValueRow } from './comparison';

export type NamedValue = readonly [name: string, value: string];

const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const yamlPlain = /^[A-Za-z_][\w./-]*$/;
const yamlReserved = /^(true|false|yes|no|on|off|null|y|n|nan|inf)$/i;
const shellPlain = /^[\w@%+=:,./-]+$/;

/** One value a line, in the order given; numbers, lists and objects are copied, not read. */
export const jsonOf = (values: readonly NamedValue[]): string =>
  (values.length === 0 ? '{}\n' : `{\n${values.map(([name, value]) => `  ${JSON.stringify(name)}: ${jsonValue(value)}`).join(',\n')}\n}\n`);

export const yamlOf = (values: readonly NamedValue[]): string =>
  values.map(([name, value]) => `${yamlText(name)}: ${isJson(value) ? value : yamlText(value)}\n`).join('');

/** For a POSIX shell: `--learning_rate 0.003 --name 'two words'`. */
export const argumentsOf = (values: readonly NamedValue[]): string =>
  // A value that begins with a dash would be taken for the next option.
  values.map(([name, value]) => (value.startsWith('-') ? shellWord(`--${name}=${value}`) : `${shellWord(`--${name}`)} ${shellWord(value)}`)).join(' ');

/** One object an experiment; what it did not log is left out. */
export function comparedJsonOf(columns: readonly ValueColumn[], rows: readonly ValueRow[], what: string): string {
  const objects = columns.map(({ title, reference, values }, index) => {
    const logged = rows.map(({ name, cells }) => [name, cells[index]] as const).filter((pair): pair is NamedValue => typeof pair[1] === 'string');
    const object = values.state === 'ready' ? jsonOf(logged).trimEnd().replaceAll('\n', '\n    ') : 'null';
    return `  {\n    "experiment": ${JSON.stringify(title)},\n    "key": ${JSON.stringify(reference.key)},\n    ${JSON.stringify(what)}: ${object}\n  }`;
  });
  return `[\n${objects.join(',\n')}\n]\n`;
}

export const comparedTable = (columns: readonly ValueColumn[], rows: readonly ValueRow[], heading: string): TextTable => ({
  headings: [heading, ...columns.map(({ title }) => title)],
  rows: rows.map(({ name, cells }) => [name, ...cells.map(cellWords)]),
});

/** Told apart from an empty text. */
const cellWords = (cell: Cell): string => (cell === undefined ? 'not known' : cell ?? 'not logged');

const jsonValue = (value: string): string => (isJson(value) ? value : JSON.stringify(value));

/** Other than a text in quotes, and on one line; in YAML it is the same. */
function isJson(value: string): boolean {
  if (jsonNumber.test(value) || value === 'true' || value === 'false') return true;
  if (!/^[[{]/.test(value) || /[\r\n]/.test(value)) return false;
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}

const yamlText = (text: string): string => (yamlPlain.test(text) && !yamlReserved.test(text) ? text : JSON.stringify(text));

function shellWord(text: string): string {
  if (shellPlain.test(text)) return text;
  // A pasted control character would act on the terminal.
  if (!/\p{Cc}/u.test(text)) return `'${text.replaceAll("'", "'\\''")}'`;
  return `$'${text.replace(/[\\']/g, '\\$&').replace(/\p{Cc}/gu, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)}'`;
}
