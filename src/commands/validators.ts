/** Owns what is said about names, numbers and versions while they are typed. Pure. */
import { compare, gt, inc, valid } from 'semver';
import { isNumber } from '../shared/queries/queryLabels';
import { registryName } from '../shared/registry';
import type { Check } from '../prompts/inputBox';

/** A name that is none of the taken ones. `what` with its article: `A project`. */
export const nameCheck =
  (what: string, taken: readonly string[] = []): Check =>
  (text) => {
    if (text === '') {
      return `${what} needs a name.`;
    }
    if (/\p{Cc}|\p{Zl}|\p{Zp}/u.test(text)) {
      return 'A name cannot hold a line break.';
    }
    return taken.includes(text) ? `There is ${what.toLowerCase()} “${text}” already.` : null;
  };

export const anything: Check = () => null;

/** As `nameCheck`, for names that the registry writes in its own way. */
export const registryNameCheck =
  (taken: readonly string[] = []): Check =>
  (text) => {
    const name = registryName(text);
    if (name === '') {
      return 'The name of a registry model needs a letter or a digit.';
    }
    return taken.includes(name) ? `There is a registry model “${name}” already.` : null;
  };

export const numberCheck: Check = (text) => {
  if (text === '') {
    return 'A metric needs a value.';
  }
  return isNumber(text) ? null : `“${text}” is not a number.`;
};

export const stepCheck: Check = (text) =>
  text === '' || (/^\d+$/.test(text) && Number.isSafeInteger(Number(text)))
    ? null
    : `“${text}” is not a step: a whole number of 0 or more.`;

export const valueCheck: Check = (text) => (text === '' ? 'A value is needed.' : null);

/** A version that is none of the taken ones, written as the library of semantic versions writes it. */
export const versionCheck =
  (model: string, taken: readonly string[]): Check =>
  (text) => {
    if (valid(text) !== text) {
      return `“${text}” is not a version. Write three numbers, as in 1.0.0 or 2.1.0-beta.1.`;
    }
    return taken.includes(text) ? `Version ${text} of “${model}” is there already.` : null;
  };

/** What most people would call the next one: the highest with its second number raised; `1.0.0` for the first. */
export function nextVersion(taken: readonly string[]): string {
  const highest = taken
    .filter((version) => valid(version) !== null)
    .sort(compare)
    .at(-1);
  return (highest === undefined ? null : inc(highest, 'minor')) ?? '1.0.0';
}

export const isLower = (version: string, taken: readonly string[]): boolean =>
  taken.some((other) => valid(other) !== null && gt(other, version));

export function stageCheck(text: string): string | null {
  if (text === '') {
    return 'A stage needs a name.';
  }
  return /\p{Cc}|\p{Zl}|\p{Zp}/u.test(text) ? 'A stage cannot hold a line break.' : null;
}
