/** Names for experiments without one. */

const adjectives = [
  'amber',
  'brisk',
  'calm',
  'deep',
  'early',
  'gentle',
  'keen',
  'lively',
  'narrow',
  'outdoor',
  'quiet',
  'steady',
];
const nouns = [
  'anchor',
  'bridge',
  'canyon',
  'ember',
  'forest',
  'harbor',
  'island',
  'meadow',
  'orchard',
  'stool',
  'valley',
  'willow',
];

/** The tracker names what has no name: adjective, noun, number. The same key has the same name. */
export function madeUpName(key: string): string {
  const seed = Number.parseInt(key.slice(0, 8), 16) || 0;
  const pick = (words: readonly string[], at: number): string => words[at % words.length] ?? 'plain';
  return `${pick(adjectives, seed)}_${pick(nouns, Math.floor(seed / adjectives.length))}_${1000 + (seed % 9000)}`;
}
