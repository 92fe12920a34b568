/**
 * Owns text and bar of a download's or upload's progress: files and bytes that have arrived, of all. Knows no vscode.
 */
import * as l10n from '@vscode/l10n';
import { formatBytes } from '../shared/format';

export interface ProgressStep {
  readonly message: string;
  /** Percentage points since the last step. */
  readonly increment: number;
}

/** Milliseconds between two reports: more of them could not be seen. */
const reportInterval = 100;

export class TransferProgress {
  readonly #report: (step: ProgressStep) => void;
  readonly #bytesOfFile: number[];
  readonly #total: number | null;
  #arrived = 0;
  #done = 0;
  #percentShown = 0;
  #timer: NodeJS.Timeout | null = null;

  /** @param sizes Bytes of each file; null when it is not known. */
  constructor(sizes: readonly (number | null)[], report: (step: ProgressStep) => void) {
    this.#report = report;
    this.#bytesOfFile = sizes.map(() => 0);
    this.#total = sizes.every((size) => size !== null) ? sizes.reduce((total, size) => total + size, 0) : null;
    this.#tell();
  }

  /** Of that file `bytes` have arrived in all; fewer than before when its download began again. */
  arrived(file: number, bytes: number): void {
    this.#arrived += bytes - (this.#bytesOfFile[file] ?? 0);
    this.#bytesOfFile[file] = bytes;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#tell();
    }, reportInterval);
  }

  /** One more file is on the disk. */
  done(): void {
    this.#done += 1;
    this.#tell();
  }

  /** No report comes after this. */
  end(): void {
    if (this.#timer !== null) {
      clearTimeout(this.#timer);
    }
    this.#timer = null;
  }

  #tell(): void {
    const files = this.#bytesOfFile.length;
    const portion =
      this.#total === null || this.#total === 0 ? this.#done / Math.max(1, files) : this.#arrived / this.#total;
    const percent = Math.min(100, 100 * portion);
    this.#report({
      message: progressText({ files: this.#done, allFiles: files, bytes: this.#arrived, allBytes: this.#total }),
      // The bar cannot go back.
      increment: Math.max(0, percent - this.#percentShown),
    });
    this.#percentShown = Math.max(this.#percentShown, percent);
  }
}

/** `12 of 40 files, 3.1 of 20 MB`; a size that is not known is left out, and so is the count of a single file. */
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

/** Names the unit once where both have the same. */
function ofBytes(some: string, all: string): string {
  const [amount = '', unit] = some.split(' ');
  return unit === all.split(' ')[1]
    ? l10n.t('{amount} of {all}', { amount, all })
    : l10n.t('{some} of {all}', { some, all });
}
