/** Words laid out where nothing breaks lines by itself, as in SVG. Pure: how wide a text is, it is told. */

/** Pixels. */
export type WidthOf = (text: string, size: number, bold: boolean) => number;

/** Longer names are told by their beginning. */
const mostLines = 6;

/**
 * The text in lines no wider than that, broken behind blanks and punctuation where there are any; a little of a text
 * too long for it.
 */
export function wrap(text: string, widest: number, widthOf: (text: string) => number): readonly string[] {
  const characters = Array.from(text.replace(/\s+/g, ' ').trim());
  const lines: string[] = [];
  let start = 0;
  while (start < characters.length) {
    const end = lineEnd(characters, start, widest, widthOf);
    if (lines.length === mostLines - 1 && end < characters.length) {
      lines.push(
        `${characters
          .slice(start, Math.max(start + 1, end - 1))
          .join('')
          .trimEnd()}…`,
      );
      break;
    }
    lines.push(characters.slice(start, end).join('').trim());
    start = end;
  }
  return lines.filter((line) => line !== '');
}

/** At least one character further. */
function lineEnd(
  characters: readonly string[],
  start: number,
  widest: number,
  widthOf: (text: string) => number,
): number {
  let line = '',
    opportunity = -1;
  for (let index = start; index < characters.length; index += 1) {
    const character = characters[index] ?? '';
    line += character;
    if (index > start && widthOf(line) > widest) {
      return opportunity > start ? opportunity : index;
    }
    if (/[\s/_.,;:|=-]/.test(character)) {
      opportunity = index + 1;
    }
  }
  return characters.length;
}
