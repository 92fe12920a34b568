/** Rows of any table: which hold what is searched for, in which order, under which heading. Pure. */
import { naturalOrder } from '../../src/shared/series';

/** Every word of the query occurs; case does not matter. */
export function rowsHolding<Row>(rows: readonly Row[], query: string, textOf: (row: Row, index: number) => string): readonly Row[] {
  const words = query.toLowerCase().split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) return rows;
  return rows.filter((row, index) => {
    const text = textOf(row, index).toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** A copy in the order of texts; numbers within them count as numbers. */
export const inOrderOfText = <Row>(rows: readonly Row[], textOf: (row: Row) => string, descending: boolean): readonly Row[] =>
  inOrderOf(rows, textOf, (one, other) => (descending ? -1 : 1) * naturalOrder(one, other));

/** A copy in the order of numbers; rows without one come last both ways. */
export const inOrderOfNumber = <Row>(rows: readonly Row[], numberOf: (row: Row) => number | null, descending: boolean): readonly Row[] =>
  inOrderOf(rows, numberOf, (one, other) => {
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    return (descending ? -1 : 1) * (one - other);
  });

/** Keys are asked for once a row: hundreds of thousands of rows are compared millions of times. */
const inOrderOf = <Row, Key>(rows: readonly Row[], keyOf: (row: Row) => Key, order: (one: Key, other: Key) => number): readonly Row[] =>
  rows.map((row) => ({ row, key: keyOf(row) })).sort((one, other) => order(one.key, other.key)).map(({ row }) => row);

/** Groups in the order of their first rows; those whose group is an empty text stand before them, alone. */
export function inGroups<Row>(rows: readonly Row[], groupOf: (row: Row) => string): { readonly bare: readonly Row[]; readonly groups: readonly (readonly [name: string, members: readonly Row[]])[] } {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const name = groupOf(row);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [row]);
    else group.push(row);
  }
  const bare = groups.get('') ?? [];
  groups.delete('');
  return { bare, groups: [...groups] };
}

/** First click ascending, second descending, third as it was. */
export interface Sorting {
  readonly by: number;
  readonly descending: boolean;
}

export const nextSorting = (sorting: Sorting | null, by: number): Sorting | null =>
  (sorting?.by !== by ? { by, descending: false } : sorting.descending ? null : { by, descending: true });
