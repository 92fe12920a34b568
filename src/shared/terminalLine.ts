/** One line of console output as a terminal row would show it: what was written over is gone. Knows no other line. */
import { parametersOf, restyled, sameStyle, type TerminalStyle } from './terminalStyle';

export interface TerminalSpan {
  readonly text: string;
  readonly style: TerminalStyle;
}

/** Longer lines are cut: nobody reads them and every view chokes on them. */
export const longestLine = 10_000;
/** A progress bar may rewrite its line a hundred thousand times: what is older than this many is long overwritten. */
const rewritesKept = 64;
/** Characters of a line as logged, beyond which what can no longer be seen is dropped. */
export const longestKept = 64 * 1024;

export const escapeCharacter = '\u001b';
const bell = '\u0007';
/** Control sequences (with their parameters and last letter), operating system commands, the short ones, a lone escape. */
const escapeSequence = new RegExp(
  `${escapeCharacter}(?:\\[([0-?]*)[ -/]*([@-~])|\\][^${bell}${escapeCharacter}]*(?:${bell}|${escapeCharacter}\\\\)?|[ -/]*[0-~])?`, 'g',
);
const rewrites = /[\r\b]/;
export const needsTerminal = new RegExp(`[\r\b${escapeCharacter}]`);
const controlCharacters = new RegExp(`[${String.fromCharCode(0)}-${String.fromCharCode(8)}${String.fromCharCode(10)}-${String.fromCharCode(31)}]`, 'g');

/** The line as read, without colours. */
export function plainLine(raw: string, initial: TerminalStyle): string {
  if (!needsTerminal.test(raw)) return cut(raw);
  if (rewrites.test(raw) || raw.length > longestLine) return printLine(raw, initial).map(({ text }) => text).join('');
  return raw.replace(escapeSequence, '').replace(controlCharacters, '');
}

/** The line in pieces of one style each; empty when nothing is on it. */
export function printLine(raw: string, initial: TerminalStyle): readonly TerminalSpan[] {
  if (raw === '') return [];
  if (!needsTerminal.test(raw)) return [{ text: cut(raw), style: initial }];
  const characters: string[] = [];
  const styles: TerminalStyle[] = [];
  let style = initial;
  let column = 0;
  const write = (text: string): void => {
    for (const character of text) {
      if (character === '\r') column = 0;
      else if (character === '\b') column = Math.max(0, column - 1);
      else if (column < longestLine && (character >= ' ' || character === '\t')) {
        characters[column] = character;
        styles[column] = style;
        column += 1;
      }
    }
  };
  const recent = startOfRecent(raw, rewritesKept);
  let position = recent;
  for (const match of raw.matchAll(escapeSequence)) {
    if (match.index >= recent) {
      write(raw.slice(position, match.index));
      position = match.index + match[0].length;
    }
    if (match[2] === 'm') style = restyled(style, match[1] ?? '');
    else if (match[2] === 'K' && match.index >= recent) {
      if (match[1] === '' || match[1] === '0') characters.length = styles.length = Math.min(characters.length, column);
      else for (let index = 0; index < (match[1] === '2' ? characters.length : column); index += 1) characters[index] = ' ';
    }
  }
  write(raw.slice(position));
  return join(characters, styles, initial);
}

/**
 * The same line to a reader, and to what may still be written on it, in a bounded length.
 * @param initial the style that the line begins with
 */
export function shortened(raw: string, initial: TerminalStyle): string {
  if (raw.length <= longestKept) return raw;
  // Twice as many, since a return that belongs to the line's end is not counted later.
  const recent = startOfRecent(raw, 2 * rewritesKept);
  let style = styleAfter(raw.slice(0, recent), initial);
  const rewritten = raw.slice(recent).split('\r').map((rewrite) => {
    style = styleAfter(rewrite, style);
    // What stands beyond the longest line is never shown, but its colours go on.
    return rewrite.length <= 2 * longestLine ? rewrite : rewrite.slice(0, 2 * longestLine) + toStyle(style);
  });
  return (recent === 0 ? '' : toStyle(styleAfter(raw.slice(0, recent), initial))) + rewritten.join('\r');
}

/** The style after a text that begins with another. */
export function styleAfter(text: string, initial: TerminalStyle): TerminalStyle {
  let style = initial;
  // By hand: a regular expression takes ten times as long.
  for (let found = text.indexOf(escapeCharacter); found >= 0; found = text.indexOf(escapeCharacter, found + 1)) {
    if (text[found + 1] !== '[') continue;
    let end = found + 2;
    while (isParameter(text.charCodeAt(end))) end += 1;
    if (text[end] === 'm') style = restyled(style, text.slice(found + 2, end));
  }
  return style;
}

const isParameter = (code: number): boolean => code >= 0x30 && code <= 0x3f;
const toStyle = (style: TerminalStyle): string => `${escapeCharacter}[${parametersOf(style)}m`;

function join(characters: readonly string[], styles: readonly TerminalStyle[], initial: TerminalStyle): readonly TerminalSpan[] {
  const spans: { text: string; style: TerminalStyle }[] = [];
  for (let index = 0; index < characters.length; index += 1) {
    const style = styles[index] ?? initial;
    const character = characters[index] ?? ' ';
    const last = spans.at(-1);
    if (last !== undefined && (last.style === style || sameStyle(last.style, style))) last.text += character;
    else spans.push({ text: character, style });
  }
  return spans;
}

/** Where the rewrites that still matter begin. */
function startOfRecent(raw: string, kept: number): number {
  let position = raw.length;
  for (let rewrite = 0; rewrite < kept; rewrite += 1) {
    position = raw.lastIndexOf('\r', position - 1);
    if (position <= 0) return 0;
  }
  return position;
}

const cut = (text: string): string => (text.length > longestLine ? text.slice(0, longestLine) : text);
