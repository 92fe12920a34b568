/**
 * A terminal's screen while text is written to it: the cursor, and the rows that it can still reach. As high as few
 * terminals are, and without a right edge. Follows what programs that print progress use; what it does not follow it
 * leaves out.
 */
import { escapeCharacter, nextTabStop, TerminalRow } from './terminalRow';
import { afterOverwritten, control, endOfStringFrom, isFirstHalf, sequenceAt } from './terminalSequences';
import { plainStyle, restyled, type TerminalStyle } from './terminalStyle';

/** The cursor goes up over so many rows; what has left them at the top stays as it is. */
export const screenRows = 256;
/** The cursor is moved so far to the right; text goes on beyond. */
export const screenColumns = 1000;

export interface SavedCursor {
  readonly row: number;
  readonly column: number;
  readonly style: TerminalStyle;
}

export class TerminalScreen {
  readonly #rows: (TerminalRow | (() => TerminalRow))[];
  #row: number;
  #column = 0;
  #style: TerminalStyle;
  /** Its row counts from the first that ever was at the top: it goes up with what it was saved beside. */
  #saved: SavedCursor;
  /** Rows that have left the screen at its top. */
  #gone = 0;
  /** The beginning of a sequence or half a character, whose end has not come yet. */
  #begun = '';
  #inString = false;
  #left: TerminalRow[] = [];
  #quiet = 0;

  /**
   * @param rows those above the cursor, made when they are first needed @param saved by an earlier part of the same
   *   text
   */
  constructor(
    style: TerminalStyle,
    rows: readonly (() => TerminalRow)[] = [],
    saved: SavedCursor = { row: 0, column: 0, style: plainStyle },
  ) {
    this.#rows = [...rows, new TerminalRow()];
    this.#row = rows.length;
    this.#style = style;
    this.#saved = saved;
  }

  /** How many rows there are down to the last that holds something, and all above the cursor. */
  get count(): number {
    let count = this.#rows.length;
    while (count > this.#row && this.row(count - 1).length === 0) {
      count -= 1;
    }
    return count;
  }

  /** Where text would go on. */
  get cursor(): { readonly row: number; readonly column: number } {
    return { row: this.#row, column: this.#column };
  }

  get style(): TerminalStyle {
    return this.#style;
  }

  get saved(): SavedCursor {
    return { ...this.#saved, row: this.#saved.row - this.#gone };
  }

  /** Nothing is half written, and the cursor has done nothing but go down since all these rows came into view. */
  get isQuiet(): boolean {
    return this.#quiet >= screenRows && this.#row === this.#rows.length - 1 && this.#begun === '' && !this.#inString;
  }

  row(index: number): TerminalRow {
    const row = this.#rows[index];
    if (row instanceof TerminalRow) {
      return row;
    }
    return (this.#rows[index] = row?.() ?? new TerminalRow());
  }

  /** Rows that have left at the top since it was last asked. */
  takeLeft(): readonly TerminalRow[] {
    const left = this.#left;
    this.#left = [];
    return left;
  }

  write(piece: string): void {
    const text = this.#begun + piece;
    this.#begun = '';
    for (let at = 0; at < text.length;) {
      if (this.#inString) {
        at = this.#skipString(text, at);
        continue;
      }
      control.lastIndex = at;
      const next = control.exec(text)?.index ?? text.length;
      if (next > at) {
        const end = next === text.length && isFirstHalf(text.charCodeAt(next - 1)) ? next - 1 : next;
        this.#column = this.row(this.#row).write(text.slice(at, end), this.#column, this.#style);
        this.#begun = text.slice(end, next);
        at = next;
      } else {
        at = text[at] === escapeCharacter ? this.#escape(text, at) : this.#control(text, at);
      }
    }
  }

  #control(text: string, at: number): number {
    switch (text[at]) {
      case '\r':
        this.#column = 0;
        return afterOverwritten(text, at + 1);
      case '\b':
        this.#column = Math.max(0, this.#column - 1);
        break;
      case '\t':
        this.#column = this.row(this.#row).tab(this.#column, this.#style);
        break;
      case '\n':
        this.#quiet += 1;
        this.#down();
        this.#column = 0;
        break;
      default: // Nothing that a terminal shows.
    }
    return at + 1;
  }

  /** Gives where the text goes on. */
  #escape(text: string, at: number): number {
    const sequence = sequenceAt(text, at);
    switch (sequence.kind) {
      case 'string':
        this.#inString = true;
        break;
      case 'control':
        this.#follow(sequence.letter, sequence.parameters);
        break;
      case 'short':
        this.#followShort(sequence.letter);
        break;
      case 'begun':
        this.#begun = text.slice(at);
        break;
      case 'unknown': // Nothing that a terminal shows.
    }
    return sequence.end;
  }

  /** Programs that forget to end a string lose the rest of their line, never of their output. */
  #skipString(text: string, at: number): number {
    const end = endOfStringFrom(text, at);
    if (end !== null) {
      this.#inString = false;
    }
    return end ?? text.length;
  }

