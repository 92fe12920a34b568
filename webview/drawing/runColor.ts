/** Which colour a run has, wherever it is drawn or named: a function of its key alone. Pure. */

/** As many colours as there are to tell runs apart; where two fall together, dashes and lightness do. */
export const runColors = 8;

/** From 0 to `runColors` - 1, evenly spread over keys (FNV-1a). */
export function colorOfRun(key: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index += 1) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193) >>> 0;
  }
  // The lowest bits of this hash mix the least.
  return ((hash ^ (hash >>> 15)) >>> 3) % runColors;
}
