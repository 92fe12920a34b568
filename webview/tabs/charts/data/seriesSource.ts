/**
 * The series that the charts in view need, of all experiments: asked for experiment by experiment, few questions at a
 * time, held while the page lives. Knows no drawing.
 */
import type { MetricSeries, Summary } from '../../../../src/shared/experiment';
import { failed, loading, ready, toProblem, type Loadable, type Problem } from '../../../../src/shared/problem';
import type { ExperimentRef } from '../../../../src/shared/reference';

/** A metric without a single value in the answer is null. */
export type HeldSeries = Loadable<MetricSeries | null>;

/**
 * How much of a series is held: the tracker's sample, the sample while all points are on their way, or all that it
 * gives.
 */
export type Completeness = 'sample' | 'loading' | 'all';

/** What the source must know of an experiment. */
export interface SourceExperiment {
  readonly id: string;
  readonly reference: ExperimentRef;
  readonly revision: number;
  readonly running: boolean;
  readonly metrics: readonly Summary[];
}

export interface Question {
  readonly of: ExperimentRef;
  readonly names: readonly string[];
  readonly full: boolean;
}

export interface Held {
  readonly series: HeldSeries;
  /** Why `series` is not the newest. */
  readonly staleBecause: Problem | null;
  readonly completeness: Completeness;
}

interface Holding {
  series: HeldSeries;
  staleBecause: Problem | null;
  full: boolean;
  /**
   * All points were wanted because there are few series in view, not because somebody asked; `refused`: they could not
   * be had so.
   */
  unasked: 'no' | 'yes' | 'refused';
  /** To be asked although the summary says nothing new. */
  wanted: boolean;
  /** Whether `series` is the answer to a question for all points. */
  holdsFull: boolean;
  underWay: boolean;
  /** What the summary said when it was last asked; null for never, or to be asked anyway. */
  asked: string | null;
  askedAt: number;
}

interface HeldExperiment {
  experiment: SourceExperiment;
  /** What the summary says of each metric's last point. */
  marks: ReadonlyMap<string, string>;
  readonly holdings: Map<string, Holding>;
}

/**
 * How many questions wait for their answer: what has come into view meanwhile goes before the rest of what was there.
 * How many requests a question is, and how many series a request asks for, is the host's affair.
 */
const mostUnderWay = 6;
/**
 * Of series longer than a sample so many are loaded whole without being asked for, experiments times metrics in view …
 */
const mostWholeInSight = 60;
/** … of which so many of running experiments: with every point that is added they come again … */
const mostWholeLive = 12;
/** … so many at a time: samples of what has just come into view go first … */
const mostWholeUnderWay = 4;
/** … and so many are kept, some half a megabyte each; of those out of view the oldest are given up. */
const mostWholeKept = 240;
/**
 * Milliseconds between two announcements while answers come one after the other: charts of many lines are dear to draw.
 */
const announceInterval = 120;

export class SeriesSource {
  readonly #ask: (question: Question) => Promise<readonly MetricSeries[]>;
  readonly #changed: () => void;
  #experiments: readonly HeldExperiment[] = [];
  #inSight: ReadonlySet<string> = new Set();
  #hides: (id: string, name: string) => boolean = () => false;
  #underWay = 0;
  #wholeUnderWay = 0;
  #planned = false;
  #announcedAt = -Infinity;
  #announcing: number | null = null;

  /** `changed` is called soon after an answer, not for each. */
  constructor(ask: (question: Question) => Promise<readonly MetricSeries[]>, changed: () => void) {
    this.#ask = ask;
    this.#changed = changed;
  }

  held(id: string, name: string): Held {
    const holding = this.#experiments.find(({ experiment }) => experiment.id === id)?.holdings.get(name);
    if (holding === undefined) {
      return nothingHeld;
    }
    return {
      series: holding.series,
      staleBecause: holding.staleBecause,
      completeness: !holding.full ? 'sample' : holding.holdsFull ? 'all' : 'loading',
    };
  }

