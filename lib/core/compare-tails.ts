import { type Compared, interval, MS_THAT_COUNT, SECONDS_NEEDED } from './compare.js';
import { quantile } from './statistics.js';

/** How many more answers are slow than were, as a ratio of shares with its 95 % confidence interval. */
export interface TailGrowth extends Compared {
  /** What counts as slow, in ms: the 95th percentile before, and the share that is allowed on top. */
  ms: number;
  /** 95th percentiles before and now, in ms. */
  p95Before: number;
  p95: number;
  /** Shares of answers that are slow. */
  before: number;
  now: number;
  ratio: number;
  low: number;
  high: number;
}

/** The answers of one second: how many there are, and how many are slow. */
interface Second {
  all: number;
  slow: number;
}

const ANSWERS_NEEDED = 100;
const SLOW = 0.95;

const shareOf = (seconds: readonly Second[]): number => {
  let [all, slow] = [0, 0];
  for (const second of seconds) {
    all += second.all;
    slow += second.slow;
  }
  // So that no share is zero.
  return (slow + 0.5) / (all + 1);
};

const sorted = (seconds: readonly (readonly number[])[]): number[] => seconds.flat().sort((a, b) => a - b);

/**
 * Compares how many answers are slow: pauses, and a tail that grew, are in no typical latency.
 *
 * @param before latencies in ms by second, in the order of time
 * @param allowed how much slower answers may be, as a share: whoever is that much slower is not slow
 * @returns undefined where there are too few answers or seconds on either side
 */
export function tailGrowth(
  compared: Compared,
  before: readonly (readonly number[])[],
  now: readonly (readonly number[])[],
  allowed: number,
): TailGrowth | undefined {
  if (before.length < SECONDS_NEEDED || now.length < SECONDS_NEEDED) return undefined;
  const [allBefore, allNow] = [sorted(before), sorted(now)];
  if (allBefore.length < ANSWERS_NEEDED || allNow.length < ANSWERS_NEEDED) return undefined;
  const p95Before = quantile(allBefore, SLOW) as number;
  const ms = p95Before * (1 + allowed);
  const counted = (seconds: readonly (readonly number[])[]): Second[] =>
    seconds.map((latencies) => ({ all: latencies.length, slow: latencies.filter((one) => one > ms).length }));
  const [then, current] = [counted(before), counted(now)];
  const [shareBefore, shareNow] = [shareOf(then), shareOf(current)];
  const p95 = quantile(allNow, SLOW) as number;
  const ratio = shareNow / shareBefore;
  return { ...compared, ms, p95Before, p95, before: shareBefore, now: shareNow, ratio, ...interval(then, current, shareOf) };
}

/** So many times more answers may be slow: a tail moves by itself. */
const TIMES_ALLOWED = 2;

/** True where there are surely more than twice as many slow answers, one in twenty at least, and p95 grew by more than noise. */
export function hasGrown({ low, ms, p95, p95Before }: TailGrowth): boolean {
  return low > TIMES_ALLOWED && p95 > ms && p95 - p95Before > MS_THAT_COUNT;
}
