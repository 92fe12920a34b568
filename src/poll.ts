/** Asks one server again about what is running while somebody watches it; asks nothing when nobody does or nothing runs. */
import type { Disposable } from './shared/event';
import type { Problem } from './shared/problem';

export interface PollOptions {
  /** Milliseconds between rounds; read anew before each. Zero pauses. */
  readonly interval: () => number;
  /** Is there a reason to ask about this one? */
  readonly isRunning: (id: string) => boolean;
  /** Asks; a problem slows the rounds down, and `unauthorized` ends them until something is watched anew or they are resumed. */
  readonly ask: (id: string) => Promise<Problem | null>;
}

const longestPause = 120_000;

export class Poll implements Disposable {
  readonly #options: PollOptions;
  readonly #watchers = new Map<string, number>();
  #timer: NodeJS.Timeout | null = null;
  #asking = false;
  #pause = 0;
  #halted = false;

  constructor(options: PollOptions) {
    this.#options = options;
  }

  watch(id: string): Disposable {
    this.#watchers.set(id, (this.#watchers.get(id) ?? 0) + 1);
    this.#halted = false;
    this.schedule();
    let disposed = false;
    return {
      dispose: () => {
        if (disposed) return;
        disposed = true;
        const left = (this.#watchers.get(id) ?? 1) - 1;
        if (left > 0) this.#watchers.set(id, left);
        else this.#watchers.delete(id);
        this.schedule();
      },
    };
  }

  /** What kept it from asking may be over: there is a new key. */
  resume(): void {
    this.#halted = false;
    this.#pause = 0;
    this.schedule();
  }

  /** Call when a watched thing may have begun or ended, or the interval changed. */
  schedule(): void {
    if (this.#asking) return;
    const interval = this.#options.interval();
    const wanted = interval > 0 && !this.#halted && [...this.#watchers.keys()].some(this.#options.isRunning);
    if (!wanted) {
      if (this.#timer !== null) clearTimeout(this.#timer);
      this.#timer = null;
      return;
    }
    this.#timer ??= setTimeout(() => void this.#round(), Math.max(interval, this.#pause)).unref();
  }

  async #round(): Promise<void> {
    this.#timer = null;
    this.#asking = true;
    const running = [...this.#watchers.keys()].filter(this.#options.isRunning);
    const problems = (await Promise.all(running.map(this.#options.ask))).filter((problem) => problem !== null);
    const asked = Math.max(0, ...problems.map((problem) => problem.retryAfter ?? 0));
    this.#pause = problems.length === 0 ? 0 : Math.max(asked, Math.min(longestPause, 2 * Math.max(this.#pause, this.#options.interval())));
    this.#halted = problems.some((problem) => problem.kind === 'unauthorized');
    this.#asking = false;
    this.schedule();
  }

  dispose(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#watchers.clear();
  }
}
