/**
 * The few points of a line that draw what all its points would draw: of each pixel column the first, lowest, highest
 * and last (M4: Jugel et al., "M4: A Visualization-Oriented Time Series Data Aggregation", VLDB 2014). Knows no chart.
 */
import { factsOf } from './blocks';
import { firstAfter, firstFrom, linear, type Line, type Range, type Scale } from './line';

/** One or more values of a pixel column that cannot be drawn as points. */
export interface Mark {
  /** Of the first of them. */
  readonly x: number;
  readonly kind: 'NaN' | 'Infinity' | '-Infinity';
  readonly count: number;
}

export interface ThinnedLine extends Line {
  /** What is not a finite number within the range, at most one mark of each kind a pixel column; in `y` all are NaN. */
  readonly marks: readonly Mark[];
}

export interface ThinningOptions {
  /** How `x` is laid on the pixels; linear by default. Points without a position on it break the line. */
  readonly scale?: Scale;
  /** For logarithmic values: zero and less break the line, but get no mark. */
  readonly positiveOnly?: boolean;
}

/** Reused from call to call: the places of the points kept so far. */
let kept = new Uint32Array(4096);

/**
 * What is needed to draw the line between `from` and `to` on `columns` pixels exactly as all its points would:
 * of every unbroken stretch within a pixel column the first, lowest, highest and last point, one NaN for each break
 * between stretches, and the neighbours beyond either edge, so that lines leave the plot at the right height.
 * At most 4 points a column, 5 more for each further break in it, and 2 beyond the edges;
 * on a line out of order that holds for each visit to a column.
 */
export function thin(
  line: Line,
  range: Range,
  columns: number,
  { scale = linear, positiveOnly = false }: ThinningOptions = {},
): ThinnedLine {
  const { x, y, xIsUnsorted = false } = line;
  if (!xIsUnsorted && scale === linear && isDrawnThroughout(y, positiveOnly)) {
    return thinUnbroken(line, range, columns);
  }
  const { from, to } = range;
  const begin = xIsUnsorted ? 0 : Math.max(0, firstFrom(x, from) - 1);
  const end = xIsUnsorted ? x.length : Math.min(x.length, firstAfter(x, to) + 1);
  if (kept.length < end - begin) {
    kept = new Uint32Array(Math.max(end - begin, kept.length * 2));
  }

  const columnAt = columnsOf(range, columns, scale);
  const lowestDrawn = positiveOnly ? Number.MIN_VALUE : -Number.MAX_VALUE;
  const isDrawn = (value: number): boolean => value >= lowestDrawn && value <= Number.MAX_VALUE;
  const marks = new Map<string, { -readonly [Key in keyof Mark]: Mark[Key] }>();
  let count = 0;
  let visit = 1;
  let broken = false;
  const keep = (first: number, lowest: number, highest: number, last: number): void => {
    kept[count++] = first;
    const earlier = Math.min(lowest, highest),
      later = Math.max(lowest, highest);
    if (earlier > first && earlier < last) {
      kept[count++] = earlier;
    }
    if (later > earlier && later > first && later < last) {
      kept[count++] = later;
    }
    if (last > first) {
      kept[count++] = last;
    }
  };

  for (let index = begin; index < end;) {
    const column = columnAt(x[index] ?? NaN);
    // A visit to a column lasts about as long as the one before: guessed and put right, few points need their column
    // found.
    let leave = xIsUnsorted ? index + 1 : Math.min(end, index + visit);
    while (leave < end && columnAt(x[leave] ?? NaN) === column) {
      leave += 1;
    }
    while (leave > index + 1 && columnAt(x[leave - 1] ?? NaN) !== column) {
      leave -= 1;
    }
    visit = leave - index;
    const inside = column >= 0 && column < columns;

    while (index < leave) {
      const first = index;
      let least = y[first] ?? NaN,
        most = least;
      let lowest = first,
        highest = first;
      index += 1;
      if (!isDrawn(least) || Number.isNaN(column)) {
        if (!broken) {
          kept[count++] = first;
        }
        broken = true;
        if (inside && !Number.isFinite(least)) {
          addMark(marks, column, x[first] ?? NaN, least);
        }
        continue;
      }
      broken = false;
      for (; index < leave; index += 1) {
        const value = y[index] ?? NaN;
        if (!isDrawn(value)) {
          break;
        }
        if (value < least) {
          least = value;
          lowest = index;
        } else if (value > most) {
          most = value;
          highest = index;
        }
      }
      // Beyond the edges only where the line goes to and comes from is seen.
      if (inside) {
        keep(first, lowest, highest, index - 1);
      } else {
        keep(first, first, first, index - 1);
      }
    }
  }

  const thinX = new Float64Array(count);
  const thinY = new Float64Array(count);
  for (let index = 0; index < count; index += 1) {
    const origin = kept[index] ?? 0;
    const place = x[origin] ?? NaN;
    const value = y[origin] ?? NaN;
    thinX[index] = place;
    thinY[index] = isDrawn(value) && (scale === linear || Number.isFinite(scale.forward(place))) ? value : NaN;
  }
  return { x: thinX, y: thinY, xIsUnsorted, marks: [...marks.values()] };
}

