/**
 * Histograms as they are logged: counts in bins that grow exponentially around an offset, and the same in bins of one
 * width. Pure.
 */
import { isObject, listOf, malformed, numberIn, readObject, type JsonObject } from '../../assets/json';
import { between } from '../../../drawing/marks';
import { shareAt } from '../../../drawing/extent';

export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

export interface Histogram {
  readonly step: number | null;
  /** Ascending, with finite edges; empty ones are left out. */
  readonly bins: readonly Bin[];
  /** Of all values, those beyond the edges too. */
  readonly count: number;
  /**
   * Values beyond the first edge and beyond the last: infinite ones among them. Where those edges are is known where
   * there are such values.
   */
  readonly below: Beyond | null;
  readonly above: Beyond | null;
}

export interface Beyond {
  readonly count: number;
  readonly edge: number;
}

/**
 * A single histogram, or those of all steps; `step` is of a single one. Throws what a part can show when it is none.
 */
export function readHistograms(text: string, step: number | null): readonly Histogram[] {
  const value = readObject(text, 'histogram');
  const entries = 'histograms' in value ? listOf(value['histograms']).filter(isObject) : [{ step, histogram: value }];
  const found = entries.flatMap((entry) => {
    const content = isObject(entry['histogram']) ? readContent(entry['histogram']) : null;
    const at = numberIn(entry['step']);
    return content === null ? [] : [{ step: Number.isFinite(at) ? at : null, ...content }];
  });
  if (found.length === 0) {
    throw malformed('histogram');
  }
  return found.sort((one, other) =>
    (one.step ?? Infinity) === (other.step ?? Infinity) ? 0 : (one.step ?? Infinity) - (other.step ?? Infinity),
  );
}

function readContent(histogram: JsonObject): Omit<Histogram, 'step'> | null {
  const edges = edgesOf(
    numberIn(histogram['start']),
    numberIn(histogram['stop']),
    numberIn(histogram['step']),
    numberIn(histogram['offset'] ?? 0),
  );
  if (edges === null) {
    return null;
  }
  const dense = listOf(histogram['values']);
  const pairs =
    dense.length > 0 ? dense.map((count, index) => [index, count]) : listOf(histogram['index_values']).map(listOf);
  const counted = pairs
    .map(([index, count]): readonly [number, number] => [numberIn(index), numberIn(count)])
    .filter(
      ([index, count]) =>
        count > 0 && count < Infinity && Number.isInteger(index) && index >= 0 && index < edges.length - 1,
    )
    .sort(([one], [other]) => one - other);
  const outermost = edges.length - 2;
  const beyond = (place: number, edge: number | undefined): Beyond | null => {
    const count = counted.reduce((sum, [index, each]) => (index === place ? sum + each : sum), 0);
    return count === 0 || edge === undefined ? null : { count, edge };
  };
  return {
    count: Math.min(
      Number.MAX_VALUE,
      counted.reduce((sum, [, count]) => sum + count, 0),
    ),
    bins: counted
      .filter(([index]) => index > 0 && index < outermost)
      .map(([index, count]) => ({ from: edges[index] ?? 0, to: edges[index + 1] ?? 0, count })),
    below: beyond(0, edges[1]),
    above: beyond(outermost, edges[outermost]),
  };
}

/** More bins than this are not the SDK's. */
const mostEdges = 100_000;
/** Histograms of one experiment have the same few edges. */
const mostKnown = 20;
const known = new Map<string, readonly number[]>();

/**
 * `[-∞, …, offset - start, offset, offset + start, …, ∞]`, each distance `step` times the one before. Null for what has
 * no end.
 */
export function edgesOf(start: number, stop: number, step: number, offset: number): readonly number[] | null {
  if (!(start > 0 && stop > start && step > 1) || !Number.isFinite(stop) || !Number.isFinite(offset)) {
    return null;
  }
  const name = `${start}/${stop}/${step}/${offset}`;
  const before = known.get(name);
  if (before !== undefined) {
    return before;
  }
  const distances: number[] = [];
  // Multiplied one by one, as the SDK does, so that edges are the same to the last bit.
  for (let distance = start; offset + distance <= stop && Number.isFinite(offset - distance);) {
    if (distances.length === mostEdges) {
      return null;
    }
    distances.push(distance);
    const next = distance * step;
    // Next to nothing, times a little more than one, is the same again.
    if (!(next > distance)) {
      return null;
    }
    distance = next;
  }
  const edges = [
    -Infinity,
    ...distances.map((distance) => offset - distance).reverse(),
    offset,
    ...distances.map((distance) => offset + distance),
    Infinity,
  ];
  if (known.size === mostKnown) {
    known.clear();
  }
  known.set(name, edges);
  return edges;
}

/** Counts in `count` bins of one width over a range, each bin's spread evenly over its own. */
export function rebin({ bins }: Pick<Histogram, 'bins'>, from: number, to: number, count: number): Float64Array {
  const found = new Float64Array(count);
  const extent = { from, to };
  for (const bin of bins) {
    const begin = shareAt(extent, bin.from) * count,
      end = shareAt(extent, bin.to) * count;
    const first = Math.min(count - 1, Math.max(0, Math.floor(begin)));
    const last = Math.min(count - 1, Math.max(0, Math.ceil(end) - 1));
    if (last <= first || !(end > begin)) {
      found[first] = (found[first] ?? 0) + bin.count;
      continue;
    }
    for (let index = first; index <= last; index += 1) {
      const overlap = Math.min(end, index + 1) - Math.max(begin, index);
      found[index] = (found[index] ?? 0) + bin.count * (Math.max(0, overlap) / (end - begin));
    }
  }
  return found;
}

/** Of the values within the edges, within a bin taken as evenly spread; NaN where there are none. */
export function quantile({ bins }: Pick<Histogram, 'bins'>, share: number): number {
  const count = bins.reduce((sum, bin) => sum + bin.count, 0);
  let before = 0;
  for (const bin of bins) {
    if (before + bin.count >= share * count) {
      return between(bin.from, bin.to, Math.min(1, Math.max(0, (share * count - before) / bin.count)));
    }
    before += bin.count;
  }
  return bins.at(-1)?.to ?? NaN;
}
