/**
 * Console output as a terminal would show it: lines, colours, and carriage returns that write over what stood there.
 * Reads only the lines it is asked for, so that ten megabytes cost little. Knows no page.
 */

/** Colours are those of a terminal's theme: 0 to 7 normal, 8 to 15 bright; null is the text's own. */
export interface TerminalStyle {
  readonly foreground: number | null;
  readonly background: number | null;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly strikethrough: boolean;
  readonly inverse: boolean;
}

export interface TerminalSpan {
  readonly text: string;
  readonly style: TerminalStyle;
}

export const plainStyle: TerminalStyle = {
  foreground: null, background: null, bold: false, dim: false, italic: false, underline: false, strikethrough: false, inverse: false,
};

/** Longer lines are cut: nobody reads them and every view chokes on them. */
export const longestLine = 10_000;
/** A progress bar may rewrite its line a hundred thousand times: what is older than this many is long overwritten. */
const rewritesKept = 64;
const linesRemembered = 512;

const escapeCharacter = '\u001b';
const bell = '\u0007';
/** Control sequences (with their parameters and last letter), operating system commands, the short ones, a lone escape. */
const escapeSequence = (): RegExp => new RegExp(
  `${escapeCharacter}(?:\\[([0-?]*)[ -/]*([@-~])|\\][^${bell}${escapeCharacter}]*(?:${bell}|${escapeCharacter}\\\\)?|[ -/]*[0-~])?`, 'g',
);
const rewrites = /[\r\b]/;
const needsTerminal = new RegExp(`[\r\b${escapeCharacter}]`);

const controlCharacters = new RegExp(`[${String.fromCharCode(0)}-${String.fromCharCode(8)}${String.fromCharCode(10)}-${String.fromCharCode(31)}]`, 'g');

/** A text cut into lines once; each line is worked out when it is asked for. */
export class TerminalText {
  readonly #text: string;
  readonly #starts: Uint32Array;
  /** Lines at whose start another style holds than at the start of the line before, in order. */
  readonly #styledLines: number[] = [];
  readonly #styles: TerminalStyle[] = [];
  readonly #remembered = new Map<number, readonly TerminalSpan[]>();
  /** How many lines there are; a trailing newline begins none. */
  readonly count: number;

  constructor(text: string) {
    this.#text = text;
    this.#starts = lineStarts(text);
    this.count = this.#starts.length;
    if (text.includes(escapeCharacter)) this.#followStyles();
  }

  /** The line as read, without colours. */
  plain(line: number): string {
    const raw = this.#raw(line);
    if (!needsTerminal.test(raw)) return raw;
    if (rewrites.test(raw) || raw.length > longestLine) return this.spans(line).map(({ text }) => text).join('');
    return raw.replace(escapeSequence(), '').replace(controlCharacters, '');
  }

  /** The line in pieces of one style each; empty when nothing is on it. */
  spans(line: number): readonly TerminalSpan[] {
    const known = this.#remembered.get(line);
    if (known !== undefined) return known;
    const spans = printLine(this.#raw(line), this.#styleAt(line));
    if (this.#remembered.size >= linesRemembered) this.#remembered.clear();
    this.#remembered.set(line, spans);
    return spans;
  }

  #raw(line: number): string {
    const start = this.#starts[line];
    if (start === undefined) return '';
    const next = this.#starts[line + 1] ?? (this.#text.endsWith('\n') ? this.#text.length : this.#text.length + 1);
    const end = this.#text[next - 2] === '\r' && next - 2 >= start ? next - 2 : next - 1;
    return this.#text.slice(start, end);
  }

  #styleAt(line: number): TerminalStyle {
    let low = 0, high = this.#styledLines.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#styledLines[middle] ?? 0) <= line) low = middle + 1;
      else high = middle;
    }
    return this.#styles[low - 1] ?? plainStyle;
  }

  #followStyles(): void {
    let style = plainStyle;
    let line = 0;
    let atLineStart = plainStyle;
    const note = (upTo: number): void => {
      while (line + 1 < this.count && (this.#starts[line + 1] ?? 0) <= upTo) {
        line += 1;
        if (style === atLineStart) {
          // Nothing more changes before the next escape sequence: go there at once.
          line = Math.max(line, this.#lineOf(upTo));
          break;
        }
        this.#styledLines.push(line);
        this.#styles.push(style);
        atLineStart = style;
      }
    };
    // By hand and with a memory of what each change led to: a regular expression takes ten times as long.
    const text = this.#text;
    const changes = new Map<TerminalStyle, Map<string, TerminalStyle>>();
    for (let found = text.indexOf(escapeCharacter); found >= 0; found = text.indexOf(escapeCharacter, found + 1)) {
      if (text[found + 1] !== '[') continue;
      let end = found + 2;
      while (isParameter(text.charCodeAt(end))) end += 1;
      if (text[end] !== 'm') continue;
      note(found);
      const parameters = text.slice(found + 2, end);
      let known = changes.get(style);
      if (known === undefined) changes.set(style, (known = new Map<string, TerminalStyle>()));
      const next = known.get(parameters) ?? restyle(style, parameters);
      known.set(parameters, next);
      style = next;
    }
    note(text.length);
  }

  #lineOf(offset: number): number {
    let low = 0, high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}

