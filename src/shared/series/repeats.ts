/** Several runs of one experiment as one line with a band: what they have in the middle and how far they lie apart. */
import { at, type Line } from './line';

export interface Band {
  readonly x: Float64Array;
  /** NaN where the band is broken: somebody logged a point there and nobody a number. */
  readonly middle: Float64Array;
  /** Edges of the band; NaN where too few runs stand behind it to tell (see `Spread`). */
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** How many runs stand behind each place. */
  readonly runs: Uint32Array;
}

/**
 * `deviation`: a sample standard deviation either way, of 2 runs or more.
 * `confidence`: where the true middle lies 95 times in 100; for the mean by Student's t, of 2 runs or more;
 * for the median between two of the values themselves, whatever their distribution, of 6 runs or more.
 * `extremes`: from the lowest to the highest.
 */
export const spreads = ['deviation', 'confidence', 'extremes'] as const;
export type Spread = (typeof spreads)[number];

export interface BandOptions {
  readonly middle: 'mean' | 'median';
  readonly spread: Spread;
  /**
   * `union`: every place where any run has a value. `common`: those where all runs have one. `shared`: those where two
   * or more have one, and those that no other run is on its way across; every place where no two runs ever meet.
   */
  readonly grid: 'union' | 'common' | 'shared';
  /** Whether a run also counts between two neighbouring points of its own, on the straight line that joins them. */
  readonly interpolate: boolean;
}

/**
 * The band of several lines. A run has a say where it has a point with a finite value; of several at one place the last
 * (the value at the end of an epoch; what a resumed run logged anew). With `interpolate` it also has one strictly
 * between two finite neighbours; never before its first point, after its last or across its breaks.
 * Lines without a single finite value are no runs. Lines that wander are put in order first.
 */
export function bandOf(lines: readonly Line[], options: BandOptions): Band {
  const runs = lines.filter(({ y }) => y.some(Number.isFinite)).map(inOrder);
  const summarise = summariser(runs.length, options);
  const shared = sharedPlaces(runs);
  if (shared !== null) {
    return columnedBand(runs, shared, options, summarise);
  }
  const band = walkedBand(runs, options, summarise);
  // Runs that never meet would leave nothing but their ends.
  return options.grid !== 'shared' || band.runs.some((count) => count > 1)
    ? band
    : walkedBand(runs, { ...options, grid: 'union' }, summarise);
}

/** From place to place, wherever each run has its own. */
function walkedBand(lines: readonly Line[], { grid, interpolate }: BandOptions, summarise: Summariser): Band {
  const runs = lines.map((line) => new Walk(line));
  const values = new Float64Array(runs.length);
  const band = {
    x: [] as number[],
    middle: [] as number[],
    low: [] as number[],
    high: [] as number[],
    runs: [] as number[],
  };
  const summary: Summary = { middle: NaN, low: NaN, high: NaN };

  for (;;) {
    let place = Infinity;
    for (const run of runs) {
      if (run.next < place) {
        place = run.next;
      }
    }
    if (place === Infinity) {
      break;
    }

    let count = 0,
      repeated = 0,
      passing = 0;
    let broken = false;
    for (const run of runs) {
      const stands = run.next === place;
      if (stands) {
        repeated += 1;
      } else if (run.isUnderWay) {
        passing += 1;
      }
      const value = stands ? run.pass() : interpolate ? run.between(place) : NaN;
      if (!Number.isNaN(value)) {
        values[count++] = value;
      } else if (stands) {
        broken = true;
      }
    }

    if (grid === 'shared' && repeated < 2 && passing > 0) {
      continue;
    }
    const complete = grid === 'common' ? count === runs.length : count > 0;
    if (!complete && !broken) {
      continue;
    }
    if (complete) {
      summarise(values, count, summary);
    } else {
      summary.middle = summary.low = summary.high = NaN;
    }
    band.x.push(place);
    band.middle.push(summary.middle);
    band.low.push(summary.low);
    band.high.push(summary.high);
    band.runs.push(count);
  }
  return {
    x: Float64Array.from(band.x),
    middle: Float64Array.from(band.middle),
    low: Float64Array.from(band.low),
    high: Float64Array.from(band.high),
    runs: Uint32Array.from(band.runs),
  };
}

/**
 * The places of the longest run when those of every other are the first of them, none twice: so it is with runs of the
 * same program.
 */
