import type { Operation } from '../provider.js';
import type { RuleId, Severity } from './rules.js';

/** What ajv says of one keyword that does not hold. */
export interface SchemaError {
  instancePath: string;
  schemaPath: string;
  keyword: string;
  params: Record<string, unknown>;
}

/** A validator as ajv standalone compiles it: true, or false with `errors`. */
export interface Validator {
  (data: unknown): boolean;
  errors?: SchemaError[] | null;
}

/** The set of `pointer:type` that an answer had, sorted: body, and the claims of both tokens. */
export type Shape = string[];

/** Accepted shapes by target, and in it by what was asked: `sign-in 200`, or the id of a contract case and its status. */
export type ShapeLock = Record<string, Record<string, Shape[]>>;

/** `schemas/<provider>/`, compiled by build.mjs. */
export interface CompiledContract {
  /** Schema by operation and status; `null`: any body will do. A status that is not here breaks the contract; `malformed`: more of them for malformed requests. */
  responses: Partial<Record<Operation | 'malformed', Record<string, string | null>>>;
  /** Schemas of what stands inside a token response. */
  parts: Partial<Record<'header' | 'access_token' | 'id_token' | 'profile_info', string>>;
  validators: Record<string, Validator>;
  /** Rule by schema and JSON pointer of the annotated subschema. */
  rules: Record<string, Record<string, RuleId>>;
  /** Rules that are no failures, for the catalogue is 90 kB in a virtual user. */
  warnings: RuleId[];
  deviations: Deviation[];
  /** The shape lock, the shapes of each key as a JSON text: of lists k6 makes all anew in every virtual user (100 kB). */
  shapes: Record<string, Record<string, string>>;
}

/** A registered, explained exception to a rule. One that has expired, or no longer happens, breaks the contract run. */
export interface Deviation {
  rule: RuleId;
  reason: string;
  source: string;
  /** The last day that it counts, YYYY-MM-DD. */
  expires: string;
  /** The contract cases in which it counts; everywhere, under load too, where left out. */
  cases?: string[];
}

/** What must come of a request; `either` where the provider promises nothing but a well-formed answer. */
export type Expectation = 'granted' | 'refused' | 'either';

/** Whether a member of a token response must be there, must not, or may. */
export type Presence = 'required' | 'absent' | 'optional';

/** The tokens that an answer must have, by what was asked for. */
export interface TokensExpected {
  accessToken: Presence;
  idToken: Presence;
  refreshToken: Presence;
}

/** One rule that one answer broke. Holds no value that could be a secret. */
export interface RawFinding {
  rule: RuleId;
  /** The schema, or `check` for a rule that code holds. */
  schema: string;
  /** JSON pointer (RFC 6901) into the answer; a token's claims stand under `/access_token/claims`. */
  pointer: string;
  keyword: string;
  /** What was there instead: a type, a length, or a value that is public by its place. */
  found: string;
}

/** A finding with its weight; `deviation` where the register excuses it. */
export interface Finding extends RawFinding {
  severity: Severity | 'deviation';
}

/** True where an answer broke a rule that is a failure, and that no registered deviation excuses. */
export function breaksContract(findings: readonly Finding[]): boolean {
  return findings.some((finding) => finding.severity === 'failure');
}

/** What was asked, as far as the answer is judged by it. */
export interface Asked {
  operation: Operation;
  expects: Expectation;
  /** Values that no finding and no answer may repeat. */
  secrets: string[];
  /** Values of `error` that a refusal may give; those of the provider for a refused credential where left out. */
  errors?: readonly string[];
  /** Where the tokens differ from those of the target's usual request. */
  tokens?: TokensExpected;
  /** The rule that is broken where a request that must be refused is granted. */
  rule?: RuleId;
  /** The rule that is broken where it is refused for another reason than `errors`; error.expected where left out. */
  errorRule?: RuleId;
  /** True where the client authenticates with HTTP Basic, and with a wrong secret. */
  failsBasic?: boolean;
  /** True where the request is malformed, not only its credentials: it may be refused for that, before anybody reads it. */
  malformed?: boolean;
  /** True where it may be refused before anybody reads it: it is no form in the body of a POST, or too large. */
  unread?: boolean;
  /** On a sign-in: the e-mail address that signs in, where it is sure to be one of the claims'. */
  email?: string;
  /** The refresh token that is redeemed: a grant may bring it again, a refusal may not. */
  sent?: string;
  /** Whose credentials or token it was: index in the pool. */
  user?: number;
  /** The contract case that it is of. */
  caseId?: string;
  /** The contract case, where it has shapes of its own. */
  shapeKey?: string;
  /** On a refresh: whom the tokens before it were for. */
  before?: Identity;
}

/** What came back. `status` is 0 where nothing did. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string | null;
  /** Time of arrival, in ms since the epoch. */
  at: number;
  timedOut?: boolean;
  /** Why, where nothing came back. */
  error?: string;
}

/** What no answer of a status may repeat, and nothing may show. */
export function secretsFor({ secrets, sent }: Pick<Asked, 'secrets' | 'sent'>, status: number): string[] {
  return status === 200 || sent === undefined ? secrets : [...secrets, sent];
}

export interface Identity {
  sub?: unknown;
  oid?: unknown;
  aud?: unknown;
  /** Looked at where they are known, as in the contract run: a virtual user keeps no more than the others. */
  name?: unknown;
  emails?: unknown;
}

export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
