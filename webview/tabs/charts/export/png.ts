/** A picture as pixels: the page's own browser draws the SVG. Knows nothing of charts. */
import type { WidthOf } from './wrapping';

export interface Picture {
  readonly svg: string;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
}

/** Pixels of the file for one on the screen: sharp in print and on dense displays. */
const density = 2;
/** Browsers draw no canvas that is longer. */
const longest = 16_000;

export async function drawPng({ svg, width, height }: Picture): Promise<Uint8Array<ArrayBuffer>> {
  const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const scale = Math.min(density, longest / Math.max(width, height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    const context = canvas.getContext('2d');
    if (context === null) {
      throw new Error('The browser gives no canvas to draw the picture on.');
    }
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (blob === null) {
      throw new Error('The browser could not make a PNG of the chart.');
    }
    return new Uint8Array(await blob.arrayBuffer());
  } finally {
    URL.revokeObjectURL(address);
  }
}

let ruler: CanvasRenderingContext2D | null = null;

/** In the font that the picture names. */
export const widthOfText: WidthOf = (text, size, bold) => {
  ruler ??= document.createElement('canvas').getContext('2d');
  if (ruler === null) {
    return text.length * size * 0.6;
  }
  ruler.font = `${bold ? 'bold ' : ''}${size}px sans-serif`;
  return ruler.measureText(text).width;
};
