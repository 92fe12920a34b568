/**
 * Time and size of texts that come from elsewhere. Editors take a file for unchanged when either is as it was:
 * so a text that differs from the one before is newer, and no two of a file have the same size. Knows no vscode.
 */
import { createHash } from 'node:crypto';

export interface ContentStat {
  readonly mtime: number;
  /** Bytes, or a little more where another text had as many. */
  readonly size: number;
}

interface Known {
  current: string;
  time: number;
  readonly sizes: Map<string, number>;
}

export class ContentStats {
  readonly #files = new Map<string, Known>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** What the file `id` holds now. */
  of(id: string, content: Uint8Array): ContentStat {
    const hash = createHash('sha256').update(content).digest('base64');
    let known = this.#files.get(id);
    if (known === undefined) {
      this.#files.set(id, (known = { current: hash, time: this.#now(), sizes: new Map() }));
    }
    if (known.current !== hash) {
      known.current = hash;
      known.time = Math.max(known.time + 1, this.#now());
    }
    let size = known.sizes.get(hash);
    if (size === undefined) {
      const taken = new Set(known.sizes.values());
      size = content.length;
      while (taken.has(size)) {
        size += 1;
      }
      known.sizes.set(hash, size);
    }
    return { mtime: known.time, size };
  }
}
