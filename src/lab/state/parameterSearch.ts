/**
 * Which values an optimizer tries: every point of a grid, random ones, or ones near the best so far. Each choice
 * follows from the seed and from what was tried, so that a restarted lab goes on where it stopped. Knows no HTTP.
 */

export type ParameterValue = string | number | boolean;

export type Parameter =
  | {
      readonly type: 'integer' | 'float';
      readonly scaling: Scaling;
      readonly minimum: number;
      readonly maximum: number;
    }
  | { readonly type: 'choice'; readonly values: readonly ParameterValue[] };

/** For `normal` and `lognormal` the range is three deviations to both sides of the middle. */
type Scaling = 'uniform' | 'loguniform' | 'normal' | 'lognormal';

export type Space = ReadonlyMap<string, Parameter>;
export type Values = Readonly<Record<string, ParameterValue>>;

/** A point is a place in [0, 1) for each parameter, in their order. */
type Point = readonly number[];

export interface Tried {
  readonly point: Point;
  /** Lower is better; null while it runs, and when it failed. */
  readonly loss: number | null;
}

export interface Proposal {
  readonly point: Point;
  readonly values: Values;
}

/** Whole numbers from 0 to 2³²−1; equal seeds give equal ones. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const levelsOf = (parameter: Parameter, gridSize: number): number => {
  if (parameter.type === 'choice') {
    return parameter.values.length;
  }
  const { type, scaling, minimum, maximum } = parameter;
  return type === 'integer' && scaling === 'uniform'
    ? Math.min(gridSize, Math.floor(maximum) - Math.ceil(minimum) + 1)
    : gridSize;
};

/** How many points the grid has. */
export const gridTotal = (space: Space, gridSize: number): number =>
  [...space.values()].reduce((total, parameter) => total * levelsOf(parameter, gridSize), 1);

/** The grid's point of that number, from 0; the last parameter moves first. */
export function gridPoint(space: Space, gridSize: number, number: number): Proposal {
  let rest = number;
  const point = [...space.values()]
    .toReversed()
    .map((parameter) => {
      const levels = levelsOf(parameter, gridSize);
      const level = rest % levels;
      rest = Math.floor(rest / levels);
      // Grids have both ends of a range; of choices each has a part of its own.
      return parameter.type === 'choice'
        ? (level + 0.5) / levels
        : levels === 1
          ? 0
          : Math.min(level / (levels - 1), 1 - Number.EPSILON);
    })
    .toReversed();
  return { point, values: valuesAt(space, point) };
}

export function randomPoint(space: Space, random: () => number): Proposal {
  const point = Array.from(space, () => random());
  return { point, values: valuesAt(space, point) };
}

const candidates = 24;
/** The share of what was tried that counts as good. */
const goodShare = 0.25;

/**
 * A tree of Parzen estimators: of some points near the good ones, the one that is likeliest among the good and
 * unlikeliest among the others. How trackers search themselves is not documented.
 */
export function promisingPoint(space: Space, tried: readonly Tried[], random: () => number): Proposal {
  const scored = tried
    .filter((one): one is Tried & { loss: number } => one.loss !== null)
    .sort((a, b) => a.loss - b.loss);
  const good = scored.slice(0, Math.max(1, Math.ceil(scored.length * goodShare))).map(({ point }) => point);
  const others = scored.slice(good.length).map(({ point }) => point);
  const width = Math.max(0.03, 0.5 / Math.sqrt(scored.length));
  let best: { point: Point; gain: number } | null = null;
  for (let number = 0; number < candidates; number += 1) {
    const center = good[Math.floor(random() * good.length)] ?? [];
    const point = Array.from(space, (_, index) =>
      reflected((center[index] ?? random()) + (random() + random() + random() - 1.5) * 2 * width),
    );
    const gain = density(point, good, width) - density(point, others, width);
    if (best === null || gain > best.gain) {
      best = { point, gain };
    }
  }
  const point = best?.point ?? [];
  return { point, values: valuesAt(space, point) };
}

/** The logarithm of the mean of bells around the centers. */
function density(point: Point, centers: readonly Point[], width: number): number {
  let sum = 1e-9;
  for (const center of centers) {
    sum += Math.exp(
      -point.reduce((distance, at, index) => distance + ((at - (center[index] ?? 0)) / width) ** 2, 0) / 2,
    );
  }
  return Math.log(sum / Math.max(1, centers.length));
}

/** Back into [0, 1). */
const reflected = (place: number): number => Math.min(Math.abs(place > 1 ? 2 - place : place), 1 - Number.EPSILON);

const valuesAt = (space: Space, point: Point): Values =>
  Object.fromEntries(
    Array.from(space, ([name, parameter], index) => [name, valueAt(parameter, point[index] ?? 0)] as const),
  );

function valueAt(parameter: Parameter, place: number): ParameterValue {
  if (parameter.type === 'choice') {
    return parameter.values[Math.floor(place * parameter.values.length)] ?? '';
  }
  const { type, scaling, minimum, maximum } = parameter;
  const number = scaledValue(scaling, minimum, maximum, place >= 1 - Number.EPSILON ? 1 : place);
  return type === 'integer' ? Math.min(Math.floor(maximum), Math.max(Math.ceil(minimum), Math.round(number))) : number;
}

function scaledValue(scaling: Scaling, minimum: number, maximum: number, place: number): number {
  if (place === 0) {
    return minimum;
  }
  if (place === 1) {
    return maximum;
  }
  switch (scaling) {
    case 'uniform':
      return minimum + (maximum - minimum) * place;
    case 'loguniform':
      return Math.exp(Math.log(minimum) + (Math.log(maximum) - Math.log(minimum)) * place);
    case 'normal':
      return minimum + (maximum - minimum) * bell(place);
    case 'lognormal':
      return Math.exp(Math.log(minimum) + (Math.log(maximum) - Math.log(minimum)) * bell(place));
  }
}

/**
 * Equal parts of [0, 1) come closer to the middle as those of a normal distribution within three deviations do (by a
 * logistic curve).
 */
const bell = (place: number): number => Math.min(1, Math.max(0, 0.5 + Math.log(place / (1 - place)) / (1.702 * 6)));
