/**
 * Rows of tables: found by words, in order of texts and numbers, at a price that hundreds of thousands of them can
 * bear.
 */
import assert from 'node:assert/strict';
import { inOrderOfNumber, inOrderOfText, rowsHolding } from '../../../../../webview/elements/tables/rows';

describe('rows', () => {
  it('hold every word, whatever its case', () => {
    assert.deepEqual(
      rowsHolding(['Learning Rate', 'rate', 'learning'], 'RATE learn', (row) => row),
      ['Learning Rate'],
    );
    const rows = ['a', 'b'];
    assert.equal(
      rowsHolding(rows, '  ', (row) => row),
      rows,
    );
  });

  it('come in order of numbers, those without one last both ways, each asked once', () => {
    const rows = Array.from({ length: 1000 }, (_, index) => (index % 10 === 0 ? null : (index * 7) % 1000));
    let asked = 0;
    const order = (descending: boolean) =>
      inOrderOfNumber(
        rows,
        (row) => {
          asked += 1;
          return row;
        },
        descending,
      );
    const numbers = rows.filter((row) => row !== null).sort((one, other) => one - other);
    const none = Array.from({ length: 100 }, () => null);
    assert.deepEqual(order(false), [...numbers, ...none]);
    assert.deepEqual(order(true), [...numbers.toReversed(), ...none]);
    assert.equal(asked, 2000);
  });

  it('come in order of texts, numbers in them by size', () => {
    assert.deepEqual(
      inOrderOfText(['epoch-10', 'epoch-9', 'Epoch-1'], (row) => row, false),
      ['Epoch-1', 'epoch-9', 'epoch-10'],
    );
    assert.deepEqual(
      inOrderOfText(['epoch-10', 'epoch-9', 'Epoch-1'], (row) => row, true),
      ['epoch-10', 'epoch-9', 'Epoch-1'],
    );
  });
});
