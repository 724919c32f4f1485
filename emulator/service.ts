import type { Capacity } from './capacity.js';
import type { Clock } from './clock.js';
import type { Directory } from './directory.js';
import type { Faults } from './faults/active.js';
import type { KeyRing } from './keys.js';
import type { Limits } from './limits.js';
import type { Lockout } from './lockout.js';
import type { RefreshTokens } from './refresh-token.js';
import type { EmulatorSettings } from './settings.js';

/** Everything that the emulator is made of; made once at start. */
export interface Service {
  settings: EmulatorSettings;
  clock: Clock;
  /** The time of locks and limits, which can be moved on alone. */
  lockClock: Clock;
  directory: Directory;
  lockout: Lockout;
  limits: Limits;
  /** Writes to Graph. */
  graphWrites: Limits;
  capacity: Capacity;
  refreshTokens: RefreshTokens;
  keys: KeyRing;
  faults: Faults;
}
