import { parseDuration } from './duration.js';
import type { Declared } from './experiments/effort.js';
import type { SettingKey } from './settings/catalogue.js';
import type { RawSettings } from './settings/resolve.js';

/** The kinds of request that the suite sends. */
export type Operation = 'sign-in' | 'refresh' | 'failed-sign-in' | 'discovery' | 'keys';

/** What kind of endpoint the target is, as data/providers/*.json says it. */
export interface Provider {
  name: string;
  title: string;
  /** What the service's rules say of load on it; printed before a run against anything but loopback. */
  notice?: string;
  /** URL templates, by URL form and endpoint. */
  urls: Record<string, { token: string; discovery?: string; keys?: string }>;
  requires: SettingKey[];
  /** The provider's own defaults. */
  settings: RawSettings;
  /** Form members of the two grants, with `{placeholders}`. */
  parameters: Record<'sign-in' | 'refresh', Record<string, string>>;
  /** Form members of a grant that the endpoint can do without, and may pass over. */
  optional?: Partial<Record<'sign-in' | 'refresh', string[]>>;
  tokens: 'jwt' | 'opaque';
  errors: {
    /** Finds the provider's own code at the start of `error_description`. */
    codePattern?: string;
    /** Values of `error` that mean: these credentials, or this grant, are refused. */
    refused: Record<'sign-in' | 'refresh', string[]>;
    lockedCodes: string[];
    /** Statuses that say the same, such as 429, which otherwise is throttling. */
    lockedStatuses: number[];
    throttledCodes: string[];
  };
  limits: { requestsPerAddress?: Limit; requestsPerTenant?: Limit };
  lockout: LockoutPolicy;
}

/** What the provider declares of its lockout; nothing here is asserted more exactly than it is declared. */
export interface LockoutPolicy {
  /** Wrong passwords that lock an account: fewer than `from` never do, `to` or more always. */
  from: number;
  to: number;
  duration: string;
  /** A right password starts the count again. */
  resets: boolean;
  /** The same wrong password again, or a similar one, does not count. */
  forgivesRepeated: boolean;
  forgivesSimilar: boolean;
  /** After a lock the first wrong password locks again. */
  relocks: boolean;
  /** An address that failed often may be refused. */
  blocksAddresses: boolean;
  /** Time in which a throttled address is let go, and the typical latency is back after an attack. */
  throttled: string;
  recovery: string;
}

export interface Limit {
  count: number;
  per: string;
}

/** A lockout policy as the experiments go by it. */
export function declaredOf({ from, to, relocks, duration, throttled }: LockoutPolicy): Declared {
  return { from, to, relocks, seconds: (parseDuration(duration) ?? 0) / 1000, throttledSeconds: (parseDuration(throttled) ?? 0) / 1000 };
}
