/**
 * Whose turn it is at a server. What a person waits for goes first, then what polls ask; files that are shown,
 * downloads and uploads have turns of their own, so that none of them, however slow, keeps a question waiting. Knows
 * nothing of requests.
 */
import PQueue from 'p-queue';
import type { Deadline } from './deadline';

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

  /**
   * Resolves when the call may begin; the turn lasts until the deadline ends. @throws BackendError when that was before
   */
  async take(purpose: Purpose, deadline: Deadline): Promise<void> {
    deadline.onEnd = await turnIn(this.#queueOf(purpose), deadline, purpose === 'poll' ? 0 : 1);
    if (deadline.signal.aborted) {
      throw deadline.reason;
    }
  }

  /**
   * Resolves when a huge answer may be taken into memory, to what ends its turn: one at a time. @throws BackendError
   * when the call ends before
   */
  takeLarge(deadline: Deadline): Promise<() => void> {
    return turnIn(this.#large, deadline);
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

/** Waits in a queue, and leaves it at once when the call ends. */
function turnIn(queue: PQueue, deadline: Deadline, priority = 1): Promise<() => void> {
  return new Promise((granted, refused) => {
    queue
      .add(() => new Promise<void>(granted), { signal: deadline.signal, priority })
      .catch(() => {
        refused(deadline.reason);
      });
  });
}
