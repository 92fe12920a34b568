/** Numbers as people write them, and texts that only look like numbers. Pure. */

const numeral = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const infinite = /^([+-]?)(?:inf|infinity|∞)$/i;
const notANumber = /^[+-]?nan$/i;
const compactDate = /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/;

/** Also of `inf` and `nan`; null for what is no number. */
export function numberOfText(text: string): number | null {
  const trimmed = text.trim();
  if (numeral.test(trimmed)) {
    return Number(trimmed);
  }
  const sign = infinite.exec(trimmed)?.[1];
  if (sign !== undefined) {
    return sign === '-' ? -Infinity : Infinity;
  }
  return notANumber.test(trimmed) ? NaN : null;
}

/**
 * Whether these cells, empty ones left out, can be shown as numbers and tell the same: identifiers that would lose
 * leading zeros or digits, versions and dates cannot.
 */
export function areNumbers(cells: Iterable<string>): boolean {
  let [count, dates, decimals, areFixed, haveEndingZeros] = [0, 0, -1, true, false];
  for (const cell of cells) {
    const text = cell.trim();
    if (text === '') {
      continue;
    }
    if (!isFaithful(text)) {
      return false;
    }
    count += 1;
    if (compactDate.test(text)) {
      dates += 1;
    }
    const fraction = /\.(\d+)$/.exec(text)?.[1];
    if (fraction === undefined) {
      continue;
    }
    // `1.9` and `1.10` are versions; `1.90` and `1.10` are numbers with two decimals, and `1.0` is what Python writes
    // for 1.
    if (fraction.length > 1 && fraction.endsWith('0')) {
      haveEndingZeros = true;
    }
    if (decimals >= 0 && decimals !== fraction.length) {
      areFixed = false;
    }
    decimals = fraction.length;
  }
  return count > 0 && dates < count && (areFixed || !haveEndingZeros);
}

function isFaithful(text: string): boolean {
  const number = numberOfText(text);
  if (number === null) {
    return false;
  }
  if (!numeral.test(text)) {
    return true;
  }
  if (!Number.isFinite(number) || /^[+-]?0\d/.test(text)) {
    return false;
  }
  return !/^[+-]?\d+$/.test(text) || BigInt(text.replace('+', '')) === BigInt(number);
}