function sharedPlaces(runs: readonly Line[]): Float64Array | null {
  const longest = runs.reduce<Float64Array>((most, { x }) => (x.length > most.length ? x : most), new Float64Array(0));
  for (let index = 1; index < longest.length; index += 1) {
    if (!((longest[index] ?? NaN) > (longest[index - 1] ?? NaN))) {
      return null;
    }
  }
  for (const { x } of runs) {
    if (x === longest) {
      continue;
    }
    for (let index = 0; index < x.length; index += 1) {
      if (x[index] !== longest[index]) {
        return null;
      }
    }
  }
  return longest;
}

/** As `walkedBand`, where the n-th points of all runs stand at one place: nobody is between two points of its own. */
function columnedBand(runs: readonly Line[], places: Float64Array, { grid }: BandOptions, summarise: Summariser): Band {
  const values = new Float64Array(runs.length);
  const columns = runs.map(({ y }) => y);
  const x = new Float64Array(places.length),
    middle = new Float64Array(places.length),
    low = new Float64Array(places.length),
    high = new Float64Array(places.length);
  const counts = new Uint32Array(places.length);
  const summary: Summary = { middle: NaN, low: NaN, high: NaN };
  let length = 0;
  for (let index = 0; index < places.length; index += 1) {
    let count = 0,
      repeated = 0;
    for (const column of columns) {
      if (index >= column.length) {
        continue;
      }
      repeated += 1;
      const value = column[index] ?? NaN;
      if (value - value === 0) {
        values[count++] = value;
      }
    }
    const complete = grid === 'common' ? count === runs.length : count > 0;
    if (!complete && count === repeated) {
      continue;
    }
    if (complete) {
      summarise(values, count, summary);
    } else {
      summary.middle = summary.low = summary.high = NaN;
    }
    x[length] = places[index] ?? NaN;
    middle[length] = summary.middle;
    low[length] = summary.low;
    high[length] = summary.high;
    counts[length++] = count;
  }
  return {
    x: x.slice(0, length),
    middle: middle.slice(0, length),
    low: low.slice(0, length),
    high: high.slice(0, length),
    runs: counts.slice(0, length),
  };
}

/** A run walked along from place to place. */
class Walk {
  /** The place of the next point; infinite at the end. */
  next: number;
  readonly #line: Line;
  #cursor = 0;
  #start = NaN;
  #startValue = NaN;
  #nextValue = NaN;

  constructor(line: Line) {
    this.#line = line;
    this.next = line.x[0] ?? Infinity;
  }

