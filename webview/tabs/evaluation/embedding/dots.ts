/**
 * Small dots and squares painted straight into pixels: several times as fast as a canvas's own shapes where no graphics
 * card helps. Knows no points.
 */
import type { Rgb } from '../colorRamp';

interface Mask {
  readonly size: number;
  /** 0 to 255 a pixel. */
  readonly coverage: Uint8Array;
}

/** Sizes and places are told apart to this part of a pixel. */
const parts = 4;
const phases = 2;

export class Dots {
  #image: ImageData | null = null;
  #pixels = new Uint8ClampedArray();
  #width = 0;
  #height = 0;
  readonly #masks: (Mask | undefined)[] = [];
  readonly #ground = new Uint8Array(4);

  /** An empty ground of so many device pixels. */
  begin(context: CanvasRenderingContext2D, width: number, height: number, [red, green, blue]: Rgb): void {
    if (this.#image === null || this.#width !== width || this.#height !== height) {
      this.#image = context.createImageData(width, height);
      this.#pixels = this.#image.data;
      this.#width = width;
      this.#height = height;
    }
    this.#ground.set([red, green, blue, 255]);
    const [packed = 0] = new Uint32Array(this.#ground.buffer);
    new Uint32Array(this.#image.data.buffer).fill(packed);
  }

  /** In device pixels; `alpha` from 0 to 1. */
  paint(x: number, y: number, radius: number, square: boolean, [red, green, blue]: Rgb, alpha: number): void {
    const left = Math.floor(x);
    const top = Math.floor(y);
    const { size, coverage } = this.#mask(
      radius,
      square,
      Math.floor((x - left) * phases),
      Math.floor((y - top) * phases),
    );
    const half = size >> 1;
    const strength = alpha / 255;
    const pixels = this.#pixels;
    for (let row = 0; row < size; row += 1) {
      const down = top - half + row;
      if (down < 0 || down >= this.#height) {
        continue;
      }
      for (let column = 0; column < size; column += 1) {
        const covered = coverage[row * size + column] ?? 0;
        const across = left - half + column;
        if (covered === 0 || across < 0 || across >= this.#width) {
          continue;
        }
        const share = covered * strength;
        const at = (down * this.#width + across) * 4;
        pixels[at] = (pixels[at] ?? 0) + (red - (pixels[at] ?? 0)) * share;
        pixels[at + 1] = (pixels[at + 1] ?? 0) + (green - (pixels[at + 1] ?? 0)) * share;
        pixels[at + 2] = (pixels[at + 2] ?? 0) + (blue - (pixels[at + 2] ?? 0)) * share;
      }
    }
  }

  end(context: CanvasRenderingContext2D, left: number, top: number): void {
    if (this.#image !== null) {
      context.putImageData(this.#image, left, top);
    }
  }

  #mask(radius: number, square: boolean, phaseX: number, phaseY: number): Mask {
    const steps = Math.max(parts, Math.round(radius * parts));
    const name = ((steps * 2 + (square ? 1 : 0)) * phases + phaseX) * phases + phaseY;
    return (this.#masks[name] ??= maskOf(steps / parts, square, (phaseX + 0.5) / phases, (phaseY + 0.5) / phases));
  }
}

/** A shape whose middle lies so far into the middle pixel; its edge is softened over one pixel. */
function maskOf(radius: number, square: boolean, offsetX: number, offsetY: number): Mask {
  const half = Math.ceil(radius) + 1;
  const size = half * 2 + 1;
  const coverage = new Uint8Array(size * size);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const [x, y] = [Math.abs(column - half + 0.5 - offsetX), Math.abs(row - half + 0.5 - offsetY)];
      const distance = square ? Math.max(x, y) + radius * 0.12 : Math.hypot(x, y);
      coverage[row * size + column] = 255 * Math.min(1, Math.max(0, radius + 0.5 - distance));
    }
  }
  return { size, coverage };
}
