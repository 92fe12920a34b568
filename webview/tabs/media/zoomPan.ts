/**
 * Which part of a picture is seen, and how large: the same in all stages that it is applied to. Knows no element but
 * pictures.
 */
import { pixelExactFrom } from '../assets/assetPicture';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface StageSize {
  readonly width: number;
  readonly height: number;
}

const widest = 64;
const narrowest = 0.02;
const middle: Point = { x: 0, y: 0 };

export class ZoomPan {
  /** Page pixels for one of the leading picture; null fits it into its stage. */
  #scale: number | null = null;
  /** Of the picture's middle from its stage's, in page pixels. */
  #shift = middle;

  get scale(): number | null {
    return this.#scale;
  }

  get shift(): Point {
    return this.#shift;
  }

  fit(): void {
    this.#shift = middle;
    this.#scale = null;
  }

  setScale(scale: number): void {
    this.#shift = middle;
    this.#scale = scale;
  }

  moveTo(shift: Point): void {
    this.#shift = shift;
  }

  /** Keeps what lies under `from`, measured from the stage's middle. */
  zoom(lead: HTMLImageElement, stage: StageSize, factor: number, from: Point = middle): void {
    const before = this.#scaleOf(lead, stage);
    const scale = Math.min(widest, Math.max(narrowest, before * factor));
    this.#shift = {
      x: from.x - ((from.x - this.#shift.x) * scale) / before,
      y: from.y - ((from.y - this.#shift.y) * scale) / before,
    };
    this.#scale = scale;
  }

  /** Pictures of other sizes are drawn as wide as the leading one, so that each shows the same part. */
  apply(images: readonly HTMLImageElement[], lead: HTMLImageElement, stage: StageSize): void {
    const width = lead.naturalWidth * this.#scaleOf(lead, stage);
    for (const image of images) {
      if (image.naturalWidth === 0) {
        continue;
      }
      image.style.width = `${width}px`;
      image.style.height = `${(width * image.naturalHeight) / image.naturalWidth}px`;
      image.style.transform = `translate(${this.#shift.x}px, ${this.#shift.y}px)`;
      image.classList.toggle('pixel-exact', (width / image.naturalWidth) * window.devicePixelRatio >= pixelExactFrom);
    }
  }

  /** Small pictures are enlarged by whole numbers, so that their pixels stay alike. */
  #scaleOf({ naturalWidth, naturalHeight }: HTMLImageElement, { width, height }: StageSize): number {
    if (this.#scale !== null) {
      return this.#scale;
    }
    const scale = Math.min(width / naturalWidth, height / naturalHeight);
    return scale >= 1 ? Math.min(8, Math.floor(scale)) : Math.max(narrowest, scale);
  }
}
