import type { Operation } from '../provider.js';
import type { RuleId } from './catalogue.js';

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

/** `schemas/<provider>/`, compiled by build.mjs. */
export interface CompiledContract {
  /** Schema by operation and status; `null`: any body will do. A status that is not here breaks the contract. */
  responses: Partial<Record<Operation, Record<string, string | null>>>;
  /** Schemas of what stands inside a token response. */
  parts: Partial<Record<'header' | 'access_token' | 'id_token' | 'profile_info', string>>;
  validators: Record<string, Validator>;
  /** Rule by schema and JSON pointer of the annotated subschema. */
  rules: Record<string, Record<string, RuleId>>;
}

/** One rule that one answer broke. Holds no value that could be a secret. */
export interface Finding {
  rule: RuleId;
  /** The schema, or `check` for a rule that code holds. */
  schema: string;
  /** JSON pointer (RFC 6901) into the answer; a token's claims stand under `/access_token/claims`. */
  pointer: string;
  keyword: string;
  /** What was there instead: a type, a length, or a value that is public by its place. */
  found: string;
}

/** What was asked, as far as the answer is judged by it. */
export interface Asked {
  operation: Operation;
  expects: 'granted' | 'refused';
  /** Values that no finding and no answer may repeat. */
  secrets: string[];
  /** Values of `error` that a refusal may give; those of the provider for a refused credential where left out. */
  errors?: readonly string[];
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
}

export interface Identity {
  sub?: unknown;
  oid?: unknown;
  aud?: unknown;
}

export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
