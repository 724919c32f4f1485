import { type Credentials, userAt } from '../core/pool.js';
import { type Brief, poolSecret } from './brief.js';
import { importedPool } from './pool-file.js';
import { hmac } from './primitives.js';

/** The users of a run by index: an imported pool's, or those that the pool secret gives. */
export function usersOf({ pool, loopback }: Pick<Brief, 'pool' | 'loopback'>): (index: number) => Credentials {
  if (importedPool) return importedPool.userAt;
  const secret = poolSecret({ loopback });
  return (index) => userAt(pool, secret, hmac, index);
}
