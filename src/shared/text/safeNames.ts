/**
 * Names from a server -> names that every file system can hold and that lead nowhere else.
 * Owns what is safe and what collides; knows no disk.
 */

/** Bytes of UTF-8. File systems allow 255; what is left is for ` (2)`, `.part` and the like. */
const longestName = 160;
const longestExtension = 20;

/** Devices on Windows, whatever extension follows. */
const reserved = /^(?:con|prn|aux|nul|clock\$|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|\s*$)/i;

/**
 * Controls, line breaks, marks that turn the reading direction or hide, and what Windows refuses. Lone surrogates are
 * no text: encoders fail on them, or turn all of them into one character. `$(name)` is a picture in the editor's own
 * lists.
 */
const unsafe =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\\/:*?"<>|]|\$(?=\()/gu;

/** One name of a file or folder: no separator, never empty, never `.` or `..`. */
export function safeName(name: string, fallback = 'unnamed'): string {
  const clean = trimEnds(name.normalize('NFC').replace(unsafe, '_'));
  if (clean === '') {
    return fallback;
  }
  return trimEnds(shorten(reserved.test(clean) ? `_${clean}` : clean));
}

/** A server's path as safe names from the outermost folder inwards; never empty, never a way up or out. */
export function safePath(path: string, fallback = 'unnamed'): readonly string[] {
  const names = path.split(/[/\\]+/).filter((name) => name !== '' && name !== '.' && name !== '..');
  return names.length === 0 ? [fallback] : names.map((name) => safeName(name, fallback));
}

/** `report.pdf`, 2 -> `report (2).pdf`; the number may be words that tell the files apart. */
export function nameWith(name: string, note: number | string): string {
  const { stem, extension } = splitExtension(name);
  return `${stem} (${note})${extension}`;
}

/** Where the extension begins; a name that begins with a dot has none of its own. */
export function splitExtension(name: string): { readonly stem: string; readonly extension: string } {
  const dot = name.lastIndexOf('.');
  const isExtension = dot > 0 && name.length - dot <= longestExtension;
  return isExtension ? { stem: name.slice(0, dot), extension: name.slice(dot) } : { stem: name, extension: '' };
}

/** What is to be written, as the server calls it. */
export interface WantedFile {
  readonly path: string;
  /** Tells it from another of the same path in words: `train, step 20`. Empty when there is nothing to say. */
  readonly note: string;
}

/**
 * A safe path for each, in the same order: no two are the same file where case or Unicode form do not count,
 * and none is a folder on another's way. The first keep their names, so that more files later change none of them.
 */
export function distinctPaths(wanted: readonly WantedFile[]): readonly (readonly string[])[] {
  const files = new Set<string>();
  const folders = new Set<string>();
  /** The next number to try, so that thousands of one name take no more than thousands of steps. */
  const numbers = new Map<string, number>();
  return wanted.map(({ path, note }) => {
    const names = safePath(path);
    const outer: string[] = [];
    for (const name of names.slice(0, -1)) {
      let folder = name;
      for (let number = 2; files.has(identityOf([...outer, folder])); number += 1) {
        folder = nameWith(name, number);
      }
      outer.push(folder);
      folders.add(identityOf(outer));
    }
    const name = names.at(-1) ?? '';
    const isTaken = (candidate: string): boolean => {
      const own = identityOf([...outer, candidate]);
      return files.has(own) || folders.has(own);
    };
    const wanted = identityOf([...outer, name]);
    let number = numbers.get(wanted) ?? 2;
    let file = name;
    if (note !== '' && isTaken(file)) {
      file = safeName(nameWith(name, note));
    }
    for (; isTaken(file); number += 1) {
      file = nameWith(name, number);
    }
    numbers.set(wanted, number);
    const whole = [...outer, file];
    files.add(identityOf(whole));
    return whole;
  });
}

/** Equal for names that some file system takes for the same. */
export const identityOf = (names: readonly string[]): string =>
  names.map((name) => name.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC')).join('/');

/** Windows drops dots and blanks at the end without a word; blanks in front cannot be seen. */
const trimEnds = (name: string): string => name.replace(/^\s+/, '').replace(/[\s.]+$/, '');

function shorten(name: string): string {
  if (byteLength(name) <= longestName) {
    return name;
  }
  const { stem, extension } = splitExtension(name);
  return `${cut(stem, longestName - byteLength(extension))}${extension}`;
}

function cut(text: string, bytes: number): string {
  let kept = '';
  let used = 0;
  for (const character of text) {
    used += byteLength(character);
    if (used > bytes) {
      break;
    }
    kept += character;
  }
  return kept;
}

function byteLength(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x1_0000 ? 3 : 4;
  }
  return bytes;
}
