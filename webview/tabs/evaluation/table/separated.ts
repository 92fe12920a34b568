/**
 * CSV and its relatives, as people write them: whichever separator, line ends and way to escape a quote they use. Pure.
 */
import Papa from 'papaparse';

/** In the order of their likelihood, for texts that could be either. */
const separators = [',', '\t', ';', '|'];
/** Rows that are looked at to find the separator. */
const rowsTried = 50;
/** Characters of a beginning that holds so many rows, unless they are very wide. */
const charactersTried = 256 * 1024;

/** Rows of a text; a separator that is not known is the one that cuts most rows alike, not counting within quotes. */
export function separatedRows(text: string, known: string | null): string[][] {
  const content = withLineFeeds(text.replace(/^\ufeff/, ''));
  // Spreadsheets write in front of a table what separates its cells.
  const told = /^"?sep=(.)"?\n/i.exec(content);
  const body = told === null ? content : content.slice(told[0].length);
  const rows = rowsWith(body, told?.[1] ?? known ?? guessed(body));
  if (rows.at(-1)?.join('') === '' && rows.at(-1)?.length === 1) {
    rows.pop();
  }
  // An empty line is a row where there is one column, and none where there are several.
  return rows.some(({ length }) => length > 1) ? rows.filter((row) => row.length > 1 || row[0] !== '') : rows;
}

function rowsWith(text: string, delimiter: string, preview = 0): string[][] {
  const parse = (quoting: object): { readonly rows: string[][]; readonly broken: boolean } => {
    const { data, errors } = Papa.parse<string[]>(text, { delimiter, newline: '\n', preview, ...quoting });
    return { rows: data, broken: errors.some(({ code }) => code === 'InvalidQuotes') };
  };
  const usual = parse({});
  if (!usual.broken) {
    return usual.rows;
  }
  // Some escape quotes with a backslash; with others a quote is a sign like any other. Either way no row may swallow
  // the next.
  const escaped = text.includes('\\"') ? parse({ escapeChar: '\\' }) : usual;
  return escaped.broken ? parse({ quoteChar: '\0' }).rows : escaped.rows;
}

function guessed(text: string): string {
  const beginning = text.slice(0, charactersTried);
  const whole =
    beginning.length < text.length && beginning.includes('\n')
      ? beginning.slice(0, beginning.lastIndexOf('\n'))
      : beginning;
  let best = { separator: ',', alike: 0, width: 1 };
  for (const separator of separators) {
    if (!whole.includes(separator)) {
      continue;
    }
    const rows = rowsWith(whole, separator, rowsTried).filter((row) => row.length > 1 || row[0] !== '');
    const width = rows[0]?.length ?? 1;
    const alike = rows.filter(({ length }) => length === width).length / rows.length;
    if (width > 1 && (alike > best.alike || (alike === best.alike && width > best.width && best.alike < 1))) {
      best = { separator, alike, width };
    }
  }
  return best.separator;
}

/** Line ends of all systems, but for those within a quoted cell. */
function withLineFeeds(text: string): string {
  return text.includes('\r')
    ? text.replace(/(?<=^|[,;\t|\r\n])"[^"]*(?:""[^"]*)*"|\r\n?/g, (found) => (found.startsWith('"') ? found : '\n'))
    : text;
}
