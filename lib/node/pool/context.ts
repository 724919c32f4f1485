import { pools, profiles, providers } from '../../../dist/generated/data.js';
import { findNamed } from '../../core/find-named.js';
import { type Credentials, type PoolDefinition, userAt } from '../../core/pool.js';
import { type Chosen, chooseSettings } from '../../core/settings/choose.js';
import type { RawSettings } from '../../core/settings/resolve.js';
import { UsageError } from '../../core/usage-error.js';
import { settingVariables } from '../settings-flags.js';
import { hmac } from './hmac.js';

/** The pool of a command, and what goes with it. */
export interface PoolContext extends Chosen {
  pool: PoolDefinition;
  userAt: (index: number) => Credentials;
}

/**
 * Works out the pool that flags and environment name.
 *
 * @param fallback base URL where none is set
 * @throws UsageError
 */
export function contextOf(flags: RawSettings, fallback?: string): PoolContext {
  const variables = settingVariables(flags);
  if (fallback !== undefined) variables.ROPC_BASE_URL ??= fallback;
  if (variables.ROPC_BASE_URL === undefined) throw new UsageError(['no target: set ROPC_BASE_URL or --base-url.']);
  const chosen = chooseSettings({ flags, environment: variables }, providers, profiles);
  const { settings } = chosen;
  const pool = { ...findNamed('pool', pools, settings.pool), ...(settings.users !== undefined && { size: settings.users }) };
  if (settings.poolFile !== undefined) throw new UsageError(['pool commands work on a pool of data/pools: leave --pool-file out.']);
  if (settings.poolSecret === undefined) throw new UsageError(['ROPC_POOL_SECRET is not set: the passwords of the pool come from it.']);
  const secret = settings.poolSecret;
  return { ...chosen, pool, userAt: (index) => userAt(pool, secret, hmac, index) };
}
