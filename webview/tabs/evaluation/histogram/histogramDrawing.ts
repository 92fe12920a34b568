/**
 * Histograms drawn: ridges over the steps, a heat map, the bars of one step. Knows no element but the canvas it paints.
 */
import { nothing, svg, type SVGTemplateResult } from 'lit';
import { formatNumber } from '../../../../src/shared/format';
import { extentOf } from '../../../drawing/extent';
import { numberLabels, numberMarks, widestOf, type AxisMark } from '../../../drawing/marks';
import { pathOf, toX, toY, type Frame } from '../../../drawing/plotFrame';
import { rebin, type Histogram } from './histogram';
import { rampTo } from '../colorRamp';

export const binCount = 64;
const mostRidges = 30;
const mostColumns = 400;

export interface Drawing {
  readonly histograms: readonly Histogram[];
  readonly from: number;
  readonly to: number;
  readonly counts: readonly Float64Array[];
  readonly highest: number;
}

/** The height of a count as a share of the highest one's. */
export type CountScale = (count: number, highest: number) => number;
export const linearCounts: CountScale = (count, highest) => count / highest;
/** Of zero it is zero; a single one of a million can be seen. */
export const logarithmicCounts: CountScale = (count, highest) => Math.log1p(count) / Math.log1p(highest);

export function prepare(histograms: readonly Histogram[]): Drawing {
  const { from, to } = extentOf(histograms.flatMap(({ bins }) => [bins[0]?.from ?? NaN, bins.at(-1)?.to ?? NaN]));
  const counts = histograms.map((histogram) => rebin(histogram, from, to, binCount));
  return { histograms, from, to, counts, highest: counts.reduce((most, row) => Math.max(most, ...row), 1e-9) };
}

export const cut = (share: number, count: number): number =>
  Math.min(count - 1, Math.max(0, Math.floor(share * count)));

/** Evenly chosen, the first and the last among them. */
function chosenRidges(count: number): readonly number[] {
  if (count <= mostRidges) {
    return Array.from({ length: count }, (_, index) => index);
  }
  return Array.from({ length: mostRidges }, (_, index) => Math.round((index * (count - 1)) / (mostRidges - 1)));
}

/** The ridges' grounds lie in the lower three quarters, so that the first has room above it. */
const headroom = 0.3;
const groundOf = (order: number, count: number): number =>
  count === 1 ? 1 : headroom + ((1 - headroom) * order) / (count - 1);

export function ridgeAt(down: number, count: number): number {
  const places = chosenRidges(count);
  return places[cut((down - headroom / 2) / (1 - headroom / 2), places.length)] ?? 0;
}

/** The oldest stands behind, the newest in front. */
export function ridges(
  { histograms, counts, highest }: Drawing,
  frame: Frame,
  pointed: number | null,
  share: CountScale,
): SVGTemplateResult {
  const places = chosenRidges(histograms.length);
  const tallest = frame.height * headroom;
  const everyLabel = Math.ceil(places.length / 9);
  return svg`${places.map((place, order) => {
    const ground = frame.top + groundOf(order, places.length) * frame.height;
    const row = counts[place] ?? [];
    const points = pathOf(row.length, (bin) => [
      frame.left + ((bin + 0.5) / row.length) * frame.width,
      ground - share(row[bin] ?? 0, highest) * tallest,
    ]);
    const labelled = place === pointed || (pointed === null && (places.length - 1 - order) % everyLabel === 0);
    return svg`<g class="ridge ${place === pointed ? 'lit' : ''}">
      <path class="ridge-ground" d="${points}L${frame.left + frame.width} ${ground}L${frame.left} ${ground}Z"></path>
      <path class="ridge-line" stroke-opacity=${0.35 + (0.65 * (order + 1)) / places.length} d=${points}></path>
      ${labelled ? svg`<text x=${frame.left + frame.width + 6} y=${ground} dy="0.2em">${shortStep(histograms[place], place)}</text>` : nothing}</g>`;
  })}`;
}

const shortStep = (histogram: Histogram | undefined, place: number): string =>
  formatNumber(histogram?.step ?? place + 1);

