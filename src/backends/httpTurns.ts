/**
 * Whose turn it is at a server. What a person waits for goes first, then what polls ask; files that are shown, downloads and
 * uploads have turns of their own, so that none of them, however slow, keeps a question waiting. Knows nothing of requests.
 */
import PQueue from 'p-queue';
import type { Deadline } from './httpDeadline';

/** What a call is for. */
export type Purpose = 'question' | 'poll' | 'shown' | 'download' | 'upload';

export class Turns {
  readonly #answers: PQueue;
  readonly #shown: PQueue;
  readonly #downloads: PQueue;
  readonly #uploads: PQueue;
  readonly #large = new PQueue({ concurrency: 1 });

  /** @param atOnce Calls of a kind at once: so many questions and polls, and half as many of each of the others. */
  constructor(atOnce: number) {
    const half = Math.ceil(atOnce / 2);
    this.#answers = new PQueue({ concurrency: atOnce });
    this.#shown = new PQueue({ concurrency: half });
    this.#downloads = new PQueue({ concurrency: half });
    this.#uploads = new PQueue({ concurrency: half });
  }

  /** Resolves when the call may begin; the turn lasts until the deadline ends. @throws BackendError when that was before */
  async take(purpose: Purpose, deadline: Deadline): Promise<void> {
    await new Promise<void>((granted) => {
      const turn = (): Promise<void> =>
        new Promise((release) => {
          deadline.onEnd = release;
          granted();
        });
      this.#queueOf(purpose).add(turn, { signal: deadline.signal, priority: purpose === 'poll' ? 0 : 1 }).catch(() => {
        granted();
      });
    });
    if (deadline.signal.aborted) {
      throw deadline.reason;
    }
  }

  /** Resolves when a huge answer may be taken into memory, to what ends its turn: one at a time. */
  takeLarge(): Promise<() => void> {
    return new Promise((granted) => {
      void this.#large.add(() => new Promise<void>(granted));
    });
  }

  #queueOf(purpose: Purpose): PQueue {
    switch (purpose) {
      case 'question':
      case 'poll':
        return this.#answers;
      case 'shown':
        return this.#shown;
      case 'download':
        return this.#downloads;
      case 'upload':
        return this.#uploads;
    }
  }
}
