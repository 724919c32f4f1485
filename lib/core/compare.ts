import { median, quantile } from './statistics.js';

/** How much slower an operation is than it was, as a ratio with its 95 % confidence interval. */
export interface Slowdown {
  op: string;
  phase: string;
  /** Typical latency before and now, in ms: the median of the seconds' medians. */
  before: number;
  now: number;
  ratio: number;
  low: number;
  high: number;
}

const RESAMPLES = 2_000;
/** Fewer seconds than this tell nothing about a difference. */
const SECONDS_NEEDED = 8;

/** A generator of numbers in [0, 1), the same each time (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function resample(values: readonly number[], next: () => number): number[] {
  return values.map(() => values[Math.floor(next() * values.length)] as number);
}

/**
 * Compares the latency of two runs by the medians of their seconds: whole seconds are resampled (a bootstrap), for the
 * answers within one are not independent of each other.
 *
 * @param before medians of the seconds of the run before, in ms
 * @returns undefined where there are too few seconds on either side
 */
export function slowdown(op: string, phase: string, before: readonly number[], now: readonly number[]): Slowdown | undefined {
  if (before.length < SECONDS_NEEDED || now.length < SECONDS_NEEDED) return undefined;
  const next = seeded(before.length * 65_537 + now.length);
  const ratios: number[] = [];
  for (let i = 0; i < RESAMPLES; i++) ratios.push(median(resample(now, next)) / median(resample(before, next)));
  ratios.sort((a, b) => a - b);
  const [then, current] = [median(before), median(now)];
  return {
    op,
    phase,
    before: then,
    now: current,
    ratio: current / then,
    low: quantile(ratios, 0.025) as number,
    high: quantile(ratios, 0.975) as number,
  };
}

/** A difference below this is noise of machine and network, whatever its ratio. */
export const MS_THAT_COUNT = 3;

/** True where it may be slower than is allowed, and may not be: the confidence interval holds both. */
export function cannotTell(one: Slowdown, allowed: number): boolean {
  return !isSlower(one, allowed) && one.high > 1 + allowed && one.before * (one.high - 1) > MS_THAT_COUNT;
}

/** True where even the lower bound is more than the share that is allowed. @param allowed 0.15 for 15 % */
export function isSlower({ low, before, now }: Slowdown, allowed: number): boolean {
  return low > 1 + allowed && now - before > MS_THAT_COUNT;
}
