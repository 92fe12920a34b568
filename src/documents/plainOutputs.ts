/**
 * Output as plain text without holding up the editor: slice by slice, and only what is new when output grows at its end.
 * What a terminal would show is the affair of shared/terminal; knows no vscode.
 */
import { setImmediate as breathe } from 'node:timers/promises';
import { plainOutput } from '../shared/terminal';

/** Characters. A slice full of colours and progress bars takes some milliseconds. */
const sliceLength = 8 * 1024;
/** Milliseconds at a stretch. */
const stretch = 8;
const remembered = 4;

interface Known {
  readonly raw: string;
  /** Of the lines that have ended; the last one may still be written over. */
  readonly lines: string;
  readonly plain: string;
}

export class PlainOutputs {
  readonly #known = new Map<string, Promise<Known>>();

  /** `id` says whose output it is. */
  async of(id: string, text: string): Promise<string> {
    const before = this.#known.get(id) ?? Promise.resolve({ raw: '', lines: '', plain: '' });
    const now = before.then((known) => follow(known, text));
    this.#known.delete(id);
    this.#known.set(id, now);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= remembered) break;
      this.#known.delete(oldest);
    }
    return (await now).plain;
  }
}

async function follow(known: Known, raw: string): Promise<Known> {
  if (raw === known.raw) return known;
  const ended = known.raw.slice(0, known.raw.lastIndexOf('\n') + 1);
  const grows = raw.startsWith(ended);
  let lines = grows ? known.lines : '';
  let start = grows ? ended.length : 0;
  const end = raw.lastIndexOf('\n') + 1;
  let rested = performance.now();
  while (start < end) {
    const next = Math.min(end, raw.indexOf('\n', start + sliceLength) + 1 || end);
    lines += plainOutput(raw.slice(start, next));
    start = next;
    if (performance.now() - rested < stretch) continue;
    await breathe();
    rested = performance.now();
  }
  return { raw, lines, plain: lines + plainOutput(raw.slice(end)) };
}
