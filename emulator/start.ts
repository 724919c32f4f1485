import type { PoolDefinition } from '../lib/core/pool.js';
import { Capacity } from './capacity.js';
import { Clock } from './clock.js';
import { Directory } from './directory.js';
import { type ActiveFault, Faults } from './faults/active.js';
import { createSigningKey, KeyRing } from './keys.js';
import { Limits } from './limits.js';
import { Lockout } from './lockout.js';
import { RefreshTokens } from './refresh-token.js';
import type { Service } from './service.js';
import type { EmulatorSettings } from './settings.js';

export interface ServiceOptions {
  settings: EmulatorSettings;
  pool: PoolDefinition;
  secret: string;
  faults?: readonly ActiveFault[];
  clock?: Clock;
}

/** Makes all that the emulator needs to answer. */
export async function createService({ settings, pool, secret, faults = [], clock = new Clock() }: ServiceOptions): Promise<Service> {
  const active = new Faults(clock);
  active.set(faults);
  return {
    settings,
    clock,
    lockClock: new Clock(() => clock.now()),
    directory: new Directory(pool, secret, clock, settings.users),
    lockout: new Lockout(settings.lockout),
    limits: new Limits(settings.limits),
    graphWrites: new Limits({ perAddress: null, perTenant: settings.graph.writes }),
    capacity: new Capacity(settings.capacity),
    refreshTokens: new RefreshTokens(secret),
    keys: new KeyRing(await createSigningKey(clock.seconds()), clock, settings.keyOverlapSeconds),
    faults: active,
  };
}
