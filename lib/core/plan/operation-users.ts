import type { ExperimentName } from '../experiments/catalogue.js';
import { LOCKOUT_SECTION } from '../experiments/effort.js';
import { cohortSlice, type PoolDefinition, type Slice } from '../pool.js';
import { cohortOf, type LoadOperation, type Profile } from './profile.js';

const LOCKING: readonly ExperimentName[] = ['lockout', 'parallel', 'enumeration'];

/** The part of a cohort that an operation takes, as far as its virtual users need it. */
interface Need {
  name: string;
  preAllocatedVUs: number;
}

/**
 * Sign-ins and refreshes of one cohort have users of their own, for a server may let no refresh token be good beside that of a newer sign-in:
 * sign-ins the first ones, refreshes the last. In a cohort too small for both they share.
 */
function ownPart(slice: Slice, name: LoadOperation, needs: readonly Need[]): Slice {
  const needOf = (one: LoadOperation) => needs.find((need) => need.name === one)?.preAllocatedVUs ?? 0;
  const [signIns, refreshes] = [needOf('sign-in'), needOf('refresh')];
  if (signIns === 0 || refreshes === 0 || signIns + refreshes > slice.count) return slice;
  const ofRefresh = Math.floor((slice.count * refreshes) / (signIns + refreshes));
  if (name === 'refresh') return { first: slice.first + slice.count - ofRefresh, count: ofRefresh };
  return { ...slice, count: slice.count - ofRefresh };
}

/**
 * The users of an operation of the load: its part of the cohort, but for those accounts of it that experiments count wrong passwords of.
 *
 * @param needs virtual users of each operation
 * @throws UsageError where the pool has no such cohort, or is too small for it
 */
export function operationUsers(
  pool: PoolDefinition,
  profile: Pick<Profile, 'cohorts'>,
  name: LoadOperation,
  experiments: readonly ExperimentName[],
  needs: readonly Need[] = [],
): Slice {
  const slice = cohortSlice(pool, cohortOf(profile, name));
  const isShared = cohortOf(profile, 'sign-in') === cohortOf(profile, 'refresh');
  if (name !== 'failed-sign-in' && isShared) return ownPart(slice, name, needs);
  if (name !== 'failed-sign-in' || !experiments.some((one) => LOCKING.includes(one))) return slice;
  return { ...slice, count: Math.floor(slice.count * LOCKOUT_SECTION.from) };
}

/** What a person should know where sign-ins and refreshes have no users of their own. */
export function sharedUsersNote(pool: PoolDefinition, profile: Pick<Profile, 'cohorts'>, needs: readonly Need[]): string[] {
  const [signIns, refreshes] = (['sign-in', 'refresh'] as const).map((one) => needs.find(({ name }) => name === one)?.preAllocatedVUs ?? 0);
  const cohort = cohortOf(profile, 'sign-in');
  if (!signIns || !refreshes || cohort !== cohortOf(profile, 'refresh')) return [];
  const { count } = cohortSlice(pool, cohort);
  if (signIns + refreshes <= count) return [];
  const users = Math.ceil((pool.size * (signIns + refreshes)) / count);
  return [
    `sign-ins and refreshes share ${count} accounts: a target that lets go of older refresh tokens at a new sign-in refuses some (a pool of ${users} users keeps them apart).`,
  ];
}
