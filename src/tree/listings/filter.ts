/**
 * What the user types to find experiments: words, phrases in quotes and tags. Any tag can be written, whatever is in
 * it. Pure; upper and lower case never matter.
 */
import type { Experiment } from '../../shared/experiment';
import { stateLabel } from '../../shared/format';

/** A tag that is looked for, its beginning or the whole of it. */
interface TagTerm {
  readonly text: string;
  readonly whole: boolean;
}

export interface Filter {
  /** Folded, without accents. */
  readonly words: readonly string[];
  readonly tags: readonly TagTerm[];
}

/**
 * A `#` makes it a tag; quotes keep blanks together, and in them a backslash keeps a quote. The closing quote may be
 * missing while it is typed.
 */
const term = /(#*)["“”]((?:\\.|[^"“”\\])*)(["“”]|\\?$)|(\S+)/gsu;

/** Terms between blanks; null when there are none. */
export function parseFilter(text: string): Filter | null {
  const words: string[] = [];
  const tags: TagTerm[] = [];
  for (const [, marks = '', quoted, end, plain = ''] of text.matchAll(term)) {
    if (quoted !== undefined) {
      const phrase = quoted.replace(/\\(.)/gsu, '$1').trim();
      if (phrase === '') {
        continue;
      }
      if (marks === '') {
        words.push(withoutAccents(phrase));
      } else {
        tags.push({ text: phrase, whole: /["“”]/.test(end ?? '') });
      }
    } else if (plain.startsWith('#')) {
      const tag = plain.replace(/^#+/, '');
      if (tag !== '') {
        tags.push({ text: tag, whole: false });
      }
    } else {
      words.push(withoutAccents(plain));
    }
  }
  return words.length + tags.length === 0 ? null : { words, tags };
}

/** Keys are random text: shorter pieces of them would match by accident. */
const shortestKeyPiece = 4;

/**
 * Each word must be found in the name, the user, the state, a tag or at the start of the key. Each tag must begin one
 * of the experiment's, or be one of them when it was written in quotes.
 */
export function matches(experiment: Experiment, filter: Filter, tags: readonly string[]): boolean {
  const texts = [
    experiment.name,
    experiment.user ?? '',
    stateLabel(experiment.state, experiment.archived),
    ...tags,
  ].map(withoutAccents);
  const key = withoutAccents(experiment.key);
  return (
    filter.words.every(
      (word) => texts.some((text) => text.includes(word)) || (word.length >= shortestKeyPiece && key.startsWith(word)),
    ) && filter.tags.every((wanted) => tags.some((tag) => isTag(tag, wanted)))
  );
}

function isTag(tag: string, { text, whole }: TagTerm): boolean {
  if (whole) {
    return folded(tag) === folded(text);
  }
  const wanted = withoutAccents(text);
  // Marks at the beginning of a tag need not be typed: the first one says only that it is a tag.
  return [tag, tag.replace(/^#+/, '')].some((spelling) => withoutAccents(spelling).startsWith(wanted));
}

/** By way of upper case, in which more letters are the same: `ß` and `SS`, the two small sigmas. */
const folded = (text: string): string =>
  isPlain(text) ? text.trim().toUpperCase() : text.trim().toLowerCase().toUpperCase().normalize('NFC');
const withoutAccents = (text: string): string =>
  isPlain(text)
    ? folded(text)
    : folded(text)
        .normalize('NFD')
        .replace(/[\u0300-\u036f]/g, '');
/** ASCII, of which most lists are made: filtering ten thousand takes a tenth of the time then. */
const isPlain = (text: string): boolean => /^[\0-\x7f]*$/.test(text);