  /** In the order in which they are asked about. What is held of others is forgotten. */
  setExperiments(experiments: readonly SourceExperiment[]): void {
    const before = new Map(this.#experiments.map((held) => [held.experiment.id, held]));
    this.#experiments = experiments.map((experiment) => ({
      experiment,
      marks: new Map(experiment.metrics.map((metric) => [metric.name, markOf(metric)])),
      holdings: before.get(experiment.id)?.holdings ?? new Map<string, Holding>(),
    }));
    this.#plan();
  }

  /** The metrics in view; of an experiment that hides one it is not asked. */
  setWanted(inSight: ReadonlySet<string>, hides: (id: string, name: string) => boolean): void {
    this.#inSight = inSight;
    this.#hides = hides;
    this.#plan();
  }

  /** All points of a metric instead of the tracker's sample, of every experiment that draws it. */
  loadAll(name: string): void {
    for (const held of this.#experiments) {
      if (!held.marks.has(name) || this.#hides(held.experiment.id, name)) {
        continue;
      }
      const holding = holdingOf(held, name);
      // All that was logged may have come already.
      if (holding.full || (holding.series.state === 'ready' && holding.series.value?.sampled === false)) {
        continue;
      }
      Object.assign(holding, { full: true, unasked: 'no', wanted: true });
    }
    this.#plan();
  }

  /** What failed and what is not up to date is asked again. */
  retry(name: string): void {
    for (const { holdings } of this.#experiments) {
      const holding = holdings.get(name);
      if (holding === undefined || (holding.series.state !== 'failed' && holding.staleBecause === null)) {
        continue;
      }
      holding.asked = null;
      if (holding.series.state === 'failed') {
        holding.series = loading;
      }
    }
    this.#changed();
    this.#plan();
  }

  /** Waits for the end of the burst: scrolling brings many charts into view at once. */
  #plan(): void {
    if (this.#planned) {
      return;
    }
    this.#planned = true;
    requestAnimationFrame(() => {
      this.#planned = false;
      this.#askOn();
    });
  }

  /** What is asked is decided only when there is room for it: what has been scrolled past is not. */
  #askOn(): void {
    this.#wantWhole();
    for (const full of [false, true]) {
      for (const held of this.#experiments) {
        const due = [...this.#inSight].filter((name) => this.#isDue(held, name) && holdingOf(held, name).full === full);
        // All points of a series are much for one answer; samples of all that are in view come together.
        for (const names of full ? due.map((name) => [name]) : due.length === 0 ? [] : [due]) {
          if (this.#underWay >= mostUnderWay || (full && this.#wholeUnderWay >= mostWholeUnderWay)) {
            return;
          }
          void this.#askFor(held, names, full);
        }
      }
    }
  }

  /**
   * A sample may hide what matters: what is in view is wanted whole, chart by chart, as far as that is within the
   * tracker's means and the page's.
   */
  #wantWhole(): void {
    let left = mostWholeInSight,
      leftLive = mostWholeLive;
    for (const name of this.#inSight) {
      const long = this.#experiments.filter(
        (held) => held.marks.has(name) && !this.#hides(held.experiment.id, name) && mayBeLonger(holdingOf(held, name)),
      );
      const live = long.filter(({ experiment }) => experiment.running).length;
      const fits = long.length <= left && live <= leftLive;
      if (fits) {
        left -= long.length;
        leftLive -= live;
      }
      for (const held of long) {
        const holding = holdingOf(held, name);
        if (fits && !holding.full && holding.unasked === 'no') {
          Object.assign(holding, { full: true, unasked: 'yes', wanted: true });
        } else if (!fits) {
          giveUp(holding, held.experiment.running);
        }
      }
    }
    this.#giveUpUnseen();
  }

  /** What has left the view is not wanted any more, and not kept for ever. */
  #giveUpUnseen(): void {
    let kept = 0;
    for (const { holdings } of this.#experiments) {
      for (const { holdsFull } of holdings.values()) {
        if (holdsFull) {
          kept += 1;
        }
      }
    }
    for (const { holdings } of this.#experiments) {
      for (const [name, holding] of holdings) {
        if (this.#inSight.has(name)) {
          continue;
        }
        giveUp(holding, false);
        if (kept <= mostWholeKept || !holding.holdsFull || holding.underWay) {
          continue;
        }
        holdings.delete(name);
        kept -= 1;
      }
    }
  }

  /**
   * Of a running experiment what its summary says has grown, and what failed once a new revision is there. The revision
   * of any other grows only because it ended or because somebody asked for a refresh: then all may have changed.
   */
  #isDue(held: HeldExperiment, name: string): boolean {
    const {
      experiment: { id, revision, running },
      marks,
    } = held;
    const mark = marks.get(name);
    if (mark === undefined || this.#hides(id, name)) {
      return false;
    }
    const { underWay, wanted, asked, askedAt, series, staleBecause } = holdingOf(held, name);
    if (underWay) {
      return false;
    }
    return (
      wanted ||
      asked !== mark ||
      (askedAt !== revision && (!running || mark === unknownMark || series.state === 'failed' || staleBecause !== null))
    );
  }

  async #askFor(
    { experiment: { reference, revision }, marks, holdings }: HeldExperiment,
    names: readonly string[],
    full: boolean,
  ): Promise<void> {
    const asked = names.flatMap((name) => {
      const holding = holdings.get(name);
      return holding === undefined ? [] : [{ name, holding }];
    });
    for (const { name, holding } of asked) {
      Object.assign(holding, {
        underWay: true,
        wanted: false,
        asked: marks.get(name) ?? unknownMark,
        askedAt: revision,
      });
    }
    this.#underWay += 1;
    if (full) {
      this.#wholeUnderWay += 1;
    }
    try {
      const answer = new Map((await this.#ask({ of: reference, names, full })).map((series) => [series.name, series]));
      for (const { name, holding } of asked) {
        Object.assign(holding, { series: ready(answer.get(name) ?? null), holdsFull: full, staleBecause: null });
      }
    } catch (error) {
      for (const { holding } of asked) {
        // No reader asked for all points, and the sample is there: it stays, and says what it lacks.
        if (full && holding.unasked === 'yes' && !holding.holdsFull) {
          Object.assign(holding, { full: false, unasked: 'refused' });
        } else if (holding.series.state === 'ready') {
          holding.staleBecause = toProblem(error);
        } else {
          holding.series = failed(error);
        }
      }
    }
    for (const { holding } of asked) {
      holding.underWay = false;
    }
    this.#underWay -= 1;
    if (full) {
      this.#wholeUnderWay -= 1;
    }
    this.#askOn();
    this.#announce();
  }

  #announce(): void {
    if (this.#announcing !== null) {
      return;
    }
    const wait = this.#underWay === 0 ? 0 : Math.max(0, this.#announcedAt + announceInterval - performance.now());
    this.#announcing = window.setTimeout(() => {
      this.#announcing = null;
      this.#announcedAt = performance.now();
      this.#changed();
    }, wait);
  }
}

