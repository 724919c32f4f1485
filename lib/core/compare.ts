import { seeded } from './random.js';
import { median, quantile } from './statistics.js';

/** How much slower an operation is than it was, as a ratio with its 95 % confidence interval. */
export interface Slowdown {
  op: string;
  phase: string;
  /** What it is compared with: `the run before`, or a phase of the same run. */
  than: string;
  /** Typical latency before and now, in ms: the median of the seconds' medians. */
  before: number;
  now: number;
  ratio: number;
  low: number;
  high: number;
}

const RESAMPLES = 2_000;
/** Fewer seconds than this tell nothing about a difference. */
export const SECONDS_NEEDED = 8;

/**
 * Draws as many values as there are, in blocks of neighbours that wrap around: a slow second is followed by slow ones, and single
 * seconds would look like more evidence than they are (moving blocks, Politis and Romano 1992).
 */
function resample<T>(values: readonly T[], next: () => number): T[] {
  const length = Math.ceil(Math.sqrt(values.length));
  const drawn: T[] = [];
  while (drawn.length < values.length) {
    const start = Math.floor(next() * values.length);
    for (let i = 0; i < length && drawn.length < values.length; i++) drawn.push(values[(start + i) % values.length] as T);
  }
  return drawn;
}

/** The 95 % confidence interval of a ratio of now to before. */
export function interval<T>(before: readonly T[], now: readonly T[], of: (values: readonly T[]) => number): { low: number; high: number } {
  const next = seeded(before.length * 65_537 + now.length);
  const ratios: number[] = [];
  for (let i = 0; i < RESAMPLES; i++) ratios.push(of(resample(now, next)) / of(resample(before, next)));
  ratios.sort((a, b) => a - b);
  return { low: quantile(ratios, 0.025) as number, high: quantile(ratios, 0.975) as number };
}

/** What is compared: an operation in a phase, and with what. */
export type Compared = Pick<Slowdown, 'op' | 'phase' | 'than'>;

/**
 * Compares typical latencies by the medians of their seconds.
 *
 * @param before medians of the seconds before, in ms and in the order of time
 * @returns undefined where there are too few seconds on either side
 */
export function slowdown(compared: Compared, before: readonly number[], now: readonly number[]): Slowdown | undefined {
  if (before.length < SECONDS_NEEDED || now.length < SECONDS_NEEDED) return undefined;
  const [then, current] = [median(before), median(now)];
  return { ...compared, before: then, now: current, ratio: current / then, ...interval(before, now, median) };
}

/** A difference below this is noise of machine and network, whatever its ratio. */
export const MS_THAT_COUNT = 3;

/** True where it may be slower than is allowed, and may not be: the confidence interval holds both. */
export function cannotTell(one: Slowdown, allowed: number): boolean {
  return !isSlower(one, allowed) && one.high > 1 + allowed && one.before * (one.high - 1) > MS_THAT_COUNT;
}

/**
 * True where even the lower bound is more than the share that is allowed.
 *
 * @param allowed 0.15 for 15 %
 */
export function isSlower({ low, before, now }: Slowdown, allowed: number): boolean {
  return low > 1 + allowed && now - before > MS_THAT_COUNT;
}
