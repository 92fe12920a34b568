/** A search through many lines, a slice at a time, so that typing stays quick in ten megabytes. Knows no drawing. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Milliseconds of searching between two chances to draw. */
const slice = 8;

export class LineSearch implements ReactiveController {
  readonly #element: ReactiveControllerHost;
  #count = 0;
  #textOf: (index: number) => string = () => '';
  #turn = 0;
  #query = '';
  #matches: number[] = [];
  #current: number | null = null;
  #searching = false;

  constructor(element: ReactiveControllerHost) {
    this.#element = element;
    element.addController(this);
  }

  hostDisconnected(): void {
    this.#turn += 1;
  }

  get query(): string {
    return this.#query;
  }

  /** Lines that hold the query, in order. */
  get matches(): readonly number[] {
    return this.#matches;
  }

  /** Index of the match that is looked at. */
  get current(): number | null {
    return this.#current;
  }

  get currentLine(): number | null {
    return this.#current === null ? null : this.#matches[this.#current] ?? null;
  }

  get searching(): boolean {
    return this.#searching;
  }

  /** The text grew or changed: the search goes through it anew and stays at its match. */
  setLines(count: number, textOf: (index: number) => string): void {
    this.#count = count;
    this.#textOf = textOf;
    if (this.#query !== '') void this.#run(this.currentLine, () => undefined);
  }

  /** `found` is told of the first match. */
  find(query: string, found: () => void): void {
    this.#query = query;
    void this.#run(null, found);
  }

  go(direction: 1 | -1): void {
    const count = this.#matches.length;
    if (count === 0) return;
    this.#current = this.#current === null ? (direction > 0 ? 0 : count - 1) : (this.#current + direction + count) % count;
    this.#element.requestUpdate();
  }

  async #run(stayAt: number | null, found: () => void): Promise<void> {
    const turn = (this.#turn += 1);
    const needle = this.#query.toLowerCase();
    this.#matches = [];
    this.#current = null;
    this.#searching = needle !== '';
    this.#element.requestUpdate();
    if (needle === '') return;
    let until = performance.now() + slice;
    for (let index = 0; index < this.#count; index += 1) {
      if (this.#textOf(index).toLowerCase().includes(needle)) {
        this.#matches.push(index);
        if (stayAt === null ? this.#current === null : index === stayAt) {
          this.#current = this.#matches.length - 1;
          found();
        }
      }
      if (index % 64 !== 0 || performance.now() < until) continue;
      this.#element.requestUpdate();
      await new Promise((resolve) => setTimeout(resolve));
      if (turn !== this.#turn) return;
      until = performance.now() + slice;
    }
    this.#searching = false;
    this.#element.requestUpdate();
  }
}
