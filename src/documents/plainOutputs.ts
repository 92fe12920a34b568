/**
 * Output as a plain file without holding up the editor: slice by slice, and only what is new when output grows at its end.
 * What a terminal would show is the affair of shared/terminal; knows no vscode.
 */
import { Pace } from '../pace';
import { plainOutput } from '../shared/terminal';
import { longestKept, needsTerminal, shortened } from '../shared/terminalLine';
import { plainStyle } from '../shared/terminalStyle';
import type { TextInPieces } from '../shared/textInPieces';

/** Characters. A slice full of colours and progress bars takes some milliseconds. */
const sliceLength = 8 * 1024;
/** Characters that are compared at once. */
const comparedLength = 64 * 1024;
const remembered = 4;

interface Known {
  readonly raw: TextInPieces;
  /** Characters of the lines that have ended; the last one may still be written over. */
  readonly ended: number;
  /** What these lines are in plain UTF-8. */
  readonly lines: readonly Uint8Array[];
  readonly plain: PlainOutput;
}

/** A text in UTF-8. */
export class PlainOutput {
  /** In bytes. */
  readonly size: number;
  readonly #pieces: readonly Uint8Array[];

  constructor(pieces: readonly Uint8Array[]) {
    this.#pieces = pieces;
    this.size = pieces.reduce((total, piece) => total + piece.length, 0);
  }

  async bytes(): Promise<Uint8Array> {
    const pace = new Pace();
    const whole = new Uint8Array(this.size);
    let end = 0;
    for (const piece of this.#pieces) {
      whole.set(piece, end);
      end += piece.length;
      if (pace.due) await pace.rest();
    }
    return whole;
  }
}

export class PlainOutputs {
  readonly #known = new Map<string, Promise<Known>>();

  /** `id` says whose output it is. */
  async of(id: string, text: TextInPieces): Promise<PlainOutput> {
    const before = this.#known.get(id);
    const now = before === undefined ? read(text, 0, []) : before.then((known) => follow(known, text));
    this.#known.delete(id);
    this.#known.set(id, now);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= remembered) break;
      this.#known.delete(oldest);
    }
    return (await now).plain;
  }
}

async function follow(known: Known, raw: TextInPieces): Promise<Known> {
  if (raw === known.raw) return known;
  return (await beginAlike(known.raw, raw, known.ended)) ? read(raw, known.ended, known.lines) : read(raw, 0, []);
}

async function beginAlike(one: TextInPieces, other: TextInPieces, length: number): Promise<boolean> {
  if (other.length < length) return false;
  const pace = new Pace();
  for (let at = 0; at < length; at += comparedLength) {
    const end = Math.min(length, at + comparedLength);
    if (one.slice(at, end) !== other.slice(at, end)) return false;
    if (pace.due) await pace.rest();
  }
  return true;
}

/** @param from where a line begins; what the lines before it are is `before` */
async function read(raw: TextInPieces, from: number, before: readonly Uint8Array[]): Promise<Known> {
  const pace = new Pace();
  const lines = [...before];
  let open = new OpenLine();
  let ended = from;
  for (let at = from; at < raw.length;) {
    const slice = raw.sliceOfWhole(at, sliceLength);
    const cut = slice.lastIndexOf('\n') + 1;
    if (cut > 0) {
      open.add(slice.slice(0, cut));
      lines.push(...open.plain());
      open = new OpenLine();
      ended = at + cut;
    }
    open.add(slice.slice(cut));
    at += slice.length;
    if (pace.due) await pace.rest();
  }
  return { raw, ended, lines, plain: new PlainOutput([...lines, ...open.plain()]) };
}

/** What was written since a line ended. It may have no end: then a progress bar comes down to what can be seen of it. */
class OpenLine {
  #texts: string[] = [];
  #length = 0;
  #bearable = 2 * longestKept;
  #needsTerminal = false;

  add(text: string): void {
    if (text === '') return;
    this.#texts.push(text);
    this.#length += text.length;
    this.#needsTerminal ||= needsTerminal.test(text);
    if (!this.#needsTerminal || this.#length <= this.#bearable) return;
    const kept = shortened(this.#texts.join(''), plainStyle);
    this.#texts = [kept];
    this.#length = kept.length;
    this.#bearable = Math.max(this.#bearable, 2 * kept.length);
  }

  plain(): readonly Uint8Array[] {
    const texts = this.#needsTerminal ? [plainOutput(this.#texts.join(''))] : this.#texts;
    return texts.map((text) => Buffer.from(text, 'utf8'));
  }
}
