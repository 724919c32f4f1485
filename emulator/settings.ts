import { readFileSync } from 'node:fs';
import Ajv2020, { type ErrorObject } from 'ajv/dist/2020.js';
import { closest } from 'fastest-levenshtein';
import defaults from './defaults.json' with { type: 'json' };
import type { ErrorCode } from './errors.js';
import schema from './settings.schema.json' with { type: 'json' };

/** How a grant of a policy is answered: the seed's five members or its eleven, numbers as numbers or as strings. */
export interface AnswerForm {
  members: 'five' | 'eleven';
  numbers: boolean;
}

/** A user flow or a custom policy, as far as its answers show which. */
export interface PolicySettings {
  name: string;
  kind: 'user-flow' | 'custom';
  subject: 'object-id' | 'literal';
  policyClaim: 'tfp' | 'acr';
  issuer: string;
  claims: string[];
  password: AnswerForm;
  refresh: AnswerForm;
  /** Seconds. */
  tokenLifetime: number;
  refreshTokenLifetime: number;
}

export interface ApiSettings {
  uri: string;
  id: string;
  /** Permissions of the API, and of those the ones that the client was granted. */
  permissions: string[];
  granted: string[];
}

export interface ClientSettings {
  id: string;
  name: string;
  public: boolean;
  implicit: boolean;
  ropc: boolean;
  portal: boolean;
  enabled: boolean;
  secret?: string;
  apis: ApiSettings[];
}

export interface LockoutSettings {
  threshold: number;
  seconds: number;
  periods: number;
  growth: number;
  maxSeconds: number;
  similar: boolean;
  locations: boolean;
  addressThreshold: number;
  addressSeconds: number;
}

export interface LimitSettings {
  count: number;
  seconds: number;
}

export interface CapacitySettings {
  hash: 'none' | 'scrypt' | 'pbkdf2';
  cost: number;
  milliseconds: number;
  workers: number;
  queue: number;
}

export interface GraphSettings {
  enabled: boolean;
  clients: { id: string; secret: string; permissions: string[] }[];
  delaySeconds: number;
  pageSize: number;
  writes: LimitSettings | null;
}

export interface EmulatorSettings {
  tenant: { name: string; id: string };
  policies: PolicySettings[];
  clients: ClientSettings[];
  lockout: LockoutSettings;
  answers: Record<'wrongPassword' | 'unknownUser' | 'locked' | 'disabled' | 'expired' | 'federated' | 'addressBlocked', ErrorCode>;
  limits: { perAddress: LimitSettings | null; perTenant: LimitSettings | null; retryAfter: boolean };
  requests: { multipart: boolean; query: boolean; get: boolean; repeated: boolean };
  refreshReuse: 'many' | 'once' | 'grace';
  refreshGraceSeconds: number;
  keyOverlapSeconds: number;
  forwardedHeaders: boolean;
  users: 'pool' | 'graph';
  capacity: CapacitySettings;
  graph: GraphSettings;
}

export const DEFAULT_SETTINGS = defaults as EmulatorSettings;

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Objects are merged member by member; lists and plain values replace. */
function merge(base: unknown, change: unknown): unknown {
  if (!isObject(base) || !isObject(change)) return change;
  const merged: Json = { ...base };
  for (const [name, value] of Object.entries(change)) merged[name] = name in base ? merge(base[name], value) : value;
  return merged;
}

function describe({ instancePath, keyword, message, params, parentSchema }: ErrorObject): string {
  const at = instancePath || '/';
  if (keyword === 'additionalProperties') {
    const known = Object.keys((parentSchema as { properties?: Json }).properties ?? {});
    return `${at} has no setting "${params.additionalProperty}"; did you mean "${closest(String(params.additionalProperty), known)}"?`;
  }
  if (keyword === 'enum') return `${at} must be one of ${params.allowedValues.join(', ')}`;
  return `${at} ${message}`;
}

/**
 * Settings over the defaults.
 *
 * @throws Error that says what is wrong and where
 */
export function makeSettings(change: unknown): EmulatorSettings {
  const settings = merge(defaults, change);
  const validate = new Ajv2020({ allErrors: true, verbose: true, allowUnionTypes: true }).compile(schema);
  if (validate(settings)) return settings as unknown as EmulatorSettings;
  throw new Error((validate.errors ?? []).map(describe).join('; '));
}

/** @throws Error that names the file and says what is wrong */
export function readSettings(path: string): EmulatorSettings {
  try {
    return makeSettings(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    throw new Error(`settings file ${path}: ${(error as Error).message}`);
  }
}
