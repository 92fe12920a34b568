/**
 * Asks servers again about what is running while somebody watches it; asks nothing when it is not watched or nothing
 * runs. Each connection has rounds of its own, so that a server in trouble slows no other.
 */
import { type Disposable, Emitter, type Event } from '../shared/base/event';
import { longestWait, type PollFailure, type Problem } from '../shared/problem';
import type { ConnectionRef, ExperimentRef } from '../shared/reference';

export interface PollOptions {
  /** Milliseconds between rounds; read before each. Zero pauses. */
  readonly interval: () => number;
  /** Is there a reason to ask about this one? Null where that is not known at present: then it is as it was. */
  readonly isRunning: (id: string) => boolean | null;
  /**
   * Asks; a problem slows the rounds down unless the server itself said when to ask again, and `unauthorized` ends them
   * until something is watched again or they are resumed. What was cancelled counts neither way.
   */
  readonly ask: (id: string) => Promise<Problem | null>;
  /** `failure` of this one is another now. */
  readonly failureChanged?: (id: string) => void;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

/** Milliseconds. Rounds that fail follow each other at twice the pause before, up to this. */
const longestSlowdown = 120_000;
/** Milliseconds; what the setting allows. No timer is longer, since beyond 2³¹ they fire at once. */
const longestInterval = 3_600_000;

interface Watched {
  watchers: number;
  wasRunning: boolean;
  failure: Omit<PollFailure, 'retryAt'> | null;
}

export class Poll implements Disposable {
  readonly #options: PollOptions;
  readonly #now: () => number;
  readonly #watched = new Map<string, Watched>();
  #timer: NodeJS.Timeout | null = null;
  /**
   * Of the monotonic clock, as all times here but those in a failure: when the next round is, and from when its pause
   * counts.
   */
  #due = 0;
  #pauseBegan = 0;
  #slowdown = 0;
  #notBefore = 0;
  #asking = false;
  /** Somebody wanted an answer while a round was under way. */
  #askAgain = false;
  #halted = false;