  /** Has begun, and has not ended. */
  get isUnderWay(): boolean {
    return !Number.isNaN(this.#start) && this.next !== Infinity;
  }

  /** Steps over all points at the next place; the last finite value there, NaN when there is none. */
  pass(): number {
    const { x, y } = this.#line;
    const place = this.next;
    let value = NaN;
    for (; x[this.#cursor] === place; this.#cursor += 1) {
      const candidate = y[this.#cursor] ?? NaN;
      if (Number.isFinite(candidate)) {
        value = candidate;
      }
    }
    this.next = x[this.#cursor] ?? Infinity;
    this.#start = place;
    this.#startValue = y[this.#cursor - 1] ?? NaN;
    this.#nextValue = y[this.#cursor] ?? NaN;
    return value;
  }

  /** The height of the straight line to the next point; NaN where there is none, or where it is broken. */
  between(place: number): number {
    const share = (place - this.#start) / (this.next - this.#start);
    const height = this.#startValue * (1 - share) + this.#nextValue * share;
    return Number.isFinite(height) ? height : NaN;
  }
}

interface Summary {
  middle: number;
  low: number;
  high: number;
}

/** Of the first `count` of `values`, all finite, at least one; they may be left in another order. */
type Summariser = (values: Float64Array, count: number, into: Summary) => void;

/** For places where up to `most` runs have a say. */
function summariser(most: number, { middle: kind, spread }: BandOptions): Summariser {
  const byCount = (of: (count: number) => number): Float64Array =>
    Float64Array.from({ length: spread === 'confidence' ? most + 1 : 0 }, (_, count) => of(count));
  const ranks = byCount(medianConfidenceRank);
  const quantiles = byCount((count) => studentQuantile(count - 1));
  return (values, count, into) => {
    // From the first value, so that equal values have exactly that mean.
    const first = at(values, 0);
    let mean = 0;
    for (let index = 0; index < count; index += 1) {
      mean += (values[index] ?? NaN) - first;
    }
    mean = first + mean / count;
    if (!Number.isFinite(mean)) {
      mean = carefulMean(values, count);
    }
    if (kind === 'median') {
      sortFirst(values, count);
    }
    into.middle = kind === 'mean' ? mean : at(values, (count - 1) >>> 1) / 2 + at(values, count >>> 1) / 2;
    if (spread === 'extremes') {
      let low = first,
        high = first;
      for (let index = 0; index < count; index += 1) {
        const value = values[index] ?? NaN;
        if (value < low) {
          low = value;
        }
        if (value > high) {
          high = value;
        }
      }
      into.low = low;
      into.high = high;
      return;
    }
    if (spread === 'confidence' && kind === 'median') {
      const rank = at(ranks, count);
      into.low = rank === 0 ? NaN : at(values, rank - 1);
      into.high = rank === 0 ? NaN : at(values, count - rank);
      return;
    }
    let squares = 0;
    for (let index = 0; index < count; index += 1) {
      const distance = (values[index] ?? NaN) - mean;
      squares += distance * distance;
    }
    const isExact = squares > smallestSquare && squares < Infinity;
    const deviation =
      count > 1 ? (isExact ? Math.sqrt(squares / (count - 1)) : carefulDeviation(values, count, mean)) : NaN;
    const reach = spread === 'deviation' ? deviation : (at(quantiles, count) * deviation) / Math.sqrt(count);
    into.low = Math.max(-Number.MAX_VALUE, into.middle - reach);
    into.high = Math.min(Number.MAX_VALUE, into.middle + reach);
  };
}

/** Squares below it have lost their digits. */
const smallestSquare = 1e-290;

/** Of values whose distances are no numbers any more: step by step. */
function carefulMean(values: Float64Array, count: number): number {
  let mean = 0;
  for (let index = 0; index < count; index += 1) {
    mean += (values[index] ?? NaN) / (index + 1) - mean / (index + 1);
  }
  return mean;
}

/** Of values whose distances have squares that are no numbers, or nothing: as shares of the largest distance. */
function carefulDeviation(values: Float64Array, count: number, mean: number): number {
  let most = 0;
  for (let index = 0; index < count; index += 1) {
    most = Math.max(most, Math.abs((values[index] ?? NaN) / 2 - mean / 2));
  }
  if (most === 0) {
    return 0;
  }
  let squares = 0;
  for (let index = 0; index < count; index += 1) {
    squares += (((values[index] ?? NaN) / 2 - mean / 2) / most) ** 2;
  }
  return Math.min(Number.MAX_VALUE, 2 * most * Math.sqrt(squares / (count - 1)));
}

/** Up to so many values are sorted sooner by putting each into its place than by the engine's own way. */
const few = 40;

function sortFirst(values: Float64Array, count: number): void {
  if (count > few) {
    values.subarray(0, count).sort();
    return;
  }
  for (let index = 1; index < count; index += 1) {
    const value = values[index] ?? NaN;
    let place = index;
    for (; place > 0 && (values[place - 1] ?? NaN) > value; place -= 1) {
      values[place] = values[place - 1] ?? NaN;
    }
    values[place] = value;
  }
}

/**
 * The largest rank k so that the median lies between the k-th lowest and k-th highest of `count` values at least 95
 * times in 100 (the sign test's interval); 0 when even the extremes do not promise that.
 */
export function medianConfidenceRank(count: number): number {
  let rank = 0;
  let chance = 0.5 ** count;
  for (let below = chance; below <= 0.025 && rank < count; below += chance) {
    rank += 1;
    chance *= (count - rank + 1) / rank;
  }
  return rank;
}

/** The 97.5 % quantile of Student's t with that many degrees of freedom; NaN below 1. Right to four digits or more. */
export function studentQuantile(freedom: number): number {
  if (!(freedom >= 1)) {
    return NaN;
  }
  const known = studentTable[freedom - 1];
  if (known !== undefined) {
    return known;
  }
  // Cornish and Fisher's expansion around the normal quantile.
  const z = 1.959963984540054;
  return (
    z +
    (z ** 3 + z) / (4 * freedom) +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2) +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * freedom ** 3) +
    (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / (92_160 * freedom ** 4)
  );
}

const studentTable = [
  12.706205, 4.302653, 3.182446, 2.776445, 2.570582, 2.446912, 2.364624, 2.306004, 2.262157, 2.228139,
];

/** The line sorted by place, equal places in their order. */
function inOrder(line: Line): Line {
  if (line.xIsUnsorted !== true) {
    return line;
  }
  const order = Uint32Array.from(line.x, (_, index) => index).sort(
    (one, other) => at(line.x, one) - at(line.x, other) || one - other,
  );
  return {
    x: Float64Array.from(order, (index) => at(line.x, index)),
    y: Float64Array.from(order, (index) => at(line.y, index)),
  };
}
