/** A chart as a file, in one of a few formats. Loaded on demand; knows each format by its function alone. */
import * as l10n from '@vscode/l10n';
import { formatCount } from '../../../../src/shared/format';
import { safeName } from '../../../../src/shared/text/safeNames';
import type { ExportedChart } from './exportedChart';
import { markdownOf } from './markdown';
import { csvOf, jsonOf } from './points';
import { pictureOf } from './picture';
import { drawPng, widthOfText } from './png';

export type ExportKind = 'png' | 'svg' | 'csv' | 'json' | 'markdown';

export interface ExportedFile {
  /** A safe name for a file. */
  readonly name: string;
  readonly content: string | Uint8Array<ArrayBuffer>;
}

const extensions: Readonly<Record<ExportKind, string>> = {
  png: 'png',
  svg: 'svg',
  csv: 'csv',
  json: 'json',
  markdown: 'md',
};

export async function exportChart(kind: ExportKind, chart: ExportedChart): Promise<ExportedFile> {
  return { name: fileName(kind, chart), content: await contentOf(kind, chart) };
}

function contentOf(kind: ExportKind, chart: ExportedChart): Promise<ExportedFile['content']> | string {
  switch (kind) {
    case 'png':
      return drawPng(pictureOf(chart, widthOfText));
    case 'svg':
      return pictureOf(chart, widthOfText).svg;
    case 'csv':
      return csvOf(chart);
    case 'json':
      return jsonOf(chart);
    case 'markdown':
      return markdownOf(chart);
  }
}

/**
 * `train_loss (3 experiments).csv`; `train_loss (3 experiments, not all points).csv` where some are known to be
 * missing.
 */
export function fileName(kind: ExportKind, { title, lines, incomplete }: ExportedChart): string {
  const experiments = formatCount(lines.length, 'experiment');
  return safeName(
    `${safeName(title, 'chart')} (${incomplete ? l10n.t('{experiments}, not all points', { experiments }) : experiments}).${extensions[kind]}`,
  );
}