  constructor(options: PollOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  watch(id: string): Disposable {
    const watched = this.#watched.get(id) ?? { watchers: 0, wasRunning: false, failure: null };
    watched.watchers += 1;
    this.#watched.set(id, watched);
    this.#halted = false;
    this.schedule();
    let disposed = false;
    return {
      dispose: () => {
        if (disposed) {
          return;
        }
        disposed = true;
        watched.watchers -= 1;
        if (watched.watchers === 0) {
          this.#watched.delete(id);
        }
        this.schedule();
      },
    };
  }

  /** Why one that is watched is not up to date; null while the last round was answered, and for what is not watched. */
  failure(id: string): PollFailure | null {
    const failure = this.#watched.get(id)?.failure ?? null;
    if (failure === null) {
      return null;
    }
    const remaining = this.#asking ? 0 : this.#timer === null ? null : Math.max(0, this.#due - performance.now());
    return { ...failure, retryAt: remaining === null ? null : Math.round(this.#now() + remaining) };
  }

  /**
   * What kept it from asking may be over: somebody refreshes, or there is a new key. Asks at once if it was held up,
   * else when it is time.
   */
  resume(): void {
    if (this.#asking || this.#halted || this.#slowdown > 0 || this.#notBefore > performance.now()) {
      this.askNow();
    } else {
      this.schedule();
    }
  }

  /**
   * Asks at once about what is watched and runs, whatever was waited for. What is being asked meanwhile is asked again
   * if it fails.
   */
  askNow(): void {
    this.#halted = false;
    this.#slowdown = 0;
    this.#notBefore = 0;
    this.#askAgain = this.#asking;
    if (this.#asking) {
      return;
    }
    this.#stopTimer();
    if (this.#isWanted()) {
      void this.#round();
    }
  }

  /** The server answered somebody: what it was spared for is over, and the next round comes at the set interval. */
  answered(): void {
    if (this.#asking || this.#slowdown === 0) {
      return;
    }
    this.#slowdown = 0;
    this.schedule();
  }

  /** The server told somebody to wait, in milliseconds: no round before. */
  waitAtLeast(wait: number): void {
    this.#notBefore = Math.max(this.#notBefore, performance.now() + Math.min(longestWait, wait));
    this.schedule();
  }

  /** Call when a watched thing may have begun or ended, or the interval changed. */
  schedule(): void {
    if (this.#asking) {
      return;
    }
    if (!this.#isWanted()) {
      this.#stopTimer();
      return;
    }
    const now = performance.now();
    if (this.#timer === null) {
      this.#pauseBegan = Math.max(this.#pauseBegan, now);
    }
    const pause = Math.max(Math.min(longestInterval, this.#options.interval()), this.#slowdown);
    const due = Math.max(this.#pauseBegan + pause, this.#notBefore);
    if (this.#timer !== null && due === this.#due) {
      return;
    }
    this.#stopTimer();
    this.#due = due;
    this.#timer = setTimeout(() => void this.#round(), Math.max(0, Math.ceil(due - now))).unref();
  }

  dispose(): void {
    this.#stopTimer();
    this.#watched.clear();
  }

  #isWanted(): boolean {
    return this.#options.interval() > 0 && !this.#halted && this.#running().length > 0;
  }

  #running(): readonly string[] {
    const running: string[] = [];
    for (const [id, watched] of this.#watched) {
      watched.wasRunning = this.#options.isRunning(id) ?? watched.wasRunning;
      if (watched.wasRunning) {
        running.push(id);
      } else {
        this.#note(id, null);
      }
    }
    return running;
  }

  async #round(): Promise<void> {
    this.#timer = null;
    this.#asking = true;
    const asked = this.#running();
    const answers = await Promise.all(asked.map(async (id) => ({ id, problem: await this.#options.ask(id) })));
    const heard = answers.filter(({ problem }) => problem?.kind !== 'cancelled');
    const problems = heard.map(({ problem }) => problem).filter((problem) => problem !== null);
    const wait = Math.min(longestWait, Math.max(0, ...problems.map(({ retryAfter }) => retryAfter ?? 0)));
    this.#pauseBegan = performance.now();
    // A server that has said when to ask again is taken at its word, also where that is the next round.
    const isSlowed = wait === 0 && problems.some(({ retryAfter }) => retryAfter === null);
    this.#slowdown = isSlowed ? Math.min(longestSlowdown, 2 * Math.max(this.#slowdown, this.#options.interval())) : 0;
    this.#notBefore = Math.max(this.#notBefore, this.#pauseBegan + wait);
    this.#halted = problems.some(({ kind }) => kind === 'unauthorized');
    this.#asking = false;
    // Who asks to be left alone has said so later than somebody wanted an answer.
    const asksAgain = this.#askAgain && problems.length > 0 && this.#notBefore <= this.#pauseBegan;
    this.#askAgain = false;
    if (asksAgain) {
      this.askNow();
    } else {
      this.schedule();
    }
    for (const { id, problem } of heard) {
      this.#note(id, problem);
    }
  }

  #note(id: string, problem: Problem | null): void {
    const watched = this.#watched.get(id);
    if (watched === undefined || (problem === null && watched.failure === null)) {
      return;
    }
    watched.failure =
      problem === null
        ? null
        : {
            problem,
            failedRounds: (watched.failure?.failedRounds ?? 0) + 1,
            failingSince: watched.failure?.failingSince ?? this.#now(),
          };
    this.#options.failureChanged?.(id);
  }

  #stopTimer(): void {
    if (this.#timer !== null) {
      clearTimeout(this.#timer);
    }
    this.#timer = null;
  }
}

export interface PollsOptions {
  /** Milliseconds between rounds; read again before each. Zero pauses. */
  readonly interval: () => number;
  /** Null where that is not known at present: then it is as it was. */
  readonly isRunning: (ref: ExperimentRef) => boolean | null;
  readonly ask: (ref: ExperimentRef) => Promise<Problem | null>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export class Polls implements Disposable {
  readonly #options: PollsOptions;
  readonly #polls = new Map<string, Poll>();
  readonly #failures = new Emitter<ExperimentRef>();

  /** A round failed, once more or for the first time, or was answered after those that failed. */
  readonly onDidChangeFailure: Event<ExperimentRef> = this.#failures.event;

  constructor(options: PollsOptions) {
    this.#options = options;
  }

  /** While the result lives and the experiment runs, it is asked about again and again. */
  watch({ connection, key }: ExperimentRef): Disposable {
    const { interval, isRunning, ask, now } = this.#options;
    let poll = this.#polls.get(connection);
    if (poll === undefined) {
      poll = new Poll({
        interval,
        now,
        isRunning: (watched) => isRunning({ connection, key: watched }),
        ask: (watched) => ask({ connection, key: watched }),
        failureChanged: (watched) => this.#failures.fire({ connection, key: watched }),
      });
      this.#polls.set(connection, poll);
    }
    return poll.watch(key);
  }

  /** Something of the connection may have begun or ended to run. */
  schedule({ connection }: ConnectionRef): void {
    this.#polls.get(connection)?.schedule();
  }

  /**
   * Why a watched experiment is not up to date; null while the last round was answered, and for what is not watched.
   * Its `problem` says when a server asks to be left alone for longer than ten minutes, which is the longest that it
   * is.
   */
  failure({ connection, key }: ExperimentRef): PollFailure | null {
    return this.#polls.get(connection)?.failure(key) ?? null;
  }

  /** What kept us from asking may be over: asks at once if something did. */
  resume({ connection }: ConnectionRef): void {
    this.#polls.get(connection)?.resume();
  }

  /** Asks the server of the connection at once about what is watched and runs. */
  askNow({ connection }: ConnectionRef): void {
    this.#polls.get(connection)?.askNow();
  }

  /** How a question that somebody put to the connection's server ended; null when it was answered. */
  heard({ connection }: ConnectionRef, problem: Problem | null): void {
    const poll = this.#polls.get(connection);
    if (problem === null) {
      poll?.answered();
    } else if (problem.retryAfter !== null) {
      poll?.waitAtLeast(problem.retryAfter);
    }
  }

  /** The interval changed. */
  reschedule(): void {
    for (const poll of this.#polls.values()) {
      poll.schedule();
    }
  }

  dispose(): void {
    for (const poll of this.#polls.values()) {
      poll.dispose();
    }
    this.#polls.clear();
    this.#failures.dispose();
  }
}
