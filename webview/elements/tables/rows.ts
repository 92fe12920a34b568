/** Rows of any table: which hold what is searched for, in which order, under which heading. Pure. */
import { naturalOrder } from '../../../src/shared/series/series';
import { numberOfText } from './numberTexts';

/** Every word of the query occurs; case does not matter. */
export function rowsHolding<Row>(
  rows: readonly Row[],
  query: string,
  textOf: (row: Row, index: number) => string,
): readonly Row[] {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) {
    return rows;
  }
  return rows.filter((row, index) => {
    const text = textOf(row, index).toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** A copy in the order of texts; numbers within them count as numbers. */
export const inOrderOfText = <Row>(
  rows: readonly Row[],
  textOf: (row: Row) => string,
  descending: boolean,
): readonly Row[] => inOrderOf(rows, textOf, (one, other) => (descending ? -1 : 1) * naturalOrder(one, other));

/** A copy in the order of numbers; rows without one, and those with NaN, come last both ways. */
export const inOrderOfNumber = <Row>(
  rows: readonly Row[],
  numberOf: (row: Row) => number | null,
  descending: boolean,
): readonly Row[] =>
  inOrderOf(rows, numberOf, (one, other) => {
    if (isNoNumber(one) || isNoNumber(other)) {
      return Number(isNoNumber(one)) - Number(isNoNumber(other));
    }
    return (descending ? -1 : 1) * orderOfNumbers(one, other);
  });

/** A copy in the order of values of any kind: numbers, then texts; NaN and null come last both ways. */
export const inOrderOfValue = <Row>(
  rows: readonly Row[],
  textOf: (row: Row) => string | null,
  descending: boolean,
): readonly Row[] =>
  inOrderOf(
    rows,
    (row) => {
      const text = textOf(row);
      return { text, number: text === null ? NaN : numberOfText(text) };
    },
    (one, other) => {
      const [oneIsLast, otherIsLast] = [Number.isNaN(one.number), Number.isNaN(other.number)];
      if (oneIsLast || otherIsLast) {
        return Number(oneIsLast) - Number(otherIsLast);
      }
      const order =
        one.number !== null && other.number !== null
          ? orderOfNumbers(one.number, other.number)
          : Number(one.number === null) - Number(other.number === null) ||
            naturalOrder(one.text ?? '', other.text ?? '');
      return (descending ? -1 : 1) * order;
    },
  );

const isNoNumber = (number: number | null): number is null => number === null || Number.isNaN(number);
/** Infinities are equal to themselves, which a difference would not say. */
const orderOfNumbers = (one: number, other: number): number => (one < other ? -1 : one > other ? 1 : 0);

/** Keys are asked for once a row: hundreds of thousands of rows are compared millions of times. */
const inOrderOf = <Row, Key>(
  rows: readonly Row[],
  keyOf: (row: Row) => Key,
  order: (one: Key, other: Key) => number,
): readonly Row[] =>
  rows
    .map((row) => ({ row, key: keyOf(row) }))
    .sort((one, other) => order(one.key, other.key))
    .map(({ row }) => row);

/** Groups in the order of their first rows; those whose group is an empty text stand before them, alone. */
export function inGroups<Row>(
  rows: readonly Row[],
  groupOf: (row: Row) => string,
): { readonly bare: readonly Row[]; readonly groups: readonly (readonly [name: string, members: readonly Row[]])[] } {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const name = groupOf(row);
    const group = groups.get(name);
    if (group === undefined) {
      groups.set(name, [row]);
    } else {
      group.push(row);
    }
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
  sorting?.by !== by ? { by, descending: false } : sorting.descending ? null : { by, descending: true };
