/**
 * The last traceback in what a Python program wrote to its console: where it begins, and what it says went wrong. Reads
 * chained exceptions, groups, notes, messages of several lines, lines with a prefix (`[rank0]: `) and boxes drawn by
 * rich. Pure.
 */

export interface Traceback {
  /** The line that begins it; lines count from 0. */
  readonly from: number;
  /** The line that names the exception. */
  readonly at: number;
  /** `ValueError: the first line of its message`. */
  readonly exception: string;
  /** What belongs to it: more lines of the message, notes, the exceptions of a group. */
  readonly details: readonly string[];
}

/** Lines from the end on; a program that wrote more after its traceback did not end by it. */
export const linesLookedThrough = 20_000;
/** Other processes may write in between. */
const linesForPrefix = 16;
const mostDetails = 20;
const longestKept = 2_000;
/** Beyond that a line is data. */
const longestRead = 10_000;

const header =
  /^(?<prefix>.*?)(?<group>\+ Exception Group )?Traceback \(most recent call last\)(?::|\s*[─-]+[╮+┓]?)\s*$/u;
/** How Python shows the file of a syntax error, by itself or as the last frame: a frame that is called says in what. */
const syntaxFrame = /^ {2}File ".+", line \d+$/;
/** Before tracebacks that end nothing, or that only come of the end. */
const harmless = /^(Exception ignored |--- Logging error ---|Error in atexit\._run_exitfuncs|Error in sys\.excepthook)/;
/** What a tracker's SDK logs meanwhile: its name and a level. */
const sdkLine = /^\s*[A-Z]{3,20} (INFO|WARNING|ERROR|DEBUG|CRITICAL)\b/;
const box = /^\s*[│╭╰┃|]/u;

/**
 * Null when there is none. `lineAt` gives a line without its end and without colours; the last ones are asked for
 * first.
 */
export function lastTraceback(count: number, lineAt: (index: number) => string): Traceback | null {
  const read = (index: number): string => {
    const line = lineAt(index);
    return line.length > longestRead ? '' : line;
  };
  let syntaxAt: number | null = null;
  let fallback: Traceback | null = null;
  for (let index = count - 1; index >= Math.max(0, count - linesLookedThrough); index -= 1) {
    const line = read(index);
    if (syntaxAt === null && syntaxFrame.test(line)) {
      syntaxAt = index;
    }
    const found = header.exec(line);
    // Those within a group, or within a box, are part of another one.
    if (found === null || /\|\s*$/.test(found.groups?.prefix ?? '')) {
      continue;
    }
    const traceback = readFrom(index, found, count, read);
    const syntaxError =
      syntaxAt === null || (traceback !== null && syntaxAt < traceback.at)
        ? null
        : readSyntaxError(syntaxAt, count, read);
    if (syntaxError !== null) {
      return syntaxError;
    }
    if (traceback === null) {
      return null;
    }
    if (index === 0 || !harmless.test(read(index - 1))) {
      return traceback;
    }
    fallback ??= traceback;
  }
  return fallback ?? (syntaxAt === null ? null : readSyntaxError(syntaxAt, count, read));
}

function readFrom(
  from: number,
  found: RegExpExecArray,
  count: number,
  read: (index: number) => string,
): Traceback | null {
  const { prefix = '', group } = found.groups ?? {};
  const text =
    group === undefined
      ? withoutPrefix(
          prefix,
          Array.from({ length: Math.min(linesForPrefix, count - from - 1) }, (_, index) => read(from + 1 + index)),
        )
      : withoutGroup;
  for (let index = from + 1; index < count; index += 1) {
    const line = text(read(index));
    if (line === null || sdkLine.test(line)) {
      continue;
    }
    if (header.test(line)) {
      return null;
    }
    if (line === '' || /^\s/.test(line) || (group === undefined && box.test(line))) {
      continue;
    }
    return {
      from,
      at: index,
      exception: line.slice(0, longestKept),
      details: detailsAfter(index, count, read, text, group !== undefined),
    };
  }
  return null;
}

/** What a line says to the traceback; null for a line of somebody else's. */
type LineText = (line: string) => string | null;

/** Launchers of many processes put a name before each line, loggers a time, which differs but is as long. */
function withoutPrefix(prefix: string, next: readonly string[]): LineText {
  const isFrame = (line: string): boolean => /^\s{2,}File "/.test(line.slice(prefix.length));
  if (prefix === '') {
    return (line) => line;
  }
  if (next.some((line) => line.startsWith(prefix) && isFrame(line))) {
    return (line) => (line.startsWith(prefix.trimEnd()) ? line.slice(prefix.length) : null);
  }
  return isFrame(next[0] ?? '') ? (line) => line.slice(prefix.length) : (line) => line;
}

/** The first level of a group: `  | ExceptionGroup: …`. */
const withoutGroup: LineText = (line) => /^\s*\| ?(.*)$/.exec(line)?.[1] ?? (line.trim() === '' ? '' : null);

function detailsAfter(
  at: number,
  count: number,
  read: (index: number) => string,
  text: LineText,
  isGroup: boolean,
): readonly string[] {
  const details: string[] = [];
  for (let index = at + 1; index < count && details.length < mostDetails; index += 1) {
    const whole = read(index);
    const line = text(whole);
    if (isGroup) {
      // The rules between the exceptions of a group; the frames of each are left out.
      if (/^\s*\+-/.test(whole)) {
        continue;
      }
      if (line === null) {
        break;
      }
      if (line !== '' && !/^\s/.test(line) && !header.test(line)) {
        details.push(line.slice(0, longestKept));
      }
      continue;
    }
    if (line === null) {
      continue;
    }
    if (sdkLine.test(line) || header.test(line) || harmless.test(line)) {
      break;
    }
    details.push(line.slice(0, longestKept));
  }
  while (details.at(-1)?.trim() === '') {
    details.pop();
  }
  return details;
}

function readSyntaxError(from: number, count: number, read: (index: number) => string): Traceback | null {
  for (let at = from + 1; at < count; at += 1) {
    const line = read(at);
    if (line === '' || /^\s/.test(line) || sdkLine.test(line)) {
      continue;
    }
    return /^\w*(Error|Warning)\b/.test(line)
      ? {
          from,
          at,
          exception: line.slice(0, longestKept),
          details: detailsAfter(at, count, read, (text) => text, false),
        }
      : null;
  }
  return null;
}
