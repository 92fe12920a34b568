/**
 * A chart as an SVG that stands by itself: title, axes with the marks of the screen, bands, lines, legend. Every line
 * is thinned to what two columns a pixel can show, and loses nothing by it. Pure.
 */
import { thin, type Line, type Range, type ThinnedLine } from '../../../../src/shared/series/series';
import { xMarks, yMarks, type AxisScale } from '../engine/axisScale';
import { bandPath, dotsPath, linePath, marksPath, type Area, type Plot } from './paths';
import { paintOf } from './paint';
import type { ExportedChart, ExportedLine } from './exportedChart';
import type { Picture } from './png';
import { wrap, type WidthOf } from './wrapping';

const small = 11,
  large = 13;
const rowHeight = 16;
const margin = 12;
/** What the chart on the screen keeps for its axes. */
const screenAxes = { left: 50, right: 10, top: 6, bottom: 24 };
const swatch = 20;
/** The picture may be opened where the font is another. */
const slack = 1.1;
/** Of more lines than this each is thin, as on the screen. */
const manyLines = 8;

export function pictureOf(chart: ExportedChart, measure: WidthOf): Picture {
  const widthOf: WidthOf = (words, size, bold) => measure(words, size, bold) * slack;
  const { title, axis, axisTitle, xRange, yRange, xScale, yScale, colors, size, lines, points, notes } = chart;
  const plotWidth = Math.max(80, size.width - screenAxes.left - screenAxes.right);
  const plotHeight = Math.max(60, size.height - screenAxes.top - screenAxes.bottom);
  const places = xMarks(xScale, xRange, plotWidth, axis);
  const heights = yMarks(yScale, yRange, plotHeight);

  const horizontal = placed(xRange, xScale, 0, plotWidth);
  const overhang = (edge: (x: number, half: number) => number): number =>
    Math.max(0, ...places.map(({ value, label }) => edge(horizontal(value), widthOf(label, small, false) / 2)));
  const left = Math.ceil(
    margin +
      Math.max(
        screenAxes.left - margin,
        ...heights.map(({ label }) => widthOf(label, small, false) + 8),
        overhang((x, half) => half - x),
      ),
  );
  const right = left + plotWidth;
  const width = Math.ceil(right + margin + overhang((x, half) => x + half - plotWidth));
  const heading = wrap(title, width - 2 * margin, (text) => widthOf(text, large, true));
  const top = margin + heading.length * 18 + screenAxes.top;
  const bottom = top + plotHeight;
  const area: Area = { left, right, top, bottom };
  const plot: Plot = { area, x: placed(xRange, xScale, left, right), y: placed(yRange, yScale, bottom, top) };

  const underneath = wrap(axisTitle, plotWidth, (text) => widthOf(text, small, false));
  const legendTop = bottom + 20 + underneath.length * rowHeight + 8;
  const legend = legendOf(lines, colors.text, { left: margin, top: legendTop, width: width - 2 * margin }, widthOf);
  const said = notes.flatMap((note) => wrap(note, width - 2 * margin, (words) => widthOf(words, small, false)));
  const height = legend.bottom + said.length * rowHeight + margin - 4;

  const ground = paintOf(colors.background);
  const svg = [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="sans-serif" font-size="${small}">\n`,
    `<title>${escaped(title)}</title>\n`,
    `<defs><clipPath id="plot"><rect x="${left - 1}" y="${top - 2}" width="${plotWidth + 2}" height="${plotHeight + 4}"/></clipPath></defs>\n`,
    ground.color === 'none' ? '' : `<rect width="${width}" height="${height}"${filled(colors.background)}/>\n`,
    ...heading.map((line, index) =>
      text(line, margin, margin + 12 + index * 18, `font-size="${large}" font-weight="bold"${filled(colors.text)}`),
    ),
    `<path d="${heights.map(({ value }) => `M${left} ${short(plot.y(value))}H${right}`).join('')}" fill="none"${stroked(colors.grid)} stroke-width="1"/>\n`,
    ...heights.map(({ value, label }) =>
      text(label, left - 6, plot.y(value) + small * 0.35, `text-anchor="end"${filled(colors.text)}`),
    ),
    ...places.map(({ value, label }) =>
      text(label, plot.x(value), bottom + 16, `text-anchor="middle"${filled(colors.text)}`),
    ),
    ...underneath.map((line, index) =>
      text(line, (left + right) / 2, bottom + 32 + index * rowHeight, `text-anchor="middle"${filled(colors.text)}`),
    ),
    '<g clip-path="url(#plot)" stroke-linejoin="bevel">\n',
    ...lines.map((line) => bandOf(line, chart, plot)),
    ...lines.map((line) => strokesOf(line, chart, plot)),
    ...lines.map(({ raw }) => marksOf(raw, chart, plot)),
    ...points.map(
      ({ xValue: place, value, color }) =>
        `<circle cx="${short(plot.x(place))}" cy="${short(plot.y(value))}" r="3.5" fill="none"${stroked(color)} stroke-width="1.75"/>\n`,
    ),
    '</g>\n',
    legend.svg,
    ...said.map((line, index) =>
      text(line, margin, legend.bottom + 12 + index * rowHeight, filled(colors.text).trim()),
    ),
    '</svg>\n',
  ].join('');
  return { svg, width, height };
}

/** From values to pixels; a single value lies in the middle. */
function placed({ from, to }: Range, { scale }: AxisScale, start: number, end: number): (value: number) => number {
  const low = scale.forward(from);
  const reach = scale.forward(to) - low;
  if (!(reach > 0)) {
    return (value) => (start + end) / 2 + ((scale.forward(value) - low) * (end - start)) / 2;
  }
  return (value) => start + ((scale.forward(value) - low) / reach) * (end - start);
}

const columnsOf = ({ area }: Plot): number => Math.max(1, Math.round((area.right - area.left) * 2));

const thinned = (line: Line, { xRange, xScale, yScale }: ExportedChart, plot: Plot): ThinnedLine =>
  thin(line, xRange, columnsOf(plot), { scale: xScale.scale, positiveOnly: yScale.kind === 'logarithmic' });

function bandOf({ band, colors }: ExportedLine, chart: ExportedChart, plot: Plot): string {
  if (band === null) {
    return '';
  }
  return path(
    bandPath(band, (edge) => thin(edge, chart.xRange, columnsOf(plot), { scale: chart.xScale.scale }), plot),
    filled(colors.faint),
  );
}

function strokesOf({ raw, smoothed, colors }: ExportedLine, chart: ExportedChart, plot: Plot): string {
  const many = chart.lines.length > manyLines;
  const stroke = (line: Line, color: string, width: number, dash: readonly number[]): string => {
    const kept = thinned(line, chart, plot);
    const isDense = line.xIsUnsorted !== true && kept.x.length > columnsOf(plot);
    const dashes = dash.length === 0 || isDense ? '' : ` stroke-dasharray="${dash.join(' ')}"`;
    return (
      path(
        linePath(kept, plot, isDense ? dash : []),
        ` fill="none"${stroked(color)} stroke-width="${width}"${dashes}`,
      ) + path(dotsPath(kept, plot), ` fill="none"${stroked(color)} stroke-width="4" stroke-linecap="round"`)
    );
  };
  if (smoothed === null) {
    return stroke(raw, colors.line, many ? 1 : 1.5, colors.dash ?? []);
  }
  return stroke(raw, colors.faint, 1, []) + stroke(smoothed, colors.line, many ? 1 : 1.75, colors.dash ?? []);
}

const marksOf = (raw: Line, chart: ExportedChart, plot: Plot): string =>
  path(
    marksPath(thinned(raw, chart, plot).marks, plot),
    ` fill="none"${stroked(chart.colors.broken)} stroke-width="1.25"`,
  );

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
}

/** Names beside their lines, as many in a row as there is room for; a long name takes several lines. */
function legendOf(
  lines: readonly ExportedLine[],
  color: string,
  { left, top, width }: Box,
  widthOf: WidthOf,
): { readonly svg: string; readonly bottom: number } {
  const named = lines.map(({ title, colors }) => {
    const words = wrap(title, width - swatch - 6, (each) => widthOf(each, small, false));
    return { words, colors, width: swatch + 6 + Math.max(0, ...words.map((each) => widthOf(each, small, false))) };
  });
  let x = left,
    y = top,
    tall = 1,
    svg = '';
  for (const { words, colors, width: wide } of named) {
    if (x > left && x + wide > left + width) {
      x = left;
      y += tall * rowHeight;
      tall = 1;
    }
    const dashes =
      colors.dash === undefined || colors.dash.length === 0 ? '' : ` stroke-dasharray="${colors.dash.join(' ')}"`;
    svg += path(`M${short(x)} ${y + 8}h${swatch}`, ` fill="none"${stroked(colors.line)} stroke-width="2"${dashes}`);
    svg += words
      .map((each, index) => text(each, x + swatch + 6, y + 12 + index * rowHeight, filled(color).trim()))
      .join('');
    x += wide + 16;
    tall = Math.max(tall, words.length);
  }
  return { svg, bottom: y + tall * rowHeight };
}

const path = (data: string, attributes: string): string => (data === '' ? '' : `<path d="${data}"${attributes}/>\n`);
const text = (words: string, x: number, y: number, attributes: string): string =>
  `<text x="${short(x)}" y="${short(y)}" ${attributes}>${escaped(words)}</text>\n`;

const filled = (color: string): string => attribute('fill', color);
const stroked = (color: string): string => attribute('stroke', color);

function attribute(name: 'fill' | 'stroke', value: string): string {
  const { color, opacity } = paintOf(value);
  return ` ${name}="${escaped(color)}"${opacity === 1 ? '' : ` ${name}-opacity="${opacity}"`}`;
}

const short = (pixels: number): string => String(Math.round(pixels * 100) / 100);

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** For text and attributes; what XML cannot hold at all becomes the replacement character. */
const escaped = (words: string): string =>
  words
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"']/g, (character) => entities[character] ?? '');
