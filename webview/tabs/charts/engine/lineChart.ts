/**
 * A chart of lines on a canvas: the only import of Chart.js, which lays out the axes; the lines are our own strokes.
 * Draws what it is given; asks nothing and holds no data.
 */
import { Chart, LinearScale, type ChartConfiguration, type Plugin } from 'chart.js';
import type { AlignedLine, Range } from '../../../../src/shared/series/series';
import { xMarks, yMarks, type AxisMark, type AxisScale } from './axisScale';
import { paintMarks, paintPoints, type Placing } from './painting';
import type { ChartColors } from '../../../drawing/palette';
import { LineLayer, type DrawnLines } from './lineLayer';
import type { Window } from './strokes';

export type { ChartBand, ChartLine } from './lineLayer';

Chart.register(LinearScale);

/** A value that stands alone: what is around it is not known yet. */
export interface ChartPoint {
  readonly xValue: number;
  readonly value: number;
  readonly color: string;
  readonly dimmed: boolean;
}

export interface ChartContent extends DrawnLines {
  /** Single values over the lines, as rings. */
  readonly points: readonly ChartPoint[];
  readonly axis: AlignedLine['axis'];
  /** What is shown, in values; on a logarithmic axis above zero. */
  readonly xRange: Range;
  readonly yRange: Range;
  readonly xScale: AxisScale;
  readonly yScale: AxisScale;
  readonly colors: ChartColors;
}

export interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** All charts have at least this one, so that they stand in line; longer labels get more, in steps. */
const axisWidth = 50;
const axisWidthStep = 8;
const fontSize = 11;
/** Milliseconds without a draw after which a picture painted roughly is painted exactly. */
const rest = 100;
/** Milliseconds that the page may be kept from all else while that is done; input and frames come between. */
const turn = 6;

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
  readonly #picture = new LineLayer();
  #chart: Chart<'line', never[]> | null = null;
  #content: ChartContent | null = null;
  #xMarks: readonly AxisMark[] = [];
  #yMarks: readonly AxisMark[] = [];
  #resting: ReturnType<typeof setTimeout> | null = null;

  /** `resized`: the canvas has another size, and everything on it another place; it is drawn already. */
  constructor(canvas: HTMLCanvasElement, resized: () => void = () => undefined) {
    this.#canvas = canvas;
    this.#resized = resized;
  }

  /** Draws at once, without movement. */
  draw(content: ChartContent): void {
    const before = this.#content;
    this.#content = content;
    if (this.#chart === null) {
      this.#chart = new Chart(this.#canvas, this.#configuration(content));
      return;
    }
    const { x, y } = this.#chart.options.scales ?? {};
    if (x === undefined || y === undefined) {
      return;
    }
    const { colors, xRange, yRange, xScale, yScale } = content;
    if (before !== null && hasSameAxes(before, content)) {
      this.#chart.draw();
      return;
    }
    Object.assign(x, positions(xRange, xScale));
    Object.assign(y, positions(yRange, yScale));
    for (const scale of [x, y]) {
      if (scale.grid !== undefined) {
        scale.grid.color = colors.grid;
      }
      if (scale.ticks !== undefined) {
        scale.ticks.color = colors.text;
      }
    }
    this.#chart.update('none');
  }

  /**
   * Paints on at what was painted roughly, now rather than after a rest, for so many milliseconds; true when it is
   * exact and shown.
   */
  settle(milliseconds = Infinity): boolean {
    if (this.#resting === null) {
      return true;
    }
    if (!this.#picture.refine(milliseconds)) {
      return false;
    }
    this.#chart?.draw();
    return true;
  }

  destroy(): void {
    this.#rest(null);
    this.#picture.forget();
    this.#chart?.destroy();
    this.#chart = null;
  }

  /** Where the lines are drawn, in pixels of the canvas. */
  get area(): Area {
    return this.#chart?.chartArea ?? { left: 0, right: 0, top: 0, bottom: 0 };
  }

  xAt(pixel: number): number {
    return this.#content?.xScale.scale.inverse(this.#chart?.scales['x']?.getValueForPixel(pixel) ?? NaN) ?? NaN;
  }

  yAt(pixel: number): number {
    return this.#content?.yScale.scale.inverse(this.#chart?.scales['y']?.getValueForPixel(pixel) ?? NaN) ?? NaN;
  }

  xPixelOf(xValue: number): number {
    return this.#chart?.scales['x']?.getPixelForValue(this.#content?.xScale.scale.forward(xValue) ?? NaN) ?? NaN;
  }

  yPixelOf(value: number): number {
    return this.#chart?.scales['y']?.getPixelForValue(this.#content?.yScale.scale.forward(value) ?? NaN) ?? NaN;
  }

  #configuration({ xRange, yRange, xScale, yScale, colors }: ChartContent): Config {
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
            ...positions(xRange, xScale),
            border: { display: false },
            grid: { display: false, color: colors.grid },
            ticks: {
              font,
              color: colors.text,
              maxRotation: 0,
              autoSkip: false,
              callback: (_, index) => this.#xMarks[index]?.label ?? '',
            },
            afterBuildTicks: (axis) => {
              if (this.#content === null) {
                return;
              }
              const { xScale: shownScale, xRange: shown, axis: what } = this.#content;
              this.#xMarks = xMarks(shownScale, shown, axis.width, what);
              axis.ticks = this.#xMarks.map(({ value }) => ({ value: shownScale.scale.forward(value) }));
            },
          },
          y: {
            type: 'linear',
            ...positions(yRange, yScale),
            border: { display: false },
            grid: { color: colors.grid },
            ticks: {
              font,
              color: colors.text,
              autoSkip: false,
              callback: (_, index) => this.#yMarks[index]?.label ?? '',
            },
            afterFit: (axis) => {
              axis.width = Math.max(axisWidth, Math.ceil(axis.width / axisWidthStep) * axisWidthStep);
            },
            afterBuildTicks: (axis) => {
              if (this.#content === null) {
                return;
              }
              const { yScale: shownScale, yRange: shown } = this.#content;
              this.#yMarks = yMarks(shownScale, shown, axis.height || 150);
              axis.ticks = this.#yMarks.map(({ value }) => ({ value: shownScale.scale.forward(value) }));
            },
          },
        },
      },
    };
  }

  #lines(): Plugin<'line'> {
    return {
      id: 'lines',
      // Told before it is drawn again, which then follows at once.
      resize: () => queueMicrotask(this.#resized),
      afterDatasetsDraw: ({
        ctx,
        chartArea: { left, right, top, bottom },
        scales: { x, y },
        currentDevicePixelRatio,
      }) => {
        const shown = this.#content;
        if (shown === null || x === undefined || y === undefined || right <= left) {
          return;
        }
        const { xRange, xScale, yScale } = shown;
        const xFactor = (right - left) / (x.max - x.min);
        const yFactor = (top - bottom) / (y.max - y.min);
        const placing: Placing = { xFrom: x.min, xFactor, yFrom: y.min, yFactor, left, right, top, bottom };
        const window: Window = {
          xRange,
          columns: Math.max(1, Math.round((right - left) * currentDevicePixelRatio)),
          xScale,
          yScale,
        };
        const {
          bands,
          lines,
          points,
          colors: { broken },
        } = shown;
        const { width, height } = ctx.canvas;
        this.#picture.show(ctx, { bands, lines, window, placing, width, height, pixelRatio: currentDevicePixelRatio });
        paintPoints(
          ctx,
          points.map(({ xValue, value, color, dimmed }) => ({
            x: xScale.scale.forward(xValue),
            y: yScale.scale.forward(value),
            color,
            dimmed,
          })),
          placing,
        );
        for (const { raw } of lines) {
          paintMarks(ctx, this.#picture.strokeOf(raw, window).marks, xScale, placing, broken);
        }
        this.#rest(this.#picture.isRough ? rest : null);
      },
    };
  }

  /** Plans the exact picture for when nothing was drawn for so long; null: there is no need. */
  #rest(milliseconds: number | null): void {
    if (this.#resting !== null) {
      clearTimeout(this.#resting);
    }
    this.#resting =
      milliseconds === null
        ? null
        : setTimeout(() => {
            if (!this.settle(turn)) {
              this.#rest(0);
            }
          }, milliseconds);
  }
}

const hasSameAxes = (one: ChartContent, other: ChartContent): boolean =>
  one.axis === other.axis &&
  one.xScale === other.xScale &&
  one.yScale === other.yScale &&
  one.colors === other.colors &&
  one.xRange.from === other.xRange.from &&
  one.xRange.to === other.xRange.to &&
  one.yRange.from === other.yRange.from &&
  one.yRange.to === other.yRange.to;

/** Where a range begins and ends on its axis; a single place becomes the middle of something that has a width. */
function positions({ from, to }: Range, { scale }: AxisScale): { min: number; max: number } {
  const min = scale.forward(from);
  const max = scale.forward(to);
  // Far from zero one more is the same.
  const padding = Math.max(1, Math.abs(min) * 0.1);
  return max > min ? { min, max } : { min: min - padding, max: min + padding };
}
