/**
 * Owns a part of the extension that is loaded and made when it is first asked for, and not when a window opens. The
 * import within `make` is what the bundler cuts along (`esbuild.mjs`).
 */
import * as l10n from '@vscode/l10n';
import type { Disposable } from '../shared/base/event';
import { BackendError } from '../shared/problem';

export class OnDemand<T> {
  readonly #make: () => Promise<T>;
  readonly #log: (cause: unknown) => void;
  #making: Promise<T> | null = null;
  #made: T | null = null;
  #disposed = false;

  /** @param log told why it could not be made */
  constructor(make: () => Promise<T>, log: (cause: unknown) => void) {
    this.#make = make;
    this.#log = log;
  }

  /** Null until somebody asked for it. */
  get made(): T | null {
    return this.#made;
  }

  /** The same for all who ask. Rejects with a BackendError when it cannot be loaded; the next call tries again. */
  get(): Promise<T> {
    this.#making ??= this.#load();
    return this.#making;
  }

  /** Disposes of what was made, or is as soon as it is there. */
  dispose(): void {
    this.#disposed = true;
    if (isDisposable(this.#made)) {
      this.#made.dispose();
    }
  }

  async #load(): Promise<T> {
    try {
      const made = await this.#make();
      this.#made = made;
      if (this.#disposed && isDisposable(made)) {
        made.dispose();
      }
      return made;
    } catch (cause) {
      this.#making = null;
      // Another part that this one needs has said it already.
      if (cause instanceof BackendError) {
        throw cause;
      }
      this.#log(cause);
      throw new BackendError('unexpected', l10n.t('A part of Experiment Explorer could not be loaded.'), {
        advice: l10n.t('Reload the window: the extension may have been updated meanwhile.'),
        cause,
      });
    }
  }
}

const isDisposable = (part: unknown): part is Disposable =>
  typeof part === 'object' && part !== null && 'dispose' in part && typeof part.dispose === 'function';
