import { quantile } from '../statistics.js';

/** Whether two groups of times differ: a rank test, and how much later the second one is. */
export interface TimeDifference {
  /** Two-sided p of the Mann-Whitney U test (normal approximation, ties corrected). */
  p: number;
  /** Hodges-Lehmann shift in ms, with a 95 % confidence interval; positive where the second group is later. */
  shift: number;
  low: number;
  high: number;
}

/**
 * Ranks from 1; equal values share the mean of theirs.
 *
 * @returns also the sum of t^3 - t over the ties
 */
function ranksOf(values: readonly number[]): { ranks: number[]; ties: number } {
  const order = values.map((value, i) => ({ value, i })).sort((a, b) => a.value - b.value);
  const ranks: number[] = new Array(values.length);
  let ties = 0;
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end < order.length && order[end]?.value === order[start]?.value) end += 1;
    for (let k = start; k < end; k++) ranks[(order[k] as { i: number }).i] = (start + 1 + end) / 2;
    const size = end - start;
    ties += size ** 3 - size;
    start = end;
  }
  return { ranks, ties };
}

// Abramowitz and Stegun, 26.2.17: the upper tail of the normal distribution, to seven digits.
function upperTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const poly = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * poly;
}

/** @returns U of the second group, and its two-sided p */
export function mannWhitney(first: readonly number[], second: readonly number[]): { u: number; p: number } {
  const [n, m] = [first.length, second.length];
  const { ranks, ties } = ranksOf([...first, ...second]);
  const u = ranks.slice(n).reduce((sum, rank) => sum + rank, 0) - (m * (m + 1)) / 2;
  const total = n + m;
  const deviation = Math.sqrt(((n * m) / 12) * (total + 1 - ties / (total * (total - 1))));
  if (deviation === 0) return { u, p: 1 };
  const z = Math.max(0, Math.abs(u - (n * m) / 2) - 0.5) / deviation;
  return { u, p: Math.min(1, 2 * upperTail(z)) };
}

/** Compares two groups of times, in ms. Ten of each at least. */
export function compareTimes(first: readonly number[], second: readonly number[]): TimeDifference {
  const [n, m] = [first.length, second.length];
  const differences = second.flatMap((later) => first.map((earlier) => later - earlier)).sort((a, b) => a - b);
  // The interval's rank in the sorted differences, from 1 (Hollander and Wolfe, 4.3).
  const rank = Math.max(1, Math.floor((n * m) / 2 - 1.96 * Math.sqrt((n * m * (n + m + 1)) / 12)));
  return {
    p: mannWhitney(first, second).p,
    shift: quantile(differences, 0.5) as number,
    low: differences[rank - 1] as number,
    high: differences[differences.length - rank] as number,
  };
}

/** A difference that is sure and larger than this, in ms, tells users apart. */
const TELLING_MS = 2;
const SURE = 0.001;

/** True where there is a difference, however small. */
export function isSure({ p, low, high }: TimeDifference): boolean {
  return p < SURE && (low > 0 || high < 0);
}

/** True where the difference is sure, and large enough to tell users apart. */
export function tellsApart(difference: TimeDifference): boolean {
  return isSure(difference) && Math.abs(difference.shift) >= TELLING_MS;
}

/** Which of two groups has more slow answers; a shift of the median does not show that. */
export interface TailDifference {
  /** Two-sided p of a test of two proportions. */
  p: number;
  /** What counts as slow, in ms: longer than nine in ten of all. */
  ms: number;
  /** Slow ones of each group, and how much later its 95th percentile is in the second, in ms. */
  first: number;
  second: number;
  later: number;
}

/** Two-sided p of a test of two proportions, each as how many of how many. */
export function proportionsP([a, n]: readonly [number, number], [b, m]: readonly [number, number]): number {
  const share = (a + b) / (n + m);
  const deviation = Math.sqrt(share * (1 - share) * (1 / n + 1 / m));
  return deviation === 0 ? 1 : Math.min(1, 2 * upperTail(Math.abs(b / m - a / n) / deviation));
}

/** Compares how many of two groups of times, in ms, are slow. Fifty of each at least. */
export function compareTails(first: readonly number[], second: readonly number[]): TailDifference {
  const ascending = (times: readonly number[]) => [...times].sort((a, b) => a - b);
  const ms = quantile(ascending([...first, ...second]), 0.9) as number;
  const slowIn = (times: readonly number[]) => times.filter((time) => time > ms).length;
  const [a, b] = [slowIn(first), slowIn(second)];
  const late = (times: readonly number[]) => quantile(ascending(times), 0.95) as number;
  return { p: proportionsP([a, first.length], [b, second.length]), ms, first: a, second: b, later: late(second) - late(first) };
}

export function tailTellsApart({ p, later }: TailDifference): boolean {
  return p < SURE && Math.abs(later) >= TELLING_MS;
}