const nothingHeld: Held = { series: loading, staleBecause: null, completeness: 'sample' };

/**
 * Whether there may be more points than are held; so it stays once all are, since they come again when the series
 * grows.
 */
const mayBeLonger = ({ series, full }: Holding): boolean =>
  full || (series.state === 'ready' && series.value?.sampled === true);

/**
 * What was wanted without being asked for, and is not there yet; of what still grows also what is: its next points come
 * with a sample.
 */
function giveUp(holding: Holding, grows: boolean): void {
  if (holding.unasked === 'yes' && !holding.underWay && (grows || !holding.holdsFull)) {
    Object.assign(holding, { full: false, holdsFull: false, unasked: 'no', wanted: false });
  }
}

/** Whether such a metric has grown cannot be told. */
const unknownMark = '';

const markOf = ({ current }: Summary): string =>
  current === null ? unknownMark : `${current.value} ${String(current.step)} ${String(current.time)}`;

function holdingOf({ holdings }: HeldExperiment, name: string): Holding {
  let holding = holdings.get(name);
  if (holding === undefined) {
    holding = {
      series: loading,
      staleBecause: null,
      full: false,
      unasked: 'no',
      wanted: false,
      holdsFull: false,
      underWay: false,
      asked: null,
      askedAt: -1,
    };
    holdings.set(name, holding);
  }
  return holding;
}
