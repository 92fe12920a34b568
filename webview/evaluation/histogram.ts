/** Histograms as Comet logs them: counts in bins that grow exponentially around an offset, and the same in bins of one width. Pure. */
import { isObject, listOf, malformed, numberIn, readObject } from '../assets/json';

export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

export interface Histogram {
  readonly step: number | null;
  /** Ascending; empty ones are left out. */
  readonly bins: readonly Bin[];
  readonly count: number;
}

/** A single histogram, or those of all steps; `step` is of a single one. Throws what a part can show when it is none. */
export function readHistograms(text: string, step: number | null): readonly Histogram[] {
  const value = readObject(text, 'histogram');
  const entries = 'histograms' in value ? listOf(value['histograms']).filter(isObject) : [{ step, histogram: value }];
  const found = entries.flatMap((entry) => {
    const bins = isObject(entry['histogram']) ? readBins(entry['histogram']) : null;
    const at = numberIn(entry['step']);
    return bins === null ? [] : [{ step: Number.isNaN(at) ? null : at, bins, count: bins.reduce((sum, { count }) => sum + count, 0) }];
  });
  if (found.length === 0) throw malformed('histogram');
  return found.sort((one, other) => (one.step ?? Infinity) - (other.step ?? Infinity));
}

function readBins(histogram: Readonly<Record<string, unknown>>): readonly Bin[] | null {
  const edges = edgesOf(numberIn(histogram['start']), numberIn(histogram['stop']), numberIn(histogram['step']), numberIn(histogram['offset'] ?? 0));
  if (edges === null) return null;
  const dense = listOf(histogram['values']);
  const pairs = dense.length > 0 ? dense.map((count, index) => [index, count]) : listOf(histogram['index_values']).map(listOf);
  return pairs.map(([index, count]): readonly [number, number] => [numberIn(index), numberIn(count)])
    .filter(([index, count]) => count > 0 && index >= 0 && index < edges.length - 1)
    .sort(([one], [other]) => one - other)
    .map(([index, count]) => {
      const from = edges[index] ?? 0;
      const to = edges[index + 1] ?? 0;
      // What lies beyond the last edge is drawn at it.
      return { from: from === -Infinity ? to : from, to: to === Infinity ? from : to, count };
    });
}

const mostEdges = 100_000;
const known = new Map<string, readonly number[]>();

/** `[-∞, …, offset - start, offset, offset + start, …, ∞]`, each distance `step` times the one before. Null for what has no end. */
export function edgesOf(start: number, stop: number, step: number, offset: number): readonly number[] | null {
  if (!(start > 0 && stop > start && step > 1) || !Number.isFinite(stop) || !Number.isFinite(offset)) return null;
  if (Math.log(stop / start) / Math.log(step) > mostEdges) return null;
  const name = `${start}/${stop}/${step}/${offset}`;
  const before = known.get(name);
  if (before !== undefined) return before;
  const distances: number[] = [];
  // Multiplied one by one, as the SDK does, so that edges are the same to the last bit.
  for (let distance = start; offset + distance <= stop; distance *= step) distances.push(distance);
  const edges = [-Infinity, ...distances.map((distance) => offset - distance).reverse(), offset, ...distances.map((distance) => offset + distance), Infinity];
  known.set(name, edges);
  return edges;
}

/** Counts in `count` bins of one width over a range, each bin's spread evenly over its own. */
export function rebin({ bins }: Histogram, from: number, to: number, count: number): Float64Array {
  const width = (to - from) / count;
  const found = new Float64Array(count);
  for (const bin of bins) {
    const first = Math.min(count - 1, Math.max(0, Math.floor((bin.from - from) / width)));
    const last = Math.min(count - 1, Math.max(0, Math.ceil((bin.to - from) / width) - 1));
    if (last <= first || !(bin.to > bin.from)) {
      found[first] = (found[first] ?? 0) + bin.count;
      continue;
    }
    for (let index = first; index <= last; index += 1) {
      const overlap = Math.min(bin.to, from + (index + 1) * width) - Math.max(bin.from, from + index * width);
      found[index] = (found[index] ?? 0) + (bin.count * Math.max(0, overlap)) / (bin.to - bin.from);
    }
  }
  return found;
}

/** Of all values, within a bin taken as evenly spread. */
export function quantile({ bins, count }: Histogram, share: number): number {
  let before = 0;
  for (const bin of bins) {
    if (before + bin.count >= share * count) return bin.from + ((share * count - before) / bin.count) * (bin.to - bin.from);
    before += bin.count;
  }
  return bins.at(-1)?.to ?? NaN;
}
