/** Owns what is said about names, numbers and versions while they are typed. Pure. */
import * as l10n from '@vscode/l10n';
import { compare, gt, inc, valid } from 'semver';
import { isNumber } from '../shared/queries/queryLabels';
import { registryName } from '../shared/registry';
import type { Check } from '../prompts/inputBox';

/** A name that is none of the taken ones. `what` with its article: `A project`. */
export const nameCheck =
  (what: string, taken: readonly string[] = []): Check =>
  (text) => {
    if (text === '') {
      return l10n.t('{what} needs a name.', { what });
    }
    if (/\p{Cc}|\p{Zl}|\p{Zp}/u.test(text)) {
      return l10n.t('A name cannot hold a line break.');
    }
    return taken.includes(text)
      ? l10n.t('There is {what} “{text}” already.', { what: what.toLowerCase(), text })
      : null;
  };

export const anything: Check = () => null;

/** As `nameCheck`, for names that the registry writes in its own way. */
export const registryNameCheck =
  (taken: readonly string[] = []): Check =>
  (text) => {
    const name = registryName(text);
    if (name === '') {
      return l10n.t('The name of a registry model needs a letter or a digit.');
    }
    return taken.includes(name) ? l10n.t('There is a registry model “{name}” already.', { name }) : null;
  };

export const numberCheck: Check = (text) => {
  if (text === '') {
    return l10n.t('A metric needs a value.');
  }
  return isNumber(text) ? null : l10n.t('“{text}” is not a number.', { text });
};

export const stepCheck: Check = (text) =>
  text === '' || (/^\d+$/.test(text) && Number.isSafeInteger(Number(text)))
    ? null
    : l10n.t('“{text}” is not a step: a whole number of 0 or more.', { text });

export const valueCheck: Check = (text) => (text === '' ? l10n.t('A value is needed.') : null);

/** A version that is none of the taken ones, written as the library of semantic versions writes it. */
export const versionCheck =
  (model: string, taken: readonly string[]): Check =>
  (text) => {
    if (valid(text) !== text) {
      return l10n.t('“{text}” is not a version. Write three numbers, as in 1.0.0 or 2.1.0-beta.1.', { text });
    }
    return taken.includes(text) ? l10n.t('Version {text} of “{model}” is there already.', { text, model }) : null;
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
    return l10n.t('A stage needs a name.');
  }
  return /\p{Cc}|\p{Zl}|\p{Zp}/u.test(text) ? l10n.t('A stage cannot hold a line break.') : null;
}
