/**
 * What a run printed, piece by piece: a page that follows it is sent what is new, unless what it was given has changed.
 * Knows no page.
 */
import type { OutputPart } from '../shared/protocol';
import type { TextInPieces } from '../shared/text/chunkedText';

/** Characters that travel at once. To write them into a message, as the editor does, takes less than a frame. */
export const longestPart = 500_000;

/**
 * Characters before the end of what was given. They tell rewritten text from longer text, and the whole need not be
 * kept.
 */
const evidenceLength = 1_000;

export class OutputChunks {
  /** How far the text was given, and what stood before that. */
  #given = { end: 0, evidence: '' };

  /** From `from` on, or from 0 when that was never given or the text before it is another one now. */
  part(whole: TextInPieces, from: number): OutputPart {
    const { end, evidence } = this.#given;
    const isSame = whole.length >= end && whole.slice(end - evidence.length, end) === evidence;
    const start = isSame && Number.isSafeInteger(from) && from >= 0 && from <= end ? from : 0;
    const text = whole.sliceOfWhole(start, longestPart);
    const reached = start + text.length;
    if (!isSame || reached > end) {
      this.#given = { end: reached, evidence: whole.slice(Math.max(0, reached - evidenceLength), reached) };
    }
    return { from: start, text, total: whole.length };
  }
}
