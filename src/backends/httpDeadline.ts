/**
 * How long a call may take and who may end it: the caller's signal, the deadline of the whole, the deadline of the present
 * step. Ends once, with a BackendError as the reason; knows nothing of requests.
 */
import { setMaxListeners } from 'node:events';
import type { BackendError } from '../shared/problem';
import { cancelled, timedOut } from './httpErrors';

export class Deadline {
  readonly #controller = new AbortController();
  readonly #stops: readonly AbortSignal[];
  readonly #stop = (): void => {
    this.#abort(cancelled());
  };
  #onEnd: (() => void) | null = null;
  #whole: NodeJS.Timeout | undefined;
  #step: NodeJS.Timeout | undefined;

  constructor(...stops: readonly AbortSignal[]) {
    this.#stops = stops;
    for (const stop of stops) {
      // One signal may stop a hundred calls; Node.js takes more than ten for a leak.
      setMaxListeners(0, stop);
      stop.addEventListener('abort', this.#stop, { once: true });
    }
    if (stops.some((stop) => stop.aborted)) {
      this.#stop();
    }
  }

  /** Aborts when anybody stops the call or a deadline passes. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The error to throw once the signal has aborted. */
  get reason(): BackendError {
    return this.#controller.signal.reason as BackendError;
  }

  /** Called once when the call is over, however that comes. */
  set onEnd(listener: () => void) {
    this.#onEnd = listener;
  }

  /** Everything from here on must be over in time. */
  whole(milliseconds: number, message: string): void {
    this.#whole = this.#after(milliseconds, message);
  }

  /** What is awaited next must come in time; replaces the step before. */
  step(milliseconds: number, message: string): void {
    clearTimeout(this.#step);
    this.#step = this.#after(milliseconds, message);
  }

  /** Nothing is awaited from the server at present. */
  rest(): void {
    clearTimeout(this.#step);
  }

  end(): void {
    clearTimeout(this.#whole);
    clearTimeout(this.#step);
    for (const stop of this.#stops) {
      stop.removeEventListener('abort', this.#stop);
    }
    this.#onEnd?.();
    this.#onEnd = null;
  }

  #after(milliseconds: number, message: string): NodeJS.Timeout | undefined {
    return this.signal.aborted
      ? undefined
      : setTimeout(() => {
          this.#abort(timedOut(message));
        }, milliseconds);
  }

  #abort(reason: BackendError): void {
    this.#controller.abort(reason);
    this.end();
  }
}
