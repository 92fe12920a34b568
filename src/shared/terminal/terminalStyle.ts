/** How characters on a terminal look, and what a "select graphic rendition" sequence changes of it. Knows no text. */

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

export const plainStyle: TerminalStyle = {
  foreground: null,
  background: null,
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  strikethrough: false,
  inverse: false,
};

/** What a change led to before: runs use few of them, again and again, and equal styles are one object. */
const known = new Map<TerminalStyle, Map<string, TerminalStyle>>();
const mostKnown = 4096;
let knownCount = 0;

/** As `restyle`, from memory where it can. */
export function restyled(style: TerminalStyle, parameters: string): TerminalStyle {
  const before = known.get(style)?.get(parameters);
  if (before !== undefined) {
    return before;
  }
  if (knownCount >= mostKnown) {
    known.clear();
    knownCount = 0;
  }
  knownCount += 1;
  const next = restyle(style, parameters);
  const changes = known.get(style) ?? new Map<string, TerminalStyle>();
  known.set(style, changes.set(parameters, next));
  return next;
}

/** The style after a “select graphic rendition” sequence. */
function restyle(style: TerminalStyle, parameters: string): TerminalStyle {
  // Private sequences end with the same letter, and are about keyboards.
  if (/[<=>?]/.test(parameters)) {
    return style;
  }
  const codes = parameters.split(';').flatMap(codesOf);
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
  return sameStyle(next, plainStyle) ? plainStyle : sameStyle(next, style) ? style : next;
}

/**
 * Parts of one parameter, between colons: a kind of underline is an underline, and a colour may name the space that it
 * is of.
 */
function codesOf(parameter: string): readonly number[] {
  const codes = parameter.split(':').map((code) => Number.parseInt(code, 10) || 0);
  const [first = 0, kind = 0] = codes;
  if (codes.length === 1) {
    return codes;
  }
  if (first === 4) {
    return [kind === 0 ? 24 : 4];
  }
  return kind === 2 && codes.length > 5 ? [first, kind, ...codes.slice(3)] : codes;
}

function simpleChange(code: number): Partial<TerminalStyle> {
  switch (code) {
    case 0:
      return plainStyle;
    case 1:
      return { bold: true };
    case 2:
      return { dim: true };
    case 3:
      return { italic: true };
    case 4:
      return { underline: true };
    case 7:
      return { inverse: true };
    case 9:
      return { strikethrough: true };
    case 22:
      return { bold: false, dim: false };
    case 23:
      return { italic: false };
    case 24:
      return { underline: false };
    case 27:
      return { inverse: false };
    case 29:
      return { strikethrough: false };
    case 39:
      return { foreground: null };
    case 49:
      return { background: null };
  }
  if (code >= 30 && code <= 37) {
    return { foreground: code - 30 };
  }
  if (code >= 90 && code <= 97) {
    return { foreground: code - 90 + 8 };
  }
  if (code >= 40 && code <= 47) {
    return { background: code - 40 };
  }
  if (code >= 100 && code <= 107) {
    return { background: code - 100 + 8 };
  }
  return {};
}

/**
 * Colours beyond the theme's sixteen become the closest of them: readable in every theme. Returns how many codes it
 * used.
 */
function extendedColor([kind, first = 0, green = 0, blue = 0]: readonly number[]): [
  color: number | null,
  used: number,
] {
  if (kind === 2) {
    return [closest(first, green, blue), 4];
  }
  if (kind !== 5) {
    return [null, 1];
  }
  if (first < 16) {
    return [first, 2];
  }
  if (first >= 232) {
    return [closest((first - 232) * 10 + 8, (first - 232) * 10 + 8, (first - 232) * 10 + 8), 2];
  }
  const level = (index: number): number => (index === 0 ? 0 : 55 + index * 40);
  const cube = first - 16;
  return [closest(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6)), 2];
}

function closest(red: number, green: number, blue: number): number {
  const high = Math.max(red, green, blue);
  const low = Math.min(red, green, blue);
  if (high - low < 40) {
    return high < 64 ? 0 : high < 150 ? 8 : high < 220 ? 7 : 15;
  }
  const middle = low + (high - low) / 2;
  const hue = (red > middle ? 1 : 0) + (green > middle ? 2 : 0) + (blue > middle ? 4 : 0);
  return high > 170 ? hue + 8 : hue;
}

export const sameStyle = (one: TerminalStyle, other: TerminalStyle): boolean =>
  one.foreground === other.foreground &&
  one.background === other.background &&
  one.bold === other.bold &&
  one.dim === other.dim &&
  one.italic === other.italic &&
  one.underline === other.underline &&
  one.strikethrough === other.strikethrough &&
  one.inverse === other.inverse;

/** The parameters that lead from any style to this one. */
export function parametersOf({
  foreground,
  background,
  bold,
  dim,
  italic,
  underline,
  strikethrough,
  inverse,
}: TerminalStyle): string {
  const color = (index: number | null, normal: number, bright: number): number | null =>
    index === null ? null : index < 8 ? normal + index : bright + index - 8;
  const codes = [
    0,
    bold ? 1 : null,
    dim ? 2 : null,
    italic ? 3 : null,
    underline ? 4 : null,
    inverse ? 7 : null,
    strikethrough ? 9 : null,
    color(foreground, 30, 90),
    color(background, 40, 100),
  ];
  return codes.filter((code) => code !== null).join(';');
}
