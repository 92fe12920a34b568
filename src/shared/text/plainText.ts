/**
 * Other people's texts made fit for the places where the editor makes more of a text than its letters: `[text](target)`
 * becomes a link that may run a command (notifications, progress, the prompts and complaints of input boxes), `$(name)`
 * a picture (lists, the status bar), line breaks and marks of the reading direction make it look like something else.
 * Pure.
 */

/** Characters of a name, a label or a title. */
export const longestLine = 300;
/** Characters of a whole sentence to the user; the editor itself cuts notifications at a thousand. */
export const longestSentence = 900;
/** Characters of a text of several lines, as below the question of a dialog. */
export const longestText = 4000;

/** Unseen, and nothing is parsed across it: stands where a link or a picture would begin. */
const joiner = '\u2060';
const markup = /\](?=\()|\$(?=\()/g;
/**
 * Format characters turn the direction or hide; only those that join letters (U+200C, U+200D) and make flags belong to
 * what is read.
 */
const unseen = /(?!\u200c|\u200d|[\u{e0020}-\u{e007f}])\p{Cf}/gu;
const loneSurrogates = /\p{Cs}/gu;

/**
 * One line without anything that the editor takes for markup, not longer than `longest` UTF-16 units. The same text
 * twice gives the same.
 */
export function oneLine(text: string, longest = longestLine): string {
  return cut(harmless(text, longest).trim(), longest);
}

/** The same for texts whose line breaks are kept. */
export function severalLines(text: string, longest = longestText): string {
  const lines = text.slice(0, 2 * longest).split(/\r\n?|\n/);
  return cut(
    lines
      .map((line) => harmless(line, longest))
      .join('\n')
      .trim(),
    longest,
  );
}

/** What of a longer text is not read could at most have been white space. */
function harmless(text: string, longest: number): string {
  return text
    .slice(0, 8 * longest + 1)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replace(unseen, '')
    .replace(loneSurrogates, '\ufffd')
    .replace(markup, `$&${joiner}`);
}

const cut = (text: string, longest: number): string =>
  text.length <= longest ? text : `${text.slice(0, longest - 1).replace(/[\uD800-\uDBFF\u2060]$/, '')}…`;

/** Whether somebody who saw `name` as one line typed it: what is not seen need not be typed. */
export function isTypedAs(typed: string, name: string): boolean {
  const seen = (text: string): string => oneLine(text, Number.MAX_SAFE_INTEGER).replaceAll(joiner, '');
  return seen(typed) === seen(name);
}
