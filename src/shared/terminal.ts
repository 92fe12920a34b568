/**
 * Console output as a terminal would show it, while it arrives: lines, colours, and carriage returns that write over what
 * stood there. Works out only the lines it is asked for, so that a hundred megabytes cost little. Knows no page.
 */
import { escapeCharacter, longestKept, needsTerminal, plainLine, printLine, shortened, styleAfter, type TerminalSpan } from './terminalLine';
import { plainStyle, type TerminalStyle } from './terminalStyle';

export { longestLine, type TerminalSpan } from './terminalLine';
export { plainStyle, type TerminalStyle } from './terminalStyle';

/** Lines that have ended, together as they were logged; never changed again. */
interface Chunk {
  readonly text: string;
  readonly firstLine: number;
  /** Where each line begins in the text. */
  readonly starts: Uint32Array;
  /** Where styles change at the start of a line, counted within the chunk, in order; the first line is always among them. */
  readonly styledLines: readonly number[];
  readonly styles: readonly TerminalStyle[];
}

const linesRemembered = 512;
/** Characters; below this a text is not worth a copy of its own. */
const worthCopying = 4096;

export class TerminalText {
  readonly #chunks: Chunk[] = [];
  #ended = 0;
  /** The last line as far as it has been written, and the style it begins with. */
  #open = '';
  #style = plainStyle;
  readonly #remembered = new Map<number, readonly TerminalSpan[]>();

  constructor(text = '') {
    this.append(text);
  }

  /** How many lines there are; a trailing newline begins none. */
  get count(): number {
    return this.#ended + (this.#open === '' ? 0 : 1);
  }

  /** Lines before this one stay as they are, whatever is appended. */
  get settled(): number {
    return this.#ended;
  }

  /** What the run wrote next. Some milliseconds for a quarter of a million characters. */
  append(text: string): void {
    if (text === '') return;
    this.#remembered.delete(this.#ended);
    const whole = this.#open + text;
    const end = whole.lastIndexOf('\n') + 1;
    if (end > 0) this.#addChunk(whole.slice(0, end));
    const open = whole.slice(end);
    this.#open = open.length > longestKept ? shortened(open, this.#style) : open;
  }

  /** The line as read, without colours. */
  plain(line: number): string {
    const chunk = this.#chunkOf(line);
    const raw = chunk === null ? this.#openLine(line) : rawLine(chunk, line);
    return plainLine(raw, plainStyle);
  }

  /** The line in pieces of one style each; empty when nothing is on it. */
  spans(line: number): readonly TerminalSpan[] {
    const known = this.#remembered.get(line);
    if (known !== undefined) return known;
    const chunk = this.#chunkOf(line);
    const spans = chunk === null ? printLine(this.#openLine(line), this.#style) : printLine(rawLine(chunk, line), styleAt(chunk, line));
    if (this.#remembered.size >= linesRemembered) this.#remembered.clear();
    this.#remembered.set(line, spans);
    return spans;
  }

  #openLine(line: number): string {
    return line === this.#ended ? withoutReturn(this.#open) : '';
  }

  /** Null for the line that has not ended, and for lines that are not there. */
  #chunkOf(line: number): Chunk | null {
    if (line < 0 || line >= this.#ended) return null;
    return this.#chunks[countUpTo(line, this.#chunks.length, (index) => this.#chunks[index]?.firstLine ?? 0) - 1] ?? null;
  }

  #addChunk(logged: string): void {
    const text = ownCopy(withoutEndless(logged, this.#style));
    const starts = lineStarts(text);
    const styledLines = [0];
    const styles = [this.#style];
    // Only lines that hold an escape sequence can change the style.
    for (let from = text.indexOf(escapeCharacter); from >= 0;) {
      const line = countUpTo(from, starts.length, (index) => starts[index] ?? 0) - 1;
      const next = starts[line + 1] ?? text.length;
      const style = styleAfter(text.slice(starts[line], next), this.#style);
      if (style !== this.#style) {
        this.#style = style;
        styledLines.push(line + 1);
        styles.push(style);
      }
      from = text.indexOf(escapeCharacter, next);
    }
    this.#chunks.push({ text, firstLine: this.#ended, starts, styledLines, styles });
    this.#ended += starts.length;
  }
}

/** The whole output as plain text, progress bars at their last state; for editors and files. */
export function plainOutput(text: string): string {
  if (!needsTerminal.test(text)) return text;
  const terminal = new TerminalText(text);
  return Array.from({ length: terminal.count }, (_, line) => terminal.plain(line)).join('\n') + (text.endsWith('\n') ? '\n' : '');
}

function rawLine({ text, starts, firstLine }: Chunk, line: number): string {
  return withoutReturn(text.slice(starts[line - firstLine], (starts[line - firstLine + 1] ?? text.length) - 1));
}

const withoutReturn = (raw: string): string => (raw.endsWith('\r') ? raw.slice(0, -1) : raw);

function styleAt({ styledLines, styles, firstLine }: Chunk, line: number): TerminalStyle {
  return styles[countUpTo(line - firstLine, styledLines.length, (index) => styledLines[index] ?? 0) - 1] ?? plainStyle;
}

/** How many of an ascending row are not above a value. */
function countUpTo(value: number, length: number, at: (index: number) => number): number {
  let low = 0, high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (at(middle) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function lineStarts(text: string): Uint32Array {
  let starts = new Uint32Array(1024);
  let count = 0;
  for (let start = 0; start < text.length; count += 1) {
    if (count === starts.length) {
      const larger = new Uint32Array(starts.length * 2);
      larger.set(starts);
      starts = larger;
    }
    starts[count] = start;
    start = text.indexOf('\n', start) + 1 || text.length;
  }
  return starts.slice(0, count);
}

/** Lines beyond all measure, as progress bars leave them, come down to what is seen of them. */
function withoutEndless(text: string, initial: TerminalStyle): string {
  let kept = '';
  let done = 0;
  let style = initial;
  for (let start = 0; start < text.length;) {
    const end = text.indexOf('\n', start);
    if (end - start > longestKept) {
      style = styleAfter(text.slice(done, start), style);
      kept += `${text.slice(done, start)}${shortened(text.slice(start, end), style)}`;
      style = styleAfter(text.slice(start, end), style);
      done = end;
    }
    start = end + 1;
  }
  return done === 0 ? text : kept + text.slice(done);
}

/** A piece of a text keeps all of it in memory, and takes two bytes a character where a single one anywhere needs them. */
function ownCopy(text: string): string {
  return text.length < worthCopying ? text : new TextDecoder('utf-8', { ignoreBOM: true }).decode(new TextEncoder().encode(text));
}
