/** What of an asset can be shown beside the list, and the beginning of those that are text. Pure. */
import * as l10n from '@vscode/l10n';
import type { Asset } from '../../../src/shared/experiment';
import { decodedText, isBinary } from '../../../src/shared/text/decodedText';
import { formatCount } from '../../../src/shared/format';
import { flatEntries, indentedJson } from '../../../src/shared/text/jsonSource';
import type { Bytes } from './assetBytes';
import { readSeparated, type LoggedTable } from '../evaluation/table/loggedTable';

/** `unshown` are those that only other programs read: their bytes are not even asked for. */
export type PreviewKind = 'image' | 'audio' | 'video' | 'text' | 'table' | 'unshown';

/** What other programs read, by the end of their names. */
const formats: ReadonlyMap<string, string> = new Map(
  Object.entries({
    npy: 'A NumPy array',
    npz: 'NumPy arrays',
    pt: 'A PyTorch file',
    pth: 'A PyTorch file',
    ckpt: 'A checkpoint',
    safetensors: 'Weights in Safetensors',
    onnx: 'An ONNX model',
    h5: 'An HDF5 file',
    hdf5: 'An HDF5 file',
    keras: 'A Keras model',
    pb: 'A TensorFlow graph',
    tflite: 'A TensorFlow Lite model',
    pkl: 'A Python pickle',
    pickle: 'A Python pickle',
    joblib: 'A Python pickle of joblib',
    parquet: 'A Parquet table',
    feather: 'A Feather table',
    arrow: 'An Arrow table',
    zip: 'A ZIP archive',
    gz: 'A gzip archive',
    tgz: 'A gzip archive',
    tar: 'A tar archive',
    bz2: 'A bzip2 archive',
    xz: 'An xz archive',
    zst: 'A Zstandard archive',
    '7z': 'A 7-Zip archive',
    pdf: 'A PDF document',
    docx: 'A Word document',
    xlsx: 'An Excel workbook',
    pptx: 'A PowerPoint presentation',
    sqlite: 'An SQLite database',
    db: 'A database',
    bin: 'A binary file',
    dat: 'A data file',
    model: 'A model',
    so: 'A library',
    wasm: 'A WebAssembly module',
    whl: 'A Python package',
    pyc: 'Compiled Python',
    ply: 'A 3-D model',
    obj: 'A 3-D model',
    stl: 'A 3-D model',
    glb: 'A 3-D scene',
    gguf: 'Weights in GGUF',
  }),
);
const endings: Readonly<Partial<Record<PreviewKind, RegExp>>> = {
  image: /\.(png|jpe?g|gif|webp|svg|bmp|ico|avif)$/i,
  audio: /\.(wav|mp3|ogg|oga|flac|m4a|aac|opus)$/i,
  video: /\.(mp4|webm|ogv|mov|m4v)$/i,
  table: /\.(csv|tsv)$/i,
};

const endingOf = (name: string): string => /\.([^./\\]{1,12})$/.exec(name)?.[1]?.toLowerCase() ?? '';

export function previewKindOf({ kind, type, name }: Asset): PreviewKind {
  if (kind === 'image' && type !== '3d-image') {
    return 'image';
  }
  if (kind === 'audio' || kind === 'video') {
    return kind;
  }
  if (formats.has(endingOf(name)) || type === 'datagrid') {
    return 'unshown';
  }
  for (const [shown, ending] of Object.entries(endings)) {
    if (ending.test(name)) {
      return shown as PreviewKind;
    }
  }
  return 'text';
}

/** In words, for what is not shown: `NumPy arrays (.npz)`. */
export function formatOf({ name, type }: Asset): string {
  const ending = endingOf(name);
  if (type === 'datagrid') {
    return l10n.t('A data grid');
  }
  const format = formats.get(ending);
  return format === undefined ? l10n.t('A binary file') : `${format} (.${ending})`;
}

export type Excerpt =
  | {
      readonly shown: 'text';
      readonly text: string;
      /** What is left out, in words; null for the whole. */ readonly rest: string | null;
    }
  | { readonly shown: 'table'; readonly table: LoggedTable; readonly rest: string | null }
  | { readonly shown: 'nothing'; readonly because: string };

const mostLines = 400;
const mostCharacters = 100_000;
const mostRows = 100;
/** Bytes; longer JSON is shown as it was written. */
const longestJson = 1024 * 1024;

export function excerptOf(asset: Asset, bytes: Bytes): Excerpt {
  if (bytes.length === 0) {
    return { shown: 'nothing', because: l10n.t('The file is empty.') };
  }
  if (isBinary(bytes)) {
    return { shown: 'nothing', because: l10n.t('{asset} cannot be shown here.', { asset: formatOf(asset) }) };
  }
  if (previewKindOf(asset) === 'table') {
    return tableExcerpt(asset, bytes);
  }
  const indented = bytes.length <= longestJson ? jsonExcerpt(asset, decodedText(bytes)) : null;
  return textExcerpt(
    indented ?? decodedText(bytes.subarray(0, mostCharacters * 4)),
    indented === null && bytes.length > mostCharacters * 4,
  );
}

/** Null for what is no JSON; files of any name may be. Nothing but its blanks changes. */
const jsonExcerpt = ({ name }: Asset, text: string): string | null =>
  /\.json$/i.test(name) || /^[[{]/.test(text) ? indentedJson(text) : null;

function textExcerpt(text: string, cutAlready: boolean): Excerpt {
  const lines = text.split(/\r\n|\n|\r/, mostLines + 1);
  const shown = lines.slice(0, mostLines).join('\n').slice(0, mostCharacters);
  const cut = cutAlready || lines.length > mostLines || shown.length === mostCharacters;
  return {
    shown: 'text',
    text: shown,
    rest: cut
      ? l10n.t('The first {lines}; open it to read on.', {
          lines: formatCount(Math.min(lines.length, shown.split('\n').length), 'line'),
        })
      : null,
  };
}

/** A part that ends within a row loses that row. */
function tableExcerpt({ name }: Asset, bytes: Bytes): Excerpt {
  const enough = 256 * 1024;
  const start = decodedText(bytes.subarray(0, enough));
  const end = Math.max(start.lastIndexOf('\n'), start.lastIndexOf('\r')) + 1;
  const text = bytes.length > enough && end > 0 ? start.slice(0, end) : start;
  let table: LoggedTable;
  try {
    table = readSeparated(text, /\.tsv$/i.test(name) ? '\t' : null);
  } catch {
    return textExcerpt(text, bytes.length > enough);
  }
  const cut = table.rows.length > mostRows || bytes.length > enough;
  return {
    shown: 'table',
    table: { ...table, rows: table.rows.slice(0, mostRows) },
    rest: cut
      ? l10n.t('The first {rows}; open it to read on.', {
          rows: formatCount(Math.min(mostRows, table.rows.length), 'row'),
        })
      : null,
  };
}

/** What was logged beside an asset, as names and values when it is a flat enough JSON object; else as it is. */
export function metadataOf({ metadata }: Asset): readonly (readonly [name: string, value: string])[] {
  if (metadata === null || metadata.trim() === '' || metadata.trim() === '{}') {
    return [];
  }
  return flatEntries(metadata) ?? [[l10n.t('Metadata'), metadata]];
}
