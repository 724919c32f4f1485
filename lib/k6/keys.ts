import { get, type Response } from 'k6/http';
import { type Answer, isObject, type JsonObject } from '../core/contract/types.js';
import { toAnswer } from './answer.js';
import { requestParams } from './token-client.js';
import type { PublicKey } from './verifier.js';

/** The RSA keys of a key set; those that lack a member are left out. */
export function publicKeys(document: JsonObject | undefined): PublicKey[] {
  const keys: unknown[] = Array.isArray(document?.keys) ? document.keys : [];
  return keys
    .filter(isObject)
    .filter((key) => key.kty === 'RSA' && [key.kid, key.n, key.e].every((member) => typeof member === 'string'))
    .map(({ kid, n, e }) => ({ kid: kid as string, n: n as string, e: e as string }));
}

/** Reads the keys again, as clients do where a token names one that they do not know. */
export function fetchKeys(url: string, timeout: number): Answer {
  return toAnswer(get(url, requestParams(timeout, {}, 'keys')) as Response);
}
