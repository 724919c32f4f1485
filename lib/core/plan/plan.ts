import { type ExperimentName, expectationsInK6 } from '../experiments/catalogue.js';
import type { PoolDefinition } from '../pool.js';
import { cohortSlice } from '../pool.js';
import type { Provider } from '../provider.js';
import type { Settings } from '../settings/catalogue.js';
import type { Segment } from '../settings/types.js';
import { resolveTarget, type Target } from '../target.js';
import { UsageError } from '../usage-error.js';
import { COMMON_GATES, experimentGates, type Gate, operationGates } from './gates.js';
import type { Phase } from './phase.js';
import { type LoadOperation, type Profile, phaseLength, type Slo } from './profile.js';
import { findRisks, type Risk } from './risks.js';
import { experimentsOf, operationsOf, type ScenarioName } from './scenarios.js';

/** What will be sent for one operation. */
export interface PlannedOperation {
  name: LoadOperation;
  slo: Slo;
  /** Requests over the whole run. */
  requests: number;
  peakRate: number;
  preAllocatedVUs: number;
  maxVUs: number;
}

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

export interface PlanInput {
  settings: Settings;
  profile: Profile;
  provider: Provider;
  pool: PoolDefinition;
  /** The scenario that runs the plan; undefined for the contract run, which has no load. */
  scenario?: ScenarioName;
}

const RATE_SETTING = { 'sign-in': 'signInRate', refresh: 'refreshRate', 'failed-sign-in': 'failedSignInRate' } as const;

/** The operations that the pool has users for: nobody's account is locked who was not made for it. */
function planned({ scenario, profile, settings, pool }: PlanInput): readonly LoadOperation[] {
  const operations = scenario ? operationsOf(scenario, profile, settings) : [];
  return operations.filter((name) => scenario === 'failed-logins' || cohortOf(profile, name) in pool.cohorts);
}

function cohortOf(profile: Profile, name: LoadOperation): string {
  return profile.cohorts[name] ?? (name === 'failed-sign-in' ? 'lockout' : 'honest');
}

function leftOut(input: PlanInput): string[] {
  const { scenario, profile, settings, pool } = input;
  const all = scenario ? operationsOf(scenario, profile, settings) : [];
  const kept = planned(input);
  return all
    .filter((name) => !kept.includes(name))
    .map((name) => `pool ${pool.name} has no cohort ${cohortOf(profile, name)}: ${name} is left out.`);
}

function peak(profile: Profile, operation: LoadOperation): number {
  return Math.max(0, ...profile.phases.map((phase) => phase.rates[operation] ?? 0));
}

function rateScale({ settings, profile }: PlanInput, operation: LoadOperation): number {
  const wanted = settings[RATE_SETTING[operation]];
  return settings.scaleRate * (wanted === undefined ? 1 : wanted / (peak(profile, operation) || 1));
}

function planPhases(input: PlanInput): Phase[] {
  const { settings, profile } = input;
  const operations = planned(input);
  const measured = profile.phases.filter((phase) => phase.measured !== false);
  const measuredLength = measured.reduce((sum, phase) => sum + phaseLength(profile, phase), 0);
  const phases: Phase[] = [];
  let start = 0;
  for (const phase of profile.phases) {
    const counts = phase.measured !== false;
    let length = phaseLength(profile, phase);
    if (counts && settings.duration !== undefined) length *= settings.duration / measuredLength;
    if (!counts && settings.warmUp !== undefined) length = settings.warmUp;
    length *= settings.scaleTime;
    const to: Phase['to'] = {};
    for (const operation of operations) {
      const base = phase.rates[operation] ?? (peak(profile, operation) === 0 ? 1 : 0);
      to[operation] = base * rateScale(input, operation);
    }
    const before = phases.at(-1)?.to;
    phases.push({ name: phase.name, measured: counts, start, length: Math.round(length), from: phase.ramp && before ? before : to, to });
    start += Math.round(length);
  }
  return phases;
}

/** Requests that an operation sends in a phase: the area under its rate. */
export function requestsIn(phase: Phase, operation: LoadOperation): number {
  return ((((phase.from[operation] ?? 0) + (phase.to[operation] ?? 0)) / 2) * phase.length) / 1000;
}

function sloOf({ settings, profile }: PlanInput, operation: LoadOperation): Slo {
  const own = profile.slo[operation] ?? { p95: 500, p99: 1000, errors: 0.01 };
  return { p95: settings.p95 ?? own.p95, p99: settings.p99 ?? own.p99, errors: settings.errors ?? own.errors };
}

function planOperation(input: PlanInput, phases: Phase[], name: LoadOperation): PlannedOperation {
  const slo = sloOf(input, name);
  const rates = phases.flatMap((phase) => [phase.from[name] ?? 0, phase.to[name] ?? 0]);
  const peakRate = Math.max(...rates);
  const requests = Math.round(phases.reduce((sum, phase) => sum + requestsIn(phase, name), 0));
  // Enough users that a slow target is seen as slow, not as iterations that could not start: four times its p99.
  const preAllocatedVUs = Math.ceil((peakRate * 4 * slo.p99) / 1000) + 5;
  const maxVUs = Math.max(preAllocatedVUs, Math.ceil((peakRate * input.settings.timeout) / 1000) + 5);
  return { name, slo, requests, peakRate, preAllocatedVUs, maxVUs };
}

// Segments are not all of the same size to the request.
const SEGMENT_FLOOR = 0.95;

/** One runner of several sees its part of the answers; its floors are of that size. */
function planGates(phases: Phase[], operations: PlannedOperation[], segment?: Segment): Gate[] {
  const part = segment ? SEGMENT_FLOOR / segment.of : 1;
  const own = operations.flatMap(({ name, slo }) =>
    phases
      .filter((phase) => phase.measured && requestsIn(phase, name) > 0)
      .flatMap((phase) => operationGates({ operation: name, phase: phase.name, expected: requestsIn(phase, name) * part, slo })),
  );
  return [...own, ...COMMON_GATES];
}

/** The gates of the whole load, where a plan's own are those of one runner of several. */
export function wholeGates({ phases, operations }: Pick<Plan, 'phases' | 'operations'>): Gate[] {
  return planGates(phases, operations);
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
  const phases = planPhases(input);
  const operations = planned(input).map((name) => planOperation(input, phases, name));
  const experiments = input.scenario ? experimentsOf(input.scenario, profile, settings) : [];
  const gates = [...experimentGates(expectationsInK6(experiments)), ...planGates(phases, operations, settings.segment)];
  const last = phases.at(-1) as Phase;
  const target = resolveTarget(settings, provider);
  const { addresses, segment } = settings;
  const risks = findRisks({ profile, provider, pool, phases, operations, addresses, loopback: target.loopback });
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
      ...(operations.length > 0 ? checkEvidence(phases, operations, gates) : []),
    ],
  };
}
