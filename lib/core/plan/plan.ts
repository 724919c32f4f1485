import { type ExperimentName, expectationsInK6 } from '../experiments/catalogue.js';
import { type Effort, effortOf } from '../experiments/effort.js';
import { cohortSlice, IMPORTED, type PoolDefinition } from '../pool.js';
import { declaredOf, type Provider } from '../provider.js';
import type { Segment } from '../settings/types.js';
import { resolveTarget, type Target } from '../target.js';
import { UsageError } from '../usage-error.js';
import { checkCohorts, checkEvidence, checkLength, checkRunners, experimentNotes, refuseRisks, unusedSettings } from './checks.js';
import { type Gate, SEGMENT_FLOOR } from './gate.js';
import { COMMON_GATES, documentGates, experimentGates, lockGates, operationGates, signatureGates, unmeasuredGate } from './gates.js';
import { leftOut, type PlanInput, type PlannedOperation, planLoad, requestsIn } from './load.js';
import { sharedUsersNote } from './operation-users.js';
import { FIRST_SIGN_INS, type Phase } from './phase.js';
import type { Profile } from './profile.js';
import { findRisks, type Risk } from './risks.js';
import { experimentsOf } from './scenarios.js';

/** Everything that a run will do, before it does it. Holds no secret. */
export interface Plan {
  profile: string;
  target: Target;
  tokens: Provider['tokens'];
  pool: PoolDefinition;
  phases: Phase[];
  operations: PlannedOperation[];
  gates: Gate[];
  /** Those of them that do not depend on how much of the load a runner sends. */
  runGates: Gate[];
  /** ms */
  length: number;
  /** The cohort of each operation. */
  cohorts: Profile['cohorts'];
  experiments: ExperimentName[];
  /** The most that they do. */
  effort: Effort;
  /** What the plan does to limits, accounts and the pool, with the arithmetic. */
  risks: Risk[];
  /** Two phases that are compared with each other, the earlier first. */
  compare?: [string, string];
  /** How much slower an operation may be than it was, as a share. */
  slower: number;
  /** Where several runners share the load: which of them this is. */
  segment?: Segment;
  notes: string[];
}

// Of fewer requests two that fail would be a tenth.
const FEWEST_UNMEASURED = 20;

type Load = Pick<Plan, 'phases' | 'operations' | 'tokens'>;

/** The gates of the load. One runner of several sees its part of the answers; its floors are of that size. */
function loadGates({ phases, operations, tokens }: Load, segment?: Segment): Gate[] {
  const part = segment ? SEGMENT_FLOOR / segment.of : 1;
  const gates = operations.flatMap(({ name, slo }) =>
    phases
      .filter((phase) => requestsIn(phase, name) > 0)
      .flatMap((phase) => {
        if (!phase.measured) return requestsIn(phase, name) * part < FEWEST_UNMEASURED ? [] : [unmeasuredGate(name, phase.name)];
        return operationGates({ operation: name, phase: phase.name, expected: requestsIn(phase, name) * part, slo });
      }),
  );
  const staying = operations.find(({ name }) => name === 'refresh')?.preAllocatedVUs ?? 0;
  if (staying * part >= FEWEST_UNMEASURED) gates.push(unmeasuredGate('sign-in', FIRST_SIGN_INS));
  return tokens === 'jwt' ? [...gates, ...signatureGates(operations, part)] : gates;
}

/** The gates of the whole load, where a plan's own are those of one runner of several. */
export function wholeGates(plan: Load & Pick<Plan, 'runGates'>): Gate[] {
  return [...loadGates(plan), ...plan.runGates];
}

/** @throws UsageError where more users are wanted than a file has */
function sizedPool(pool: PoolDefinition, users = pool.size): PoolDefinition {
  if (pool.name === IMPORTED && users > pool.size)
    throw new UsageError([`ROPC_USERS is ${users}: the imported pool has ${pool.size} users.`]);
  return { ...pool, size: users };
}

/**
 * Settings, a profile and a provider become one plan. A pure function: k6 and Node call it with the same input.
 *
 * @throws UsageError where the target is not allowed or incomplete, or the load cannot be judged
 */
export function makePlan(input: PlanInput): Plan {
  const { settings, profile, provider } = input;
  const pool = sizedPool(input.pool, settings.users);
  for (const cohort of Object.keys(pool.cohorts)) cohortSlice(pool, cohort);
  const { phases, operations } = planLoad(input);
  checkLength(phases);
  const experiments = input.scenario ? experimentsOf(input.scenario, profile, settings) : [];
  checkCohorts(experiments, pool, provider.lockout);
  checkRunners(expectationsInK6(experiments), settings.segment);
  const target = resolveTarget(settings, provider);
  const locks = (input.scenario ?? profile.scenario) === 'failed-logins' ? [] : lockGates(operations.map(({ name }) => name));
  const ofExperiments = experimentGates(expectationsInK6(experiments));
  const runGates = [...ofExperiments, ...documentGates(target), ...locks, ...COMMON_GATES];
  const gates = [...loadGates({ phases, operations, tokens: provider.tokens }, settings.segment), ...runGates];
  const last = phases.at(-1) as Phase;
  const { addresses, segment } = settings;
  const { scaleRate } = settings;
  const effort = effortOf(experiments, declaredOf(provider.lockout));
  const risks = findRisks({
    experiments,
    scaleRate,
    experimentRequests: effort.requests,
    profile,
    provider,
    pool,
    phases,
    operations,
    addresses,
    loopback: target.loopback,
  });
  refuseRisks(risks, settings.acceptRisk ?? []);
  return {
    profile: profile.name,
    target,
    tokens: provider.tokens,
    pool,
    phases,
    operations,
    gates,
    runGates,
    length: operations.length > 0 ? last.start + last.length : 0,
    cohorts: profile.cohorts,
    experiments,
    effort,
    risks,
    ...(profile.compare && { compare: profile.compare }),
    slower: settings.slower,
    ...(segment && { segment }),
    notes: [
      ...leftOut(input),
      ...unusedSettings(settings, input.scenario, provider.tokens),
      ...experimentNotes(effort, provider.lockout),
      ...sharedUsersNote(pool, profile, operations),
      ...(settings.verifyShare === 0 ? ['no signature is verified: the share is set to 0 (--verify-share).'] : []),
      ...(operations.length > 0 ? checkEvidence(phases, operations, gates, segment?.of) : []),
    ],
  };
}
