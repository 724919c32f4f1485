import { get, type Response } from 'k6/http';
import { unseal } from '../../dist/generated/sealed.js';
import type { Answer } from '../core/contract/types.js';
import { requestParams } from './token-client.js';

/** Reads what the endpoint publishes. */
export function getDocument(url: string, timeout: number, op: 'discovery' | 'keys'): Response {
  return get(url, requestParams(timeout, {}, op)) as Response;
}

/** Reads the keys again, as clients do where a token names one that they do not know. */
export function fetchKeys(url: string, timeout: number): Answer {
  return unseal('slow-path').toAnswer(getDocument(url, timeout, 'keys'), Date.now());
}