function isDrawnThroughout(y: Float64Array, positiveOnly: boolean): boolean {
  const { notNumbers, infinite, notPositive } = factsOf(y);
  return notNumbers === 0 && infinite === 0 && (!positiveOnly || notPositive === 0);
}

/** Reused from call to call: what was kept. */
let keptX = new Float64Array(0),
  keptY = new Float64Array(0);

/** The same for what most lines are, several times as fast: rising on a linear axis, every point drawn. */
function thinUnbroken({ x, y }: Line, range: Range, columns: number): ThinnedLine {
  const { from, to } = range;
  const width = to - from;
  const perUnit = width > 0 && Number.isFinite(width) ? columns / width : 0;
  const inside = firstFrom(x, from),
    beyond = firstAfter(x, to);
  const begin = Math.max(0, inside - 1),
    end = Math.min(x.length, beyond + 1);
  if (keptX.length < end - begin) {
    keptX = new Float64Array((end - begin) * 2);
    keptY = new Float64Array((end - begin) * 2);
  }
  const toX = keptX,
    toY = keptY;
  const last = columns - 1;
  let count = 0;
  if (begin < inside) {
    toX[0] = x[begin] ?? NaN;
    toY[0] = y[begin] ?? NaN;
    count = 1;
  }
  let visit = 1;
  for (let index = inside; index < beyond;) {
    const column = Math.floor(((x[index] ?? NaN) - from) * perUnit);
    // Places never fall: what is not beyond the column is in it, and in the last one all that is left.
    const next = column < last ? column + 1 : Infinity;
    // A visit to a column lasts about as long as the one before: guessed and put right, few points need their column
    // found.
    let leave = Math.min(beyond, index + visit);
    while (leave < beyond && ((x[leave] ?? NaN) - from) * perUnit < next) {
      leave += 1;
    }
    while (leave > index + 1 && ((x[leave - 1] ?? NaN) - from) * perUnit >= next) {
      leave -= 1;
    }
    visit = leave - index;
    let least = y[index] ?? NaN,
      most = least,
      lowest = index,
      highest = index;
    for (let each = index + 1; each < leave; each += 1) {
      const value = y[each] ?? NaN;
      if (value < least) {
        least = value;
        lowest = each;
      } else if (value > most) {
        most = value;
        highest = each;
      }
    }
    toX[count] = x[index] ?? NaN;
    toY[count++] = y[index] ?? NaN;
    const earlier = lowest < highest ? lowest : highest,
      later = lowest < highest ? highest : lowest;
    if (earlier > index && earlier < leave - 1) {
      toX[count] = x[earlier] ?? NaN;
      toY[count++] = y[earlier] ?? NaN;
    }
    if (later > earlier && later > index && later < leave - 1) {
      toX[count] = x[later] ?? NaN;
      toY[count++] = y[later] ?? NaN;
    }
    if (leave > index + 1) {
      toX[count] = x[leave - 1] ?? NaN;
      toY[count++] = y[leave - 1] ?? NaN;
    }
    index = leave;
  }
  if (end > beyond) {
    toX[count] = x[beyond] ?? NaN;
    toY[count++] = y[beyond] ?? NaN;
  }
  return { x: toX.slice(0, count), y: toY.slice(0, count), xIsUnsorted: false, marks: [] };
}

function addMark(
  marks: Map<string, { -readonly [Key in keyof Mark]: Mark[Key] }>,
  column: number,
  x: number,
  value: number,
): void {
  const kind = Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
  const mark = marks.get(`${kind} ${column}`);
  if (mark === undefined) {
    marks.set(`${kind} ${column}`, { x, kind, count: 1 });
  } else {
    mark.count += 1;
  }
}

/** The pixel column of a place: -1 left of the range, `columns` right of it, NaN where the scale has no position. */
function columnsOf({ from, to }: Range, columns: number, scale: Scale): (place: number) => number {
  const start = scale.forward(from);
  const width = scale.forward(to) - start;
  const perUnit = width > 0 && Number.isFinite(width) ? columns / width : 0;
  const within = (position: number): number =>
    perUnit === 0 ? 0 : Math.min(columns - 1, Math.floor((position - start) * perUnit));
  if (scale === linear) {
    return (place) => (place < from ? -1 : place > to ? columns : within(place));
  }
  return (place) => {
    const position = scale.forward(place);
    if (!Number.isFinite(position)) {
      return NaN;
    }
    return place < from ? -1 : place > to ? columns : within(position);
  };
}
