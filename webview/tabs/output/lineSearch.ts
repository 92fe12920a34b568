/**
 * A search through many lines, a slice at a time, so that typing stays quick in a hundred megabytes. Knows no drawing.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { readPattern, type LinePattern, type PatternOptions } from './linePattern';

/** Lines to be searched. They may grow at the end; all from `settled` on may still change. */
export interface LineSource {
  readonly count: number;
  readonly settled: number;
  plain(line: number): string;
}

/** Milliseconds of searching between two chances to draw. */
const slice = 8;
/** Milliseconds between two drawings of how far it is. */
const tellEvery = 100;

export class LineSearch implements ReactiveController, LineSource {
  readonly #element: ReactiveControllerHost;
  readonly #changed: () => void;
  #lines: LineSource | null = null;
  #turn = 0;
  #query = '';
  #options: PatternOptions;
  #pattern: LinePattern | null = null;
  #mistake: string | null = null;
  /** Lines that match, in order. */
  #matches: number[] = [];
  /** Lines before this one have been searched and are settled. */
  #done = 0;
  #current: number | null = null;
  /** The line whose match is to be looked at again when it is found; null: the first that is found. */
  #stayAt: number | null = null;
  #searching = false;

  /** @param changed hears of matches that came or went */
  constructor(element: ReactiveControllerHost, options: PatternOptions, changed: () => void = () => undefined) {
    this.#element = element;
    this.#options = options;
    this.#changed = changed;
    element.addController(this);
  }

  hostConnected(): void {
    this.grow();
  }

  hostDisconnected(): void {
    this.#turn += 1;
    this.#searching = false;
  }

  get query(): string {
    return this.#query;
  }

  get options(): PatternOptions {
    return this.#options;
  }

  /** Null when nothing is searched for, or when what is cannot be read. */
  get pattern(): LinePattern | null {
    return this.#pattern;
  }

  get mistake(): string | null {
    return this.#mistake;
  }

  get searching(): boolean {
    return this.#searching;
  }

  /** How many lines match so far. */
  get count(): number {
    return this.#matches.length;
  }

  /** As many of them as will stay. */
  get settled(): number {
    const last = this.#matches.at(-1);
    return last === undefined || last < this.#done ? this.#matches.length : this.#matches.length - 1;
  }

  /** The number of a matching line among the lines searched. */
  lineAt(match: number): number {
    return this.#matches[match] ?? -1;
  }

  plain(match: number): string {
    return this.#lines?.plain(this.lineAt(match)) ?? '';
  }

  /** Index of the match that is looked at. */
  get current(): number | null {
    return this.#current;
  }

  get currentLine(): number | null {
    return this.#current === null ? null : (this.#matches[this.#current] ?? null);
  }

  /** Other lines: the search goes through them again, and stays at its match where there is one on the same line. */
  setLines(lines: LineSource): void {
    if (lines === this.#lines) {
      return;
    }
    const stayAt = this.currentLine;
    this.#lines = lines;
    this.#restart(stayAt, () => undefined);
  }

  /** The lines grew: the search goes on where it was. */
  grow(): void {
    if (this.#pattern !== null && !this.#searching) {
      void this.#run(() => undefined);
    }
  }

  /**
   * The lines have changed otherwise: the search begins again, and stays at its match where there is one on the same
   * line.
   */
  restart(): void {
    this.#restart(this.currentLine, () => undefined);
  }

  /** `found` is told of the first match. */
  find(query: string, options: Partial<PatternOptions>, found: () => void = () => undefined): void {
    this.#query = query;
    this.#options = { ...this.#options, ...options };
    const { pattern, mistake, loading } = readPattern(query, this.#options);
    this.#mistake = mistake;
    this.#pattern = pattern;
    this.#restart(null, found);
    const turn = this.#turn;
    void loading?.then(() => {
      if (turn === this.#turn) {
        this.find(query, {}, found);
      }
    });
  }

  go(direction: 1 | -1): void {
    const count = this.#matches.length;
    if (count === 0) {
      return;
    }
    this.#current =
      this.#current === null ? (direction > 0 ? 0 : count - 1) : (this.#current + direction + count) % count;
    this.#element.requestUpdate();
  }

  #restart(stayAt: number | null, found: () => void): void {
    this.#matches = [];
    this.#done = 0;
    this.#current = null;
    this.#stayAt = stayAt;
    void this.#run(found);
  }

  async #run(found: () => void): Promise<void> {
    const turn = (this.#turn += 1);
    const [lines, pattern] = [this.#lines, this.#pattern];
    this.#searching = lines !== null && pattern !== null;
    if (lines !== null && pattern !== null) {
      let told = performance.now();
      let until = told + slice;
      this.#forgetUnsettled();
      // To look at the clock takes longer than to find a word on a line; an expression may take a while on a long one.
      const linesAtOnce = this.#options.expression ? 1 : 64;
      for (let line = this.#done; line < lines.count; line += 1) {
        if (pattern.test(lines.plain(line))) {
          this.#matches.push(line);
          if (this.#current === null && (this.#stayAt === null || line === this.#stayAt)) {
            this.#current = this.#matches.length - 1;
            found();
          }
        }
        this.#done = Math.min(line + 1, lines.settled);
        if (line % linesAtOnce !== 0 || performance.now() < until) {
          continue;
        }
        if (performance.now() - told > tellEvery) {
          told = performance.now();
          this.#tell();
        }
        await new Promise((resolve) => setTimeout(resolve));
        if (turn !== this.#turn) {
          return;
        }
        until = performance.now() + slice;
        // Meanwhile the last lines may have changed.
        this.#forgetUnsettled();
        line = this.#done - 1;
      }
      this.#searching = false;
    }
    this.#tell();
  }

  #forgetUnsettled(): void {
    const line = this.currentLine;
    while ((this.#matches.at(-1) ?? -1) >= this.#done) {
      this.#matches.pop();
    }
    if (this.#current === null || this.#current < this.#matches.length) {
      return;
    }
    this.#current = null;
    this.#stayAt = line;
  }

  #tell(): void {
    this.#changed();
    this.#element.requestUpdate();
  }
}
