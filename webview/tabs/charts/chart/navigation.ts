/** Zooming and moving one chart, by hand or by key: turns pixels into ranges for the viewport. Knows no lines. */
import type { Range } from '../../../../src/shared/series/series';
import type { DrawnChart } from './drawnChart';
import type { Box } from './gestures';
import { canBeShown, heldWithin, middleOf, moved, stretched } from '../data/ranges';
import type { Viewport } from '../data/viewport';

export interface NavigatedChart {
  readonly name: string;
  readonly viewport: Viewport;
  /** What is zoomed to; null for all there is. */
  readonly xRange: Range | null;
  readonly yRange: Range | null;
  /** Null while there is nothing to be seen. */
  readonly drawn: DrawnChart | null;
}

/** A drag that is flatter than this is about the other axis alone. */
const flatDrag = 16;

export class Navigation {
  readonly #of: NavigatedChart;

  constructor(of: NavigatedChart) {
    this.#of = of;
  }

  get zoomed(): boolean {
    return this.#of.xRange !== null || this.#of.yRange !== null;
  }

  /** The part of the plot that a box means: a flat one all of the height, an upright one all of the width. */
  selectionOf(box: Box): Box {
    const area = this.#of.drawn?.chart.area ?? box;
    const fullHeight = box.bottom - box.top < flatDrag,
      fullWidth = !fullHeight && box.right - box.left < flatDrag;
    const within = (pixel: number, from: number, to: number): number => Math.min(to, Math.max(from, pixel));
    return {
      left: fullWidth ? area.left : within(box.left, area.left, area.right),
      right: fullWidth ? area.right : within(box.right, area.left, area.right),
      top: fullHeight ? area.top : within(box.top, area.top, area.bottom),
      bottom: fullHeight ? area.bottom : within(box.bottom, area.top, area.bottom),
    };
  }

  select(box: Box): void {
    const { drawn, viewport, name } = this.#of;
    if (drawn === null) {
      return;
    }
    const {
      chart,
      prepared: { fullRange, xScale, yScale },
    } = drawn;
    const { area } = chart;
    const { left, right, top, bottom } = this.selectionOf(box);
    const xRange =
      left === area.left && right === area.right
        ? undefined
        : heldWithin({ from: chart.xAt(left), to: chart.xAt(right) }, fullRange, xScale.scale);
    const yRange =
      top === area.top && bottom === area.bottom ? undefined : { from: chart.yAt(bottom), to: chart.yAt(top) };
    if (right - left < 1 || bottom - top < 1 || (xRange === undefined && yRange === undefined)) {
      return;
    }
    if (
      (xRange != null && !canBeShown(xRange, xScale.scale)) ||
      (yRange !== undefined && !canBeShown(yRange, yScale.scale))
    ) {
      return;
    }
    viewport.show(name, { ...(xRange === undefined ? {} : { xRange }), ...(yRange === undefined ? {} : { yRange }) });
  }

  pan(right: number, down: number, gesture: number): void {
    const { drawn, viewport, name, xRange: zoomedX, yRange } = this.#of;
    if (drawn === null) {
      return;
    }
    const { left, right: end, top, bottom } = drawn.chart.area;
    const { fullRange, xScale, yScale } = drawn.prepared;
    const xRange =
      zoomedX === null
        ? null
        : heldWithin(moved(drawn.xRange, xScale.scale, -right / (end - left)), fullRange, xScale.scale);
    const lifted = yRange === null ? null : moved(yRange, yScale.scale, down / (bottom - top));
    // Where numbers end there is nowhere to go.
    viewport.show(
      name,
      { xRange, yRange: lifted !== null && !canBeShown(lifted, yScale.scale) ? yRange : lifted },
      gesture,
    );
  }

  /** At a point of the plot. */
  zoom(x: number, y: number, factor: number, vertical: boolean, gesture: number): void {
    const { drawn } = this.#of;
    if (drawn === null) {
      return;
    }
    if (vertical) {
      this.zoomY(drawn.chart.yAt(y), factor, gesture);
    } else {
      this.zoomX(drawn.chart.xAt(x), factor, gesture);
    }
  }

  zoomX(xValue: number, factor: number, gesture: number | null = null): void {
    const { drawn, viewport, name, xRange: zoomedX } = this.#of;
    if (drawn === null) {
      return;
    }
    const { fullRange, xScale } = drawn.prepared;
    const middle = Math.min(Math.max(xValue, drawn.xRange.from), drawn.xRange.to);
    const xRange = heldWithin(stretched(drawn.xRange, xScale.scale, middle, factor), fullRange, xScale.scale);
    if (xRange === null && zoomedX === null) {
      return;
    }
    // So far in that numbers end: nothing more to be seen.
    if (xRange !== null && !canBeShown(xRange, xScale.scale)) {
      return;
    }
    viewport.show(name, { xRange }, gesture);
  }

  zoomY(level: number, factor: number, gesture: number | null = null): void {
    const { drawn, viewport, name } = this.#of;
    if (drawn === null) {
      return;
    }
    const {
      yRange: range,
      prepared: { yScale },
    } = drawn;
    const yRange = stretched(range, yScale.scale, Math.min(Math.max(level, range.from), range.to), factor);
    if (canBeShown(yRange, yScale.scale)) {
      viewport.show(name, { yRange }, gesture);
    }
  }

  zoomUpInTheMiddle(factor: number): void {
    const { drawn } = this.#of;
    if (drawn !== null) {
      this.zoomY(middleOf(drawn.yRange, drawn.prepared.yScale.scale), factor);
    }
  }

  panBy(share: number): void {
    const { drawn, viewport, name, xRange: zoomedX } = this.#of;
    if (drawn === null || zoomedX === null) {
      return;
    }
    const { fullRange, xScale } = drawn.prepared;
    const xRange = heldWithin(moved(drawn.xRange, xScale.scale, share), fullRange, xScale.scale);
    if (xRange !== null) {
      viewport.show(name, { xRange });
    }
  }
}
