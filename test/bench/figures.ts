/** Small arithmetic of figures. */

export const median = (figures: readonly number[]): number => percentile(figures, 0.5);

/** Interpolated between neighbours; `portion` from 0 to 1. */
export function percentile(figures: readonly number[], portion: number): number {
  const sorted = [...figures].sort((one, other) => one - other);
  const rank = portion * (sorted.length - 1);
  const below = sorted[Math.floor(rank)]!,
    above = sorted[Math.ceil(rank)]!;
  return below + (above - below) * (rank - Math.floor(rank));
}

export const rounded = (figure: number): number => Number(figure.toPrecision(4));
