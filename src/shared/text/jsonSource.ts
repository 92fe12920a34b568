/**
 * JSON that other people wrote, to be shown: every number with its digits, every word as it was, every key in
 * its place, also those that stand twice. Takes Python's `NaN`, `Infinity` and `-Infinity`. Takes time by the length,
 * whatever it holds.
 */

/** A leaf is its text as it was written, a string with its quotes. */
export type JsonSource = string | JsonList | JsonEntries;

export interface JsonList {
  readonly items: readonly JsonSource[];
}

/** Keys without quotes and escapes, in the order in which they stand. */
export interface JsonEntries {
  readonly entries: readonly (readonly [key: string, value: JsonSource])[];
}

/** Real data is not nested deeper; hostile texts could be, until the stack or the indentation ends. */
export const deepestJson = 200;

const unescaped = /[^"\\]*/y;
const blanks = /[ \t\r\n]*/y;
const word = /-?(?:Infinity\b|(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.+-]))|(?:NaN|true|false|null)\b/y;

/** Undefined for what is no JSON, and for what is nested too deeply. */
export function readJsonSource(text: string): JsonSource | undefined {
  interface Open {
    readonly items: JsonSource[] | null;
    readonly entries: [string, JsonSource][];
    key: string;
  }
  const open: Open[] = [];
  let whole: JsonSource | undefined;
  const add = (value: JsonSource): void => {
    const parent = open.at(-1);
    if (parent === undefined) {
      whole = value;
    } else if (parent.items === null) {
      parent.entries.push([parent.key, value]);
    } else {
      parent.items.push(value);
    }
  };
  const ended = walk(text, {
    begin: (isList) => void open.push({ items: isList ? [] : null, entries: [], key: '' }),
    key: (source) => {
      const parent = open.at(-1);
      if (parent !== undefined) {
        parent.key = textOfLeaf(source);
      }
    },
    leaf: add,
    end: () => {
      const made = open.pop();
      if (made !== undefined) {
        add(made.items === null ? { entries: made.entries } : { items: made.items });
      }
    },
  });
  return ended ? whole : undefined;
}

/**
 * The same text with two blanks a level, as `JSON.stringify` indents; null for what is no JSON, or nested too deeply.
 */
export function indentedJson(text: string): string | null {
  const parts: string[] = [];
  let indent = '\n';
  let isEmpty = true;
  let afterKey = false;
  const place = (): void => {
    if (afterKey) {
      afterKey = false;
    } else if (indent.length > 1) {
      parts.push(isEmpty ? indent : `,${indent}`);
    }
    isEmpty = false;
  };
  const ended = walk(text, {
    begin: (isList) => {
      place();
      parts.push(isList ? '[' : '{');
      indent += '  ';
      isEmpty = true;
    },
    key: (source) => {
      place();
      parts.push(source, ': ');
      afterKey = true;
    },
    leaf: (source) => {
      place();
      parts.push(source);
    },
    end: (isList) => {
      indent = indent.slice(0, -2);
      if (!isEmpty) {
        parts.push(indent);
      }
      parts.push(isList ? ']' : '}');
      isEmpty = false;
    },
  });
  return ended ? parts.join('') : null;
}

/** The same without blanks between its signs. */
export function compactJson(value: JsonSource): string {
  if (typeof value === 'string') {
    return value;
  }
  if ('items' in value) {
    return `[${value.items.map(compactJson).join(',')}]`;
  }
  return `{${value.entries.map(([key, one]) => `${JSON.stringify(key)}:${compactJson(one)}`).join(',')}}`;
}

