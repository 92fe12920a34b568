/**
 * Lines of console output that have ended: kept as they were logged, and worked out when they are asked for, as text or
 * as pieces of one style each.
 */
import { escapeCharacter, type TerminalRow, type TerminalSpan } from './terminalRow';
import { TerminalScreen } from './terminalScreen';
import { plainStyle, restyled, type TerminalStyle } from './terminalStyle';

/** Characters of a line that are drawn and searched: more is not read by people, and slows every view down. */
export const longestLine = 10_000;
/** Characters; below this a text is not worth a copy of its own. */
const worthCopying = 4096;

/** What a terminal does something else with than to show it; a tab is shown. */
export const needsTerminal = new RegExp(`[\0-\b\v-${escapeCharacter}\u001c-\u001f\u007f-\u009f]`);
/** What is left when styles are taken out, and can be read without a terminal. */
const onlyStyles = new RegExp(`${escapeCharacter}\\[[0-9;:]*m`, 'g');
const rewrites = new RegExp(`[\b\r${escapeCharacter}]`);
const unshown = new RegExp(`[\0-\b\u000e-${escapeCharacter}\u001c-\u001f\u007f]`, 'g');

/** Lines that have ended, together as they were logged. */
export interface Chunk {
  readonly text: string;
  readonly needsTerminal: boolean;
  readonly firstLine: number;
  /** Where each line begins in the text. */
  readonly starts: Uint32Array;
  /**
   * Where styles change at the start of a line, counted within the chunk, in order; the first line is always among
   * them.
   */
  readonly styledLines: readonly number[];
  readonly styles: readonly TerminalStyle[];
}

/**
 * Lines that have ended as a chunk, and the style that they end with. `needed`: some of them need a terminal;
 * `firstLine`: the number of the first.
 */
export function chunkOf(
  logged: string,
  initial: TerminalStyle,
  needed: boolean,
  firstLine: number,
): { readonly chunk: Chunk; readonly style: TerminalStyle } {
  const text = ownCopy(logged);
  const starts = lineStarts(text);
  const styledLines = [0];
  const styles = [initial];
  let style = initial;
  // Only lines that hold an escape sequence can change the style.
  for (let from = needed ? text.indexOf(escapeCharacter) : -1; from >= 0;) {
    const line = countUpTo(from, starts.length, (index) => starts[index] ?? 0) - 1;
    const next = starts[line + 1] ?? text.length;
    const after = styleAfter(text.slice(starts[line], next), style);
    if (after !== style) {
      style = after;
      styledLines.push(line + 1);
      styles.push(style);
    }
    from = text.indexOf(escapeCharacter, next);
  }
  return { chunk: { text, needsTerminal: needed, firstLine, starts, styledLines, styles }, style };
}

export function plainChunk(chunk: Chunk): string {
  if (!chunk.needsTerminal) {
    return chunk.text;
  }
  const uncoloured = chunk.text.replace(onlyStyles, '').replaceAll('\r\n', '\n');
  if (!rewrites.test(uncoloured)) {
    return uncoloured.replace(unshown, '');
  }
  return Array.from(chunk.starts, (_, index) => `${plainLine(rawLine(chunk, chunk.firstLine + index))}\n`).join('');
}

export const rawLine = ({ text, starts, firstLine }: Chunk, line: number): string =>
  text.slice(starts[line - firstLine], (starts[line - firstLine + 1] ?? text.length) - 1).replace(/\r$/, '');

export function rowOf(raw: string, initial: TerminalStyle): TerminalRow {
  const screen = new TerminalScreen(initial);
  screen.write(raw);
  return screen.row(0);
}

export function printLine(raw: string, initial: TerminalStyle): readonly TerminalSpan[] {
  if (raw === '') {
    return [];
  }
  return needsTerminal.test(raw) ? rowOf(raw, initial).spans() : [{ text: raw, style: initial }];
}

export function plainLine(raw: string): string {
  if (!needsTerminal.test(raw)) {
    return raw;
  }
  const uncoloured = raw.replace(onlyStyles, '');
  return rewrites.test(uncoloured) ? textOf(rowOf(raw, plainStyle).spans()) : uncoloured.replace(unshown, '');
}

export const textOf = (spans: readonly TerminalSpan[]): string => spans.map(({ text }) => text).join('');
export const drawn = (text: string): string => (text.length > longestLine ? text.slice(0, longestLine) : text);

export function drawnSpans(spans: readonly TerminalSpan[]): readonly TerminalSpan[] {
  let left = longestLine;
  return spans.flatMap(({ text, style }) => {
    const shown = text.slice(0, left);
    left -= shown.length;
    return shown === '' ? [] : [{ text: shown, style }];
  });
}

/** The style after a text that begins with another. */
function styleAfter(text: string, initial: TerminalStyle): TerminalStyle {
  let style = initial;
  // By hand: a regular expression takes ten times as long.
  for (let found = text.indexOf(escapeCharacter); found >= 0; found = text.indexOf(escapeCharacter, found + 1)) {
    if (text[found + 1] !== '[') {
      continue;
    }
    let end = found + 2;
    while (isParameter(text.charCodeAt(end))) {
      end += 1;
    }
    if (text[end] === 'm') {
      style = restyled(style, text.slice(found + 2, end));
    }
  }
  return style;
}

const isParameter = (code: number): boolean => code >= 0x30 && code <= 0x3f;

export function styleAt({ styledLines, styles, firstLine }: Chunk, line: number): TerminalStyle {
  return styles[countUpTo(line - firstLine, styledLines.length, (index) => styledLines[index] ?? 0) - 1] ?? plainStyle;
}

/** How many of an ascending row are not above a value. */
export function countUpTo(value: number, length: number, at: (index: number) => number): number {
  let low = 0,
    high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (at(middle) <= value) {
      low = middle + 1;
    } else {
      high = middle;
    }
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

/**
 * A piece of a text keeps all of it in memory, and takes two bytes a character where a single one anywhere needs them.
 */
function ownCopy(text: string): string {
  return text.length < worthCopying
    ? text
    : new TextDecoder('utf-8', { ignoreBOM: true }).decode(new TextEncoder().encode(text));
}
