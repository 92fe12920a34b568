/**
 * Points on a canvas, flat or in space: turned, zoomed, hit by the pointer. Room for points is taken when they change,
 * none while they are turned.
 */
import type { Extent } from '../../../drawing/extent';
import { Dots } from './dots';
import { written, type Rgb } from '../colorRamp';

/** Where somebody looks from. */
export interface Camera {
  /** About the upright axis and about the one to the right, in radians. */
  readonly yaw: number;
  readonly pitch: number;
  readonly zoom: number;
  /** In page pixels. */
  readonly panX: number;
  readonly panY: number;
}

export const straight: Camera = { yaw: 0, pitch: 0, zoom: 1, panX: 0, panY: 0 };
/** Aslant, so that depth is seen at once. */
export const aslant: Camera = { yaw: 0.6, pitch: 0.35, zoom: 1, panX: 0, panY: 0 };

export interface Pictures {
  readonly image: ImageBitmap;
  /** Of a single one. */
  readonly width: number;
  readonly height: number;
  /** Which picture belongs to a point. */
  readonly of: Uint32Array;
}

/** Where in the image a point's picture begins; beyond its end for one without. */
export function cornerOf(
  { image, width, height, of }: Pictures,
  point: number,
): { readonly x: number; readonly y: number } {
  const across = Math.max(1, Math.floor(image.width / width));
  const picture = of[point] ?? 0;
  return { x: (picture % across) * width, y: Math.floor(picture / across) * height };
}

/** How points look: each has one of the stamps. */
export interface PointStyles {
  readonly stampOf: Uint8Array;
  readonly stamps: readonly { readonly color: Rgb; readonly square: boolean }[];
  /** One for those that stand out, zero for those that step back; null when all are alike. */
  readonly lit: Uint8Array | null;
  /** Drawn instead of dots. */
  readonly pictures: Pictures | null;
  readonly ink: string;
  readonly ground: Rgb;
}

/** Where points go, in page pixels. */
export interface Plot {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Where the points of a cloud lie: of each of the three axes the middle, and half the width. */
export interface Bounds {
  readonly center: readonly number[];
  readonly half: readonly number[];
}

/** Three coordinates a point. */
export function boundsOf(positions: Float32Array): Bounds {
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  positions.forEach((value, at) => {
    low[at % 3] = Math.min(low[at % 3] ?? 0, value);
    high[at % 3] = Math.max(high[at % 3] ?? 0, value);
  });
  return {
    center: low.map((value, axis) => (value + (high[axis] ?? 0)) / 2),
    half: low.map((value, axis) => ((high[axis] ?? 0) - value) / 2 || 0.5),
  };
}

/** What of the first two axes is in view, flat. */
export function extentsOf(
  { center, half }: Bounds,
  { width, height }: Plot,
  { zoom, panX, panY }: Camera,
): { readonly x: Extent; readonly y: Extent } {
  const side = (axis: number, pixels: number, pan: number): Extent => {
    const reach = ((half[axis] ?? 1) * 1.08) / zoom;
    const middle = (center[axis] ?? 0) - (pan / (pixels / 2)) * reach;
    return { from: middle - reach, to: middle + reach };
  };
  return { x: side(0, width, panX), y: side(1, height, -panY) };
}

const dotRadius = 3;
const pictureSize = 22;
const depthLevels = 24;
/** The corners of the cube around the points, in radii. */
const farthest = 1.75;
/** How far away the eye is, in radii of the cloud: the nearer, the stronger the perspective. */
const eye = 3.2;
const fadedAlpha = 0.1;
const axisNames = ['1', '2', '3'];

export class Scatter {
  readonly #canvas: HTMLCanvasElement;
  readonly #dots = new Dots();
  #positions: Float32Array = new Float32Array();
  #count = 0;
  #bounds: Bounds = { center: [0, 0, 0], half: [1, 1, 1] };
  /** The largest half. */
  #radius = 1;
  #styles: PointStyles | null = null;
  #x = new Float32Array();
  #y = new Float32Array();
  #near = new Float32Array();
  #level = new Uint8Array();
  #order = new Uint32Array();
  readonly #starts = new Uint32Array(depthLevels + 1);
  readonly #axis = new Float64Array(3);

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
  }

  get canvas(): HTMLCanvasElement {
    return this.#canvas;
  }