/** The whole output as plain text, progress bars at their last state; for editors and files. */
export function plainOutput(text: string): string {
  if (!needsTerminal.test(text)) return text;
  const terminal = new TerminalText(text);
  return Array.from({ length: terminal.count }, (_, line) => terminal.plain(line)).join('\n') + (text.endsWith('\n') ? '\n' : '');
}

const isParameter = (code: number): boolean => code >= 0x30 && code <= 0x3f;

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
    const newline = text.indexOf('\n', start);
    if (newline < 0) return starts.slice(0, count + 1);
    start = newline + 1;
  }
  return starts.slice(0, count);
}

/** One line on an endless terminal row. */
function printLine(raw: string, initial: TerminalStyle): readonly TerminalSpan[] {
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
  const recent = startOfRecent(raw);
  let position = recent;
  for (const match of raw.matchAll(escapeSequence())) {
    if (match.index >= recent) {
      write(raw.slice(position, match.index));
      position = match.index + match[0].length;
    }
    if (match[2] === 'm') style = restyle(style, match[1] ?? '');
    else if (match[2] === 'K' && match.index >= recent) {
      if (match[1] === '' || match[1] === '0') characters.length = styles.length = Math.min(characters.length, column);
      else for (let index = 0; index < (match[1] === '2' ? characters.length : column); index += 1) characters[index] = ' ';
    }
  }
  write(raw.slice(position));
  return join(characters, styles, initial);
}

function join(characters: readonly string[], styles: readonly TerminalStyle[], initial: TerminalStyle): readonly TerminalSpan[] {
  const spans: { text: string; style: TerminalStyle }[] = [];
  for (let index = 0; index < characters.length; index += 1) {
    const style = styles[index] ?? initial;
    const character = characters[index] ?? ' ';
    const last = spans.at(-1);
    if (last?.style === style) last.text += character;
    else spans.push({ text: character, style });
  }
  return spans;
}

/** Where the rewrites that still matter begin. */
function startOfRecent(raw: string): number {
  let position = raw.length;
  for (let rewrite = 0; rewrite < rewritesKept; rewrite += 1) {
    position = raw.lastIndexOf('\r', position - 1);
    if (position <= 0) return 0;
  }
  return position;
}

const cut = (text: string): string => (text.length > longestLine ? text.slice(0, longestLine) : text);

/** The style after a “select graphic rendition” sequence. */
function restyle(style: TerminalStyle, parameters: string): TerminalStyle {
  const codes = parameters.split(/[;:]/).map((code) => Number.parseInt(code, 10) || 0);
  let next = style;
  for (let index = 0; index < codes.length; index += 1) {
    const code = codes[index] ?? 0;
    if (code === 38 || code === 48) {
      const [color, used] = extendedColor(codes.slice(index + 1));
      next = code === 38 ? { ...next, foreground: color } : { ...next, background: color };
      index += used;
    } else {
      next = { ...next, ...simpleChange(code) };
    }
  }
  return same(next, plainStyle) ? plainStyle : same(next, style) ? style : next;
}

function simpleChange(code: number): Partial<TerminalStyle> {
  switch (code) {
    case 0: return plainStyle;
    case 1: return { bold: true };
    case 2: return { dim: true };
    case 3: return { italic: true };
    case 4: return { underline: true };
    case 7: return { inverse: true };
    case 9: return { strikethrough: true };
    case 22: return { bold: false, dim: false };
    case 23: return { italic: false };
    case 24: return { underline: false };
    case 27: return { inverse: false };
    case 29: return { strikethrough: false };
    case 39: return { foreground: null };
    case 49: return { background: null };
  }
  if (code >= 30 && code <= 37) return { foreground: code - 30 };
  if (code >= 90 && code <= 97) return { foreground: code - 90 + 8 };
  if (code >= 40 && code <= 47) return { background: code - 40 };
  if (code >= 100 && code <= 107) return { background: code - 100 + 8 };
  return {};
}

/** Colours beyond the theme's sixteen become the closest of them: readable in every theme. Returns how many codes it used. */
function extendedColor([kind, first = 0, green = 0, blue = 0]: readonly number[]): [color: number | null, used: number] {
  if (kind === 2) return [closest(first, green, blue), 4];
  if (kind !== 5) return [null, 1];
  if (first < 16) return [first, 2];
  if (first >= 232) return [closest((first - 232) * 10 + 8, (first - 232) * 10 + 8, (first - 232) * 10 + 8), 2];
  const level = (index: number): number => (index === 0 ? 0 : 55 + index * 40);
  const cube = first - 16;
  return [closest(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6)), 2];
}

function closest(red: number, green: number, blue: number): number {
  const high = Math.max(red, green, blue);
  const low = Math.min(red, green, blue);
  if (high - low < 40) return high < 64 ? 0 : high < 150 ? 8 : high < 220 ? 7 : 15;
  const middle = low + (high - low) / 2;
  const hue = (red > middle ? 1 : 0) + (green > middle ? 2 : 0) + (blue > middle ? 4 : 0);
  return high > 170 ? hue + 8 : hue;
}

const same = (one: TerminalStyle, other: TerminalStyle): boolean =>
  one.foreground === other.foreground && one.background === other.background && one.bold === other.bold && one.dim === other.dim
  && one.italic === other.italic && one.underline === other.underline && one.strikethrough === other.strikethrough && one.inverse === other.inverse;
