/** The rows of a comparison: their order, and how they fold under what their names have in common. */
import assert from 'node:assert/strict';
import { itemsOf, keyOf, sortedRows, type Item } from '../../../../../webview/tabs/parameters/compared/comparedItems';
import type { ValueRow } from '../../../../../webview/tabs/parameters/compared/comparison';

const row = (name: string, ...cells: ValueRow['cells']): ValueRow => ({ name, cells, different: false });
const words = (items: readonly Item[]): string[] =>
  items.map((item) => ('row' in item ? item.row.name : `${item.folded ? '▸' : '▾'} ${item.group} ${item.count}`));

describe('rows of a comparison', () => {
  it('stand in the order of names or of one experiment, what was not logged last, either way', () => {
    const rows = [row('rate', '0.1', '10'), row('depth', '2', null), row('size', '16', '9')];
    const sorted = (by: number, descending: boolean): string[] =>
      sortedRows(rows, { by, descending }).map(({ name }) => name);
    assert.equal(sortedRows(rows, null), rows);
    assert.deepEqual(sorted(0, false), ['depth', 'rate', 'size']);
    assert.deepEqual(sorted(0, true), ['size', 'rate', 'depth']);
    assert.deepEqual(sorted(1, false), ['rate', 'depth', 'size']);
    assert.deepEqual(sorted(2, false), ['size', 'rate', 'depth']);
    assert.deepEqual(sorted(2, true), ['rate', 'size', 'depth']);
  });

  it('fold under what all names have in common, also where a search has left some out', () => {
    const names = ['seed', 'model/depth', 'model/width', 'data/name', 'data/size'];
    const rows = names.map((name) => row(name, '1'));
    const items = (folded: readonly string[], shown = rows): string[] =>
      words(itemsOf(shown, { names, isSorted: false, folded: new Set(folded) }));
    assert.deepEqual(items([]), [
      'seed',
      '▾ data 2',
      'data/name',
      'data/size',
      '▾ model 2',
      'model/depth',
      'model/width',
    ]);
    assert.deepEqual(items(['data']), ['seed', '▸ data 2', '▾ model 2', 'model/depth', 'model/width']);
    assert.deepEqual(items([], rows.slice(0, 2)), ['seed', '▾ model 1', 'model/depth']);
  });

  it('stay in their order below their groups when they are sorted', () => {
    const rows = [row('model/width', '1'), row('data/size', '2'), row('model/depth', '3'), row('data/name', '4')];
    const items = itemsOf(rows, { names: rows.map(({ name }) => name), isSorted: true, folded: new Set() });
    assert.deepEqual(words(items), ['▾ model 2', 'model/width', 'model/depth', '▾ data 2', 'data/size', 'data/name']);
  });

  it('have keys that tell a row from a group of its name', () => {
    assert.notEqual(keyOf({ row: row('a') }), keyOf({ group: 'a', count: 1, folded: false }));
  });
});
