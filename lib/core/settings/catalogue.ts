import { EXPERIMENT_NAMES } from '../experiments/catalogue.js';
import { DEMO_POOL_SECRET } from '../pool.js';
import {
  choice,
  choices,
  count,
  duration,
  factor,
  hosts,
  milliseconds,
  names,
  range,
  rate,
  type SettingType,
  segment,
  share,
  text,
  url,
} from './types.js';

/** One setting. From this catalogue come `--help`, docs/settings.md and every message about a setting. */
export interface Setting<T> {
  type: SettingType<T>;
  meaning: string;
  /** Used where nobody says anything; written as a person would write it. */
  fallback?: string;
  /** Used in place of `fallback` on a loopback target only: the emulator's own values. */
  demo?: string;
  /** Never printed. */
  secret?: boolean;
}

type More = Omit<Setting<unknown>, 'type' | 'meaning'>;

function setting<T, const M extends More = Record<never, never>>(type: SettingType<T>, meaning: string, more?: M) {
  return { type, meaning, ...more } as { type: SettingType<T>; meaning: string } & M;
}

/** All settings, by what they are about; a command takes some of the groups. */
export const groups = {
  target: {
    baseUrl: setting(url, 'where the target is; with provider rfc6749 the token URL itself'),
    provider: setting(text, 'what kind of endpoint the target is: a name from data/providers', { fallback: 'b2c' }),
    tenant: setting(text, 'tenant name (yourtenant.onmicrosoft.com) or GUID', { demo: 'yourtenant.onmicrosoft.com' }),
    policy: setting(text, 'user flow or custom policy', { demo: 'B2C_1_ROPC_Auth' }),
    clientId: setting(text, 'application (client) id', { demo: 'bef22d56-552f-4a5b-b90a-1988a7d634ce' }),
    clientSecret: setting(text, 'client secret, where the provider wants one', { secret: true }),
    clientAuth: setting(choice('none', 'body', 'basic'), 'how the client secret is sent', { fallback: 'none' }),
    scope: setting(text, 'scopes asked for; {clientId} stands for the client id', { fallback: 'openid' }),
    claims: setting(names, 'claims that the policy puts into both tokens', { demo: 'name,emails,idp' }),
    otherPolicy: setting(text, 'another policy of the tenant, where refresh tokens of the first must be refused', {
      demo: 'B2C_1A_ResourceOwnerv2',
    }),
    otherClientId: setting(text, 'another application of the tenant, for which refresh tokens of the first must be refused', {
      demo: '9c50618c-f951-49a5-bfe5-d78085121c3a',
    }),
    widerScope: setting(
      text,
      'a scope that the client may have and ROPC_SCOPE does not name: no refresh may add it (with provider rfc6749)',
    ),
    otherClientSecret: setting(text, 'secret of that other application, where it has one', { secret: true }),
    refreshReuse: setting(
      choice('many', 'once', 'grace', 'none'),
      'how often a refresh token may be redeemed; grace: again, for a moment; none: the target gives no refresh tokens',
    ),
    refreshGrace: setting(duration, 'how long that moment is', { fallback: '30s' }),
    urlForm: setting(choice('path', 'query'), 'policy in the path, or as ?p=', { fallback: 'path' }),
    allowHost: setting(hosts, 'hosts that load may be sent to; loopback needs no permission'),
    timeout: setting(duration, 'time after which a request counts as a timeout', { fallback: '10s' }),
    clockSkew: setting(duration, 'how far apart the clocks of target and runner may be', { fallback: '5m' }),
  },
  users: {
    pool: setting(text, 'the user pool: a name from data/pools', { fallback: 'demo' }),
    poolFile: setting(text, 'an imported pool in place of it: a CSV file with the header username,password'),
    poolSecret: setting(text, 'the secret that all passwords of the user pool come from', {
      demo: DEMO_POOL_SECRET,
      secret: true,
    }),
    users: setting(count, 'number of users in the pool (default: the pool definition)'),
  },
  load: {
    profile: setting(text, 'the load: a name from data/profiles', { fallback: 'smoke' }),
    signInRate: setting(rate, 'sign-ins a second at the peak (default: the profile)'),
    refreshRate: setting(rate, 'refresh-token redemptions a second at the peak (default: the profile)'),
    failedSignInRate: setting(rate, 'failed sign-ins a second at the peak (default: the profile)'),
    duration: setting(duration, 'length of the measured phases together (default: the profile)'),
    warmUp: setting(duration, 'length of the warm-up, which is in no number (default: the profile)'),
    scaleTime: setting(factor, 'all lengths of the profile times this, such as 0.01 for a try', { fallback: '1' }),
    scaleRate: setting(factor, 'all rates of the profile times this', { fallback: '1' }),
    choice: setting(choice('order', 'random', 'zipf'), 'how users are chosen: in order, at random, or a few much more often', {
      fallback: 'order',
    }),
    addresses: setting(count, "addresses that the load comes from, for the plan's arithmetic", { fallback: '1' }),
    acceptRisk: setting(choices('address-limit', 'tenant-limit', 'lockout', 'users'), 'what the plan may break, by its name'),
    segment: setting(segment, 'the part of the load that this runner sends: 2/4 is the second of four runners'),
    lockoutThreshold: setting(range, 'wrong passwords that lock an account (default: the provider)'),
    lockoutDuration: setting(duration, 'how long a lock lasts (default: the provider)'),
    experiments: setting(choices(...EXPERIMENT_NAMES), 'the experiments of scenario failed-logins (default: the profile)'),
    verifyShare: setting(
      share,
      'share of the answers whose signatures are verified under load (default: all at low rates, see docs/contract.md)',
    ),
  },
  objectives: {
    p95: setting(milliseconds, 'SLO: 95th percentile of every operation, in ms (default: the profile)'),
    p99: setting(milliseconds, 'SLO: 99th percentile of every operation, in ms (default: the profile)'),
    errors: setting(share, 'SLO: share of answers that may be errors (default: the profile)'),
    slower: setting(share, 'how much slower than the run before an operation may be, as a share', { fallback: '0.15' }),
  },
  directory: {
    graphUrl: setting(text, 'Microsoft Graph, for pool provision and sweep (default: https://graph.microsoft.com; on loopback the target)'),
    graphTokenUrl: setting(text, "where its token comes from (default: the tenant's)"),
    graphClientId: setting(text, 'application that may change users'),
    graphClientSecret: setting(text, 'secret of that application', { secret: true }),
  },
};

export type GroupName = keyof typeof groups;

export const catalogue = { ...groups.target, ...groups.users, ...groups.load, ...groups.objectives, ...groups.directory };

export type SettingKey = keyof typeof catalogue;

type Value<S> = S extends { type: SettingType<infer T> } ? (S extends { fallback: string } ? T : T | undefined) : never;

/** All settings of a run, read and checked. Those without a fallback can be undefined. */
export type Settings = { [K in SettingKey]: Value<(typeof catalogue)[K]> };

/** `baseUrl` -> `ROPC_BASE_URL` */
export function environmentName(key: SettingKey): string {
  return `ROPC_${key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

/** `baseUrl` -> `--base-url` */
export function flagName(key: SettingKey): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
