import { get, type Response } from 'k6/http';
import { isObject, type JsonObject } from '../core/contract/types.js';
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

/** Reads the keys again, as clients do where a token names one that they do not know. @returns none where they cannot be read */
export function fetchKeys(url: string, timeout: number): PublicKey[] {
  const { body } = get(url, requestParams(timeout, {}, 'keys')) as Response;
  try {
    return publicKeys(JSON.parse(String(body)) as JsonObject);
  } catch {
    return [];
  }
}
