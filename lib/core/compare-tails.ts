import { type Compared, interval, MS_THAT_COUNT, SECONDS_NEEDED } from './compare.js';
import { quantile } from './statistics.js';

/** How many more answers are slow than were, as a ratio of shares with its 95 % confidence interval. */
export interface TailGrowth extends Compared {
  /** What counted as slow before, in ms: a percentile. */
  msBefore: number;
  /** What counts as slow now: the same, and as much on top as is allowed. */
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

/**
 * Where the slow answers begin, and the answers that it takes to know. Of an endpoint where one in ten is slow already, as of one where none
 * is, one place alone would not see that there are three times as many.
 */
const CUTS = [
  { share: 0.9, needs: ANSWERS_NEEDED },
  { share: 0.95, needs: 200 },
  { share: 0.975, needs: 400 },
  { share: 0.99, needs: 1_000 },
];
const P95 = 0.95;

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

const countAbove = (seconds: readonly (readonly number[])[], ms: number): Second[] =>
  seconds.map((latencies) => ({ all: latencies.length, slow: latencies.filter((one) => one > ms).length }));

/**
 * Compares how many answers are slow: pauses, and a tail that grew, are in no typical latency.
 *
 * @param before latencies in ms by second, in the order of time
 * @param allowed how much slower answers may be, as a share: whoever is that much slower is not slow
 * @returns where most was seen to grow; undefined where there are too few answers or seconds on either side
 */
export function tailGrowth(
  compared: Compared,
  before: readonly (readonly number[])[],
  now: readonly (readonly number[])[],
  allowed: number,
): TailGrowth | undefined {
  if (before.length < SECONDS_NEEDED || now.length < SECONDS_NEEDED) return undefined;
  const [allBefore, allNow] = [sorted(before), sorted(now)];
  const fewest = Math.min(allBefore.length, allNow.length);
  const percentiles = { p95Before: quantile(allBefore, P95) as number, p95: quantile(allNow, P95) as number };
  const grown = CUTS.filter(({ needs }) => fewest >= needs).map(({ share }): TailGrowth => {
    const msBefore = quantile(allBefore, share) as number;
    const ms = Math.max(msBefore * (1 + allowed), msBefore + MS_THAT_COUNT);
    const [then, current] = [countAbove(before, msBefore), countAbove(now, ms)];
    const [shareBefore, shareNow] = [shareOf(then), shareOf(current)];
    const seen = { before: shareBefore, now: shareNow, ratio: shareNow / shareBefore, ...interval(then, current, shareOf) };
    return { ...compared, msBefore, ms, ...percentiles, ...seen };
  });
  return grown.reduce((most: TailGrowth | undefined, one) => (most && rank(most) >= rank(one) ? most : one), undefined);
}

/** So many times more answers may be slow: a tail moves by itself. */
const TIMES_ALLOWED = 2;
const FEWEST_SLOW = 0.05;

/** True where there are surely more than twice as many slow answers, and one in twenty at least. */
export function hasGrown({ low, now }: TailGrowth): boolean {
  return low > TIMES_ALLOWED && now >= FEWEST_SLOW;
}

/** What has grown comes before what has not, and of each the surest. */
const rank = (one: TailGrowth): number => one.low + (hasGrown(one) ? 1_000 : 0);
