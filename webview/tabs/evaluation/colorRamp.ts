/** Colours for shares and categories, made of the theme's own, with text on them that can be read. */
export type Rgb = readonly [red: number, green: number, blue: number];

export interface Ramp {
  /** Of a share from 0 to 1: the ground, and text in black or white with the better contrast on it. */
  at(share: number): { readonly ground: string; readonly text: string; readonly rgb: Rgb };
}

/** From the editor's ground to one of the theme's colours, evenly to the eye. */
export function rampTo(variable: string): Ramp {
  const from = rgbOf('--vscode-editor-background');
  const to = rgbOf(variable);
  return {
    at: (share) => {
      // A share of nothing is no number.
      const part = share > 0 ? Math.min(1, share) : 0;
      const ground = [0, 1, 2].map((channel) =>
        Math.round((from[channel] ?? 0) + ((to[channel] ?? 0) - (from[channel] ?? 0)) * part),
      ) as unknown as Rgb;
      return { ground: written(ground), text: readableOn(ground), rgb: ground };
    },
  };
}

export const inkOf = (variable: string): string => written(rgbOf(variable));

let parser: CanvasRenderingContext2D | null = null;

/** What a theme's variable comes down to, whatever notation it has. */
export function rgbOf(variable: string): Rgb {
  parser ??= document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (parser === null) {
    return [128, 128, 128];
  }
  parser.clearRect(0, 0, 1, 1);
  parser.fillStyle = getComputedStyle(document.body).getPropertyValue(variable).trim() || '#808080';
  parser.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = parser.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}

export const written = ([red, green, blue]: Rgb): string => `rgb(${red} ${green} ${blue})`;

/** Relative luminance by WCAG; one of black and white always has a contrast of 4.5 or more. */
function readableOn(color: Rgb): string {
  const [red = 0, green = 0, blue = 0] = color.map((channel) =>
    channel <= 10.31 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4,
  );
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return (luminance + 0.05) / 0.05 >= 1.05 / (luminance + 0.05) ? '#000' : '#fff';
}
