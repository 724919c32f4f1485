import { type RuleId, rules } from '../core/contract/rules.js';
import { METRICS } from '../core/metrics.js';
import { type Gate, gateMetric } from '../core/plan/gate.js';
import { ruleMetric } from './options.js';

interface SummaryMetric {
  values: Record<string, number>;
  thresholds?: Record<string, { ok: boolean }>;
}

type SummaryMetrics = Record<string, SummaryMetric>;

function line(metrics: SummaryMetrics, gate: Gate): string {
  const metric = metrics[gateMetric(gate)];
  const threshold = metric?.thresholds?.[`${gate.statistic}${gate.comparison}${gate.limit}`];
  const value = metric?.values[gate.statistic];
  // A percentile of no answers is 0 for k6.
  const isEmpty = value === undefined || metric?.values.count === 0;
  const seen =
    isEmpty && gate.statistic.startsWith('p(') ? 'nothing' : value === undefined ? 'nothing' : String(Math.round(value * 1000) / 1000);
  return `  ${threshold?.ok ? 'ok    ' : 'BROKEN'}  ${gate.meaning} (seen: ${seen})`;
}

// Every operation of every measured phase has a floor.
function operations(gates: readonly Gate[]): { op: string; phase: string }[] {
  return gates
    .filter(({ metric, tags, comparison }) => metric === METRICS.responses && comparison === '>=' && tags.phase !== 'setup')
    .map((gate) => ({ op: gate.tags.op as string, phase: gate.tags.phase as string }));
}

function latency(metrics: SummaryMetrics, { op, phase }: { op: string; phase: string }): string {
  const outcome = op === 'failed-sign-in' ? 'rejected-as-expected' : 'ok';
  const values = metrics[`${METRICS.duration}{op:${op},phase:${phase},outcome:${outcome}}`]?.values ?? {};
  const count =
    metrics[`${METRICS.responses}{op:${op},phase:${phase}${op === 'failed-sign-in' ? `,outcome:${outcome}` : ''}}`]?.values.count ?? 0;
  const ms = (name: string) => (!values.count || values[name] === undefined ? '-' : `${values[name].toFixed(1)} ms`);
  return `  ${`${op} (${phase})`.padEnd(26)} ${String(count).padStart(7)} answers   med ${ms('med')}   p95 ${ms('p(95)')}   p99 ${ms('p(99)')}   max ${ms('max')}`;
}

/** Which rules were broken, and how often. What was there instead stands in the log, and in the samples. */
function violations(metrics: SummaryMetrics): string[] {
  return (Object.keys(rules) as RuleId[]).flatMap((rule) => {
    const count = metrics[ruleMetric(rule)]?.values.count ?? 0;
    return count > 0 ? [`  BROKEN  ${rule}, ${count === 1 ? 'once' : `${count} times`}: ${rules[rule].sentence}`] : [];
  });
}

/** The end of a plain `k6 run`: what was sent and which gates held. The k6-ropc command makes its report from the samples. */
export function summarize(
  plan: { profile: string; gates: readonly Gate[]; notes: readonly string[] },
  data: object,
): Record<string, string> {
  const { metrics } = data as { metrics: SummaryMetrics };
  const isJudged = Object.values(metrics).some(({ thresholds }) => thresholds !== undefined);
  const lines = [
    '',
    `k6-ropc, profile ${plan.profile}`,
    ...operations(plan.gates).map((item) => latency(metrics, item)),
    ...(isJudged ? plan.gates.map((gate) => line(metrics, gate)) : ['  no gate was judged: k6 ran without thresholds']),
    ...violations(metrics),
    ...plan.notes.map((note) => `  note    ${note}`),
    '',
  ];
  return { stdout: lines.join('\n') };
}
