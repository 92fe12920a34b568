/** The frame of a plot in SVG: where values lie, and the marks along its sides. Knows no plot's content. */
import { nothing, svg, type ReactiveController, type ReactiveControllerHost, type SVGTemplateResult } from 'lit';
import { shareAt, type Extent } from './extent';
import { between, yMarkCount, marksAlong, numberMarks, widestOf } from './marks';

export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly x: Extent;
  readonly y: Extent;
}

export const toX = ({ left, width, x }: Frame, value: number): number => left + shareAt(x, value) * width;
export const toY = ({ top, height, y }: Frame, value: number): number => top + (1 - shareAt(y, value)) * height;
export const fromX = ({ left, width, x }: Frame, pixel: number): number =>
  between(x.from, x.to, (pixel - left) / width);

export interface AxesOptions {
  readonly xTitle?: string;
  readonly yTitle?: string;
  /** Without marks when false: where heights mean nothing by themselves. */
  readonly yMarks?: boolean;
}

export function axes(frame: Frame, { xTitle = '', yTitle = '', yMarks = true }: AxesOptions = {}): SVGTemplateResult {
  const { left, top, width, height } = frame;
  const bottom = top + height;
  const xTicks = marksAlong(
    (count) => numberMarks(frame.x, count),
    width,
    (value) => toX(frame, value),
  );
  const yTicks = yMarks ? numberMarks(frame.y, yMarkCount(height)) : [];
  return svg`<g class="axes">
    ${yTicks.map(
      ({
        value,
        label,
      }) => svg`<line class="grid" x1=${left} x2=${left + width} y1=${toY(frame, value)} y2=${toY(frame, value)}></line>
      <text x=${left - 6} y=${toY(frame, value)} dy="0.35em" text-anchor="end">${label}</text>`,
    )}
    <line class="ground" x1=${left} x2=${left + width} y1=${bottom} y2=${bottom}></line>
    ${xTicks.map(
      ({
        value,
        label,
      }) => svg`<line class="ground" x1=${toX(frame, value)} x2=${toX(frame, value)} y1=${bottom} y2=${bottom + 4}></line>
      <text x=${toX(frame, value)} y=${bottom + 15} text-anchor="middle">${label}</text>`,
    )}
    ${xTitle === '' ? nothing : svg`<text class="axis-title" x=${left + width / 2} y=${bottom + 31} text-anchor="middle">${xTitle}</text>`}
    ${yTitle === '' ? nothing : svg`<text class="axis-title" transform="translate(12 ${top + height / 2}) rotate(-90)" text-anchor="middle">${yTitle}</text>`}
  </g>`;
}

/** Pixels that the marks up the left side need, beside a title if there is one. */
export const widthOfMarks = (y: Extent, height: number, titled: boolean): number =>
  widestOf(numberMarks(y, yMarkCount(height))) + (titled ? 26 : 10);

const aloneReach = 1.5;

/**
 * Points of an SVG path; breaks where a value is no number. A point without a neighbour is a short stroke, so that it
 * is seen.
 */
export function pathOf(count: number, at: (index: number) => readonly [x: number, y: number]): string {
  let path = '';
  let joined = false;
  for (let index = 0; index < count; index += 1) {
    const [x, y] = at(index);
    if (!Number.isFinite(x) || !Number.isFinite(y)) {
      joined = false;
      continue;
    }
    const isAlone = !joined && !(index + 1 < count && at(index + 1).every(Number.isFinite));
    path += isAlone
      ? `M${(x - aloneReach).toFixed(1)} ${y.toFixed(1)}h${2 * aloneReach}`
      : `${joined ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`;
    joined = true;
  }
  return path;
}

/** How wide the element is; draws it again when that changes. */
export class Width implements ReactiveController {
  readonly #element: ReactiveControllerHost & Element;
  readonly #observer: ResizeObserver;
  #width = 0;

  constructor(element: ReactiveControllerHost & Element) {
    this.#element = element;
    this.#observer = new ResizeObserver((entries) => {
      const width = Math.floor(entries.at(-1)?.contentRect.width ?? 0);
      if (width === this.#width || width === 0) {
        return;
      }
      this.#width = width;
      element.requestUpdate();
    });
    element.addController(this);
  }

  /** 0 until it is known. */
  get pixels(): number {
    return this.#width;
  }

  hostConnected(): void {
    this.#observer.observe(this.#element);
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
  }
}
