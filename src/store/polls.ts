/** Polling by connection: what one server is asked goes on at its own pace, whatever is wrong with another. Asks nothing itself. */
import { Poll } from '../poll';
import type { Disposable } from '../shared/event';
import type { Problem } from '../shared/problem';
import type { ConnectionRef, ExperimentRef } from '../shared/reference';

export interface PollsOptions {
  /** Milliseconds between rounds; read anew before each. Zero pauses. */
  readonly interval: () => number;
  readonly isRunning: (ref: ExperimentRef) => boolean;
  readonly ask: (ref: ExperimentRef) => Promise<Problem | null>;
}

export class Polls implements Disposable {
  readonly #options: PollsOptions;
  readonly #polls = new Map<string, Poll>();

  constructor(options: PollsOptions) {
    this.#options = options;
  }

  watch({ connection, key }: ExperimentRef): Disposable {
    const { interval, isRunning, ask } = this.#options;
    let poll = this.#polls.get(connection);
    if (poll === undefined) {
      poll = new Poll({ interval, isRunning: (watched) => isRunning({ connection, key: watched }), ask: (watched) => ask({ connection, key: watched }) });
      this.#polls.set(connection, poll);
    }
    return poll.watch(key);
  }

  /** Something of the connection may have begun or ended to run. */
  schedule({ connection }: ConnectionRef): void {
    this.#polls.get(connection)?.schedule();
  }

  /** What kept us from asking may be over. */
  resume({ connection }: ConnectionRef): void {
    this.#polls.get(connection)?.resume();
  }

  /** The interval changed. */
  reschedule(): void {
    for (const poll of this.#polls.values()) poll.schedule();
  }

  dispose(): void {
    for (const poll of this.#polls.values()) poll.dispose();
    this.#polls.clear();
  }
}
