/** Zooming and moving one chart, by hand or by key: turns pixels into ranges for the viewport. Knows no lines. */
import type { Range } from '../../../src/shared/series/series';
import type { DrawnChart } from './drawnChart';
import type { Box } from './gestures';
import { canBeShown, heldWithin, middleOf, moved, stretched } from './ranges';
import type { Viewport } from '../data/viewport';

export interface NavigatedChart {
  readonly name: string;
  readonly viewport: Viewport;
  /** What is zoomed to; null for all there is. */
  readonly across: Range | null;
  readonly up: Range | null;
  /** Null while there is nothing to be seen. */
  readonly drawn: DrawnChart | null;
}

/** A drag that is flatter than this is about the other axis alone. */
const flatDrag = 16;
export const zoomByKey = 0.5;
export const moveByKey = 0.2;

export class Navigation {
  readonly #of: NavigatedChart;

  constructor(of: NavigatedChart) {
    this.#of = of;
  }

  get zoomed(): boolean {
    return this.#of.across !== null || this.#of.up !== null;
  }

  /** The part of the plot that a box means: a flat one all of the height, an upright one all of the width. */
  meant(box: Box): Box {
    const area = this.#of.drawn?.chart.area ?? box;
    const allUp = box.bottom - box.top < flatDrag, allAcross = !allUp && box.right - box.left < flatDrag;
    const within = (pixel: number, from: number, to: number): number => Math.min(to, Math.max(from, pixel));
    return {
      left: allAcross ? area.left : within(box.left, area.left, area.right), right: allAcross ? area.right : within(box.right, area.left, area.right),
      top: allUp ? area.top : within(box.top, area.top, area.bottom), bottom: allUp ? area.bottom : within(box.bottom, area.top, area.bottom),
    };
  }

  select(box: Box): void {
    const { drawn, viewport, name } = this.#of;
    if (drawn === null) return;
    const { chart, prepared: { whole, acrossScale, upScale } } = drawn;
    const { area } = chart;
    const { left, right, top, bottom } = this.meant(box);
    const across = left === area.left && right === area.right ? undefined : heldWithin({ from: chart.placeAt(left), to: chart.placeAt(right) }, whole, acrossScale.scale);
    const up = top === area.top && bottom === area.bottom ? undefined : { from: chart.levelAt(bottom), to: chart.levelAt(top) };
    if (right - left < 1 || bottom - top < 1 || (across === undefined && up === undefined)) return;
    if ((across != null && !canBeShown(across, acrossScale.scale)) || (up !== undefined && !canBeShown(up, upScale.scale))) return;
    viewport.show(name, { ...(across === undefined ? {} : { across }), ...(up === undefined ? {} : { up }) });
  }

  pan(right: number, down: number, gesture: number): void {
    const { drawn, viewport, name, across: zoomedAcross, up } = this.#of;
    if (drawn === null) return;
    const { left, right: end, top, bottom } = drawn.chart.area;
    const { whole, acrossScale, upScale } = drawn.prepared;
    const across = zoomedAcross === null ? null : heldWithin(moved(drawn.across, acrossScale.scale, -right / (end - left)), whole, acrossScale.scale);
    const lifted = up === null ? null : moved(up, upScale.scale, down / (bottom - top));
    // Where numbers end there is nowhere to go.
    viewport.show(name, { across, up: lifted !== null && !canBeShown(lifted, upScale.scale) ? up : lifted }, gesture);
  }

  /** At a point of the plot. */
  zoom(x: number, y: number, factor: number, vertical: boolean, gesture: number): void {
    const { drawn } = this.#of;
    if (drawn === null) return;
    if (vertical) this.zoomUp(drawn.chart.levelAt(y), factor, gesture);
    else this.zoomAcross(drawn.chart.placeAt(x), factor, gesture);
  }

  zoomAcross(place: number, factor: number, gesture: number | null = null): void {
    const { drawn, viewport, name, across: zoomedAcross } = this.#of;
    if (drawn === null) return;
    const { whole, acrossScale } = drawn.prepared;
    const middle = Math.min(Math.max(place, drawn.across.from), drawn.across.to);
    const across = heldWithin(stretched(drawn.across, acrossScale.scale, middle, factor), whole, acrossScale.scale);
    if (across === null && zoomedAcross === null) return;
    // So far in that numbers end: nothing more to be seen.
    if (across !== null && !canBeShown(across, acrossScale.scale)) return;
    viewport.show(name, { across }, gesture);
  }

  zoomUp(level: number, factor: number, gesture: number | null = null): void {
    const { drawn, viewport, name } = this.#of;
    if (drawn === null) return;
    const { up: range, prepared: { upScale } } = drawn;
    const up = stretched(range, upScale.scale, Math.min(Math.max(level, range.from), range.to), factor);
    if (canBeShown(up, upScale.scale)) viewport.show(name, { up }, gesture);
  }

  zoomUpInTheMiddle(factor: number): void {
    const { drawn } = this.#of;
    if (drawn !== null) this.zoomUp(middleOf(drawn.up, drawn.prepared.upScale.scale), factor);
  }

  panBy(share: number): void {
    const { drawn, viewport, name, across: zoomedAcross } = this.#of;
    if (drawn === null || zoomedAcross === null) return;
    const { whole, acrossScale } = drawn.prepared;
    const across = heldWithin(moved(drawn.across, acrossScale.scale, share), whole, acrossScale.scale);
    if (across !== null) viewport.show(name, { across });
  }
}
