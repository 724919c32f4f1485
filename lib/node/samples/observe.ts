import { METRICS } from '../../core/metrics.js';
import { isError, type Outcome } from '../../core/outcome.js';
import type { Gate } from '../../core/plan/gate.js';
import { quantile } from '../../core/statistics.js';
import type { Observe } from '../../core/verdict.js';
import type { Samples, Series } from './columns.js';

function matching(samples: Samples, tags: Record<string, string>): Series[] {
  return samples.series.filter(
    (series) =>
      (tags.op === undefined || series.op === tags.op) &&
      (tags.phase === undefined || series.phase === tags.phase) &&
      (tags.outcome === undefined || series.outcome === tags.outcome),
  );
}

/** Requests that ran into the time limit are slow answers that nobody waited for: without them a percentile would be better than it is. */
function timeouts(samples: Samples, { op, phase }: Record<string, string>): Series[] {
  return samples.series.filter((series) => series.op === op && series.phase === phase && series.outcome === 'timeout');
}

const countOf = (series: readonly Series[]): number => series.reduce((sum, { ms }) => sum + ms.length, 0);

/** All latencies of some series, ascending. */
export function sortedLatencies(series: readonly Series[]): Float64Array {
  const all = new Float64Array(countOf(series));
  let at = 0;
  for (const { ms } of series) {
    all.set(ms.values(), at);
    at += ms.length;
  }
  return all.sort();
}

/** True where the answers of a series count as errors; the same as `ropc_errors` in k6. */
export function countsAsError({ op, outcome }: Pick<Series, 'op' | 'outcome'>): boolean {
  return isError(outcome as Outcome, op === 'failed-sign-in' ? 'refused' : 'granted');
}

function countGate(samples: Samples, gate: Gate): number {
  if (gate.metric === METRICS.findings) {
    return samples.findings.filter((finding) => finding.severity === gate.tags.severity).reduce((sum, { count }) => sum + count, 0);
  }
  if (gate.metric === METRICS.cases) {
    const { result = '' } = gate.tags;
    return Array.from(samples.cases.values()).filter((one) => one !== 'not run' && (result === '' || one === result)).length;
  }
  if (gate.metric === METRICS.expectations) {
    const { result: wanted } = gate.tags;
    return samples.expectations.filter(({ result }) => wanted === undefined || result === wanted).length;
  }
  if (gate.metric === METRICS.signatures) return samples.signatures.get(gate.tags.op ?? '') ?? 0;
  if (gate.metric === METRICS.exceptions) return samples.exceptions;
  if (gate.metric === 'dropped_iterations') return samples.dropped;
  return countOf(matching(samples, gate.tags));
}

/** Reads gates from samples, as k6 reads the same gates from its metrics. */
export function observe(samples: Samples): Observe {
  return (gate) => {
    const series = matching(samples, gate.tags);
    const total = countOf(series);
    if (gate.statistic === 'count') return { value: countGate(samples, gate), samples: total };
    if (gate.statistic === 'rate')
      return { value: total === 0 ? undefined : countOf(series.filter(countsAsError)) / total, samples: total };
    const answered = sortedLatencies([...series, ...timeouts(samples, gate.tags)]);
    return { value: quantile(answered, gate.statistic === 'p(95)' ? 0.95 : 0.99), samples: total };
  };
}
