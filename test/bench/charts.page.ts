/**
 * Runs in the browser: the product's own chart element with the lines of many experiments, and uPlot with the same
 * arrays in a canvas of the same size, measured in turns. Milliseconds; what is drawn is forced onto the canvas before
 * the clock is read, the same way for both, by reading a pixel back.
 */
import uPlot from 'uplot';
import type { MetricSeries } from '../../src/shared/experiment';
import { ready } from '../../src/shared/problem';
import { LineChart } from '../../webview/tabs/charts/engine/lineChart';
import type { ChartSeries } from '../../webview/tabs/charts/data/chartSeries';
import { readPalette } from '../../webview/drawing/palette';
import { Viewport } from '../../webview/tabs/charts/data/viewport';
import { MetricChart, type ChartActions, type ChartSettings } from '../../webview/tabs/charts/chart/metricChart';
import { Pointer } from '../../webview/tabs/charts/data/pointer';
import '../../webview/toolkit';

export interface Pair {
  readonly ours: number;
  readonly theirs: number;
}

export interface ZoomStep extends Pair {
  /** Ours with the exact picture that follows when the wheel rests; the same as `ours` where that was exact already. */
  readonly oursExactly: number;
  /** The longest turn of that picture without a break. */
  readonly longestTurn: number;
}

export interface ChartsBench {
  /** From arrays in hand to pixels. */
  /** Ours is first in even rounds, theirs in odd ones. */
  firstPaint(round: number): Promise<Pair>;
  /** One turn of the wheel on a chart at rest each, three times further in and then from the whole again. */
  zoomAtRest(steps: number): Promise<readonly ZoomStep[]>;
  /** Turns of the wheel without a rest between them. */
  zoomInOneGo(steps: number): Promise<readonly Pair[]>;
  /** Moves of the pointer over the chart, laid out afterwards. */
  hover(moves: number): Promise<readonly number[]>;
  /** A line is pointed out and all the others step back. */
  highlight(times: number): Promise<readonly number[]>;
  /** The same in several charts at once, of 50 lines of 500 points. */
  highlightAll(charts: number, times: number): Promise<readonly number[]>;
  /** The one line of a chart is smoothed by another weight. */
  smooth(times: number): Promise<readonly number[]>;
  /** New arrays of every line arrive and are drawn. */
  liveTicks(experiments: number, ticks: number): Promise<readonly number[]>;
  /** Shows the chart and keeps it. */
  hold(): Promise<void>;
}

const experiments = 50;
const points = 15_000;
const stepsIn = 3;
/** In CSS pixels. */
const width = 1000;
const settings: ChartSettings = {
  axis: 'step',
  axisMetric: null,
  smoothing: 0,
  smoothingKind: 'timeWeighted',
  horizontalScale: 'linear',
  verticalScale: 'linear',
  clipped: false,
  repeats: null,
};
const actions: ChartActions = {
  loadAll: () => undefined,
  retry: () => undefined,
  painted: () => undefined,
  copy: () => undefined,
  type: () => undefined,
  toggle: () => undefined,
  only: () => undefined,
  highlight: () => undefined,
  enlarge: () => undefined,
  pin: () => undefined,
  move: () => undefined,
  save: () => undefined,
};

/** A loss that falls, with noise and a few spikes; arrays of their own for every call, as they arrive from the host. */
function seriesOf(experiment: number, length = points): MetricSeries {
  let seed = experiment * 7919 + 13;
  const random = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
  const column = (value: (index: number) => number): Float64Array =>
    Float64Array.from({ length }, (_, index) => value(index));
  return {
    experimentKey: String(experiment),
    name: 'loss',
    sampled: false,
    values: column(
      (step) =>
        0.1 +
        (2 + experiment / 25) * Math.exp(-step / (1500 + 100 * experiment)) +
        (random() - 0.5) * 0.15 * (0.3 + Math.exp(-step / 4000)) +
        (random() < 0.0002 ? 1 : 0),
    ),
    steps: column((step) => step),
    epochs: column((step) => Math.floor(step / 500)),
    times: column((step) => 1_750_000_000_000 + step * 137),
  };
}

