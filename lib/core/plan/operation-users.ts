import type { ExperimentName } from '../experiments/catalogue.js';
import { LOCKOUT_SECTION } from '../experiments/effort.js';
import { cohortSlice, type PoolDefinition, type Slice } from '../pool.js';
import { cohortOf, type LoadOperation, type Profile } from './profile.js';

const LOCKING: readonly ExperimentName[] = ['lockout', 'parallel', 'enumeration'];

/**
 * The users of an operation of the load: its cohort, but for those accounts of it that experiments count wrong passwords of.
 *
 * @throws UsageError where the pool has no such cohort, or is too small for it
 */
export function operationUsers(
  pool: PoolDefinition,
  profile: Pick<Profile, 'cohorts'>,
  name: LoadOperation,
  experiments: readonly ExperimentName[],
): Slice {
  const slice = cohortSlice(pool, cohortOf(profile, name));
  if (name !== 'failed-sign-in' || !experiments.some((one) => LOCKING.includes(one))) return slice;
  return { ...slice, count: Math.floor(slice.count * LOCKOUT_SECTION.from) };
}
