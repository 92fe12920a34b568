/**
 * An experiment's output as plain text: read in short pieces so that the editor is not held up, and only what is new
 * when it grew. What a terminal would show is decided by shared/terminal/terminal. Knows no vscode.
 */
import * as l10n from '@vscode/l10n';
import { TimeSlice } from '../platform/eventLoop';
import { formatBytes } from '../shared/format';
import { BackendError } from '../shared/problem';
import { TerminalText } from '../shared/terminal/terminal';
import type { TextInPieces } from '../shared/text/chunkedText';

/** Characters that are read at once: even full of colours and progress bars they take some milliseconds only. */
const pieceLength = 8 * 1024;
/** Characters that are compared at once. */
const comparedLength = 64 * 1024;
/** Outputs that are remembered, so that reading can go on where it ended. */
const mostRemembered = 4;
/** UTF-8 takes no more for a character. */
const mostBytesOfCharacter = 4;
/**
 * Bytes that an output may have beyond those of what was logged. A few letters can move the cursor far to the right,
 * again and again.
 */
const mostGrowth = 64 * 1024 * 1024;

interface Reading {
  readonly raw: TextInPieces;
  /** Has read all of it, and still holds the lines that may change. */
  readonly terminal: TerminalText;
  /** What cannot change any more, in plain UTF-8. */
  readonly settled: Uint8Array[];
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
    const slice = new TimeSlice();
    const whole = new Uint8Array(this.size);
    let end = 0;
    for (const piece of this.#pieces) {
      whole.set(piece, end);
      end += piece.length;
      if (slice.expired) {
        await slice.yield();
      }
    }
    return whole;
  }
}

export class PlainOutputs {
  readonly #known = new Map<string, Promise<Reading>>();

  /**
   * `id` says whose output it is. Rejects with `unsupported` for one whose text would be far longer than what was
   * logged.
   */
  async of(id: string, text: TextInPieces): Promise<PlainOutput> {
    const before = this.#known.get(id);
    const now =
      before === undefined
        ? read(text)
        : before.then(
            (known) => readOn(known, text),
            () => read(text),
          );
    // To the end: the first one is then the one that nobody has asked for the longest.
    this.#known.delete(id);
    this.#known.set(id, now);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= mostRemembered) {
        break;
      }
      this.#known.delete(oldest);
    }
    return (await now).plain;
  }
}

async function readOn(known: Reading, raw: TextInPieces): Promise<Reading> {
  if (raw === known.raw) {
    return known;
  }
  return (await haveSameStart(known.raw, raw, known.raw.length)) ? read(raw, known) : read(raw);
}

async function haveSameStart(one: TextInPieces, other: TextInPieces, length: number): Promise<boolean> {
  if (other.length < length) {
    return false;
  }
  const slice = new TimeSlice();
  for (let at = 0; at < length; at += comparedLength) {
    const end = Math.min(length, at + comparedLength);
    if (one.slice(at, end) !== other.slice(at, end)) {
      return false;
    }
    if (slice.expired) {
      await slice.yield();
    }
  }
  return true;
}

/** Reads on from `before` and takes its terminal and pieces over: nobody else must read on from it. */
async function read(raw: TextInPieces, before?: Reading): Promise<Reading> {
  const slice = new TimeSlice();
  const { terminal, settled } = before ?? { terminal: new TerminalText(), settled: new Array<Uint8Array>() };
  let size = settled.reduce((total, piece) => total + piece.length, 0);
  for (let at = before?.raw.length ?? 0; at < raw.length;) {
    const part = raw.sliceOfWhole(at, pieceLength);
    terminal.append(part);
    at += part.length;
    const text = terminal.takeSettled();
    if (text !== '') {
      const piece = Buffer.from(text, 'utf8');
      settled.push(piece);
      size += piece.length;
    }
    if (size > mostBytesOfCharacter * raw.length + mostGrowth) {
      throw new BackendError(
        'unsupported',
        l10n.t(
          'As plain text this output would be larger than {size}: it moves the cursor far to the right, again and again.',
          { size: formatBytes(mostBytesOfCharacter * raw.length + mostGrowth) },
        ),
        {
          advice: l10n.t('Read it on the experiment’s Output tab.'),
        },
      );
    }
    if (slice.expired) {
      await slice.yield();
    }
  }
  return { raw, terminal, settled, plain: new PlainOutput([...settled, Buffer.from(terminal.rest(), 'utf8')]) };
}
