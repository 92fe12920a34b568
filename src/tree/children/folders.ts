/** Names with `/` in them as folders. Pure; names are other people's input and are only ever shown. */
import { byName } from '../listings/arrange';

export interface Folder {
  /** The names of the folders from the top, this one's last. */
  readonly path: readonly string[];
  /** What this level adds: folders that hold nothing but one folder are drawn as one, `src/models`. */
  readonly label: string;
  readonly count: number;
}

export interface FolderEntries<T> {
  readonly folders: readonly Folder[];
  readonly files: readonly { readonly item: T; readonly label: string }[];
}

/** What stands directly in the folder at `path`, in natural order. */
export function entriesAt<T>(
  items: readonly T[],
  nameOf: (item: T) => string,
  path: readonly string[],
): FolderEntries<T> {
  const files: { item: T; label: string }[] = [];
  const below = new Map<string, string[][]>();
  for (const item of items) {
    const pieces = piecesOf(nameOf(item));
    if (!path.every((piece, index) => pieces[index] === piece && index < pieces.length - 1)) {
      continue;
    }
    const [first = '', ...rest] = pieces.slice(path.length);
    if (rest.length === 0) {
      files.push({ item, label: first });
      continue;
    }
    const parents = pieces.slice(path.length, -1);
    const known = below.get(first);
    if (known === undefined) {
      below.set(first, [parents]);
    } else {
      known.push(parents);
    }
  }
  const folders = [...below.values()].map((all) => {
    const common = commonStart(all);
    return { path: [...path, ...common], label: common.join('/'), count: all.length };
  });
  return {
    folders: folders.sort((one, other) => byName(one.label, other.label)),
    files: files.sort((one, other) => byName(one.label, other.label)),
  };
}

const piecesOf = (name: string): string[] => {
  const pieces = name.split('/').filter((piece) => piece !== '');
  return pieces.length === 0 ? [name] : pieces;
};

function commonStart(paths: readonly (readonly string[])[]): readonly string[] {
  const [first = [], ...others] = paths;
  const end = first.findIndex((piece, index) => others.some((other) => other[index] !== piece));
  return end === -1 ? first : first.slice(0, end);
}
