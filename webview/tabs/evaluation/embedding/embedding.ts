/**
 * Embeddings as they are logged (a projector configuration beside tables of vectors and labels), and their projection.
 * Pure.
 */
import * as l10n from '@vscode/l10n';
import type { Asset } from '../../../../src/shared/experiment';
import { isObject, listOf, malformed, numberIn, readObject, textIn } from '../../assets/json';

export interface EmbeddingSource {
  readonly name: string;
  readonly vectors: Asset;
  /** Null when none were logged with it. */
  readonly labels: Asset | null;
  readonly sprite: SpriteSource | null;
}

/** One image in which the small pictures of all points stand row by row. */
export interface SpriteSource {
  readonly asset: Asset;
  /** Of a single picture, in pixels. */
  readonly width: number;
  readonly height: number;
}

/** Those whose vectors are assets of the same experiment: others would have to be fetched from somewhere. */
export function readEmbeddings(text: string, assets: readonly Asset[]): readonly EmbeddingSource[] {
  const assetOf = (path: unknown): Asset | null => {
    const id = /[?&](?:assetId|imageId)=([^&]+)/.exec(textIn(path) ?? '')?.[1];
    return id === undefined ? null : (assets.find((asset) => asset.id === decodeURIComponent(id)) ?? null);
  };
  const spriteIn = (value: unknown): SpriteSource | null => {
    if (!isObject(value)) {
      return null;
    }
    const asset = assetOf(value['imagePath']);
    const [width = NaN, height = NaN] = listOf(value['singleImageDim']).map(numberIn);
    return asset !== null && width >= 1 && height >= 1 ? { asset, width, height } : null;
  };
  const found = listOf(readObject(text, 'embedding')['embeddings'])
    .filter(isObject)
    .flatMap((entry) => {
      const vectors = assetOf(entry['tensorPath']);
      return vectors === null
        ? []
        : [
            {
              name: textIn(entry['tensorName']) ?? '',
              vectors,
              labels: assetOf(entry['metadataPath']),
              sprite: spriteIn(entry['sprite']),
            },
          ];
    });
  if (found.length === 0) {
    throw malformed('embedding');
  }
  return found;
}

export interface Vectors {
  readonly count: number;
  readonly dimensions: number;
  /**
   * Row by row, as distances from the mean of their column, in units of `unit`: so no number is too large, too small or
   * too far from zero for what is reckoned with them.
   */
  readonly values: Float32Array;
  readonly unit: number;
  /** The place of each in what was logged, where lines that are no vectors count too. */
  readonly origins: Uint32Array;
}

/** Lines of numbers between tabs or commas. Throws what a part can show when there are none. */
export function readVectors(text: string): Vectors {
  const rows = text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => line.split(line.includes('\t') ? '\t' : ',').map(numberIn));
  const dimensions = rows[0]?.length ?? 0;
  const origins = Uint32Array.from(
    rows.flatMap((row, index) => (row.length === dimensions && row.every(Number.isFinite) ? [index] : [])),
  );
  if (origins.length === 0) {
    throw malformed(l10n.t('table of vectors'));
  }
  const vectors = Array.from(origins, (origin) => rows[origin] ?? []);
  const { mean, unit } = centerOf(vectors, dimensions);
  const values = new Float32Array(origins.length * dimensions);
  vectors.forEach((vector, index) =>
    vector.forEach(
      (value, column) => (values[index * dimensions + column] = (value / 2 - (mean[column] ?? 0) / 2) / (unit / 2)),
    ),
  );
  return { count: origins.length, dimensions, values, unit, origins };
}

/** The mean of each column, and the largest distance from one; 1 where there is none. */
function centerOf(
  vectors: readonly (readonly number[])[],
  dimensions: number,
): { readonly mean: Float64Array; readonly unit: number } {
  const mean = new Float64Array(dimensions);
  // Step by step: a sum of large numbers is no number.
  vectors.forEach((vector, index) =>
    vector.forEach(
      (value, column) =>
        (mean[column] = (mean[column] ?? 0) + (value / (index + 1) - (mean[column] ?? 0) / (index + 1))),
    ),
  );
  let most = 0;
  for (const vector of vectors) {
    vector.forEach((value, column) => (most = Math.max(most, Math.abs(value / 2 - (mean[column] ?? 0) / 2))));
  }
  const unit = Math.min(most, Number.MAX_VALUE / 2) * 2;
  return { mean, unit: unit > smallestUnit ? unit : 1 };
}

