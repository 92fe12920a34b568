/** The visible lines of a chart as a table in Markdown, to be pasted where people discuss. Pure. */
import * as l10n from '@vscode/l10n';
import { formatNumber } from '../../../../src/shared/format';
import { positionText } from '../../../drawing/positionText';
import type { ExportedChart, ExportedLine } from './exportedChart';

/**
 * A row a line: last, lowest and highest value as logged, the latter with their steps, and how many points are loaded;
 * below it what the chart says of them where some are missing.
 */
export function markdownOf({ title, lines, notes, incomplete }: ExportedChart): string {
  const rows = lines.map((line) => {
    const { low, high } = extremes(line.raw.y);
    return [
      cell(line.title),
      number(line.raw.y.at(-1)),
      at(line, low),
      at(line, high),
      formatNumber(line.raw.x.length),
    ];
  });
  return (
    [
      [cell(title), l10n.t('Last'), l10n.t('Min'), l10n.t('Max'), l10n.t('Points')],
      ['---', '---:', '---:', '---:', '---:'],
      ...rows,
    ]
      .map((cells) => `| ${cells.join(' | ')} |\n`)
      .join('') + (!incomplete || notes.length === 0 ? '' : `\n${notes.map(cell).join(' · ')}\n`)
  );
}

const number = (value: number | undefined): string => (value === undefined ? '' : formatNumber(value));

/** Where the lowest and the highest finite value are; -1 when there is none. */
function extremes(values: Float64Array): { readonly low: number; readonly high: number } {
  let low = -1,
    high = -1;
  values.forEach((value, index) => {
    if (!Number.isFinite(value)) {
      return;
    }
    if (low < 0 || value < (values[low] ?? NaN)) {
      low = index;
    }
    if (high < 0 || value > (values[high] ?? NaN)) {
      high = index;
    }
  });
  return { low, high };
}

function at({ series, raw }: ExportedLine, index: number): string {
  if (index < 0) {
    return '';
  }
  const step = series?.steps?.[raw.origin[index] ?? 0] ?? NaN;
  const where = Number.isNaN(step)
    ? positionText(raw.x[index] ?? NaN, raw.axis).toLowerCase()
    : l10n.t('step {step}', { step: formatNumber(step) });
  return `${number(raw.y[index])} (${where})`;
}

/** One line, and every character that Markdown or HTML might take for its own stays what it is. */
const cell = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
    .replace(/[\\`*_[\]<>|~&]/g, '\\$&');
