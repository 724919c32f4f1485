import { parseDuration } from '../duration.js';
import type { ExperimentName } from '../experiments/catalogue.js';
import { IMPORTED, type PoolDefinition } from '../pool.js';
import type { Limit, Provider } from '../provider.js';
import type { PlannedOperation } from './load.js';
import { operationUsers } from './operation-users.js';
import type { Phase } from './phase.js';
import { cohortOf, type Profile } from './profile.js';

/** Something that a plan would break, by the name that `--accept-risk` takes. */
export type RiskId = 'address-limit' | 'tenant-limit' | 'lockout' | 'users';

/** One piece of the plan's arithmetic. */
export interface Risk {
  id: RiskId;
  /** What the plan does and what is allowed, with the numbers. */
  arithmetic: string;
  /** Which number to change; only where the plan breaks what is allowed. */
  advice?: string;
}

export interface RiskInput {
  profile: Profile;
  provider: Provider;
  pool: PoolDefinition;
  phases: readonly Phase[];
  operations: readonly PlannedOperation[];
  experiments: readonly ExperimentName[];
  /** Of the experiments that go after the load, one after the other. */
  experimentRequests: number;
  /** Addresses that the load comes from. */
  addresses: number;
  /** What the rates are scaled by already. */
  scaleRate: number;
  /** The provider's limits are those of the real service; the emulator and other things on loopback have none. */
  loopback: boolean;
}

const STEP_MS = 100;

/** Requests a second that are asked for at a moment, over all operations. */
export function rateAt(phases: readonly Phase[], operations: readonly PlannedOperation[], elapsed: number): number {
  const phase = phases.find(({ start, length }) => elapsed >= start && elapsed < start + length);
  if (!phase) return 0;
  const share = (elapsed - phase.start) / phase.length;
  return operations.reduce((sum, { name }) => {
    const [from, to] = [phase.from[name] ?? 0, phase.to[name] ?? 0];
    return sum + from + (to - from) * share;
  }, 0);
}

/** The most requests in any window of this length, in ms. */
export function mostRequestsIn(window: number, phases: readonly Phase[], operations: readonly PlannedOperation[]): number {
  const last = phases.at(-1);
  const total = last ? last.start + last.length : 0;
  // Whole steps to a window, and no more of them than a long plan can take.
  const steps = Math.max(1, Math.floor(window / Math.max(STEP_MS, total / 20_000)));
  const step = window / steps;
  const counts: number[] = [];
  let sum = 0;
  let most = 0;
  for (let elapsed = 0; elapsed < total; elapsed += step) {
    const sent = (rateAt(phases, operations, elapsed + step / 2) * step) / 1000;
    counts.push(sent);
    sum += sent;
    if (counts.length > steps) sum -= counts[counts.length - steps - 1] as number;
    most = Math.max(most, sum);
  }
  return Math.round(most);
}

/** Rounded up it would be refused again. */
function twoDigitsDown(value: number): number {
  const unit = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Number((Math.floor(value / unit) * unit).toPrecision(2));
}

const A_FEW_SECONDS = 5_000;

function limitRisk(input: RiskInput, id: RiskId, limit: Limit | undefined, sources: number): Risk[] {
  if (!limit) return [];
  const window = parseDuration(limit.per) ?? 1_000;
  if (window <= A_FEW_SECONDS && input.operations.length === 0) return [];
  const ofLoad = mostRequestsIn(window, input.phases, input.operations);
  // How fast experiments are answered nobody knows: in a second or two they send few, in minutes perhaps all.
  const most = ofLoad + (window > A_FEW_SECONDS ? input.experimentRequests : 0);
  const each = Math.ceil(most / sources);
  const whose = id === 'address-limit' ? `each of ${sources} address${sources === 1 ? '' : 'es'}` : 'the tenant';
  const arithmetic = `${whose}: ${each} requests in the busiest ${limit.per}, ${limit.count} are allowed`;
  if (each <= limit.count) return [{ id, arithmetic }];
  if (input.loopback) return [{ id, arithmetic: `${arithmetic} elsewhere; loopback has no limit` }];
  const allowed = twoDigitsDown((input.scaleRate * limit.count * 0.99) / (most / sources));
  const more = id === 'address-limit' ? ' or send from more addresses and say how many (--addresses)' : '';
  return [{ id, arithmetic, advice: `lower the rates with --scale-rate ${allowed}${more}` }];
}

const largerPool = ({ name }: PoolDefinition, users: number): string =>
  `use a larger pool (${name === IMPORTED ? `a file with ${users} users` : `--users ${users}`})`;

function lockoutRisk({ profile, provider, pool, operations, experiments }: RiskInput): Risk[] {
  const failing = operations.find(({ name }) => name === 'failed-sign-in');
  if (!failing) return [];
  const cohort = cohortOf(profile, failing.name);
  const { count } = operationUsers(pool, profile, failing.name, experiments);
  const attempts = Math.ceil(failing.requests / count);
  const { from: threshold, duration } = provider.lockout;
  const arithmetic = `each of ${count} accounts of cohort ${cohort}: ${attempts} wrong passwords, ${threshold} lock it for ${duration}`;
  // Failed logins are made to lock, and say what.
  if (attempts < threshold || profile.scenario === 'failed-logins') return [{ id: 'lockout', arithmetic }];
  const users = Math.ceil((pool.size * attempts) / Math.max(1, threshold - 1));
  return [{ id: 'lockout', arithmetic, advice: `${largerPool(pool, users)}, or send fewer (--failed-sign-in-rate, --scale-time)` }];
}

function usersRisk({ profile, pool, operations, experiments }: RiskInput): Risk[] {
  return operations.map(({ name, preAllocatedVUs, maxVUs }) => {
    const cohort = cohortOf(profile, name);
    const { count } = operationUsers(pool, profile, name, name === 'failed-sign-in' ? [] : experiments, operations);
    const slow = maxVUs > preAllocatedVUs ? ` (${maxVUs} if every answer took the whole time limit)` : '';
    const arithmetic = `${name}: up to ${preAllocatedVUs} virtual users at a time${slow}, ${count} accounts in cohort ${cohort}`;
    if (preAllocatedVUs <= count) return { id: 'users', arithmetic };
    const users = Math.ceil((pool.size * preAllocatedVUs) / count);
    return {
      id: 'users',
      arithmetic,
      advice: `${largerPool(pool, users)} or a lower rate: one account would be used twice at a time`,
    };
  });
}

/** All that a plan does to the limits of the provider, to accounts and to the pool; those with advice break something. */
export function findRisks(input: RiskInput): Risk[] {
  const { requestsPerAddress, requestsPerTenant } = input.provider.limits;
  return [
    ...limitRisk(input, 'address-limit', requestsPerAddress, input.addresses),
    ...limitRisk(input, 'tenant-limit', requestsPerTenant, 1),
    ...lockoutRisk(input),
    ...usersRisk(input),
  ];
}
