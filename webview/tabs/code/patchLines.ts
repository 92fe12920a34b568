/**
 * A patch cut into files and numbered lines: every line of it is shown, or told by its file's heading. Pure; applies
 * nothing.
 */
import { escapeCharacter } from '../../../src/shared/terminal/terminalRow';

export type PatchFileChange = 'added' | 'deleted' | 'modified' | 'renamed' | 'copied';

export interface PatchFile {
  readonly path: string;
  /** Where a renamed or copied file was. */
  readonly oldPath: string | null;
  readonly change: PatchFileChange;
  readonly binary: boolean;
  readonly added: number;
  readonly removed: number;
  /** Index of its heading among the lines. */
  readonly line: number;
  /** The lines of the patch that the heading stands for. */
  readonly header: readonly string[];
}

export type PatchLine =
  | { readonly kind: 'file'; readonly file: PatchFile }
  | { readonly kind: 'hunk' | 'note'; readonly text: string }
  | {
      readonly kind: 'added' | 'removed' | 'same';
      readonly text: string;
      /** Null where the line is not there, and in a merge for what it was before, since that has several sides. */
      readonly oldNumber: number | null;
      readonly newNumber: number | null;
      /** Of a merge: a sign for each side that was merged. */
      readonly marks?: string;
    };

export interface ReadPatch {
  readonly files: readonly PatchFile[];
  readonly lines: readonly PatchLine[];
}

interface Draft {
  path: string;
  oldPath: string | null;
  change: PatchFileChange;
  binary: boolean;
  added: number;
  removed: number;
  line: number;
  header: string[];
}

