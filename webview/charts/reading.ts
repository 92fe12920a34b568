/** What is read off a chart at one place: the lines by name with their values, and where on every axis that is. Knows no chart. */
import { html, nothing, type TemplateResult } from 'lit';
import type { MetricSeries } from '../../src/shared/experiment';
import { formatNumber } from '../../src/shared/format';
import type { AlignedLine, Line } from '../../src/shared/series';
import { placeInWords } from '../ticks';

export interface ReadLine {
  readonly name: string;
  readonly color: string;
  readonly value: number;
  readonly smoothed: number | null;
}

export interface Reading {
  readonly lines: readonly ReadLine[];
  /** The place on the chart's axis, then on the others that were logged. */
  readonly places: readonly string[];
}

export interface NamedLine {
  readonly name: string;
  readonly color: string;
  readonly series: MetricSeries;
  readonly raw: AlignedLine;
  readonly smoothed: Line | null;
}

/** The point of the first line at `index`, and of the others at the same place. */
export function readingOf({ name, color, series, raw, smoothed }: NamedLine, index: number): Reading {
  const origin = raw.origin[index] ?? 0;
  const places = [placeInWords(raw.x[index] ?? NaN, raw.axis)];
  for (const [column, axis] of [[series.steps, 'step'], [series.epochs, 'epoch'], [series.times, 'wall']] as const) {
    const place = column?.[origin];
    if (place !== undefined && axis !== raw.axis && Number.isFinite(place)) places.push(placeInWords(place, axis));
  }
  return { lines: [{ name, color, value: series.values[origin] ?? NaN, smoothed: smoothed === null ? null : smoothed.y[index] ?? NaN }], places };
}

/** As a person would type it into a mail: every number with all its digits. */
export const readingAsText = ({ lines, places }: Reading): string => [
  ...lines.map(({ name, value, smoothed }) => `${name}\t${String(value)}${smoothed === null ? '' : `\t${String(smoothed)} smoothed`}`),
  ...places,
].join('\n');

export const readingTemplate = ({ lines, places }: Reading): TemplateResult => html`
  ${lines.map(({ name, color, value, smoothed }) => html`
    <div class="tooltip-line"><svg class="swatch" viewBox="0 0 10 10" aria-hidden="true"><rect width="10" height="10" rx="2" fill=${color}></rect></svg><bdi class="tooltip-name">${name}</bdi></div>
    <div class="tooltip-value">${formatNumber(value)}</div>
    ${smoothed === null ? nothing : html`<div class="tooltip-smoothed">${formatNumber(smoothed)} smoothed</div>`}`)}
  ${places.map((place) => html`<div class="tooltip-place">${place}</div>`)}`;
