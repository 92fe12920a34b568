/** The bytes of a body that a parser still needs, while they arrive and are forgotten. */
import * as l10n from '@vscode/l10n';
import { isBlank, JsonError } from './text';

/** Positions count bytes from the beginning of the body; `bytes` begins at `base`. */
export class ByteWindow {
  #bytes: Buffer = Buffer.alloc(0);
  #base = 0;
  /** What arrived since the window was last extended. */
  #arrived: Uint8Array[] = [];
  #arrivedBytes = 0;

  get bytes(): Buffer {
    return this.#bytes;
  }

  get base(): number {
    return this.#base;
  }

  get end(): number {
    return this.#base + this.#bytes.length;
  }

  /** How many bytes there will be when what has arrived is taken in. */
  get lengthWithArrived(): number {
    return this.#bytes.length + this.#arrivedBytes;
  }

  arrive(chunk: Uint8Array): void {
    this.#arrived.push(chunk);
    this.#arrivedBytes += chunk.length;
  }

  /** Takes in what has arrived. */
  extend(): void {
    const [first] = this.#arrived;
    if (first !== undefined) {
      this.#bytes =
        this.#bytes.length === 0 && this.#arrived.length === 1
          ? Buffer.from(first.buffer, first.byteOffset, first.byteLength)
          : Buffer.concat([this.#bytes, ...this.#arrived]);
    }
    this.#arrived = [];
    this.#arrivedBytes = 0;
  }

  text(start: number, end: number): string {
    return this.#bytes.toString('utf8', start - this.#base, end - this.#base);
  }

  /** @throws JsonError where anything but blanks stands there */
  expectBlank(start: number, end: number): void {
    if (!isBlank(this.text(start, end))) {
      throw new JsonError(l10n.t('Something stands where nothing should.'));
    }
  }

  forgetBefore(position: number): void {
    this.#bytes = this.#bytes.subarray(position - this.#base);
    this.#base = position;
  }
}
