/** Optimizers: what they search, what was tried and how it ended. Survives as the journal does. */
import { JournaledState, type Journal } from '../storage/journal';
import {
  gridPoint,
  gridTotal,
  promisingPoint,
  randomNumbers,
  randomPoint,
  type Parameter,
  type Proposal,
  type Space,
  type Tried,
  type Values,
} from './parameterSearch';

export const algorithms = ['grid', 'random', 'bayes'] as const;
export type Algorithm = (typeof algorithms)[number];

export interface OptimizerSettings {
  readonly id: string;
  readonly name: string;
  readonly algorithm: Algorithm;
  /** As the client said them. */
  readonly parameters: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly spec: Readonly<Record<string, unknown>>;
  /** How often each set of values is tried. */
  readonly trials: number;
  readonly startTime: number;
  /** Read from the parameters and the spec. */
  readonly space: readonly (readonly [string, Parameter])[];
  readonly seed: number;
  readonly gridSize: number;
  readonly shuffles: boolean;
  /** Sets of values at most; 0 is no limit. */
  readonly mostSets: number;
  readonly maximizes: boolean;
  readonly retries: number;
}

/** One set of values, which may be tried several times. */
interface TriedSet {
  readonly pid: string;
  readonly proposal: Proposal;
  readonly trials: { status: string; score: number | null }[];
}

export interface Trial {
  readonly pid: string;
  readonly trial: number;
  /** From 1. */
  readonly count: number;
  readonly parameters: Values;
}

export type OptimizerChange =
  | { readonly kind: 'created'; readonly settings: OptimizerSettings }
  | { readonly kind: 'proposed'; readonly id: string; readonly pid: string; readonly proposal: Proposal }
  | { readonly kind: 'again'; readonly id: string; readonly pid: string }
  | {
      readonly kind: 'ended';
      readonly id: string;
      readonly pid: string;
      readonly trial: number;
      readonly status: string;
      readonly score: number | null;
      readonly time: number;
    };

export class LabOptimizer {
  readonly settings: OptimizerSettings;
  readonly sets = new Map<string, TriedSet>();
  lastUpdate: number | null = null;
  /** Nothing is left to try. */
  isExhausted = false;

  constructor(settings: OptimizerSettings) {
    this.settings = settings;
  }

  get count(): number {
    return [...this.sets.values()].reduce((sum, { trials }) => sum + trials.length, 0);
  }

  get space(): Space {
    return new Map(this.settings.space);
  }

  /** How many sets there can be at most. */
  get total(): number {
    const { algorithm, mostSets, gridSize, space } = this.settings;
    if (algorithm === 'grid') {
      return mostSets === 0 ? gridTotal(this.space, gridSize) : Math.min(mostSets, gridTotal(this.space, gridSize));
    }
    const choices = space.every(([, parameter]) => parameter.type === 'choice')
      ? gridTotal(this.space, gridSize)
      : Number.POSITIVE_INFINITY;
    return Math.min(choices, mostSets === 0 ? 10 * space.length : mostSets);
  }

  get status(): 'running' | 'completed' {
    const isOpen = [...this.sets.values()].some(({ trials }) => trials.some(({ status }) => status === 'assigned'));
    return this.isExhausted && !isOpen ? 'completed' : 'running';
  }

  /** The next values that were not tried yet; null when there are none. */
  propose(): Proposal | null {
    const { algorithm, gridSize, shuffles, seed, retries } = this.settings;
    const number = this.sets.size;
    if (number >= this.total) {
      return null;
    }
    if (algorithm === 'grid') {
      return gridPoint(
        this.space,
        gridSize,
        shuffles ? shuffled(number, gridTotal(this.space, gridSize), seed) : number,
      );
    }
    const random = randomNumbers(seed + number * 7919);
    const known = new Set(Array.from(this.sets.values(), ({ proposal }) => JSON.stringify(proposal.values)));
    for (let attempt = 0; attempt <= retries; attempt += 1) {
      const proposal =
        algorithm === 'random' || this.#scored.length < firstRandom
          ? randomPoint(this.space, random)
          : promisingPoint(this.space, this.#scored, random);
      if (!known.has(JSON.stringify(proposal.values))) {
        return proposal;
      }
    }
    return null;
  }

  get #scored(): Tried[] {
    const sign = this.settings.maximizes ? -1 : 1;
    return [...this.sets.values()].flatMap(({ proposal, trials }) => {
      const scores = trials.flatMap(({ score }) => (score === null ? [] : [score]));
      return scores.length === 0
        ? []
        : [{ point: proposal.point, loss: (sign * scores.reduce((sum, score) => sum + score, 0)) / scores.length }];
    });
  }
}

