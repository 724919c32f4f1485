import { median, quantile } from '../../core/statistics.js';
import type { Samples, Series } from './columns.js';

/** Whether latencies of this outcome are those of right answers. */
export const good = (series: Series): boolean => series.outcome === 'ok' || series.outcome === 'rejected-as-expected';

/** Latencies in ms by second since the epoch, in the order of their first answer. */
export function bySecond(all: readonly Series[]): Map<number, number[]> {
  const seconds = new Map<number, number[]>();
  for (const series of all) {
    const [at, ms] = [series.at.values(), series.ms.values()];
    for (let i = 0; i < at.length; i++) {
      const second = seconds.get(at[i] as number);
      if (second) second.push(ms[i] as number);
      else seconds.set(at[i] as number, [ms[i] as number]);
    }
  }
  return seconds;
}

/** Latencies of right answers in a phase by second, in ms and in the order of time. */
export function goodSeconds(samples: Samples, op: string, phase: string): number[][] {
  const seconds = bySecond(samples.series.filter((item) => item.op === op && item.phase === phase && good(item)));
  return Array.from(seconds)
    .sort(([a], [b]) => a - b)
    .map(([, latencies]) => latencies);
}

/** Medians of the seconds of a measured phase, in ms: what two runs are compared by. */
export function secondMedians(samples: Samples, op: string, phase: string): number[] {
  return goodSeconds(samples, op, phase).map(median);
}

/** What nine in ten answers of a second took at most, in ms, for the seconds of a phase. */
export function secondTails(samples: Samples, op: string, phase: string): number[] {
  return goodSeconds(samples, op, phase).map(
    (ms) =>
      quantile(
        ms.sort((a, b) => a - b),
        0.9,
      ) as number,
  );
}
