/** Where the keys of a grid lead, as the ARIA pattern for grids says. Pure. */

export interface GridCell {
  readonly row: number;
  readonly column: number;
}

/** The row of a grid's headings, before all others. */
export const headingRow = -1;

/**
 * The cell that a key leads to, which may lie beyond the grid's edges; null for a key that does not move.
 * @param pageSize rows
 */
export function cellAfter(
  { key, ctrlKey, metaKey, altKey }: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>,
  { row, column }: GridCell,
  pageSize: number,
): GridCell | null {
  if (ctrlKey || metaKey || altKey) {
    return key === 'Home' ? { row: headingRow, column: 0 } : key === 'End' ? { row: Infinity, column: Infinity } : null;
  }
  switch (key) {
    case 'ArrowUp':
      return { row: row - 1, column };
    case 'ArrowDown':
      return { row: row + 1, column };
    case 'ArrowLeft':
      return { row, column: column - 1 };
    case 'ArrowRight':
      return { row, column: column + 1 };
    case 'Home':
      return { row, column: 0 };
    case 'End':
      return { row, column: Infinity };
    case 'PageUp':
      return { row: row - pageSize, column };
    case 'PageDown':
      return { row: row + pageSize, column };
    default:
      return null;
  }
}
