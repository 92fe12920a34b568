/**
 * What is read off a chart at one place: the lines by name with their values, and where on every axis that is. Knows no
 * drawing.
 */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { formatNumber } from '../../../../src/shared/format';
import { linear, type Scale } from '../../../../src/shared/series/series';
import { positionText } from '../../../drawing/positionText';
import { closestPoint, endsOf } from './nearestPoint';
import type { Prepared, PreparedLine } from '../data/preparedLines';
import { shortened } from '../../../elements/commonPrefix';
import { swatch } from '../../../drawing/swatch';

/** What the horizontal axis is. */
export type ShownAxis = Pick<Prepared, 'axis' | 'axisMetric'>;

const wordsOf = (xValue: number, { axis, axisMetric }: ShownAxis): string => positionText(xValue, axis, axisMetric);

export interface ReadLine {
  readonly line: PreparedLine;
  /** Of the line's point that is read. */
  readonly xValue: number;
  readonly value: number;
  readonly smoothed: number | null;
  /** Of repeats: what lies around their middle. */
  readonly around: { readonly low: number; readonly high: number; readonly runs: number } | null;
}

export interface Reading {
  /** The highest first, as it is drawn; what is no number last. */
  readonly lines: readonly ReadLine[];
  /** The place on the chart's axis, then on the others wherever all lines agree. */
  readonly positions: readonly string[];
  readonly xValue: number;
}

/**
 * Every line at its own point closest to the place; a line that has not begun yet, or ended already, is not read.
 * `slack`: how far beyond its ends a line still counts, as positions on the scale.
 */
export function readingAt(
  lines: readonly PreparedLine[],
  xAxis: ShownAxis,
  xValue: number,
  slack: number,
  scale: Scale = linear,
): Reading {
  const here = scale.forward(xValue);
  const read: ReadLine[] = [];
  for (const line of lines) {
    const { raw, smoothed, repeats } = line;
    const index = closestPoint(raw, xValue, scale);
    if (index < 0) {
      continue;
    }
    const own = raw.x[index] ?? NaN;
    const [first, last] = endsOf(raw);
    if ((xValue < first || xValue > last) && !(Math.abs(scale.forward(own) - here) <= slack)) {
      continue;
    }
    read.push({
      line,
      xValue: own,
      value: raw.y[index] ?? NaN,
      smoothed: smoothed === null ? null : (smoothed.y[index] ?? NaN),
      around:
        repeats === null
          ? null
          : {
              low: repeats.band.low[index] ?? NaN,
              high: repeats.band.high[index] ?? NaN,
              runs: repeats.band.runs[index] ?? 0,
            },
    });
  }
  const height = ({ smoothed, value }: ReadLine): number => {
    const drawn = smoothed ?? value;
    return Number.isNaN(drawn) ? -Infinity : drawn;
  };
  read.sort((one, other) => (height(one) === height(other) ? 0 : height(other) - height(one)));
  return {
    lines: read,
    positions: [wordsOf(xValue, xAxis), ...otherPositions(read, xValue, xAxis.axis, scale)],
    xValue,
  };
}

/** Where the point that is read stands on the axes that are not shown; only what holds for every line. */
function otherPositions(read: readonly ReadLine[], xValue: number, shown: Prepared['axis'], scale: Scale): string[] {
  return (['steps', 'epochs', 'times'] as const).flatMap((name) => {
    const axis = ({ steps: 'step', epochs: 'epoch', times: 'wall' } as const)[name];
    if (axis === shown) {
      return [];
    }
    const words = new Set(
      read.map(({ line: { series, raw } }) => {
        const there = series?.[name]?.[raw.origin[closestPoint(raw, xValue, scale)] ?? 0];
        return there === undefined || !Number.isFinite(there) ? '' : positionText(there, axis);
      }),
    );
    const [only = ''] = words;
    return words.size === 1 && only !== '' ? [only] : [];
  });
}

export interface ReadingOptions {
  /** The metric. */
  readonly name: string;
  /** The chart is about one experiment alone, which then needs no name. */
  readonly alone: boolean;
  readonly marked: string | null;
  readonly xAxis: ShownAxis;
  /** So many characters all names of the chart begin with. */
  readonly alike: number;
}

