import { type Credentials, userAt } from '../core/pool.js';
import { poolSecret, type Sending } from './brief.js';
import { hmac } from './hmac.js';
import { importedPool } from './pool-file.js';

/** The users of a run by index: an imported pool's, or those that the pool secret gives. */
export function usersOf({ pool, loopback }: Pick<Sending, 'pool' | 'loopback'>): (index: number) => Credentials {
  if (importedPool) return importedPool.userAt;
  const secret = poolSecret({ loopback });
  return (index) => userAt(pool, secret, hmac, index);
}
