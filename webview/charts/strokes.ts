/** Lines painted straight from typed arrays: thinned once for a range and a width, one path a line. Knows no chart library. */
import { thin, type Line, type Mark, type Range } from '../../src/shared/series';
import type { AxisScale } from './axisScale';

/** A line made ready for one range and width; `x` and `y` are positions on the scales, NaN breaks the line. */
export interface Stroke {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Points without a neighbour to be joined with. */
  readonly alone: readonly number[];
  /** `x` is a value, not a position. */
  readonly marks: readonly Mark[];
}

export interface Window {
  /** In values. */
  readonly across: Range;
  /** In device pixels. */
  readonly columns: number;
  readonly acrossScale: AxisScale;
  readonly upScale: AxisScale;
  /** Whether the line is drawn one device pixel wide: then what is covered already need not be drawn. */
  readonly hairline: boolean;
}

/** Where positions lie on the canvas: pixel = offset + position * factor. */
export interface Placing {
  readonly xOffset: number;
  readonly xFactor: number;
  readonly yOffset: number;
  readonly yFactor: number;
}

/** Beyond this many pixels a canvas loses precision; nothing so far out is seen. */
const farthest = 1e6;

/** Thinned lines by the line they came from; they go when it goes. */
export class Strokes {
  readonly #made = new WeakMap<Line, { readonly window: Window; readonly stroke: Stroke }>();

  of(line: Line, window: Window): Stroke {
    const made = this.#made.get(line);
    if (made !== undefined && isSame(made.window, window)) return made.stroke;
    const stroke = makeStroke(line, window);
    this.#made.set(line, { window, stroke });
    return stroke;
  }
}

const isSame = (one: Window, other: Window): boolean =>
  one.across.from === other.across.from && one.across.to === other.across.to && one.columns === other.columns
  && one.acrossScale === other.acrossScale && one.upScale === other.upScale && one.hairline === other.hairline;

function makeStroke(line: Line, window: Window): Stroke {
  const { across, columns, acrossScale, upScale, hairline } = window;
  // The arrays are new ones: they may be turned into positions where they are.
  const { x, y, marks } = thin(line, across, columns, { scale: acrossScale.scale, positiveOnly: upScale.kind === 'logarithmic' });
  if (acrossScale.kind !== 'linear') for (let index = 0; index < x.length; index += 1) x[index] = acrossScale.scale.forward(x[index] ?? NaN);
  if (upScale.kind !== 'linear') for (let index = 0; index < y.length; index += 1) y[index] = upScale.scale.forward(y[index] ?? NaN);
  const alone: number[] = [];
  for (let index = 0; index < y.length; index += 1) {
    if (Number.isNaN(y[index] ?? NaN)) continue;
    if (Number.isNaN(y[index - 1] ?? NaN) && Number.isNaN(y[index + 1] ?? NaN)) alone.push(index);
  }
  // More than two points a column: else there is little to be left out.
  if (!hairline || line.wanders === true || x.length < 2 * columns) return { x, y, alone, marks };
  return { ...uncovered({ x, y }, acrossScale.scale.forward(across.from), columns / (acrossScale.scale.forward(across.to) - acrossScale.scale.forward(across.from))), alone, marks };
}

/** Reused from call to call. */
let keptX = new Float64Array(0), keptY = new Float64Array(0);

/**
 * The same picture in a hairline with fewer strokes: of each pixel column the stroke from its lowest to its highest point, and
 * the way to the next column only where it leaves what these two strokes cover.
 */