const many = (count: number, length = points): readonly MetricSeries[] =>
  Array.from({ length: count }, (_, experiment) => seriesOf(experiment, length));

function linesOf(all: readonly MetricSeries[]): readonly ChartSeries[] {
  const palette = readPalette(document.body);
  return all.map((series, place) => ({
    id: series.experimentKey,
    title: `experiment ${series.experimentKey}`,
    start: null,
    held: ready(series),
    over: null,
    completeness: 'all',
    staleBecause: null,
    colors: palette.line(place),
    last: String(series.values.at(-1)),
    lowest: null,
    highest: null,
    group: null,
  }));
}

/** Reading a pixel back makes the browser paint all that was drawn before. */
const paintNow = (canvas: HTMLCanvasElement): void => void canvas.getContext('2d')?.getImageData(0, 0, 1, 1);

interface Shown {
  readonly element: MetricChart;
  readonly canvas: HTMLCanvasElement;
  readonly plot: HTMLElement;
  /** Once what was set is on the canvas. */
  painted(): Promise<void>;
  showAll(): Promise<void>;
  remove(): void;
}

function place(): HTMLElement {
  const frame = document.body.appendChild(document.createElement('div'));
  frame.style.width = `${width}px`;
  return frame;
}

async function showOurs(series: readonly ChartSeries[]): Promise<Shown> {
  const frame = place();
  const element = new MetricChart();
  const viewport = new Viewport(() => {
    element.xRange = viewport.xRange('loss');
    element.yRange = viewport.yRange('loss');
  });
  Object.assign(element, {
    name: 'loss',
    series,
    hiddenIds: [],
    highlighted: null,
    settings,
    typed: undefined,
    across: null,
    up: null,
    colors: readPalette(document.body).chart,
    inSight: true,
    pinned: false,
    whole: true,
    pointer: new Pointer(),
    viewport,
    actions,
  });
  frame.append(element);
  await element.updateComplete;
  const canvas = found(element, HTMLCanvasElement, 'canvas');
  paintNow(canvas);
  const painted = async (): Promise<void> => {
    await element.updateComplete;
    paintNow(canvas);
  };
  return {
    element,
    canvas,
    plot: found(element, HTMLElement, '.plot'),
    painted,
    showAll: () => {
      viewport.reset(null);
      return painted();
    },
    remove: () => frame.remove(),
  };
}

function found<T extends Element>(root: Element, type: new () => T, selector: string): T {
  const element = root.querySelector(selector);
  if (!(element instanceof type)) {
    throw new Error(`The chart has no ${selector}.`);
  }
  return element;
}

interface Theirs {
  readonly plot: uPlot;
  remove(): void;
}

/** As its own demonstrations draw many lines, but without a legend. */
async function showTheirs(
  all: readonly MetricSeries[],
  size: { readonly width: number; readonly height: number },
): Promise<Theirs> {
  const frame = place();
  const palette = readPalette(document.body);
  const plot = new uPlot(
    {
      ...size,
      legend: { show: false },
      scales: { x: { time: false } },
      series: [{}, ...all.map((_, at) => ({ stroke: palette.line(at).line }))],
    },
    [all[0]?.steps ?? [], ...all.map(({ values }) => values)] as unknown as uPlot.AlignedData,
    frame,
  );
  // It draws in a microtask of its own, planned before this one.
  await Promise.resolve();
  paintNow(plot.ctx.canvas);
  return {
    plot,
    remove: () => {
      plot.destroy();
      frame.remove();
    },
  };
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await act();
  return performance.now() - began;
}

