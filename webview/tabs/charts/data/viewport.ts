/**
 * What part of each chart of a gallery is shown, and the way back: linked charts share one horizontal range. Knows no
 * chart.
 */
import type { Range } from '../../../../src/shared/series/series';

interface View {
  /** Null where the whole line is shown. */
  readonly xRange: Range | null;
  readonly yRange: Range | null;
}

interface Views {
  /** Of all linked charts. */
  readonly xRange: Range | null;
  /** Heights are each chart's own, and so is the horizontal range of one that is not linked. */
  readonly own: ReadonlyMap<string, View>;
}

const nothingZoomed: Views = { xRange: null, own: new Map() };
const mostRemembered = 100;

export class Viewport {
  readonly #changed: () => void;
  readonly #history: Views[] = [];
  #views = nothingZoomed;
  #linked = true;
  #gesture: number | null = null;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get zoomed(): boolean {
    return (
      this.#views.xRange !== null ||
      [...this.#views.own.values()].some(({ xRange, yRange }) => xRange !== null || yRange !== null)
    );
  }

  get canGoBack(): boolean {
    return this.#history.length > 0;
  }

  get linked(): boolean {
    return this.#linked;
  }

  /**
   * Charts that part ways keep what they show; those that join take up what was shared last. The way back ends here.
   */
  set linked(linked: boolean) {
    if (linked === this.#linked) {
      return;
    }
    this.#linked = linked;
    const { xRange, own } = this.#views;
    this.#views = {
      xRange,
      own: new Map([...own].map(([chart, { yRange }]) => [chart, { xRange: linked ? null : xRange, yRange }])),
    };
    this.#history.length = 0;
  }

  /** The horizontal range of all charts; null when each has its own, or when all is shown. */
  get shared(): Range | null {
    return this.#linked ? this.#views.xRange : null;
  }

  xRange(chart: string): Range | null {
    const own = this.#linked ? undefined : this.#views.own.get(chart);
    return own === undefined ? this.#views.xRange : own.xRange;
  }

  yRange(chart: string): Range | null {
    return this.#views.own.get(chart)?.yRange ?? null;
  }

  /** A part left out stays as it is. Changes of one gesture are one step back. */
  show(chart: string, change: Partial<View>, gesture: number | null = null): void {
    const xRange = change.xRange === undefined ? this.xRange(chart) : change.xRange;
    const yRange = change.yRange === undefined ? this.yRange(chart) : change.yRange;
    const own = new Map(this.#views.own).set(chart, { xRange: this.#linked ? null : xRange, yRange });
    this.#become({ xRange: this.#linked ? xRange : this.#views.xRange, own }, gesture);
  }

  /** Shows all: of every chart when they are linked, else of this one. */
  reset(chart: string | null): void {
    if (!this.zoomed) {
      return;
    }
    if (this.#linked || chart === null) {
      this.#become(nothingZoomed, null);
    } else {
      this.show(chart, { xRange: null, yRange: null });
    }
  }

  back(): void {
    const before = this.#history.pop();
    if (before === undefined) {
      return;
    }
    this.#views = before;
    this.#gesture = null;
    this.#changed();
  }

  /** Ranges of another axis mean nothing any more. */
  forget(): void {
    this.#views = nothingZoomed;
    this.#history.length = 0;
    this.#gesture = null;
  }

  /** Heights on another scale mean nothing any more. */
  forgetHeights(): void {
    const { xRange, own } = this.#views;
    this.#views = {
      xRange,
      own: new Map([...own].map(([chart, view]) => [chart, { xRange: view.xRange, yRange: null }])),
    };
    this.#history.length = 0;
    this.#gesture = null;
  }

  #become(views: Views, gesture: number | null): void {
    if (gesture === null || gesture !== this.#gesture) {
      this.#history.push(this.#views);
    }
    if (this.#history.length > mostRemembered) {
      this.#history.shift();
    }
    this.#gesture = gesture;
    this.#views = views;
    this.#changed();
  }
}
