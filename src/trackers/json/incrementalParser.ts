/**
 * The JSON reader's parser of slices: what is complete is parsed natively in one go, the rest waits for more. Knows
 * nothing of where they come from.
 */
import * as l10n from '@vscode/l10n';
import { TextGathering } from '../../shared/text/chunkedText';
import { ByteWindow } from './byteWindow';
import {
  addChild,
  addChildren,
  deepest,
  isBlank,
  JsonError,
  JsonLimitError,
  parse,
  parseString,
  tooDeep,
  valuesIn,
  type Numbers,
} from './text';

/** As of `JsonReading`. */
interface Slicing {
  readonly sliceBytes: number;
  readonly longTexts: 'joined' | 'inPieces';
  readonly numbers: Numbers;
  readonly mostValues: number;
}

/** A container whose end has not arrived yet. Positions count bytes from the beginning of the body. */
interface OpenContainer {
  readonly isArray: boolean;
  readonly start: number;
  /** The latest comma and colon directly inside, or -1. */
  comma: number;
  colon: number;
  /** Null until a slice ends inside the container: what fits into a slice is parsed in one go with its parent. */
  value: unknown[] | Record<string, unknown> | null;
  /** With a value: what stands before this position is in it. */
  done: number;
  /** With a value: a child ended at `done`, so that a comma or the end must follow. */
  childEnded: boolean;
}

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const backslash = 0x5c;
const openArray = 0x5b;
const closeArray = 0x5d;
const openObject = 0x7b;
const closeObject = 0x7d;

/** Bytes that mean something outside of strings; everything else is skipped with one look-up. */
const structural = new Uint8Array(256);
for (const byte of [quote, comma, colon, openArray, closeArray, openObject, closeObject]) {
  structural[byte] = 1;
}

/**
 * Bytes. A number, a key or a run of blanks that is longer is no JSON of anybody's: all that is kept in the window is
 * shorter.
 */
export const longestToken = 1024 * 1024;

/** `\uXXXX`, the longest escape. */
const escapeBytes = 6;

/**
 * Walks over the bytes to learn which containers are open. At the end of each slice, the children that are complete are
 * parsed natively in one go and moved to their open containers; the bytes of the incomplete child wait for the next.
 * Once inside a long array, it guesses where the last complete element ends instead of walking: a guess that parses is
 * right, because whatever parses as a list of elements from a known beginning is one.
 */
export class SliceParser {
  readonly #sliceBytes: number;
  readonly #longTexts: 'joined' | 'inPieces';
  readonly #numbers: Numbers;
  readonly #mostValues: number;
  #values = 0;
  readonly #window = new ByteWindow();
  /**
   * The window is looked at when it has so many bytes: twice what was left of it, so that long tokens cost no more than
   * short ones.
   */
  #enough: number;
  #scanned = 0;
  readonly #open: OpenContainer[] = [];
  #root: unknown = undefined;
  #rootEnd = -1;
  #inString = false;
  #stringStart = 0;
  #lastEscape = -1;
  /** A string value too long for a slice: what there is of it, and its key. */
  #longString: { readonly key: string | null; readonly gathering: TextGathering; done: number } | null = null;
  /** Guesses are right in nearly all bodies; where one was wrong, more will be. */
  #guesses = true;

  constructor({ sliceBytes, longTexts, numbers, mostValues }: Slicing) {
    this.#sliceBytes = sliceBytes;
    this.#longTexts = longTexts;
    this.#numbers = numbers;
    this.#mostValues = mostValues;
    this.#enough = sliceBytes;
  }

  /** How many values were put into what is read. */
  get values(): number {
    return this.#values;
  }

  push(chunk: Uint8Array): void {
    this.#window.arrive(chunk);
    if (this.#window.lengthWithArrived < this.#enough) {
      return;
    }
    this.#window.extend();
    if (!this.#takeElements()) {
      this.#scan();
      this.#takeChildren();
    }
    const left = this.#window.bytes.length;
    if (left > longestToken) {
      throw new JsonLimitError(
        l10n.t('a number, a key or a run of blanks of more than {most} MiB', { most: longestToken / 2 ** 20 }),
      );
    }
    this.#enough = Math.max(this.#sliceBytes, Math.min(2 * left, longestToken + 1));
  }

