/** A unified diff cut into files and numbered lines. Pure; knows no page and applies nothing. */

export type PatchFileChange = 'added' | 'deleted' | 'modified' | 'renamed';

export interface PatchFile {
  readonly path: string;
  /** Where a renamed file was. */
  readonly oldPath: string | null;
  readonly change: PatchFileChange;
  readonly binary: boolean;
  readonly added: number;
  readonly removed: number;
  /** Index of its heading among the lines. */
  readonly line: number;
}

export type PatchLine =
  | { readonly kind: 'file'; readonly file: PatchFile }
  | { readonly kind: 'hunk' | 'note'; readonly text: string }
  | { readonly kind: 'added' | 'removed' | 'same'; readonly text: string; readonly oldNumber: number | null; readonly newNumber: number | null };

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
}

/** Reads what git writes; what is no diff at all comes back as notes. */
export function readPatch(patch: string): ReadPatch {
  const files: Draft[] = [];
  const lines: PatchLine[] = [];
  let file: Draft | null = null;
  let headed = false;
  let oldNumber = 0, newNumber = 0, oldLeft = 0, newLeft = 0;

  const begin = (path: string, oldPath: string | null): Draft => {
    const draft: Draft = { path, oldPath, change: 'modified', binary: false, added: 0, removed: 0, line: lines.length };
    headed = false;
    files.push(draft);
    lines.push({ kind: 'file', file: draft });
    return draft;
  };

  const texts = patch.split('\n');
  if (texts.at(-1) === '') texts.pop();
  for (const [index, raw] of texts.entries()) {
    const text = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    const mark = text[0] ?? ' ';
    // A hunk that ends before its time (a cut patch) ends with the first line that cannot be part of it.
    if (!'+- \\'.includes(mark)) oldLeft = newLeft = 0;
    if (oldLeft > 0 || newLeft > 0) {
      const content = text.slice(1);
      if (mark === '+') {
        lines.push({ kind: 'added', text: content, oldNumber: null, newNumber });
        newNumber += 1;
        newLeft -= 1;
        if (file !== null) file.added += 1;
      } else if (mark === '-') {
        lines.push({ kind: 'removed', text: content, oldNumber, newNumber: null });
        oldNumber += 1;
        oldLeft -= 1;
        if (file !== null) file.removed += 1;
      } else if (mark === ' ') {
        lines.push({ kind: 'same', text: content, oldNumber, newNumber });
        oldNumber += 1;
        newNumber += 1;
        oldLeft -= 1;
        newLeft -= 1;
      } else {
        lines.push({ kind: 'note', text });
      }
      continue;
    }
    const heading = /^diff --git (.+)$/.exec(text);
    if (heading !== null) {
      const [oldPath, path] = splitHeading(heading[1] ?? '');
      file = begin(path, oldPath === path ? null : oldPath);
      continue;
    }
    const hunk = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(text);
    if (hunk !== null) {
      [oldNumber, oldLeft, newNumber, newLeft] = [Number(hunk[1]), Number(hunk[2] ?? 1), Number(hunk[3]), Number(hunk[4] ?? 1)];
      lines.push({ kind: 'hunk', text });
      continue;
    }
    if (text.startsWith('--- ') && (texts[index + 1] ?? '').startsWith('+++ ')) {
      const oldPath = pathOf(text.slice(4));
      const path = pathOf((texts[index + 1] ?? '').slice(4).replace(/\r$/, ''));
      const whole = path ?? oldPath ?? '';
      // Files of patches that are not git's begin here; git's have begun already.
      if (file === null || headed) file = begin(whole, null);
      headed = true;
      file.path = whole;
      if (oldPath === null) file.change = 'added';
      if (path === null) file.change = 'deleted';
    } else if (text.startsWith('+++ ')) continue;
    else if (file === null) lines.push({ kind: 'note', text });
    else if (text.startsWith('new file')) file.change = 'added';
    else if (text.startsWith('deleted file')) file.change = 'deleted';
    else if (text.startsWith('rename from ')) [file.change, file.oldPath] = ['renamed', unquote(text.slice(12))];
    else if (text.startsWith('rename to ')) file.path = unquote(text.slice(10));
    else if (/^(Binary files |GIT binary patch)/.test(text)) {
      file.binary = true;
      lines.push({ kind: 'note', text: 'Binary file' });
    } else if (text.startsWith('\\') || /^(old|new) mode /.test(text)) lines.push({ kind: 'note', text });
  }
  for (const draft of files) if (draft.change !== 'renamed') draft.oldPath = null;
  return { files, lines };
}

/** `a/x b/x`, where both may hold blanks: the two are alike unless the file was renamed, which later lines repeat. */
function splitHeading(paths: string): [oldPath: string, path: string] {
  const quoted = /^"((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)"$/.exec(paths);
  if (quoted !== null) return [withoutPrefix(unquote(`"${quoted[1] ?? ''}"`)), withoutPrefix(unquote(`"${quoted[2] ?? ''}"`))];
  const half = (paths.length - 1) / 2;
  const [one, other] = [paths.slice(0, half), paths.slice(half + 1)];
  if (Number.isInteger(half) && withoutPrefix(one) === withoutPrefix(other)) return [withoutPrefix(one), withoutPrefix(other)];
  const middle = paths.indexOf(' b/');
  return middle < 0 ? [paths, paths] : [withoutPrefix(paths.slice(0, middle)), withoutPrefix(paths.slice(middle + 1))];
}

/** Null for a file that is not there. */
function pathOf(text: string): string | null {
  const path = unquote(text.split('\t')[0] ?? '');
  return path === '/dev/null' ? null : withoutPrefix(path);
}

const withoutPrefix = (path: string): string => path.replace(/^[abciow]\//, '');

/** Git quotes names with odd characters as C would, byte by byte. */
function unquote(text: string): string {
  if (!text.startsWith('"') || !text.endsWith('"')) return text;
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  for (const match of text.slice(1, -1).matchAll(/\\([0-7]{3})|\\(.)|([^\\]+)/g)) {
    if (match[1] !== undefined) bytes.push(Number.parseInt(match[1], 8));
    else bytes.push(...encoder.encode(match[3] ?? { n: '\n', t: '\t', r: '\r' }[match[2] ?? ''] ?? match[2] ?? ''));
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}
