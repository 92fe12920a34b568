/** Several runs of one experiment as one line with a band: what they have in the middle and how far they lie apart. */
import { at, type Line } from './line';
import { summariser, type Summariser, type Summary, type SummaryOptions } from './spread';

export interface Band {
  readonly x: Float64Array;
  /** NaN where the band is broken: points were logged there, and none is a number. */
  readonly middle: Float64Array;
  /** Edges of the band; NaN where too few runs stand behind it to tell (see `Spread`). */
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** How many runs stand behind each place. */
  readonly runs: Uint32Array;
}

export interface BandOptions extends SummaryOptions {
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
 * (the value at the end of an epoch; what a resumed run logged again). With `interpolate` it also has one strictly
 * between two finite neighbours; never before its first point, after its last or across its breaks.
 * Lines without a single finite value are no runs. Lines out of order are put in order first.
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

/** As `walkedBand`, where the n-th points of all runs stand at one place: no run is between two points of its own. */
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
