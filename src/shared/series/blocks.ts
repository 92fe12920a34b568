/**
 * What a column of values holds, found in one look through it: counts, extremes, and the extremes of each block, by
 * which any stretch is known from few numbers.
 */
import type { Line } from './line';

/** Values in a block. */
const size = 64;

export interface ColumnFacts {
  readonly notNumbers: number;
  readonly infinite: number;
  /** Finite values of zero or less. */
  readonly notPositive: number;
  /** Of the finite values; Infinity and -Infinity when there are none. */
  readonly lowest: number;
  readonly highest: number;
}

interface Known extends ColumnFacts {
  /**
   * Interleaved: of each block the lowest and the highest of its finite values; Infinity and -Infinity of a block
   * without any.
   */
  readonly blocks: Float64Array;
  /** The same of the values above zero alone. */
  positiveBlocks: Float64Array | null;
}

/** By column: one never changes once it is part of a series or a line. */
const known = new WeakMap<Float64Array, Known>();

export const factsOf = (column: Float64Array): ColumnFacts => lookThrough(column);

export interface Extremes {
  lowest: number;
  highest: number;
}

/**
 * Takes the finite values of `column` from `begin` to before `end` into account, of these only those above zero when
 * asked.
 */
export function includeStretch(
  extremes: Extremes,
  column: Float64Array,
  begin: number,
  end: number,
  positiveOnly: boolean,
): void {
  const first = Math.ceil(begin / size),
    last = Math.floor(end / size);
  if (first >= last) {
    includeEach(extremes, column, begin, end, positiveOnly);
    return;
  }
  const facts = lookThrough(column);
  // Without any value of zero or less both are the same.
  const blocks =
    positiveOnly && facts.notPositive > 0 ? (facts.positiveBlocks ??= positiveBlocksOf(column)) : facts.blocks;
  includeEach(extremes, column, begin, first * size, positiveOnly);
  for (let block = first; block < last; block += 1) {
    extremes.lowest = Math.min(extremes.lowest, blocks[block * 2] ?? Infinity);
    extremes.highest = Math.max(extremes.highest, blocks[block * 2 + 1] ?? -Infinity);
  }
  includeEach(extremes, column, last * size, end, positiveOnly);
}

function includeEach(
  extremes: Extremes,
  column: Float64Array,
  begin: number,
  end: number,
  positiveOnly: boolean,
): void {
  const least = positiveOnly ? Number.MIN_VALUE : -Number.MAX_VALUE;
  let { lowest, highest } = extremes;
  for (let index = begin; index < end; index += 1) {
    const value = column[index] ?? NaN;
    if (value < lowest && value >= least) {
      lowest = value;
    }
    if (value > highest && value >= least && value <= Number.MAX_VALUE) {
      highest = value;
    }
  }
  extremes.lowest = lowest;
  extremes.highest = highest;
}

/** What is known of an earlier column that `column` begins with holds for its beginning. */
export function inheritFacts(column: Float64Array, earlier: Float64Array): void {
  const facts = known.get(earlier);
  if (facts !== undefined && !known.has(column)) {
    known.set(column, lookAt(column, earlier.length, facts));
  }
}

function lookThrough(column: Float64Array): Known {
  let facts = known.get(column);
  if (facts === undefined) {
    known.set(column, (facts = lookAt(column, 0, null)));
  }
  return facts;
}

/** `before`: what is known of the values before `start`. */
function lookAt(column: Float64Array, start: number, before: Known | null): Known {
  const blocks = new Float64Array(Math.ceil(column.length / size) * 2);
  let { notNumbers, infinite, notPositive } = before ?? { notNumbers: 0, infinite: 0, notPositive: 0 };
  const whole: Extremes = { lowest: before?.lowest ?? Infinity, highest: before?.highest ?? -Infinity };
  if (before !== null) {
    blocks.set(before.blocks);
  }
  for (let begin = start; begin < column.length;) {
    const place = Math.floor(begin / size) * 2;
    const end = Math.min(column.length, (Math.floor(begin / size) + 1) * size);
    let least = Infinity,
      most = -Infinity,
      sum = 0;
    for (let index = begin; index < end; index += 1) {
      const value = column[index] ?? NaN;
      sum += value;
      if (value < least) {
        least = value;
      }
      if (value > most) {
        most = value;
      }
    }
    const block: Extremes = { lowest: least, highest: most };
    // What is no finite number stays in the sum; most blocks have none, and many no value below zero.
    if (!Number.isFinite(sum) || least <= 0) {
      block.lowest = Infinity;
      block.highest = -Infinity;
      includeEach(block, column, begin, end, false);
      for (let index = begin; index < end; index += 1) {
        const value = column[index] ?? NaN;
        if (Number.isNaN(value)) {
          notNumbers += 1;
        } else if (!Number.isFinite(value)) {
          infinite += 1;
        } else if (value <= 0) {
          notPositive += 1;
        }
      }
    }
    const begun = begin % size !== 0;
    blocks[place] = begun ? Math.min(blocks[place] ?? Infinity, block.lowest) : block.lowest;
    blocks[place + 1] = begun ? Math.max(blocks[place + 1] ?? -Infinity, block.highest) : block.highest;
    whole.lowest = Math.min(whole.lowest, block.lowest);
    whole.highest = Math.max(whole.highest, block.highest);
    begin = end;
  }
  return { notNumbers, infinite, notPositive, ...whole, blocks, positiveBlocks: null };
}

function positiveBlocksOf(column: Float64Array): Float64Array {
  const blocks = new Float64Array(Math.ceil(column.length / size) * 2);
  for (let begin = 0; begin < column.length; begin += size) {
    const block: Extremes = { lowest: Infinity, highest: -Infinity };
    includeEach(block, column, begin, Math.min(column.length, begin + size), true);
    blocks[(begin / size) * 2] = block.lowest;
    blocks[(begin / size) * 2 + 1] = block.highest;
  }
  return blocks;
}

/** Whether a line begins with all points of an earlier one. Both must be in order. Looks at each once. */
export function hasGrownFrom(line: Line, earlier: Line): boolean {
  if (
    line.xIsUnsorted === true ||
    earlier.xIsUnsorted === true ||
    !beginsWith(line.x, earlier.x) ||
    !beginsWith(line.y, earlier.y)
  ) {
    return false;
  }
  inheritFacts(line.y, earlier.y);
  return true;
}

function beginsWith(column: Float64Array, earlier: Float64Array): boolean {
  if (column.length < earlier.length) {
    return false;
  }
  for (let index = 0; index < earlier.length; index += 1) {
    const value = column[index] ?? NaN,
      was = earlier[index] ?? NaN;
    if (value !== was && !(Number.isNaN(value) && Number.isNaN(was))) {
      return false;
    }
  }
  return true;
}
