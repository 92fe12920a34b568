/**
 * How the lab keeps what is written to it: changes come in streams, whose readers decide what a change does; the
 * journal records it, and a restarted lab applies all changes again. Knows no protocol and no file.
 */

/** Changes are JSON-safe. */
export interface Journal {
  /**
   * Kept when it returns: a process that is killed afterwards loses nothing. Throws UnusableFolder when it cannot be
   * kept.
   */
  append(stream: string, change: unknown): void;
  /** In the order in which they were appended. */
  read(stream: string): unknown[];
  /**
   * What `read` gives, some hundred at a time and read as late as possible: rest between pages when a stream may be
   * large.
   */
  pages(stream: string): Iterable<unknown[]>;
  /** These changes, and no others, are the stream's. All at once or not at all. */
  rewrite(stream: string, changes: readonly unknown[]): void;
  /** The stream will not be asked for again. */
  forget(stream: string): void;
}

/** For labs whose changes end with them. */
export const memoryJournal: Journal = {
  append: () => undefined,
  read: () => [],
  pages: () => [],
  rewrite: () => undefined,
  forget: () => undefined,
};

/** What a journal's reader throws when its file is not what it should be and cannot be mended. */
export class DamagedJournal extends Error {
  override readonly name = 'DamagedJournal';
}

/** By its name: the file that throws it is loaded apart, and may have the class from another copy of this file. */
export const isDamagedJournal = (error: unknown): error is DamagedJournal =>
  error instanceof Error && error.name === 'DamagedJournal';

/**
 * A part of what the lab holds that is nothing but the sum of its changes. Checks come before `write`; `apply` never
 * refuses.
 */
export abstract class JournaledState<Change> {
  readonly #name: string;
  readonly #journal: Journal;

  /** `name` is unique in the lab and the same in every start. */
  constructor(name: string, journal: Journal) {
    this.#name = name;
    this.#journal = journal;
  }

  protected abstract apply(change: Change): void;

  /** Once, when a subclass has its fields. */
  protected restore(): void {
    for (const change of this.#journal.read(this.#name)) {
      this.apply(change as Change);
    }
  }

  protected write(change: Change): void {
    this.#journal.append(this.#name, change);
    this.apply(change);
  }
}
