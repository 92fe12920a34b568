/** The control characters and sequences of a terminal: where they are in a text, and what they say. Pure. */
import { escapeCharacter } from './terminalRow';

/** Control sequences (parameters, intermediates, last letter), then the short ones. Strings are cut out by hand. */
const sequence = new RegExp(`${escapeCharacter}(?:\\[([0-?]*)([ -/]*)([@-~])|([ -/]*)([0-OQ-WYZ\\\\\`-~]))`, 'y');
/** The beginning of one, at the end of what has come so far. */
const begunSequence = new RegExp(`${escapeCharacter}(?:\\[[0-?]{0,64}[ -/]{0,8}|[ -/]{0,8})$`, 'y');
/** Operating system commands, device control strings and the like. */
const stringSequence = new RegExp(`${escapeCharacter}[\\]PX^_]`, 'y');
export const control = new RegExp(`[\0-${escapeCharacter}\u001c-\u001f\u007f]`, 'g');
const endOfString = new RegExp(`[\u0007\n${escapeCharacter}]`, 'g');

/** Sequences after which a line is no affair of its own; to be looked for in text that is only read later. */
export const leavesTheLine = new RegExp(`${escapeCharacter}(?:\\[[0-?]*[ABEFHJLMSTdefsu]|[78DEMc])`);

/** What begins with an escape character, and where the text goes on behind it. */
export type Sequence =
  | { readonly kind: 'control'; readonly letter: string; readonly parameters: string; readonly end: number }
  | { readonly kind: 'short'; readonly letter: string; readonly end: number }
  /** A string follows, up to `endOfString`. */
  | { readonly kind: 'string'; readonly end: number }
  /** Its end has not come yet. */
  | { readonly kind: 'begun'; readonly end: number }
  | { readonly kind: 'unknown'; readonly end: number };

/** The sequence whose escape character stands at a place of the text. */
export function sequenceAt(text: string, at: number): Sequence {
  stringSequence.lastIndex = sequence.lastIndex = begunSequence.lastIndex = at;
  if (stringSequence.test(text)) {
    return { kind: 'string', end: at + 2 };
  }
  const found = sequence.exec(text);
  if (found !== null) {
    const [whole, parameters, intermediates, letter, shortIntermediates, short] = found;
    const end = at + whole.length;
    if (letter !== undefined && intermediates === '') {
      return { kind: 'control', letter, parameters: parameters ?? '', end };
    }
    return short !== undefined && shortIntermediates === ''
      ? { kind: 'short', letter: short, end }
      : { kind: 'unknown', end };
  }
  return begunSequence.test(text)
    ? { kind: 'begun', end: text.length }
    : { kind: 'unknown', end: at + (text[at + 1] === '[' ? 2 : 1) };
}

/** Where a string ends, or its line; null when that has not come yet. */
export function endOfStringFrom(text: string, at: number): number | null {
  endOfString.lastIndex = at;
  const end = endOfString.exec(text);
  return end === null ? null : end[0] === '\u0007' ? end.index + 1 : end.index;
}

/** Characters that take one column each, in every terminal. */
const narrow = /^[\x20-\x7e\u00a0-\u00ac\u00ae-\u02ff\u2500-\u259f]*$/;

/** What the next return writes over in full, as most of a progress bar, need not be written. */
export function afterOverwritten(text: string, from: number): number {
  let at = from;
  for (;;) {
    control.lastIndex = at;
    const end = control.exec(text)?.index;
    if (end === undefined || text[end] !== '\r') {
      return at;
    }
    control.lastIndex = end + 1;
    const nextEnd = control.exec(text)?.index ?? text.length;
    if (
      nextEnd - end - 1 < end - at ||
      !narrow.test(text.slice(at, end)) ||
      !narrow.test(text.slice(end + 1, nextEnd))
    ) {
      return at;
    }
    at = end + 1;
  }
}

/** Of a character that takes two code units. */
export const isFirstHalf = (code: number): boolean => code >= 0xd800 && code < 0xdc00;