/** Smaller distances than this are none that can be reckoned with. */
const smallestUnit = 2 ** -1000;

/** Columns of what is known of each vector; a table of one column has no heading. */
export function readLabels(text: string): ReadonlyMap<string, readonly string[]> {
  const rows = text
    .split(/\r?\n/)
    .filter((line, index, all) => line !== '' || index < all.length - 1)
    .map((line) => line.split('\t'));
  const [heading] = rows;
  if (heading === undefined) {
    return new Map();
  }
  return heading.length === 1
    ? new Map([['label', rows.map(([label = '']) => label)]])
    : new Map(heading.map((name, column) => [name, rows.slice(1).map((row) => row[column] ?? '')]));
}

export interface Projection {
  /** Of each point its three coordinates, point by point, in units of `unit`. */
  readonly positions: Float32Array;
  readonly unit: number;
  /** Shares of the variance that the three axes explain. */
  readonly explained: readonly [number, number, number];
}

const rounds = 60;
const settled = 1e-6;
/** Vectors that directions are found from; all are projected. */
const mostLearntFrom = 4000;
/** Milliseconds after which a long computation lets the page draw. */
const stretch = 12;

/** The first three principal components, by power iteration, in short turns; zeros where there are fewer dimensions. */
export async function project(vectors: Vectors): Promise<Projection> {
  const { count, dimensions, values } = vectors;
  const every = Math.max(1, Math.ceil(count / mostLearntFrom));
  let variance = 0;
  for (let row = 0; row < count; row += every) {
    for (let column = 0; column < dimensions; column += 1) {
      variance += (values[row * dimensions + column] ?? 0) ** 2;
    }
  }
  const axes: Float64Array[] = [];
  const explained: number[] = [];
  let since = performance.now();
  const along = (row: number, axis: Float64Array): number => {
    let sum = 0;
    for (let column = 0; column < dimensions; column += 1) {
      sum += (values[row * dimensions + column] ?? 0) * (axis[column] ?? 0);
    }
    return sum;
  };
  for (let which = 0; which < 3; which += 1) {
    // Any start does that is not at right angles to the axis; the same one each time, so that the picture is the same.
    let axis = unit(
      Float64Array.from({ length: dimensions }, (_, column) => Math.sin(column * 12.9898 + which * 78.233) + 0.1),
      axes,
    );
    let strength = 0;
    for (let round = 0; round < rounds; round += 1) {
      const next = new Float64Array(dimensions);
      for (let row = 0; row < count; row += every) {
        const score = along(row, axis);
        for (let column = 0; column < dimensions; column += 1) {
          next[column] = (next[column] ?? 0) + score * (values[row * dimensions + column] ?? 0);
        }
        if (performance.now() - since > stretch) {
          await new Promise((resolve) => setTimeout(resolve));
          since = performance.now();
        }
      }
      const found = lengthOf(next);
      const moved = unit(next, axes);
      const change = 1 - Math.abs(moved.reduce((sum, value, column) => sum + value * (axis[column] ?? 0), 0));
      axis = moved;
      strength = found;
      if (change < settled || found === 0) {
        break;
      }
    }
    axes.push(axis);
    explained.push(variance === 0 ? 0 : strength / variance);
  }
  const positions = new Float32Array(count * 3);
  for (let row = 0; row < count; row += 1) {
    axes.forEach((axis, which) => (positions[row * 3 + which] = along(row, axis)));
  }
  return { positions, unit: vectors.unit, explained: [explained[0] ?? 0, explained[1] ?? 0, explained[2] ?? 0] };
}

/**
 * What is left of a vector besides its part along the others counts as nothing below this share: it is but rounding.
 */
const leastShare = 1e-9;

/** Of any number of dimensions, of which a function takes only so many. */
const lengthOf = (vector: Float64Array): number => Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));

/** Of length one and at right angles to the others; zeros where nothing is left. */
function unit(vector: Float64Array, others: readonly Float64Array[]): Float64Array {
  const before = lengthOf(vector);
  for (const other of others) {
    const common = vector.reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0);
    vector.forEach((value, index) => (vector[index] = value - common * (other[index] ?? 0)));
  }
  const length = lengthOf(vector);
  return length <= before * leastShare ? vector.fill(0) : vector.map((value) => value / length);
}
