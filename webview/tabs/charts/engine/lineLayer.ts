/**
 * The lines and bands of a chart as a picture on a canvas of its own: painted once, at a stretch or in turns, and kept
 * while it will do. That one line stands out changes nothing in it. Knows no axes and no chart library.
 */
import type { Band, Line } from '../../../../src/shared/series/series';
import type { LineColors } from '../../../drawing/palette';
import { paintBand, paintStroke, type Pen, type Placing } from './painting';
import { Strokes, type Care, type Stroke, type Window } from './strokes';

export interface ChartLine {
  readonly raw: Line;
  readonly smoothed: Line | null;
  readonly colors: LineColors;
  /** Another line is pointed at: this one steps back. */
  readonly dimmed: boolean;
  /** What `raw` and `smoothed` were before points were added at their end; null where they are no such lines. */
  readonly grownFrom?: Pick<ChartLine, 'raw' | 'smoothed'> | null;
}

/** What lies between the low and the high of repeats, behind all lines; their middle is a line like others. */
export interface ChartBand {
  readonly band: Band;
  readonly colors: LineColors;
  readonly dimmed: boolean;
}

/** What a chart draws of its series. */
export interface DrawnLines {
  readonly bands: readonly ChartBand[];
  /** The last is painted over the others. */
  readonly lines: readonly ChartLine[];
}

/** What is to be seen, and where on the canvas. */
export interface LayerContent extends DrawnLines {
  readonly window: Window;
  readonly placing: Placing;
  /** Of the canvas, in device pixels. */
  readonly width: number;
  readonly height: number;
  readonly pixelRatio: number;
}

const solid: readonly number[] = [];
/**
 * Of more lines than this each is a hairline of one device pixel: told apart better, and painted several times as fast.
 */
const manyLines = 8;
/** How much of what is dimmed is still to be seen. */
const dimmedOpacity = 0.25;

export class LineLayer {
  readonly #strokes = new Strokes();
  #kept: Painted | null = null;
  #finer: (Painted & { readonly steps: Iterator<unknown> }) | null = null;

  /** Whether what was shown last is not what all points would draw. */
  get isRough(): boolean {
    return this.#kept?.rough === true;
  }

  /**
   * Shows it on a canvas laid out in CSS pixels: the picture, faint where one line stands out, and that line
   * over it.
   */
  show(canvas: CanvasRenderingContext2D, content: LayerContent): void {
    const { bands, lines, placing, pixelRatio } = content;
    const kept = this.#keep(content);
    const isOnePointedAt = lines.some(({ dimmed }) => dimmed);
    canvas.save();
    canvas.globalAlpha = isOnePointedAt ? dimmedOpacity : 1;
    canvas.setTransform(1, 0, 0, 1, 0, 0);
    canvas.drawImage(kept.canvas, 0, 0);
    canvas.restore();
    if (!isOnePointedAt) {
      return;
    }
    canvas.save();
    clip(canvas, placing);
    const care = kept.rough ? 'roughly' : 'exactly';
    for (const band of bands) {
      if (!band.dimmed) {
        this.#paintBand(canvas, band, content, care);
      }
    }
    for (const line of lines) {
      if (!line.dimmed) {
        this.#paintLine(canvas, line, content, care, 1 / pixelRatio, false);
      }
    }
    canvas.restore();
  }

  /** A line's stroke as it was shown last. */
  strokeOf(line: Line, window: Window): Stroke {
    return this.#strokes.of(line, window, this.isRough ? 'roughly' : 'exactly');
  }

