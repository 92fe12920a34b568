/** A table as a text to paste or to keep: Markdown for a note, CSV for a spreadsheet. Pure. */
import { numberOfText } from './numberTexts';

export interface TextTable {
  readonly headings: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export function markdownOf({ headings, rows }: TextTable): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(markdownCell).join(' | ')} |`;
  return `${[line(headings), `|${headings.map(() => ' --- |').join('')}`, ...rows.map(line)].join('\n')}\n`;
}

/** As RFC 4180 says. */
export const csvOf = ({ headings, rows }: TextTable): string =>
  // An empty line would be no row.
  [headings, ...rows]
    .map((cells) => `${cells.length === 1 && cells[0] === '' ? '""' : cells.map(csvCell).join(',')}\r\n`)
    .join('');

/** What other people logged must neither end the cell nor become markup. */
const markdownCell = (text: string): string =>
  text
    .replace(/[\\|`*_<>[\]~&]/g, '\\$&')
    .replace(/\s*[\r\n]+\s*/g, ' ')
    .trim();

/** A spreadsheet would run a text that begins like a formula: an apostrophe keeps it a text. Numbers stay numbers. */
function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r\n]/.test(text) && (numberOfText(text) === null || text !== text.trim()) ? `'${text}` : text;
  // Other countries' spreadsheets take other separators,
  return /[",;\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
