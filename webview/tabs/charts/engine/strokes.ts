/**
 * Lines and bands made ready to be painted: thinned once for a range and a width, kept while they will do. Knows no
 * canvas and no chart library.
 */
import {
  linear,
  nearest,
  thin,
  type Band,
  type Line,
  type Mark,
  type Range,
} from '../../../../src/shared/series/series';
import type { AxisScale } from './axisScale';
import { columnStrokesOf, type ColumnStrokes } from './columnStrokes';

/** A line's points that are painted; `x` and `y` are positions on the scales, NaN in `y` breaks the line. */
export interface Stroke {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Whether `x` goes back and forth. */
  readonly xIsUnsorted: boolean;
  /** Points without a neighbour to be joined with. */
  readonly alone: readonly number[];
  /** `x` is a value, not a position. */
  readonly marks: readonly Mark[];
  /** Where the first pixel column begins, as a position, and how many columns there are to a position. */
  readonly start: number;
  readonly perUnit: number;
  /** Whether so many points share a pixel column that most of them are left out. */
  readonly crowded: boolean;
  /** How it is painted as a hairline; null where there is little to be left out. */
  columnStrokes(): ColumnStrokes | null;
}

/** The edges of a band; broken at the same places. */
export interface BandStroke {
  readonly low: Stroke;
  readonly high: Stroke;
}

export interface Window {
  /** In values. */
  readonly xRange: Range;
  /** In device pixels. */
  readonly columns: number;
  readonly xScale: AxisScale;
  readonly yScale: AxisScale;
}

/**
 * `exactly`: what all points would draw, pixel column by pixel column. `roughly`: what is there already, when it comes
 * close.
 */
export type Care = 'exactly' | 'roughly';

/**
 * A pixel column of a rough stroke may be seen as so many columns; when that is thinned again takes a few draws, it is
 * so many at the most.
 */
const coarse = 2;
const coarsest = 4;
/** Fewer points than these are thinned well within a frame. */
const many = 50_000;
/** As many may be thinned in one draw while the picture moves. */
const manyAtOnce = 60_000;

/** From so many points to a pixel column on it is crowded. */
const crowd = 6;

/** Strokes by what they came from; they go when it goes. */
export class Strokes {
  readonly #made = new WeakMap<Line, ThinnedStroke>();
  readonly #bands = new WeakMap<Band, { readonly low: Line; readonly high: Line; readonly positiveOnly: boolean }>();
  #rough = false;
  /** Points that may still be thinned in this draw. */
  #left = 0;

  /** Whether any stroke given since it was last asked was a rough one. */
  takeRough(): boolean {
    const was = this.#rough;
    this.#rough = false;
    return was;
  }

