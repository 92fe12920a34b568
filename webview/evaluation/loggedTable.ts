/** Tables as people log them: CSV, TSV, the shapes of pandas' JSON, Comet's data grids (JSON in a zip). Pure. */
import { unzipSync } from 'fflate';
import { isObject, listOf, malformed, parseJson, textIn, type JsonObject } from '../assets/json';

/** A cell is text, or the picture of an asset. */
export type TableCell = string | { readonly assetId: string };

export interface LoggedTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly TableCell[])[];
}

/** An entry that unpacks to more is not unpacked. */
const largestEntry = 64 * 1024 * 1024;

/** Throws what a part can show when it is none. */
export function readTable(bytes: Uint8Array, name: string): LoggedTable {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return readGrid(bytes);
  const text = new TextDecoder().decode(bytes);
  return /^\s*[[{]/.test(text) ? readJsonTable(text) : readSeparated(text, /\.tsv$/i.test(name) ? '\t' : null);
}

function readGrid(bytes: Uint8Array): LoggedTable {
  let entries: Record<string, Uint8Array>;
  try {
    entries = unzipSync(bytes, { filter: ({ originalSize, name }) => originalSize <= largestEntry && name.endsWith('.json') });
  } catch {
    throw malformed('data grid');
  }
  for (const entry of Object.values(entries)) {
    const value = parseJson(new TextDecoder().decode(entry));
    if (isObject(value) && 'rows' in value) return readJsonTable(value);
  }
  throw malformed('data grid');
}

function readJsonTable(source: string | JsonObject): LoggedTable {
  const value = typeof source === 'string' ? parseJson(source) : source;
  if (Array.isArray(value)) return fromRecords(value);
  if (!isObject(value)) throw malformed('table');
  const schema = value['schema'];
  if (isObject(schema) && Array.isArray(value['data'])) return fromRecords(value['data']);
  const rows = value['rows'] ?? value['data'];
  if (Array.isArray(rows)) {
    const columns = listOf(value['columns']).map((column) => (isObject(column) ? textIn(column['name'] ?? column['label'] ?? column['id']) : textIn(column)) ?? '');
    return rows.every(Array.isArray) ? padded({ columns, rows: rows.map((row: readonly unknown[]) => row.map(cellOf)) }) : fromRecords(rows, columns);
  }
  return fromColumns(value);
}

function fromRecords(records: readonly unknown[], known: readonly string[] = []): LoggedTable {
  if (records.every(Array.isArray)) return padded({ columns: [], rows: records.map((row: readonly unknown[]) => row.map(cellOf)) });
  const columns = [...new Set([...known, ...records.flatMap((record) => (isObject(record) ? Object.keys(record) : []))])];
  return { columns, rows: records.map((record) => columns.map((column) => cellOf(isObject(record) ? record[column] : undefined))) };
}

/** `{column: {index: value}}`, as pandas writes by default, or `{column: [values]}`. */
function fromColumns(value: JsonObject): LoggedTable {
  const columns = Object.keys(value);
  const bodies = columns.map((column) => value[column]);
  if (columns.length === 0 || !bodies.every((body) => isObject(body) || Array.isArray(body))) throw malformed('table');
  const indices = [...new Set(bodies.flatMap((body) => Object.keys(body as object)))];
  return { columns, rows: indices.map((index) => bodies.map((body) => cellOf((body as JsonObject)[index]))) };
}

function cellOf(value: unknown): TableCell {
  if (value === null || value === undefined) return '';
  if (isObject(value)) {
    const assetId = textIn(value['assetId'] ?? value['asset_id']);
    if (assetId !== null) return { assetId };
  }
  return textIn(value) ?? JSON.stringify(value);
}

/** RFC 4180, with the separator that the first line uses most. */
export function readSeparated(text: string, known: string | null): LoggedTable {
  const firstLine = text.slice(0, Math.max(0, text.search(/[\r\n]/)) || undefined);
  const separator = known ?? [',', '\t', ';'].reduce((best, one) => (firstLine.split(one).length > firstLine.split(best).length ? one : best));
  const rows: string[][] = [];
  const keep = (row: string[]): void => {
    if (row.length > 1 || row[0] !== '') rows.push(row);
  };
  for (let at = text.charCodeAt(0) === 0xfeff ? 1 : 0; at < text.length;) {
    const end = text.indexOf('\n', at);
    const line = text.slice(at, end < 0 ? undefined : end);
    // Most tables have no quotes, and are long.
    if (line.includes('"')) at = readQuotedRow(text, at, separator, keep);
    else {
      keep((line.includes('\r') ? line.replaceAll('\r', '') : line).split(separator));
      at += line.length + 1;
    }
  }
  if (rows.length === 0) throw malformed('table');
  // A first row of numbers alone is data: `log_table` writes no heading unless it is told to.
  const headed = rows.length > 1 && rows[0]?.some((name) => name.trim() !== '' && Number.isNaN(Number(name))) === true;
  return padded(headed ? { columns: rows[0] ?? [], rows: rows.slice(1) } : { columns: [], rows });
}

/** Letter by letter, as a quoted cell may hold separators and ends of lines; gives where the next row begins. */
function readQuotedRow(text: string, from: number, separator: string, keep: (row: string[]) => void): number {
  const row: string[] = [];
  let cell = '';
  let quoted = false;
  let at = from;
  for (; at < text.length; at += 1) {
    const letter = text[at] ?? '';
    if (quoted) {
      if (letter !== '"') cell += letter;
      else if (text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (letter === '"' && cell === '') quoted = true;
    else if (letter === separator) {
      row.push(cell);
      cell = '';
    } else if (letter === '\n') break;
    else if (letter !== '\r') cell += letter;
  }
  row.push(cell);
  keep(row);
  return at + 1;
}

/** Every row as wide as the widest, every column with a name. */
function padded({ columns, rows }: LoggedTable): LoggedTable {
  let width = columns.length;
  for (const row of rows) width = Math.max(width, row.length);
  return {
    columns: Array.from({ length: width }, (_, index) => (columns[index] === undefined || columns[index] === '' ? `Column ${index + 1}` : columns[index])),
    rows: rows.map((row) => (row.length === width ? row : Array.from({ length: width }, (_, index) => row[index] ?? ''))),
  };
}
