import { cannotTell, isSlower, type Slowdown } from '../../core/compare.js';
import { hasGrown, type TailGrowth } from '../../core/compare-tails.js';
import type { RunResult } from '../analysis/analyse.js';
import { isBusy } from '../analysis/comparison.js';
import { ms, percent } from './words.js';

/** One thing that was compared with another time, and whether it is no worse. */
export interface Compared {
  operation: string;
  what: string;
  before: string;
  now: string;
  change: string;
  interval: string;
  result: 'held' | 'broken' | 'unclear';
}

type Compare = Pick<RunResult, 'slowdowns' | 'tails' | 'record'>;

/** Everything that a run was compared in; empty where nothing is. */
export function comparisons({ slowdowns, tails, record }: Compare): Compared[] {
  const allowed = record.load?.plan.slower ?? 0;
  const busy = isBusy(record);
  const resultOf = (isWorse: boolean, isUnclear: boolean): Compared['result'] =>
    isWorse && !busy ? 'broken' : isWorse || isUnclear ? 'unclear' : 'held';
  const change = (ratio: number) => `${ratio >= 1 ? '+' : ''}${Math.round((ratio - 1) * 100)} %`;
  const shared = ({ op, phase, ratio, low, high }: Slowdown | TailGrowth) => ({
    operation: `${op} (${phase})`,
    change: change(ratio),
    interval: `${change(low)} to ${change(high)}`,
  });
  return [
    ...slowdowns.map((one) => ({
      ...shared(one),
      what: 'typical latency',
      before: `${one.than}: ${ms(one.before)}`,
      now: ms(one.now),
      result: resultOf(isSlower(one, allowed), cannotTell(one, allowed)),
    })),
    ...tails.map((one) => ({
      ...shared(one),
      what: `slow answers (then above ${ms(one.msBefore)}, now above ${ms(one.ms)})`,
      before: `${one.than}: ${percent(one.before, 1)}`,
      now: percent(one.now, 1),
      result: resultOf(hasGrown(one), false),
    })),
  ];
}

/** A table of then and now, its head first; empty where nothing is compared. */
export function comparisonRows(result: Compare): string[][] {
  const rows = comparisons(result);
  if (rows.length === 0) return [];
  return [
    ['operation', 'what', 'before', 'now', 'change', '95 % confidence', 'result'],
    ...rows.map(({ operation, what, before, now, change, interval, result: held }) => [
      operation,
      what,
      before,
      now,
      change,
      interval,
      held,
    ]),
  ];
}
