/** What a hand does on a plot with mouse, pen or wheel, told as intents in pixels of the plot. Knows no values. */

export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface Intents {
  point(x: number, y: number): void;
  leave(): void;
  /** While a box is drawn; null when it ends. */
  outline(box: Box | null): void;
  select(box: Box): void;
  /** Whether there is anything to be moved into view. */
  canPan(): boolean;
  /** Every step of one drag, and every turn of one go at the wheel, has the same number as gesture. */
  pan(right: number, down: number, gesture: number): void;
  /** A factor below 1 zooms in. */
  zoom(x: number, y: number, factor: number, vertical: boolean, gesture: number): void;
  click(x: number, y: number): void;
  doubleClick(): void;
}

/** A drag shorter than this many pixels is a click. */
const shortestDrag = 5;
/** How much a turn of the wheel by a pixel stretches the range, as an exponent of e. */
const wheelStretch = 0.002;
const pixelsALine = 16;
/** Milliseconds of rest after which the wheel turns again. */
const wheelRest = 500;

let lastGesture = 0;

export class Gestures {
  readonly #intents: Intents;
  #drag: {
    readonly pans: boolean;
    readonly gesture: number;
    readonly x: number;
    readonly y: number;
    toX: number;
    toY: number;
    moved: boolean;
  } | null = null;
  #justDragged = false;
  #wheel = { gesture: 0, at: -Infinity };

  constructor(intents: Intents) {
    this.#intents = intents;
  }

  readonly press = (event: PointerEvent): void => {
    this.#justDragged = false;
    const pans = (event.button === 1 || (event.button === 0 && event.shiftKey)) && this.#intents.canPan();
    if (event.button !== 0 && !pans) {
      return;
    }
    // The middle button would start the browser's own scrolling.
    if (event.button === 1) {
      event.preventDefault();
    }
    this.#drag = {
      pans,
      gesture: (lastGesture += 1),
      x: event.offsetX,
      y: event.offsetY,
      toX: event.offsetX,
      toY: event.offsetY,
      moved: false,
    };
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
  };

  readonly move = (event: PointerEvent): void => {
    const drag = this.#drag;
    if (drag !== null) {
      const right = event.offsetX - drag.toX,
        down = event.offsetY - drag.toY;
      drag.toX = event.offsetX;
      drag.toY = event.offsetY;
      drag.moved ||= Math.hypot(drag.toX - drag.x, drag.toY - drag.y) >= shortestDrag;
      if (drag.pans) {
        this.#intents.pan(right, down, drag.gesture);
      } else {
        this.#intents.outline(drag.moved ? boxOf(drag) : null);
      }
    }
    this.#intents.point(event.offsetX, event.offsetY);
  };

  readonly release = (): void => {
    const drag = this.#drag;
    this.#justDragged = drag?.moved ?? false;
    this.cancel();
    if (drag?.moved === true && !drag.pans) {
      this.#intents.select(boxOf(drag));
    }
  };

  readonly cancel = (): void => {
    this.#drag = null;
    this.#intents.outline(null);
  };

  readonly leave = (): void => {
    if (this.#drag === null) {
      this.#intents.leave();
    }
  };

  readonly click = (event: MouseEvent): void => {
    if (!this.#justDragged && event.detail === 1 && !event.shiftKey) {
      this.#intents.click(event.offsetX, event.offsetY);
    }
  };

  readonly doubleClick = (): void => this.#intents.doubleClick();

  /**
   * The wheel scrolls the page past a chart, and zooms the chart that has the focus; with Ctrl (or a pinch) any chart.
   * Shift or Alt turn it upright.
   */
  readonly wheel = (event: WheelEvent): void => {
    const plot = event.currentTarget as Element;
    if (!event.ctrlKey && !event.metaKey && document.activeElement !== plot) {
      return;
    }
    event.preventDefault();
    // Shift turns the wheel's own direction in some browsers.
    const turned = event.deltaY === 0 ? event.deltaX : event.deltaY;
    const pixels = turned * (event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : pixelsALine);
    if (pixels === 0) {
      return;
    }
    const gesture = event.timeStamp - this.#wheel.at < wheelRest ? this.#wheel.gesture : (lastGesture += 1);
    this.#wheel = { gesture, at: event.timeStamp };
    this.#intents.zoom(
      event.offsetX,
      event.offsetY,
      Math.exp(Math.max(-400, Math.min(400, pixels)) * wheelStretch),
      event.shiftKey || event.altKey,
      gesture,
    );
  };
}

const boxOf = ({
  x,
  y,
  toX,
  toY,
}: {
  readonly x: number;
  readonly y: number;
  readonly toX: number;
  readonly toY: number;
}): Box => ({ left: Math.min(x, toX), right: Math.max(x, toX), top: Math.min(y, toY), bottom: Math.max(y, toY) });