const coloured = new RegExp(`^(?:${escapeCharacter}\\[[0-9;]*m)+(?:diff |--- |@@|commit )`, 'm');
const colours = new RegExp(`${escapeCharacter}\\[[0-9;]*[mK]`, 'g');
/** Of git for one file, and for a merge; of others. */
const gitHeading = /^diff --git (.+)$/;
const mergeHeading = /^diff --(?:cc|combined) (.+)$/;
const submodule = /^Submodule (.+?) (?:[0-9a-f]{4,}|contains |\()/;
const hunkHeading = /^(@@+) ((?:-\d+(?:,\d+)? )+)\+(\d+)(?:,(\d+))? @@/;

/** Reads what git and others write; what is no diff at all comes back as notes. */
export function readPatch(patch: string): ReadPatch {
  const texts = (coloured.test(patch) ? patch.replace(colours, '') : patch).split('\n');
  if (texts.at(-1) === '') {
    texts.pop();
  }
  // Where the headings end as on Windows, the lines do; elsewhere such an end is part of what was changed.
  const heading = texts.find((text) => text.startsWith('diff ')) ?? texts.find((text) => /^(?:--- |@@)/.test(text));
  const withReturns = heading?.endsWith('\r') === true;
  const reader = new PatchReader(withReturns ? texts.map((text) => text.replace(/\r$/, '')) : texts);
  return reader.read();
}

class PatchReader {
  readonly #texts: readonly string[];
  readonly #files: Draft[] = [];
  readonly #lines: PatchLine[] = [];
  #file: Draft | null = null;
  /** The file has told both of its names. */
  #isNamed = false;
  #newNumber = 0;
  #newLeft = 0;
  /** Of each side that was there before; one, but for a merge. */
  #oldNumbers: number[] = [];
  #oldLeft: number[] = [];

  constructor(texts: readonly string[]) {
    this.#texts = texts;
  }

  read(): ReadPatch {
    for (let index = 0; index < this.#texts.length; index += 1) {
      const text = this.#texts[index] ?? '';
      if (this.#isInHunk && this.#hunkLine(text)) {
        continue;
      }
      const next = this.#texts[index + 1] ?? '';
      if (text.startsWith('--- ') && next.startsWith('+++ ')) {
        this.#names(text, next);
        index += 1;
      } else if (!this.#begins(text)) {
        this.#headerLine(text);
      }
    }
    for (const draft of this.#files) {
      if (draft.change !== 'renamed' && draft.change !== 'copied') {
        draft.oldPath = null;
      }
    }
    return { files: this.#files, lines: this.#lines };
  }

  get #isInHunk(): boolean {
    return this.#newLeft > 0 || this.#oldLeft.some((left) => left > 0);
  }

  /** False for a line that cannot be part of the hunk: a patch that was cut. */
  #hunkLine(text: string): boolean {
    if (text.startsWith('\\')) {
      this.#note(text);
      return true;
    }
    const sides = this.#oldLeft.length;
    // Some editors take away the blank in front of an empty line.
    const marks = text.length < sides && text.trim() === '' ? ' '.repeat(sides) : text.slice(0, sides);
    if (marks.length < sides || !/^[+ -]+$/.test(marks) || (marks.includes('+') && marks.includes('-'))) {
      this.#oldLeft = [];
      this.#newLeft = 0;
      return false;
    }
    const kind = marks.includes('-') ? 'removed' : marks.includes('+') ? 'added' : 'same';
    const oldNumber = sides === 1 && kind !== 'added' ? (this.#oldNumbers[0] ?? null) : null;
    const newNumber = kind === 'removed' ? null : this.#newNumber;
    this.#lines.push({ kind, text: text.slice(sides), oldNumber, newNumber, ...(sides === 1 ? {} : { marks }) });
    for (let side = 0; side < sides; side += 1) {
      // On a removed line a blank says that this side never had it.
      if (marks[side] === '+' || (kind === 'removed' && marks[side] === ' ')) {
        continue;
      }
      this.#oldNumbers[side] = (this.#oldNumbers[side] ?? 0) + 1;
      this.#oldLeft[side] = (this.#oldLeft[side] ?? 0) - 1;
    }
    if (kind !== 'removed') {
      this.#newNumber += 1;
      this.#newLeft -= 1;
    }
    if (this.#file !== null && kind !== 'same') {
      this.#file[kind] += 1;
    }
    return true;
  }

  #begins(text: string): boolean {
    const heading = gitHeading.exec(text);
    const merged = mergeHeading.exec(text);
    const module = submodule.exec(text);
    const hunk = hunkHeading.exec(text);
    if (heading !== null) {
      const [oldPath, path] = splitHeading(heading[1] ?? '');
      this.#begin(path, oldPath === path ? null : oldPath).header.push(text);
    } else if (merged !== null) {
      this.#begin(unquote(merged[1] ?? ''), null).header.push(text);
    } else if (module !== null) {
      this.#begin(module[1] ?? '', null);
      this.#note(text);
    } else if (hunk !== null) {
      const sides = [...(hunk[2] ?? '').matchAll(/-(\d+)(?:,(\d+))?/g)];
      if (sides.length !== (hunk[1]?.length ?? 0) - 1) {
        return false;
      }
      this.#oldNumbers = sides.map(([, from]) => Number(from));
      this.#oldLeft = sides.map(([, , count]) => Number(count ?? 1));
      [this.#newNumber, this.#newLeft] = [Number(hunk[3]), Number(hunk[4] ?? 1)];
      this.#lines.push({ kind: 'hunk', text });
    } else {
      return false;
    }
    return true;
  }

  #begin(path: string, oldPath: string | null): Draft {
    const draft: Draft = {
      path,
      oldPath,
      change: 'modified',
      binary: false,
      added: 0,
      removed: 0,
      line: this.#lines.length,
      header: [],
    };
    this.#isNamed = false;
    this.#files.push(draft);
    this.#lines.push({ kind: 'file', file: draft });
    return (this.#file = draft);
  }

  /** `--- a/x` and `+++ b/x`. Files of patches that are not git's begin here; git's have begun already. */
  #names(before: string, after: string): void {
    const [oldName, newName] = [nameIn(before), nameIn(after)];
    const hasPrefix = this.#file === null || this.#isNamed || (newName ?? oldName) !== this.#file.path;
    const [oldPath, path] = [oldName, newName].map((name) =>
      name === null || !hasPrefix ? name : withoutPrefix(name),
    );
    const whole = path ?? oldPath ?? '';
    const file = this.#file === null || this.#isNamed ? this.#begin(whole, null) : this.#file;
    this.#isNamed = true;
    file.path = whole;
    if (oldPath === null) {
      file.change = 'added';
    }
    if (path === null) {
      file.change = 'deleted';
    }
    file.header.push(before, after);
  }

  /** Between a heading and its hunks, and after them. */
  #headerLine(text: string): void {
    const file = this.#file;
    if (file === null) {
      this.#note(text);
      return;
    }
    if (text.startsWith('new file')) {
      file.change = 'added';
    } else if (text.startsWith('deleted file')) {
      file.change = 'deleted';
    } else if (text.startsWith('rename from ')) {
      [file.change, file.oldPath] = ['renamed', unquote(text.slice(12))];
    } else if (text.startsWith('copy from ')) {
      [file.change, file.oldPath] = ['copied', unquote(text.slice(10))];
    } else if (text.startsWith('rename to ')) {
      file.path = unquote(text.slice(10));
    } else if (text.startsWith('copy to ')) {
      file.path = unquote(text.slice(8));
    } else if (/^(Binary files |GIT binary patch)/.test(text)) {
      file.binary = true;
    }
    // What the heading says in other words, or only a program reads.
    if (
      /^(?:index [0-9a-f,]+\.\.|(?:new|deleted) file mode 100644$|(?:rename|copy) (?:from|to) )/.test(text) &&
      !this.#isNamed
    ) {
      file.header.push(text);
    } else {
      this.#note(text);
    }
  }

  #note(text: string): void {
    this.#lines.push({ kind: 'note', text });
  }
}

