/** A confusion matrix as it is logged, and what can be counted from it. Pure. */
import * as l10n from '@vscode/l10n';
import { formatNumber } from '../../../../src/shared/format';
import { BackendError } from '../../../../src/shared/problem';
import { isObject, listOf, malformed, numberIn, readObject, textIn } from '../../assets/json';

export interface ConfusionMatrix {
  readonly title: string;
  readonly labels: readonly string[];
  /** Rows are what is true, columns what was predicted; a row may end early, with zeros. Finite. */
  readonly counts: readonly (readonly number[])[];
  readonly rowLabel: string;
  readonly columnLabel: string;
  samplesOf(row: number, column: number): readonly Sample[];
}

/** One example that was counted in a cell. */
export interface Sample {
  readonly index: number | null;
  readonly name: string | null;
  /** Of an image that was logged with it. */
  readonly assetId: string | null;
}

export const matrixModes = ['counts', 'rows', 'columns'] as const;
/** What a cell says: how many, or which share of its row or column. */
export type MatrixMode = (typeof matrixModes)[number];

/** More labels than this are neither counted nor drawn in time. */
const mostLabels = 2000;
const finite = (count: number): number => (Number.isFinite(count) ? count : 0);

/** Throws what a part can show when it is none, or when it is too large. */
export function readConfusionMatrix(text: string): ConfusionMatrix {
  const matrix = readObject(text, l10n.t('confusion matrix'));
  const rows = listOf(matrix['matrix']);
  const size = rows.reduce<number>((most, row) => Math.max(most, listOf(row).length), rows.length);
  if (rows.length === 0 || size === 0) {
    throw malformed(l10n.t('confusion matrix'));
  }
  if (size > mostLabels) {
    throw new BackendError(
      'unsupported',
      l10n.t('This confusion matrix has {size} labels; up to {mostLabels} can be shown here.', {
        size: formatNumber(size),
        mostLabels: formatNumber(mostLabels),
      }),
      { advice: l10n.t('Download the asset instead.') },
    );
  }
  const counts = rows.map((row) => listOf(row).map((count) => finite(numberIn(count))));
  const names = listOf(matrix['labels']);
  const samples = listOf(matrix['sampleMatrix']);
  return {
    title: textIn(matrix['title']) ?? '',
    labels: Array.from({ length: size }, (_, index) => textIn(names[index]) ?? String(index)),
    counts: Array.from({ length: size }, (_, row) => counts[row] ?? []),
    rowLabel: textIn(matrix['rowLabel']) ?? l10n.t('Actual'),
    columnLabel: textIn(matrix['columnLabel']) ?? l10n.t('Predicted'),
    samplesOf: (row, column) => listOf(listOf(samples[row])[column]).map(readSample),
  };
}

function readSample(value: unknown): Sample {
  if (isObject(value)) {
    const index = numberIn(value['index']);
    return {
      index: Number.isNaN(index) ? null : index,
      name: textIn(value['sample']),
      assetId: textIn(value['assetId']),
    };
  }
  return typeof value === 'number'
    ? { index: value, name: null, assetId: null }
    : { index: null, name: textIn(value), assetId: null };
}

export interface Totals {
  readonly rows: readonly number[];
  readonly columns: readonly number[];
  readonly all: number;
  readonly right: number;
}

export function totalsOf({ counts }: ConfusionMatrix): Totals {
  const rows = counts.map(sum);
  return {
    rows,
    all: sum(rows),
    columns: counts.map((_, column) => sum(counts.map((row) => row[column] ?? 0))),
    right: sum(counts.map((row, index) => row[index] ?? 0)),
  };
}

/** Null for a share of nothing. */
export function cellValue(
  { counts }: ConfusionMatrix,
  totals: Totals,
  mode: MatrixMode,
  row: number,
  column: number,
): number | null {
  const count = counts[row]?.[column] ?? 0;
  switch (mode) {
    case 'counts':
      return count;
    case 'rows':
      return share(count, totals.rows[row] ?? 0);
    case 'columns':
      return share(count, totals.columns[column] ?? 0);
  }
}

export const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
