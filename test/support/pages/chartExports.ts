/**
 * Runs within a page of the tests, bundled by them: draws a chart as the screen does and as its export does, and reads
 * the pixels of both. Knows the product's own code only, nothing of Node.
 */
import { align, smooth, verticalExtent } from '../../../src/shared/series/series';
import { LineChart } from '../../../webview/tabs/charts/engine/lineChart';
import { axisScale } from '../../../webview/tabs/charts/engine/axisScale';
import { exportChart } from '../../../webview/tabs/charts/export/exportChart';
import type { ExportedChart } from '../../../webview/tabs/charts/export/exportedChart';

/** Of each pixel column of a plot the highest and the lowest pixel of the line; -1 where there is none. */
export type Columns = readonly (readonly [top: number, bottom: number])[];

/** Numbers that JSON lacks are texts. */
export interface Drawing {
  readonly values: readonly (number | string)[];
  readonly scale: 'linear' | 'logarithmic';
  readonly xRange: readonly [number, number];
  readonly smoothed: number;
}

/** The same line on a canvas by the chart of the screen and by the SVG in an image: where each column has its red. */
export async function bothWays({
  values,
  scale,
  xRange,
  smoothed,
}: Drawing): Promise<{ readonly screen: Columns; readonly picture: Columns }> {
  const numbers = Float64Array.from(values, Number);
  const one = {
    experimentKey: 'k',
    name: 'm',
    values: numbers,
    steps: Float64Array.from(numbers, (_, index) => index),
    epochs: null,
    times: null,
    sampled: false,
  };
  const raw = align(one, 'step');
  const range = { from: xRange[0], to: xRange[1] };
  const upScale = axisScale(scale, () => [numbers]),
    acrossScale = axisScale('linear', () => []);
  const seen = verticalExtent(raw, range, scale === 'logarithmic')!;
  const calm = smoothed === 0 ? null : smooth(raw, smoothed);
  const colors = { grid: '#dddddd', text: '#444444', broken: '#00ff00', font: 'sans-serif' };
  const lineColors = { line: '#ff0000', faint: '#0000ff' };
  const size = { width: 560, height: 300 };

  const frame = document.body.appendChild(document.createElement('div'));
  Object.assign(frame.style, {
    position: 'fixed',
    left: '0',
    top: '0',
    width: `${size.width}px`,
    height: `${size.height}px`,
  });
  const canvas = frame.appendChild(document.createElement('canvas'));
  const chart = new LineChart(canvas);
  chart.draw({
    bands: [],
    points: [],
    lines: [{ raw, smoothed: calm, colors: lineColors, dimmed: false }],
    axis: 'step',
    xRange: range,
    yRange: seen,
    xScale: acrossScale,
    yScale: upScale,
    colors,
  });
  chart.settle();
  const area = chart.area;
  const columnsOf = (context: CanvasRenderingContext2D, left: number, top: number): [number, number][] => {
    const [width, height] = [Math.round(area.right - area.left), Math.round(area.bottom - area.top)];
    const { data } = context.getImageData(Math.round(left), Math.round(top), width, height);
    return Array.from({ length: width }, (_, x) => {
      let first = -1,
        last = -1;
      for (let y = 0; y < height; y += 1) {
        const at = (y * width + x) * 4;
        const red = (data[at + 3]! * (data[at]! - Math.max(data[at + 1]!, data[at + 2]!))) / 255;
        if (red < 90) {
          continue;
        }
        if (first < 0) {
          first = y;
        }
        last = y;
      }
      return [first, last];
    });
  };
  const screen = columnsOf(canvas.getContext('2d')!, area.left, area.top);
  chart.destroy();
  frame.remove();

  const { content } = await exportChart('svg', {
    title: 'm',
    axis: 'step',
    axisTitle: 'Step',
    xRange: range,
    yRange: seen,
    xScale: acrossScale,
    yScale: upScale,
    colors: { ...colors, background: '#ffffff' },
    // So that the plots are of one size, whatever room the axes take.
    size: { width: area.right - area.left + 60, height: area.bottom - area.top + 30 },
    lines: [{ title: 'run', series: one, sampled: false, raw, smoothed: calm, colors: lineColors, band: null }],
    points: [],
    notes: [],
    incomplete: false,
  });
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([content], { type: 'image/svg+xml' }));
  await image.decode();
  const drawn = document.createElement('canvas');
  [drawn.width, drawn.height] = [image.naturalWidth, image.naturalHeight];
  const context = drawn.getContext('2d')!;
  context.drawImage(image, 0, 0);
  const clip = new DOMParser().parseFromString(content as string, 'application/xml').querySelector('clipPath rect')!;
  return {
    screen,
    picture: columnsOf(context, Number(clip.getAttribute('x')) + 1, Number(clip.getAttribute('y')) + 2),
  };
}

