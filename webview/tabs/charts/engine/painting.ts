/**
 * Puts strokes, bands and marks on a canvas, straight from their typed arrays. Knows no chart library and no values.
 */
import type { Mark } from '../../../../src/shared/series/series';
import type { AxisScale } from './axisScale';
import * as stretches from './columnStrokes';
import type { BandStroke, Stroke } from './strokes';

/**
 * Where positions lie on the canvas: `left + (x - xFrom) * xFactor`, `bottom + (y - yFrom) * yFactor`. Far from zero
 * only the difference has digits.
 */
export interface Placing {
  readonly xFrom: number;
  readonly xFactor: number;
  readonly yFrom: number;
  readonly yFactor: number;
  /** Where lines are seen, in pixels. */
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface Pen {
  readonly color: string;
  readonly width: number;
  readonly dash: readonly number[];
  /** Whether `width` is one device pixel. */
  readonly hairline: boolean;
}

/** Beyond this many pixels a canvas loses precision; nothing so far out is seen. */
const farthest = 1e6;
const near = (pixel: number): number => (pixel > farthest ? farthest : pixel < -farthest ? -farthest : pixel);
/** So many pixels tall a column covers the ways within it. */
const tall = 2;
/** In a crowded column it is so many widths of the stroke. */
const tallCrowded = 1;
/**
 * The strokes of a crowd lie over each other, and together they are darker and a little longer than one: by so much of
 * its width at either end.
 */
const longer = 0.25;
const dotRadius = 2;

/** Paints the line, and a dot for each point that stands alone. */
export function paintStroke(canvas: CanvasRenderingContext2D, stroke: Stroke, placing: Placing, pen: Pen): void {
  const { x, y, alone } = stroke;
  const { xFrom, xFactor, yFrom, yFactor, left, right, bottom } = placing;
  const hair = pen.hairline ? stroke.columnStrokes() : null;
  // Of more points than pixels the way along the line is longer than it looks: a dash is then so many columns wide.
  const byColumn = pen.dash.length > 0 && isDense(stroke, placing);
  canvas.strokeStyle = pen.color;
  canvas.lineWidth = pen.width;
  canvas.lineJoin = 'bevel';
  canvas.setLineDash(byColumn ? [] : (pen.dash as number[]));
  canvas.beginPath();
  if (hair !== null && (pen.dash.length === 0 || byColumn)) {
    traceHair(canvas, stroke, hair, placing, pen);
  } else {
    trace(canvas, stroke, placing, byColumn ? pen.dash : []);
  }
  canvas.stroke();
  if (alone.length > 0) {
    canvas.fillStyle = pen.color;
    for (const index of alone) {
      const xPixel = left + ((x[index] ?? NaN) - xFrom) * xFactor;
      if (!(xPixel >= left - dotRadius && xPixel <= right + dotRadius)) {
        continue;
      }
      canvas.beginPath();
      canvas.arc(xPixel, near(bottom + ((y[index] ?? NaN) - yFrom) * yFactor), dotRadius, 0, 2 * Math.PI);
      canvas.fill();
    }
  }
}

/** The points from just before the left edge to just after the right one. */
function pointsInView(
  { x, xIsUnsorted, perUnit }: Stroke,
  { xFrom, xFactor, left, right }: Placing,
): { readonly begin: number; readonly end: number } {
  if (xIsUnsorted || perUnit === 0) {
    return { begin: 0, end: x.length };
  }
  const from = xFrom,
    to = xFrom + (right - left) / xFactor;
  let begin = 0,
    end = x.length;
  for (let high = end; begin < high;) {
    const middle = (begin + high) >>> 1;
    // Places without a position come first.
    if ((x[middle] ?? NaN) >= from) {
      high = middle;
    } else {
      begin = middle + 1;
    }
  }
  for (let low = begin; low < end;) {
    const middle = (low + end) >>> 1;
    if ((x[middle] ?? NaN) > to) {
      end = middle;
    } else {
      low = middle + 1;
    }
  }
  return { begin: Math.max(0, begin - 1), end: Math.min(x.length, end + 1) };
}

/** More points in view than pixels. */
function isDense(stroke: Stroke, placing: Placing): boolean {
  const { begin, end } = pointsInView(stroke, placing);
  return !stroke.xIsUnsorted && end - begin > 2 * (placing.right - placing.left);
}

function trace(
  canvas: CanvasRenderingContext2D,
  stroke: Stroke,
  placing: Placing,
  dashByColumn: readonly number[],
): void {
  const { x, y } = stroke;
  const { xFrom, xFactor, yFrom, yFactor, left, bottom } = placing;
  const { begin, end } = pointsInView(stroke, placing);
  const isGap = gapsOf(dashByColumn),
    xBefore = xFrom * xFactor;
  let before = NaN;
  for (let index = begin; index < end; index += 1) {
    const position = y[index] ?? NaN;
    if (position !== position) {
      before = NaN;
      continue;
    }
    const along = ((x[index] ?? NaN) - xFrom) * xFactor;
    const yPixel = near(bottom + (position - yFrom) * yFactor);
    // Only what is flat has gaps: none hides a spike.
    if (before !== before || (isGap !== null && Math.abs(yPixel - before) < tall && isGap(xBefore + along))) {
      canvas.moveTo(left + along, yPixel);
    } else {
      canvas.lineTo(left + along, yPixel);
    }
    before = yPixel;
  }
}

/** Of a tall column one upright stroke in its middle; of a flat one, and between columns, the line as it is. */
function traceHair(
  canvas: CanvasRenderingContext2D,
  { x, y, start, perUnit, crowded }: Stroke,
  hair: stretches.ColumnStrokes,
  { xFrom, xFactor, yFrom, yFactor, left, right, bottom }: Placing,
  { dash, width }: Pen,
): void {
  const isGap = gapsOf(dash);
  const columnWidth = xFactor / perUnit;
  // Columns drawn further apart than they were thinned for leave room between them.
  const isStretched = columnWidth > 1.4 * width;
  const tallFrom = crowded ? tallCrowded * width : tall,
    beyond = crowded ? longer * width : 0;
  const middleOfFirst = left + (start - xFrom) * xFactor + columnWidth / 2;
  const xBefore = xFrom * xFactor - left;
  const xPixelOf = (index: number): number => left + ((x[index] ?? NaN) - xFrom) * xFactor;
  const yPixelOf = (index: number): number => near(bottom + ((y[index] ?? NaN) - yFrom) * yFactor);
  let wasTall = false;
  // Whether the canvas stands at the last point of the column before.
  let there = false;
  for (
    let at = firstFrom(hair, (left - middleOfFirst) / columnWidth - 1);
    at < hair.length;
    at += stretches.fieldsPerStretch
  ) {
    const begin = hair[at + stretches.first] ?? 0,
      end = hair[at + stretches.last] ?? 0;
    const xPixel = middleOfFirst + (hair[at + stretches.column] ?? NaN) * columnWidth;
    const low = yPixelOf(hair[at + stretches.lowest] ?? 0),
      high = yPixelOf(hair[at + stretches.highest] ?? 0);
    const isTall = low - high >= tallFrom;
    // Only what is flat has gaps: none hides a spike.
    if (isGap !== null && low - high < tall && isGap(xBefore + xPixel)) {
      there = wasTall = false;
      continue;
    }
    const joint = hair[at + stretches.connector] ?? stretches.broken;
    if (joint === stretches.drawn || (joint === stretches.hidden && (isStretched || !(isTall && wasTall)))) {
      if (!there) {
        canvas.moveTo(xPixelOf(begin - 1), yPixelOf(begin - 1));
      }
      canvas.lineTo(xPixelOf(begin), yPixelOf(begin));
      there = true;
    } else {
      there = false;
    }
    if (isTall) {
      canvas.moveTo(xPixel, low + beyond);
      canvas.lineTo(xPixel, high - beyond);
      there = false;
    } else if (end > begin) {
      if (!there) {
        canvas.moveTo(xPixelOf(begin), yPixelOf(begin));
      }
      for (let index = begin + 1; index <= end; index += 1) {
        canvas.lineTo(xPixelOf(index), yPixelOf(index));
      }
      there = true;
    }
    wasTall = isTall;
    if (xPixel > right + columnWidth) {
      break;
    }
  }
}

/** Where the one before the first column with that number or a higher one begins. */
function firstFrom(hair: stretches.ColumnStrokes, place: number): number {
  let low = 0,
    high = hair.length / stretches.fieldsPerStretch;
  while (low < high) {
    const half = (low + high) >>> 1;
    if ((hair[half * stretches.fieldsPerStretch + stretches.column] ?? NaN) >= place) {
      high = half;
    } else {
      low = half + 1;
    }
  }
  return Math.max(0, low - 1) * stretches.fieldsPerStretch;
}

/** Whether a place, in pixels from where the positions begin, falls into a gap; null where there are none. */
function gapsOf(dash: readonly number[]): ((along: number) => boolean) | null {
  if (dash.length === 0) {
    return null;
  }
  const lengths = dash.length % 2 === 0 ? dash : [...dash, ...dash];
  const period = lengths.reduce((sum, length) => sum + length, 0);
  return (along) => {
    let rest = ((along % period) + period) % period;
    for (let index = 0; index < lengths.length; index += 1) {
      rest -= lengths[index] ?? 0;
      if (rest < 0) {
        return index % 2 === 1;
      }
    }
    return false;
  };
}

/** Fills each unbroken stretch between both edges; where it is but one place wide, a line a device pixel wide. */
export function paintBand(
  canvas: CanvasRenderingContext2D,
  { low, high }: BandStroke,
  placing: Placing,
  pen: Pick<Pen, 'color' | 'width'>,
): void {
  canvas.fillStyle = pen.color;
  canvas.beginPath();
  for (let lowAt = 0, highAt = 0; lowAt < low.y.length && highAt < high.y.length;) {
    const lowEnd = breakFrom(low.y, lowAt),
      highEnd = breakFrom(high.y, highAt);
    if (lowEnd > lowAt && highEnd > highAt) {
      fillStretch(canvas, low, [lowAt, lowEnd], high, [highAt, highEnd], placing, pen.width);
    }
    lowAt = lowEnd + 1;
    highAt = highEnd + 1;
  }
  canvas.fill();
}

type Stretch = readonly [begin: number, end: number];

function fillStretch(
  canvas: CanvasRenderingContext2D,
  low: Stroke,
  [lowFrom, lowTo]: Stretch,
  high: Stroke,
  [highFrom, highTo]: Stretch,
  placing: Placing,
  thinnest: number,
): void {
  const { xFrom, xFactor, yFrom, yFactor, left, bottom } = placing;
  const xPixelOf = ({ x }: Stroke, index: number): number => left + ((x[index] ?? NaN) - xFrom) * xFactor;
  const yPixelOf = ({ y }: Stroke, index: number): number => near(bottom + ((y[index] ?? NaN) - yFrom) * yFactor);
  const begin = xPixelOf(high, highFrom),
    end = xPixelOf(high, highTo - 1);
  if (end - begin < thinnest && highTo - highFrom === 1) {
    canvas.rect(
      begin - thinnest / 2,
      yPixelOf(high, highFrom),
      thinnest,
      yPixelOf(low, lowFrom) - yPixelOf(high, highFrom),
    );
    return;
  }
  for (let index = highFrom; index < highTo; index += 1) {
    if (index === highFrom) {
      canvas.moveTo(xPixelOf(high, index), yPixelOf(high, index));
    } else {
      canvas.lineTo(xPixelOf(high, index), yPixelOf(high, index));
    }
  }
  for (let index = lowTo - 1; index >= lowFrom; index -= 1) {
    canvas.lineTo(xPixelOf(low, index), yPixelOf(low, index));
  }
  canvas.closePath();
}

function breakFrom(y: Float64Array, index: number): number {
  let end = index;
  while (end < y.length && !Number.isNaN(y[end] ?? NaN)) {
    end += 1;
  }
  return end;
}

/** Pixels between two marks, so that each can be told from the next. */
const markDistance = 6;

/** Crosses on the ground for what is not a number, arrow heads at the top and on the ground for what is infinite. */
export function paintMarks(
  canvas: CanvasRenderingContext2D,
  marks: readonly Mark[],
  xScale: AxisScale,
  { xFrom, xFactor, left, right, top, bottom }: Placing,
  color: string,
): void {
  if (marks.length === 0) {
    return;
  }
  const last = { NaN: -Infinity, Infinity: -Infinity, '-Infinity': -Infinity };
  canvas.strokeStyle = color;
  canvas.lineWidth = 1.25;
  canvas.setLineDash([]);
  canvas.beginPath();
  for (const { x, kind } of marks) {
    const xPixel = left + (xScale.scale.forward(x) - xFrom) * xFactor;
    if (!(xPixel >= left - 1e-6 && xPixel <= right + 1e-6) || !(Math.abs(xPixel - last[kind]) >= markDistance)) {
      continue;
    }
    last[kind] = xPixel;
    const middle = kind === 'Infinity' ? top + 5 : bottom - 5;
    const reach = 2.5;
    if (kind === 'NaN') {
      canvas.moveTo(xPixel - reach, middle - reach);
      canvas.lineTo(xPixel + reach, middle + reach);
      canvas.moveTo(xPixel + reach, middle - reach);
      canvas.lineTo(xPixel - reach, middle + reach);
    } else {
      const tip = kind === 'Infinity' ? -reach : reach;
      canvas.moveTo(xPixel - reach, middle - tip);
      canvas.lineTo(xPixel, middle + tip);
      canvas.lineTo(xPixel + reach, middle - tip);
    }
  }
  canvas.stroke();
}

const ringRadius = 3.5;

/** Rings at positions, each in its colour; nothing beyond the sides. */
export function paintPoints(
  canvas: CanvasRenderingContext2D,
  points: readonly { readonly x: number; readonly y: number; readonly color: string; readonly dimmed: boolean }[],
  { xFrom, xFactor, yFrom, yFactor, left, right, top, bottom }: Placing,
): void {
  canvas.setLineDash([]);
  canvas.lineWidth = 1.75;
  for (const { x, y, color, dimmed } of points) {
    const xPixel = left + (x - xFrom) * xFactor,
      yPixel = bottom + (y - yFrom) * yFactor;
    if (!(xPixel >= left - 1 && xPixel <= right + 1 && yPixel >= top - 1 && yPixel <= bottom + 1)) {
      continue;
    }
    canvas.globalAlpha = dimmed ? 0.25 : 1;
    canvas.strokeStyle = color;
    canvas.beginPath();
    canvas.arc(xPixel, yPixel, ringRadius, 0, 2 * Math.PI);
    canvas.stroke();
  }
  canvas.globalAlpha = 1;
}