  #follow(letter: string, parameters: string): void {
    if (letter === 'm') {
      this.#style = restyled(this.#style, parameters);
      return;
    }
    const isPrivate = /^[<=>?]/.test(parameters);
    if (isPrivate && !(parameters.startsWith('?') && (letter === 'J' || letter === 'K'))) {
      return;
    }
    const numbers = parameters
      .replace('?', '')
      .split(/[;:]/)
      .map((number) => Math.min(Number.parseInt(number, 10) || 0, screenColumns));
    const [first = 0, second = 0] = numbers;
    const times = Math.max(1, first);
    switch (letter) {
      case 'A':
        this.#moveTo(this.#row - times, this.#column);
        break;
      case 'B':
      case 'e':
        this.#moveTo(this.#row + times, this.#column);
        break;
      case 'C':
      case 'a':
        this.#moveColumns(this.#column + times);
        break;
      case 'D':
        this.#moveColumns(this.#column - times);
        break;
      case 'E':
        this.#moveTo(this.#row + times, 0);
        break;
      case 'F':
        this.#moveTo(this.#row - times, 0);
        break;
      case 'G':
      case '`':
        this.#moveColumns(times - 1);
        break;
      case 'H':
      case 'f':
        this.#moveTo(times - 1, Math.min(Math.max(1, second), screenColumns) - 1);
        break;
      case 'd':
        this.#moveTo(times - 1, this.#column);
        break;
      case 'I':
        for (let time = 0; time < times && this.#column < screenColumns; time += 1) {
          this.#moveColumns(nextTabStop(this.#column));
        }
        break;
      case 'Z':
        for (let time = 0; time < times && this.#column > 0; time += 1) {
          this.#column = nextTabStop(this.#column - 1) - nextTabStop(0);
        }
        break;
      case 'J':
        this.#eraseDisplay(first);
        break;
      case 'K':
        this.#eraseLine(first);
        break;
      case 'X':
        this.row(this.#row).erase(this.#column, this.#column + times);
        break;
      case 'P':
        this.row(this.#row).remove(this.#column, times);
        break;
      case '@':
        this.row(this.#row).insert(this.#column, times);
        break;
      case 'L':
        this.#shiftDown(this.#row, times, true);
        break;
      case 'M':
        this.#scrollUp(this.#row, times, true);
        break;
      case 'S':
        this.#scrollUp(0, times, false);
        break;
      case 'T':
        this.#shiftDown(0, times, false);
        break;
      case 's':
        this.#save();
        break;
      case 'u':
        this.#restore();
        break;
      default: // Modes, reports and the like change no text.
    }
  }

  #followShort(letter: string): void {
    switch (letter) {
      case '7':
        this.#save();
        break;
      case '8':
        this.#restore();
        break;
      case 'D':
        this.#quiet = 0;
        this.#down();
        break;
      case 'E':
        this.#quiet = 0;
        this.#down();
        this.#column = 0;
        break;
      case 'M':
        if (this.#row === 0) {
          this.#shiftDown(0, 1, false);
        } else {
          this.#moveTo(this.#row - 1, this.#column);
        }
        break;
      case 'c':
        this.#eraseDisplay(2);
        this.#moveTo(0, 0);
        this.#style = plainStyle;
        this.#saved = { row: this.#gone, column: 0, style: plainStyle };
        break;
      default: // Character sets and keypads.
    }
  }

  #moveTo(row: number, column: number): void {
    this.#quiet = 0;
    this.#row = Math.max(0, Math.min(row, screenRows - 1));
    this.#column = column;
    while (this.#rows.length <= this.#row) {
      this.#rows.push(new TerminalRow());
    }
  }

  /** Text may have gone beyond where the cursor is moved to. */
  #moveColumns(column: number): void {
    this.#column = Math.max(0, Math.min(column, Math.max(this.#column, screenColumns - 1)));
  }

  #down(): void {
    if (this.#row < screenRows - 1) {
      this.#row += 1;
    } else {
      this.#left.push(this.row(0));
      this.#rows.shift();
      this.#gone += 1;
    }
    if (this.#rows.length <= this.#row) {
      this.#rows.push(new TerminalRow());
    }
  }

  #eraseDisplay(what: number): void {
    this.#quiet = 0;
    if (what === 0) {
      this.row(this.#row).erase(this.#column);
    }
    if (what === 1) {
      this.row(this.#row).erase(0, this.#column + 1);
    }
    // Mode 3 is about rows that have left the screen: a log keeps them.
    const [from, to] =
      what === 0
        ? [this.#row + 1, this.#rows.length]
        : what === 1
          ? [0, this.#row]
          : what === 2
            ? [0, this.#rows.length]
            : [0, 0];
    for (let row = from; row < to; row += 1) {
      this.#rows[row] = new TerminalRow();
    }
  }

  #eraseLine(what: number): void {
    if (what === 0) {
      this.row(this.#row).erase(this.#column);
    } else if (what === 1) {
      this.row(this.#row).erase(0, this.#column + 1);
    } else if (what === 2) {
      this.row(this.#row).erase(0);
    }
  }

  /** Empty rows come in at `from`, and what reaches the bottom is gone. */
  #shiftDown(from: number, count: number, returns: boolean): void {
    this.#quiet = 0;
    const rows = Math.min(count, screenRows - from);
    this.#rows.splice(from, 0, ...Array.from({ length: rows }, () => new TerminalRow()));
    this.#rows.length = Math.min(this.#rows.length, screenRows);
    if (returns) {
      this.#column = 0;
    }
  }

  /** Rows from `from` on are gone, and those below them move up. */
  #scrollUp(from: number, count: number, returns: boolean): void {
    this.#quiet = 0;
    this.#rows.splice(from, count);
    while (this.#rows.length <= this.#row) {
      this.#rows.push(new TerminalRow());
    }
    if (returns) {
      this.#column = 0;
    }
  }

  #save(): void {
    this.#quiet = 0;
    this.#saved = { row: this.#gone + this.#row, column: this.#column, style: this.#style };
  }

  #restore(): void {
    const { row, column, style } = this.saved;
    this.#moveTo(row, column);
    this.#style = style;
  }
}