  /** Values that were put into what is read. */
  #count(values: number): void {
    this.#values += values;
    if (this.#values > this.#mostValues) {
      throw new JsonLimitError(l10n.t('more than {most} values', { most: this.#mostValues.toLocaleString('en') }));
    }
  }

  /** Moves what is listed in the text into a container that stands in so many others. */
  #add(container: unknown[] | Record<string, unknown>, text: string, depth: number): void {
    this.#count(addChildren(container, text, this.#numbers, deepest - depth));
  }

  finish(): unknown {
    this.#window.extend();
    if (this.#root === undefined) {
      const text = this.#window.text(0, this.#window.end).replace(/^\uFEFF/, '');
      if (isBlank(text)) {
        return undefined;
      }
      const whole = parse(text, this.#numbers);
      this.#count(valuesIn(whole, deepest));
      return whole;
    }
    this.#scan();
    if (this.#inString || this.#open.length > 0) {
      throw new JsonError(l10n.t('The JSON ends in the middle.'));
    }
    this.#window.expectBlank(this.#rootEnd, this.#window.end);
    return this.#root;
  }

  /** Moves the elements that are complete to the innermost array, by a guess; false when that does not work here. */
  #takeElements(): boolean {
    const array = this.#open.at(-1);
    if (!this.#guesses || !Array.isArray(array?.value) || array.childEnded || this.#scanned !== array.done) {
      return false;
    }
    const cut = this.#window.base + this.#lastComma(this.#window.bytes[array.done - this.#window.base] === openObject);
    if (cut <= array.done) {
      return false;
    }
    try {
      this.#add(array.value, this.#window.text(array.done, cut), this.#open.length);
    } catch (error) {
      if (error instanceof JsonLimitError) {
        throw error;
      }
      this.#guesses = false;
      return false;
    }
    array.comma = cut;
    array.done = cut + 1;
    this.#scanned = array.done;
    this.#window.forgetBefore(array.done);
    return true;
  }

  #lastComma(betweenObjects: boolean): number {
    return betweenObjects ? this.#window.bytes.lastIndexOf('},') + 1 : this.#window.bytes.lastIndexOf(comma);
  }

