/** Where the keys of a grid lead. */
import assert from 'node:assert/strict';
import { cellAfter, headingRow, type GridCell } from '../../../../../webview/elements/tables/gridKeys';

describe('the keys of a grid', () => {
  const after = (key: string, cell: GridCell, held: Partial<KeyboardEvent> = {}): GridCell | null =>
    cellAfter({ key, ctrlKey: false, metaKey: false, altKey: false, ...held }, cell, 20);
  const cell = { row: 5, column: 3 };

  it('move by one cell, to an end of the row, and by a page', () => {
    assert.deepEqual(after('ArrowUp', cell), { row: 4, column: 3 });
    assert.deepEqual(after('ArrowDown', cell), { row: 6, column: 3 });
    assert.deepEqual(after('ArrowLeft', cell), { row: 5, column: 2 });
    assert.deepEqual(after('ArrowRight', cell), { row: 5, column: 4 });
    assert.deepEqual(after('Home', cell), { row: 5, column: 0 });
    assert.deepEqual(after('End', cell), { row: 5, column: Infinity });
    assert.deepEqual(after('PageUp', cell), { row: -15, column: 3 });
    assert.deepEqual(after('PageDown', cell), { row: 25, column: 3 });
  });

  it('lead to the first heading and to the last cell with Ctrl, on a Mac with Command', () => {
    for (const held of [{ ctrlKey: true }, { metaKey: true }]) {
      assert.deepEqual(after('Home', cell, held), { row: headingRow, column: 0 });
      assert.deepEqual(after('End', cell, held), { row: Infinity, column: Infinity });
    }
  });

  it('do nothing else: letters, Tab, and arrows that the editor or the browser has a use for', () => {
    for (const key of ['a', 'Tab', 'Enter', ' ', 'Escape']) {
      assert.equal(after(key, cell), null, key);
    }
    for (const held of [{ ctrlKey: true }, { metaKey: true }, { altKey: true }]) {
      assert.equal(after('ArrowUp', cell, held), null);
      assert.equal(after('PageDown', cell, held), null);
    }
  });
});
