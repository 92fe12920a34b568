/** What a chart shows, as it is handed to an export: its lines, ranges, colours, size and notes. Knows no format. */
import type { ChartColors } from '../../../drawing/palette';
import type { ExportedChart } from '../export/exportedChart';
import type { Prepared } from '../data/preparedLines';
import type { ShownRanges } from '../data/shownRanges';
import { axisTitles } from './seriesTable';

export interface ShownChart extends HTMLElement {
  readonly name: string;
  readonly colors: ChartColors;
  /** That the last export failed is not said by the next one. */
  readonly lastFailure: string | null;
}

export function exportedContent(chart: ShownChart, prepared: Prepared, ranges: ShownRanges): ExportedChart {
  const { lines, aligned, axis, axisMetric, xScale, yScale } = prepared;
  const unseen = ranges.unseen(prepared);
  const plot = chart.querySelector('.plot');
  return {
    title: chart.name,
    axis,
    axisTitle: axisMetric ?? axisTitles[axis],
    xScale,
    yScale,
    xRange: ranges.xRange(prepared),
    yRange: ranges.yRange(prepared),
    colors: {
      ...chart.colors,
      background: getComputedStyle(chart).getPropertyValue('--vscode-editor-background').trim(),
    },
    size: { width: plot?.clientWidth ?? chart.clientWidth, height: plot?.clientHeight ?? chart.clientHeight },
    lines: lines.map(({ ids, title, series, raw, smoothed, colors, repeats }) => ({
      title,
      series,
      raw,
      smoothed,
      colors,
      band: repeats?.band ?? null,
      sampled: aligned.some((one) => ids.includes(one.id) && one.series.sampled),
    })),
    points: unseen.flatMap(({ xValue, value, color }) => (xValue === null ? [] : [{ xValue, value, color }])),
    notes: [...chart.querySelectorAll('.chart-notes > span')]
      .map(({ textContent }) => textContent.replace(/\s+/g, ' ').trim())
      .filter((note) => note !== '' && note !== chart.lastFailure),
    incomplete:
      unseen.length > 0 || aligned.some(({ series, completeness }) => series.sampled && completeness !== 'sample'),
  };
}
