/** A place on a horizontal axis in words, for tooltips, tables and those who listen. Pure. */
import * as l10n from '@vscode/l10n';
import { formatDuration, formatNumber, formatTime } from '../../src/shared/format';
import type { AlignedLine } from '../../src/shared/series/series';

export function positionText(value: number, axis: AlignedLine['axis'], metric: string | null = null): string {
  switch (axis) {
    case 'step':
      return l10n.t('Step {value}', { value: formatNumber(value) });
    case 'epoch':
      return l10n.t('Epoch {value}', { value: formatNumber(value) });
    case 'index':
      return l10n.t('Point {number}', { number: formatNumber(value + 1) });
    case 'relative':
      return l10n.t('After {duration}', { duration: formatDuration(Math.max(0, value)) });
    case 'wall':
      return formatTime(value);
    case 'metric':
      return `${metric ?? l10n.t('At')} ${formatNumber(value)}`;
  }
}
