/** Names and values as YAML that means the same to every reader: PyYAML reads version 1.1, most others 1.2. Pure. */
import { entriesOf, itemsOf, readJsonSource, textOfLeaf, type JsonSource } from '../../../src/shared/text/jsonSource';
import { isJsonNumber } from '../../../src/shared/text/parametersText';
import type { NamedValue } from './valueTexts';

const plain = /^[A-Za-z_][\w./-]*$/;
/** Words that are no text in one of the versions, and what some readers take for a number. */
const reserved = /^(?:true|false|yes|no|on|off|null|y|n|nan|inf|[_e][\d_e.-]*)$/i;
/** In quotes, line ends of version 1.1 and what no reader prints must be escaped beside what JSON escapes. */
const escaped = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;
/** Characters of a key on a line with its value; a reader refuses a thousand and twenty-four. */
const longestSimpleKey = 1000;

/** One value a line, in the order given. */
export const yamlOf = (values: readonly NamedValue[]): string =>
  values
    .map(([name, value]) => {
      const key = yamlText(name);
      return `${key.length > longestSimpleKey ? `? ${key}\n` : key}: ${yamlValue(value)}\n`;
    })
    .join('');

function yamlValue(text: string): string {
  if (/^[[{]/.test(text)) {
    const source = readJsonSource(text);
    if (source !== undefined) {
      return yamlFlow(source);
    }
  }
  return yamlWord(text) ?? yamlText(text);
}

/** Lists and objects on one line, their texts and numbers written like all others. */
function yamlFlow(value: JsonSource): string {
  if (typeof value === 'string') {
    return value.startsWith('"')
      ? quoted(textOfLeaf(value))
      : value === 'null'
        ? value
        : (yamlWord(value) ?? yamlSpecial(value));
  }
  const items = itemsOf(value);
  if (items !== null) {
    return `[${items.map(yamlFlow).join(', ')}]`;
  }
  return `{${[...(entriesOf(value) ?? [])].map(([key, one]) => `${quoted(key)}: ${yamlFlow(one)}`).join(', ')}}`;
}

/** Null for what is a text. Numbers with an exponent need a point and a sign to be numbers in both versions. */
function yamlWord(text: string): string | null {
  if (text === 'true' || text === 'false') {
    return text;
  }
  if (!isJsonNumber(text)) {
    return null;
  }
  const [mantissa = '', exponent] = text.toLowerCase().split('e');
  if (exponent === undefined) {
    return text;
  }
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}e${/^[+-]/.test(exponent) ? '' : '+'}${exponent}`;
}

/** What Python writes into JSON although it has no word for it; other words are texts. */
function yamlSpecial(word: string): string {
  switch (word) {
    case 'NaN':
      return '.nan';
    case 'Infinity':
      return '.inf';
    case '-Infinity':
      return '-.inf';
    default:
      return quoted(word);
  }
}

const yamlText = (text: string): string => (plain.test(text) && !reserved.test(text) ? text : quoted(text));

/** Characters beyond sixteen bits stand as they are: halves of them, escaped, would be two characters. */
const quoted = (text: string): string =>
  JSON.stringify(text).replace(escaped, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
