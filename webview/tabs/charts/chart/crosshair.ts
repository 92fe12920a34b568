/**
 * Reading one chart by hand or by key: the place that is pointed at, the pin, the line that a hand rests on. Knows
 * neither zoom nor data.
 */
import type { Range } from '../../../../src/shared/series/series';
import type { Pointer } from '../data/pointer';
import { closestLine, readPosition, type DrawnChart, type ReadPosition } from './drawnChart';
import { showHover, showPin } from './overlays';
import { closestX, nextX } from './nearestPoint';
import { readingAsText, readingInWords, type ReadingOptions } from './reading';
import { lengthAlike } from '../../../elements/commonPrefix';
import type { Viewport } from '../data/viewport';

export interface ReadChart extends Element {
  readonly name: string;
  readonly pointer: Pointer;
  readonly viewport: Viewport;
  /** Null while there is nothing to be seen. */
  readonly drawn: DrawnChart | null;
  /** The chart is about one experiment, which then needs no name. */
  readonly alone: boolean;
  /** The experiment whose line stands out; null when all are alike. */
  readonly lit: string | null;
  /** Told once a hand rests on a line of many, and when it has left it. */
  setHovered(id: string | null): void;
  copy(text: string): void;
}

/**
 * Milliseconds a hand rests on a line before the others step back: one that only passes through should not make them
 * flicker.
 */
const restOnLine = 60;

export class Crosshair {
  readonly #chart: ReadChart;
  /** A place on the axis: what is read there may change while the run goes on. */
  #pin: number | null = null;
  #pinBeforeClick: number | null = null;
  /** In pixels of the plot; null while a place is pointed at by keys. */
  #hand: { readonly x: number; readonly y: number } | null = null;
  #closeBy: string | null = null;
  #rest = 0;

  constructor(chart: ReadChart) {
    this.#chart = chart;
  }

  get hasPin(): boolean {
    return this.#pin !== null;
  }

  /** At a point of the plot. */
  point(x: number, y: number): void {
    const { drawn } = this.#chart;
    if (drawn === null) {
      return;
    }
    this.#hand = { x, y };
    this.#pointAt(drawn, drawn.chart.xAt(x));
  }

  leave(): void {
    this.#hand = null;
    this.#chart.pointer.leave();
  }

  /** To the next place that any line has, or by a twentieth of the longest line. */
  walk(direction: 1 | -1, far: boolean): void {
    const {
      drawn,
      pointer: { xValue },
    } = this.#chart;
    if (drawn === null) {
      return;
    }
    const lines = drawn.prepared.lines.map(({ raw }) => raw);
    const stride = far ? Math.max(1, Math.round(Math.max(...lines.map(({ x }) => x.length)) / 20)) : 1;
    let there = xValue ?? firstWithin(drawn);
    for (let step = xValue === null && direction > 0 ? stride : 0; step < stride; step += 1) {
      there = nextX(lines, there, direction);
    }
    this.#goTo(drawn, there);
  }

  /** To the first or the last place that is in view. */
  goToEnd(end: 'first' | 'last'): void {
    const { drawn } = this.#chart;
    if (drawn !== null) {
      this.#goTo(drawn, end === 'first' ? firstWithin(drawn) : lastWithin(drawn));
    }
  }

  click(): void {
    this.#pinBeforeClick = this.#pin;
    this.togglePin();
  }

  /** The click before it, and its pin, do not count. */
  doubleClick(): void {
    this.#pin = this.#pinBeforeClick;
    this.showPin();
  }

  /** A second time at the same place takes the pin away. */
  togglePin(): void {
    const { xValue, owner } = this.#chart.pointer;
    if (xValue !== null && owner === this.#chart) {
      this.#setPin(xValue === this.#pin ? null : xValue);
    }
  }

  unpin(): void {
    this.#setPin(null);
  }

  /** Places of another axis mean nothing any more. */
  forget(): void {
    this.#pin = null;
  }

