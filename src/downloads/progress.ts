/**
 * Owns the words and the bar of a download: files and bytes that are there, of those that are wanted. Knows no vscode.
 */
import * as l10n from '@vscode/l10n';
import { formatBytes } from '../shared/format';

export interface ProgressStep {
  readonly message: string;
  /** Of a hundred, since the last step. */
  readonly increment: number;
}

/** Milliseconds; more often does not help. */
const pause = 100;

export class Progress {
  readonly #report: (step: ProgressStep) => void;
  readonly #bytes: number[];
  readonly #total: number | null;
  #arrived = 0;
  #done = 0;
  #shown = 0;
  #timer: NodeJS.Timeout | null = null;

  /** @param sizes Bytes of each file; null when it is not known. */
  constructor(sizes: readonly (number | null)[], report: (step: ProgressStep) => void) {
    this.#report = report;
    this.#bytes = sizes.map(() => 0);
    this.#total = sizes.every((size) => size !== null) ? sizes.reduce((total, size) => total + size, 0) : null;
    this.#tell();
  }

  /** So many bytes of that file are there by now; may be fewer than before. */
  at(file: number, bytes: number): void {
    this.#arrived += bytes - (this.#bytes[file] ?? 0);
    this.#bytes[file] = bytes;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#tell();
    }, pause);
  }

  /** One more file is on the disk. */
  done(): void {
    this.#done += 1;
    this.#tell();
  }

  end(): void {
    if (this.#timer !== null) {
      clearTimeout(this.#timer);
    }
    this.#timer = null;
  }

  #tell(): void {
    const files = this.#bytes.length;
    const portion =
      this.#total === null || this.#total === 0 ? this.#done / Math.max(1, files) : this.#arrived / this.#total;
    const percent = Math.min(100, 100 * portion);
    this.#report({
      message: progressText({ files: this.#done, allFiles: files, bytes: this.#arrived, allBytes: this.#total }),
      increment: Math.max(0, percent - this.#shown),
    });
    this.#shown = Math.max(this.#shown, percent);
  }
}

/** `12 of 40 files, 3.1 of 20 MB`; what is not known is left out. */
export function progressText({
  files,
  allFiles,
  bytes,
  allBytes,
}: {
  readonly files: number;
  readonly allFiles: number;
  readonly bytes: number;
  readonly allBytes: number | null;
}): string {
  const arrived = formatBytes(bytes);
  const size = allBytes === null ? arrived : ofBytes(arrived, formatBytes(allBytes));
  return allFiles === 1 ? size : l10n.t('{files} of {allFiles} files, {size}', { files, allFiles, size });
}

function ofBytes(some: string, all: string): string {
  const [amount = '', unit] = some.split(' ');
  return unit === all.split(' ')[1]
    ? l10n.t('{amount} of {all}', { amount, all })
    : l10n.t('{some} of {all}', { some, all });
}
