/** One line chart on a canvas: the only import of Chart.js. Draws what it is given; asks nothing and holds no data. */
import {
  Chart, LinearScale, LineController, LineElement, LogarithmicScale, PointElement, type ChartConfiguration, type ChartDataset, type Plugin,
} from 'chart.js';
import { thin, verticalExtent, type AlignedLine, type Line, type Range } from '../src/shared/series';
import { levelLabel, levels, placeLabel, places } from './ticks';

Chart.register(LineController, LineElement, PointElement, LinearScale, LogarithmicScale);

export interface ChartColors {
  readonly line: string;
  /** The line as logged, behind its smoothed self. */
  readonly faint: string;
  readonly grid: string;
  readonly text: string;
  /** Marks of values that are no numbers. */
  readonly broken: string;
  readonly font: string;
}

export interface ChartContent {
  readonly raw: AlignedLine;
  readonly smoothed: Line | null;
  readonly range: Range;
  readonly logarithmic: boolean;
  readonly colors: ChartColors;
}

const axisWidth = 50;
const fontSize = 11;

type Config = ChartConfiguration<'line', Line2D[]>;
interface Line2D { x: number; y: number }

export class LineChart {
  readonly #canvas: HTMLCanvasElement;
  #chart: Chart<'line', Line2D[]> | null = null;
  #content: ChartContent | null = null;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
  }

  /** Draws at once, without movement. */
  draw(content: ChartContent): void {
    this.#content = content;
    const logarithmic = this.#chart?.options.scales?.['y']?.type === 'logarithmic';
    if (this.#chart !== null && logarithmic !== content.logarithmic) this.destroy();
    this.#chart ??= new Chart(this.#canvas, this.#configuration(content));
    this.#fill(this.#chart, content);
    this.#chart.update('none');
  }

  destroy(): void {
    this.#chart?.destroy();
    this.#chart = null;
  }

  /** Where the lines are drawn, in pixels of the canvas. */
  get area(): { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number } {
    return this.#chart?.chartArea ?? { left: 0, right: 0, top: 0, bottom: 0 };
  }

  placeAt(pixel: number): number {
    return this.#chart?.scales['x']?.getValueForPixel(pixel) ?? NaN;
  }

  pixelOf(place: number): number {
    return this.#chart?.scales['x']?.getPixelForValue(place) ?? NaN;
  }

  levelOf(value: number): number {
    return this.#chart?.scales['y']?.getPixelForValue(value) ?? NaN;
  }

  #fill(chart: Chart<'line', Line2D[]>, { raw, smoothed, range, logarithmic, colors }: ChartContent): void {
    const columns = Math.max(50, Math.round((this.#canvas.clientWidth || 400) * window.devicePixelRatio));
    const drawn = (line: Line): Line2D[] => {
      const { x, y } = thin(line, range, columns, { positiveOnly: logarithmic });
      return Array.from(x, (place, index) => ({ x: place, y: y[index] ?? NaN }));
    };
    const shared: Omit<ChartDataset<'line', Line2D[]>, 'data'> = {
      parsing: false, normalized: true, spanGaps: false, pointRadius: 0, pointHitRadius: 0, pointHoverRadius: 0, borderJoinStyle: 'round',
    };
    chart.data.datasets = [
      ...(smoothed === null ? [] : [{ ...shared, data: drawn(smoothed), borderColor: colors.line, backgroundColor: colors.line, borderWidth: 1.75 }]),
      {
        ...shared, data: drawn(raw), borderColor: smoothed === null ? colors.line : colors.faint,
        backgroundColor: smoothed === null ? colors.line : colors.faint, borderWidth: smoothed === null ? 1.5 : 1,
      },
    ];
    const { x, y } = chart.options.scales ?? {};
    if (x === undefined || y === undefined) return;
    Object.assign(x, widened(range));
    Object.assign(y, verticalRange(verticalExtent(raw, range, logarithmic), logarithmic));
    for (const scale of [x, y]) {
      if (scale.grid !== undefined) scale.grid.color = colors.grid;
      if (scale.ticks !== undefined) scale.ticks.color = colors.text;
    }
  }

  #configuration({ logarithmic, colors }: ChartContent): Config {
    const font = { family: colors.font, size: fontSize };
    return {
      type: 'line',
      data: { datasets: [] },
      plugins: [this.#marks()],
      options: {
        animation: false,
        responsive: true,
        maintainAspectRatio: false,
        events: [],
        layout: { padding: { right: 10, top: 6 } },
        onResize: () => {
          if (this.#content !== null && this.#chart !== null) this.#fill(this.#chart, this.#content);
        },
        scales: {
          x: {
            type: 'linear',
            border: { display: false },
            grid: { display: false },
            ticks: { font, maxRotation: 0, autoSkip: false },
            afterBuildTicks: (axis) => {
              const shown = this.#content;
              if (shown === null) return;
              // A single place is widened for the drawing's sake: its neighbours are nobody's.
              axis.ticks = shown.range.to === shown.range.from ? [{ value: shown.range.from }] : places({ from: axis.min, to: axis.max }, Math.max(2, Math.floor(axis.width / 60)), shown.raw.axis).map((value) => ({ value }));
            },
            afterTickToLabelConversion: (axis) => {
              const gap = (axis.ticks[1]?.value ?? Infinity) - (axis.ticks[0]?.value ?? 0);
              for (const tick of axis.ticks) tick.label = placeLabel(tick.value, gap, this.#content?.raw.axis ?? 'index');
            },
          },
          y: {
            type: logarithmic ? 'logarithmic' : 'linear',
            border: { display: false },
            ticks: { font, autoSkip: logarithmic },
            afterFit: (axis) => {
              // One width for all charts, so that they stand in line.
              axis.width = axisWidth;
            },
            afterBuildTicks: (axis) => {
              if (!logarithmic) axis.ticks = levels({ from: axis.min, to: axis.max }, Math.max(2, Math.floor((axis.height || 150) / 26))).map((value) => ({ value }));
            },
            afterTickToLabelConversion: (axis) => {
              const gap = Math.abs((axis.ticks[1]?.value ?? 1) - (axis.ticks[0]?.value ?? 0)) || 1;
              for (const tick of axis.ticks) tick.label = logarithmic ? levelLabel(tick.value, Math.min(1, tick.value)) : levelLabel(tick.value, gap);
            },
          },
        },
      },
    };
  }

  /** Dots for points that stand alone between breaks, crosses on the ground where the logged value is no number. */
  #marks(): Plugin<'line'> {
    return {
      id: 'marks',
      afterDatasetsDraw: ({ ctx, chartArea, scales, data }) => {
        const shown = this.#content;
        const { x: across, y: up } = scales;
        if (shown === null || across === undefined || up === undefined) return;
        ctx.save();
        for (const { data: points, borderColor } of data.datasets as ChartDataset<'line', Line2D[]>[]) {
          ctx.fillStyle = borderColor as string;
          points.forEach(({ x, y }, index) => {
            if (!Number.isFinite(y) || !isAlone(points, index)) return;
            ctx.beginPath();
            ctx.arc(across.getPixelForValue(x), up.getPixelForValue(y), 2, 0, 2 * Math.PI);
            ctx.fill();
          });
        }
        ctx.strokeStyle = shown.colors.broken;
        ctx.lineWidth = 1.25;
        ctx.beginPath();
        let previous = -Infinity;
        shown.raw.y.forEach((value, index) => {
          if (Number.isFinite(value)) return;
          const pixel = across.getPixelForValue(shown.raw.x[index] ?? NaN);
          if (pixel - previous < 6 || pixel < chartArea.left || pixel > chartArea.right) return;
          previous = pixel;
          const ground = chartArea.bottom - 4;
          ctx.moveTo(pixel - 2.5, ground - 2.5);
          ctx.lineTo(pixel + 2.5, ground + 2.5);
          ctx.moveTo(pixel + 2.5, ground - 2.5);
          ctx.lineTo(pixel - 2.5, ground + 2.5);
        });
        ctx.stroke();
        ctx.restore();
      },
    };
  }
}

const isAlone = (points: readonly Line2D[], index: number): boolean =>
  !Number.isFinite(points[index - 1]?.y ?? NaN) && !Number.isFinite(points[index + 1]?.y ?? NaN);

/** A single place becomes the middle of something that has a width. */
const widened = ({ from, to }: Range): { min: number; max: number } => (to > from ? { min: from, max: to } : { min: from - 1, max: to + 1 });

function verticalRange(extent: Range | null, logarithmic: boolean): { min: number; max: number } {
  if (extent === null) return logarithmic ? { min: 0.1, max: 10 } : { min: 0, max: 1 };
  const { from, to } = extent;
  if (logarithmic) return from < to ? { min: from / 1.15, max: to * 1.15 } : { min: from / 10, max: to * 10 };
  const margin = from < to ? (to - from) * 0.06 : Math.abs(to) * 0.1 || 1;
  return { min: from >= 0 && from - margin < 0 ? 0 : from - margin, max: to <= 0 && to + margin > 0 ? 0 : to + margin };
}
