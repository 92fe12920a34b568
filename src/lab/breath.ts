/** Lets long work give the event loop a turn, so that whoever shares the process stays responsive. */
import { setImmediate } from 'node:timers/promises';

const longest = 6;

export class Breath {
  #since = performance.now();

  /** Waits for a turn of the event loop when the work since the last one has become long; else returns at once. */
  async pause(): Promise<void> {
    if (this.due) {
      await setImmediate();
      this.#since = performance.now();
    }
  }

  get due(): boolean {
    return performance.now() - this.#since > longest;
  }
}
