/** Rows of any table: which hold what is searched for, in which order, under which heading. Pure. */
import { naturalOrder } from '../../src/shared/series';

/** Every word of the query occurs; case does not matter. */
export function rowsHolding<Row>(rows: readonly Row[], query: string, textOf: (row: Row) => string): readonly Row[] {
  const words = query.toLowerCase().split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) return rows;
  return rows.filter((row) => {
    const text = textOf(row).toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** A copy in the order of texts; numbers within them count as numbers. */
export const inOrderOfText = <Row>(rows: readonly Row[], textOf: (row: Row) => string, descending: boolean): readonly Row[] =>
  [...rows].sort((one, other) => (descending ? -1 : 1) * naturalOrder(textOf(one), textOf(other)));

/** A copy in the order of numbers; rows without one come last both ways. */
export const inOrderOfNumber = <Row>(rows: readonly Row[], numberOf: (row: Row) => number | null, descending: boolean): readonly Row[] =>
  [...rows].sort((one, other) => {
    const [first, second] = [numberOf(one), numberOf(other)];
    if (first === null || second === null) return Number(first === null) - Number(second === null);
    return (descending ? -1 : 1) * (first - second);
  });

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
