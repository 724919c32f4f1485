/** Whose fault a broken gate is: the target's (FAIL), the generator's, or that there is too little to judge by. */
export type Blame = 'target' | 'throttle' | 'generator' | 'evidence';

/** One bound on one metric: a k6 threshold and a line of the verdict are both made from it. */
export interface Gate {
  metric: string;
  tags: Record<string, string>;
  statistic: 'count' | 'rate' | 'p(95)' | 'p(99)';
  comparison: '<' | '<=' | '>=';
  limit: number;
  blame: Blame;
  meaning: string;
}

/** Below this many samples a percentile is a guess: fewer than one value lies beyond it. */
export const SAMPLES_NEEDED = { 'p(95)': 20, 'p(99)': 100 } as const;

/** Share of the planned requests that must have been answered and judged, or the run is no evidence. */
export const FLOOR = 0.9;

/** Segments are not all of the same size to the request: one runner of several is held to this share of its part. */
export const SEGMENT_FLOOR = 0.95;

/** So many requests must be planned, of this runner's part, for a percentile to be judged. */
export function requestsNeeded(statistic: keyof typeof SAMPLES_NEEDED, isPart: boolean): number {
  return Math.ceil(SAMPLES_NEEDED[statistic] / FLOOR / (isPart ? SEGMENT_FLOOR : 1));
}

/** A gate on something that must not happen even once. */
export function never(metric: string, tags: Record<string, string>, blame: Blame, meaning: string): Gate {
  return { metric, tags, statistic: 'count', comparison: '<', limit: 1, blame, meaning };
}

/** `ropc_duration{op:sign-in,phase:steady}`: the name that k6 knows a gate's metric by. */
export function gateMetric(gate: Gate): string {
  const tags = Object.entries(gate.tags).map(([name, value]) => `${name}:${value}`);
  return tags.length === 0 ? gate.metric : `${gate.metric}{${tags.join(',')}}`;
}
