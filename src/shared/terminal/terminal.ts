/**
 * Console output as a terminal would show it, while it arrives: lines, colours, and whatever writes over what stood
 * there. Lines are worked out when they are asked for, so that a hundred megabytes cost little; where a text moves the
 * cursor from line to line, the last of them are a screen. Knows no page.
 */
import {
  chunkOf,
  countUpTo,
  drawn,
  drawnSpans,
  longestLine,
  needsTerminal,
  plainChunk,
  plainLine,
  printLine,
  rawLine,
  rowOf,
  styleAt,
  textOf,
  type Chunk,
} from './terminalLines';
import { escapeCharacter, loggedAs, type TerminalRow, type TerminalSpan } from './terminalRow';
import { screenRows, TerminalScreen, type SavedCursor } from './terminalScreen';
import { leavesTheLine } from './terminalSequences';
import { plainStyle, type TerminalStyle } from './terminalStyle';

export { longestLine } from './terminalLines';
export type { TerminalSpan } from './terminalRow';
export { plainStyle, type TerminalStyle } from './terminalStyle';

/**
 * Characters of a line that has not ended, beyond which it is worked out while it arrives: a progress bar may have no
 * end.
 */
const longestOpen = 64 * 1024;
const linesRemembered = 512;

const unusualControls = /[\v\f\x80-\x9f]/g;

export class TerminalText {
  readonly #chunks: Chunk[] = [];
  /** Lines in chunks, those that were taken away included. */
  #ended = 0;
  /** The last line as far as it has been written, in the pieces in which it came, and the style it begins with. */
  #open: string[] = [];
  #openLength = 0;
  #openNeedsTerminal = false;
  #style = plainStyle;
  /** In place of the open line and of the lines before it, while the cursor has been moved between them. */
  #screen: TerminalScreen | null = null;
  #saved: SavedCursor | undefined;
  readonly #remembered = new Map<number, readonly TerminalSpan[]>();
  /** Lines that are settled are remembered for as long as there is room, others until the next text. */
  #openSpans: readonly TerminalSpan[] | null = null;

  constructor(text = '') {
    this.append(text);
  }

  /**
   * How many lines there are; a trailing newline begins none. It may become less, where a text goes back and erases.
   */
  get count(): number {
    return this.#ended + (this.#screen?.count ?? (this.#isOpenEmpty ? 0 : 1));
  }

