/** The series that the charts in sight need: asked for together, held while the page lives. Knows no drawing. */
import type { MetricSeries } from '../src/shared/experiment';
import { failed, loading, ready, toProblem, type Loadable, type Problem } from '../src/shared/problem';

/** A metric without a single value in the answer is null. */
export type HeldSeries = Loadable<MetricSeries | null>;

interface Holding {
  series: HeldSeries;
  /** Why `series` is not the newest. */
  staleBecause: Problem | null;
  /** The revision it was last asked at, -1 for never. */
  askedAt: number;
  full: boolean;
  /** Whether `series` is the answer to a question for all points. */
  holdsFull: boolean;
}

/** How much of a series is held: the tracker's sample, the sample while all points are on their way, or all that it gives. */
export type Completeness = 'sample' | 'loading' | 'all';

/** Servers answer one large question slower than two of this size. */
const namesAQuestion = 24;

export class SeriesSource {
  readonly #ask: (names: readonly string[], full: boolean) => Promise<readonly MetricSeries[]>;
  readonly #changed: (names: readonly string[]) => void;
  readonly #holdings = new Map<string, Holding>();
  readonly #inSight = new Set<string>();
  #revision = 0;
  #planned = false;

  constructor(
    ask: (names: readonly string[], full: boolean) => Promise<readonly MetricSeries[]>,
    changed: (names: readonly string[]) => void,
  ) {
    this.#ask = ask;
    this.#changed = changed;
  }

  series(name: string): HeldSeries {
    return this.#holdings.get(name)?.series ?? loading;
  }

  staleBecause(name: string): Problem | null {
    return this.#holdings.get(name)?.staleBecause ?? null;
  }

  completeness(name: string): Completeness {
    const holding = this.#holdings.get(name);
    if (holding === undefined || !holding.full) return 'sample';
    return holding.holdsFull ? 'all' : 'loading';
  }

  /** All may have changed: what is in sight is asked again, the rest when it comes into sight. */
  setRevision(revision: number): void {
    if (revision === this.#revision) return;
    this.#revision = revision;
    this.#plan();
  }

  setInSight(name: string, inSight: boolean): void {
    if (inSight) this.#inSight.add(name);
    else this.#inSight.delete(name);
    if (inSight) this.#plan();
  }

  /** All points of a metric instead of the tracker's sample. */
  loadAll(name: string): void {
    const holding = this.#holding(name);
    if (holding.full) return;
    holding.full = true;
    holding.askedAt = -1;
    this.#plan();
  }

  readonly retry = (name: string): void => {
    const holding = this.#holding(name);
    holding.askedAt = -1;
    if (holding.series.state === 'failed') holding.series = loading;
    this.#changed([name]);
    this.#plan();
  };

  /** Waits for the end of the burst: scrolling brings many charts into sight at once. */
  #plan(): void {
    if (this.#planned) return;
    this.#planned = true;
    requestAnimationFrame(() => {
      this.#planned = false;
      const due = [...this.#inSight].filter((name) => this.#holding(name).askedAt !== this.#revision);
      for (const full of [false, true]) {
        const names = due.filter((name) => this.#holding(name).full === full);
        const size = full ? 1 : namesAQuestion;
        for (let start = 0; start < names.length; start += size) void this.#askFor(names.slice(start, start + size), full);
      }
    });
  }

  async #askFor(names: readonly string[], full: boolean): Promise<void> {
    const revision = this.#revision;
    for (const name of names) this.#holding(name).askedAt = revision;
    // An answer that was overtaken by a newer question is thrown away.
    const wanted = (name: string): boolean => {
      const { askedAt, full: wantsFull } = this.#holding(name);
      return askedAt === revision && wantsFull === full;
    };
    try {
      const answer = new Map((await this.#ask(names, full)).map((series) => [series.name, series]));
      for (const name of names.filter(wanted)) {
        const holding = this.#holding(name);
        holding.series = ready(answer.get(name) ?? null);
        holding.holdsFull = full;
        holding.staleBecause = null;
      }
    } catch (error) {
      for (const name of names.filter(wanted)) {
        const holding = this.#holding(name);
        if (holding.series.state === 'ready') holding.staleBecause = toProblem(error);
        else holding.series = failed(error);
      }
    }
    this.#changed(names);
  }

  #holding(name: string): Holding {
    let holding = this.#holdings.get(name);
    if (holding === undefined) this.#holdings.set(name, (holding = { series: loading, staleBecause: null, askedAt: -1, full: false, holdsFull: false }));
    return holding;
  }
}
