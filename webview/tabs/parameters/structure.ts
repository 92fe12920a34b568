/**
 * Lists and objects as they are logged: in JSON, or as Python prints them. Every leaf stays the text that it was. Pure.
 */

export type Structure =
  | { readonly kind: 'leaf'; readonly text: string }
  | { readonly kind: 'list'; readonly brackets: string; readonly items: readonly Structure[] }
  | { readonly kind: 'object'; readonly entries: readonly (readonly [key: string, value: Structure])[] };

export interface StructureChange {
  /** `optimizer.betas[1]`; empty for the whole. */
  readonly path: string;
  /** Null where there is none. */
  readonly from: string | null;
  readonly to: string | null;
}

const closing: ReadonlyMap<string, string> = new Map([
  ['[', ']'],
  ['(', ')'],
  ['{', '}'],
]);
const pythonWords: ReadonlyMap<string, string> = new Map([
  ['True', 'true'],
  ['False', 'false'],
  ['None', 'null'],
]);
/** Characters; longer texts are shown as they are. */
const longestRead = 200_000;
/** Parameters written by people are not nested deeper; hostile texts could be, until the stack ends. */
const deepest = 60;
const longestLine = 72;

/** Null for what is no list and no object. */
export function readStructure(text: string): Structure | null {
  const trimmed = text.trim();
  const close = closing.get(trimmed[0] ?? '');
  if (close === undefined || trimmed.at(-1) !== close || trimmed.length > longestRead) {
    return null;
  }
  // Words in parentheses are words.
  if (close === ')' && !trimmed.includes(',')) {
    return null;
  }
  const reader = new Reader(trimmed);
  const structure = reader.value(0, false);
  return reader.atEnd ? structure : null;
}

/** On one line what fits there. */
export function prettyStructure(structure: Structure, indent = ''): string {
  const line = oneLine(structure);
  if (structure.kind === 'leaf' || indent.length + line.length <= longestLine) {
    return line;
  }
  const inner = `${indent}  `;
  const [parts, brackets] =
    structure.kind === 'list'
      ? [structure.items.map((item) => prettyStructure(item, inner)), structure.brackets]
      : [structure.entries.map(([key, value]) => `${key}: ${prettyStructure(value, inner)}`), '{}'];
  return `${brackets[0] ?? ''}\n${parts.map((part) => `${inner}${part}`).join(',\n')}\n${indent}${brackets[1] ?? ''}`;
}

export const sameStructure = (one: Structure, other: Structure, sameLeaf: SameLeaf): boolean =>
  changes(one, other, sameLeaf, '').next().done === true;

/** What is different, key by key and item by item; at most so many. */
export function structureChanges(
  from: Structure,
  to: Structure,
  sameLeaf: SameLeaf,
  most = 200,
): readonly StructureChange[] {
  const found: StructureChange[] = [];
  for (const change of changes(from, to, sameLeaf, '')) {
    if (found.length === most) {
      break;
    }
    found.push(change);
  }
  return found;
}

type SameLeaf = (one: string, other: string) => boolean;

function* changes(from: Structure, to: Structure, sameLeaf: SameLeaf, path: string): Generator<StructureChange> {
  if (from.kind === 'object' && to.kind === 'object') {
    const [before, after] = [
      new Map(from.entries.map(([key, value]) => [bare(key), value])),
      new Map(to.entries.map(([key, value]) => [bare(key), value])),
    ];
    for (const key of new Set([...before.keys(), ...after.keys()])) {
      const [one, other] = [before.get(key), after.get(key)];
      const place = path === '' ? key : `${path}.${key}`;
      if (one === undefined || other === undefined) {
        yield {
          path: place,
          from: one === undefined ? null : oneLine(one),
          to: other === undefined ? null : oneLine(other),
        };
      } else {
        yield* changes(one, other, sameLeaf, place);
      }
    }
  } else if (
    from.kind === 'list' &&
    to.kind === 'list' &&
    from.items.length === to.items.length &&
    from.brackets === to.brackets
  ) {
    for (const [index, one] of from.items.entries()) {
      const other = to.items[index];
      if (other !== undefined) {
        yield* changes(one, other, sameLeaf, `${path}[${index}]`);
      }
    }
  } else if (
    from.kind !== 'leaf' ||
    to.kind !== 'leaf' ||
    !(canonical(from.text) === canonical(to.text) || sameLeaf(from.text, to.text))
  ) {
    yield { path, from: oneLine(from), to: oneLine(to) };
  }
}

