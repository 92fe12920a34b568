/**
 * Runs in the browser: draws charts with the engine alone, and the same lines and bands point by point with nothing but
 * a canvas.
 */
import type { Band, Line } from '../../../src/shared/series/series';
import { LineChart, type ChartContent } from '../../../webview/tabs/charts/engine/lineChart';
import { axisScale } from '../../../webview/tabs/charts/engine/axisScale';

/** The bytes of a `Float64Array` in base64: as text they are sent to the page in no time, whatever the numbers. */
export type Packed = string;

export interface DrawnLine {
  readonly x: Packed;
  readonly y: Packed;
  readonly color: string;
  readonly dash?: readonly number[];
  readonly dimmed?: boolean;
}

export interface DrawnBand {
  readonly x: Packed;
  readonly low: Packed;
  readonly high: Packed;
  readonly color: string;
  readonly dimmed?: boolean;
}

export interface Drawing {
  readonly lines?: readonly DrawnLine[];
  readonly bands?: readonly DrawnBand[];
  readonly xRange: readonly [from: number, to: number];
  readonly yRange: readonly [from: number, to: number];
}

/**
 * Counted in device pixels of the plot's area, each seen with those around it: how the edges of strokes are smoothed is
 * no matter.
 */
export interface Comparison {
  /** Drawn on point by point. */
  readonly drawn: number;
  /** Drawn on point by point, and hardly by the engine. */
  readonly missing: number;
  /** Drawn on by the engine, and not at all point by point. */
  readonly added: number;
  /** How much there is of the engine's picture, in shares of the other: the sums of their opacities. */
  readonly ink: number;
}

export interface Engine {
  /**
   * Draws on the chart at hand, a new one when there is none or when asked. Marks and axes are as transparent as can
   * be.
   */
  draw(drawing: Drawing, anew?: boolean): void;
  /** The picture beside the same lines and bands drawn point by point, lines so many CSS pixels wide. */
  compare(width: number): Comparison;
  /** The colour where a value is drawn: red, green, blue, opacity; 0 to 255. */
  colorAt(x: number, y: number): readonly number[];
  /** The opacity of every device pixel on the upright through a place, from the top. */
  columnAt(x: number): readonly number[];
  /** The opacity of every device pixel at a height, from the left. */
  rowAt(y: number): readonly number[];
  /** How many device pixels are drawn on in the upper half. */
  drawnAbove(): number;
  image(): string;
}

const size = { width: 700, height: 300 };
const scale = axisScale('linear', () => []);
const none = '#00000000';

/** The same object for the same points, as in the product: what was made of them is kept. */
const kept = new Map<string, unknown>();
function keep<T>(key: string, make: () => T): T {
  if (!kept.has(key)) {
    kept.set(key, make());
  }
  return kept.get(key) as T;
}

const unpack = (text: Packed): Float64Array =>
  keep(text, () => new Float64Array(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer));
const lineOf = ({ x, y }: DrawnLine): Line => keep(`${x} ${y}`, () => ({ x: unpack(x), y: unpack(y) }));
const bandOf = ({ x, low, high }: DrawnBand): Band =>
  keep(`${x} ${low} ${high}`, () => {
    const [lows, highs] = [unpack(low), unpack(high)];
    return {
      x: unpack(x),
      low: lows,
      high: highs,
      middle: lows.map((value, index) => (value + (highs[index] ?? NaN)) / 2),
      runs: new Uint32Array(lows.length).fill(3),
    };
  });

let shown: { readonly chart: LineChart; readonly canvas: HTMLCanvasElement; drawing: Drawing } | null = null;

function atHand(): NonNullable<typeof shown> {
  if (shown === null) {
    throw new Error('Nothing was drawn.');
  }
  return shown;
}

function contentOf({ lines = [], bands = [], xRange, yRange }: Drawing): ChartContent {
  const colorsOf = (color: string, dash?: readonly number[]) => ({
    line: color,
    faint: color,
    ...(dash === undefined ? {} : { dash }),
  });
  return {
    bands: bands.map((band) => ({ band: bandOf(band), colors: colorsOf(band.color), dimmed: band.dimmed ?? false })),
    lines: lines.map((line) => ({
      raw: lineOf(line),
      smoothed: null,
      colors: colorsOf(line.color, line.dash),
      dimmed: line.dimmed ?? false,
    })),
    points: [],
    axis: 'step',
    xRange: { from: xRange[0], to: xRange[1] },
    yRange: { from: yRange[0], to: yRange[1] },
    xScale: scale,
    yScale: scale,
    colors: { grid: none, text: none, broken: none, font: 'sans-serif' },
  };
}

function pixelsOf(canvas: HTMLCanvasElement): ImageData {
  const { left, right, top, bottom } = atHand().chart.area;
  const context = canvas.getContext('2d');
  if (context === null) {
    throw new Error('There is no canvas.');
  }
  const from = Math.round(left * devicePixelRatio),
    above = Math.round(top * devicePixelRatio);
  return context.getImageData(
    from,
    above,
    Math.round(right * devicePixelRatio) - from,
    Math.round(bottom * devicePixelRatio) - above,
  );
}

