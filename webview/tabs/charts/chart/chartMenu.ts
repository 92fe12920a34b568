/**
 * What is done with a chart now and then: its place among the others, and taking it along as a file or a text. Knows no
 * drawing.
 */
import type { MenuEntry } from '../../../elements/menu';
import type { ExportKind } from '../export/exportChart';

export interface ChartMenuOptions {
  readonly pinned: boolean;
  readonly pin: (pinned: boolean) => void;
  readonly move: (by: -1 | 1) => void;
  readonly save: (kind: ExportKind) => void;
  readonly copy: (kind: 'markdown' | 'csv') => void;
}

export const chartMenu = ({ pinned, pin, move, save, copy }: ChartMenuOptions): readonly MenuEntry[] => [
  { icon: 'pin', label: pinned ? 'Unpin from the top' : 'Pin to the top', run: () => pin(!pinned) },
  { icon: 'left', label: 'Move left', run: () => move(-1) },
  { icon: 'right', label: 'Move right', run: () => move(1) },
  { icon: 'download', label: 'Save as PNG', run: () => save('png') },
  { icon: 'download', label: 'Save as SVG', run: () => save('svg') },
  { icon: 'download', label: 'Save as CSV', run: () => save('csv') },
  { icon: 'download', label: 'Save as JSON', run: () => save('json') },
  { icon: 'copy', label: 'Copy as Markdown', run: () => copy('markdown') },
  { icon: 'copy', label: 'Copy as CSV', run: () => copy('csv') },
];
