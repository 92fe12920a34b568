/** The rows of a comparison in the order in which they are shown: sorted, or in groups that fold. Pure. */
import { naturalOrder } from '../../../../src/shared/series/series';
import { inGroups, inOrderOfText, inOrderOfValue, type Sorting } from '../../../elements/tables/rows';
import { foldersOf, liesWithin } from '../nestedNames';
import type { ValueRow } from './comparison';

export type Item =
  { readonly row: ValueRow } | { readonly group: string; readonly count: number; readonly folded: boolean };

/** Rows that remain are the same elements, so that the focus stays where it is. */
export const keyOf = (item: Item): string => ('row' in item ? `row ${item.row.name}` : `group ${item.group}`);

/** Numbers by their size, names and texts in natural order; what was not logged comes last. */
export function sortedRows(rows: readonly ValueRow[], sorting: Sorting | null): readonly ValueRow[] {
  if (sorting === null) {
    return rows;
  }
  return sorting.by === 0
    ? inOrderOfText(rows, ({ name }) => name, sorting.descending)
    : inOrderOfValue(rows, ({ cells }) => cells[sorting.by - 1] ?? null, sorting.descending);
}

export interface ItemsOptions {
  /** Of all rows, before some were left out: they fold under what they have in common. */
  readonly names: readonly string[];
  readonly isSorted: boolean;
  readonly folded: ReadonlySet<string>;
}

export function itemsOf(rows: readonly ValueRow[], { names, isSorted, folded }: ItemsOptions): readonly Item[] {
  const folders = foldersOf(names);
  const folderOf = ({ name }: ValueRow): string => folders.get(name) ?? '';
  const { bare, groups } = inGroups(
    isSorted ? rows : [...rows].sort((one, other) => naturalOrder(folderOf(one), folderOf(other))),
    folderOf,
  );
  return [
    ...bare.map((row) => ({ row })),
    ...groups.flatMap(([group, members]): Item[] => {
      if ([...folded].some((other) => liesWithin(group, other))) {
        return [];
      }
      const isFolded = folded.has(group);
      return [{ group, count: members.length, folded: isFolded }, ...(isFolded ? [] : members.map((row) => ({ row })))];
    }),
  ];
}
