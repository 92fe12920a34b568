// Matching what a user reads.

/** Matches the whole of the text, white space at its ends aside; a pattern is taken as it is. */
export function exactly(text: string | RegExp): RegExp {
  return text instanceof RegExp ? text : new RegExp(`^\\s*${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`);
}
