/** What a run printed, piece by piece: a page that follows it is sent what is new, unless what it was given has changed. Knows no page. */
import type { OutputPart } from '../shared/protocol';

/** Characters that travel at once: no more than a page takes without a pause. */
export const longestPart = 4_000_000;

/** Characters before the end of what was given. They tell rewritten text from longer text, and the whole need not be kept. */
const evidenceLength = 1_000;

export class OutputParts {
  /** How far the text was given, and what stood before that. */
  #given = { end: 0, evidence: '' };

  /** From `from` on, or from 0 when that was never given or the text before it is another one now. */
  part(whole: string, from: number): OutputPart {
    const { end, evidence } = this.#given;
    const isSame = whole.length >= end && whole.startsWith(evidence, end - evidence.length);
    const start = isSame && Number.isSafeInteger(from) && from >= 0 && from <= end ? from : 0;
    const text = whole.slice(start, endOfCharacter(whole, start + longestPart));
    if (!isSame || start + text.length > end) {
      const reached = start + text.length;
      this.#given = { end: reached, evidence: whole.slice(Math.max(0, reached - evidenceLength), reached) };
    }
    return { from: start, text, total: whole.length };
  }
}

/** Both halves of a character stay together. */
function endOfCharacter(text: string, end: number): number {
  const last = text.charCodeAt(end - 1);
  return end < text.length && last >= 0xd800 && last < 0xdc00 ? end - 1 : end;
}