/** How many random sets a search by what was good begins with. */
const firstRandom = 5;

/**
 * A place in an order of 0 … total−1 that looks like none: steps of a size that has no factor in common with the total.
 */
function shuffled(number: number, total: number, seed: number): number {
  let step = Math.floor(total * 0.618) + (seed % 97) + 1;
  while (commonFactor(step, total) !== 1) {
    step += 1;
  }
  return Number((BigInt(number) * BigInt(step) + BigInt(seed)) % BigInt(total));
}

const commonFactor = (one: number, other: number): number => (other === 0 ? one : commonFactor(other, one % other));

export class LabOptimizers extends JournaledState<OptimizerChange> {
  readonly #optimizers = new Map<string, LabOptimizer>();

  constructor(journal: Journal) {
    super('optimizers', journal);
    this.restore();
  }

  get(id: string): LabOptimizer | undefined {
    return this.#optimizers.get(id);
  }

  all(): LabOptimizer[] {
    return [...this.#optimizers.values()];
  }

  create(settings: OptimizerSettings): void {
    this.write({ kind: 'created', settings });
  }

  /** Sets are tried as often as was asked for before the next one. Null when all is done. `pid`: for a new set. */
  next(optimizer: LabOptimizer, pid: string): Trial | null {
    const { id, trials } = optimizer.settings;
    const open = [...optimizer.sets.values()].find((set) => set.trials.length < trials);
    const proposal = open === undefined ? optimizer.propose() : null;
    if (open !== undefined) {
      this.write({ kind: 'again', id, pid: open.pid });
    } else if (proposal !== null) {
      this.write({ kind: 'proposed', id, pid, proposal });
    }
    const set = optimizer.sets.get(open?.pid ?? pid);
    optimizer.isExhausted = set === undefined;
    return set === undefined
      ? null
      : { pid: set.pid, trial: set.trials.length - 1, count: optimizer.count, parameters: set.proposal.values };
  }

  /** False when nothing of that name is tried. */
  end(
    optimizer: LabOptimizer,
    {
      pid,
      trial,
      status,
      score,
      time,
    }: {
      readonly pid: string;
      readonly trial: number;
      readonly status: string;
      readonly score: number | null;
      readonly time: number;
    },
  ): boolean {
    if (optimizer.sets.get(pid)?.trials[trial] === undefined) {
      return false;
    }
    this.write({ kind: 'ended', id: optimizer.settings.id, pid, trial, status, score, time });
    return true;
  }

  protected apply(change: OptimizerChange): void {
    if (change.kind === 'created') {
      this.#optimizers.set(change.settings.id, new LabOptimizer(change.settings));
      return;
    }
    const optimizer = this.#optimizers.get(change.id);
    if (optimizer === undefined) {
      return;
    }
    if (change.kind === 'proposed') {
      optimizer.sets.set(change.pid, { pid: change.pid, proposal: change.proposal, trials: [assigned()] });
      return;
    }
    const set = optimizer.sets.get(change.pid);
    if (change.kind === 'again') {
      set?.trials.push(assigned());
    } else if (set?.trials[change.trial] !== undefined) {
      set.trials[change.trial] = { status: change.status, score: change.score };
      optimizer.lastUpdate = change.time;
    }
  }
}

const assigned = (): TriedSet['trials'][number] => ({ status: 'assigned', score: null });
