/** What keys do to a chart that has the focus: they read it, pin, zoom and move it. */
import type { Pointer } from '../data/pointer';
import type { Viewport } from '../data/viewport';
import type { Crosshair } from './crosshair';
import type { DrawnChart } from './drawnChart';
import type { Navigation } from './navigation';

export interface KeyedChart {
  readonly name: string;
  readonly pointer: Pointer;
  readonly viewport: Viewport;
  /** Null while there is nothing to be seen. */
  readonly drawn: DrawnChart | null;
  /** Fills the tab alone. */
  readonly maximized: boolean;
  readonly actions: { enlarge(name: string | null): void };
}

/** Ranges become so many times as wide. */
const zoomByKey = 0.5;
/** A share of the range. */
const moveByKey = 0.2;

export class ChartKeys {
  readonly #chart: KeyedChart;
  readonly #crosshair: Crosshair;
  readonly #navigation: Navigation;

  constructor(chart: KeyedChart, crosshair: Crosshair, navigation: Navigation) {
    this.#chart = chart;
    this.#crosshair = crosshair;
    this.#navigation = navigation;
  }

  /** A listener of `keydown`; leaves alone what means nothing to a chart. */
  readonly press = (event: KeyboardEvent): void => {
    const { drawn, pointer, viewport, name } = this.#chart;
    if (drawn === null || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const here = pointer.xValue ?? drawn.xRange.from;
    switch (event.key) {
      case 'ArrowRight':
        this.#crosshair.walk(1, event.shiftKey);
        break;
      case 'ArrowLeft':
        this.#crosshair.walk(-1, event.shiftKey);
        break;
      case 'ArrowUp':
        this.#navigation.zoomUpInTheMiddle(zoomByKey);
        break;
      case 'ArrowDown':
        this.#navigation.zoomUpInTheMiddle(1 / zoomByKey);
        break;
      case 'Home':
        this.#crosshair.goToEnd('first');
        break;
      case 'End':
        this.#crosshair.goToEnd('last');
        break;
      case 'a':
        this.#navigation.panBy(-moveByKey);
        break;
      case 'd':
        this.#navigation.panBy(moveByKey);
        break;
      case '+':
      case '=':
        this.#navigation.zoomX(here, zoomByKey);
        break;
      case '-':
        this.#navigation.zoomX(here, 1 / zoomByKey);
        break;
      case '0':
        viewport.reset(name);
        break;
      case 'Escape':
        this.#escape();
        break;
      case 'Backspace':
        viewport.back();
        break;
      case 'Enter':
        this.#crosshair.togglePin();
        break;
      case 'c':
        this.#crosshair.copy();
        break;
      default:
        return;
    }
    event.preventDefault();
  };

  /** The pin goes first, then the zoom, then the full view. */
  #escape(): void {
    const { viewport, name, maximized, actions } = this.#chart;
    if (this.#crosshair.hasPin) {
      this.#crosshair.unpin();
    } else if (this.#navigation.zoomed || !maximized) {
      viewport.reset(name);
    } else {
      actions.enlarge(null);
    }
  }
}
