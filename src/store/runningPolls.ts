/** Polling by connection: what one server is asked goes on at its own pace, whatever is wrong with another. Asks nothing itself. */
import { Poll } from './polling';
import { Emitter, type Disposable, type Event } from '../shared/event';
import type { PollFailure, Problem } from '../shared/problem';
import type { ConnectionRef, ExperimentRef } from '../shared/reference';

export interface PollsOptions {
  /** Milliseconds between rounds; read anew before each. Zero pauses. */
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

  /** Null while the last round was answered, and for what nobody watches. */
  failure({ connection, key }: ExperimentRef): PollFailure | null {
    return this.#polls.get(connection)?.failure(key) ?? null;
  }

  /** What kept us from asking may be over: asks at once if something did. */
  resume({ connection }: ConnectionRef): void {
    this.#polls.get(connection)?.resume();
  }

  /** Asks at once. */
  askNow({ connection }: ConnectionRef): void {
    this.#polls.get(connection)?.askNow();
  }

  /** How a question that somebody put to the connection's server ended; null when it was answered. */
  heard({ connection }: ConnectionRef, problem: Problem | null): void {
    const poll = this.#polls.get(connection);
    if (problem === null) poll?.answered();
    else if (problem.retryAfter !== null) poll?.waitAtLeast(problem.retryAfter);
  }

  /** The interval changed. */
  reschedule(): void {
    for (const poll of this.#polls.values()) poll.schedule();
  }

  dispose(): void {
    for (const poll of this.#polls.values()) poll.dispose();
    this.#polls.clear();
    this.#failures.dispose();
  }
}