function uncovered({ x, y }: Line, start: number, perUnit: number): { readonly x: Float64Array; readonly y: Float64Array } {
  // A stroke for the column and one to the next, three places each, for every point at the most.
  if (keptX.length < x.length * 6) {
    keptX = new Float64Array(x.length * 6);
    keptY = new Float64Array(x.length * 6);
  }
  let count = 0;
  const stroke = (from: number, to: number): void => {
    keptX[count] = x[from] ?? NaN;
    keptY[count++] = y[from] ?? NaN;
    keptX[count] = x[to] ?? NaN;
    keptY[count++] = y[to] ?? NaN;
    keptX[count] = keptY[count] = NaN;
    count += 1;
  };
  let last = -1, least = NaN, most = NaN;
  for (let index = 0; index < x.length;) {
    const value = y[index] ?? NaN;
    if (value !== value) {
      last = -1;
      index += 1;
      continue;
    }
    const column = Math.floor(((x[index] ?? NaN) - start) * perUnit);
    let lowest = index, highest = index, end = index + 1;
    for (; end < x.length; end += 1) {
      const next = y[end] ?? NaN;
      if (next !== next || Math.floor(((x[end] ?? NaN) - start) * perUnit) !== column) break;
      if (next < (y[lowest] ?? NaN)) lowest = end;
      if (next > (y[highest] ?? NaN)) highest = end;
    }
    const low = y[lowest] ?? NaN, high = y[highest] ?? NaN;
    if (last >= 0) {
      const from = y[last] ?? NaN;
      const covered = Math.min(from, value) >= Math.max(low, least) && Math.max(from, value) <= Math.min(high, most);
      if (!covered) stroke(last, index);
    }
    if (lowest !== highest) stroke(lowest, highest);
    last = end - 1;
    least = low;
    most = high;
    index = end;
  }
  return { x: keptX.slice(0, count), y: keptY.slice(0, count) };
}

export interface Pen {
  readonly color: string;
  readonly width: number;
  readonly dash: readonly number[];
}

/** Paints the line as one path, and a dot for each point that stands alone. */
export function paintStroke(canvas: CanvasRenderingContext2D, { x, y, alone }: Stroke, { xOffset, xFactor, yOffset, yFactor }: Placing, pen: Pen): void {
  canvas.beginPath();
  let joined = false;
  for (let index = 0; index < x.length; index += 1) {
    const position = y[index] ?? NaN;
    if (position !== position) {
      joined = false;
      continue;
    }
    const across = xOffset + (x[index] ?? NaN) * xFactor;
    const up = yOffset + position * yFactor;
    const within = up > farthest ? farthest : up < -farthest ? -farthest : up;
    if (joined) canvas.lineTo(across, within);
    else canvas.moveTo(across, within);
    joined = true;
  }
  canvas.strokeStyle = pen.color;
  canvas.lineWidth = pen.width;
  canvas.lineJoin = 'bevel';
  canvas.setLineDash(pen.dash as number[]);
  canvas.stroke();
  if (alone.length === 0) return;
  canvas.fillStyle = pen.color;
  for (const index of alone) {
    canvas.beginPath();
    canvas.arc(xOffset + (x[index] ?? NaN) * xFactor, yOffset + (y[index] ?? NaN) * yFactor, 2, 0, 2 * Math.PI);
    canvas.fill();
  }
}

/** Pixels between two marks, so that each can be told from the next. */
const markDistance = 6;

/** Crosses on the ground for what is not a number, arrow heads at the top and on the ground for what is infinite. */
export function paintMarks(
  canvas: CanvasRenderingContext2D, marks: readonly Mark[], acrossScale: AxisScale, { xOffset, xFactor }: Placing, area: { readonly top: number; readonly bottom: number }, color: string,
): void {
  if (marks.length === 0) return;
  const last = { NaN: -Infinity, Infinity: -Infinity, '-Infinity': -Infinity };
  canvas.strokeStyle = color;
  canvas.lineWidth = 1.25;
  canvas.setLineDash([]);
  canvas.beginPath();
  for (const { x, kind } of marks) {
    const across = xOffset + acrossScale.scale.forward(x) * xFactor;
    if (!(Math.abs(across - last[kind]) >= markDistance)) continue;
    last[kind] = across;
    const middle = kind === 'Infinity' ? area.top + 5 : area.bottom - 5;
    const reach = 2.5;
    if (kind === 'NaN') {
      canvas.moveTo(across - reach, middle - reach);
      canvas.lineTo(across + reach, middle + reach);
      canvas.moveTo(across + reach, middle - reach);
      canvas.lineTo(across - reach, middle + reach);
    } else {
      const tip = kind === 'Infinity' ? -reach : reach;
      canvas.moveTo(across - reach, middle - tip);
      canvas.lineTo(across, middle + tip);
      canvas.lineTo(across + reach, middle - tip);
    }
  }
  canvas.stroke();
}