/** Their zoom, drawn at once. */
async function zoomTheirs(
  { plot }: Theirs,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<void> {
  plot.batch(() => plot.setScale('x', { min: from, max: to }));
  await Promise.resolve();
  paintNow(plot.ctx.canvas);
}

function turnWheel(plot: HTMLElement): void {
  const { left, top, width: across, height } = plot.getBoundingClientRect();
  plot.dispatchEvent(
    new WheelEvent('wheel', {
      deltaY: -100,
      ctrlKey: true,
      clientX: left + across * 0.4,
      clientY: top + height / 2,
      bubbles: true,
      cancelable: true,
    }),
  );
}

const shownBy = ({ element }: Shown): { readonly from: number; readonly to: number } => {
  if (element.xRange === null) {
    throw new Error('The wheel did not zoom.');
  }
  return element.xRange;
};

/** What a chart takes for its exact picture after a rest, in milliseconds. */
interface Settled {
  readonly all: number;
  readonly longestTurn: number;
}

/** Hears the exact picture that a chart paints after a rest, in turns. */
class Rest {
  #heard: ((settled: Settled) => void) | null = null;

  constructor() {
    const settle = Object.getOwnPropertyDescriptor(LineChart.prototype, 'settle')?.value as LineChart['settle'];
    let all = 0,
      longestTurn = 0;
    const hear = (took: number, isDone: boolean): void => {
      all += took;
      longestTurn = Math.max(longestTurn, took);
      if (!isDone) {
        return;
      }
      this.#heard?.({ all, longestTurn });
      this.#heard = null;
      all = longestTurn = 0;
    };
    LineChart.prototype.settle = function settleTimed(this: LineChart, milliseconds?: number) {
      const began = performance.now();
      const isDone = settle.call(this, milliseconds);
      const canvas = document.querySelector('canvas');
      if (isDone && canvas !== null) {
        paintNow(canvas);
      }
      hear(performance.now() - began, isDone);
      return isDone;
    };
  }

  heard(): Promise<Settled> {
    return new Promise((resolve) => (this.#heard = resolve));
  }
}

const rest = new Rest();
const frames = (): Promise<void> =>
  new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));

/** Of our canvas as it was last: the other is made as large. */
let size = { width: 0, height: 0 };

const bench: ChartsBench = {
  async firstPaint(round) {
    const all = many(experiments);
    const lines = linesOf(all);
    const ours = async (): Promise<number> => {
      const began = performance.now();
      const shown = await showOurs(lines);
      const taken = performance.now() - began;
      size = { width: shown.canvas.clientWidth, height: shown.canvas.clientHeight };
      shown.remove();
      await frames();
      return taken;
    };
    const theirs = async (): Promise<number> => {
      const began = performance.now();
      const drawn = await showTheirs(all, size);
      const taken = performance.now() - began;
      drawn.remove();
      await frames();
      return taken;
    };
    // Who comes second finds the arrays in the processor's cache.
    if (round % 2 === 0) {
      return { ours: await ours(), theirs: await theirs() };
    }
    const theirsFirst = await theirs();
    return { ours: await ours(), theirs: theirsFirst };
  },

  async zoomAtRest(steps) {
    const all = many(experiments);
    const shown = await showOurs(linesOf(all));
    const theirs = await showTheirs(all, { width: shown.canvas.clientWidth, height: shown.canvas.clientHeight });
    const taken: ZoomStep[] = [];
    for (let step = 0; step < steps; step += 1) {
      const exact = rest.heard();
      const ours = await timed(async () => {
        turnWheel(shown.plot);
        await shown.painted();
      });
      const { all: exactly, longestTurn } = await exact;
      taken.push({
        ours,
        oursExactly: ours + exactly,
        longestTurn,
        theirs: await timed(() => zoomTheirs(theirs, shownBy(shown))),
      });
      if (step % stepsIn === stepsIn - 1) {
        await shown.showAll();
        await zoomTheirs(theirs, { from: 0, to: points - 1 });
      }
      await frames();
    }
    shown.remove();
    theirs.remove();
    return taken;
  },

  async zoomInOneGo(steps) {
    const all = many(experiments);
    const shown = await showOurs(linesOf(all));
    const theirs = await showTheirs(all, { width: shown.canvas.clientWidth, height: shown.canvas.clientHeight });
    await frames();
    const ours: number[] = [];
    const ranges: { readonly from: number; readonly to: number }[] = [];
    for (let step = 0; step < steps; step += 1) {
      ours.push(
        await timed(async () => {
          turnWheel(shown.plot);
          await shown.painted();
        }),
      );
      ranges.push(shownBy(shown));
    }
    const taken: Pair[] = [];
    for (const [step, range] of ranges.entries()) {
      taken.push({ ours: ours[step] ?? NaN, theirs: await timed(() => zoomTheirs(theirs, range)) });
    }
    shown.remove();
    theirs.remove();
    return taken;
  },

  async hover(moves) {
    const shown = await showOurs(linesOf(many(experiments)));
    const { left, top, width: across, height } = shown.plot.getBoundingClientRect();
    const tooltip = found(shown.element, HTMLElement, '.chart-tooltip');
    const taken: number[] = [];
    for (let move = 0; move < moves; move += 1) {
      const share = (move + 0.5) / moves;
      taken.push(
        await timed(async () => {
          shown.plot.dispatchEvent(
            new PointerEvent('pointermove', {
              clientX: left + across * (0.1 + 0.85 * share),
              clientY: top + height * (0.2 + 0.6 * share),
              bubbles: true,
            }),
          );
          await shown.element.updateComplete;
          tooltip.getBoundingClientRect();
        }),
      );
      if (tooltip.hidden) {
        throw new Error('The pointer is over the chart and there is no tooltip.');
      }
      await frames();
    }
    shown.remove();
    return taken;
  },

  async highlight(times) {
    const shown = await showOurs(linesOf(many(experiments)));
    const taken: number[] = [];
    for (let time = 0; time < times; time += 1) {
      taken.push(
        await timed(async () => {
          shown.element.highlighted = String((time * 7) % experiments);
          await shown.painted();
        }),
      );
      await frames();
    }
    shown.remove();
    return taken;
  },

  async highlightAll(charts, times) {
    const shown: Shown[] = [];
    for (let chart = 0; chart < charts; chart += 1) {
      shown.push(await showOurs(linesOf(many(experiments, 500))));
    }
    await frames();
    const taken: number[] = [];
    for (let time = 0; time < times; time += 1) {
      taken.push(
        await timed(async () => {
          for (const { element } of shown) {
            element.highlighted = String((time * 7) % experiments);
          }
          for (const each of shown) {
            await each.painted();
          }
        }),
      );
      await frames();
    }
    for (const each of shown) {
      each.remove();
    }
    return taken;
  },

  async smooth(times) {
    const shown = await showOurs(linesOf(many(1)));
    const taken: number[] = [];
    for (let time = 0; time < times; time += 1) {
      taken.push(
        await timed(async () => {
          shown.element.settings = { ...settings, smoothing: time % 2 === 0 ? 0.7 : 0.8 };
          await shown.painted();
        }),
      );
      await frames();
    }
    shown.remove();
    return taken;
  },

  async liveTicks(count, ticks) {
    const shown = await showOurs(linesOf(many(count, points - ticks)));
    const taken: number[] = [];
    for (let tick = 1; tick <= ticks; tick += 1) {
      const lines = linesOf(many(count, points - ticks + tick));
      await frames();
      taken.push(
        await timed(async () => {
          shown.element.series = lines;
          await shown.painted();
        }),
      );
    }
    shown.remove();
    return taken;
  },

  async hold() {
    await showOurs(linesOf(many(experiments)));
  },
};

Object.assign(window, { bench });
