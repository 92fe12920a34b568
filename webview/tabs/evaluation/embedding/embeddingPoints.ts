/**
 * An embedding ready to be drawn: its projection, what is known of each point, and what colours mean. Knows no element.
 */
import * as l10n from '@vscode/l10n';
import { BackendError, toProblem, type Problem } from '../../../../src/shared/problem';
import { textOf } from '../../assets/assetBytes';
import { paletteSize, seriesVariable } from '../../../drawing/palette';
import { assetsOf, type ExperimentAssets } from '../../assets/experimentAssets';
import { extentOf, shareAt } from '../../../drawing/extent';
import { project, readEmbeddings, readLabels, readVectors, type EmbeddingSource, type Projection } from './embedding';
import { inkOf, rampTo, rgbOf } from '../colorRamp';
import { boundsOf, type Bounds, type PointStyles, type Pictures } from './scatter';

export interface Embedding {
  readonly name: string;
  readonly projection: Projection;
  readonly bounds: Bounds;
  readonly count: number;
  readonly dimensions: number;
  /** Columns, a text a point. */
  readonly labels: ReadonlyMap<string, readonly string[]>;
  /** Null when none were logged with it, or when they cannot be shown. */
  readonly pictures: Pictures | null;
  readonly picturesProblem: Problem | null;
}

export async function loadEmbeddings(experiment: ExperimentAssets, assetId: string): Promise<readonly Embedding[]> {
  const sources = readEmbeddings(textOf(await experiment.bytes.read(assetId)), assetsOf(experiment));
  return Promise.all(sources.map((source) => loadEmbedding(experiment, source)));
}

async function loadEmbedding(
  { bytes }: ExperimentAssets,
  { name, vectors, labels, sprite }: EmbeddingSource,
): Promise<Embedding> {
  const { origins, ...table } = readVectors(textOf(await bytes.read(vectors.id)));
  const columns = labels === null ? [] : [...readLabels(textOf(await bytes.read(labels.id)))];
  let pictures: Pictures | null = null;
  let picturesProblem: Problem | null = null;
  if (sprite !== null) {
    try {
      const image = await createImageBitmap(new Blob([await bytes.read(sprite.asset.id)]));
      pictures = { image, width: sprite.width, height: sprite.height, of: origins };
    } catch (error) {
      picturesProblem = toProblem(
        error instanceof DOMException
          ? new BackendError('unsupported', l10n.t('The pictures of its points cannot be shown here.'))
          : error,
      );
    }
  }
  const projection = await project({ ...table, origins });
  return {
    name,
    pictures,
    picturesProblem,
    count: table.count,
    dimensions: table.dimensions,
    projection,
    bounds: boundsOf(projection.positions),
    labels: new Map(columns.map(([title, values]) => [title, Array.from(origins, (origin) => values[origin] ?? '')])),
  };
}

/** More values than colours and shapes can tell apart: the most frequent have their own, the others share one. */
const mostCategories = 2 * paletteSize;
const rampLevels = 16;

/** What colours mean: each value's own, or a ramp from the lowest to the highest. */
export type Coloring =
  | { readonly kind: 'none' }
  | { readonly kind: 'categories'; readonly values: readonly string[]; readonly others: number }
  | { readonly kind: 'numbers'; readonly from: number; readonly to: number };

export function coloringOf(values: readonly string[] | null): Coloring {
  if (values === null) {
    return { kind: 'none' };
  }
  const counts = new Map<string, number>();
  for (const value of values) {
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const inOrder = (some: readonly string[]): readonly string[] =>
    [...some].sort((one, other) => one.localeCompare(other, 'en', { numeric: true }));
  if (counts.size <= mostCategories) {
    return { kind: 'categories', values: inOrder([...counts.keys()]), others: 0 };
  }
  const numbers = values.map((value) => (value.trim() === '' ? NaN : Number(value)));
  if (numbers.every(Number.isFinite)) {
    return { kind: 'numbers', ...extentOf(numbers) };
  }
  const frequent = [...counts]
    .sort(([, one], [, other]) => other - one)
    .slice(0, mostCategories - 1)
    .map(([value]) => value);
  return { kind: 'categories', values: inOrder(frequent), others: counts.size - frequent.length };
}

/** The column to colour by unless somebody chooses another: the first that tells categories apart. */
export const firstColumn = ({ labels }: Embedding): string | null =>
  [...labels].find(([, values]) => {
    const coloring = coloringOf(values);
    return coloring.kind === 'categories' && coloring.others === 0;
  })?.[0] ??
  [...labels.keys()][0] ??
  null;

/** Of the theme as it is now. */
export function stylesOf(
  { count }: Embedding,
  values: readonly string[] | null,
  coloring: Coloring,
  lit: Uint8Array | null,
  pictures: Pictures | null,
): PointStyles {
  const stampOf = new Uint8Array(count);
  const common = {
    stampOf,
    lit,
    pictures,
    ink: inkOf('--vscode-foreground'),
    ground: rgbOf('--vscode-editor-background'),
  };
  switch (coloring.kind) {
    case 'none':
      return { ...common, stamps: [{ color: rgbOf(seriesVariable(0)), square: false }] };
    case 'numbers': {
      const ramp = rampTo('--series-1');
      stampOf.forEach(
        (_, index) =>
          (stampOf[index] = Math.min(
            rampLevels - 1,
            Math.floor(shareAt(coloring, Number(values?.[index])) * rampLevels),
          )),
      );
      return {
        ...common,
        stamps: Array.from({ length: rampLevels }, (_, level) => ({
          color: ramp.at(0.2 + (0.8 * (level + 0.5)) / rampLevels).rgb,
          square: false,
        })),
      };
    }
    case 'categories': {
      const places = new Map(coloring.values.map((value, index) => [value, index]));
      stampOf.forEach((_, index) => (stampOf[index] = places.get(values?.[index] ?? '') ?? coloring.values.length));
      const stamps = coloring.values.map((_, index) => ({
        color: rgbOf(seriesVariable(index)),
        square: index >= paletteSize,
      }));
      return { ...common, stamps: [...stamps, { color: rgbOf('--chart-text'), square: false }] };
    }
  }
}

/** Which points' labels hold all the words; null when none were given. */
export function matching({ count, labels }: Embedding, query: string): Uint8Array | null {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) {
    return null;
  }
  const columns = [...labels.values()];
  return Uint8Array.from({ length: count }, (_, index) => {
    const text = columns
      .map((values) => values[index] ?? '')
      .join('\n')
      .toLowerCase();
    return words.every((word) => text.includes(word)) ? 1 : 0;
  });
}
