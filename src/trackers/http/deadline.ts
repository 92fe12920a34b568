/**
 * How long a call may take and who may end it: the caller's signal, the deadline of the whole, the deadline of the
 * present step, the least speed of a body. Ends once, with a BackendError as the reason; knows nothing of requests.
 */
import { setMaxListeners } from 'node:events';
import type { BackendError } from '../../shared/problem';
import { cancelled, timedOut } from './errors';

/** Each further so many bytes must come within so much waiting. */
interface LeastSpeed {
  readonly bytes: number;
  readonly milliseconds: number;
  readonly fall: () => BackendError;
  moved: number;
  left: number;
  since: number;
}

export class Deadline {
  readonly #controller = new AbortController();
  readonly #stops: readonly AbortSignal[];
  readonly #stop = (): void => {
    this.#abort(cancelled());
  };
  #onEnd: (() => void) | null = null;
  #whole: { readonly message: string; left: number; since: number; timer: NodeJS.Timeout | undefined } | null = null;
  #step: NodeJS.Timeout | undefined;
  #leastSpeed: LeastSpeed | null = null;
  #leastSpeedTimer: NodeJS.Timeout | undefined;

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
    this.#whole = { message, left: milliseconds, since: 0, timer: undefined };
    this.goOn();
  }

  /** Nothing is done for the call: the time of the whole stands still until `goOn`. */
  holdUp(): void {
    this.rest();
    if (this.#whole !== null) {
      clearTimeout(this.#whole.timer);
      this.#whole.left -= performance.now() - this.#whole.since;
    }
  }

  goOn(): void {
    const whole = this.#whole;
    if (whole !== null) {
      whole.since = performance.now();
      whole.timer = this.#after(whole.left, () => timedOut(whole.message));
    }
  }

  /** What is awaited next must come in time; replaces the step before. */
  step(milliseconds: number, message: string, advice?: string): void {
    this.rest();
    this.#step = this.#after(milliseconds, () => timedOut(message, advice));
    if (this.#leastSpeed !== null) {
      this.#leastSpeed.since = performance.now();
      this.#leastSpeedTimer = this.#after(this.#leastSpeed.left, this.#leastSpeed.fall);
    }
  }

  /** Nothing is awaited from the server at present. */
  rest(): void {
    clearTimeout(this.#step);
    clearTimeout(this.#leastSpeedTimer);
    if (this.#leastSpeed !== null && this.#leastSpeedTimer !== undefined) {
      this.#leastSpeed.left = Math.max(0, this.#leastSpeed.left - (performance.now() - this.#leastSpeed.since));
    }
    this.#leastSpeedTimer = undefined;
  }

  /**
   * From the next step on, so many bytes must `move` within each such time of waiting, else the call ends with what
   * `fall` makes.
   */
  demand(bytes: number, milliseconds: number, fall: () => BackendError): void {
    this.#leastSpeed = { bytes, milliseconds, fall, moved: 0, left: milliseconds, since: 0 };
  }

  /** So many bytes came or went, at rest. */
  moved(bytes: number): void {
    if (this.#leastSpeed === null) {
      return;
    }
    this.#leastSpeed.moved += bytes;
    if (this.#leastSpeed.moved >= this.#leastSpeed.bytes) {
      this.#leastSpeed.moved = 0;
      this.#leastSpeed.left = this.#leastSpeed.milliseconds;
    }
  }

  /** What is awaited from here on is no stream of bytes. */
  demandNothing(): void {
    this.rest();
    this.#leastSpeed = null;
  }

  end(): void {
    clearTimeout(this.#whole?.timer);
    this.#whole = null;
    this.demandNothing();
    for (const stop of this.#stops) {
      stop.removeEventListener('abort', this.#stop);
    }
    this.#onEnd?.();
    this.#onEnd = null;
  }

  #after(milliseconds: number, reason: () => BackendError): NodeJS.Timeout | undefined {
    return this.signal.aborted
      ? undefined
      : setTimeout(() => {
          this.#abort(reason());
        }, milliseconds);
  }

  #abort(reason: BackendError): void {
    this.#controller.abort(reason);
    this.end();
  }
}