/** `a/x b/x`, where both may hold blanks: the two are alike unless the file was renamed, which later lines repeat. */
function splitHeading(paths: string): [oldPath: string, path: string] {
  const half = (paths.length - 1) / 2;
  const [one, other] = [paths.slice(0, half), paths.slice(half + 1)].map(unquote);
  if (one !== undefined && other !== undefined && Number.isInteger(half) && paths[half] === ' ') {
    // Without prefixes both are the path itself.
    if (one === other) {
      return [one, other];
    }
    if (withoutPrefix(one) === withoutPrefix(other)) {
      return [withoutPrefix(one), withoutPrefix(other)];
    }
  }
  const [, oldPath = paths, path = paths] = /^("(?:[^"\\]|\\.)*"|.*?) ("(?:[^"\\]|\\.)*"|b\/.*)$/.exec(paths) ?? [];
  return [withoutPrefix(unquote(oldPath)), withoutPrefix(unquote(path))];
}

/** Null for a file that is not there. */
function nameIn(line: string): string | null {
  const name = unquote(line.slice(4).split('\t')[0] ?? '');
  return name === '/dev/null' ? null : name;
}

const withoutPrefix = (path: string): string => path.replace(/^[abciow12]\//, '');

const escapes: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['a', '\u0007'],
  ['b', '\b'],
  ['f', '\f'],
  ['v', '\v'],
]);

/** Git quotes names with odd characters as C would, byte by byte. */
function unquote(text: string): string {
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) {
    return text;
  }
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  for (const match of text.slice(1, -1).matchAll(/\\([0-7]{3})|\\(.)|([^\\]+)/g)) {
    if (match[1] !== undefined) {
      bytes.push(Number.parseInt(match[1], 8));
    } else {
      bytes.push(...encoder.encode(match[3] ?? escapes.get(match[2] ?? '') ?? match[2] ?? ''));
    }
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}