  /**
   * Paints on at the exact picture for so many milliseconds or a little more; true when it is what is shown from now
   * on.
   */
  refine(milliseconds: number): boolean {
    const kept = this.#kept;
    if (kept === null || !kept.rough) {
      return true;
    }
    const finer = (this.#finer ??= this.#begin(kept.content, 'exactly'));
    const end = performance.now() + milliseconds;
    do {
      if (finer.steps.next().done === true) {
        this.forget();
        this.#kept = { content: finer.content, canvas: finer.canvas, rough: false };
        return true;
      }
    } while (performance.now() < end);
    // What is not rasterised now would all be at the end.
    flush(finer.canvas);
    return false;
  }

  /** Gives the canvases back. */
  forget(): void {
    if (this.#kept !== null) {
      this.#kept.canvas.width = 0;
    }
    this.#kept = this.#finer = null;
  }

  #keep(content: LayerContent): Painted {
    const kept = this.#kept;
    if (kept !== null && isSame(kept.content, content)) {
      return kept;
    }
    this.#finer = null;
    const strokes = this.#strokes;
    for (const { raw, smoothed, grownFrom } of content.lines) {
      if (grownFrom == null) {
        continue;
      }
      strokes.grow(raw, grownFrom.raw, true);
      // A point more changes what is smoothed a little all along.
      if (smoothed !== null && grownFrom.smoothed !== null) {
        strokes.grow(smoothed, grownFrom.smoothed, false);
      }
    }
    const all = content.lines.flatMap(({ raw, smoothed }) => (smoothed === null ? [raw] : [raw, smoothed]));
    const { steps, ...painted } = this.#begin(content, strokes.careFor(all, content.window), kept?.canvas);
    while (steps.next().done !== true) {
      // Each step paints its part.
    }
    return (this.#kept = { ...painted, rough: strokes.takeRough() });
  }

  #begin(
    content: LayerContent,
    care: Care,
    canvas = document.createElement('canvas'),
  ): Painted & { readonly steps: Iterator<unknown> } {
    const { width, height, pixelRatio, placing } = content;
    // Also empties it.
    Object.assign(canvas, { width, height });
    const context = canvas.getContext('2d');
    if (context === null) {
      throw new Error('There is no canvas to be painted on.');
    }
    context.scale(pixelRatio, pixelRatio);
    clip(context, placing);
    return { content, canvas, rough: false, steps: this.#steps(context, content, care) };
  }

  /** Each step is a line or a band. */
  *#steps(canvas: CanvasRenderingContext2D, content: LayerContent, care: Care): Generator<undefined> {
    for (const band of content.bands) {
      this.#paintBand(canvas, band, content, care);
      yield;
    }
    const thinnest = 1 / content.pixelRatio;
    const isHairline = content.lines.length > manyLines;
    for (const line of content.lines) {
      this.#paintLine(canvas, line, content, care, thinnest, isHairline);
      yield;
    }
  }

  #paintBand(
    canvas: CanvasRenderingContext2D,
    { band, colors: { faint } }: ChartBand,
    { window, placing, pixelRatio }: LayerContent,
    care: Care,
  ): void {
    paintBand(canvas, this.#strokes.ofBand(band, window, care), placing, { color: faint, width: 1 / pixelRatio });
  }

  #paintLine(
    canvas: CanvasRenderingContext2D,
    { raw, smoothed, colors: { line, faint, dash = solid } }: ChartLine,
    { window, placing }: LayerContent,
    care: Care,
    thinnest: number,
    isHairline: boolean,
  ): void {
    const paint = (points: Line, pen: Pen): void =>
      paintStroke(canvas, this.#strokes.of(points, window, care), placing, pen);
    if (smoothed !== null) {
      paint(raw, { color: faint, width: thinnest, dash: solid, hairline: true });
    }
    paint(smoothed ?? raw, {
      color: line,
      width: isHairline ? thinnest : smoothed === null ? 1.5 : 1.75,
      dash,
      hairline: isHairline,
    });
  }
}

interface Painted {
  readonly content: LayerContent;
  readonly canvas: HTMLCanvasElement;
  readonly rough: boolean;
}

/**
 * A pixel more than the area: a line along its edge is drawn whole. On whole pixels: any other clip is several times as
 * slow.
 */
function clip(canvas: CanvasRenderingContext2D, { left, right, top, bottom }: Placing): void {
  const [clipLeft, clipRight, clipTop, clipBottom] = [
    Math.floor(left) - 1,
    Math.ceil(right) + 1,
    Math.floor(top) - 2,
    Math.ceil(bottom) + 2,
  ];
  canvas.beginPath();
  canvas.rect(clipLeft, clipTop, clipRight - clipLeft, clipBottom - clipTop);
  canvas.clip();
}

let single: CanvasRenderingContext2D | null = null;

/** A browser records what is painted and rasterises it when it is needed: drawing it elsewhere does. */
function flush(canvas: HTMLCanvasElement): void {
  if (single === null) {
    const pixel = document.createElement('canvas');
    pixel.width = pixel.height = 1;
    single = pixel.getContext('2d');
  }
  single?.drawImage(canvas, 0, 0);
}

/** Whether both look the same, whatever is pointed at. */
const isSame = (one: LayerContent, other: LayerContent): boolean =>
  one.width === other.width &&
  one.height === other.height &&
  one.pixelRatio === other.pixelRatio &&
  one.window.xScale === other.window.xScale &&
  one.window.yScale === other.window.yScale &&
  one.window.columns === other.window.columns &&
  one.window.xRange.from === other.window.xRange.from &&
  one.window.xRange.to === other.window.xRange.to &&
  Object.entries(one.placing).every(([key, value]) => value === other.placing[key as keyof Placing]) &&
  one.lines.length === other.lines.length &&
  one.bands.length === other.bands.length &&
  one.lines.every(({ raw, smoothed, colors }, index) => {
    const same = other.lines[index];
    return raw === same?.raw && smoothed === same.smoothed && colors === same.colors;
  }) &&
  one.bands.every(
    ({ band, colors }, index) => band === other.bands[index]?.band && colors === other.bands[index].colors,
  );
