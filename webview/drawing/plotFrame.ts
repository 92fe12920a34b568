/** The frame of a plot in SVG: where values lie, and the marks along its sides. Knows no plot's content. */
import { nothing, svg, type ReactiveController, type ReactiveControllerHost, type SVGTemplateResult } from 'lit';
import { formatTick } from '../../src/shared/format';
import { levelLabel, levels } from './ticks';

export interface Extent {
  readonly from: number;
  readonly to: number;
}

export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly x: Extent;
  readonly y: Extent;
}

export const toX = ({ left, width, x }: Frame, value: number): number => left + ((value - x.from) / (x.to - x.from)) * width;
export const toY = ({ top, height, y }: Frame, value: number): number => top + (1 - (value - y.from) / (y.to - y.from)) * height;
export const fromX = ({ left, width, x }: Frame, pixel: number): number => x.from + ((pixel - left) / width) * (x.to - x.from);

/** Room for everything, and for a single value. */
export function extentOf(values: Iterable<number>): Extent {
  let from = Infinity;
  let to = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    from = Math.min(from, value);
    to = Math.max(to, value);
  }
  if (from > to) return { from: 0, to: 1 };
  const half = Math.abs(from) * 0.1 || 0.5;
  return from === to ? { from: from - half, to: to + half } : { from, to };
}

export const widened = ({ from, to }: Extent, by: number): Extent => ({ from: from - (to - from) * by, to: to + (to - from) * by });

export interface AxesOptions {
  readonly xTitle?: string;
  readonly yTitle?: string;
  /** Without marks when false: where heights mean nothing by themselves. */
  readonly yMarks?: boolean;
}

export function axes(frame: Frame, { xTitle = '', yTitle = '', yMarks = true }: AxesOptions = {}): SVGTemplateResult {
  const { left, top, width, height } = frame;
  const bottom = top + height;
  const across = levels(frame.x, Math.max(2, Math.floor(width / 70)));
  const up = yMarks ? levels(frame.y, Math.max(2, Math.floor(height / 32))) : [];
  const label = (marks: readonly number[], value: number): string =>
    marks.length < 2 ? formatTick(value) : levelLabel(value, Math.abs((marks[1] ?? 1) - (marks[0] ?? 0)));
  return svg`<g class="axes">
    ${up.map((value) => svg`<line class="grid" x1=${left} x2=${left + width} y1=${toY(frame, value)} y2=${toY(frame, value)}></line>
      <text x=${left - 6} y=${toY(frame, value)} dy="0.35em" text-anchor="end">${label(up, value)}</text>`)}
    <line class="ground" x1=${left} x2=${left + width} y1=${bottom} y2=${bottom}></line>
    ${across.map((value) => svg`<line class="ground" x1=${toX(frame, value)} x2=${toX(frame, value)} y1=${bottom} y2=${bottom + 4}></line>
      <text x=${toX(frame, value)} y=${bottom + 15} text-anchor="middle">${label(across, value)}</text>`)}
    ${xTitle === '' ? nothing : svg`<text class="axis-title" x=${left + width / 2} y=${bottom + 31} text-anchor="middle">${xTitle}</text>`}
    ${yTitle === '' ? nothing : svg`<text class="axis-title" transform="translate(12 ${top + height / 2}) rotate(-90)" text-anchor="middle">${yTitle}</text>`}
  </g>`;
}

/** Points of an SVG path; breaks where a value is no number. */
export function pathOf(count: number, at: (index: number) => readonly [x: number, y: number]): string {
  let path = '';
  let joined = false;
  for (let index = 0; index < count; index += 1) {
    const [x, y] = at(index);
    if (!Number.isFinite(x) || !Number.isFinite(y)) {
      joined = false;
      continue;
    }
    path += `${joined ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`;
    joined = true;
  }
  return path;
}

/** How wide the element is; draws it anew when that changes. */
export class Width implements ReactiveController {
  readonly #element: ReactiveControllerHost & Element;
  readonly #observer: ResizeObserver;
  #width = 0;

  constructor(element: ReactiveControllerHost & Element) {
    this.#element = element;
    this.#observer = new ResizeObserver((entries) => {
      const width = Math.floor(entries.at(-1)?.contentRect.width ?? 0);
      if (width === this.#width || width === 0) return;
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
