/** Two values as they were logged: whether they are the same, and how one came from the other. Pure. */
import { formatNumber } from '../../../src/shared/format';
import { readStructure, sameStructure } from './structure';

/** Zeros in front make an identifier, not a number. */
const numeral = /^([+-]?)(?:(0|[1-9]\d*)(?:\.(\d*))?|\.(\d+))(?:e([+-]?\d{1,15}))?$/i;
/** Digits beyond these are lost when a text is read as a number. */
const exactDigits = 15;

/** Null for what is no number, or has more digits than a number keeps. */
export function exactNumber(text: string): number | null {
  const trimmed = text.trim();
  if (
    !numeral.test(trimmed) ||
    trimmed.replace(/e.*$/i, '').replace(/\D/g, '').replace(/^0+/, '').length > exactDigits
  ) {
    return null;
  }
  const number = Number(trimmed);
  return Number.isFinite(number) ? number : null;
}

/** `1e-3` is `0.001`, and spaces or the order of keys make no other object. */
export function sameValue(one: string, other: string): boolean {
  if (sameWord(one, other) || sameNumber(one, other)) {
    return true;
  }
  if (!/^\s*[[{(]/.test(one) || !/^\s*[[{(]/.test(other)) {
    return false;
  }
  const [first, second] = [readStructure(one), readStructure(other)];
  return first !== null && second !== null && sameStructure(first, second, sameNumber);
}

/** Digit by digit, however many there are: two integers of 64 bits may be one double. */
export function sameNumber(one: string, other: string): boolean {
  const number = decimalOf(one);
  return number !== null && number === decimalOf(other);
}

/** The same text for each way to write a number; null for what is none. */
function decimalOf(text: string): string | null {
  const trimmed = text.trim();
  if (/^[+-]?nan$/i.test(trimmed)) {
    return 'nan';
  }
  const infinite = /^([+-]?)inf(?:inity)?$/i.exec(trimmed);
  if (infinite !== null) {
    return infinite[1] === '-' ? '-inf' : 'inf';
  }
  const found = numeral.exec(trimmed);
  if (found === null) {
    return null;
  }
  const [, sign = '', whole = '', fraction = '', lone = '', exponent = '0'] = found;
  const digits = (whole + fraction + lone).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') {
    return '0';
  }
  return `${sign === '-' ? '-' : ''}${significant}e${Number(exponent) - fraction.length - lone.length + digits.length - significant.length}`;
}

/** Words that Python and JSON write differently. */
const languageWords: ReadonlyMap<string, string> = new Map([
  ['True', 'true'],
  ['False', 'false'],
  ['None', 'null'],
]);
const sameWord = (one: string, other: string): boolean =>
  (languageWords.get(one) ?? one) === (languageWords.get(other) ?? other);

/** `×0.333`, or `+1` where a ratio says nothing; null unless both are numbers that differ. */
export function relation(from: string, to: string): string | null {
  const [before, after] = [exactNumber(from), exactNumber(to)];
  if (before === null || after === null || before === after) {
    return null;
  }
  const ratio = Number((after / before).toPrecision(3));
  if (Number.isFinite(ratio) && ratio > 0 && ratio !== 1) {
    return `×${formatNumber(ratio)}`;
  }
  const difference = Number((after - before).toPrecision(12));
  return `${difference > 0 ? '+' : '−'}${formatNumber(Math.abs(difference))}`;
}
