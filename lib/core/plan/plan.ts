import { type ExperimentName, expectationsInK6 } from '../experiments/catalogue.js';
import { METRICS } from '../metrics.js';
import { cohortSlice, type PoolDefinition } from '../pool.js';
import type { Provider } from '../provider.js';
import type { Segment } from '../settings/types.js';
import { resolveTarget, type Target } from '../target.js';
import { UsageError } from '../usage-error.js';
import { COMMON_GATES, experimentGates, type Gate, operationGates, signatureGates } from './gates.js';
import { leftOut, type PlanInput, type PlannedOperation, planLoad, requestsIn } from './load.js';
import type { Phase } from './phase.js';
import type { Profile } from './profile.js';
import { findRisks, type Risk } from './risks.js';
import { experimentsOf } from './scenarios.js';

/** Everything that a run will do, before it does it. Holds no secret. */
export interface Plan {
  profile: string;
  target: Target;
  pool: PoolDefinition;
  phases: Phase[];
  operations: PlannedOperation[];
  gates: Gate[];
  /** ms */
  length: number;
  /** The cohort of each operation. */
  cohorts: Profile['cohorts'];
  experiments: ExperimentName[];
  /** What the plan does to limits, accounts and the pool, with the arithmetic. */
  risks: Risk[];
  /** Where several runners share the load: which of them this is. */
  segment?: Segment;
  notes: string[];
}

// Segments are not all of the same size to the request.
const SEGMENT_FLOOR = 0.95;

/** One runner of several sees its part of the answers; its floors are of that size. */
function planGates(phases: Phase[], operations: PlannedOperation[], signatures: Gate[], segment?: Segment): Gate[] {
  const part = segment ? SEGMENT_FLOOR / segment.of : 1;
  const own = operations.flatMap(({ name, slo }) =>
    phases
      .filter((phase) => phase.measured && requestsIn(phase, name) > 0)
      .flatMap((phase) => operationGates({ operation: name, phase: phase.name, expected: requestsIn(phase, name) * part, slo })),
  );
  return [...own, ...signatures, ...COMMON_GATES];
}

/** The gates of the whole load, where a plan's own are those of one runner of several. */
export function wholeGates({
  phases,
  operations,
  experiments,
  gates,
}: Pick<Plan, 'phases' | 'operations' | 'experiments' | 'gates'>): Gate[] {
  const signatures = gates.filter(({ metric }) => metric === METRICS.signatures);
  return [...experimentGates(expectationsInK6(experiments)), ...planGates(phases, operations, signatures)];
}

/** What cannot be judged, for there are too few requests. @throws UsageError where that is everything */
function checkEvidence(phases: Phase[], operations: PlannedOperation[], gates: Gate[]): string[] {
  const notes: string[] = [];
  for (const { name } of operations) {
    for (const phase of phases.filter((item) => item.measured && requestsIn(item, name) > 0)) {
      const judged = gates.filter((gate) => gate.tags.op === name && gate.tags.phase === phase.name).map((gate) => gate.statistic);
      const planned = `${Math.round(requestsIn(phase, name))} ${name} requests are planned in phase ${phase.name}`;
      if (!judged.includes('p(95)')) notes.push(`${planned}: no percentile is judged (23 are needed).`);
      else if (!judged.includes('p(99)')) notes.push(`${planned}: p99 is not judged (112 are needed).`);
    }
  }
  if (gates.some(({ statistic }) => statistic === 'p(95)')) return notes;
  throw new UsageError([
    `${notes[0] ?? 'nothing is planned in a measured phase'} That goes for all of them: raise the rates or the durations.`,
  ]);
}

/** What experiments do to accounts. */
function lockNotes(experiments: readonly ExperimentName[], { lockout }: Provider): string[] {
  if (!experiments.includes('lockout') && !experiments.includes('parallel')) return [];
  return [`the experiments lock about 35 accounts of cohort lockout, for ${lockout.duration} and longer; no other account.`];
}

/** Accounts that the experiments need: they must not run into anybody else's. */
const ACCOUNTS_NEEDED = { lockout: 250, spray: 100, honest: 20, disabled: 1 };

/** @throws UsageError where the pool has not the accounts that were made for experiments */
function checkCohorts(experiments: readonly ExperimentName[], pool: PoolDefinition): void {
  if (experiments.length === 0) return;
  for (const [cohort, needed] of Object.entries(ACCOUNTS_NEEDED)) {
    const { count } = cohortSlice(pool, cohort);
    if (count >= needed) continue;
    const users = Math.ceil((pool.size * needed) / count);
    throw new UsageError([
      `experiments need ${needed} accounts in cohort ${cohort}, the pool has ${count}: use a larger one (--users ${users}).`,
    ]);
  }
}

/** @throws UsageError for every risk that nobody accepted */
function refuseRisks(risks: readonly Risk[], accepted: readonly string[]): void {
  const refused = risks.filter(({ id, advice }) => advice !== undefined && !accepted.includes(id));
  if (refused.length === 0) return;
  throw new UsageError(
    refused.map(({ id, arithmetic, advice }) => `the plan is refused: ${arithmetic}. ${advice}, or override it with --accept-risk ${id}.`),
  );
}

/**
 * Settings, a profile and a provider become one plan. A pure function: k6 and Node call it with the same input.
 *
 * @throws UsageError where the target is not allowed or incomplete, or the load cannot be judged
 */
export function makePlan(input: PlanInput): Plan {
  const { settings, profile, provider } = input;
  const pool = { ...input.pool, size: settings.users ?? input.pool.size };
  for (const cohort of Object.keys(pool.cohorts)) cohortSlice(pool, cohort);
  const { phases, operations } = planLoad(input);
  const experiments = input.scenario ? experimentsOf(input.scenario, profile, settings) : [];
  checkCohorts(experiments, pool);
  const granted = operations.map(({ name }) => name).filter((name) => name !== 'failed-sign-in');
  const signatures = provider.tokens === 'jwt' && settings.verifyShare > 0 ? signatureGates(granted) : [];
  const gates = [...experimentGates(expectationsInK6(experiments)), ...planGates(phases, operations, signatures, settings.segment)];
  const last = phases.at(-1) as Phase;
  const target = resolveTarget(settings, provider);
  const { addresses, segment } = settings;
  const { scaleRate } = settings;
  const risks = findRisks({ scaleRate, profile, provider, pool, phases, operations, addresses, loopback: target.loopback });
  refuseRisks(risks, settings.acceptRisk ?? []);
  return {
    profile: profile.name,
    target,
    pool,
    phases,
    operations,
    gates,
    length: operations.length > 0 ? last.start + last.length : 0,
    cohorts: profile.cohorts,
    experiments,
    risks,
    ...(segment && { segment }),
    notes: [
      ...leftOut(input),
      ...lockNotes(experiments, provider),
      ...(settings.verifyShare === 0 ? ['no signature is verified: the share is set to 0 (--verify-share).'] : []),
      ...(operations.length > 0 ? checkEvidence(phases, operations, gates) : []),
    ],
  };
}