  #scan(): void {
    const { bytes: window, base } = this.#window;
    const end = window.length;
    let at = this.#scanned - base;
    while (at < end) {
      if (this.#inString) {
        let byte = window[at];
        while (at < end && byte !== quote) {
          if (byte === backslash) {
            this.#lastEscape = base + at;
            at += 1;
          }
          at += 1;
          byte = window[at];
        }
        if (at < end) {
          this.#endString(base + at);
          at += 1;
        }
      } else {
        const byte = window[at] as number;
        if (structural[byte] === 1) {
          this.#meet(byte, base + at);
        }
        at += 1;
      }
    }
    // Beyond the window when it ends within an escape.
    this.#scanned = base + at;
  }

  #meet(byte: number, position: number): void {
    const container = this.#open.at(-1);
    switch (byte) {
      case quote:
        this.#inString = true;
        this.#stringStart = position;
        break;
      case comma:
        if (container !== undefined) {
          container.comma = position;
          if (container.childEnded) {
            this.#window.expectBlank(container.done, position);
            container.done = position + 1;
            container.childEnded = false;
          }
        }
        break;
      case colon:
        if (container !== undefined) {
          container.colon = position;
        }
        break;
      case openArray:
      case openObject:
        this.#enter(byte === openArray, position);
        break;
      default:
        this.#leave(byte === closeArray, position);
    }
  }

  #enter(isArray: boolean, start: number): void {
    if (this.#open.length === 0) {
      if (this.#rootEnd !== -1) {
        throw new JsonError(l10n.t('Something follows the end of the JSON.'));
      }
      this.#window.expectBlank(0, start);
    } else if (this.#open.length === deepest) {
      throw tooDeep();
    }
    this.#open.push({ isArray, start, comma: -1, colon: -1, value: null, done: 0, childEnded: false });
  }

  #leave(isArray: boolean, position: number): void {
    const container = this.#open.pop();
    if (container?.isArray !== isArray) {
      throw new JsonError(l10n.t('A bracket closes what was not opened.'));
    }
    const parent = this.#open.at(-1);
    if (container.value !== null) {
      const rest = this.#window.text(container.done, position);
      if (!isBlank(rest)) {
        if (container.childEnded) {
          throw new JsonError(l10n.t('A comma is missing.'));
        }
        this.#add(container.value, rest, this.#open.length + 1);
      } else if (!container.childEnded && container.comma !== -1) {
        throw new JsonError(l10n.t('A comma is followed by nothing.'));
      }
      if (parent !== undefined) {
        parent.done = position + 1;
        parent.childEnded = true;
      }
    }
    if (parent === undefined) {
      this.#rootEnd = position + 1;
    }
  }

  /** Moves the children that are complete to the containers that have been open for long. */
  #takeChildren(): void {
    let parent: OpenContainer | null = null;
    const recent = this.#window.end - this.#sliceBytes / 2;
    for (const container of this.#open) {
      if (container.value === null) {
        if (container.start > recent) {
          break;
        }
        container.value = container.isArray ? [] : {};
        this.#count(1);
        container.done = container.start + 1;
        if (parent === null) {
          this.#root = container.value;
        } else {
          addChild(parent.value, this.#keyBefore(parent, container.start), container.value);
        }
      }
      if (container.comma >= container.done) {
        const text = this.#window.text(container.done, container.comma);
        if (isBlank(text)) {
          throw new JsonError(l10n.t('A comma follows nothing.'));
        }
        this.#add(container.value, text, this.#open.indexOf(container) + 1);
        container.done = container.comma + 1;
      }
      parent = container;
    }
    if (parent === null) {
      return;
    }
    if (parent === this.#open.at(-1)) {
      this.#takeStringPiece(parent);
    }
    this.#window.forgetBefore(this.#longString?.done ?? parent.done);
    if (this.#guesses && parent.isArray && !parent.childEnded && this.#longString === null) {
      this.#open.length = this.#open.indexOf(parent) + 1;
      this.#inString = false;
      this.#scanned = parent.done;
    }
  }

  /** When the slice ends within a long string value, takes what there is of it. */
  #takeStringPiece(container: OpenContainer): void {
    const isValue = container.isArray || container.colon > container.comma;
    if (
      !this.#inString ||
      !isValue ||
      (this.#longString === null && this.#window.end - this.#stringStart < this.#sliceBytes / 2)
    ) {
      return;
    }
    this.#longString ??= {
      key: this.#keyBefore(container, this.#stringStart),
      gathering: new TextGathering(),
      done: this.#stringStart + 1,
    };
    let cut = this.#window.end;
    // Neither an escape nor a character may be torn.
    while (((this.#window.bytes[cut - 1 - this.#window.base] ?? 0) & 0xc0) === 0x80) {
      cut -= 1;
    }
    cut = Math.max(cut - 1, this.#longString.done);
    if (this.#lastEscape >= this.#longString.done && this.#lastEscape > cut - escapeBytes) {
      cut = Math.min(cut, this.#lastEscape);
    }
    this.#longString.gathering.add(parseString(this.#window.text(this.#longString.done, cut)));
    this.#longString.done = cut;
  }

  #endString(position: number): void {
    this.#inString = false;
    const container = this.#open.at(-1);
    if (this.#longString !== null && container !== undefined) {
      const { key, gathering, done } = this.#longString;
      gathering.add(parseString(this.#window.text(done, position)));
      const text = gathering.text();
      this.#count(1);
      addChild(container.value, key, this.#longTexts === 'joined' ? text.toString() : text);
      container.done = position + 1;
      container.childEnded = true;
      this.#longString = null;
    }
  }

  /** The key of the child that starts at a position; null in an array. */
  #keyBefore(container: OpenContainer, childStart: number): string | null {
    if (container.childEnded) {
      throw new JsonError(l10n.t('A comma is missing.'));
    }
    if (container.isArray) {
      this.#window.expectBlank(container.done, childStart);
      return null;
    }
    this.#window.expectBlank(container.colon + 1, childStart);
    const key = parse(this.#window.text(container.done, container.colon));
    if (typeof key !== 'string') {
      throw new JsonError(l10n.t('A key is not a string.'));
    }
    return key;
  }
}