/** As a person would type it into a mail: every line, every number with all its digits. */
export const readingAsText = ({ lines, positions, xValue }: Reading, { name, alone, xAxis }: ReadingOptions): string =>
  [
    ...(alone ? [] : [name]),
    ...lines.map((read) =>
      [
        alone ? name : read.line.title,
        String(read.value),
        ...(read.smoothed === null ? [] : [l10n.t('{smoothed} smoothed', { smoothed: String(read.smoothed) })]),
        ...(read.around === null
          ? []
          : [
              l10n.t('{low} to {high}, {middle}', {
                low: String(read.around.low),
                high: String(read.around.high),
                middle: middleOfRuns(read),
              }),
            ]),
        ...(read.xValue === xValue ? [] : [wordsOf(read.xValue, xAxis)]),
      ].join('\t'),
    ),
    ...positions,
  ].join('\n');

/** In one sentence, for those who listen. */
export function readingInWords({ lines, positions }: Reading, { name, alone, marked }: ReadingOptions): string {
  const read = lines.find(({ line }) => line.ids.includes(marked ?? '')) ?? lines[0];
  if (read === undefined) {
    return '';
  }
  const rank = lines.indexOf(read) + 1;
  return [
    `${alone ? name : read.line.title} ${formatNumber(read.smoothed ?? read.value)}`,
    positions[0] ?? '',
    ...(lines.length > 1 ? [l10n.t('{count} of {total}', { count: rank, total: lines.length })] : []),
  ].join(', ');
}

/** More lines than this are too many to be read in passing. */
export const mostRead = 12;

/** The part of the lines that is shown: around the marked one, else from the highest on. */
export function shownLines({ lines }: Reading, marked: string | null, most = mostRead): readonly ReadLine[] {
  const rank = Math.max(
    0,
    lines.findIndex(({ line }) => line.ids.includes(marked ?? '')),
  );
  const begin = Math.max(0, Math.min(rank - Math.floor(most / 2), lines.length - most));
  return lines.slice(begin, begin + most);
}

/** `most`: where there is no room for more lines. */
export function readingTemplate(reading: Reading, look: ReadingOptions, most = mostRead): TemplateResult {
  const { name, alone, marked } = look;
  const [first, ...others] = reading.positions;
  const positionLine = (words: string | undefined): TemplateResult => html`<div class="tooltip-place">${words}</div>`;
  if (alone) {
    return html`${reading.lines.map(
      ({ line, value, smoothed }) => html`
      <div class="tooltip-line">${swatch(line.colors)}<bdi class="tooltip-name">${name}</bdi></div>
      <div class="tooltip-value">${formatNumber(value)}</div>
      ${smoothed === null ? nothing : html`<div class="tooltip-smoothed">${l10n.t('{smoothed} smoothed', { smoothed: formatNumber(smoothed) })}</div>`}`,
    )}
      ${reading.positions.map(positionLine)}`;
  }
  const shown = shownLines(reading, marked, most);
  const isSmoothed = shown.some(({ smoothed }) => smoothed !== null);
  return html`
    <div class="tooltip-head"><span>${first}</span>${others.map(positionLine)}</div>
    <table class="tooltip-lines">
      ${isSmoothed ? html`<thead><tr><th></th><td></td><th scope="col">${l10n.t('smoothed')}</th><th scope="col">${l10n.t('logged')}</th></tr></thead>` : nothing}
      <tbody>${shown.map((read) => row(read, reading, isSmoothed, look))}</tbody>
    </table>
    ${shown.length === reading.lines.length ? nothing : html`<div class="tooltip-more">${l10n.t('… {count} more', { count: formatNumber(reading.lines.length - shown.length) })}</div>`}`;
}

function row(
  read: ReadLine,
  reading: Reading,
  isSmoothed: boolean,
  { marked, xAxis, alike }: ReadingOptions,
): TemplateResult {
  const { line, xValue, value, smoothed, around } = read;
  const aside = [
    ...(around === null ? [] : [`${formatNumber(around.low)} – ${formatNumber(around.high)}`, middleOfRuns(read)]),
    ...(xValue === reading.xValue ? [] : [wordsOf(xValue, xAxis)]),
  ];
  return html`<tr class=${line.ids.includes(marked ?? '') ? 'marked' : ''}>
    <td>${swatch(line.colors)}</td><th scope="row"><bdi class="tooltip-name">${shortened(line.title, alike)}</bdi>${aside.length === 0 ? nothing : html`<span class="tooltip-aside">${aside.join(', ')}</span>`}</th>
    ${
      isSmoothed
        ? html`<td class="tooltip-value">${smoothed === null ? '' : formatNumber(smoothed)}</td><td class="tooltip-logged">${formatNumber(value)}</td>`
        : html`<td class="tooltip-value">${formatNumber(value)}</td>`
    }</tr>`;
}

const middleOfRuns = ({ line, around }: ReadLine): string =>
  l10n.t('{middle} of {runs}', { middle: line.repeats?.middle ?? 'mean', runs: around?.runs ?? 0 });
