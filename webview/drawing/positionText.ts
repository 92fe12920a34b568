/** A place on a horizontal axis in words, for tooltips, tables and those who listen. Pure. */
import { formatDuration, formatNumber, formatTime } from '../../src/shared/format';
import type { AlignedLine } from '../../src/shared/series/series';

export function placeInWords(place: number, axis: AlignedLine['axis'], metric: string | null = null): string {
  switch (axis) {
    case 'step':
      return `Step ${formatNumber(place)}`;
    case 'epoch':
      return `Epoch ${formatNumber(place)}`;
    case 'index':
      return `Point ${formatNumber(place + 1)}`;
    case 'relative':
      return `After ${formatDuration(Math.max(0, place))}`;
    case 'wall':
      return formatTime(place);
    case 'metric':
      return `${metric ?? 'At'} ${formatNumber(place)}`;
  }
}