/** Counts stand at the right side, where the other drawings have their steps. */
export function bars({ counts }: Drawing, frame: Frame, place: number, share: CountScale): SVGTemplateResult {
  const row = counts[place] ?? new Float64Array();
  const highest = Math.max(1e-9, ...row);
  const width = frame.width / Math.max(1, row.length);
  const side = frame.left + frame.width;
  return svg`<g class="axes">${countMarks(highest, share).map(
    ({ value: count, label }) => svg`
    <line class="grid" x1=${frame.left} x2=${side} y1=${frame.top + (1 - share(count, highest)) * frame.height} y2=${frame.top + (1 - share(count, highest)) * frame.height}></line>
    <text x=${side + 6} y=${frame.top + (1 - share(count, highest)) * frame.height} dy="0.35em">${label}</text>`,
  )}</g>
    <g class="bars">${Array.from(row, (count, bin) => {
      const tall = share(count, highest) * frame.height;
      return tall === 0
        ? nothing
        : svg`<rect x=${frame.left + bin * width} y=${frame.top + frame.height - tall} width=${Math.max(1, width - 1)} height=${tall}></rect>`;
    })}</g>`;
}

/**
 * Evenly chosen among the steps, `most` at the most; one that reads as the one before it, since it was logged twice, is
 * not written twice.
 */
function shownSteps(
  histograms: readonly Histogram[],
  most: number,
): readonly { readonly place: number; readonly label: string }[] {
  const every = Math.ceil(histograms.length / most);
  const chosen = histograms.flatMap((histogram, place) =>
    place % every === 0 ? [{ place, label: shortStep(histogram, place) }] : [],
  );
  return chosen.filter(({ label }, index) => label !== chosen[index - 1]?.label);
}

/** Pixels that the longest step takes. */
export const widestStep = (histograms: readonly Histogram[]): number =>
  widestOf(histograms.map((histogram, place) => ({ value: place, label: shortStep(histogram, place) })));

/** Steps go from left to right, values upwards. */
export function heatMarks({ histograms, from, to }: Drawing, frame: Frame): SVGTemplateResult {
  const turned: Frame = { ...frame, x: { from: 0, to: histograms.length }, y: { from, to } };
  const steps = shownSteps(
    histograms,
    Math.max(1, Math.floor(frame.width / Math.max(60, widestStep(histograms) + 10))),
  );
  return svg`<g class="axes">
    ${numberMarks({ from, to }, 5).map(({ value, label }) => svg`<text x=${frame.left + frame.width + 6} y=${toY(turned, value)} dy="0.35em">${label}</text>`)}
    ${steps.map(({ place, label }) => svg`<text x=${toX(turned, place + 0.5)} y=${frame.top + frame.height + 16} text-anchor="middle">${label}</text>`)}</g>`;
}

/** Round counts; powers of ten where these are evenly spread. */
function countMarks(highest: number, share: CountScale): readonly AxisMark[] {
  if (share === linearCounts) {
    return numberMarks({ from: 0, to: highest }, 4);
  }
  const powers = Array.from(
    { length: Math.max(1, Math.floor(Math.log10(Math.max(1, highest))) + 1) },
    (_, power) => 10 ** power,
  );
  const every = Math.ceil(powers.length / 5);
  const counts = [0, ...powers.filter((_, power) => power % every === 0)];
  const labels = numberLabels(counts);
  return counts.map((value, index) => ({ value, label: labels[index] ?? '' }));
}

export function paintHeat(canvas: HTMLCanvasElement, { counts, highest }: Drawing, share: CountScale): void {
  const columns = Math.min(mostColumns, counts.length);
  canvas.width = columns;
  canvas.height = binCount;
  const context = canvas.getContext('2d');
  if (context === null) {
    return;
  }
  const ramp = rampTo('--series-1');
  for (let column = 0; column < columns; column += 1) {
    const row = counts[Math.floor((column * counts.length) / columns)] ?? [];
    for (let bin = 0; bin < binCount; bin += 1) {
      // On a linear scale the root brings thin tails to the eye.
      context.fillStyle = ramp.at(
        share === linearCounts ? Math.sqrt((row[bin] ?? 0) / highest) : share(row[bin] ?? 0, highest),
      ).ground;
      context.fillRect(column, binCount - 1 - bin, 1, 1);
    }
  }
}
