/** Tables as people log them: CSV, TSV, the shapes of pandas' JSON, data grids (JSON in a zip). Pure. */
import * as l10n from '@vscode/l10n';
import { unzipSync } from 'fflate';
import { decodedText } from '../../../../src/shared/text/decodedText';
import {
  compactJson,
  entriesOf,
  itemsOf,
  leafText,
  readJsonSource,
  textOfLeaf,
  type JsonSource,
} from '../../../../src/shared/text/jsonSource';
import { malformed } from '../../assets/json';
import { numberOfText } from '../../../elements/tables/numberTexts';
import { separatedRows } from './separated';

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
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) {
    return readGrid(bytes);
  }
  const text = decodedText(bytes);
  const table = /^\s*[[{]/.test(text) ? readJsonTable(readJsonSource(text)) : null;
  if (table !== null) {
    return table;
  }
  return /\.json$/i.test(name) ? noTable() : readSeparated(text, /\.tsv$/i.test(name) ? '\t' : null);
}

function readGrid(bytes: Uint8Array): LoggedTable {
  let entries: Record<string, Uint8Array>;
  try {
    entries = unzipSync(bytes, {
      filter: ({ originalSize, name }) => originalSize <= largestEntry && name.endsWith('.json'),
    });
  } catch {
    throw malformed(l10n.t('data grid'));
  }
  for (const entry of Object.values(entries)) {
    const value = readJsonSource(decodedText(entry));
    if (value !== undefined && entriesOf(value)?.has('rows') === true) {
      return readJsonTable(value) ?? noTable();
    }
  }
  throw malformed(l10n.t('data grid'));
}

function noTable(): never {
  throw malformed('table');
}

/** Null for what is no JSON: tables of other kinds may begin with a bracket. */
function readJsonTable(value: JsonSource | undefined): LoggedTable | null {
  if (value === undefined) {
    return null;
  }
  const list = itemsOf(value);
  if (list !== null) {
    return fromRecords(list);
  }
  const known = entriesOf(value);
  if (known === null) {
    return noTable();
  }
  const [schema, data, rows] = [
    known.get('schema'),
    known.get('data'),
    itemsOf(known.get('rows') ?? known.get('data')),
  ];
  if (schema !== undefined && entriesOf(schema) !== null && itemsOf(data) !== null) {
    return fromRecords(itemsOf(data) ?? []);
  }
  if (rows === null) {
    return fromColumns(value);
  }
  const columns = (itemsOf(known.get('columns')) ?? []).map((column) => {
    const described = entriesOf(column);
    return (
      leafText(
        described === null ? column : (described.get('name') ?? described.get('label') ?? described.get('id')),
      ) ?? ''
    );
  });
  return rows.every((row) => itemsOf(row) !== null)
    ? padded({ columns, rows: rows.map((row) => (itemsOf(row) ?? []).map(cellOf)) })
    : fromRecords(rows, columns);
}

function fromRecords(records: readonly JsonSource[], known: readonly string[] = []): LoggedTable {
  if (records.every((record) => itemsOf(record) !== null)) {
    return padded({ columns: [], rows: records.map((row) => (itemsOf(row) ?? []).map(cellOf)) });
  }
  const read = records.map((record) => entriesOf(record));
  const columns = [...new Set([...known, ...read.flatMap((record) => [...(record?.keys() ?? [])])])];
  return { columns, rows: read.map((record) => columns.map((column) => cellOf(record?.get(column)))) };
}

/** `{column: {index: value}}`, as pandas writes by default, or `{column: [values]}`. */
function fromColumns(value: JsonSource): LoggedTable {
  const columns = [...(entriesOf(value) ?? [])].map(([title, body]) => {
    const items = itemsOf(body);
    return {
      title,
      cells: items === null ? entriesOf(body) : new Map(items.map((item, index) => [String(index), item])),
    };
  });
  if (columns.length === 0) {
    return noTable();
  }
  const indices = [...new Set(columns.flatMap(({ cells }) => [...(cells?.keys() ?? noTable())]))];
  return {
    columns: columns.map(({ title }) => title),
    rows: indices.map((index) => columns.map(({ cells }) => cellOf(cells?.get(index)))),
  };
}

/** What was logged, with all its digits. */
function cellOf(value: JsonSource | undefined): TableCell {
  if (value === undefined || value === 'null') {
    return '';
  }
  if (typeof value === 'string') {
    return textOfLeaf(value);
  }
  const known = entriesOf(value);
  const assetId = leafText(known?.get('assetId') ?? known?.get('asset_id'));
  return assetId === null ? compactJson(value) : { assetId };
}

/** With the separator that is known, or the one that the text uses. */
export function readSeparated(text: string, known: string | null): LoggedTable {
  const rows = separatedRows(text, known);
  if (rows.every((row) => row.every((cell) => cell === ''))) {
    throw malformed('table');
  }
  // A first row of numbers alone is data: `log_table` writes no heading unless it is told to.
  const headed = rows.length > 1 && rows[0]?.some((name) => name.trim() !== '' && numberOfText(name) === null) === true;
  return padded(headed ? { columns: rows[0] ?? [], rows: rows.slice(1) } : { columns: [], rows });
}

/** Every row as wide as the widest, every column with a name. */
function padded({ columns, rows }: LoggedTable): LoggedTable {
  let width = columns.length;
  for (const row of rows) {
    width = Math.max(width, row.length);
  }
  return {
    columns: Array.from({ length: width }, (_, index) =>
      columns[index] === undefined || columns[index] === ''
        ? l10n.t('Column {number}', { number: index + 1 })
        : columns[index],
    ),
    rows: rows.map((row) =>
      row.length === width ? row : Array.from({ length: width }, (_, index) => row[index] ?? ''),
    ),
  };
}
