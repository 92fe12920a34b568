/** Which logged files a file on disk is likely to be. Pure; paths of either kind of separator. */

/**
 * The files that agree best with the path, counted in names from the end; several when they agree equally.
 * Empty when not even the file name is the same.
 */
export function matchCode<T extends { readonly path: string }>(files: readonly T[], path: string): readonly T[] {
  const agreements = files.map((file) => agreement(file.path, path));
  const best = Math.max(0, ...agreements);
  return best === 0 ? [] : files.filter((_, index) => agreements[index] === best);
}

/** How many names the paths share, counted from the end. */
export function agreement(one: string, other: string): number {
  const [names, others] = [namesOf(one), namesOf(other)];
  let count = 0;
  while (count < names.length && count < others.length && names.at(-1 - count) === others.at(-1 - count)) {
    count += 1;
  }
  return count;
}

export const baseName = (path: string): string => namesOf(path).at(-1) ?? path;

const namesOf = (path: string): readonly string[] => path.split(/[/\\]+/).filter((name) => name !== '' && name !== '.');
