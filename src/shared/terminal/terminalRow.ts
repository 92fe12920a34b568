/**
 * One row of a terminal: which character stands in which column, in which style. Knows no escape sequences and no other
 * row.
 */
import { formatCount } from '../format';
import { parametersOf, plainStyle, sameStyle, type TerminalStyle } from './terminalStyle';

export interface TerminalSpan {
  readonly text: string;
  readonly style: TerminalStyle;
}

export const escapeCharacter = '\u001b';
/** Columns. What is written beyond them is counted and left out, so that a hostile text fills no memory. */
export const longestRow = 32 * 1024;
const tabWidth = 8;

/** Nothing was written here: a blank within a row, and none at its end. */
const unwritten = '';
/** Belongs to the character before it, which takes several columns: a wide one, or a tab. */
const covered = '\u0000';

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
const joined = /[\p{Mn}\p{Me}\u1160-\u11ff]|(?!\u00ad)\p{Cf}/u;

export class TerminalRow {
  readonly #cells: string[] = [];
  readonly #styles: TerminalStyle[] = [];
  #hasCovered = false;
  /** One more than the last column that was written to, kept or not. */
  #furthest = 0;

  /** Columns up to the last that holds something. */
  get length(): number {
    let length = this.#cells.length;
    while (length > 0 && this.#cells[length - 1] === unwritten) {
      length -= 1;
    }
    return length;
  }

  /** Writes text without control characters; gives the column after it. */
  write(text: string, column: number, style: TerminalStyle): number {
    let at = column;
    const [cells, styles] = [this.#cells, this.#styles];
    for (let index = 0; index < text.length;) {
      if (text.charCodeAt(index) < 0x300) {
        const letter = text[index] ?? '';
        // Nearly all that is ever written.
        if (at === cells.length && at < longestRow) {
          cells.push(letter);
          styles.push(style);
        } else if (at < cells.length && !this.#hasCovered) {
          cells[at] = letter;
          styles[at] = style;
        } else {
          this.#put(at, letter, style, 1);
        }
        at += 1;
        index += 1;
        continue;
      }
      const character = String.fromCodePoint(text.codePointAt(index) ?? 0);
      index += character.length;
      if (joined.test(character)) {
        this.#join(at, character);
      } else {
        const width = wide.test(character) ? 2 : 1;
        this.#put(at, character, style, width);
        at += width;
      }
    }
    if (text !== '') {
      this.#furthest = Math.max(this.#furthest, at);
    }
    return at;
  }

  /** A tab leads to the next stop; where nothing stands yet, it stays in the text. Gives the column after it. */
  tab(column: number, style: TerminalStyle): number {
    const stop = nextTabStop(column);
    if (column >= this.length) {
      this.#put(column, '\t', style, stop - column);
    }
    return stop;
  }

  /** As if nothing had been written in these columns. */
  erase(from: number, to = Infinity): void {
    const end = Math.min(to, this.#cells.length);
    if (from >= end) {
      return;
    }
    this.#part(from);
    if (end < this.#cells.length) {
      this.#part(end);
    }
    if (to === Infinity) {
      this.#furthest = Math.min(this.#furthest, from);
    }
    if (end === this.#cells.length) {
      this.#cells.length = this.#styles.length = from;
    } else {
      this.#cells.fill(unwritten, from, end);
    }
  }

  /** What follows moves to the left over so many columns. */
  remove(from: number, count: number): void {
    if (from >= this.#cells.length) {
      return;
    }
    this.#part(from);
    this.#part(from + count);
    this.#blankTabs(from);
    this.#cells.splice(from, count);
    this.#styles.splice(from, count);
  }

  /** What follows moves to the right. */
  insert(from: number, count: number): void {
    if (from >= this.#cells.length) {
      return;
    }
    this.#part(from);
    this.#blankTabs(from);
    const free = Math.min(count, longestRow - from);
    this.#cells.splice(from, 0, ...new Array<string>(free).fill(unwritten));
    this.#styles.splice(from, 0, ...new Array<TerminalStyle>(free).fill(plainStyle));
    this.#cells.length = this.#styles.length = Math.min(this.#cells.length, longestRow);
  }

  /** In pieces of one style each; empty when nothing is on it. What did not fit is counted at the end. */
  spans(): readonly TerminalSpan[] {
    const spans: { text: string; style: TerminalStyle }[] = [];
    const add = (text: string, style: TerminalStyle): void => {
      const last = spans.at(-1);
      if (last !== undefined && (last.style === style || sameStyle(last.style, style))) {
        last.text += text;
      } else {
        spans.push({ text, style });
      }
    };
    for (let column = 0, { length } = this; column < length; column += 1) {
      const cell = this.#cells[column] ?? unwritten;
      if (cell === unwritten) {
        add(' ', plainStyle);
      } else if (cell !== covered) {
        add(cell, this.#styles[column] ?? plainStyle);
      }
    }
    if (this.#furthest > longestRow) {
      add(` … ${formatCount(this.#furthest - longestRow, 'more character')}`, plainStyle);
    }
    return spans;
  }

  #put(column: number, character: string, style: TerminalStyle, width: number): void {
    this.#furthest = Math.max(this.#furthest, column + width);
    if (column + width > longestRow) {
      return;
    }
    const cells = this.#cells;
    for (let gap = cells.length; gap < column; gap += 1) {
      cells.push(unwritten);
      this.#styles.push(plainStyle);
    }
    if (column < cells.length) {
      this.#part(column);
      if (column + width < cells.length) {
        this.#part(column + width);
      }
    }
    cells[column] = character;
    this.#styles[column] = style;
    for (let next = column + 1; next < column + width; next += 1) {
      this.#hasCovered = true;
      cells[next] = covered;
      this.#styles[next] = style;
    }
  }

  #join(column: number, mark: string): void {
    let before = Math.min(column, this.#cells.length) - 1;
    while (before > 0 && this.#cells[before] === covered) {
      before -= 1;
    }
    const cell = this.#cells[before];
    // Marks without end on one letter would never be cut.
    if (cell !== undefined && cell !== unwritten && cell !== '\t' && cell.length < tabWidth) {
      this.#cells[before] = cell + mark;
    }
  }

  /** What moves does not move by tab stops: there a tab would lead elsewhere than it did. */
  #blankTabs(from: number): void {
    const cells = this.#cells;
    for (let column = from; column < cells.length; column += 1) {
      if (cells[column] !== '\t') {
        continue;
      }
      cells[column] = unwritten;
      for (let next = column + 1; cells[next] === covered; next += 1) {
        cells[next] = unwritten;
      }
    }
  }

  /** A character of several columns that begins before this one and ends behind it is gone with its half. */
  #part(column: number): void {
    if (this.#cells[column] !== covered) {
      return;
    }
    let start = column;
    while (start > 0 && this.#cells[start] === covered) {
      start -= 1;
    }
    for (let cell = start; cell === start || this.#cells[cell] === covered; cell += 1) {
      this.#cells[cell] = unwritten;
    }
  }
}

export const nextTabStop = (column: number): number => column - (column % tabWidth) + tabWidth;

/** Text and sequences that show these spans again, for a text that begins in a style. */
export function loggedAs(
  spans: readonly TerminalSpan[],
  initial: TerminalStyle,
): { readonly text: string; readonly style: TerminalStyle } {
  let style = initial;
  let text = '';
  for (const span of spans) {
    if (!sameStyle(span.style, style)) {
      text += `${escapeCharacter}[${parametersOf(span.style)}m`;
    }
    style = span.style;
    text += span.text;
  }
  return { text, style };
}
