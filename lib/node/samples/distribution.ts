import type { Plan } from '../../core/plan/plan.js';
import type { Samples } from './columns.js';
import { good } from './seconds.js';

/** Answers of an operation by latency: `counts[i]` of them took less than `edges[i]` ms, and no less than the edge before. */
export interface Distribution {
  op: string;
  edges: number[];
  counts: number[];
}

const BUCKETS_PER_DOUBLING = 4;

/** How the latencies of good answers are spread, over all measured phases; buckets grow by a fifth. */
export function summarizeDistribution(plan: Plan, samples: Samples): Distribution[] {
  const measured = new Set(plan.phases.filter((phase) => phase.measured).map(({ name }) => name));
  return plan.operations.flatMap(({ name }) => {
    const counts = new Map<number, number>();
    for (const series of samples.series.filter(({ op, phase }) => op === name && measured.has(phase)).filter(good)) {
      for (const ms of series.ms.values()) {
        const bucket = Math.ceil(Math.log2(Math.max(ms, 0.1)) * BUCKETS_PER_DOUBLING);
        counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
      }
    }
    if (counts.size === 0) return [];
    const [least, most] = [Math.min(...counts.keys()), Math.max(...counts.keys())];
    const buckets = Array.from({ length: most - least + 1 }, (_, i) => least + i);
    return [
      {
        op: name,
        edges: buckets.map((bucket) => 2 ** (bucket / BUCKETS_PER_DOUBLING)),
        counts: buckets.map((bucket) => counts.get(bucket) ?? 0),
      },
    ];
  });
}