export interface Exhibit {
  readonly names: readonly string[];
  /** Of the first line, with the band around it. */
  readonly middle: string;
  readonly repeats: {
    readonly x: readonly (number | null)[];
    readonly middle: readonly (number | null)[];
    readonly low: readonly (number | null)[];
    readonly high: readonly (number | null)[];
    readonly runs: readonly number[];
  };
  readonly background: string;
  readonly text: string;
  readonly grid: string;
  readonly inks: readonly (readonly [line: string, faint: string])[];
}

/** A chart of one line a name and a band, as SVG and as PNG, and what a browser makes of both. */
export async function exhibit({ names, background, text, grid, inks, repeats, middle }: Exhibit) {
  const linear = axisScale('linear', () => []);
  const float = (values: readonly (number | null)[]) => Float64Array.from(values, (value) => value ?? NaN);
  const lines = names.map((title, index) => {
    const values = Float64Array.from({ length: 500 }, (_, at) =>
      index === 1 && at > 200 && at < 240
        ? NaN
        : 0.3 + 2 * Math.exp(-at / (60 + 30 * index)) + 0.08 * Math.sin(at * 7.3 * (index + 1)),
    );
    const one = {
      experimentKey: title,
      name: 'm',
      values,
      steps: Float64Array.from(values, (_, at) => at * 30),
      epochs: null,
      times: null,
      sampled: false,
    };
    const raw = align(one, 'step');
    const [line, faint] = inks[index % inks.length]!;
    return {
      title,
      series: one,
      sampled: false,
      raw,
      smoothed: index % 2 === 0 ? smooth(raw, 0.8) : null,
      colors: { line: line, faint: faint, dash: index > 2 ? [6, 3] : [] },
      band: null,
    };
  });
  const band = {
    x: float(repeats.x),
    middle: float(repeats.middle),
    low: float(repeats.low),
    high: float(repeats.high),
    runs: Uint32Array.from(repeats.runs),
  };
  const [line, faint] = inks.at(-1)!;
  const chart: ExportedChart = {
    title: 'validate/' + names[1]!,
    axis: 'step',
    axisTitle: 'Step',
    xRange: { from: 0, to: 14_970 },
    yRange: { from: 0, to: 2.6 },
    xScale: linear,
    yScale: linear,
    colors: { grid, text, broken: '#cca700', font: 'sans-serif', background },
    size: { width: 640, height: 320 },
    lines: [
      {
        title: middle,
        series: null,
        sampled: false,
        raw: {
          x: band.x,
          y: band.middle,
          axis: 'step',
          origin: Uint32Array.from(band.x, (_, at) => at),
          withoutX: 0,
          repeated: 0,
          unsorted: 0,
        },
        smoothed: null,
        colors: { line: line, faint: faint },
        band,
      },
      ...lines,
    ],
    points: [],
    notes: [],
    incomplete: false,
  };
  const svg = (await exportChart('svg', chart)).content as string;
  const png = (await exportChart('png', chart)).content as Uint8Array<ArrayBuffer>;
  const parsed = new DOMParser().parseFromString(svg, 'application/xml');
  const bitmap = await createImageBitmap(new Blob([png], { type: 'image/png' }));
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d')!;
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
  const found = new Map<string, number>();
  for (let index = 0; index < data.length; index += 4) {
    const color = `#${[0, 1, 2].map((channel) => data[index + channel]!.toString(16).padStart(2, '0')).join('')}`;
    found.set(color, (found.get(color) ?? 0) + 1);
  }
  return {
    svg,
    png: Array.from(png),
    errors: parsed.querySelectorAll('parsererror').length,
    root: parsed.documentElement.namespaceURI,
    elements: [...new Set([...parsed.querySelectorAll('*')].map(({ localName }) => localName))].sort(),
    texts: [...parsed.querySelectorAll('text')].map(({ textContent }) => textContent),
    size: [bitmap.width, bitmap.height],
    drawn: Number(parsed.documentElement.getAttribute('width')),
    tall: Number(parsed.documentElement.getAttribute('height')),
    ground: found.get(background) ?? 0,
    inks: inks.map(([line]) => found.get(line) ?? 0),
    pixels: data.length / 4,
    corner: Array.from(data.slice(0, 4)),
  };
}