function oneLine(structure: Structure): string {
  switch (structure.kind) {
    case 'leaf':
      return structure.text;
    case 'list':
      return `${structure.brackets[0] ?? ''}${structure.items.map(oneLine).join(', ')}${structure.brackets[1] ?? ''}`;
    case 'object':
      return `{${structure.entries.map(([key, value]) => `${key}: ${oneLine(value)}`).join(', ')}}`;
  }
}

const bare = (text: string): string => /^(["'])([^]*)\1$/.exec(text)?.[2] ?? text;
/** `'a'` is `"a"`, and `True` is `true`; `'true'` is neither. */
const canonical = (text: string): string =>
  /^(["'])[^]*\1$/.test(text) ? `"${bare(text)}"` : (pythonWords.get(text) ?? text);

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get atEnd(): boolean {
    this.#skipSpace();
    return this.#at === this.#text.length;
  }

  /** Null where the text is malformed. `asKey`: a colon ends it. */
  value(depth: number, asKey: boolean): Structure | null {
    this.#skipSpace();
    const open = this.#text[this.#at] ?? '';
    const close = closing.get(open);
    return close === undefined ? this.#leaf(asKey) : depth > deepest ? null : this.#container(open, close, depth);
  }

  #container(open: string, close: string, depth: number): Structure | null {
    const items: Structure[] = [];
    const keys: string[] = [];
    this.#at += 1;
    for (;;) {
      this.#skipSpace();
      if (this.#text[this.#at] === close) {
        break;
      }
      let item = this.value(depth + 1, open === '{');
      this.#skipSpace();
      if (item?.kind === 'leaf' && open === '{' && this.#text[this.#at] === ':') {
        this.#at += 1;
        keys.push(item.text);
        item = this.value(depth + 1, false);
        this.#skipSpace();
      }
      if (item === null) {
        return null;
      }
      items.push(item);
      if (this.#text[this.#at] === ',') {
        this.#at += 1;
      } else if (this.#text[this.#at] !== close) {
        return null;
      }
    }
    this.#at += 1;
    if (open === '{' && keys.length === items.length) {
      return { kind: 'object', entries: items.map((item, index) => [keys[index] ?? '', item]) };
    }
    return keys.length === 0 ? { kind: 'list', brackets: open + close, items } : null;
  }

  /** A number, a word, a string, or what an object printed, brackets and all: `Path('a, b')`. */
  #leaf(asKey: boolean): Structure | null {
    const from = this.#at;
    const open: string[] = [];
    for (; this.#at < this.#text.length; this.#at += 1) {
      const character = this.#text[this.#at] ?? '';
      if (character === '"' || character === "'") {
        if (!this.#string(character)) {
          return null;
        }
      } else if (closing.has(character)) {
        open.push(closing.get(character) ?? '');
      } else if (open.length > 0) {
        if (character === open.at(-1)) {
          open.pop();
        }
      } else if (',]})'.includes(character) || (asKey && character === ':')) {
        break;
      }
    }
    const text = this.#text.slice(from, this.#at).trim();
    return text === '' || open.length > 0 ? null : { kind: 'leaf', text };
  }

  /** Ends at the closing quote. */
  #string(quote: string): boolean {
    for (this.#at += 1; this.#at < this.#text.length; this.#at += 1) {
      const character = this.#text[this.#at];
      if (character === '\\') {
        this.#at += 1;
      } else if (character === quote) {
        return true;
      }
    }
    return false;
  }

  #skipSpace(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) {
      this.#at += 1;
    }
  }
}
