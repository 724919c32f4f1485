import { createHmac } from 'node:crypto';
import { cohortSlice, indexOfUsername, type PoolDefinition, userAt } from '../lib/core/pool.js';

/** A user as tokens show it. */
export interface DirectoryUser {
  index: number;
  objectId: string;
  displayName: string;
  email: string;
  /** Users of the pool's cohorts of these names cannot sign in, whatever their password. */
  state: 'active' | 'disabled' | 'federated';
}

/** The users of the pool, held in no memory: each is worked out from its sign-in name. */
export interface Directory {
  find(username: string): DirectoryUser | undefined;
  at(index: number): DirectoryUser;
  passwordIsRight(user: DirectoryUser, password: string): boolean;
}

export const hmac = (key: string, message: string): string => createHmac('sha256', key).update(message).digest('base64url');

function guid(secret: string, message: string): string {
  const hex = createHmac('sha256', secret).update(message).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-');
}

export function createDirectory(pool: PoolDefinition, secret: string): Directory {
  const states = (['disabled', 'federated'] as const)
    .filter((name) => name in pool.cohorts)
    .map((name) => ({ name, ...cohortSlice(pool, name) }));
  const at = (index: number): DirectoryUser => {
    const { username } = userAt(pool, secret, hmac, index);
    const email = pool.signInType === 'email' ? username : `${username}@${pool.domain}`;
    const state = states.find(({ first, count }) => index >= first && index < first + count)?.name ?? 'active';
    return { index, state, objectId: guid(secret, `object-id:${pool.name}:${index}`), displayName: `User ${index}`, email };
  };
  return {
    at,
    find: (username) => {
      const index = indexOfUsername(pool, username);
      return index === undefined ? undefined : at(index);
    },
    passwordIsRight: (user, password) => userAt(pool, secret, hmac, user.index).password === password,
  };
}
