/**
 * Reads JSON as Python writes it, so that what was logged can be kept as it was written: `NaN` and `Infinity` may stand
 * bare, and a number keeps its digits. JavaScript would make `1` of `1.0`, `0.00001` of `1e-05`, infinity of `1e400`,
 * and another number of most that are beyond 2⁵³.
 */
import * as l10n from '@vscode/l10n';

/** A number that JavaScript would write in another way. Where only its size matters it is a number like any other. */
export class WrittenNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  valueOf(): number {
    return Number(this.text);
  }

  /** JSON has no other than finite numbers. */
  toJSON(): number | string {
    return Number.isFinite(this.valueOf()) ? this.valueOf() : this.text;
  }
}

/** More levels than anybody logs, and fewer than would exhaust the stack. */
const deepest = 512;

/** What lists and objects were made of. */
const sources = new WeakMap<object, string>();

/** Throws a SyntaxError for anything that is not JSON. */
export function parsePythonJson(text: string): unknown {
  return new Reading(text).whole();
}

/** A value of such JSON as trackers keep it, as text: text stays as it is, all else is as it was written. */
export function asWritten(value: unknown): string {
  if (typeof value === 'string') {
    return value;
  }
  if (value instanceof WrittenNumber) {
    return value.text;
  }
  const source = typeof value === 'object' && value !== null ? sources.get(value) : undefined;
  return source === undefined ? JSON.stringify(value) : readable(source);
}

const strings = /"[^"\\]*(?:\\.[^"\\]*)*"/g;

/** Python escapes all that is not ASCII. */
const readable = (source: string): string =>
  source.includes('\\') ? source.replace(strings, (string) => JSON.stringify(JSON.parse(string))) : source;

const blank = /[ \t\r\n]*/y;
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|-?Infinity|NaN|true|false|null/y;
/** What ends a plain string early: an escape, or what may not stand in one. */
const notPlain = new RegExp(`[\\\\${String.fromCharCode(0)}-${String.fromCharCode(31)}]`);

class Reading {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): unknown {
    const value = this.#value();
    if (this.#at < this.#text.length) {
      throw this.#surprise();
    }
    return value;
  }

  /** With the blanks on both sides. */
  #value(): unknown {
    this.#skipBlanks();
    const value = this.#bareValue();
    this.#skipBlanks();
    return value;
  }

  #bareValue(): unknown {
    switch (this.#text[this.#at]) {
      case '"':
        return this.#string();
      case '[':
        return this.#container([]);
      case '{':
        return this.#container({});
      default:
        return this.#scalar();
    }
  }

  #scalar(): unknown {
    scalar.lastIndex = this.#at;
    const found = scalar.exec(this.#text)?.[0];
    if (found === undefined) {
      throw this.#surprise();
    }
    this.#at += found.length;
    switch (found) {
      case 'true':
        return true;
      case 'false':
        return false;
      case 'null':
        return null;
      default: {
        const value = Number(found);
        return Number.isFinite(value) && String(value) === found ? value : new WrittenNumber(found);
      }
    }
  }

  #string(): string {
    const start = this.#at;
    let end = this.#text.indexOf('"', start + 1);
    // A quote behind an odd number of backslashes is a part of the string.
    while (end !== -1 && this.#isEscaped(end)) {
      end = this.#text.indexOf('"', end + 1);
    }
    if (end === -1) {
      throw this.#surprise();
    }
    this.#at = end + 1;
    const inner = this.#text.slice(start + 1, end);
    return notPlain.test(inner) ? (JSON.parse(this.#text.slice(start, this.#at)) as string) : inner;
  }

  #isEscaped(position: number): boolean {
    let backslashes = 0;
    while (this.#text[position - 1 - backslashes] === '\\') {
      backslashes += 1;
    }
    return backslashes % 2 === 1;
  }

  #container<Container extends unknown[] | Record<string, unknown>>(container: Container): Container {
    const start = this.#at;
    const end = Array.isArray(container) ? ']' : '}';
    this.#depth += 1;
    if (this.#depth > deepest) {
      throw new SyntaxError(l10n.t('The JSON is nested too deeply.'));
    }
    this.#at += 1;
    this.#skipBlanks();
    for (let isFirst = true; this.#text[this.#at] !== end; isFirst = false) {
      if (!isFirst) {
        this.#expect(',');
      }
      this.#member(container);
    }
    this.#at += 1;
    this.#depth -= 1;
    sources.set(container, this.#text.slice(start, this.#at));
    return container;
  }

  #member(container: unknown[] | Record<string, unknown>): void {
    if (Array.isArray(container)) {
      container.push(this.#value());
      return;
    }
    this.#skipBlanks();
    if (this.#text[this.#at] !== '"') {
      throw this.#surprise();
    }
    const name = this.#string();
    this.#skipBlanks();
    this.#expect(':');
    const value = this.#value();
    if (name === '__proto__') {
      Object.defineProperty(container, name, { value, writable: true, enumerable: true, configurable: true });
    } else {
      container[name] = value;
    }
  }

  #expect(character: string): void {
    if (this.#text[this.#at] !== character) {
      throw this.#surprise();
    }
    this.#at += 1;
  }

  #skipBlanks(): void {
    blank.lastIndex = this.#at;
    this.#at += blank.exec(this.#text)?.[0].length ?? 0;
  }

  #surprise(): SyntaxError {
    return new SyntaxError(l10n.t('This is not JSON at position {at}.', { at: this.#at }));
  }
}
