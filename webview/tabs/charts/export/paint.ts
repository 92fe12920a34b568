/** Colours as style sheets write them -> colours that every reader of SVG knows: opaque, their opacity apart. Pure. */

export interface Paint {
  readonly color: string;
  /** 0 to 1. */
  readonly opacity: number;
}

/** What is written in another way stays as it is: browsers know it. */
export function paintOf(color: string): Paint {
  const text = color.trim().toLowerCase();
  if (text === 'transparent') {
    return { color: 'none', opacity: 0 };
  }
  const hexadecimal = /^#(?:[\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})$/.test(text) ? text.slice(1) : null;
  if (hexadecimal !== null) {
    const digits = hexadecimal.length <= 4 ? Array.from(hexadecimal, (digit) => digit + digit).join('') : hexadecimal;
    return {
      color: `#${digits.slice(0, 6)}`,
      opacity: digits.length === 8 ? rounded(Number.parseInt(digits.slice(6), 16) / 255) : 1,
    };
  }
  const [, space, inside = ''] = /^(rgba?|color)\(([^()]*)\)$/.exec(text) ?? [];
  const parts = inside.split(/[\s,/]+/).filter((part) => part !== '');
  const channels = space === 'color' ? (parts[0] === 'srgb' ? parts.slice(1) : []) : parts;
  const [red, green, blue] = channels.slice(0, 3).map((part) => channel(part, space === 'color' ? 1 : 255));
  const opacity = channels[3] === undefined ? 1 : channel(channels[3], 1) / 255;
  if (red === undefined || green === undefined || blue === undefined || Number.isNaN(red + green + blue + opacity)) {
    return { color, opacity: 1 };
  }
  return {
    color: `#${[red, green, blue].map((value) => value.toString(16).padStart(2, '0')).join('')}`,
    opacity: rounded(opacity),
  };
}

/** 0 to 255 of a number out of `whole` or of a percentage. */
function channel(text: string, whole: number): number {
  const share = text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text) / whole;
  return Math.round(Math.min(1, Math.max(0, share)) * 255);
}

const rounded = (value: number): number => Math.round(value * 1000) / 1000;
