import { type Compared, interval, MS_THAT_COUNT } from './compare.js';
import { quantile } from './statistics.js';

/** How many more answers are slow than were, as a ratio of shares with its 95 % confidence interval. */
export interface TailGrowth extends Compared {
  /** What counts as slow, in ms: longer than nineteen in twenty answers took before. */
  ms: number;
  /** 95th percentile now, in ms. */
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
 * @returns undefined where there are too few answers on either side
 */
export function tailGrowth(
  compared: Compared,
  before: readonly (readonly number[])[],
  now: readonly (readonly number[])[],
): TailGrowth | undefined {
  const [allBefore, allNow] = [sorted(before), sorted(now)];
  if (allBefore.length < ANSWERS_NEEDED || allNow.length < ANSWERS_NEEDED) return undefined;
  const ms = quantile(allBefore, SLOW) as number;
  const counted = (seconds: readonly (readonly number[])[]): Second[] =>
    seconds.map((latencies) => ({ all: latencies.length, slow: latencies.filter((one) => one > ms).length }));
  const [then, current] = [counted(before), counted(now)];
  const [shareBefore, shareNow] = [shareOf(then), shareOf(current)];
  const p95 = quantile(allNow, SLOW) as number;
  return { ...compared, ms, p95, before: shareBefore, now: shareNow, ratio: shareNow / shareBefore, ...interval(then, current, shareOf) };
}

/** So many times more answers may be slow: a tail moves by itself. */
const TIMES_ALLOWED = 2;

/** True where there are surely more than twice as many slow answers, and slower ones by more than noise. */
export function hasGrown({ low, ms, p95 }: TailGrowth): boolean {
  return low > TIMES_ALLOWED && p95 - ms > MS_THAT_COUNT;
}