  /** Lines before this one stay as they are, whatever is appended. */
  get settled(): number {
    return Math.max(0, this.#screen === null ? this.#ended + 1 - screenRows : this.#ended);
  }

  /** What the run wrote next. Some milliseconds for a quarter of a million characters. */
  append(text: string): void {
    if (text === '') {
      return;
    }
    this.#openSpans = null;
    const needs = needsTerminal.test(text);
    const piece = needs ? text.replace(unusualControls, usualControl) : text;
    if (this.#screen !== null) {
      this.#leaveScreen();
    }
    if (this.#screen === null) {
      this.#appendLines(piece, needs);
    } else {
      this.#write(piece);
    }
  }

  /** The line as it is drawn, without colours. */
  plain(line: number): string {
    return drawn(this.whole(line, longestLine));
  }

  /** The line without colours, and with all that is beyond what is drawn. */
  whole(line: number, atLeast = Infinity): string {
    const chunk = this.#chunkOf(line);
    if (chunk === null && this.#screen !== null) {
      return textOf(this.#screen.row(line - this.#ended).spans());
    }
    if (chunk === null && line !== this.#ended) {
      return '';
    }
    return plainLine(chunk === null ? this.#openText(atLeast) : rawLine(chunk, line));
  }

  /** How many characters of a line are not drawn. */
  undrawn(line: number): number {
    const chunk = this.#chunkOf(line);
    const most =
      chunk !== null
        ? (chunk.starts[line - chunk.firstLine + 1] ?? chunk.text.length) - (chunk.starts[line - chunk.firstLine] ?? 0)
        : this.#screen === null
          ? this.#openLength
          : Infinity;
    if (most <= longestLine) {
      return 0;
    }
    const length =
      chunk === null && this.#screen === null && !this.#openNeedsTerminal ? this.#openLength : this.whole(line).length;
    return length - Math.min(length, this.plain(line).length);
  }

  /** The line in pieces of one style each, as it is drawn; empty when nothing is on it. */
  spans(line: number): readonly TerminalSpan[] {
    const known = this.#remembered.get(line);
    if (known !== undefined) {
      return known;
    }
    const chunk = this.#chunkOf(line);
    if (chunk === null) {
      if (this.#screen !== null) {
        return drawnSpans(this.#screen.row(line - this.#ended).spans());
      }
      return line === this.#ended
        ? (this.#openSpans ??= drawnSpans(printLine(this.#openText(longestLine), this.#style)))
        : [];
    }
    const spans = drawnSpans(printLine(rawLine(chunk, line), styleAt(chunk, line)));
    if (this.#remembered.size >= linesRemembered) {
      this.#remembered.clear();
    }
    this.#remembered.set(line, spans);
    return spans;
  }

  /**
   * Settled lines as plain text with their ends, which are forgotten: for callers that want the text alone, and not at
   * once.
   */
  takeSettled(): string {
    const { settled } = this;
    const taken = this.#chunks.findIndex(({ firstLine, starts }) => firstLine + starts.length > settled);
    return this.#chunks
      .splice(0, taken < 0 ? this.#chunks.length : taken)
      .map(plainChunk)
      .join('');
  }

  /** All that has not been taken, as plain text. */
  rest(): string {
    const chunks = this.#chunks.map(plainChunk).join('');
    if (this.#screen === null) {
      return chunks + (this.#isOpenEmpty ? '' : this.whole(this.#ended));
    }
    const rows = Array.from({ length: this.#screen.count }, (_, row) => textOf(this.#screen?.row(row).spans() ?? []));
    return `${chunks}${rows.join('\n')}${rows.length > 0 && this.#screen.cursor.row !== rows.length - 1 ? '\n' : ''}`;
  }

  get #isOpenEmpty(): boolean {
    return this.#openLength === 0 || (this.#openNeedsTerminal && this.spans(this.#ended).length === 0);
  }

  #openText(atLeast: number): string {
    if (this.#openNeedsTerminal || atLeast >= this.#openLength) {
      return this.#open.join('');
    }
    const texts: string[] = [];
    for (let length = 0, index = 0; length <= atLeast && index < this.#open.length; index += 1) {
      texts.push(this.#open[index] ?? '');
      length += this.#open[index]?.length ?? 0;
    }
    return texts.join('');
  }

  #appendLines(piece: string, needs: boolean): void {
    // A sequence may have begun at the end of what came before.
    const begun = this.#openNeedsTerminal && this.#openLength < longestOpen ? this.#open.join('') : '';
    const leaves = needs || begun !== '' ? leavesTheLine.exec(begun + piece) : null;
    const end = (leaves === null ? piece.lastIndexOf('\n') : piece.lastIndexOf('\n', leaves.index - begun.length)) + 1;
    if (end > 0 && (leaves === null || leaves.index >= begun.length)) {
      const lines = [...this.#open, piece.slice(0, end)].join('');
      // A line that is endless until it ends is worked out like others that are.
      const firstEnd = lines.indexOf('\n');
      if (firstEnd > longestOpen && needsTerminal.test(lines.slice(0, firstEnd))) {
        this.#enterScreen(lines + piece.slice(end));
        return;
      }
      const needed = needs || this.#openNeedsTerminal;
      this.#clearOpen();
      this.#addChunk(lines, this.#style, needed);
      this.#appendOpen(piece.slice(end), needs);
    } else {
      this.#appendOpen(piece, needs);
    }
    if (leaves !== null || (this.#openNeedsTerminal && this.#openLength > longestOpen)) {
      const open = this.#open.join('');
      this.#enterScreen(open);
    }
  }

  #appendOpen(text: string, needs: boolean): void {
    if (text === '') {
      return;
    }
    this.#open.push(text);
    this.#openLength += text.length;
    this.#openNeedsTerminal ||= needs && needsTerminal.test(text);
  }

  #clearOpen(): void {
    this.#open = [];
    this.#openLength = 0;
    this.#openNeedsTerminal = false;
  }

  /** The last lines become rows that can be changed; `text` follows them. */
  #enterScreen(text: string): void {
    this.#clearOpen();
    const rows: (() => TerminalRow)[] = [];
    while (rows.length < screenRows - 1) {
      const chunk = this.#chunks.pop();
      if (chunk === undefined) {
        break;
      }
      const kept = Math.max(0, chunk.starts.length - (screenRows - 1 - rows.length));
      const lines = Array.from({ length: chunk.starts.length - kept }, (_, index) => chunk.firstLine + kept + index);
      rows.unshift(...lines.map((line) => () => rowOf(rawLine(chunk, line), styleAt(chunk, line))));
      this.#ended = chunk.firstLine + kept;
      if (kept > 0) {
        this.#chunks.push({
          ...chunk,
          text: chunk.text.slice(0, chunk.starts[kept]),
          starts: chunk.starts.subarray(0, kept),
        });
      }
    }
    for (const line of [...this.#remembered.keys()]) {
      if (line >= this.#ended) {
        this.#remembered.delete(line);
      }
    }
    this.#screen = new TerminalScreen(this.#style, rows, this.#saved);
    this.#write(text);
  }

  #write(text: string): void {
    if (this.#screen === null) {
      return;
    }
    this.#screen.write(text);
    this.#addRows(this.#screen.takeLeft());
  }

  /** Where the cursor has only gone down for a whole screen, lines are lines again. */
  #leaveScreen(): void {
    const screen = this.#screen;
    if (screen?.isQuiet !== true) {
      return;
    }
    const { row, column } = screen.cursor;
    const last = screen.row(row);
    // Text that would go on elsewhere than at the end of its row needs the row.
    if (column !== last.length || column > longestLine) {
      return;
    }
    this.#addRows(Array.from({ length: row }, (_, index) => screen.row(index)));
    const open = loggedAs(last.spans(), plainStyle);
    this.#saved = screen.saved;
    this.#screen = null;
    this.#style = plainStyle;
    this.#appendOpen(
      open.text + (open.style === screen.style ? '' : loggedAs([{ text: '', style: screen.style }], open.style).text),
      true,
    );
  }

  #addRows(rows: readonly TerminalRow[]): void {
    if (rows.length === 0) {
      return;
    }
    let text = '';
    let style = plainStyle;
    for (const row of rows) {
      const logged = loggedAs(row.spans(), style);
      text += `${logged.text}\n`;
      style = logged.style;
    }
    this.#addChunk(text, plainStyle, true);
  }

  #addChunk(logged: string, initial: TerminalStyle, needed: boolean): void {
    const { chunk, style } = chunkOf(logged, initial, needed, this.#ended);
    this.#style = style;
    this.#chunks.push(chunk);
    this.#ended += chunk.starts.length;
  }

  /** Null for lines that have not ended, and for those that are not there. */
  #chunkOf(line: number): Chunk | null {
    if (line < 0 || line >= this.#ended) {
      return null;
    }
    return (
      this.#chunks[countUpTo(line, this.#chunks.length, (index) => this.#chunks[index]?.firstLine ?? 0) - 1] ?? null
    );
  }
}

/** The whole output as plain text, progress bars at their last state; for editors and files. */
export const plainOutput = (text: string): string => new TerminalText(text).rest();

/** Line ends of old printers, and the control characters of eight bits, as the sequences that mean the same. */
function usualControl(control: string): string {
  const code = control.charCodeAt(0);
  return code < 0x80 || code === 0x85 ? '\n' : escapeCharacter + String.fromCharCode(code - 0x40);
}
