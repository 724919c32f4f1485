import { SAMPLES_NEEDED } from '../../core/plan/gate.js';
import { FIRST_SIGN_INS } from '../../core/plan/phase.js';
import type { Plan } from '../../core/plan/plan.js';
import { quantile } from '../../core/statistics.js';
import type { Samples, Series } from './columns.js';
import { countsAsError, sortedLatencies } from './observe.js';
import { good } from './seconds.js';

/** One row of the table that a person reads: an operation in a measured phase. */
export interface OperationSummary {
  op: string;
  phase: string;
  answers: number;
  errors: number;
  /** Answers by outcome. */
  outcomes: Record<string, number>;
  /** ms; undefined where there are too few answers for it. */
  p50?: number;
  p95?: number;
  p99?: number;
  max?: number;
}

/** One second of an operation, for the pictures. */
export interface SecondSummary {
  /** Seconds since the start of the run. */
  second: number;
  op: string;
  answers: number;
  errors: number;
  p50: number;
  p95: number;
  /** Answers by outcome. */
  outcomes: Record<string, number>;
}

function percentiles(series: readonly Series[]): Pick<OperationSummary, 'p50' | 'p95' | 'p99' | 'max'> {
  const sorted = sortedLatencies(series);
  const from = (share: number, needed: number) => (sorted.length >= needed ? quantile(sorted, share) : undefined);
  const [p50, p95, p99, max] = [from(0.5, 1), from(0.95, SAMPLES_NEEDED['p(95)']), from(0.99, SAMPLES_NEEDED['p(99)']), from(1, 1)];
  return {
    ...(p50 !== undefined && { p50 }),
    ...(p95 !== undefined && { p95 }),
    ...(p99 !== undefined && { p99 }),
    ...(max !== undefined && { max }),
  };
}

function count(series: readonly Series[]): number {
  return series.reduce((sum, { ms }) => sum + ms.length, 0);
}

/** A row for each operation and measured phase of the plan. Latencies are those of good answers; warm-up is in no number. */
export function summarizeOperations(plan: Plan, samples: Samples): OperationSummary[] {
  return plan.operations.flatMap(({ name }) =>
    plan.phases
      .filter((phase) => phase.measured)
      .map((phase) => {
        const series = samples.series.filter((item) => item.op === name && item.phase === phase.name);
        const outcomes: Record<string, number> = {};
        for (const { outcome, ms } of series) outcomes[outcome] = (outcomes[outcome] ?? 0) + ms.length;
        return {
          op: name,
          phase: phase.name,
          answers: count(series),
          errors: count(series.filter(countsAsError)),
          outcomes,
          ...percentiles(series.filter((one) => good(one) || one.outcome === 'timeout')),
        };
      }),
  );
}

/** The series of the plan's phases, and their first second since the epoch. */
function inPlan(plan: Plan, samples: Samples): { series: Series[]; start: number } {
  const names = new Set<string>(plan.phases.map((phase) => phase.name));
  const series = samples.series.filter((item) => names.has(item.phase));
  const start = series.reduce(
    (least, { at }) => at.values().reduce((low, second) => Math.min(low, second), least),
    Number.POSITIVE_INFINITY,
  );
  return { series, start };
}

/** Seconds, from the start of the run, of the sign-ins that users of refresh began with. */
export function firstSignIns(plan: Plan, samples: Samples): number[] {
  const { start } = inPlan(plan, samples);
  const series = samples.series.filter(({ phase }) => phase === FIRST_SIGN_INS);
  return series.flatMap(({ at }) => Array.from(at.values(), (second) => second - start));
}

/** Second by second, all phases of the plan, for the pictures in the report. */
export function summarizeSeconds(plan: Plan, samples: Samples): SecondSummary[] {
  const { series, start } = inPlan(plan, samples);
  const rows: SecondSummary[] = [];
  for (const { name } of plan.operations) {
    const bySecond = new Map<number, { ms: number[]; errors: number; outcomes: Record<string, number> }>();
    for (const item of series.filter(({ op }) => op === name)) {
      const [at, ms, error] = [item.at.values(), item.ms.values(), countsAsError(item)];
      for (let i = 0; i < at.length; i++) {
        const second = (at[i] as number) - start;
        const bucket = bySecond.get(second) ?? { ms: [], errors: 0, outcomes: {} };
        bucket.ms.push(ms[i] as number);
        if (error) bucket.errors += 1;
        bucket.outcomes[item.outcome] = (bucket.outcomes[item.outcome] ?? 0) + 1;
        bySecond.set(second, bucket);
      }
    }
    for (const [second, { ms, errors, outcomes }] of [...bySecond].sort(([a], [b]) => a - b)) {
      ms.sort((a, b) => a - b);
      rows.push({
        second,
        op: name,
        answers: ms.length,
        errors,
        p50: quantile(ms, 0.5) as number,
        p95: quantile(ms, 0.95) as number,
        outcomes,
      });
    }
  }
  return rows;
}
