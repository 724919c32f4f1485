import type { Options, Scenario } from 'k6/options';
import { type RuleId, rules } from '../core/contract/rules.js';
import { METRICS } from '../core/metrics.js';
import { gateMetric } from '../core/plan/gate.js';
import type { PlannedOperation } from '../core/plan/load.js';
import type { Plan } from '../core/plan/plan.js';
import type { LoadOperation } from '../core/plan/profile.js';

/** The function that a bundle exports for an operation; k6 finds it by this name. */
const EXEC: Record<LoadOperation, string> = { 'sign-in': 'signIn', refresh: 'refresh', 'failed-sign-in': 'failedSignIn' };

// k6 takes whole rates only, so they are given per minute.
const perMinute = (rate: number) => Math.round(rate * 60);

function stages(plan: Plan, name: LoadOperation) {
  return plan.phases.flatMap((phase) => [
    { duration: '0s', target: perMinute(phase.from[name] ?? 0) },
    { duration: `${phase.length}ms`, target: perMinute(phase.to[name] ?? 0) },
  ]);
}

function scenario(plan: Plan, operation: PlannedOperation, timeout: number): Scenario {
  const { name, preAllocatedVUs, maxVUs } = operation;
  return {
    executor: 'ramping-arrival-rate',
    exec: EXEC[name],
    startRate: perMinute(plan.phases[0]?.from[name] ?? 0),
    timeUnit: '1m',
    stages: stages(plan, name),
    preAllocatedVUs,
    maxVUs,
    // What was sent is answered, or runs into its time limit: a request that is cut off would be counted nowhere.
    gracefulStop: `${timeout + 5_000}ms`,
  };
}

/** k6 thresholds from the gates of a plan; the verdict reads the same gates from the samples. */
export function thresholds(gates: Plan['gates']): Record<string, string[]> {
  const byMetric: Record<string, string[]> = {};
  for (const gate of gates) {
    const metric = gateMetric(gate);
    byMetric[metric] ??= [];
    byMetric[metric].push(`${gate.statistic}${gate.comparison}${gate.limit}`);
  }
  return byMetric;
}

/** The count of a rule's violations. */
export const ruleMetric = (rule: RuleId): string => `${METRICS.findings}{severity:failure,rule:${rule}}`;

/** k6 counts by tag only where a threshold asks for it: these ask for nothing else, so that the summary can name each broken rule. */
export function ruleCounts(): Record<string, string[]> {
  return Object.fromEntries((Object.keys(rules) as RuleId[]).map((rule) => [ruleMetric(rule), ['count>=0']]));
}

/** k6 options of every bundle: short lines in the samples, and no URL, which no tag needs. */
export const COMMON_OPTIONS: Options = {
  systemTags: ['status', 'error_code', 'scenario'],
  summaryTrendStats: ['count', 'med', 'p(95)', 'p(99)', 'max'],
  setupTimeout: '60s',
  userAgent: 'k6-ropc',
};

/** Where runners share a load: k6's own way to split it, without a coordinator. */
function segmentOptions({ segment }: Plan): Options {
  if (!segment) return {};
  const { index, of } = segment;
  const marks = Array.from({ length: of + 1 }, (_, i) => (i === 0 ? '0' : i === of ? '1' : `${i}/${of}`));
  return { executionSegment: `${marks[index - 1]}:${marks[index]}`, executionSegmentSequence: marks.join(',') };
}

// After the load, which they would be in the way of.
const AFTER_LOAD_MS = 2_000;

/** All requests of one batch are sent at the same moment: k6's own limits are 20, and 6 to a host. */
const AT_ONCE: Options = { batch: 1_000, batchPerHost: 1_000 };

/** The experiments that one virtual user carries out. */
function experimentScenario({ experiments, effort, length }: Plan): Record<string, Scenario> {
  if (experiments.every((name) => name === 'collateral')) return {};
  const startTime = length > 0 ? `${length + AFTER_LOAD_MS}ms` : '0s';
  // A second for each request, more than they take, and all that they wait for.
  const maxDuration = `${effort.waits + effort.requests + 600}s`;
  return { experiments: { executor: 'per-vu-iterations', exec: 'experiments', vus: 1, iterations: 1, startTime, maxDuration } };
}

/** @param timeout of a request, in ms */
export function loadOptions(plan: Plan, timeout: number): Options {
  return {
    ...COMMON_OPTIONS,
    ...AT_ONCE,
    ...segmentOptions(plan),
    scenarios: {
      ...Object.fromEntries(plan.operations.map((operation) => [operation.name, scenario(plan, operation, timeout)])),
      ...experimentScenario(plan),
    },
    thresholds: { ...thresholds(plan.gates), ...ruleCounts() },
  };
}
