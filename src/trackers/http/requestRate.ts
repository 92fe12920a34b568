/**
 * How many requests a minute a server takes: never more than so many fall into sixty seconds, wherever the server
 * begins to count them. Polls use at most half of it, so that what a person waits for finds room. Knows nothing of
 * requests.
 */
import type { Deadline } from './deadline';

/** Milliseconds. */
const minute = 60_000;

/** A request that the server may still be counting: from when it was sent until a minute after it was answered. */
interface Counted {
  readonly isPoll: boolean;
  answeredAt: number | null;
}

interface Waiting {
  readonly isPoll: boolean;
  readonly grant: (answered: () => void) => void;
}

export class RequestRate {
  readonly #most: { readonly all: number; readonly polls: number };
  #counted: Counted[] = [];
  /** In the order in which they came. */
  #waiting: Waiting[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** @param perMinute null: the server sets no such limit */
  constructor(perMinute: number | null) {
    const all = perMinute ?? Infinity;
    this.#most = { all, polls: Math.max(1, Math.floor(all / 2)) };
  }

  /**
   * Resolves when a request may be sent, to what must be called once it is answered or has failed. `waits` is called
   * when it cannot be sent at once. @throws BackendError when the call ends before
   */
  take(isPoll: boolean, deadline: Deadline, waits: () => void): Promise<() => void> {
    return new Promise((granted, refused) => {
      if (deadline.signal.aborted) {
        refused(deadline.reason);
        return;
      }
      const leave = (): void => {
        this.#waiting = this.#waiting.filter((one) => one !== waiting);
        this.#admit();
        refused(deadline.reason);
      };
      const waiting: Waiting = {
        isPoll,
        grant: (answered) => {
          deadline.signal.removeEventListener('abort', leave);
          granted(answered);
        },
      };
      deadline.signal.addEventListener('abort', leave, { once: true });
      this.#waiting.push(waiting);
      this.#admit();
      if (this.#waiting.includes(waiting)) {
        waits();
      }
    });
  }

  /** Lets those go whose time has come, what a person waits for first; looks again when the next one's has. */
  #admit(): void {
    const now = performance.now();
    this.#counted = this.#counted.filter(({ answeredAt }) => answeredAt === null || now - answeredAt < minute);
    for (;;) {
      const next =
        this.#waiting.find((one) => !one.isPoll && this.#hasRoom(one)) ??
        this.#waiting.find((one) => this.#hasRoom(one));
      if (next === undefined) {
        break;
      }
      this.#waiting = this.#waiting.filter((one) => one !== next);
      next.grant(this.#count(next.isPoll));
    }
    clearTimeout(this.#timer);
    const times = this.#counted.flatMap(({ answeredAt }) => (answeredAt === null ? [] : [answeredAt]));
    if (this.#waiting.length > 0 && times.length > 0) {
      this.#timer = setTimeout(() => this.#admit(), Math.max(1, Math.min(...times) + minute - now));
    }
  }

  #hasRoom({ isPoll }: Waiting): boolean {
    return (
      this.#counted.length < this.#most.all &&
      (!isPoll || this.#counted.filter((one) => one.isPoll).length < this.#most.polls)
    );
  }

  #count(isPoll: boolean): () => void {
    const counted: Counted = { isPoll, answeredAt: null };
    // Without a limit there is nothing to count.
    if (this.#most.all === Infinity) {
      return () => undefined;
    }
    this.#counted.push(counted);
    return () => {
      counted.answeredAt = performance.now();
      this.#admit();
    };
  }
}
