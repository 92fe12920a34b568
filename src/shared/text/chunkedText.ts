/**
 * Texts of any length as strings of a moderate one. Joining a hundred megabytes keeps the thread busy for a tenth of a
 * second, and a text that was put together by `+` is joined in secret by the first look into it. Pure.
 */

/**
 * Characters. Such strings are kept where they are from the beginning; small ones a collector of garbage carries
 * around.
 */
const pieceLength = 256 * 1024;

export class TextInPieces {
  /** In characters (UTF-16 code units), as of strings. */
  readonly length: number;
  readonly #pieces: readonly string[];
  /** Where each piece begins. */
  readonly #starts: readonly number[];

  constructor(pieces: readonly string[]) {
    const starts: number[] = [];
    let length = 0;
    for (const piece of pieces) {
      starts.push(length);
      length += piece.length;
    }
    this.length = length;
    this.#pieces = pieces;
    this.#starts = starts;
  }

  /** As of strings, for positions in the text: costs what it gives, wherever that is. */
  slice(from: number, to = this.length): string {
    const found: string[] = [];
    for (let index = this.#pieceAt(from); index < this.#pieces.length; index += 1) {
      const start = this.#starts[index] ?? 0;
      if (start >= to) {
        break;
      }
      found.push((this.#pieces[index] ?? '').slice(Math.max(0, from - start), to - start));
    }
    return found.length === 1 ? (found[0] ?? '') : found.join('');
  }

  /** So many characters from a position on; one less where the last would be half a character of two. */
  sliceOfWhole(from: number, length: number): string {
    const text = this.slice(from, from + length);
    const last = text.charCodeAt(text.length - 1);
    return from + text.length < this.length && text.length > 1 && last >= 0xd800 && last < 0xdc00
      ? text.slice(0, -1)
      : text;
  }

  /** All in one string: for short texts, and for those who need it so. */
  toString(): string {
    return this.#pieces.join('');
  }

  #pieceAt(position: number): number {
    let low = 0,
      high = this.#starts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#starts[middle] ?? 0) <= position) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return Math.max(0, low - 1);
  }
}

/** Puts what arrives together to a text in pieces. */
export class TextGathering {
  readonly #pieces: string[] = [];
  #recent: string[] = [];
  #recentLength = 0;

  add(text: string): void {
    this.#recent.push(text);
    this.#recentLength += text.length;
    if (this.#recentLength >= pieceLength) {
      this.#join();
    }
  }

  /** All that was added. */
  text(): TextInPieces {
    this.#join();
    return new TextInPieces([...this.#pieces]);
  }

  #join(): void {
    if (this.#recentLength > 0) {
      this.#pieces.push(this.#recent.join(''));
    }
    this.#recent = [];
    this.#recentLength = 0;
  }
}
