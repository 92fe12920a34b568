/** What a sentence to the user must be, and how it stands in a table that is the same on every machine. */

/** Characters of a sentence with a server's own words in it, and of the advice behind it. */
const longest = 1000;

/** What is wrong with a sentence; empty when nothing is. */
export function faultsOf(sentence: string, apiKey: string): readonly string[] {
  const wrong: string[] = [];
  if (sentence.length < 8) {
    wrong.push('says nothing');
  }
  if (sentence.length > longest) {
    wrong.push(`has ${sentence.length} characters`);
  }
  if (!/^[\p{Lu}\d“"[]|^127\.0\.0\.1/u.test(sentence)) {
    wrong.push('does not begin as a sentence does');
  }
  if (!/[.!?…]["”)]?$/.test(sentence)) {
    wrong.push('does not end as a sentence does');
  }
  // A word joiner is what keeps other people's text from being a link.
  if (/[\p{Cc}\p{Cf}\u2028\u2029]/u.test(sentence.replaceAll('\u2060', ''))) {
    wrong.push('is not one line');
  }
  if (
    /\b(?:TypeError|SyntaxError|RangeError|undefined|NaN|ECONN\w+|ENOTFOUND|EPIPE|UND_ERR\w*|HPE_\w+|ERR_\w+|JSON\.parse|Unexpected token|is not a function|is not iterable|Cannot read prop)|\[object |\bat \S+:\d+/.test(
      sentence,
    )
  ) {
    wrong.push('speaks of the program');
  }
  if (sentence.includes(apiKey)) {
    wrong.push('tells the key');
  }
  return wrong;
}

/** Characters of a sentence in the document. */
const longestSettled = 240;

/** What a failed change says before its reason. */
const notKnown = /^It is not known whether the change was done: /;

/** Without what differs from run to run, and without what all changes of unknown fate say first. */
export function settled(sentence: string): string {
  const same = sentence
    .replace(notKnown, '')
    .replace(/http:\/\/127\.0\.0\.1:\d+/g, 'another address')
    .replace(/127\.0\.0\.1:\d+/g, 'the server')
    .replace(/[0-9a-f]{32}/g, '<key>')
    .replace(/\/tmp\/\S+?\/([\w.-]+)”/g, '…/$1”');
  const shortened = same.length > longestSettled ? `${same.slice(0, longestSettled)}…` : same;
  return shortened.replace(/^the server/, 'The server');
}
