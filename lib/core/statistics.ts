/**
 * Percentile by linear interpolation between the two nearest ranks: the way k6 does it, so that a threshold and the
 * verdict read the same number.
 *
 * @param sorted ascending
 * @param share 0.95 for the 95th percentile
 * @returns undefined of nothing
 */
export function quantile(sorted: ArrayLike<number>, share: number): number | undefined {
  if (sorted.length === 0) return undefined;
  const rank = share * (sorted.length - 1);
  const below = sorted[Math.floor(rank)] as number;
  const above = sorted[Math.ceil(rank)] as number;
  return below + (above - below) * (rank - Math.floor(rank));
}

/** @param values at least one, in any order */
export function median(values: readonly number[]): number {
  return quantile(
    [...values].sort((a, b) => a - b),
    0.5,
  ) as number;
}
