/**
 * How far a journal has come, in a file of its own beside it. SQLite takes a log that was cut for one that ends there,
 * so nothing in the database itself can tell that its end is missing. The number is written twice, in turn, each time
 * with its checksum: one that was not written to its end leaves the one before.
 */
import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';

/** Text, so that people can read it too: the number, its checksum, a line break. */
const slotLength = 32;
const digits = 22;

export class JournalCount {
  /** The highest number that was set; null when the file says none, because it is new or damaged. */
  readonly found: number | null;
  readonly #file: number;
  #slot = 0;

  private constructor(file: number) {
    this.#file = file;
    const bytes = Buffer.alloc(2 * slotLength);
    const length = readSync(file, bytes, 0, bytes.length, 0);
    const numbers = [0, 1].map((slot) =>
      numberIn(bytes.toString('latin1', slot * slotLength, Math.min(length, (slot + 1) * slotLength))),
    );
    const known = numbers.filter((number) => number !== null);
    this.found = known.length === 0 ? null : Math.max(...known);
    this.#slot = numbers.indexOf(this.found) === 0 ? 1 : 0;
  }

  /** Made when there is none. Throws what the file system throws. */
  static open(path: string): JournalCount {
    const file = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
    try {
      return new JournalCount(file);
    } catch (error) {
      closeSync(file);
      throw error;
    }
  }

  set(number: number): void {
    writeSync(this.#file, slotText(number), this.#slot * slotLength, 'latin1');
    this.#slot = 1 - this.#slot;
  }

  close(): void {
    closeSync(this.#file);
  }
}

function slotText(number: number): string {
  const text = String(number).padStart(digits, '0');
  return `${text} ${checksumOf(text)}\n`;
}

function numberIn(slot: string): number | null {
  const number = Number(slot.slice(0, digits));
  return Number.isSafeInteger(number) && slot === slotText(number) ? number : null;
}

const checksumOf = (text: string): string => crc32(text).toString(16).padStart(8, '0');