/** The picture at hand point by point, on a canvas of its own. */
function pointByPoint(width: number): HTMLCanvasElement {
  const {
    chart,
    canvas,
    drawing: { lines = [], bands = [] },
  } = atHand();
  const copy = document.createElement('canvas');
  copy.width = canvas.width;
  copy.height = canvas.height;
  const context = copy.getContext('2d');
  if (context === null) {
    throw new Error('There is no canvas.');
  }
  context.scale(devicePixelRatio, devicePixelRatio);
  // Much further out a canvas draws nothing any more.
  const pointOf = (x: number | undefined, y: number): readonly [number, number] => [
    chart.xPixelOf(x ?? NaN),
    Math.max(-1e5, Math.min(1e5, chart.yPixelOf(y))),
  ];
  for (const band of bands) {
    const { x, low, high } = bandOf(band);
    context.fillStyle = band.color;
    for (let begin = 0; begin < x.length; begin += 1) {
      let end = begin;
      while (end < x.length && !Number.isNaN(low[end]) && !Number.isNaN(high[end])) {
        end += 1;
      }
      context.beginPath();
      for (let index = begin; index < end; index += 1) {
        context.lineTo(...pointOf(x[index], high[index] ?? NaN));
      }
      for (let index = end - 1; index >= begin; index -= 1) {
        context.lineTo(...pointOf(x[index], low[index] ?? NaN));
      }
      context.fill();
      begin = end;
    }
  }
  for (const line of lines) {
    const { x, y } = lineOf(line);
    context.strokeStyle = line.color;
    context.lineWidth = width;
    context.lineJoin = 'bevel';
    context.beginPath();
    let joined = false;
    y.forEach((value, index) => {
      if (!Number.isFinite(value)) {
        joined = false;
      } else {
        if (joined) {
          context.lineTo(...pointOf(x[index], value));
        } else {
          context.moveTo(...pointOf(x[index], value));
        }
        joined = true;
      }
    });
    context.stroke();
  }
  return copy;
}

const columnOf = (x: number): number =>
  Math.floor((atHand().chart.xPixelOf(x) - atHand().chart.area.left) * devicePixelRatio);
const rowOf = (y: number): number =>
  Math.floor((atHand().chart.yPixelOf(y) - atHand().chart.area.top) * devicePixelRatio);

const engine: Engine = {
  draw(drawing, anew = false) {
    if (anew && shown !== null) {
      shown.chart.destroy();
      shown.canvas.parentElement?.remove();
      shown = null;
    }
    if (shown === null) {
      const frame = document.body.appendChild(document.createElement('div'));
      Object.assign(frame.style, { position: 'relative', width: `${size.width}px`, height: `${size.height}px` });
      const canvas = frame.appendChild(document.createElement('canvas'));
      shown = { canvas, chart: new LineChart(canvas), drawing };
    }
    shown.drawing = drawing;
    shown.chart.draw(contentOf(drawing));
  },
  compare(width) {
    const ours = pixelsOf(atHand().canvas),
      all = pixelsOf(pointByPoint(width));
    const around = ({ data, width: row }: ImageData, index: number): number =>
      Math.max(
        ...[-row, 0, row].flatMap((offset) => [-1, 0, 1].map((column) => data[index + (offset + column) * 4] ?? 0)),
      );
    let drawn = 0,
      missing = 0,
      added = 0,
      ink = 0,
      inkOfAll = 0;
    for (let index = 3; index < all.data.length; index += 4) {
      const here = ours.data[index] ?? 0,
        expected = all.data[index] ?? 0;
      ink += here;
      inkOfAll += expected;
      if (expected > 60) {
        drawn += 1;
      }
      if (expected > here && expected - around(ours, index) > 150) {
        missing += 1;
      }
      if (here > 150 && expected <= 4 && around(all, index) <= 4) {
        added += 1;
      }
    }
    return { drawn, missing, added, ink: ink / inkOfAll };
  },
  colorAt(x, y) {
    const { data, width } = pixelsOf(atHand().canvas);
    const at = (rowOf(y) * width + columnOf(x)) * 4;
    return [...data.slice(at, at + 4)];
  },
  columnAt(x) {
    const { data, width, height } = pixelsOf(atHand().canvas);
    return Array.from({ length: height }, (_, row) => data[(row * width + columnOf(x)) * 4 + 3] ?? 0);
  },
  rowAt(y) {
    const { data, width } = pixelsOf(atHand().canvas);
    return Array.from({ length: width }, (_, column) => data[(rowOf(y) * width + column) * 4 + 3] ?? 0);
  },
  drawnAbove() {
    const { data } = pixelsOf(atHand().canvas);
    let count = 0;
    for (let index = 3; index < data.length / 2; index += 4) {
      if ((data[index] ?? 0) > 60) {
        count += 1;
      }
    }
    return count;
  },
  image: () => atHand().canvas.toDataURL(),
};

Object.assign(window, { engine });
