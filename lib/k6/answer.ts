import type { Response } from 'k6/http';
import type { Answer } from '../core/contract/types.js';
import { networkError } from './network-error.js';

// k6 error code of a request that ran into its time limit.
const REQUEST_TIMEOUT = 1050;

/**
 * What the contract looks at, of a response.
 *
 * @param at when it came, in ms since the epoch
 */
export function toAnswer(response: Response, at: number): Answer {
  const { status, headers, body } = response;
  if (status !== 0) return { status, headers, body: typeof body === 'string' ? body : null, at };
  const error = networkError(response);
  return { status, headers, body: null, at, timedOut: response.error_code === REQUEST_TIMEOUT, error };
}
