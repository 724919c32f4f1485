import type { Reason } from '../../core/verdict.js';
import type { Samples } from '../samples/columns.js';

/** First and last second of a load, since the epoch. */
export interface Span {
  first: number;
  last: number;
}

/** @returns undefined where no answer came */
export function spanOf({ series }: Samples): Span | undefined {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { at, phase } of series) {
    if (phase === 'setup') continue;
    for (const second of at.values()) [first, last] = [Math.min(first, second), Math.max(last, second)];
  }
  return last >= first ? { first, last } : undefined;
}

// Runners that are started by hand do not begin in the same second.
const SHARED_NEEDED = 0.5;

/** Parts that were not sent at the same time were never the whole load. @param length of the load, in ms */
export function timeReasons(spans: readonly (Span | undefined)[], length: number): Reason[] {
  const known = spans.filter((span) => span !== undefined);
  const shared = Math.min(...known.map(({ last }) => last)) - Math.max(...known.map(({ first }) => first));
  if (known.length < spans.length || shared >= (SHARED_NEEDED * length) / 1000) return [];
  const text = `the parts were not sent at the same time: they have ${Math.max(0, shared)} s of ${Math.round(length / 1000)} s in common`;
  return [{ status: 'INCONCLUSIVE', text }];
}
