import { pools, profiles, providers } from '../../../dist/generated/data.js';
import { findNamed } from '../../core/find-named.js';
import { type Credentials, importedDefinition, type PoolDefinition, userAt } from '../../core/pool.js';
import { type Chosen, chooseSettings } from '../../core/settings/choose.js';
import type { RawSettings } from '../../core/settings/resolve.js';
import { UsageError } from '../../core/usage-error.js';
import { settingVariables } from '../settings-flags.js';
import { hmac } from './hmac.js';
import { importedUsers } from './imported.js';

/** The pool of a command, and what goes with it. */
export interface PoolContext extends Chosen {
  pool: PoolDefinition;
  userAt: (index: number) => Credentials;
}

function choose(flags: RawSettings, fallback?: string): Chosen {
  const variables = settingVariables(flags);
  if (fallback !== undefined) variables.ROPC_BASE_URL ??= fallback;
  if (variables.ROPC_BASE_URL === undefined) throw new UsageError(['no target: set ROPC_BASE_URL or --base-url.']);
  return chooseSettings({ flags, environment: variables }, providers, profiles);
}

function generated(chosen: Chosen): PoolContext {
  const { settings } = chosen;
  const pool = { ...findNamed('pool', pools, settings.pool), ...(settings.users !== undefined && { size: settings.users }) };
  if (settings.poolSecret === undefined) throw new UsageError(['ROPC_POOL_SECRET is not set: the passwords of the pool come from it.']);
  const secret = settings.poolSecret;
  return { ...chosen, pool, userAt: (index) => userAt(pool, secret, hmac, index) };
}

/**
 * Works out the pool that flags and environment name.
 *
 * @param fallback base URL where none is set
 * @throws UsageError also for an imported pool: what makes and deletes users must not touch its
 */
export function contextOf(flags: RawSettings, fallback?: string): PoolContext {
  const chosen = choose(flags, fallback);
  if (chosen.settings.poolFile !== undefined)
    throw new UsageError(['this command works on a pool of data/pools: leave --pool-file out (pool check takes it).']);
  return generated(chosen);
}

/**
 * The same for a command that only signs users in: an imported pool will do.
 *
 * @throws UsageError
 */
export function anyContextOf(flags: RawSettings): PoolContext {
  const chosen = choose(flags);
  const { poolFile } = chosen.settings;
  if (poolFile === undefined) return generated(chosen);
  const users = importedUsers(poolFile);
  return { ...chosen, pool: importedDefinition(users.length), userAt: (index) => users[index] as Credentials };
}
