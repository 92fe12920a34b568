/**
 * A chart of lines on a canvas: the only import of Chart.js, which lays out the axes; the lines are our own strokes.
 * Draws what it is given; asks nothing and holds no data.
 */
import { Chart, LinearScale, type ChartConfiguration, type Plugin } from 'chart.js';
import type { AlignedLine, Band, Line, Range } from '../src/shared/series';
import { marksAcross, marksUp, type AxisMark, type AxisScale } from './charts/axisScale';
import { paintBand, paintMarks, paintStroke, type Pen, type Placing } from './charts/painting';
import { Strokes, type Care, type Window } from './charts/strokes';

Chart.register(LinearScale);

export interface ChartColors {
  readonly grid: string;
  readonly text: string;
  /** Marks of values that are no numbers. */
  readonly broken: string;
  readonly font: string;
}

export interface LineColors {
  readonly line: string;
  /** The line as logged, behind its smoothed self. */
  readonly faint: string;
  /** Lengths of dashes and gaps in pixels; none for a solid line. */
  readonly dash?: readonly number[];
}

export interface ChartLine {
  readonly raw: Line;
  readonly smoothed: Line | null;
  readonly colors: LineColors;
  /** Another line is pointed at: this one steps back. */
  readonly dimmed: boolean;
}

/** What lies between the low and the high of repeats, behind all lines; their middle is a line like others. */
export interface ChartBand {
  readonly band: Band;
  readonly colors: LineColors;
  readonly dimmed: boolean;
}

export interface ChartContent {
  readonly bands: readonly ChartBand[];
  /** The last is painted over the others. */
  readonly lines: readonly ChartLine[];
  readonly axis: AlignedLine['axis'];
  /** What is shown, in values; on a logarithmic axis above zero. */
  readonly across: Range;
  readonly up: Range;
  readonly acrossScale: AxisScale;
  readonly upScale: AxisScale;
  readonly colors: ChartColors;
}

export interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const axisWidth = 50;
const fontSize = 11;
const solid: readonly number[] = [];
/** Of more lines than this each is a hairline of one device pixel: told apart better, and painted several times as fast. */
const manyLines = 8;
/** How much of what is dimmed is still to be seen. */
const dimmedOpacity = 0.25;
/** Milliseconds without a draw after which a picture painted roughly is painted exactly. */
const rest = 100;

type Config = ChartConfiguration<'line', never[]>;

/**
 * Positions, not values, are what Chart.js knows: its axes are always linear, marks carry their own words.
 *
 * At rest the picture is what all points would draw. While many points are zoomed or moved it is painted from what was
 * thinned for the ranges before, as long as that comes close; the exact one follows once the picture rests.
 */
export class LineChart {
  readonly #canvas: HTMLCanvasElement;
  readonly #resized: () => void;
  readonly #strokes = new Strokes();
  #chart: Chart<'line', never[]> | null = null;
  #content: ChartContent | null = null;
  #marksAcross: readonly AxisMark[] = [];
  #marksUp: readonly AxisMark[] = [];
  #resting: ReturnType<typeof setTimeout> | null = null;
  #care: Care | null = null;

  /** `resized`: the canvas has another size, and everything on it another place; it is drawn already. */
  constructor(canvas: HTMLCanvasElement, resized: () => void = () => undefined) {
    this.#canvas = canvas;
    this.#resized = resized;
  }

  /** Draws at once, without movement. */
  draw(content: ChartContent): void {
    this.#content = content;
    if (this.#chart === null) {
      this.#chart = new Chart(this.#canvas, this.#configuration(content));
      return;
    }
    const { x, y } = this.#chart.options.scales ?? {};
    if (x === undefined || y === undefined) return;
    const { colors, across, up, acrossScale, upScale } = content;
    Object.assign(x, positions(across, acrossScale));
    Object.assign(y, positions(up, upScale));
    for (const scale of [x, y]) {
      if (scale.grid !== undefined) scale.grid.color = colors.grid;
      if (scale.ticks !== undefined) scale.ticks.color = colors.text;
    }
    this.#chart.update('none');
  }

