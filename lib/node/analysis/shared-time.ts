import type { Phase } from '../../core/plan/phase.js';
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

// Runners that are started by hand do not begin in the same second: so much of a phase may be without one of them.
const APART_ALLOWED = 0.1;
// Times are whole seconds, and each runner has a contract run before it.
const APART_SECONDS = 3;

/**
 * Parts that were not sent at the same time were never the whole load.
 *
 * @param phases of the load
 */
export function timeReasons(spans: readonly (Span | undefined)[], phases: readonly Pick<Phase, 'length' | 'measured'>[]): Reason[] {
  const known = spans.filter((span) => span !== undefined);
  if (known.length < spans.length) return [];
  const apart = Math.max(...known.map(({ first }) => first)) - Math.min(...known.map(({ first }) => first));
  const shortest = Math.min(...phases.filter(({ measured }) => measured).map(({ length }) => length)) / 1000;
  const allowed = Math.max(APART_SECONDS, APART_ALLOWED * shortest);
  if (apart <= allowed) return [];
  const text = `the parts did not begin at the same time: they were ${apart} s apart, and ${Math.round(allowed)} s are allowed; start the runners together`;
  return [{ status: 'INCONCLUSIVE', text }];
}
