/** Two values as they were logged: whether they are the same, and how one came from the other. Pure. */
import { formatNumber } from '../../src/shared/format';
import { readStructure, sameStructure } from './structure';

const numeral = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
/** Digits beyond these are lost when a text is read as a number. */
const exactDigits = 15;

/** Null for what is no number, or has more digits than a number keeps. */
export function exactNumber(text: string): number | null {
  const trimmed = text.trim();
  if (!numeral.test(trimmed) || trimmed.replace(/e.*$/i, '').replace(/\D/g, '').replace(/^0+/, '').length > exactDigits) return null;
  const number = Number(trimmed);
  return Number.isFinite(number) ? number : null;
}

/** `1e-3` is `0.001`, and spaces or the order of keys make no other object. */
export function sameValue(one: string, other: string): boolean {
  if (one === other || sameNumber(one, other)) return true;
  if (!/^\s*[[{(]/.test(one) || !/^\s*[[{(]/.test(other)) return false;
  const [first, second] = [readStructure(one), readStructure(other)];
  return first !== null && second !== null && sameStructure(first, second, sameNumber);
}

export function sameNumber(one: string, other: string): boolean {
  const number = exactNumber(one);
  return number !== null && number === exactNumber(other);
}

/** `×0.333`, or `+1` where a ratio says nothing; null unless both are numbers that differ. */
export function relation(from: string, to: string): string | null {
  const [before, after] = [exactNumber(from), exactNumber(to)];
  if (before === null || after === null || before === after) return null;
  const ratio = Number((after / before).toPrecision(3));
  if (Number.isFinite(ratio) && ratio > 0 && ratio !== 1) return `×${formatNumber(ratio)}`;
  const difference = Number((after - before).toPrecision(12));
  return `${difference > 0 ? '+' : '−'}${formatNumber(Math.abs(difference))}`;
}