  /** Paints exactly what is there, now rather than after a rest. */
  settle(): void {
    if (this.#resting === null) return;
    this.#care = 'exactly';
    this.#chart?.draw();
    this.#care = null;
  }

  destroy(): void {
    this.#rest(false);
    this.#chart?.destroy();
    this.#chart = null;
  }

  /** Where the lines are drawn, in pixels of the canvas. */
  get area(): Area {
    return this.#chart?.chartArea ?? { left: 0, right: 0, top: 0, bottom: 0 };
  }

  placeAt(pixel: number): number {
    return this.#content?.acrossScale.scale.inverse(this.#chart?.scales['x']?.getValueForPixel(pixel) ?? NaN) ?? NaN;
  }

  levelAt(pixel: number): number {
    return this.#content?.upScale.scale.inverse(this.#chart?.scales['y']?.getValueForPixel(pixel) ?? NaN) ?? NaN;
  }

  pixelOf(place: number): number {
    return this.#chart?.scales['x']?.getPixelForValue(this.#content?.acrossScale.scale.forward(place) ?? NaN) ?? NaN;
  }

  levelOf(value: number): number {
    return this.#chart?.scales['y']?.getPixelForValue(this.#content?.upScale.scale.forward(value) ?? NaN) ?? NaN;
  }

  #configuration({ across, up, acrossScale, upScale, colors }: ChartContent): Config {
    const font = { family: colors.font, size: fontSize };
    return {
      type: 'line',
      data: { datasets: [] },
      plugins: [this.#lines()],
      options: {
        animation: false,
        responsive: true,
        maintainAspectRatio: false,
        events: [],
        layout: { padding: { right: 10, top: 6 } },
        scales: {
          x: {
            type: 'linear',
            ...positions(across, acrossScale),
            border: { display: false },
            grid: { display: false, color: colors.grid },
            ticks: { font, color: colors.text, maxRotation: 0, autoSkip: false, callback: (_, index) => this.#marksAcross[index]?.label ?? '' },
            afterBuildTicks: (axis) => {
              if (this.#content === null) return;
              const { acrossScale: shownScale, across: shown, axis: what } = this.#content;
              this.#marksAcross = marksAcross(shownScale, shown, Math.max(2, Math.floor(axis.width / 60)), what);
              axis.ticks = this.#marksAcross.map(({ value }) => ({ value: shownScale.scale.forward(value) }));
            },
          },
          y: {
            type: 'linear',
            ...positions(up, upScale),
            border: { display: false },
            grid: { color: colors.grid },
            ticks: { font, color: colors.text, autoSkip: false, callback: (_, index) => this.#marksUp[index]?.label ?? '' },
            afterFit: (axis) => {
              // One width for all charts, so that they stand in line.
              axis.width = axisWidth;
            },
            afterBuildTicks: (axis) => {
              if (this.#content === null) return;
              const { upScale: shownScale, up: shown } = this.#content;
              this.#marksUp = marksUp(shownScale, shown, Math.max(2, Math.floor((axis.height || 150) / 26)));
              axis.ticks = this.#marksUp.map(({ value }) => ({ value: shownScale.scale.forward(value) }));
            },
          },
        },
      },
    };
  }

  #lines(): Plugin<'line'> {
    return {
      id: 'lines',
      // Told before it is drawn anew, which then follows at once.
      resize: () => queueMicrotask(this.#resized),
      afterDatasetsDraw: ({ ctx, chartArea: { left, right, top, bottom }, scales: { x, y }, currentDevicePixelRatio }) => {
        const shown = this.#content;
        if (shown === null || x === undefined || y === undefined || right <= left) return;
        const { across, acrossScale, upScale } = shown;
        const xFactor = (right - left) / (x.max - x.min);
        const yFactor = (top - bottom) / (y.max - y.min);
        const placing: Placing = { xFactor, xOffset: left - x.min * xFactor, yFactor, yOffset: bottom - y.min * yFactor, left, right, top, bottom };
        const window: Window = { across, columns: Math.max(1, Math.round((right - left) * currentDevicePixelRatio)), acrossScale, upScale };
        ctx.save();
        ctx.beginPath();
        // A pixel more than the area: a line along its edge is drawn whole. On whole pixels: any other clip is several times as slow.
        const [clipLeft, clipRight, clipTop, clipBottom] = [Math.floor(left) - 1, Math.ceil(right) + 1, Math.floor(top) - 2, Math.ceil(bottom) + 2];
        ctx.rect(clipLeft, clipTop, clipRight - clipLeft, clipBottom - clipTop);
        ctx.clip();
        this.#paint(ctx, shown, window, placing, 1 / currentDevicePixelRatio);
        ctx.restore();
        this.#rest(this.#strokes.takeRough());
      },
    };
  }

  #paint(canvas: CanvasRenderingContext2D, { bands, lines, acrossScale, colors: { broken } }: ChartContent, window: Window, placing: Placing, thinnest: number): void {
    const strokes = this.#strokes;
    const care = this.#care ?? strokes.careFor(lines.flatMap(({ raw, smoothed }) => (smoothed === null ? [raw] : [raw, smoothed])), window);
    const opacityOf = (dimmed: boolean): number => (dimmed ? dimmedOpacity : 1);
    for (const { band, colors: { faint }, dimmed } of bands) {
      paintBand(canvas, strokes.ofBand(band, window, care), placing, { color: faint, width: thinnest, opacity: opacityOf(dimmed) });
    }
    const somePointedAt = lines.some(({ dimmed }) => dimmed);
    const paint = (line: Line, color: string, width: number, dash: readonly number[], dimmed: boolean): void => {
      const pen: Pen = { color, width, dash, opacity: opacityOf(dimmed), hairline: width === thinnest };
      paintStroke(canvas, strokes.of(line, window, care), placing, pen);
    };
    for (const { raw, smoothed, colors: { line, faint, dash = solid }, dimmed } of behindFirst(lines)) {
      const isHairline = lines.length > manyLines && (dimmed || !somePointedAt);
      if (smoothed !== null) paint(raw, faint, thinnest, solid, dimmed);
      paint(smoothed ?? raw, line, isHairline ? thinnest : smoothed === null ? 1.5 : 1.75, dash, dimmed);
    }
    for (const { raw } of lines) paintMarks(canvas, strokes.of(raw, window, care).marks, acrossScale, placing, broken);
  }

  /** Plans the exact picture for when nothing was drawn for a while. */
  #rest(wanted: boolean): void {
    if (this.#resting !== null) clearTimeout(this.#resting);
    this.#resting = wanted ? setTimeout(() => this.settle(), rest) : null;
  }
}

/** What is pointed at lies over what steps back. */
const behindFirst = (lines: readonly ChartLine[]): readonly ChartLine[] => [...lines.filter(({ dimmed }) => dimmed), ...lines.filter(({ dimmed }) => !dimmed)];

/** Where a range begins and ends on its axis; a single place becomes the middle of something that has a width. */
function positions({ from, to }: Range, { scale }: AxisScale): { min: number; max: number } {
  const min = scale.forward(from);
  const max = scale.forward(to);
  return max > min ? { min, max } : { min: min - 1, max: min + 1 };
}
