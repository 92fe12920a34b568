/** A place on a horizontal axis in words, for tooltips, tables and those who listen. Pure. */
import { formatDuration, formatNumber, formatTime } from '../../src/shared/format';
import type { AlignedLine } from '../../src/shared/series/series';

export function positionText(value: number, axis: AlignedLine['axis'], metric: string | null = null): string {
  switch (axis) {
    case 'step':
      return `Step ${formatNumber(value)}`;
    case 'epoch':
      return `Epoch ${formatNumber(value)}`;
    case 'index':
      return `Point ${formatNumber(value + 1)}`;
    case 'relative':
      return `After ${formatDuration(Math.max(0, value))}`;
    case 'wall':
      return formatTime(value);
    case 'metric':
      return `${metric ?? 'At'} ${formatNumber(value)}`;
  }
}