  dispose(): void {
    window.clearTimeout(this.#rest);
  }

  copy(): void {
    const xValue = this.#pin ?? this.#chart.pointer.xValue;
    const read = xValue === null ? null : this.#read(xValue);
    if (read !== null) {
      this.#chart.copy(readingAsText(read.reading, this.#look(this.#chart.lit)));
    }
  }

  /** Moves the crosshair to where the pointer is, in whatever chart that is. */
  show(): void {
    const {
      drawn,
      pointer: { xValue, owner },
      viewport,
      alone,
      lit,
    } = this.#chart;
    const follows = owner !== this.#chart;
    // Others may point beyond the ends of these lines.
    const points =
      drawn !== null &&
      xValue !== null &&
      (!follows || (viewport.linked && isWithin(xValue, drawn.prepared.fullRange)));
    const read = points ? this.#read(xValue, follows && !alone ? (lit ?? '') : null) : null;
    const closest =
      read === null || follows || drawn === null || this.#hand === null
        ? null
        : closestLine(drawn, read.reading, this.#hand.x, this.#hand.y);
    this.#comeClose(closest?.hoveredId === true ? closest.line.id : null);
    showHover(this.#chart, drawn, read, {
      ...this.#look(closest?.line.id ?? lit),
      follows,
      pinned: xValue === this.#pin,
    });
  }

  showPin(): void {
    const { drawn, lit } = this.#chart;
    showPin(this.#chart, drawn, this.#pin === null ? null : this.#read(this.#pin), {
      ...this.#look(lit),
      copy: () => this.copy(),
      unpin: () => {
        this.unpin();
        this.#chart.querySelector<HTMLElement>('.plot')?.focus();
      },
    });
  }

  #look(marked: string | null): ReadingOptions {
    const { name, alone, drawn } = this.#chart;
    return {
      name,
      alone,
      marked,
      xAxis: drawn?.prepared ?? { axis: 'index', axisMetric: null },
      alike: lengthAlike(drawn?.prepared.lines.map(({ title }) => title) ?? []),
    };
  }

  #read(xValue: number, only: string | null = null): ReadPosition | null {
    const { drawn } = this.#chart;
    return drawn === null ? null : readPosition(drawn, xValue, only);
  }

  /** Only what is reached by keys is read aloud: a hand would never let it come to an end. */
  #goTo(drawn: DrawnChart, xValue: number): void {
    this.#hand = null;
    this.#pointAt(drawn, xValue);
    const spoken = this.#chart.querySelector('.spoken');
    const read = this.#read(xValue);
    if (spoken !== null && read !== null) {
      spoken.textContent = readingInWords(read.reading, this.#look(this.#chart.lit));
    }
  }

  /** At the point of any line that is closest to a place. */
  #pointAt({ prepared: { lines, xScale } }: DrawnChart, xValue: number): void {
    const { pointer } = this.#chart;
    const closest = closestX(
      lines.map(({ raw }) => raw),
      xValue,
      xScale.scale,
    );
    if (Number.isNaN(closest)) {
      return;
    }
    // Where the place stays the height may have changed, and with it the nearest line.
    if (closest === pointer.xValue && pointer.owner === this.#chart) {
      this.show();
    } else {
      pointer.moveTo(closest, this.#chart);
    }
  }

  #setPin(xValue: number | null): void {
    this.#pin = xValue;
    this.showPin();
    this.show();
  }

  #comeClose(id: string | null): void {
    if (id === this.#closeBy) {
      return;
    }
    this.#closeBy = id;
    window.clearTimeout(this.#rest);
    this.#rest = window.setTimeout(() => this.#chart.setHovered(this.#closeBy), restOnLine);
  }
}

const isWithin = (xValue: number, { from, to }: Range): boolean => xValue >= from && xValue <= to;

function firstWithin({ prepared: { lines }, xRange: { from } }: DrawnChart): number {
  const all = lines.map(({ raw }) => raw);
  const first = closestX(all, from);
  return first < from ? nextX(all, first, 1) : first;
}

function lastWithin({ prepared: { lines }, xRange: { to } }: DrawnChart): number {
  const all = lines.map(({ raw }) => raw);
  const last = closestX(all, to);
  return last > to ? nextX(all, last, -1) : last;
}
