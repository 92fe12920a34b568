/** What an operation on many things came to, in one sentence. Pure, so that tests and users read the same words. */
import * as l10n from '@vscode/l10n';
import { formatCount, type Countable } from '../format';
import { oneLine } from './plainText';
import type { Problem } from '../problem';

export interface Failure<T> {
  readonly on: T;
  /** What the user calls it. */
  readonly name: string;
  readonly problem: Problem;
}

export interface Outcome<T> {
  readonly done: readonly T[];
  readonly failed: readonly Failure<T>[];
  /** Some were not begun because the user cancelled. */
  readonly cancelled: boolean;
}

/**
 * `Archived 12 experiments. 2 failed: The server refused it.` `did` says what was done to so many of them, as a whole
 * sentence.
 */
export function outcomeSentence(
  did: (what: string) => string,
  outcome: Outcome<unknown>,
  noun: Countable = 'experiment',
): string {
  const sentences = [did(formatCount(outcome.done.length, noun))];
  if (outcome.cancelled) {
    sentences.push(l10n.t('The others were cancelled.'));
  }
  const [reason, ...others] = new Set(outcome.failed.map(({ problem }) => problem.message));
  if (reason !== undefined) {
    const count = outcome.failed.length;
    sentences.push(
      others.length === 0
        ? l10n.t('{count} failed: {reason}', { count, reason })
        : l10n.t('{count} failed for {reasons}, the first: {reason}', {
            count,
            reasons: formatCount(others.length + 1, 'reason'),
            reason,
          }),
    );
  }
  return sentences.join(' ');
}

/** `“a”, “b”, “c” and 9 more`. */
export function listNames(names: readonly string[], shown = 3): string {
  const first = names
    .slice(0, shown)
    .map((name) => `“${shortName(name)}”`)
    .join(', ');
  return names.length > shown
    ? l10n.t('{names} and {count} more', { names: first, count: names.length - shown })
    : first;
}

/** Names of hundreds of characters have no place in a sentence. */
export const shortName = (name: string, longest = 60): string => oneLine(name, longest);

/** An address to show: what may be a key in it, as in a signed one, is left out. */
export const shownAddress = (address: string): string =>
  address.replace(/[?#].*$/s, '').replace(/^([^/]*\/\/)[^/@]*@/, '$1');

/** Four characters of a secret that is long enough to stay one: enough to know it again. */
export const maskedSecret = (secret: string): string => `${secret.length < 12 ? '' : secret.slice(0, 4)}…`;
