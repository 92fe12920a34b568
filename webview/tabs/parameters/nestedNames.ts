/** Names like `model/encoder.width` as the paths they are. Pure. */

const separator = /[./|]/;

/** The path in front of each name, by the name; empty for names that share theirs with no other. */
export function foldersOf(names: readonly string[]): ReadonlyMap<string, string> {
  const paths = names.map((name) => [name, pathOf(name)] as const);
  const members = new Map<string, number>();
  for (const [, path] of paths) {
    for (let end = path.length; end > 0; end -= 1) {
      const folder = path.slice(0, end).join(' / ');
      members.set(folder, (members.get(folder) ?? 0) + 1);
    }
  }
  return new Map(
    paths.map(([name, path]) => {
      for (let end = path.length; end > 0; end -= 1) {
        const folder = path.slice(0, end).join(' / ');
        if ((members.get(folder) ?? 0) > 1) {
          return [name, folder];
        }
      }
      return [name, ''];
    }),
  );
}

/** Whether one folder lies within another. */
export const liesWithin = (folder: string, other: string): boolean => folder.startsWith(`${other} / `);

/** Without the last part. Numbers and file names have separators that separate nothing. */
function pathOf(name: string): readonly string[] {
  const parts = name.split(separator);
  return parts.some((part) => part === '') || /^\d+$/.test(parts.at(-1) ?? '') ? [] : parts.slice(0, -1);
}