/** A string without quotes and escapes; of other leaves the text that it is. */
export function textOfLeaf(source: string): string {
  if (!source.startsWith('"')) {
    return source;
  }
  if (!source.includes('\\') && !hasControl.test(source)) {
    return source.slice(1, -1);
  }
  try {
    return String(
      JSON.parse(
        source.replace(everyControl, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`),
      ),
    );
  } catch {
    return source.slice(1, -1);
  }
}

/**
 * Null for what is no object. Other people's names are looked up in a map alone; the last of equal keys counts, as for
 * every reader.
 */
export const entriesOf = (value: JsonSource | undefined): ReadonlyMap<string, JsonSource> | null =>
  value !== undefined && typeof value !== 'string' && 'entries' in value ? new Map(value.entries) : null;
/** Null for what is no list. */
export const itemsOf = (value: JsonSource | undefined): readonly JsonSource[] | null =>
  value !== undefined && typeof value !== 'string' && 'items' in value ? value.items : null;
/** Null for lists, objects and null. */
export const leafText = (value: JsonSource | undefined): string | null =>
  typeof value === 'string' && value !== 'null' ? textOfLeaf(value) : null;

/** The entries of a JSON object, each value as it was written; null for what is none. */
export function flatEntries(text: string): readonly (readonly [key: string, value: string])[] | null {
  const value = readJsonSource(text);
  if (value === undefined || typeof value === 'string' || !('entries' in value)) {
    return null;
  }
  return value.entries.map(([key, one]) => [key, typeof one === 'string' ? textOfLeaf(one) : compactJson(one)]);
}

/** To compute with: numbers as near as a double comes, and the last of equal keys. */
export function jsonValue(value: JsonSource): unknown {
  if (typeof value === 'string') {
    if (value.startsWith('"')) {
      return textOfLeaf(value);
    }
    return value === 'null' ? null : value === 'true' ? true : value === 'false' ? false : Number(value);
  }
  if ('items' in value) {
    return value.items.map(jsonValue);
  }
  return Object.fromEntries(value.entries.map(([key, one]) => [key, jsonValue(one)]));
}

const hasControl = new RegExp(String.raw`[\0-\u001f]`);
const everyControl = new RegExp(hasControl, 'g');

interface Visitor {
  readonly begin: (isList: boolean) => void;
  readonly key: (source: string) => void;
  readonly leaf: (source: string) => void;
  readonly end: (isList: boolean) => void;
}

/** False where the text is no JSON, or nested too deeply: then what was visited is worth nothing. */
function walk(text: string, visit: Visitor): boolean {
  const open: boolean[] = [];
  let at = skipBlanks(text, text.startsWith('\ufeff') ? 1 : 0);
  let expected: 'value' | 'valueOrEnd' | 'keyOrEnd' | 'key' | 'commaOrEnd' = 'value';
  while (at < text.length) {
    const sign = text[at] ?? '';
    const isList = open.at(-1);
    if (expected === 'commaOrEnd') {
      if (sign === ',' && isList !== undefined) {
        expected = isList ? 'value' : 'key';
        at = skipBlanks(text, at + 1);
        continue;
      }
      if (isList === undefined || sign !== (isList ? ']' : '}')) {
        return false;
      }
      open.pop();
      visit.end(isList);
      at += 1;
    } else if ((expected === 'valueOrEnd' && sign === ']') || (expected === 'keyOrEnd' && sign === '}')) {
      open.pop();
      visit.end(sign === ']');
      at += 1;
      expected = 'commaOrEnd';
    } else if (expected === 'key' || expected === 'keyOrEnd') {
      const end = sign === '"' ? endOfString(text, at) : -1;
      const colon = end < 0 ? -1 : skipBlanks(text, end);
      if (text[colon] !== ':') {
        return false;
      }
      visit.key(text.slice(at, end));
      at = colon + 1;
      expected = 'value';
    } else if (sign === '[' || sign === '{') {
      if (open.length === deepestJson) {
        return false;
      }
      open.push(sign === '[');
      visit.begin(sign === '[');
      at += 1;
      expected = sign === '[' ? 'valueOrEnd' : 'keyOrEnd';
    } else {
      const end = sign === '"' ? endOfString(text, at) : endOfWord(text, at);
      if (end < 0) {
        return false;
      }
      visit.leaf(text.slice(at, end));
      at = end;
      expected = 'commaOrEnd';
    }
    at = skipBlanks(text, at);
  }
  return expected === 'commaOrEnd' && open.length === 0;
}

function skipBlanks(text: string, from: number): number {
  // Mostly there are none.
  if (text.charCodeAt(from) > 0x20) {
    return from;
  }
  blanks.lastIndex = from;
  blanks.test(text);
  return blanks.lastIndex;
}

/** In steps: an expression for the whole string would run out of memory where it has megabytes. */
function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 2) {
    unescaped.lastIndex = at;
    unescaped.test(text);
    at = unescaped.lastIndex;
    if (text[at] === '"') {
      return at + 1;
    }
  }
  return -1;
}

function endOfWord(text: string, from: number): number {
  word.lastIndex = from;
  return word.test(text) ? word.lastIndex : -1;
}
