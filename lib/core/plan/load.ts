import type { PoolDefinition } from '../pool.js';
import type { Provider } from '../provider.js';
import type { Settings } from '../settings/catalogue.js';
import { UsageError } from '../usage-error.js';
import type { Phase } from './phase.js';
import { cohortOf, type LoadOperation, type Profile, phaseLength, type ScenarioName, type Slo } from './profile.js';
import { operationsOf } from './scenarios.js';
import { verifyEvery } from './verify-every.js';

/** What will be sent for one operation. */
export interface PlannedOperation {
  name: LoadOperation;
  slo: Slo;
  /** Requests over the whole run. */
  requests: number;
  peakRate: number;
  preAllocatedVUs: number;
  maxVUs: number;
  /** One answer in so many takes the slow path and has its signatures verified; 0: none. */
  verifyEvery: number;
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

/** Only operations whose cohort the pool has: no account is locked that was not created for it. */
function planned({ scenario, profile, settings, pool }: PlanInput): readonly LoadOperation[] {
  const operations = scenario ? operationsOf(scenario, profile, settings) : [];
  const redeems = settings.refreshReuse !== 'none';
  if (!redeems && scenario === 'refresh')
    throw new UsageError([
      'there is nothing to redeem: ROPC_REFRESH_REUSE is none. Run another scenario, or say how often a token may be redeemed.',
    ]);
  return operations
    .filter((name) => redeems || name !== 'refresh')
    .filter((name) => scenario === 'failed-logins' || cohortOf(profile, name) in pool.cohorts);
}

/** What the pool has no users for, in words. */
export function leftOut(input: PlanInput): string[] {
  const { scenario, profile, settings, pool } = input;
  const all = scenario ? operationsOf(scenario, profile, settings) : [];
  const kept = planned(input);
  return all
    .filter((name) => !kept.includes(name))
    .map((name) =>
      name === 'refresh' && settings.refreshReuse === 'none'
        ? 'ROPC_REFRESH_REUSE is none: refresh is left out.'
        : `pool ${pool.name} has no cohort ${cohortOf(profile, name)}: ${name} is left out.`,
    );
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
    // What is set is meant as it is; the profile's lengths are scaled.
    let length = phaseLength(profile, phase) * settings.scaleTime;
    if (counts && settings.duration !== undefined) length = (phaseLength(profile, phase) * settings.duration) / measuredLength;
    if (!counts && settings.warmUp !== undefined) length = settings.warmUp;
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
  const { settings } = input;
  const slo = sloOf(input, name);
  const rates = phases.flatMap((phase) => [phase.from[name] ?? 0, phase.to[name] ?? 0]);
  const peakRate = Math.max(...rates);
  const requests = Math.round(phases.reduce((sum, phase) => sum + requestsIn(phase, name), 0));
  // Enough users that a slow target is seen as slow, not as iterations that could not start: four times its p99.
  const preAllocatedVUs = Math.ceil((peakRate * 4 * slo.p99) / 1000) + 5;
  const maxVUs = Math.max(preAllocatedVUs, Math.ceil((peakRate * settings.timeout) / 1000) + 5);
  const every = verifyEvery({ peakRate, preAllocatedVUs }, settings.verifyShare);
  return { name, slo, requests, peakRate, preAllocatedVUs, maxVUs, verifyEvery: every };
}

/** Phases in time, and what is sent for each operation. */
export function planLoad(input: PlanInput): { phases: Phase[]; operations: PlannedOperation[] } {
  const phases = planPhases(input);
  return { phases, operations: planned(input).map((name) => planOperation(input, phases, name)) };
}