  /** Three coordinates a point. */
  setPositions(positions: Float32Array, bounds: Bounds): void {
    if (positions === this.#positions) {
      return;
    }
    const count = (this.#count = Math.floor(positions.length / 3));
    this.#positions = positions;
    this.#x = new Float32Array(count);
    this.#y = new Float32Array(count);
    this.#near = new Float32Array(count);
    this.#level = new Uint8Array(count);
    this.#order = Uint32Array.from({ length: count }, (_, index) => index);
    this.#bounds = bounds;
    this.#radius = Math.max(...bounds.half);
  }

  setStyles(styles: PointStyles): void {
    this.#styles = styles;
  }

  draw(plot: Plot, camera: Camera, deep: boolean, pointed: number | null): void {
    const context = this.#canvas.getContext('2d');
    const styles = this.#styles;
    if (context === null || styles === null) {
      return;
    }
    const dense = window.devicePixelRatio;
    const [width, height] = [plot.left + plot.width, plot.top + plot.height];
    if (this.#canvas.width !== Math.round(width * dense) || this.#canvas.height !== Math.round(height * dense)) {
      this.#canvas.width = Math.round(width * dense);
      this.#canvas.height = Math.round(height * dense);
      this.#canvas.style.width = `${width}px`;
      this.#canvas.style.height = `${height}px`;
    }
    context.setTransform(dense, 0, 0, dense, 0, 0);
    context.clearRect(0, 0, width, height);
    if (deep) {
      this.#projectDeep(plot, camera);
    } else {
      this.#projectFlat(plot, camera);
    }
    if (styles.pictures === null) {
      this.#paintDots(context, plot, styles, deep, dense);
    }
    context.save();
    context.beginPath();
    context.rect(plot.left, plot.top, plot.width, plot.height);
    context.clip();
    if (deep) {
      this.#drawAxes(context, plot, camera, styles.ink);
    }
    if (styles.pictures !== null) {
      this.#paintPictures(context, styles, styles.pictures, deep);
    }
    if (pointed !== null && pointed < this.#count) {
      context.globalAlpha = 1;
      context.strokeStyle = styles.ink;
      context.lineWidth = 1.5;
      context.beginPath();
      context.arc(
        this.#x[pointed] ?? 0,
        this.#y[pointed] ?? 0,
        styles.pictures === null ? 7 : pictureSize * 0.8,
        0,
        2 * Math.PI,
      );
      context.stroke();
    }
    context.restore();
  }

  /** Where a point was drawn last. */
  at(index: number): { readonly x: number; readonly y: number } {
    return { x: this.#x[index] ?? 0, y: this.#y[index] ?? 0 };
  }

  /** The point closest to a pixel and no further than `reach`; only of those that stand out. */
  nearest(x: number, y: number, reach: number): number | null {
    const lit = this.#styles?.lit ?? null;
    let found: number | null = null;
    let best = reach * reach;
    for (let index = 0; index < this.#count; index += 1) {
      if (lit !== null && lit[index] === 0) {
        continue;
      }
      const distance = ((this.#x[index] ?? 0) - x) ** 2 + ((this.#y[index] ?? 0) - y) ** 2;
      if (distance < best) {
        found = index;
        best = distance;
      }
    }
    return found;
  }

  #projectFlat(plot: Plot, camera: Camera): void {
    const { x, y } = extentsOf(this.#bounds, plot, camera);
    const xFactor = plot.width / (x.to - x.from);
    const yFactor = plot.height / (y.to - y.from);
    for (let index = 0, at = 0; index < this.#count; index += 1, at += 3) {
      this.#x[index] = plot.left + ((this.#positions[at] ?? 0) - x.from) * xFactor;
      this.#y[index] = plot.top + plot.height - ((this.#positions[at + 1] ?? 0) - y.from) * yFactor;
      this.#near[index] = 0;
      this.#order[index] = index;
    }
  }

  #projectDeep({ left, top, width, height }: Plot, { yaw, pitch, zoom, panX, panY }: Camera): void {
    const [sinYaw, cosYaw, sinPitch, cosPitch] = [Math.sin(yaw), Math.cos(yaw), Math.sin(pitch), Math.cos(pitch)];
    const scale = (Math.min(width, height) / 2) * 0.86 * zoom;
    const middleX = left + width / 2 + panX;
    const middleY = top + height / 2 + panY;
    const [centerX = 0, centerY = 0, centerZ = 0] = this.#bounds.center;
    this.#starts.fill(0);
    for (let index = 0, at = 0; index < this.#count; index += 1, at += 3) {
      const x = ((this.#positions[at] ?? 0) - centerX) / this.#radius;
      const y = ((this.#positions[at + 1] ?? 0) - centerY) / this.#radius;
      const z = ((this.#positions[at + 2] ?? 0) - centerZ) / this.#radius;
      const turned = z * cosYaw - x * sinYaw;
      const near = turned * cosPitch + y * sinPitch;
      const size = (eye / (eye - near)) * scale;
      this.#x[index] = middleX + (x * cosYaw + z * sinYaw) * size;
      this.#y[index] = middleY - (y * cosPitch - turned * sinPitch) * size;
      this.#near[index] = near;
      const level = Math.min(
        depthLevels - 1,
        Math.max(0, Math.floor(((near + farthest) / (2 * farthest)) * depthLevels)),
      );
      this.#level[index] = level;
      this.#starts[level + 1] = (this.#starts[level + 1] ?? 0) + 1;
    }
    // Sorted by counting: the far ones first.
    for (let level = 0; level < depthLevels; level += 1) {
      this.#starts[level + 1] = (this.#starts[level + 1] ?? 0) + (this.#starts[level] ?? 0);
    }
    for (let index = 0; index < this.#count; index += 1) {
      const level = this.#level[index] ?? 0;
      const place = this.#starts[level] ?? 0;
      this.#order[place] = index;
      this.#starts[level] = place + 1;
    }
  }

  /** Near points are larger and stronger; those that stand out lie above all others. */
  #paintDots(
    context: CanvasRenderingContext2D,
    plot: Plot,
    { stampOf, stamps, lit, ground }: PointStyles,
    deep: boolean,
    dense: number,
  ): void {
    const flatAlpha = this.#count > 2000 ? 0.65 : 0.88;
    const [left, top] = [Math.round(plot.left * dense), Math.round(plot.top * dense)];
    this.#dots.begin(context, Math.round(plot.width * dense), Math.round(plot.height * dense), ground);
    for (let round = lit === null ? 1 : 0; round < 2; round += 1) {
      for (let place = 0; place < this.#count; place += 1) {
        const index = this.#order[place] ?? 0;
        const stamp = stamps[stampOf[index] ?? 0];
        if (stamp === undefined || (lit !== null && lit[index] !== round)) {
          continue;
        }
        const depth = deep ? (this.#near[index] ?? 0) / farthest : 0;
        const alpha = round === 0 ? fadedAlpha : deep ? 0.62 + 0.36 * depth : flatAlpha;
        const radius = (deep ? dotRadius * (1.1 + 0.5 * depth) : dotRadius) * dense;
        this.#dots.paint(
          (this.#x[index] ?? 0) * dense - left,
          (this.#y[index] ?? 0) * dense - top,
          radius,
          stamp.square,
          stamp.color,
          alpha,
        );
      }
    }
    this.#dots.end(context, left, top);
  }

  /** Each in a frame of its colour. */
  #paintPictures(
    context: CanvasRenderingContext2D,
    { stampOf, stamps, lit }: PointStyles,
    pictures: Pictures,
    deep: boolean,
  ): void {
    const frames = stamps.map(({ color }) => written(color));
    for (let round = lit === null ? 1 : 0; round < 2; round += 1) {
      context.globalAlpha = round === 0 ? fadedAlpha : 1;
      for (let place = 0; place < this.#count; place += 1) {
        const index = this.#order[place] ?? 0;
        if (lit !== null && lit[index] !== round) {
          continue;
        }
        const x = this.#x[index] ?? 0;
        const y = this.#y[index] ?? 0;
        const size = deep ? pictureSize * (1 + (0.4 * (this.#near[index] ?? 0)) / farthest) : pictureSize;
        const corner = cornerOf(pictures, index);
        context.fillStyle = frames[stampOf[index] ?? 0] ?? '';
        context.fillRect(x - size / 2 - 1.5, y - size / 2 - 1.5, size + 3, size + 3);
        context.drawImage(
          pictures.image,
          corner.x,
          corner.y,
          pictures.width,
          pictures.height,
          x - size / 2,
          y - size / 2,
          size,
          size,
        );
      }
    }
    context.globalAlpha = 1;
  }

  /** The three axes from the middle, each with its number at its end. */
  #drawAxes(
    context: CanvasRenderingContext2D,
    plot: Plot,
    { yaw, pitch, zoom, panX, panY }: Camera,
    ink: string,
  ): void {
    const scale = (Math.min(plot.width, plot.height) / 2) * 0.86 * zoom;
    const middleX = plot.left + plot.width / 2 + panX;
    const middleY = plot.top + plot.height / 2 + panY;
    context.strokeStyle = ink;
    context.fillStyle = ink;
    context.lineWidth = 1;
    context.font = '11px sans-serif';
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    for (let axis = 0; axis < 3; axis += 1) {
      this.#axis.fill(0);
      this.#axis[axis] = (this.#bounds.half[axis] ?? 1) / this.#radius;
      const [x = 0, y = 0, z = 0] = this.#axis;
      const turned = z * Math.cos(yaw) - x * Math.sin(yaw);
      const near = turned * Math.cos(pitch) + y * Math.sin(pitch);
      const size = (eye / (eye - near)) * scale;
      const toX = (x * Math.cos(yaw) + z * Math.sin(yaw)) * size;
      const toY = -(y * Math.cos(pitch) - turned * Math.sin(pitch)) * size;
      context.globalAlpha = 0.45;
      context.beginPath();
      context.moveTo(middleX - toX, middleY - toY);
      context.lineTo(middleX + toX, middleY + toY);
      context.stroke();
      context.globalAlpha = 1;
      const length = Math.hypot(toX, toY) || 1;
      context.fillText(axisNames[axis] ?? '', middleX + toX + (toX / length) * 10, middleY + toY + (toY / length) * 10);
    }
  }
}
