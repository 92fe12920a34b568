/** Promises by key: concurrent requests share one, failures are forgotten, the least recently used go first. */

export class PromiseCache {
  readonly #entries = new Map<string, Promise<unknown>>();
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** The promise under the key, or that of `load`, which is forgotten when it rejects. */
  get<T>(key: string, load: () => Promise<T>): Promise<T> {
    const known = this.#entries.get(key);
    if (known !== undefined) {
      this.#entries.delete(key);
      this.#entries.set(key, known);
      // A key is only ever used with one type: it names the part of the experiment that it holds.
      return known as Promise<T>;
    }
    const promise = load();
    this.#entries.set(key, promise);
    promise.catch(() => {
      if (this.#entries.get(key) === promise) {
        this.#entries.delete(key);
      }
    });
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#capacity) {
        break;
      }
      this.#entries.delete(oldest);
    }
    return promise;
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  set(key: string, value: unknown): void {
    this.#entries.delete(key);
    this.#entries.set(key, Promise.resolve(value));
  }

  /** Replaces a value that has arrived; a value still on its way or unknown is left alone. */
  async update<T>(key: string, change: (value: T) => T): Promise<void> {
    const promise = this.#entries.get(key) as Promise<T> | undefined;
    if (promise === undefined) {
      return;
    }
    const value = await promise.catch(() => undefined);
    if (value !== undefined && this.#entries.get(key) === promise) {
      this.#entries.set(key, Promise.resolve(change(value)));
    }
  }

  /** The keys that were forgotten. */
  evict(prefix: string): readonly string[] {
    return this.evictWhere((key) => key.startsWith(prefix));
  }

  evictWhere(belongs: (key: string) => boolean): readonly string[] {
    const evicted = [...this.#entries.keys()].filter(belongs);
    for (const key of evicted) {
      this.#entries.delete(key);
    }
    return evicted;
  }
}
