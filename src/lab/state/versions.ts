/**
 * Version numbers of registry models and artifacts: `1.0.0` first, the next major after the highest. Knows nothing of
 * what has them.
 */
import { compare, inc, valid } from 'semver';
import { LabProblem } from '../problem';

/** Throws a `LabProblem` when it is not of the form `major.minor.patch`. */
export function checkedVersion(version: string): string {
  if (valid(version) !== version) {
    throw new LabProblem('invalid', 'version', 'version is not of the form major.minor.patch');
  }
  return version;
}

/** What the tracker chooses: examples of its SDK count 1.0.0, 2.0.0; that a registry does the same is inferred. */
export function nextVersion(taken: readonly string[]): string {
  const [highest] = [...taken].sort(newestFirst);
  return highest === undefined ? '1.0.0' : (inc(highest, 'major') ?? '1.0.0');
}

/** For sorting: the highest version number first. */
export const newestFirst = (one: string, other: string): number => compare(other, one);
