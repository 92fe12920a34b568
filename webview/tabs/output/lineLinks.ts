/** Where a line of output names a logged source file or an address on the web. Pure; opens nothing. */
import { baseName, matchCode } from '../../../src/shared/text/codeMatch';
import type { CodeFile } from '../../../src/shared/experiment';

export type LineLink =
  | { readonly kind: 'code'; readonly from: number; readonly to: number; readonly path: string; readonly line: number }
  | { readonly kind: 'web'; readonly from: number; readonly to: number; readonly address: string };

/** As Python writes it in tracebacks, or as compilers do. */
const places =
  /File "(?<quoted>[^"\n]{1,400})", line (?<line>\d{1,7})|(?<![\w./\\-])(?<bare>[\w./\\~+-]{1,400}\.[A-Za-z]\w{0,6}):(?<number>\d{1,7})\b/g;
const addresses = /\bhttps?:\/\/[^\s<>"'`\\^{|}\p{Cc}\u200b-\u200f\u202a-\u202e\u2066-\u2069]+/giu;
/** What ends a sentence and no address. */
const afterwards = /[.,;:!?)\]]+$/;
/** Libraries beside one's own code often have files of the same name. */
const installed = /(^|[\\/])(site-packages|dist-packages|node_modules|lib[\\/]python\d)/;
/** Beyond that a line is data, and not read for links. */
const longestLinked = 4000;
/** Cut addresses lead nowhere good. */
const longestAddress = 2000;

/** In order, not overlapping. Only files among `files` are linked; null while they are unknown. */
export function linksOf(text: string, files: readonly CodeFile[] | null): readonly LineLink[] {
  if (text.length > longestLinked) {
    return [];
  }
  const links = [...webLinks(text), ...(files === null || files.length === 0 ? [] : codeLinks(text, files))].sort(
    (one, other) => one.from - other.from,
  );
  let done = 0;
  return links.filter(({ from, to }) => {
    const isFree = from >= done;
    if (isFree) {
      done = to;
    }
    return isFree;
  });
}

function webLinks(text: string): readonly LineLink[] {
  return [...text.matchAll(addresses)].flatMap((match): readonly LineLink[] => {
    const shown = withoutEnd(match[0]);
    const address = safeAddress(shown);
    return address === null ? [] : [{ kind: 'web', from: match.index, to: match.index + shown.length, address }];
  });
}

/** A bracket belongs to the address when it was opened there. */
function withoutEnd(address: string): string {
  const end = afterwards.exec(address)?.[0] ?? '';
  const kept = /^\)/.test(end) && address.includes('(') ? 1 : 0;
  return address.slice(0, address.length - end.length + kept);
}

/** Null for all but plain http and https addresses without user and password. */
export function safeAddress(text: string): string | null {
  if (text.length > longestAddress || !URL.canParse(text)) {
    return null;
  }
  const { protocol, username, password, href } = new URL(text);
  return (protocol === 'https:' || protocol === 'http:') && username === '' && password === '' ? href : null;
}

function codeLinks(text: string, files: readonly CodeFile[]): readonly LineLink[] {
  return [...text.matchAll(places)].flatMap((match): readonly LineLink[] => {
    const { quoted, bare, line, number } = match.groups ?? {};
    const path = quoted ?? bare ?? '';
    const file = loggedFile(path, files);
    if (file === null) {
      return [];
    }
    const from = match.index + (quoted === undefined ? 0 : 'File "'.length);
    const to = quoted === undefined ? match.index + match[0].length : from + path.length;
    return [{ kind: 'code', from, to, path: file.path, line: Number(line ?? number) }];
  });
}

/** The one that is certainly meant: all of the shorter path is the end of the longer one. */
function loggedFile(path: string, files: readonly CodeFile[]): CodeFile | null {
  if (installed.test(path)) {
    return null;
  }
  const [file, ...others] = matchCode(byName(files).get(baseName(path)) ?? [], path);
  if (file === undefined || others.length > 0) {
    return null;
  }
  const [one, other] = [namesOf(file.path), namesOf(path)];
  const shorter = Math.min(one.length, other.length);
  return one.slice(-shorter).join('/') === other.slice(-shorter).join('/') ? file : null;
}

const indexes = new WeakMap<readonly CodeFile[], ReadonlyMap<string, CodeFile[]>>();

/** Lines are drawn again and again, and there may be thousands of files. */
function byName(files: readonly CodeFile[]): ReadonlyMap<string, CodeFile[]> {
  const known = indexes.get(files);
  if (known !== undefined) {
    return known;
  }
  const index = new Map<string, CodeFile[]>();
  for (const file of files) {
    const name = baseName(file.path);
    const same = index.get(name);
    if (same === undefined) {
      index.set(name, [file]);
    } else {
      same.push(file);
    }
  }
  indexes.set(files, index);
  return index;
}

const namesOf = (path: string): readonly string[] => path.split(/[/\\]+/).filter((name) => name !== '' && name !== '.');