  /**
   * What care can be taken while the picture moves: few points, and what is thinned already, are always drawn exactly.
   */
  careFor(lines: readonly Line[], window: Window): Care {
    this.#left = manyAtOnce;
    let points = 0;
    for (const line of lines) {
      if (!isExact(this.#made.get(line), window)) {
        points += pointsWithin(line, window.xRange);
      }
    }
    return points > many ? 'roughly' : 'exactly';
  }

  of(line: Line, window: Window, care: Care): Stroke {
    const made = this.#made.get(line);
    if (made !== undefined && isExact(made, window)) {
      return made.stroke;
    }
    if (made !== undefined && care === 'roughly' && isClose(made, line, window, this.#left > 0 ? coarse : coarsest)) {
      this.#rough = true;
      return made.stroke;
    }
    this.#left -= pointsWithin(line, window.xRange);
    const fresh = make(line, window);
    this.#made.set(line, fresh);
    return fresh.stroke;
  }

  /**
   * The stroke of an earlier line with what was added at its end; `same`: what was not added is the same, and not just
   * about.
   */
  grow(line: Line, earlier: Line, same: boolean): void {
    const made = this.#made.get(earlier);
    if (made !== undefined && !this.#made.has(line)) {
      this.#made.set(line, grown(made, line, earlier, same));
    }
  }

  ofBand(band: Band, window: Window, care: Care): BandStroke {
    const positiveOnly = window.yScale.kind === 'logarithmic';
    let edges = this.#bands.get(band);
    if (edges?.positiveOnly !== positiveOnly) {
      this.#bands.set(band, (edges = { ...edgesOf(band, positiveOnly), positiveOnly }));
    }
    return { low: this.of(edges.low, window, care), high: this.of(edges.high, window, care) };
  }
}

interface ThinnedStroke {
  readonly window: Window;
  /** What was thinned; more than is seen, so that what is moved into view is there. In positions. */
  readonly reach: Range;
  readonly stroke: Stroke;
  /** Whether it draws, in its window, what all points would. */
  readonly exact: boolean;
}

const pointsWithin = (line: Line, { from, to }: Range): number =>
  line.xIsUnsorted === true ? line.x.length : nearest(line, to) - nearest(line, from);

const isExact = (made: ThinnedStroke | undefined, window: Window): boolean =>
  made?.exact === true &&
  isAlike(made.window, window) &&
  made.window.xRange.from === window.xRange.from &&
  made.window.xRange.to === window.xRange.to &&
  made.window.columns === window.columns;

const isAlike = (one: Window, other: Window): boolean => one.xScale === other.xScale && one.yScale === other.yScale;

function isClose(
  { window: before, reach, stroke }: ThinnedStroke,
  { x, xIsUnsorted = false }: Line,
  window: Window,
  most: number,
): boolean {
  if (!isAlike(before, window)) {
    return false;
  }
  const { scale } = window.xScale;
  const from = scale.forward(window.xRange.from),
    to = scale.forward(window.xRange.to);
  if (!(window.columns / (to - from) <= stroke.perUnit * most)) {
    return false;
  }
  // Before its first point and after its last there is nothing of a line to be seen.
  const first = xIsUnsorted ? -Infinity : scale.forward(x[0] ?? NaN),
    last = xIsUnsorted ? Infinity : scale.forward(x.at(-1) ?? NaN);
  return (reach.from <= from || reach.from <= first) && (reach.to >= to || reach.to >= last);
}

function make(line: Line, window: Window): ThinnedStroke {
  const {
    xRange,
    columns,
    xScale: { scale },
  } = window;
  const from = scale.forward(xRange.from),
    to = scale.forward(xRange.to);
  const perUnit = to > from ? columns / (to - from) : 0;
  // A quarter of what is seen on either side, in whole columns: those that are seen stay the same.
  const beside = perUnit > 0 ? Math.ceil(columns / 4) : 0;
  const reach = perUnit > 0 ? { from: from - beside / perUnit, to: to + beside / perUnit } : { from, to };
  const finest = columns + 2 * beside;
  // Put together as thinning does it: what lies on the edge of a column must be in the same one for both.
  const ofColumn = perUnit > 0 ? finest / (reach.to - reach.from) : 0;
  return {
    window,
    reach,
    stroke: strokeOf(thinned(line, window, reach, finest), line, window, reach.from, ofColumn),
    exact: true,
  };
}

/** Columns thinned one after the other draw what they would in one. */
function grown(
  { window, reach, stroke, exact }: ThinnedStroke,
  line: Line,
  earlier: Line,
  same: boolean,
): ThinnedStroke {
  const { x, y } = line;
  const {
    columns,
    xScale: { scale },
  } = window;
  const { start, perUnit } = stroke;
  const from = earlier.x.length;
  if (from === x.length || scale.forward(earlier.x.at(-1) ?? NaN) > reach.to) {
    return { window, reach, stroke, exact: exact && same };
  }
  const added = thinned(
    { x: x.subarray(from), y: y.subarray(from) },
    window,
    reach,
    perUnit > 0 ? columns + 2 * Math.ceil(columns / 4) : columns,
  );
  const whole: Thinned = {
    x: joined(stroke.x, added.x),
    y: joined(stroke.y, added.y),
    marks: [...stroke.marks, ...added.marks],
  };
  return { window, reach, stroke: strokeOf(whole, line, window, start, perUnit), exact: exact && same };
}

type Thinned = Pick<Stroke, 'x' | 'y' | 'marks'>;

function joined(one: Float64Array, other: Float64Array): Float64Array {
  const both = new Float64Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}

/** In positions. */
function thinned(line: Line, { xRange, xScale, yScale }: Window, reach: Range, columns: number): Thinned {
  const { scale } = xScale;
  const range = reach.to > reach.from ? { from: scale.inverse(reach.from), to: scale.inverse(reach.to) } : xRange;
  const { x, y, marks } = thin(line, range, columns, { scale, positiveOnly: yScale.kind === 'logarithmic' });
  // The arrays are new ones: they may be turned into positions where they are.
  if (scale !== linear) {
    for (let index = 0; index < x.length; index += 1) {
      x[index] = scale.forward(x[index] ?? NaN);
    }
  }
  if (yScale.scale !== linear) {
    for (let index = 0; index < y.length; index += 1) {
      y[index] = yScale.scale.forward(y[index] ?? NaN);
    }
  }
  return { x, y, marks };
}

function strokeOf({ x, y, marks }: Thinned, line: Line, window: Window, start: number, perUnit: number): Stroke {
  const { xIsUnsorted = false } = line;
  let columnStrokes: ColumnStrokes | null | undefined;
  return {
    x,
    y,
    xIsUnsorted,
    alone: aloneIn(y),
    marks,
    start,
    perUnit,
    crowded: isCrowded(line, window),
    // More than two points a column: else there is little to be left out.
    columnStrokes: () =>
      columnStrokes === undefined
        ? (columnStrokes =
            xIsUnsorted || perUnit === 0 || x.length < 2 * window.columns
              ? null
              : columnStrokesOf({ x, y }, start, perUnit))
        : columnStrokes,
  };
}

/** Of the pixel columns between the first and the last point in view. */
function isCrowded(line: Line, { xRange, columns, xScale: { scale } }: Window): boolean {
  const from = scale.forward(xRange.from),
    to = scale.forward(xRange.to);
  const first = Math.max(from, scale.forward(line.x[0] ?? NaN)),
    last = Math.min(to, scale.forward(line.x.at(-1) ?? NaN));
  return pointsWithin(line, xRange) >= crowd * Math.max(1, ((last - first) / (to - from)) * columns);
}

/** The points with a break, or nothing, on both sides. */
function aloneIn(y: Float64Array): number[] {
  // Most lines have no break at all, and the engine finds none faster than we do.
  if (y.length > 1 && !y.includes(NaN)) {
    return [];
  }
  const alone: number[] = [];
  for (let begin = 0; begin < y.length;) {
    let end = begin;
    while (end < y.length && !Number.isNaN(y[end] ?? NaN)) {
      end += 1;
    }
    if (end === begin + 1) {
      alone.push(begin);
    }
    begin = end + 1;
  }
  return alone;
}

/** Both edges of a band, each broken where either is. On a logarithm a low edge of zero or less is as low as can be. */
function edgesOf({ x, low, high }: Band, positiveOnly: boolean): { readonly low: Line; readonly high: Line } {
  const lows = new Float64Array(low.length),
    highs = new Float64Array(high.length);
  for (let index = 0; index < x.length; index += 1) {
    const least = low[index] ?? NaN,
      most = high[index] ?? NaN;
    const seen = least <= most && most < Infinity && least > -Infinity && (!positiveOnly || most > 0);
    lows[index] = !seen ? NaN : positiveOnly ? Math.max(least, Number.MIN_VALUE) : least;
    highs[index] = seen ? most : NaN;
  }
  return { low: { x, y: lows }, high: { x, y: highs } };
}
